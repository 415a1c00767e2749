"""Make the notebooks from their sources: pair, execute what a change can affect, and write what shows something new.

    python -m tools.notebooks            # every notebook
    python -m tools.notebooks 04-xavier  # only those whose path has 04-xavier in it
    python -m tools.notebooks --all      # execute every one of them, whatever has changed
    python -m tools.notebooks --check    # write nothing; exit 1 if a notebook has not the cells of its source

Each NN-slug.py (percent format) is the source, NN-slug.ipynb beside it is derived, with outputs.
A change of text executes nothing. A change of code executes the notebook, and so does a change
of the library that it depends on (`dependencies.py`; comments do not count). A fresh output is
written only if it shows something else than the stored one (`agreement.py`): so another machine,
or a change without effect, leaves no difference. Run twice, the second run changes nothing.

What was executed last is remembered in `_build`, not in git. Where nothing is remembered,
the last commit is taken to be complete, as its tests have shown.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import functools
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from tools import agreement, cells, tied
from tools.dependencies import Library
from wi_lib._drawings import ASK

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEMORY = "_build/.executed.json"  # notebook -> digest of what it was last executed with
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TRIES = 3  # nbclient stalls now and then, without an error, until its timeout: then try again
SECONDS = 240


def sources(root=ROOT):
    """All chapter sources, the landing page first."""
    return [root / "intro.py", *sorted(root.glob("chapters/*.py")), *sorted(root.glob("solutions/*.py"))]


# ---- Reading ------------------------------------------------------------------------------------------------------


def paired(source):
    """The notebook of a source, with its cells, and without outputs."""
    book, _ = cells.read(source)
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    return book


def stored(source):
    """The notebook beside a source, or None: not made yet, or no JSON any more, after a merge."""
    try:
        return nbformat.from_dict(json.loads(source.with_suffix(".ipynb").read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return None


def code_cells(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


def code(book):
    """The text of all code cells, without IPython's own commands."""
    lines = "\n".join(text(cell) for cell in code_cells(book)).splitlines()
    return "\n".join(re.sub(r"^(\s*)[%!].*", r"\1pass", line) for line in lines)


def text(cell):
    return "".join(cell.source)


def printed(book):
    """All that the cells printed or displayed as text."""
    parts = []
    for cell in code_cells(book):
        for output in cell.outputs:
            parts.append("".join(output.get("text", "")))
            parts.append("".join(output.get("data", {}).get("text/plain", "")))
    return "\n".join(parts)


# ---- Deciding -----------------------------------------------------------------------------------------------------


def has_the_cells(book, old):
    """Whether a stored notebook has the cells of its source, with their ids (the outputs are another matter)."""
    return old is not None and [(c.cell_type, c.get("id"), text(c)) for c in book.cells] == [
        (c.cell_type, c.get("id"), text(c)) for c in old.cells
    ]


def has_the_code(book, old):
    """Whether the stored outputs belong to this code."""
    return old is not None and [text(cell) for cell in code_cells(book)] == [text(cell) for cell in code_cells(old)]


