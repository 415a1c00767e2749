"""The explorer engine: controls + panels + words over a precomputed table.

An explorer is declared, not programmed. Python computes a table over the whole grid of control values; the browser looks
up the slice that belongs to the chosen values and draws it. So the same widget works with a kernel and, in the built
page, without one. `engine.js` has no numerics but the formatting of numbers; `wi_lib/explorers/signal.py` is an example.
"""

from __future__ import annotations

import math
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import anywidget
import numpy as np
import traitlets

from .. import _validate

_HERE = pathlib.Path(__file__).parent

#: How a number can be written: "number" 0.76 or 9.8·10⁻⁹; "percent" 68%; "integer" 12; "times" 1.4 ×.
FORMATS = ("number", "percent", "integer", "times")
_DTYPES = {"uint8": np.uint8, "int16": np.int16, "float32": np.float32}


@dataclass(frozen=True)
class Control:
    """One thing the reader can change.

    Args:
        name: the axis of the table that it moves along; an identifier.
        label: what the reader reads.
        values: the grid values, in order; Python sees them in `Explorer.chosen`.
        texts: how each value is written; by default str(value).
        kind: "slider", "radio" (a few choices side by side), "select" (a list), or "play" (a slider with a button).
        start: the value at first.
        marks: for sliders: value -> short text under the track.

    Raises:
        ValueError: no values, a start or mark that is no value, texts of another length, or an unknown kind.

    Example:
        >>> Control("std", "weight std σ", [0.01, 0.1, 1.0], start=1.0).texts
        ('0.01', '0.1', '1.0')
    """

    name: str
    label: str
    values: Sequence
    texts: Sequence[str] | None = None
    kind: str = "slider"
    start: object = None
    marks: Mapping = field(default_factory=dict)

    def __post_init__(self):
        values = tuple(self.values)
        if not values:
            raise ValueError(f"values of control {self.name!r} must not be empty; received none.")
        texts = tuple(map(str, values)) if self.texts is None else tuple(self.texts)
        if len(texts) != len(values):
            raise ValueError(f"texts of control {self.name!r} must be {len(values)}, one a value; received {len(texts)}.")
        _validate.choice("kind", self.kind, ("slider", "radio", "select", "play"))
        start = values[0] if self.start is None else self.start
        for value in (start, *self.marks):
            _validate.choice(f"start and marks of control {self.name!r}", value, values)
        for name, value in (("values", values), ("texts", texts), ("start", start)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Array:
    """Numbers of the table: the leading axes follow controls, the others belong to the panel.

    Args:
        data: the numbers; NaN marks what does not exist (a layer beyond the chosen depth) and is stored exactly.
        along: names of the controls of the leading axes, in order.
        dtype: how they travel to the browser: "float32"; "uint8" (whole numbers 0 to 255); "int16", in steps of `step`.
        step: for int16: the resolution; values beyond ±32,767 steps are clipped.
    """

    data: np.ndarray
    along: Sequence[str] = ()
    dtype: str = "float32"
    step: float = 1.0


@dataclass(frozen=True)
class Bars:
    """A row of small histograms, one a layer.

    Args:
        title, note: the heading, and its second, lighter part.
        heights: array (rows, bins), uint8, 255 for the tallest.
        cells: array (most cells,): which rows are drawn, from left to right; NaN: no cell.
        numbers: array (rows,): the number in each cell's heading, after `heading`.
        heading: the word before it, such as "layer".
        caption: array (rows,) written under each cell after `caption_label`; `caption_format` says how.
        ends: pair of texts for the ends of every cell's axis, or {value of `ends_by`: pair}.
        ends_by: the control on which the axis depends.
        colour: 1 to 4, of the series.
    """

    title: str
    note: str
    heights: str
    cells: str
    numbers: str
    heading: str
    caption: str
    caption_label: str
    ends: object
    ends_by: str | None = None
    caption_format: str = "number"
    colour: int = 1
    kind: str = field(default="bars", init=False)


@dataclass(frozen=True)
class Series:
    """One line of a `Lines` panel: array (points,) `y`; `low` and `high` give a band.

    `style` is "line" (with dots, up to 31 of them), "dashed", or "here": a ring at every point that is not NaN, to mark where the reader is.
    """

    label: str
    y: str
    low: str | None = None
    high: str | None = None
    style: str = "line"
    colour: int = 3

    def __post_init__(self):
        _validate.choice("style", self.style, ("line", "dashed", "here"))


@dataclass(frozen=True)
class Lines:
    """Lines over the layers (or any whole numbers); points are drawn as far as they are not NaN.

    Args:
        title, note: as in `Bars`.
        series: the lines.
        y_range: (lowest, highest) of the axis. With `log`, arrays and range are powers of ten: -8 means 1e-8.
        ticks: positions of the horizontal rules, as in `y_range`.
        log: whether the vertical axis is logarithmic.
        x_first, x_step: the number of the first point, and from one point to the next; `x_labels` may replace some
            numbers by words ({0: "input"}).
        x_title: what the numbers count.
        height: pixels.
        half: two such panels, one after the other, stand side by side where the column is wide enough.
    """

    title: str
    note: str
    series: Sequence[Series]
    y_range: tuple[float, float]
    ticks: Sequence[float]
    log: bool = False
    x_first: int = 0
    x_step: int = 1
    x_labels: Mapping = field(default_factory=dict)
    x_title: str = "layer"
    height: int = 190
    half: bool = False
    kind: str = field(default="lines", init=False)


#: How a `Mark` can be drawn.
STYLES = ("line", "dashed", "path", "dots", "hollow", "crosses", "arrows", "rule")


@dataclass(frozen=True)
class Mark:
    """One thing drawn in a `Plane`: the points (x, y), or what is made of them.

    Args:
        label: for the legend; "" leaves it out.
        x, y: arrays (points,): the coordinates; where one is NaN, nothing is drawn.
        style: "line"; "dashed"; "path" (a thin line with dots, the last one large); "dots"; "hollow" (rings); "crosses";
            "arrows" (from the origin to every point); "rule" (a vertical line at every x; `y` is not used).
        colour: 1 to 4, of the series.
    """

    label: str
    x: str
    y: str
    style: str = "line"
    colour: int = 1

    def __post_init__(self):
        _validate.choice("style", self.style, STYLES)


@dataclass(frozen=True)
class Plane:
    """Curves, points and arrows in x and y.

    Args:
        title, note: as in `Bars`.
        marks: list of `Mark`, drawn from back to front.
        x_range, y_range: (lowest, highest) of the axes; what lies outside is cut off.
        x_ticks, y_ticks: where rules and numbers stand.
        x_title, y_title: what the axes are.
        x_labels, y_labels: words in place of some ticks' numbers: {0: "backwards", 1: "forwards"}.
        square: equal scales on both axes, as arrows need.
        height: pixels; with `square` the plane is at most this high and as wide as its ranges ask for.
    """

    title: str
    note: str
    marks: Sequence[Mark]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: Sequence[float]
    y_ticks: Sequence[float]
    x_title: str = ""
    y_title: str = ""
    x_labels: Mapping = field(default_factory=dict)
    y_labels: Mapping = field(default_factory=dict)
    square: bool = False
    height: int = 240
    kind: str = field(default="plane", init=False)


@dataclass(frozen=True)
class Words:
    """One sentence below the panels, chosen by the figures themselves.

    Args:
        case: array of one whole number: which of the sentences holds.
        sentences: triples (tag, tone, text); tag is two or three words, tone "good", "bad" or "plain". Text and tag may
            hold {names} of `values`.
        values: name -> (array, position, format); position indexes the array's own axis, -1 is the last that is no NaN.
    """

    case: str
    sentences: Sequence[tuple[str, str, str]]
    values: Mapping


class Explorer(anywidget.AnyWidget):
    """A figure with controls that looks up and draws; see the module's text.

    Args:
        title, subtitle: the heading.
        controls: list of `Control`.
        arrays: name -> `Array`; together the table.
        panels: list of `Bars`, `Lines` and `Plane`, drawn from top to bottom.
        words: list of `Words`.

    Attributes:
        chosen: dict of the values chosen; read it, or set it in part: ``explorer.chosen = {"std": 0.01}``.
        index: the same as positions in the lists of values; synchronised with the page.

    Raises:
        TypeError, ValueError: a name is used that no control or array has, or an array does not have the shape that its
            controls ask for.

    Example:
        >>> size = Control("n", "size", [1, 2, 3])
        >>> squares = Array(np.array([[1.0, 1.0], [2.0, 4.0], [3.0, 9.0]]), ["n"])
        >>> panel = Lines("Squares", "", [Series("n, n²", "squares")], (0, 10), [0, 5, 10])
        >>> explorer = Explorer("Powers", "", [size], {"squares": squares}, [panel], [])
        >>> explorer.chosen = {"n": 3}
        >>> explorer.slice("squares")
        array([3., 9.], dtype=float32)
        >>> explorer
        Explorer('Powers': n = 3)
    """

    _esm = _HERE / "engine.js"
    _css = _HERE / "engine.css"
    spec = traitlets.Dict().tag(sync=True)
    table = traitlets.Bytes().tag(sync=True)
    index = traitlets.Dict().tag(sync=True)

    def __init__(self, title, subtitle, controls, arrays, panels, words):
        self._controls = {control.name: control for control in controls}
        described, table = _packed(arrays, self._controls)
        self._check_names(panels, words, described)
        spec = {
            "title": title,
            "subtitle": subtitle,
            "controls": [_control_spec(control) for control in controls],
            "arrays": described,
            "panels": [asdict(panel) for panel in panels],
            "words": [asdict(sentence) for sentence in words],
        }
        start = {control.name: control.values.index(control.start) for control in controls}
        super().__init__(spec=_plain(spec), table=table, index=start)

    @staticmethod
    def _check_names(panels, words, arrays):
        for panel in panels:
            for name in _arrays_of(panel):
                _validate.choice(f"array in panel {panel.title!r}", name, arrays)
        for sentence in words:
            for name in (sentence.case, *(value[0] for value in sentence.values.values())):
                _validate.choice("array in words", name, arrays)
            for _, _, form in sentence.values.values():
                _validate.choice("format in words", form, FORMATS)

    @traitlets.validate("index")
    def _check_index(self, proposal):
        index = dict(proposal["value"])
        _validate_keys(index, self._controls)
        for name, position in index.items():
            last = len(self._controls[name].values) - 1
            index[name] = _validate.integer(f"index of {name!r}", position, low=0, high=last)
        return {name: index.get(name, self.index.get(name, 0)) for name in self._controls}

    @property
    def chosen(self):
        return {name: control.values[self.index[name]] for name, control in self._controls.items()}

    @chosen.setter
    def chosen(self, values):
        _validate_keys(values, self._controls)
        for name, value in values.items():
            _validate.choice(name, value, self._controls[name].values)
        self.index = self.index | {name: self._controls[name].values.index(value) for name, value in values.items()}

    def slice(self, name):
        """What the page looks up for the chosen values: the part of the array `name`, as the browser decodes it."""
        about = _validate.choice("name", name, self.spec["arrays"])
        data = np.frombuffer(self.table, about["dtype"], math.prod(about["shape"]), about["offset"])
        data = data.reshape(about["shape"])[tuple(self.index[control] for control in about["along"])]
        if about["dtype"] != "int16":
            return data
        return np.where(data == _NAN_INT16, np.nan, data * about["step"])

    def __repr__(self):
        chosen = ", ".join(f"{name} = {control.texts[self.index[name]]}" for name, control in self._controls.items())
        return f"Explorer({self.spec['title']!r}: {chosen})"


def _arrays_of(panel):
    """Names of the arrays that a panel draws."""
    if isinstance(panel, Bars):
        return [panel.heights, panel.cells, panel.numbers, panel.caption]
    if isinstance(panel, Plane):
        return [name for mark in panel.marks for name in (mark.x, mark.y)]
    return [name for series in panel.series for name in (series.y, series.low, series.high) if name is not None]


def _validate_keys(values, controls):
    for name in values:
        _validate.choice("control", name, controls)


_NAN_INT16 = -32768


def _packed(arrays, controls):
    """Describe the arrays and join their bytes; each starts at a multiple of 4, as JavaScript's typed arrays ask."""
    described, parts, offset = {}, [], 0
    for name, array in arrays.items():
        dtype = _validate.choice(f"dtype of array {name!r}", array.dtype, _DTYPES)
        _validate_keys(array.along, controls)
        data = np.asarray(array.data, dtype=float)
        expected = tuple(len(controls[control].values) for control in array.along)
        if data.shape[: len(expected)] != expected:
            raise ValueError(
                f"array {name!r} must have leading axes {expected}, the values of {list(array.along)}; "
                f"received shape {data.shape}."
            )
        raw = _encoded(name, data, dtype, array.step).tobytes()
        raw += bytes(-len(raw) % 4)
        described[name] = {
            "dtype": array.dtype, "shape": data.shape, "along": array.along, "step": array.step, "offset": offset,
        }  # fmt: skip
        parts.append(raw)
        offset += len(raw)
    return described, b"".join(parts)


def _encoded(name, data, dtype, step):
    if dtype is np.float32:
        return data.astype(np.float32)
    if dtype is np.uint8:
        if not (np.isfinite(data).all() and data.min() >= 0 and data.max() <= 255):
            raise ValueError(f"array {name!r} must be from 0 to 255 to travel as uint8; received {data.min()} to {data.max()}.")
        return np.rint(data).astype(np.uint8)
    steps = np.rint(np.clip(data / step, -32767, 32767))
    return np.where(np.isnan(steps), _NAN_INT16, steps).astype(np.int16)


def _control_spec(control):
    return {
        "name": control.name,
        "label": control.label,
        "texts": control.texts,
        "kind": control.kind,
        "marks": [[control.values.index(value), text] for value, text in control.marks.items()],
    }


def _key(key):
    """As JavaScript writes a number: 1, where Python has 1.0."""
    return str(int(key)) if isinstance(key, float) and key.is_integer() else str(key)


def _plain(value):
    """The same as JSON has it: lists for tuples, strings for keys, Python numbers for numpy's."""
    if isinstance(value, Mapping):
        return {_key(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value
