"""Immediate feedback on the exercises. Each chapter's checks are in a module of their
own; `feedback` has what they share."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from .. import _validate
from .feedback import UNANSWERED, Check, Feedback, check_function, check_number, not_yet, right

__all__ = ["EXERCISES", "UNANSWERED", "Feedback", "check_function", "check_number", "exercise", "not_yet", "right"]


def _found() -> Iterator[tuple[str, Check]]:
    """The exercises of every chapter_NN.py beside this file: a new one need not be named anywhere."""
    for module in sorted(one.name for one in pkgutil.iter_modules(__path__) if one.name.startswith("chapter_")):
        yield from importlib.import_module(f"{__name__}.{module}").EXERCISES.items()


#: Every exercise of the book: "chapter.number" -> the function that checks its answer.
EXERCISES: dict[str, Check] = dict(_found())


def exercise(name: str, answer: Any) -> Feedback:
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
