"""The handout: one sheet of two sides, `handout.html`, made of the cells that `teaching/handout.md` names.

    ## Side 1

    ### The rules · row

    - `05/hes-rule`
    - `05/board`

A block is a heading with its layout: `wide` goes over the whole sheet, `row` puts its items side by side, three to
a row, with `thirds` they flow in three columns, and without any in two. An item is a cell of a chapter, with its
claim as the title, or the section "On the board" of the chapter's plan. So nothing is said twice: a change in a
chapter changes the sheet, and a name that leads nowhere is a warning with file and line, and fails the build.
`tools/handout.py` prints the sheet.
"""

from __future__ import annotations

import html
import pathlib
import re
from dataclasses import dataclass

import segno
import wi_deck
import wi_document
import wi_mathml
from sphinx.util import logging
from wi_explorers import words
from wi_page import together
from wi_slides import TEACHING, chapters_of

from tools import address

SCRIPT, PAGE = "handout", "handout.html"
BOARD, ON_THE_BOARD = "board", "## On the board"
LAYOUTS = ("wide", "row", "thirds")
SIDE, BLOCK = re.compile(r"## Side (\d)"), re.compile(rf"### (?P<title>[^·]+?)(?: · (?P<layout>{'|'.join(LAYOUTS)}))?")
ITEM = re.compile(r"- `(?P<chapter>\d\d)/(?P<cell>[a-z0-9-]+)`")
FORM = "A sheet has '## Side 1', in it '### A title' (or '### A title · row'), below that '- `05/hes-rule`' or '- `05/board`'"
LICENCE = "CC BY 4.0"
# What the sheet says by itself.
SIDE_OF = "Side {number} of {count}"
FOOT = "“{book}” {version} · {address} · {licence} · Numbers in boxes: the chapter"
TOOLS = (
    '<a href="index.html">The book</a> <a href="?paper=a4">A4</a> <a href="?paper=letter">Letter</a> '
    '<button type="button">Print, on both sides</button>'
)


def setup(app):
    app.connect("source-read", expand)
    app.connect("build-finished", write_handout)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


# ---- The script -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One thing on the sheet: a cell of a chapter, or (`BOARD`) the section of its plan."""

    chapter: str
    cell: str
    line: int


@dataclass(frozen=True)
class Block:
    title: str
    layout: str  # one of LAYOUTS, or ""
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Sheet:
    """What `teaching/handout.md` says: its title, and the blocks of its sides."""

    title: str
    sides: tuple[tuple[Block, ...], ...]


def parse(text, where):
    """The sheet of a script. What stands above the first side is for teachers.

    Raises:
        ValueError: a line has not its form. The message begins with file and line.

    Example:
        >>> sheet = parse("# One sheet\\n\\n## Side 1\\n\\n### The rules · row\\n\\n- `05/hes-rule`\\n", "handout.md")
        >>> sheet.title, sheet.sides[0][0].layout, sheet.sides[0][0].items
        ('One sheet', 'row', (Item(chapter='05', cell='hes-rule', line=7),))
    """
    title, sides = "", []
    for number, line in enumerate(text.splitlines(), 1):
        if not sides and not line.startswith("## "):
            title = title or (line.removeprefix("# ") if line.startswith("# ") else "")
        elif side := SIDE.fullmatch(line):
            if int(side[1]) != len(sides) + 1:
                raise ValueError(
                    f"{where}:{number}: {line!r}: the sides are counted, and this is the side {len(sides) + 1}."
                )
            sides.append([])
        elif sides and (block := BLOCK.fullmatch(line)):
            sides[-1].append((block["title"], block["layout"] or "", []))
        elif sides and sides[-1] and (item := ITEM.fullmatch(line)):
            sides[-1][-1][2].append(Item(item["chapter"], item["cell"], number))
        elif line.strip():
            raise ValueError(f"{where}:{number}: {line!r} is no part of the sheet. {FORM}.")
    return Sheet(
        title, tuple(tuple(Block(name, layout, tuple(items)) for name, layout, items in side) for side in sides)
    )


