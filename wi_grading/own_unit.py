"""The key of assignment 1, "Your own unit"."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

import wi_lib as wi

from .tasks import Choice, Number, Task

TITLE = "Your own unit"
#: What the words at the end are worth: graded by a person.
WORDS = 4
#: The fault of one layer of the net, as the text of the assignment names it.
FAULTS = ("none", "misprint", "fan_out", "variance", "copies", "mean")
#: The net has small layers of two sizes, so that fan_in and fan_out differ in each.
NET = (40, 60, 40, 60, 40, 60, 40)

# Units whose answer is none of the well-known ones: not without a kink, not ReLU's or the identity's gain, and far
# enough from those that the tolerance tells them apart.
UNITS = [
    (a / 20, b / 20)
    for a in range(-14, 17)
    for b in range(10, 37)
    if a and b != 20 and abs(abs(a) - b) > 3 and abs((a * a + b * b) / 800 - 1) > 0.1
]
SIZES = (64, 100, 144, 196, 256, 400, 625, 784)
SCALES = [
    (s, c) for s in (0.5, 0.6, 0.7, 0.8, 1.2, 1.5, 2.0) for c in (0.5, 0.75, 1.5, 2.0, 3.0) if abs(s * c - 1) > 0.08
]


def _xavier(sizes: Sequence[int], fan: int) -> float:
    """What Xavier's rule makes of an rms through linear layers: forwards (fan 0) or backwards (fan 1)."""
    return math.prod(math.sqrt(2 * pair[fan] / sum(pair)) for pair in zip(sizes, sizes[1:]))


@functools.cache
def _chains() -> Sequence[Sequence[int]]:
    """Three layers in which forwards, backwards and the slips in them can be told apart: by 5% and more."""
    found = []
    for sizes in itertools.permutations(SIZES, 4):
        forwards, backwards = _xavier(sizes, 0), _xavier(sizes, 1)
        logs = sorted(math.log(one) for one in (forwards, backwards, forwards**2, backwards**2, 1))
        if min(b - a for a, b in zip(logs, logs[1:])) > 0.05:
            found.append(sizes)
    return found


@functools.cache
def _edge() -> float:
    """σ·√n at which a net of plain sigmoids keeps its gradient."""
    return 10 * wi.critical_std("sigmoid", 100)


def numbers(pick: Callable[[str, Sequence[Any]], Any]) -> dict[str, Any]:
    """What a student's tasks are about."""
    a, b = pick("unit", UNITS)
    s, c = pick("scale", SCALES)
    return {
        "a": a,
        "b": b,
        "L": pick("depth", range(12, 31)),
        "sizes": list(pick("chain", _chains())),
        "s": s,
        "c": c,
        "n": pick("width", SIZES),
    }


def hidden(pick: Callable[[str, Sequence[Any]], Any]) -> dict[str, Any]:
    """What is not handed out: the net's fault, and the layer that has it (0 if none has)."""
    fault = pick("fault", FAULTS)
    return {"fault": fault, "layer": 0 if fault == "none" else pick("layer", range(1, len(NET)))}


def layers(numbers: dict[str, Any], hidden: dict[str, Any], rng: Generator) -> list[np.ndarray]:
    """Six layers drawn by He's rule, one of them with the fault."""
    drawn = [_faulty(hidden["fault"] if number == hidden["layer"] else "none", fan_in, fan_out, rng)
             for number, (fan_in, fan_out) in enumerate(zip(NET, NET[1:]), 1)]  # fmt: skip
    return drawn


def _faulty(fault: str, fan_in: int, fan_out: int, rng: Generator) -> np.ndarray:
    std = {"misprint": 2 / math.sqrt(fan_in), "fan_out": math.sqrt(2 / fan_out), "variance": 2 / fan_in}.get(
        fault, math.sqrt(2 / fan_in)
    )
    weights = rng.normal(0, std, (fan_in, fan_out))
    if fault == "copies":
        weights[:, : fan_out // 2] = weights[:, :1]
    return weights + (std / 2 if fault == "mean" else 0)


def tasks(numbers: dict[str, Any], hidden: dict[str, Any]) -> dict[str, Task]:
    """The key: answers, points and slips."""
    a, b, depth, sizes = (numbers[name] for name in ("a", "b", "L", "sizes"))
    kept = (a * a + b * b) / 2
    exponent = depth * math.log10(kept)
    forwards, backwards = _xavier(sizes, 0), _xavier(sizes, 1)
    s, c, root = numbers["s"], numbers["c"], math.sqrt(numbers["n"])
    edge = _edge() / (s * c) / root
    fault, layer = hidden["fault"], hidden["layer"]
    return {
        "gain": Number(
            2, kept**-0.5, 0.01, "The mean square is multiplied by (a² + b²)/2, and the gain makes up for it.",
            [
                (1 / kept, "This is the square of the gain: its root is asked."),
                (kept**0.5, "This is one over the gain: by how much the rms shrinks or grows."),
                (kept, "This is what a layer keeps of the mean square. The gain is one over its root."),
                (math.sqrt(2 / (1 + a * a)), "This is the gain of a leaky ReLU: the slope b counts, too."),
                (math.sqrt(2 / abs(a * abs(a) + b * abs(b))), "Squares add up, whatever the sign of the slope."),
                (2 / (abs(a) + b), "The squares of the slopes have a mean, not the slopes."),
            ],
        ),
        "exponent": Number(
            3, exponent, 0.02, "Layers multiply, so their logarithms add up.",
            [
                (exponent / 2, "This is the logarithm of the rms. The mean square is its square."),
                (-exponent, "The size is right, the sign is not: does the signal shrink or grow?"),
                (exponent * math.log(10), "This is the natural logarithm."),
                (exponent / depth, "This is one layer. There are L."),
                (exponent + depth * math.log10(2), "This forgets that only half of the inputs meet each slope."),
            ],
        ),
        "forwards": Number(
            2, forwards, 0.01, "Each layer multiplies the rms by √(2·n_in/(n_in + n_out)).",
            [
                (backwards, "The fans are swapped: this is the gradient's."),
                (forwards**2, "This is the mean square. The rms is its root."),
                (1 / forwards, "This is one over the answer."),
            ],
        ),
        "backwards": Number(
            2, backwards, 0.01, "Each layer multiplies the gradient's rms by √(2·n_out/(n_in + n_out)).",
            [
                (forwards, "The fans are swapped: this is the signal's."),
                (backwards**2, "This is the mean square. The rms is its root."),
                (1 / backwards, "This is one over the answer."),
            ],
        ),
        "fault": Choice(
            4, (fault, layer), "The layer and its fault.",
            [((other, layer), "The layer is right, its fault is another one.") for other in FAULTS if other != fault and layer]
            + [((fault, other), "There is such a fault, in another layer.") for other in range(1, len(NET)) if other != layer and layer],
        ),
        "edge": Number(
            3, edge, 0.02, "s and c act as one factor on the weights.",
            [
                (edge * c, "The slope of sigmoid(c·z) has a factor c, which this leaves out."),
                (edge * s, "The scale s of the outputs is left out."),
                (edge * (s * c) ** 2, "Multiplied by s·c instead of divided: a steeper unit needs smaller weights."),
                (edge * s * c, "This is for a plain sigmoid: s and c are left out."),
                (edge * root, "This is σ·√n. Divide it by √n."),
                (edge**2, "This is the variance. σ is its root."),
                (4 / (s * c * root), "This takes the largest slope of all. Deep in the net, the sums spread over the curve."),
            ],
        ),
    }  # fmt: skip
