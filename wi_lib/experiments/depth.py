"""Chapter 5's experiment: signals through many layers of (leaky) ReLU, of any gain at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .._types import Floats


def deep_relu(leaks: Sequence[float], width: int, depth: int, inputs: int, seed: int) -> tuple[Floats, Floats]:
    """One draw at gain 1: what becomes of `inputs` inputs of N(0, 1) behind layers of weights N(0, 1/width).

    A gain multiplies the outputs of layer l by gainˡ, so this serves all gains.

    Args:
        leaks: slopes for z < 0; one draw of inputs and weights serves all of them.
        width, depth: of the net.
        inputs: how many, an even number.
        seed: of the draw.

    Returns:
        tuple: log10 of the mean square ÷ the input's, and the cosine of neighbours (see `neighbour_cosines`), for
            layers 0
        to `depth`; each of shape (leaks, depth + 1).

    Example:
        >>> squares, cosines = deep_relu((0.0, 1.0), 400, 1, 16, 0)
        >>> np.round(10**squares, 1)
        array([[1. , 0.5],
               [1. , 1. ]])
    """
    rng = np.random.default_rng(seed)
    slope = np.array(leaks, np.float32)[:, None, None]
    h = np.broadcast_to(rng.standard_normal((inputs, width), np.float32), (len(leaks), inputs, width))
    power = _log_square(h)
    squares, cosines = [np.zeros(len(leaks))], [neighbour_cosines(h)]
    for _ in range(depth):
        z = (h.reshape(-1, width) @ rng.standard_normal((width, width), np.float32)).reshape(h.shape)
        # Size 1 before every layer: only the logarithm goes on shrinking.
        z /= np.float32(math.sqrt(width)) * 10 ** (power / 2)[:, None, None].astype(np.float32)
        h = np.where(z > 0, z, slope * z)
        power = _log_square(h)
        squares.append(squares[-1] + power)
        cosines.append(neighbour_cosines(h))
    return np.transpose(squares), np.transpose(cosines)


def _log_square(h: Floats) -> Floats:
    """log10 of the mean square of each (inputs, units) of h."""
    return np.log10(np.einsum("sij,sij->s", h, h) / h[0].size)


def neighbour_cosines(h: Floats) -> Floats:
    """The mean cosine of rows 0 and 1, 2 and 3, and so on; nan if a row is 0 or not finite.

    Args:
        h: shape (…, rows, units), an even number of rows.

    Example:
        >>> float(neighbour_cosines(np.array([[1.0, 0.0], [3.0, 0.0], [1.0, 0.0], [0.0, 2.0]])))
        0.5
    """
    with np.errstate(all="ignore"):
        sizes = np.sqrt(np.einsum("...ij,...ij->...i", h, h))
        products = np.einsum("...ij,...ij->...i", h[..., ::2, :], h[..., 1::2, :])
        return (products / (sizes[..., ::2] * sizes[..., 1::2])).mean(axis=-1)
