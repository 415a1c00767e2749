"""Static figures in the book's look. Functions draw on the axes they are given, return what they drew, and never call
show.

Where a value is not finite nothing is drawn but a ×: what has overflowed, or diverged, is seen to be missing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import cycle
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import QuadMesh
from matplotlib.colors import Colormap
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.quiver import Quiver
from matplotlib.text import Text
from matplotlib.transforms import Transform
from numpy.typing import ArrayLike, NDArray

from . import _drawings, _plotted, _validate
from ._theme import BLUE, EDGE, GREEN, GREY, GRID, HEAT, INK, ORANGE, PAPER, PURPLE
from ._types import Floats, Pointwise
from .diagnostics import typical_unit


def set_style() -> None:
    """Give all further figures the book's look: call it once, in a chapter's set-up cell.

    Example:
        >>> set_style()
        >>> mpl.rcParams["axes.spines.top"]
        False
    """
    _drawings.show_in_notebooks()
    mpl.rcParams.update(
        {
            "figure.dpi": 140,
            "figure.figsize": (6.3, 2.8),
            "figure.constrained_layout.use": True,
            "figure.facecolor": PAPER,
            "savefig.facecolor": PAPER,
            "axes.prop_cycle": mpl.cycler(color=[BLUE, ORANGE, GREEN, PURPLE]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": EDGE,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.titlesize": 10,
            "axes.titlelocation": "left",
            "axes.labelsize": 9.5,
            "axes.labelcolor": INK,
            "grid.color": GRID,
            "grid.linewidth": 0.8,
            "xtick.color": GREY,
            "ytick.color": GREY,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "legend.facecolor": PAPER,  # so that no line of the grid strikes through its words
            "legend.edgecolor": "none",
            "legend.framealpha": 0.8,
            "legend.borderpad": 0.2,
            "legend.fancybox": False,
            "legend.fontsize": 9,
            "lines.linewidth": 1.8,
            "lines.markersize": 5,
            "font.size": 9.5,
            "text.color": INK,
        }
    )


def _cross(ax: Axes, x: float, y: float, transform: Transform) -> Text:
    """Mark with a × where values are missing because they are not finite."""
    return ax.text(x, y, "×", transform=transform, ha="center", va="center", color=GREY)


def _cross_columns(ax: Axes, positions: Iterable[float]) -> None:
    """A × at the top of the axes for each of the positions."""
    for x in positions:
        _cross(ax, x, 0.97, ax.get_xaxis_transform())


def plot_histograms(
    axes: Axes | Sequence[Axes] | NDArray[Any],
    layers: Sequence[ArrayLike],
    value_range: tuple[float, float],
    color: str = BLUE,
    bins: int = 24,
) -> list[BarContainer]:
    """One small histogram for each layer, all on the same horizontal scale; values beyond it are counted at its ends.

    Args:
        axes: matplotlib axes, one a layer.
        layers: arrays of any shape, one an axes; titles count from "layer 1". NaN has no place in a histogram: the
            share of it is written above the bars, after a ×.
        value_range: (low, high) of every histogram.
        color: of the bars.
        bins: how many, at least 1.

    Returns:
        list: the bar containers.

    Raises:
        TypeError, ValueError: the numbers of axes and layers differ, a layer is empty or holds no numbers, value_range
            is not increasing, or bins is no whole number.

    Example:
        >>> axes = Figure().subplots(1, 2)
        >>> bars = plot_histograms(axes, [np.zeros(5), np.ones(5)], (0, 1))
        >>> axes[1].get_title()
        'layer 2'
    """
    axes, layers = list(np.ravel(axes)), _validate.items("layers", layers, "arrays, one an axes")
    if len(axes) != len(layers):
        raise ValueError(f"layers must be {len(axes)}, one an axes; received {len(layers)}.")
    low, high = _validate.span("value_range", value_range)
    bins = _validate.integer("bins", bins, low=1)
    flat = [np.ravel(_validate.numeric(f"layers[{place}]", values)) for place, values in enumerate(layers)]
    if empty := [place for place, values in enumerate(flat) if not values.size]:
        raise ValueError(f"layers[{empty[0]}] must not be empty; received an array of size 0.")
    drawn = []
    for number, (ax, values) in enumerate(zip(axes, flat), 1):
        counts, edges = np.histogram(np.clip(values, low, high), bins, (low, high))
        if counts.sum() < values.size:
            _cross(ax, 0.5, 0.9, ax.transAxes).set_text(f"× {1 - counts.sum() / values.size:.2g} NaN")
        drawn.append(ax.bar(edges[:-1], counts, width=np.diff(edges) * 0.9, align="edge", color=color))
        margin = 0.03 * (high - low)
        ax.set(title=f"layer {number}", xlim=(low - margin, high + margin), yticks=[], xticks=[low, high])
        ax.set_xticklabels([f"{low:g}", f"{high:g}"])
        ax.grid(False)
        ax.spines["left"].set_visible(False)
    return drawn


def plot_layers(
    ax: Axes,
    values: ArrayLike,
    label: str,
    color: str = BLUE,
    band: tuple[ArrayLike, ArrayLike] | None = None,
    style: str = "o-",
    first: int = 0,
) -> Line2D:
    """A line over the layers on a log axis, with a band: sizes of signals or gradients.

    Args:
        ax: matplotlib axes.
        values: one number a layer, 0 or more; or shape (seeds, layers): then the geometric mean is drawn, and the band
            from the smallest to the largest. A layer with a value that is not finite gets a ×, and no point or band.
        label: for the legend.
        color, style: of the line.
        band: (low, high) arrays, to give the band explicitly.
        first: the number of the first layer; 0 is labelled "input".

    Returns:
        matplotlib.lines.Line2D: the line.

    Raises:
        TypeError, ValueError: values are empty, negative or no numbers, or have more than two axes; or the band does
            not fit.

    Example:
        >>> line = plot_layers(Figure().subplots(), [[1.0, 10.0], [1.0, 1000.0]], "grows")
        >>> [float(round(y, 6)) for y in line.get_ydata()]
        [1.0, 100.0]
    """
    values = _validate.floats("values", values).astype(float)
    if values.size == 0 or values.ndim not in (1, 2):
        raise ValueError(f"values must have shape (layers,) or (seeds, layers); received shape {values.shape}.")
    if (values < 0).any():
        raise ValueError(f"values must be 0 or more, for a log axis; received {np.nanmin(values):.3g}.")
    first = _validate.integer("first", first)
    known = np.isfinite(values)
    known = known if values.ndim == 1 else known.all(axis=0)
    sizes = np.where(known, values, np.nan)
    if sizes.ndim == 2:
        band = (sizes.min(axis=0), sizes.max(axis=0)) if band is None else band
        with np.errstate(divide="ignore"):
            sizes = np.exp(np.log(sizes).mean(axis=0))
    layers = np.arange(first, first + len(sizes))
    if band is not None:
        if len(_validate.items("band", band, "two arrays, (low, high)")) != 2:
            raise ValueError(f"band must be (low, high); received {len(band)} arrays.")
        low, high = (_validate.floats("band", end) for end in band)
        if not low.shape == high.shape == sizes.shape:
            raise ValueError(
                f"band must be (low, high), each of shape {sizes.shape}; received shapes {low.shape}, {high.shape}."
            )
        ax.fill_between(layers, low, high, color=color, alpha=0.2, linewidth=0)
    _cross_columns(ax, layers[~known])
    (line,) = ax.plot(layers, sizes, style, color=color, label=label)
    ax.set_yscale("log")
    step = -(-len(layers) // 12)
    ticks = layers[::step]
    ax.set_xticks(ticks, ["input" if layer == 0 else str(layer) for layer in ticks])
    return line


def plot_training(
    ax: Axes, steps: ArrayLike, values: ArrayLike, label: str, color: str = BLUE, style: str = "o-"
) -> Line2D:
    """A line over training steps, with a band over the seeds: losses or accuracies.

    Args:
        ax: matplotlib axes.
        steps: the recorded steps.
        values: shape (steps,); or (seeds, steps): then the mean is drawn, and the band from the smallest to the
            largest. Seeds that diverged are not finite from some step on; they are left out from there, and a × at the
            top marks the first step at which one is missing.
        label: for the legend.
        color, style: of the line.

    Returns:
        matplotlib.lines.Line2D: the line.

    Raises:
        TypeError, ValueError: there is not one value for every step, or something else than a number.

    Example:
        >>> line = plot_training(Figure().subplots(), [0, 10], [[1.0, 3.0], [2.0, np.nan]], "loss")
        >>> line.get_ydata().tolist()
        [1.5, 3.0]
    """
    steps = _validate.finite("steps", steps)
    values = np.atleast_2d(_validate.floats("values", values).astype(float))
    if steps.ndim != 1 or values.ndim != 2 or values.shape[1] != len(steps) or not len(values):
        raise ValueError(
            f"values must have one column for each of the {steps.size} steps; received shape {values.shape}."
        )
    known = np.isfinite(values)
    values = np.where(known, values, np.nan)
    _cross_columns(ax, steps[~known.all(axis=0)][:1])
    with np.errstate(invalid="ignore"):  # where no seed is left, nothing is drawn
        mean = np.where(known, values, 0).sum(axis=0) / known.sum(axis=0)
    if len(values) > 1:
        band = np.fmin.reduce(values), np.fmax.reduce(values)
        ax.fill_between(steps, *band, color=color, alpha=0.2, linewidth=0)
    (line,) = ax.plot(steps, mean, style, color=color, label=label, markersize=3.5)
    return line


def plot_heat(
    ax: Axes,
    values: ArrayLike,
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    value_range: tuple[float, float] = (0, 1),
) -> QuadMesh:
    """A table of numbers as colours, with each number written in its cell, so that nothing is told by colour alone.

    Args:
        ax: matplotlib axes.
        values: shares (0 to 1), shape (rows, columns); written in per cent, and as × where they are not finite.
        row_labels, column_labels: one for each row and column.
        value_range: (low, high) of the colours: from the page's own to the strongest.

    Returns:
        matplotlib.collections.QuadMesh: the cells.

    Raises:
        TypeError, ValueError: the labels do not fit the values, values are no numbers, or value_range is not
            increasing.

    Example:
        >>> ax = Figure().subplots()
        >>> cells = plot_heat(ax, [[0.1, 0.934], [0.5, float("nan")]], ["a", "b"], ["1", "2"])
        >>> [text.get_text() for text in ax.texts]
        ['10', '93', '50', '×']
    """
    values = _validate.floats("values", values).astype(float)
    _validate.items("row_labels", row_labels, "labels")
    _validate.items("column_labels", column_labels, "labels")
    if values.shape != (len(row_labels), len(column_labels)):
        raise ValueError(
            f"values must have shape {(len(row_labels), len(column_labels))}, one row and column a label; "
            f"received shape {values.shape}."
        )
    cells = _cells(ax, values, _SHADES, *_validate.span("value_range", value_range))
    rows, columns = values.shape
    ax.vlines(np.arange(1, columns) - 0.5, -0.5, rows - 0.5, PAPER, linewidth=1)
    ax.hlines(np.arange(1, rows) - 0.5, -0.5, columns - 0.5, PAPER, linewidth=1)
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, f"{100 * value:.0f}" if np.isfinite(value) else "×", ha="center", va="center", fontsize=9)
    ax.set_xticks(range(len(column_labels)), column_labels)
    ax.set_yticks(range(len(row_labels)), row_labels)
    ax.tick_params(length=0)
    return cells


def plot_maps(
    figure: Figure,
    maps: Mapping[str, ArrayLike],
    rows: tuple[str, Sequence[str]],
    columns: tuple[str, Sequence[str]],
    framed: Mapping[str, Sequence[int]],
) -> list[Axes]:
    """Heat maps over the same rows and columns, one below the other; on a narrow page they are turned.

    Args:
        figure: a matplotlib figure, with nothing in it yet.
        maps: title -> shares, shape (rows, columns), as `plot_heat` takes them.
        rows, columns: (what they are, their labels).
        framed: title -> numbers of columns: the first gets a solid frame, any other a dashed one.

    Returns:
        list: the axes.

    Raises:
        TypeError, ValueError: the labels do not fit the shares, or there is no such column.

    Example:
        >>> figure = Figure()
        >>> axes = plot_maps(figure, {"a net": [[0.1, 0.9]]}, ("rate", ["1"]), ("gain", ["2", "4"]), {"a net": [1]})
        >>> axes[0].get_xlabel(), axes[0].get_ylabel(), axes[0].patches[0].get_xy()
        ('gain', 'rate', (0.5, -0.5))
    """
    axes = [*np.ravel(figure.subplots(len(_validate.by_name("maps", maps, "array (rows, columns)")), 1))]
    for ax, (title, values) in zip(axes, maps.items()):
        plot_heat(ax, values, rows[1], columns[1])
        _frame(ax, framed.get(title, ()), len(columns[1]), lambda column: ((column - 0.5, -0.5), 1, len(rows[1])))
        ax.set(title=title, ylabel=rows[0])
    axes[-1].set_xlabel(columns[0])

    def turn(narrow: Figure) -> None:
        narrow.clear()
        narrow.set_figheight(len(maps) * (0.6 + 0.2 * len(columns[1])))
        for ax, (title, values) in zip(np.ravel(narrow.subplots(len(maps), 1)), maps.items()):
            plot_heat(ax, np.transpose(values), columns[1], rows[1])
            _frame(ax, framed.get(title, ()), len(columns[1]), lambda column: ((-0.5, column - 0.5), len(rows[1]), 1))
            ax.set(title=title, ylabel=columns[0])
        ax.set_xlabel(rows[0])

    when_narrow(figure, turn)
    return axes


def _frame(
    ax: Axes, columns: Iterable[int], count: int, place: Callable[[int], tuple[tuple[float, float], float, float]]
) -> None:
    """A frame around each of some columns: `place` gives the rectangle of one of the `count` there are."""
    for style, column in zip(("-", *[(0, (3, 2))] * count), columns):
        column = _validate.integer("framed", column, low=0, high=count - 1)
        ax.add_patch(Rectangle(*place(column), fill=False, edgecolor=ORANGE, lw=2, ls=style, zorder=3, clip_on=False))


def plot_weights(ax: Axes, weights: ArrayLike, limit: float = 1.0) -> QuadMesh:
    """A matrix of weights as colours: blue above 0, orange below, the stronger the further away; 0 is the page itself.

    Args:
        ax: matplotlib axes.
        weights: shape (fan_in, fan_out): a row for each input, a column for each unit.
        limit: from there on, up and down, the colours are the strongest; above 0.

    Returns:
        matplotlib.collections.QuadMesh: the cells, for a colour bar.

    Raises:
        TypeError, ValueError: weights are no matrix of finite numbers, or limit is not above 0.

    Example:
        >>> cells = plot_weights(Figure().subplots(), [[0.5, -2.0], [0.0, 1.0]])
        >>> cells.get_array().tolist(), cells.get_clim()
        ([[0.5, -2.0], [0.0, 1.0]], (-1.0, 1.0))
    """
    weights = _validate.matrix("weights", weights, axes="(fan_in, fan_out)").astype(float)
    limit = _validate.number("limit", limit, low=0, open_low=True)
    return _cells(ax, weights, _SIGNED, -limit, limit)


def _shades(*colours: tuple[str, float]) -> Colormap:
    """A colour map whose weak end is the page itself, in the light theme and in the dark."""
    return mpl.colors.ListedColormap([mpl.colors.to_rgba(colour, alpha) for colour, alpha in colours])


_SHADES = _shades(*((HEAT, share) for share in np.linspace(0.08, 1, 47)))
_SIGNED = _shades(*((ORANGE if share < 0 else BLUE, abs(share)) for share in np.linspace(-1, 1, 31)))


def _cells(ax: Axes, values: Floats, shades: Colormap, low: float, high: float) -> QuadMesh:
    """The cells of a table as rectangles, so that a theme can reach their colours: row 0 on top, cell k from k − ½ to
    k + ½.
    """
    rows, columns = values.shape
    values = np.ma.masked_invalid(values)
    edges = np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5
    cells = ax.pcolormesh(*edges, values, cmap=shades, vmin=low, vmax=high)
    ax.invert_yaxis()
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return cells


def plot_signal(
    figure: Figure,
    activations: Sequence[ArrayLike],
    gradient_ratio: Sequence[float] | Floats,
    value_range: tuple[float, float],
) -> list[Axes]:
    """The three views of a signal, one above the other: all units pooled, one unit over the inputs, the gradient.

    Args:
        figure: a matplotlib figure, for example ``plt.figure(figsize=(6.3, 4))``.
        activations: outputs of each layer, shape (inputs, units); the input itself is left out.
        gradient_ratio: gradient ÷ upstream, at the input and at each layer's output.
        value_range: (low, high) of the histograms.

    Returns:
        list: the axes, row after row.

    Raises:
        TypeError, ValueError: there is not one gradient more than there are layers, or a layer is not of shape
            (inputs, units).

    Example:
        >>> axes = plot_signal(Figure(), [np.zeros((5, 2)), np.ones((5, 2))], [0.1, 0.5, 1.0], (0, 1))
        >>> len(axes)
        5
    """
    _validate.items("activations", activations, "arrays, one a layer")
    _validate.items("gradient_ratio", gradient_ratio, "numbers")
    activations = [_validate.matrix(f"activations[{i}]", h, allow_nan=True) for i, h in enumerate(activations)]
    layers = len(activations)
    if len(gradient_ratio) != layers + 1:
        raise ValueError(
            f"gradient_ratio must have {layers + 1} entries, one more than layers; received {len(gradient_ratio)}."
        )
    grid = figure.add_gridspec(3, layers, height_ratios=[1, 1, 1.3])
    pooled, single = ([figure.add_subplot(grid[row, column]) for column in range(layers)] for row in (0, 1))
    plot_histograms(pooled, activations, value_range, BLUE)
    plot_histograms(single, [typical_unit(h) for h in activations], value_range, ORANGE)
    pooled[0].set_ylabel("all units")
    single[0].set_ylabel("one unit")
    back = figure.add_subplot(grid[2, :])
    plot_layers(back, gradient_ratio, "gradient", GREEN)
    back.set(xlabel="output of layer", ylabel="gradient ÷\nupstream", ylim=(1e-10, 1e4))
    return [*pooled, *single, back]


def plot_descent(
    ax: Axes, loss: Pointwise, paths: Mapping[str, ArrayLike], low: float = -3.4, high: float = 3.4
) -> list[Line2D]:
    """A loss curve, and the paths that gradient descent takes on it: a ring at each start, a large dot at each end.

    Args:
        ax: matplotlib axes.
        loss: a function of an array of weights.
        paths: label -> every w on the way, shape (steps + 1,); each gets a colour and a marker of its own. "" as a
            label keeps a path out of the legend.
        low, high: the part of the curve to draw; what leaves it is cut off. A path that is no longer finite ends with
            a × on the edge it left by.

    Returns:
        list: the lines of the paths.

    Raises:
        TypeError, ValueError: low is not below high, a path holds no numbers, or the loss does not return one number
            for each w.

    Example:
        >>> (line,) = plot_descent(Figure().subplots(), np.square, {"down": [2.0, 1.0, 0.5]})
        >>> [float(y) for y in line.get_ydata()]
        [4.0, 1.0, 0.25]
    """
    _validate.curve("loss", loss)
    _validate.by_name("paths", paths, "every w on the way")
    low, high = _validate.interval(("low", "high"), (low, high))
    w = np.linspace(low, high, 401)
    curve = _validate.result_of("loss", loss, w)
    ax.plot(w, curve, color=BLUE)
    drawn = []
    for (label, path), color, marker in zip(paths.items(), cycle((ORANGE, GREEN, PURPLE)), cycle("o^s")):
        path = _validate.floats(f"path {label!r}", path).astype(float)
        if path.ndim != 1 or not path.size:
            raise ValueError(f"path {label!r} must have shape (steps + 1,); received shape {path.shape}.")
        if not np.isfinite(path).all():
            known = path[np.isfinite(path)]
            _cross(ax, 0.98 if not known.size or known[-1] > 0 else 0.02, 0.9, ax.transAxes)
        path = np.where(np.abs(path) < 1e6, path, np.nan)
        heights = _validate.result_of("loss", loss, path)
        drawn += ax.plot(
            path, heights, "-", marker=marker, color=color, markersize=3.5, linewidth=0.9, label=label or "_hidden"
        )
        ax.plot(path[0], heights[0], marker=marker, color=color, markerfacecolor=PAPER, markersize=8)
        ax.plot(path[-1], heights[-1], marker=marker, color=color, markersize=8)
    seen = curve[np.isfinite(curve)]
    bottom, top = (seen.min(), seen.max()) if seen.size else (0.0, 1.0)
    margin = 0.08 * (top - bottom or 1.0)
    ax.set(xlim=(low, high), ylim=(bottom - margin, top + margin))
    return drawn


def plot_factors(ax: Axes, factors: Mapping[str, ArrayLike]) -> list[Line2D]:
    """By which factor some rules scale the signal and the gradient: a row for each rule, a dashed line where the size
    is kept.

    Args:
        ax: matplotlib axes.
        factors: name of the rule -> array (draws, 2), forwards and backwards, above 0. The mark is the mean over the
            draws, the bar reaches from the smallest to the largest. If one is not finite, a × at the left end stands
            for them.

    Returns:
        list: the marks (matplotlib.lines.Line2D), row after row, forwards first.

    Raises:
        TypeError, ValueError: there are no rules, or an array does not have that shape, or holds 0 or less.

    Example:
        >>> marks = plot_factors(Figure().subplots(), {"twice, half": [[2.0, 0.5], [2.0, 0.5]]})
        >>> [float(mark.get_xdata()[0]) for mark in marks]
        [2.0, 0.5]
    """
    if not _validate.by_name("factors", factors, "array (draws, 2)"):
        raise ValueError("factors must hold at least one rule; received none.")
    marks = []
    for row, (name, draws) in enumerate(factors.items()):
        draws = _validate.floats(f"factors of {name!r}", draws).astype(float)
        if draws.ndim != 2 or draws.shape[1] != 2 or not len(draws):
            raise ValueError(f"factors of {name!r} must have shape (draws, 2); received shape {draws.shape}.")
        if (draws <= 0).any():
            raise ValueError(f"factors of {name!r} must be above 0; received {np.nanmin(draws):.3g}.")
        for values, color, marker, label in zip(draws.T, (BLUE, GREEN), "os", ("forwards", "backwards")):
            if not np.isfinite(values).all():
                _cross(ax, 0.03, row, ax.get_yaxis_transform())
                values = np.full(1, np.nan)
            ax.plot([values.min(), values.max()], [row, row], color=color)
            marks += ax.plot([values.mean()], [row], marker, color=color, markersize=7, label=None if row else label)
    ax.axvline(1, color=GREY, ls="--")
    ax.set(xlabel="size behind the layer ÷ size before it", xscale="log", ylim=(len(factors) - 0.5, -0.5))
    ax.set_xticks([0.25, 0.5, 1, 2, 4], ["¼", "½", "1", "2", "4"])
    ax.minorticks_off()
    ax.set_yticks(range(len(factors)), list(factors))
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return marks


def plot_network(ax: Axes, sizes: Sequence[int], picked: tuple[int, int], names: Sequence[str]) -> list[Line2D]:
    """A layered network: a circle for each input and each unit, a line for each weight. One unit and its weights are
    picked out.

    Args:
        ax: matplotlib axes; they lose their frame.
        sizes: inputs, then the units of each layer: two numbers or more, each from 1 to 12.
        picked: (layer, unit); layer 1 is the first after the inputs, unit 0 the lowest.
        names: of the columns, one for each of the sizes.

    Returns:
        list: the lines of the weights (matplotlib.lines.Line2D), unit after unit.

    Raises:
        TypeError, ValueError: an argument does not fit; the message names it, the value and what is allowed.

    Example:
        >>> weights = plot_network(Figure().subplots(), [2, 4, 3], (1, 3), ["inputs", "hidden units", "outputs"])
        >>> len(weights), sum(weight.get_color() == ORANGE for weight in weights)
        (20, 2)
    """
    counts = [
        _validate.integer("sizes", one, low=1, high=12) for one in _validate.items("sizes", sizes, "whole numbers")
    ]
    if len(counts) < 2:
        raise ValueError(f"sizes must hold two numbers or more, the inputs first; received {counts}.")
    if len(_validate.items("names", names, "texts")) != len(counts):
        raise ValueError(f"names must be {len(counts)}, one for each of sizes; received {len(names)}.")
    if len(_validate.items("picked", picked, "two whole numbers")) != 2:
        raise ValueError(f"picked must be (layer, unit); received {len(picked)} numbers.")
    layer = _validate.integer("picked[0]", picked[0], low=1, high=len(counts) - 1)
    chosen = layer, _validate.integer("picked[1]", picked[1], low=0, high=counts[layer] - 1)
    heights = [np.arange(count) - (count - 1) / 2 for count in counts]
    weights = []
    for column, (left, right) in enumerate(zip(heights, heights[1:])):
        for unit, height in enumerate(right):
            look: dict[str, Any] = {"color": EDGE, "lw": 0.8, "zorder": 1}
            if (column + 1, unit) == chosen:
                look = {"color": ORANGE, "lw": 2.2, "zorder": 2}
            weights += [ax.plot([column, column + 1], [low, height], **look)[0] for low in left]
    for column, places in enumerate(heights):
        for unit, height in enumerate(places):
            edge = ORANGE if (column, unit) == chosen else BLUE if column else GREY
            _circle(ax, column, height, 17, edge)
        ax.text(column, -max(counts) / 2 - 0.1, names[column], ha="center", va="top")
    _bare(ax, (-0.5, len(counts) - 0.5), (-max(counts) / 2 - 0.6, max(counts) / 2))
    return weights


_LOWERED = "₀₁₂₃₄₅"


def plot_unit(ax: Axes, fan_in: int = 2) -> list[Line2D]:
    """One unit from near: its inputs x, the weights w that multiply them, the sum z with the bias b, and what the
    activation φ makes of it, the output h.

    Args:
        ax: matplotlib axes; they lose their frame.
        fan_in: how many inputs, from 1 to 5.

    Returns:
        list: the lines of the weights (matplotlib.lines.Line2D), the first input on top.

    Raises:
        TypeError, ValueError: fan_in is no whole number, or outside its range.

    Example:
        >>> ax = Figure().subplots()
        >>> len(plot_unit(ax, 3)), ax.texts[-1].get_text()
        (3, 'output h = φ(z)')
    """
    fan_in = _validate.integer("fan_in", fan_in, low=1, high=5)
    heights = (fan_in - 1) / 2 - np.arange(fan_in)
    weights = []
    for number, height in enumerate(heights, 1):
        weights += ax.plot([0, 1.5], [height, 0], color=ORANGE, lw=2.2, zorder=1)
        _circle(ax, 0, height, 23, GREY)
        ax.text(0, height, f"x{_LOWERED[number]}", ha="center", va="center")
        ax.text(0.62, 0.6 * height + 0.1, f"w{_LOWERED[number]}", color=ORANGE, ha="center", va="bottom")
    ax.plot([1.5, 3.1], [0, 0], color=EDGE, lw=1.2, zorder=1)
    for place, label in ((1.5, "Σ"), (2.4, "φ")):
        _circle(ax, place, 0, 27, ORANGE)
        ax.text(place, 0, label, ha="center", va="center", fontsize=12)
    ax.text(3.15, 0, "h", ha="left", va="center")
    terms = " + ".join(f"x{one}w{one}" for one in _LOWERED[1 : fan_in + 1])
    bottom = min(-0.75, heights[-1] - 0.35)
    ax.text(-0.15, bottom, f"sum z = {terms} + b", ha="left", va="top")
    _bare(ax, (-0.3, 3.5), (bottom - 0.7, max(0.6, heights[0] + 0.3)))
    ax.text(-0.15, bottom - 0.35, "output h = φ(z)", ha="left", va="top")
    return weights


def _circle(ax: Axes, x: float, y: float, size: float, edge: str) -> None:
    """A unit, as a circle in the page's colour, over the lines."""
    ax.plot(x, y, "o", markersize=size, markerfacecolor=PAPER, markeredgecolor=edge, markeredgewidth=1.6, zorder=3)


