"""Chapter 5's bench: a signal, and two different inputs, through many layers."""

from __future__ import annotations

import math
from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..activations import Activation, get_activation, leaky_relu
from ..experiments import neighbour_cosines
from ..explorers.spelling import counted, spelled
from ..initializers import normal
from ..propagation import random_layers
from ..theory import second_moment
from .bench import Bench, seed_control


def depth_bench(activations: Mapping[str, Activation] | None = None, **start: object) -> Bench:
    """Chapter 5's bench: any gain, leak, depth, width and seed, and your own activation, computed live.

    Args:
        activations: name -> `Activation`, to add your own to the (leaky) ReLU and tanh.
        start: values at first of activation, gain, leak, depth, width or seed.

    Returns:
        Bench: with these controls. Five draws of the weights, from `seed` on.

    Raises:
        TypeError, ValueError: `start` names no control, or a value that the control cannot have.

    Example:
        >>> bench = depth_bench(gain=1.0, depth=10, width=200)
        >>> bench.text.partition(" (")[0]
        "After 10 layers, the mean square is 9.11·10⁻⁴ times the input's"
    """
    own = activations or {}
    controls = {
        "activation": widgets.Dropdown(options=["(leaky) ReLU", "tanh", *own], description="activation"),
        "gain": widgets.FloatSlider(math.sqrt(2), min=0.5, max=2.5, step=0.01, description="gain, σ·√n"),
        "leak": widgets.FloatSlider(0.0, min=0, max=1, step=0.01, description="leak of ReLU"),
        "depth": widgets.IntSlider(50, min=1, max=100, description="layers"),
        "width": widgets.IntSlider(100, min=2, max=400, description="units a layer"),
        "seed": seed_control(),
    }

    def compute(activation, gain, leak, depth, width, seed):
        fixed = {"(leaky) ReLU": leaky_relu(leak), "tanh": get_activation("tanh")}
        chosen = {**fixed, **own}[activation]
        draws = [_live(chosen, gain, depth, width, seed + draw) for draw in range(5)]
        squares, cosines = np.moveaxis(np.array(draws), 1, 0)
        with np.errstate(all="ignore"):
            typical = np.exp(np.log(squares).mean(axis=0))
        left = spelled(typical[-1], digits=3), *(spelled(of(squares[:, -1]), digits=3) for of in (np.min, np.max))
        alike = cosines[:, -1].mean()
        text = f"After {counted(depth, 'layer')}, " + (
            f"the mean square is {left[0]} times the input's (typical of five draws; from {left[1]} to {left[2]}). "
            if np.isfinite(squares[:, -1]).all()
            else f"the mean square is no finite number in {np.count_nonzero(~np.isfinite(squares[:, -1]))} of 5 draws. "
        )
        text += (
            f"Two different inputs have a cosine of {alike:.2f}."
            if np.isfinite(alike)
            else f"Two different inputs have no cosine any more in {np.count_nonzero(~np.isfinite(cosines[:, -1]))} of 5 draws."
        )
        theory = [1.0]
        for _ in range(depth):
            theory.append(second_moment(chosen, min(gain**2 * theory[-1], 1e300)))

        def draw(figure):
            left, right = figure.subplots(1, 2)
            plotting.plot_layers(left, np.maximum(squares, 1e-300), "measured", plotting.BLUE, style="-")
            plotting.plot_layers(left, np.maximum(theory, 1e-300), "theory", plotting.PURPLE, style="--")
            left.set(title="Mean square of the outputs", xlabel="layer")
            left.legend()
            layers = np.arange(depth + 1)
            right.fill_between(
                layers, cosines.min(axis=0), cosines.max(axis=0), color=plotting.GREEN, alpha=0.2, linewidth=0
            )
            right.plot(layers, cosines.mean(axis=0), color=plotting.GREEN)
            right.set(title="Cosine of two inputs", xlabel="layer", ylim=(-0.5, 1.05))

        alt = f"Mean square of the outputs, and cosine of two inputs, over {depth} layers of {width} units, {activation}, gain {gain:.3g}"
        return plotting.figure_bytes(draw, (6.8, 2.9)), alt, text

    return Bench("Try your own values", controls, compute, start)


def _live(activation, gain, depth, width, seed):
    """One draw: mean square ÷ the input's, and cosine of neighbouring inputs, for layers 0 to depth."""
    rng = np.random.default_rng(seed)
    h = rng.standard_normal((32, width))
    size = np.mean(h * h)
    squares, cosines = [1.0], [neighbour_cosines(h)]
    for weights in random_layers(depth, width, normal(gain / math.sqrt(width)), rng, np.float64):
        with np.errstate(all="ignore"):
            h = activation.fn(h @ weights)
            squares.append(np.mean(h * h) / size)
            cosines.append(neighbour_cosines(h))
    return squares, cosines
