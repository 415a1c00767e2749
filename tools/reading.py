"""How long a chapter takes to read, computed from its source.

What counts is what a reader of the page sees. WORDS words take a minute; a picture (figure, explorer or bench: a look,
without playing), a prediction and what a cell prints SECONDS_A_PICTURE; a cell of code that the page leaves open
SECONDS_OF_CODE. Three things do not count: the exercises, whose time the chapter's head states; the questions of "Check
yourself"; and what is folded away: the code of cells that have not the tag `argument`, and

    <details><summary>Look closer: …</summary>

`make pages` writes the minutes into the head of each chapter, and from there into the tables of chapters.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re

from tools import cells

LIMIT = 30  # minutes, before the exercises
WORDS = 200
SECONDS_A_PICTURE = 20
SECONDS_OF_CODE = 30
ELSEWHERE = ("## Check yourself", "## Exercises")
#: The tag of a cell whose code the page leaves open (_ext/wi_page.py), and those with which its picture is folded away.
OPEN_CODE = "argument"
FOLDED_PICTURE = {"hide-output", "hide-cell"}
PICTURE = re.compile(r"\bplt\.show\(|\b\w+_(?:explorer|bench|prediction)\(")
PRINTED = re.compile(r"^ *print\(|\breport\.table\(", re.M)
FENCED = re.compile(r"^```.*?^```$", re.S | re.M)
# What nobody reads as words: what is folded, comments (the names of tied numbers), the targets of links.
UNREAD = re.compile(r"<details>.*?</details>|<!--.*?-->|\]\([^)]*\)", re.S)
WORD = re.compile(r"\S*\w\S*")


@dataclasses.dataclass(frozen=True)
class Reading:
    """What there is to read in a chapter."""

    words: int
    pictures: int
    code: int  # open cells, and blocks

    @property
    def exact(self):
        """Minutes, with their fraction."""
        return self.words / WORDS + (self.pictures * SECONDS_A_PICTURE + self.code * SECONDS_OF_CODE) / 60

    @property
    def minutes(self):
        """Whole minutes, rounded up."""
        return math.ceil(self.exact)


def reading(source):
    """What there is to read in a chapter's source, exercises, questions and folded parts apart.

    Example:
        >>> Reading(words=3000, pictures=12, code=10).minutes
        24
    """
    return _reading(source.read_text("utf-8"), cells.shown(source))


@functools.lru_cache
def _reading(text, name):
    words = pictures = code = 0
    counts = True
    for cell in cells.parse(text, name)[0].cells:
        if cell.cell_type == "markdown":
            # A cell may hold several sections: each begins with its heading.
            for section in re.split(r"^(?=## )", cell.source, flags=re.M):
                if section.startswith("## "):
                    counts = not section.startswith(ELSEWHERE)
                if counts:
                    seen = UNREAD.sub(" ", section)
                    code += len(FENCED.findall(seen))
                    words += len(WORD.findall(FENCED.sub(" ", seen)))
        elif counts and cell.metadata.get("name") != "set-up":
            tags = set(cell.metadata.get("tags", ()))
            if not tags & FOLDED_PICTURE:
                pictures += len(PICTURE.findall(cell.source)) + bool(PRINTED.search(cell.source))
            code += OPEN_CODE in tags
    return Reading(words, pictures, code)


def overlong(source):
    """What is wrong with the length of a chapter: a sentence, or none."""
    found = reading(source)
    if found.exact > LIMIT:
        yield (
            f"{cells.shown(source)}: {found.exact:.1f} minutes to read ({found.words:,} words, {found.pictures} pictures, "
            f"{found.code} pieces of code); {LIMIT} are allowed before the exercises. Take out what is weakest, or fold it "
            "away: <details><summary>Look closer: …</summary>"
        )
