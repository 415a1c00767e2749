"""Assignments in which everybody has numbers of their own: what a student's notebook needs.

A *class file* holds every student's numbers, and beside each task what a check compares with: sealed, so that it can be
tried and not read. Who holds the class's secret makes the file, and computes answers and points from the secret
(`wi_grading` in the book's repository, which is no part of this package). Nothing here knows how a task is solved.

A seal keeps nobody out who tries all answers, one after the other: it answers at once, and on honour.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import pathlib
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _validate
from ._types import Floats
from .activations import Activation, ActivationName, get_activation
from .checks.feedback import UNANSWERED, Feedback, as_array, described, not_yet, one_number, right
from .theory import gradient_factor, second_moment

#: What a task compares an answer with, in words of JSON: `number_seal`, `choice_seal` and `start_seal` write it.
Seal = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth.

    Attributes:
        share: of the task's points: 1 if it is right, 0.5 for a slip that is recognised, else 0.
        feedback: what the student is told.
    """

    share: float
    feedback: Feedback

    def __repr__(self) -> str:
        return repr(self.feedback)


@dataclass(frozen=True)
class Sheet:
    """One student's part of a class file.

    Attributes:
        assignment: its name, such as "01-your-own-unit".
        student: whose numbers these are.
        numbers: what the tasks are about, by name.
        layers: weight matrices (fan_in, fan_out), where the assignment has some.
        seals: task -> what its check compares with.
    """

    assignment: str
    student: str
    numbers: dict[str, Any]
    layers: list[Floats]
    seals: dict[str, list[Seal]]

    def __repr__(self) -> str:
        lines = [f"  {name} = {value}" for name, value in self.numbers.items()]
        return "\n".join([f"{self.assignment}, numbers of {self.student}:", *lines])

    def check(self, task: str, answer: Any) -> Feedback:
        """What `judge` says of an answer to one of the tasks."""
        return judge(_validate.choice("task", task, self.seals), answer, self.label(task)).feedback

    def label(self, task: str) -> str:
        """What makes this task's seals different from everybody else's."""
        return f"{self.assignment}:{self.student}:{task}"

    def hand_in(self, **answers: Any) -> None:
        """Print the answers in one line, to be handed in.

        Args:
            answers: by task; numbers, texts, or lists and tuples of them.
        """
        plain = {task: _plain(answer) for task, answer in answers.items()}
        print(json.dumps({"assignment": self.assignment, "student": self.student, "answers": plain}))


