"""Start a chapter: write its page, its solutions, its lecture, its predictions, its checks and what the tests know of
it, and renew the tables.

    make new-chapter SLUG=08-xyz TITLE='A title, with any signs in it'

All of it runs as it is. What you have to write is marked ✎. No file of another chapter is touched: checks, tests and
the book's contents find what is new by its number.
"""

from __future__ import annotations

import re
import sys

from tools import pages
from tools.address import ROOT

USAGE = "Usage: make new-chapter SLUG=08-xyz TITLE='A title'"
#: What is written: template -> file, of which {NN} is the number in two digits.
FILES = {
    "chapter.py": "chapters/{slug}.py",
    "solution.py": "solutions/{slug}.py",
    "lecture.md": "teaching/{slug}.md",
    "house/predictions.py": "wi_lib/predictions/chapter_{NN}.py",
    "house/checks.py": "wi_lib/checks/chapter_{NN}.py",
    "house/known.py": "tests/chapters/chapter_{NN}.py",
}
NEXT = """Next:
  1. Replace everything that is marked ✎ in these files. CONTRIBUTING.md says what belongs where.
  2. make notebooks, then make test: it says what is missing."""


def new_chapter(slug, title):
    """Write the files of a chapter; return their paths. Stops with a message, and writes nothing, if it cannot."""
    if not re.fullmatch(r"\d\d(-[a-z0-9]+)+", slug):
        sys.exit(f"SLUG must be two digits and lower-case words, such as 08-xyz; received {slug!r}. {USAGE}")
    title = " ".join(title.split())
    if not title:
        sys.exit(f"TITLE must not be empty. {USAGE}")
    last = max(int(path.name[:2]) for path in ROOT.glob("chapters/*.py"))
    if int(slug[:2]) != last + 1:
        sys.exit(f"There are chapters 1 to {last}: the number in SLUG must be {last + 1:02d}; received {slug!r}.")
    written = {}
    for template, target in FILES.items():
        text = (ROOT / "templates" / template).read_text("utf-8")
        # The title comes last: it may hold what looks like one of the others. (A template has to be a program.)
        for name, value in (
            ("{number}", str(last + 1)),
            ("chapter_NN", f"chapter_{slug[:2]}"),
            ("{slug}", slug),
            ("{title}", title),
        ):
            text = text.replace(name, value)
        written[ROOT / target.format(slug=slug, NN=slug[:2])] = text
    for path, text in written.items():
        path.write_text(text, "utf-8")
    return list(written)


def main():
    if len(sys.argv) != 3:
        sys.exit(USAGE)
    made = new_chapter(*sys.argv[1:])
    print("Written:", *(f"  {path.relative_to(ROOT)}" for path in made), sep="\n")
    for name in pages.write():
        print(f"  {name}: a table of chapters, or minutes of reading")
    print(NEXT)


if __name__ == "__main__":
    main()
