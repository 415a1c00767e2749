"""Make what is handed out and what grades it, from the sources in assignments/: for your class, with its secret.

    python -m tools.assignments --students 1-120                  # a new secret, if there is none yet
    python -m tools.assignments --students logins.txt --secret "something long" --address https://example.edu/wi

Into _build/assignments come: plain (notebooks and class files for students), nbgrader (a course with its sources),
otter (what `otter assign` reads), grading (a copy of wi_grading with the secret: for you alone). One source makes all
of them. A cell with the tag `task` holds the answer of the task of that name, with a solution between its two marks; a
cell with the tag `words` is graded by a person. The text above a task gets its points and tolerance from wi_grading.
"""

from __future__ import annotations

import argparse
import copy
import pathlib
import re
import secrets
import shutil
import sys

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from tools import cells, release
from wi_grading import ASSIGNMENTS, Class
from wi_lib import assignments as student_side

ROOT = cells.ROOT
BUILT = ROOT / "_build" / "assignments"
SOLUTION = re.compile(r"^### BEGIN SOLUTION\n.*?^### END SOLUTION(?:\n|\Z)", re.M | re.S)
SET_UP = re.compile(r"^import importlib\.util\n(?:.*\n)*?import wi_lib as wi\n", re.M)
NO_STUDENT = "STUDENT = ..."
ON_HONOUR = (
    "**The checks below answer at once, and on honour**: they are for you, and give no points. Whoever wants to can try answers until one fits, "
    "and has learnt nothing. At the end, the last cell prints a line with your answers: hand in this notebook with it."
)
GRADED = "**Your answers are graded after you have handed in.** Until then, a check below a task tells only whether there is an answer."


def source(name):
    """The notebook of an assignment's source, with the set-up cell of the chapters, points and tolerances."""
    path = ROOT / "assignments" / f"{name}.py"
    (set_up,) = SET_UP.findall((ROOT / "templates" / "chapter.py").read_text("utf-8"))
    text = path.read_text("utf-8")
    if text.count("\nimport wi_lib as wi\n") != 1:
        sys.exit(
            f"{cells.shown(path)}: its set-up cell must have the line `import wi_lib as wi` once; that of the chapters takes its place."
        )
    book, _ = cells.parse(text.replace("import wi_lib as wi\n", set_up), cells.shown(path))
    tasks = Class("of no class at all").tasks(name, "nobody")
    found = [cell.metadata.name for cell in book.cells if kind(cell) == "task"]
    if found != list(tasks):
        sys.exit(
            f"{cells.shown(path)}: its tasks are {', '.join(found)}; those of wi_grading are {', '.join(tasks)}: they must agree."
        )
    for question, cell in zip(book.cells, book.cells[1:]):
        if kind(cell) == "task":
            question.source = told(question.source, tasks[cell.metadata.name])
        if kind(cell) == "words":
            question.source = with_points(question.source, ASSIGNMENTS[name].WORDS)
    return book


def kind(cell):
    """ "task", "words" or "" for a cell of a source."""
    return next((tag for tag in ("task", "words") if tag in cell.metadata.get("tags", [])), "")


def told(text, task):
    """A question with its points behind the heading, and its tolerances filled in."""
    values = {"one_way": f"{student_side.ONE_WAY - 1:.0%}", "both_ways": f"{student_side.BOTH_WAYS:g}"}
    values["within"] = f"{getattr(task, 'rtol', 0):.0%}"
    return with_points(re.sub(r"\{(within|one_way|both_ways)\}", lambda found: values[found[1]], text), task.points)


def with_points(text, points):
    heading, _, rest = text.partition("\n")
    return f"{heading} ({points} points)\n{rest}"


def without_solution(text):
    return SOLUTION.sub("", text).rstrip("\n")


def cell_of(cell, text=None, **metadata):
    """A cell for somebody else: its id, its text, and no metadata of ours; folded if it teaches nothing."""
    if "hide-input" in cell.metadata.get("tags", []):
        metadata["jupyter"] = {"source_hidden": True}
    new = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    return new(cell.source if text is None else text, id=cell["id"], metadata=metadata)


def notebook(made):
    kernel = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return new_notebook(cells=made, metadata=kernel)


def head(cell, note):
    """The first cell, with a note on how answers are judged."""
    return cell_of(cell, f"{cell.source}\n\n{note}")


