"""Set and grade the assignments: variants, keys and points, all computed from a class's secret.

This package is for teachers. It is no part of wi_lib, so nothing that students install can compute a key. It stands
in the open all the same: what is secret is the secret alone. With it, a student's number gives the numbers in the
student's tasks, the answers, and which fault a net has; without it, none of them. (The numbers are handed out, so a
secret that can be guessed can also be tried: let `make assignments` make one.)

    from wi_grading import Class
    Class("a long secret").grade("01-your-own-unit", "17", {"gain": 1.234})
"""

from __future__ import annotations

import hmac
import pathlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wi_lib import assignments
from wi_lib.assignments import Sheet, Verdict

from . import own_start, own_unit
from .tasks import Choice, Number, Start, Task

#: Every assignment, by the name that its source in assignments/ has, too.
ASSIGNMENTS = {"01-your-own-unit": own_unit, "02-a-start-for-your-net": own_start}
#: A secret of fewer characters is soon guessed by a machine.
SECRET_LENGTH = 12
#: Where graders find the secret: `make assignments` writes it beside a copy of this package.
SECRET_FILE = pathlib.Path(__file__).with_name("secret.txt")

__all__ = [
    "ASSIGNMENTS",
    "Choice",
    "Class",
    "Number",
    "Result",
    "Start",
    "Task",
    "at_least",
    "graded_student",
    "here",
    "points",
]


@dataclass(frozen=True)
class Result:
    """What one task of one student brought.

    Attributes:
        task: its name.
        points: what the answer gets, in halves.
        of: what a right answer gets.
        message: what the student is told.
    """

    task: str
    points: float
    of: float
    message: str


class Class:
    """Everybody who is graded with one secret.

    Args:
        secret: at least 12 characters. Another class, and another year, has another one.

    Example:
        >>> sheets = [Class("only for an example").sheet("01-your-own-unit", student) for student in (1, 2, "1")]
        >>> sheets[0].numbers == sheets[1].numbers, sheets[0].numbers == sheets[2].numbers
        (False, True)
    """

    def __init__(self, secret: str) -> None:
        if not isinstance(secret, str) or len(secret.strip()) < SECRET_LENGTH:
            raise ValueError(
                f"secret must be a text of {SECRET_LENGTH} characters or more, or it can be guessed; received "
                f"{len(str(secret).strip())} characters. To have one made, leave SECRET out of `make assignments`."
            )
        self._secret = secret.strip().encode()
        self._drawn: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}

    def picker(self, assignment: str, student: object) -> Callable[[str, Sequence[Any]], Any]:
        """Chooses for a student: pick(what, options) -> one of the options, always the same.

        HMAC-SHA-256 of the secret, so the choice depends on no version of Python or NumPy.
        """
        who = assignments.student_name(student)

        def pick(what: str, options: Sequence[Any]) -> Any:
            digest = hmac.digest(self._secret, f"{assignment}:{who}:{what}".encode(), "sha256")
            return options[int.from_bytes(digest, "big") % len(options)]

        return pick

    def variant(self, assignment: str, student: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """(what is handed out, what is not) of a student's tasks."""
        module, which = _known(assignment), (assignment, assignments.student_name(student))
        if which not in self._drawn:
            pick = self.picker(*which)
            self._drawn[which] = module.numbers(pick), module.hidden(pick)
        return self._drawn[which]

    def tasks(self, assignment: str, student: object) -> dict[str, Task]:
        """The key: every task of a student's, with its answer, its points and the slips that are recognised."""
        return _known(assignment).tasks(*self.variant(assignment, student))

    def sheet(self, assignment: str, student: object, seals: bool = True) -> Sheet:
        """What is handed out to a student.

        Args:
            assignment: a key of `ASSIGNMENTS`.
            student: a number or a name.
            seals: whether the checks can answer at once, on honour. Leave them out where the points count.
        """
        numbers, hidden = self.variant(assignment, student)
        seed = self.picker(assignment, student)("weights", range(2**62))
        layers = _known(assignment).layers(numbers, hidden, np.random.default_rng(seed))  # handed out as they are
        sheet = Sheet(assignment, assignments.student_name(student), numbers, layers, {})
        if seals:
            for name, task in self.tasks(assignment, student).items():
                sheet.seals[name] = task.seals(sheet.label(name))
        return sheet

    def judge(self, assignment: str, student: object, task: str, answer: Any) -> Verdict:
        """What one answer is worth, and what is told."""
        tasks = self.tasks(assignment, student)
        if task not in tasks:
            raise ValueError(f"task must be one of {', '.join(tasks)}; received {task!r}.")
        label = Sheet(assignment, assignments.student_name(student), {}, [], {}).label(task)
        return assignments.judge(tasks[task].seals(label), answer, label)

    def grade(self, assignment: str, student: object, answers: Mapping[str, Any]) -> list[Result]:
        """Points for every task that a machine can grade, in the assignment's order.

        Args:
            assignment: a key of `ASSIGNMENTS`.
            student: a number or a name.
            answers: by task; what is missing counts as not answered.
        """
        results = []
        for name, task in self.tasks(assignment, student).items():
            verdict = self.judge(assignment, student, name, answers.get(name))
            results.append(Result(name, verdict.share * task.points, task.points, verdict.feedback.message))
        return results


def _known(assignment: str) -> Any:
    if assignment not in ASSIGNMENTS:
        raise ValueError(f"assignment must be one of {', '.join(ASSIGNMENTS)}; received {assignment!r}.")
    return ASSIGNMENTS[assignment]


def here() -> Class:
    """The class whose secret stands beside this package: for tests inside nbgrader and otter-grader.

    Raises:
        FileNotFoundError: there is none.
    """
    if not SECRET_FILE.exists():
        raise FileNotFoundError(
            f"There is no {SECRET_FILE.name} beside wi_grading: run make assignments, and grade with what it wrote."
        )
    return Class(SECRET_FILE.read_text("utf-8"))


def graded_student(typed: object, folder: pathlib.Path | None = None) -> str:
    """Whose submission this is: nbgrader's own name for the student, from its folder; elsewhere the number typed.

    Args:
        typed: what the student wrote into the notebook.
        folder: where the notebook is graded; the current folder.

    Example:
        >>> graded_student(17, pathlib.Path("/course/autograded/Ada/01-your-own-unit")), graded_student(17)
        ('ada', '17')
    """
    folder = folder or pathlib.Path.cwd()
    name = folder.parent.name if folder.parent.parent.name == "autograded" else typed
    return assignments.student_name(name)


def points(assignment: str, typed: object, task: str, answer: Any) -> float:
    """Print what is told of an answer, and return its points: the last line of a test cell in nbgrader.

    Args:
        assignment: a key of `ASSIGNMENTS`.
        typed: what the student wrote as number.
        task: its name.
        answer: the student's.
    """
    student, graded = graded_student(typed), here()
    verdict = graded.judge(assignment, student, task, answer)
    print(f"Numbers of {student}. {verdict.feedback}")
    return verdict.share * graded.tasks(assignment, student)[task].points


def at_least(share: float, assignment: str, typed: object, task: str, answer: Any) -> None:
    """Raise AssertionError, with what is told of an answer, unless it is worth this share: a test of otter-grader.

    Args:
        share: of the points; 0.5 for a slip that is recognised.
        assignment, typed, task, answer: as in `points`.
    """
    student = graded_student(typed)
    verdict = here().judge(assignment, student, task, answer)
    if verdict.share < share:
        raise AssertionError(f"Numbers of {student}. {verdict.feedback}")
