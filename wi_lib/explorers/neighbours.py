"""Chapter 3's second explorer: what layers do to two near inputs, beside the size of the signal and of the gradient."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ..activations import Activation, ActivationName, get_activation
from ..experiments.neighbours import NEAR, near_pairs
from ..experiments.signal import DRAWS, FOLLOWED, gradient_powers
from ..theory import predict_distance
from .declare import KEPT, Array, Control, Lines, Series, Words, among, first_of, graded
from .engine import Explorer
from .near import near_figures, near_words
from .spelling import counted
from .sweep import band, sweep

#: σ·√n: at 100 units a layer, 10 is σ = 1.
GAINS = (0.1, 0.2, 0.5, 0.7, 1.0, 1.2, math.sqrt(2), 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 20.0)
DEPTHS = (2, 5, 10, 20)
ACTIVATIONS: tuple[ActivationName, ...] = ("sigmoid", "tanh", "relu")
#: Relative to the size of the outputs: two numbers nearer than this are often one number in float32.
FLOAT32 = 6e-8


def neighbours_explorer(
    activations: Sequence[Activation | ActivationName] = ACTIVATIONS,
    gains: Sequence[float] = GAINS,
    depths: Sequence[int] = DEPTHS,
    *,
    width: int = 100,
    inputs: int = FOLLOWED,
    seeds: int = DRAWS,
    start: Mapping[str, object] | None = None,
) -> Explorer:
    """Activation × gain × depth: the distance of two near inputs, the size and spread of the outputs, the gradient.

    Lines are geometric means over `seeds` draws of weights gain/√width · N(0, 1), the band their range; each has
    `inputs` inputs of N(0, 1) with a near neighbour (squared distance 0.01 of that of unrelated inputs).

    Args:
        activations: names in `ACTIVATIONS`, or an `Activation` of your own.
        gains, depths: the grid.
        width: units of every layer.
        inputs, seeds: how many.
        start: the values at first, such as ``{"gain": 1.0}``; by default tanh, gain 10, depth 10 where they are there.

    Returns:
        Explorer: its controls are named activation, gain and depth.

    Raises:
        TypeError, ValueError: an activation is unknown, or `start` is not in the grid.

    Example:
        >>> explorer = neighbours_explorer(("tanh",), (1.0, 10.0), (10,), seeds=2, start={"gain": 10.0})
        >>> np.round(10 ** explorer.slice("near"), 1)[[0, 5, 10]]
        array([0. , 0.6, 0.9])
    """
    by_name = {one.name: one for one in map(get_activation, activations)}
    stds, points = [gain / math.sqrt(width) for gain in gains], max(depths) + 1

    def measure(activation):
        chosen = by_name[activation]
        draws = [near_pairs(chosen, stds, width, max(depths), inputs, seed) for seed in range(seeds)]
        backs = [gradient_powers(chosen, stds, depths, width, seed) for seed in range(seeds)]

        theory = [np.log10(predict_distance(chosen, std, width, max(depths), NEAR)) for std in stds]

        def of_net(gain, depth):
            place = gains.index(gain)

            def cut(curve):
                return [*curve[: depth + 1], *[np.nan] * (points - depth - 1)]

            size, spread = (np.mean([getattr(one, name)[place] for one in draws], 0) for name in ("size", "spread"))
            back = np.mean([one[depth][place] for one in backs], axis=0)
            lines = {"size": size, "spread": spread, "gradient": back, "theory": theory[place]}
            near = band("near", [cut(one.near[place]) for one in draws], **_POWERS)
            part = {name: one for name, one in near_figures(draws, place, depth).items() if name != "near"}
            return near | part | {name: Array(cut(curve), **_POWERS) for name, curve in lines.items()}

        return sweep({"gain": gains, "depth": depths}, of_net)

    names, labels = tuple(by_name), [one.label for one in by_name.values()]
    marks = among(gains, {0.1: "0.1", 1.0: "1", math.sqrt(2): "√2", 4.0: "4", 10.0: "10"})
    gain_texts = [f"{gain:.3g}" for gain in gains]
    return Explorer(
        "neighbours",
        "Two near inputs",
        f"Do they stay together, and the others apart? ({width} units a layer, so σ is the gain ÷ {math.sqrt(width):g}; "
        f"{counted(seeds, 'draw')} of the weights; computed without rounding.)",
        [
            Control("activation", "activation", names, labels, "radio", first_of(names, "tanh")),
            Control("gain", "gain σ·√n", gains, gain_texts, start=first_of(gains, 10.0), marks=marks),
            Control("depth", "layers", depths, kind="radio", start=first_of(depths, 10)),
        ],
        sweep({"activation": names}, measure),
        _panels(),
        _words(),
        start,
    )


_POWERS = {"dtype": "int16", "step": 0.002}


def _panels():
    together = [
        Series("measured, band over draws", "near", "near_low", "near_high", colour=1),
        Series("theory", "theory", style="dashed", colour=4),
    ]
    sizes = [Series("spread of one unit", "spread", colour=2), Series("size", "size", style="dashed", colour=1)]
    axis = {"log": True, "x_labels": {0: "input"}}
    note, apart = (
        "squared distance ÷ that of unrelated inputs (1: mixed up)",
        "and how far one unit moves",
    )
    return [
        Lines("Two near inputs:", note, together, (-3, 0.3), (-3, -2, -1, 0), **axis),
        Lines("Size of the outputs,", apart, sizes, (-10, 4), (-9, -6, -3, 0, 3), half=True, **axis),
        Lines(
            "Gradient:",
            "÷ the one sent in",
            [Series("mean", "gradient")],
            (-10, 4),
            (-9, -6, -3, 0, 3),
            half=True,
            **axis,
        ),
    ]


def _words():
    values = {"left": ("size", -1, "number"), "part": ("part", 0, "number"), "back": ("gradient", 0, "number")}
    size = "The last outputs have a size of **{left}** (the inputs: 1)."
    sizes = [
        ("signal faded", "bad", size),
        ("signal fading", "plain", size),
        ("signal kept", "good", size),
        ("signal growing", "plain", size),
        ("signal exploded", "bad", size),
    ]
    moves = "One unit moves by **{part}** of it"
    parts = [
        ("one answer", "bad", f"{moves}: too little for float32 to see."),
        ("nearly one answer", "bad", f"{moves}: inputs get almost the same answer."),
        ("inputs closer", "plain", f"{moves}: inputs are drawn together."),
        ("inputs kept apart", "good", f"{moves}: inputs are kept apart."),
    ]
    back = "**{back}** of the gradient comes back."
    backs = [
        ("gradient vanished", "bad", back),
        ("gradient fading", "bad", back),
        ("gradient kept", "good", back),
        ("gradient growing", "bad", back),
        ("gradient exploded", "bad", back),
    ]
    powers = np.log10(KEPT)
    return [
        near_words(-1, log=True),
        Words(values, graded("left", (-1, powers[0] - 0.005, powers[1], 1), sizes)),  # a sigmoid's half is a half
        Words(values, graded("part", (FLOAT32, 0.1, 0.5), parts)),
        Words(values, graded("back", (-6, *powers, 1), backs)),
    ]
