"""Chapter 2's explorer: eight hidden units as eight arrows, from zero, constant and random starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..activations import ActivationName, get_activation
from ..diagnostics import distinct_units
from ..experiments.symmetry import HIDDEN, OUTPUT, UNITS, in_line, moons, through_training
from .declare import Array, Control, Lines, Mark, Plane, Series, Words, graded
from .engine import Explorer
from .sweep import sweep

STEPS = tuple(range(0, 501, 25))
ACTIVATIONS: tuple[ActivationName, ...] = ("relu", "tanh", "sigmoid")
_DRAWN = 40  # points of each class that the explorer shows
_SIDE, _SCALES = 2.4, (1, 2, 3)  # the plane reaches so far, or two or three times as far where the arrows do


def symmetry_explorer(steps: Sequence[int] = STEPS, *, start: Mapping[str, object] | None = None) -> Explorer:
    """Eight hidden units of a classifier of points in the plane, as eight arrows, from different starts, through
    training.

    The network has 2 inputs, 8 hidden units with biases, and 2 outputs. It is trained on `moons`, all points at once,
    at learning rate 1, in float64. Starts: "zero"; "constant", 0.5; "tiny", N(0, 0.001²); "He". The errors at the two
    outputs are kept exactly opposite, as they are in theory, so that no rounding error wakes a dead start.

    Args:
        steps: the steps that the reader can see, evenly spaced, starting with 0.
        start: the values at first, such as ``{"hidden": "He"}``; by default constant, zero, tanh, and the first step.

    Returns:
        Explorer: its controls are named hidden, output, activation and step.

    Raises:
        ValueError: a value in `start` is none of its control's.
    """
    pair = {"hidden": tuple(HIDDEN), "output": tuple(OUTPUT)}

    def measure(activation):
        seen = dict(zip(steps, through_training(activation, steps)))

        def whole_run(hidden, output):
            nets = [seen[step][hidden, output] for step in steps]
            reach = max(np.abs(net.weights).max() for net in nets)
            scale = next(scale for scale in _SCALES if reach <= scale * _SIDE)
            return {"losses": [net.loss for net in nets], "scale": Array(scale, dtype="uint8")}

        def at_step(hidden, output, step):
            net = seen[step][hidden, output]
            ring = np.where(np.equal(steps, step), net.loss, np.nan)
            return _figures(net) | {"here": Array(ring, dtype="int16", step=0.0001)}

        return sweep(pair, whole_run) | sweep(pair | {"step": steps}, at_step)

    def begun(output):
        return {"start": Array(pair["output"].index(output), dtype="uint8")}

    texts = [f"{step:,}" for step in steps]
    labels = [get_activation(name).label for name in ACTIVATIONS]
    return Explorer(
        "symmetry",
        "Eight units, or one?",
        "Each arrow is one hidden unit's two weights. Choose a start; press play.",
        [
            Control("hidden", "hidden weights start", pair["hidden"], kind="radio", start="constant"),
            Control("output", "output weights start", pair["output"], kind="radio", start="zero"),
            Control("activation", "activation", ACTIVATIONS, labels, "radio", "tanh"),
            Control("step", "training step", steps, texts, "play"),
        ],
        sweep({"activation": ACTIVATIONS}, measure) | sweep({"output": pair["output"]}, begun) | _points(),
        _panels(steps[1] - steps[0]),
        [_on_units(), _on_output(), _on_loss()],
        start,
    )


def _figures(net):
    """What is drawn and said of a net: its arrows, and what they have in common."""
    weights = net.weights
    drawn = np.where(weights.any(axis=0), weights, np.nan)  # no arrow without a length
    return {
        "w1": Array(drawn[0], dtype="int16", step=0.0005),
        "w2": Array(drawn[1], dtype="int16", step=0.0005),
        "loss": net.loss,
        "right": net.right,
        "arrows": Array(weights.any(axis=0).sum(), dtype="uint8"),
        "pulled": Array(net.pull > 0, dtype="uint8"),
        "units": Array(distinct_units(weights), dtype="uint8"),
        "line": in_line(weights),
    }


def _points():
    data = moons()
    points = [data.x_train[data.y_train == label][:_DRAWN].T for label in (0, 1)]
    return {f"{axis}_{label}": Array(points[label][k]) for label in (0, 1) for k, axis in enumerate("xy")}


def _panels(every):
    marks = [
        Mark("class 0", "x_0", "y_0", "hollow", 3),
        Mark("class 1", "x_1", "y_1", "crosses", 4),
        Mark("hidden units", "w1", "w2", "arrows", 2),
    ]
    losses = [Series("loss", "losses", colour=1, until="step"), Series("you are here", "here", style="here", colour=2)]
    side, ticks = (-_SIDE, _SIDE), (-2, -1, 0, 1, 2)
    plane, note = "The hidden units:", "arrows among the points"
    titles = {"x_title": "first input", "y_title": "second input"}
    steps = {"x_step": every, "x_title": "training step", "height": 300}
    return [
        Plane(plane, note, marks, side, side, ticks, ticks, **titles, square=True, scale="scale", height=300),
        Lines("The loss:", "guessing gives 0.69", losses, (0, 1.1), (0, 0.25, 0.5, 0.75, 1), **steps),
    ]


def _on_units():
    stuck = "**Every weight gradient is 0**, now and later: only output biases move."
    asleep = "All arrows have length 0, but **some gradient is not 0**: press play."
    along = "All eight units differ, but their arrows lie **almost on one line**."
    sentences = [
        ("dead", "bad", stuck, {"arrows": 0, "pulled": 0}),
        ("not awake yet", "plain", asleep, {"arrows": 0}),
        ("1 unit, 8 times", "bad", "All eight units are **copies of one**.", {"units": 1}),
        ("{units} different units", "bad", "Of eight units, only **{units}** differ.", {"units": (2, UNITS - 1)}),
        ("8 units, one line", "plain", along, {"line": (0, 0.1)}),
        ("8 different units", "good", "All **eight** units differ, and point different ways."),
    ]
    values = {name: (name, 0, "integer") for name in ("arrows", "pulled", "units")}
    return Words(values | {"line": ("line", 0, "number")}, sentences)


def _on_output():
    at_0 = "The output weights began at 0: the same error for every unit."
    equal = "The output weights began equal, which acts like 0: both classes get the same."
    random = "The output weights began random: a different error for every unit."
    sentences = [
        ("outputs start equal", "plain", at_0, {"start": 0}),
        ("outputs start equal", "plain", equal, {"start": 1}),
        ("outputs start random", "plain", random, {"start": 2}),
    ]
    return Words({"start": ("start", 0, "integer")}, sentences)


def _on_loss():
    text = "The loss is **{loss}**, and {right} of the points are classified correctly."
    sentences = [
        ("learned", "good", text),
        ("partly learned", "plain", text),
        ("loss as by guessing", "bad", text),
        ("loss above guessing", "bad", text),
    ]
    values = {"loss": ("loss", 0, "number"), "right": ("right", 0, "percent")}
    # Guessing gives 0.69, and within 0.05 of it counts as that.
    return Words(values, graded("loss", (0.1, 0.64, 0.74), sentences))
