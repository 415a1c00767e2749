"""What to look at in a layer: the handful of figures that tell whether signal and gradient get through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _validate
from ._types import Floats
from .activations import Activation, ActivationName, get_activation


@dataclass(frozen=True)
class LayerStats:
    """The figures of one layer's outputs over a batch; see `layer_stats`.

    Attributes:
        mean, std: of all outputs pooled, the figures that most histograms show.
        second_moment: mean of the squared outputs, E[h²].
        unit_std: spread of one unit over the inputs, root mean square over the units. If it is 0, the layer gives the
            same answer to every input, however wide the pooled histogram.
        saturated: share of outputs beyond the activation's saturation bounds (0 to 1; nan if it has none).
        zeros: share of outputs that are exactly 0.
        dead: share of units that are 0 for every input.

    Every figure is nan if an output is nan; an infinite output makes mean and spread inf
    or nan, and is beyond every bound.

    Example:
        >>> layer_stats(np.array([[0.0, 1.0], [0.0, 3.0]])).mean
        1.0
    """

    mean: float
    std: float
    second_moment: float
    unit_std: float
    saturated: float
    zeros: float
    dead: float


def layer_stats(h: ArrayLike, activation: ActivationName | Activation = "identity") -> LayerStats:
    r"""Measure one layer's outputs.

    With :math:`m_j` and :math:`s_j` the mean and standard deviation of unit j over the inputs:
    ``mean`` = mean of :math:`m_j`; ``unit_std`` :math:`= \sqrt{\overline{s_j^2}}`;
    ``std`` :math:`= \sqrt{\overline{s_j^2} + \mathrm{Var}(m_j)}`.

    Args:
        h: outputs, shape (inputs, units).
        activation: tells where outputs count as saturated (sigmoid: below .05 or above .95; tanh and softsign: beyond
            ±.95).

    Raises:
        TypeError, ValueError: h is not a non-empty 2-D array, or the name is unknown. NaN is allowed: it is a result
            (a signal that exploded), and comes out as nan.

    Example:
        >>> stats = layer_stats(np.array([[0.0, 1.0], [0.0, 3.0]]), "relu")
        >>> stats.mean, round(stats.std, 4), round(stats.unit_std, 4), stats.zeros, stats.dead
        (1.0, 1.2247, 0.7071, 0.5, 0.5)
    """
    h = _validate.matrix("h", h, allow_nan=True)
    activation = get_activation(activation)
    with np.errstate(all="ignore"):  # an overflowed layer is reported as inf or nan, not as a warning
        unit_mean, unit_variance = _unit_moments(h)
        mean, std, unit_std = _pooled(unit_mean, unit_variance)
        if not 1e-15 < std < 1e15:  # the squares of float32 may have left its range; at size 1 they do not
            largest = float(np.abs(h).max())
            if 0 < largest < np.inf:
                mean, std, unit_std = (largest * one for one in _pooled(*_unit_moments(h / h.dtype.type(largest))))
        zeros = _share(h, lambda part: part == 0)
        # Only a unit whose mean is 0 can be 0 throughout.
        dead = np.count_nonzero(~h[:, unit_mean == 0].any(axis=0)) / h.shape[1] if zeros else 0.0
        if not np.isfinite(mean) and np.isnan(h.max()):  # a broken output is neither 0 nor not
            zeros = dead = float("nan")
    return LayerStats(
        mean=mean,
        std=std,
        second_moment=mean * mean + std * std,  # not **, which raises OverflowError
        unit_std=unit_std,
        saturated=saturated_share(h, activation),
        zeros=zeros,
        dead=float(dead),
    )


def _unit_moments(h: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of every unit over the inputs, in one pass over h."""
    # Variances are differences of squares; taken around a first guess of the mean, they lose no digits.
    guess = h[blocks(h)[0]].mean(axis=0)
    total, squares = np.zeros((2, h.shape[1]), h.dtype)
    for rows in blocks(h):
        part = h[rows] - guess
        total += part.sum(axis=0)
        squares += np.einsum("ij,ij->j", part, part)
    away = total / len(h)
    return guess + away, np.maximum(squares / len(h) - away**2, 0)


def _pooled(unit_mean: Floats, unit_variance: Floats) -> tuple[float, float, float]:
    """The mean of all outputs, their standard deviation, and that of one unit (root mean square over the units)."""
    within = float(unit_variance.mean(dtype=np.float64))
    between = float(unit_mean.var(dtype=np.float64))
    return float(unit_mean.mean(dtype=np.float64)), (within + between) ** 0.5, within**0.5


