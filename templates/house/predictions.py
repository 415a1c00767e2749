"""The predictions of chapter {number}: ✎ what readers are asked to guess, in a few words."""

from __future__ import annotations

from .declare import Axis, Said
from .guess import GuessNumber


def your_gradient_prediction(kept: float) -> GuessNumber:
    """✎ What is asked: here, how much of the gradient is left at the input. Name the function and its guess anew."""
    said = [
        Said("✎ You expected even less. Say what this guess overlooks.", high=2e-3),
        Said("✎ Say why {truth} is left: this is also told to readers who did not guess.", low=2e-3, high=0.04, right=True),
        Said("✎ You expected more. Say which belief is behind it, and what is wrong with it.", low=0.04),
    ]
    axis = Axis("✎ gradient at the input ÷ gradient sent in", 1e-5, 1, (1e-5, 1e-4, 1e-3, 0.01, 0.1, 1), log=True)
    return GuessNumber("your-gradient", axis, kept, said, start=0.1)
