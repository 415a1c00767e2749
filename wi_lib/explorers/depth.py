"""Chapter 5's explorer and bench: what a gain does to the mean square over 50 layers, and what no gain does to two inputs."""

from __future__ import annotations

import math

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..activations import get_activation, leaky_relu
from ..initializers import normal
from ..propagation import random_layers
from ..theory import second_moment
from .bench import Bench, seed_control
from .engine import KEPT, Array, Control, Explorer, Lines, Series, Words, graded, starting
from .spelling import spelled

#: The weights' std is gain/√n: 1 is Xavier's rule (and LeCun's), √2 He's, 2 the misprint.
GAINS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, math.sqrt(2), 1.5, 1.6, 1.7, 1.8, 1.9, 2.0, 2.2, 2.5)
LEAKS = (0.0, 0.01, 0.1, 0.3, 1.0)
DEPTHS = (2, 4, 6, 8, 10, 14, 20, 30, 40, 50)
#: Where one sentence ends and the next begins: powers of ten of the mean square that is left, and the cosine.
_LEFT = (-1, *np.log10(KEPT), 1)
_ALIKE = 0.5, 0.9
_STEP = 2  # the curves have a point at every second layer
_MARKS = {1.0: "1 Xavier", math.sqrt(2): "√2 He", 2.0: "2"}


def similarity(cosine, leak=0.0):
    r"""The cosine of two inputs' outputs behind one wide layer of (leaky) ReLU, from the cosine before it.

    With :math:`k(c) = (\sqrt{1-c^2} + (\pi - \arccos c)\,c) / \pi` for ReLU; a leak :math:`\alpha` adds
    :math:`\alpha^2 k(c) - 2\alpha k(-c)`, and divides by :math:`1 + \alpha^2`. The gain has no part in it.

    Args:
        cosine: a number from -1 to 1, or an array of them.
        leak: the slope for z < 0, from 0 to 1.

    Returns:
        The same shape as `cosine`.

    Source: Cho & Saul 2009, the arc-cosine kernel of order 1.

    Example:
        >>> round(float(similarity(0.0)), 3), round(float(similarity(0.25, leak=1.0)), 3)
        (0.318, 0.25)
    """
    cosine = np.clip(cosine, -1, 1)

    def kernel(c):
        return (np.sqrt(1 - c * c) + (math.pi - np.arccos(c)) * c) / math.pi

    return ((1 + leak**2) * kernel(cosine) - 2 * leak * kernel(-cosine)) / (1 + leak**2)


