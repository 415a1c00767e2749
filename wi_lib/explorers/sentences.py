"""Which sentence an explorer's words say in each state, and whether it can be said there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from .. import _validate
from .._types import Shape
from .declare import Array, Control, Saying, Tone, Words, strings
from .spelling import FORMATS, spelled, spelled_power
from .states import States

_NUMBER = (int, float, np.number)
#: A {name} in a sentence, as the browser finds it.
_PLACEHOLDER = re.compile(r"\{(\w+)\}", re.ASCII)

#: Letters that take about half the room of the others.
_NARROW = re.compile(r"[iljtfr.,:;'|!() ]")
#: Texts this near to the widest can take as many lines as it; so many of them at most are kept in view.
_NEAR, _CANDIDATES = 0.85, 4


def _width(text: str) -> float:
    """About how much room a text takes."""
    return len(text) - 0.5 * len(_NARROW.findall(text))


class Sentence(NamedTuple):
    """What an explorer says: the tag, its tone, and the text, with all figures filled in."""

    tag: str
    tone: Tone
    text: str


@dataclass(frozen=True)
class Told:
    """What `Words` say over the grid of all controls.

    Attributes:
        words: as they were declared.
        figures: name -> its number in every state; one axis for every control, of length 1 where it does not follow it.
        sentences: those that some state says, (tag, tone, text).
        case: which of them holds, an array with the same axes.
        unsaid: the sentences that no state says.
    """

    words: Words
    figures: dict[str, NDArray[Any]]
    sentences: list[tuple[str, Tone, str]]
    case: NDArray[np.intp]
    unsaid: list[Saying]

    def case_array(self, controls: Mapping[str, Control]) -> Array:
        """The cases for the page, along those of the controls that they depend on."""
        along = [name for name, size in zip(controls, self.case.shape) if size > 1]
        return Array(self.case.reshape([len(controls[name].values) for name in along] + [1]), along, "uint8")

    def spoken(self, powers: Collection[str]) -> NDArray[np.object_]:
        """The `Sentence` of every state: an object array that broadcasts to the grid of all controls."""
        case, *spread = np.broadcast_arrays(self.case, *self.figures.values())
        figures, said = dict(zip(self.figures, spread)), np.empty(case.shape, object)
        for at in np.ndindex(case.shape):

            def figure(match: re.Match[str], at: Shape = at) -> str:
                array, _, form = self.words.values[match[1]]
                value = figures[match[1]][at]
                return spelled_power(value) if array in powers else spelled(value, form)

            tag, tone, text = self.sentences[case[at]]
            said[at] = Sentence(_PLACEHOLDER.sub(figure, tag), tone, _PLACEHOLDER.sub(figure, text.replace("**", "")))
        return said

    def room(self, powers: Collection[str]) -> dict[str, Any]:
        """The widest tag, and the widest texts, over all states: the page keeps room for them, so that nothing below
        moves when another sentence is said. Which text takes most lines depends on the column's width, so all that come
        near the widest are named.
        """
        said = list(self.spoken(powers).ravel())
        cases = np.broadcast_arrays(self.case, *self.figures.values())[0].ravel().tolist()
        widest: dict[int, str] = {}  # of each sentence that can be said
        for case, one in zip(cases, said):
            widest[case] = max(widest.get(case, ""), one.text, key=_width)
        most = max(map(_width, widest.values()))
        texts = sorted((text for text in widest.values() if _width(text) >= _NEAR * most), key=_width, reverse=True)
        return {"tag": max((one.tag for one in said), key=_width), "texts": texts[:_CANDIDATES]}


def tell(states: States, words: Words, where: str, powers: Collection[str]) -> Told:
    """Choose the sentence of every state: the first whose limits all hold.

    Args:
        states: the `States` of the explorer.
        words: `Words`.
        where: how messages call them.
        powers: names of the arrays that hold powers of ten.

    Returns:
        Told.

    Raises:
        TypeError, ValueError: a sentence or a figure is not as `Words` asks for, no sentence holds in some state, or
            one is said there with a figure that does not exist.
    """
    if not words.sentences:
        raise ValueError(f"sentences of {where} must not be empty.")
    figures = {
        name: _figure(states, value, f"value {name!r} in {where}", powers) for name, value in words.values.items()
    }
    named = [(f"sentence {number} of {where}", one) for number, one in enumerate(words.sentences, 1)]
    limits = [_limits(one, figures, name) for name, one in named]
    true = np.stack(np.broadcast_arrays(*(_hold(one, figures, states.everywhere) for one in limits)))
    _refuse_silence(states, ~np.logical_or.reduce(true), {name: figures[name] for one in limits for name in one}, where)
    case = true.argmax(axis=0)
    for number, (name, sentence) in enumerate(named):
        _refuse_gaps(states, case == number, sentence, figures, name)
    said = np.unique(case)
    return Told(
        words,
        figures,
        [tuple(words.sentences[number][:3]) for number in said],
        np.searchsorted(said, case),
        [sentence for number, sentence in enumerate(words.sentences) if number not in said],
    )


def _figure(states: States, value: object, where: str, powers: Collection[str]) -> NDArray[Any]:
    """A figure of the words in every state."""
    if not isinstance(value, (tuple, list)) or len(value) != 3:
        raise ValueError(f"{where} must be (array, position, format); received {value!r}.")
    array, position, form = value
    _validate.choice(f"format in words, {where},", form, FORMATS)
    (size,) = states.points(array, where)
    position = _validate.integer(
        f"position of {where}, in the own axis of {array!r},", position, low=-size, high=size - 1
    )
    if array in powers and form != "number":
        raise ValueError(
            f"format of {where} must be 'number', for {array!r} holds powers of ten for a log panel; received {form!r}."
        )
    return states.figure(array, position)


def _limits(sentence: Saying, figures: Mapping[str, NDArray[Any]], where: str) -> dict[str, tuple[float, float]]:
    """The limits of a sentence, name -> (lowest, highest), after a look at all of it."""
    if not isinstance(sentence, (tuple, list)) or len(sentence) not in (3, 4):
        raise ValueError(f"{where} must be (tag, tone, text), or (tag, tone, text, limits); received {sentence!r}.")
    (tag, tone, text), limits = sentence[:3], sentence[3] if len(sentence) == 4 else {}
    strings(f"tag and text of {where}", tag, text)
    _validate.choice(f"tone of {where}", tone, get_args(Tone))
    for part in (tag, text):
        for name in _PLACEHOLDER.findall(part):
            _validate.choice(f"placeholder in {where}", name, figures)
        if re.search(r"[{}]", _PLACEHOLDER.sub("", part)):
            raise ValueError(f"{where} may have braces only around a name, as in {{left}}; received {part!r}.")
    if "**" in tag or text.count("**") % 2:
        raise ValueError(
            f"{where} must have its bold words between pairs of **, and none in the tag; received {tag!r}, {text!r}."
        )
    pairs: dict[str, tuple[float, float]] = {}
    for name, limit in limits.items():
        _validate.choice(f"limits of {where}", name, figures)
        ends: Any = limit if isinstance(limit, (tuple, list)) and len(limit) == 2 else (limit, limit)
        low, high = ends
        if not (all(isinstance(end, _NUMBER) for end in ends) and low <= high):
            raise ValueError(
                f"limits of {where}, {name!r}, must be (lowest, highest), or one number; received {limit!r}."
            )
        pairs[name] = low, high
    return pairs


def _hold(
    limits: Mapping[str, tuple[float, float]], figures: Mapping[str, NDArray[Any]], everywhere: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Where all limits hold. NaN is in no limits."""
    return np.logical_and.reduce(
        np.broadcast_arrays(
            everywhere, *((figures[name] >= low) & (figures[name] <= high) for name, (low, high) in limits.items())
        )
    )


def _refuse_silence(states: States, silent: NDArray[np.bool_], figures: Mapping[str, NDArray[Any]], where: str) -> None:
    if silent.any():
        at = tuple(np.argwhere(silent)[0])
        received = ", ".join(f"{name} = {np.broadcast_to(one, silent.shape)[at]:g}" for name, one in figures.items())
        raise ValueError(
            f"{where} must have a sentence that is true in every state; none is at {states.first(silent)}, where {received}."
        )


def _refuse_gaps(
    states: States, holds: NDArray[np.bool_], sentence: Saying, figures: Mapping[str, NDArray[Any]], where: str
) -> None:
    for name in _PLACEHOLDER.findall(sentence[0] + sentence[2]):
        missing = holds & np.isnan(figures[name])
        if missing.any():
            raise ValueError(
                f"{{{name}}} of {where} must be a number wherever it is shown; it does not exist at {states.first(missing)}."
            )
