"""Run the experiments that are too long for a notebook, and keep their results with the library.

    make results                     # all of them, on all cores: together an hour or two of one
    make results ONLY=depth_race     # one of them; the others stay as they are
    make results WORKERS=1           # on one core: the same results

Every net that is trained is a job of its own. What a job has found is kept in `_build/results` at once, so that a run
that was stopped goes on where it was. The chapters read the results with `wi_lib.results.load`; `tests/test_results.py`
runs a sample of them again. How to use the machines of a cluster stands in MAINTAINING.md.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import functools
import hashlib
import inspect
import itertools
import math
import pathlib
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import wi_lib as wi
from tools.dependencies import Library, meaning
from wi_lib.experiments import RECORDS, as_table, watch
from wi_lib.network import softmax_cross_entropy
from wi_lib.results import FOLDER

ROOT = pathlib.Path(__file__).resolve().parent.parent
#: What the jobs have found, a file each, until `make clean`.
KEPT = ROOT / "_build" / "results"


@dataclass(frozen=True)
class Experiment:
    """Networks that differ in how they start, each trained from several seeds on the same batches.

    Args:
        axes: name -> values; every combination, a point, is one network.
        sizes: function of a point -> the network's sizes.
        activation: function of a point -> its name.
        init: function of a point -> the initializer.
        lr: function of a point -> the learning rate.
        side: of the MNIST images in pixels.
        batch_size, steps, seeds: of the training.
        every: record loss and accuracy every so many steps.
        lr_factors: function of a point -> what each layer's learning rate is multiplied by; None: 1.
        look_inside: whether to record gradients and updates of every layer, before and after training.
        distances: whether to record how far training moves the weights, and how far apart the nets of a seed end.
        draw: function of a point and a seed -> the number from which the weights are drawn; the seed orders the
            batches.
        train_images, test_images: how many, the first ones of each set.
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
    lr_factors: Callable = lambda point: None
    look_inside: bool = False
    distances: bool = False
    draw: Callable = lambda point, seed: seed
    train_images: int = 10_000
    test_images: int = 2_000

    def points(self):
        return [dict(zip(self.axes, values)) for values in itertools.product(*self.axes.values())]

    def net(self, point, seed):
        rng = np.random.default_rng(self.draw(point, seed))
        return wi.MLP(self.sizes(point), self.activation(point), self.init(point), rng)

    def data(self):
        whole = wi.load_mnist(side=self.side)
        train, test = slice(self.train_images), slice(self.test_images)
        return wi.Dataset(whole.x_train[train], whole.y_train[train], whole.x_test[test], whole.y_test[test])

    def jobs(self):
        return [Training(self, point, seed) for point in self.points() for seed in range(self.seeds)]

    def table(self, found):
        """What its jobs have found, in their order, as `wi_lib.results.load` returns it: axes first, then seeds, then
        what was recorded."""
        shape = *map(len, self.axes.values()), self.seeds
        table = {key: np.stack([one[key] for one in found]) for key in found[0]}
        table = {key: value.reshape(*shape, *value.shape[1:]) for key, value in table.items()}
        if self.distances:
            table |= self.distances_of(table.pop("ends"))
        table = {key: value if value.dtype == bool else rounded(value) for key, value in table.items()}
        names = "side", "batch_size", "seeds", "train_images", "test_images"
        settings = {key: getattr(self, key) for key in names}
        lrs = {self.lr(point) for point in self.points()}
        if len(lrs) == 1:
            settings["lr"] = lrs.pop()
        steps = np.arange(0, self.steps + 1, self.every)
        return table | {axis: np.array(values) for axis, values in self.axes.items()} | {"steps": steps} | settings

    def distances_of(self, ends):
        """Two distances of every net, in lengths of its start, for one axis: moved, from its start to its end, and
        apart, from its end to those of the others with its seed, on average."""
        starts = np.array([[flat(self.net(point, seed)) for seed in range(self.seeds)] for point in self.points()])
        length = np.linalg.norm(starts, axis=-1)
        apart = np.array([np.linalg.norm(ends - end, axis=-1).sum(axis=0) for end in ends]) / (len(ends) - 1)
        return {"moved": np.linalg.norm(ends - starts, axis=-1) / length, "apart": apart / length}


