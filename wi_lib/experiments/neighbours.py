"""Chapter 3's second experiment: two near inputs, and two unrelated ones, through layers of random weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from .._types import Floats
from ..activations import Activation, ActivationName, get_activation
from .signal import forwards, inputs_of

#: The squared distance of two near inputs ÷ that of two unrelated ones.
NEAR = 0.01
_TINY = 1e-6


@dataclass(frozen=True)
class Pairs:
    """What `near_pairs` saw, in powers of ten; shape (stds, depth + 1), layer 0 is the input.

    Attributes:
        size: rms of the outputs.
        spread: of one unit over the inputs, from pairs of unrelated inputs.
        near: squared distance of near inputs ÷ that of unrelated ones.
        part: spread ÷ size.
        parted: squared distance of near inputs ÷ mean square of the outputs, relative to the input's. Where `near` has
            grown and this has not, unrelated inputs were drawn together, and near ones did not part.
    """

    size: Floats
    spread: Floats
    near: Floats

    @property
    def part(self) -> Floats:
        return self.spread - self.size

    @property
    def parted(self) -> Floats:
        share = self.near + 2 * self.part
        return share - share[:, :1]


def near_pairs(
    activation: ActivationName | Activation,
    stds: Sequence[float],
    width: int,
    depth: int,
    inputs: int,
    seed: int,
) -> Pairs:
    """Send `inputs` inputs of N(0, 1), a near neighbour of each and an unrelated one through `depth` layers.

    What is sent on is the difference of two inputs itself. So it has all its digits, where the two outputs agree in
    all of theirs.

    Args:
        activation, stds, width, inputs, seed: as in `forwards`, with the same draws.
        depth: how many layers.

    Example:
        >>> pairs = near_pairs("tanh", (0.01, 1.0), width=100, depth=5, inputs=32, seed=0)
        >>> (10 ** pairs.near[:, [0, 5]]).round(2)
        array([[0.01, 0.01],
               [0.01, 0.56]])
    """
    activation = get_activation(activation)
    x = inputs_of(seed, inputs, width)
    scale = np.array(stds)[:, None, None]
    ways = [np.broadcast_to(one, (len(stds), *x.shape)) for one in beside(x, seed)]
    seen = [[_power(x[None]) + np.zeros(len(stds)), *map(_power, ways)]]
    for z, h, weights in islice(forwards(activation, stds, width, inputs, seed), depth):
        slope = activation.derivative(z)
        steps = [scale * (one.reshape(-1, width) @ weights).reshape(z.shape) for one in ways]
        ways = [np.where(np.abs(dz) < _TINY, slope * dz, activation.fn(z + dz) - h) for dz in steps]
        seen.append([_power(h), *map(_power, ways)])
    size, near, unrelated = np.transpose(seen, (1, 2, 0))
    return Pairs(size, unrelated - math.log10(2) / 2, 2 * (near - unrelated))


def beside(x: Floats, seed: int) -> tuple[Floats, Floats]:
    """The ways from inputs of N(0, 1), shape (inputs, width), to a near neighbour of each, and to an unrelated one.

    Example:
        >>> x = np.random.default_rng(0).standard_normal((1000, 100))
        >>> near, unrelated = beside(x, seed=0)
        >>> round(float((near**2).sum() / (unrelated**2).sum()), 3)
        0.01
    """
    turn = 1 - NEAR
    noise = np.random.default_rng([seed, 1]).standard_normal(x.shape)  # [seed, 0] would be seed
    return (turn - 1) * x + math.sqrt(1 - turn**2) * noise, np.roll(x, 1, axis=0) - x


def _power(h: Floats) -> Floats:
    """log10 of the rms of each (inputs, units) of h."""
    return np.log10(np.einsum("sij,sij->s", h, h) / h[0].size) / 2
