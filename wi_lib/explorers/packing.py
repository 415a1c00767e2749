"""The table of an explorer as bytes, and back: the arrays as the browser gets them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from .. import _validate
from .declare import Array, Control, DType

#: What a spec says of one array: dtype, shape, along, step and offset.
Entry = dict[str, Any]
_DTYPES = {name: np.dtype(name).type for name in get_args(DType)}
_NAN_INT16 = -32768


def packed(
    arrays: Mapping[str, Array], controls: Mapping[str, Control], offset: int = 0
) -> tuple[dict[str, Entry], bytes]:
    """Describe arrays, and join their bytes; each starts at a multiple of 8, as JavaScript's typed arrays ask.

    Args:
        arrays: name -> `Array`.
        controls: name -> `Control`.
        offset: how many bytes stand before them.

    Returns:
        tuple[dict, bytes]: name -> the array's entry in the spec; and the bytes.

    Raises:
        TypeError, ValueError: an array does not fit its controls, or would not arrive as it is.

    Example:
        >>> from wi_lib.explorers import Array
        >>> described, table = packed({"y": Array([1, 2], dtype="uint8"), "z": Array([3.0])}, {})
        >>> described["z"], len(table)
        ({'dtype': 'float32', 'shape': (1,), 'along': (), 'step': 1.0, 'offset': 8}, 16)
    """
    described: dict[str, Entry] = {}
    parts = []
    for name, array in arrays.items():
        data, step = _fitting(name, array, controls)
        raw = _encoded(name, data, _DTYPES[array.dtype], step).tobytes()
        raw += bytes(-len(raw) % 8)
        form = {"dtype": array.dtype, "shape": data.shape, "along": array.along, "step": step}
        described[name] = form | {"offset": offset}
        parts.append(raw)
        offset += len(raw)
    return described, b"".join(parts)


def _fitting(name: str, array: Array, controls: Mapping[str, Control]) -> tuple[NDArray[np.float64], float]:
    """The numbers of an array and its step, after a look at whether they fit the controls."""
    _validate.choice(f"dtype of array {name!r}", array.dtype, _DTYPES)
    if isinstance(array.along, str):
        raise TypeError(f"along of array {name!r} must be a list of controls' names; received {array.along!r}.")
    for control in array.along:
        _validate.choice("control", control, controls)
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
    return data, step


def _encoded(name: str, data: NDArray[np.float64], dtype: type[np.generic], step: float) -> NDArray[Any]:
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


def _odd(data: NDArray[np.float64]) -> str:
    """The first number that is no whole number from 0 to 255."""
    return f"{data[~((data >= 0) & (data <= 255) & (np.rint(data) == data))][0]:g}"


def unpacked_array(about: Entry, table: bytes) -> NDArray[Any]:
    """One array of a table, decoded as the browser does it: `about` is its entry in the spec's "arrays"."""
    data = np.frombuffer(table, about["dtype"], math.prod(about["shape"]), about["offset"]).reshape(about["shape"])
    if about["dtype"] != "int16":
        return data
    return np.where(data == _NAN_INT16, np.nan, data * about["step"])


def unpacked(spec: Mapping[str, Any], table: bytes) -> dict[str, NDArray[Any]]:
    """All arrays of an explorer as numbers, from its spec and its table: what a notebook's widget state holds of it.

    Two versions of an explorer can so be compared as numbers, whatever their bytes.

    Args:
        spec: the dict `Explorer.spec`, or the same read from JSON.
        table: the bytes `Explorer.table`.

    Returns:
        dict[str, np.ndarray]: name -> array, as the browser decodes it; the leading axes belong to the controls in
        ``spec["arrays"][name]["along"]``, the others to the panel. NaN is what does not exist.

    Example:
        >>> from wi_lib.explorers import Array, Control, Explorer, Lines, Series
        >>> squares = Array([[1.0, 1.0], [2.0, 4.0]], ["n"], "int16", 0.5)
        >>> panel = Lines("", "", [Series("", "squares")], (0, 4), [])
        >>> explorer = Explorer("powers", "", "", [Control("n", "size", [1, 2])], {"squares": squares}, [panel], [])
        >>> unpacked(explorer.spec, explorer.table)["squares"].tolist()
        [[1.0, 1.0], [2.0, 4.0]]
    """
    return {name: unpacked_array(about, table) for name, about in spec["arrays"].items()}
