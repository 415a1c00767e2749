"""The key of assignment 2, "A start for your net"."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

from wi_lib.assignments import AIMS, BOTH_WAYS, passage, swish, worst

from .tasks import Number, Start, Task

TITLE = "A start for your net"
#: What the words at the end are worth: graded by a person.
WORDS = 5
#: Curves that are far enough from ReLU for its rule to be wrong.
CURVES = tuple(c / 20 for c in range(6, 25))
SIZES = (50, 64, 80, 100, 120, 144, 170, 200, 225, 256, 300, 360, 400, 480, 576, 640, 784, 900)
#: How much wider the last layer is than the input, or the input than the last: beyond BOTH_WAYS squared no start that
#: keeps one way's size can serve both, and a compromise can.
APART = (BOTH_WAYS**2 * 1.25, BOTH_WAYS**2 * 2.4)
LAYERS = 6


@functools.cache
def _ends() -> list[tuple[int, int]]:
    """Widths of input and last layer."""
    return [ends for ends in itertools.permutations(SIZES, 2) if APART[0] < max(ends) / min(ends) < APART[1]]


def _public(widths: Sequence[int]) -> list[list[float]]:
    """What the well-known rules give, with the gains that are tabled."""
    pairs = list(zip(widths, widths[1:]))
    fans: list[Callable[[int, int], float]] = [lambda i, o: i, lambda i, o: o, lambda i, o: (i + o) / 2]
    return [[gain / math.sqrt(fan(*pair)) for pair in pairs] for gain in (1.0, math.sqrt(2), 5 / 3) for fan in fans]


def numbers(pick: Callable[[str, Sequence[Any]], Any]) -> dict[str, Any]:
    """What a student's tasks are about: a net that no well-known rule serves."""
    for attempt in itertools.count():
        first, last = pick(f"ends {attempt}", _ends())
        low, high = sorted((first, last))
        between = [size for size in SIZES if low < size < high]
        inner = sorted(
            (pick(f"inner {number} {attempt}", between) for number in range(1, LAYERS)), reverse=first > last
        )
        found = {"c": pick(f"curve {attempt}", CURVES), "widths": [first, *inner, last]}
        off = [worst(swish(found["c"]), found["widths"], rule) for rule in _public(found["widths"])]
        if not any(reached(*one) for reached in AIMS.values() for one in off):
            return found
    raise AssertionError("itertools.count has an end")


def hidden(pick: Callable[[str, Sequence[Any]], Any]) -> dict[str, Any]:
    """Nothing: all that the tasks are about is handed out."""
    return {}


def layers(numbers: dict[str, Any], hidden: dict[str, Any], rng: Generator) -> list[np.ndarray]:
    """None: students draw their own."""
    return []


def tasks(numbers: dict[str, Any], hidden: dict[str, Any]) -> dict[str, Task]:
    """The key: aims, points and slips."""
    c, widths = numbers["c"], numbers["widths"]
    pairs = list(zip(widths, widths[1:]))
    forwards, backwards = passage(swish(c), widths, [math.sqrt(2 / fan_in) for fan_in, _ in pairs])
    _, by_fan_out = passage(swish(c), widths, [math.sqrt(2 / fan_out) for _, fan_out in pairs])
    _, by_xavier = passage(swish(c), widths, [math.sqrt(2 / sum(pair)) for pair in pairs])
    answer = float(backwards[0])
    return {
        "he": Number(
            3, answer, 0.03, "Layer by layer, σ·√n_out·rms(φ′), and φ′ depends on how large the sums are there.",
            [
                (answer**2, "This is the mean square. The rms is its root."),
                (1 / answer, "This is one over the answer."),
                (float(backwards[1]), "This is the gradient at the first layer's outputs. One layer more leads to the input."),
                (float(forwards[-1]), "This is the signal's rms after the last layer."),
                (float(by_fan_out[0]), "This is with fan_out in the rule. He's rule, as it is mostly used, has fan_in."),
                (float(by_xavier[0]), "This is with Xavier's rule."),
                (math.sqrt(widths[-1] / widths[0]), "That would be so for ReLU, which has a slope of 1 for half of all sums."),
            ],
        ),
        "forwards": Start(4, "forwards", c, widths),
        "backwards": Start(4, "backwards", c, widths),
        "both": Start(4, "both", c, widths),
    }  # fmt: skip
