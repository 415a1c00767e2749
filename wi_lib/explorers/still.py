"""An explorer's still picture: what it shows in its present state, for GitHub, paper, and pages where no script runs.

Drawn from what the explorer declares, as the browser draws it from the same table, in the colours and sizes of static
figures. It travels in the cell's output, beside the widget: as a PNG, which every program shows that knows no widgets,
and as drawings for the book's page (see `wi_lib/_drawings.py`).
"""

from __future__ import annotations

import base64
import math
import os
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.transforms import ScaledTranslation
from PIL import Image

from .. import _drawings, _plotted, plotting
from .._theme import BLUE, GREEN, GREY, INK, ORANGE, PURPLE
from . import sketches
from .declare import UPRIGHT
from .sketches import Shown
from .spelling import spelled, spelled_power, superscript

#: inches: the width of a still, and of the one for a phone. So many letters of 9.5 points fit into an inch.
WIDE, NARROW, LETTERS = 6.3, _drawings.NARROW, 14
_COLOURS = INK, BLUE, ORANGE, GREEN, PURPLE
#: Where there are several lines, dashes tell them apart, too: as in the page, by their colour.
_DASHES = {1: "--", 3: ":", 4: "-."}
_BARS, _LINE = 1.25, 0.18  # inches of a row of histograms, with the texts below, and of a line of text
_HEIGHTS = {"bars": _BARS, "net": sketches.NET, "fields": sketches.FIELDS}
#: A sign at the end of a label, as in controls.js: nobody hears "n_in" as a word.
_SYMBOL = re.compile(r",? ?\b[a-z]_[a-z]+$")
Panel = Mapping[str, Any]
Slice = Callable[[str], Any]


def still(explorer: Shown) -> Figure:
    """The picture of an explorer in its present state.

    Returns:
        matplotlib.figure.Figure: pyplot does not know of it.

    Example:
        >>> from wi_lib.explorers import Array, Control, Explorer, Lines, Series
        >>> squares = Array([[1.0, 1.0], [2.0, 4.0]], ["n"])
        >>> panel = Lines("Squares", "", [Series("n, n²", "squares")], (0, 4), [0, 4])
        >>> size = Control("n", "size", [1, 2])
        >>> explorer = Explorer("powers", "Powers", "", [size], {"squares": squares}, [panel], [])
        >>> [ax.get_xlabel() for ax in still(explorer).axes]
        ['layer']
    """
    with mpl.rc_context():
        plotting.set_style()
        figure = Figure(layout="constrained", dpi=100)
        _draw(figure, explorer, WIDE)
        plotting.when_narrow(figure, lambda narrow: _anew(narrow, explorer))
    return figure


def words(explorer: Shown) -> str:
    """What an explorer says in its present state: its title, the values chosen, its tags and sentences."""
    title = explorer.spec["title"]
    said = [f"{one.tag}: {one.text}" if one.tag else one.text for one in explorer.said]
    return " ".join(filter(None, [title if title.endswith("?") else f"{title}.", _chosen(explorer), *said]))


def mime(explorer: Shown) -> tuple[dict[str, str], dict[str, Any]]:
    """The picture for a cell's output: {type: data} and {type: what belongs to it}."""
    figure = still(explorer)
    png = _plotted.with_data(_png(figure), figure)
    about: dict[str, Any] = {"alt": words(explorer)}
    if os.environ.get(_drawings.ASK):
        with mpl.rc_context():
            plotting.set_style()
            about[_drawings.KEY] = _drawings.drawings(figure)
    return {"image/png": base64.b64encode(png).decode()}, {"image/png": about}


def _png(figure: Figure) -> bytes:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return _drawings.with_palette(Image.fromarray(np.asarray(canvas.buffer_rgba())))


def _chosen(explorer: Shown) -> str:
    shown = [one for one in explorer.spec["controls"] if len(one["texts"]) > 1]
    said = (f"{_SYMBOL.sub('', one['label'])}: {one['texts'][explorer.index[one['name']]]}" for one in shown)
    return "; ".join(said) + "." * bool(shown)


# ---- The layout ---------------------------------------------------------------------------------------------------


def _anew(narrow: Figure, explorer: Shown) -> None:
    narrow.clear()
    with mpl.rc_context():
        plotting.set_style()
        _draw(narrow, explorer, NARROW)


def _draw(figure: Figure, explorer: Shown, width: float) -> None:
    """Title and setting, the panels from top to bottom, and what the explorer says."""
    rows = list(_rows(explorer.spec["panels"], width))
    heights = [max(_height(panel, width / len(row)) for panel in row) for row in rows]
    fill = lambda text: textwrap.fill(text, int(LETTERS * width))  # noqa: E731 (twice, and short)
    said = "\n".join(fill(f"{f'[{one.tag}] ' if one.tag else ''}{one.text}") for one in explorer.said)
    head = "\n".join(filter(None, [fill(explorer.spec["title"]), fill(_chosen(explorer))]))
    figure.set_size_inches(width, sum(heights) + _LINE * (head.count("\n") + said.count("\n") + 3))
    figure.suptitle(head, x=0.01, ha="left", fontsize=9.5)
    if said:
        figure.supxlabel(said, x=0.01, ha="left", fontsize=9.5, color=INK)
    if not rows:
        return
    grid = figure.add_gridspec(len(rows), 1, height_ratios=heights)
    for row, place in zip(rows, grid):
        parts = place.subgridspec(1, len(row))
        for panel, part in zip(row, parts):
            _panel(figure.add_subfigure(part), explorer, panel, width / len(row))


