"""Whether an explorer's panels fit its table in every state: what passes here, the page can show.

All checks look at the arrays as the browser decodes them, over the whole grid at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _validate
from .declare import COLOURS, Bars, Lines, Panel, Plane, strings
from .spelling import FORMATS
from .states import States


def powers(panels: Iterable[Panel]) -> set[str]:
    """Names of the arrays that hold powers of ten: those of log panels."""
    logs = [series for panel in panels if panel.kind == "lines" and panel.log for series in panel.series]
    return {name for series in logs for name in (series.y, series.low, series.high) if name is not None}


def check(states: States, panels: Iterable[Panel]) -> None:
    """Raise unless the panels fit the table in every state."""
    checks: dict[str, Callable[..., None]] = {"bars": _check_bars, "lines": _check_lines, "plane": _check_plane}
    for number, panel in enumerate(panels):
        where = f"panel {number + 1}, {panel.title!r}"
        strings(f"title and note of {where}", panel.title, panel.note)
        checks[panel.kind](states, panel, where)


def _same(states: States, names: Iterable[str], where: str) -> None:
    """All arrays have equally many points."""
    lengths = {name: states.points(name, where)[0] for name in names}
    if len(set(lengths.values())) > 1:
        received = ", ".join(f"{name!r} with {length}" for name, length in lengths.items())
        raise ValueError(f"arrays of {where} must have equal numbers of points; received {received}.")


def _axis(name: str, ends: tuple[float, float], ticks: Iterable[float], where: str) -> None:
    """An axis has two finite ends, and its ticks lie between them."""
    if len(ends) != 2:
        raise ValueError(f"{name} of {where} must be a pair (lowest, highest); received {ends!r}.")
    low, high = (_validate.number(f"{name} of {where}", end) for end in ends)
    if not low < high:
        raise ValueError(f"{name} of {where} must have its lowest end first; received {low:g} to {high:g}.")
    for tick in ticks:
        _validate.number(f"every tick of {where}", tick, low=low, high=high)


def _colour(colour: object, where: str) -> None:
    _validate.integer(f"colour in {where}", colour, low=COLOURS[0], high=COLOURS[-1])


def _check_bars(states: States, panel: Bars, where: str) -> None:
    for colour in _by(states, panel.colour, panel.colour_by, "colour", where):
        _colour(colour, where)
    strings(f"heading and caption_label of {where}", panel.heading, panel.caption_label)
    _validate.choice(f"caption_format of {where}", panel.caption_format, FORMATS)
    rows, _ = states.points(panel.heights, where, axes=2)
    if states.dtype(panel.heights) != "uint8":
        raise ValueError(
            f"heights {panel.heights!r} of {where} must be of dtype uint8; received {states.dtype(panel.heights)}."
        )
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
        if isinstance(pair, (str, dict)) or len(pair) != 2:
            raise ValueError(f"ends of {where} must be a pair of texts; received {pair!r}.")
        strings(f"ends of {where}", *pair)


def _check_lines(states: States, panel: Lines, where: str) -> None:
    strings(f"x_title, labels and nothing of {where}", panel.x_title, panel.nothing, *panel.x_labels.values())
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
                    f"{series.y!r} has a point; that is not so at {states.first(wrong.any(axis=-1))}."
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
        if not (scale > 0).all():
            raise ValueError(f"scale {panel.scale!r} of {where} must be above 0; received {scale[~(scale > 0)][0]:g}.")
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
        if mark.style != "rule":
            _same(states, [mark.x, mark.y], name)
            y = states.over(mark.y)
            known, inside = known & ~np.isnan(y), inside & (y >= low) & (y <= high)
        _is_seen(inside, name, "ranges", (panel.x_range, panel.y_range))
        drawn.append(known.any(axis=-1))
        seen.append(inside.any(axis=-1))
    empty = np.logical_or.reduce(np.broadcast_arrays(*drawn)) & ~np.logical_or.reduce(np.broadcast_arrays(*seen))
    if empty.any():
        raise ValueError(f"{where} would be blank at {states.first(empty)}: all of its points lie outside its axes.")


def _is_seen(seen: NDArray[np.bool_], what: str, range_name: str, ends: object) -> None:
    if not seen.any():
        raise ValueError(f"{what} must have a point inside the {range_name} {ends} in some state; received none.")
