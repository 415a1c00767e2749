"""Run the experiments that are too long for a notebook, and keep their results with the library.

    python tools/results.py              # all of them, about an hour on one core
    python tools/results.py depth_race   # one of them; the others stay as they are

The chapters read the results with `wi_lib.results.load`; `tests/test_results.py` runs a sample of them again.
"""

from __future__ import annotations

import itertools
import math
import pathlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import wi_lib as wi
from wi_lib.experiments import RECORDS, as_table, watch
from wi_lib.network import softmax_cross_entropy
from wi_lib.results import PATH


@dataclass(frozen=True)
class Experiment:
    """Networks that differ in how they start, each trained from several seeds on the same batches.

    Args:
        axes: name -> values; every combination is one network.
        sizes: function of a combination -> the network's sizes.
        activation: function of a combination -> its name.
        init: function of a combination -> the initializer.
        lr: function of a combination -> the learning rate.
        side: of the MNIST images in pixels.
        batch_size, steps, seeds: of the training.
        every: record loss and accuracy every so many steps.
        look_inside: whether to record gradients and updates of every layer, before and after training.
        distances: whether to record how far training moves the weights, and how far apart the nets of a seed end.
        draw: function of a combination and a seed -> the number from which the weights are drawn. The seed orders the
            batches, too.
    """

    axes: dict
    sizes: Callable
    activation: Callable
    init: Callable
    lr: Callable
    side: int
    batch_size: int
    steps: int
    seeds: int
    every: int
    look_inside: bool = False
    distances: bool = False
    draw: Callable = lambda point, seed: seed

    def points(self):
        return [dict(zip(self.axes, values)) for values in itertools.product(*self.axes.values())]

    def net(self, point, seed):
        rng = np.random.default_rng(self.draw(point, seed))
        return wi.MLP(self.sizes(point), self.activation(point), self.init(point), rng)


#: The starts of the races, by the names that the chapters use.
RULES = {
    "σ = 0.01": wi.normal(0.01),
    "PyTorch's default": wi.variance_scaling(1 / 3, "fan_in", "uniform"),
    "LeCun": wi.lecun_normal(),
    "Xavier": wi.xavier_normal(),
    "He": wi.he_normal(),
    "2/√n": wi.variance_scaling(4, "fan_in"),
    "4 × Xavier": wi.variance_scaling(16, "fan_avg"),
    "σ = 1": wi.normal(1),
}
FOUR_HIDDEN = (784, 100, 100, 100, 100, 10)
TEN_HIDDEN = (49, *[50] * 10, 10)

EXPERIMENTS = {
    # Chapter 1: ten draws of one start, each trained with five orders of the batches.
    "ten_draws": Experiment(
        axes={"draws": tuple(range(10))},
        sizes=lambda p: TEN_HIDDEN,
        activation=lambda p: "tanh",
        init=lambda p: wi.normal(0.2),
        lr=lambda p: 0.1,
        side=7, batch_size=64, steps=8000, seeds=5, every=400, distances=True, draw=lambda p, seed: p["draws"],
    ),
    # Chapter 1: the same net from three sizes of the weights.
    "three_starts": Experiment(
        axes={"stds": (0.01, 0.2, 1.0), "lrs": (0.0001, 0.001, 0.01, 0.1, 1.0)},
        sizes=lambda p: TEN_HIDDEN,
        activation=lambda p: "tanh",
        init=lambda p: wi.normal(p["stds"]),
        lr=lambda p: p["lrs"],
        side=7, batch_size=64, steps=8000, seeds=3, every=100,
    ),
    # Chapter 5: does the rule matter when the net is deep?
    "depth_race": Experiment(
        axes={"depths": (5, 10, 22, 30), "rules": ("PyTorch's default", "Xavier", "He", "2/√n")},
        sizes=lambda p: (196, *[64] * (p["depths"] - 1), 10),
        activation=lambda p: "relu",
        init=lambda p: RULES[p["rules"]],
        lr=lambda p: 0.02,
        side=14, batch_size=64, steps=2000, seeds=5, every=100,
    ),
    # Chapter 6: the race that most posts repeat, for three activations.
    "mnist_race": Experiment(
        axes={
            "activations": ("sigmoid", "tanh", "relu"),
            "rules": ("σ = 0.01", "LeCun", "Xavier", "He", "2/√n", "4 × Xavier", "σ = 1"),
            "lrs": (0.01, 0.1, 1.0),
        },
        sizes=lambda p: FOUR_HIDDEN,
        activation=lambda p: p["activations"],
        init=lambda p: RULES[p["rules"]],
        lr=lambda p: p["lrs"],
        side=28, batch_size=128, steps=2000, seeds=3, every=100,
    ),
    # Chapter 6: the same net over a grid of gains, std = gain/√fan_in, and learning rates.
    "gain_grid": Experiment(
        axes={
            "activations": ("sigmoid", "tanh", "relu"),
            "gains": tuple(2 ** (k / 2) for k in range(-4, 9)),
            "lrs": (0.01, 0.03, 0.1, 0.3, 1.0),
        },
        sizes=lambda p: FOUR_HIDDEN,
        activation=lambda p: p["activations"],
        init=lambda p: wi.variance_scaling(p["gains"] ** 2, "fan_in"),
        lr=lambda p: p["lrs"],
        side=28, batch_size=128, steps=2000, seeds=3, every=100, look_inside=True,
    ),
}  # fmt: skip


