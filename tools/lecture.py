"""The script of a lecture, `teaching/NN-slug.md`: which cells of a chapter are shown, in which order, how long, and
with which cue.

    ## The lecture

    ### 3 min · `signal-explorer` at `signal:std=1` · cut

    Ask first: what will the green line do?

A step is a heading of that form, and the text below it is the lecturer's note. What a slide shows, and its title, come
from the chapter's notebook alone. A file that no chapter has the name of is a plan over several chapters: its steps
name cells as `03/signal-explorer`.
"""

from __future__ import annotations

import pathlib
import re
from dataclasses import dataclass

LECTURE = "## The lecture"
MOST_WORDS = 60  # of a note: a cue, not a speech
#: What a step can be marked with: leave it out when time is short; let the class breathe.
MARKS = ("cut", "pause")
STEP = re.compile(
    rf"### (?P<minutes>\d+(?:\.5)?) min · `(?:(?P<chapter>\d\d)/)?(?P<cell>[a-z0-9-]+)`(?: at `(?P<setting>[^`]+)`)?(?: · (?P<mark>{'|'.join(MARKS)}))?"
)
FORM = (
    "A step is '### 3 min · `name-of-a-cell`', where ' at `explorer:control=key`' and ' · cut' or ' · pause' may follow"
)


@dataclass(frozen=True)
class Step:
    """One step: its cell, and how it is shown."""

    minutes: float
    chapter: str  # its number, two digits
    cell: str
    setting: str  # of an explorer: "signal:std=1"
    mark: str  # one of MARKS, or ""
    note: str  # Markdown
    line: int


@dataclass(frozen=True)
class Script:
    """A lecture: its title and its steps."""

    path: pathlib.Path
    title: str
    steps: tuple[Step, ...]

    @property
    def minutes(self):
        """How long it takes with all steps, and without those that can be cut."""
        return sum(one.minutes for one in self.steps), sum(one.minutes for one in self.steps if one.mark != "cut")


def read(path):
    """The script in a file of `teaching`; None if it has no lecture.

    Raises:
        ValueError: a step has not its form, a note is too long. The message begins with file and line.
    """
    return parse(path.read_text("utf-8"), path)


def parse(text, path):
    """What `read` returns, of a text.

    Example:
        >>> text = "# Teach\\n\\n## The lecture\\n\\n### 3 min · `signal` at `signal:std=1`\\n\\nAsk.\\n"
        >>> one = parse(text, pathlib.Path("03-a.md"))
        >>> one.title, one.steps[0].minutes, one.steps[0].chapter, one.steps[0].setting, one.steps[0].note
        ('Teach', 3.0, '03', 'signal:std=1', 'Ask.')
    """
    lines = text.splitlines()
    if LECTURE not in lines:
        return None
    title = next((line.removeprefix("# ") for line in lines if line.startswith("# ")), "")
    own = re.match(r"\d\d(?=-)", path.stem)
    found, begin = [], lines.index(LECTURE) + 1
    end = next((n for n in range(begin, len(lines)) if lines[n].startswith("## ")), len(lines))
    starts = [n for n in range(begin, end) if lines[n].startswith("#")]
    for start, stop in zip(starts, [*starts[1:], end]):
        where = f"{path.parent.name}/{path.name}:{start + 1}"
        step = STEP.fullmatch(lines[start])
        if not step:
            raise ValueError(f"{where}: {lines[start]!r} is no step of a lecture. {FORM}.")
        chapter = step["chapter"] or (own[0] if own else "")
        if not chapter:
            raise ValueError(f"{where}: {path.name} is a plan over several chapters: write `03/{step['cell']}`.")
        note = "\n".join(lines[start + 1 : stop]).strip()
        if (words := len(seen(note).split())) > MOST_WORDS:
            raise ValueError(f"{where}: the note has {words} words; it is a cue, of {MOST_WORDS} words at most.")
        minutes = float(step["minutes"])
        found.append(Step(minutes, chapter, step["cell"], step["setting"] or "", step["mark"] or "", note, start + 1))
    return Script(path, title, tuple(found))


def seen(markdown):
    """The words that a reader of Markdown sees: no targets of links.

    Example:
        >>> seen("Show [σ = 1](../chapters/03.ipynb#signal:std=1) now.")
        'Show [σ = 1] now.'
    """
    return re.sub(r"\]\([^)]*\)", "]", markdown)
