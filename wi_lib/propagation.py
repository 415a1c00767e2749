"""Send a signal forwards through the layers, and a gradient backwards, and look at every layer on the way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, get_args

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from . import _validate
from ._types import FloatDTypeLike, Floats
from .activations import Activation, ActivationName, get_activation
from .diagnostics import LayerStats, blocks, layer_stats, rms
from .initializers import Init, draw_weights, get_initializer
from .network import MLP, backwards

#: What `propagate` keeps of every layer.
Keep = Literal["arrays", "stats"]


@dataclass(frozen=True)
class Propagation:
    """What `propagate` saw. Index 0 is the input, index l the output of layer l.

    Attributes:
        activations: arrays, [0] the input x, [l] the output of layer l (`keep="arrays"`; else None).
        gradients: arrays shaped like `activations`, the gradient with respect to each (`keep="arrays"` and an upstream
            gradient given; else None).
        stats: a `LayerStats` for the input and every layer's output.
        gradient_rms: root mean square of each gradient, [0] at the input, [-1] the upstream's; None without upstream.

    Example:
        >>> seen = propagate([2 * np.eye(3)], np.eye(3), np.eye(3), activation="identity")
        >>> seen.gradient_ratio
        array([2., 1.])
    """

    activations: list[Floats] | None
    gradients: list[Floats] | None
    stats: list[LayerStats]
    gradient_rms: Floats | None

    @property
    def gradient_ratio(self) -> Floats:
        """`gradient_rms` divided by the upstream gradient's: what is left of it at each layer."""
        if self.gradient_rms is None:
            raise ValueError("gradient_ratio needs a gradient: call propagate with upstream=….")
        with np.errstate(invalid="ignore", divide="ignore"):  # an upstream gradient of 0 leaves nothing to compare with
            return self.gradient_rms / self.gradient_rms[-1]


@dataclass(frozen=True)
class _Layer:
    weights: Floats
    bias: Floats | None
    activation: Activation

    def sums(self, h: Floats) -> Floats:
        """The pre-activation z."""
        z = h.astype(self.weights.dtype, copy=False) @ self.weights
        if self.bias is not None:
            z += self.bias
        return z

    def output(self, h: Floats) -> Floats:
        """φ(z), where z is not needed any more: written over it, block by block."""
        z = self.sums(h)
        for rows in blocks(z):
            z[rows] = self.activation.fn(z[rows])
        return z


def propagate(
    net_or_layers: MLP | Iterable[ArrayLike],
    x: ArrayLike,
    upstream: ArrayLike | None = None,
    *,
    activation: ActivationName | Activation | None = None,
    keep: Keep = "arrays",
) -> Propagation:
    r"""Forwards: :math:`h_l = \varphi(h_{l-1} W_l + b_l)`. Backwards: :math:`g_{l-1} = (g_l \odot \varphi'(z_l))
    W_l^T`.

    Args:
        net_or_layers: an `MLP` (its last layer is linear), or weight matrices (fan_in, fan_out) in order, without
            biases; any iterable will do, so a generator can make one matrix at a time (see `random_layers`).
        x: the inputs, shape (samples, fan_in of the first layer).
        upstream: the gradient with respect to the last output, shape (samples, fan_out of the last layer). Optional.
        activation: for weight matrices: the activation after every one of them. An MLP brings its own.
        keep: "arrays" keeps every layer's activations and gradients; "stats" keeps figures only. Then the forward pass
            needs the memory of one layer, at any depth; with `upstream` it needs that of about 2·√depth layers (it
            stores every √depth-th activation and computes the ones between again), and layers must be a list.

    Returns:
        Propagation: arrays, figures of every layer, and gradient sizes.

    Raises:
        TypeError, ValueError: an argument does not fit; the message names it, the value and what is allowed.
            Overflow on the way is not an error: it shows as inf or nan in the figures.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> layers = [rng.normal(0, 1.0, (100, 100)) for _ in range(5)]
        >>> seen = propagate(layers, rng.normal(size=(1000, 100)), rng.normal(size=(1000, 100)), activation="sigmoid")
        >>> len(seen.activations), bool(seen.stats[1].saturated > 0.5), bool(seen.gradient_ratio[0] > 0.3)
        (6, True, True)
    """
    _validate.choice("keep", keep, get_args(Keep))
    layers: Iterable[_Layer] = _as_layers(net_or_layers, activation)
    if keep == "arrays" or upstream is not None:
        if not isinstance(net_or_layers, (MLP, Sequence, np.ndarray)) and keep == "stats":
            raise TypeError(
                "net_or_layers must be a list of weight matrices when upstream is given with keep='stats': the way back "
                f"needs them again; received {type(net_or_layers).__name__}."
            )
        layers = list(layers)
    with np.errstate(all="ignore"):
        return _run(layers, _validate.matrix("x", x), upstream, keep)


