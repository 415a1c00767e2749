"""What an explorer is declared of: controls, arrays of the table, panels, and words."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args

import numpy as np
from numpy.typing import ArrayLike

from .. import _validate
from .._types import WORKED_OUT
from .spelling import Format

#: A size that was kept is within a factor of two of what it was: the rule of every tag that says so.
KEPT = 0.5, 2.0
#: What stands for 0 among powers of ten: it has none. A log panel marks it as below its axis.
ZERO_POWER = -999.0
#: How a `Control` can look, how a `Series` can be drawn, and a `Mark`.
Kind = Literal["slider", "radio", "select", "play", "field"]
LineStyle = Literal["line", "dashed", "here", "crosses"]
MarkStyle = Literal["line", "dashed", "path", "dots", "hollow", "crosses", "arrows", "rule", "dotted"]
STYLES: tuple[MarkStyle, ...] = get_args(MarkStyle)
UPRIGHT = "rule", "dotted"  # a line at every x, whatever y is
#: How the numbers of an `Array` travel.
DType = Literal["uint8", "int16", "float32", "float64"]
#: The tone of a sentence; the limits within which it is true; what `Words` take as a sentence.
Tone = Literal["good", "bad", "plain"]
Limits = Mapping[str, float | tuple[float, float]]
Saying = tuple[str, Tone, str] | tuple[str, Tone, str, Limits]

#: The colours of lines and marks: 0 is that of the text; then blue, orange, green and purple.
COLOURS = range(5)

Value = TypeVar("Value")  # of a control
_KEY = re.compile(r"[a-z0-9.+-]+")


def strings(name: str, *values: object) -> None:
    """Raise unless all values are strings."""
    for value in values:
        if not isinstance(value, str):
            raise TypeError(f"{name} must be text; received {value!r} ({type(value).__name__}).")


def key_of(value: object) -> str:
    """The key of a control's value, as links write it: a number with four digits, a text in small letters and hyphens.

    Example:
        >>> key_of(0.01), key_of(2**0.5), key_of(1.0), key_of(1500), key_of("sigmoid, σ = 0.01")
        ('0.01', '1.414', '1', '1500', 'sigmoid-0.01')
    """
    if isinstance(value, (float, np.floating)):
        return f"{value:.4g}"
    return re.sub(r"[^a-z0-9.+-]+", "-", str(value).lower()).strip("-")


@dataclass(frozen=True)
class Control:
    """One thing the reader can change. One with a single value is not shown: there is nothing to choose.

    Args:
        name: the axis of the table that it moves along, also in links; an identifier of plain letters.
        label: what the reader reads.
        values: the grid values, in order; Python sees them in `Explorer.chosen`.
        texts: how each value is written; by default str(value).
        kind: "slider", "radio" (a few choices side by side), "select" (a list), "play" (a slider with a button), or
            "field" (the rows or the columns of a `Fields` panel, which the reader touches).
        start: the value at first; see also `first_of`.
        marks: for sliders: value -> short text under the track; see also `among`.
        keys: how links call each value, of small letters, digits and .+-; by default as `key_of` makes them. They must
            not change
            when texts do: links in use would break.

    Raises:
        TypeError, ValueError: a name that is no identifier, no values or one twice, a start or mark that is no value,
            texts or keys of another number, a key that is none or stands twice, or an unknown kind.

    Example:
        >>> std = Control("std", "weight std σ", [0.01, 0.1, 1.0], start=1.0)
        >>> std.texts, std.keys
        (('0.01', '0.1', '1.0'), ('0.01', '0.1', '1'))
    """

    name: str
    label: str
    values: Sequence[Any]
    texts: Sequence[str] = WORKED_OUT
    kind: Kind = "slider"
    start: Any = WORKED_OUT
    marks: Mapping[Any, str] = field(default_factory=dict)
    keys: Sequence[str] = WORKED_OUT

    def __post_init__(self) -> None:
        if not (isinstance(self.name, str) and self.name.isidentifier() and self.name.isascii()):
            raise ValueError(f"name of a control must be an identifier, such as 'std'; received {self.name!r}.")
        values = tuple(self.values)
        if not values:
            raise ValueError(f"values of control {self.name!r} must not be empty; received none.")
        self._differ("values", values)
        texts = tuple(map(str, values)) if self.texts is None else tuple(self.texts)
        keys = tuple(map(key_of, values)) if self.keys is None else tuple(self.keys)
        strings(
            f"label, texts, marks and keys of control {self.name!r}", self.label, *texts, *self.marks.values(), *keys
        )
        for part, ones in (("texts", texts), ("keys", keys)):
            if len(ones) != len(values):
                raise ValueError(
                    f"{part} of control {self.name!r} must be {len(values)}, one a value; received {len(ones)}."
                )
        for key in keys:
            if not _KEY.fullmatch(key):
                raise ValueError(
                    f"keys of control {self.name!r} must be of small letters, digits and .+-, such as 'he' or '0.01'; "
                    f"received {key!r}."
                )
        self._differ("keys", keys)
        _validate.choice("kind", self.kind, get_args(Kind))
        start = values[0] if self.start is None else self.start
        for value in (start, *self.marks):
            _validate.choice(f"start and marks of control {self.name!r}", value, values)
        for name, value in (("values", values), ("texts", texts), ("start", start), ("keys", keys)):
            object.__setattr__(self, name, value)

    def _differ(self, part: str, ones: Sequence[object]) -> None:
        for place, one in enumerate(ones):
            if one in ones[:place]:
                raise ValueError(f"{part} of control {self.name!r} must differ; received {one!r} twice.")


def first_of(values: Sequence[Value], wanted: Value) -> Value:
    """The value to begin with: the one that is wanted, if it is among the values, else the first.

    Example:
        >>> first_of((50, 100), 100), first_of((50, 60), 100)
        (100, 50)
    """
    return wanted if wanted in values else values[0]


def among(values: Collection[object], marks: Mapping[Value, str]) -> dict[Value, str]:
    """The marks (value -> text) whose values are there: for a grid that a caller may choose.

    Example:
        >>> among((0.01, 0.03, 0.1), {0.01: "0.01", 0.1: "0.1", 1.0: "1"})
        {0.01: '0.01', 0.1: '0.1'}
    """
    return {value: text for value, text in marks.items() if value in values}


@dataclass(frozen=True)
class Array:
    """Numbers of the table: the leading axes follow controls, the others belong to the panel.

    Args:
        data: the numbers, none of them infinite; NaN marks what does not exist (a layer beyond the chosen depth) and is
            stored exactly.
        along: names of the controls of the leading axes, in order. One more axis or two belong to the panel.
        dtype: how they travel to the browser: "float32"; "float64"; "uint8" (whole numbers 0 to 255); "int16", in
            steps of `step`.
        step: for int16 alone: the resolution; values may reach ±32,767 steps.

    Numbers that would not arrive are refused by the `Explorer`: infinite ones, those too large for their dtype, and
    those so small that float32 would make them 0 (take float64, or powers of ten in a log panel).
    """

    data: ArrayLike
    along: Sequence[str] = ()
    dtype: DType = "float32"
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
        ends: pair of texts for the ends of every cell's axis; with `ends_by`, {value: pair} for each of that control's
            values.
        ends_by: the name of the control on which the axis depends.
        colour: one of `COLOURS`; with `colour_by`, {value: colour} for each of that control's values.
        colour_by: the name of the control whose value is told by the colour.
    """

    title: str
    note: str
    heights: str
    cells: str
    numbers: str
    heading: str
    caption: str
    caption_label: str
    ends: tuple[str, str] | Mapping[Any, tuple[str, str]]
    ends_by: str | None = None
    caption_format: Format = "number"
    colour: int | Mapping[Any, int] = 1
    colour_by: str | None = None
    kind: Literal["bars"] = field(default="bars", init=False)