def _plain(answer: Any) -> Any:
    """An answer in the words of JSON; what has none, and what is not answered yet, is None."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, (list, tuple, np.ndarray)):
        return [_plain(one) for one in answer]
    value, problem = one_number(answer)
    return None if problem or not math.isfinite(value) else int(value) if value == int(value) else value


def student_key(student: object) -> str:
    """Under which name a class file keeps a student: not in clear, though who guesses the number can look it up.

    Args:
        student: a number or a name; capitals and blanks around it do not count.

    Raises:
        ValueError: nothing is left of it.

    Example:
        >>> student_key(" Ada ") == student_key("ada"), len(student_key(17))
        (True, 16)
    """
    return hashlib.sha256(student_name(student).encode()).hexdigest()[:16]


def student_name(student: object) -> str:
    """A student's number or name as it is compared: " 17 ", "17" and 17 are one.

    Example:
        >>> student_name(17), student_name(" Ada.L ")
        ('17', 'ada.l')
    """
    name = "" if student is Ellipsis or student is None else str(student).strip().lower()
    if not name:
        raise ValueError(f"student must be your number in the class; received {student!r}.")
    return name


def open_sheet(source: str | pathlib.Path, student: object) -> Sheet:
    """Find a student's numbers in a class file.

    Args:
        source: where the class file is: a path, or an https address.
        student: the number, or the name, that your teacher gave you.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it has no numbers for this student.
    """
    file: Any = source
    if str(source).startswith(("https://", "http://")):
        with urllib.request.urlopen(str(source), timeout=60) as answer:
            file = io.BytesIO(answer.read())
    elif not pathlib.Path(source).exists():
        raise FileNotFoundError(
            f"source must be your class's file; there is no {str(source)!r} in this folder. On Colab, drag it into the "
            "panel *Files* at the left, or give its https address."
        )
    name = student_name(student)
    with np.load(file, allow_pickle=False) as arrays:
        key = student_key(name)
        if key not in arrays:
            raise ValueError(f"student must be a number that the class file knows; received {student!r}.")
        read = json.loads(str(arrays[key]))
        layers = [arrays[f"{key}/{number}"].astype(float) for number in range(read["layers"])]
    return Sheet(read["assignment"], name, read["numbers"], layers, read["seals"])


def write_sheets(target: pathlib.Path, sheets: Sequence[Sheet]) -> None:
    """Write a class file. Weights are kept to three digits (float16).

    Args:
        target: the file, which is replaced.
        sheets: one a student.
    """
    arrays: dict[str, Any] = {}
    for sheet in sheets:
        key = student_key(sheet.student)
        told = {
            "assignment": sheet.assignment,
            "numbers": sheet.numbers,
            "layers": len(sheet.layers),
            "seals": sheet.seals,
        }
        arrays[key] = np.array(json.dumps(told))
        arrays |= {f"{key}/{number}": layer.astype(np.float16) for number, layer in enumerate(sheet.layers)}
    np.savez_compressed(target, **arrays)


# ---- Seals ---------------------------------------------------------------------------------------------------------


def _digest(label: str, token: str) -> str:
    return hashlib.sha256(f"{label}:{token}".encode()).hexdigest()[:16]


def _veiled(data: bytes, label: str, token: str) -> bytes:
    """What is told of an answer, legible to whoever has the answer; the same once more takes the veil off."""
    blocks = range(len(data) // 32 + 1)
    stream = b"".join(hashlib.sha256(f"{label}:{token}:{block}".encode()).digest() for block in blocks)
    return bytes(one ^ other for one, other in zip(data, stream))


def _seal(kind: str, label: str, token: str, share: float, say: str, **more: Any) -> Seal:
    veiled = _veiled(say.encode(), label, token).hex()
    return {"kind": kind, "digest": _digest(label, token), "share": share, "say": veiled, **more}


def _opened(seals: Sequence[Seal], label: str, tokens: Sequence[str]) -> Verdict | None:
    """What the first seal tells that fits its token."""
    for seal, token in zip(seals, tokens):
        if seal["digest"] == _digest(label, token):
            say = _veiled(bytes.fromhex(seal["say"]), label, token).decode()
            return Verdict(float(seal["share"]), (right if seal["share"] == 1 else not_yet)(say))
    return None


def number_seal(label: str, value: float, rtol: float, share: float, say: str) -> Seal:
    """What recognises a number to within `rtol`, and does not state it.

    The logarithm is cut into steps as wide as the tolerance, with the number in the middle of its own; what is kept is
    where a step begins, and a digest of which step it is.

    Args:
        label: of the sheet and task, `Sheet.label`.
        value: finite and not 0.
        rtol: relative tolerance, above 0 and below 1.
        share: of the points.
        say: what to tell.

    Example:
        >>> seal = number_seal("a:1:t", 2.0, 0.01, 1.0, "Two.")
        >>> [judge([seal], answer, "a:1:t").share for answer in (1.981, 2.019, 1.97, 2.03, -2.0)]
        [1.0, 1.0, 0.0, 0.0, 0.0]
    """
    step = -2 * math.log1p(-_validate.number("rtol", rtol, low=0, high=0.5, open_low=True))
    value = _validate.number("value", value)
    if value == 0:
        raise ValueError("value must not be 0: relative to it, nothing is close; received 0.")
    offset = math.log(abs(value)) % step
    token = _number_token(value, offset, step)
    return _seal("number", label, token, share, say, step=step, offset=offset)


def _number_token(value: float, offset: float, step: float) -> str:
    return f"{'-' if value < 0 else '+'}{round((math.log(abs(value)) - offset) / step)}"


def choice_seal(label: str, value: Sequence[Any], share: float, say: str) -> Seal:
    """What recognises a pair such as ("none", 0), and does not state it.

    Args:
        label, share, say: as in `number_seal`.
        value: texts and whole numbers.

    Example:
        >>> judge([choice_seal("a:1:t", ("none", 0), 1.0, "It is sound.")], ("None", 0), "a:1:t")
        ✓ Right. It is sound.
    """
    return _seal("choice", label, str(_choice_token(value)), share, say, length=len(value))


def _choice_token(value: Any) -> str | None:
    """How a pair of texts and whole numbers is compared; None if it is nothing of the kind."""
    if not isinstance(value, (list, tuple)):
        return None
    parts = [one.strip().lower() if isinstance(one, str) else one_number(one)[0] for one in value]
    return "|".join(one if isinstance(one, str) else f"{one:g}" for one in parts if one is not None)


def judge(seals: Sequence[Seal], answer: Any, label: str) -> Verdict:
    """Compare an answer with a task's seals: the first that fits decides.

    Args:
        seals: what the class file, or the key, has for the task.
        answer: the student's, of whatever kind; `...` and None are no answer.
        label: of the sheet and task.

    Returns:
        Verdict: never an exception for what a student may answer.
    """
    if answer is None or answer is Ellipsis:
        return Verdict(0.0, UNANSWERED)
    return _JUDGES[seals[0]["kind"]](seals, answer, label)


def _judge_number(seals: Sequence[Seal], answer: Any, label: str) -> Verdict:
    value, problem = one_number(answer)
    if problem:
        return Verdict(0.0, problem)
    if not math.isfinite(value) or value == 0:
        return Verdict(0.0, not_yet(f"The answer should be a finite number, and not 0; it is {value:g}."))
    tokens = [_number_token(value, seal["offset"], seal["step"]) for seal in seals]
    return _opened(seals, label, tokens) or Verdict(
        0.0, not_yet(f"{value:.4g} is not it, and no slip that is known here.")
    )


def _judge_choice(seals: Sequence[Seal], answer: Any, label: str) -> Verdict:
    token = _choice_token(answer)
    if token is None or len(answer) != seals[0]["length"]:
        return Verdict(
            0.0, not_yet(f"The answer should be {seals[0]['length']} things in brackets; it is {described(answer)}.")
        )
    return _opened(seals, label, [token] * len(seals)) or Verdict(0.0, not_yet("It is not that."))


# ---- A start of one's own: judged by what it does ------------------------------------------------------------------


def swish(c: float) -> Activation:
    r"""The activation :math:`z / (1 + e^{-cz})`: near ReLU for large c, near z/2 for small c. No gain is tabled for it.

    Args:
        c: above 0.

    Example:
        >>> swish(1.0)(np.array([0.0, 1.0])).round(3)
        array([0.   , 0.731])
    """
    c = _validate.number("c", c, low=0, open_low=True)

    def on(z: Floats) -> Floats:
        return 0.5 + 0.5 * np.tanh(0.5 * c * z)

    return Activation(f"swish, c = {c:g}", lambda z: z * on(z), lambda z: on(z) * (1 + c * z * (1 - on(z))))


def passage(
    activation: ActivationName | Activation, widths: Sequence[int], stds: Sequence[float]
) -> tuple[Floats, Floats]:
    """What very wide layers of unequal widths make of a signal of rms 1, and of a gradient of rms 1.

    Args:
        activation: after every layer.
        widths: of the input and of every layer; fractions of them matter, not their size.
        stds: of the weights, one a layer, above 0.

    Returns:
        The rms of every layer's outputs; that of the gradient at the input and at every layer's outputs but the last,
        where it is 1.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> forwards, backwards = passage("relu", [100, 400, 100], [(2 / 100) ** 0.5, (2 / 400) ** 0.5])
        >>> forwards.round(3), backwards.round(3)
        (array([1., 1.]), array([1. , 0.5]))
    """
    activation = get_activation(activation)
    if len(stds) != len(widths) - 1:
        raise ValueError(f"stds must be one a layer, {len(widths) - 1}; received {len(stds)}.")
    sizes, factors, moment = [], [], 1.0
    for fan_in, fan_out, std in zip(widths, widths[1:], stds):
        variance = std**2 * fan_in * moment
        moment = second_moment(activation, variance)
        sizes.append(math.sqrt(moment))
        factors.append(gradient_factor(activation, std, fan_out, variance))
    return np.array(sizes), np.cumprod(factors[::-1])[::-1]


#: How far a start may be off, as a factor up or down: for one of the two ways alone, and for both at once.
ONE_WAY, BOTH_WAYS = 1.15, 2.0


#: What a start can aim at, given how far signal and gradient are off.
AIMS: dict[str, Callable[[float, float], bool]] = {
    "forwards": lambda signal, gradient: signal <= ONE_WAY,
    "backwards": lambda signal, gradient: gradient <= ONE_WAY,
    "both": lambda signal, gradient: max(signal, gradient) <= BOTH_WAYS,
}


def worst(activation: ActivationName | Activation, widths: Sequence[int], stds: Sequence[float]) -> tuple[float, float]:
    """How far signal and gradient are from rms 1 where they are farthest: factors, 1 or more, up or down.

    Arguments and errors as in `passage`.

    Example:
        >>> worst("relu", [100, 400, 100], [(2 / 100) ** 0.5, (2 / 400) ** 0.5])[1].__round__(3)
        2.0
    """
    with np.errstate(all="ignore"):
        signal, gradient = (float(np.exp(np.abs(np.log(sizes)).max())) for sizes in passage(activation, widths, stds))
    return signal, gradient


def start_seal(aim: str, c: float, widths: Sequence[int]) -> Seal:
    """What judges a list of stds by what a net started with it does.

    Args:
        aim: "forwards", "backwards" or "both": what must keep its size.
        c: of the activation, `swish`.
        widths: of the input and every layer.
    """
    _validate.choice("aim", aim, AIMS)
    return {"kind": "start", "aim": aim, "c": c, "widths": list(widths)}


#: Slips in a whole list, by aim: what would undo one, given std, fan_in and fan_out; and what is told.
_Slip = tuple[Callable[[Floats, Floats, Floats], Floats], str]
_VARIANCES: _Slip = (lambda std, fan_in, fan_out: np.sqrt(std), "These are variances: their roots would do it.")
_SLIPS: dict[str, list[_Slip]] = {
    "forwards": [
        _VARIANCES,
        (lambda std, fan_in, fan_out: std * np.sqrt(fan_out / fan_in), "The fans are swapped: forwards it is fan_in that counts."),
        (lambda std, fan_in, fan_out: std / np.sqrt(fan_in), "These are gains: divide each by the root of its fan_in."),
    ],
    "backwards": [
        _VARIANCES,
        (lambda std, fan_in, fan_out: std * np.sqrt(fan_in / fan_out), "The fans are swapped: backwards it is fan_out that counts."),
        (lambda std, fan_in, fan_out: std / np.sqrt(fan_out), "These are gains: divide each by the root of its fan_out."),
    ],
    "both": [_VARIANCES],
}  # fmt: skip


def _judge_start(seals: Sequence[Seal], answer: Any, label: str) -> Verdict:
    seal = seals[0]
    widths, activation = seal["widths"], swish(seal["c"])
    stds = as_array(answer)
    if stds is None or stds.shape != (len(widths) - 1,):
        return Verdict(
            0.0, not_yet(f"The answer should be {len(widths) - 1} numbers, one std a layer; it is {described(answer)}.")
        )
    if not (np.isfinite(stds).all() and (stds > 0).all() and (stds < 1e3).all()):
        return Verdict(0.0, not_yet("Every std must be above 0, and below 1,000."))
    reached = AIMS[seal["aim"]]
    signal, gradient = worst(activation, widths, stds.tolist())
    said = f"The signal's rms is off by a factor of {signal:.3g} where it is worst, the gradient's by {gradient:.3g}."
    if reached(signal, gradient):
        return Verdict(1.0, right(said))
    fan_in, fan_out = np.array(widths[:-1], float), np.array(widths[1:], float)
    for undo, say in _SLIPS[seal["aim"]]:
        if reached(*worst(activation, widths, undo(stds, fan_in, fan_out).tolist())):
            return Verdict(0.5, not_yet(say))
    gains, naive = stds * np.sqrt(fan_in), 1 / math.sqrt(second_moment(activation, 1.0))
    if seal["aim"] == "forwards" and np.allclose(gains, naive, rtol=0.01):
        return Verdict(
            0.5, not_yet("This gain is for sums of std 1; with it the sums are larger, and the unit answers otherwise.")
        )
    return Verdict(0.0, not_yet(said))


_JUDGES: dict[str, Callable[[Sequence[Seal], Any, str], Verdict]] = {
    "number": _judge_number,
    "choice": _judge_choice,
    "start": _judge_start,
}
