"""Chapter 7's experiment: what can be seen inside of networks while they learn, from four starts; and the record kept
of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _validate, results
from .._types import Floats, Labels
from ..activations import ActivationName, get_activation
from ..data import Dataset, load_mnist
from ..diagnostics import BINS, histogram, layer_stats, rms
from ..initializers import Init, he_normal, normal, xavier_normal
from ..network import MLP, backwards, forward_pass, softmax_cross_entropy
from ..training import race


@dataclass(frozen=True)
class Start:
    """One way to begin: its key and its name for the figures, the activation, how weights are drawn, and the learning
    rate.
    """

    key: str
    name: str
    activation: ActivationName
    init: Init
    lr: float


#: The four starts of the chapter.
STARTS = (
    Start("sigmoid-1", "sigmoid, σ = 1", "sigmoid", normal(1.0), 1.0),
    Start("sigmoid-0.01", "sigmoid, σ = 0.01", "sigmoid", normal(0.01), 1.0),
    Start("sigmoid-xavier", "sigmoid, Xavier", "sigmoid", xavier_normal(), 1.0),
    Start("relu-he", "ReLU, He", "relu", he_normal(), 0.1),
)
#: The training steps that are looked at: close together at first, where most happens.
STEPS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500, 700, 1000, 1400, 2000)
POWERS = (-8, 0)  # of ten, for the sizes of gradient entries
IMAGES = 500  # on which layers are looked at: the first of the training set, the same at every step


@dataclass
class Watched:
    """What `watch` saw of one start.

    Attributes:
        start: the `Start`.
        steps: the training steps that were looked at.
        accuracy: test accuracy, shape (seeds, steps).
        saturated, zeros, unit_std: figures of the hidden layers' outputs (see `LayerStats`), shape (seeds, steps,
            layers).
        gradient: rms of the gradient δ at every layer's sums, for one image; shape (seeds, steps, layers), the output
            layer last.
        moved: |W − W₀| ÷ |W₀| of every layer's weights; shape (seeds, steps, layers).
        output_bars, delta_bars: for the first seed, the heights of the histograms of the hidden layers' outputs, and
            of the sizes of the gradient's entries in powers of ten; shape (steps, layers, `BINS`).
        before, after: the first seed's net at the first and at the last of the steps.
    """

    start: Start
    steps: Sequence[int]
    accuracy: Floats
    saturated: Floats
    zeros: Floats
    unit_std: Floats
    gradient: Floats
    moved: Floats
    output_bars: NDArray[np.uint8]
    delta_bars: NDArray[np.uint8]
    before: MLP | None = None
    after: MLP | None = None

    @property
    def arriving(self) -> Floats:
        """The gradient at layer 1 ÷ that at the output layer, shape (seeds, steps)."""
        return self.gradient[..., 0] / self.gradient[..., -1]

    @property
    def began(self) -> list[MLP]:
        """The net of every seed before training, drawn again."""
        if self.before is None:
            raise ValueError("before must be the first seed's net, as watch and replay give it; received None.")
        return [_net(self.start, seed, self.before.sizes) for seed in range(len(self.accuracy))]

    @property
    def length(self) -> Floats:
        """|W₀|: the root of the sum of squares of every layer's weights before training, shape (seeds, layers)."""
        return np.array([[np.linalg.norm(weights) for weights in net.weights] for net in self.began])

    @property
    def distance(self) -> Floats:
        """|W − W₀|: how far every layer's weights are from where they began, shape (seeds, steps, layers)."""
        return self.moved * self.length[:, None]


