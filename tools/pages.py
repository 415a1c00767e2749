"""Write what the chapters and the list of sources say of themselves into the pages that repeat it.

    python -m tools.pages            # write what is missing or old
    python -m tools.pages --check    # write nothing; name what is old, exit 1 if anything is

The head of each chapters/NN-slug.py states its title, its question and its time: from it come the rows of the tables in
README.md and intro.py, and with teaching/*.md those of teaching.md, whose minutes are added up from the steps of each
lecture. The minutes of reading are computed (`reading.py`), and written into the head; those of the
exercises stand there. references.bib states every source: from it comes references.md (`references.py`). The questions
of "Check yourself" name the beliefs behind wrong answers: from them comes the table of misconceptions
(`misconceptions.py`). Run twice, the second run changes nothing.
"""

from __future__ import annotations

import argparse
import math
import pathlib
import re
import sys
from dataclasses import dataclass

from tools import address, lecture, misconceptions, reading, references
from tools.address import ROOT

#: Where the table stands: file -> what begins each of its lines.
TABLES = {"README.md": "", "intro.py": "# "}
BEGIN = "<!-- The table: made by `make pages` from the heads of chapters/*.py. -->"
END = "<!-- The table ends here. -->"
BELIEFS = '<!-- The table: made by `make pages` from "Check yourself" of chapters/*.py. -->'
DECKS = "teaching.md", "<!-- The table: made by `make pages` from the steps of teaching/*.md. -->"
DECKS_HEAD = "| what | deck | minutes |\n|---|---|---|"
HEAD = "| chapter | the question | reading + exercises | run |\n|---|---|---|---|"
# What the head of a chapter must say: part -> (how it is found, an example).
PARTS = {
    "title": (r"^# # (\S.*)$", "# # Too large, too small"),
    "question": (r"^# \*([^*\n]+\?)\*$", "# *What goes wrong when the weights start too large?*"),
    "time": (
        r"^# - \*\*Time:\*\* (\d+) minutes of reading, (\d+) more for the exercises\.$",
        "# - **Time:** 25 minutes of reading, 20 more for the exercises.",
    ),
}


@dataclass(frozen=True)
class Chapter:
    """What a chapter says of itself."""

    stem: str  # NN-slug
    title: str
    question: str
    exercises: int  # minutes that the head gives them
    reading: int  # minutes, computed
    head: str  # its first cell, with these minutes of reading

    @property
    def number(self):
        return int(self.stem[:2])

    @property
    def notebook(self):
        return f"chapters/{self.stem}.ipynb"


def chapter(source):
    """The Chapter of a chapters/NN-slug.py. Stops with a message if its first cell lacks a part."""
    head = first_cell(source)
    found = {part: re.search(pattern, head, re.M) for part, (pattern, _) in PARTS.items()}
    missing = [f"its {part} (such as `{PARTS[part][1]}`)" for part, match in found.items() if not match]
    if missing:
        sys.exit(
            f"{source.parent.name}/{source.name}:1: the first cell must state {', '.join(missing)}, each on a line."
        )
    stated, minutes = found["time"], reading.reading(source).minutes
    head = f"{head[: stated.start(1)]}{minutes}{head[stated.end(1) :]}"
    return Chapter(source.stem, found["title"][1], found["question"][1], int(stated[2]), minutes, head)


def first_cell(source):
    return source.read_text("utf-8").partition("\n# %%")[0]


def chapters(root=ROOT):
    return [chapter(source) for source in sorted(root.glob("chapters/*.py"))]


def places(notebook, edition):
    """Where a notebook can be run: name -> address."""
    repository, branch = edition.repository, edition.branch
    return {
        "Colab": f"https://colab.research.google.com/github/{repository}/blob/{branch}/{notebook}",
        "Binder": f"https://mybinder.org/v2/gh/{repository}/{branch}?urlpath=lab/tree/{notebook}",
        "JupyterLite": f"{address.site(repository)}/lite/lab/index.html?path={notebook}",
    }


