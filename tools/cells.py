"""Cells of a source: their names, their ids, and the sentences about what they show.

    # %% name="pooled-picture" tags=["hide-input"]
    # claim: A wide histogram of a whole layer can hide units that no longer respond
    # alt: Two rows of five histograms for standard deviation 0.1. Upper row, all units pooled: wide in
    #   every layer. Lower row, one unit over the inputs: it narrows from layer to layer.
    medium = look(std=0.1)

What is short stands in the header: jupytext turns it into the cell's metadata; so does the claim of a cell of text, the
title of the slide that shows it (text has no room for comments). Sentences stand in comment lines below
it, where they can be wrapped and reviewed; here they are taken out of the code and put into the metadata, where myst-nb
and the decks look for them. A name is the cell's id, too. A cell without a name gets an id from its first words. So no
id depends on the cell's place, and a cell that comes, goes or moves changes no other.
"""

from __future__ import annotations

import copy
import functools
import pathlib
import re

import jupytext
import nbformat

from tools import tied

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADER = {"code": ("name", "tags", "within"), "markdown": ("name", "tags", "claim")}
NAME = re.compile(r"(?=.{1,64}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
#: Where the metadata hold a sentence: the slide's title, and what myst-nb reads for a figure.
PLACES = {"claim": ("claim",), "alt": ("mystnb", "image", "alt"), "caption": ("mystnb", "figure", "caption")}
BEGINS = re.compile(rf"# ({'|'.join(PLACES)}):(.*)")
CONTINUES = "#   "
CLAIM_LENGTH = 90  # a slide's title: two lines at most


def read(source):
    """The notebook of a source, with its cells and without outputs, and the line of the source where each cell begins.

    Raises:
        ValueError: a header, a name or a sentence has not its form. The message begins with file and line.
    """
    return parse(source.read_text("utf-8"), shown(source))


@functools.lru_cache(maxsize=64)  # many pages are made from the same few sources
def bare(text):
    """The notebook of a source as jupytext reads it; not to be changed."""
    return jupytext.reads(text, fmt="py:percent")


def parse(text, name):
    """What `read` returns, of a text; messages call it by this name."""
    book = copy.deepcopy(bare(text))
    headers = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"# %%(\s|$)", line)]
    lines = [1] * (len(book.cells) - len(headers)) + headers  # what stands above the first header is a cell, too
    seen = {}
    for line, cell in zip(lines, book.cells, strict=True):
        where = f"{name}:{line}"
        check_header(cell, where)
        if cell.cell_type == "code":
            take_sentences(cell, where)
        cell["id"] = cell.metadata.get("name") or from_first_words(cell)
        if cell["id"] in seen:
            raise ValueError(
                f"{where}: the id of this cell is {cell['id']!r}, and so is that of the cell in line {seen[cell['id']]}. "
                'Ids are names, or first words, and unique in a notebook: give this cell another name, # %% name="…".'
            )
        seen[cell["id"]] = line
    return book, lines


def shown(source):
    """A path as messages show it: from the project's folder, if it is in there."""
    return source.relative_to(ROOT).as_posix() if source.is_relative_to(ROOT) else str(source)


def check_header(cell, where):
    """Refuse what a header may not hold; drop what jupytext notes for itself, the blank lines between cells."""
    metadata, allowed = cell.metadata, HEADER[cell.cell_type]
    metadata.pop("lines_to_next_cell", None)
    if unknown := sorted(set(metadata) - set(allowed)):
        raise ValueError(
            f"{where}: the header has {', '.join(unknown)}; it may have {', '.join(allowed)}. "
            f"Sentences of a code cell ({', '.join(PLACES)}) stand in comment lines below it: # alt: …"
        )
    if cell.cell_type == "markdown" and "claim" in metadata:
        check_sentence("claim", metadata["claim"], where)
    name = metadata.get("name")  # a text: jupytext refuses anything else
    if name is not None and not NAME.fullmatch(name):
        raise ValueError(
            f"{where}: name={name!r} is no cell's name. A name has small letters and digits in words with hyphens between "
            'them, begins with a letter and has 64 characters at most: name="pooled-picture".'
        )


def take_sentences(cell, where):
    """Move the sentences at the top of a code cell into its metadata."""
    lines, found = cell.source.splitlines(), {}
    while lines and (begun := BEGINS.fullmatch(lines[0])):
        key, parts = begun[1], [begun[2]]
        del lines[0]
        while lines and lines[0].startswith(CONTINUES):
            parts.append(lines.pop(0)[1:])
        if key in found:
            raise ValueError(f"{where}: there are two lines '# {key}:'; a cell has one. Put the sentences together.")
        found[key] = " ".join(" ".join(parts).split())
        check_sentence(key, found[key], where)
        put_sentence(cell, key, found[key])
    if found and lines and lines[0].startswith("#"):
        raise ValueError(
            f"{where}: {lines[0]!r} follows the sentences. Begin it with '{CONTINUES}' if it continues the last of them; "
            "leave a blank line above it if it is a comment of the code."
        )
    cell.source = "\n".join(lines).lstrip("\n")


def check_sentence(key, text, where):
    if not text:
        raise ValueError(f"{where}: nothing stands behind '# {key}:'. Write the sentence, or take the line out.")
    if key == "claim" and (len(text) > CLAIM_LENGTH or re.search(r"[.?!](\s|$)", text)):
        raise ValueError(
            f"{where}: the claim is {text!r} ({len(text)} characters). A claim is a slide's title: one sentence that states "
            f"what is to be seen, of {CLAIM_LENGTH} characters at most, without a full stop, and no question."
        )


def sentence(cell, key):
    """A sentence of a cell (`claim`, `alt` or `caption`); "" where there is none."""
    place = cell.get("metadata", {})
    for part in PLACES[key]:
        place = place.get(part, {})
    return place or ""


def put_sentence(cell, key, text):
    *path, last = PLACES[key]
    place = cell.metadata
    for part in path:
        place = place.setdefault(part, nbformat.NotebookNode())
    place[last] = text


def from_first_words(cell, length=40):
    """The id of a cell without a name. Tied numbers do not count: `make notebooks` may write them anew.

    Example:
        >>> from_first_words(nbformat.v4.new_markdown_cell("## Explain\\n\\nIt keeps 0.76<!--kept--> of the gradient."))
        'text-explain-it-keeps-of-the-gradient'
    """
    found = ["text" if cell.cell_type == "markdown" else cell.cell_type]
    for word in re.findall(r"[a-z0-9]+", tied.TIED.sub(" ", cell.source).lower()):
        if len("-".join([*found, word])) > length:
            break
        found.append(word)
    return "-".join(found)
