"""Prove that an assignment can be handed out, filled in, graded and given back, in each of the three ways.

    python -m tools.try_grading             # all ways
    python -m tools.try_grading otter       # one of them

Each way has an environment of its own: Colab's versions for the plain notebook, nbgrader, otter-grader; in each of them
wi_lib, as it is here. Three students hand in: one has all right, one makes slips that are recognised, one has changed
nothing but the number. Points must be what they should, feedback must say why, and no file that students get may hold
the secret, a solution or a hidden test.
"""

from __future__ import annotations

import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import nbformat
from nbclient import NotebookClient

from tools import assignments, release
from tools.elsewhere import ROOT, Environment, find_python, kernel, served, table
from tools.try_colab import COLAB
from tools.try_colab import PYTHONS as COLAB_PYTHONS
from wi_grading import ASSIGNMENTS, Class

NBGRADER, OTTER = ["nbgrader==0.9.6"], ["otter-grader==7.0.0", "ipykernel"]  # otter does not ask for a kernel itself
PYTHONS = ("3.12", "3.11", "3.13")
SECRET = "a secret for trying, and no other"
STUDENTS = {"ada": "right", "ben": "half right", "cleo": "empty"}
WORDS = "Xavier's rule keeps neither, with my sizes: the signal is multiplied by 0.7, the gradient by 1.3."
#: What the second student does after having solved a task: slips, each worth half of the points; the rest stays right.
SLIPS = {
    "01-your-own-unit": {
        "gain": "gain = gain**2",
        "exponent": "exponent = exponent / 2",
        "backwards": "backwards = forwards",
        "fault": 'fault = ("mean" if fault[0] == "copies" else "copies", fault[1])',
        "edge": "edge = edge * np.sqrt(n)",
    },
    "02-a-start-for-your-net": {
        "he": "he = 1 / he",
        "forwards": "forwards = forwards**2",
        "both": "both = forwards**0.5",
    },
}


def expected(name, student):
    """(points, of) that the answers of a student must get, without the words. A net without a fault knows no slip."""
    tasks, points = Class(SECRET).tasks(name, student), {}
    for task, key in tasks.items():
        share = {"right": 1, "empty": 0}.get(STUDENTS[student], 0.5 if task in SLIPS[name] else 1)
        points[task] = share * key.points
    if STUDENTS[student] == "half right" and "both" in points:
        points["both"] = 0  # what keeps the signal alone does not keep both
    return sum(points.values()), sum(key.points for key in tasks.values())


def filled(path, name, student, target):
    """Write what a student makes of a notebook that was handed out."""
    book, solved = nbformat.read(path, as_version=4), assignments.source(name)
    solutions = {
        cell.metadata.name: assignments.SOLUTION.search(cell.source)[0]
        for cell in solved.cells
        if assignments.kind(cell)
    }
    for cell in book.cells:
        if assignments.NO_STUDENT in cell.source:
            cell.source = cell.source.replace(assignments.NO_STUDENT, f'STUDENT = "{student}"')
        if STUDENTS[student] == "empty":
            continue
        for task, solution in solutions.items():
            if cell.cell_type == "code" and cell.source.startswith(f"{task} = ..."):
                code = "\n".join(line for line in solution.splitlines() if not line.startswith("###"))
                slip = SLIPS[name].get(task, "") if STUDENTS[student] == "half right" else ""
                cell.source = cell.source.replace(f"{task} = ...", f"{task} = ...\n{code}\n{slip}", 1)
        if cell.cell_type == "markdown" and (
            "Your words, in place" in cell.source or "_Type your answer" in cell.source
        ):
            cell.source = WORDS
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, target)


def look_for_leaks(folder):
    """Refuse if what students get holds what it must not; returns how many files were looked at."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        data = path.read_bytes()
        for word in (
            SECRET,
            "BEGIN SOLUTION",
            "HIDDEN TESTS",
            "wi_grading",
            "One of many good answers",
            "critical_std",
        ):
            assert word.encode() not in data, f"{path.relative_to(folder)} holds {word!r}"
    assert files, folder
    return len(files)


def command(environment, *arguments, cwd):
    """What a command of the environment prints."""
    program = environment.python.parent / arguments[0]
    done = subprocess.run([program, *arguments[1:]], cwd=cwd, env=environment.variables, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout + done.stderr


def try_plain(environment, made, wheel, home):
    """Run the notebooks alone, with the library from its address; grade the lines that they print."""
    handed, before = made / "handed in", environment.packages()
    for name in ASSIGNMENTS:
        for student in STUDENTS:
            alone = handed / student / f"{name}.ipynb"
            filled(made / "plain" / f"{name}.ipynb", name, student, alone)
            shutil.copy(made / "plain" / f"{name}.npz", alone.parent)
            public = re.search(release.NAMED, alone.read_text("utf-8"))[0]
            alone.write_text(
                alone.read_text("utf-8").replace(public, f"{home}/{wheel.name}#sha256={release.sha256(wheel)}"), "utf-8"
            )
            environment.pip("uninstall", "--quiet", "--yes", "wi-lib")
            book = nbformat.read(alone, as_version=4)
            os.environ["JUPYTER_PATH"] = str(kernel(environment))
            client = NotebookClient(
                book, timeout=240, kernel_name="elsewhere", resources={"metadata": {"path": str(alone.parent)}}
            )
            with client.setup_kernel(env=environment.variables):
                for number, cell in enumerate(book.cells):
                    client.execute_cell(cell, number)
            nbformat.write(book, handed / f"{student}-{name}.ipynb")
    look_for_leaks(made / "plain")
    came = set(environment.packages().items()) ^ set(before.items())
    assert {one for one, _ in came} == {"wi-lib"}, f"the set-up cell must add wi-lib and nothing else; changed: {came}"
    secret = made / "grading" / "wi_grading" / "secret.txt"
    done = subprocess.run([sys.executable, "-m", "wi_grading", secret, handed], cwd=made / "grading", capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)  # fmt: skip
    print(done.stdout)
    for row in csv.DictReader((handed / "points.csv").open()):
        feedback = (handed / f"{row['student']}-{row['assignment']}.feedback.txt").read_text("utf-8")
        yield row["assignment"], row["student"], float(row["points"]), feedback


GRADE_WORDS = """
import sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    for submission in book.assignment_submissions(sys.argv[1]):
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                if grade.name == "words" and grade.needs_manual_grade:
                    grade.manual_score, grade.needs_manual_grade = float(sys.argv[2]), False
    book.db.commit()
    for submission in book.assignment_submissions(sys.argv[1]):
        print(submission.student.id, submission.score, submission.needs_manual_grade)
