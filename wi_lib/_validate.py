"""The checks that every module shares: each error names the argument, the value received and the values allowed.

What is not finite follows one rule everywhere:

- an **argument** (data, weights, settings) that is NaN or infinite is an error;
- a **result** may leave the range of floating point. Then it is inf or nan, without an
  error and without a warning, and so is every figure that is computed from it: a loss, a
  mean, a share, an accuracy. What measures such results (`diagnostics`) takes them, and
  answers nan. A net whose training diverged holds them: its losses and accuracies are nan;
- where there is no nan, as for the class of an input or the place of a minimum, the
  answer is an error, or leaves the point out;
- a **figure** draws nothing there and marks it with a ×, so that nothing is missing unseen.
"""

from __future__ import annotations

import difflib
import math
import numbers
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._types import FloatDType, FloatDTypeLike, Floats, Labels, Pointwise

Given = TypeVar("Given")  # what is given back as it came
Meant = TypeVar("Meant")  # what a name stands for


def number(
    name: str, value: object, *, low: float = -math.inf, high: float = math.inf, open_low: bool = False
) -> float:
    """Return `value` as a float, or raise: not a number, NaN, infinite, or outside [low,
    high] ((low, … if `open_low`)."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number; received {value!r} ({type(value).__name__}).")
    try:
        value = float(value)
    except OverflowError:  # a whole number of more than 308 digits
        raise ValueError(
            f"{name} must be {_range(low, high, open_low)}; received a number too large for a float."
        ) from None
    too_low = value <= low if open_low else value < low
    if not math.isfinite(value) or too_low or value > high:
        raise ValueError(f"{name} must be {_range(low, high, open_low)}; received {value!r}.")
    return value


def integer(name: str, value: object, *, low: float = -math.inf, high: float = math.inf) -> int:
    """Return `value` as an int, or raise: not a whole number, outside [low, high], or of more than 63 bits."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be a whole number; received {value!r} ({type(value).__name__}).")
    whole = int(value)
    if whole < low or whole > high:
        raise ValueError(f"{name} must be a whole number, {_range(low, high, False)}; received {whole}.")
    if abs(whole) > 2**63 - 1:  # floats and arrays could not take it
        raise ValueError(
            f"{name} must be a whole number of at most 63 bits; received one of {whole.bit_length()} bits."
        )
    return whole


def _range(low: float, high: float, open_low: bool) -> str:
    if low == -math.inf and high == math.inf:
        return "finite"
    if high == math.inf:
        return f"finite and {'greater than' if open_low else 'at least'} {low:g}"
    if low == -math.inf:
        return f"finite and at most {high:g}"
    return f"{'above' if open_low else 'from'} {low:g} {'up to' if open_low else 'to'} {high:g}"


@overload
def choice(name: str, value: object, allowed: Mapping[Any, Meant]) -> Meant: ...
@overload
def choice(name: str, value: Given, allowed: Collection[object]) -> Given: ...
def choice(name: str, value: Any, allowed: Collection[Any]) -> Any:
    """Return `allowed[value]` (a mapping) or `value` (any other collection), or raise with the names allowed."""
    try:
        hash(value)  # an array is not: comparing it with the names would be an error of its own
        known = value in allowed
    except Exception:  # or it refuses to be compared
        known = False
    if known:
        return allowed[value] if isinstance(allowed, Mapping) else value
    raise ValueError(
        f"{name} must be one of {', '.join(map(repr, allowed))}; received {value!r}.{_hint(name, value, allowed)}"
    )


def _hint(kind: str, value: object, allowed: Collection[str]) -> str:
    """What to write instead of `value`, where that can be told: never another function than the one that was named."""
    names, wanted = {_plain(one): one for one in allowed}, _plain(value)
    others = {_plain(one): ours for one, ours in _OTHER_NAMES.get(kind, {}).items() if ours in allowed}
    lacked = {_plain(one): advice for group, advice in _LACKED.get(kind, {}).items() for one in group.split()}
    lacked = {one: advice for one, advice in lacked.items() if one not in names}
    if wanted in names or wanted in others:
        meant = [names.get(wanted, others.get(wanted))]
    elif wanted in lacked:
        return f" {lacked[wanted]}"
    else:
        # The beginning of a name may be that of two, as "xavier" is; else a slip, perhaps of a function that we lack.
        meant = [
            one
            for plain, one in names.items()
            if len(wanted) > 1 and isinstance(value, str) and plain.startswith(wanted)
        ]
        close = [] if meant else difflib.get_close_matches(wanted, [*names, *others, *lacked], n=1)
        if close and close[0] in lacked:
            return f" {lacked[close[0]]}"
        meant += [names.get(one, others.get(one)) for one in close]
    return f" Did you mean {' or '.join(map(repr, meant))}?" if meant else ""


def _plain(name: object) -> str:
    """The name without what people write differently: "LeakyReLU", "leaky relu" and "leaky_relu_" are one name."""
    return re.sub(r"[\s_\-]", "", str(name)).lower()


