"""Whether an explorer's parts fit together in every state: what passes here, the page can show.

All checks look at the arrays as the browser decodes them, over the whole grid at once.
"""

from __future__ import annotations

import re

import numpy as np

from .. import _validate
from .spelling import FORMATS

#: A {name} in a sentence, as the browser finds it.
PLACEHOLDER = re.compile(r"\{(\w+)\}", re.ASCII)
TONES = ("good", "bad", "plain")


class States:
    """The decoded table over the grid of all controls.

    Args:
        controls: name -> `Control`.
        described: name -> the array's entry in the spec.
        decoded: name -> its numbers.
    """

    def __init__(self, controls, described, decoded):
        self._controls, self._described, self.arrays = controls, described, decoded

    def __contains__(self, name):
        return name in self.arrays

    def __iter__(self):
        return iter(self.arrays)

    def over(self, name):
        """The array with one leading axis for every control, of length 1 where it does not follow it; its own axes come last."""
        data, along = self.arrays[name], list(self._described[name]["along"])
        order = [along.index(control) for control in self._controls if control in along]
        data = data.transpose(*order, *range(len(along), data.ndim))
        sizes = [len(control.values) if name in along else 1 for name, control in self._controls.items()]
        return data.reshape(*sizes, *self.own(name))

    def own(self, name):
        """The shape of the axes that belong to the panel."""
        return self.arrays[name].shape[len(self._described[name]["along"]) :]

    def dtype(self, name):
        return self._described[name]["dtype"]

    def resolution(self, name, value):
        """How far a number may be from the one that was meant: half a step, or float32's rounding."""
        about = self._described[name]
        return about["step"] / 2 if about["dtype"] == "int16" else 1e-6 * np.abs(value)

    def figure(self, name, position):
        """The number at a position of the array's own axis, in every state; NaN where there is none. -1 is the last known one."""
        values = self.over(name)
        if position >= 0:
            return values[..., position]
        known = ~np.isnan(values)
        last = np.where(known.any(axis=-1), values.shape[-1] - known[..., ::-1].argmax(axis=-1), 0)
        at = last + position
        found = np.take_along_axis(values, np.maximum(at, 0)[..., None], axis=-1)[..., 0]
        return np.where(at >= 0, found, np.nan)

    def first(self, where):
        """The first state in which something holds, in words; `where` has an axis for every control."""
        at = np.argwhere(where)[0]
        axes = zip(self._controls.values(), at, where.shape)
        return (
            ", ".join(f"{control.name} = {control.texts[i]}" for control, i, size in axes if size > 1) or "every state"
        )


def strings(name, *values):
    """Raise unless all values are strings."""
    for value in values:
        if not isinstance(value, str):
            raise TypeError(f"{name} must be text; received {value!r} ({type(value).__name__}).")


def powers(panels):
    """Names of the arrays that hold powers of ten: those of log panels."""
    logs = [series for panel in panels if panel.kind == "lines" and panel.log for series in panel.series]
    return {name for series in logs for name in (series.y, series.low, series.high) if name is not None}


def check(states, panels, words):
    """Raise unless panels and words fit the table in every state."""
    if not panels and not words:
        raise ValueError("panels and words must not both be empty: the explorer would show nothing.")
    for number, panel in enumerate(panels):
        where = f"panel {number + 1}, {panel.title!r}"
        strings(f"title and note of {where}", panel.title, panel.note)
        {"bars": _check_bars, "lines": _check_lines, "plane": _check_plane}[panel.kind](states, panel, where)
    for one in words:
        _check_words(states, one, f"words of {one.case!r}", powers(panels))


# ---- Panels -------------------------------------------------------------------------------------------------------


def _array(states, name, where, axes=1):
    """The own shape of an array that a panel or words use."""
    _validate.choice(f"array in {where}", name, states.arrays)
    own = states.own(name)
    if len(own) != axes:
        wanted = "one axis of its own" if axes == 1 else "two axes of its own, (rows, bins)"
        raise ValueError(f"array {name!r} in {where} must have {wanted}; received {own}.")
    return own


