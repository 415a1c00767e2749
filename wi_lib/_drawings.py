"""How figures are shown. A notebook gets a PNG that carries its data; the book's page gets two drawings of the same
figure.

A drawing is SVG in the page's colours. The wide one is laid out as its code says, the narrow one anew, for a phone: not
scaled, so that its texts stay legible. Both travel in the metadata of the notebook's output, where no other program
looks: GitHub strips the styles out of an SVG that it finds in a notebook, and every program shows a PNG. It is
`tools/notebooks.py` that asks for the drawings; a reader's kernel does not spend the time.
"""

from __future__ import annotations

import base64
import copy
import html
import io
import json
import os
import re
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.legend import Legend
from matplotlib.ticker import Formatter, LogFormatter
from PIL import Image

from . import _plotted
from ._svg import slim

#: inches: the width of a narrow drawing. On a phone of 320 px, 9 points are then 11 px.
NARROW = 3.25
#: The environment variable that asks for the drawings, and their place in the output's metadata.
ASK, KEY = "WI_DRAWINGS", "wi"
_GAP = 5  # points, at least, between two numbers at an axis, or two titles
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


# ---- In a notebook ------------------------------------------------------------------------------------------------


def show_in_notebooks() -> None:
    """From now on, figures that a notebook shows carry their data, and drawings if asked for. Elsewhere, nothing
    happens.
    """
    try:
        ipython = get_ipython()  # type: ignore[name-defined]  # a name that only IPython has
        formatter = ipython.display_formatter.formatters["image/png"]
        import matplotlib_inline.backend_inline  # noqa: F401 (tells IPython how to show figures, else only with the first one)

        shown = formatter.lookup_by_type(Figure)
    except (NameError, AttributeError, ImportError, KeyError):  # no notebook, or one that shows no figures as PNG
        return
    if not isinstance(shown, _Showing):
        formatter.for_type(Figure, _Showing(shown))


class _Showing:
    """IPython's own way to show a figure as PNG, with the figure's data inside and its drawings beside it."""

    def __init__(self, show: Callable[[Figure], Any]) -> None:
        self.show = show

    def __call__(self, figure: Figure) -> Any:
        picture = self.show(figure)  # bytes, or base64; nothing for a figure without axes
        picture, about = picture if isinstance(picture, tuple) else (picture, {})
        if not isinstance(picture, (str, bytes)):
            return picture
        png = base64.b64decode(picture) if isinstance(picture, str) else picture
        if os.environ.get(ASK):
            png, about = with_palette(Image.open(io.BytesIO(png))), about | {KEY: drawings(figure)}
        png = _plotted.with_data(png, figure)
        return (base64.b64encode(png).decode() if isinstance(picture, str) else png), about


def with_palette(picture: Image.Image) -> bytes:
    """A picture as PNG with a palette: a third of the bytes. Figures hold few colours, and a notebook many figures.

    Example:
        >>> Image.open(io.BytesIO(with_palette(Image.new("RGBA", (90, 40), "white")))).mode == "P"
        True
    """
    buffer = io.BytesIO()
    few = picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(buffer, "png", optimize=True)
    return buffer.getvalue()


# ---- In a bench ---------------------------------------------------------------------------------------------------


class Picture(bytes):
    """A PNG with the drawings of the same figure, if they were asked for, as `drawings`."""

    drawings: dict[str, str]


def with_drawings(png: bytes, figure: Figure) -> bytes:
    """The PNG of a figure, with its drawings if they are asked for. (A bench's picture is no output of its own.)"""
    if not os.environ.get(ASK):
        return png
    picture = Picture(png)
    picture.drawings = drawings(figure)
    return picture


#: Where a bench's HTML holds its drawings: a browser shows nothing of a template.
_TEMPLATE = re.compile(r'<template class="wi-drawings">(.*?)</template>', re.S)


def hidden(picture: bytes) -> str:
    """The drawings of a picture as HTML that shows nothing; "" if it has none.

    Example:
        >>> picture = Picture(b"")
        >>> picture.drawings = {"wide": "<svg/>"}
        >>> hidden(picture)
        '<template class="wi-drawings">{&quot;wide&quot;: &quot;&lt;svg/&gt;&quot;}</template>'
    """
    found = getattr(picture, "drawings", None)
    return f'<template class="wi-drawings">{html.escape(json.dumps(found))}</template>' if found else ""


def unhidden(text: str) -> tuple[str, dict[str, str]]:
    """A bench's HTML without its drawings, and the drawings: {} if it has none.

    Example:
        >>> unhidden('<img><template class="wi-drawings">{&quot;wide&quot;: &quot;&lt;svg/&gt;&quot;}</template>')
        ('<img>', {'wide': '<svg/>'})
    """
    found = _TEMPLATE.search(text)
    return _TEMPLATE.sub("", text), json.loads(html.unescape(found[1])) if found else {}


# ---- The drawings -------------------------------------------------------------------------------------------------


def drawings(figure: Figure) -> dict[str, str]:
    """The two drawings of a figure, as SVG: {"wide": …, "narrow": …}. The figure itself is not changed.

    Example:
        >>> figure = Figure(figsize=(6.3, 2))
        >>> line = figure.subplots().plot([1, 2])
        >>> [re.search('viewBox="(.*?)"', drawing)[1] for drawing in drawings(figure).values()]  # in points
        ['0 0 453.6 144', '0 0 234 144']
    """
    wide, narrow = twin(figure), twin(figure)
    narrow.set_size_inches(NARROW, narrow.get_figheight())
    getattr(figure, "wi_narrow", stack)(narrow)
    _fit(narrow)
    return {"wide": _drawing(wide), "narrow": _drawing(narrow)}


