import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent


def shown(path):
    """A path as messages name it: from the top of the project; of a copy elsewhere, with its folder."""
    return (path.relative_to(ROOT) if path.is_relative_to(ROOT) else pathlib.Path(*path.parts[-2:])).as_posix()


def at(path, words, after=""):
    """Where a file says these words, "file:line": the first time, or the first time from a line that is `after` on."""
    lines = path.read_text("utf-8").splitlines()
    start = next((number for number, line in enumerate(lines) if after and line.strip() == after.strip()), 0)
    found = (number for number, line in enumerate(lines[start:], start + 1) if words.strip() in line)
    return f"{shown(path)}:{next(found, start + 1)}"


def no_faults(faults):
    """Pass if there are none; else fail with these sentences alone. Each says where, what is there, and what to do."""
    if faults := list(faults):
        pytest.fail("\n".join(["", *map(str, faults)]), pytrace=False)
