"""Write every static figure of the chapters as SVG and as PDF, as large as a slide, for lectures of one's own.

    make figures

They come to stand in `_build/figures`: `03-pooled-picture.svg` is the figure of the cell `pooled-picture` of
chapter 3, and `index.md` says what each of them shows. An explorer's is its still picture. Pages show the same
drawings in their own colours and fonts; here each file has what it needs in itself, in an SVG that PowerPoint,
Inkscape and LibreOffice open, too. The PDFs need a Chromium.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
from dataclasses import dataclass
from xml.etree import ElementTree

from tools import cells
from tools.address import ROOT, edition, site
from tools.chromium import CHROMIUM
from wi_lib._drawings import KEY
from wi_lib._svg import ID

TARGET = ROOT / "_build" / "figures"
#: A slide, in inches; a figure is as large as fits into it. CSS has 96 pixels to an inch, so this is 1280 × 720.
WIDTH, HEIGHT, PIXELS = 13.333, 7.5, 96
POINTS = 9  # the smallest text of a figure, in the units of its drawing: STYLE asks for it
LICENCE = "CC BY 4.0"
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
THEMED = re.compile(r"var\(--[\w-]+,\s*(#[0-9a-f]{3,8})\)")
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
MARKED = re.compile(r"fill:none;marker:url\(#(.+)\)")


@dataclass(frozen=True)
class Figure:
    """One figure: the name of its files, its drawing for pages (SVG), claim and alt text, and where it stands."""

    name: str
    drawing: str
    claim: str
    alt: str
    page: str
    cell: str

    @property
    def size(self):
        """Width and height in inches: as large as a slide allows."""
        width, height = map(float, VIEW_BOX.search(self.drawing).groups())
        scale = min(WIDTH / width, HEIGHT / height)
        return round(width * scale, 3), round(height * scale, 3)

    @property
    def letters(self):
        """How high the smallest letters are on a slide of 1280 × 720 pixels."""
        return POINTS * self.size[0] * PIXELS / float(VIEW_BOX.search(self.drawing)[1])


# ---- Reading --------------------------------------------------------------------------------------------------------


def figures(root=ROOT):
    """The figures of the executed chapters, in their order.

    Raises:
        ValueError: a figure has no claim, no alt text or no name of its own. The message names notebook and cell.
    """
    found = []
    for path in sorted(root.glob("chapters/[0-9][0-9]-*.ipynb")):
        found += of_notebook(json.loads(path.read_text("utf-8")), f"chapters/{path.stem}")
    return found


def of_notebook(notebook, page):
    """The figures of one notebook (JSON)."""
    found, number = [], re.search(r"/(\d\d)-", page)[1]
    for cell in notebook["cells"]:
        about = [output.get("metadata", {}).get("image/png", {}) for output in cell.get("outputs", [])]
        shown = [one for one in about if KEY in one]
        name = cell["metadata"].get("name", cell["id"])
        for count, one in enumerate(shown, 1):
            said = {key: cells.sentence(cell, key) for key in ("claim", "alt")}
            said["alt"] = one.get("alt") or said["alt"]
            if missing := [key for key, text in said.items() if not text]:
                raise ValueError(
                    f"{page}.ipynb: the figure of the cell {name!r} has no {' and no '.join(missing)}. "
                    "Write it above the cell's code, as '# claim: …' (STYLE.md, Figures), then: make notebooks"
                )
            tail = f"-{count}" if len(shown) > 1 else ""
            found.append(Figure(f"{number}-{name}{tail}", one[KEY]["wide"], said["claim"], said["alt"], page, name))
    return found


# ---- SVG ------------------------------------------------------------------------------------------------------------


def fonts(root=ROOT):
    """The fonts of the book's pages, without those names that only a browser knows."""
    look = (root / "_ext" / "static" / "look.css").read_text("utf-8")
    names = re.search(r"--book-sans: ([^;]+);", look)[1].replace('"', "").split(", ")
    return ", ".join(name for name in names if not re.match("-apple|Blink", name))


