"""The table in teaching/misconceptions.md: `make pages` writes it from the chapters' "Check yourself".

A row is a belief, whatever the number of questions that show it. What breaks it is the best that its reasons offer: a
setting of an explorer that one of them links to; else the figure that one of them links to, or that a number in one of
them was measured for; else the same of the right answers; else nothing can be shown, and the reason is an argument.
"""

from __future__ import annotations

import json
import pathlib
import re
from dataclasses import dataclass

from tools import questions, tied
from tools.address import ROOT

PAGE = "teaching/misconceptions.md"
SHARED, ARGUMENT = "## Met in more than one chapter", "an argument"
HEAD = "| belief | question, and its option | what breaks it |\n|---|---|---|"
MOST = 3  # links in a row: the first that the reasons name
SETTING = re.compile(r"\]\(([\w./-]*)#([a-z]+):([^)\s]+)\)")
CELL = re.compile(r"\]\(((?:[\w-]+\.ipynb)?)#([a-z][a-z0-9-]*)\)")
#: A cell that only prints what a figure has measured is named so, with the figure's name before it.
PRINTS = "-measured"


@dataclass(frozen=True)
class Met:
    """A wrong option: where a belief is met."""

    chapter: str  # NN-slug
    question: questions.Question
    option: questions.Option


def beliefs(root=ROOT):
    """The beliefs of the chapters' wrong options, in their order: name -> where each is met."""
    found = {}
    for source in sorted(root.glob("chapters/*.py")):
        for question in questions.read(source):
            for option in question.options:
                if not option.right:
                    found.setdefault(option.misconception, []).append(Met(source.stem, question, option))
    return found


def settings(text, chapter):
    """The settings of explorers that a text of a chapter links to, as links from a page for teachers.

    Example:
        >>> settings("Try [a wider one](#signal:std=1,width=200).", "03-too-large-too-small")
        ['[signal: std=1, width=200](../chapters/03-too-large-too-small.ipynb#signal:std=1,width=200)']
    """
    return [
        f"[{name}: {values.replace(',', ', ')}](../chapters/{page or f'{chapter}.ipynb'}#{name}:{values})"
        for page, name, values in SETTING.findall(text)
    ]


def measuring(notebook):
    """Where a notebook's numbers are measured: name of a number -> name of the cell whose figure it belongs to."""
    if not notebook.exists():  # a new chapter's
        return {}
    code = [cell for cell in json.loads(notebook.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    names = {cell["id"] for cell in code}
    found = {}
    for cell in code:
        figure = cell["id"].removesuffix(PRINTS)
        printed = "".join("".join(output.get("text", ())) for output in cell["outputs"])
        found |= dict.fromkeys(tied.figures(printed), figure if figure in names else cell["id"])
    return found


def figures(text, chapter, cells):
    """The cells that a text of a chapter links to, and those that measured its numbers, as links."""
    found = [(page or f"{chapter}.ipynb", name) for page, name in CELL.findall(text)]
    found += [(f"{chapter}.ipynb", cells[name]) for _, _, name in tied.TIED.findall(text) if name in cells]
    return [f"[{name.replace('-', ' ')}](../chapters/{page}#{name})" for page, name in found]


def breaks(met, cells):
    """What breaks a belief: links, or the word that there is nothing to show. `cells`: chapter -> its `measuring`."""
    own = [(one.option.reason, one.chapter) for one in met]
    right = [(one.question.explanation, one.chapter) for one in met]
    for texts in (own, right):
        if links := [link for text, chapter in texts for link in settings(text, chapter)]:
            return unique(links)
    for texts in (own, right):
        if links := [link for text, chapter in texts for link in figures(text, chapter, cells[chapter])]:
            return unique(links)
    return ARGUMENT


def unique(links):
    return ", ".join(list(dict.fromkeys(links))[:MOST])


def row(name, met, cells):
    shows = [
        f"[{int(one.chapter[:2])}.{one.question.number} {one.question.name.removeprefix('question-').replace('-', ' ')}]"
        f"(../chapters/{one.chapter}.ipynb#check-yourself), {one.option.letter}"
        for one in met
    ]
    text = f"“{name}” | {'; '.join(shows)} | {breaks(met, cells)}"
    return f"| {text} |"


def table(titles, root=ROOT):
    """The table, in Markdown: first what several chapters meet, then each chapter's own. `titles`: chapter -> title."""
    found = beliefs(root)
    cells = {chapter: measuring(pathlib.Path(root, "chapters", f"{chapter}.ipynb")) for chapter in titles}
    groups = {SHARED: []} | {chapter: [] for chapter in titles}
    for name, met in found.items():
        chapters = {one.chapter for one in met}
        groups[SHARED if len(chapters) > 1 else met[0].chapter].append(row(name, met, cells))
    lines = []
    for group, rows in groups.items():
        if rows:
            heading = group if group == SHARED else f"## Chapter {int(group[:2])}: {titles[group]}"
            lines += [heading, "", HEAD, *rows, ""]
    return "\n".join(lines).rstrip()