def board(text):
    """The section "On the board" of a plan, as Markdown; "" if it has none.

    Example:
        >>> board("# Teach\\n\\n## On the board\\n\\n1. Weights.\\n\\n## Homework\\n\\nAll.\\n")
        '1. Weights.'
    """
    return text.partition(f"{ON_THE_BOARD}\n")[2].partition("\n## ")[0].strip()


# ---- From an item to HTML -------------------------------------------------------------------------------------------


class Source:
    """What the items are made of: the chapters by their numbers, and the folder of their plans."""

    def __init__(self, chapters, plans):
        self.chapters, self.plans = chapters, plans

    def title(self, item):
        """What stands above an item: a cell's claim, a chapter's title."""
        chapter = self.chapter(item)
        if item.cell == BOARD:
            return chapter.title
        claim = self.cell(item)["metadata"].get("claim", item.cell)
        return claim.replace("/", "/\u2060")  # no line ends within 2/√n

    def chapter(self, item):
        if item.chapter not in self.chapters:
            raise wi_deck.Misfit(f"there is no chapter {item.chapter}.")
        return self.chapters[item.chapter]

    def cell(self, item):
        chapter = self.chapter(item)
        if item.cell not in chapter.cells:
            raise wi_deck.Misfit(f"{chapter.page} has no cell that is called {item.cell!r}.")
        return chapter.cells[item.cell]

    def html(self, item):
        """An item as HTML: a figure, or a text below its title.

        Raises:
            wi_deck.Misfit: there is no such chapter, cell or section, it has no claim, or nothing that paper can show.
        """
        chapter = self.chapter(item)
        if item.cell == BOARD:
            return self.derivation(item, chapter)
        cell = self.cell(item)
        if not cell["metadata"].get("claim"):
            raise wi_deck.Misfit(f"{item.cell!r} has no claim: it is the title of its part of the sheet.")
        drawing = next((text for text in map(drawing_of, cell.get("outputs", [])) if text), "")
        if cell["cell_type"] != "markdown" and not drawing:
            raise wi_deck.Misfit(f"{item.cell!r} shows nothing that paper can show: no figure, and no text.")
        body = wi_deck.renamed(drawing, chapter) if drawing else wi_deck.rendered(wi_deck.text_of(cell), chapter.page)
        kind = "figure" if drawing else "text"
        title = html.escape(together(wi_deck.APOSTROPHE.sub("’", self.title(item))), quote=False)
        place = f'<span class="sheet-chapter">{chapter.number.lstrip("0")}</span>'
        return f'<div class="sheet-item sheet-{kind}" data-name="{item.chapter}/{item.cell}"><h3>{place} {title}</h3>{body}</div>'

    def derivation(self, item, chapter):
        plan = self.plans / f"{chapter.page.rpartition('/')[2]}.md"
        text = board(plan.read_text("utf-8")) if plan.exists() else ""
        if not text:
            raise wi_deck.Misfit(f"{plan.name} has no section {ON_THE_BOARD!r}.")
        body = wi_deck.rendered(text, f"{TEACHING}/{plan.stem}")
        title = (
            f'<span class="sheet-chapter">{chapter.number.lstrip("0")}</span> {html.escape(chapter.title, quote=False)}'
        )
        return f'<div class="sheet-item sheet-board" data-name="{item.chapter}/{BOARD}"><h3>{title}</h3>{body}</div>'


def drawing_of(output):
    """The drawing of a cell's output as the page has it; "" if it shows another thing."""
    text = "".join(output.get("data", {}).get("text/html", ""))
    return text if 'class="wi-figure"' in text else ""


# ---- The sheet ------------------------------------------------------------------------------------------------------

FILES = ("look.css", "handout.css", "text.js", "formulas.js", "handout.js")


