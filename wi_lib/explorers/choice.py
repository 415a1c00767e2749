"""Chapter 6's explorer: activation, gain and learning rate, and what became of the net; and its bench, which trains live."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..activations import get_activation
from ..data import load_mnist
from ..initializers import variance_scaling
from ..network import MLP
from ..results import load
from ..training import train
from .bench import Bench, seed_control
from .engine import KEPT, Array, Control, Explorer, Lines, Series, Words, graded
from .spelling import spelled

_NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
#: Where one sentence ends and the next begins: the accuracy (chance is one class in ten, and a little more), and the gradient at layer 1 ÷
#: that at the output, in powers of ten.
_LEARNED = 0.15, 0.8
_ARRIVED = (-2, -1, np.log10(KEPT[1]), 1.5)


def choice_explorer(activation="sigmoid", gain=1.0, lr=0.1):
    """Choose activation, gain and learning rate; see how a net of four hidden layers learns MNIST, and why.

    Nothing is trained here: the table comes from `wi_lib.results.load("gain_grid")`, three seeds a point.

    Args:
        activation, gain, lr: the values at first; gain is a power of √2 from ¼ to 16.

    Returns:
        Explorer: its controls are named activation, gain and lr.

    Raises:
        ValueError: a value is not in the table.

    Example:
        >>> explorer = choice_explorer()
        >>> explorer.chosen = {"gain": 4.0}
        >>> bool(explorer.slice("accuracy")[-1] > 0.85)
        True
    """
    grid = load("gain_grid")
    activations, gains, lrs = (tuple(grid[name].tolist()) for name in ("activations", "gains", "lrs"))
    controls = [
        Control("activation", "activation", activations, [_NAMES[name] for name in activations], "radio", activation),
        Control("gain", "gain (σ = gain ÷ √fan_in)", gains, [f"{value:.2g}" for value in gains], "slider", gain,
                {0.25: "¼", 1.0: "1", 4.0: "4", 16.0: "16"}),
        Control("lr", "learning rate", lrs, kind="radio", start=lr),
    ]  # fmt: skip
    return Explorer(
        "Does it learn?",
        "MNIST, four hidden layers of 100 units, 2,000 steps of SGD. Three seeds.",
        controls,
        _arrays(grid),
        _panels(gains, grid["steps"]),
        _words(int(grid["seeds"])),
    )


def _arrays(grid):
    everywhere = ("activation", "gain", "lr")
    arrays = {}

    def banded(name, values):
        """Middle, lowest and highest over the seeds; a seed that diverged is left out, and nan is left where all did."""
        lowest, highest = np.fmin.reduce(values, axis=3), np.fmax.reduce(values, axis=3)
        for suffix, part in (("", _mean(values)), ("_low", lowest), ("_high", highest)):
            arrays[name + suffix] = Array(part, everywhere)

    banded("loss", grid["loss"])
    banded("accuracy", grid["test_accuracy"])
    with np.errstate(divide="ignore"):
        gradient, update = np.log10(grid["gradient"]), np.log10(grid["update"])
    for when, place in (("before", 0), ("after", 1)):
        # A gradient of exactly 0 has no logarithm: it is drawn below the axis.
        arrays[f"gradient_{when}"] = Array(np.maximum(_mean(gradient[..., place, :]), -99), everywhere)
        arrays[f"update_{when}"] = Array(np.maximum(_mean(update[..., place, :]), -99), everywhere)

    last = _mean(grid["test_accuracy"])[..., -1]  # (activations, gains, lrs)
    shown = np.nan_to_num(last)
    arrays["over_gains"] = Array(shown.swapaxes(1, 2), ("activation", "lr"))
    here = np.where(np.eye(last.shape[1], dtype=bool)[:, None], shown[:, :, :, None], np.nan)
    arrays["here"] = Array(here, everywhere)

    lost = grid["diverged"].sum(axis=3)
    arrays["lost"] = Array(lost[..., None], everywhere)
    arrays["seeds"] = Array([grid["seeds"]])
    outcome = np.select([lost == grid["seeds"], lost > 0], [0, 1], 2 + np.searchsorted(_LEARNED, last))
    arrays["outcome"] = Array(outcome[..., None], everywhere, "uint8")
    arrived = _mean(gradient[..., 0, :])[..., 1]
    cause = np.searchsorted(_ARRIVED, arrived)
    arrays["cause"] = Array(cause[..., None], everywhere, "uint8")
    return arrays


def _mean(values):
    """The mean over the seeds (the fourth axis from the front) that are not nan; nan if all are."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.where(known, values, 0).sum(axis=3) / known.sum(axis=3)


