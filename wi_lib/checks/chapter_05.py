"""The checks of chapter 5's exercises."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from ..activations import Activation
from ..theory import second_moment
from .feedback import Feedback, check_function, check_number


def _he_std(answer: Any) -> Feedback:
    fan_in = 256
    return check_number(
        answer,
        math.sqrt(2 / fan_in),
        praise="√(2/256) = √2/16.",
        hints=[
            (2 / fan_in, "This is the variance, not the standard deviation. Take its square root."),
            (2 / math.sqrt(fan_in), "This is the misprint: the 2 belongs under the root."),
            (1 / math.sqrt(fan_in), "This is LeCun's rule. ReLU halves the mean square: make up for it."),
            (math.sqrt(6 / fan_in), "This is the bound of the uniform form. The std is smaller by √3."),
            (math.sqrt(2 * fan_in), "Divide by the number of inputs: more inputs, smaller weights."),
        ],
    )


def _leaky_gain(answer: Any) -> Feedback:
    return check_function(
        answer,
        lambda alpha: math.sqrt(2 / (1 + alpha**2)),
        [(0.3,), (1.0,), (0.01,), (0.0,)],
        praise="√2 without a leak, 1 without an activation.",
        hints=[
            (
                lambda alpha: math.sqrt(2),
                "This is the gain for ReLU. The leak keeps α² of the negative half, so you need less.",
            ),
            (lambda alpha: 2 / (1 + alpha**2), "This is its square, the factor in the variance. Take the root."),
            (
                lambda alpha: math.sqrt((1 + alpha**2) / 2),
                "This is one over the gain: by how much the rms shrinks. The gain makes up for it.",
            ),
            (
                lambda alpha: (1 + alpha**2) / 2,
                "This is the share of the mean square that a layer keeps. The gain is one over its root.",
            ),
            (lambda alpha: math.sqrt(2 / (1 + alpha)), "Squares count: the negative half keeps α², not α."),
            (
                lambda alpha: math.sqrt(2) / (1 + alpha),
                "The two halves' squares add up: (1 + α²)/2 is kept. Take one over its root.",
            ),
            (
                lambda alpha: math.sqrt(2) * math.sqrt(1 + alpha**2),
                "The leak keeps more, so the gain must be smaller: divide.",
            ),
        ],
    )


def _rms_left(answer: Any) -> Feedback:
    layers = 20
    return check_number(
        answer,
        2.0 ** (-layers / 2),
        rtol=0.05,
        # The explorer's and the bench's typical draws, of 100 and of 400 units: 0.00074 to 0.00099. One layer more or
        # less than twenty must stay outside: 0.00069 and 0.00138.
        measured=(0.00073, 0.0012),
        praise="Each layer halves the mean square, so the rms shrinks by √2: 2⁻¹⁰, about a thousandth.",
        hints=[
            (2.0**-layers, "This is what is left of the mean square. The rms is its root."),
            (2.0 ** (layers / 2), "This is one over the answer: the signal shrinks."),
            (100 * 2.0 ** (-layers / 2), "This is in per cent. Give a share from 0 to 1."),
            (2.0 ** (-(layers - 1) / 2), "This is what 19 layers leave. There are twenty."),
            (2.0 ** (-(layers + 1) / 2), "This is what 21 layers leave. There are twenty."),
            (2.0**-0.5, "This is one layer. There are twenty."),
            (1 / layers, "Layers multiply, they do not add: one factor for each of them."),
            (1.0, "That would be so with He's rule, or without an activation."),
            (
                math.sqrt(0.341) ** layers,
                "This takes the variance from layer to layer. The mean square travels, and ReLU keeps half of it.",
            ),
        ],
    )


@functools.cache
def _elu_gain() -> tuple[float, float]:
    """The gain that keeps a mean square of 1, and the one that forgets that the ELU's curve depends on the scale."""
    elu = Activation(
        "elu", lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), lambda z: np.exp(np.minimum(z, 0))
    )
    low, high = 1.0, 2.0
    while high - low > 1e-5:
        middle = (low + high) / 2
        if second_moment(elu, middle**2) < 1:
            low = middle
        else:
            high = middle
    return low, 1 / math.sqrt(second_moment(elu, 1.0))


def _keep_elu(answer: Any) -> Feedback:
    gain, naive = _elu_gain()
    return check_number(
        answer,
        gain,
        rtol=0.01,
        measured=(1.265, 1.3),  # where the bench keeps the mean square, over seeds, widths and depths: 1.268 to 1.300
        praise="Between 1 and √2: near 0 the ELU is the identity, far out it is like ReLU.",
        hints=[
            (
                math.sqrt(2),
                "This is He's gain, for ReLU. The ELU keeps something of the negative half, so you need less.",
            ),
            (1.0, "With gain 1 the mean square shrinks: the negative half loses some of its squares."),
            (gain**2, "This is the square of the gain: n_in·σ². Take the root."),
            (
                naive,
                "Nearly: this is one over the rms at gain 1. But with larger sums the ELU keeps a smaller share. Solve for the gain itself.",
            ),
            (gain / 10, "This is σ at 100 units. Asked is the gain, σ·√n."),
        ],
    )


EXERCISES = {
    "5.1": _he_std,
    "5.2": _leaky_gain,
    "5.3": _rms_left,
    "5.4": _keep_elu,
}
