"""The predictions of chapter 6: how late the sigmoid learns, which start wins, and what one learning rate changes."""

from __future__ import annotations

from collections.abc import Mapping

from .declare import Axis, Said
from .guess import GuessNumber, GuessOption

TICKS = (0, 0.25, 0.5, 0.75, 1)


def sigmoid_xavier_prediction(share: float) -> GuessNumber:
    """The share of new digits that the sigmoid net with Xavier's rule reads after 2,000 steps."""
    said = [
        Said(
            "That is less than a guess finds, one digit in ten. The net has hardly begun, and is **a little better** "
            "than a guess: {truth}.",
            high=0.06,
        ),
        Said(
            "The slope of the sigmoid is at most ¼, so each of the hidden layers passes on little of the gradient, and "
            "the first of them **hardly move**.",
            low=0.06,
            high=0.28,
            right=True,
        ),
        Said(
            "You expected a net that has begun to learn. It hardly has: the slope of the sigmoid is at most ¼, "
            "and in the first layers **next to nothing arrives**.",
            low=0.28,
            high=0.75,
        ),
        Said(
            "You took the usual advice at its word. Xavier's rule was derived for slope 1; the slope of the sigmoid is "
            "**at most ¼**, and in the first layers next to nothing arrives.",
            low=0.75,
        ),
    ]
    axis = Axis("new digits read correctly after 2,000 steps", 0, 1, TICKS, form="percent")
    return GuessNumber("sigmoid-xavier", axis, share, said)


def sigmoid_race_prediction(reached: Mapping[str, float]) -> GuessOption:
    """The winner of the sigmoid race at learning rate 0.1: accuracy by rule."""
    options = {
        "σ = 0.01": "Small weights make the gradient small, too. After 2,000 steps this net **still guesses**.",
        "Xavier": "The usual advice; and at this learning rate it has **hardly moved**. Its gain of 1 does nothing "
        "about a slope of at most ¼.",
        "He": "Made for ReLU, and ahead of Xavier's here: its weights are larger, so more of the gradient passes. "
        "**Still larger ones** do better.",
        "σ = 1": "The start that everybody warns of. Its weights are the largest of the four, and make up for the small "
        "**slopes**: so the gradient arrives.",
    }
    return GuessOption(
        "sigmoid-race",
        "Which is ahead after 2,000 steps, at rate 0.1?",
        options,
        max(reached, key=lambda rule: reached[rule]),
    )


def late_prediction(share: float) -> GuessNumber:
    """The share of new digits that the sigmoid net with Xavier's rule reads after 12,000 steps."""
    said = [
        Said(
            "You expected never. It was **late**: what looked like a stop was a slow walk, and a curve that has not "
            "risen yet does not tell late from never.",
            high=0.2,
        ),
        Said(
            "You expected it to begin, and it went **further**: once the first layers move, it goes on learning, to "
            "{truth} after 12,000 steps.",
            low=0.2,
            high=0.84,
        ),
        Said(
            "**Late, not never.** What looked like a stop was a slow walk. Once the first layers move, the net learns.",
            low=0.84,
            right=True,
        ),
    ]
    axis = Axis("read after 12,000 steps, with Xavier's rule", 0, 1, TICKS, form="percent")
    return GuessNumber("late-or-never", axis, share, said)


def layer_1_alone_prediction(share: float) -> GuessNumber:
    """The share of new digits that it reads when layer 1 alone has ten times the learning rate."""
    said = [
        Said(
            "You expected that one layer cannot change much. Here it does: layer 1 gets the **least** of the gradient, "
            "and gains most from a larger rate.",
            high=0.28,
        ),
        Said(
            "You expected some help. It was more: layer 1 gets the **least** of the gradient, and gains most from a "
            "larger rate.",
            low=0.28,
            high=0.7,
        ),
        Said(
            "Layer 1 gets the **least** of the gradient. A larger rate makes up for that, and the net learns.",
            low=0.7,
            high=0.91,
            right=True,
        ),
        Said(
            "It helps much, but not so much: layer 1 gets the **least** of the gradient, and the other layers still have "
            "the smaller rate.",
            low=0.91,
        ),
    ]
    axis = Axis("read after 2,000 steps, ten times the rate in layer 1", 0, 1, TICKS, form="percent")
    return GuessNumber("layer-1-alone", axis, share, said, start=0.15)
