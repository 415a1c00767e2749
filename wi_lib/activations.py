"""Activation functions and their derivatives.

Everything the library needs to know of an activation stands in one small record, `Activation`. The built-in ones are in
`ACTIVATIONS`, by name; `leaky_relu(slope)` makes one for any slope; your own is `Activation("cube", fn, derivative)`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _validate
from ._types import WORKED_OUT, Floats, Pointwise

#: The names of the built-in activations.
ActivationName = Literal["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softsign"]
_Part = Literal["fn", "derivative", "derivative_from_output"]


@dataclass(frozen=True)
class Activation:
    r"""An activation :math:`\varphi`: the function, its derivative, and where its outputs count as saturated.

    When it is made, each function is tried on a few numbers: it must act on every number by
    itself, return an array of the shape it was given, and leave its argument alone. One that
    returns whole numbers, True and False, or float64 for float32 (a constant such as
    ``np.sqrt(2)`` does that) is wrapped, so that its result comes in the dtype of its argument.

    Args:
        name: how figures and messages call it.
        fn: :math:`\varphi(z)`, element by element.
        derivative: :math:`\varphi'(z)`, element by element.
        derivative_from_output: the same derivative as a function of the output :math:`h = \varphi(z)`, where there is
            one. Training uses it: no need to keep z.
        lower, upper: an output below `lower` or above `upper` counts as saturated. `None`: that side never saturates.
        slope: the slope for z < 0, for the ReLU family only (ReLU itself has 0).
        label: how readers see it written; by default the name.
        shown: (low, high), where a histogram of its outputs begins and ends; what lies beyond is counted in the bars
            at the ends. By default as far as its outputs reach, and from -4 to 4 at most.
        ends: the words at those two ends; by default their numbers, with a sign where outputs lie beyond: "≤−4", "4+".

    Raises:
        TypeError: `name`, `label` or an end is no text, a bound is no number, or a function cannot be called, fails on
            an array of numbers, or returns anything but an array of real numbers.
        ValueError: a function returns another shape or fewer digits, changes its argument, or does not act on each
            number by itself; the two derivatives disagree; `lower` is above `upper`; `shown` or `ends` are not two, or
            the first of `shown` is not below the second.

    Example:
        >>> square = Activation("square", lambda z: z**2, lambda z: 2 * z)
        >>> square(np.array([3.0])), square.derivative(np.array([3.0]))
        (array([9.]), array([6.]))
        >>> square.label, square.shown, square.ends
        ('square', (0.0, 4.0), ('0', '4+'))
    """

    name: str
    fn: Pointwise
    derivative: Pointwise
    derivative_from_output: Pointwise | None = None
    lower: float | None = None
    upper: float | None = None
    slope: float | None = None
    label: str = WORKED_OUT
    shown: tuple[float, float] = WORKED_OUT
    ends: tuple[str, str] = WORKED_OUT

    def __post_init__(self) -> None:
        _validate.text("name", self.name)
        for bound in ("lower", "upper", "slope"):
            if getattr(self, bound) is not None:
                _validate.number(bound, getattr(self, bound))
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"lower must be at most upper; received lower={self.lower:g}, upper={self.upper:g}.")
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nan and inf far out are the function's own affair
            self._keep("fn", _PROBE)
            self._keep("derivative", _PROBE)
            if self.derivative_from_output is not None:
                outputs = self.fn(_PROBE.copy())
                self._keep("derivative_from_output", outputs)
                self._compare_derivatives(self.derivative_from_output(outputs.copy()))
            self._look(self.fn(_PROBE.copy()))

    def _keep(self, part: _Part, numbers: Floats) -> None:
        """Try one of the functions on `numbers`, and keep it: as it is, or wrapped if it does not keep the dtype."""
        fn = getattr(self, part)
        if not callable(fn):
            raise TypeError(f"{part} must be a function of an array; received {fn!r}.")
        if not _keeps_dtype(part, fn, numbers):
            object.__setattr__(self, part, _in_the_dtype_of_its_argument(fn))

    def _compare_derivatives(self, from_output: Floats) -> None:
        from_z = self.derivative(_PROBE.copy())
        # Far out 1 - h has lost its digits, and at 0 a kink leaves the choice.
        near = (np.abs(_PROBE) < 5) & (_PROBE != 0)
        if not np.allclose(from_z[near], from_output[near], rtol=1e-3, atol=1e-6, equal_nan=True):
            worst = np.argmax(np.where(near, np.nan_to_num(np.abs(from_z - from_output)), 0))
            raise ValueError(
                f"derivative_from_output must give the slopes of derivative; at z = {_PROBE[worst]:g} they are "
                f"{from_output[worst]:.3g} and {from_z[worst]:.3g}."
            )

    def _look(self, outputs: Floats) -> None:
        """Fill in what `label`, `shown` and `ends` are by default; `outputs` tell how far the function reaches."""
        lowest, highest = np.fmin.reduce(outputs), np.fmax.reduce(outputs)  # nan if none of them is a number
        if self.shown is None:
            reach = np.nan_to_num(np.clip([lowest, highest], -_REACH, _REACH))
            shown = (float(reach[0]), float(reach[1])) if reach[0] < reach[1] else (-_REACH, _REACH)
        else:
            shown = _validate.span("shown", self.shown)
        if self.ends is None:
            low, high = (f"{end + 0.0:g}".replace("-", "−") for end in shown)  # no "−0"
            ends = f"≤{low}" if lowest < shown[0] else low, f"{high}+" if highest > shown[1] else high
        else:
            if len(_validate.items("ends", self.ends, "two texts")) != 2:
                raise ValueError(f"ends must be two texts; received {len(self.ends)}.")
            left, right = (_validate.text("every one of ends", end) for end in self.ends)
            ends = left, right
        label = self.name if self.label is None else _validate.text("label", self.label)
        for part, value in (("label", label), ("shown", shown), ("ends", ends)):
            object.__setattr__(self, part, value)

    def __call__(self, z: ArrayLike) -> Floats:
        return self.fn(_validate.floats("z", z))

    def __repr__(self) -> str:
        return f"Activation({self.name!r})"


_REACH = 4.0  # as far as a histogram goes for a function that knows no bounds
# What a new activation is tried on: both signs, 0 and far out, so that a function that changes its argument anywhere
# does so here.
_PROBE = np.array([-1000.0, -40, -3, -1.25, -0.5, -0.1, 0, 0.2, 0.7, 1, 1.75, 4, 30, 1000, 0.5, -2])


def _keeps_dtype(part: _Part, fn: Pointwise, numbers: Floats) -> bool:
    """Whether `fn` returns the dtype of its argument; an error if it does not do what an
    activation must (see `Activation`)."""
    some = slice(3, 11)
    shapes = [numbers, numbers, numbers[some], numbers.reshape(2, 2, -1)]
    results = [_tried(part, fn, z) for z in [*shapes, numbers.astype(np.float32).reshape(2, -1)]]
    if np.may_share_memory(results[0], results[1]):
        raise ValueError(f"{part} must return a new array at every call; it returned the same memory twice.")
    # Vector units may round the last digits differently at another place in the array, float32 more of them.
    expected, found = np.array([[results[0]] * 3, [results[1], results[3].ravel(), results[4].ravel()]], float)
    expected[2, np.abs(numbers) > 5] = found[2, np.abs(numbers) > 5] = 0  # in float32 large numbers may overflow
    same = np.isclose(found, expected, rtol=1e-4, atol=1e-5, equal_nan=True).all()
    if not same or not np.allclose(results[2], results[0][some], rtol=1e-4, atol=1e-5, equal_nan=True):
        raise ValueError(
            f"{part} must act on each number by itself, always in the same way; its result changes from call to call, with the numbers beside it, or in float32."
        )
    return all(found.dtype == dtype for found, dtype in zip(results, [numbers.dtype] * 4 + [np.float32]))


def _tried(part: _Part, fn: Pointwise, z: Floats) -> NDArray[Any]:
    """fn(z), after a look at what came back and at whether z is still what it was."""
    given = z.copy()
    try:
        found = fn(given)
    except Exception as error:
        raise TypeError(
            f"{part} must take an array of numbers, as np.where and np.exp do; received one, it raised "
            f"{type(error).__name__}: {error}"
        ) from error
    if not isinstance(found, (np.ndarray, np.generic)) or np.ma.isMaskedArray(found):
        constant = f" For a constant, write np.full_like(z, {found!r})." if isinstance(found, (int, float)) else ""
        shown = f"{found!r} ({type(found).__name__})" if found is None or np.isscalar(found) else type(found).__name__
        raise TypeError(f"{part} must return an array, of the shape of its argument; received {shown}.{constant}")
    if found.shape != z.shape:
        one = found.ndim == 0 and found.dtype.kind in "fiub"
        raise ValueError(
            f"{part} must return an array of the shape of its argument, {z.shape}; received shape {found.shape}."
            + (f" For a constant, write np.full_like(z, {found.item():g})." if one else "")
        )
    if found.dtype.kind not in "fiub":
        raise TypeError(f"{part} must return real numbers; received an array of {found.dtype}.")
    if found.dtype.kind == "f" and found.dtype.itemsize < z.itemsize:
        raise ValueError(f"{part} must return {z.dtype} for {z.dtype}, not fewer digits; received {found.dtype}.")
    if not np.array_equal(given, z, equal_nan=True):
        raise ValueError(
            f"{part} must not change its argument: the slopes are computed from it. Write into a copy, z.copy()."
        )
    return found


def _in_the_dtype_of_its_argument(fn: Pointwise) -> Pointwise:
    return lambda z: np.asarray(fn(z)).astype(z.dtype, copy=False)


def _sigmoid(z: Floats) -> Floats:
    # Where exp(-z) overflows to inf, its reciprocal is 0, as it should be: nothing to warn of.
    with np.errstate(over="ignore"):
        return np.reciprocal(1 + np.exp(-z))


def _sigmoid_derivative(z: Floats) -> Floats:
    # e / (1 + e)² instead of h (1 - h): at z = 40 the latter is exactly 0 in floating point, the slope is not.
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def _tanh_derivative(z: Floats) -> Floats:
    # 1 - tanh² = 4 e / (1 + e)² with e = exp(-2|z|): no cancellation for large |z|.
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e) ** 2


def _step(z: Floats) -> Floats:
    return (z > 0).astype(z.dtype if z.dtype.kind == "f" else float)


def _where_known(z: Floats, slope: Floats) -> Floats:
    """The slope, but nan where z is: a broken signal has no slope of 0. (np.heaviside
    does that too, ten times slower.)"""
    unknown = np.isnan(z)
    return np.where(unknown, slope.dtype.type(np.nan), slope) if unknown.any() else slope


identity = Activation("identity", fn=lambda z: z, derivative=np.ones_like, derivative_from_output=np.ones_like)

sigmoid = Activation(
    "sigmoid",
    fn=_sigmoid,
    derivative=_sigmoid_derivative,
    derivative_from_output=lambda h: h * (1 - h),
    lower=0.05,
    upper=0.95,
)

tanh = Activation(
    "tanh",
    fn=np.tanh,
    derivative=_tanh_derivative,
    derivative_from_output=lambda h: 1 - h * h,
    lower=-0.95,
    upper=0.95,
)

relu = Activation(
    "relu",
    fn=lambda z: np.maximum(z, 0),
    derivative=lambda z: _where_known(z, _step(z)),
    derivative_from_output=_step,
    slope=0.0,
    label="ReLU",
)

softsign = Activation(
    "softsign",
    fn=lambda z: z / (1 + np.abs(z)),
    derivative=lambda z: 1 / (1 + np.abs(z)) ** 2,
    derivative_from_output=lambda h: (1 - np.abs(h)) ** 2,
    lower=-0.95,
    upper=0.95,
    shown=(-1, 1),  # which it comes close to, but never reaches
)


def leaky_relu(slope: float = 0.01) -> Activation:
    r"""Leaky ReLU: :math:`\varphi(z) = z` for z > 0 and :math:`\alpha z` otherwise, with
    the given slope :math:`\alpha`.

    Args:
        slope: :math:`\alpha`, from 0 (that is ReLU) to 1 (that is the identity).

    Returns:
        Activation: named ``leaky_relu``; the derivative at 0 is `slope`.

    Raises:
        ValueError, TypeError: `slope` is not a number from 0 to 1.

    Source: Maas, Hannun & Ng 2013, *Rectifier Nonlinearities Improve Neural Network Acoustic Models*.

    Example:
        >>> leaky_relu(0.1)(np.array([-2.0, 2.0]))
        array([-0.2,  2. ])
    """
    slope = _validate.number("slope", slope, low=0, high=1)

    def steps(z: Floats) -> Floats:
        # np.float32(slope) times a float32 array stays float32, a bare Python float does too from numpy 2 on.
        return np.where(z > 0, np.ones_like(z), np.full_like(z, slope))

    def derivative(z: Floats) -> Floats:
        return steps(z if z.dtype.kind == "f" else z.astype(float))

    return Activation(
        "leaky_relu",
        fn=lambda z: np.where(z > 0, z, slope * z),
        derivative=lambda z: _where_known(z, derivative(z)),
        # For slope > 0 the output has the sign of z; for slope 0 an output of 0 means z
        # <= 0: either way h > 0 <=> z > 0.
        derivative_from_output=derivative,
        slope=slope,
        label="leaky ReLU",
    )


#: The built-in activations by name; every argument called `activation` takes one of these names, or an Activation.
ACTIVATIONS: dict[ActivationName, Activation] = {
    "identity": identity,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "leaky_relu": leaky_relu(),
    "softsign": softsign,
}


def get_activation(activation: ActivationName | Activation) -> Activation:
    """Return the `Activation` meant by a name or, unchanged, an Activation.

    Args:
        activation: a key of `ACTIVATIONS`, or an `Activation`.

    Raises:
        ValueError: the name is unknown; the message lists the names allowed.

    Example:
        >>> get_activation("tanh")
        Activation('tanh')
    """
    if isinstance(activation, Activation):
        return activation
    return _validate.choice("activation", activation, ACTIVATIONS)
