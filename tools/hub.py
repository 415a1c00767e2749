"""What a class needs on a JupyterHub: from the memory that was measured to what hub/*.yaml give.

    python -m tools.hub        # print the numbers, and the table of teaching/jupyterhub.md

`tools/try_hub.py` measures, and keeps what it found in hub/measured.json. Here is the arithmetic alone. A test holds
the settings and the page to it: measured anew, they follow, or the test is red.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import yaml

from tools.address import ROOT
from tools.elsewhere import table as printed

FOLDER = ROOT / "hub"
#: What the image has beside binder/ and what repo2docker puts into every image: the link of the book's rocket needs it.
PULLER = "nbgitpuller==1.3.0"
CHART = "4.4.0"  # of Zero to JupyterHub: the first with JupyterHub 5.5
OPEN = 3  # notebooks that a student may have open at once
HEADROOM = 1.2  # of what those need: a student's own experiments
STEP = 64  # megabytes, to which memory is rounded up
CORES = 0.2  # that a student has in the worst moment, when the whole class runs a chapter at once
MOST_CORES = 2  # a kernel computes on one, and the server speaks on another
CLASSES = (30, 300)


@dataclass(frozen=True)
class Machine:
    """A node; what the system keeps of it, no student gets."""

    cores: float = 8
    gigabytes: float = 32
    kept_cores: float = 1
    kept_gigabytes: float = 4

    def students(self, needed):
        """How many fit on it."""
        by_memory = (self.gigabytes - self.kept_gigabytes) * 1024 / needed.guarantee
        return math.floor(min(by_memory, (self.cores - self.kept_cores) / CORES))


@dataclass(frozen=True)
class Needed:
    """What one student needs: megabytes (of 1,024 · 1,024 bytes), and seconds for the longest chapter."""

    guarantee: int
    limit: int
    seconds: int  # in the worst moment


def up(megabytes):
    """Rounded up to the next step.

    Example:
        >>> up(807), up(832)
        (832, 832)
    """
    return math.ceil(megabytes / STEP) * STEP


def needed(found):
    """What one student needs, from what `try_hub.measure` found.

    The guarantee is what the largest chapter needs at its highest: who has one notebook open, never waits for memory.
    The limit is what the largest three need at once, and a fifth more.

    Example:
        >>> needed({"chapters": {"03-a": {"memory": 300, "cpu": 20}}, "several": {"memory": 500}})
        Needed(guarantee=320, limit=640, seconds=100)
    """
    chapters = found["chapters"].values()
    return Needed(
        up(max(one["memory"] for one in chapters)),
        up(HEADROOM * found["several"]["memory"]),
        math.ceil(max(one["cpu"] for one in chapters) / CORES),
    )


def machines(students, each):
    """How many machines carry so many students.

    Example:
        >>> machines(30, 34), machines(300, 34)
        (1, 9)
    """
    return math.ceil(students / each)


def measured():
    return json.loads((FOLDER / "measured.json").read_text("utf-8"))


def values(name="values"):
    """The settings of a file in hub/, such as "class-30"."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def table(found):
    """The table of teaching/jupyterhub.md, in Markdown."""
    one, machine = needed(found), Machine()
    each = machine.students(one)
    rows = [
        f"| {students} | {one.guarantee} MB each: {math.ceil(students * one.guarantee / 1024)} GB | {machines(students, each)} | {math.ceil(students / machines(students, each))} |"
        for students in CLASSES
    ]
    head = f"| students | memory guaranteed | machines of {machine.cores:g} cores and {machine.gigabytes:g} GB | students on each |"
    return "\n".join([head, "|---|---|---|---|", *rows])


def show(found):
    """Print what was measured, and what follows from it."""
    printed(
        f"A server alone: {found['idle']} MB; {OPEN} notebooks at once: {found['several']['memory']} MB",
        [[name, f"{one['memory']} MB", f"{one['cpu']} s"] for name, one in found["chapters"].items()],
        ["chapter", "server and kernel, at their highest", "of one core"],
    )
    print(f"\n{needed(found)}\n\n{table(found)}")


if __name__ == "__main__":
    show(measured())