def table(chapters, edition):
    """The table of chapters, in Markdown. Addresses stand below it, so that a row is short enough to be read."""
    rows, addresses = [], [f"[{name}]: _static/run-{name.lower()}.svg" for name in places("", edition)]
    for one in chapters:
        links = places(one.notebook, edition)
        badges = " ".join(f"[![Run chapter {one.number} on {name}][{name}]][{name}-{one.number}]" for name in links)
        title, question = (text.replace("|", r"\|") for text in (one.title, one.question))
        rows.append(
            f"| [{one.number} {title}]({one.notebook}) | {question} | {one.reading} + {one.exercises} min | {badges} |"
        )
        addresses += [f"[{name}-{one.number}]: {link}" for name, link in links.items()]
    return "\n".join([HEAD, *rows, "", *addresses])


def decks(titles, root=ROOT):
    """The table of lectures, in Markdown: page, deck, and minutes without and with what can be cut.

    Args:
        titles: stem of a chapter -> its title.
    """
    rows = []
    for path in sorted(root.glob("teaching/*.md")):
        try:
            script = lecture.read(path)
        except ValueError as error:
            sys.exit(str(error))
        if script:
            title = f"{int(path.stem[:2])} {titles[path.stem]}" if path.stem in titles else script.title
            whole, least = map(math.ceil, script.minutes)
            title = title.replace("|", r"\|")
            rows.append(f"| [{title}](teaching/{path.name}) | [deck](slides/{path.stem}.html) | {least} to {whole} |")
    return "\n".join([DECKS_HEAD, *rows])


def with_table(text, lines, prefix, name, mark=BEGIN):
    """The text of a file with these lines between the two marks. Stops with a message if it has not both, once."""
    begin, end = prefix + mark, prefix + END
    if text.count(begin) != 1 or text.count(end) != 1:
        sys.exit(f"{name}: the table must stand once between the lines\n    {begin}\n    {end}")
    before, _, rest = text.partition(begin)
    body = "\n".join((prefix + line).rstrip() for line in ["", *lines.splitlines(), ""])
    return f"{before}{begin}\n{body}\n{end}{rest.partition(end)[2]}"


def pages(root=ROOT):
    """file -> what should stand in it."""
    made = {"references.md": references.page((root / "references.bib").read_text("utf-8"))}
    found = chapters(root)
    for one in found:
        source = root / f"chapters/{one.stem}.py"
        made[f"chapters/{source.name}"] = source.read_text("utf-8").replace(first_cell(source), one.head, 1)
    lines = table(found, address.edition(root))
    for name, prefix in TABLES.items():
        made[name] = with_table((root / name).read_text("utf-8"), lines, prefix, name)
    titles = {one.stem: one.title for one in found}
    name, mark = DECKS
    made[name] = with_table((root / name).read_text("utf-8"), decks(titles, root), "", name, mark)
    name = misconceptions.PAGE
    beliefs = misconceptions.table(titles, root)
    made[name] = with_table((root / name).read_text("utf-8"), beliefs, "", name, BELIEFS)
    return made


def stale(root=ROOT):
    """Those of the pages that do not say what they should."""

    def stands(name):
        path = pathlib.Path(root, name)
        return path.read_text("utf-8") if path.exists() else ""

    return {name: text for name, text in pages(root).items() if text != stands(name)}


def write(root=ROOT):
    """Write the pages that are old; their names."""
    old = stale(root)
    for name, text in old.items():
        (root / name).write_text(text, "utf-8")
    return list(old)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is old")
    options = parser.parse_args()
    if options.check:
        old = list(stale())
        print(*(f"{name}: it does not say what its source says; run make pages" for name in old), sep="\n")
        sys.exit(bool(old))
    print(*(f"{name}: written" for name in write()), sep="\n")


if __name__ == "__main__":
    main()
