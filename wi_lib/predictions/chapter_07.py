"""The predictions of chapter 7: which start ends last, what a spike holds, who moves first, and who catches up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .declare import Axis, Said
from .guess import GuessNumber, GuessOption

TICKS = (0, 0.25, 0.5, 0.75, 1)


def fewest_right_prediction(reached: Mapping[str, float]) -> GuessOption:
    """Which start has the fewest test digits right after 2,000 steps: accuracy by start."""
    said = {
        "sigmoid, σ = 1": "It learns from the first steps on, in spite of its saturated units. But others **pass it**, "
        "also the one that waits longest.",
        "sigmoid, σ = 0.01": "It waits, and does nothing that the eye can see for some 100 steps. **Then it learns**, "
        "and passes σ = 1.",
        "sigmoid, Xavier": "At this learning rate it does well: with two hidden layers only, **enough** of the gradient "
        "arrives.",
        "ReLU, He": "Half of its outputs are 0, and it learns **fastest** at first. The zeros are in other units for "
        "other images.",
    }
    return GuessOption(
        "fewest-right",
        "Which start has the fewest test digits right after 2,000 steps?",
        {start: said[start] for start in reached},
        min(reached, key=lambda start: reached[start]),
    )


def spike_prediction(share: float) -> GuessNumber:
    """The share of digits that can be read from layer 2 of the start σ = 0.01, before any training."""
    said = [
        Said(
            "You took the narrow picture for an empty one. The differences between images are tiny, and **clear**: the "
            "read-out finds {truth} of the digits.",
            high=0.2,
        ),
        Said(
            "You expected that some of the digit is left. There is more: the differences between images are tiny, and "
            "**clear**, as clear as with Xavier's rule.",
            low=0.2,
            high=0.66,
        ),
        Said(
            "The differences between images are tiny, and **clear**. What this start lacks is not what it can say, but "
            "the gradient.",
            low=0.66,
            high=0.86,
            right=True,
        ),
        Said(
            "Much is left, but not so much: even from the pixels themselves a linear read-out does not name all digits.",
            low=0.86,
        ),
    ]
    axis = Axis("digits read from layer 2 at σ = 0.01, before training", 0, 1, TICKS, form="percent")
    return GuessNumber("spike", axis, share, said)


def moves_first_prediction(moved: Sequence[float]) -> GuessOption:
    """Which of the three layers' weights move furthest in the first step at σ = 0.01."""
    options = {
        "layer 1, at the input": "It has the most weights, and gets next to **no gradient**: each small σ on the way "
        "back makes that smaller.",
        "layer 2": "It gets more of the gradient than layer 1, and **less than layer 3**: each small σ on the way back "
        "makes it smaller.",
        "layer 3, at the output": "The gradient **starts there**. On its way back each layer's small σ makes it "
        "smaller, so layer 2 follows, and layer 1 comes last.",
    }
    return GuessOption(
        "moves-first",
        "Which layer moves furthest in the first step?",
        options,
        list(options)[max(range(3), key=lambda layer: moved[layer])],
    )


def slow_race_prediction(share: float) -> GuessNumber:
    """The share of test digits that σ = 0.01 reads after 10,000 steps at learning rate 0.1."""
    said = [
        Said(
            "You expected that it never learns at this rate. After 3,000 steps it would look so. **Then it learns**: a "
            "race that ends before does not see it.",
            high=0.2,
        ),
        Said(
            "You expected it to begin, and it went **further**: once the first layer has a gradient, it learns, up to "
            "{truth} after 10,000 steps.",
            low=0.2,
            high=0.76,
        ),
        Said(
            "It waits longer, because each step is smaller. **Then it learns**, as it did at the larger rate.",
            low=0.76,
            right=True,
        ),
    ]
    axis = Axis("test digits right after 10,000 steps, σ = 0.01, rate 0.1", 0, 1, TICKS, form="percent")
    return GuessNumber("slow-race", axis, share, said)
