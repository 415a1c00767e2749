"""Lecture decks: for every script in `teaching`, `slides/NAME.html`, a reveal.js deck that opens without a network.

A change in a chapter changes its deck at the next build. A step that no cell answers to, or that cannot be shown, is a
warning, and so fails the build.
"""

from __future__ import annotations

import functools
import importlib.metadata
import json
import pathlib
import re

import wi_deck
from sphinx.util import logging
from wi_explorers import stills, sweep, words, write
from wi_figures import drawn

from tools import address, lecture

TEACHING, FOLDER = "teaching", "slides"
#: reveal.js, as a wheel carries it: these files, and no theme, are copied into _static.
CARRIER, PARTS = (
    "sphinx-revealjs",
    ("dist/reset.css", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js", "LICENSE"),
)


def setup(app):
    app.connect("source-read", expand)
    app.connect("html-page-context", link_to_deck, priority=850)
    app.connect("build-finished", write_decks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def scripts(app):
    """The lectures of the book: name -> Script."""
    found = {}
    for path in sorted(pathlib.Path(app.srcdir, TEACHING).glob("*.md")):
        try:
            if script := lecture.read(path):
                found[path.stem] = script
        except ValueError as error:
            logging.getLogger(__name__).warning("%s", error)
    return found


def link_to_deck(app, page, template, context, doctree):
    """A chapter's page, and that of its script, know their deck."""
    name = page.rpartition("/")[2]
    script = pathlib.Path(app.srcdir, TEACHING, f"{name}.md")
    if (
        page.startswith(("chapters/", f"{TEACHING}/"))
        and script.exists()
        and lecture.LECTURE in script.read_text("utf-8")
    ):
        context["book_deck"] = f"../{FOLDER}/{name}.html"
        context["book_deck_name"] = words()["deck"]


# ---- The pages for teachers ---------------------------------------------------------------------------------------

DECK_LINK = re.compile(rf"\[([^\]]+)\]\(((?:\.\./)?{FOLDER}/[^)]+)\)")


def expand(app, page, source):
    """A script as a page: each step gets the words of its cell, which the chapter alone has, and leads to its slide."""
    if app.builder.format != "html" or not page.startswith(TEACHING):
        return
    # No page of the book: MyST would look for it among them.
    source[0] = DECK_LINK.sub(r'<a href="\2">\1</a>', source[0])
    path = pathlib.Path(app.env.doc2path(page))
    try:
        script = lecture.parse(source[0], path)
    except ValueError:
        return  # `scripts` says so
    if not script or not script.steps:
        return
    lines = source[0].splitlines()
    chapters = chapters_of(app)
    slides = wi_deck.numbered(step.cell for step in script.steps)
    for step, slide in reversed(list(zip(script.steps, slides))):
        chapter = chapters.get(step.chapter)
        if chapter is not None and step.cell in chapter.cells:
            app.env.note_dependency(app.env.doc2path(chapter.page))  # a change of the chapter changes this page
            end = step.line + len(step.note.splitlines()) + 1
            lines.insert(end, wi_deck.explained(step, chapter))
            lines[step.line - 1] = wi_deck.heading(step, chapter, f"../{FOLDER}/{path.stem}.html#/{slide}")
    whole, least = (wi_deck.spelled(minutes) for minutes in script.minutes)
    told = words()["deck_minutes"].format(whole=whole, least=least)
    link = f'<a href="../{FOLDER}/{path.stem}.html">{words()["deck_open"]}</a>'
    lines.insert(lines.index(lecture.LECTURE) + 1, f"\n**{link}** · {told}\n")
    source[0] = "---\ntocdepth: 2\n---\n" + "\n".join(lines)  # the steps would fill the page's own contents


# ---- The decks ----------------------------------------------------------------------------------------------------


def write_decks(app, error):
    if error or app.builder.format != "html":
        return
    chapters = chapters_of(app)
    decks, files = {}, {}
    for name, script in scripts(app).items():
        decks[f"{name}.html"], used = deck(app, name, script, chapters)
        files |= used
    if decks:
        write(app, files | {f"reveal/{pathlib.PurePath(part).name}": carried(part) for part in PARTS})
    folder = pathlib.Path(app.outdir, FOLDER)
    for name, text in decks.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    sweep(folder, set(decks))


def chapters_of(app):
    """The chapters, by their numbers in two digits."""
    paths = sorted(pathlib.Path(app.srcdir, "chapters").glob("[0-9][0-9]-*.ipynb"))
    found = [chapter(path, path.stat().st_mtime_ns) for path in paths]
    return {one.number: one for one in found}


@functools.cache
def chapter(path, changed):
    """A chapter's notebook. A dozen pages for teachers ask for it, and to read them all takes a second."""
    notebook = drawn(json.loads(path.read_text("utf-8")))
    return wi_deck.Chapter(f"chapters/{path.stem}", notebook, stills(notebook))


def deck(app, name, script, chapters):
    """The HTML of a deck, and the files that its widgets load."""
    found = []
    own = next((one for one in chapters.values() if one.page.endswith(f"/{name}")), None)
    for step in script.steps:
        where = f"{TEACHING}/{script.path.name}:{step.line}"
        try:
            if step.chapter not in chapters:
                raise wi_deck.Misfit(f"there is no chapter {step.chapter}.")
            found += wi_deck.slides(step, chapters[step.chapter])
        except wi_deck.Misfit as fault:
            logging.getLogger(__name__).warning("%s: %s", where, fault)
    home = own.page if own else f"{TEACHING}/{name}"
    number, title, asked = (own.number.lstrip("0"), own.title, own.question) if own else ("", script.title, "")
    edition = address.edition(pathlib.Path(app.srcdir))
    # What the hall is sent to is the chapter, or the book: a plan's own page is the lecturer's, and has the answers.
    site = f"{address.site(edition.repository)}/"
    there = f"{site}{own.page}.html" if own else site
    first = wi_deck.title_slide(title, wi_deck.inline(asked, home), there, edition.title, number)
    used = {name: text for slide in found for name, text in slide.files.items()}
    return wi_deck.page([first, *found], title, app.config.language, home), used


def carried(part):
    """The text of a file of reveal.js."""
    files = importlib.metadata.files(CARRIER)
    return next(file for file in files if file.as_posix().endswith(f"/revealjs/{part}")).locate().read_text("utf-8")
