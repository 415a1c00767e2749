"""Chapter 4's explorer: one layer, two directions, and what each rule makes of its two sizes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ..diagnostics import BINS, rms
from ..initializers import scaled_std, variance_scaling
from .declare import Array, Control, Mark, Plane, Words, first_of, graded
from .engine import Explorer
from .spelling import counted
from .sweep import sweep

#: The rules by the name that the reader sees: the arguments scale and mode of `variance_scaling`.
RULES = {"LeCun": (1.0, "fan_in"), "Xavier": (1.0, "fan_avg"), "He": (2.0, "fan_in")}
INPUTS, UNITS = (50, 100, 200, 400, 784), (10, 50, 100, 200, 400, 784)
DISTRIBUTIONS = "normal", "uniform"
_EDGE = 0.5  # the weights' axis ends there; of the normal distribution with the largest std, He's at 50 inputs, 1% lies beyond
_KEPT = 1 / 1.06, 1.06  # of a single layer: within 6% of 1 counts as kept
_SIZES, _WEIGHTS = {"dtype": "int16", "step": 2e-4}, {"dtype": "int16", "step": 1 / 4096}
#: Where each direction is drawn: its row in the plane.
_ROWS = {"forward": 1, "backward": 0}


def fan_explorer(
    inputs: Sequence[int] = INPUTS,
    units: Sequence[int] = UNITS,
    *,
    samples: int = 64,
    seeds: int = 10,
    start: Mapping[str, object] | None = None,
) -> Explorer:
    """Inputs × units × rule × distribution: by which factor a layer scales signal and gradient, and how its weights
    lie.

    For every seed a matrix is drawn with LeCun's rule; the other rules are the same matrix, scaled. `samples` inputs of
    N(0, 1) go forwards, as many gradients of N(0, 1) backwards; there is no activation. The factor is the rms behind
    the layer divided by the rms before it; shown are the mean over the seeds and the range. The histogram is the first
    seed's.

    Args:
        inputs, units: the grid of the two sizes.
        samples, seeds: how many.
        start: the values at first, such as ``{"rule": "LeCun"}``; by default 784 inputs, 100 units, Xavier, normal.

    Returns:
        Explorer: its controls are named inputs, units, rule and distribution.

    Raises:
        ValueError: a value in `start` is not in the grid.

    Example:
        >>> explorer = fan_explorer(inputs=(784,), units=(100,), seeds=2, start={"rule": "LeCun"})
        >>> np.round(explorer.slice("theory_factor"), 3)
        array([1.   , 0.357], dtype=float32)
    """

    def measure(inputs, units, distribution):
        factors, heights = _draw(inputs, units, distribution, samples, seeds)
        lecun = scaled_std(*RULES["LeCun"], inputs, units)

        def under(rule):
            std = scaled_std(*RULES[rule], inputs, units)
            bound = math.sqrt(3) * std if distribution == "uniform" else np.nan
            theory = std * np.sqrt([inputs, units])
            return _ways(factors * (std / lecun), theory) | _bars(std, bound, heights) | {"std": std, "bound": bound}

        return sweep({"rule": RULES}, under)

    grid = {"inputs": inputs, "units": units, "distribution": DISTRIBUTIONS}
    return Explorer(
        "fan",
        "One layer, two directions",
        f"By how much does a layer scale what goes through? ({counted(seeds, 'draw')}, no activation.)",
        [
            Control("inputs", "inputs of the layer, n_in", inputs, start=inputs[-1]),
            Control("units", "units of the layer, n_out", units, start=first_of(units, 100)),
            Control("rule", "rule", tuple(RULES), kind="radio", start="Xavier"),
            Control("distribution", "distribution", DISTRIBUTIONS, kind="radio"),
        ],
        sweep(grid, measure) | _rows(),
        _panels(),
        _words(),
        start,
    )


def _draw(fan_in, fan_out, distribution, samples, seeds):
    """Factors forwards and backwards of LeCun's rule, shape (seeds, 2), and the histogram of the first matrix, 1 at
    most.
    """
    init = variance_scaling(*RULES["LeCun"], distribution)
    factors, bars = [], []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        weights = init(rng, (fan_in, fan_out))
        x = rng.standard_normal((samples, fan_in), np.float32)
        g = rng.standard_normal((samples, fan_out), np.float32)
        factors.append((rms(x @ weights) / rms(x), rms(g @ weights.T) / rms(g)))
        bars.append(np.histogram(weights.ravel() * math.sqrt(fan_in), BINS, (-3, 3))[0])
    return np.array(factors), bars[0] / bars[0].max()


def _ways(factors, theory):
    """What is drawn of the directions, in powers of two: from the line of 1 to the mean factor, theory, the range of
    the draws.
    """
    found = {"measured_factor": factors.mean(axis=0), "theory_factor": theory}
    for name, draws, expected in zip(_ROWS, factors.T, theory):
        found[name] = Array([0, math.log2(draws.mean())], **_SIZES)
        found[f"{name}_theory"] = Array(np.log2([expected] * 2), **_SIZES)
        found[f"{name}_range"] = Array(np.log2([draws.min(), draws.max()]), **_SIZES)
    return found


def _rows():
    """The heights that belong to `_ways`: theory is a short upright stroke; the range lies below the row, where
    nothing hides it.
    """
    found = {"kept": Array([0])}
    for name, row in _ROWS.items():
        found[f"{name}_row"] = Array([row, row])
        found[f"{name}_stroke"] = Array([row - 0.3, row + 0.3])
        found[f"{name}_below"] = Array([row - 0.3, row - 0.3])
    return found


def _bars(std, bound, heights):
    """The outline of the histogram, from −3 to 3 standard deviations; std and bound as upright lines."""
    edges = np.repeat(np.linspace(-3, 3, BINS + 1), 2)
    return {
        # Beyond the axis lies nothing that is drawn: the numbers may be cut to what int16 holds.
        "bar_x": Array(np.clip(std * edges, -4, 4), **_WEIGHTS),
        "bar_y": Array([0, *np.repeat(heights, 2), 0], **_WEIGHTS),
        "spread": Array([-std, std], **_WEIGHTS),
        "ends": Array([-bound, bound], **_WEIGHTS),
    }


def _panels():
    powers = {-3: "⅛", -2: "¼", -1: "½", 0: "1", 1: "2", 2: "4"}
    factors = [
        Mark("size kept", "kept", "kept", "rule", 2),
        Mark("signal, forwards", "forward", "forward_row", "path", 1),
        Mark("gradient, backwards", "backward", "backward_row", "path", 3),
        Mark("theory", "forward_theory", "forward_stroke", "line", 4),
        Mark("", "backward_theory", "backward_stroke", "line", 4),
        Mark("", "forward_range", "forward_below", "line", 1),
        Mark("", "backward_range", "backward_below", "line", 3),
    ]
    weights = [
        Mark("weights", "bar_x", "bar_y", "line", 1),
        Mark("± std", "spread", "spread", "rule", 2),
        Mark("± bound (uniform)", "ends", "ends", "dotted", 4),
    ]
    words = {"x_labels": powers, "y_labels": {0: "backwards", 1: "forwards"}}
    ways = "Behind ÷ before:", "the factor of the layer; below it, the range of the draws"
    lie = "The weights:", "histogram of one draw, the tallest bar set to 1"
    return [
        Plane(*ways, factors, (-3.4, 2.7), (-0.6, 1.6), tuple(powers), (0, 1), **words, height=150),
        Plane(*lie, weights, (-_EDGE, _EDGE), (0, 1.1), (-0.4, -0.2, 0, 0.2, 0.4), (0, 1), height=170),
    ]


def _words():
    values = {
        "forward": ("measured_factor", 0, "number"),
        "backward": ("measured_factor", 1, "number"),
        "std": ("std", 0, "number"),
        "bound": ("bound", 0, "number"),
    }

    def way(name, thing):
        said, figure = f"{name.capitalize()}s the {thing}", f"**{{{name}}}**"
        sentences = [
            (f"{name}s shrunk", "bad", f"{said} shrinks: factor {figure}."),
            (f"{name}s kept", "good", f"{said} keeps its size (factor {figure})."),
            (f"{name}s grown", "bad", f"{said} grows: factor {figure}."),
        ]
        return Words(values, graded(name, _KEPT, sentences))

    drawn = "The weights are drawn with a std of {std}"
    evenly = f"{drawn}: evenly between −{{bound}} and {{bound}}."
    kinds = [("std {std}", "plain", evenly, {"bound": (0, math.inf)}), ("std {std}", "plain", f"{drawn}.")]
    return [way("forward", "signal"), way("backward", "gradient"), Words(values, kinds)]
