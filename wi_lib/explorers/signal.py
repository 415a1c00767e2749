"""Chapter 3's explorer and bench: what five layers (or twenty) do to a signal, and to the gradient on its way back."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from .. import _validate, plotting
from ..activations import get_activation
from ..diagnostics import layer_stats, rms
from ..initializers import normal
from ..network import backwards
from ..propagation import propagate, random_layers
from ..theory import predict_gradient
from .bench import Bench, seed_control
from .engine import KEPT, Array, Bars, Control, Explorer, Lines, Series, Words, graded, starting
from .spelling import spelled

BINS = 24
#: The interval of each activation's histogram; outputs above it are counted in the last bar.
RANGES = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 4)}
_ENDS = {"sigmoid": ("0", "1"), "tanh": ("−1", "1"), "relu": ("0", "4+")}
_NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
#: Five steps a decade, so that .001, .01, .1 and 1 are among them.
STDS = tuple(float(f"{10 ** (step / 5):.2g}") for step in range(-15, 3))
_MOST_CELLS = 5
#: Where one sentence ends and the next begins: powers of ten of the gradient that is left; std of ReLU's outputs; what a squashing
#: activation's outputs do (share of saturated ones, spread of one unit, and how much more all units pooled must spread than one).
_LEFT = (-6, *np.log10(KEPT), 1)
_SIZE = (0.05, *KEPT, 10)
_SATURATED, _ASLEEP, _DROWSY, _PATTERN = 0.5, 0.01, 0.1, 10
_BACK = 16  # inputs that the way back uses: a gradient's size is an average over all its entries, and needs no more


def shown_layers(depth):
    """The layers whose histograms fit side by side: all of them up to five, else five evenly spread ones."""
    return sorted({round(layer) for layer in np.linspace(1, depth, min(depth, _MOST_CELLS))})


def signal_explorer(
    activations=("sigmoid", "tanh", "relu"), stds=STDS, depths=(2, 5, 10, 20), widths=(50, 100, 200), *,
    inputs=128, seeds=3, start=None, title="One dial, five layers",
):  # fmt: skip
    """Activation × weight std × depth × width: histograms of all units and of one, and the gradient on its way back.

    The first seed gives the histograms and the figures below them, from `inputs` inputs of N(0, 1); the gradient line is
    the geometric mean over `seeds` draws of the weights, the band their smallest and largest.
    A choice with a single value gets no control.

    Args:
        activations: names among sigmoid, tanh and relu.
        stds, depths, widths: the grid.
        inputs, seeds: how many.
        start: the values at first, such as ``{"std": 1.0}``; by default sigmoid, 1, depth 5, width 100 where they are in the grid.
        title: the heading.

    Returns:
        Explorer: its controls are named activation, std, depth and width.

    Raises:
        ValueError: an activation is none of the three, or `start` is not in the grid.
    """
    for activation in activations:
        _validate.choice("every one of activations", activation, RANGES)
    grid = {"activation": activations, "std": stds, "depth": depths, "width": widths}
    first = starting(start, grid, {"activation": "sigmoid", "std": 1.0, "depth": 5, "width": 100})
    table = _Table(activations, stds, depths, widths)
    for a, activation in enumerate(activations):
        for w, width in enumerate(widths):
            table.measure(a, w, activation, width, inputs, seeds)

    texts = [_NAMES[name] for name in activations]
    marks = {std: text for std, text in {0.001: "0.001", 0.01: "0.01", 0.1: "0.1", 1.0: "1"}.items() if std in stds}
    controls = [
        Control("activation", "activation", activations, texts, "radio", first["activation"]),
        Control("std", "weight std σ", stds, [f"{std:.2g}" for std in stds], "slider", first["std"], marks),
        Control("depth", "layers", depths, kind="radio", start=first["depth"]),
        Control("width", "units a layer", widths, kind="radio", start=first["width"]),
    ]
    return Explorer(
        title,
        f"Turn σ. What goes forwards, what comes back? ({inputs} random inputs; no biases.)",
        [control for control in controls if len(control.values) > 1],
        table.arrays({name for name, values in grid.items() if len(values) > 1}),
        _panels(activations),
        _words(),
    )


class _Table:
    """Collects the figures over the grid, in the arrays that the panels look up."""

    def __init__(self, activations, stds, depths, widths):
        self.activations, self.stds, self.depths = activations, stds, depths
        self.layers = sorted({layer for depth in depths for layer in shown_layers(depth)})
        # What a layer puts out does not depend on how many layers follow: these figures have no depth axis.
        forward = len(activations), len(stds), len(widths), len(self.layers)
        self.pooled_bars, self.unit_bars = np.zeros((2, *forward, BINS))
        self.pooled_std, self.unit_std, self.extreme = np.zeros((3, *forward))
        backward = len(activations), len(stds), len(depths), len(widths), max(depths) + 1
        self.gradient, self.low, self.high, self.theory = np.full((4, *backward), np.nan)

    def measure(self, a, w, activation, width, inputs, seeds):
        deepest = max(self.depths)
        ratios = {depth: [] for depth in self.depths}
        for seed in range(seeds):
            batch = inputs if seed == 0 else _BACK
            slopes, matrices = [], []
            for layer, (h, slope, matrix) in enumerate(_forward(activation, self.stds, deepest, width, batch, seed), 1):
                if seed == 0 and layer in self.layers:
                    self._look(a, w, self.layers.index(layer), h, activation)
                slopes.append(slope)
                matrices.append(matrix)
            for depth in self.depths:
                ratios[depth].append(_backward(slopes, matrices, self.stds, depth, seed))
        for d, depth in enumerate(self.depths):
            for figure, of in ((self.gradient, np.mean), (self.low, np.min), (self.high, np.max)):
                figure[a, :, d, w, : depth + 1] = of(ratios[depth], axis=0)
        for s, std in enumerate(self.stds):
            expected = np.log10(predict_gradient(activation, std, width, deepest))
            for d, depth in enumerate(self.depths):
                # The first layers of a shallower net have the same factors: take those of the later layers away.
                self.theory[a, s, d, w, : depth + 1] = expected[: depth + 1] - expected[depth]

    def _look(self, a, w, row, outputs, activation):
        """Histograms and figures of one layer, for every std; outputs has shape (stds, inputs, units)."""
        for s, h in enumerate(outputs):
            at = a, s, w, row
            stats = layer_stats(h, activation)
            self.pooled_std[at], self.unit_std[at] = stats.std, stats.unit_std
            self.extreme[at] = stats.zeros if activation == "relu" else stats.saturated
            # The unit drawn is a typical one: its spread is the middle one of all.
            typical = np.argsort(h.std(axis=0))[h.shape[1] // 2]
            self.pooled_bars[at] = _histogram(h, activation)
            self.unit_bars[at] = _histogram(h[:, typical], activation)

    def arrays(self, varying):
        """The table of the explorer; `varying` are the controls it has."""

        def array(data, *along, dtype="float32", step=1.0):
            dropped = tuple(axis for axis, name in enumerate(along) if name not in varying)
            return Array(np.squeeze(data, axis=dropped), [name for name in along if name in varying], dtype, step)

        def forward(data, dtype="float32"):
            return array(data, "activation", "std", "width", dtype=dtype)

        def everywhere(data, **form):
            return array(data, "activation", "std", "depth", "width", **form)

        def last(data):
            """The figure of each depth's last layer: (activation, std, width, layer) -> (activation, std, depth, width, 1)."""
            return np.moveaxis(data[..., [self.layers.index(depth) for depth in self.depths]], 3, 2)[..., None]

        cells = np.full((len(self.depths), _MOST_CELLS), np.nan)
        for d, depth in enumerate(self.depths):
            rows = [self.layers.index(layer) for layer in shown_layers(depth)]
            cells[d, : len(rows)] = rows
        std, spread, extreme = last(self.pooled_std), last(self.unit_std), last(self.extreme)
        log = {"dtype": "int16", "step": 0.002}  # steps of half a per cent, over 65 powers of ten either way
        return {
            "pooled_bars": forward(self.pooled_bars, "uint8"),
            "unit_bars": forward(self.unit_bars, "uint8"),
            "pooled_std": forward(self.pooled_std, "float64"),  # float32 would make 0 of the smallest
            "unit_std": forward(self.unit_std, "float64"),
            "gradient": everywhere(self.gradient, **log),
            "low": everywhere(self.low, **log),
            "high": everywhere(self.high, **log),
            "theory": everywhere(self.theory, **log),
            "std": everywhere(std, dtype="float64"),
            "spread": everywhere(spread, dtype="float64"),
            "extreme": everywhere(extreme),
            "forward_case": everywhere(self._forward_case(std, spread, extreme), dtype="uint8"),
            "backward_case": everywhere(np.searchsorted(_LEFT, self.gradient[..., :1]), dtype="uint8"),
            "cells": array(cells, "depth"),
            "layers": Array(np.array(self.layers), dtype="uint8"),
        }

    def _forward_case(self, std, spread, extreme):
        """Which of the sentences in `_words` holds."""
        relu = np.array([name == "relu" for name in self.activations])[:, None, None, None, None]
        asleep = spread < _ASLEEP
        squashing = np.select(
            [extreme > _SATURATED, asleep & (std > _PATTERN * spread), asleep, spread < _DROWSY], [0, 1, 2, 3], 4
        )
        return np.where(relu, 5 + np.searchsorted(_SIZE, std), squashing)


