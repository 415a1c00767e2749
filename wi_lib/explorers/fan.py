"""Chapter 4's explorer and bench: one layer, two directions, and what each rule makes of its two sizes."""

from __future__ import annotations

import math

import ipywidgets as widgets
import numpy as np

from .. import _validate, plotting
from ..activations import get_activation
from ..diagnostics import rms
from ..initializers import get_initializer, variance_scaling
from ..propagation import propagate
from ..theory import gradient_factor, second_moment
from .bench import Bench, seed_control
from .engine import Array, Control, Explorer, Mark, Plane, Words, graded, starting
from .spelling import spelled

#: The rules by the name that the reader sees: the arguments scale and mode of `variance_scaling`.
RULES = {"LeCun": (1.0, "fan_in"), "Xavier": (1.0, "fan_avg"), "He": (2.0, "fan_in")}
DISTRIBUTIONS = ("normal", "uniform")
INPUTS = (50, 100, 200, 400, 784)
UNITS = (10, 50, 100, 200, 400, 784)
_BINS = 24
_EDGE = 0.5  # the weights' axis ends there; of the normal distribution with the largest std, He's at 50 inputs, 1% lies beyond
_KEPT = 1 / 1.06, 1.06  # of a single layer: within 6% of 1 counts as kept


def rule_std(rule, fan_in, fan_out):
    """The standard deviation that a rule of `RULES` asks for.

    Args:
        rule: a name in `RULES`.
        fan_in, fan_out: inputs and units of the layer, at least 1.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> [round(rule_std(rule, 784, 100), 4) for rule in RULES]
        [0.0357, 0.0476, 0.0505]
    """
    scale, mode = _validate.choice("rule", rule, RULES)
    fan_in = _validate.integer("fan_in", fan_in, low=1)
    fan_out = _validate.integer("fan_out", fan_out, low=1)
    return math.sqrt(scale / {"fan_in": fan_in, "fan_avg": (fan_in + fan_out) / 2}[mode])


