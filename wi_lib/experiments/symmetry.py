"""Chapter 2's experiment: eight hidden units, from zero, constant and random starts, learn to tell two half moons
apart.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from .._types import Floats
from ..activations import Activation, ActivationName, get_activation
from ..data import Dataset, make_moons
from ..initializers import Init, constant, he_normal, normal, zeros
from ..network import MLP, backward_pass, forward_pass, softmax_cross_entropy

UNITS = 8
LR = 1.0
SEED = 2
#: The starts of the hidden layer's weights, and of the output layer's.
HIDDEN = {"zero": zeros(), "constant": constant(0.5), "tiny": normal(0.001), "He": he_normal()}
OUTPUT = {name: HIDDEN[name] for name in ("zero", "constant", "He")}


@functools.cache
def moons() -> Dataset:
    """Training points of two classes: 68 of the one, 60 of the other, for real classes are rarely of the same size.

    Returns:
        Dataset: 2 features, 2 classes; its arrays are read-only.

    Example:
        >>> np.bincount(moons().y_train)
        array([68, 60])
    """
    drawn = make_moons(np.random.default_rng(0), n=400)
    first = np.sort(
        np.concatenate([np.flatnonzero(drawn.y_train == label)[:count] for label, count in enumerate((68, 60))])
    )
    data = Dataset(drawn.x_train[first], drawn.y_train[first], drawn.x_test, drawn.y_test, "moons")
    for array in (data.x_train, data.y_train, data.x_test, data.y_test):
        array.flags.writeable = False
    return data


def start_net(
    hidden: Init, output: Init, activation: ActivationName | Activation, units: int = UNITS, seed: int = SEED
) -> MLP:
    """The classifier of this chapter at its start: 2 inputs, `units` hidden units, 2 classes, float64.

    Args:
        hidden, output: initializers of the two layers.
        activation: of the hidden units.
        units: how many.
        seed: of the weights, a whole number that is not negative.

    Returns:
        MLP.

    Example:
        >>> start_net(zeros(), zeros(), "tanh")
        MLP([2, 8, 2], activation='tanh', dtype='float64')
    """
    return MLP([2, units, 2], activation, [hidden, output], np.random.default_rng(seed), np.float64)


def in_line(weights: Floats) -> float:
    """How far the units' arrows are from lying on one line: the second singular value ÷ the first (0: on one line).

    Args:
        weights: shape (2, units).

    Example:
        >>> in_line(np.array([[1.0, -2.0], [1.0, -2.0]])) < 1e-12, in_line(np.eye(2))
        (True, 1.0)
    """
    sizes = np.linalg.svd(weights, compute_uv=False)
    return float(sizes[1] / sizes[0]) if sizes[0] > 0 else 0.0


class Seen(NamedTuple):
    """A net on its way: hidden weights (2, UNITS), loss, share of points classified correctly, and its largest weight
    gradient.
    """

    weights: Floats
    loss: float
    right: float
    pull: float


def through_training(
    activation: ActivationName | Activation, steps: Sequence[int]
) -> Iterator[dict[tuple[str, str], Seen]]:
    """Train a net from every pair of starts on all of `moons` at once, at learning rate 1.

    The errors at the two outputs are kept exactly opposite, as they are in theory.

    Args:
        activation: of the hidden units.
        steps: increasing whole numbers.

    Yields:
        dict: at each of the steps, (name in HIDDEN, name in OUTPUT) -> `Seen`.

    Example:
        >>> seen = next(through_training("tanh", [0]))["zero", "zero"]
        >>> seen.weights.shape, round(float(seen.loss), 2), float(seen.pull)
        ((2, 8), 0.69, 0.0)
    """
    pairs = list(itertools.product(HIDDEN, OUTPUT))
    nets = [start_net(HIDDEN[hidden], OUTPUT[output], activation) for hidden, output in pairs]
    weights = [np.stack(layer) for layer in zip(*(net.weights for net in nets))]
    biases = [np.stack(layer) for layer in zip(*(net.biases for net in nets))]
    data = moons()
    x = data.x_train.astype(float)
    for step in range(steps[-1] + 1):
        outputs, slopes = forward_pass(weights, biases, get_activation(activation), x)
        losses, delta = softmax_cross_entropy(outputs[-1], data.y_train)
        # In exact arithmetic they are opposite. A rounding error of 1e-17 grows, and would wake some dead starts late.
        delta[..., 1] = -delta[..., 0]
        gradients, bias_gradients = backward_pass(weights, outputs, slopes, delta)
        if step in steps:
            right = (outputs[-1].argmax(axis=-1) == data.y_train).mean(axis=-1)
            pulls = np.max([np.abs(gradient).max(axis=(1, 2)) for gradient in gradients], axis=0)
            yield dict(zip(pairs, map(Seen, weights[0].copy(), losses, right, pulls)))
        for array, gradient in zip(weights + biases, gradients + bias_gradients):
            array -= LR * gradient
