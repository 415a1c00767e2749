"""The landing page's net: a few of its units for three inputs, and the weights between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from .._types import Floats
from ..activations import Activation, ActivationName
from ..propagation import propagate
from .neighbours import beside
from .signal import forwards, inputs_of


def glimpse(
    activation: ActivationName | Activation,
    stds: Sequence[float],
    width: int,
    depth: int,
    seed: int,
    shown: int,
) -> tuple[Floats, Floats]:
    """The first units of every layer of the net of `forwards`, for one input, a near one and an unrelated one.

    Args:
        activation, stds, width, seed: as in `forwards`, with the same draws.
        depth: how many layers.
        shown: how many units of each layer.

    Returns:
        tuple: the outputs, shape (stds, 3, depth + 1, shown), layer 0 is the input; and the weights between the units
            at std 1, shape (depth, shown, shown).

    Example:
        >>> outputs, weights = glimpse("sigmoid", (0.01, 1.0), width=100, depth=5, seed=0, shown=3)
        >>> outputs[0, :, 5].round(3).tolist()[0] == outputs[0, :, 5].round(3).tolist()[2]
        True
        >>> weights.shape
        (5, 3, 3)
    """
    layers = [weights for _, _, weights in islice(forwards(activation, (1.0,), width, 1, seed), depth)]
    x = inputs_of(seed, 2, width)
    near, unrelated = beside(x, seed)
    three = x[0] + np.array([0 * x[0], near[0], unrelated[0]])
    seen = [propagate([std * one for one in layers], three, activation=activation).activations for std in stds]
    outputs = np.array(seen)[..., :shown].transpose(0, 2, 1, 3)
    return outputs, np.array(layers)[:, :shown, :shown]
