"""The explorer engine: controls + panels + words over a precomputed table.

An explorer is declared, not programmed. Python computes a table over the whole grid of control values; the browser looks
up the slice that belongs to the chosen values and draws it. So the same widget works with a kernel and, in the built
page, without one. `engine.js` has no numerics but the formatting of numbers; `wi_lib/explorers/signal.py` is an example.
"""

from __future__ import annotations

import itertools
import json
import math
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

import anywidget
import numpy as np
import traitlets

from .. import _validate
from .fit import PLACEHOLDER, States, check, powers, strings
from .spelling import spelled, spelled_power

_HERE = pathlib.Path(__file__).parent
_DTYPES = {"uint8": np.uint8, "int16": np.int16, "float32": np.float32, "float64": np.float64}


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
        TypeError, ValueError: a name that is no identifier, no values or one twice, a start or mark that is no value, texts of
            another length, or an unknown kind.

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
        if not (isinstance(self.name, str) and self.name.isidentifier()):
            raise ValueError(f"name of a control must be an identifier, such as 'std'; received {self.name!r}.")
        values = tuple(self.values)
        if not values:
            raise ValueError(f"values of control {self.name!r} must not be empty; received none.")
        for place, value in enumerate(values):
            if value in values[:place]:
                raise ValueError(f"values of control {self.name!r} must differ; received {value!r} twice.")
        texts = tuple(map(str, values)) if self.texts is None else tuple(self.texts)
        strings(f"label, texts and marks of control {self.name!r}", self.label, *texts, *self.marks.values())
        if len(texts) != len(values):
            raise ValueError(
                f"texts of control {self.name!r} must be {len(values)}, one a value; received {len(texts)}."
            )
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
        data: the numbers, none of them infinite; NaN marks what does not exist (a layer beyond the chosen depth) and is
            stored exactly.
        along: names of the controls of the leading axes, in order. One more axis or two belong to the panel.
        dtype: how they travel to the browser: "float32"; "float64"; "uint8" (whole numbers 0 to 255); "int16", in steps of `step`.
        step: for int16 alone: the resolution; values may reach ±32,767 steps.

    Numbers that would not arrive are refused by the `Explorer`: infinite ones, those too large for their dtype, and those
    so small that float32 would make them 0 (take float64, or powers of ten in a log panel).
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
        ends: pair of texts for the ends of every cell's axis; with `ends_by`, {value: pair} for each of that control's values.
        ends_by: the name of the control on which the axis depends.
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
        strings("label of a series", self.label)
        if (self.low is None) != (self.high is None):
            raise ValueError(
                f"low and high must be given together, or neither; received {self.low!r} and {self.high!r}."
            )


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
        strings("label of a mark", self.label)


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
        sentences: tuples (tag, tone, text) or (tag, tone, text, limits). The tag is two or three words, or "" for none; tone is
            "good", "bad" or "plain". Text and tag may hold {names} of `values`, the text also **bold** words.
            `limits`, {name of `values`: (lowest, highest)}, say for which figures the sentence is true, in the array's own numbers.
        values: name -> (array, position, format); position indexes the array's own axis, -1 is the last that is no NaN.

    The `Explorer` refuses a sentence that some state would show with a figure that does not exist, or outside its limits.
    """

    case: str
    sentences: Sequence[tuple]
    values: Mapping


#: A size that was kept is within a factor of two of what it was: the rule of every tag that says so.
KEPT = 0.5, 2.0


def graded(name, cuts, sentences):
    """Sentences for a figure that falls between cuts: the same with limits, for cases made by ``np.searchsorted(cuts, figure)``.

    Args:
        name: of the figure, in the `values` of the `Words`.
        cuts: increasing numbers, one fewer than sentences.
        sentences: triples (tag, tone, text), for the smallest figures first.

    Raises:
        ValueError: there is not one more sentence than cuts.

    Example:
        >>> graded("kept", KEPT, [("faded", "bad", "{kept}"), ("kept", "good", "{kept}"), ("grown", "bad", "{kept}")])[1]
        ('kept', 'good', '{kept}', {'kept': (0.5, 2.0)})
    """
    if len(sentences) != len(cuts) + 1:
        raise ValueError(f"sentences must be {len(cuts) + 1}, one more than the cuts; received {len(sentences)}.")
    ends = (-math.inf, *cuts, math.inf)
    return [(*sentence, {name: pair}) for sentence, pair in zip(sentences, itertools.pairwise(ends))]


def starting(start, grid, first):
    """The value at first of every control: that of `start`, else that of `first` if the grid has it, else the grid's first one.

    Args:
        start: name -> value, as the reader gave it, or None.
        grid: name -> all values.
        first: name -> value; names may be missing.

    Raises:
        ValueError: `start` has a name or a value that is not in the grid.

    Example:
        >>> starting({"n": 2}, {"n": (1, 2), "m": (3, 4)}, {"m": 4})
        {'n': 2, 'm': 4}
    """
    for name, value in (start or {}).items():
        _validate.choice(f"start {name!r}", value, _validate.choice("start", name, grid))
    return {name: first[name] if first.get(name) in values else values[0] for name, values in grid.items()} | dict(
        start or {}
    )


class Sentence(NamedTuple):
    """What an explorer says: the tag, its tone, and the text, with all figures filled in."""

    tag: str
    tone: str
    text: str


class Explorer(anywidget.AnyWidget):
    """A figure with controls that looks up and draws; see the module's text.

    Every state is checked when it is made: what Python accepts, the page can show.

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
        TypeError, ValueError: in some state the page would show nothing, something else than was meant, or a sentence with a
            missing figure or one outside its limits. The message names the place, the value, the values allowed, and the state.

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
        strings("title and subtitle", title, subtitle)
        _check_kind("controls", controls, Control)
        _check_kind("arrays", arrays.values(), Array)
        _check_kind("panels", panels, Bars, Lines, Plane)
        _check_kind("words", words, Words)
        self._controls = {control.name: control for control in controls}
        if len(self._controls) < len(controls):
            raise ValueError(
                f"names of controls must differ; received {', '.join(control.name for control in controls)}."
            )
        described, table = _packed(arrays, self._controls)
        decoded = {name: unpacked_array(about, table) for name, about in described.items()}
        self._states = States(self._controls, described, decoded)
        check(self._states, panels, words)
        self._words, self._powers = tuple(words), powers(panels)
        spec = {
            "title": title,
            "subtitle": subtitle,
            "controls": [_control_spec(control) for control in controls],
            "arrays": described,
            "panels": [_panel_spec(panel, self._controls) for panel in panels],
            "words": [{**asdict(one), "sentences": [sentence[:3] for sentence in one.sentences]} for one in words],
        }
        start = {control.name: control.values.index(control.start) for control in controls}
        spec = _plain(spec)
        json.dumps(spec, allow_nan=False)  # one NaN would make the state of all widgets of a page unreadable
        super().__init__(spec=spec, table=table, index=start)

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
        return unpacked_array(about, self.table)[tuple(self.index[control] for control in about["along"])]

    def sentences(self):
        """All that the explorer can say.

        Returns:
            list[tuple[dict, tuple[Sentence, ...]]]: for every state, in the order of the controls' values: the values
            chosen, and a `Sentence` for each of the `words`.

        Example:
            >>> size = Control("n", "size", [1, 2])
            >>> arrays = {"square": Array([[1.0], [4.0]], ["n"]), "case": Array([[0], [1]], ["n"], "uint8")}
            >>> panel = Lines("Squares", "", [Series("n²", "square")], (0, 10), [0, 5, 10])
            >>> words = Words("case", [("small", "plain", "It is {n2}."), ("large", "plain", "It is **{n2}**.")],
            ...               {"n2": ("square", 0, "number")})
            >>> explorer = Explorer("Powers", "", [size], arrays, [panel], [words])
            >>> for chosen, said in explorer.sentences():
            ...     print(chosen, *said)
            {'n': 1} Sentence(tag='small', tone='plain', text='It is 1.')
            {'n': 2} Sentence(tag='large', tone='plain', text='It is 4.')
            >>> explorer.longest
            8
        """
        spoken = [self._spoken(words) for words in self._words]
        shape = [len(control.values) for control in self._controls.values()]
        each = [np.broadcast_to(one, shape).ravel() for one in spoken]
        values = itertools.product(*(control.values for control in self._controls.values()))
        said = zip(*each) if each else itertools.repeat(())
        return [(dict(zip(self._controls, chosen)), sentences) for chosen, sentences in zip(values, said)]

    @property
    def longest(self):
        """The number of characters of the longest text below the panels, over all states."""
        return max(len(" ".join(one.text for one in said)) for _, said in self.sentences())

    def _spoken(self, words):
        """The `Sentence` of one `Words` in every state: an object array that broadcasts to the grid of all controls."""
        figures = {name: self._states.figure(array, position) for name, (array, position, _) in words.values.items()}
        cases, *spread = np.broadcast_arrays(self._states.over(words.case)[..., 0].astype(int), *figures.values())
        figures, said = dict(zip(figures, spread)), np.empty(cases.shape, object)
        for at in np.ndindex(cases.shape):

            def figure(match):
                array, _, form = words.values[match[1]]
                value = figures[match[1]][at]
                return spelled_power(value) if array in self._powers else spelled(value, form)

            tag, tone, text, *_ = words.sentences[cases[at]]
            said[at] = Sentence(PLACEHOLDER.sub(figure, tag), tone, PLACEHOLDER.sub(figure, text.replace("**", "")))
        return said

    def __repr__(self):
        chosen = ", ".join(f"{name} = {control.texts[self.index[name]]}" for name, control in self._controls.items())
        return f"Explorer({self.spec['title']!r}: {chosen})"