# ---- Three ways ----------------------------------------------------------------------------------------------------


def plain(name, book):
    """The student's notebook whose checks answer at once."""
    first, *rest = book.cells
    made, tasks = [head(first, ON_HONOUR)], []
    for cell in rest:
        text = without_solution(cell.source)
        if kind(cell) == "task":
            tasks.append(cell.metadata.name)
            text = f'{text}\n\nsheet.check("{tasks[-1]}", {tasks[-1]})'
        made.append(cell_of(cell, text))
    made.append(new_markdown_cell("## Hand in\n\nRun this cell last: it prints what you hand in.", id="hand-in-text"))
    made.append(new_code_cell(f"sheet.hand_in({', '.join(f'{task}={task}' for task in tasks)})", id="hand-in"))
    return notebook(made)


def nbgrader(name, book):
    """nbgrader's source notebook: solutions, hidden tests, points, a cell graded by hand."""
    tasks = Class("of no class at all").tasks(name, "nobody")
    first, *rest = book.cells
    made = [head(first, GRADED)]
    for cell in rest:
        own = cell.metadata.get("name")
        if not kind(cell):
            made.append(cell_of(cell))
        elif kind(cell) == "words":
            made.append(cell_of(cell, nbgrader=marks(own, grade=True, solution=True, points=ASSIGNMENTS[name].WORDS)))
        else:
            test = (
                f'assert {own} is not ..., "Not answered yet."\n### BEGIN HIDDEN TESTS\nimport wi_grading\n\n'
                f'wi_grading.points("{name}", STUDENT, "{own}", {own})\n### END HIDDEN TESTS'
            )
            made.append(cell_of(cell, nbgrader=marks(own, solution=True)))
            made.append(
                new_code_cell(
                    test,
                    id=f"{own}-test",
                    metadata={"nbgrader": marks(f"{own}-test", grade=True, locked=True, points=tasks[own].points)},
                )
            )
    return notebook(made)


