"""Chapter 3's explorer: what five layers (or twenty) do to a signal, and to the gradient on its way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np

from ..activations import Activation, ActivationName, get_activation
from ..diagnostics import histogram, layer_stats, typical_unit
from ..experiments.neighbours import near_pairs
from ..experiments.signal import DRAWS, FOLLOWED, SHOWN, forwards, gradient_powers
from ..theory import predict_gradient
from .declare import KEPT, Array, Bars, Control, Lines, Series, Words, among, first_of, graded
from .engine import Explorer
from .near import near_figures, near_words
from .spelling import counted
from .sweep import band, sweep

#: Five steps a decade, so that .001, .01, .1 and 1 are among them.
STDS = tuple(float(f"{10 ** (step / 5):.2g}") for step in range(-15, 3))
DEPTHS, WIDTHS = (2, 5, 10, 20), (50, 100, 200)
ACTIVATIONS: tuple[ActivationName, ...] = ("sigmoid", "tanh", "relu")
_MOST_CELLS = 5
_POWERS = {"dtype": "int16", "step": 0.002}  # steps of half a per cent, over 65 powers of ten either way


def shown_layers(depth: int) -> list[int]:
    """The layers whose histograms fit side by side: all of them up to five, else five evenly spread ones."""
    return sorted({round(layer) for layer in np.linspace(1, depth, min(depth, _MOST_CELLS))})


def signal_explorer(
    activations: Sequence[Activation | ActivationName] = ACTIVATIONS,
    stds: Sequence[float] = STDS,
    depths: Sequence[int] = DEPTHS,
    widths: Sequence[int] = WIDTHS,
    *,
    inputs: int = SHOWN,
    seeds: int = DRAWS,
    start: Mapping[str, object] | None = None,
) -> Explorer:
    """Activation × weight std × depth × width: histograms of all units and of one, and the gradient on its way back.

    The first seed gives the histograms and the figures below them, from `inputs` inputs of N(0, 1). The gradient line
    is the geometric mean over `seeds` draws of the weights, the band their smallest and largest. What becomes of near
    inputs (see `near_pairs`) is a mean, too: a unit that moves may tell inputs apart, or scramble them.

    Args:
        activations: names in `ACTIVATIONS`, or an `Activation` of your own.
        stds, depths, widths: the grid. A choice with a single value gets no control.
        inputs, seeds: how many.
        start: the values at first, such as ``{"std": 1.0}``; by default sigmoid, 1, depth 5, width 100 where they are
            in the grid.

    Returns:
        Explorer: its controls are named activation, std, depth and width.

    Raises:
        TypeError, ValueError: an activation is unknown, or `start` is not in the grid.
    """
    by_name = {one.name: one for one in map(get_activation, activations)}
    layers = sorted({layer for depth in depths for layer in shown_layers(depth)})

    def measure(activation, width):
        chosen = by_name[activation]
        run = islice(forwards(chosen, stds, width, inputs, seed=0), max(depths))
        outputs = [h for layer, (_, h, _) in enumerate(run, 1) if layer in layers]  # each of all stds
        seen = {std: [layer_stats(h[place], chosen) for h in outputs] for place, std in enumerate(stds)}
        # The first draw is the one whose outputs are shown.
        powers = [gradient_powers(chosen, stds, depths, width, seed) for seed in range(seeds)]
        pairs = [near_pairs(chosen, stds, width, max(depths), FOLLOWED, seed) for seed in range(seeds)]

        def of_net(std, depth):
            curves = [_filled(one[depth][stds.index(std)], max(depths) + 1) for one in powers]
            theory = _filled(np.log10(predict_gradient(chosen, std, width, depth)), max(depths) + 1)
            last = _figures(seen[std][layers.index(depth)]) | near_figures(pairs, stds.index(std), depth)
            return last | band("gradient", curves, **_POWERS) | {"theory": Array(theory, **_POWERS)}

        bars = sweep({"std": stds}, lambda std: _histograms([h[stds.index(std)] for h in outputs], seen[std], chosen))
        return bars | sweep({"std": stds, "depth": depths}, of_net)

    cells = [_filled([layers.index(layer) for layer in shown_layers(depth)], _MOST_CELLS) for depth in depths]
    names, labels = tuple(by_name), [one.label for one in by_name.values()]
    table = sweep({"activation": names, "width": widths}, measure)
    std_texts, marks = [f"{std:.2g}" for std in stds], {0.001: "0.001", 0.01: "0.01", 0.1: "0.1", 1.0: "1"}
    return Explorer(
        "signal",
        "One dial, five layers",
        f"Turn σ. What goes forwards, what comes back? ({inputs} random inputs, no biases; "
        f"histograms: the first of {counted(seeds, 'draw')}.)",
        [
            Control("activation", "activation", names, labels, "radio", first_of(names, "sigmoid")),
            Control("std", "weight std σ", stds, std_texts, start=first_of(stds, 1.0), marks=among(stds, marks)),
            Control("depth", "layers", depths, kind="radio", start=first_of(depths, 5)),
            Control("width", "units a layer", widths, kind="radio", start=first_of(widths, 100)),
        ],
        table | {"cells": Array(cells, ["depth"]), "layers": Array(layers, dtype="uint8")},
        _panels({name: one.ends for name, one in by_name.items()}),
        _words(),
        start,
    )


def _filled(values, size):
    """The values, and NaN behind them up to the size: what a shallower net does not have."""
    return [*values, *[np.nan] * (size - len(values))]


def _histograms(outputs, stats, activation):
    """Histograms and captions of some layers, whose outputs have shape (inputs, units)."""
    return {
        "pooled_bars": Array([histogram(h, *activation.shown) for h in outputs], dtype="uint8"),
        "unit_bars": Array([histogram(typical_unit(h), *activation.shown) for h in outputs], dtype="uint8"),
        "pooled_std": Array([one.std for one in stats], dtype="float64"),  # float32 would make 0 of the smallest
        "unit_std": Array([one.unit_std for one in stats], dtype="float64"),
    }


def _figures(last):
    """The figures of the last layer that the words quote."""
    exact = {"std": Array(last.std, dtype="float64"), "spread": Array(last.unit_std, dtype="float64")}
    return exact | {"saturated": last.saturated, "zeros": last.zeros}


def _panels(ends):
    cells = {"cells": "cells", "numbers": "layers", "heading": "layer", "ends": ends, "ends_by": "activation"}
    pooled = "Forwards, all units together:", "the usual picture. Below: its std", "pooled_bars"
    single = "Forwards, one unit over all inputs:", "does it move with the input? Below: its spread", "unit_bars"
    lines = [
        Series("measured, band over seeds", "gradient", "gradient_low", "gradient_high"),
        Series("theory", "theory", style="dashed", colour=4),
    ]
    back, note = "Backwards:", "gradient at each layer ÷ gradient sent in. Read right to left"
    labels = {"x_labels": {0: "input"}, "x_title": "output of layer"}
    return [
        Lines(back, note, lines, (-10, 4), (-9, -6, -3, 0, 3), log=True, **labels),
        Bars(*pooled, caption="pooled_std", caption_label="std", colour=1, **cells),
        Bars(*single, caption="unit_std", caption_label="spread", colour=2, **cells),
    ]


def _words():
    values = {name: (name, 0, "percent") for name in ("saturated", "zeros")}
    values |= {name: (name, 0, "number") for name in ("std", "spread")} | {"left": ("gradient", 0, "number")}
    zeros = "{zeros} of the outputs are exactly 0."
    shrunk, grown = (f"The signal has {how} to a std of **{{std}}**; {zeros}" for how in ("shrunk", "grown"))
    alike = "The last layer gives nearly **one answer to all inputs**: a unit moves by {spread}"
    moves = "One unit of the last layer moves by **{spread}** over the inputs; all units pooled spread by {std}."
    sizes = [
        ("signal faded", "bad", shrunk),
        ("signal fading", "bad", shrunk),
        ("signal kept", "good", f"The signal has a std of **{{std}}** in the last layer; {zeros}"),
        ("signal growing", "bad", grown),
        ("signal exploded", "bad", grown),
    ]
    ends = "In the last layer **{saturated} of the outputs** sit near the ends of their range."
    some = {"saturated": (0, 1)}  # only an activation that can saturate has this figure
    forwards = [
        ("saturated {saturated}", "bad", ends, {"saturated": (0.5, 1)}),
        ("units asleep", "bad", f"{alike}, all units pooled by {{std}}.", some | {"spread": (0, 0.01)}),
        ("units drowsy", "bad", moves, some | {"spread": (0, 0.1)}),
        ("units awake", "plain", moves, some),
        *graded("std", (0.05, *KEPT, 10), sizes),
    ]
    comes = "Of the gradient, **{left}** comes back to the input."
    larger = "The gradient comes back **{left} times** as large as it was sent."
    backwards = [
        ("gradient vanished", "bad", comes),
        ("gradient fading", "bad", comes),
        ("gradient kept", "good", comes),
        ("gradient growing", "bad", larger),
        ("gradient exploded", "bad", larger),
    ]
    back = Words(values, graded("left", (-6, *np.log10(KEPT), 1), backwards))
    return [back, Words(values, forwards), near_words(0)]
