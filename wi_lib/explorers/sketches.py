"""The still pictures of the panels `Net` and `Fields`; see `still.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from .. import plotting
from .._theme import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from .sentences import Sentence
from .spelling import spelled_power

#: inches: their heights, without headings.
NET, FIELDS = 3.1, 2.3
_RIBBONS = {0: INK, 1: BLUE, 2: ORANGE, 3: GREEN, 4: PURPLE}
_ABOVE, _BELOW = 0.9, -1.15  # where the ribbons stand; the net lies between 0.45 and -0.45
_THICK = 0.42  # of the thickest ribbon


class Shown(Protocol):
    """What a still picture reads of an `Explorer`."""

    spec: dict[str, Any]
    index: dict[str, int]

    @property
    def said(self) -> list[Sentence]: ...

    def slice(self, name: str) -> NDArray[Any]: ...


def net(figure: SubFigure, panel: Mapping[str, Any], explorer: Shown, width: float) -> None:
    """A net that lies: the signal above it, the gradient below."""
    ax = figure.subplots()
    ax.set_axis_off()
    layers = np.arange(len(panel["layers"]))
    units = explorer.slice(panel["units"])[0].astype(float) / 255
    heights = np.linspace(0.45, -0.45, units.shape[1])
    _weights(ax, explorer.slice(panel["weights"]), heights, float(explorer.slice(panel["strength"])[0]))
    x, y = (one.ravel() for one in np.meshgrid(layers, heights, indexing="ij"))
    ax.scatter(x, y, 45, PAPER, edgecolors=INK, zorder=3)
    ax.scatter(x, y, 45, INK, alpha=units.ravel(), lw=0, zorder=4)
    for ribbon, middle, form in zip(panel["series"], (_ABOVE, _BELOW), ("{label} → {note}", "← {label} {note}")):
        _ribbon(ax, panel, ribbon, middle, explorer, width)
        head = form.format(label=ribbon["label"], note=ribbon["note"] if width > 5 else "").strip()
        place, side = (0, "left") if middle > 0 else (layers[-1], "right")
        ax.text(place, middle + 0.6 * _THICK, head, va="bottom", ha=side, fontsize=9)
    thick = _half(explorer.slice(panel["series"][0]["y"]), panel)
    near = thick - 2 * thick * explorer.slice(panel["near"]["y"])
    ax.plot(layers, _ABOVE + thick, color=INK, lw=1.5, label=panel["near"]["label"])
    ax.plot(layers, _ABOVE + near, color=INK, lw=1.5)
    for layer, label in enumerate(panel["layers"]):
        ax.text(layer, -0.53, label, ha="center", va="top", fontsize=9, color=GREY)
    ax.set(xlim=(-0.45, layers[-1] + 0.45), ylim=(_BELOW - 0.5, _ABOVE + 0.5))
    ax.legend(loc="upper right", bbox_to_anchor=(1, 1.06), ncols=2, frameon=False, fontsize=9, borderaxespad=0)


def _weights(ax: Axes, weights: Any, heights: Any, strength: float) -> None:
    for size in (-3, -2, -1, 1, 2, 3):
        gaps, starts, ends = np.nonzero(weights == size)
        gone = np.full(len(gaps), np.nan)
        x = np.stack([gaps, gaps + 1, gone], axis=1).ravel()
        y = np.stack([heights[starts], heights[ends], gone], axis=1).ravel()
        look = {"lw": 0.7 * abs(size) * strength, "alpha": 0.5 * strength, "zorder": 1}
        ax.plot(x, y, color=ORANGE if size < 0 else INK, **look)


def _half(powers: Any, panel: Mapping[str, Any]) -> Any:
    lowest, highest = panel["y_range"]
    return 0.01 + _THICK / 2 * np.clip((powers - lowest) / (highest - lowest), 0, 1)


def _ribbon(
    ax: Axes, panel: Mapping[str, Any], ribbon: Mapping[str, Any], middle: float, explorer: Shown, width: float
) -> None:
    powers = explorer.slice(ribbon["y"])
    layers = np.arange(len(powers))
    half, theory = _half(powers, panel), _half(explorer.slice(ribbon["theory"]), panel)
    colour = _RIBBONS[ribbon["colour"]]
    ax.fill_between(layers, middle - half, middle + half, color=colour, alpha=0.45, lw=0)
    for side in (-1, 1):
        ax.plot(
            layers, middle + side * theory, ":", color=PURPLE, lw=1.2, label=panel["theory"] * (side + middle > 1.5)
        )
    every = 1 if width > 5 else 2  # where there is room for a number
    for layer in layers[(len(layers) - 1) % every :: every]:
        at = middle - 0.6 * _THICK
        ax.text(layer, at, spelled_power(powers[layer]), ha="center", va="top", fontsize=9)


def fields(figure: SubFigure, panel: Mapping[str, Any], explorer: Shown, width: float) -> None:
    """The map, turned where it is narrow, with a frame around the chosen field."""
    ax = figure.subplots()
    controls = {one["name"]: one for one in explorer.spec["controls"]}
    rows, columns = controls[panel["rows"]], controls[panel["columns"]]
    values, framed = explorer.slice(panel["values"]), explorer.slice(panel["framed"])
    titles = panel["row_title"], panel["column_title"]
    lying = width > 5
    down, along = (rows, columns) if lying else (columns, rows)
    plotting.plot_heat(ax, values if lying else values.T, down["texts"], along["texts"], tuple(panel["ends"]))
    ax.set(ylabel=titles[not lying], xlabel=titles[lying])

    def frame(column: int, row: int, wide: int, high: int, **look: Any) -> None:
        corner, size = ((column, row), (wide, high)) if lying else ((row, column), (high, wide))
        ax.add_patch(Rectangle(np.subtract(corner, 0.5), *size, fill=False, zorder=3, clip_on=False, **look))

    for column in np.flatnonzero(framed).tolist():
        frame(column, 0, 1, len(rows["texts"]), edgecolor=PURPLE, lw=2, ls="-" if framed[column] == 1 else (0, (3, 2)))
    frame(explorer.index[panel["columns"]], explorer.index[panel["rows"]], 1, 1, edgecolor=INK, lw=3)
