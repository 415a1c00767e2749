"""Chapter 7's bench: train from any start, at any learning rate."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..data import load_mnist
from ..diagnostics import rms
from ..experiments import look_inside
from ..experiments.watching import IMAGES
from ..explorers.spelling import spelled
from ..initializers import he_normal, lecun_normal, normal, xavier_normal
from ..network import MLP
from ..training import train
from .bench import Bench, seed_control

#: How the bench can draw weights; "σ" uses the slider.
_RULES = {"σ (slider)": None, "LeCun": lecun_normal, "Xavier": xavier_normal, "He": he_normal}


def watching_bench(**start: object) -> Bench:
    """Chapter 7's bench: train from any start, at any learning rate, on MNIST reduced to 14 × 14 pixels.

    Args:
        start: values at first of activation, rule, std, lr, steps or seed.

    Returns:
        Bench: with those controls. The std is used only where the rule is "σ (slider)".

    Raises:
        TypeError, ValueError: `start` names no control, or a value that the control cannot have.

    Example:
        >>> bench = watching_bench(activation="relu", rule="He", lr=0.1, steps=20)
        >>> bench.text[:16]
        'After 20 steps, '
    """
    controls = {
        "activation": widgets.Dropdown(options=["sigmoid", "tanh", "relu"], description="activation"),
        "rule": widgets.Dropdown(options=list(_RULES), description="weights from"),
        "std": widgets.FloatLogSlider(1.0, min=-3, max=1, step=0.05, description="weight std σ"),
        "lr": widgets.FloatLogSlider(1.0, min=-2, max=1, step=0.1, description="learning rate"),
        "steps": widgets.IntSlider(300, min=10, max=300, step=10, description="steps"),
        "seed": seed_control(),
    }

    def compute(activation, rule, std, lr, steps, seed):
        init = _RULES[rule]() if _RULES[rule] else normal(std)
        data = load_mnist(14)
        before, net = (
            MLP([data.features, 100, 50, 10], activation, init, np.random.default_rng(seed)) for _ in range(2)
        )
        history = train(net, data, lr, steps, 128, np.random.default_rng([seed, 1]), eval_every=10)
        sizes = [_sizes(one, data) for one in (before, net)]
        last = history.test_accuracy[-1]
        arriving = sizes[0][0] / sizes[0][-1]
        text = (
            f"After {history.diverged_at} steps, the loss is not a number any more: the training diverged. "
            if not np.isfinite(last)
            else f"After {steps} steps, {spelled(last, 'percent')} of the test digits are right. "
        ) + f"Before training, the gradient at layer 1 was {spelled(arriving)} times the output layer's."

        def draw(figure):
            left, right = figure.subplots(1, 2)
            left.plot(history.steps, history.test_accuracy, "o-", color=plotting.BLUE, markersize=3)
            left.set(title="Test accuracy", xlabel="training step", ylim=(0, 1))
            for size, label, color, style in zip(
                sizes, ("before", "after"), (plotting.GREY, plotting.GREEN), ("s--", "o-")
            ):
                plotting.plot_layers(right, np.maximum(size, 1e-30), label, color, style=style, first=1)
            right.set(title="Size of the gradient δ", xlabel="layer")
            right.legend()

        alt = f"Test accuracy over {steps} steps, and the gradient in every layer before and after: {activation}, {rule}, learning rate {lr:.3g}"
        return plotting.figure_bytes(draw, (6.8, 2.9)), alt, text

    def enable(change=None):  # a slider that would do nothing cannot be moved
        controls["std"].disabled = _RULES[controls["rule"].value] is not None

    controls["rule"].observe(enable, names="value")
    enable()
    return Bench("Train your own start", controls, compute, start)


def _sizes(net, data):
    _, deltas = look_inside(net, data.x_train[:IMAGES], data.y_train[:IMAGES])
    return np.array([rms(delta) for delta in deltas])
