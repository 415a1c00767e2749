"""Immediate feedback on the exercises: right, not yet (with a hint that fits the mistake), or not answered yet."""

from __future__ import annotations

import copy
import functools
import math
from dataclasses import dataclass

import numpy as np

from . import _validate

from .propagation import propagate, random_layers
from .initializers import normal
from .theory import critical_std, slope_second_moment


@dataclass(frozen=True)
class Feedback:
    """What a check says. A cell that ends in a check shows `message`.

    Attributes:
        passed: whether the answer is right.
        message: the sentence for the reader; it starts with ✓ (right), ✗ (not yet) or ○ (not answered yet).
    """

    passed: bool
    message: str

    def __repr__(self):
        return self.message


UNANSWERED = Feedback(False, "○ Not answered yet. Put your answer in place of the three dots and run the cell again.")


def right(message):
    """The feedback on a right answer."""
    return Feedback(True, f"✓ Right. {message}")


def not_yet(message):
    """The feedback on a wrong answer."""
    return Feedback(False, f"✗ Not yet. {message}")


def exercise(name, answer):
    """Check the answer to the exercise of that name.

    Args:
        name: "chapter.number", as the chapter says it: a key of `EXERCISES`.
        answer: what the exercise asks for; `...` or None counts as not answered.

    Returns:
        Feedback: shown when it is a cell's last line. A wrong answer, of whatever type, is never an exception.

    Raises:
        ValueError: there is no exercise of that name.

    Example:
        >>> exercise("3.1", ...)
        ○ Not answered yet. Put your answer in place of the three dots and run the cell again.
    """
    check = _validate.choice("name", name, EXERCISES)
    if answer is None or answer is Ellipsis:
        return UNANSWERED
    return check(answer)


def check_number(answer, expected, *, rtol=0.02, praise="", hints=()):
    """Compare one number with the expected one.

    Args:
        answer: the reader's; anything that float() takes.
        expected: the right value.
        rtol: relative tolerance; hints use it too.
        praise: what to add to "Right".
        hints: pairs (wrong value, hint): the first that fits the answer is given.

    Returns:
        Feedback.

    Example:
        >>> check_number(4.0, 2.0, hints=[(4.0, "This is the variance, not the standard deviation.")])
        ✗ Not yet. This is the variance, not the standard deviation.
    """
    answer, problem = _one_number(answer)
    if problem:
        return problem
    if not math.isfinite(answer):
        return not_yet(f"The answer should be a finite number; it is {answer}.")
    if math.isclose(answer, expected, rel_tol=rtol):
        return right(praise)
    for wrong, hint in hints:
        if math.isclose(answer, wrong, rel_tol=rtol):
            return not_yet(hint)
    if math.isclose(answer, -expected, rel_tol=rtol):
        return not_yet("The size is right, the sign is not.")
    return not_yet(f"{answer:.3g} is too {'large' if answer > expected else 'small'}.")


def _one_number(answer):
    """(the answer as a float, None), or (None, what is wrong with it)."""
    try:
        if isinstance(answer, (bool, np.bool_)):
            raise TypeError
        return float(answer), None
    except Exception:  # every library has its own error for "this is no number"
        return None, not_yet(f"The answer should be one number; it is {_described(answer)}.")


def check_function(answer, reference, cases, *, rtol=1e-6, praise="", hints=()):
    """Compare the reader's function with the reference on several inputs.

    Args:
        answer: the reader's function.
        reference: the right one; the result is a number or an array.
        cases: tuples of arguments.
        rtol: relative tolerance.
        praise: what to add to "Right".
        hints: pairs (wrong function, hint): given if the answer agrees with the wrong function on every case.

    Returns:
        Feedback: an exception inside the reader's function is reported in it.

    Example:
        >>> check_function(np.var, np.std, [([1.0, 5.0],)], hints=[(np.var, "This is the variance.")])
        ✗ Not yet. This is the variance.
    """
    if not callable(answer):
        return not_yet(f"The answer should be a function; it is {_described(answer)}.")
    results = []
    for case in cases:
        try:
            results.append(answer(*copy.deepcopy(case)))  # a function that changes its input must not change the case
        except Exception as error:  # whatever the reader's code raises is feedback, not a crash
            return not_yet(f"Your function raised {type(error).__name__}: {error}")
    if any(one is None or one is Ellipsis for one in results):
        return UNANSWERED

    def agrees_with(function):
        return all(_close(one, function(*case), rtol) for one, case in zip(results, cases))

    if agrees_with(reference):
        return right(praise)
    for wrong, hint in hints:
        if agrees_with(wrong):
            return not_yet(hint)
    shape = np.shape(reference(*cases[0]))
    if _shape(results[0]) != shape:
        expected = f"an array of shape {shape}" if shape else "one number"
        return not_yet(f"The result should be {expected}; yours is {_described(results[0])}.")
    return not_yet("The result has the right shape, but not the right values.")


def _shape(value):
    """np.shape, or None for rows of different lengths."""
    try:
        return np.shape(value)
    except ValueError:
        return None


