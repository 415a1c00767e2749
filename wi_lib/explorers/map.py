"""Chapter 6's map as an explorer: touch a gain and a learning rate, and see how its three nets learned."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from ..activations import get_activation
from ..results import load
from ..theory import critical_std, slope_second_moment
from .choice import outcome
from .declare import Array, Control, Fields, Lines, Series
from .engine import Explorer
from .sweep import mean, sweep

_WIDTH = 100  # any: gains are those of wide layers


def map_explorer(start: Mapping[str, object] | None = None) -> Explorer:
    """Gain × learning rate, for each activation: the accuracy at the end in every field, and the curves of one field.

    Nothing is trained here: the table comes from `wi_lib.results.load("gain_grid")`, three seeds a field.

    Args:
        start: the values at first, such as ``{"gain": 4.0}``; by default sigmoid, 1 and 0.1. A gain is a power of √2
            from ¼ to 16.

    Returns:
        Explorer: its controls are named activation, gain and lr, as those of `choice_explorer`.

    Raises:
        ValueError: a value in `start` is not in the table.

    Example:
        >>> explorer = map_explorer({"activation": "relu"})
        >>> explorer.slice("ends").shape, bool(np.isnan(explorer.slice("ends")[4, 12]))
        ((5, 13), True)
    """
    kept = load("gain_grid")
    activations, gains, lrs = (tuple(kept[name].tolist()) for name in ("activations", "gains", "lrs"))
    accuracies, losses, seeds = kept["test_accuracy"], kept["loss"], kept["seeds"]

    def of_field(activation, gain, lr):
        at = activations.index(activation), gains.index(gain), lrs.index(lr)
        curves = {f"accuracy_{seed}": Array(accuracies[at][seed], dtype="int16", step=0.0005) for seed in range(seeds)}
        curves |= {f"loss_{seed}": losses[at][seed] for seed in range(seeds)}
        means = {"accuracy": mean(accuracies[at])[-1:], "loss": mean(losses[at])[-1:]}
        return curves | means | {"lost": kept["diverged"][at].sum()}

    def of_map(activation):
        place = activations.index(activation)
        exact = 1 / math.sqrt(slope_second_moment(activation, 1e-12)), critical_std(activation, _WIDTH) * _WIDTH**0.5
        solid, dashed = (int(np.abs(np.log(np.divide(gains, gain))).argmin()) for gain in exact)
        framed = [1 if column == solid else 2 * (column == dashed) for column in range(len(gains))]
        return {"ends": accuracies[place, ..., -1].mean(axis=-1).T, "framed": Array(framed, dtype="uint8")}

    labels = [get_activation(name).label for name in activations]
    return Explorer(
        "map",
        "The map",
        f"Touch a field. In each: test digits read after 2,000 steps, in per cent (mean of {seeds} seeds).",
        [
            Control("activation", "activation", activations, labels, "radio", "sigmoid"),
            Control("gain", "gain", gains, [f"{gain:.2g}" for gain in gains], "field", 1.0),
            Control("lr", "learning rate", lrs, [f"{lr:g}" for lr in lrs], "field", 0.1),
        ],
        sweep({"activation": activations, "gain": gains, "lr": lrs}, of_field)
        | sweep({"activation": activations}, of_map)
        | {"seeds": Array([seeds])},
        _panels(seeds, int(kept["steps"][1] - kept["steps"][0])),
        [outcome(seeds)],
        start,
    )


def _panels(seeds, every):
    def curves(name):
        return [Series("" if seed else "one line a seed", f"{name}_{seed}", colour=1) for seed in range(seeds)]

    steps = {"x_step": every, "x_title": "step", "height": 170, "half": True, "ended": "diverged by {place}"}
    return [
        Fields(
            "All gains and learning rates:",
            "the stronger the colour, the more is right",
            "gain",
            "lr",
            "gain",
            "learning rate",
            "ends",
            (0, 1),
            "×",
            "at least one net diverged",
            "framed",
            ("one over the slope", "keeps the gradient best"),
        ),
        Lines("Accuracy", "on test images", curves("accuracy"), (0, 1), (0, 0.5, 1), **steps),
        Lines("Loss", "on the batches", curves("loss"), (0, 3), (0, 1, 2, 3), **steps),
    ]