def _forward(activation, stds, depth, width, inputs, seed):
    """Yield each layer's outputs (stds, inputs, width), slopes and weights at std 1; the same draws serve all stds."""
    activation = get_activation(activation)
    rng = np.random.default_rng(seed)
    scale = np.array(stds)[:, None, None]
    h = np.broadcast_to(rng.standard_normal((inputs, width)), (len(stds), inputs, width))
    for _ in range(depth):
        matrix = rng.standard_normal((width, width))
        with np.errstate(all="ignore"):
            z = (h.reshape(-1, width) @ matrix).reshape(h.shape)
            z *= scale
            h = activation.fn(z)
            slope = activation.derivative(z[:, :_BACK])
        yield h, slope, matrix


def _backward(slopes, matrices, stds, depth, seed):
    """log10 of gradient ÷ upstream at layers 0 to depth, for every std: shape (stds, depth + 1)."""
    shape = slopes[0].shape
    upstream = np.random.default_rng([seed, depth]).standard_normal(shape[1:])
    sizes = [np.zeros(len(stds))]

    def at_size_1(gradient):  # only the power of ten grows or shrinks, so that no gradient underflows
        size = np.sqrt(np.einsum("sij,sij->s", gradient, gradient) / gradient[0].size)
        sizes.append(sizes[-1] + np.log10(size * stds))
        gradient /= size[:, None, None]
        return gradient

    start = np.broadcast_to(upstream / rms(upstream), shape)
    for _ in backwards(matrices[:depth], slopes[:depth], start, at_size_1):
        pass  # `at_size_1` has noted the size
    return np.transpose(sizes[::-1])


