"""Chapter 6's bench: train a net on small MNIST images live."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..activations import Activation, get_activation
from ..data import load_mnist
from ..explorers.spelling import spelled
from ..initializers import variance_scaling
from ..network import MLP
from ..training import train
from .bench import Bench, seed_control


def choice_bench(activations: Mapping[str, Activation] | None = None, **start: object) -> Bench:
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
    choices = {name: get_activation(name) for name in ("sigmoid", "tanh", "relu", "softsign")}
    choices |= activations or {}
    controls = {
        "activation": widgets.Dropdown(options=list(choices), description="activation"),
        "gain": widgets.FloatLogSlider(1.0, base=2, min=-2, max=4, step=0.25, description="gain"),
        "lr": widgets.FloatLogSlider(0.1, min=-3, max=1, step=0.25, description="learning rate"),
        "hidden": widgets.IntSlider(4, min=1, max=10, description="hidden layers"),
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
