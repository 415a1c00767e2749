"""Chapter 7's explorer: a network's layers while it learns, from four starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from ..activations import get_activation
from ..experiments.watching import POWERS, Watched
from .declare import KEPT, Array, Bars, Control, Lines, Series, Words, among, graded
from .engine import Explorer
from .spelling import counted, superscript
from .sweep import band, mean, sweep

_LABELLED = (0, 10, 100, 500, 2000)  # the steps whose numbers are written at the axes
_COLOURS = {"sigmoid-1": 2, "sigmoid-0.01": 1, "sigmoid-xavier": 3, "relu-he": 4}


def watching_explorer(watched: Iterable[Watched], *, start: Mapping[str, object] | None = None) -> Explorer:
    """Start × training step: what the hidden units put out, which gradient arrives where, and what has been learnt.

    The histograms show the first seed; the accuracy lines are the means over the seeds, the bands their smallest and
    largest.

    Args:
        watched: the result of `watch` or `replay`.
        start: the values at first, such as ``{"start": "relu-he"}``, the key of a `Start`; by default the first start
            and step.

    Returns:
        Explorer: its controls are named start and step.

    Raises:
        ValueError: watched is empty, the starts did not record the same steps, or `start` is none of the keys and
            steps.

    Example:
        >>> from wi_lib.experiments import STARTS, watch
        >>> from wi_lib.data import load_mnist
        >>> watched = watch(STARTS[2:], steps=(0, 10), seeds=1, dataset=load_mnist(7))
        >>> explorer = watching_explorer(watched, start={"step": 10})
        >>> explorer
        Explorer('Watch it learn': start = Xavier, step = 10)
    """
    watched = list(watched)
    if not watched or any(one.steps != watched[0].steps for one in watched):
        raise ValueError(f"watched must hold at least one start, all with the same steps; received {len(watched)}.")
    steps, seeds = tuple(watched[0].steps), len(watched[0].accuracy)
    keys = tuple(one.start.key for one in watched)

    def measure(start, step):
        one, place = watched[keys.index(start)], steps.index(step)
        accuracy = mean(one.accuracy)
        ring = np.where(np.equal(steps, step), accuracy, np.nan)
        return _first_seed(one, place) | {"accuracy": accuracy[place], "here": ring}

    def until(step):  # the lines grow with the step: nobody sees the end before the beginning
        seen = np.where(np.less_equal(steps, step), 1, np.nan)
        return {f"line_{place}": mean(one.accuracy) * seen for place, one in enumerate(watched)} | {"step": step}

    table = {
        name: array for place, one in enumerate(watched) for name, array in band(f"line_{place}", one.accuracy).items()
    }
    table |= sweep({"step": steps}, until) | sweep({"start": keys, "step": steps}, measure) | _layers(watched[0])
    names = [one.start.name.removeprefix("sigmoid, ") for one in watched]
    texts, marks = [f"{step:,}" for step in steps], {step: f"{step:,}" for step in _LABELLED}
    return Explorer(
        "watching",
        "Watch it learn",
        f"Choose a start, press ▶. (Layers: the first seed. Accuracy: mean and band of {counted(seeds, 'seed')}.)",
        [
            Control("start", "start (sigmoid units, unless ReLU is named)", keys, names, "radio"),
            Control("step", "training step", steps, texts, "play", marks=among(steps, marks)),
        ],
        table,
        _panels(watched),
        [_on_accuracy(), _on_picture(), _on_gradient()],
        start,
    )


def _first_seed(one, place):
    """What is drawn and said of the layers at one of the steps."""
    return {
        "out_bars": Array(one.output_bars[place], dtype="uint8"),
        "delta_bars": Array(one.delta_bars[place], dtype="uint8"),
        "spread": one.unit_std[0, place],
        "gradient": one.gradient[0, place],
        "saturated": one.saturated[0, place, 0],
        "zeros": one.zeros[0, place, 0],
        "arriving": one.arriving[0, place],
    }


def _layers(one):
    """The rows of the histograms, their numbers, and the line of those who guess."""
    hidden, layers = (np.arange(size.shape[-1]) for size in (one.unit_std, one.gradient))
    return {
        "hidden": Array(hidden),
        "layers": Array(layers),
        "hidden_numbers": Array(hidden + 1, dtype="uint8"),
        "numbers": Array(layers + 1, dtype="uint8"),
        "guessing": Array(np.full(len(one.steps), 0.1)),
    }


def _panels(watched):
    # A colour says which start it is, in every panel.
    colours = {one.start.key: _COLOURS.get(one.start.key, 1 + place % 4) for place, one in enumerate(watched)}
    lines = []
    for place, start in enumerate(one.start for one in watched):
        name = f"line_{place}"
        band = {"low": f"{name}_low", "high": f"{name}_high"}
        lines.append(Series(start.name, name, **band, colour=colours[start.key]))
    lines.append(Series("guessing", "guessing", style="dashed", colour=0))
    lines.append(Series("you are here", "here", style="here", colour=0))
    labels = {place: f"{step:,}" if step in _LABELLED else "" for place, step in enumerate(watched[0].steps)}
    steps = {"x_labels": labels, "x_title": "training step (not evenly spaced)"}
    outputs = {"heights": "out_bars", "cells": "hidden", "numbers": "hidden_numbers", "heading": "layer"}
    deltas = {"heights": "delta_bars", "cells": "layers", "numbers": "numbers", "heading": "layer"}
    units, rms = {"caption": "spread", "caption_label": "one unit"}, {"caption": "gradient", "caption_label": "rms"}
    ends = {one.start.key: get_activation(one.start.activation).ends for one in watched}
    note = "outputs of the hidden units. Below: how far one unit moves"
    back = "sizes of the gradient δ, powers of ten. Below: their rms"
    smallest = f"≤10{superscript(POWERS[0])}"
    of_start = {"colour": colours, "colour_by": "start"}
    return [
        Lines("Learnt:", "share of test digits that are right", lines, (0, 1), (0, 0.25, 0.5, 0.75, 1), **steps),
        Bars("Forwards:", note, **outputs, **units, ends=ends, ends_by="start", **of_start),
        Bars("Backwards:", back, **deltas, **rms, ends=(smallest, "1"), **of_start),
    ]


def _on_accuracy():
    right = "Step {step}: **{accuracy}** of the test digits are right"
    sentences = [
        ("at chance", "bad", f"{right}, about as many as by guessing."),
        ("learning", "plain", f"{right}."),
        ("learning", "plain", f"{right}."),
        ("learnt", "good", f"{right}."),
    ]
    values = {"step": ("step", 0, "integer"), "accuracy": ("accuracy", 0, "percent")}
    return Words(values, graded("accuracy", (0.15, 0.6, 0.9), sentences))


def _on_picture():
    values = {
        "saturated": ("saturated", 0, "percent"),
        "spread": ("spread", -1, "number"),
        "zeros": ("zeros", 0, "percent"),
    }
    share = "of layer 1's outputs are"
    saturated = f"The picture: **{{saturated}}** {share} saturated."
    asleep = "The picture: one unit of layer 2 moves by only **{spread}** over the images."
    awake = f"The picture: one unit of layer 2 moves by **{{spread}}**; {{saturated}} {share} saturated."
    zeros = f"The picture: **{{zeros}}** {share} exactly 0."
    some = {"saturated": (0, 1)}  # only an activation that can saturate has this figure
    sentences = [
        ("looks saturated", "bad", saturated, {"saturated": (0.5, 1)}),
        ("units asleep", "bad", asleep, some | {"spread": (0, 0.01)}),
        ("units awake", "plain", awake, some),  # not "good": a spread above 0 is necessary, not sufficient
        *graded("zeros", (0.25,), [("few zeros", "plain", zeros), ("many zeros", "plain", zeros)]),
    ]
    return Words(values, sentences)


def _on_gradient():
    text = "The gradient at layer 1 is **{arriving}** times the output layer's."
    sentences = [
        ("layer 1 starved", "bad", text),
        ("gradient weak", "plain", text),
        ("gradient arrives", "good", text),
        ("gradient grown", "plain", text),
    ]
    return Words({"arriving": ("arriving", 0, "number")}, graded("arriving", (0.01, 0.1, KEPT[1]), sentences))
