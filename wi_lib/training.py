"""Plain stochastic gradient descent, for one network or for several raced on the same batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, TypeVar, overload

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from . import _progress, _validate
from ._types import Floats
from .activations import get_activation
from .data import Dataset
from .network import MLP, backward_pass, forward_pass, softmax_cross_entropy

Name = TypeVar("Name")  # of a net, in a dict of them


@dataclass
class History:
    """What happened during training.

    Attributes:
        loss: shape (steps,), the batch's loss before each update; nan from the step of a divergence on.
        steps: the steps after which accuracy was measured (0: before training).
        train_accuracy, test_accuracy: shares (0 to 1) at those steps; nan after a divergence. Training accuracy is
            measured on as many images as there are test images.
        diverged_at: the first step whose loss was not finite, or None.

    Example:
        >>> History(np.array([2.3, 1.9]), [2], [0.5], [0.48])
        History(2 steps, test accuracy 0.480)
    """

    loss: Floats
    steps: list[int] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)
    diverged_at: int | None = None

    def __repr__(self) -> str:
        end = "" if not self.test_accuracy else f", test accuracy {self.test_accuracy[-1]:.3f}"
        fate = end if self.diverged_at is None else f", diverged at step {self.diverged_at}"
        return f"History({len(self.loss)} steps{fate})"


def train(
    net: MLP,
    dataset: Dataset,
    lr: float = 0.1,
    steps: int = 1000,
    batch_size: int = 128,
    rng: Generator | None = None,
    eval_every: int | None = None,
    lr_factors: Sequence[float] | None = None,
) -> History:
    r"""Train `net` in place by SGD: :math:`W \leftarrow W - \eta\,\partial L/\partial W` on random batches.

    Args:
        net: an `MLP`; its weights and biases are changed.
        dataset: a `Dataset` with as many features and at most as many classes as the net has inputs and outputs.
        lr: the learning rate η, above 0 and within the range of the net's dtype.
        steps: how many batches, at least 1.
        batch_size: examples a batch, from 1 to the number of training examples. Batches run through the shuffled
            training set, and it is shuffled again when it is used up.
        rng: a `numpy.random.Generator`; it orders the examples.
        eval_every: measure accuracy before training, every so many steps, and at the end; None: never.
        lr_factors: one number above 0 a layer, by which the layer's own learning rate differs from lr; None: all 1.

    Returns:
        History: the loss of every step, and accuracy where asked for. A divergence is recorded, not raised.

    Raises:
        TypeError, ValueError: an argument does not fit; the message names it, the value and what is allowed.

    Example:
        >>> from wi_lib.data import make_blobs
        >>> blobs = make_blobs(np.random.default_rng(0))
        >>> net = MLP([2, 16, 3], rng=np.random.default_rng(1))
        >>> history = train(net, blobs, lr=0.1, steps=200, batch_size=32, rng=np.random.default_rng(2), eval_every=200)
        >>> len(history.loss), history.test_accuracy[-1] > 0.9
        (200, True)
    """
    if not isinstance(net, MLP):
        raise TypeError(f"net must be an MLP; received {type(net).__name__}.")
    return race([net], dataset, lr, steps, batch_size, rng, eval_every, lr_factors)[0]


@overload
def race(nets: dict[Name, MLP], dataset: Dataset, lr: float | Sequence[float] | dict[Name, float] = 0.1, steps: int = 1000,
         batch_size: int = 128, rng: Generator | None = None, eval_every: int | None = None,
         lr_factors: Sequence[float] | None = None) -> dict[Name, History]: ...  # fmt: skip
@overload
def race(nets: Sequence[MLP], dataset: Dataset, lr: float | Sequence[float] = 0.1, steps: int = 1000,
         batch_size: int = 128, rng: Generator | None = None, eval_every: int | None = None,
         lr_factors: Sequence[float] | None = None) -> list[History]: ...  # fmt: skip
def race(
    nets: Sequence[MLP] | dict[Name, MLP],
    dataset: Dataset,
    lr: float | Sequence[float] | dict[Name, float] = 0.1,
    steps: int = 1000,
    batch_size: int = 128,
    rng: Generator | None = None,
    eval_every: int | None = None,
    lr_factors: Sequence[float] | None = None,
) -> list[History] | dict[Name, History]:
    """Train several networks on the same batches, in place: the only difference between them is how they started.

    Networks of the same sizes, activation and dtype are stacked into three-dimensional arrays and trained together,
    which is much faster than one after the other; the others follow, on the same batches.

    Args:
        nets: a list of `MLP`, or a dict of them by name.
        lr: one learning rate for all, or one for every net (a list, or a dict with the same names).
        dataset, steps, batch_size, rng, eval_every, lr_factors: as in `train`; the factors serve every net.

    Returns:
        A list of `History`, or a dict of them by name, in the order of `nets`.

    Raises:
        TypeError, ValueError: as in `train`; also if there are no nets, or not one learning rate each.

    Example:
        >>> from wi_lib.data import make_blobs
        >>> blobs = make_blobs(np.random.default_rng(0))
        >>> nets = {init: MLP([2, 16, 3], init=init, rng=np.random.default_rng(1)) for init in ("zeros", "he_normal")}
        >>> runs = race(nets, blobs, lr=0.1, steps=200, batch_size=32, rng=np.random.default_rng(2))
        >>> bool(runs["he_normal"].loss[-1] < runs["zeros"].loss[-1])
        True
    """
    if isinstance(nets, dict):
        if isinstance(lr, dict):
            if set(lr) != set(nets):
                raise ValueError(f"lr must name the nets {list(nets)}; received {list(lr)}.")
            lr = [lr[name] for name in nets]
        return dict(zip(nets, race(list(nets.values()), dataset, lr, steps, batch_size, rng, eval_every, lr_factors)))

    if isinstance(nets, (MLP, set, frozenset, np.ndarray)) or not isinstance(nets, Iterable):  # a set has no order
        raise TypeError(f"nets must be a list of MLP, or a dict of them by name; received {type(nets).__name__}.")
    nets = list(nets)
    rates = _checked(nets, dataset, lr)
    steps = _validate.integer("steps", steps, low=1)
    batch_size = _validate.integer("batch_size", batch_size, low=1, high=len(dataset.x_train))
    rng = _validate.generator("rng", rng)
    if eval_every is not None:
        eval_every = _validate.integer("eval_every", eval_every, low=1)
    factors = None if lr_factors is None else _checked_factors(nets, lr_factors)
    order = _batch_order(rng, len(dataset.x_train), steps * batch_size).reshape(steps, batch_size)

    histories: dict[int, History] = {}
    for members in _alike(nets):
        stack = [nets[i] for i in members]
        runs = _train_stack(stack, [rates[i] for i in members], dataset, order, eval_every, factors)
        for i, history in zip(members, runs):
            histories[i] = history
    return [histories[i] for i in range(len(nets))]


def _checked(nets: Sequence[MLP], dataset: Dataset, lr: Any) -> list[np.floating]:
    """The learning rates, one a net, after a look at every net and at the data."""
    if not isinstance(dataset, Dataset):
        raise TypeError(f"dataset must be a wi_lib.data.Dataset; received {type(dataset).__name__}.")
    if not nets:
        raise ValueError("nets must hold at least one MLP; received none.")
    for net in nets:
        if not isinstance(net, MLP):
            raise TypeError(f"every one of nets must be an MLP; received {type(net).__name__}.")
        net.parameters()  # complains of what was assigned and does not fit, before any net has changed
        if net.sizes[0] != dataset.features:
            raise ValueError(
                f"net must have {dataset.features} inputs, as many as the data has features; received {net}."
            )
        if net.sizes[-1] < dataset.classes:
            raise ValueError(f"net must have at least {dataset.classes} outputs, one a class; received {net}.")
    if len({id(net) for net in nets}) < len(nets):
        raise ValueError("nets must be different objects; received the same MLP twice.")
    rates = list(lr) if isinstance(lr, (list, tuple)) or (isinstance(lr, np.ndarray) and lr.ndim) else [lr] * len(nets)
    if len(rates) != len(nets):
        raise ValueError(f"lr must be one number or one for each of the {len(nets)} nets; received {len(rates)}.")
    rates = [_validate.number("lr", rate, low=0, open_low=True) for rate in rates]
    return [_validate.scalar("lr", rate, net.dtype) for rate, net in zip(rates, nets)]


def _checked_factors(nets: Sequence[MLP], lr_factors: Sequence[float]) -> list[float]:
    """The factors of the learning rate, one for each layer of every net."""
    _validate.items("lr_factors", lr_factors, "numbers, one a layer")
    for net in nets:
        if len(net.weights) != len(lr_factors):
            raise ValueError(f"lr_factors must be {len(net.weights)} numbers, one for each layer of {net}; received {len(lr_factors)}.")  # fmt: skip
    return [_validate.number("every one of lr_factors", one, low=0, open_low=True) for one in lr_factors]


def _batch_order(rng: Generator, examples: int, wanted: int) -> NDArray[np.integer]:
    """Indices of `wanted` examples: the shuffled training set, shuffled again as often as needed."""
    rounds = -(-wanted // examples)
    return np.concatenate([rng.permutation(examples) for _ in range(rounds)])[:wanted]


def _alike(nets: Sequence[MLP]) -> Collection[list[int]]:
    """Indices of the nets, grouped by what must be equal for stacking."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for i, net in enumerate(nets):
        groups.setdefault((net.sizes, net.activation, net.dtype), []).append(i)
    return groups.values()