#: Names that PyTorch, Keras or jax give to what is here, by the argument that takes them.
_OTHER_NAMES: dict[str, dict[str, str]] = {
    "activation": {
        "linear": "identity", "none": "identity", "id": "identity", "logistic": "sigmoid", "expit": "sigmoid",
        "hyperbolic_tangent": "tanh", "rectifier": "relu", "lrelu": "leaky_relu",
    },
    "init": {
        "random_normal": "normal", "gaussian": "normal", "gauss": "normal", "random_uniform": "uniform", "fill": "constant",
        "full": "constant", "msra": "he_normal",
    },
    "mode": {"in": "fan_in", "out": "fan_out", "avg": "fan_avg", "average": "fan_avg", "mean": "fan_avg", "fan_mean": "fan_avg"},
    "distribution": {
        "gaussian": "normal", "gauss": "normal", "untruncated_normal": "normal", "trunc_normal": "truncated_normal",
    },
}  # fmt: skip
#: Functions that exist elsewhere and are lacking here, by the argument that takes a name: what to do instead.
_LACKED: dict[str, dict[str, str]] = {
    "activation": {
        "selu elu gelu silu swish mish softplus hardtanh hardsigmoid hardswish hard_silu quick_gelu relu6 prelu celu "
        "logsigmoid tanhshrink softshrink hardshrink threshold thresholded_relu squareplus squared_relu sparse_plus exponential "
        "exp erf sin sine cos snake arctan atan cube square abs lecun_tanh scaled_tanh gaussian":
            "It is not built in, so no gain is tabled for it: make it, Activation(name, fn, derivative), and "
            "wi_lib.critical_std finds the std that suits it.",
        "step heaviside sign":
            "Its slope is 0 nearly everywhere, so no gradient comes back through it.",
        "softmax log_softmax softmin glu swiglu geglu reglu maxout crelu":
            "It does not act on each number by itself, so it is no Activation.",
    },
    "init": {
        "truncated_normal trunc_normal": "Use variance_scaling(scale, mode, 'truncated_normal').",
        "ones one": "Use constant(1.0).",
        "eye identity dirac delta_orthogonal sparse lognormal laplace exponential binary":
            "It is not built in: write a function (rng, shape, dtype) -> array.",
        "lsuv fixup mup": "It needs more than one layer's shape, so it is no initializer here: set the weights yourself.",
    },
    "mode": {"fan_geo_avg fan_sum fan_max fan_min": "It is not built in: set the scale yourself."},
    "distribution": {
        "lognormal laplace cauchy exponential binary rademacher student_t":
            "It is not built in: write a function (rng, shape, dtype) -> array.",
        "orthogonal": "Use the initializer orthogonal().",
    },
}  # fmt: skip


