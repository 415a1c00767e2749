"""What a check answers: right, not yet (with a hint that fits the mistake), or not answered yet."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import numpy as np



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
    answer, problem = one_number(answer)
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


def one_number(answer):
    """(the answer as a float, None), or (None, the feedback on what is no number).

    Example:
        >>> one_number("0.5"), one_number([1, 2])[1].passed
        ((0.5, None), False)
    """
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
