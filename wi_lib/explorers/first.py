"""The landing page's explorer: one net, drawn, and how its signal and its gradient swell or fade as σ moves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np

from ..activations import get_activation
from ..diagnostics import layer_stats
from ..experiments.glimpse import glimpse
from ..experiments.neighbours import NEAR, near_pairs
from ..experiments.signal import DRAWS, FOLLOWED, SHOWN, forwards, gradient_powers
from ..theory import predict, predict_distance
from .declare import KEPT, Array, Control, Net, Ribbon, Words, among, first_of
from .engine import Explorer
from .near import near_figures, near_words
from .signal import STDS
from .sweep import band, sweep

_POWERS = {"dtype": "int16", "step": 0.002}
#: Of the inputs, numbers of N(0, 1): those that are drawn empty and full.
_SHOWN = 2.5
#: From these sizes on, relative to their std, weights are drawn thicker.
_SIZES = 0.5, 1.3


def first_explorer(
    stds: Sequence[float] = STDS,
    *,
    depth: int = 5,
    width: int = 100,
    inputs: int = FOLLOWED,
    seeds: int = DRAWS,
    shown: int = 7,
    start: Mapping[str, object] | None = None,
) -> Explorer:
    """Weight std: a few units of a sigmoid net and the weights between them; what goes forwards, and what comes back.

    Ribbons are geometric means over `seeds` draws of the weights, their bands the range, with `inputs` inputs of
    N(0, 1), each with a near neighbour and an unrelated one (`near_pairs`). The net that is drawn is the first draw,
    and so is the one whose saturated outputs are counted, as chapter 3's explorer does.

    Args:
        stds: the grid.
        depth, width, inputs, seeds: of the nets that are measured.
        shown: how many units of each layer are drawn.
        start: the values at first, such as ``{"std": 1.0}``; by default 0.01 where it is in the grid.

    Returns:
        Explorer: its control is named std; activation, depth and width have one value, so that links of chapter 3's
        explorer fit.

    Raises:
        TypeError, ValueError: `start` is not in the grid.

    Example:
        >>> explorer = first_explorer((0.01, 1.0), seeds=1)
        >>> np.round(10.0 ** explorer.slice("gradient"), 8)[[0, 5]]
        array([1.e-08, 1.e+00])
    """
    sigmoid = get_activation("sigmoid")
    pairs = [near_pairs(sigmoid, stds, width, depth, inputs, seed) for seed in range(seeds)]
    backs = [gradient_powers(sigmoid, stds, (depth,), width, seed)[depth] for seed in range(seeds)]
    outputs, weights = glimpse(sigmoid, stds, width, depth, 0, shown)
    *_, (_, ends, _) = islice(forwards(sigmoid, stds, width, SHOWN, 0), depth)

    def measure(std):
        place, theory = stds.index(std), predict(sigmoid, std, width, depth)
        distance = predict_distance(sigmoid, std, width, depth, NEAR)
        units = np.concatenate([outputs[place, :, :1] / (2 * _SHOWN) + 0.5, outputs[place, :, 1:]], axis=1)
        strength = np.interp(math.log10(std), np.log10([min(stds), max(stds)]), (0.15, 1))
        return (
            band("spread", [one.spread[place] for one in pairs], **_POWERS)
            | band("gradient", [one[place] for one in backs], **_POWERS)
            | {name: 10**one.data for name, one in band("near", [one.near[place] / 2 for one in pairs]).items()}
            | {"spread_theory": Array(np.log10(theory.unit_std), **_POWERS), "near_theory": np.sqrt(distance)}
            | {"gradient_theory": Array(np.log10(theory.gradient_ratio), **_POWERS), "strength": strength}
            | {"units": Array(np.rint(255 * units.clip(0, 1)), dtype="uint8")}
            | {name: one for name, one in near_figures(pairs, place, depth).items() if name != "near"}
            | {"saturated": layer_stats(ends[place], sigmoid).saturated}
        )

    texts, marks = [f"{std:.2g}" for std in stds], among(stds, {0.001: "0.001", 0.01: "0.01", 0.1: "0.1", 1.0: "1"})
    return Explorer(
        "signal",
        "One dial",
        "",
        [
            Control("activation", "activation", ["sigmoid"]),
            Control("std", "standard deviation σ", stds, texts, start=first_of(stds, 0.01), marks=marks),
            Control("depth", "layers", [depth]),
            Control("width", "units a layer", [width]),
        ],
        sweep({"std": stds}, measure)
        | {"weights": Array(np.sign(weights) * (1 + np.searchsorted(_SIZES, np.abs(weights))), dtype="int16")},
        [_panel(depth, shown, width)],
        _words(depth),
        start,
    )


def _panel(depth, shown, width):
    def ribbon(label, note, name, colour):
        return Ribbon(label, note, name, f"{name}_low", f"{name}_high", f"{name}_theory", colour)

    return Net(
        "The net:",
        "what goes forwards, and what comes back",
        "units",
        ["one input", "a near one", "an unrelated one"],
        "weights",
        "strength",
        [
            ribbon("Signal", "how far one unit moves when the input changes", "spread", 1),
            ribbon("Gradient", "what is left of it on its way back", "gradient", 3),
        ],
        ribbon("two near inputs", "the way to an unrelated one", "near", 2),
        (-9, 1),
        ["input", *(f"layer {layer}" for layer in range(1, depth + 1))],
        minus=f"negative weights ({shown} of {width} units drawn)",
    )


def _words(depth):
    values = {
        "saturated": ("saturated", 0, "percent"),
        "spread": ("spread", -1, "number"),
        "left": ("gradient", 0, "number"),
    }
    asleep, drowsy = -2, -1  # the cuts of chapter 3's explorer
    full = f"although {{saturated}} of layer {depth} is saturated."
    only = "Only **{left}** of the gradient comes back"
    nothing, many = {"saturated": 0}, {"saturated": (0.5, 1)}
    low, high = np.log10(KEPT)
    gone, faded, kept = ({"left": ends} for ends in ((-math.inf, -6), (-math.inf, low), (low, high)))
    back = [
        ("gradient vanished", "bad", f"{only}, although nothing in layer {depth} is saturated.", gone | nothing),
        ("gradient vanished", "bad", f"{only}.", gone),
        ("gradient fading", "bad", f"{only}, although nothing in layer {depth} is saturated.", faded | nothing),
        ("gradient fading", "bad", f"{only}.", faded),
        ("gradient kept", "good", f"**{{left}} of the gradient** comes back, {full}", kept | many),
        ("gradient kept", "good", "**{left} of the gradient** comes back.", kept),
        ("gradient growing", "bad", f"The gradient comes back **{{left}} times** as large, {full}", many),
        ("gradient growing", "bad", "The gradient comes back **{left} times** as large."),
    ]
    moves = f"A unit of layer {depth} moves by **{{spread}}** when the input changes."
    forwards = [
        ("saturated {saturated}", "bad", moves, many),
        ("units asleep", "bad", moves, {"spread": (-math.inf, asleep)}),
        ("units drowsy", "bad", moves, {"spread": (-math.inf, drowsy)}),
        ("units awake", "plain", moves),
    ]
    return [Words(values, back), Words(values, forwards), near_words(-1, root=True)]