def look_inside(net: MLP, x: ArrayLike, labels: Labels) -> tuple[list[Floats], list[Floats]]:
    """The outputs of every layer and the gradients δ at its sums, for the images x.

    Args:
        net: an `MLP`.
        x, labels: images and their digits.

    Returns:
        tuple[list, list]: outputs of layers 1, 2, …, the last being logits; and δ of the same layers, each of shape
        (images, units): ∂(loss of that image)/∂z.

    Example:
        >>> net = MLP([4, 3, 2], "sigmoid", "zeros", np.random.default_rng(0))
        >>> outputs, deltas = look_inside(net, np.eye(4), np.array([0, 1, 0, 1]))
        >>> outputs[0].shape, deltas[-1][0]
        ((4, 3), array([-0.5,  0.5], dtype=float32))
    """
    outputs, slopes = forward_pass(net.weights, net.biases, net.activation, np.asarray(x, net.dtype))
    _, delta = softmax_cross_entropy(outputs[-1], labels)
    delta *= len(labels)  # of each image's own loss, not of their mean
    deltas = [delta for _, delta in islice(backwards(net.weights, slopes, delta), len(net.weights))]
    return outputs[1:], deltas[::-1]


def watch(
    starts: Sequence[Start] = STARTS,
    steps: Sequence[int] = STEPS,
    seeds: int = 3,
    dataset: Dataset | None = None,
    hidden: Sequence[int] = (100, 50),
) -> list[Watched]:
    """Train a network from every start, and look inside at some of the steps.

    For one seed, all starts see the same batches of 128 images. The seed decides on the weights and on the batches.

    Args:
        starts: a sequence of `Start`.
        steps: increasing whole numbers, the first of them 0.
        seeds: how many times, with other weights and batches.
        dataset: by default `load_mnist()`.
        hidden: units of the hidden layers.

    Returns:
        list[Watched]: one for every start.

    Raises:
        ValueError: steps do not begin with 0, or do not increase.

    Example:
        >>> watched = watch(STARTS[3:], steps=(0, 100), seeds=1, dataset=load_mnist(7))
        >>> watched[0].accuracy.shape, bool(watched[0].accuracy[0, 1] > 0.5)
        ((1, 2), True)
    """
    steps = tuple(_validate.integer("every one of steps", step, low=0) for step in steps)
    if not steps or steps[0] != 0 or any(b <= a for a, b in zip(steps, steps[1:])):
        raise ValueError(f"steps must begin with 0 and increase; received {steps}.")
    seeds = _validate.integer("seeds", seeds, low=1)
    for start in starts:
        get_activation(start.activation)
    dataset = dataset or load_mnist()
    sizes = [dataset.features, *hidden, dataset.classes]
    rows, layers = len(hidden), len(hidden) + 1

    def empty(*last: int) -> Floats:
        return np.full((seeds, len(steps), *last), np.nan)

    watched = [
        Watched(
            start,
            steps,
            accuracy=empty(),
            saturated=empty(rows),
            zeros=empty(rows),
            unit_std=empty(rows),
            gradient=empty(layers),
            moved=empty(layers),
            output_bars=np.zeros((len(steps), rows, BINS), np.uint8),
            delta_bars=np.zeros((len(steps), layers, BINS), np.uint8),
        )
        for start in starts
    ]
    for seed in range(seeds):
        nets = [_net(start, seed, sizes) for start in starts]
        first = [[w.copy() for w in net.weights] for net in nets]
        rng = np.random.default_rng([seed, 1])
        for place, step in enumerate(steps):
            if place:
                race(nets, dataset, [start.lr for start in starts], step - steps[place - 1], 128, rng)
            for one, net, weights in zip(watched, nets, first):
                _look(one, net, weights, seed, place, dataset)
        if seed == 0:
            for one, net in zip(watched, nets):
                one.before, one.after = _net(one.start, 0, sizes), net
    return watched


def _net(start: Start, seed: int, sizes: Sequence[int]) -> MLP:
    return MLP(sizes, start.activation, start.init, np.random.default_rng(seed))