def fan_explorer(inputs=INPUTS, units=UNITS, *, samples=64, seeds=10, start=None, title="One layer, two directions"):
    """Inputs × units × rule × distribution: by which factor a layer scales signal and gradient, and how its weights lie.

    For every seed a matrix is drawn with LeCun's rule; the other rules are the same matrix, scaled. `samples` inputs of
    N(0, 1) go forwards, as many gradients of N(0, 1) backwards; there is no activation. The factor is the rms behind the
    layer divided by the rms before it; shown are the mean over the seeds and the range. The histogram is the first seed's.

    Args:
        inputs, units: the grid of the two sizes.
        samples, seeds: how many.
        start: the values at first, such as ``{"rule": "LeCun"}``; by default 784 inputs, 100 units, Xavier, normal.
        title: the heading.

    Returns:
        Explorer: its controls are named inputs, units, rule and distribution.

    Raises:
        ValueError: a value in `start` is not in the grid.

    Example:
        >>> explorer = fan_explorer(inputs=(784,), units=(100,), seeds=2, start={"rule": "LeCun"})
        >>> np.round(explorer.slice("theory_factor"), 3)
        array([1.   , 0.357], dtype=float32)
    """
    values = {"inputs": inputs, "units": units, "rule": tuple(RULES), "distribution": DISTRIBUTIONS}
    start = starting(start, values, {"inputs": inputs[-1], "units": 100, "rule": "Xavier"})
    grid = tuple(map(len, values.values()))
    measured, low, high, theory = np.zeros((4, *grid, 2))  # last axis: forwards, backwards
    std, heights = np.zeros(grid), np.zeros((*grid, _BINS))
    for i, fan_in in enumerate(inputs):
        for u, fan_out in enumerate(units):
            stds = np.array([rule_std(rule, fan_in, fan_out) for rule in RULES])
            std[i, u] = stds[:, None]
            theory[i, u] = (stds[:, None] * np.sqrt([fan_in, fan_out]))[:, None, :]
            for d, distribution in enumerate(DISTRIBUTIONS):
                factors, counts = _draw(fan_in, fan_out, distribution, samples, seeds)
                factors = factors[:, None, :] * (stds / stds[0])[:, None]  # seeds, rules, directions
                for figure, of in ((measured, np.mean), (low, np.min), (high, np.max)):
                    figure[i, u, :, d] = of(factors, axis=0)
                heights[i, u, :, d] = counts / counts.max()

    along = ["inputs", "units", "rule", "distribution"]
    size, relative = {"dtype": "int16", "step": 2e-4}, {"dtype": "int16", "step": 1 / 4096}
    bound = np.where(np.arange(2) == 1, math.sqrt(3) * std, np.nan)[..., None]  # only the uniform distribution has one
    bar_x, bar_y = _outline(std, heights)
    arrays = {
        "measured_factor": Array(measured, along),
        "theory_factor": Array(theory, along),
        "std": Array(std[..., None], along),
        "bound": Array(bound, along),
        "bar_x": Array(bar_x, along, **relative),
        "bar_y": Array(bar_y, along, **relative),
        "spread": Array(np.stack([-std, std], axis=-1), along, **relative),
        "ends": Array(np.concatenate([-bound, bound], axis=-1), along, **relative),
        "forward_case": Array(np.searchsorted(_KEPT, measured[..., :1]), along, "uint8"),
        "backward_case": Array(np.searchsorted(_KEPT, measured[..., 1:]), along, "uint8"),
        "kind": Array(np.arange(2)[:, None], ["distribution"], "uint8"),
        "kept": Array(np.zeros(1)),
    }
    for direction, (name, row) in enumerate((("forward", 1), ("backward", 0))):
        at = slice(direction, direction + 1)
        # From the line of 1 to the factor; theory as a short upright stroke; the range below the row, where nothing hides it.
        arrays[name] = Array(np.log2(measured[..., at]) * [0, 1], along, **size)
        arrays[f"{name}_theory"] = Array(np.log2(theory[..., at]) * [1, 1], along, **size)
        arrays[f"{name}_range"] = Array(
            np.log2(np.stack([low[..., direction], high[..., direction]], axis=-1)), along, **size
        )
        arrays[f"{name}_row"] = Array(np.full(2, row))
        arrays[f"{name}_stroke"] = Array(row + np.array([-0.3, 0.3]))
        arrays[f"{name}_below"] = Array(np.full(2, row - 0.3))

    controls = [
        Control("inputs", "inputs of the layer, n_in", inputs, start=start["inputs"]),
        Control("units", "units of the layer, n_out", units, start=start["units"]),
        Control("rule", "rule", tuple(RULES), kind="radio", start=start["rule"]),
        Control("distribution", "distribution", DISTRIBUTIONS, kind="radio", start=start["distribution"]),
    ]
    subtitle = f"By how much does a layer scale what goes through? ({seeds} draw{'s' * (seeds != 1)}, no activation.)"
    return Explorer(title, subtitle, controls, arrays, _panels(), _words())


def _draw(fan_in, fan_out, distribution, samples, seeds):
    """Factors forwards and backwards of LeCun's rule, shape (seeds, 2), and the histogram of the first matrix."""
    init = variance_scaling(1.0, "fan_in", distribution)
    factors, counts = np.zeros((seeds, 2)), None
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        weights = init(rng, (fan_in, fan_out))
        x = rng.standard_normal((samples, fan_in), np.float32)
        g = rng.standard_normal((samples, fan_out), np.float32)
        factors[seed] = rms(x @ weights) / rms(x), rms(g @ weights.T) / rms(g)
        if counts is None:
            place = np.floor((weights.ravel() * math.sqrt(fan_in) + 3) * (_BINS / 6)).astype(np.intp)
            counts = np.bincount(place[(place >= 0) & (place < _BINS)], minlength=_BINS)
    return factors, counts


def _outline(std, heights):
    """The corners of the histogram's steps, from −3 to 3 standard deviations: two arrays (*grid, 2·bins + 2)."""
    edges = np.repeat(np.linspace(-3, 3, _BINS + 1), 2)
    steps = np.repeat(heights, 2, axis=-1)
    zero = np.zeros((*std.shape, 1))
    # Beyond the axis lies nothing that is drawn: the numbers may be cut to what int16 holds.
    return np.clip(std[..., None] * edges, -4, 4), np.concatenate([zero, steps, zero], axis=-1)