def _same(states, names, where):
    """All arrays have equally many points."""
    lengths = {name: _array(states, name, where)[0] for name in names}
    if len(set(lengths.values())) > 1:
        received = ", ".join(f"{name!r} with {length}" for name, length in lengths.items())
        raise ValueError(f"arrays of {where} must have equal numbers of points; received {received}.")


def _axis(name, ends, ticks, where):
    """An axis has two finite ends, and its ticks lie between them."""
    if len(ends) != 2:
        raise ValueError(f"{name} of {where} must be a pair (lowest, highest); received {ends!r}.")
    low, high = (_validate.number(f"{name} of {where}", end) for end in ends)
    if not low < high:
        raise ValueError(f"{name} of {where} must have its lowest end first; received {low:g} to {high:g}.")
    for tick in ticks:
        _validate.number(f"every tick of {where}", tick, low=low, high=high)


def _colour(one, where):
    _validate.integer(f"colour in {where}", one.colour, low=1, high=4)


def _check_bars(states, panel, where):
    _colour(panel, where)
    strings(f"heading and caption_label of {where}", panel.heading, panel.caption_label)
    _validate.choice(f"caption_format of {where}", panel.caption_format, FORMATS)
    rows, _ = _array(states, panel.heights, where, axes=2)
    if states.dtype(panel.heights) != "uint8":
        raise ValueError(
            f"heights {panel.heights!r} of {where} must be of dtype uint8; received {states.dtype(panel.heights)}."
        )
    for name in (panel.numbers, panel.caption):
        if _array(states, name, where)[0] != rows:
            raise ValueError(
                f"array {name!r} of {where} must have {rows} rows, as {panel.heights!r} has; received {states.own(name)[0]}."
            )
    _array(states, panel.cells, where)
    cells = states.over(panel.cells)
    known = ~np.isnan(cells)
    if not known.any(axis=-1).all():
        raise ValueError(
            f"cells {panel.cells!r} of {where} must name a row in every state; received only NaN at {states.first(~known.any(axis=-1))}."
        )
    wrong = known & ~((cells >= 0) & (cells < rows) & (np.rint(cells) == cells))
    if wrong.any():
        raise ValueError(
            f"cells {panel.cells!r} of {where} must be rows from 0 to {rows - 1}; "
            f"received {cells[wrong][0]:g} at {states.first(wrong.any(axis=-1))}."
        )
    at = np.where(known, cells, 0).astype(int)
    for name, said in ((panel.numbers, "a whole number"), (panel.caption, "a number"), (panel.heights, "a bar")):
        values = states.over(name)
        if name == panel.heights:
            values = values.max(axis=-1).astype(float)
        shape = np.broadcast_shapes(values.shape[:-1], at.shape[:-1])
        places = np.broadcast_to(at, (*shape, at.shape[-1]))
        values = np.take_along_axis(np.broadcast_to(values, (*shape, rows)), places, axis=-1)
        fits = {"a number": ~np.isnan(values), "a whole number": np.rint(values) == values, "a bar": values > 0}[said]
        wrong = known & ~fits
        if wrong.any():
            raise ValueError(
                f"array {name!r} of {where} must have {said} for every row that is shown; "
                f"received {values[wrong][0]:g} at {states.first(wrong.any(axis=-1))}."
            )
    _check_ends(states, panel, where)


def _check_ends(states, panel, where):
    pairs = {None: panel.ends}
    if panel.ends_by is not None:
        values = _validate.choice(f"ends_by of {where}", panel.ends_by, states._controls).values
        pairs = panel.ends if isinstance(panel.ends, dict) else {}
        if set(pairs) != set(values):
            raise ValueError(
                f"ends of {where} must have a pair for each of {', '.join(map(repr, values))}; received {panel.ends!r}."
            )
    for pair in pairs.values():
        if isinstance(pair, (str, dict)) or len(pair) != 2:
            raise ValueError(f"ends of {where} must be a pair of texts; received {pair!r}.")
        strings(f"ends of {where}", *pair)


