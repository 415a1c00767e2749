"""What a check answers: right, not yet (with a hint that fits the mistake), or not answered yet.

What the reader gives is never an exception, whatever it is; only an interrupt passes through. What the author of a
check gives (expected values, cases, hints) must fit together, or is a ValueError.
"""

from __future__ import annotations

import copy
import math
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _validate

# What the reader's own code may raise: `exit()` ends the cell, not the check.
# KeyboardInterrupt is the reader, and passes.
_READERS = (Exception, SystemExit)
# float32 has 7 digits: an entry of an array may be off by this share of the largest one, and still be right.
_ROUNDING = 1e-7
# An answer that is off by up to this many tolerances is told that it is close.
_CLOSE = 5

_short = reprlib.Repr()
_short.maxlist = _short.maxtuple = _short.maxset = _short.maxfrozenset = _short.maxdict = 4
_short.maxstring = _short.maxother = _short.maxlong = 40
_short.fillvalue = "…"


@dataclass(frozen=True)
class Feedback:
    """What a check says. A cell that ends in a check shows `message`.

    Attributes:
        passed: whether the answer is right.
        message: the sentence for the reader; it starts with ✓ (right), ✗ (not yet) or ○ (not answered yet).
    """

    passed: bool
    message: str

    def __repr__(self) -> str:
        return self.message


#: Checks one exercise's answer, whatever that is.
Check = Callable[[Any], Feedback]
#: (the value, None), or (None, the feedback on what is wrong with it).
Checked = tuple[Any, Feedback | None]
#: What a function gives, case by case; None where it is no array of numbers.
Results = Sequence[NDArray[Any] | None]

UNANSWERED = Feedback(False, "○ Not answered yet. Put your answer in place of the three dots and run the cell again.")

NOTHING = Feedback(False, "✗ Not yet. Your function returns nothing (None). Does its last line begin with `return`?")


def right(message: str) -> Feedback:
    """The feedback on a right answer."""
    return Feedback(True, f"✓ Right. {message}")


def not_yet(message: str) -> Feedback:
    """The feedback on a wrong answer."""
    return Feedback(False, f"✗ Not yet. {message}")


# ---- Numbers ------------------------------------------------------------------------------------------------------


def check_number(
    answer: Any,
    expected: float,
    *,
    rtol: float = 0.02,
    measured: tuple[float, float] | None = None,
    praise: str = "",
    hints: Iterable[tuple[float, str]] = (),
) -> Feedback:
    """Compare one number with the expected one.

    Args:
        answer: the reader's; anything that float() takes, or an array of one number.
        expected: the right value, finite. Where it is 0, `rtol` is the absolute tolerance.
        rtol: relative tolerance, 0 or more; hints use it too.
        measured: (lowest, highest) that the text's own way of measuring gives, one draw or another. What lies
            between is right, and told the expected value.
        praise: what to add to "Right".
        hints: pairs (wrong value, hint): the first that fits the answer is given.

    Returns:
        Feedback.

    Raises:
        TypeError, ValueError: the author's mistakes: `expected`, `rtol`, `measured` or a hint is no finite number,
            `measured` leaves out the expected value, or a hint is within the tolerance of a right answer.

    Example:
        >>> check_number(4.0, 2.0, hints=[(4.0, "This is the variance, not the standard deviation.")])
        ✗ Not yet. This is the variance, not the standard deviation.
        >>> check_number(2.3, 2.0, measured=(1.8, 2.4))
        ✓ Right. One draw of the weights differs from the next; the expected value is 2.
    """
    expected = _validate.number("expected", expected)
    rtol = _validate.number("rtol", rtol, low=0)
    low, high = (expected, expected) if measured is None else (_validate.number("measured", one) for one in measured)
    if not low <= expected <= high:
        raise ValueError(
            f"measured must be (lowest, highest) around expected={expected:g}; received ({low:g}, {high:g})."
        )
    hints = [(_validate.number("hints", wrong), hint) for wrong, hint in hints]

    def near(one: float, other: float, times: float = 1) -> bool:
        return abs(one - other) <= times * rtol * (abs(other) or abs(expected) or 1)

    for wrong, hint in hints:
        if near(wrong, expected) or low <= wrong <= high:
            raise ValueError(
                f"hints must be for wrong values; received {wrong:g}, within the tolerance of a right one: {hint!r}."
            )

    answer, problem = one_number(answer)
    if problem:
        return problem
    if not math.isfinite(answer):
        return not_yet(f"The answer should be a finite number; it is {answer}.")
    if near(answer, expected):
        return right(praise)
    if low <= answer <= high:
        return right(
            f"{praise} One draw of the weights differs from the next; the expected value is {expected:.3g}.".lstrip()
        )
    for wrong, hint in hints:
        if near(answer, wrong):
            return not_yet(hint)
    if near(answer, -expected):
        return not_yet("The size is right, the sign is not.")
    direction = "large" if answer > expected else "small"
    if near(answer, expected, _CLOSE) and rtol >= 0.001:
        return not_yet(f"{answer:.4g} is close, but too {direction}: give the value to within {100 * rtol:.2g}%.")
    return not_yet(f"{answer:.3g} is too {direction}.")


