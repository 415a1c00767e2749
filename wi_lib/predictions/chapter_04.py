"""The predictions of chapter 4: one σ for two demands, ten times the inputs, and what the weights get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .declare import Axis, Said
from .guess import GuessNumber, GuessOption


def both_ways_prediction(factors: Mapping[str, Sequence[float]]) -> GuessOption:
    """Whether one σ keeps both sizes of a layer from 784 to 100; factors (forwards, backwards) by rule."""
    kept = [rule for rule, pair in factors.items() if np.allclose(pair, 1, atol=0.1)]
    none = "no, not for these two sizes"
    options = {
        "yes, one between the σ of two rules": "A σ in between misses both. Forwards the sum has 784 terms, backwards "
        "100, and one number cannot make up for **two different counts**.",
        "yes, LeCun's rule does it": "It keeps the size forwards, where the inputs count. Backwards **the units** "
        "count, and there are fewer of them.",
        none: "Forwards the sum has 784 terms, backwards 100. One σ cannot suit **two different counts**; it could if "
        "they were the same.",
        "yes, any small enough σ": "A smaller σ makes both sizes smaller. To be kept, each asks for **one certain σ**, "
        "and the two differ.",
    }
    return GuessOption("both-ways", "Does one σ keep both sizes?", options, kept[0] if kept else none)


def ten_times_prediction(ratio: float) -> GuessNumber:
    """How many times larger a sum becomes with ten times as many inputs."""
    said = [
        Said("You expected the terms to cancel. They do **in part** only: the variances of all terms add up.", high=2),
        Said(
            "The **variances** of the terms add up, so the size grows like the root of their number: √10 is {truth}.",
            low=2,
            high=5,
            right=True,
        ),
        Said(
            "You expected the terms to cancel less than they do. Their **variances** add up, and √10 is {truth}.",
            low=5,
            high=7.5,
        ),
        Said(
            "You expected ten times as many terms to make about ten times the sum. Terms with mean 0 **partly cancel**: "
            "their variances add up, and √10 is {truth}.",
            low=7.5,
            high=15,
        ),
        Said(
            "You expected more than ten times as many terms can give. They **partly cancel**, and √10 is {truth}.",
            low=15,
        ),
    ]
    axis = Axis("sum with 1,000 inputs ÷ sum with 100", 1, 100, (1, 2, 5, 10, 20, 50, 100), log=True, steps=40)
    return GuessNumber("ten-times", axis, ratio, said, start=1)


def smallest_gradient_prediction(sizes: Sequence[float]) -> GuessOption:
    """Which layer's weights get by far the smallest gradient in a tanh net at σ = 0.01; sizes from the first on."""
    level = "all about the same"
    ends = "the last layer's" if sizes[0] > sizes[-1] else "the first layer's"
    right = level if max(sizes) < 10 * min(sizes) else ends  # in a sigmoid net it is by powers of ten
    options = {
        "the first layer's": "δ is smallest there, but the weights' gradient is δ **times the signal**, and the signal "
        "is largest there.",
        "the last layer's": "The signal has shrunk on its way there, but δ is largest there, and the weights' gradient "
        "is **the product of both**.",
        level: "The signal shrinks forwards, δ shrinks backwards, each by the same factor a layer. The weights' gradient "
        "is **the product of both**, and that stays level.",
    }
    return GuessOption("smallest-gradient", "Whose gradient is by far the smallest?", options, right)