def _rows(panels: Sequence[Panel], width: float) -> Iterator[list[Panel]]:
    """Two half panels, or a square one and the next, stand side by side where there is room."""
    waiting = list(panels)
    while waiting:
        row = [waiting.pop(0)]
        small = row[0].get("half") or row[0].get("square")
        if small and waiting and width == WIDE and (waiting[0].get("half") or waiting[0]["kind"] != "bars"):
            row.append(waiting.pop(0))
        yield row


def _height(panel: Panel, width: float) -> float:
    """inches, with the lines of its heading and of its legend."""
    lines = _heading(panel, width).count("\n") + 1
    if panel["kind"] == "fields" and width != WIDE:  # turned
        return 0.9 * sketches.FIELDS * 13 / 5 * 0.6 + _LINE * lines
    if panel["kind"] in _HEIGHTS:
        return _HEIGHTS[panel["kind"]] + _LINE * lines
    labels = [one["label"] for one in panel.get("series") or panel["marks"]]
    return panel.get("height", 190) / 100 + _LINE * (lines + math.ceil(len(labels) / _columns(labels, width)))


def _heading(panel: Panel, width: float) -> str:
    return textwrap.fill(f"{panel['title']} {panel['note']}".strip(), int(LETTERS * width))


def _columns(labels: Sequence[str], width: float) -> int:
    """How many columns of a legend fit."""
    longest = max(map(len, labels), default=0) + 7
    return max(1, min(len(labels), int(LETTERS * width / longest)))


def _panel(figure: SubFigure, explorer: Shown, panel: Panel, width: float) -> None:
    if heading := _heading(panel, width):
        figure.suptitle(heading, x=0.02, ha="left", fontsize=9.5, color=GREY)
    _DRAW[panel["kind"]](figure, panel, explorer, width)


# ---- Panels -------------------------------------------------------------------------------------------------------


def _bars(figure: SubFigure, panel: Panel, explorer: Shown, width: float) -> None:
    rows = explorer.slice(panel["cells"])
    shown = [int(row) for row in rows if not np.isnan(row)]
    ends, colour = (
        panel[part][explorer.index[by]] if (by := panel[f"{part}_by"]) else panel[part] for part in ("ends", "colour")
    )
    heights, numbers, captions = (explorer.slice(panel[name]) for name in ("heights", "numbers", "caption"))
    for ax, row in zip(figure.subplots(1, len(shown), squeeze=False)[0], shown):
        bins = len(heights[row])
        ax.bar(np.arange(bins), heights[row] / 255, 0.9, align="edge", color=_COLOURS[colour])
        ax.set(xlim=(-0.2, bins + 0.1), ylim=(0, 1), yticks=[])
        caption = spelled(captions[row], panel["caption_format"])
        label = f"{panel['caption_label']} {caption}" if width == WIDE else caption
        ax.set_xlabel(f"{panel['heading']} {spelled(numbers[row], 'integer')}\n{label}", fontsize=9)
        ax.set_xticks([0, bins], ends)
        for text, side in zip(ax.get_xticklabels(), ("left", "right")):
            text.set_horizontalalignment(side)
        ax.tick_params(axis="x", length=0, labelsize=9)
        ax.grid(False)
        ax.spines["left"].set_visible(False)


def _lines(figure: SubFigure, panel: Panel, explorer: Shown, width: float) -> None:
    ax = figure.subplots()
    _axis(ax, "y", panel["y_range"], panel["ticks"], [_tick(tick, panel["log"]) for tick in panel["ticks"]])
    values = [np.asarray(explorer.slice(one["y"]), float) for one in panel["series"]]
    several = sum(one["style"] == "line" for one in panel["series"]) > 2
    for one, y in zip(panel["series"], values):
        if one["until"]:
            y = np.where(np.arange(len(y)) <= explorer.index[one["until"]], y, np.nan)
        x = panel["x_first"] + panel["x_step"] * np.arange(len(y))
        colour = _COLOURS[one["colour"]]
        if one["low"]:
            low, high = (explorer.slice(one[end]) for end in ("low", "high"))
            ax.fill_between(x, low, high, ~np.isnan(y), color=colour, alpha=0.2, lw=0)
        dots = one["style"] == "line" and np.count_nonzero(~np.isnan(y)) <= 31
        line = _DASHES.get(one["colour"], "-") if several else "-"
        style = {"here": "o", "crosses": "x", "dashed": ":"}.get(one["style"], ("o" if dots else "") + line)
        looks: dict[str, dict[str, Any]] = {"here": {"mfc": "none", "ms": 9, "mew": 2}, "crosses": {"ms": 7}}
        look = looks.get(one["style"], {"ms": 4})
        there = not np.isnan(y).all()  # as in the page, the legend names what is there
        ax.plot(x, y, style, color=colour, label=one["label"] if there else "", **look)
    last = max((int(np.flatnonzero(~np.isnan(y))[-1]) for y in values if not np.isnan(y).all()), default=0)
    if panel["ended"]:
        last = max(map(len, values)) - 1
    end = panel["x_first"] + panel["x_step"] * last
    margin = max(0.03 * (end - panel["x_first"]), 0.1)
    ax.set_xlim(panel["x_first"] - margin, end + margin)
    words_at = {int(number): text for number, text in panel["x_labels"].items()}
    places = [tick for tick in ax.get_xticks() if panel["x_first"] <= tick <= end and tick == int(tick)]
    places = sorted({*(int(place) for place in places), *words_at} & set(range(panel["x_first"], end + 1)))
    ax.set_xticks(places, [words_at.get(place, spelled(place, "integer")) for place in places])
    ax.set_xlabel(panel["x_title"])
    _legend(ax, width)