def _close(one, other, rtol):
    try:
        return _shape(one) == _shape(other) and bool(np.allclose(one, other, rtol=rtol, atol=0, equal_nan=True))
    except (TypeError, ValueError):
        return False


def _described(value):
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    text = repr(value)
    return f"{text if len(text) <= 40 else text[:37] + '…'} ({type(value).__name__})"


# ---- Chapter 3 ----------------------------------------------------------------------------------------------------


def _layer_factor(answer):
    std, width = 0.01, 100
    mean_square = slope_second_moment("sigmoid", std**2 * width)
    slope = math.sqrt(mean_square)
    return check_number(
        answer,
        std * math.sqrt(width) * slope,
        praise="Five such layers multiply: 0.025⁵ is about 1e-8, the figure in the plot.",
        hints=[
            # Here σ·n is 1, so that two mistakes give the same number.
            (slope, "This is rms(φ′) alone, or times σ·n. Independent terms add up like √n: multiply by σ·√n."),
            (std * slope, "Close: σ·rms(φ′) is what one connection does. A unit has n of them: multiply by √n."),
            (std * math.sqrt(width) * mean_square, "This uses the mean of φ′². Take its square root first."),
            ((std * math.sqrt(width) * slope) ** 2, "This is the factor of the variance. Take its square root."),
            ((std * math.sqrt(width) * slope) ** 5, "This is all five layers together. Give the factor of one layer."),
            (1 / (std * math.sqrt(width) * slope), "This is one over the factor: the gradient shrinks, so give less than 1."),
        ],
    )


def _unit_spread(answer):
    rng = np.random.default_rng(3)
    cases = [(rng.normal(size=shape) * rng.uniform(0.5, 2, shape[1]) + rng.normal(size=shape[1]),) for shape in [(50, 8), (9, 9)]]
    return check_function(
        answer,
        lambda h: np.std(h, axis=0),
        cases,
        praise="One number for every unit: how much it moves when the input changes.",
        hints=[
            (np.std, "This pools all the outputs into one number: the picture that hides the failure."),
            (lambda h: np.std(h, axis=1), "This is the spread over the units for one input. Inputs are the rows: use axis=0."),
            (lambda h: np.var(h, axis=0), "This is the variance, not the standard deviation."),
            (lambda h: np.var(h, axis=1), "This is a variance, and over the wrong axis: inputs are the rows."),
            (lambda h: np.mean(h, axis=0), "This is each unit's mean. How far does the unit move around it?"),
            (lambda h: np.std(h, axis=0).mean(), "Right so far: now leave out the mean, one number for every unit."),
        ],
    )


# The bisection takes a third of a second: once is enough.
_critical_std = functools.cache(critical_std)


def _critical_width_100(answer):
    edge = _critical_std("sigmoid", 100)
    return check_number(
        answer,
        edge,
        rtol=0.03,
        praise="At width 100 the frowned-upon std 1 is almost exactly the std that keeps a sigmoid's gradient.",
        hints=[
            (0.4, "4/√n would be right if every slope were ¼. At this std the units have left the middle: go on."),
            (0.1, "This is Xavier's 1/√n. Its factor is about ¼: compute it."),
            (math.sqrt(2 / 100), "This is He's √(2/n), made for ReLU. Its factor here is about 0.32."),
            (edge * 10, "This is σ·√n. Divide by √n to get σ."),
        ],
    )


def _rescue_wide(answer):
    width, depth = 400, 20
    std, problem = _one_number(answer)
    if problem:
        return problem
    if not (math.isfinite(std) and std > 0):
        return not_yet(f"A standard deviation is a finite number above 0; yours is {std:g}.")
    if std > 1e6:  # float32 would overflow, and nothing is learnt from that
        return not_yet(f"With std {std:.3g} no figure is finite any more: smaller weights, please.")
    kept = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        layers = list(random_layers(depth, width, normal(std), rng))
        x, upstream = rng.normal(size=(2, 100, width))
        kept.append(propagate(layers, x, upstream, activation="sigmoid", keep="stats").gradient_ratio[0])
    kept = [math.inf if math.isnan(one) else one for one in kept]  # the signal itself overflowed
    kept = float(np.exp(np.mean(np.log(kept)))) if min(kept) > 0 else 0.0
    found = f"With std {std:.3g}, {kept:.2g} of the gradient comes back through {depth} layers of {width} units"
    if 0.1 <= kept <= 10:
        return right(f"{found}. The rule σ·√n = constant carries over from width 100.")
    if math.isclose(std, _critical_std("sigmoid", 100), rel_tol=0.05):
        return not_yet(f"{found}: it explodes. That std was right at width 100; what must stay the same is σ·√n.")
    return not_yet(f"{found}. It should be between 0.1 and 10: {'smaller' if kept > 1 else 'larger'} weights, please.")


#: Every exercise of the book: "chapter.number" -> the function that checks its answer.
EXERCISES = {
    "3.1": _layer_factor,
    "3.2": _unit_spread,
    "3.3": _critical_width_100,
    "3.4": _rescue_wide,
}
