"""Chapter 6's explorer: activation, gain and learning rate, and what became of the net."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..activations import get_activation
from ..results import load
from .declare import KEPT, ZERO_POWER, Array, Control, Lines, Series, Words, graded
from .engine import Explorer
from .sweep import band, mean, sweep


def choice_explorer(start: Mapping[str, object] | None = None) -> Explorer:
    """Choose activation, gain and learning rate; see how a net of four hidden layers learns MNIST, and why.

    Nothing is trained here: the table comes from `wi_lib.results.load("gain_grid")`, three seeds a point.

    Args:
        start: the values at first, such as ``{"gain": 4.0}``; by default sigmoid, 1 and 0.1. A gain is a power of √2
            from ¼ to 16.

    Returns:
        Explorer: its controls are named activation, gain and lr.

    Raises:
        ValueError: a value in `start` is not in the table.

    Example:
        >>> explorer = choice_explorer()
        >>> explorer.chosen = {"gain": 4.0}
        >>> bool(explorer.slice("accuracy")[-1] > 0.85)
        True
    """
    kept = load("gain_grid")
    activations, gains, lrs = (tuple(kept[name].tolist()) for name in ("activations", "gains", "lrs"))
    seeds = kept["seeds"]

    def runs(name, activation, gain, lr):  # of all seeds
        return kept[name][activations.index(activation), gains.index(gain), lrs.index(lr)]

    def measure(**net):
        accuracy, diverged = runs("test_accuracy", **net), runs("diverged", **net)
        ring = np.where(np.equal(gains, net["gain"]), _at_end(accuracy), np.nan)
        return (
            band("loss", runs("loss", **net))
            | band("accuracy", accuracy)
            | _before_and_after("gradient", runs("gradient", **net))
            | _before_and_after("update", runs("update", **net))
            | {"here": ring, "lost": diverged.sum()}
        )

    def over_gains(**rest):
        ends = np.array([_at_end(runs("test_accuracy", gain=gain, **rest)) for gain in gains])
        lost = np.array([runs("diverged", gain=gain, **rest).sum() for gain in gains])
        return {"over_gains": ends, "in_part": np.where((lost > 0) & (lost < seeds), ends, np.nan)}

    activation, gain, lr = {"activation": activations}, {"gain": gains}, {"lr": lrs}
    labels = [get_activation(name).label for name in activations]
    gain_texts, marks = [f"{value:.2g}" for value in gains], {0.25: "¼", 1.0: "1", 4.0: "4", 16.0: "16"}
    return Explorer(
        "choice",
        "Does it learn?",
        "MNIST (10,000 training and 2,000 test images), four hidden layers of 100 units, 2,000 steps of SGD. Three seeds.",
        [
            Control("activation", "activation", activations, labels, "radio", "sigmoid"),
            Control("gain", "gain (σ = gain ÷ √inputs)", gains, gain_texts, start=1.0, marks=marks),
            Control("lr", "learning rate", lrs, kind="radio", start=0.1),
        ],
        sweep(activation | gain | lr, measure) | sweep(activation | lr, over_gains) | {"seeds": Array([seeds])},
        _panels(gains, int(kept["steps"][1] - kept["steps"][0])),
        _words(seeds),
        start,
    )


def _at_end(accuracy):
    """The mean accuracy at the end, of the seeds that did not diverge; 0 if all did."""
    return np.nan_to_num(mean(accuracy)[-1])


def _before_and_after(name, sizes):
    """Powers of ten before and after training, from sizes of shape (seeds, 2, layers)."""
    with np.errstate(divide="ignore"):
        before, after = np.maximum(mean(np.log10(sizes)), ZERO_POWER)
    return {f"{name}_before": before, f"{name}_after": after}


def _panels(gains, every):
    def banded(name):
        return [Series("mean, band over seeds", name, f"{name}_low", f"{name}_high", colour=1)]

    def before_and_after(name):
        return [
            Series("before training", f"{name}_before"),
            Series("after", f"{name}_after", style="dashed", colour=2),
        ]

    ends = [
        Series("accuracy at the end", "over_gains", colour=1),
        Series("your choice", "here", style="here", colour=2),
        Series("partly diverged: the others", "in_part", style="crosses", colour=0),
    ]
    steps = {"x_step": every, "x_title": "step", "height": 170, "half": True, "ended": "diverged by {place}"}
    layers = {"log": True, "height": 170, "half": True}
    outputs = {"x_labels": {0: "input"}, "x_title": "output of layer"}
    weights = {"x_first": 1, "x_title": "weights of layer"}
    labels = {place: f"{gain:.2g}" if place % 2 == 0 else "" for place, gain in enumerate(gains)}
    gradient, update, note = (
        before_and_after("gradient"),
        before_and_after("update"),
        "at this learning rate (0: all diverged)",
    )
    return [
        Lines("Accuracy", "on test images", banded("accuracy"), (0, 1), (0, 0.5, 1), **steps),
        Lines("Loss", "on the batches", banded("loss"), (0, 3), (0, 1, 2, 3), nothing="no number any more", **steps),
        Lines("Gradient", "÷ that at the output", gradient, (-8, 4), (-8, -4, 0, 4), **outputs, **layers),
        Lines("One step", "÷ the layer's weights", update, (-8, 1), (-8, -6, -4, -2, 0), **weights, **layers),
        Lines("All gains", note, ends, (0, 1), (0, 0.5, 1), x_labels=labels, x_title="gain", height=150),
    ]


def outcome(seeds: int) -> Words:
    """What became of the nets: of the arrays accuracy and loss, over the steps, and lost, how many have diverged."""
    values: dict[str, Any] = {
        "accuracy": ("accuracy", -1, "percent"),
        "loss": ("loss", -1, "number"),
        "lost": ("lost", 0, "integer"),
        "seeds": ("seeds", 0, "integer"),
    }
    all_lost = "All **{seeds} nets diverged**: the loss is no number any more."
    some_lost = "**{lost} of {seeds} nets diverged**; the accuracy without them is {accuracy} on average."
    right = "After 2,000 steps the nets get **{accuracy}** right on average"
    accuracies: list[Any] = [
        ("chance", "bad", f"{right}, about as many as by guessing. The loss is {{loss}}."),
        ("partly learned", "plain", f"{right}, and the loss is {{loss}}."),
        ("learned", "good", f"{right}, and the loss is {{loss}}."),
    ]
    outcomes: list[Any] = [
        ("diverged", "bad", all_lost, {"lost": seeds}),
        ("partly diverged", "bad", some_lost, {"lost": (1, seeds)}),
        *graded("accuracy", (0.15, 0.8), accuracies),  # chance is one class in ten, and a little more
    ]
    return Words(values, outcomes)


def _words(seeds):
    values = {"arrived": ("gradient_before", 1, "number"), "step": ("update_before", 0, "number")}
    at_start = "At the start, the gradient at layer 1 was **{arrived} times** that at the output"
    text = f"{at_start}; one step moved layer 1's weights by {{step}} times their size."
    causes = [
        ("gradient faded", "bad", text),
        ("gradient weak", "plain", text),
        ("gradient arrived", "good", text),
        ("gradient grown", "plain", text),
        ("gradient exploded", "bad", text),
    ]
    return [outcome(seeds), Words(values, graded("arrived", (-2, -1, np.log10(KEPT[1]), 1.5), causes))]
