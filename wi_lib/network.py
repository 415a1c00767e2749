"""A multi-layer perceptron: weights, biases, the forward pass, and the gradients by backpropagation.

The functions below `MLP` are the derivation itself. They take arrays with any leading axes: one network's weights have
shape (n_in, n_out), a stack of k networks' (k, n_in, n_out), and the same lines serve both (see
`wi_lib.training.race`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from . import _validate
from ._types import FloatDType, FloatDTypeLike, Floats, Labels, Shape
from .activations import Activation, ActivationName, get_activation
from .initializers import Draw, Init, draw_weights, get_initializer

#: φ′(z) of every layer; None for a linear one.
Slopes = Sequence[Floats | None]


class MLP:
    r"""A fully connected network, :math:`h_l = \varphi(h_{l-1} W_l + b_l)`, whose last layer is linear (logits).

    Args:
        sizes: units of every layer, input first: ``[784, 100, 10]``. Two sizes give softmax regression.
        activation: of the hidden layers; a name in `ACTIVATIONS` or an `Activation`.
        init: how weights are drawn: a name in `INITIALIZERS`, an initializer, or a list with one for every layer.
            Biases start at 0.
        rng: a `numpy.random.Generator`.
        dtype: float32 (training) or float64 (gradient checks).

    Attributes:
        weights: list of arrays (n_in, n_out), one a layer. Assign or change them as you like; they are used in the
            net's dtype.
        biases: list of arrays (n_out,), one a layer.

    Raises:
        TypeError, ValueError: an argument does not fit; the message names it, the value and what is allowed. So it is
            when the net is used and the weights or biases that were assigned do not have the shapes that `sizes` tells.

    A net whose training diverged holds inf and nan. It gives them on: logits, losses and accuracies are inf or nan
    then.

    Example:
        >>> net = MLP([784, 100, 10], activation="relu", init="he_normal", rng=np.random.default_rng(0))
        >>> net.forward(np.zeros((3, 784))).shape
        (3, 10)
    """

    sizes: tuple[int, ...]
    activation: Activation
    dtype: FloatDType
    weights: list[Floats]
    biases: list[Floats]

    def __init__(
        self,
        sizes: Sequence[int],
        activation: ActivationName | Activation = "relu",
        init: Init | Sequence[Init] = "he_normal",
        rng: Generator | None = None,
        dtype: FloatDTypeLike = np.float32,
    ) -> None:
        self.sizes = _checked_sizes(sizes)
        self.activation = get_activation(activation)
        self.dtype = _validate.float_dtype("dtype", dtype)
        rng = _validate.generator("rng", rng)
        shapes = list(zip(self.sizes[:-1], self.sizes[1:]))
        self.weights = [
            draw_weights(one, rng, shape, self.dtype) for one, shape in zip(_one_per_layer(init, len(shapes)), shapes)
        ]
        self.biases = [np.zeros(fan_out, self.dtype) for _, fan_out in shapes]

    def __repr__(self) -> str:
        return f"MLP({list(self.sizes)}, activation={self.activation.name!r}, dtype={self.dtype.name!r})"

    def forward(self, x: ArrayLike) -> Floats:
        """The logits, shape (samples, classes), for inputs x of shape (samples, sizes[0]); inf or nan where they
        overflow.

        Raises:
            TypeError, ValueError: x is not a finite, non-empty array of that shape; or assigned weights do not fit.
        """
        x = self._input(x)
        weights, biases = self.parameters()
        with np.errstate(all="ignore"):
            return forward_pass(weights, biases, get_activation(self.activation), x)[0][-1]

    def predict(self, x: ArrayLike) -> Labels:
        """The most likely class of every input, shape (samples,); x as in `forward`.

        Raises:
            TypeError, ValueError: as `forward`; also if a logit is not finite, for then no class is the most likely.
        """
        logits = self.forward(x)
        if not np.isfinite(logits).all():
            broken = np.count_nonzero(~np.isfinite(logits).all(axis=-1))
            raise ValueError(
                f"the net's logits must be finite to name a class; {broken} of {len(logits)} inputs give NaN or inf."
            )
        return logits.argmax(axis=-1)

    def accuracy(self, x: ArrayLike, labels: ArrayLike) -> float:
        """The share of inputs (0 to 1) whose predicted class is the label; nan if a logit is not finite, as in
        training.

        Arguments and errors as in `loss_and_gradients`.
        """
        logits = self.forward(x)
        labels = _validate.labels_for("labels", labels, samples=len(logits), classes=self.sizes[-1])
        return float((logits.argmax(axis=-1) == labels).mean()) if np.isfinite(logits).all() else float("nan")

    def loss_and_gradients(self, x: ArrayLike, labels: ArrayLike) -> tuple[float, list[Floats], list[Floats]]:
        r"""Mean softmax cross-entropy over the batch, and its gradients.

        .. math:: L = -\frac1N \sum_i \log p_i[y_i], \qquad p_i = \mathrm{softmax}(\text{logits}_i)

        Args:
            x: shape (samples, sizes[0]); finite.
            labels: shape (samples,); whole numbers from 0 to sizes[-1] - 1.

        Returns:
            tuple[float, list, list]: the loss (0 or more; log(classes) means "knows nothing"), the weight gradients
            and the bias gradients, shaped like `weights` and `biases`. Where the net overflows they are inf or nan.

        Raises:
            TypeError, ValueError: x, labels or assigned weights do not fit.

        Example:
            >>> net = MLP([4, 3], init="zeros", rng=np.random.default_rng(0))
            >>> loss, weight_gradients, bias_gradients = net.loss_and_gradients(np.eye(4), np.array([0, 1, 2, 0]))
            >>> round(loss, 4), weight_gradients[0].shape, bias_gradients[0].shape
            (1.0986, (4, 3), (3,))
        """
        x = self._input(x)
        labels = _validate.labels_for("labels", labels, samples=len(x), classes=self.sizes[-1])
        weights, biases = self.parameters()
        with np.errstate(all="ignore"):
            outputs, slopes = forward_pass(weights, biases, get_activation(self.activation), x)
            loss, upstream = softmax_cross_entropy(outputs[-1], labels)
            weight_gradients, bias_gradients = backward_pass(weights, outputs, slopes, upstream)
        return float(loss), weight_gradients, bias_gradients

    def parameters(self) -> tuple[list[Floats], list[Floats]]:
        """The weights and the biases in the net's dtype, after a look at their shapes: they may have been assigned.

        Raises:
            TypeError, ValueError: there is not one array of the right shape for every layer.

        Example:
            >>> weights, biases = MLP([4, 3, 2], rng=np.random.default_rng(0)).parameters()
            >>> [w.shape for w in weights], [b.shape for b in biases]
            ([(4, 3), (3, 2)], [(3,), (2,)])
        """
        shapes = list(zip(self.sizes[:-1], self.sizes[1:]))
        return (
            _fitting("weights", self.weights, shapes, self.dtype),
            _fitting("biases", self.biases, [(fan_out,) for _, fan_out in shapes], self.dtype),
        )

    def _input(self, x: ArrayLike) -> Floats:
        return _validate.cast("x", _validate.matrix("x", x, columns=self.sizes[0]), self.dtype)


def _checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    if not isinstance(sizes, (Sequence, np.ndarray)) or isinstance(sizes, (bytes, memoryview)):
        raise TypeError(f"sizes must be a list such as [784, 100, 10]; received {sizes!r}.")
    sizes = tuple(np.atleast_1d(sizes)) if isinstance(sizes, np.ndarray) else tuple(sizes)
    if len(sizes) < 2:
        raise ValueError(f"sizes must name at least an input and an output layer; received {list(sizes)}.")
    return tuple(_validate.integer("every size in sizes", size, low=1) for size in sizes)


def _one_per_layer(init: Init | Sequence[Init], layers: int) -> list[Draw]:
    if not isinstance(init, Sequence) or isinstance(init, str):
        return [get_initializer(init)] * layers
    if len(init) != layers:
        raise ValueError(
            f"init must be one initializer or a list of {layers}, one for every layer; received {len(init)}."
        )
    return [get_initializer(one) for one in init]


def _fitting(name: str, arrays: Sequence[ArrayLike], shapes: Sequence[Shape], dtype: FloatDType) -> list[Floats]:
    """The arrays in `dtype`, one for each of the shapes, or an error that names the one that does not fit."""
    _validate.items(name, arrays, f"{len(shapes)} arrays, one a layer")
    if len(arrays) != len(shapes):
        raise ValueError(f"{name} must be a list of {len(shapes)} arrays, one a layer; received {len(arrays)}.")
    fitting = []
    for number, (array, shape) in enumerate(zip(arrays, shapes)):
        if type(array) is not np.ndarray or array.dtype != dtype:
            array = _validate.cast(f"{name}[{number}]", _validate.numeric(f"{name}[{number}]", array), dtype)
        if array.shape != shape:
            raise ValueError(
                f"{name}[{number}] must have shape {shape}, as the net's sizes say; received shape {array.shape}."
            )
        fitting.append(array)
    return fitting


def forward_pass(
    weights: Sequence[Floats], biases: Sequence[Floats], activation: Activation, x: Floats
) -> tuple[list[Floats], Slopes]:
    """Run x through the layers; return (outputs, slopes).

    outputs[0] is x, outputs[l] what layer l puts out, outputs[-1] the logits. slopes are φ′(z) of every layer, as
    `backwards` takes them: the last layer is linear, and has None.
    """
    outputs, slopes = [x], []
    for w, b in zip(weights[:-1], biases[:-1]):
        z = outputs[-1] @ w
        z += b[..., None, :]
        h = activation.fn(z)
        slopes.append(slope_at(activation, z, h))
        outputs.append(h)
    logits = outputs[-1] @ weights[-1]
    logits += biases[-1][..., None, :]
    outputs.append(logits)
    return outputs, [*slopes, None]


def slope_at(activation: Activation, z: Floats, h: Floats) -> Floats:
    """φ′(z), from the output h where that is cheaper."""
    return (
        activation.derivative(z) if activation.derivative_from_output is None else activation.derivative_from_output(h)
    )


def backwards(
    weights: Sequence[Floats],
    slopes: Slopes,
    gradient: Floats,
    rescale: Callable[[Floats], Floats] | None = None,
) -> Iterator[tuple[Floats, Any]]:
    r"""Backpropagation: carry the gradient at the last output back, layer by layer, to the input.

    .. math:: \delta_l = g_l \odot \varphi'(z_l), \qquad g_{l-1} = \delta_l W_l^T

    A generator: it computes a layer when asked for it, so whoever stops early pays for no more.

    Args:
        weights: list of arrays (…, n_in, n_out), one a layer.
        slopes: list of arrays (…, samples, n_out), φ′(z) of each layer; None for a linear one.
        gradient: g_L, shape (…, samples, n_out of the last layer).
        rescale: called with every g_l, l < L, before it goes on; returns the g_l to go on with. Whoever keeps it at
            size 1, and the power of ten elsewhere, sees no gradient underflow at any depth.

    Yields:
        tuple: (g_l, δ_l), from the last layer to the first, and then (g_0, None): the gradient at the input.

    Example:
        >>> W, slope = np.array([[1.0, 2.0]]), np.array([[3.0, 1.0]])
        >>> for g, delta in backwards([W], [slope], np.array([[1.0, 1.0]])):
        ...     print(g, delta)
        [[1. 1.]] [[3. 1.]]
        [[5.]] None
    """
    for w, slope in zip(reversed(weights), reversed(slopes)):
        delta = gradient if slope is None else gradient * slope
        yield gradient, delta
        gradient = delta @ np.swapaxes(w, -1, -2)
        if rescale is not None:
            gradient = rescale(gradient)
    yield gradient, None


def backward_pass(
    weights: Sequence[Floats], outputs: Sequence[Floats], slopes: Slopes, upstream: Floats
) -> tuple[list[Floats], list[Floats]]:
    r"""The gradients of all weights and of all biases, (weight_gradients, bias_gradients), from ∂L/∂logits.

    .. math:: \partial L/\partial W_l = h_{l-1}^T \delta_l, \qquad \partial L/\partial b_l = \sum_i \delta_{l,i}

    The arrays are those of `forward_pass`.
    """
    weight_gradients, bias_gradients = [], []
    # One output fewer than pairs: the gradient at the input, which nobody asks for here, is not computed.
    for h, (_, delta) in zip(outputs[-2::-1], backwards(weights, slopes, upstream)):
        weight_gradients.append(np.swapaxes(h, -1, -2) @ delta)
        bias_gradients.append(delta.sum(axis=-2))
    return weight_gradients[::-1], bias_gradients[::-1]


def softmax_cross_entropy(logits: Floats, labels: Labels) -> tuple[Floats, Floats]:
    """Return (mean loss over the batch, ∂loss/∂logits) for logits (…, samples, classes) and labels (samples,)."""
    samples = np.arange(len(labels))
    # Subtracting the largest logit changes nothing in the formula and keeps exp from overflowing.
    shifted = logits - logits.max(axis=-1, keepdims=True)
    p = np.exp(shifted)
    total = p.sum(axis=-1, keepdims=True)
    loss = (np.log(total[..., 0]) - shifted[..., samples, labels]).mean(axis=-1)
    p /= total
    p[..., samples, labels] -= 1
    p /= len(labels)
    return loss, p
