"""Start a chapter and its solutions page from the templates.

    python tools/new_chapter.py 04-xavier "Xavier"

Both files run as they are, with exercises borrowed from chapter 3. What you have to write is marked ✎.
"""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
USAGE = 'Usage: make new-chapter SLUG=04-xavier TITLE="Xavier"'
NEXT = """Next:
  1. Write {chapter} and {solution}: replace everything that is marked ✎.
  2. Write the checks of its exercises in wi_lib/checks/chapter_NN.py, and name it in wi_lib/checks/__init__.py.
  3. Add both pages to _toc.yml, in the order of their numbers, and a row to the tables in intro.py and README.md.
  4. make notebooks, then make test."""


def new_chapter(slug, title):
    """Write chapters/<slug>.py and solutions/<slug>.py; return their paths. Stops with a message if it cannot."""
    if not re.fullmatch(r"\d\d(-[a-z0-9]+)+", slug):
        sys.exit(f"SLUG must be two digits and lower-case words, such as 04-xavier; received {slug!r}. {USAGE}")
    title = " ".join(title.split())
    if not title:
        sys.exit(f"TITLE must not be empty. {USAGE}")
    taken = [path for folder in ("chapters", "solutions") for path in sorted((ROOT / folder).glob(f"{slug[:2]}-*.py"))]
    if taken:
        sys.exit(f"There is a chapter {slug[:2]} already: {taken[0].relative_to(ROOT)}. Nothing was written.")
    written = []
    for template, folder in (("chapter", "chapters"), ("solution", "solutions")):
        text = (ROOT / "templates" / f"{template}.py").read_text("utf-8")
        for name, value in (("{number}", str(int(slug[:2]))), ("{slug}", slug), ("{title}", title)):
            text = text.replace(name, value)
        written.append(ROOT / folder / f"{slug}.py")
        written[-1].write_text(text, "utf-8")
    return written


def main():
    if len(sys.argv) != 3:
        sys.exit(USAGE)
    chapter, solution = (path.relative_to(ROOT) for path in new_chapter(*sys.argv[1:]))
    print(f"Written: {chapter} and {solution}.\n{NEXT.format(chapter=chapter, solution=solution)}")


if __name__ == "__main__":
    main()
