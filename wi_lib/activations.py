"""Activation functions and their derivatives.

Everything the library needs to know of an activation stands in one small record, `Activation`. The built-in ones are in
`ACTIVATIONS`, by name; `leaky_relu(slope)` makes one for any slope; your own is `Activation("cube", fn, derivative)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import _validate


@dataclass(frozen=True)
class Activation:
    r"""An activation :math:`\varphi`: the function, its derivative, and where its outputs count as saturated.

    Args:
        name: how figures and messages call it.
        fn: :math:`\varphi(z)`, element by element; keeps shape and dtype.
        derivative: :math:`\varphi'(z)`, element by element; keeps shape and dtype.
        derivative_from_output: the same derivative as a function of the output :math:`h = \varphi(z)`, where there is
            one. Training uses it: no need to keep z.
        lower, upper: an output below `lower` or above `upper` counts as saturated. `None`: that side never saturates.
        slope: the slope for z < 0, for the ReLU family only (ReLU itself has 0).

    Raises:
        TypeError: `fn` or `derivative` cannot be called.

    Example:
        >>> square = Activation("square", lambda z: z**2, lambda z: 2 * z)
        >>> square(np.array([3.0])), square.derivative(np.array([3.0]))
        (array([9.]), array([6.]))
    """

    name: str
    fn: Callable[[np.ndarray], np.ndarray]
    derivative: Callable[[np.ndarray], np.ndarray]
    derivative_from_output: Callable[[np.ndarray], np.ndarray] | None = None
    lower: float | None = None
    upper: float | None = None
    slope: float | None = None

    def __post_init__(self):
        for part in ("fn", "derivative"):
            if not callable(getattr(self, part)):
                raise TypeError(f"{part} must be a function of an array; received {getattr(self, part)!r}.")

    def __call__(self, z):
        return self.fn(np.asarray(z))

    def __repr__(self):
        return f"Activation({self.name!r})"


def _sigmoid(z):
    # Where exp(-z) overflows to inf, its reciprocal is 0, as it should be: nothing to warn of.
    with np.errstate(over="ignore"):
        return np.reciprocal(1 + np.exp(-z))


def _sigmoid_derivative(z):
    # e / (1 + e)² instead of h (1 - h): at z = 40 the latter is exactly 0 in floating point, the slope is not.
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def _tanh_derivative(z):
    # 1 - tanh² = 4 e / (1 + e)² with e = exp(-2|z|): no cancellation for large |z|.
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e) ** 2


def _step(z):
    return (z > 0).astype(z.dtype if z.dtype.kind == "f" else float)


def _where_known(z, slope):
    """The slope, but nan where z is: a broken signal has no slope of 0. (np.heaviside does that too, ten times slower.)"""
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
)

softsign = Activation(
    "softsign",
    fn=lambda z: z / (1 + np.abs(z)),
    derivative=lambda z: 1 / (1 + np.abs(z)) ** 2,
    derivative_from_output=lambda h: (1 - np.abs(h)) ** 2,
    lower=-0.95,
    upper=0.95,
)


def leaky_relu(slope=0.01):
    r"""Leaky ReLU: :math:`\varphi(z) = z` for z > 0 and :math:`\alpha z` otherwise, with the given slope :math:`\alpha`.

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

    def steps(z):
        # np.float32(slope) times a float32 array stays float32, a bare Python float does too from numpy 2 on.
        return np.where(z > 0, np.ones_like(z), np.full_like(z, slope))

    def derivative(z):
        return steps(z if z.dtype.kind == "f" else z.astype(float))

    return Activation(
        "leaky_relu",
        fn=lambda z: np.where(z > 0, z, slope * z),
        derivative=lambda z: _where_known(z, derivative(z)),
        # For slope > 0 the output has the sign of z; for slope 0 an output of 0 means z <= 0: either way h > 0 <=> z > 0.
        derivative_from_output=derivative,
        slope=slope,
    )


#: The built-in activations by name; every argument called `activation` takes one of these names, or an Activation.
ACTIVATIONS = {
    one.name: one for one in (identity, sigmoid, tanh, relu, leaky_relu(), softsign)
}


def get_activation(activation):
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
