"""The checks of chapter 2's exercises."""

from __future__ import annotations

import math
from itertools import islice
from typing import Any

import numpy as np

from ..data import make_blobs
from ..diagnostics import distinct_units
from ..network import MLP
from .feedback import NOTHING, UNANSWERED, Feedback, as_array, call, check_number, described, not_yet, right


def _kinds(answer: Any) -> Feedback:
    return check_number(
        answer,
        2,
        rtol=1e-9,
        praise="Within a group the units agree in incoming and outgoing weights; the two groups do not.",
        hints=[
            (1, "The two groups start with different incoming weights: they are different from the beginning."),
            (20, "Within a group nothing tells the units apart: the same weights, so the same gradients."),
            (10, "Each group of ten is ten copies of one unit. How many groups are there?"),
            (11, "Each of the groups is made of copies: the second one, too."),
            (0, "Units are never fewer than one kind. How many groups of copies are there?"),
        ],
    )


_PARAMETERS = ("W1", "b1", "W2", "b2")


def _first(answer: Any, most: int) -> list[Any]:
    """The first entries of whatever can be looped over, without end perhaps; none of anything else."""
    try:
        return list(islice(answer, most))
    except (Exception, SystemExit):
        return []


def _moving(answer: Any) -> Feedback:
    if isinstance(answer, str):
        answer = [answer]
    names = _first(answer, 5)
    named, _ = call(lambda: set(_PARAMETERS).intersection(one for one in names if isinstance(one, str)))
    if not named or len(named) < len(names):
        return not_yet('The answer should be a set of names out of "W1", "b1", "W2", "b2", such as {"W1", "b2"}.')
    if named == {"W1", "b1", "b2"}:
        return right(
            "W2's gradient is hᵀδ, and h = tanh(0) = 0. The random W2 lets δ through to W1, differently for every unit."
        )
    if named == {"W1"}:
        return not_yet("So it would be if all classes were equally frequent: then the sum of δ is 0. Are they?")
    if "W2" in named:
        return not_yet("W2's gradient is hᵀδ. What is h, when all hidden weights are 0?")
    if "b2" not in named:
        return not_yet("b2's gradient is the sum of δ = p − y itself: nothing blocks it.")
    if "W1" not in named:
        return not_yet("W1's gradient is xᵀ(δ W2ᵀ ⊙ φ′). Here W2 is random, and tanh′(0) = 1: is anything in it 0?")
    return not_yet("b1's gradient is the sum of δ W2ᵀ ⊙ φ′: as W1's, but without the inputs.")


_LARGEST = 1000  # weight, in size


def _trained(net: MLP, steps: int = 300) -> MLP:
    """`net` after full-batch gradient descent on three blobs; an array that overflows makes no noise."""
    data = make_blobs(np.random.default_rng(0), n=200)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            _, *gradients = net.loss_and_gradients(data.x_train, data.y_train)
            for array, gradient in zip(net.weights + net.biases, sum(gradients, [])):
                array -= 0.2 * gradient
    return net


def _two_copies(answer: Any) -> Feedback:
    if not callable(answer):
        return not_yet("The answer should be a function of rng that returns (w1, w2).")
    result, problem = call(answer, np.random.default_rng(0))
    if problem:
        return problem
    if result is Ellipsis:
        return UNANSWERED
    if result is None:
        return NOTHING
    given = _first(result, 3)
    arrays = [array for one in given if (array := as_array(one)) is not None]
    if not len(given) == len(arrays) == 2:
        return not_yet("The function should return two arrays of numbers, (w1, w2).")
    w1, w2 = arrays
    if w1.shape != (2, 4) or w2.shape != (4, 3):
        return not_yet(f"The arrays should have the shapes (2, 4) and (4, 3); yours have {w1.shape} and {w2.shape}.")
    if not all((np.abs(one) <= _LARGEST).all() for one in arrays):  # nan is not, either
        return not_yet(f"The weights should be finite numbers, and not larger than {_LARGEST:,}.")
    same_in, same_out = (w1[:, 0] == w1[:, 1]).all(), (w2[0] == w2[1]).all()
    if same_in and not same_out:
        return not_yet("The first two units have the same incoming weights, but different outgoing ones (rows 0 and 1 of w2): "
                       "different errors come back to them, and part them.")  # fmt: skip
    if same_out and not same_in:
        return not_yet(
            "The first two units have the same outgoing weights, but different incoming ones (columns 0 and 1 of w1)."
        )
    if not same_in:
        return not_yet(
            "The first two units are different from the start: columns 0 and 1 of w1 must be equal, and rows 0 and 1 of w2."
        )
    net = MLP([2, 4, 3], "tanh", rng=np.random.default_rng(0), dtype="float64")
    net.weights = [w1, w2]
    kinds = distinct_units(_trained(net).weights[0], 1e-3)
    if kinds < 3:
        return not_yet(f"The first two stay equal. But after training there {'is' if kinds == 1 else 'are'} only {kinds} "
                       f"kind{'s' * (kinds > 1)} of units: the other two should differ, too.")  # fmt: skip
    return right("Equal columns of w1 and equal rows of w2: two units that agree in both are never told apart.")


def _fixed(answer: Any) -> Feedback:
    inits = _first(answer, 3) if isinstance(answer, (list, tuple, np.ndarray)) else []
    if len(inits) != 2:
        return not_yet("The answer should be a list of two initializers, such as [wi.normal(0.1), wi.normal(0.1)].")
    if any(one is None or one is Ellipsis for one in inits):
        return UNANSWERED
    strange = [one for one in inits if not (isinstance(one, str) or callable(one))]
    if strange:
        return not_yet(f"An initializer is one of the library's, or its name; yours is {described(strange[0])}.")
    start = [2, 8, 3], "tanh", inits, np.random.default_rng(0), "float64"
    net, problem = call(MLP, *start, saying="A network cannot start with these:")
    if problem:
        return problem
    data = make_blobs(np.random.default_rng(0), n=200)
    with np.errstate(all="ignore"):
        loss = net.loss_and_gradients(data.x_train, data.y_train)[0]
    if not math.isclose(loss, math.log(3), rel_tol=1e-12):
        return not_yet(
            f"With 3 classes the loss starts at {loss:.4g}, not at ln 3 = {math.log(3):.4g}. All outputs must start equal."
        )
    weights = _trained(net).weights[0]
    kinds = distinct_units(weights) if np.isfinite(weights).all() else 0
    if kinds < 8:
        return not_yet(f"The loss starts at ln 3. But after training there {'is' if kinds == 1 else 'are'} {kinds} "
                       f"kind{'s' * (kinds != 1)} of 8 units: something must tell them apart.")  # fmt: skip
    return right(
        "All outputs start equal, so the loss is exactly ln(classes), and randomness in one of the layers tells the units apart."
    )


EXERCISES = {
    "2.1": _kinds,
    "2.2": _moving,
    "2.3": _two_copies,
    "2.4": _fixed,
}