def unpacked_array(about, table):
    """One array of a table, decoded as the browser does it: `about` is its entry in the spec's "arrays"."""
    data = np.frombuffer(table, about["dtype"], math.prod(about["shape"]), about["offset"]).reshape(about["shape"])
    if about["dtype"] != "int16":
        return data
    return np.where(data == _NAN_INT16, np.nan, data * about["step"])


def unpacked(spec, table):
    """All arrays of an explorer as numbers, from its spec and its table: what a notebook's widget state holds of it.

    Two versions of an explorer can so be compared as numbers, whatever their bytes.

    Args:
        spec: the dict `Explorer.spec`, or the same read from JSON.
        table: the bytes `Explorer.table`.

    Returns:
        dict[str, np.ndarray]: name -> array, as the browser decodes it; the leading axes belong to the controls in
        ``spec["arrays"][name]["along"]``, the others to the panel. NaN is what does not exist.

    Example:
        >>> size = Control("n", "size", [1, 2])
        >>> squares = Array([[1.0, 1.0], [2.0, 4.0]], ["n"], "int16", 0.5)
        >>> explorer = Explorer("Powers", "", [size], {"squares": squares}, [Lines("", "", [Series("", "squares")], (0, 4), [])], [])
        >>> unpacked(explorer.spec, explorer.table)["squares"].tolist()
        [[1.0, 1.0], [2.0, 4.0]]
    """
    return {name: unpacked_array(about, table) for name, about in spec["arrays"].items()}


