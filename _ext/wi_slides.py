"""Lecture decks: for every script in `teaching`, `slides/NAME.html`, a reveal.js deck that opens without a network.

A change in a chapter changes its deck at the next build. A step that no cell answers to, or that cannot be shown, is a
warning, and so fails the build.
"""

from __future__ import annotations

import importlib.metadata
import pathlib

import wi_deck
import wi_script
from sphinx.util import logging
from wi_explorers import in_order, read, stills, sweep, write

from tools import address

TEACHING, FOLDER = "teaching", "slides"
#: reveal.js, as a wheel carries it: these files, and no theme, are copied into _static.
CARRIER, PARTS = "sphinx-revealjs", ("dist/reset.css", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js", "LICENSE")


def setup(app):
    app.connect("html-page-context", link_to_deck, priority=850)
    app.connect("build-finished", write_decks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def scripts(app):
    """The lectures of the book: name -> Script."""
    found = {}
    for path in sorted(pathlib.Path(app.srcdir, TEACHING).glob("*.md")):
        try:
            if script := wi_script.read(path):
                found[path.stem] = script
        except ValueError as error:
            logging.getLogger(__name__).warning("%s", error)
    return found


def link_to_deck(app, page, template, context, doctree):
    """A chapter's page, and that of its script, know their deck."""
    name = page.rpartition("/")[2]
    if page.startswith(("chapters/", f"{TEACHING}/")) and pathlib.Path(app.srcdir, TEACHING, f"{name}.md").exists():
        context["book_deck"] = app.builder.get_relative_uri(page, f"{FOLDER}/{name}")


def write_decks(app, error):
    if error or app.builder.format != "html":
        return
    chapters = {one.number: one for one in chapters_of(app)}
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
    for page in in_order(app):
        if page.startswith("chapters/"):
            notebook = read(app, page)
            yield wi_deck.Chapter(page, notebook, stills(notebook))


def deck(app, name, script, chapters):
    """The HTML of a deck, and the files that its widgets load."""
    found, used = [], {}
    own = next((one for one in chapters.values() if one.page.endswith(f"/{name}")), None)
    for step in script.steps:
        where = f"{TEACHING}/{script.path.name}:{step.line}"
        try:
            if step.chapter not in chapters:
                raise wi_deck.Misfit(f"there is no chapter {step.chapter}.")
            chapter = chapters[step.chapter]
            found += wi_deck.slides(step, chapter)
            used |= chapter.files
        except wi_deck.Misfit as fault:
            logging.getLogger(__name__).warning("%s: %s", where, fault)
    home = own.page if own else f"{TEACHING}/{name}"
    number, title, asked = (own.number.lstrip("0"), own.title, own.question) if own else ("", script.title, "")
    edition = address.edition(pathlib.Path(app.srcdir))
    first = wi_deck.title_slide(
        title, wi_deck.inline(asked, home), f"{address.site(edition.repository)}/{home}.html", edition.title, number
    )
    return wi_deck.page([first, *found], title, app.config.language, used, home), used


def carried(part):
    """The text of a file of reveal.js."""
    files = importlib.metadata.files(CARRIER)
    return next(file for file in files if file.as_posix().endswith(f"/revealjs/{part}")).locate().read_text("utf-8")
