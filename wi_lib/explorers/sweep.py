"""The table over a grid: measure at every combination of the controls' values, and stack."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import _validate
from .._types import Floats
from .declare import Array, DType


def sweep(
    grid: Mapping[str, Collection[Any]], measure: Callable[..., Mapping[str, Array | ArrayLike]]
) -> dict[str, Array]:
    """Measure at every combination of values, and stack what was found: nobody keeps axes by hand.

    Sweeps can be nested: what is the same for many values is then computed only once.

    Args:
        grid: name of a control -> its values.
        measure: function of one value of each control, by name, that returns {name: Array, or numbers}. Plain numbers
            travel as float32; a single one gets an axis of its own. An `Array` may have axes `along` other controls.

    Returns:
        dict[str, Array]: along the controls of the grid, in its order, and then along those of the inner arrays.

    Raises:
        TypeError, ValueError: the grid is no dict or a control in it has no value; or measure returns something else
            than a dict, or other names, shapes, dtypes or `along` than at the first place.

    Example:
        >>> table = sweep({"n": [1, 2, 3], "sign": [1, -1]}, lambda n, sign: {"powers": [sign * n, sign * n**2]})
        >>> table["powers"].along, table["powers"].data[2].tolist()
        (('n', 'sign'), [[3, 9], [-3, -9]])
    """
    _validate.by_name("grid", grid, "values")
    places = [dict(zip(grid, values)) for values in itertools.product(*grid.values())]
    if not places:
        raise ValueError(f"grid must have a value of every control; received {dict(grid)}.")
    found = [_arrays(measure(**place), place) for place in places]
    forms = [{name: _form(array) for name, array in one.items()} for one in found]
    for place, form in zip(places, forms):
        if form != forms[0]:
            raise ValueError(
                f"measure must return the same names and shapes everywhere; received {_shown(form)} at {_said(place)}, "
                f"and {_shown(forms[0])} at {_said(places[0])}."
            )
    sizes = [len(values) for values in grid.values()]
    return {
        name: replace(
            array,
            data=np.stack([one[name].data for one in found]).reshape(*sizes, *np.shape(array.data)),
            along=(*grid, *array.along),
        )
        for name, array in found[0].items()
    }


def band(name: str, draws: ArrayLike, *, dtype: DType = "float32", step: float = 1.0) -> dict[str, Array]:
    """The mean over draws, and their range: what a line with its band shows.

    Args:
        name: of the line.
        draws: one draw after the other, shape (draws, …). One that is NaN at a point is left out there.
        dtype, step: of the arrays.

    Returns:
        dict[str, Array]: the mean as `name`, the range as `name_low` and `name_high`.

    Example:
        >>> {name: array.data.tolist() for name, array in band("loss", [[1.0, 2.0], [3.0, np.nan]]).items()}
        {'loss': [2.0, 2.0], 'loss_low': [1.0, 2.0], 'loss_high': [3.0, 2.0]}
    """
    draws = np.asarray(draws)
    lines = {name: mean(draws), f"{name}_low": np.fmin.reduce(draws), f"{name}_high": np.fmax.reduce(draws)}
    return {line: Array(data, dtype=dtype, step=step) for line, data in lines.items()}


def mean(draws: Floats) -> Floats:
    """The mean over the first axis of what is not NaN; NaN where all is.

    Example:
        >>> mean(np.array([[1.0, np.nan], [3.0, np.nan]]))
        array([ 2., nan])
    """
    known = ~np.isnan(draws)
    with np.errstate(invalid="ignore"):
        return np.where(known, draws, 0).sum(axis=0) / known.sum(axis=0)


def _arrays(found: Mapping[str, Array | ArrayLike], place: Mapping[str, object]) -> dict[str, Array]:
    if not isinstance(found, Mapping):
        raise TypeError(f"measure must return a dict, name -> numbers; received {found!r} at {_said(place)}.")
    arrays = {name: one if isinstance(one, Array) else Array(one) for name, one in found.items()}
    return {
        name: replace(array, data=np.atleast_1d(_validate.numeric(f"{name!r} of measure", array.data)))
        for name, array in arrays.items()
    }


def _form(array: Array) -> tuple[object, ...]:
    return np.shape(array.data), tuple(array.along), array.dtype, array.step


def _shown(forms: Mapping[str, tuple[object, ...]]) -> str:
    parts = (f"{name!r} {shape} along {along} as {dtype}" for name, (shape, along, dtype, _) in forms.items())
    return "; ".join(parts) or "nothing"


def _said(place: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in place.items()) or "the only place"
