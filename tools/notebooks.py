"""Make the notebooks from their sources: pair, execute what changed, normalise.

    python tools/notebooks.py            # write every notebook whose source or library has changed
    python tools/notebooks.py --all      # execute every one of them anew
    python tools/notebooks.py --check    # write nothing; exit 1 if a notebook is not up to date
    python tools/notebooks.py 04-xavier  # only those whose path has 04-xavier in it

Each NN-slug.py (percent format) is the source, NN-slug.ipynb beside it is derived, with outputs. A notebook remembers the
hash of what it was made from: its own source, and the library with its data. Run twice, the second run changes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pathlib
import re
import sys

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

ROOT = pathlib.Path(__file__).resolve().parent.parent
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TRIES = 3  # nbclient stalls now and then, without an error, until its timeout: then try again
SECONDS = 240


def sources():
    """All chapter sources, the landing page first."""
    return [ROOT / "intro.py", *sorted(ROOT.glob("chapters/*.py")), *sorted(ROOT.glob("solutions/*.py"))]


def digest(paths):
    """A short hash of files' contents, in a fixed order."""
    sha = hashlib.sha256()
    for path in sorted(paths):
        sha.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return sha.hexdigest()[:16]


def made_from(source):
    """What a notebook depends on: its source, and the library's code and data."""
    library = [path for path in (ROOT / "wi_lib").rglob("*") if path.suffix in (".py", ".js", ".css", ".npz")]
    return {"source": digest([source]), "library": digest(library)}


def is_current(source):
    try:
        made = json.loads(source.with_suffix(".ipynb").read_text("utf-8"))["metadata"].get("made_from")
    except (FileNotFoundError, ValueError):  # not made yet; or no JSON any more, after a merge
        return False
    return made == made_from(source)


def build(source):
    """The executed, normalised notebook of a source."""
    book = jupytext.read(source, fmt="py:percent")
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for number, cell in enumerate(book.cells, 1):
        cell["id"] = f"cell-{number:02d}"
    for attempt in range(1, TRIES + 1):
        client = NotebookClient(
            book,
            timeout=SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": str(source.parent)}},
            record_timing=False,
            coalesce_streams=True,
        )
        try:
            client.execute()
            break
        except (CellTimeoutError, DeadKernelError) as error:
            print(f"{source.name}: attempt {attempt} of {TRIES}: {type(error).__name__}", file=sys.stderr)
            if attempt == TRIES:
                raise
    book.metadata["language_info"] = {"name": "python"}
    book.metadata["made_from"] = made_from(source)
    return normalised(book)


def normalised(book):
    """Give widgets stable ids, in the order in which the page shows them, and drop those that it does not show."""
    state = book.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    names = {}

    def visit(model_id):
        if model_id in state and model_id not in names:
            names[model_id] = f"{len(names):032x}"
            for child in re.findall(r"IPY_MODEL_([0-9a-f]+)", json.dumps(state[model_id]["state"])):
                visit(child)

    for cell in book.cells:
        for output in cell.get("outputs", []):
            view = output.get("data", {}).get("application/vnd.jupyter.widget-view+json")
            if view:
                visit(view["model_id"])
                view["model_id"] = names[view["model_id"]]
    if names:
        text = json.dumps({names[old]: state[old] for old in names})
        text = re.sub(r"IPY_MODEL_([0-9a-f]+)", lambda match: f"IPY_MODEL_{names[match[1]]}", text)
        shown = {"state": json.loads(text), "version_major": 2, "version_minor": 0}
        book.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": shown}
    else:
        book.metadata.pop("widgets", None)
    return book


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="execute every notebook, changed or not")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a notebook is not up to date")
    parser.add_argument("only", nargs="?", default="", help="part of a path: look at no other notebooks")
    options = parser.parse_args()
    chosen = [source for source in sources() if options.only in str(source.relative_to(ROOT))]
    stale = [source for source in chosen if options.all or not is_current(source)]
    if options.check:
        for source in stale:
            print(f"{source.relative_to(ROOT)}: the notebook is not up to date; run `make notebooks`")
        sys.exit(bool(stale))
    for source in stale:
        book = build(source)
        source.with_suffix(".ipynb").write_text(json.dumps(book, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
        print(f"{source.relative_to(ROOT)}: executed")
    print(f"{len(chosen) - len(stale)} of {len(chosen)} notebooks were up to date.")


if __name__ == "__main__":
    main()