def _check_lines(states, panel, where):
    strings(f"x_title of {where}", panel.x_title, *panel.x_labels.values())
    _validate.integer(f"height of {where}", panel.height, low=60)
    _axis("y_range", panel.y_range, panel.ticks, where)
    if panel.log and any(tick != int(tick) for tick in panel.ticks):
        raise ValueError(f"ticks of {where} must be whole numbers, powers of ten; received {tuple(panel.ticks)}.")
    first = _validate.integer(f"x_first of {where}", panel.x_first)
    step = _validate.integer(f"x_step of {where}", panel.x_step, low=1)
    if not panel.series:
        raise ValueError(f"series of {where} must not be empty.")
    low, high = panel.y_range
    for series in panel.series:
        _colour(series, where)
        names = [name for name in (series.y, series.low, series.high) if name is not None]
        _same(states, names, f"series {series.label!r} in {where}")
        y = states.over(series.y)
        known = ~np.isnan(y)
        if series.low is not None:
            bottom, top = states.over(series.low), states.over(series.high)
            wrong = known & ~(bottom <= top)
            if wrong.any():
                raise ValueError(
                    f"low {series.low!r} and high {series.high!r} in {where} must be numbers, low at most high, wherever "
                    f"{series.y!r} has a point; that is not so at {states.first(wrong.any(axis=-1))}."
                )
        # Where all points of a state lie beyond the axis, the page says so; here, that some state shows the series at all.
        _is_seen(
            known & (y >= low) & (y <= high),
            f"series {series.label!r} ({series.y!r}) in {where}",
            "y_range",
            panel.y_range,
        )
    points = max(states.own(series.y)[0] for series in panel.series)
    numbers = range(first, first + points * step, step)
    for number in panel.x_labels:
        if number not in numbers:
            raise ValueError(
                f"x_labels of {where} must belong to points, {numbers[0]} to {numbers[-1]} in steps of {step}; received {number!r}."
            )


def _check_plane(states, panel, where):
    strings(
        f"titles and labels of {where}",
        panel.x_title,
        panel.y_title,
        *panel.x_labels.values(),
        *panel.y_labels.values(),
    )
    _validate.integer(f"height of {where}", panel.height, low=60)
    for axis in "xy":
        ticks = tuple(getattr(panel, f"{axis}_ticks"))
        _axis(f"{axis}_range", getattr(panel, f"{axis}_range"), ticks, where)
        for tick in getattr(panel, f"{axis}_labels"):
            _validate.choice(f"{axis}_labels of {where}", tick, ticks)
    if not panel.marks:
        raise ValueError(f"marks of {where} must not be empty.")
    seen, drawn = [], []
    for mark in panel.marks:
        _colour(mark, where)
        name = f"mark {mark.label!r} ({mark.x!r}, {mark.y!r}) in {where}"
        for array in (mark.x, mark.y):
            _array(states, array, name)
        x = states.over(mark.x)
        inside = (x >= panel.x_range[0]) & (x <= panel.x_range[1])
        known = ~np.isnan(x)
        if mark.style != "rule":
            _same(states, [mark.x, mark.y], name)
            y = states.over(mark.y)
            known, inside = known & ~np.isnan(y), inside & (y >= panel.y_range[0]) & (y <= panel.y_range[1])
        _is_seen(inside, name, "ranges", (panel.x_range, panel.y_range))
        drawn.append(known.any(axis=-1))
        seen.append(inside.any(axis=-1))
    empty = np.logical_or.reduce(np.broadcast_arrays(*drawn)) & ~np.logical_or.reduce(np.broadcast_arrays(*seen))
    if empty.any():
        raise ValueError(f"{where} would be blank at {states.first(empty)}: all of its points lie outside its axes.")