@dataclass(frozen=True)
class Training:
    """One network of an `Experiment`, trained from one seed."""

    experiment: Experiment
    point: dict
    seed: int

    def run(self):
        found = run(self.experiment, self.seed, [self.point])
        return {key: value[0] for key, value in found.items()}

    def digest(self):
        """Of what the training begins with, and of the code that does it."""
        one, net = self.experiment, self.experiment.net(self.point, self.seed)
        settings = {
            key: value for key, value in vars(one).items() if not callable(value) and key not in ("axes", "seeds")
        }
        sha = hashlib.sha256(b"".join(weights.tobytes() for weights in net.weights))
        sha.update(repr((settings, net, one.lr(self.point), one.lr_factors(self.point), self.seed)).encode())
        imports = "import wi_lib as wi\nfrom wi_lib.network import softmax_cross_entropy"
        sha.update(code(imports, run, flat, recorded_loss, inside).encode())
        return sha.hexdigest()


@dataclass(frozen=True)
class Record:
    """Starts that chapter 7 watches while they learn: one of `RECORDS`."""

    starts: list
    steps: tuple

    def jobs(self):
        return [Watching(start, self.steps) for start in self.starts]

    def table(self, found):
        return {key: np.concatenate([one[key] for one in found]) for key in found[0]}