def one_number(answer: Any, name: str = "The answer") -> Checked:
    """(the answer as a float, None), or (None, the feedback on what is no number).

    Example:
        >>> one_number("0.5"), one_number([1, 2], "The std")[1]
        ((0.5, None), ✗ Not yet. The std should be one number; it is [1, 2] (list).)
    """
    try:
        if isinstance(answer, np.ndarray):
            answer = answer.item()  # an array of one number is a number, of whatever shape
        if isinstance(answer, (bool, np.bool_)):
            raise TypeError
        return float(answer), None
    except _READERS:  # every library has its own error for "this is no number"
        return None, not_yet(f"{name} should be one number; it is {described(answer)}.")


def positive(answer: Any, name: str, low: float = 0.0, high: float = math.inf) -> Checked:
    """(the answer as a float, None) if it is above 0, at least `low` and at most `high`; else (None, feedback).

    Example:
        >>> positive(2, "The std"), positive(2000, "The std", 0.001, 1000)[1]
        ((2.0, None), ✗ Not yet. The std must be from 0.001 to 1,000; yours is 2000.)
    """
    value, problem = one_number(answer, name)
    if problem or (math.isfinite(value) and value > 0 and low <= value <= high):
        return value, problem
    if high == math.inf:
        allowed = "a finite number above 0"
    else:
        allowed = f"{f'from {low:,g} to' if low else 'above 0, and at most'} {high:,.10g}"
    return None, not_yet(f"{name} must be {allowed}; yours is {value:g}.")


# ---- Functions ----------------------------------------------------------------------------------------------------


def check_function(
    answer: Any,
    reference: Callable[..., Any],
    cases: Iterable[tuple[Any, ...]],
    *,
    rtol: float = 1e-5,
    also: Iterable[tuple[Callable[..., Any], str]] = (),
    praise: str = "",
    hints: Iterable[tuple[Callable[..., Any], str]] = (),
) -> Feedback:
    """Compare the reader's function with the reference on several inputs.

    An entry of a result may differ by rtol of its size, and by what rounding leaves of the largest entry: 1e-7 of it.
    (Of the largest of all cases, where the whole result should be 0.)

    Args:
        answer: the reader's function.
        reference: the right one; the result is a finite number or an array of them.
        cases: tuples of arguments, at least one. Every function gets copies.
        rtol: relative tolerance, 0 or more.
        also: pairs (function, note): right as well; the note says how it differs from the reference.
        praise: what to add to "Right".
        hints: pairs (wrong function, hint): given if the answer agrees with the wrong function on every case.

    Returns:
        Feedback: an exception inside the reader's function is reported in it.

    Raises:
        TypeError, ValueError: the author's mistakes: no cases, a case that is no tuple or cannot be copied, a reference
            that fails or is not finite, or a hint that agrees with a right function on every case.

    Example:
        >>> check_function(np.var, np.std, [([1.0, 5.0],)], hints=[(np.var, "This is the variance.")])
        ✗ Not yet. This is the variance.
    """
    rtol = _validate.number("rtol", rtol, low=0)
    cases = list(cases)
    if not cases or not all(isinstance(case, tuple) for case in cases):
        raise ValueError(f"cases must be tuples of arguments, at least one; received {cases!r}.")
    expected = [one for one in _results("reference", reference, cases) if one is not None]
    if len(expected) < len(cases) or not all(np.isfinite(one).all() for one in expected):
        raise ValueError("reference must give finite numbers in every case; received something else.")
    sizes = [np.abs(one).max(initial=0) for one in expected]
    largest = max(sizes) or 1
    # Relative to a result that is 0, or only what rounding left of 0, nothing is close.
    scales = [size if size > 1e-12 * largest else largest for size in sizes]

    def agree(results: Results, others: Results) -> bool:
        return all(_close(one, other, rtol, scale) for one, other, scale in zip(results, others, scales))

    accepted: list[tuple[Results, str]] = [(expected, praise)]
    accepted += [(_results("also", function, cases), f"{praise} {note}".strip()) for function, note in also]
    mistakes = [(_results("hints", function, cases), hint) for function, hint in hints]
    for results, hint in mistakes:
        if any(agree(results, others) for others, _ in accepted):
            raise ValueError(f"hints must be for wrong functions; received one that is right in every case: {hint!r}.")

    if not callable(answer):
        return not_yet(f"The answer should be a function; it is {described(answer)}.")
    given = []
    for case in cases:
        result, problem = call(answer, *copy.deepcopy(case))
        if problem:
            return problem
        given.append((as_array(result), result))  # converted at once: the next call may write into the same array
    if any(one is Ellipsis for _, one in given):
        return UNANSWERED
    if any(one is None for _, one in given):
        return NOTHING
    arrays = [array for array, _ in given]
    for others, message in accepted:
        if agree(arrays, others):
            return right(message)
    for others, hint in mistakes:
        if agree(arrays, others):
            return not_yet(hint)
    for (array, result), other in zip(given, expected):
        if array is None or array.shape != other.shape:
            wanted = f"an array of shape {other.shape}" if other.shape else "one number"
            return not_yet(f"The result should be {wanted}; yours is {described(result)}.")
    return not_yet("The result has the right shape, but not the right values.")