"""


def try_nbgrader(environment, made, wheel, home):
    """Release, submit, autograde, grade the words, write feedback, export."""
    course = made / "nbgrader"
    for name in ASSIGNMENTS:
        print(command(environment, "nbgrader", "generate_assignment", name, cwd=course).splitlines()[-1])
        look_for_leaks(course / "release")
        for student in STUDENTS:
            folder = course / "submitted" / student / name
            filled(course / "release" / name / f"{name}.ipynb", name, student, folder / f"{name}.ipynb")
            shutil.copy(course / "release" / name / f"{name}.npz", folder)
        print(command(environment, "nbgrader", "autograde", name, cwd=course).splitlines()[-1])
        words = 2
        print(command(environment, "python", "-c", GRADE_WORDS, name, str(words), cwd=course))
        print(command(environment, "nbgrader", "generate_feedback", name, cwd=course).splitlines()[-1])
    command(environment, "nbgrader", "export", "--to", "grades.csv", cwd=course)
    look_for_leaks(course / "release")
    for row in csv.DictReader((course / "grades.csv").open()):
        if row["assignment"] in ASSIGNMENTS and row["student_id"] in STUDENTS:
            page = course / "feedback" / row["student_id"] / row["assignment"] / f"{row['assignment']}.html"
            feedback = page.read_text("utf-8")
            assert SECRET not in feedback and "BEGIN SOLUTION" not in feedback
            manual = 0 if STUDENTS[row["student_id"]] == "empty" else words
            yield row["assignment"], row["student_id"], float(row["score"]) - manual, feedback


def try_otter(environment, made, wheel, home):
    """Assign, submit, run the autograder on each submission."""
    for name in ASSIGNMENTS:
        folder = made / "otter" / name
        command(environment, "otter", "assign", f"{name}.ipynb", "dist", cwd=folder)
        look_for_leaks(folder / "dist" / "student")
        (zipped,) = (folder / "dist" / "autograder").glob("*.zip")
        for student in STUDENTS:
            target = folder / student / f"{name}.ipynb"
            filled(folder / "dist" / "student" / f"{name}.ipynb", name, student, target)
            command(
                environment,
                "otter",
                "run",
                "--no-logo",
                "-a",
                str(zipped),
                "-o",
                str(target.parent),
                str(target),
                cwd=folder,
            )
            results = json.loads((target.parent / "results.json").read_text("utf-8"))
            feedback = "\n".join(
                f"{one['name']}: {one.get('score', '-')} of {one.get('max_score', '-')}\n{one['output']}"
                for one in results["tests"]
            )
            print(f"{name}, {student}\n{feedback}")
            graded = [one for one in results["tests"] if one["name"] in Class(SECRET).tasks(name, student)]
            yield name, student, sum(one["score"] for one in graded), feedback


WAYS = {
    "plain": (try_plain, COLAB, COLAB_PYTHONS),
    "nbgrader": (try_nbgrader, NBGRADER, PYTHONS),
    "otter": (try_otter, OTTER, PYTHONS),
}
#: What feedback must tell the second student, whatever the way.
TOLD = {"01-your-own-unit": "square of the gain", "02-a-start-for-your-net": "These are variances"}


def main():
    only, rows, wrong = sys.argv[1] if len(sys.argv) > 1 else "", [], []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        wheel = release.build(folder / "wheel")
        for way, (attempt, packages, pythons) in WAYS.items():
            if only not in way:
                continue
            (folder / way).mkdir()
            environment = Environment(folder / way, next(filter(None, map(find_python, pythons))))
            environment.pip("install", "--quiet", *packages, *([] if way == "plain" else [wheel]))
            made, started = folder / way / "made", time.monotonic()
            assignments.make(SECRET, list(STUDENTS), made)
            with served(folder / "wheel") as home:
                for assignment, student, points, feedback in attempt(environment, made, wheel, home):
                    due, of = expected(assignment, student)
                    rows.append(
                        [way, assignment, student, STUDENTS[student], f"{points:g} of {of:g}", f"{len(feedback):,}"]
                    )
                    if abs(points - due) > 1e-9:
                        wrong.append(f"{way}, {assignment}, {student}: {points:g} points; they must be {due:g}")
                    if STUDENTS[student] == "half right" and TOLD[assignment] not in feedback:
                        wrong.append(f"{way}, {assignment}, {student}: the feedback does not say {TOLD[assignment]!r}")
            print(f"{way}: {time.monotonic() - started:.0f} s without the installation", flush=True)
    table("Handed out, filled in, graded, given back (points without the words)", rows,
          ["way", "assignment", "student", "answers", "points", "characters of feedback"])  # fmt: skip
    if wrong or not rows:
        sys.exit("\n".join(["Failed:", *wrong]))


if __name__ == "__main__":
    main()
