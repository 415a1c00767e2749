"""Chapter 4's bench: a deep net with any rule, sizes and activation."""

from __future__ import annotations

import math
from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..activations import get_activation
from ..diagnostics import rms
from ..explorers.spelling import spelled
from ..initializers import Init, get_initializer, variance_scaling
from ..propagation import propagate
from ..theory import gradient_factor, second_moment
from .bench import Bench, seed_control


def fan_bench(rules: Mapping[str, Init] | None = None, **start: object) -> Bench:
    """Chapter 4's bench: a deep net with any rule, sizes and activation, computed live.

    Args:
        rules: name -> initializer (or the name of one), to add your own: a function (rng, shape, dtype) -> array.
        start: values at first of rule, activation, inputs, width, units, depth or seed.

    Returns:
        Bench: with these controls. The net has `depth` layers: from `inputs` over hidden layers of `width` to `units`.

    Raises:
        TypeError, ValueError: `start` names no control, or a value that the control cannot have.

    Example:
        >>> bench = fan_bench(rule="LeCun normal", activation="identity", inputs=784, units=100, depth=1)
        >>> bench.text
        'Forwards, the signal becomes 1 times as large; backwards, the gradient becomes 0.357 times as large.'
    """
    choices: dict[str, Init] = {
        "LeCun normal": "lecun_normal",
        "LeCun uniform": "lecun_uniform",
        "Xavier normal": "xavier_normal",
        "Xavier uniform": "xavier_uniform",
        "backwards only, 1/n_out": variance_scaling(1.0, "fan_out"),
        "He normal": "he_normal",
        **(rules or {}),
    }
    choices = {name: get_initializer(init) for name, init in choices.items()}
    controls = {
        "rule": widgets.Dropdown(options=list(choices), value="Xavier normal", description="rule"),
        "activation": widgets.Dropdown(
            options=["identity", "tanh", "softsign", "sigmoid", "relu"], value="tanh", description="activation"
        ),
        "inputs": widgets.IntSlider(784, min=1, max=1000, description="inputs"),
        "width": widgets.IntSlider(100, min=1, max=500, description="hidden units"),
        "units": widgets.IntSlider(10, min=1, max=500, description="last layer's units"),
        "depth": widgets.IntSlider(5, min=1, max=50, description="layers"),
        "seed": seed_control(),
    }

    def compute(rule, activation, inputs, width, units, depth, seed):
        rng = np.random.default_rng(seed)
        sizes = [inputs, *[width] * (depth - 1), units]
        init = choices[rule]
        layers = [np.asarray(init(rng, shape, np.float64), float) for shape in zip(sizes[:-1], sizes[1:])]
        x, upstream = rng.standard_normal((500, inputs)), rng.standard_normal((500, units))
        seen = propagate(layers, x, upstream, activation=activation)
        size = np.array([rms(h) for h in seen.activations])
        forward, backward = size / size[0], seen.gradient_ratio
        text = (
            f"Forwards, the signal becomes {spelled(forward[-1], digits=3)} times as large; "
            f"backwards, the gradient becomes {spelled(backward[0], digits=3)} times as large."
        )
        expected = _expected(layers, activation, size[0])

        def draw(figure):
            panels = (
                ("Forwards: size of the outputs", forward, expected[0] / size[0], "signal", plotting.BLUE),
                ("Backwards: gradient ÷ upstream", backward, expected[1], "gradient", plotting.GREEN),
            )
            for ax, (title, values, theory, label, color) in zip(figure.subplots(1, 2), panels):
                plotting.plot_layers(ax, np.maximum(values, 1e-300), label, color)
                plotting.plot_layers(ax, np.maximum(theory, 1e-300), "theory", plotting.PURPLE, style="--")
                ax.set(title=title, xlabel="layer")
                ax.legend()

        alt = f"Size of signal and gradient over {depth} layers, from {inputs} inputs to {units} units, {activation}, {rule}"
        return plotting.figure_bytes(draw, (6.8, 2.9)), alt, text

    return Bench("Try your own values", controls, compute, start)


def _expected(layers, activation, size):
    """Theory for layers of any shapes, from the std of each matrix: rms of the outputs, and gradient ÷ upstream."""
    activation = get_activation(activation)
    sizes, factors = [size], []
    for weights in layers:
        fan_in, fan_out = weights.shape
        std = float(weights.std())
        variance = std**2 * fan_in * sizes[-1] ** 2
        sizes.append(math.sqrt(second_moment(activation, variance)))
        factors.append(gradient_factor(activation, std, fan_out, variance))
    return np.array(sizes), np.append(np.cumprod(factors[::-1])[::-1], 1.0)