def _bare(ax: Axes, xlim: tuple[float, float], ylim: tuple[float, float]) -> None:
    """Axes for a drawing: no frame, no ticks, no grid."""
    ax.set(xlim=xlim, ylim=ylim)
    ax.set_axis_off()


def spread_steps(ax: Axes, steps: ArrayLike) -> list[int]:
    """Turn the horizontal axis into one of training steps that gives the first of them much room: 0, then powers of
    ten.

    Args:
        ax: matplotlib axes.
        steps: the recorded steps, from 0 on; finite.

    Returns:
        list[int]: the steps that are labelled.

    Raises:
        TypeError, ValueError: there are no steps, or one is below 0, not finite or no number.

    Example:
        >>> spread_steps(Figure().subplots(), [0, 5, 2000])
        [0, 1, 10, 100, 1000]
    """
    steps = np.ravel(_validate.floats("steps", steps))
    if not steps.size or _validate.finite("steps", steps).min() < 0:
        raise ValueError(f"steps must hold at least one number, none below 0; received {steps.tolist()}.")
    ax.set_xscale("symlog", linthresh=1, linscale=0.4)
    ticks = [0, *(10**power for power in range(10) if 10**power <= steps.max())]
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.set_xlim(-0.4, 1.5 * max(*steps, 1))
    ax.set_xlabel("training step")
    return ticks


