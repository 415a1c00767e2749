"""The concept inventory, teaching/inventory.md: its list names questions of the chapters, the built page shows them.

    - `03/question-steepest-part` · What the gradient meets on its way back · “only saturation stops gradients”

A line is a question, its concept, and the belief that its diagnostic option stands for. In the page, the lines become
the test sheet, without a word on what is right, and below it, folded, the key. Elsewhere in the page
`03/question-steepest-part` becomes the number that the question has in the test. Only the sheet is printed.
"""

from __future__ import annotations

import base64
import csv
import html
import io
import re
from dataclasses import dataclass

import wi_deck
from sphinx.util import logging
from wi_explorers import words

from tools import questions

PAGE = "teaching/inventory"
ITEM = re.compile(r"- `(\d\d)/(question-[a-z0-9-]+)` · (.+) · “([^”]+)”")
NAMED = re.compile(r"`(\d\d/question-[a-z0-9-]+)`")
COLUMNS = ("question", "option", "before", "after")
BLANK = "none"  # in the form: those who left a question open


@dataclass(frozen=True)
class Item:
    """A line of the list, and the question that it names."""

    number: int
    name: str  # 03/question-steepest-part
    concept: str
    question: questions.Question
    diagnostic: questions.Option
    chapter: wi_deck.Chapter


def items(text, chapters):
    """The questions that a page lists, in its order. `chapters`: number -> wi_deck.Chapter.

    Raises:
        wi_deck.Misfit: a line names no question, or a belief that none of its wrong options stands for.
    """
    found = []
    for match in ITEM.finditer(text):
        chapter, name = chapters.get(match[1]), match[2]
        if chapter is None or name not in chapter.cells:
            raise wi_deck.Misfit(f"there is no question {match[1]}/{name}.")
        question = wi_deck.question(chapter.cells[name])
        wrong = {option.misconception: option for option in question.options if not option.right}
        if match[4] not in wrong:
            raise wi_deck.Misfit(
                f"no wrong option of {match[1]}/{name} stands for “{match[4]}”; they stand for {', '.join(wrong)}."
            )
        concept, diagnostic = match[3], wrong[match[4]]
        found.append(Item(len(found) + 1, f"{match[1]}/{name}", concept, question, diagnostic, chapter))
    return found


def expand_questions(text, chapters):
    """A page with its list made into the questions of a test sheet, the key below the sheet (a `<div>`), and its other
    mentions of questions into their numbers.

    Raises:
        wi_deck.Misfit: see `items`.
    """
    found = items(text, chapters)
    if not found:
        return text
    numbers = {item.name: link(item) for item in found}
    waiting, lines = list(found), []
    for line in text.splitlines():
        if ITEM.fullmatch(line):
            lines.append(asked(waiting.pop(0)))
        elif line == "</div>" and not waiting:
            lines += [line, "", key(found), "", form(found)]
        else:
            lines.append(NAMED.sub(lambda match: numbers.get(match[1], match[0]), line))
    return "\n".join(lines) + "\n"


def link(item):
    """To a question of the sheet, by its number: MyST looks for links among headings, so it is HTML."""
    return f'<a href="#inventory-{item.number}">{item.number}</a>'


def asked(item):
    """A question as students get it. Nothing in it tells the right option from the others."""
    stem, _, more = item.question.stem.partition("\n\n")
    options = [f"- ☐ **{one.letter}.** {wi_deck.here(one.text, item.chapter)}" for one in item.question.options]
    begin = f'<div class="wi-item" id="inventory-{item.number}">'
    text = f"**{item.number}. {wi_deck.here(stem, item.chapter)}**"
    return "\n".join([begin, "", text, "", *([more, ""] if more else []), *options, "", "</div>", ""])


def key(found):
    """Folded: the concept and the right option of each question, and the belief behind each of the others."""
    rows = [words()["inventory_columns"], "|---|---|---|---|"]
    for item in found:
        others = "; ".join(
            f"**{one.letter}** “{one.misconception}”" + " ◆" * (one is item.diagnostic)
            for one in item.question.options
            if not one.right
        )
        where = f"[{int(item.name[:2])}.{item.question.number}](../{item.chapter.page}.ipynb#check-yourself)"
        first = f"{link(item)} {item.concept}"
        rows.append(f"| {first} | {where} | **{item.question.right.letter}** | {others} |")
    title = f"<details><summary>{words()['inventory_key']}</summary>"
    return "\n".join([title, "", *rows, "", "</details>"])


def form(found):
    """A link to an empty form for the counts, which is in the page itself: a row for each option of each question."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for item in found:
        rows.writerows(
            [item.name, letter, "", ""] for letter in [*(one.letter for one in item.question.options), BLANK]
        )
    data = base64.b64encode(text.getvalue().encode()).decode()
    label = html.escape(words()["inventory_form"])
    return f'<p><a download="inventory.csv" href="data:text/csv;base64,{data}">{label}</a></p>'


# ---- In the build ---------------------------------------------------------------------------------------------------


def setup(app):
    app.connect("source-read", expand)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def expand(app, page, source):
    if app.builder.format != "html" or page != PAGE:
        return
    import wi_slides  # it reads the notebooks

    chapters = wi_slides.chapters_of(app)
    for chapter in chapters.values():
        app.env.note_dependency(app.env.doc2path(chapter.page))  # a change of a chapter changes this page
    try:
        source[0] = expand_questions(source[0], chapters)
    except wi_deck.Misfit as fault:
        logging.getLogger(__name__).warning("%s.md: %s", page, fault)
