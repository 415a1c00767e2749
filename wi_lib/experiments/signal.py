"""Chapter 3's experiment: a signal through layers of random weights, and a gradient on its way back, for many stds at
once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .._types import Floats
from ..activations import Activation, ActivationName, get_activation
from ..diagnostics import rms
from ..network import backwards

#: Inputs that the way back uses: a gradient's size is an average over all its entries, and needs no more.
BACK = 16
#: Draws of the weights that explorers average over; inputs of which they follow neighbours; and inputs of which they
#: show outputs, of the first draw: the same in all, so that one setting has one number, wherever a reader meets it.
DRAWS, FOLLOWED, SHOWN = 5, 32, 128
#: Draws of a seed that are not its weights have a number of their own: [seed, _X] are the inputs, and [seed, depth] the
#: gradients that are sent back. No net is so deep.
_X = 1000


def forwards(
    activation: ActivationName | Activation,
    stds: Sequence[float],
    width: int,
    inputs: int,
    seed: int,
) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Send inputs of N(0, 1) through layers of weights N(0, std²), without end; the same draws serve all stds.

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        stds: of the weights.
        width: units of every layer, and features of an input.
        inputs: how many.
        seed: of inputs and weights. The weights are the same for any number of inputs; so are the first inputs.

    Yields:
        tuple: of each layer, the sums z and the outputs h, each of shape (stds, inputs, width), and the weights at std
            1.

    Example:
        >>> z, h, weights = next(forwards("relu", (0.1, 1.0), width=5, inputs=3, seed=0))
        >>> h.shape, np.allclose(z[1], 10 * z[0]), weights.shape
        ((2, 3, 5), True, (5, 5))
    """
    activation = get_activation(activation)
    rng = np.random.default_rng(seed)
    scale = np.array(stds)[:, None, None]
    x = inputs_of(seed, inputs, width)
    h: Floats = np.broadcast_to(x, (len(stds), *x.shape))
    while True:
        weights = rng.standard_normal((width, width))
        with np.errstate(all="ignore"):
            z = (h.reshape(-1, width) @ weights).reshape(h.shape)
            z *= scale
            h = activation.fn(z)
        yield z, h, weights


def inputs_of(seed: int, inputs: int, width: int) -> Floats:
    """The inputs of `forwards`, N(0, 1), shape (inputs, width).

    Example:
        >>> bool((inputs_of(0, 3, 5)[:2] == inputs_of(0, 2, 5)).all())
        True
    """
    return np.random.default_rng([seed, _X]).standard_normal((inputs, width))


def gradient_powers(
    activation: ActivationName | Activation, stds: Sequence[float], depths: Sequence[int], width: int, seed: int
) -> dict[int, Floats]:
    """What is left of a gradient of N(0, 1) that is sent back through the first layers of `forwards`, in powers of ten.

    Args:
        activation, stds, width, seed: as in `forwards`, with `BACK` inputs.
        depths: from which layers gradients are sent.

    Returns:
        dict: depth -> log10 of gradient ÷ upstream at the input and behind each layer, shape (stds, depth + 1).

    Example:
        >>> gradient_powers("identity", (0.1, 1.0), (2,), width=100, seed=0)[2].round(1) + 0
        array([[0., 0., 0.],
               [2., 1., 0.]])
    """
    activation = get_activation(activation)
    layers = zip(range(max(depths)), forwards(activation, stds, width, BACK, seed))
    slopes, matrices = zip(*((activation.derivative(z), weights) for _, (z, _, weights) in layers))
    return {depth: _sent_back(slopes[:depth], matrices[:depth], stds, [seed, depth]) for depth in depths}


def _sent_back(slopes: Sequence[Floats], matrices: Sequence[Floats], stds: Sequence[float], seed: list[int]) -> Floats:
    shape = slopes[0].shape
    upstream = np.random.default_rng(seed).standard_normal(shape[1:])
    powers = [np.zeros(len(stds))]

    def at_size_1(gradient: Floats) -> Floats:  # only the power of ten grows or shrinks, so that no gradient underflows
        size = np.sqrt(np.einsum("sij,sij->s", gradient, gradient) / gradient[0].size)
        powers.append(powers[-1] + np.log10(size * stds))
        gradient /= size[:, None, None]
        return gradient

    start = np.broadcast_to(upstream / rms(upstream), shape)
    for _ in backwards(matrices, slopes, start, at_size_1):
        pass  # `at_size_1` has noted the size
    return np.transpose(powers[::-1])