def _look(one: Watched, net: MLP, first: list[Floats], seed: int, place: int, dataset: Dataset) -> None:
    at = seed, place
    one.accuracy[at] = net.accuracy(dataset.x_test, dataset.y_test)
    outputs, deltas = look_inside(net, dataset.x_train[:IMAGES], dataset.y_train[:IMAGES])
    stats = [layer_stats(h, net.activation) for h in outputs[:-1]]
    for name in ("saturated", "zeros", "unit_std"):
        getattr(one, name)[at] = [getattr(layer, name) for layer in stats]
    one.gradient[at] = [rms(delta) for delta in deltas]
    one.moved[at] = [np.linalg.norm(w - w0) / np.linalg.norm(w0) for w, w0 in zip(net.weights, first)]
    if seed == 0:
        one.output_bars[place] = [histogram(h, *net.activation.shown) for h in outputs[:-1]]
        one.delta_bars[place] = [histogram(_powers(delta), *POWERS) for delta in deltas]


Record = Literal["watched", "watched_slow"]
#: What `make results` has watched and kept, by name: the starts and the steps.
RECORDS = {
    "watched": (STARTS, STEPS),
    "watched_slow": (
        [Start(s.key, s.name, s.activation, s.init, lr=0.1) for s in STARTS[:3]],
        (0, 10, 30, 100, 300, 600, 1000, 2000, 3000, 4000, 5000, 6000, 8000, 10_000),
    ),
}
_FIGURES = ("accuracy", "saturated", "zeros", "unit_std", "gradient", "moved", "output_bars", "delta_bars")


def as_table(watched: Sequence[Watched]) -> dict[str, NDArray[Any]]:
    """The arrays from which `replay` makes the same list of `Watched` again: a dict for `wi_lib.results`.

    Of the trained nets it holds the way from their first weights and biases, with three digits (float16).
    """
    table = {name: np.array([getattr(one, name) for one in watched]) for name in _FIGURES}
    table = {name: array if array.dtype == np.uint8 else array.astype(np.float32) for name, array in table.items()}
    for kind in ("weights", "biases"):
        pairs = [list(zip(getattr(one.before, kind), getattr(one.after, kind))) for one in watched]
        for layer in range(len(pairs[0])):
            table[f"{kind}_{layer}"] = np.array([net[layer][1] - net[layer][0] for net in pairs]).astype(np.float16)
    return table


def replay(name: Record = "watched") -> list[Watched]:
    """What `watch` has seen when it was run for the course: three seeds of four starts, or of three at a slower pace.

    Training all of them anew takes minutes on a computer, and much longer in a browser; this takes no time.

    Args:
        name: "watched", which is `watch()`, or "watched_slow": the sigmoid starts for 10,000 steps at learning rate
            0.1.

    Returns:
        list[Watched]: one for every start, as `watch` returns it.

    Raises:
        ValueError: there is no record of that name.

    Example:
        >>> ends = {one.start.name: round(float(one.accuracy[:, -1].mean()), 2) for one in replay()}
        >>> ends["sigmoid, σ = 1"], ends["ReLU, He"]
        (0.88, 0.94)
    """
    starts, steps = _validate.choice("name", name, RECORDS)
    table = results.load(name)
    watched = []
    for place, start in enumerate(starts):
        one = Watched(start, steps, *(table[figure][place] for figure in _FIGURES))
        layers = range(one.gradient.shape[-1])
        sizes = [len(table["weights_0"][place]), *(table[f"biases_{layer}"].shape[-1] for layer in layers)]
        one.before, one.after = _net(start, 0, sizes), _net(start, 0, sizes)
        for kind in ("weights", "biases"):
            for layer, array in enumerate(getattr(one.after, kind)):
                array += table[f"{kind}_{layer}"][place].reshape(array.shape)
        watched.append(one)
    return watched


def _powers(delta: Floats) -> Floats:
    """log10 of the sizes of a gradient's entries; those that are 0 come out far below `POWERS`."""
    return np.log10(np.maximum(np.abs(delta), 1e-30))
