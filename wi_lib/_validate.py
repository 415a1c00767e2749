"""The checks that every module shares: each error names the argument, the value received and the values allowed."""

from __future__ import annotations

import difflib
import math
import numbers
from collections.abc import Mapping

import numpy as np


def number(name, value, *, low=-math.inf, high=math.inf, open_low=False):
    """Return `value` as a float, or raise: not a number, NaN, infinite, or outside [low, high] ((low, … if `open_low`)."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number; received {value!r} ({type(value).__name__}).")
    try:
        value = float(value)
    except OverflowError:  # a whole number of more than 308 digits
        raise ValueError(f"{name} must be {_range(low, high, open_low)}; received a number too large for a float.") from None
    too_low = value <= low if open_low else value < low
    if not math.isfinite(value) or too_low or value > high:
        raise ValueError(f"{name} must be {_range(low, high, open_low)}; received {value!r}.")
    return value


def integer(name, value, *, low=-math.inf, high=math.inf):
    """Return `value` as an int, or raise: not a whole number, or outside [low, high]."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be a whole number; received {value!r} ({type(value).__name__}).")
    if value < low or value > high:
        raise ValueError(f"{name} must be a whole number, {_range(low, high, False)}; received {int(value)}.")
    return int(value)


def _range(low, high, open_low):
    if low == -math.inf and high == math.inf:
        return "finite"
    if high == math.inf:
        return f"finite and {'greater than' if open_low else 'at least'} {low:g}"
    if low == -math.inf:
        return f"finite and at most {high:g}"
    return f"{'above' if open_low else 'from'} {low:g} {'up to' if open_low else 'to'} {high:g}"


def choice(name, value, allowed):
    """Return `allowed[value]` (a mapping) or `value` (any other collection), or raise with the names allowed."""
    try:
        hash(value)  # an array is not: comparing it with the names would be an error of its own
        known = value in allowed
    except TypeError:
        known = False
    if known:
        return allowed[value] if isinstance(allowed, Mapping) else value
    names = ", ".join(map(repr, allowed))
    by_text = {str(one): one for one in allowed}
    close = difflib.get_close_matches(str(value), by_text, n=1)
    hint = f" Did you mean {by_text[close[0]]!r}?" if close else ""
    raise ValueError(f"{name} must be one of {names}; received {value!r}.{hint}")


def generator(name, value):
    """Return `value` if it is a numpy Generator; randomness is always an argument here."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{name} must be a numpy.random.Generator, for example np.random.default_rng(0); "
            f"received {value!r} ({type(value).__name__})."
        )
    return value


def float_dtype(name, value):
    """Return the numpy dtype float32 or float64, or raise."""
    try:
        dtype = None if value is None else np.dtype(value)  # np.dtype(None) is float64
    except (TypeError, ValueError, SyntaxError):
        dtype = None
    if dtype is None or dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise ValueError(f"{name} must be float32 or float64; received {value!r}.")
    return dtype


def numeric(name, value):
    """Return `value` as an array of real numbers, or raise: text, objects, complex numbers, rows of different lengths."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise TypeError
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be an array of numbers; received {type(value).__name__}.") from None
    return array


def matrix(name, value, *, columns=None, allow_nan=False, axes="(samples, features)"):
    """Return `value` as a non-empty 2-D float array (n, columns), or raise: wrong shape, empty, NaN or infinite."""
    array = numeric(name, value)
    if array.ndim != 2:
        raise ValueError(f"{name} must have 2 dimensions, {axes}; received shape {array.shape}.")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty; received shape {array.shape}.")
    if columns is not None and array.shape[1] != columns:
        raise ValueError(f"{name} must have {columns} columns; received shape {array.shape}.")
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    # Smallest and largest tell of any nan or infinity, in a quarter of the time of looking at each entry.
    if not allow_nan and not np.isfinite([array.min(), array.max()]).all():
        raise ValueError(f"{name} must be finite; received {np.count_nonzero(~np.isfinite(array))} NaN or infinite values.")
    return array


def cast(name, array, dtype):
    """Return the finite `array` in `dtype`, or raise: float32 ends at 3.4e38."""
    with np.errstate(over="ignore"):
        result = array.astype(dtype, copy=False)
    if result is not array and not np.isfinite(result).all():
        raise ValueError(f"{name} must fit into {np.dtype(dtype).name}; received values up to {np.abs(array).max():.3g}.")
    return result


def labels_for(name, value, *, samples, classes):
    """Return class labels as a 1-D integer array of length `samples`, each from 0 to classes - 1, or raise."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise TypeError(f"{name} must be whole numbers, one a sample; received rows of different lengths.") from None
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} must be whole numbers; received an array of {array.dtype}.")
    if array.shape != (samples,):
        raise ValueError(f"{name} must have shape ({samples},), one label a sample; received shape {array.shape}.")
    if array.size and (array.min() < 0 or array.max() >= classes):
        raise ValueError(f"{name} must be from 0 to {classes - 1}; received values from {array.min()} to {array.max()}.")
    return array.astype(np.intp, copy=False)
