"""Chapter 3's bench: a signal and a gradient through layers of any std, depth, width and activation."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..activations import Activation, get_activation
from ..explorers.spelling import spelled
from ..initializers import normal
from ..propagation import propagate, random_layers
from ..theory import predict_gradient
from .bench import Bench, seed_control


def signal_bench(activations: Mapping[str, Activation] | None = None, **start: object) -> Bench:
    """Chapter 3's bench: any std, depth, width and seed, and your own activation, computed live.

    Args:
        activations: name -> `Activation`, to add your own to sigmoid, tanh, relu and softsign.
        start: values at first of std, depth, width or seed.

    Returns:
        Bench: with the controls activation, std, depth, width and seed.

    Raises:
        TypeError, ValueError: `start` names no control, or a value that the control cannot have.

    Example:
        >>> bench = signal_bench(std=0.01, depth=3)
        >>> bench.controls["std"].value = 1.0
        >>> bench.text[:34]
        'At the input the gradient is 0.776'
    """
    choices = {name: get_activation(name) for name in ("sigmoid", "tanh", "relu", "softsign")}
    choices |= activations or {}
    controls = {
        "activation": widgets.Dropdown(options=list(choices), description="activation"),
        "std": widgets.FloatLogSlider(1.0, min=-3, max=1, step=0.05, description="weight std σ"),
        "depth": widgets.IntSlider(5, min=1, max=50, description="layers"),
        "width": widgets.IntSlider(100, min=1, max=500, description="units a layer"),
        "seed": seed_control(),
    }

    def compute(activation, std, depth, width, seed):
        chosen = choices[activation]
        rng = np.random.default_rng(seed)
        layers = list(random_layers(depth, width, normal(std), rng, np.float64))
        x, upstream = rng.standard_normal((2, 500, width))
        seen = propagate(layers, x, upstream, activation=chosen, keep="stats")
        spread = [stats.unit_std for stats in seen.stats]
        text = (
            f"At the input the gradient is {spelled(seen.gradient_ratio[0], digits=3)} times the one sent in. One unit of the last layer moves by "
            f"{spelled(spread[-1], digits=3)} over the inputs; all units pooled spread by {spelled(seen.stats[-1].std, digits=3)}."
        )

        def draw(figure):
            left, right = figure.subplots(1, 2)
            plotting.plot_layers(left, np.maximum(spread, 1e-300), "one unit", plotting.ORANGE)
            plotting.plot_layers(
                left, [max(stats.std, 1e-300) for stats in seen.stats], "all units pooled", plotting.BLUE, style="s--"
            )
            left.set(title="Forwards: spread of the outputs", xlabel="layer")
            left.legend()
            plotting.plot_layers(right, np.maximum(seen.gradient_ratio, 1e-300), "measured", plotting.GREEN)
            plotting.plot_layers(
                right, predict_gradient(chosen, std, width, depth), "theory", plotting.PURPLE, style="--"
            )
            right.set(title="Backwards: gradient ÷ upstream", xlabel="layer")
            right.legend()

        alt = f"Spread of the outputs and size of the gradient over {depth} layers of {width} units, {activation}, std {std:.3g}"
        return plotting.figure_bytes(draw, (6.8, 2.9)), alt, text

    return Bench("Try your own values", controls, compute, start)