def _results(name: str, function: Callable[..., Any], cases: Iterable[tuple[Any, ...]]) -> Results:
    """What one of the author's functions gives, an array a case; an exception is the author's mistake."""
    try:
        return [as_array(function(*copy.deepcopy(case))) for case in cases]
    except Exception as error:
        raise ValueError(
            f"{name} must work on copies of all cases; received {type(error).__name__}: {error}"
        ) from error


def _close(one: NDArray[Any] | None, other: NDArray[Any] | None, rtol: float, scale: float) -> bool:
    if one is None or other is None or one.shape != other.shape:
        return False
    with np.errstate(all="ignore"):  # nan and infinity are close to nothing
        return bool((np.abs(one - other) <= rtol * np.abs(other) + _ROUNDING * scale).all())


def call(function: Callable[..., Any], *args: Any, saying: str = "Your function raised", **settings: Any) -> Checked:
    """(what the reader's function returns, None), or (None, the feedback that it raised).

    numpy's error settings and its global generator are afterwards what they were before.

    Example:
        >>> call(math.sqrt, 9)[0], call(lambda: 1 / 0)[1]
        (3.0, ✗ Not yet. Your function raised ZeroDivisionError: division by zero)
    """
    drawn = np.random.get_state()
    try:
        with np.errstate():
            return function(*args, **settings), None
    except _READERS as error:
        try:
            said = str(error)
            said = said if len(said) <= 300 else said[:299] + "…"
        except _READERS:
            said = "it cannot be shown"
        return None, not_yet(f"{saying} {type(error).__name__}: {said}")
    finally:
        np.random.set_state(drawn)


# ---- Whatever a reader may give -----------------------------------------------------------------------------------


def as_array(value: Any) -> NDArray[Any] | None:
    """`value` as a new array of floats, or None if it is no number and no array, list or tuple of them.

    Example:
        >>> as_array([1, 2]), as_array("12"), as_array([[1], [2, 3]])
        (array([1., 2.]), None, None)
    """
    try:
        if isinstance(value, (str, bytes, bool)):
            return None
        if not isinstance(value, (list, tuple, range)) and not hasattr(type(value), "__array__"):
            return np.array(float(value))
        first, depth = value, 0
        while isinstance(first, (list, tuple)) and len(first):
            first, depth = first[0], depth + 1
            if depth > 8:  # a list that holds itself has no end
                return None
        array = np.asarray(value)
        return np.array(array, float) if array.dtype.kind in "iufO" else None
    except _READERS:
        return None


def entries(answer: Any, names: Iterable[str]) -> dict[str, Any] | None:
    """The dict `answer` in the order of `names`, or None if it is no dict of exactly these names."""
    try:
        found = dict(answer) if isinstance(answer, Mapping) else {}
        return {name: found[name] for name in names} if set(found) == set(names) else None
    except _READERS:
        return None


def described(value: Any) -> str:
    """The value and its type, in at most a line; a value whose repr fails is described by its type alone.

    Example:
        >>> described(list(range(1000))), described(np.ones((2, 3)))
        ('[0, 1, 2, 3, …] (list)', 'an array of shape (2, 3)')
    """
    kind = type(value).__name__
    try:
        if isinstance(value, np.ndarray) and value.ndim:
            return f"an array of shape {value.shape}"
        text = _short.repr(value)
        return f"{text if len(text) <= 40 else text[:37] + '…'} ({kind})"
    except _READERS:
        return f"something that cannot be shown ({kind})"
