"""The predictions of chapter 2: copies that stay copies, a start that waits, and a millionth."""

from __future__ import annotations

from collections.abc import Mapping

from .declare import Axis, Said
from .guess import GuessNumber, GuessOption


def arrows_prediction(kinds: int) -> GuessNumber:
    """How many of eight arrows differ after training from a constant start."""
    said = [
        Said(
            "Units with equal weights, in and out, get **equal gradients**. So they make equal steps, and are equal "
            "again. Without rounding, no number of steps parts them.",
            high=1.5,
            right=True,
        ),
        Said(
            "You expected two kinds of units for two classes. But nothing tells one unit from another: they start "
            "equal, and **get the same gradient** at every step.",
            low=1.5,
            high=2.5,
        ),
        Said(
            "You expected training to part the units. It cannot: units that start equal **get the same gradient**, "
            "step after step.",
            low=2.5,
        ),
    ]
    axis = Axis("different arrows after 500 steps", 1, 8, range(1, 9), form="integer", steps=7)
    return GuessNumber("arrows", axis, kinds, said)


def first_to_move_prediction(gradients: Mapping[str, float]) -> GuessOption:
    """Which of W1, b1, W2 and b2 has a gradient at the first step from zero."""
    moving = [name for name, size in gradients.items() if size > 0]
    blocked = "What comes back to the hidden layer passes through W₂, and that is 0: **nothing arrives**."
    options = {
        "W₁": blocked,
        "b₁": blocked,
        "W₂": "Its gradient contains the **hidden outputs**, and ReLU(0) is 0. So it waits for the hidden layer, which "
        "waits for W₂.",
        "b₂": "The output bias needs nothing from the layers before it. All others **wait for each other**: W₂ for the "
        "hidden outputs, the hidden layer for W₂.",
    }
    names = {"W1": "W₁", "b1": "b₁", "W2": "W₂", "b2": "b₂"}
    return GuessOption("first-to-move", "Which moves first?", options, " and ".join(names[one] for one in moving))


def millionth_prediction(apart: float) -> GuessNumber:
    """The largest difference of two units after 500 steps, when one weight has been changed by a millionth."""
    said = [
        Said(
            "You expected training to even it out. It does the opposite: units that differ, however little, get "
            "**different gradients**.",
            high=3e-7,
        ),
        Said(
            "You expected a millionth to stay a millionth. For some 100 steps it looks so. But then the difference **grows by "
            "a part of itself** in every step, and that is exponential.",
            low=3e-7,
            high=5e-6,
        ),
        Said(
            "You expected it to grow, and here it grows still faster: by a part of itself in every step, until the "
            "two units are **quite different**.",
            low=5e-6,
            high=0.1,
        ),
        Said(
            "Units that differ get different gradients. Here the difference soon grows by a part of itself in every "
            "step, **exponentially**. After 500 steps the copies have parted.",
            low=0.1,
            right=True,
        ),
    ]
    ticks = (1e-8, 1e-6, 1e-4, 0.01, 1)
    axis = Axis("largest difference of two units after 500 steps", 1e-8, 10, ticks, log=True)
    return GuessNumber("a-millionth", axis, apart, said, start=1e-6)