def generator(name: str, value: object) -> np.random.Generator:
    """Return `value` if it is a numpy Generator; randomness is always an argument here."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{name} must be a numpy.random.Generator, for example np.random.default_rng(0); "
            f"received {value!r} ({type(value).__name__})."
        )
    return value


def float_dtype(name: str, value: FloatDTypeLike) -> FloatDType:
    """Return the numpy dtype float32 or float64, or raise."""
    try:
        dtype = None if value is None else np.dtype(value)  # np.dtype(None) is float64
    except (TypeError, ValueError, SyntaxError):
        dtype = None
    if dtype is None or dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise ValueError(f"{name} must be float32 or float64; received {value!r}.")
    return dtype


def numeric(name: str, value: ArrayLike) -> NDArray[Any]:
    """Return `value` as an array of real numbers, or raise: text, objects, complex
    numbers, ragged rows, masked entries."""
    _unmasked(name, value)
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise TypeError
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be an array of numbers; received {type(value).__name__}.") from None
    return array


def _unmasked(name: str, value: object) -> None:
    parts = value if isinstance(value, (list, tuple)) else [value]
    if any(isinstance(one, np.ma.MaskedArray) and np.ma.is_masked(one) for one in parts):
        raise TypeError(
            f"{name} must be an array without masked entries, since the mask would be lost; received a masked array."
        )


def finite(name: str, value: ArrayLike) -> Floats:
    """Return `value` as a non-empty array of floats, of any shape, or raise: no numbers, empty, NaN or infinite."""
    array = floats(name, value)
    if array.size == 0:
        raise ValueError(f"{name} must not be empty; received an array of size 0.")
    # Smallest and largest tell of any nan or infinity, in a quarter of the time of looking at each entry.
    if not np.isfinite([array.min(), array.max()]).all():
        raise ValueError(
            f"{name} must be finite; received {np.count_nonzero(~np.isfinite(array))} NaN or infinite values."
        )
    return array


def floats(name: str, value: ArrayLike) -> Floats:
    """Return `value` as an array of float32 or, if it is anything else, of float64."""
    array = numeric(name, value)
    return array if array.dtype in (np.float32, np.float64) else cast(name, array, np.float64)


def matrix(
    name: str,
    value: ArrayLike,
    *,
    columns: int | None = None,
    allow_nan: bool = False,
    axes: str = "(samples, features)",
) -> Floats:
    """Return `value` as a non-empty 2-D float array (n, columns), or raise: wrong shape, empty, NaN or infinite."""
    array = numeric(name, value)
    if array.ndim != 2:
        raise ValueError(f"{name} must have 2 dimensions, {axes}; received shape {array.shape}.")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty; received shape {array.shape}.")
    if columns is not None and array.shape[1] != columns:
        raise ValueError(f"{name} must have {columns} columns; received shape {array.shape}.")
    return floats(name, array) if allow_nan else finite(name, array)


def cast(name: str, array: NDArray[Any], dtype: FloatDTypeLike) -> Floats:
    """Return `array` in `dtype`, or raise if a finite value would become infinite: float32 ends at 3.4e38."""
    with np.errstate(over="ignore"):
        result = array.astype(dtype, copy=False)
    if result is not array and not np.isfinite(result).all() and (np.isinf(result) & np.isfinite(array)).any():
        raise ValueError(
            f"{name} must fit into {np.dtype(dtype).name}; received values up to {np.nanmax(np.abs(array)):.3g}."
        )
    return result


def scalar(name: str, value: float, dtype: FloatDTypeLike) -> np.floating:
    """Return the float `value` as a scalar of `dtype`, or raise: beyond its range, or so
    small that it would lose digits or be 0."""
    limits = np.finfo(dtype)
    if value != 0 and not float(limits.tiny) <= abs(value) <= float(limits.max):
        allowed = f"from {limits.tiny:.2g} to {limits.max:.2g} in size in {limits.dtype}"
        raise ValueError(f"{name} must be {allowed}; received {value:g}.")
    return limits.dtype.type(value)


def result_of(name: str, fn: Pointwise, w: ArrayLike) -> Floats:
    """Return fn(w) as floats, or raise: one number for each of w is what a curve gives.
    `fn` gets a copy, to do with as it likes."""
    values = floats(f"the result of {name}", fn(np.array(w, dtype=float)[()]))
    if values.shape != np.shape(w):
        raise ValueError(
            f"{name} must return one number for each w, shape {np.shape(w)}; its result has shape {values.shape}."
        )
    return values


def interval(names: tuple[str, str], ends: tuple[float, float]) -> tuple[float, float]:
    """Return two numbers, the first below the second, or raise."""
    low, high = (number(name, end) for name, end in zip(names, ends))
    if not low < high:
        raise ValueError(f"{names[0]} must be below {names[1]}; received {names[0]}={low:g}, {names[1]}={high:g}.")
    return low, high


def span(name: str, value: Any) -> tuple[float, float]:
    """Return `value` as two numbers, the first below the second, or raise."""
    if len(items(name, value, "two numbers, (low, high)")) != 2:
        raise TypeError(f"{name} must be (low, high); received {value!r}.")
    try:
        return interval((f"low of {name}", f"high of {name}"), value)
    except ValueError:
        raise ValueError(f"{name} must be (low, high) with low below high, both finite; received {value!r}.") from None


def items(name: str, value: Given, of: str) -> Given:
    """Return `value` if it has an order and a length, as a list has, or raise: a number,
    text, a set, a generator, None."""
    ordered = isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray, memoryview))
    if not ordered and not (isinstance(value, np.ndarray) and value.ndim):
        raise TypeError(f"{name} must be a list of {of}; received {value!r} ({type(value).__name__}).")
    return value


def by_name(name: str, value: Given, of: str) -> Given:
    """Return `value` if it is a dict, or raise."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict, name -> {of}; received {type(value).__name__}.")
    return value


def curve(name: str, value: Given) -> Given:
    """Return `value` if it can be called, or raise."""
    if not callable(value):
        raise TypeError(f"{name} must be a function of w; received {value!r}.")
    return value


def text(name: str, value: object) -> str:
    """Return `value` if it is a str, or raise."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text (a str); received {value!r} ({type(value).__name__}).")
    return value


def labels_for(name: str, value: ArrayLike, *, samples: int, classes: int) -> Labels:
    """Return class labels as a 1-D integer array of length `samples`, each from 0 to classes - 1, or raise."""
    _unmasked(name, value)
    try:
        array = np.asarray(value)
    except ValueError:
        raise TypeError(f"{name} must be whole numbers, one a sample; received rows of different lengths.") from None
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} must be whole numbers; received an array of {array.dtype}.")
    if array.shape != (samples,):
        raise ValueError(f"{name} must have shape ({samples},), one label a sample; received shape {array.shape}.")
    if array.size and (array.min() < 0 or array.max() >= classes):
        raise ValueError(
            f"{name} must be from 0 to {classes - 1}; received values from {array.min()} to {array.max()}."
        )
    return array.astype(np.intp, copy=False)