def _histogram(h, activation):
    """Counts of h in BINS bins over the activation's range, the tallest 255."""
    low, high = RANGES[activation]
    place = np.clip((h.ravel() - low) * (BINS / (high - low)), 0, BINS - 1).astype(np.intp)
    counts = np.bincount(place, minlength=BINS)
    return np.rint(counts * (255 / counts.max()))


def _panels(activations):
    ends = {name: _ENDS[name] for name in activations}
    axis = {"ends": ends, "ends_by": "activation"} if len(activations) > 1 else {"ends": next(iter(ends.values()))}
    about_cells = {"cells": "cells", "numbers": "layers", "heading": "layer"}
    return [
        Bars("Forwards, all units together:", "the usual picture. Below: its std", "pooled_bars",
             caption="pooled_std", caption_label="std", colour=1, **about_cells, **axis),
        Bars("Forwards, one unit over all inputs:", "can it tell inputs apart? Below: its spread", "unit_bars",
             caption="unit_std", caption_label="spread", colour=2, **about_cells, **axis),
        Lines("Backwards:", "gradient at each layer ÷ gradient sent in. Read right to left",
              [Series("measured, band over seeds", "gradient", "low", "high"),
               Series("theory", "theory", style="dashed", colour=4)],
              (-10, 4), (-9, -6, -3, 0, 3), log=True, x_labels={0: "input"}, x_title="output of layer"),
    ]  # fmt: skip