def _check_kind(name, ones, *kinds):
    for one in ones:
        if not isinstance(one, kinds):
            raise TypeError(f"{name} must each be {' or '.join(kind.__name__ for kind in kinds)}; received {one!r}.")


def _validate_keys(values, controls):
    for name in values:
        _validate.choice("control", name, controls)


_NAN_INT16 = -32768


def _packed(arrays, controls):
    """Describe the arrays and join their bytes; each starts at a multiple of 8, as JavaScript's typed arrays ask."""
    described, parts, offset = {}, [], 0
    for name, array in arrays.items():
        dtype = _validate.choice(f"dtype of array {name!r}", array.dtype, _DTYPES)
        if isinstance(array.along, str):
            raise TypeError(f"along of array {name!r} must be a list of controls' names; received {array.along!r}.")
        _validate_keys(array.along, controls)
        if len(set(array.along)) < len(array.along):
            raise ValueError(f"along of array {name!r} must name every control once; received {list(array.along)}.")
        data = _validate.numeric(f"array {name!r}", array.data).astype(float, copy=False)
        expected = tuple(len(controls[control].values) for control in array.along)
        if data.shape[: len(expected)] != expected:
            raise ValueError(
                f"array {name!r} must have leading axes {expected}, the values of {list(array.along)}; "
                f"received shape {data.shape}."
            )
        if data.size == 0 or data.ndim == len(expected):
            raise ValueError(
                f"array {name!r} must have at least one axis of its own, behind those of {list(array.along)}, and not be empty; "
                f"received shape {data.shape}. A single number has an own axis of length 1."
            )
        step = _validate.number(f"step of array {name!r}", array.step, low=0, open_low=True)
        if step != 1 and array.dtype != "int16":
            raise ValueError(
                f"step of array {name!r} must be 1, for only int16 has steps; received {step:g} with {array.dtype}."
            )
        raw = _encoded(name, data, dtype, step).tobytes()
        raw += bytes(-len(raw) % 8)
        described[name] = {
            "dtype": array.dtype, "shape": data.shape, "along": array.along, "step": step, "offset": offset,
        }  # fmt: skip
        parts.append(raw)
        offset += len(raw)
    return described, b"".join(parts)