def side(blocks, number, count, head, foot, source, faulty):
    """One side of the sheet: neighbouring blocks without a layout share its columns."""
    bands = []
    for block in blocks:
        items = []
        for item in block.items:
            try:
                items.append(source.html(item))
            except wi_deck.Misfit as fault:
                faulty(item, fault)
        inside = f'<h2>{html.escape(block.title)}</h2><div class="sheet-items">{"".join(items)}</div>'
        bands.append(f'<div class="sheet-band sheet-{block.layout or "halves"}">{inside}</div>')
    told = SIDE_OF.format(number=number, count=count)
    return (
        f'<section class="sheet" data-side="{number}">{head}<div class="sheet-bands">{"".join(bands)}</div>'
        f"<footer><span>{foot}</span><span>{told}</span></footer></section>"
    )


def document(sheet, source, book, language, faulty):
    """The sheet's page. `faulty(item, fault)` hears of each item that cannot be shown."""
    home = address.site(book.repository)
    title, name = html.escape(sheet.title), html.escape(book.title)
    code = segno.make(f"{home}/", error="m").svg_inline(
        scale=1, border=0, omitsize=True, svgclass="sheet-qr", lineclass=None
    )
    head = (
        f"<header><div><h1>{title}</h1><p>{name}. {words()['deck_page']} "
        f'<a href="{home}/">{home.partition("//")[2]}</a></p></div>{code}</header>'
    )
    foot = FOOT.format(book=name, licence=LICENCE, version=book.version, address=home.partition("//")[2])
    count = len(sheet.sides)
    sides = [
        side(blocks, number, count, head if number == 1 else "", foot, source, faulty)
        for number, blocks in enumerate(sheet.sides, 1)
    ]
    said = wi_mathml.held("\n".join(sides))
    body = f'<nav class="sheet-tools">{TOOLS}</nav>\n<main>\n{said}\n</main>'
    text = wi_document.document(language, sheet.title, FILES, body, theme="light")
    return text.replace('href="../', f'href="{home}/')  # on paper, and in a PDF, only a whole address leads anywhere


# ---- The build ------------------------------------------------------------------------------------------------------


def script(app):
    return pathlib.Path(app.srcdir, TEACHING, f"{SCRIPT}.md")


def write_handout(app, error):
    path = script(app)
    if error or app.builder.format != "html" or not path.exists():
        return
    where, warn = f"{TEACHING}/{path.name}", logging.getLogger(__name__).warning
    try:
        sheet = parse(path.read_text("utf-8"), where)
    except ValueError as fault:
        warn("%s", fault)
        return
    source = Source(chapters_of(app), path.parent)
    text = document(
        sheet,
        source,
        address.edition(pathlib.Path(app.srcdir)),
        app.config.language,
        lambda item, fault: warn("%s:%s: %s", where, item.line, fault),
    )
    pathlib.Path(app.outdir, PAGE).write_text(text, "utf-8")


def expand(app, page, text):
    """The script as a page of the book: each item has its title, and leads to where it stands."""
    if app.builder.format != "html" or page != f"{TEACHING}/{SCRIPT}":
        return
    source = Source(chapters_of(app), script(app).parent)

    def named(found):
        item = Item(found["chapter"], found["cell"], 0)
        try:
            title, home = source.title(item), source.chapter(item).page
        except wi_deck.Misfit:
            return found[0]  # `write_handout` says so
        app.env.note_dependency(app.env.doc2path(home))
        if item.cell == BOARD:
            return f"- [{title}]({home.rpartition('/')[2]}.md#on-the-board)"
        anchor = f"#{item.cell}" if source.cell(item)["cell_type"] == "code" else ""
        return f"- [{title}](../{home}.ipynb{anchor})"

    plain = re.sub(rf"^(### .+?) · (?:{'|'.join(LAYOUTS)})$", r"\1", text[0], flags=re.M)
    plain = re.sub(rf"\[([^\]]+)\]\((\.\./{re.escape(PAGE)}[^)]*)\)", r'<a href="\2">\1</a>', plain)
    text[0] = re.sub(rf"^{ITEM.pattern}$", named, plain, flags=re.M)
