"""The questions of "Check yourself", read from a chapter's source: page, decks and assignments have them from there.

    # %% [markdown] name="question-wide-histogram"
    # **2. The pooled histogram of layer 5 is wide. What follows?**
    #
    # <details><summary>A. The units tell the inputs apart.</summary>
    #
    # **Not so:** *“a wide histogram is healthy”*. The width can come from differences between units.
    #
    # </details>
    # <details><summary>B. Nothing yet.</summary>
    #
    # **Right.** Look at one unit over the inputs.
    #
    # </details>

Each question is a cell with a name. It has three or four options: one is right, each of
the others is a misconception, and all of them say why.
"""

from __future__ import annotations

import dataclasses
import pathlib
import re

from tools import cells

HEADING = "## Check yourself"
COUNTS = (3, 4)
NAME_LENGTH = 45
STEM = re.compile(r"\*\*(\d+)\. (.+?)\*\*(\n\n.+)?", re.DOTALL)
OPTION = re.compile(r"<details><summary>([A-Z])\. ([^\n]+)</summary>\n(.*?)</details>", re.DOTALL)
RIGHT = "**Right.**"
WRONG = re.compile(r"\*\*Not so:\*\* \*“([^”]+)”\*\.(.*)", re.DOTALL)
FORM = f"It begins with '{RIGHT} …', or with '**Not so:** *“name of the misconception”*. …'."


@dataclasses.dataclass(frozen=True)
class Option:
    """An answer to choose: letter, text, whether it is right, the reason (Markdown), and
    the misconception of a wrong one."""

    letter: str
    text: str
    right: bool
    reason: str
    misconception: str = ""


@dataclasses.dataclass(frozen=True)
class Question:
    """A question: the name of its cell, its number in the chapter, its stem (Markdown) and its options."""

    name: str
    number: int
    stem: str
    options: tuple[Option, ...]

    @property
    def right(self):
        """The option that is right."""
        return next(option for option in self.options if option.right)

    @property
    def explanation(self):
        """What to say when the answer is known: the reason of the right option."""
        return self.right.reason


def read(source):
    """The questions of a chapter, in order. Their numbers are tied as in all prose: `0.76<!--kept-->`.

    Raises:
        ValueError: a question has not its form. The message begins with file and line, and says the cure.
    """
    book, lines = cells.read(source)
    found, inside = [], False
    for line, cell in zip(lines, book.cells):
        place = Place(source, line + 1, cell.source)  # the text begins below the header
        if cell.source.startswith("## "):
            inside = cell.source.startswith(HEADING)
            if inside and "<details>" in cell.source:
                raise place.fault(
                    "<details>", "a question stands in the heading's cell. Give it a cell of its own, with a name."
                )
        elif inside:
            found.append(question(cell, len(found) + 1, place))
    return found


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a cell's text stands, so that a message can name the line."""

    source: pathlib.Path
    first: int
    text: str

    def fault(self, at, says):
        """The error to raise: `at` is a part of the text, or a position in it."""
        start = max(self.text.find(at), 0) if isinstance(at, str) else at
        return ValueError(f"{cells.shown(self.source)}:{self.first + self.text.count(chr(10), 0, start)}: {says}")


def question(cell, number, place):
    """The question of a cell, which must be the one with this number."""
    if not cell.metadata.get("name", "").startswith("question-"):
        raise place.fault(
            0, 'a question needs a name that begins with question-: # %% [markdown] name="question-wide-histogram".'
        )
    stem = STEM.fullmatch(place.text.partition("<details>")[0].strip())
    if not stem or int(stem[1]) != number:
        raise place.fault(
            0, f"a question begins with its number and ends bold; expected is '**{number}. …?**', then its options."
        )
    options = []
    end = place.text.find("<details>") if "<details>" in place.text else len(place.text)
    for block in OPTION.finditer(place.text):
        no_option(place, end, block.start())
        options.append(option(block, "ABCDEFGH"[len(options)], place))
        end = block.end()
    no_option(place, end, len(place.text))
    check(options, place)
    return Question(cell.metadata["name"], number, " ".join(stem[2].split()) + (stem[3] or ""), tuple(options))


def no_option(place, start, end):
    """Refuse text between the options: nobody would show it."""
    if left := place.text[start:end].strip():
        raise place.fault(
            place.text.index(left, start),
            f"{left.splitlines()[0]!r} belongs to no option. An option is '<details><summary>A. its text</summary>', an empty line, "
            "its reason, an empty line, '</details>'; the letter and the summary stand in one line.",
        )


def option(block, letter, place):
    """An option of a question, which must have this letter."""
    reason, at = block[3].strip(), block.start()
    if block[1] != letter:
        raise place.fault(
            at, f"option {block[1]} stands where {letter} is due: letters go A, B, C, D. Put them in order."
        )
    if "<details" in reason:
        raise place.fault(at, f"option {letter} does not end: '</details>' is missing.")
    if not (block[3].startswith("\n") and (not reason or block[3].endswith("\n\n"))):
        raise place.fault(
            at, f"option {letter}: leave an empty line above and below the reason, or GitHub shows it raw."
        )
    if reason.startswith(RIGHT):
        right, name, reason = True, "", reason.removeprefix(RIGHT)
    elif wrong := WRONG.fullmatch(reason):
        right, name, reason = False, " ".join(wrong[1].split()), wrong[2]
    elif reason.startswith("**Not so"):
        raise place.fault(at, f"option {letter} names no misconception. {FORM}")
    else:
        raise place.fault(at, f"option {letter} does not say whether it is right. {FORM}")
    if not reason.strip():
        raise place.fault(
            at, f"option {letter} has no reason. Say why it is right or wrong: both kinds of readers learn from it."
        )
    if len(name) > NAME_LENGTH:
        raise place.fault(
            at, f"option {letter}: the misconception's name has {len(name)} characters; {NAME_LENGTH} at most."
        )
    return Option(letter, block[2], right, reason.strip(), name)


def check(options, place):
    """Refuse a question that has not three or four options, one of them right, and the others different beliefs."""
    if len(options) not in COUNTS:
        raise place.fault(0, f"the question has {len(options)} options; three or four are allowed.")
    right = [one.letter for one in options if one.right]
    if len(right) != 1:
        raise place.fault(
            0,
            f"{' and '.join(right) or 'none'} of the options is right; exactly one must be. Begin the others with 'Not so'.",
        )
    names = [one.misconception for one in options if not one.right]
    if twice := {name for name in names if names.count(name) > 1}:
        raise place.fault(
            0, f"two options have the misconception {twice.pop()!r}: give each wrong option one of its own."
        )
