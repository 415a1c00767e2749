"""Chapter 5's explorer: what a gain does to the mean square over 50 layers, and what no gain does to two inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from ..experiments import deep_relu
from ..theory import similarity
from .declare import KEPT, Array, Control, Lines, Series, Words, among, first_of, graded
from .engine import Explorer
from .spelling import counted
from .sweep import band, sweep

#: The weights' std is gain/√n: 1 is Xavier's rule (and LeCun's), √2 He's, 2 the misprint.
GAINS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, math.sqrt(2), 1.5, 1.6, 1.7, 1.8, 1.9, 2.0, 2.2, 2.5)
LEAKS = (0.0, 0.01, 0.1, 0.3, 1.0)
DEPTHS = (2, 4, 6, 8, 10, 14, 20, 30, 40, 50)
_STEP = 2  # the curves have a point at every second layer
_POWERS: dict[str, Any] = {"dtype": "int16", "step": 0.002}
_COSINES: dict[str, Any] = {"dtype": "int16", "step": 1e-4}
#: A cosine of 0.5, and of 0.9, as they are written: what reads the same gets the same sentence.
_APART, _APPROACH = 0.50495, 0.90495


def depth_explorer(
    gains: Sequence[float] = GAINS,
    depths: Sequence[int] = DEPTHS,
    leaks: Sequence[float] = LEAKS,
    widths: Sequence[int] = (100, 400),
    *,
    inputs: int = 16,
    seeds: int = 10,
    start: Mapping[str, object] | None = None,
) -> Explorer:
    """Gain × depth × leak × width: the mean square of every layer's outputs, and the cosine of two different inputs.

    `inputs` inputs of N(0, 1) go through layers of weights gain/√n · N(0, 1). Shown are the typical draw (the
    geometric mean over the seeds) and the range over the seeds. A gain multiplies the outputs of layer l by gainˡ, so
    one set of runs serves all gains. The cosines are those of neighbouring inputs, 0 on average at the input.

    Args:
        gains, depths, leaks, widths: the grid; depths are even numbers, for the curves have a point at every second
            layer.
        inputs, seeds: how many; inputs are taken in pairs.
        start: the values at first, such as ``{"gain": 1.0}``; by default gain 1, depth 30, no leak, the first width.

    Returns:
        Explorer: its controls are named gain, depth, leak and width.

    Raises:
        ValueError: a value in `start` is not in the grid, or a depth is odd.

    Example:
        >>> explorer = depth_explorer(gains=(1.0,), depths=(2,), leaks=(0.0,), widths=(400,), seeds=2)
        >>> np.round(10 ** explorer.slice("square_theory"), 2)
        array([1.  , 0.25])
    """
    if odd := [depth for depth in depths if depth % _STEP]:
        raise ValueError(f"depths must be even numbers; received {odd[0]}.")
    layer = np.arange(0, max(depths) + 1, _STEP)
    runs = {
        width: np.array([deep_relu(leaks, width, layer[-1], inputs, seed) for seed in range(seeds)])[..., ::_STEP]
        for width in widths
    }

    def squares(gain, leak, width):  # powers of ten, shape (seeds, layers)
        return runs[width][:, 0, leaks.index(leak)] + 2 * layer * math.log10(gain)

    def cosines(leak, width):
        return runs[width][:, 1, leaks.index(leak)]

    def square_theory(gain, leak):
        return {"square_theory": Array(layer * math.log10(gain**2 * (1 + leak**2) / 2), **_POWERS)}

    def cosine_theory(leak):
        expected = accumulate(range(layer[-1]), lambda cosine, _: similarity(cosine, leak), initial=0.0)
        return {"cosine_theory": Array(list(expected)[::_STEP], **_COSINES)}

    def ends(depth, gain, **net):
        return {"square_here": Array(_ring(squares(gain, **net), layer == depth), **_POWERS)}

    def pair_ends(depth, **net):
        last = squares(1.0, **net)[:, layer == depth]
        ring = Array(_ring(cosines(**net), layer == depth), **_COSINES)
        return {"cosine_here": ring, "ratio": 10 ** (last.max() - last.min())}

    grid: dict[str, Sequence[float]] = {"gain": gains, "leak": leaks, "width": widths, "depth": depths}
    gain, leak, width, depth = ({name: values} for name, values in grid.items())
    table = (
        sweep(gain | leak | width, lambda **net: band("square", squares(**net), **_POWERS))
        | sweep(gain | leak, square_theory)
        | sweep(gain | leak | width | depth, ends)
        | sweep(leak | width, lambda **net: band("cosine", cosines(**net), **_COSINES))
        | sweep(leak, cosine_theory)
        | sweep(leak | width | depth, pair_ends)
        | sweep(depth, lambda depth: {"layers": Array(depth, dtype="uint8")})
    )
    marks = among(gains, {1.0: "1 Xavier", math.sqrt(2): "√2 He", 2.0: "2"})
    gain_texts, leak_texts = [f"{gain:.3g}" for gain in gains], [f"{leak:g}" for leak in leaks]
    return Explorer(
        "depth",
        "Fifty layers of ReLU",
        f"Turn the gain until the signal keeps its size. ({counted(seeds, 'draw')} of the weights.)",
        [
            Control("gain", "gain (std σ = gain/√n)", gains, gain_texts, start=first_of(gains, 1.0), marks=marks),
            Control("depth", "layers", depths, start=first_of(depths, 30)),
            Control("leak", "leak α (0 is ReLU)", leaks, leak_texts, "radio", first_of(leaks, 0.0)),
            Control("width", "units a layer", widths, kind="radio"),
        ],
        table,
        _panels(),
        _words(seeds),
        start,
    )


def _ring(draws, here):
    """The mean curve over the draws, at one place of it."""
    return np.where(here, draws.mean(axis=0), np.nan)


def _panels():
    def lines(name, draws, colour):
        return [
            Series(draws, name, f"{name}_low", f"{name}_high", colour=colour),
            Series("theory", f"{name}_theory", style="dashed", colour=4),
            Series("your net ends here", f"{name}_here", style="here", colour=2),
        ]

    square = lines("square", "typical draw, range over the draws", 1)
    cosine = lines("cosine", "mean, range over the draws", 3)
    of_square = "of each layer's outputs ÷ that of the input"
    of_cosine = "cosine of their outputs (1: the same direction)"
    axis = {"x_step": _STEP, "x_labels": {0: "input"}}
    return [
        Lines("Mean square:", of_square, square, (-16, 16), (-15, -10, -5, 0, 5, 10, 15), log=True, **axis),
        Lines("Two different inputs:", of_cosine, cosine, (-0.3, 1.1), (0, 0.5, 1), **axis),
    ]


def _words(seeds):
    values = {
        "left": ("square_here", -1, "number"),
        "layers": ("layers", 0, "integer"),
        "ratio": ("ratio", 0, "number"),
        "alike": ("cosine_here", -1, "number"),
    }
    rest = "After {layers} layers **{left}** of the mean square is left."
    times = "After {layers} layers the mean square is **{left}** times the input's."
    kept = "After {layers} layers the mean square ÷ that of the input is **{left}**."
    squares = [
        ("signal faded", "bad", rest),
        ("signal fading", "plain", rest),
        ("signal kept", "good", kept),
        ("signal growing", "plain", times),
        ("signal exploded", "bad", times),
    ]
    differ = f"Over {seeds} draws, the largest mean square is {{ratio}} times the smallest."
    one, several = (
        ("one draw", "plain", "This is one draw of the weights."),
        ("draws differ {ratio} ×", "plain", differ),
    )
    cosine = "On average two different inputs have a cosine of **{alike}**"
    cosines = [
        ("inputs apart", "good", f"{cosine}: they still point in different directions."),
        ("inputs approach", "plain", f"{cosine}: they have moved together."),
        ("inputs alike", "bad", f"{cosine}: they point in nearly the same direction."),
    ]
    return [
        Words(values, graded("left", (-1, *np.log10(KEPT), 1), squares)),
        Words(values, [one if seeds == 1 else several]),
        Words(values, graded("alike", (_APART, _APPROACH), cosines)),
    ]
