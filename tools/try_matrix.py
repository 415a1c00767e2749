"""Prove that the book runs at home: every supported Python, with the oldest allowed and the newest packages.

    python -m tools.try_matrix                   # all
    python -m tools.try_matrix oldest 3.12       # only combinations with all of these words
    python -m tools.try_matrix newest            # what the weekly run on GitHub does

In each combination: `pip install .[notebooks]` in an empty environment, the library's
tests, every notebook. "oldest" are the lower bounds in pyproject.toml; where one has no
wheel for a Python, the oldest version that has. If that fails, raise the bound.
"""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys
import tempfile
import time
import tomllib

from packaging.version import Version

from tools.elsewhere import ROOT, Environment, find_python, library_tests, notebooks, run, table

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
VARIED = ("numpy", "matplotlib", "ipywidgets", "anywidget")
TOOLS = ("pytest", "hypothesis")


def oldest(environment, requirement):
    """The oldest version that the requirement ("numpy>=1.26") allows and that has a wheel for this Python."""
    name, bound = requirement.split(">=")
    listed = environment.pip("index", "versions", name)
    versions = sorted(Version(one) for one in re.search(r"Available versions: (.*)", listed)[1].split(", "))
    for version in (one for one in versions if one >= Version(bound)):
        asked = ["install", "--dry-run", "--quiet", "--no-deps", "--only-binary", ":all:", f"{name}=={version}"]
        if environment.pip(*asked, may_fail=True) is not None:
            return str(version)
    sys.exit(f"{requirement}: no version has a wheel for {environment.python}")


def trial(python, age, folder):
    """One row of the table."""
    environment = Environment(folder, python)
    copy = folder / "copy"
    subprocess.run(["git", "clone", "--quiet", ROOT, copy], check=True)
    asked = tomllib.loads((copy / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    varied = [one for one in asked if one.split(">=")[0] in VARIED]
    pins, notes = [], []
    if age == "oldest":
        for one in varied:
            name, bound = one.split(">=")
            version = oldest(environment, one)
            pins.append(f"{name}=={version}")
            if Version(version).release[:2] != Version(bound).release[:2]:
                notes.append(f"{name} {bound} has no wheel for this Python")
    environment.pip("install", "--quiet", ".[notebooks]", *pins, *TOOLS, cwd=copy)
    has = environment.packages()
    started = time.monotonic()
    tests = subprocess.run([environment.python, "-m", "pytest", "-p", "no:cacheprovider", "--disable-warnings", "--tb=short", *library_tests()], cwd=copy,
                           env=environment.variables, capture_output=True, text=True)  # fmt: skip
    summary = tests.stdout.strip().splitlines()[-1]
    print(f"{age}, {', '.join(f'{name} {has[name]}' for name in VARIED)}: {summary}", flush=True)
    failures = [] if tests.returncode == 0 else [f"tests: {summary}\n{tests.stdout[-4000:]}"]
    done = 0
    for path in notebooks():
        if (copy / path.relative_to(ROOT)).exists():
            try:
                run(environment, copy / path.relative_to(ROOT))
                done += 1
            except Exception as error:  # go on, and say at the end all that fails
                failures.append(f"{path.relative_to(ROOT)}: {error}")
    for failure in failures:
        print(failure, file=sys.stderr, flush=True)
    result = "passed" if not failures else f"{len(failures)} FAILED"
    return [*(has[name] for name in VARIED), summary.split(" in ")[0].strip("= "), f"{done} notebooks",
            f"{time.monotonic() - started:.0f} s", result, "; ".join(notes)]  # fmt: skip


def main():
    words = sys.argv[1:]
    rows, missing = [], []
    for version in PYTHONS:
        for age in ("oldest", "newest"):
            if not all(word in (version, age) for word in words):
                continue
            python = find_python(version)
            if not python:
                missing.append(version)
                continue
            with tempfile.TemporaryDirectory() as name:
                rows.append([f"{version} {age}", *trial(python, age, pathlib.Path(name))])
    table("pip install .[notebooks], the library's tests, every notebook", rows,
          ["Python", *VARIED, "tests", "ran", "time", "result", "note"])  # fmt: skip
    if missing:
        print(f"\nNot tried, because this machine has no such Python: {', '.join(sorted(set(missing)))}")
    if not rows or any("FAILED" in row[-2] for row in rows):
        sys.exit(
            "Not all that was tried passed."
            if rows
            else f"Nothing was tried: choose from oldest, newest, {', '.join(PYTHONS)}."
        )


if __name__ == "__main__":
    main()