def remembered(root):
    try:
        return json.loads((root / MEMORY).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


@functools.cache
def committed(root):
    """The library at the last commit; None if this is no git checkout."""
    files = subprocess.run(["git", "archive", "HEAD", "wi_lib", "requirements.txt"], cwd=root, capture_output=True)
    if files.returncode:
        return None
    folder = tempfile.TemporaryDirectory()
    with tarfile.open(fileobj=io.BytesIO(files.stdout)) as archive:
        archive.extractall(folder.name, filter="data")
    library = Library(folder.name)
    library.folder = folder  # lives as long as the library
    return library


def is_due(source, library):
    """Whether the stored outputs may no longer be those of this source's code with this
    library: then it must be executed."""
    book, old = paired(source), stored(source)
    if not has_the_code(book, old):
        return True
    last = remembered(library.root).get(str(source.relative_to(library.root)))
    if last is None:
        before = committed(library.root)
        last = before and before.digest(code(book))
    return last != library.digest(code(book))


# ---- Executing ----------------------------------------------------------------------------------------------------


def executed(book, source):
    """The notebook, run from top to bottom and normalised."""
    for attempt in range(1, TRIES + 1):
        client = NotebookClient(
            book,
            timeout=SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": str(source.parent)}},
            record_timing=False,
            coalesce_streams=True,
            extra_arguments=["--log-level=ERROR"],  # not a warning for each kernel that it is on this machine only
        )
        try:
            client.execute(env=os.environ | {ASK: "1"})
            break
        except (CellTimeoutError, DeadKernelError) as error:
            print(f"{source.name}: attempt {attempt} of {TRIES}: {type(error).__name__}", file=sys.stderr)
            if attempt == TRIES:
                raise
    book.metadata["language_info"] = {"name": "python"}
    return book


def kept(book, old):
    """The freshly executed notebook, with every stored output that agrees with the fresh one in its place."""
    if old is None:
        return normalised(book)
    before, after = agreement.models_of(old.metadata), agreement.models_of(book.metadata)
    waiting = code_cells(old)
    models = dict(states(book))
    for cell in code_cells(book):
        # The stored cell with this code: the next one, so that cells may come, go and move.
        place = next((k for k, one in enumerate(waiting) if text(one) == text(cell)), None)
        if place is None:
            continue
        twin = waiting.pop(place)
        outputs = agreement.with_kept_lines(twin.outputs, cell.outputs)
        within = cell.metadata.get("within", agreement.WITHIN)
        shows_the_same = agreement.drawn_alike(twin.outputs, outputs)
        shows_the_same = shows_the_same and not agreement.differences(twin.outputs, outputs, before, after, within)
        depends_on_the_computer = "nbval-ignore-output" in cell.metadata.get("tags", [])
        same_text = agreement.texts(outputs) == agreement.texts(twin.outputs)
        if depends_on_the_computer or (shows_the_same and same_text):
            cell.outputs = [renumbered(output, cell.execution_count) for output in twin.outputs]
            models |= {f"stored {name}": state for name, state in states(old).items()}
            for output in cell.outputs:
                if view := output.get("data", {}).get(agreement.VIEW):
                    view["model_id"] = f"stored {view['model_id']}"
        else:
            cell.outputs = outputs
    return normalised(book, models)


def renumbered(output, count):
    """A copy of an output, as that of the cell that was executed as number `count`."""
    copy = json.loads(json.dumps(output))
    return nbformat.from_dict(copy | {"execution_count": count} if "execution_count" in copy else copy)


def states(book):
    """The widgets' states that a notebook stores, as they are: id -> state with buffers."""
    return book.metadata.get("widgets", {}).get(agreement.STATE, {}).get("state", {})


def normalised(book, models=None):
    """Give widgets stable ids, in the order in which the page shows them, and drop those that it does not show."""
    models, names, shown = states(book) if models is None else models, {}, {}

    def visit(name):
        """Name a widget and those inside it, and keep its state."""
        if name in models and name not in names:
            names[name] = f"{len(names):032x}"
            prefix = "stored " if name.startswith("stored ") else ""
            shown[names[name]] = None  # its place, before that of its parts
            raw = re.sub(
                r"IPY_MODEL_([0-9a-f]+)",
                lambda part: f"IPY_MODEL_{visit(prefix + part[1])}",
                json.dumps(models[name]),
            )
            shown[names[name]] = json.loads(raw)
        return names.get(name, name)

    for cell in book.cells:
        for output in cell.get("outputs", []):
            if view := output.get("data", {}).get(agreement.VIEW):
                view["model_id"] = visit(view["model_id"])
    book.metadata.pop("widgets", None)
    if shown:
        book.metadata["widgets"] = {agreement.STATE: {"state": shown, "version_major": 2, "version_minor": 0}}
    return book


def with_old_outputs(book, old):
    """The notebook with the stored outputs: only its text has changed."""
    for cell, twin in zip(code_cells(book), code_cells(old)):
        cell.outputs, cell.execution_count = twin.outputs, twin.execution_count
    if "widgets" in old.metadata:
        book.metadata["widgets"] = old.metadata["widgets"]
    return book


# ---- Numbers of the text ------------------------------------------------------------------------------------------


def tie(book, source):
    """Write the measured numbers into prose (in the source, too) and what is said of a
    figure (in the notebook only)."""
    figures = tied.figures(printed(book))
    prose = source.read_text("utf-8")
    better = tied.retied(prose, figures)
    if better != prose:
        for was, now in zip(tied.TIED.finditer(prose), tied.TIED.finditer(better)):
            if was[0] != now[0]:
                line = prose.count("\n", 0, was.start()) + 1
                print(
                    f"{source.parent.name}/{source.name}:{line}: {was[0]} is now {now[1]}: read the sentence once more"
                )
        source.write_text(better, "utf-8")
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = tied.retied(text(cell), figures)
        for key in cells.PLACES:
            if sentence := cells.sentence(cell, key):
                cells.put_sentence(cell, key, tied.filled(sentence, figures))
    return book


# ---- The command --------------------------------------------------------------------------------------------------


def as_file(book):
    return json.dumps(book, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def fresh(source):
    """A source's notebook, executed and nothing else: what several processes can do side by side."""
    return executed(paired(source), source)


def remember(root, name, digest):
    (root / MEMORY).parent.mkdir(exist_ok=True)
    (root / MEMORY).write_text(json.dumps(remembered(root) | {name: digest}, indent=1), "utf-8")


def made(source, library, run):
    """The notebook of a source: the executed one that `run` gives, or, if that is None,
    the stored one with the new text."""
    book, old = paired(source), stored(source)
    if run is None:
        return tie(with_old_outputs(book, old), source)
    remember(library.root, str(source.relative_to(library.root)), library.digest(code(book)))
    return tie(kept(run, old), source)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="execute every notebook, changed or not")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a notebook has not the cells of its source"
    )
    parser.add_argument("only", nargs="?", default="", help="part of a path: look at no other notebooks")
    options = parser.parse_args()
    chosen = [source for source in sources() if options.only in str(source.relative_to(ROOT))]
    if not chosen:
        sys.exit(
            f"No notebook has {options.only!r} in its path; there are {', '.join(str(s.relative_to(ROOT)) for s in sources())}."
        )
    if options.check:
        stale = [source for source in chosen if not has_the_cells(paired(source), stored(source))]
        for source in stale:
            print(f"{source.relative_to(ROOT)}: the notebook has not the cells of its source; run `make notebooks`")
        sys.exit(bool(stale))
    library, written = Library(ROOT), 0
    due = [source for source in chosen if options.all or is_due(source, library)]
    with concurrent.futures.ProcessPoolExecutor() as pool:
        runs = {source: pool.submit(fresh, source) for source in due}
        for source in chosen:
            content = as_file(made(source, library, runs[source].result() if source in runs else None))
            target = source.with_suffix(".ipynb")
            changed = not target.exists() or target.read_text("utf-8") != content
            if changed:
                target.write_text(content, "utf-8")
            if changed or source in runs:
                ran, how = "executed, " * (source in runs), "written" if changed else "it shows the same as before"
                print(f"{source.relative_to(ROOT)}: {ran}{how}", flush=True)
            written += changed
    print(f"{len(chosen)} notebooks: {len(runs)} executed, {written} written.")


if __name__ == "__main__":
    main()
