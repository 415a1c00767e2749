"""Weight initializers.

An initializer is what a factory returns: a function ``init(rng, shape, dtype=np.float32) -> ndarray`` with
``shape = (fan_in, fan_out)``. The factory takes the rule's settings (`normal(std=0.01)`), the initializer the
randomness and the shape. All the named rules of the literature are one line each on top of `variance_scaling`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from . import _validate
from ._types import FloatDType, FloatDTypeLike, Floats, Shape
from .activations import Activation, ActivationName

#: Which count of connections the variance is divided by.
Mode = Literal["fan_in", "fan_out", "fan_avg"]
#: The shape of the histogram, for `variance_scaling`.
Distribution = Literal["normal", "uniform", "truncated_normal"]
#: The names of the factories.
InitializerName = Literal[
    "zeros", "constant", "normal", "uniform", "variance_scaling", "lecun_normal", "lecun_uniform", "xavier_normal",
    "xavier_uniform", "he_normal", "he_uniform", "orthogonal", "glorot_normal", "glorot_uniform", "kaiming_normal",
    "kaiming_uniform",
]  # fmt: skip
#: What draws weights: an `Initializer`, or your own function ``f(rng, shape, dtype)``.
Draw = Callable[[Generator, Shape, FloatDType], NDArray[Any]]


@dataclass(frozen=True)
class Initializer:
    """A rule that draws weights: call it as ``init(rng, shape, dtype=np.float32)``.

    Args of the call:
        rng: a `numpy.random.Generator`; the same state gives the same weights.
        shape: (fan_in, fan_out), or (*kernel, channels_in, channels_out) for a convolution.
        dtype: float32 or float64.

    Raises (the call): TypeError or ValueError, naming the argument, if one of the three does not fit, or if the rule's
        own settings are beyond the range of the dtype (float32: from 1.2e-38 to 3.4e38 in size, or 0).

    Example:
        >>> init = he_normal()
        >>> init
        he_normal()
        >>> init(np.random.default_rng(0), (784, 100)).shape
        (784, 100)
    """

    label: str
    draw: Callable[[Generator, Shape, FloatDType], Floats]

    def __call__(self, rng: Generator, shape: Sequence[int], dtype: FloatDTypeLike = np.float32) -> Floats:
        _validate.generator("rng", rng)
        shape = _checked_shape(shape)
        dtype = _validate.float_dtype("dtype", dtype)
        with np.errstate(all="ignore"):
            weights = self.draw(rng, shape, dtype)
        if not np.isfinite(weights).all():
            raise ValueError(f"{self.label} must draw finite weights; its values are beyond the range of {dtype.name}.")
        return weights

    def __repr__(self) -> str:
        return self.label


def _checked_shape(shape: Sequence[int]) -> Shape:
    if not isinstance(shape, (Sequence, np.ndarray)) or isinstance(shape, (str, bytes)):  # a set has no order
        raise TypeError(f"shape must be a tuple such as (fan_in, fan_out); received {shape!r}.")
    sizes = tuple(np.atleast_1d(shape)) if isinstance(shape, np.ndarray) else tuple(shape)
    if len(sizes) < 2:
        raise ValueError(f"shape must have at least 2 sizes, (fan_in, fan_out); received {sizes!r}.")
    return tuple(_validate.integer("every size in shape", size, low=1) for size in sizes)


def compute_fans(shape: Sequence[int]) -> tuple[int, int]:
    r"""The number of inputs and outputs that one weight array connects.

    For a dense layer ``shape = (fan_in, fan_out)``. For a convolution kernel ``(*kernel, channels_in, channels_out)``
    both counts are multiplied by the kernel's area: each output sees area · channels_in numbers.

    Args:
        shape: a tuple of two or more positive whole numbers.

    Returns:
        tuple[int, int]: (fan_in, fan_out).

    Raises:
        TypeError, ValueError: `shape` is no such tuple.

    Source: the convention of jax and Keras; PyTorch stores the transpose, (fan_out, fan_in, *kernel).

    Example:
        >>> compute_fans((784, 100)), compute_fans((3, 3, 64, 128))
        ((784, 100), (576, 1152))
    """
    *kernel, channels_in, channels_out = _checked_shape(shape)
    area = math.prod(kernel)
    return area * channels_in, area * channels_out


def gain(activation: ActivationName | Activation, slope: float | None = None) -> float:
    r"""The customary gain of an activation: multiply :math:`1/\sqrt{\text{fan}}` by it to get the weights' std.

    ============  =====================  ============================================================
    activation    gain                   where it comes from
    ============  =====================  ============================================================
    identity      1                      exact
    relu          :math:`\sqrt2`         exact for E[z²]: He et al. 2015, eq. 10
    leaky_relu    √(2 / (1 + slope²))    exact for E[z²]: He et al. 2015, eq. 15
    tanh          5/3                    LeCun et al. 1998 use 1.7159 tanh(2z/3); a convention for plain tanh
    sigmoid       1                      a convention only; it matches neither the slope ¼ nor the mean ½ (chapter 6)
    softsign      1                      slope 1 at 0
    ============  =====================  ============================================================

    The values are those of PyTorch's ``torch.nn.init.calculate_gain`` (which has no softsign). What a gain *really*
    does to the gradient is measured by `wi_lib.theory.gradient_factor`; the gain that keeps it is
    `wi_lib.theory.critical_std`.

    Args:
        activation: one of the names above, or an `Activation` of that name.
        slope: for leaky_relu only, its slope for z < 0 (default: the Activation's own, else 0.01).

    Raises:
        ValueError: the name has no gain here (the message says what to do), or a slope
            was given to an activation that has none.
        TypeError: `slope` is not a number.

    Example:
        >>> round(gain("relu"), 4), round(gain("leaky_relu", 0.2), 4)
        (1.4142, 1.3868)
    """
    gains: dict[ActivationName, float] = {
        "identity": 1.0,
        "sigmoid": 1.0,
        "tanh": 5 / 3,
        "relu": math.sqrt(2),
        "leaky_relu": math.nan,  # depends on the slope: below
        "softsign": 1.0,
    }
    name = activation.name if isinstance(activation, Activation) else activation
    value = _validate.choice("activation", name, gains)
    if name == "leaky_relu":
        if isinstance(activation, Activation) and slope is None:
            slope = activation.slope
        slope = _validate.number("slope", 0.01 if slope is None else slope)
        return math.sqrt(2) / math.hypot(1, slope)
    if slope is not None:
        raise ValueError(f"slope is for 'leaky_relu' only; received slope={slope!r} with activation={name!r}.")
    return value


def constant(value: float = 0.0) -> Initializer:
    """Every weight is `value`.

    Args:
        value: any finite number.

    Raises:
        TypeError, ValueError: `value` is not a finite number.

    Example:
        >>> constant(0.5)(np.random.default_rng(0), (1, 2))
        array([[0.5, 0.5]], dtype=float32)
    """
    value = _validate.number("value", value)
    return Initializer(
        f"constant({value:g})", lambda rng, shape, dtype: np.full(shape, _validate.scalar("value", value, dtype))
    )


def zeros() -> Initializer:
    """Every weight is 0. Right for biases and for some output layers, wrong for hidden layers (chapter 2).

    Example:
        >>> zeros()(np.random.default_rng(0), (1, 2))
        array([[0., 0.]], dtype=float32)
    """
    return Initializer("zeros()", lambda rng, shape, dtype: np.zeros(shape, dtype))


def normal(std: float = 0.01) -> Initializer:
    r"""Draw from :math:`N(0, \text{std}^2)`, whatever the shape.

    Args:
        std: the standard deviation, 0 or more (0.01 by default: AlexNet's choice).

    Raises:
        TypeError, ValueError: `std` is not a finite number of at least 0.

    Example:
        >>> round(float(normal(0.5)(np.random.default_rng(0), (300, 300)).std()), 2)
        0.5
    """
    std = _validate.number("std", std, low=0)
    return Initializer(f"normal(std={std:g})", lambda rng, shape, dtype: _normal(rng, std, shape, dtype))


def uniform(low: float = -0.05, high: float = 0.05) -> Initializer:
    r"""Draw from the uniform distribution on [low, high): its std is :math:`(\text{high} - \text{low})/\sqrt{12}`.

    Args:
        low, high: the ends, low at most high.

    Raises:
        TypeError, ValueError: an end is not a finite number, or low is above high.

    Example:
        >>> round(float(uniform(-2, 2)(np.random.default_rng(0), (300, 300)).std()), 2)
        1.15
    """
    low = _validate.number("low", low)
    high = _validate.number("high", high)
    if low > high:
        raise ValueError(f"low must be at most high; received low={low:g}, high={high:g}.")
    return Initializer(f"uniform({low:g}, {high:g})", lambda rng, shape, dtype: _uniform(rng, low, high, shape, dtype))


def _normal(rng: Generator, std: float, shape: Shape, dtype: FloatDType) -> Floats:
    weights = rng.standard_normal(shape, dtype=dtype)
    weights *= _validate.scalar("std", std, dtype)
    return weights


def _uniform(rng: Generator, low: float, high: float, shape: Shape, dtype: FloatDType) -> Floats:
    weights = rng.random(shape, dtype=dtype)
    weights *= _validate.scalar("high - low", high - low, dtype)
    weights += _validate.scalar("low", low, dtype)
    return weights


def _truncated_normal(rng: Generator, std: float, shape: Shape, dtype: FloatDType) -> Floats:
    # A normal cut off at ±2 of its own standard deviations has std 0.8796; widen it first so that `std` comes out.
    weights = rng.standard_normal(shape, dtype=dtype)
    outside = np.abs(weights) > 2
    while outside.any():
        weights[outside] = rng.standard_normal(int(outside.sum()), dtype=dtype)
        outside = np.abs(weights) > 2
    weights *= _validate.scalar("std", std / TRUNCATED_STD, dtype)
    return weights


#: The standard deviation of N(0, 1) cut off at ±2: √(1 - 4 φ(2) / (Φ(2) - Φ(-2))).
TRUNCATED_STD = 0.87962566103423978

_FAN: dict[Mode, Callable[[int, int], float]] = {
    "fan_in": lambda fan_in, fan_out: fan_in,
    "fan_out": lambda fan_in, fan_out: fan_out,
    "fan_avg": lambda fan_in, fan_out: (fan_in + fan_out) / 2,
}

_DISTRIBUTION: dict[Distribution, Callable[[Generator, float, Shape, FloatDType], Floats]] = {
    "normal": _normal,
    # A uniform distribution on ±√3·std has standard deviation std.
    "uniform": lambda rng, std, shape, dtype: _uniform(rng, -math.sqrt(3) * std, math.sqrt(3) * std, shape, dtype),
    "truncated_normal": _truncated_normal,
}


def scaled_std(scale: float, mode: Mode, fan_in: int, fan_out: int) -> float:
    r"""The standard deviation :math:`\sqrt{\text{scale}/\text{fan}}` that `variance_scaling` gives a layer.

    Args:
        scale, mode: as in `variance_scaling`.
        fan_in, fan_out: inputs and units of the layer, at least 1.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> round(scaled_std(1, "fan_avg", 784, 100), 4)
        0.0476
    """
    scale = _validate.number("scale", scale, low=0, open_low=True)
    fan_in = _validate.integer("fan_in", fan_in, low=1)
    fan_out = _validate.integer("fan_out", fan_out, low=1)
    return math.sqrt(scale / _validate.choice("mode", mode, _FAN)(fan_in, fan_out))


def variance_scaling(scale: float = 1.0, mode: Mode = "fan_in", distribution: Distribution = "normal") -> Initializer:
    r"""Draw weights of mean 0 and variance :math:`\text{scale}/\text{fan}`: one rule, of
    which the named ones are cases.

    =================  ==============  ==============================================
    rule               scale, mode     std
    =================  ==============  ==============================================
    LeCun              1, fan_in       :math:`\sqrt{1/n_{in}}`
    Xavier (Glorot)    1, fan_avg      :math:`\sqrt{2/(n_{in} + n_{out})}`
    He (Kaiming)       2, fan_in       :math:`\sqrt{2/n_{in}}`
    =================  ==============  ==============================================

    Args:
        scale: above 0.
        mode: "fan_in", "fan_out" or "fan_avg" (their mean).
        distribution: "normal"; "uniform" on :math:`\pm\sqrt{3}` std; "truncated_normal", cut off at two standard
            deviations and widened so that the variance is still scale/fan (the default of Keras and flax).

    Returns:
        Initializer: draws in the dtype asked for; entries are independent.

    Raises:
        TypeError, ValueError: `scale` is not a finite number above 0, or a name is unknown.

    Source: LeCun et al. 1998 §4.6; Glorot & Bengio 2010, eq. 12 and 16; He et al. 2015, eq. 10.

    Example:
        >>> init = variance_scaling(2.0, "fan_in", "uniform")
        >>> w = init(np.random.default_rng(0), (300, 200))
        >>> bool(abs(w).max() <= (6 / 300) ** 0.5), round(float(w.std() * (300 / 2) ** 0.5), 2)
        (True, 1.0)
    """
    scale = _validate.number("scale", scale, low=0, open_low=True)
    _validate.choice("mode", mode, _FAN)
    sample = _validate.choice("distribution", distribution, _DISTRIBUTION)

    def draw(rng: Generator, shape: Shape, dtype: FloatDType) -> Floats:
        return sample(rng, scaled_std(scale, mode, *compute_fans(shape)), shape, dtype)

    return Initializer(f"variance_scaling({scale:g}, {mode!r}, {distribution!r})", draw)


def _named(label: str, scale: float, mode: Mode, distribution: Distribution) -> Initializer:
    return Initializer(label, variance_scaling(scale, mode, distribution).draw)


def lecun_normal() -> Initializer:
    r""":math:`N(0, 1/n_{in})`: keeps the variance forwards through a layer of slope 1. Often miscalled Xavier.

    Source: LeCun, Bottou, Orr & Müller 1998, *Efficient BackProp*, §4.6, eq. 16.

    Example:
        >>> round(float(lecun_normal()(np.random.default_rng(0), (784, 100)).std()), 3)
        0.036
    """
    return _named("lecun_normal()", 1.0, "fan_in", "normal")


def lecun_uniform() -> Initializer:
    r""":math:`U(\pm\sqrt{3/n_{in}})`: LeCun's variance, uniform.

    Example:
        >>> round(float(lecun_uniform()(np.random.default_rng(0), (784, 100)).std()), 3)
        0.036
    """
    return _named("lecun_uniform()", 1.0, "fan_in", "uniform")


def xavier_normal() -> Initializer:
    r""":math:`N(0, 2/(n_{in} + n_{out}))`: the compromise between forwards (1/n_in) and backwards (1/n_out).

    Alias: `glorot_normal`. Source: Glorot & Bengio 2010, eq. 12.

    Example:
        >>> round(float(xavier_normal()(np.random.default_rng(0), (784, 100)).std()), 2)
        0.05
    """
    return _named("xavier_normal()", 1.0, "fan_avg", "normal")


def xavier_uniform() -> Initializer:
    r""":math:`U(\pm\sqrt{6/(n_{in} + n_{out})})`: the "normalized initialization" of the paper.

    Alias: `glorot_uniform`. Source: Glorot & Bengio 2010, eq. 16.

    Example:
        >>> round(float(xavier_uniform()(np.random.default_rng(0), (784, 100)).std()), 3)
        0.048
    """
    return _named("xavier_uniform()", 1.0, "fan_avg", "uniform")


def he_normal() -> Initializer:
    r""":math:`N(0, 2/n_{in})`: keeps E[z²] forwards through ReLU, which drops half of it.

    Alias: `kaiming_normal`. Source: He, Zhang, Ren & Sun 2015, eq. 10. (The *variance* is 2/n; the std is √(2/n).)

    Example:
        >>> round(float(he_normal()(np.random.default_rng(0), (784, 100)).std()), 3)
        0.05
    """
    return _named("he_normal()", 2.0, "fan_in", "normal")


def he_uniform() -> Initializer:
    r""":math:`U(\pm\sqrt{6/n_{in}})`: He's variance, uniform. Alias: `kaiming_uniform`.

    Example:
        >>> round(float(he_uniform()(np.random.default_rng(0), (784, 100)).std()), 3)
        0.05
    """
    return _named("he_uniform()", 2.0, "fan_in", "uniform")


glorot_normal, glorot_uniform = xavier_normal, xavier_uniform
kaiming_normal, kaiming_uniform = he_normal, he_uniform


def orthogonal(gain: float = 1.0) -> Initializer:
    r"""A matrix with orthonormal rows or columns (whichever are fewer), drawn uniformly, times `gain`.

    All its singular values are equal to `gain`, so a stack of square ones neither stretches nor shrinks any direction.
    For a convolution the kernel's area and input channels together are the rows.

    Args:
        gain: 0 or more.

    Raises:
        TypeError, ValueError: `gain` is not a finite number of at least 0.

    Source: Saxe, McClelland & Ganguli 2014.

    Example:
        >>> w = orthogonal()(np.random.default_rng(0), (4, 3), np.float64)
        >>> bool(np.allclose(w.T @ w, np.eye(3)))
        True
    """
    gain = _validate.number("gain", gain, low=0)

    def draw(rng: Generator, shape: Shape, dtype: FloatDType) -> Floats:
        rows, columns = math.prod(shape[:-1]), shape[-1]
        tall = rng.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(tall)
        q *= np.sign(np.diag(r))  # without the signs, QR's own convention would favour some matrices over others
        weights = q if rows >= columns else q.T
        _validate.scalar("gain", gain, dtype)
        return (gain * weights).reshape(shape).astype(dtype)

    return Initializer(f"orthogonal({gain:g})", draw)


#: Every factory by name; each can be called without arguments.
INITIALIZERS: dict[InitializerName, Callable[..., Initializer]] = {
    "zeros": zeros,
    "constant": constant,
    "normal": normal,
    "uniform": uniform,
    "variance_scaling": variance_scaling,
    "lecun_normal": lecun_normal,
    "lecun_uniform": lecun_uniform,
    "xavier_normal": xavier_normal,
    "xavier_uniform": xavier_uniform,
    "he_normal": he_normal,
    "he_uniform": he_uniform,
    "orthogonal": orthogonal,
    "glorot_normal": glorot_normal,
    "glorot_uniform": glorot_uniform,
    "kaiming_normal": kaiming_normal,
    "kaiming_uniform": kaiming_uniform,
}
#: What every argument called `init` takes: a name, a factory without arguments (`he_normal`), or what draws weights.
Init = InitializerName | Callable[[], Initializer] | Draw


def draw_weights(init: Draw, rng: Generator, shape: Shape, dtype: FloatDType) -> Floats:
    """Weights from an initializer, or from a reader's own function ``init(rng, shape,
    dtype)``: then of that shape, and finite.

    Raises:
        TypeError, ValueError: the function returned something else.

    Example:
        >>> draw_weights(lambda rng, shape, dtype: [[1, 2]], np.random.default_rng(0), (1, 2), np.float32)
        array([[1., 2.]], dtype=float32)
    """
    if isinstance(init, Initializer):
        return init(rng, shape, dtype)
    weights = _validate.numeric("the result of init", init(rng, shape, dtype))
    if weights.shape != shape:
        raise ValueError(f"init must return an array of shape {shape}; its result has shape {weights.shape}.")
    if not np.isfinite(weights).all():
        raise ValueError("init must return finite weights; its result holds NaN or infinite values.")
    # A copy, so that training one net does not change what the function has kept.
    return _validate.cast("the result of init", weights, dtype).copy()


def get_initializer(init: Init) -> Draw:
    """Return the initializer meant by a name, a factory without arguments or, unchanged, an initializer.

    Your own function ``f(rng, shape, dtype)`` is taken as it is.

    Raises:
        ValueError: the name is unknown; the message lists the names allowed.
        TypeError: `init` is neither a name nor a function.

    Example:
        >>> get_initializer("glorot_normal"), get_initializer(he_normal)
        (xavier_normal(), he_normal())
    """
    if isinstance(init, str):
        return _validate.choice("init", init, INITIALIZERS)()
    for factory in INITIALIZERS.values():
        if init is factory:
            return factory()
    if callable(init):
        return init  # type: ignore[return-value]  # the factories have been answered, so it draws weights
    raise TypeError(
        f"init must be a name ({', '.join(map(repr, INITIALIZERS))}) or a function (rng, shape, dtype) -> array; "
        f"received {init!r}."
    )