def _plane(figure: SubFigure, panel: Panel, explorer: Shown, width: float) -> None:
    ax = figure.subplots()
    scale = float(explorer.slice(panel["scale"])[0]) if panel["scale"] else 1.0
    for axis in "xy":
        ends, ticks = ([scale * one for one in panel[f"{axis}_{part}"]] for part in ("range", "ticks"))
        texts = [text or spelled(tick) for tick, text in zip(ticks, panel[f"{axis}_labels"])]
        _axis(ax, axis, ends, ticks, texts)
        getattr(ax, f"set_{axis}label")(panel[f"{axis}_title"])
    if panel["square"]:
        ax.set_aspect("equal")
    for mark in panel["marks"]:
        x = np.asarray(explorer.slice(mark["x"]), float)
        y = x if mark["style"] in UPRIGHT else np.asarray(explorer.slice(mark["y"]), float)
        there = ~np.isnan(x + y)
        if there.any():
            _MARKS[mark["style"]](ax, x[there], y[there], {"color": _COLOURS[mark["colour"]], "label": mark["label"]})
    _legend(ax, width)


def _arrows(ax: Axes, x: Any, y: Any, look: dict[str, Any]) -> None:
    drawn = ax.quiver(0 * x, 0 * y, x, y, angles="xy", scale_units="xy", scale=1, width=0.008, **look)
    drawn.set_label(look["label"])


def _rules(ax: Axes, x: Any, look: dict[str, Any], style: str) -> None:
    for number, place in enumerate(x):
        ax.axvline(place, ls=style, **look | {"label": "" if number else look["label"]})


def _path(ax: Axes, x: Any, y: Any, look: dict[str, Any]) -> None:
    ax.plot(x, y, "o-", lw=1.2, ms=3, **look)
    ax.plot(x[-1:], y[-1:], "o", ms=8, color=look["color"])


_MARKS: dict[str, Callable[..., Any]] = {
    "line": lambda ax, x, y, look: ax.plot(x, y, "-", **look),
    "dashed": lambda ax, x, y, look: ax.plot(x, y, ":", **look),
    "path": _path,
    "dots": lambda ax, x, y, look: ax.plot(x, y, "o", ms=4, **look),
    "hollow": lambda ax, x, y, look: ax.plot(x, y, "o", ms=4, mfc="none", **look),
    "crosses": lambda ax, x, y, look: ax.plot(x, y, "x", ms=4, **look),
    "arrows": _arrows,
    "rule": lambda ax, x, y, look: _rules(ax, x, look, "--"),
    "dotted": lambda ax, x, y, look: _rules(ax, x, look, ":"),
}


def _axis(ax: Axes, axis: str, limits: Sequence[float], ticks: Sequence[float], texts: Sequence[str]) -> None:
    getattr(ax, f"set_{axis}ticks")(ticks, texts)
    getattr(ax, f"set_{axis}lim")(*limits)


def _tick(tick: float, log: bool) -> str:
    if not log:
        return spelled(tick)
    return "1" if tick == 0 else f"10{superscript(round(tick))}" if tick == round(tick) else spelled_power(tick)


def _legend(ax: Axes, width: float) -> None:
    """Below the panel, in as many columns as fit."""
    handles, labels = ax.get_legend_handles_labels()
    if not labels:
        return
    below = ScaledTranslation(0, -0.45 if ax.get_xlabel() else -0.25, ax.figure.dpi_scale_trans)
    look = {"ncols": _columns(labels, width), "frameon": False, "fontsize": 9, "borderaxespad": 0}
    ax.legend(handles, labels, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=ax.transAxes + below, **look)


_DRAW: dict[str, Callable[[SubFigure, Panel, Shown, float], None]] = {
    "bars": _bars,
    "lines": _lines,
    "plane": _plane,
    "net": sketches.net,
    "fields": sketches.fields,
}