@dataclass(frozen=True)
class Watching:
    """One start of a `Record`, with all its seeds."""

    start: object
    steps: tuple

    def run(self):
        return as_table(watch([self.start], self.steps))

    def digest(self):
        start = dataclasses.asdict(self.start) | {"init": self.start.init(np.random.default_rng(0), (9, 4)).tolist()}
        does = code("from wi_lib.experiments import as_table, watch", Watching.run)
        return hashlib.sha256(repr((start, self.steps, does)).encode()).hexdigest()


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
    # Chapter 1: ten draws of one start, each trained with three orders of the batches.
    "ten_draws": Experiment(
        axes={"draws": tuple(range(10))},
        sizes=lambda p: TEN_HIDDEN,
        activation=lambda p: "tanh",
        init=lambda p: wi.normal(0.2),
        lr=lambda p: 0.1,
        side=7, batch_size=64, steps=8000, seeds=3, every=100, distances=True, draw=lambda p, seed: p["draws"],
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
    # Chapter 5: four hidden layers, where a wrong rule may be ahead.
    "shallow_race": Experiment(
        axes={"rules": ("LeCun", "Xavier", "He", "2/√n"), "lrs": (0.02, 0.05, 0.1, 0.2, 0.5)},
        sizes=lambda p: (196, *[64] * 4, 10),
        activation=lambda p: "relu",
        init=lambda p: RULES[p["rules"]],
        lr=lambda p: p["lrs"],
        side=14, batch_size=64, steps=2000, seeds=5, every=100,
    ),
    # Chapter 5: at which learning rates do 22 layers learn?
    "rates_at_depth": Experiment(
        axes={"rules": ("He", "2/√n"), "lrs": (0.0002, 0.001, 0.005, 0.02, 0.1)},
        sizes=lambda p: (196, *[64] * 21, 10),
        activation=lambda p: "relu",
        init=lambda p: RULES[p["rules"]],
        lr=lambda p: p["lrs"],
        side=14, batch_size=64, steps=2000, seeds=3, every=100,
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
    # Chapter 6: what has not learned after 2,000 steps may learn later.
    "long_race": Experiment(
        axes={"rules": ("σ = 0.01", "Xavier")},
        sizes=lambda p: FOUR_HIDDEN,
        activation=lambda p: "sigmoid",
        init=lambda p: RULES[p["rules"]],
        lr=lambda p: 0.1,
        side=28, batch_size=128, steps=12_000, seeds=3, every=100,
    ),
    # Chapter 6: a larger learning rate for one hidden layer alone.
    "one_layer": Experiment(
        axes={"layers": (1, 2, 3, 4), "factors": (1, 10, 100)},
        sizes=lambda p: FOUR_HIDDEN,
        activation=lambda p: "sigmoid",
        init=lambda p: RULES["Xavier"],
        lr=lambda p: 0.1,
        lr_factors=lambda p: tuple(p["factors"] if layer == p["layers"] else 1 for layer in range(1, 6)),
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

EVERYTHING = EXPERIMENTS | {name: Record(*record) for name, record in RECORDS.items()}


def make(experiments, into=FOLDER, kept=KEPT):
    """Run what has not been run yet, and write a file for each of the experiments.

    Whoever calls it says with `joblib.parallel_config` where the jobs run: on how many cores, or on which cluster.
    A job depends on nothing but itself, so the results are the same wherever it runs.

    Args:
        experiments: name -> `Experiment` or `Record`.
        into: folder of the results.
        kept: folder of what the jobs have found.
    """
    import joblib
    from tqdm.auto import tqdm

    jobs = {name: one.jobs() for name, one in experiments.items()}
    files = {name: [kept / name / f"{job.digest()}.npz" for job in ones] for name, ones in jobs.items()}
    wanted = [pair for name in jobs for pair in zip(jobs[name], files[name]) if not pair[1].exists()]
    parallel = joblib.Parallel(return_as="generator_unordered")
    done = parallel(joblib.delayed(with_file)(*pair) for pair in wanted)
    for file, found in tqdm(done, f"{len(experiments)} experiments", len(wanted), unit="job", mininterval=1):
        keep(file, found)
    into.mkdir(parents=True, exist_ok=True)
    for name, one in experiments.items():
        keep(into / f"{name}.npz", one.table([dict(np.load(file)) for file in files[name]]))


def with_file(job, file):
    """A job's results come back in any order: the file's name says whose they are."""
    return file, job.run()


def keep(file, table):
    """Write it whole or not at all: a run may be stopped at any time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez_compressed(stream, **dict(sorted(table.items())))
    part.replace(file)


@functools.cache
def code(imports, *functions):
    """A hash of what functions of this file do, with all that they use of the library."""
    library = Library(ROOT)
    tree = ast.parse("\n".join([imports, *(inspect.cleandoc("\n" + inspect.getsource(one)) for one in functions)]))
    used = [meaning(library.text(module)) for module in sorted(library.needed_by(tree))]
    return hashlib.sha256("".join([ast.dump(tree), *used, np.__version__]).encode()).hexdigest()


def run(experiment, seed, points=None, steps=None):
    """Train networks of one seed.

    Returns:
        dict: arrays whose first axis runs over the points: loss and test_accuracy (points, records), diverged
        (points,); with `look_inside` also gradient (points, 2, layers + 1) and update
        (points, 2, layers), before and after; with `distances` also ends (points, weights), the weights at the end.
    """
    points = experiment.points() if points is None else points
    steps = experiment.steps if steps is None else steps
    data = experiment.data()
    nets = [experiment.net(point, seed) for point in points]
    rates = [experiment.lr(point) for point in points]
    (factors,) = {experiment.lr_factors(point) for point in points}  # one for all: they are trained together
    before = [inside(net, data, lr) for net, lr in zip(nets, rates)] if experiment.look_inside else None
    rng = np.random.default_rng([seed, 1])
    histories = wi.race(nets, data, rates, steps, experiment.batch_size, rng, experiment.every, factors)
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
        found["ends"] = np.array([flat(net) for net in nets])
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


def rounded(values):
    """Four significant digits: all that is shown, and the file packs to a third."""
    with np.errstate(all="ignore"):
        unit = 10.0 ** (np.floor(np.log10(np.abs(values))) - 3)
        return np.where(values == 0, 0, np.round(values / unit) * unit).astype(np.float32)


def main():
    import joblib

    parser = argparse.ArgumentParser(description="Run the experiments that are too long for a notebook.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(EVERYTHING)}; without: all of them")
    parser.add_argument("--workers", type=int, default=-1, help="processes that work side by side; without: one a core")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in EVERYTHING]
    if unknown:
        sys.exit(f"There is no experiment {unknown[0]!r}; there are {', '.join(EVERYTHING)}.")
    with joblib.parallel_config(n_jobs=asked.workers):
        make({name: EVERYTHING[name] for name in asked.names or EVERYTHING})


if __name__ == "__main__":
    from tools import results  # under this name, which the workers know, and not as __main__

    results.main()
