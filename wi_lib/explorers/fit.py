"""Whether an explorer's panels fit its table in every state: what passes here, the page can show.

All checks look at the arrays as the browser decodes them, over the whole grid at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _validate
from .declare import COLOURS, UPRIGHT, Bars, Fields, Lines, Net, Panel, Plane, Ribbon, strings
from .spelling import FORMATS
from .states import States


def powers(panels: Iterable[Panel]) -> set[str]:
    """Names of the arrays that hold powers of ten: those of log panels."""
    logs = [series for panel in panels if isinstance(panel, (Lines, Net)) and panel.log for series in panel.series]
    return {name for series in logs for name in (series.y, series.low, series.high) if name is not None}


def check(states: States, panels: Iterable[Panel]) -> None:
    """Raise unless the panels fit the table in every state."""
    checks: dict[str, Callable[..., None]] = {
        "bars": _check_bars,
        "lines": _check_lines,
        "plane": _check_plane,
        "net": _check_net,
        "fields": _check_fields,
    }
    panels = tuple(panels)
    for number, panel in enumerate(panels):
        where = f"panel {number + 1}, {panel.title!r}"
        strings(f"title and note of {where}", panel.title, panel.note)
        checks[panel.kind](states, panel, where)
    shown = {name for panel in panels if isinstance(panel, Fields) for name in (panel.columns, panel.rows)}
    for name, control in states.controls.items():
        if control.kind == "field" and name not in shown:
            raise ValueError(
                f"control {name!r} of kind 'field' must be the rows or columns of a Fields panel; it is of none."
            )


def _refuse(states: States, values: NDArray[Any], wrong: NDArray[np.bool_], rule: str) -> None:
    """Raise where a number is wrong: with the rule, the first such number, and its state."""
    if wrong.any():
        raise ValueError(f"{rule}; received {values[wrong][0]:g} at {states.first(wrong)}.")


def _bytes(states: States, name: str, what: str) -> None:
    if states.dtype(name) != "uint8":
        raise ValueError(f"{what} must be of dtype uint8; received {states.dtype(name)}.")


def _same(states: States, names: Iterable[str], where: str) -> None:
    """All arrays have equally many points."""
    lengths = {name: states.points(name, where)[0] for name in names}
    if len(set(lengths.values())) > 1:
        received = ", ".join(f"{name!r} with {length}" for name, length in lengths.items())
        raise ValueError(f"arrays of {where} must have equal numbers of points; received {received}.")


def _axis(name: str, ends: tuple[float, float], ticks: Iterable[float], where: str) -> None:
    """An axis has two finite ends, and its ticks lie between them."""
    low, high = _validate.span(f"{name} of {where}", ends)
    for tick in ticks:
        _validate.number(f"every tick of {where}", tick, low=low, high=high)


def _pair(name: str, pair: Sequence[str]) -> None:
    if len(_validate.items(name, pair, "two texts")) != 2:
        raise ValueError(f"{name} must be a pair of texts; received {pair!r}.")
    strings(name, *pair)


def _colour(colour: object, where: str) -> None:
    _validate.integer(f"colour in {where}", colour, low=COLOURS[0], high=COLOURS[-1])


def _check_bars(states: States, panel: Bars, where: str) -> None:
    for colour in _by(states, panel.colour, panel.colour_by, "colour", where):
        _colour(colour, where)
    strings(f"heading and caption_label of {where}", panel.heading, panel.caption_label)
    _validate.choice(f"caption_format of {where}", panel.caption_format, FORMATS)
    rows, _ = states.points(panel.heights, where, axes=2)
    _bytes(states, panel.heights, f"heights {panel.heights!r} of {where}")
    for name in (panel.numbers, panel.caption):
        if states.points(name, where)[0] != rows:
            raise ValueError(
                f"array {name!r} of {where} must have {rows} rows, as {panel.heights!r} has; received {states.own(name)[0]}."
            )
    states.points(panel.cells, where)
    cells = states.over(panel.cells)
    known = ~np.isnan(cells)
    if not known.any(axis=-1).all():
        raise ValueError(
            f"cells {panel.cells!r} of {where} must name a row in every state; received only NaN at {states.first(~known.any(axis=-1))}."
        )
    wrong = known & ~((cells >= 0) & (cells < rows) & (np.rint(cells) == cells))
    _refuse(states, cells, wrong, f"cells {panel.cells!r} of {where} must be rows from 0 to {rows - 1}")
    at = np.where(known, cells, 0).astype(int)
    for name, said in ((panel.numbers, "a whole number"), (panel.caption, "a number"), (panel.heights, "a bar")):
        values = states.over(name)
        if name == panel.heights:
            values = values.max(axis=-1)
        shape = np.broadcast_shapes(values.shape[:-1], at.shape[:-1])
        places = np.broadcast_to(at, (*shape, at.shape[-1]))
        values = np.take_along_axis(np.broadcast_to(values, (*shape, rows)), places, axis=-1)
        fits = {"a number": ~np.isnan(values), "a whole number": np.rint(values) == values, "a bar": values > 0}[said]
        _refuse(
            states, values, known & ~fits, f"array {name!r} of {where} must have {said} for every row that is shown"
        )
    _check_ends(states, panel, where)


def _by(states: States, given: Any, control: str | None, part: str, where: str) -> list[Any]:
    """What a panel has for each value of a control, or, with no control, for all."""
    if control is None:
        return [given]
    values = _validate.choice(f"{part}_by of {where}", control, states.controls).values
    if not isinstance(given, Mapping) or set(given) != set(values):
        raise ValueError(
            f"{part} of {where} must have one for each of {', '.join(map(repr, values))}; received {given!r}."
        )
    return list(given.values())


def _check_ends(states: States, panel: Bars, where: str) -> None:
    for pair in _by(states, panel.ends, panel.ends_by, "ends", where):
        _pair(f"ends of {where}", pair)


def _check_lines(states: States, panel: Lines, where: str) -> None:
    strings(
        f"x_title, labels, nothing and ended of {where}",
        panel.x_title,
        panel.nothing,
        panel.ended,
        *panel.x_labels.values(),
    )
    if panel.ended and "{place}" not in panel.ended:
        raise ValueError(f"ended of {where} must say {{place}}, where a line ends; received {panel.ended!r}.")
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
        _colour(series.colour, where)
        names = [name for name in (series.y, series.low, series.high) if name is not None]
        _same(states, names, f"series {series.label!r} in {where}")
        y = states.over(series.y)
        known = ~np.isnan(y)
        if series.until is not None:
            values = _validate.choice(
                f"until of series {series.label!r} in {where}", series.until, states.controls
            ).values
            if len(values) != y.shape[-1]:
                raise ValueError(
                    f"series {series.label!r} in {where} must have a point for each of the {len(values)} values of "
                    f"{series.until!r}, until which it is drawn; received {y.shape[-1]} points."
                )
        if series.low is not None and series.high is not None:
            bottom, top = states.over(series.low), states.over(series.high)
            wrong = known & ~(bottom <= top)
            if wrong.any():
                raise ValueError(
                    f"low {series.low!r} and high {series.high!r} in {where} must be numbers, low at most high, wherever "
                    f"{series.y!r} has a point; that is not so at {states.first(wrong)}."
                )
        # Where all points of a state lie beyond the axis, the page says so; here, that some state shows the series at
        # all.
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


def _check_plane(states: States, panel: Plane, where: str) -> None:
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
    scale: Any = 1.0
    if panel.scale is not None:
        states.points(panel.scale, f"scale of {where}")
        scale = states.over(panel.scale)
        _refuse(states, scale, ~(scale > 0), f"scale {panel.scale!r} of {where} must be above 0")
    (left, right), (low, high) = (tuple(end * scale for end in ends) for ends in (panel.x_range, panel.y_range))
    seen, drawn = [], []
    for mark in panel.marks:
        _colour(mark.colour, where)
        name = f"mark {mark.label!r} ({mark.x!r}, {mark.y!r}) in {where}"
        for array in (mark.x, mark.y):
            states.points(array, name)
        x = states.over(mark.x)
        inside = (x >= left) & (x <= right)
        known = ~np.isnan(x)
        if mark.style not in UPRIGHT:
            _same(states, [mark.x, mark.y], name)
            y = states.over(mark.y)
            known, inside = known & ~np.isnan(y), inside & (y >= low) & (y <= high)
        _is_seen(inside, name, "ranges", (panel.x_range, panel.y_range))
        drawn.append(known.any(axis=-1))
        seen.append(inside.any(axis=-1))
    empty = np.logical_or.reduce(np.broadcast_arrays(*drawn)) & ~np.logical_or.reduce(np.broadcast_arrays(*seen))
    if empty.any():
        raise ValueError(f"{where} would be blank at {states.first(empty)}: all of its points lie outside its axes.")


def _check_net(states: States, panel: Net, where: str) -> None:
    strings(f"inputs, layers and theory of {where}", *panel.inputs, *panel.layers, panel.theory, panel.minus)
    inputs, layers, units = states.points(panel.units, where, axes=3)
    for name, texts, count in (("inputs", panel.inputs, inputs), ("layers", panel.layers, layers)):
        if len(texts) != count:
            raise ValueError(f"{name} of {where} must be {count}, as {panel.units!r} has; received {len(texts)}.")
    if layers < 2:
        raise ValueError(f"layers of {where} must be at least 2, the input and one more; received {layers}.")
    _bytes(states, panel.units, f"units {panel.units!r} of {where}")
    _within(states, panel.strength, (1,), (0, 1), where)
    _within(states, panel.weights, (layers - 1, units, units), (-3, 3), where)
    weights = states.over(panel.weights)
    _refuse(states, weights, np.rint(weights) != weights, f"weights {panel.weights!r} of {where} must be whole numbers")
    _axis("y_range", panel.y_range, (), where)
    if len(panel.series) != 2:
        raise ValueError(f"series of {where} must be two ribbons, forwards and back; received {len(panel.series)}.")
    for ribbon, ends in zip((*panel.series, panel.near), (None, None, (0, 1))):
        _check_ribbon(states, ribbon, layers, ends, f"ribbon {ribbon.label!r} in {where}")
    low, high = panel.y_range
    for ribbon in panel.series:
        seen = states.over(ribbon.y)
        _is_seen((seen >= low) & (seen <= high), f"ribbon {ribbon.label!r} in {where}", "y_range", panel.y_range)


def _check_ribbon(states: States, ribbon: Ribbon, layers: int, ends: tuple[float, float] | None, where: str) -> None:
    strings(f"label and note of {where}", ribbon.label, ribbon.note)
    _colour(ribbon.colour, where)
    for name in (ribbon.y, ribbon.low, ribbon.high, ribbon.theory):
        _within(states, name, (layers,), ends, where)
    y, low, high = (states.over(name) for name in (ribbon.y, ribbon.low, ribbon.high))
    wrong = ~((low <= y) & (y <= high))
    if wrong.any():
        raise ValueError(
            f"low {ribbon.low!r} and high {ribbon.high!r} of {where} must have {ribbon.y!r} between them; "
            f"that is not so at {states.first(wrong)}."
        )


def _check_fields(states: States, panel: Fields, where: str) -> None:
    strings(f"titles and labels of {where}", panel.column_title, panel.row_title, panel.missing, panel.missing_label)
    _pair(f"frames of {where}", panel.frames)
    _validate.choice(f"format of {where}", panel.format, FORMATS)
    if panel.rows == panel.columns:
        raise ValueError(f"rows and columns of {where} must be two controls; received {panel.rows!r} twice.")
    for name in (panel.rows, panel.columns):
        control = _validate.choice(f"control in {where}", name, states.controls)
        if control.kind != "field":
            raise ValueError(f"control {name!r} of {where} must be of kind 'field'; received {control.kind!r}.")
        for array in (panel.values, panel.framed):
            if array in states.arrays and states.follows(array, name):
                raise ValueError(
                    f"array {array!r} of {where} must not follow {name!r}: the map shows all of its values."
                )
    rows, columns = (len(states.controls[name].values) for name in (panel.rows, panel.columns))
    _axis("ends", panel.ends, (), where)
    _within(states, panel.values, (rows, columns), panel.ends, where, gaps=True)
    _within(states, panel.framed, (columns,), (0, 2), where)


def _within(
    states: States, name: str, shape: tuple[int, ...], ends: tuple[float, float] | None, where: str, gaps: bool = False
) -> None:
    """An array of this shape has all of its numbers, unless it may have gaps, and within the ends, if there are any."""
    if states.points(name, where, axes=len(shape)) != shape:
        raise ValueError(f"array {name!r} of {where} must have the own shape {shape}; received {states.own(name)}.")
    values = states.over(name)
    wrong = np.isnan(values) if ends is None else ~((values >= ends[0]) & (values <= ends[1]))
    wrong &= ~(gaps & np.isnan(values))
    said = "all of its numbers" if ends is None else f"numbers from {ends[0]} to {ends[1]}"
    _refuse(states, values, wrong, f"array {name!r} of {where} must have {said}")


def _is_seen(seen: NDArray[np.bool_], what: str, range_name: str, ends: object) -> None:
    if not seen.any():
        raise ValueError(f"{what} must have a point inside the {range_name} {ends} in some state; received none.")