def twin(figure: Figure) -> Figure:
    """A copy of a figure, with copies of all that is in it; pyplot does not know of it."""
    other = Figure.__new__(type(figure))
    state = figure.__getstate__()
    state.pop("_restore_to_pylab", None)
    other.__setstate__(copy.deepcopy(state, {id(figure): other}))
    return other


def _drawing(figure: Figure) -> str:
    _write_plainly(figure)
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "wi"}):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return slim(buffer.getvalue())


def _write_plainly(figure: Figure) -> None:
    """Have every log axis of a figure write its numbers without mathtext."""
    for ax in figure.axes:
        for ticks in (ax.xaxis.major, ax.xaxis.minor, ax.yaxis.major, ax.yaxis.minor):
            if isinstance(ticks.formatter, LogFormatter):
                ticks.formatter = _Plain(ticks.formatter)


class _Plain(Formatter):
    """What a log axis writes, without mathtext: 10⁻⁸, in one size, so that its exponents are legible."""

    def __init__(self, formatter: Formatter) -> None:
        self.formatter = formatter

    def set_locs(self, locs: Sequence[float]) -> None:
        self.formatter.set_locs(locs)

    def __call__(self, value: float, place: int | None = None) -> str:
        text = re.sub(r"\$\\mathdefault\{(.*)\}\$", r"\1", self.formatter(value, place))
        return re.sub(r"\^\{(.*)\}", lambda power: power[1].translate(_RAISED), text).replace(r"\times", "·")


# ---- The narrow layout --------------------------------------------------------------------------------------------


def stack(figure: Figure) -> None:
    """The rule for a narrow page: up to three panels side by side go one below the other; a grid of more stays one.

    Example:
        >>> figure = Figure(figsize=(6.3, 2))
        >>> axes = figure.subplots(1, 2)
        >>> stack(figure)
        >>> [ax.get_subplotspec().get_geometry()[:2] for ax in axes], float(figure.get_figheight())
        ([(2, 1), (2, 1)], 4.0)
    """
    panels = [ax for ax in figure.axes if ax.get_subplotspec()]
    rows, columns = panels[0].get_subplotspec().get_gridspec().get_geometry() if panels else (1, 1)
    if rows == 1 and 1 < columns <= 3:
        figure.set_figheight(columns * figure.get_figheight())
        for ax, place in zip(panels, GridSpec(columns, 1, figure)):
            ax.set_subplotspec(place)
            if ax.get_shared_y_axes().joined(ax, panels[0]):  # what the first one told for all
                ax.tick_params(labelleft=True)
                ax.set_ylabel(ax.get_ylabel() or panels[0].get_ylabel())


def _fit(figure: Figure) -> None:
    """What stands beside the panels, where there is less room: legends in fewer columns, fewer ticks, titles in more
    lines.
    """
    _write_plainly(figure)
    figure.draw_without_rendering()  # only then is it known how wide everything is
    for owner, legend in [*((figure, one) for one in figure.legends), *((ax, ax.get_legend()) for ax in figure.axes)]:
        if legend:
            _fit_legend(figure, owner, legend)
    figure.draw_without_rendering()
    gap = _GAP * figure.dpi / 72
    for ax in figure.axes:
        _fit_ticks(ax, gap)
        _fit_title(ax, gap)


def _fit_legend(figure: Figure, owner: Figure | Axes, legend: Legend) -> None:
    box, columns = legend.get_window_extent(), legend._ncols
    said = legend.legend_handles, [text.get_text() for text in legend.get_texts()]
    if owner is figure and box.width > figure.bbox.width:
        figure.legends.remove(legend)
        owner.legend(*said, loc="outside lower center", ncols=max(1, int(columns * figure.bbox.width / box.width)))
    elif owner is not figure and box.x0 > owner.bbox.x1:  # beside the panel there is no room: above it
        owner.legend(*said, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0)


def _fit_ticks(ax: Axes, gap: float) -> None:
    """Numbers that run into each other: every second one. Words: in two lines."""
    low, high = sorted(ax.get_xlim())
    seen = [tick for tick in ax.xaxis.get_major_ticks() if low <= tick.get_loc() <= high and tick.label1.get_visible()]
    places, texts = [tick.get_loc() for tick in seen], [tick.label1.get_text() for tick in seen]
    boxes = [tick.label1.get_window_extent() for tick in seen if tick.label1.get_text()]
    if all(one.x1 + gap < other.x0 for one, other in zip(boxes, boxes[1:])):
        return
    if any(" " in text for text in texts):
        ax.set_xticks(places, [text.replace(" ", "\n") for text in texts])
    else:
        ax.set_xticks(places[::2], texts[::2])


def _fit_title(ax: Axes, gap: float) -> None:
    """A title that would run into the next panel's, or out of the figure: in more lines."""
    ends = [other.bbox.x0 for other in ax.figure.axes if other.bbox.x0 > ax.bbox.x1 and other.bbox.y1 > ax.bbox.y0]
    room, title = min(ends, default=ax.figure.bbox.x1 + gap) - gap - ax.bbox.x0, ax.get_title("left")
    width = ax._left_title.get_window_extent().width
    if title and width > room:
        ax.set_title(textwrap.fill(title, int(len(title) * room / width)))