def _share(h: NDArray[Any], test: Callable[[NDArray[Any]], NDArray[np.bool_]]) -> float:
    """The share of entries for which test(entries) is true."""
    return float(sum(np.count_nonzero(test(h[rows])) for rows in blocks(h)) / h.size)


def blocks(h: NDArray[Any], size: int = 2**16) -> list[slice]:
    """Slices of rows that hold about `size` numbers each: what is done with one block
    stays in the processor's cache."""
    step = max(1, size * len(h) // h.size)
    return [slice(start, start + step) for start in range(0, len(h), step)]


def saturated_share(h: ArrayLike, activation: ActivationName | Activation) -> float:
    """The share of outputs (0 to 1) beyond the activation's saturation bounds; nan if it
    has none, or if an output is nan.

    Args:
        h: outputs, any shape.
        activation: a name in `ACTIVATIONS` or an `Activation`.

    Raises:
        TypeError, ValueError: h is empty or holds no numbers, or the name is unknown.

    Example:
        >>> saturated_share(np.array([0.01, 0.5, 0.99, 1.0]), "sigmoid")
        0.75
    """
    activation = get_activation(activation)
    if activation.lower is None and activation.upper is None:
        return float("nan")
    h = _validate.numeric("h", h)
    if h.size == 0:
        raise ValueError("h must not be empty; received an array of size 0.")
    if np.isnan(h.max()):  # a broken signal is neither saturated nor not
        return float("nan")
    h = h.reshape(len(h), -1) if h.ndim else h.reshape(1, 1)
    low = -np.inf if activation.lower is None else activation.lower
    high = np.inf if activation.upper is None else activation.upper
    return _share(h, lambda part: part < low) + _share(h, lambda part: part > high)


def dead_share(h: ArrayLike) -> float:
    """The share of units (0 to 1) whose output is exactly 0 for every input; nan if an output is nan.

    Args:
        h: outputs, shape (inputs, units).

    Raises:
        TypeError, ValueError: h is not a non-empty 2-D array.

    Example:
        >>> dead_share(np.array([[0.0, 1.0], [0.0, 0.0]]))
        0.5
    """
    h = _validate.matrix("h", h, allow_nan=True)
    return float("nan") if np.isnan(h.max()) else float((h == 0).all(axis=0).mean())


def rms(values: ArrayLike) -> float:
    r"""Root mean square, :math:`\sqrt{\overline{v^2}}`: the size of a gradient, whatever
    its mean; nan if a value is nan.

    Args:
        values: any non-empty array.

    Raises:
        TypeError, ValueError: the array is empty or holds no numbers.

    Example:
        >>> float(rms([3.0, -4.0])) == 12.5**0.5
        True
    """
    values = _validate.floats("values", values).astype(float)
    if values.size == 0:
        raise ValueError("values must not be empty; received an array of size 0.")
    # Scaling by the largest value first keeps 1e-200 from being squared to 0.
    largest = max(values.max(), -values.min())
    if not np.isfinite(largest) or largest == 0:
        return abs(float(largest))  # not -0
    values /= largest  # a copy of its own: astype made it
    values *= values
    return float(largest * np.sqrt(values.mean()))


def typical_unit(h: ArrayLike) -> Floats:
    """The outputs of the unit whose spread over the inputs is the middle one of the layer.

    Args:
        h: outputs, shape (inputs, units).

    Returns:
        numpy.ndarray: shape (inputs,). Of an overflowed layer any unit is typical.

    Raises:
        TypeError, ValueError: h is not a non-empty 2-D array.

    Example:
        >>> typical_unit(np.array([[0.0, 0.0, 0.0], [5.0, 1.0, 2.0]]))
        array([0., 2.])
    """
    h = _validate.matrix("h", h, allow_nan=True)
    with np.errstate(all="ignore"):
        return h[:, np.argsort(h.std(axis=0))[h.shape[1] // 2]]


#: The bars of a histogram, unless told otherwise.
BINS = 24


def histogram(values: ArrayLike, low: float, high: float, bins: int = BINS) -> Floats:
    """The heights of a histogram's bars, the tallest 255: how many values lie in equal bins from low to high.

    Values beyond the ends are counted in the bars there; nan is not counted.

    Args:
        values: any array.
        low, high: where the bins begin and end, low below high.
        bins: how many, at least 1.

    Returns:
        numpy.ndarray: whole numbers from 0 to 255, shape (bins,); all 0 if no value is a number.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> histogram([-3.0, 0.1, 0.9, 0.9, 0.8], 0, 1, bins=2)
        array([170., 255.])
    """
    low, high = _validate.interval(("low", "high"), (low, high))
    bins = _validate.integer("bins", bins, low=1)
    numbers = np.ravel(_validate.floats("values", values))
    numbers = numbers[~np.isnan(numbers)]
    places = np.clip((numbers - low) * (bins / (high - low)), 0, bins - 1).astype(np.intp)
    counts = np.bincount(places, minlength=bins)
    return np.rint(counts * (255 / max(counts.max(), 1)))


def energy_share(values: ArrayLike, top: float = 0.01) -> float:
    r"""The share of :math:`\sum v^2` that the largest entries carry: near `top` if all are alike, near 1 if a few rule.

    Args:
        values: any non-empty array; if one of them is nan or infinite, or all are 0, the share is nan.
        top: which share of the entries counts as the largest, above 0 up to 1.

    Raises:
        TypeError, ValueError: values are empty or no numbers, or `top` is outside its range.

    Example:
        >>> round(energy_share([10.0, 1.0, 1.0, 1.0], top=0.25), 3)
        0.971
    """
    top = _validate.number("top", top, low=0, high=1, open_low=True)
    sizes = np.abs(np.ravel(_validate.floats("values", values)).astype(float))
    if sizes.size == 0:
        raise ValueError("values must not be empty; received an array of size 0.")
    if not sizes.any() or not np.isfinite(sizes).all():
        return float("nan")
    energy = np.sort((sizes / sizes.max()) ** 2)[::-1]  # scaled first, as in rms
    count = max(1, round(top * energy.size))
    return float(energy[:count].sum() / energy.sum())


def distinct_units(weights: ArrayLike, tolerance: float = 1e-6) -> int:
    """How many different units a layer has: the number of different columns of its weight matrix.

    Args:
        weights: shape (fan_in, fan_out); one column a unit.
        tolerance: two columns count as equal if no entry differs by more than tolerance times the largest |weight|.

    Returns:
        int: from 1 (all units are copies) to fan_out.

    Raises:
        TypeError, ValueError: weights are not a finite non-empty matrix, or the tolerance is negative.

    Example:
        >>> distinct_units(np.ones((4, 8))), distinct_units(np.eye(4))
        (1, 4)
    """
    weights = _validate.matrix("weights", weights, axes="(fan_in, fan_out)")
    tolerance = _validate.number("tolerance", tolerance, low=0)
    close = tolerance * np.abs(weights).max()
    different: list[Floats] = []
    for column in weights.T:
        if not any(np.abs(column - other).max() <= close for other in different):
            different.append(column)
    return len(different)


def read_out(h: ArrayLike, labels: ArrayLike, h_test: ArrayLike, labels_test: ArrayLike, ridge: float = 1e-3) -> float:
    r"""What a linear read-out can tell from a layer's outputs: the share of test inputs (0 to 1) whose class it names.

    Every unit is brought to mean 0 and std 1, so the size of the signal has no part in it. The read-out is the ridge
    regression of the classes on the units, :math:`(H^T H + \lambda N I)^{-1} H^T Y`; it names the class of the largest
    output.

    Args:
        h: outputs on which the read-out is fitted, shape (inputs, units); finite.
        labels: their classes, whole numbers from 0 on, shape (inputs,).
        h_test, labels_test: those on which it is tried.
        ridge: :math:`\lambda`, above 0.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> h = np.random.default_rng(0).normal(size=(200, 2))
        >>> side = (h[:, 0] > 0).astype(int)
        >>> read_out(1e-9 * h[:100], side[:100], 1e-9 * h[100:], side[100:]) > 0.95
        True
    """
    h = _validate.matrix("h", h).astype(float)
    h_test = _validate.matrix("h_test", h_test, columns=h.shape[1]).astype(float)
    labels = _validate.labels_for("labels", labels, samples=len(h), classes=10**6)
    classes = 1 + int(labels.max())
    labels_test = _validate.labels_for("labels_test", labels_test, samples=len(h_test), classes=classes)
    ridge = _validate.number("ridge", ridge, low=0, open_low=True)
    mean, std = h.mean(axis=0), h.std(axis=0)
    scaled, tried = ((one - mean) / np.where(std == 0, 1, std) for one in (h, h_test))  # a constant unit tells nothing
    targets = np.eye(classes)[labels]
    offset = targets.mean(axis=0)
    read = np.linalg.solve(scaled.T @ scaled + ridge * len(h) * np.eye(h.shape[1]), scaled.T @ (targets - offset))
    return float(((tried @ read + offset).argmax(axis=1) == labels_test).mean())
