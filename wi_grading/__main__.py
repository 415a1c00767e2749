"""Grade what was handed in as lines: the last cell of the plain notebook prints one.

    python -m wi_grading SECRET_FILE FOLDER

FOLDER holds the students' notebooks (.ipynb, with their outputs), or texts (.txt) with their lines. Beside each file
comes its feedback (.feedback.txt), and into FOLDER a table of all points, points.csv. Words are graded by you.
"""

from __future__ import annotations

import csv
import json
import pathlib
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from . import ASSIGNMENTS, Class


def lines(path: pathlib.Path) -> Iterator[dict[str, Any]]:
    """What a file hands in: the last line of each assignment."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "".join("".join(output.get("text", "")) for cell in cells for output in cell.get("outputs", []))
    found = {}
    for line in text.splitlines():
        if line.startswith('{"assignment":'):
            read = json.loads(line)
            found[read["assignment"]] = read
    yield from found.values()


def main(secret_file: str, folder: str) -> None:
    """Grade a folder; see above."""
    if not folder or not pathlib.Path(folder).is_dir():
        sys.exit(f"FOLDER must be the folder with the notebooks that were handed in; received {folder!r}.")
    if not pathlib.Path(secret_file).is_file():
        sys.exit(f"There is no secret in {secret_file}: run make assignments first, or put your copy there.")
    graded, rows = Class(pathlib.Path(secret_file).read_text("utf-8")), []
    for path in sorted(one for kind in ("*.ipynb", "*.txt") for one in pathlib.Path(folder).glob(kind)):
        if path.name.endswith(".feedback.txt"):
            continue
        said = []
        for read in lines(path):
            results = graded.grade(read["assignment"], read["student"], read["answers"])
            got, of = sum(one.points for one in results), sum(one.of for one in results)
            rows.append([path.name, read["assignment"], read["student"], got, of])
            said += [
                f"{ASSIGNMENTS[read['assignment']].TITLE}, numbers of {read['student']}: {got:g} of {of:g} points, without the words"
            ]
            said += [f"  {one.task}: {one.points:g} of {one.of:g}. {one.message}" for one in results]
        said = said or ["Nothing was handed in: the last cell of the notebook has no output."]
        path.with_name(f"{path.stem}.feedback.txt").write_text("\n".join(said) + "\n", "utf-8")
        print("\n".join([path.name, *said, ""]))
    with (pathlib.Path(folder) / "points.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["file", "assignment", "student", "points", "of"], *rows])
    for (assignment, student), times in Counter((row[1], row[2]) for row in rows).items():
        if times > 1:
            print(f"Look: {times} files have the numbers of {student} in {assignment}.")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
