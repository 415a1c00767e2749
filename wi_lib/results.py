"""Results of experiments that are too long for a notebook: made by `tools/results.py`, kept with the library."""

from __future__ import annotations

import functools
import pathlib
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from . import _validate
from ._types import Floats

#: The names of the experiments.
Experiment = Literal[
    "ten_draws", "three_starts", "depth_race", "shallow_race", "rates_at_depth", "mnist_race", "long_race", "one_layer",
    "gain_grid", "watched", "watched_slow",
]  # fmt: skip
#: Where they are kept: each in a file of its name.
FOLDER = pathlib.Path(__file__).parent / "data" / "results"


@functools.cache
def _table(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.npz"
    if not path.exists():
        raise RuntimeError(f"{path} is missing: make it with `make results ONLY={name}`, or install wi_lib again.")
    table: dict[str, Any] = {}
    with np.load(path) as file:
        for array in file.files:
            value = file[array]
            value.setflags(write=False)
            table[array] = value if value.ndim else value.item()
    return table


def load(name: Experiment) -> dict[str, Any]:
    """The results of one experiment; only its own file is read.

    Args:
        name: of nets trained in chapter 1, all of ten hidden layers of 50 tanh units: "ten_draws" (ten draws of one
            start; the seeds are three orders of the batches), "three_starts" (three stds, five learning rates); in
            chapter 5, all of ReLU: "depth_race" (5 to 30 layers), "shallow_race" (four hidden layers, five learning
            rates), "rates_at_depth" (22 layers, five learning rates); in chapter 6, all of four hidden layers:
            "mnist_race" (three activations, seven rules, three learning rates), "long_race" (the sigmoid for 12,000
            steps), "one_layer" (its own learning rate for one hidden layer), "gain_grid" (three activations, gains,
            learning rates). Also "watched" and "watched_slow" (chapter 7), which `wi_lib.experiments.replay` reads.

    Returns:
        dict of the trained nets: the axes' values by name, the "steps" at which was recorded (the last is the
            horizon), settings ("train_images", "test_images", "side", "batch_size", "seeds", and "lr" if there is one
            for all), and arrays.
        Their first axes are the experiment's, in this order: draws, stds, depths, activations, rules, gains, lrs,
        layers, factors, as far as it has them; then come the seeds. "loss" (the mean since the last record) and
        "test_accuracy" end with an axis over the steps; "diverged" does not. "ten_draws" has also "moved" and "apart",
        in lengths of a start: from a net's start to its end, and from its end to those of the other draws, on average.
        "gain_grid" has also "gradient" (…, 2, layers + 1), the gradient at the input and at every layer's output ÷ that
        at the logits, and "update" (…, 2, layers), the size of a step ÷ that of the weights; both before and after
        training. After a divergence all is nan. Arrays are read-only.

    Raises:
        ValueError: there is no experiment of that name.
        RuntimeError: its file is missing. The message names the command that makes it.

    Example:
        >>> race = load("depth_race")
        >>> race["loss"].shape == (len(race["depths"]), len(race["rules"]), race["seeds"], len(race["steps"]))
        True
    """
    return dict(_table(_validate.choice("name", name, get_args(Experiment))))


def best_rate(loss: Floats) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Each start's own best learning rate: the one with the least training loss at the end, in the mean of the seeds.

    It is chosen on training data, so that the accuracy on test images may be compared afterwards. A rate with a net
    that diverged is never chosen.

    Args:
        loss: shape (…, lrs, seeds, steps), as `load` returns it: the last entry is the mean over the last stretch.

    Returns:
        tuple: the place of the best rate, shape (…); and whether it stands at an end of the grid, so that a rate
        outside of it may be better still.

    Example:
        >>> place, at_end = best_rate(np.array([[[2.0, 0.5]], [[2.0, 0.3]], [[2.0, np.nan]]]))
        >>> int(place), bool(at_end)
        (1, False)
    """
    end = np.asarray(loss)[..., -1].mean(axis=-1)
    best = np.where(np.isfinite(end), end, np.inf).argmin(axis=-1)
    return best, (best == 0) | (best == end.shape[-1] - 1)


def standard_error(values: Floats) -> Floats:
    r"""How far a mean over the seeds may be off by chance: :math:`s / \sqrt{\text{seeds}}`.

    Args:
        values: shape (…, seeds), at least two of them.

    Returns:
        shape (…).

    Example:
        >>> round(float(standard_error(np.array([0.90, 0.92, 0.94]))), 4)
        0.0115
    """
    return values.std(axis=-1, ddof=1) / np.sqrt(values.shape[-1])