def _panels(gains, steps):
    every = int(steps[1] - steps[0])
    layers = {"half": True, "log": True, "height": 170}
    return [
        Lines("Accuracy", "on test images", [Series("mean, band over seeds", "accuracy", "accuracy_low", "accuracy_high", colour=1)],
              (0, 1), (0, 0.5, 1), x_step=every, x_title="step", height=170, half=True),
        Lines("Loss", "on the batches", [Series("mean, band over seeds", "loss", "loss_low", "loss_high", colour=1)],
              (0, 3), (0, 1, 2, 3), x_step=every, x_title="step", height=170, half=True),
        Lines("Gradient", "÷ that at the output",
              [Series("before training", "gradient_before"), Series("after", "gradient_after", style="dashed", colour=2)],
              (-8, 4), (-8, -4, 0, 4), x_labels={0: "input"}, x_title="output of layer", **layers),
        Lines("One step", "÷ the layer's weights",
              [Series("before training", "update_before"), Series("after", "update_after", style="dashed", colour=2)],
              (-8, 1), (-8, -6, -4, -2, 0), x_first=1, x_title="weights of layer", **layers),
        Lines("All gains", "at this learning rate (0: diverged)",
              [Series("accuracy at the end", "over_gains", colour=1), Series("your choice", "here", style="here", colour=2)],
              (0, 1), (0, 0.5, 1), x_labels={i: f"{gain:.2g}" if i % 2 == 0 else "" for i, gain in enumerate(gains)},
              x_title="gain", height=150),
    ]  # fmt: skip


def _words(seeds):
    values = {
        "accuracy": ("accuracy", -1, "percent"),
        "loss": ("loss", -1, "number"),
        "lost": ("lost", 0, "integer"),
        "seeds": ("seeds", 0, "integer"),
        "arrived": ("gradient_before", 1, "number"),
        "step": ("update_before", 0, "number"),
    }
    none = {"lost": (0, 0)}
    outcomes = [
        ("diverged", "bad", "All **{seeds} nets diverged**: the loss is no number any more.", {"lost": (seeds, seeds)}),
        ("partly diverged", "bad", "**{lost} of {seeds} nets diverged**; the accuracy without them is {accuracy} on average.", {"lost": (1, seeds - 1)}),
        *[(*sentence, limits | none) for *sentence, limits in graded("accuracy", _LEARNED, [
            ("chance", "bad", "After 2,000 steps the nets get **{accuracy}** right on average, about as many as by guessing. The loss is {loss}."),
            ("partly learned", "plain", "After 2,000 steps the nets get **{accuracy}** right on average, and the loss is {loss}."),
            ("learned", "good", "After 2,000 steps the nets get **{accuracy}** right on average, and the loss is {loss}."),
        ])],
    ]  # fmt: skip
    text = "At the start, the gradient at layer 1 was **{arrived} times** that at the output; one step moved layer 1's weights by {step} times their size."
    causes = graded("arrived", _ARRIVED, [
        ("gradient faded", "bad", text),
        ("gradient weak", "plain", text),
        ("gradient arrived", "good", text),
        ("gradient grown", "plain", text),
        ("gradient exploded", "bad", text),
    ])  # fmt: skip
    return [Words("outcome", outcomes, values), Words("cause", causes, values)]


def choice_bench(activations=None, **start):
    """Chapter 6's bench: train a net on small MNIST images live, with any activation, gain, learning rate and depth.

    Images are 7×7 pixels and the net has 50 units a layer, so that 300 steps take about a second.

    Args:
        activations: name -> `Activation`, to add your own to sigmoid, tanh, relu and softsign.
        start: values at first of activation, gain, lr, hidden or seed.

    Returns:
        Bench: with the controls activation, gain, lr, hidden and seed.

    Raises:
        TypeError, ValueError: `start` names no control, or a value that the control cannot have.

    Example:
        >>> choice_bench(activation="relu", gain=1.4, hidden=2).text[:26]
        'After 300 steps: accuracy '
    """
    choices = {name: get_activation(name) for name in ("sigmoid", "tanh", "relu", "softsign")} | (activations or {})
    controls = {
        "activation": widgets.Dropdown(options=list(choices), description="activation"),
        "gain": widgets.FloatLogSlider(
            1.0, base=2, min=-2, max=4, step=0.25, description="gain", continuous_update=False
        ),
        "lr": widgets.FloatLogSlider(
            0.1, min=-3, max=1, step=0.25, description="learning rate", continuous_update=False
        ),
        "hidden": widgets.IntSlider(4, min=1, max=10, description="hidden layers", continuous_update=False),
        "seed": seed_control(),
    }

    def compute(activation, gain, lr, hidden, seed):
        data = load_mnist(side=7)
        rng = np.random.default_rng(seed)
        sizes = [data.features, *[50] * hidden, data.classes]
        net = MLP(sizes, choices[activation], variance_scaling(gain**2, "fan_in"), rng)
        history = train(net, data, lr, steps=300, batch_size=64, rng=rng, eval_every=30)
        if history.diverged_at is None:
            text = f"After 300 steps: accuracy {spelled(history.test_accuracy[-1], 'percent')}, loss {spelled(history.loss[-30:].mean(), digits=3)}."
        else:
            text = f"The net diverged at step {history.diverged_at}."

        def draw(figure):
            left, right = figure.subplots(1, 2)
            left.plot(history.steps, history.test_accuracy, "o-", color=plotting.BLUE)
            left.set(title="Accuracy on test images", xlabel="step", ylim=(0, 1))
            right.plot(history.loss, color=plotting.GREEN, linewidth=1)
            right.set(title="Loss of every batch", xlabel="step", xlim=(0, 300), ylim=(0, 3))

        alt = f"Accuracy and loss of a {activation} net with {hidden} hidden layers, gain {gain:.2g}, learning rate {lr:.2g}"
        return plotting.figure_bytes(draw, (6.8, 2.6)), alt, text

    return Bench("Train one yourself", controls, compute, start)
