"""The predictions of chapter 3: the gradient at σ = 1, near inputs, and one unit behind a wide histogram."""

from __future__ import annotations

from collections.abc import Sequence

from .declare import Axis, Said
from .guess import GuessLine, GuessNumber


def way_back_prediction(ratios: Sequence[float]) -> GuessLine:
    """The gradient at the input and at layers 1 to 5 of the start σ = 1, divided by the one that was sent in."""
    said = [
        Said(
            "You expected that saturated units stop most of the gradient, as many courses say. But on its way back it is "
            "also multiplied by **the weights**, and at σ = 1 these are large.",
            high=0.2,
        ),
        Said(
            "Most slopes are nearly 0, and still most of the gradient comes back: it is also multiplied by **the "
            "weights**, and these are large.",
            low=0.2,
            high=2,
            right=True,
        ),
        Said(
            "You expected large weights to make it grow. They would, but the **small slopes** of the saturated units "
            "make up for them.",
            low=2,
        ),
    ]
    points = ["input", "1", "2", "3", "4", "5"]
    axis = Axis(
        "gradient at each layer ÷ gradient sent in, at σ = 1", 1e-8, 1e3, (1e-8, 1e-6, 1e-4, 0.01, 1, 100), log=True
    )
    return GuessLine("way-back", axis, points, ratios, "input", said, start=1)


def neighbours_prediction(distance: float) -> GuessNumber:
    """The squared distance of near inputs behind twenty layers at σ = 1, divided by that of unrelated ones.

    Not behind five: that stands below the chapter's first explorer, in the state in which it opens.
    """
    said = [
        Said(
            "You expected that near inputs come together again. They do come nearer, but **unrelated ones come nearer "
            "faster**; so near ones stand out less.",
            high=0.06,
        ),
        Said(
            "You expected it to stay about as it was after five layers. But further layers, too, draw unrelated inputs "
            "together **faster** than near ones.",
            low=0.06,
            high=0.2,
        ),
        Said(
            "From 0.01 at the input to {truth}: compared with unrelated inputs, near ones stand out less and less. **A "
            "gradient that comes back does not show it.**",
            low=0.2,
            high=0.6,
            right=True,
        ),
        Said(
            "You expected the net to scramble its inputs. It goes that way, but twenty layers at σ = 1 do not get so "
            "far. At σ = 2 they do.",
            low=0.6,
        ),
    ]
    axis = Axis(
        "squared distance of near ÷ unrelated inputs, 20 layers", 0.001, 1, (0.001, 0.01, 0.1, 1), log=True, steps=30
    )
    return GuessNumber("neighbours", axis, distance, said, start=0.1)


def one_unit_prediction(spread: float) -> GuessNumber:
    """How far one unit of layer 5 moves over the inputs at σ = 0.1."""
    said = [
        Said(
            "The unit hardly moves: in that you are right. But it moves more than you expected: {truth}.",
            high=2e-4,
        ),
        Said(
            "The width of the pooled picture comes from differences **between** units. Each of them gives all inputs "
            "nearly the same answer.",
            low=2e-4,
            high=2e-3,
            right=True,
        ),
        Said(
            "You expected less than the pooled picture shows, and that is right. But it is far less: **each unit gives "
            "all inputs nearly the same answer**.",
            low=2e-3,
            high=0.04,
        ),
        Said(
            "You took the width of the pooled picture for the movement of a unit. That picture mixes in the "
            "differences **between** units, and here it shows little else.",
            low=0.04,
        ),
    ]
    axis = Axis("spread of one unit of layer 5 over the inputs", 1e-5, 1, (1e-5, 1e-4, 1e-3, 0.01, 0.1, 1), log=True)
    return GuessNumber("one-unit", axis, spread, said, start=0.1)
