"""The predictions of chapter 1: where two paths end, ten draws of a network, and the size of a sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .declare import Axis, Said
from .guess import GuessNumber, GuessOption


def two_starts_prediction(ends: Sequence[str]) -> GuessOption:
    """In which valleys the starts −0.7 and −0.6 end: two of the letters A, B and C."""
    options = {
        "both in A": "The hill between −0.7 and −0.6 parts them. Only the slope where a path stands counts: at −0.6 it "
        "falls to the other side.",
        "both in B, the deepest": "Training cannot see that B is deeper. It feels **the slope where it stands**, and at "
        "−0.7 that leads the other way.",
        "−0.7 in A, −0.6 in B": "A hill lies between the two starts. Each path walks down on its own side, because "
        "**the slope where it stands** is all that it feels.",
        "−0.7 in A, −0.6 in C": "The path from −0.6 walks down into the first valley on its way, and that is B. With "
        "steps as short as these it cannot leave it.",
    }
    return GuessOption("two-starts", "Where do the two paths end?", options, f"−0.7 in {ends[0]}, −0.6 in {ends[1]}")


def worst_draw_prediction(share: float) -> GuessNumber:
    """The smallest share of test digits that one of the ten trained draws recognises."""
    said = [
        Said(
            "You expected that some draws are caught in a bad valley. **None of the ten was**: also the worst of them "
            "recognises {truth} of the test images.",
            high=0.6,
        ),
        Said(
            "You expected an unlucky draw to fall clearly behind. It did not: all ten came close to each other, at "
            "least after so many steps.",
            low=0.6,
            high=0.84,
        ),
        Said(
            "Each of the ten draws found a good place on its way: ten **different** places, and all of them about "
            "equally good.",
            low=0.84,
            right=True,
        ),
    ]
    axis = Axis("test images recognised by the worst of the ten", 0, 1, (0, 0.25, 0.5, 0.75, 1), form="percent")
    return GuessNumber("worst-draw", axis, share, said)


def read_out_prediction(read: Mapping[str, float]) -> GuessOption:
    """From which start a read-out of layer 10 names most digits: share by start."""
    options = {
        "σ = 0.01": "The signal is tiny there, but it has shrunk **as a whole**, and the read-out brings each unit to "
        "the same spread: what is faint can be enlarged.",
        "σ = 0.2": "It keeps the size, and the read-out does not mind the size: it brings each unit to the same spread. "
        "At σ = 0.01 the signal is tiny, and **less of it is lost**.",
        "σ = 1": "The signal is large there, and **scrambled**: an image and its noisy copy get quite different "
        "answers. Size is not information.",
    }
    return GuessOption("read-out", "Which start can be read best?", options, max(read, key=lambda start: read[start]))


def sum_of_100_prediction(std: float) -> GuessNumber:
    """The standard deviation of a sum of 100 terms, each with standard deviation 0.1."""
    said = [
        Said(
            "You expected random terms to cancel. They do, **in part**: each new term adds its variance, so the spread "
            "grows.",
            high=0.5,
        ),
        Said(
            "Random terms partly cancel. Their **variances** add up, so the spread of 100 terms is √100 = 10 times that "
            "of one.",
            low=0.5,
            high=2,
            right=True,
        ),
        Said(
            "You expected less of it to cancel. Terms of one sign would make a sum a hundred times as large; random ones "
            "**partly cancel**, and √100 is 10.",
            low=2,
            high=12,
        ),
        Said(
            "That is more than a hundred terms of one sign would make together. Random ones **partly cancel**: their "
            "sum is √100 = 10 times as large as one of them.",
            low=12,
        ),
    ]
    axis = Axis("standard deviation of z with 100 inputs", 0.01, 100, (0.01, 0.1, 1, 10, 100), log=True)
    return GuessNumber("sum-of-100", axis, std, said, start=0.1)