def standing_alone(figure, source, family):
    """The drawing of a figure as a file: colours, font, size, title and description are its own.

    Args:
        figure: a `Figure`.
        source: who made it, where it stands, its licence; in one line.
        family: the fonts of its texts.

    Example:
        >>> path = '<path fill="var(--wi-1,#0b63a8)"/>'
        >>> drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9">{path}</svg>'
        >>> figure = Figure("03-a", drawing, "It falls", "A line", "chapters/03-x", "a")
        >>> print(standing_alone(figure, "Us", "Arial").replace("><", ">\\n<"), end="")
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9" width="13.333in" height="7.5in" font-family="Arial">
        <title>It falls</title>
        <desc>A line
        Us</desc>
        <path fill="#0b63a8" />
        </svg>
    """
    root = ElementTree.fromstring(THEMED.sub(r"\1", figure.drawing.replace(ID, "part-")))
    with_marks(root)
    for node in root.iter():
        if target := node.attrib.pop("href", None):
            node.set(f"{{{XLINK}}}href", target)  # older programs know no other
    width, height = figure.size
    root.attrib |= {"width": f"{width:g}in", "height": f"{height:g}in", "font-family": family}
    for tag, text in (("desc", f"{figure.alt}\n{source}"), ("title", figure.claim)):
        said = ElementTree.Element(f"{{{SVG}}}{tag}")
        said.text = text
        root.insert(0, said)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, "unicode")}\n'


def with_marks(root):
    """Give each mark of a drawing a path of its own: PowerPoint knows no markers at all points of a path."""
    marks = {mark.get("id"): mark for mark in root.iter(f"{{{SVG}}}marker")}
    for path in [node for node in root.iter(f"{{{SVG}}}path") if MARKED.fullmatch(node.get("style", ""))]:
        mark = marks[MARKED.fullmatch(path.get("style"))[1]]
        path.tag = f"{{{SVG}}}g"
        path.set("style", mark.get("style").removeprefix("overflow:visible;"))
        numbers = re.findall(r"-?[\d.]+", path.attrib.pop("d"))
        for x, y in zip(numbers[::2], numbers[1::2]):
            ElementTree.SubElement(path, f"{{{SVG}}}path", mark[0].attrib | {"transform": f"translate({x} {y})"})
    for defined in root.iter(f"{{{SVG}}}defs"):
        for mark in defined.findall(f"{{{SVG}}}marker"):
            defined.remove(mark)


# ---- Files ----------------------------------------------------------------------------------------------------------

INDEX = """# Figures of “{title}”

{count} figures, version {version}, each as SVG and as PDF, as large as a slide. {source}

| file | what it shows | alt text | smallest letters at 1280 × 720 |
|---|---|---|---|
{rows}
"""


def source_of(book, page=""):
    """The line that names the source, as the licence asks for it."""
    address = f"{site(book.repository)}/{page}.html" if page else site(book.repository)
    return f"From “{book.title}”, {LICENCE}, {address}"


def index(found, book):
    def row(one):
        link = f"{site(book.repository)}/{one.page}.html#{one.cell}"
        said = [text.replace("|", "\\|") for text in (one.claim, one.alt)]
        return f"| [{one.name}]({link}) | {said[0]} | {said[1]} | {one.letters:.0f} px |"

    rows = "\n".join(map(row, found))
    return INDEX.format(
        title=book.title, version=book.version, count=len(found), source=source_of(book) + ".", rows=rows
    )


def write_svgs(found, folder, book):
    """Write all SVGs and the index into a folder; what an earlier run has left there is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    family = fonts()
    for one in found:
        text = standing_alone(one, source_of(book, one.page), family)
        (folder / f"{one.name}.svg").write_text(text, "utf-8")
    (folder / "index.md").write_text(index(found, book), "utf-8")


PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<style>@page {{ size: {width}in {height}in; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}</style></head><body>{svg}</body></html>"""


def write_pdfs(found, folder, browser):
    """Write each SVG of a folder as a PDF of one page, of its size."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for one in found:
        width, height = one.size
        svg = (folder / f"{one.name}.svg").read_text("utf-8").partition("\n")[2]
        page.set_content(PAGE.format(title=html.escape(one.claim), width=width, height=height, svg=svg))
        page.pdf(path=folder / f"{one.name}.pdf", width=f"{width}in", height=f"{height}in", print_background=True)
    context.close()


def main():
    try:
        found = figures()
    except ValueError as fault:
        sys.exit(str(fault))
    if not CHROMIUM:
        sys.exit("The PDFs need a Chromium: install one, or name it in CHROMIUM.")
    from playwright.sync_api import sync_playwright

    write_svgs(found, TARGET, edition())
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        write_pdfs(found, TARGET, browser)
        browser.close()
    print(f"{len(found)} figures are in {TARGET.relative_to(ROOT)}, as SVG and as PDF; index.md says what they show.")


if __name__ == "__main__":
    main()