def _panels():
    powers = {-3: "⅛", -2: "¼", -1: "½", 0: "1", 1: "2", 2: "4"}
    ways = Plane(
        "Behind ÷ before:", "the factor of the layer; below it, the range of the draws",
        [
            Mark("size kept", "kept", "kept", "rule", 2),
            Mark("signal, forwards", "forward", "forward_row", "path", 1),
            Mark("gradient, backwards", "backward", "backward_row", "path", 3),
            Mark("theory", "forward_theory", "forward_stroke", "line", 4),
            Mark("", "backward_theory", "backward_stroke", "line", 4),
            Mark("", "forward_range", "forward_below", "line", 1),
            Mark("", "backward_range", "backward_below", "line", 3),
        ],
        (-3.4, 2.7), (-0.6, 1.6), tuple(powers), (0, 1),
        x_labels=powers, y_labels={0: "backwards", 1: "forwards"}, height=150,
    )  # fmt: skip
    weights = Plane(
        "The weights:", "histogram of one draw, the tallest bar set to 1",
        [
            Mark("weights", "bar_x", "bar_y", "line", 1),
            Mark("± std", "spread", "spread", "rule", 2),
            Mark("± bound (uniform)", "ends", "ends", "rule", 4),
        ],
        (-_EDGE, _EDGE), (0, 1.1), (-0.4, -0.2, 0, 0.2, 0.4), (0, 1), height=170,
    )  # fmt: skip
    return [ways, weights]


def _words():
    values = {
        "forward": ("measured_factor", 0, "number"),
        "backward": ("measured_factor", 1, "number"),
        "std": ("std", 0, "number"),
        "bound": ("bound", 0, "number"),
    }
    forward = graded("forward", _KEPT, [
        ("forwards shrunk", "bad", "Forwards the signal shrinks: factor **{forward}**."),
        ("forwards kept", "good", "Forwards the signal keeps its size (factor **{forward}**)."),
        ("forwards grown", "bad", "Forwards the signal grows: factor **{forward}**."),
    ])  # fmt: skip
    backward = graded("backward", _KEPT, [
        ("backwards shrunk", "bad", "Backwards the gradient shrinks: factor **{backward}**."),
        ("backwards kept", "good", "Backwards the gradient keeps its size (factor **{backward}**)."),
        ("backwards grown", "bad", "Backwards the gradient grows: factor **{backward}**."),
    ])  # fmt: skip
    kind = [
        ("std {std}", "plain", "The weights are drawn with a std of {std}."),
        ("std {std}", "plain", "The weights are drawn with a std of {std}: evenly between −{bound} and {bound}."),
    ]
    return [
        Words("forward_case", forward, values),
        Words("backward_case", backward, values),
        Words("kind", kind, values),
    ]


def fan_bench(rules=None, **start):
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
    choices = {
        "LeCun normal": "lecun_normal",
        "LeCun uniform": "lecun_uniform",
        "Xavier normal": "xavier_normal",
        "Xavier uniform": "xavier_uniform",
        "backwards only, 1/n_out": variance_scaling(1.0, "fan_out"),
        "He normal": "he_normal",
    } | (rules or {})
    choices = {name: get_initializer(init) for name, init in choices.items()}
    controls = {
        "rule": widgets.Dropdown(options=list(choices), value="Xavier normal", description="rule"),
        "activation": widgets.Dropdown(
            options=["identity", "tanh", "softsign", "sigmoid", "relu"], value="tanh", description="activation"
        ),
        "inputs": widgets.IntSlider(784, min=1, max=1000, description="inputs", continuous_update=False),
        "width": widgets.IntSlider(100, min=1, max=500, description="hidden units", continuous_update=False),
        "units": widgets.IntSlider(10, min=1, max=500, description="last layer's units", continuous_update=False),
        "depth": widgets.IntSlider(5, min=1, max=50, description="layers", continuous_update=False),
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