def run(experiment, seed, points=None, steps=None):
    """Train the networks of one seed.

    Returns:
        dict: arrays whose first axis runs over the points: loss and test_accuracy (points, records), diverged
        (points,); with `look_inside` also gradient (points, 2, layers + 1) and update
        (points, 2, layers), before and after; with `distances` also moved and apart (points,), in lengths of a start:
        from its start to its end, and from its end to those of the other points, on average.
    """
    points = experiment.points() if points is None else points
    steps = experiment.steps if steps is None else steps
    data = wi.load_mnist(side=experiment.side)
    nets = [experiment.net(point, seed) for point in points]
    rates = [experiment.lr(point) for point in points]
    before = [inside(net, data, lr) for net, lr in zip(nets, rates)] if experiment.look_inside else None
    starts = np.array([flat(net) for net in nets]) if experiment.distances else None
    rng = np.random.default_rng([seed, 1])
    histories = wi.race(nets, data, rates, steps, experiment.batch_size, rng, eval_every=experiment.every)
    found = {
        "loss": np.array([recorded_loss(history, experiment.every) for history in histories]),
        "test_accuracy": np.array([history.test_accuracy for history in histories]),
        "diverged": np.array(
            [history.diverged_at is not None or math.isnan(history.test_accuracy[-1]) for history in histories]
        ),
    }
    if experiment.look_inside:
        after = [inside(net, data, lr) for net, lr in zip(nets, rates)]
        for place, name in enumerate(("gradient", "update")):
            found[name] = np.array([[one[place], two[place]] for one, two in zip(before, after)])
    if experiment.distances:
        ends, length = np.array([flat(net) for net in nets]), np.linalg.norm(starts, axis=1)
        found["moved"] = np.linalg.norm(ends - starts, axis=1) / length
        others = max(len(ends) - 1, 1)
        found["apart"] = np.array([np.linalg.norm(ends - end, axis=1).sum() for end in ends]) / others / length
    return found


def flat(net):
    """All weights of a network as one list."""
    return np.concatenate([weights.ravel() for weights in net.weights])


def recorded_loss(history, every):
    """The first batch's loss, then the mean over each stretch of `every` steps."""
    return np.append(history.loss[0], history.loss.reshape(-1, every).mean(axis=1))


def inside(net, data, lr):
    """Size of the gradient at the input and every layer's output ÷ that at the logits;
    lr·rms(∂L/∂W) ÷ rms(W) of every layer."""
    x, labels = data.x_train[:1000], data.y_train[:1000]
    layers = len(net.weights)
    if not all(np.isfinite(weights).all() for weights in net.weights):
        return np.full(layers + 1, np.nan), np.full(layers, np.nan)
    with np.errstate(all="ignore"):
        logits = net.forward(x)
        if not np.isfinite(logits).all():
            return np.full(layers + 1, np.nan), np.full(layers, np.nan)
        _, delta = softmax_cross_entropy(logits, labels)
        # float64: a gradient of 1e-40 is small, and not 0.
        wide = wi.MLP(net.sizes, net.activation, "zeros", np.random.default_rng(0), np.float64)
        wide.weights, wide.biases = [[array.astype(float) for array in arrays] for arrays in (net.weights, net.biases)]
        ratio = wi.propagate(wide, x.astype(float), delta.astype(float)).gradient_ratio
        _, slopes, _ = wide.loss_and_gradients(x.astype(float), labels)
    update = [lr * wi.rms(slope) / wi.rms(weights) for slope, weights in zip(slopes, wide.weights)]
    return ratio, np.array(update)


def collected(name, experiment):
    """All seeds of an experiment, as `wi_lib.results.load` returns them: axes first, then
    seeds, then what was recorded."""
    runs = []
    for seed in range(experiment.seeds):
        start = time.perf_counter()
        runs.append(run(experiment, seed))
        print(f"{name}: seed {seed + 1} of {experiment.seeds}, {time.perf_counter() - start:.0f} s", flush=True)
    shape = tuple(map(len, experiment.axes.values()))
    table = {}
    for key in runs[0]:
        stacked = np.stack([one[key] for one in runs], axis=1)  # (points, seeds, …)
        stacked = stacked.reshape(*shape, *stacked.shape[1:])
        table[key] = stacked if stacked.dtype == bool else rounded(stacked)
    settings = {key: getattr(experiment, key) for key in ("side", "batch_size", "seeds")}
    lrs = {experiment.lr(point) for point in experiment.points()}
    if len(lrs) == 1:
        settings["lr"] = lrs.pop()
    steps = np.arange(0, experiment.steps + 1, experiment.every)
    return table | {axis: np.array(values) for axis, values in experiment.axes.items()} | {"steps": steps} | settings


def rounded(values):
    """Four significant digits: all that is shown, and the file packs to a third."""
    with np.errstate(all="ignore"):
        unit = 10.0 ** (np.floor(np.log10(np.abs(values))) - 3)
        return np.where(values == 0, 0, np.round(values / unit) * unit).astype(np.float32)


def main():
    known = [*EXPERIMENTS, *RECORDS]
    names = sys.argv[1:] or known
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"There is no experiment {unknown[0]!r}; there are {', '.join(known)}.")
    for name in names:
        table = collected(name, EXPERIMENTS[name]) if name in EXPERIMENTS else as_table(watch(*RECORDS[name]))
        kept = dict(np.load(PATH)) if PATH.exists() else {}
        kept = {key: value for key, value in kept.items() if not key.startswith(f"{name}/")}
        kept |= {f"{name}/{key}": np.asarray(value) for key, value in table.items()}
        np.savez_compressed(PATH, **dict(sorted(kept.items())))
        print(f"{name}: written to {PATH.name}, now {PATH.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