def marks(name, grade=False, solution=False, locked=False, points=None):
    """What nbgrader reads of a cell."""
    found = {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return found if points is None else found | {"points": points}


NBGRADER_CONFIG = '''\
"""Made by make assignments. The tests import wi_grading, with the secret beside it, from the folder `grading`."""
import os
import pathlib

c = get_config()
course = pathlib.Path(__file__).resolve().parent
c.CourseDirectory.root = str(course)
c.CourseDirectory.course_id = "weight-initialization"
c.ClearSolutions.code_stub = {"python": ""}  # the line with the three dots stays
c.ClearSolutions.text_stub = ""
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(course.parent / "grading"), os.environ.get("PYTHONPATH")]))
'''


def otter(name, book, files):
    """The notebook that `otter assign` reads: each question has two tests, for half of the points each."""
    tasks = Class("of no class at all").tasks(name, "nobody")
    wheel, sha = release.named()
    settings = {
        "name": name,
        "files": [f"{name}.npz"],
        "autograder_files": files,
        "requirements": [f"wi-lib @ {release.address.site(release.address.edition().repository)}/{wheel}#sha256={sha}"],
        "run_tests": False,  # they need a student's number
        "tests": {"ok_format": False},
        "generate": {"show_hidden": True},
        "export_cell": {"pdf": False, "run_tests": False},
    }
    made = [
        new_raw_cell("# ASSIGNMENT CONFIG\n" + yaml.safe_dump(settings, sort_keys=False)),
        head(book.cells[0], GRADED),
    ]
    for cell, question in zip(book.cells[1:], book.cells):
        if not kind(cell):
            made.append(cell_of(cell))
            continue
        own, manual = cell.metadata.name, kind(cell) == "words"
        points = ASSIGNMENTS[name].WORDS if manual else tasks[own].points
        made.pop()  # the question, which stands above: otter wants it inside
        made += [
            new_raw_cell(f"# BEGIN QUESTION\nname: {own}\nmanual: {str(manual).lower()}\npoints: {points}"),
            cell_of(question),
        ]
        made.append(new_raw_cell("# BEGIN SOLUTION"))
        made.append(cell_of(cell, cell.source.replace("### ", "# ") if not manual else SOLUTION.search(cell.source)[0]))
        made.append(new_raw_cell("# END SOLUTION"))
        if not manual:
            made.append(new_raw_cell("# BEGIN TESTS"))
            made += [
                new_code_cell(test, id=f"{own}-test-{number}")
                for number, test in enumerate(otter_tests(name, own, points))
            ]
            made.append(new_raw_cell("# END TESTS"))
        made.append(new_raw_cell("# END QUESTION"))
    return notebook(made)


def otter_tests(name, task, points):
    """A test that everybody sees, and two that grade."""
    yield f'""" # BEGIN TEST CONFIG\npoints: 0\n""" # END TEST CONFIG\ndef test_answered({task}):\n    assert {task} is not ..., "Not answered yet."'
    for what, share in (("half", 0.5), ("right", 1)):
        yield (
            f'""" # BEGIN TEST CONFIG\nhidden: true\npoints: {points / 2:g}\n""" # END TEST CONFIG\n'
            f"def test_{what}(STUDENT, {task}):\n    import wi_grading\n"
            f'    wi_grading.at_least({share}, "{name}", STUDENT, "{task}", {task})'
        )


# ---- For a class ---------------------------------------------------------------------------------------------------


def students(text):
    """ "1-120", or a file with a number or a name in each line -> a list of them."""
    if span := re.fullmatch(r"(\d+)-(\d+)", text):
        return [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
    path = pathlib.Path(text)
    if not path.is_file():
        sys.exit(f"STUDENTS must be a span such as 1-120, or a file with one number or name a line; received {text!r}.")
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def secret_for(given, folder):
    """The secret that is given; or the one that is there; or a new one."""
    kept = folder / "grading" / "wi_grading" / "secret.txt"
    return given or (kept.read_text("utf-8").strip() if kept.exists() else secrets.token_urlsafe(18))


def make(secret, who, folder=BUILT, address="", only=""):
    """Write all into `folder`, anew. With `address`, the notebooks of the plain way fetch the class file from there."""
    the_class = Class(secret)
    for way in ("plain", "nbgrader", "otter", "grading"):
        if way != "nbgrader":  # what students have handed in is in there
            shutil.rmtree(folder / way, ignore_errors=True)
    package = folder / "grading" / "wi_grading"
    shutil.copytree(ROOT / "wi_grading", package, ignore=shutil.ignore_patterns("__pycache__", "secret.txt"))
    (package / "secret.txt").write_text(secret, "utf-8")
    for name in (one for one in ASSIGNMENTS if only in one):
        book = source(name)
        for way in ("plain", "nbgrader", "otter"):
            target = {"nbgrader": folder / "nbgrader" / "source" / name, "otter": folder / "otter" / name}.get(
                way, folder / way
            )
            target.mkdir(parents=True, exist_ok=True)
            student_side.write_sheets(
                target / f"{name}.npz", [the_class.sheet(name, one, seals=way == "plain") for one in who]
            )
            if way == "plain":
                made = plain(name, at_address(book, name, address))
            elif way == "nbgrader":
                made = nbgrader(name, book)
                (folder / "nbgrader" / "nbgrader_config.py").write_text(NBGRADER_CONFIG, "utf-8")
            else:
                shutil.copytree(package, target / "wi_grading")
                made = otter(name, book, sorted(f"wi_grading/{one.name}" for one in package.iterdir()))
            nbformat.write(made, target / f"{name}.ipynb")


def at_address(book, name, address):
    """The notebook with the class file's address, in place of a file beside it."""
    book = copy.deepcopy(book)
    for cell in book.cells if address else []:
        cell.source = cell.source.replace(f'FILE = "{name}.npz"', f'FILE = "{address.rstrip("/")}/{name}.npz"')
    return book


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--students", default="1-120")
    arguments.add_argument("--secret", default="")
    arguments.add_argument("--address", default="")
    arguments.add_argument("--only", default="")
    given = arguments.parse_args()
    who = students(given.students)
    secret = secret_for(given.secret, BUILT)
    try:
        make(secret, who, BUILT, given.address, given.only)
    except ValueError as error:
        sys.exit(str(error))
    print(
        f"For {len(who)} students, in {BUILT.relative_to(ROOT)}:\n"
        "  plain/      hand out: each notebook with its class file (.npz)\n"
        "  nbgrader/   your course: nbgrader generate_assignment NAME, in this folder\n"
        "  otter/      otter assign NAME/NAME.ipynb dist, in this folder\n"
        "  grading/    for you alone: the secret is in there. Keep a copy of it"
    )


if __name__ == "__main__":
    main()
