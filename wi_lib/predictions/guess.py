"""Predictions: the reader marks, draws or picks what will be measured, commits, and then sees it on the same axis.

A prediction is declared, as an explorer is. Python works out every text and every place: how each guess is written, how
far it is off, and what is said of it. `prediction.js` looks them up and draws. What a reader guesses does not come to
Python, and leaves the page for nowhere.
"""

from __future__ import annotations

import html
import json
import pathlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import anywidget
import traitlets

from .. import _validate
from ..explorers.declare import strings
from ..explorers.spelling import WORDS
from .declare import Axis, Said, check_text, kinds

_HERE = pathlib.Path(__file__).parent
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
#: The parts of a style sheet: the head of a block that holds rules, such as @media; a rule; the end of such a block.
_PARTS = re.compile(r"(@[^{};]*)\{|([^{}]*\{[^{}]*\})|\}")


def _colours(style: str) -> str:
    """The colours are the explorers': of their style, the rules that set them, each under its own condition.

    Example:
        >>> _colours(".a { --wi-page: #fff; } .b {} @media print { .c {} .a { --wi-page: red; } } .a { x: y; }")
        '.a { --wi-page: #fff; }@media print { .a { --wi-page: red; } }'
    """
    found, block = [], ""
    for part in _PARTS.finditer(style):
        if part[2] and "--wi-page:" in part[2]:
            found.append(f"{block}{{{part[2]} }}" if block else part[2])
        elif not part[2]:
            block = part[1] or ""
    return "".join(found)


def _style() -> str:
    engine = (_HERE.parent / "explorers" / "engine.css").read_text("utf-8")
    base = (
        ".wi *, .wi *::before { box-sizing: border-box; }\n.wi p { margin: 0; color: inherit; font-size: inherit; }\n"
    )
    rules = _colours(engine) + "\n" + base + ".wi [hidden] { display: none !important; }\n"
    return rules + (_HERE / "prediction.css").read_text("utf-8")


class Guess(anywidget.AnyWidget):
    """What the three forms share. Make a `GuessNumber`, a `GuessLine` or a `GuessOption`.

    Attributes:
        asked: all that the page shows, as JSON.
    """

    _esm = f"const WORDS = {json.dumps(WORDS, ensure_ascii=False)};\n" + (_HERE / "prediction.js").read_text("utf-8")
    _css = _style()
    asked = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str, title: str, asked: Mapping[str, Any]) -> None:
        strings("name and title", name, title)
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"name must be of small letters, digits and hyphens, such as 'ten-draws'; received {name!r}."
            )
        asked = {"name": name, "title": title, "judged": 0, **asked}
        # By this a page notices that a guess which it has kept was made at another form of the question.
        asked["of"] = f"{asked['form']} {len(asked['kinds'])} {len(asked.get('points', '.'))}"
        json.dumps(asked, allow_nan=False)  # one NaN would make the state of all widgets of a page unreadable
        super().__init__(asked=asked)

    def said_of(self, *guess: int) -> str:
        """What the page says of a guess, a position for each of its points; "" stands for none: what it shows then.

        Example:
            >>> red = GuessOption("colour", "Which colour?", {"red": "It is.", "blue": "That is another."}, "red")
            >>> red.said_of(1), red.said_of()
            ('That is another.', 'It is.')
        """
        kind = self.asked["kinds"][guess[self.asked["judged"]]] if guess else self.asked["right_kind"]
        return str(self.asked["said"][kind])

    @property
    def on_paper(self) -> str:
        """The question as HTML, its answer folded: for GitHub, paper, and pages in which no script runs.

        Example:
            >>> told = {"red": "It is.", "blue": "That is another."}
            >>> print(GuessOption("colour", "Which colour?", told, "red").on_paper)
            <div class="wi-paper">
            <p><strong>Your prediction:</strong> Which colour?</p>
            <ul><li>red</li><li>blue</li></ul>
            <details><summary>Show me</summary><p>Measured: “red”. It is.</p></details>
            </div>
        """
        asked = self.asked
        told = _bold(f"{WORDS['compared_shown'].format(truth=asked['truth_text'])} {self.said_of()}")
        return (
            f'<div class="wi-paper">\n<p><strong>{WORDS["your_prediction"]}:</strong> {html.escape(asked["title"])}</p>\n'
            f"{self._choices()}\n<details><summary>{WORDS['show_me']}</summary><p>{told}</p></details>\n</div>"
        )

    def _choices(self) -> str:
        """Among what a reader chooses, as HTML: the places of a line, and the axis."""
        ticks = [text for _, text in self.asked["axis"]["ticks"]]
        axis = str(WORDS["axis_from"]).format(low=ticks[0], high=ticks[-1])
        places = str(WORDS["axis_at"]).format(places=", ".join(self.asked["points"])) if "points" in self.asked else ""
        return f"<p>{html.escape(f'{axis} {places}'.strip())}</p>"

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """What a cell's output holds: the widget, and the question for all programs that know no widgets."""
        shown = super()._repr_mimebundle_(**options)
        if shown is None:
            return None
        data, about = shown if isinstance(shown, tuple) else (shown, {})
        return {**data, "text/html": self.on_paper}, about

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.asked['title']!r})"


