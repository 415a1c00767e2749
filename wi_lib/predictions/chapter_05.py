"""The predictions of chapter 5: what thirty ReLU layers leave, which square travels, and what σ changes."""

from __future__ import annotations

from .declare import Axis, Said
from .guess import GuessNumber, GuessOption

TICKS = (1e-12, 1e-9, 1e-6, 1e-3, 1)


def thirty_layers_prediction(kept: float) -> GuessNumber:
    """The mean square that thirty ReLU layers with Xavier's rule leave."""
    said = [
        Said(
            "It is little, but not as little: each layer leaves **about a half**, and 2⁻³⁰ is a billionth.", high=8e-12
        ),
        Said(
            "Each layer leaves **about a half** of the mean square, because ReLU takes the negative half away. Thirty "
            "halvings make a billionth.",
            low=8e-12,
            high=1.5e-8,
            right=True,
        ),
        Said(
            "You expected it to shrink, and it shrinks further. Layers **multiply**: each leaves about a half, and "
            "thirty halvings make a billionth.",
            low=1.5e-8,
            high=0.02,
        ),
        Said(
            "You expected losses that add up to a part. But layers **multiply**: each leaves about a half, and thirty "
            "halvings make a billionth.",
            low=0.02,
            high=0.3,
        ),
        Said(
            "You trusted the rule. It was made for an activation that takes nothing away; **ReLU takes half**, in every "
            "layer.",
            low=0.3,
            high=2,
        ),
        Said(
            "You expected it to grow. Xavier's rule keeps what it gets, and **ReLU only takes away**: about half, in every "
            "layer.",
            low=2,
        ),
    ]
    axis = Axis("mean square after 30 layers ÷ at the input", 1e-12, 10, TICKS, log=True, steps=52)
    return GuessNumber("thirty-layers", axis, kept, said, start=1)


def next_square_prediction(square: float) -> GuessNumber:
    """The mean square of the sums behind a ReLU layer, drawn by LeCun's rule."""
    said = [
        Said(
            "More is left. ReLU halves the mean square **once**, and the weights keep what they get.",
            high=0.28,
        ),
        Said(
            "More is left. Did you take the **variance** of the outputs? A weight multiplies the whole output, its mean "
            "included: what travels is the mean square.",
            low=0.28,
            high=0.42,
        ),
        Said(
            "A weight multiplies the whole output, its mean included. So **the mean square travels**, and not the "
            "variance.",
            low=0.42,
            high=0.58,
            right=True,
        ),
        Said(
            "You expected the weights to bring the size back, or a part of it. They keep the **mean square** that they "
            "get, and ReLU has halved it.",
            low=0.58,
        ),
    ]
    axis = Axis("mean square of the next layer's sums", 0, 1, (0, 0.25, 0.5, 0.75, 1))
    return GuessNumber("next-square", axis, square, said, start=1)


def gradient_left_prediction(left: float) -> GuessNumber:
    """The size of the gradient that thirty ReLU layers with Xavier's rule leave."""
    said = [
        Said("More is left: each layer leaves **√½** of the size, and thirty of them make 2⁻¹⁵.", high=8e-12),
        Said(
            "More is left. Did you take the **mean square**, which thirty layers halve thirty times? The size is the "
            "rms, and that is its root: 2⁻¹⁵.",
            low=8e-12,
            high=1.5e-8,
        ),
        Said(
            "You expected a loss, but it is smaller: each layer leaves **√½** of the size, and thirty of them multiply.",
            low=1.5e-8,
            high=4e-7,
        ),
        Said(
            "ReLU stops about half of the entries, so the mean square is halved in each layer. The **size** is its "
            "root: about 2⁻¹⁵ is left.",
            low=4e-7,
            high=1.1e-3,
            right=True,
        ),
        Said(
            "You expected a loss, but it is larger: each layer leaves **√½** of the size, and thirty of them multiply.",
            low=1.1e-3,
            high=0.3,
        ),
        Said(
            "You expected the gradient to get through. Going back, ReLU stops about **half of the entries**, in every "
            "layer, and Xavier's rule does not make up for it.",
            low=0.3,
            high=2,
        ),
        Said(
            "You expected it to grow. Going back, ReLU stops about **half of the entries** in every layer, and Xavier's "
            "rule keeps the size of the rest.",
            low=2,
        ),
    ]
    axis = Axis("size of the gradient at the input ÷ sent in, Xavier's rule", 1e-12, 10, TICKS, log=True, steps=52)
    return GuessNumber("gradient-left", axis, left, said, start=1)


def read_at_ten_prediction(difference: float) -> GuessOption:
    """From which start more can be read at layer 10; the difference of the two shares."""
    same = "both the same"
    options = {
        "He": "His rule keeps the **size** of the signal. What a read-out finds does not depend on the size: σ scales "
        "all sums alike, and which of them are negative stays.",
        "σ = 0.01": "Small weights mix as much as large ones. In a ReLU net without biases σ **scales** the signal, and "
        "changes nothing else.",
        same: "In a ReLU net without biases σ scales the signal and **changes nothing else**: the same units are 0, the "
        "same digits are read.",
    }
    right = same if abs(difference) < 0.005 else "σ = 0.01" if difference > 0 else "He"
    return GuessOption("read-at-ten", "From which start is more read at layer 10?", options, right)