def _is_seen(seen, what, range_name, ends):
    if not seen.any():
        raise ValueError(f"{what} must have a point inside the {range_name} {ends} in some state; received none.")


# ---- Words --------------------------------------------------------------------------------------------------------


def _check_words(states, words, where, powers):
    own = _array(states, words.case, where)
    if own != (1,):
        raise ValueError(
            f"case {words.case!r} must have one whole number a state, an own axis of length 1; received {own[0]}."
        )
    if not words.sentences:
        raise ValueError(f"sentences of {where} must not be empty.")
    cases, last = states.over(words.case)[..., 0], len(words.sentences) - 1
    wrong = ~((cases >= 0) & (cases <= last) & (np.rint(cases) == cases))
    if wrong.any():
        raise ValueError(
            f"case {words.case!r} must be a whole number from 0 to {last}, one of the sentences; "
            f"received {cases[wrong][0]:g} at {states.first(wrong)}."
        )
    figures = {
        name: _figure(states, value, f"value {name!r} in {where}", powers) for name, value in words.values.items()
    }
    for number, sentence in enumerate(words.sentences):
        _check_sentence(states, sentence, cases == number, figures, words.values, f"sentence {number} of {where}")


def _figure(states, value, where, powers):
    """A figure of the words in every state."""
    if not isinstance(value, (tuple, list)) or len(value) != 3:
        raise ValueError(f"{where} must be (array, position, format); received {value!r}.")
    array, position, form = value
    _validate.choice(f"format in words, {where},", form, FORMATS)
    (size,) = _array(states, array, where)
    position = _validate.integer(
        f"position of {where}, in the own axis of {array!r},", position, low=-size, high=size - 1
    )
    if array in powers and form != "number":
        raise ValueError(
            f"format of {where} must be 'number', for {array!r} holds powers of ten for a log panel; received {form!r}."
        )
    return states.figure(array, position)


def _check_sentence(states, sentence, holds, figures, values, where):
    if not isinstance(sentence, (tuple, list)) or len(sentence) not in (3, 4):
        raise ValueError(f"{where} must be (tag, tone, text), or (tag, tone, text, limits); received {sentence!r}.")
    tag, tone, text, limits = *sentence, *[{}] * (4 - len(sentence))
    strings(f"tag and text of {where}", tag, text)
    _validate.choice(f"tone of {where}", tone, TONES)
    for part in (tag, text):
        for name in PLACEHOLDER.findall(part):
            _validate.choice(f"placeholder in {where}", name, figures)
        if re.search(r"[{}]", PLACEHOLDER.sub("", part)):
            raise ValueError(f"{where} may have braces only around a name, as in {{left}}; received {part!r}.")
    if "**" in tag or text.count("**") % 2:
        raise ValueError(
            f"{where} must have its bold words between pairs of **, and none in the tag; received {tag!r}, {text!r}."
        )
    for name in PLACEHOLDER.findall(tag + text):
        missing = holds & np.isnan(figures[name])
        if missing.any():
            raise ValueError(
                f"{{{name}}} of {where} must be a number wherever it is shown; it does not exist at {states.first(missing)}."
            )
    for name, (low, high) in limits.items():
        figure, (array, *_) = _validate.choice(f"limits of {where}", name, figures), values[name]
        slack = states.resolution(array, figure)
        wrong = holds & ~((figure >= low - slack) & (figure <= high + slack))
        if wrong.any():
            received = np.broadcast_to(figure, wrong.shape)[wrong][0]
            raise ValueError(
                f"{{{name}}} of {where}, {tag!r}, must be from {low:g} to {high:g} wherever it is shown; "
                f"received {received:g} at {states.first(wrong)}."
            )
