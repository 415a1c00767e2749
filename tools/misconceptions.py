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

from tools import questions, settings, tied
from tools.address import ROOT
from tools.agreement import STATE

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


def links(text, chapter, states):
    """The settings of explorers that a text of a chapter links to, as links from a page for teachers.

    Args:
        states: chapter -> the states of its widgets, which have the explorers' words.

    Example:
        >>> control = {"name": "std", "label": "weight std σ", "keys": ["1"], "texts": ["1.0"]}
        >>> states = {"03-a": [{"spec": {"name": "signal", "title": "One dial", "controls": [control]}}]}
        >>> links("Try [a large one](#signal:std=1).", "03-a", states)
        ['[One dial · weight std σ: 1.0](../chapters/03-a.ipynb#signal:std=1)']
    """
    found = []
    for page, name, values in SETTING.findall(text):
        home, address = page or f"{chapter}.ipynb", f"{name}:{values}"
        there = states.get(pathlib.PurePosixPath(home).stem, [])
        title = settings.spec_of(name, there).get("title", name)
        found.append(f"[{title} · {settings.worded(address, there)}](../chapters/{home}#{address})")
    return found


def read(notebook):
    """A notebook's JSON; an empty one for a chapter that is new."""
    return json.loads(notebook.read_text("utf-8")) if notebook.exists() else {"cells": [], "metadata": {}}


def states_of(book):
    """The states of a notebook's widgets."""
    models = book["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    return [model["state"] for model in models.values()]


def measuring(book):
    """Where a notebook's numbers are measured: name of a number -> name of the cell whose figure it belongs to."""
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
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


def breaks(met, cells, states):
    """What breaks a belief: links, or the word that there is nothing to show.

    Args:
        cells: chapter -> its `measuring`.
        states: chapter -> its `states_of`.
    """
    own = [(one.option.reason, one.chapter) for one in met]
    right = [(one.question.explanation, one.chapter) for one in met]
    for texts in (own, right):
        if found := [link for text, chapter in texts for link in links(text, chapter, states)]:
            return unique(found)
    for texts in (own, right):
        if found := [link for text, chapter in texts for link in figures(text, chapter, cells[chapter])]:
            return unique(found)
    return ARGUMENT


def unique(found):
    return "; ".join(list(dict.fromkeys(found))[:MOST])


def row(name, met, cells, states):
    shows = [
        f"[{int(one.chapter[:2])}.{one.question.number} {one.question.name.removeprefix('question-').replace('-', ' ')}]"
        f"(../chapters/{one.chapter}.ipynb#check-yourself), {one.option.letter}"
        for one in met
    ]
    text = f"“{name}” | {'; '.join(shows)} | {breaks(met, cells, states)}"
    return f"| {text} |"


def table(titles, root=ROOT):
    """The table, in Markdown: first what several chapters meet, then each chapter's own. `titles`: chapter -> title."""
    found = beliefs(root)
    books = {chapter: read(pathlib.Path(root, "chapters", f"{chapter}.ipynb")) for chapter in titles}
    cells, states = ({chapter: of(book) for chapter, book in books.items()} for of in (measuring, states_of))
    groups = {SHARED: []} | {chapter: [] for chapter in titles}
    for name, met in found.items():
        chapters = {one.chapter for one in met}
        groups[SHARED if len(chapters) > 1 else met[0].chapter].append(row(name, met, cells, states))
    lines = []
    for group, rows in groups.items():
        if rows:
            heading = group if group == SHARED else f"## Chapter {int(group[:2])}: {titles[group]}"
            lines += [heading, "", HEAD, *rows, ""]
    return "\n".join(lines).rstrip()
