"""Results of experiments that are too long for a notebook: made by `tools/results.py`, kept with the library."""

from __future__ import annotations

import functools
import pathlib
from typing import Any, Literal

import numpy as np

from . import _validate

#: The names of the experiments.
Experiment = Literal["depth_race", "mnist_race", "gain_grid", "watched", "watched_slow"]
#: Where they are kept.
PATH = pathlib.Path(__file__).parent / "data" / "results.npz"


@functools.cache
def _tables() -> dict[str, dict[str, Any]]:
    with np.load(PATH) as file:
        tables: dict[str, dict[str, Any]] = {}
        for key in file.files:
            name, _, array = key.partition("/")
            value = file[key]
            value.setflags(write=False)
            tables.setdefault(name, {})[array] = value if value.ndim else value.item()
    return tables


def load(name: Experiment) -> dict[str, Any]:
    """The results of one experiment.

    Args:
        name: "depth_race" (chapter 5: ReLU nets of 5 to 30 layers), "mnist_race" or "gain_grid" (chapter 6: four
            hidden layers, three activations, several starts and learning rates); also "watched" and "watched_slow"
            (chapter 7), which `wi_lib.experiments.replay` reads.

    Returns:
        dict of the first three: the axes' values by name, the "steps" at which was
            recorded, settings such as "lr" and "batch_size", and arrays.
        Their first axes are depths, rules ("depth_race"); activations, rules, lrs ("mnist_race");
        activations, gains, lrs ("gain_grid"; std = gain/√fan_in); then come the seeds. "loss" (the mean
        since the last record) and "test_accuracy" end with an axis over the steps; "diverged" does not.
        "gain_grid" has also "gradient" (…, 2, layers + 1), the gradient at the input and at every
        layer's output ÷ that at the logits, and "update" (…, 2, layers), the size of a step ÷ that of
        the weights; both before and after training. After a divergence all is nan. Arrays are read-only.

    Raises:
        ValueError: there is no experiment of that name.

    Example:
        >>> race = load("depth_race")
        >>> race["loss"].shape == (len(race["depths"]), len(race["rules"]), race["seeds"], len(race["steps"]))
        True
    """
    tables = _tables()
    return dict(_validate.choice("name", name, tables))