def plot_arrows(
    ax: Axes, weights: ArrayLike, x: ArrayLike | None = None, labels: ArrayLike | None = None, color: str = ORANGE
) -> Quiver:
    """Hidden units of a network with two inputs, as arrows from the origin to their two weights, among the data points.

    Args:
        ax: matplotlib axes.
        weights: shape (2, units): one arrow a column.
        x, labels: points of the plane, shape (points, 2), and their classes: each gets a marker and a colour of its
            own.
        color: of the arrows.

    Returns:
        matplotlib.quiver.Quiver: the arrows.

    Raises:
        TypeError, ValueError: weights do not have two rows or are not finite, or x and labels do not fit each other.

    Example:
        >>> plot_arrows(Figure().subplots(), np.eye(2)).N
        2
    """
    weights = _validate.floats("weights", weights).astype(float)
    if weights.ndim != 2 or len(weights) != 2:
        raise ValueError(f"weights must have shape (2, units); received shape {weights.shape}.")
    _validate.finite("weights", weights)
    if (x is None) != (labels is None):
        raise ValueError(f"x and labels must be given together; received {'labels' if x is None else 'x'} alone.")
    if x is not None and labels is not None:
        x = _validate.matrix("x", x, columns=2)
        labels = _validate.labels_for("labels", labels, samples=len(x), classes=2**31)
        for label, marker, shade in zip(np.unique(labels), cycle("ox^s"), cycle((GREEN, PURPLE, BLUE, GREY))):
            ax.scatter(*x[labels == label].T, s=9, marker=marker, color=shade, alpha=0.6, linewidths=0.8)
    arrows = ax.quiver(
        *np.zeros_like(weights), *weights, angles="xy", scale_units="xy", scale=1, color=color, width=0.015, zorder=3
    )
    side = 1.1 * max(2.0, np.abs(weights).max())
    ax.set(xlim=(-side, side), ylim=(-side, side), aspect="equal", xlabel="first input", ylabel="second input")
    return arrows