@dataclass(frozen=True)
class Series:
    """One line of a `Lines` panel: array (points,) `y`; `low` and `high` give a band.

    `style` is "line" (with dots, up to 31 of them), "dashed"; "here": a ring at every point that is not NaN, to
    mark where the reader is; or "crosses": an × at every such point. `colour` is one of `COLOURS`. `until` names a
    control: the line has a point for each of its values, and is drawn up to the chosen one, so nobody sees the end of
    a training before its beginning.
    """

    label: str
    y: str
    low: str | None = None
    high: str | None = None
    style: LineStyle = "line"
    colour: int = 3
    until: str | None = None

    def __post_init__(self) -> None:
        _validate.choice("style", self.style, get_args(LineStyle))
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
        nothing: what the panel says in a state that has no number to draw, where there is more to say than that.
        ended: what is said where a line ends before its array does, such as one that leaves the picture; {place} is the
            first place that it does not reach. With it the axis is as long in every state; else as the longest line.
    """

    title: str
    note: str
    series: Sequence[Series]
    y_range: tuple[float, float]
    ticks: Sequence[float]
    log: bool = False
    x_first: int = 0
    x_step: int = 1
    x_labels: Mapping[int, str] = field(default_factory=dict)
    x_title: str = "layer"
    height: int = 190
    half: bool = False
    nothing: str = ""
    ended: str = ""
    kind: Literal["lines"] = field(default="lines", init=False)


@dataclass(frozen=True)
class Mark:
    """One thing drawn in a `Plane`: the points (x, y), or what is made of them.

    Args:
        label: for the legend; "" leaves it out.
        x, y: arrays (points,): the coordinates; where one is NaN, nothing is drawn.
        style: "line"; "dashed"; "path" (a thin line with dots, the last one large); "dots"; "hollow" (rings);
            "crosses"; "arrows" (from the origin to every point); "rule" (a vertical line at every x, dashed; `y` is not
            used); "dotted" (such a line of dots).
        colour: one of `COLOURS`.
    """

    label: str
    x: str
    y: str
    style: MarkStyle = "line"
    colour: int = 1

    def __post_init__(self) -> None:
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
        scale: array (1,): by how many times ranges and ticks are larger than given here, so that short arrows and long
            ones fill the plane; by default they are as given.
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
    x_labels: Mapping[float, str] = field(default_factory=dict)
    y_labels: Mapping[float, str] = field(default_factory=dict)
    square: bool = False
    height: int = 240
    scale: str | None = None
    kind: Literal["plane"] = field(default="plane", init=False)


@dataclass(frozen=True)
class Ribbon:
    """One flow of a `Net`: arrays (layers,) of its size `y`, the ends of its band, and what theory says.

    Args:
        label, note: the heading beside it, and its second, lighter part.
        y, low, high, theory: names of the arrays; all of their numbers are there in every state.
        colour: 1 to 4, of the series.
    """

    label: str
    note: str
    y: str
    low: str
    high: str
    theory: str
    colour: int = 3


@dataclass(frozen=True)
class Net:
    """A few units of every layer, the weights between them, and two ribbons: the signal on its way forwards, and the
    gradient on its way back. Upright where the column is narrow.

    Args:
        title, note: as in `Bars`; seen in the large view alone.
        units: array (inputs, layers, units), uint8: how full each unit is drawn, 255 at most, for each of the inputs.
        inputs: what each of them is called. A button sends the next one.
        weights: array (layers - 1, units, units), from unit to unit: whole numbers of -3 to 3, the sign of the weight,
            and how large it is.
        strength: array (1,): how strongly the weights are drawn, from 0 to 1.
        series: two `Ribbon`, forwards and back, whose arrays hold powers of ten: a ribbon is as thick as its power lies
            above the lower end of `y_range`.
        near: a third `Ribbon`, of shares of 0 to 1, drawn inside the first one, which reaches from one input to an
            unrelated one: how far from its one edge a near input is. Its label and note are the legend's.
        y_range: (lowest, highest) power of ten: a hair, and the full thickness.
        layers: what the layers are called, the input first.
        theory, minus: what the dotted lines are called in the legend, and weights below 0.
    """

    title: str
    note: str
    units: str
    inputs: Sequence[str]
    weights: str
    strength: str
    series: Sequence[Ribbon]
    near: Ribbon
    y_range: tuple[float, float]
    layers: Sequence[str]
    theory: str = "theory"
    minus: str = "negative weights"
    log: bool = field(default=True, init=False)
    kind: Literal["net"] = field(default="net", init=False)


@dataclass(frozen=True)
class Fields:
    """A map of all values of two controls, by which the reader chooses: one field for each pair.

    Args:
        title, note: as in `Bars`.
        columns, rows: names of the two controls, of kind "field".
        column_title, row_title: what they are called in the map.
        values: array (rows, columns): the number in each field; the nearer to the upper one of `ends`, the stronger its
            colour. NaN: `missing` stands there.
        ends: (lowest, highest) of the values.
        missing, missing_label: the sign in place of a number, and what it means.
        framed: array (columns,): 1 around the columns that have a frame, 2 around those with a dashed one, else 0.
        frames: what the two kinds of frames mean.
        format: how the values are written in words; in the fields, without the sign %.
    """

    title: str
    note: str
    columns: str
    rows: str
    column_title: str
    row_title: str
    values: str
    ends: tuple[float, float]
    missing: str
    missing_label: str
    framed: str
    frames: tuple[str, str]
    format: Format = "percent"
    kind: Literal["fields"] = field(default="fields", init=False)


Panel = Bars | Lines | Plane | Net | Fields


@dataclass(frozen=True)
class Words:
    """One sentence below the panels, chosen by the figures themselves: the first of the sentences whose limits hold.

    Args:
        values: name -> (array, position, format); position indexes the array's own axis, -1 is the last that is no NaN.
        sentences: tuples (tag, tone, text) or (tag, tone, text, limits). The tag is two or three words, or "" for
            none; tone is "good", "bad" or "plain". Text and tag may hold {names} of `values`, the text also **bold**
            words. `limits`, {name of `values`: (lowest, highest)} or {name: the one number}, say for which figures the
            sentence is true, in the array's own numbers as the page gets them; both ends belong to it. A figure that
            is NaN is in no limits. A sentence without limits is always true.

    The `Explorer` refuses words of which no sentence is true in some state, or one that would be shown with a figure
    that does not exist. Sentences that no state reaches do not travel to the page; `Explorer.unsaid` has them.
    """

    values: Mapping[str, tuple[str, int, Format]]
    sentences: Sequence[Saying]


def graded(name: str, cuts: Sequence[float], sentences: Sequence[Saying]) -> list[Saying]:
    """Sentences for a figure that falls between cuts: the same with their limits. A figure on a cut belongs to the
    lower ones.

    Args:
        name: of the figure, in the `values` of the `Words`.
        cuts: increasing numbers, one fewer than sentences.
        sentences: triples (tag, tone, text), for the smallest figures first.

    Raises:
        ValueError: there is not one sentence more than cuts, or the cuts do not increase.

    Example:
        >>> sentences = [("faded", "bad", "{kept}"), ("kept", "good", "{kept}"), ("grown", "bad", "{kept}")]
        >>> graded("kept", KEPT, sentences)[1]
        ('kept', 'good', '{kept}', {'kept': (0.5, 2.0)})
    """
    if len(sentences) != len(cuts) + 1:
        raise ValueError(f"sentences must be {len(cuts) + 1}, one more than the cuts; received {len(sentences)}.")
    if any(not low < high for low, high in itertools.pairwise(cuts)):
        raise ValueError(f"cuts must increase; received {tuple(cuts)}.")
    ends = (-math.inf, *cuts, math.inf)
    return [(*sentence, {name: pair}) for sentence, pair in zip(sentences, itertools.pairwise(ends))]