def _train_stack(
    nets: Sequence[MLP],
    rates: Sequence[np.floating],
    dataset: Dataset,
    order: NDArray[np.integer],
    eval_every: int | None,
    factors: list[float] | None,
) -> list[History]:
    """Train nets of one shape together: every array gets a leading axis, one entry a net."""
    activation, dtype = get_activation(nets[0].activation), nets[0].dtype
    parameters = [net.parameters() for net in nets]
    weights, biases = ([np.stack(layer) for layer in zip(*(one[kind] for one in parameters))] for kind in (0, 1))
    rate = np.array(rates)[:, None, None]  # in the nets' dtype, as the rates are
    x_train = np.asarray(dataset.x_train, dtype)
    histories = [History(np.full(len(order), np.nan)) for _ in nets]

    def evaluate(step: int) -> None:
        for part in ("train", "test"):
            x, labels = getattr(dataset, f"x_{part}"), getattr(dataset, f"y_{part}")
            x, labels = x[: len(dataset.x_test)], labels[: len(dataset.x_test)]
            logits = forward_pass(weights, biases, activation, np.asarray(x, dtype))[0][-1]
            shares = (logits.argmax(axis=-1) == labels).mean(axis=-1)
            # The last update may have broken a net whose loss was finite before it.
            finite = np.all(np.isfinite(logits), axis=(-2, -1))
            for history, share, sound in zip(histories, shares, finite):
                alive = history.diverged_at is None and sound
                getattr(history, f"{part}_accuracy").append(float(share) if alive else float("nan"))
        for history in histories:
            history.steps.append(step)

    # A net that diverges fills its own slice with inf and nan; the others do not see it.
    with np.errstate(all="ignore"):
        if eval_every:
            evaluate(0)
        for step, batch in enumerate(_progress.bar(list(order), "training")):
            outputs, slopes = forward_pass(weights, biases, activation, x_train[batch])
            losses, delta = softmax_cross_entropy(outputs[-1], dataset.y_train[batch])
            for history, loss in zip(histories, losses):
                if history.diverged_at is None:
                    if np.isfinite(loss):
                        history.loss[step] = loss
                    else:
                        history.diverged_at = step
            # Backpropagation is linear in delta: scaled by the learning rate here, the
            # gradients come out as the updates.
            delta *= rate
            updates = chain(*backward_pass(weights, outputs, slopes, delta))
            for array, update, factor in zip(weights + biases, updates, factors * 2 if factors else repeat(None)):
                if factor is not None:
                    update *= factor
                array -= update
            if eval_every and ((step + 1) % eval_every == 0 or step + 1 == len(order)):
                evaluate(step + 1)

    for i, net in enumerate(nets):
        net.weights = [layer[i].copy() for layer in weights]
        net.biases = [layer[i].copy() for layer in biases]
    return histories