def _words():
    values = {
        "extreme": ("extreme", 0, "percent"),
        "std": ("std", 0, "number"),
        "spread": ("spread", 0, "number"),
        "kept": ("gradient", 0, "number"),
    }
    asleep, drowsy = {"spread": (0, _ASLEEP)}, {"spread": (_ASLEEP, _DROWSY)}
    grown = "The signal has grown to a std of **{std}**; {extreme} of the outputs are exactly 0."
    shrunk = "The signal has shrunk to a std of **{std}**; {extreme} of the outputs are exactly 0."
    forward = [
        ("saturated {extreme}", "bad", "In the last layer **{extreme} of the outputs** sit near the ends of their range.", {"extreme": (_SATURATED, 1)}),
        ("units asleep", "bad", "The last layer gives nearly **the same answer to every input**: one unit moves by {spread}, although all units pooled spread by {std}.", asleep),
        ("units asleep", "bad", "The last layer gives nearly **the same answer to every input**: one unit moves by {spread}; all units pooled spread by {std}.", asleep),
        ("units drowsy", "bad", "One unit of the last layer moves by **{spread}** over the inputs; all units pooled spread by {std}.", drowsy),
        ("units awake", "good", "The units of the last layer tell inputs apart: one moves by **{spread}**.", {"spread": (_DROWSY, 1), "extreme": (0, _SATURATED)}),
        *graded("std", _SIZE, [
            ("signal faded", "bad", shrunk),
            ("signal fading", "bad", shrunk),
            ("signal kept", "good", "The signal has a std of **{std}** in the last layer; {extreme} of the outputs are exactly 0."),
            ("signal growing", "bad", grown),
            ("signal exploded", "bad", grown),
        ]),
    ]  # fmt: skip
    backward = graded("kept", _LEFT, [
        ("gradient vanished", "bad", "Of the gradient, **{kept}** comes back to the input."),
        ("gradient fading", "bad", "Of the gradient, **{kept}** comes back to the input."),
        ("gradient kept", "good", "The gradient comes back to the input about as large as it was sent: **{kept} times**."),
        ("gradient growing", "bad", "The gradient comes back **{kept} times** as large as it was sent."),
        ("gradient exploded", "bad", "The gradient comes back **{kept} times** as large as it was sent."),
    ])  # fmt: skip
    return [Words("forward_case", forward, values), Words("backward_case", backward, values)]


def signal_bench(activations=None, **start):
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
    choices = {name: get_activation(name) for name in ("sigmoid", "tanh", "relu", "softsign")} | (activations or {})
    controls = {
        "activation": widgets.Dropdown(options=list(choices), description="activation"),
        "std": widgets.FloatLogSlider(
            1.0, min=-3, max=1, step=0.05, description="weight std σ", continuous_update=False
        ),
        "depth": widgets.IntSlider(5, min=1, max=50, description="layers", continuous_update=False),
        "width": widgets.IntSlider(100, min=1, max=500, description="units a layer", continuous_update=False),
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