def _bold(text: str) -> str:
    """**Bold** words as HTML, and nothing else."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(text, quote=False))


def _on(axis: Axis, truth: float, said: Sequence[Said]) -> dict[str, Any]:
    """The part of `asked` that an axis needs, with the sentences about guesses at it."""
    values = axis.values
    kind = kinds(said, values, truth)
    return {
        "axis": {
            "title": axis.title,
            "texts": [axis.written(value) for value in values],
            "ticks": [[round(axis.at(tick), 4), axis.tick(tick)] for tick in axis.ticks],
        },
        "kinds": kind,
        "said": [one.text.replace("{truth}", _truth(axis, truth)["text"]) for one in said],
        "right_kind": next(number for number, one in enumerate(said) if one.right),
        "off": [axis.off(value, truth) for value in values],
    }


def _truth(axis: Axis, truth: float) -> dict[str, Any]:
    value = _validate.number("truth", _plain(truth), low=axis.low, high=axis.high)
    # To three digits first, as `measured` prints it: the text quotes that, and 0.7549 is 0.76 there.
    return {"at": round(axis.at(value), 4), "text": axis.written(float(f"{value:.3g}"))}


def _plain(value: Any) -> Any:
    """A number of numpy's as Python's own."""
    return value.item() if hasattr(value, "item") else value


def _start(axis: Axis, start: float | None) -> int:
    """The position at first: the nearest to `start`, or the middle."""
    if start is None:
        return axis.steps // 2
    place = axis.at(_validate.number("start", start, low=axis.low, high=axis.high))
    return round(place * axis.steps)


class GuessNumber(Guess):
    """Drag a marker to the number that you expect.

    Args:
        name: how the page calls it where it keeps a guess: small letters, digits and hyphens, unique in the book.
        axis: an `Axis`. Its title is the prediction's; the question itself stands in the text above.
        truth: what was measured, a number on the axis.
        said: list of `Said`: exactly one for every possible guess.
        start: where the marker stands at first; by default in the middle.

    Raises:
        TypeError, ValueError: the truth is not on the axis, some guess has no sentence or two, or no sentence is right.

    Example:
        >>> axis = Axis("read after 2,000 steps", 0, 1, (0, 0.5, 1), form="percent")
        >>> late = Said("At {truth} it has hardly begun.", high=0.3, right=True)
        >>> guess = GuessNumber("late", axis, 0.17, [late, Said("It learns later.", low=0.3)])
        >>> guess.said_of(4), guess.asked["off"][20]
        ('At 17% it has hardly begun.', '33 points too high')
        >>> guess
        GuessNumber('read after 2,000 steps')
    """

    def __init__(
        self,
        name: str,
        axis: Axis,
        truth: float,
        said: Sequence[Said],
        start: float | None = None,
    ) -> None:
        shown = _truth(axis, truth)
        part = _on(axis, float(truth), said)
        asked = {"form": "number", "truth": [shown], "truth_text": shown["text"], "start": _start(axis, start)}
        super().__init__(name, axis.title, asked | part | {"answers": part["axis"]["texts"]})


class GuessLine(Guess):
    """Draw the line that you expect: a number for each of some places.

    Args:
        name, axis, start: as in `GuessNumber`; all points start at the same height.
        points: what each place is called, such as "input" or "layer 1".
        truth: what was measured, a number for each place.
        judged: the place at which the sentences and the distance are told.
        said: list of `Said`, about the guess at that place.

    Raises:
        TypeError, ValueError: as `GuessNumber`; or there is not one truth for each place.

    Example:
        >>> axis = Axis("gradient", 1e-4, 10, (1e-4, 1), log=True)
        >>> said = [Said("It is kept.", low=0.1, right=True), Said("It is not lost.", high=0.1)]
        >>> guess = GuessLine("back", axis, ["input", "layer 1"], [0.8, 0.9], "input", said)
        >>> guess.said_of(3, 20)
        'It is not lost.'
    """

    def __init__(
        self,
        name: str,
        axis: Axis,
        points: Sequence[str],
        truth: Sequence[float],
        judged: str,
        said: Sequence[Said],
        start: float | None = None,
    ) -> None:
        points = [_validate.text("a point", one) for one in _validate.items("points", points, "texts")]
        if len(truth) != len(points):
            raise ValueError(f"truth must have {len(points)} numbers, one a point; received {len(truth)}.")
        shown = [_truth(axis, one) for one in truth]
        place = points.index(_validate.choice("judged", judged, points))
        part = _on(axis, float(truth[place]), said)
        at_place = [WORDS["at_place"].format(place=judged, number=text) for text in part["axis"]["texts"]]
        asked = {
            "form": "line",
            "points": points,
            "truth": shown,
            "truth_text": shown[place]["text"],
            "judged": place,
            "start": _start(axis, start),
            "answers": at_place,
        }
        super().__init__(name, axis.title, asked | part)


class GuessOption(Guess):
    """Pick one of some options.

    Args:
        name: as in `GuessNumber`.
        title: what is asked, in a few words; the question itself stands in the text above.
        options: option -> what is said to those who pick it. The right one's is also said to readers who did not guess.
        right: the option that was measured.

    Raises:
        TypeError, ValueError: there are fewer than two options, a sentence is empty, or `right` is none of them.

    Example:
        >>> told = {"σ = 1": "It is mixed up.", "σ = 0.01": "It is tiny, and clear."}
        >>> guess = GuessOption("read", "Which is read best?", told, "σ = 0.01")
        >>> guess.asked["off"]
        ['not as measured', 'as measured']
    """

    def __init__(self, name: str, title: str, options: Mapping[str, str], right: str) -> None:
        texts = list(_validate.by_name("options", options, "sentence"))
        if len(texts) < 2:
            raise ValueError(f"options must be at least two; received {len(texts)}.")
        for text, sentence in options.items():
            strings("an option", text)
            check_text(f"the sentence of option {text!r}", sentence)
        place = texts.index(_validate.choice("right", right, texts))
        asked = {
            "form": "option",
            "options": texts,
            "right": place,
            "right_kind": place,
            "kinds": list(range(len(texts))),
            "said": [sentence.replace("{truth}", right) for sentence in options.values()],
            "off": [WORDS["spot_on" if one == place else "otherwise"] for one in range(len(texts))],
            "answers": [f"“{text}”" for text in texts],
            "truth_text": f"“{right}”",
        }
        super().__init__(name, title, asked)

    def _choices(self) -> str:
        return f"<ul>{''.join(f'<li>{html.escape(text)}</li>' for text in self.asked['options'])}</ul>"