def _run(layers: Any, x: Floats, upstream: ArrayLike | None, keep: Keep) -> Propagation:
    """`layers` are a list, for the way back needs them again; without one, any iterable will do."""
    going_back = upstream is not None
    if going_back and not layers:
        raise ValueError("net_or_layers must hold at least one layer; received none.")
    # One stored activation every `stride` layers is enough to find the others again.
    stride = 1 if keep == "arrays" or not going_back else math.isqrt(len(layers) - 1) + 1
    h, stats, stored, slopes = x, [layer_stats(x)], [x], []
    for number, layer in enumerate(layers, 1):
        if number == 1:  # 1e39 is a number, but not in float32
            h = _validate.cast("x", h, layer.weights.dtype)
        if h.shape[1] != layer.weights.shape[0]:
            raise ValueError(
                f"layer {number} must have fan_in {h.shape[1]}, the width before it; received weights of shape "
                f"{layer.weights.shape}."
            )
        if going_back and keep == "arrays":
            z = layer.sums(h)
            slopes.append(layer.activation.derivative(z))
            h = layer.activation.fn(z)
        else:
            h = layer.output(h)
        stats.append(layer_stats(h, layer.activation))
        if (keep == "arrays" or going_back) and number % stride == 0:
            stored.append(h)
    if len(stats) == 1:
        raise ValueError("net_or_layers must hold at least one layer; received none.")
    activations = stored if keep == "arrays" else None
    if upstream is None:
        return Propagation(activations, None, stats, None)

    g = _validate.matrix("upstream", upstream)
    if g.shape != h.shape:
        raise ValueError(f"upstream must have the shape of the last output, {h.shape}; received shape {g.shape}.")
    g = _validate.cast("upstream", g, h.dtype)
    gradients, sizes = [g], [rms(g)]
    for start in reversed(range(0, len(layers), stride)):
        segment = layers[start : start + stride]
        # No name for the segment's slopes: they must be gone before those of the next segment are made.
        way = backwards(
            [layer.weights for layer in segment],
            slopes[start : start + 1] or _slopes(segment, stored[start // stride]),
            g,
        )
        for g, _ in islice(way, 1, None):  # the first is the gradient that goes in
            sizes.append(rms(g))
            if keep == "arrays":
                gradients.append(g)
    return Propagation(activations, gradients[::-1] if keep == "arrays" else None, stats, np.array(sizes[::-1]))


@dataclass(frozen=True)
class Neighbours:
    """What `neighbours` saw; arrays over layers 0 (the input) to the last.

    Attributes:
        near: mean squared difference of a unit's output between an input and its neighbour.
        unrelated: the same between two different inputs; 2·unit_std² for many inputs.
        correlation: mean cosine of an input's outputs and its neighbour's; theory's c.

    Example:
        >>> seen = neighbours([2 * np.eye(2)], np.eye(2), 0.9 * np.eye(2), activation="identity")
        >>> seen.near.round(3), seen.unrelated, seen.distance.round(3)
        (array([0.005, 0.02 ]), array([1., 4.]), array([0.005, 0.005]))
    """

    near: Floats
    unrelated: Floats
    correlation: Floats

    @property
    def distance(self) -> Floats:
        """`near` ÷ `unrelated`: small while neighbours stay together, 1 if they are as far apart as any two inputs."""
        with np.errstate(all="ignore"):  # where all inputs get one answer, nothing is left to compare with
            return self.near / self.unrelated


def neighbours(
    net_or_layers: MLP | Iterable[ArrayLike],
    x: ArrayLike,
    near: ArrayLike,
    *,
    activation: ActivationName | Activation | None = None,
) -> Neighbours:
    r"""Send inputs and a near neighbour of each through the layers: do neighbours stay together, and others apart?

    :math:`\text{near}_l = \overline{(h_l - h'_l)^2}`, :math:`\text{unrelated}_l = \overline{(h_{li} - h_{lk})^2}` over
    all pairs of inputs i ≠ k.

    Args:
        net_or_layers, activation: as in `propagate`.
        x: the inputs, shape (samples, fan_in of the first layer), at least 2 of them.
        near: a neighbour of each, same shape; for example x plus a little noise.

    Returns:
        Neighbours: a difference below the last digit of the outputs (1e-16 of them in float64) shows as 0 or as noise.

    Raises:
        TypeError, ValueError: an argument does not fit. Overflow on the way shows as inf or nan.

    Source: Poole et al. 2016; `theory.predict_distance` is what it says of wide layers.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> x, noise = rng.normal(size=(2, 100, 50))
        >>> for std in (0.2, 1.0):
        ...     layers = [rng.normal(0, std, (50, 50)) for _ in range(10)]
        ...     print(neighbours(layers, x, x + 0.1 * noise, activation="tanh").distance[[0, 5, 10]].round(2))
        [0.01 0.01 0.02]
        [0.01 0.38 0.84]
    """
    x, near = _validate.matrix("x", x), _validate.matrix("near", near)
    if len(x) < 2:
        raise ValueError(f"x must have at least 2 inputs, to compare with one another; received {len(x)}.")
    if near.shape != x.shape:
        raise ValueError(f"near must have the shape of x, {x.shape}; received shape {near.shape}.")
    both = np.concatenate([x, near])
    with np.errstate(all="ignore"):
        seen = _run(list(_as_layers(net_or_layers, activation)), both, None, "arrays").activations
        return Neighbours(*np.transpose([_compared(h[: len(x)], h[len(x) :]) for h in seen or []]))


def _compared(h: Floats, other: Floats) -> tuple[float, float, float]:
    """near, unrelated and correlation of one layer's outputs."""
    h, other = h.astype(float), other.astype(float)
    cosines = (h * other).sum(axis=1) / np.sqrt((h * h).sum(axis=1) * (other * other).sum(axis=1))
    unrelated = 2 * h.var(axis=0, ddof=1).mean()  # the mean over all pairs, without making them
    return ((h - other) ** 2).mean(), unrelated, cosines.mean()


def _slopes(layers: Sequence[_Layer], h: Floats) -> list[Floats]:
    """φ′(z) of each of the layers, when h goes into the first."""
    slopes = []
    for layer in layers:
        z = layer.sums(h)
        h = layer.activation.fn(z)
        # From z, not from the output: where a sigmoid has rounded to exactly 1, its slope is small but not 0.
        slopes.append(layer.activation.derivative(z))
    return slopes


def _as_layers(
    net_or_layers: MLP | Iterable[ArrayLike], activation: ActivationName | Activation | None
) -> Iterator[_Layer]:
    if isinstance(net_or_layers, MLP):
        net = net_or_layers
        if activation is not None:
            raise ValueError(f"activation must be left out for an MLP, which has its own; received {activation!r}.")
        weights, biases = net.parameters()
        activations = [get_activation(net.activation)] * (len(weights) - 1) + [get_activation("identity")]
        return map(_Layer, weights, biases, activations)
    single = isinstance(net_or_layers, (str, bytes)) or (
        isinstance(net_or_layers, np.ndarray) and net_or_layers.ndim == 0
    )
    if single or not isinstance(net_or_layers, Iterable):
        raise TypeError(f"net_or_layers must be an MLP or a list of weight matrices; received {net_or_layers!r}.")
    if activation is None:
        raise ValueError("activation must be given with weight matrices, for example activation='relu'; received None.")
    activation = get_activation(activation)
    return (
        _Layer(_validate.matrix(f"layer {number}", weights, axes="(fan_in, fan_out)"), None, activation)
        for number, weights in enumerate(net_or_layers, 1)
    )


def random_layers(
    depth: int, width: int, init: Init, rng: Generator, dtype: FloatDTypeLike = np.float32
) -> Iterator[Floats]:
    """Yield `depth` weight matrices of shape (width, width), one at a time, so that any depth fits into memory.

    Args:
        depth, width: whole numbers of at least 1.
        init: a name in `INITIALIZERS` or an initializer.
        rng: a `numpy.random.Generator`.
        dtype: float32 or float64.

    Raises:
        TypeError, ValueError: an argument does not fit (at the call, before the first matrix is asked for).

    Example:
        >>> layers = random_layers(1000, 20, "he_normal", np.random.default_rng(0))
        >>> seen = propagate(layers, np.ones((5, 20)), activation="relu", keep="stats")
        >>> len(seen.stats)
        1001
    """
    depth = _validate.integer("depth", depth, low=1)
    width = _validate.integer("width", width, low=1)
    _validate.generator("rng", rng)
    dtype = _validate.float_dtype("dtype", dtype)
    init = get_initializer(init)
    return (draw_weights(init, rng, (width, width), dtype) for _ in range(depth))
