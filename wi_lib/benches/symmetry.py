"""Chapter 2's bench: hidden units from any start, after any number of steps."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets

from .. import plotting
from ..diagnostics import distinct_units
from ..experiments import moons, start_net
from ..experiments.symmetry import LR, SEED
from ..explorers.spelling import counted, spelled
from ..initializers import Init, constant, he_normal, normal, uniform, zeros
from .bench import Bench, seed_control


def symmetry_bench(inits: Mapping[str, Init] | None = None, **start: object) -> Bench:
    """Chapter 2's bench: any start of the two layers, any number of units and steps, computed live.

    Args:
        inits: name -> initializer, to add your own to the choices for both layers.
        start: values at first of hidden, output, activation, units, steps or seed.

    Returns:
        Bench: with the controls hidden, output, activation, units, steps and seed.

    Raises:
        TypeError, ValueError: `start` names no control, or a value that the control cannot have.

    Example:
        >>> bench = symmetry_bench(hidden="constant 0.5", output="zero", steps=50)
        >>> bench.text[:49]
        'After 50 steps the 8 hidden units are of 1 kind. '
    """
    choices: dict[str, Init] = {
        "zero": zeros(),
        "constant 0.5": constant(0.5),
        "normal, std 0.001": normal(0.001),
        "uniform ±2": uniform(-2, 2),
    }
    choices |= {"He": he_normal(), **(inits or {})}
    controls = {
        "hidden": widgets.Dropdown(options=list(choices), value="He", description="hidden weights"),
        "output": widgets.Dropdown(options=list(choices), value="zero", description="output weights"),
        "activation": widgets.Dropdown(options=["relu", "tanh", "sigmoid"], value="tanh", description="activation"),
        "units": widgets.IntSlider(8, min=1, max=64, description="hidden units"),
        "steps": widgets.IntSlider(500, min=1, max=3000, description="steps"),
        "seed": seed_control(SEED),
    }

    def compute(hidden, output, activation, units, steps, seed):
        net, data = start_net(choices[hidden], choices[output], activation, units, seed), moons()
        losses = [_step(net, data) for _ in range(steps)]
        different, share = distinct_units(net.weights[0]), net.accuracy(data.x_test, data.y_test)
        text = (
            f"After {counted(steps, 'step')} the {counted(units, 'hidden unit')} {'is' if units == 1 else 'are'} "
            f"of {counted(different, 'kind')}. "
            f"The loss is {spelled(losses[-1], digits=3)}, and {spelled(share, 'percent')} of the test points are classified correctly."
        )

        def draw(figure):
            left, right = figure.subplots(1, 2, width_ratios=[1, 1.4])
            plotting.plot_arrows(left, net.weights[0], data.x_train, data.y_train)
            left.set(title="The hidden units at the end")
            right.plot(losses, color=plotting.BLUE)
            right.set(title="The loss", xlabel="step", ylim=(0, None))

        alt = f"{units} hidden units as arrows after {steps} steps from {hidden} and {output}, {activation}, and the loss on the way"
        return plotting.figure_bytes(draw, (6.8, 2.9)), alt, text

    return Bench("Try your own values", controls, compute, start)


def _step(net, data):
    """One step of gradient descent on all points; returns the loss before it."""
    loss, *gradients = net.loss_and_gradients(data.x_train, data.y_train)
    for array, gradient in zip(net.weights + net.biases, sum(gradients, [])):
        array -= LR * gradient
    return loss
