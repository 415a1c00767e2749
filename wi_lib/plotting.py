"""Static figures in the book's look. Functions draw on the axes they are given, return what they drew, and never call show."""

from __future__ import annotations

import io
from itertools import cycle

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from . import _plotted, _validate

#: Colour-blind-safe series colours, the same as the explorers': blue, orange, green, purple (and a neutral grey).
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0b63a8", "#b8480a", "#0a7551", "#8a3f8f", "#52606d"


def set_style():
    """Give all further figures the book's look: call it once, in a chapter's set-up cell.

    Example:
        >>> set_style()
        >>> mpl.rcParams["axes.spines.top"]
        False
    """
    _plotted.carry_data_in_notebooks()
    mpl.rcParams.update(
        {
            "figure.dpi": 140,
            "figure.figsize": (6.3, 2.8),
            "figure.constrained_layout.use": True,
            "figure.facecolor": "white",
            "savefig.facecolor": "white",
            "axes.prop_cycle": mpl.cycler(color=[BLUE, ORANGE, GREEN, PURPLE]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#7b8794",
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.titlesize": 10,
            "axes.titlelocation": "left",
            "axes.labelsize": 9.5,
            "axes.labelcolor": "#1f2933",
            "grid.color": "#e3e8ed",
            "grid.linewidth": 0.8,
            "xtick.color": GREY,
            "ytick.color": GREY,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "legend.frameon": False,
            "legend.fontsize": 9,
            "lines.linewidth": 1.8,
            "lines.markersize": 5,
            "font.size": 9.5,
        }
    )


def plot_histograms(axes, layers, value_range, color=BLUE, bins=24):
    """One small histogram for each layer, all on the same horizontal scale; values beyond it are counted at its ends.

    Args:
        axes: matplotlib axes, one a layer.
        layers: arrays of any shape, one an axes; titles count from "layer 1".
        value_range: (low, high) of every histogram.
        color: of the bars.
        bins: how many.

    Returns:
        list: the bar containers.

    Raises:
        ValueError: the numbers of axes and layers differ, or value_range is not increasing.

    Example:
        >>> axes = Figure().subplots(1, 2)
        >>> bars = plot_histograms(axes, [np.zeros(5), np.ones(5)], (0, 1))
        >>> axes[1].get_title()
        'layer 2'
    """
    axes = list(np.ravel(axes))
    if len(axes) != len(layers):
        raise ValueError(f"layers must be {len(axes)}, one an axes; received {len(layers)}.")
    low, high = value_range
    if not low < high:
        raise ValueError(f"value_range must be (low, high) with low below high; received {value_range!r}.")
    drawn = []
    for number, (ax, values) in enumerate(zip(axes, layers), 1):
        counts, edges = np.histogram(np.clip(np.ravel(values), low, high), bins, (low, high))
        drawn.append(ax.bar(edges[:-1], counts, width=np.diff(edges) * 0.9, align="edge", color=color))
        margin = 0.03 * (high - low)
        ax.set(title=f"layer {number}", xlim=(low - margin, high + margin), yticks=[], xticks=[low, high])
        ax.set_xticklabels([f"{low:g}", f"{high:g}"])
        ax.grid(False)
        ax.spines["left"].set_visible(False)
    return drawn


def plot_layers(ax, values, label, color=BLUE, band=None, style="o-", first=0):
    """A line over the layers on a log axis, with a band: sizes of signals or gradients.

    Args:
        ax: matplotlib axes.
        values: one positive number a layer; or shape (seeds, layers): then the geometric mean is drawn, and the band
            from the smallest to the largest.
        label: for the legend.
        color, style: of the line.
        band: (low, high) arrays, to give the band explicitly.
        first: the number of the first layer; 0 is labelled "input".

    Returns:
        matplotlib.lines.Line2D: the line.

    Raises:
        ValueError: values are empty or have more than two axes.

    Example:
        >>> line = plot_layers(Figure().subplots(), [[1.0, 10.0], [1.0, 1000.0]], "grows")
        >>> [float(round(y, 6)) for y in line.get_ydata()]
        [1.0, 100.0]
    """
    values = np.asarray(values, dtype=float)
    if values.size == 0 or values.ndim not in (1, 2):
        raise ValueError(f"values must have shape (layers,) or (seeds, layers); received shape {values.shape}.")
    if values.ndim == 2:
        band = band or (values.min(axis=0), values.max(axis=0))
        with np.errstate(divide="ignore"):
            values = np.exp(np.log(values).mean(axis=0))
    layers = np.arange(first, first + len(values))
    if band is not None:
        ax.fill_between(layers, *band, color=color, alpha=0.2, linewidth=0)
    (line,) = ax.plot(layers, values, style, color=color, label=label)
    ax.set_yscale("log")
    step = -(-len(layers) // 12)
    ticks = layers[::step]
    ax.set_xticks(ticks, ["input" if layer == 0 else str(layer) for layer in ticks])
    return line


def plot_training(ax, steps, values, label, color=BLUE, style="o-"):
    """A line over training steps, with a band over the seeds: losses or accuracies.

    Args:
        ax: matplotlib axes.
        steps: the recorded steps.
        values: shape (steps,); or (seeds, steps): then the mean is drawn, and the band from the smallest to the largest.
            Seeds that diverged are nan from some step on; they are left out from there.
        label: for the legend.
        color, style: of the line.

    Returns:
        matplotlib.lines.Line2D: the line.

    Raises:
        ValueError: there is not one value for every step.

    Example:
        >>> line = plot_training(Figure().subplots(), [0, 10], [[1.0, 3.0], [2.0, np.nan]], "loss")
        >>> line.get_ydata().tolist()
        [1.5, 3.0]
    """
    values = np.atleast_2d(np.asarray(values, dtype=float))
    if values.ndim != 2 or values.shape[1] != len(steps):
        raise ValueError(f"values must have one column for each of the {len(steps)} steps; received shape {values.shape}.")
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):  # where no seed is left, nothing is drawn
        mean = np.where(known, values, 0).sum(axis=0) / known.sum(axis=0)
    if len(values) > 1:
        band = np.fmin.reduce(values), np.fmax.reduce(values)
        ax.fill_between(steps, *band, color=color, alpha=0.2, linewidth=0)
    (line,) = ax.plot(steps, mean, style, color=color, label=label, markersize=3.5)
    return line


def plot_heat(ax, values, row_labels, column_labels, value_range=(0, 1)):
    """A table of numbers as colours, with each number written in its cell, so that nothing is told by colour alone.

    Args:
        ax: matplotlib axes.
        values: shares (0 to 1), shape (rows, columns); written in per cent, and as × where they are nan.
        row_labels, column_labels: one for each row and column.
        value_range: (low, high) of the colours.

    Returns:
        matplotlib.image.AxesImage: the picture.

    Raises:
        ValueError: the labels do not fit the values.

    Example:
        >>> ax = Figure().subplots()
        >>> image = plot_heat(ax, [[0.1, 0.934], [0.5, float("nan")]], ["a", "b"], ["1", "2"])
        >>> [text.get_text() for text in ax.texts]
        ['10', '93', '50', '×']
    """
    values = np.asarray(values, dtype=float)
    if values.shape != (len(row_labels), len(column_labels)):
        raise ValueError(
            f"values must have shape {(len(row_labels), len(column_labels))}, one row and column a label; "
            f"received shape {values.shape}."
        )
    low, high = value_range
    image = ax.imshow(values, cmap="cividis", vmin=low, vmax=high, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        known = not np.isnan(value)
        dark = known and value < (low + high) / 2
        ax.text(column, row, f"{100 * value:.0f}" if known else "×", ha="center", va="center", fontsize=8,
                color="white" if dark else "black")  # fmt: skip
    ax.set_xticks(range(len(column_labels)), column_labels)
    ax.set_yticks(range(len(row_labels)), row_labels)
    ax.grid(False)
    return image


def plot_signal(figure, activations, gradient_ratio, value_range):
    """The three views of a signal, one above the other: all units pooled, one unit over the inputs, the gradient.

    Args:
        figure: a matplotlib figure, for example ``plt.figure(figsize=(6.3, 4))``.
        activations: outputs of each layer, shape (inputs, units); the input itself is left out.
        gradient_ratio: gradient ÷ upstream, at the input and at each layer's output.
        value_range: (low, high) of the histograms.

    Returns:
        list: the axes, row after row.

    Raises:
        ValueError: there is not one gradient more than there are layers.

    Example:
        >>> axes = plot_signal(Figure(), [np.zeros((5, 2)), np.ones((5, 2))], [0.1, 0.5, 1.0], (0, 1))
        >>> len(axes)
        5
    """
    layers = len(activations)
    if len(gradient_ratio) != layers + 1:
        raise ValueError(f"gradient_ratio must have {layers + 1} entries, one more than layers; received {len(gradient_ratio)}.")
    grid = figure.add_gridspec(3, layers, height_ratios=[1, 1, 1.3])
    pooled, single = ([figure.add_subplot(grid[row, column]) for column in range(layers)] for row in (0, 1))
    plot_histograms(pooled, activations, value_range, BLUE)
    # A typical unit: its spread is the middle one of the layer.
    typical = [h[:, np.argsort(np.std(h, axis=0))[h.shape[1] // 2]] for h in activations]
    plot_histograms(single, typical, value_range, ORANGE)
    pooled[0].set_ylabel("all units")
    single[0].set_ylabel("one unit")
    back = figure.add_subplot(grid[2, :])
    plot_layers(back, gradient_ratio, "gradient", GREEN)
    back.set(xlabel="output of layer", ylabel="gradient ÷\nupstream", ylim=(1e-10, 1e4))
    return [*pooled, *single, back]


def plot_descent(ax, loss, paths, low=-3.4, high=3.4):
    """A loss curve, and the paths that gradient descent takes on it: a ring at each start, a large dot at each end.

    Args:
        ax: matplotlib axes.
        loss: a function of an array of weights.
        paths: label -> every w on the way, shape (steps + 1,); each gets a colour and a marker of its own. "" as a label
            keeps a path out of the legend.
        low, high: the part of the curve to draw; what leaves it is cut off.

    Returns:
        list: the lines of the paths.

    Raises:
        ValueError: low is not below high.

    Example:
        >>> (line,) = plot_descent(Figure().subplots(), np.square, {"down": [2.0, 1.0, 0.5]})
        >>> [float(y) for y in line.get_ydata()]
        [4.0, 1.0, 0.25]
    """
    if not low < high:
        raise ValueError(f"low must be below high; received low={low!r}, high={high!r}.")
    w = np.linspace(low, high, 401)
    curve = loss(w)
    ax.plot(w, curve, color=BLUE)
    drawn = []
    for (label, path), color, marker in zip(paths.items(), cycle((ORANGE, GREEN, PURPLE)), cycle("o^s")):
        path = np.asarray(path, dtype=float)
        path = np.where(np.abs(path) < 1e6, path, np.nan)
        heights = loss(path)
        drawn += ax.plot(path, heights, "-", marker=marker, color=color, markersize=3.5, linewidth=0.9, label=label or "_hidden")
        ax.plot(path[0], heights[0], marker=marker, color=color, markerfacecolor="white", markersize=8)
        ax.plot(path[-1], heights[-1], marker=marker, color=color, markersize=8)
    seen = curve[np.isfinite(curve)]
    bottom, top = (seen.min(), seen.max()) if seen.size else (0.0, 1.0)
    margin = 0.08 * (top - bottom or 1.0)
    ax.set(xlim=(low, high), ylim=(bottom - margin, top + margin))
    return drawn


def plot_factors(ax, factors):
    """By which factor some rules scale the signal and the gradient: a row for each rule, a dashed line where the size is kept.

    Args:
        ax: matplotlib axes.
        factors: name of the rule -> array (draws, 2), forwards and backwards, above 0. The mark is the mean over the draws, the bar
            reaches from the smallest to the largest.

    Returns:
        list: the marks (matplotlib.lines.Line2D), row after row, forwards first.

    Raises:
        ValueError: there are no rules, or an array does not have that shape.

    Example:
        >>> marks = plot_factors(Figure().subplots(), {"twice, half": [[2.0, 0.5], [2.0, 0.5]]})
        >>> [float(mark.get_xdata()[0]) for mark in marks]
        [2.0, 0.5]
    """
    if not factors:
        raise ValueError("factors must hold at least one rule; received none.")
    marks = []
    for row, (name, draws) in enumerate(factors.items()):
        draws = np.asarray(draws, dtype=float)
        if draws.ndim != 2 or draws.shape[1] != 2 or not len(draws):
            raise ValueError(f"factors of {name!r} must have shape (draws, 2); received shape {draws.shape}.")
        for values, color, marker, label in zip(draws.T, (BLUE, GREEN), "os", ("forwards", "backwards")):
            ax.plot([values.min(), values.max()], [row, row], color=color)
            marks += ax.plot([values.mean()], [row], marker, color=color, markersize=7, label=None if row else label)
    ax.axvline(1, color=GREY, ls="--")
    ax.set(xlabel="size behind the layer ÷ size before it", xscale="log", ylim=(len(factors) - 0.5, -0.5))
    ax.set_xticks([0.25, 0.5, 1, 2, 4], ["¼", "½", "1", "2", "4"])
    ax.minorticks_off()
    ax.set_yticks(range(len(factors)), list(factors))
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return marks


def spread_steps(ax, steps):
    """Turn the horizontal axis into one of training steps that gives the first of them much room: 0, then powers of ten.

    Args:
        ax: matplotlib axes.
        steps: the recorded steps, from 0 on.

    Returns:
        list[int]: the steps that are labelled.

    Raises:
        ValueError: there are no steps, or one is below 0.

    Example:
        >>> spread_steps(Figure().subplots(), [0, 5, 2000])
        [0, 1, 10, 100, 1000]
    """
    if not len(steps) or min(steps) < 0:
        raise ValueError(f"steps must hold at least one number, none below 0; received {list(steps)!r}.")
    ax.set_xscale("symlog", linthresh=1, linscale=0.4)
    ticks = [0, *(10**power for power in range(10) if 10**power <= max(steps))]
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.set_xlim(-0.4, 1.5 * max(*steps, 1))
    ax.set_xlabel("training step")
    return ticks
def plot_arrows(ax, weights, x=None, labels=None, color=ORANGE):
    """Hidden units of a network with two inputs, as arrows from the origin to their two weights, among the data points.

    Args:
        ax: matplotlib axes.
        weights: shape (2, units): one arrow a column.
        x, labels: points of the plane, shape (points, 2), and their classes: each gets a marker and a colour of its own.
        color: of the arrows.

    Returns:
        matplotlib.quiver.Quiver: the arrows.

    Raises:
        ValueError: weights do not have two rows.

    Example:
        >>> plot_arrows(Figure().subplots(), np.eye(2)).N
        2
    """
    weights = np.asarray(weights, dtype=float)
    if weights.ndim != 2 or len(weights) != 2:
        raise ValueError(f"weights must have shape (2, units); received shape {weights.shape}.")
    if x is not None:
        for label, marker, shade in zip(np.unique(labels), cycle("ox^s"), cycle((GREEN, PURPLE, BLUE, GREY))):
            ax.scatter(*np.asarray(x)[labels == label].T, s=9, marker=marker, color=shade, alpha=0.35, linewidths=0.8)
    arrows = ax.quiver(
        *np.zeros_like(weights), *weights, angles="xy", scale_units="xy", scale=1, color=color, width=0.015, zorder=3
    )
    side = 1.1 * max(2.0, np.abs(weights).max())
    ax.set(xlim=(-side, side), ylim=(-side, side), aspect="equal", xlabel="first input", ylabel="second input")
    return arrows


def figure_bytes(draw, figsize=(6.3, 2.8), dpi=140):
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
        data = _plotted.metadata(figure)
        figure.set_layout_engine("none")  # it has done its work, which takes as long as the drawing
        figure.savefig(buffer, format="png", **data)
    return buffer.getvalue()
