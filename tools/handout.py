"""Print the handout of the built book, on A4 and on Letter, and refuse a sheet that does not fit.

    make handout

Writes `_build/handout-a4.pdf` and `_build/handout-letter.pdf`. In the browser every part of the page is measured
first: none may leave its side, cover another one, or have letters that are too small on paper. It needs a Chromium.
"""

from __future__ import annotations

import re
import sys

from tools.address import ROOT
from tools.chromium import CHROMIUM

PAGE, TARGET = ROOT / "_build" / "html" / "handout.html", ROOT / "_build"
SIDES = 2
#: Width and height of the papers in points, as a PDF states them.
PAPERS = {"a4": (595, 842), "letter": (612, 792)}
#: The smallest letters in points: of texts, of a formula's indices, and in drawings.
LEAST = {"text": 8.5, "formula": 4.5, "drawing": 6.4}
# What is wrong with the page as it is printed, as sentences.
FAULTS = """([least, sides]) => {
  const faults = new Set(), sheets = [...document.querySelectorAll(".sheet")];
  if (sheets.length !== sides) faults.add(`there are ${sheets.length} sides, not ${sides}`);
  for (const sheet of sheets) {
    const outer = sheet.getBoundingClientRect(), style = getComputedStyle(sheet), side = `side ${sheet.dataset.side}`;
    const left = outer.left + parseFloat(style.paddingLeft), right = outer.right - parseFloat(style.paddingRight);
    const bands = sheet.querySelector(".sheet-bands").getBoundingClientRect();
    const part = (node) => `${side}, ${node.closest("[data-name]")?.dataset.name ?? node.textContent.trim().slice(0, 30)}`;
    for (const node of sheet.querySelectorAll("*")) {
      const box = node.getBoundingClientRect(), inside = node.closest(".sheet-bands");
      if (!box.width || !box.height || node.closest("defs")) continue;
      if (!node.closest("svg, math") || node.matches("svg, math, text")) {
        if (box.left < left - 1 || box.right > right + 1) faults.add(`${part(node)}: leaves its column, or the paper, at the side`);
        if (box.top < outer.top || box.bottom > (inside ? bands.bottom : outer.bottom) + 1) faults.add(`${part(node)}: leaves the side at its end`);
        if (getComputedStyle(node).overflow !== "visible" && !node.matches("svg") && (node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1))
          faults.add(`${part(node)}: is cut off`);
      }
      if (![...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim())) continue;
      const kind = node.closest("svg") ? "drawing" : node.closest("math") ? "formula" : "text";
      const size = 0.75 * parseFloat(getComputedStyle(node).fontSize) * (kind === "drawing" ? node.ownerSVGElement.getScreenCTM().a : 1);
      if (size < least[kind] - 0.05) faults.add(`${part(node)}: has letters of ${size.toFixed(1)} pt in a ${kind}, not ${least[kind]}`);
    }
    const items = [...sheet.querySelectorAll(".sheet-item, header, footer, h2")].map((node) => [node, node.getBoundingClientRect()]);
    for (const [i, [node, a]] of items.entries())
      for (const [other, b] of items.slice(i + 1))
        if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
          faults.add(`${part(node)} and ${part(other)} cover each other`);
    for (const table of sheet.querySelectorAll("table, math"))
      if (table.getBoundingClientRect().right > table.closest(".sheet-item").getBoundingClientRect().right + 1)
        faults.add(`${part(table)}: leaves its column, or the paper, at the side`);
  }
  return [...faults];
}"""


def laid_out(page, paper, address):
    """Open the handout as it is printed on a paper; with its fonts."""
    page.goto(f"{address}?paper={paper}")
    page.emulate_media(media="print")
    page.evaluate("document.fonts.ready.then(() => true)")


def faults(page):
    """What is wrong with the sheet that is open, as sentences."""
    return page.evaluate(FAULTS, [LEAST, SIDES])


def printed(page):
    """The PDF (bytes) of the sheet that is open, with the structure that a screen reader needs."""
    return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)


def boxes(pdf):
    """Width and height of each page of a PDF, in whole points.

    Example:
        >>> boxes(b"<</Type /Page /MediaBox [0 0 594.95996 841.91998]>> <</Type /Pages>>")
        [(595, 842)]
    """
    found = re.findall(rb"/Type\s*/Page\b.*?/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.S)
    return [(round(float(width)), round(float(height))) for width, height in found]


def wrong_paper(pdf, paper):
    """What is wrong with a PDF: its number of pages, or their size; "" if nothing is."""
    found = boxes(pdf)
    if found != [PAPERS[paper]] * SIDES:
        return f"{paper}: the PDF has the pages {found}, not {SIDES} of {PAPERS[paper]} points"
    return ""


def sheets(browser, address=None):
    """The PDF (bytes) of each paper.

    Raises:
        ValueError: the sheet does not fit on one of them. The message names the parts.
    """
    wrong, made = [], []
    for paper in PAPERS:
        page = browser.new_page()
        laid_out(page, paper, address or PAGE.as_uri())
        wrong += [f"{paper}, {fault}" for fault in faults(page)]
        made.append(printed(page))
        wrong += filter(None, [wrong_paper(made[-1], paper)])
        page.close()
    if wrong:
        raise ValueError(
            "The handout does not fit. Take something out of teaching/handout.md, or change its layout:\n"
            + "\n".join(wrong)
        )
    return made


def pdfs():
    """The files that `main` writes."""
    return [TARGET / f"handout-{paper}.pdf" for paper in PAPERS]


def main():
    if not PAGE.exists():
        sys.exit("There is no built book: run make book first, or make handout, which does.")
    if not CHROMIUM:
        sys.exit("To print the handout, a Chromium is needed: install one, or name it in CHROMIUM.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            made = sheets(browser)
        except ValueError as fault:
            sys.exit(str(fault))
        finally:
            browser.close()
    for path, pdf in zip(pdfs(), made):
        path.write_bytes(pdf)
        print(f"{path.relative_to(ROOT)}: {SIDES} pages, {len(pdf) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