def depth_explorer(
    gains=GAINS, depths=DEPTHS, leaks=LEAKS, widths=(100, 400), *,
    inputs=16, seeds=10, start=None, title="Fifty layers of ReLU",
):  # fmt: skip
    """Gain × depth × leak × width: the mean square of every layer's outputs, and the cosine of two different inputs.

    `inputs` inputs of N(0, 1) go through layers of weights gain/√n · N(0, 1). Shown are the typical draw (the geometric mean
    over the seeds) and the range over the seeds. A gain multiplies the outputs of layer l by gainˡ, so one set of runs
    serves all gains. The cosines are those of neighbouring inputs, 0 on average at the input.

    Args:
        gains, depths, leaks, widths: the grid; depths are even numbers, for the curves have a point at every second layer.
        inputs, seeds: how many; inputs are taken in pairs.
        start: the values at first, such as ``{"gain": 1.0}``; by default gain 1, depth 30, no leak, the first width.
        title: the heading.

    Returns:
        Explorer: its controls are named gain, depth, leak and width.

    Raises:
        ValueError: a value in `start` is not in the grid, or a depth is odd.

    Example:
        >>> explorer = depth_explorer(gains=(1.0,), depths=(2,), leaks=(0.0,), widths=(400,), seeds=2)
        >>> explorer.chosen = {"depth": 2}
        >>> np.round(10 ** explorer.slice("theory"), 2)
        array([1.  , 0.25])
    """
    grid = {"gain": gains, "depth": depths, "leak": leaks, "width": widths}
    start = starting(start, grid, {"gain": 1.0, "depth": 30, "leak": 0.0})
    for depth in depths:
        if depth % _STEP:
            raise ValueError(f"depths must be even numbers; received {depth}.")
    layer = np.arange(0, max(depths) + 1, _STEP)
    runs = np.array([[_run(leaks, width, layer[-1], inputs, seed) for seed in range(seeds)] for width in widths])
    runs = np.moveaxis(runs, [0, 1, 2, 3, 4], [2, 3, 0, 1, 4])[..., ::_STEP]  # figure, leak, width, seed, layer
    squares, cosines = runs

    def over_gains(values):  # gain, leak, width, layer
        return values + 2 * layer * np.log10(gains)[:, None, None, None]

    typical, cosine = over_gains(squares.mean(axis=2)), cosines.mean(axis=2)
    log_kept = 2 * np.log10(gains)[:, None] + np.log10((1 + np.square(leaks)) / 2)
    theory = [np.zeros(len(leaks))]
    for _ in range(layer[-1]):
        theory.append(np.array([similarity(c, leak) for c, leak in zip(theory[-1], leaks)]))

    at = [depth // _STEP for depth in depths]
    here = np.where(layer == np.array(depths)[:, None], 0, np.nan)  # depth, layer
    left = typical[..., at]
    alike = cosine[..., at]
    ratio = 10.0 ** (squares.max(axis=2) - squares.min(axis=2))[..., at]
    log, fine = {"dtype": "int16", "step": 0.002}, {"dtype": "int16", "step": 1e-4}
    curve, all_four = ["gain", "leak", "width"], ["gain", "leak", "width", "depth"]
    arrays = {
        "typical": Array(typical, curve, **log),
        "low": Array(over_gains(squares.min(axis=2)), curve, **log),
        "high": Array(over_gains(squares.max(axis=2)), curve, **log),
        "theory": Array(log_kept[..., None] * layer, ["gain", "leak"], **log),
        "here": Array(typical[:, :, :, None] + here, all_four, **log),
        "cosine": Array(cosine, ["leak", "width"], **fine),
        "cosine_low": Array(cosines.min(axis=2), ["leak", "width"], **fine),
        "cosine_high": Array(cosines.max(axis=2), ["leak", "width"], **fine),
        "cosine_theory": Array(np.transpose(theory)[:, ::_STEP], ["leak"], **fine),
        "cosine_here": Array(cosine[:, :, None] + here, ["leak", "width", "depth"], **fine),
        "ratio": Array(ratio[..., None], ["leak", "width", "depth"]),
        "layers": Array(np.array(depths)[:, None], ["depth"], "uint8"),
        "left_case": Array(np.searchsorted(_LEFT, left)[..., None], all_four, "uint8"),
        "alike_case": Array(np.searchsorted(_ALIKE, alike)[..., None], ["leak", "width", "depth"], "uint8"),
        "always": Array(np.zeros(1), dtype="uint8"),
    }
    marks = {gain: text for gain, text in _MARKS.items() if gain in gains}
    controls = [
        Control(
            "gain", "gain (std σ = gain/√n)", gains, [f"{gain:.3g}" for gain in gains], "slider", start["gain"], marks
        ),
        Control("depth", "layers", depths, kind="slider", start=start["depth"]),
        Control("leak", "leak α (0 is ReLU)", leaks, [f"{leak:g}" for leak in leaks], "radio", start["leak"]),
        Control("width", "units a layer", widths, kind="radio", start=start["width"]),
    ]
    subtitle = f"Turn the gain until the signal survives. ({seeds} draw{'s' * (seeds != 1)} of the weights.)"
    return Explorer(title, subtitle, controls, arrays, _panels(), _words(seeds))


def _run(leaks, width, depth, inputs, seed):
    """One draw at gain 1: log10 of the mean square ÷ the input's, and the cosine of neighbours; shape (2, leaks, layers)."""
    rng = np.random.default_rng(seed)
    slope = np.array(leaks, np.float32)[:, None, None]
    h = np.broadcast_to(rng.standard_normal((inputs, width), np.float32), (len(leaks), inputs, width))
    squares, cosines = np.zeros((2, len(leaks), depth + 1))
    for layer in range(depth + 1):
        if layer:
            z = (h.reshape(-1, width) @ rng.standard_normal((width, width), np.float32)).reshape(h.shape)
            # Size 1 before every layer: only the logarithm goes on shrinking.
            z /= np.float32(math.sqrt(width)) * 10 ** (step / 2)[:, None, None].astype(np.float32)
            h = np.where(z > 0, z, slope * z)
        step = np.log10(np.einsum("sij,sij->s", h, h) / h[0].size)
        squares[:, layer] = squares[:, layer - 1] + step if layer else 0
        cosines[:, layer] = _cosines(h)
    return squares, cosines


def _cosines(h):
    """Mean cosine of rows 0 and 1, 2 and 3, and so on; h has shape (…, rows, units)."""
    sizes = np.sqrt(np.einsum("...ij,...ij->...i", h, h))
    products = np.einsum("...ij,...ij->...i", h[..., ::2, :], h[..., 1::2, :])
    with np.errstate(all="ignore"):
        return (products / (sizes[..., ::2] * sizes[..., 1::2])).mean(axis=-1)


def _panels():
    return [
        Lines("Mean square:", "of each layer's outputs ÷ that of the input",
              [Series("typical draw, range over the draws", "typical", "low", "high", colour=1),
               Series("theory", "theory", style="dashed", colour=4),
               Series("your net ends here", "here", style="here", colour=2)],
              (-16, 16), (-15, -10, -5, 0, 5, 10, 15), log=True, x_step=_STEP, x_labels={0: "input"}),
        Lines("Two different inputs:", "cosine of their outputs (1: the same direction)",
              [Series("mean, range over the draws", "cosine", "cosine_low", "cosine_high", colour=3),
               Series("theory", "cosine_theory", style="dashed", colour=4),
               Series("your net ends here", "cosine_here", style="here", colour=2)],
              (-0.3, 1.1), (0, 0.5, 1), x_step=_STEP, x_labels={0: "input"}),
    ]  # fmt: skip


def _words(seeds):
    values = {
        "left": ("here", -1, "number"),
        "layers": ("layers", 0, "integer"),
        "ratio": ("ratio", 0, "number"),
        "alike": ("cosine_here", -1, "number"),
    }
    times = "After {layers} layers the mean square is **{left}** times the input's."
    left = graded("left", _LEFT, [
        ("signal faded", "bad", "After {layers} layers **{left}** of the mean square is left."),
        ("signal fading", "plain", "After {layers} layers **{left}** of the mean square is left."),
        ("signal kept", "good", times),
        ("signal growing", "plain", times),
        ("signal exploded", "bad", times),
    ])  # fmt: skip
    spread = [
        (
            "draws differ {ratio} ×",
            "plain",
            f"Over {seeds} draws, the largest mean square is {{ratio}} times the smallest.",
        )
    ]
    if seeds == 1:
        spread = [("one draw", "plain", "This is one draw of the weights.")]
    alike = graded("alike", _ALIKE, [
        ("inputs apart", "good", "On average two different inputs have a cosine of **{alike}**: they are still told apart."),
        ("inputs approach", "plain", "On average two different inputs have a cosine of **{alike}**: they have moved together."),
        ("inputs alike", "bad", "On average two different inputs have a cosine of **{alike}**: they look nearly the same."),
    ])  # fmt: skip
    return [Words("left_case", left, values), Words("always", spread, values), Words("alike_case", alike, values)]


def depth_bench(activations=None, **start):
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
        "gain": widgets.FloatSlider(
            math.sqrt(2), min=0.5, max=2.5, step=0.01, description="gain, σ·√n", continuous_update=False
        ),
        "leak": widgets.FloatSlider(0.0, min=0, max=1, step=0.01, description="leak of ReLU", continuous_update=False),
        "depth": widgets.IntSlider(50, min=1, max=100, description="layers", continuous_update=False),
        "width": widgets.IntSlider(100, min=2, max=400, description="units a layer", continuous_update=False),
        "seed": seed_control(),
    }

    def compute(activation, gain, leak, depth, width, seed):
        fixed = {"(leaky) ReLU": leaky_relu(leak), "tanh": get_activation("tanh")}
        chosen = (fixed | own)[activation]
        draws = [_live(chosen, gain, depth, width, seed + draw) for draw in range(5)]
        squares, cosines = np.moveaxis(np.array(draws), 1, 0)
        with np.errstate(all="ignore"):
            typical = np.exp(np.log(squares).mean(axis=0))
        left = spelled(typical[-1], digits=3), *(spelled(of(squares[:, -1]), digits=3) for of in (np.min, np.max))
        alike = cosines[:, -1].mean()
        text = f"After {depth} layer{'s' * (depth != 1)}, " + (
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
    squares, cosines = [1.0], [_cosines(h)]
    for weights in random_layers(depth, width, normal(gain / math.sqrt(width)), rng, np.float64):
        with np.errstate(all="ignore"):
            h = activation.fn(h @ weights)
            squares.append(np.mean(h * h) / size)
            cosines.append(_cosines(h))
    return squares, cosines