def when_narrow(figure: Figure, change: Callable[[Figure], object]) -> None:
    """Lay a figure out by `change` on a narrow page, a phone's. Few figures need it.

    The rule is that up to three panels side by side go one below the other, and legends, ticks and titles follow.
    Where that is not enough, `change` gets a copy of the figure, 3.25 inches wide, and may do with it whatever it
    likes, once.

    Args:
        figure: a matplotlib figure.
        change: a function of a figure.

    Raises:
        TypeError: `change` cannot be called.

    Example:
        >>> figure = Figure()
        >>> when_narrow(figure, lambda copy: copy.set_figheight(5))
    """
    if not callable(change):
        raise TypeError(f"change must be a function of a figure; received {change!r}.")
    figure.wi_narrow = change


def figure_bytes(
    draw: Callable[[Figure], object], figsize: tuple[float, float] = (6.3, 2.8), dpi: float = 140
) -> bytes:
    """Draw a figure in the book's look without showing it, and return it as a PNG.

    Args:
        draw: a function of a `matplotlib.figure.Figure`.
        figsize: inches.
        dpi: pixels an inch.

    Returns:
        bytes: the PNG.

    Raises:
        TypeError: `draw` cannot be called.

    Example:
        >>> figure_bytes(lambda figure: figure.subplots().plot([1, 2]))[1:4]
        b'PNG'
    """
    if not callable(draw):
        raise TypeError(f"draw must be a function of a figure; received {draw!r}.")
    buffer = io.BytesIO()
    with mpl.rc_context():
        set_style()
        figure = Figure(figsize=figsize, dpi=_validate.number("dpi", dpi, low=1), layout="constrained")
        draw(figure)
        # Not savefig(), which draws all of it twice: a reader who turns a slider of a bench waits for this.
        FigureCanvasAgg(figure).print_png(buffer)
        return _drawings.with_drawings(_plotted.with_data(buffer.getvalue(), figure), figure)