def _encoded(name, data, dtype, step):
    """The numbers as they travel, or an error where one would arrive as another."""
    smallest, largest = np.fmin.reduce(data, axis=None), np.fmax.reduce(data, axis=None)
    received = f"received {smallest:g} to {largest:g}"
    if np.isinf([smallest, largest]).any():
        raise ValueError(f"array {name!r} must not be infinite; {received}. NaN marks what does not exist.")
    if dtype is np.float64:
        return data
    if dtype is np.float32:
        about = np.finfo(np.float32)
        if max(-smallest, largest) > about.max:
            raise ValueError(f"array {name!r} must stay within ±{about.max:.2g} to travel as float32; {received}.")
        encoded = data.astype(np.float32)
        lost = (encoded == 0) & (data != 0)
        if lost.any():
            raise ValueError(
                f"array {name!r} must be 0 or at least {about.smallest_subnormal:.2g} in size to travel as float32; "
                f"received {data[lost][0]:.3g}. Take float64, or powers of ten in a log panel."
            )
        return encoded
    if dtype is np.uint8:
        if not (smallest >= 0 and largest <= 255 and (np.rint(data) == data).all()):
            raise ValueError(
                f"array {name!r} must be whole numbers from 0 to 255 to travel as uint8; received {_odd(data)}."
            )
        return data.astype(np.uint8)
    most = 32767 * step
    if not np.isnan(largest) and max(-smallest, largest) > most * (1 + 1e-9):
        raise ValueError(
            f"array {name!r} must stay within ±{most:g}, 32,767 steps of {step:g}, to travel as int16; {received}."
        )
    steps = np.rint(data / step)
    return np.where(np.isnan(steps), _NAN_INT16, np.nan_to_num(steps)).astype(np.int16)


def _odd(data):
    """The first number that is no whole number from 0 to 255."""
    return f"{data[~((data >= 0) & (data <= 255) & (np.rint(data) == data))][0]:g}"


def _control_spec(control):
    return {
        "name": control.name,
        "label": control.label,
        "texts": control.texts,
        "kind": control.kind,
        "marks": [[control.values.index(value), text] for value, text in control.marks.items()],
    }


def _panel_spec(panel, controls):
    """The panel as JSON has it: words for ticks and ends by their places, since no number is a good key there."""
    spec = asdict(panel)
    if panel.kind == "plane":
        for axis in "xy":
            labels = getattr(panel, f"{axis}_labels")
            spec[f"{axis}_labels"] = [labels.get(tick) for tick in getattr(panel, f"{axis}_ticks")]
    if panel.kind == "lines":
        spec["x_labels"] = {int(number): text for number, text in panel.x_labels.items()}
    if panel.kind == "bars" and panel.ends_by is not None:
        spec["ends"] = [panel.ends[value] for value in controls[panel.ends_by].values]
    return spec


def _plain(value):
    """The same as JSON has it: lists for tuples, strings for keys, Python numbers for numpy's."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value
