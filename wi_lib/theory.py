r"""What wide layers do on average, computed instead of simulated.

With weights of variance σ² and no bias, a pre-activation of a wide layer is close to normal with variance
:math:`q = \sigma^2\, n\, E[h^2]`. Everything here follows from averages over that one
normal number, taken by quadrature.

Sources: He et al. 2015 (E[z²] from layer to layer); Poole et al. 2016 and Schoenholz et
al. 2017 (two inputs at once). The gradient factor of this module scales the rms of a
gradient; the χ₁ of Schoenholz et al. scales its mean square, so χ₁ is the factor's square.

Where an average leaves the range of floating point it is inf or nan, as everywhere in the library.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from . import _validate
from ._types import Floats, Pointwise
from .activations import Activation, ActivationName, get_activation


def _nodes(spread: float) -> tuple[Floats, Floats]:
    """Nodes and weights for averages over N(0, 1): u = c·sinh(t) with t evenly spaced
    packs them around 0, in steps of c/50, as long as 20,001 are enough for that."""
    reach = math.asinh(12 / spread)
    count = 2 * min(math.ceil(reach / 0.02065), 10_000) + 1
    t = np.linspace(-1, 1, count) * reach
    u = spread * np.sinh(t)
    weight = np.exp(-(u**2) / 2) / math.sqrt(2 * math.pi) * spread * np.cosh(t) * (t[1] - t[0])
    return u[weight > 0], weight[weight > 0]  # a weight that is too small for floating point would make nan of infinity


# Steps of about 2e-6 at 0: there a sigmoid of a very large pre-activation has all its
# slope, and there ReLU has its kink.
_U, _WEIGHT = _nodes(1e-4)
# A coarser set for averages over two normal numbers.
_U2, _WEIGHT2 = _U[::6], _WEIGHT[::6] * 6
#: Up to this standard deviation those steps are fine enough; beyond it (and it may be
#: 1e200) the nodes move closer to 0.
_FINE_ENOUGH = 1e3


def _average(fn: Pointwise, std: float) -> float:
    """E[fn(std · u)] for u ~ N(0, 1)."""
    u, weight = _nodes(max(0.1 / std, 1e-300)) if std > _FINE_ENOUGH else (_U, _WEIGHT)  # nan: either
    with np.errstate(all="ignore"):
        z = std * u
        if std == math.inf:
            z[u == 0] = 0
        return float(np.sum(fn(z) * weight))


def mean_activation(activation: ActivationName | Activation, variance: float) -> float:
    r""":math:`E[\varphi(z)]` for :math:`z \sim N(0, \text{variance})`.

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        variance: of the pre-activation, 0 or more.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> round(mean_activation("sigmoid", 4.0), 6), round(mean_activation("relu", 1.0), 4)
        (0.5, 0.3989)
    """
    return _average(get_activation(activation).fn, _std_of(variance))


def second_moment(activation: ActivationName | Activation, variance: float) -> float:
    r""":math:`E[\varphi(z)^2]` for :math:`z \sim N(0, \text{variance})`: what the next layer sums up.

    Arguments and errors as in `mean_activation`.

    Example:
        >>> round(second_moment("relu", 2.0), 6)
        1.0
    """
    fn = get_activation(activation).fn
    return _average(lambda z: fn(z) ** 2, _std_of(variance))


def _std_of(variance: float) -> float:
    return math.sqrt(_validate.number("variance", variance, low=0))


def slope_second_moment(activation: ActivationName | Activation, variance: float) -> float:
    r""":math:`E[\varphi'(z)^2]` for :math:`z \sim N(0, \text{variance})`: what the gradient is multiplied by.

    Arguments and errors as in `mean_activation`.

    Example:
        >>> round(slope_second_moment("relu", 3.0), 6), round(slope_second_moment("sigmoid", 0.0), 6)
        (0.5, 0.0625)
    """
    derivative = get_activation(activation).derivative
    return _average(lambda z: derivative(z) ** 2, _std_of(variance))


def gradient_factor(activation: ActivationName | Activation, std: float, fan_out: int, variance: float) -> float:
    r"""The factor by which one layer scales the gradient on its way back:
    :math:`\sigma\sqrt{n_{out}}\,\mathrm{rms}(\varphi')`. Its square, in a layer where the variance has settled, is the
    :math:`\chi_1` of Schoenholz et al. 2017.

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        std: of the weights, 0 or more.
        fan_out: units of the layer, at least 1.
        variance: of its pre-activations, 0 or more.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> round(gradient_factor("relu", (2 / 100) ** 0.5, 100, 1.0), 6)
        1.0
    """
    std = _validate.number("std", std, low=0)
    fan_out = _validate.integer("fan_out", fan_out, low=1)
    return std * math.sqrt(fan_out) * math.sqrt(slope_second_moment(activation, variance))


def difference_second_moment(activation: ActivationName | Activation, common: float, opposite: float) -> float:
    r""":math:`E[(\varphi(s + d) - \varphi(s - d))^2]` for independent :math:`s \sim N(0,
    \text{common})`, :math:`d \sim N(0, \text{opposite})`.

    Two inputs whose pre-activations are s + d and s - d: how differently does the layer answer them? Written with the
    difference itself, so that it stays exact when the two answers agree to ten digits.

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        common, opposite: variances, 0 or more.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> round(difference_second_moment("identity", 1.0, 0.25), 6)
        1.0
    """
    fn = get_activation(activation).fn
    common = _validate.number("common", common, low=0)
    return _difference(fn, common, _validate.number("opposite", opposite, low=0))


def _difference(fn: Pointwise, common: float, opposite: float) -> float:
    with np.errstate(all="ignore"):
        s = math.sqrt(common) * _U2[:, None]
        d = math.sqrt(opposite) * _U2
        return float(_WEIGHT2 @ (fn(s + d) - fn(s - d)) ** 2 @ _WEIGHT2)


def length_map(activation: ActivationName | Activation, std: float, width: int, variance: float) -> float:
    r"""The variance of a layer's sums, from that of the layer before.

    .. math:: q \to \sigma^2 n\,E[\varphi(\sqrt q\,u)^2], \quad u \sim N(0, 1).

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        std: of the weights, 0 or more.
        width: units of the layer before, at least 1.
        variance: q of the layer before, 0 or more.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Source: Poole et al. 2016, equation 3, without a bias.

    Example:
        >>> round(length_map("relu", (2 / 100) ** 0.5, 100, 3.0), 6), round(length_map("sigmoid", 0.1, 100, 0.0), 6)
        (3.0, 0.25)
    """
    std = _validate.number("std", std, low=0)
    return std * std * _validate.integer("width", width, low=1) * second_moment(activation, variance)


def fixed_length(activation: ActivationName | Activation, std: float, width: int, layers: int = 200) -> float:
    r"""The variance q that `length_map` leaves as it is: that of the sums of a layer far from the input.

    Args:
        activation, std, width: as in `length_map`.
        layers: how often the map is applied, first to the sums that inputs of mean square 1 give.

    Returns:
        float: q; 0 where the signal dies, inf where it explodes (below 1e-30, above 1e30).

    Raises:
        TypeError, ValueError: an argument does not fit, or the activation is nan where numbers go in.

    Source: Poole et al. 2016, who call it q*.

    Example:
        >>> round(fixed_length("sigmoid", 1.0, 100), 1), fixed_length("relu", 0.1, 100)
        (44.2, 0.0)
    """
    q = _settled(get_activation(activation), std, width, layers)
    return {_LEAST: 0.0, _MOST: math.inf}.get(q, q)


def correlation_map(activation: ActivationName | Activation, variance: float, correlation: ArrayLike) -> Floats:
    r"""How alike two inputs are after a layer, from how alike they were before: :math:`c \to c'`.

    :math:`c' = E[\varphi(z_1)\varphi(z_2)] / E[\varphi(z)^2]` for normal sums of this variance and correlation c. The
    next sums have correlation c'. Computed as :math:`1 - E[(\varphi(z_1)-\varphi(z_2))^2] / (2 E[\varphi(z)^2])`, which
    stays exact near c = 1.

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        variance: q of the sums, above 0; std and width of the net act through it alone (see `fixed_length`).
        correlation: c, a number from -1 to 1, or an array of them.

    Returns:
        numpy.ndarray: the same shape as `correlation`; nan if the layer puts out nothing but 0.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Source: Poole et al. 2016, equation 4, without a bias. For (leaky) ReLU it is `similarity`.

    Example:
        >>> correlation_map("tanh", 4.0, [0.0, 0.9, 1.0]).round(3)
        array([0.   , 0.857, 1.   ])
    """
    activation = get_activation(activation)
    variance = _validate.number("variance", variance, low=0, open_low=True)
    correlation = _validate.finite("correlation", correlation)
    if np.abs(correlation).max(initial=0) > 1:
        raise ValueError(
            f"correlation must be from -1 to 1; received {np.ravel(correlation)[np.abs(correlation).argmax()]:g}."
        )
    halves = variance * (1 - correlation) / 2
    differences = [_difference(activation.fn, variance - half, half) for half in halves.ravel().tolist()]
    with np.errstate(all="ignore"):
        return 1 - np.reshape(differences, correlation.shape) / np.float64(2 * second_moment(activation, variance))


def correlation_slope(activation: ActivationName | Activation, variance: float) -> float:
    r"""The slope of `correlation_map` at c = 1.

    One layer multiplies the squared distance of two very near inputs, relative to the signal's size, by it:
    :math:`q\,E[\varphi'^2]/E[\varphi^2]`. At the fixed length, :math:`q = \sigma^2 n E[\varphi^2]`, that is
    :math:`\chi_1 = \sigma^2 n\,E[\varphi'^2]`, the square of `deep_gradient_factor`. Below 1 the net is *ordered*
    (near inputs become alike), above 1 *chaotic* (they are driven apart).

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        variance: q of the sums, above 0.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Source: Poole et al. 2016, equation 5; Schoenholz et al. 2017.

    Example:
        >>> q = fixed_length("tanh", 0.3, 100)
        >>> round(correlation_slope("tanh", q), 2), round(deep_gradient_factor("tanh", 0.3, 100) ** 2, 2)
        (1.86, 1.86)
    """
    variance = _validate.number("variance", variance, low=0, open_low=True)
    with np.errstate(all="ignore"):
        return float(
            variance * slope_second_moment(activation, variance) / np.float64(second_moment(activation, variance))
        )


def fixed_correlation(activation: ActivationName | Activation, variance: float) -> float:
    """The correlation to which two unequal inputs are drawn: the fixed point of `correlation_map` that attracts.

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        variance: q of the sums, above 0; take `fixed_length`.

    Returns:
        float: 1 in an ordered net, where all inputs become alike; less in a chaotic one, where even near inputs part.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Source: Poole et al. 2016, who call it c*.

    Example:
        >>> fixed_correlation("sigmoid", fixed_length("sigmoid", 0.1, 100))
        1.0
        >>> round(fixed_correlation("sigmoid", fixed_length("sigmoid", 2.0, 100)), 2)
        0.89
    """
    if correlation_slope(activation, variance) <= 1 + 1e-5:  # that much the quadrature is off for ReLU
        return 1.0
    low, high = 0.0, 1 - 1e-9
    while (
        high - low > 1e-7
    ):  # the map is convex from 0 to 1: above the diagonal before its fixed point, below it behind
        middle = (low + high) / 2
        if correlation_map(activation, variance, middle) > middle:
            low = middle
        else:
            high = middle
    return low


def similarity(cosine: ArrayLike, leak: float = 0.0) -> Floats:
    r"""The cosine of two inputs' outputs behind one wide layer of (leaky) ReLU, from the cosine before it.

    With :math:`k(c) = (\sqrt{1-c^2} + (\pi - \arccos c)\,c) / \pi` for ReLU; a leak :math:`\alpha` adds
    :math:`\alpha^2 k(c) - 2\alpha k(-c)`, and divides by :math:`1 + \alpha^2`. The gain has no part in it.

    Args:
        cosine: a number from -1 to 1, or an array of them.
        leak: the slope for z < 0, from 0 to 1.

    Returns:
        The same shape as `cosine`.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Source: Cho & Saul 2009, the arc-cosine kernel of order 1.

    Example:
        >>> round(float(similarity(0.0)), 3), round(float(similarity(0.25, leak=1.0)), 3)
        (0.318, 0.25)
    """
    cosine = _validate.finite("cosine", cosine)
    leak = _validate.number("leak", leak, low=0, high=1)
    largest = cosine.flat[np.abs(cosine).argmax()]
    if abs(largest) > 1 + 1e-6:
        raise ValueError(f"cosine must be from -1 to 1; received {largest:g}.")
    cosine = np.clip(cosine, -1, 1)  # rounding may have left 1 + 1e-16

    def kernel(c: Floats) -> Floats:
        return (np.sqrt(1 - c * c) + (math.pi - np.arccos(c)) * c) / math.pi

    return ((1 + leak**2) * kernel(cosine) - 2 * leak * kernel(-cosine)) / (1 + leak**2)


@dataclass(frozen=True)
class Prediction:
    """What theory expects of a deep net of equal layers; arrays over layers 0 (the input) to depth, see `predict`.

    Attributes:
        second_moment: E[h²] of every layer's outputs.
        mean, std: of all outputs pooled.
        unit_std: spread of one unit over the inputs.
        gradient_ratio: gradient at that layer ÷ upstream gradient.
        variance: of the pre-activations; index 0 is nan, the input has none.
    """

    second_moment: Floats
    mean: Floats
    std: Floats
    unit_std: Floats
    gradient_ratio: Floats
    variance: Floats


def predict(
    activation: ActivationName | Activation, std: float, width: int, depth: int, input_second_moment: float = 1.0
) -> Prediction:
    r"""Expected figures of every layer of a net of `depth` layers of `width` units,
    weights of standard deviation `std`.

    .. math:: q_l = \sigma^2 n\,E[h_{l-1}^2], \quad E[h_l^2] = E[\varphi(\sqrt{q_l}\,u)^2], \quad
              f_l = \sigma\sqrt{n}\,\mathrm{rms}(\varphi'(\sqrt{q_l}\,u)), \quad u \sim N(0, 1).

    The gradient at layer l is :math:`f_{l+1}\cdots f_{L}` of the upstream one. The spread of one unit follows two
    inputs at once: the pre-activations of two inputs differ by a normal number of variance
    :math:`2 \sigma^2 n \cdot \text{unit\_std}_{l-1}^2`.

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        std: of the weights, 0 or more.
        width, depth: whole numbers of at least 1.
        input_second_moment: E[x²] of the inputs, which have mean 0 and are independent of each other; above 0.

    Returns:
        Prediction: exact as the width goes to infinity; at width 100 good to a few per cent for a few layers.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> he = predict("relu", (2 / 100) ** 0.5, width=100, depth=5)
        >>> np.round(he.second_moment, 4), np.round(he.gradient_ratio, 4)
        (array([1., 1., 1., 1., 1., 1.]), array([1., 1., 1., 1., 1., 1.]))
    """
    activation = get_activation(activation)
    moments, variances, ratios = _second_moments_and_gradients(activation, std, width, depth, input_second_moment)
    sizes = moments.tolist()  # Python's floats overflow without a warning
    mean = np.array([0.0, *(_average(activation.fn, _sum_std(std, width, size)) for size in sizes[:-1])])
    return Prediction(
        second_moment=moments,
        mean=mean,
        std=_std(moments, mean),
        unit_std=np.sqrt(_half_distances(activation, std * std * width, variances, sizes[0])),
        gradient_ratio=ratios,
        variance=variances,
    )


def _half_distances(activation: Activation, weight_energy: float, variances: Floats, first: float) -> Floats:
    """Half the mean squared difference of two inputs' outputs, of layers 0 (there it is `first`) to the last."""
    halves = [first]
    for q in variances[1:].tolist():
        # Of q, the part `opposite` tells two inputs apart, the rest is common to them.
        opposite = weight_energy * halves[-1] / 2
        if opposite < 1e-10 * min(q, 1.0):  # the slope is exact enough, and loses no digits
            halves.append(2 * opposite * _average(lambda z: activation.derivative(z) ** 2, math.sqrt(q)))
        else:
            halves.append(_difference(activation.fn, max(q - opposite, 0.0), opposite) / 2)
    return np.array(halves)


def predict_distance(
    activation: ActivationName | Activation,
    std: float,
    width: int,
    depth: int,
    near: float = 0.01,
    input_second_moment: float = 1.0,
) -> Floats:
    r"""What becomes of two near inputs: their squared distance ÷ that of two unrelated inputs, layer by layer.

    With :math:`D` the mean squared difference of two inputs' outputs, the sums of the next layer are :math:`s + d` and
    :math:`s - d` with :math:`\mathrm{Var}(d) = \sigma^2 n\,D/4`; see `difference_second_moment`. In an ordered
    net the figure stays small; in a chaotic one it goes to 1: the near inputs end up as far apart as any two.

    Args:
        activation, std, width, depth, input_second_moment: as in `predict`.
        near: the figure at the input, above 0, at most 1.

    Returns:
        numpy.ndarray: shape (depth + 1,), for layers 0 (the input) to depth; nan where no distance is left to
            compare with.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Source: Poole et al. 2016; `neighbours` of `wi_lib.propagation` measures it.

    Example:
        >>> [float(round(predict_distance("tanh", std, 50, 10)[-1], 3)) for std in (0.05, 0.2, 1.0)]
        [0.01, 0.036, 0.906]
    """
    near = _validate.number("near", near, low=0, high=1, open_low=True)
    activation = get_activation(activation)
    moments, variances, _ = _second_moments_and_gradients(activation, std, width, depth, input_second_moment)
    energy, unrelated = float(std) ** 2 * width, float(moments[0])
    ways = [_half_distances(activation, energy, variances, part * unrelated) for part in (near, 1.0)]
    with np.errstate(all="ignore"):
        return ways[0] / ways[1]


def _std(moments: Floats, means: Floats) -> Floats:
    with np.errstate(all="ignore"):
        return np.sqrt(np.maximum(moments - means**2, 0))


def predict_gradient(
    activation: ActivationName | Activation, std: float, width: int, depth: int, input_second_moment: float = 1.0
) -> Floats:
    """The `gradient_ratio` of `predict` alone, which takes a tenth of the time; same arguments and errors.

    Example:
        >>> np.round(predict_gradient("tanh", 0.1, 100, 2), 2)
        array([0.54, 0.8 , 1.  ])
    """
    return _second_moments_and_gradients(activation, std, width, depth, input_second_moment)[2]


def _second_moments_and_gradients(
    activation: ActivationName | Activation, std: float, width: int, depth: int, input_second_moment: float
) -> tuple[Floats, Floats, Floats]:
    """Arrays over layers 0 to depth: E[h²], the pre-activations' variance (nan for the input), gradient ÷ upstream."""
    activation = get_activation(activation)
    std = _validate.number("std", std, low=0)
    width = _validate.integer("width", width, low=1)
    depth = _validate.integer("depth", depth, low=1)
    moments = [_validate.number("input_second_moment", input_second_moment, low=0, open_low=True)]
    variances, factors = [math.nan], []
    for _ in range(depth):
        variances.append(std * std * width * moments[-1])
        z_std = _sum_std(std, width, moments[-1])
        # Not second_moment() and gradient_factor(): a variance that has grown beyond all bounds is a result here.
        moments.append(_average(lambda z: activation.fn(z) ** 2, z_std))
        # A signal that is too small for floating point still has a side of 0 to be on, and with it a slope.
        slope = _average(lambda z: activation.derivative(z) ** 2, max(z_std, 1e-150))
        factors.append(std * math.sqrt(width) * math.sqrt(slope))
    return np.array(moments), np.array(variances), np.append(_products(factors[::-1])[::-1], 1.0)


def _sum_std(std: float, width: int, moment: float) -> float:
    """The standard deviation of a pre-activation, √(σ² n E[h²]), also where its square is beyond floating point."""
    variance = std * std * width * moment
    return math.sqrt(variance) if 0 < variance < math.inf else std * math.sqrt(width) * math.sqrt(moment)


def _products(factors: Sequence[float]) -> Floats:
    with np.errstate(all="ignore"):
        return np.cumprod(factors)


def deep_gradient_factor(activation: ActivationName | Activation, std: float, width: int, layers: int = 200) -> float:
    r"""The gradient factor of a layer far from the input, where the variance of the pre-activations has settled.

    Args:
        activation, std, width: as in `predict`.
        layers: how far from the input.

    Returns:
        float: :math:`\sqrt{\chi_1}`, the root of Schoenholz et al.'s :math:`\chi_1`; above 1 the gradient explodes with
            depth, and near inputs are driven apart; below 1 it vanishes, and all inputs are drawn together.

    Raises:
        TypeError, ValueError: an argument does not fit, or the activation or its derivative is nan where numbers go in.

    Example:
        >>> round(deep_gradient_factor("sigmoid", 0.01, 100), 3)
        0.025
    """
    activation = get_activation(activation)
    q = _settled(activation, std, width, layers)
    return float(std) * math.sqrt(width) * math.sqrt(_known(activation, "derivative", slope_second_moment, q))


def _settled(activation: Activation, std: float, width: int, layers: int) -> float:
    """The variance of the sums behind so many layers, within bounds."""
    std = _validate.number("std", std, low=0)
    energy = std * std * _validate.integer("width", width, low=1)
    q = _clipped(energy)
    for _ in range(_validate.integer("layers", layers, low=0)):
        before, q = q, _clipped(energy * _known(activation, "fn", second_moment, q))
        if q == before:  # so it stays
            break
    return q


_LEAST, _MOST = 1e-30, 1e30


def _clipped(q: float) -> float:
    """q within bounds: where the signal explodes or dies for good, the factor no longer
    depends on q, or has reached its limit."""
    return min(max(q, _LEAST), _MOST)


def _known(
    activation: Activation,
    part: Literal["fn", "derivative"],
    average: Callable[[Activation, float], float],
    q: float,
) -> float:
    """average(activation, q), or an error that says where the function gives no number: a
    bisection would take nan for "too large"."""
    value = average(activation, q)
    if math.isnan(value):
        with np.errstate(all="ignore"):
            z = math.sqrt(q) * _U
            broken = z[np.isnan(getattr(activation, part)(z))]
        where = (
            f" at z = {broken[np.abs(broken).argmin()]:.3g}"
            if broken.size
            else f" for z of standard deviation {math.sqrt(q):.3g}"
        )
        raise ValueError(
            f"activation must have a {part} that gives a number for every number; that of {activation.name!r} gives nan{where}. "
            "Write it so that nothing overflows on the way, for example with exp(-|z|)."
        )
    return value


def critical_std(activation: ActivationName | Activation, width: int, layers: int = 200) -> float:
    r"""The weight standard deviation at which a deep layer neither shrinks nor grows the gradient: its factor
    is 1, and so is its square :math:`\chi_1`.

    Found by bisection of `deep_gradient_factor`; times √width it is the critical gain.

    Args:
        activation: a name in `ACTIVATIONS` or an `Activation`.
        width: units of every layer, at least 1.
        layers: how far from the input; see `deep_gradient_factor`.

    Returns:
        float: above 0.

    Raises:
        TypeError, ValueError: an argument does not fit, the activation or its derivative is nan where numbers go in (it
            overflows), or there is no such std between 1e-3 and 1e3 over √width.

    Source: Schoenholz et al. 2017, §3 (the order-to-chaos transition).

    Example:
        >>> round(critical_std("relu", 100), 4), round((2 / 100) ** 0.5, 4)
        (0.1414, 0.1414)
    """
    width = _validate.integer("width", width, low=1)
    low, high = 1e-3 / math.sqrt(width), 1e3 / math.sqrt(width)
    least, most = (deep_gradient_factor(activation, std, width, layers) for std in (low, high))
    if not least < 1 < most:
        raise ValueError(
            f"activation must have a critical std between {low:g} and {high:g}; {get_activation(activation).name} has none."
        )
    while high / low > 1 + 1e-6:
        middle = math.sqrt(low * high)
        if deep_gradient_factor(activation, middle, width, layers) < 1:
            low = middle
        else:
            high = middle
    return math.sqrt(low * high)
