"""Prove that the set-up cell brings a kernel of one's own exactly what it lacks, and replaces nothing that is there.

    python -m tools.try_kernels              # every case
    python -m tools.try_kernels anywidget    # only those whose name has the word in it

One environment with a kernel begins with nothing else; for each case, it gets the packages that the case names, and
loses the others. After the set-up cell, every package that was there must have the version that it had, and what came
must be what was lacking. Then the notebook runs to its end, and its widgets are moved. Where the cell has to refuse,
its message is compared. Missing packages come from this machine's index, as a reader's come from the reader's. The
wheel comes from this machine: the notebooks differ in its address, and in nothing else.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tools import release
from tools.elsewhere import ROOT, Environment, copy_notebook, find_python, kernel, published, run, table

PYTHONS = ("3.12", "3.13", "3.11")
NOTEBOOK = ROOT / "intro.ipynb"
WI_LIB, NO_PIP = "wi_lib", "no pip"  # in a case: the released wheel is there; pip is not
ALL = ("numpy", "matplotlib", "ipywidgets", "anywidget")
BELOW = (
    "contourpy",
    "psygnal",
    "jupyterlab-widgets",
    "widgetsnbextension",
    "ipython-genutils",
)  # what those bring along, and is quickly got
NOWHERE = "http://127.0.0.1:9"  # nothing answers there
NO_INDEX = {"PIP_INDEX_URL": NOWHERE, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_CONFIG_FILE": os.devnull}
# A kernel whose packages belong to somebody else, and a user who has none of his own yet: pip installs beside them.
CLASS_SERVER = {"PIP_USER": "1", "PYTHONNOUSERSITE": ""}


@dataclass(frozen=True)
class Case:
    """What the kernel has, and what must come; or what the cell must say when it refuses."""

    name: str
    has: tuple
    comes: tuple = ()
    says: str = ""
    refuses: bool = False
    wheel: str = "released"  # or "tampered", or "unreachable"
    variables: dict = field(default_factory=dict)
    seconds: int = 240


CASES = (
    Case("nothing at all", (), (*ALL, "wi-lib")),
    Case("numpy, no matplotlib", ("numpy",), ("matplotlib", "ipywidgets", "anywidget", "wi-lib")),
    Case("an older numpy, no matplotlib", ("numpy==1.26.4", "ipywidgets", "anywidget"), ("matplotlib", "wi-lib")),
    Case("no ipywidgets", ("numpy", "matplotlib"), ("ipywidgets", "anywidget", "wi-lib")),
    Case("no anywidget", ("numpy", "matplotlib", "ipywidgets"), ("anywidget", "wi-lib")),
    Case("no anywidget, ipywidgets 7", ("numpy", "matplotlib", "ipywidgets==7.7.1"), ("anywidget", "wi-lib")),
    Case("wi_lib, no anywidget", ("numpy", "matplotlib", "ipywidgets", WI_LIB), ("anywidget",)),
    Case("all but wi_lib", ALL, ("wi-lib",), says="wi_lib is not here. Installing "),
    Case("a class server, all but wi_lib", ALL, ("wi-lib",), variables=CLASS_SERVER),
    Case("a class server, no anywidget", ("numpy", "matplotlib", "ipywidgets"), ("anywidget", "wi-lib"), variables=CLASS_SERVER),
    Case("all there", (*ALL, WI_LIB)),
    Case("all there, no network", (*ALL, WI_LIB), wheel="unreachable", variables=NO_INDEX, seconds=30),
    Case("too old ipywidgets", ("numpy", "matplotlib", "anywidget", "ipywidgets==7.6.6", WI_LIB), says="Too old for this course: ipywidgets 7.6.6. Nothing was replaced", refuses=True),
    Case("too old ipywidgets, no anywidget", ("numpy", "matplotlib", "ipywidgets==7.6.6", WI_LIB), says='--upgrade "ipywidgets>=7.7"', refuses=True),
    Case("another's bytes", ALL, says="DO NOT MATCH THE HASHES", refuses=True, wheel="tampered"),
    Case("no network, no wi_lib", ALL, says="wi_lib did not come", refuses=True, wheel="unreachable", seconds=60),
    Case("no network, no anywidget", ("numpy", "matplotlib", "ipywidgets", WI_LIB), says="Nothing was replaced. Install anywidget>=0.9 yourself",
         refuses=True, variables=NO_INDEX, seconds=90),
    Case("anywidget wants a newer package", ("numpy", "matplotlib", "ipywidgets", "psygnal==0.8.0", WI_LIB),
         says="could not install anywidget>=0.9 beside what is here. Nothing was replaced", refuses=True),
    Case("no pip, no wi_lib", (*ALL, NO_PIP), says="No module named pip", refuses=True),
    Case("no pip, no anywidget", ("numpy", "matplotlib", "ipywidgets", WI_LIB, NO_PIP), says="No module named pip", refuses=True),
)  # fmt: skip


def tamper(folder):
    """Write the released wheel with one byte changed into `folder`/tampered."""
    name, _ = release.named()
    data = bytearray((ROOT / release.RELEASES / name).read_bytes())
    at = data.index(b"__version__")
    data[at] ^= 1
    (folder / "tampered").mkdir()
    (folder / "tampered" / name).write_bytes(data)


def set_up(environment, notebook):
    """Run the set-up cell, up to its `import wi_lib as wi`: (what it prints, its error or "")."""
    book = nbformat.read(notebook, as_version=4)
    book.cells = [next(cell for cell in book.cells if cell.cell_type == "code")]
    source, line, _ = book.cells[0].source.partition("\nimport wi_lib as wi\n")
    book.cells[0].source = source + line
    os.environ["JUPYTER_PATH"] = str(kernel(environment))
    client = NotebookClient(
        book, timeout=240, kernel_name="elsewhere", resources={"metadata": {"path": str(notebook.parent)}}
    )
    error = ""
    with client.setup_kernel(env=environment.variables):
        try:
            client.execute_cell(book.cells[0], 0)
        except CellExecutionError as raised:
            error = f"{raised.ename}: {raised.evalue}"
    return "".join(output.get("text", "") for output in book.cells[0].outputs), error


def prepare(environment, case):
    """Give the environment what the case has, and take from it what the case lacks."""
    names = {re.split("[=<>]", one)[0] for one in case.has}
    there = environment.packages()
    if "pip" not in there:
        subprocess.run([environment.python, "-m", "ensurepip"], check=True, capture_output=True)
    unwanted = [one for one in (*ALL, "wi-lib") if one not in names and one in there]
    unwanted += [one for one in BELOW if unwanted and one in there]
    if unwanted:
        environment.pip("uninstall", "--quiet", "--yes", *unwanted)
    asked = ["ipywidgets>=8" if one == "ipywidgets" else one for one in case.has if one not in (WI_LIB, NO_PIP)]
    if asked:
        environment.pip("install", "--quiet", *asked)
    if WI_LIB in case.has:
        environment.pip("install", "--quiet", "--no-deps", ROOT / release.RELEASES / release.named()[0])
    if NO_PIP in case.has:
        environment.pip("uninstall", "--quiet", "--yes", "pip")
    settings = environment.folder / "env" / "pyvenv.cfg"  # packages of one's own are seen only where the system's are
    own = "true" if case.variables is CLASS_SERVER else "false"
    settings.write_text(re.sub("packages = .+", f"packages = {own}", settings.read_text("utf-8")), "utf-8")
    shutil.rmtree(environment.folder / "own", ignore_errors=True)


def trial(environment, case, home):
    """One row of the table; AssertionError with all that is wrong."""
    prepare(environment, case)
    usual = dict(environment.variables)
    try:
        environment.variables |= {"PYTHONUSERBASE": str(environment.folder / "own"), **case.variables}
        return _trial(environment, case, home)
    finally:
        environment.variables = usual


def _trial(environment, case, home):
    address = {"released": home, "tampered": f"{home}/tampered", "unreachable": NOWHERE}[case.wheel]
    notebook = copy_notebook(NOTEBOOK, environment.folder / "content", address)
    before, started = environment.packages(), time.monotonic()
    printed, error = set_up(environment, notebook)
    seconds, after = time.monotonic() - started, environment.packages()
    came = sorted(after.keys() - before.keys())
    wrong = [f"{name} {before[name]} became {after.get(name)}" for name in before if after.get(name) != before[name]]
    wrong += [f"{name} did not come" for name in case.comes if name not in came]
    wrong += [
        f"it does not say that {name} came"
        for name in came
        if name != "wi-lib" and f"{name} {after[name]}" not in printed
    ]
    if bool(came) != bool(case.comes):
        wrong.append(f"{came} came")
    if not case.comes and not case.refuses and printed:
        wrong.append("there was nothing to do, nor to say")
    if bool(error) != case.refuses or case.says not in printed + error:
        wrong.append(f"it must {'refuse' if case.refuses else 'not refuse'}, and say {case.says!r}")
    if seconds > case.seconds:
        wrong.append(f"it took {seconds:.0f} s")
    assert not wrong, f"{'; '.join(wrong)}. It says:\n{printed}{error}"
    if not error:
        run(environment, notebook)
    return [
        case.name,
        f"{seconds:.0f} s",
        ", ".join(came) or "nothing",
        "refused" if error else "the notebook ran, its widgets moved",
    ]


def main():
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    rows, failed = [], []
    with tempfile.TemporaryDirectory() as name, published(pathlib.Path(name, "published")) as home:
        tamper(pathlib.Path(name, "published"))
        environment = Environment(name, next(filter(None, map(find_python, PYTHONS))))
        environment.pip("install", "--quiet", "ipykernel")
        for case in (one for one in CASES if only in one.name):
            try:
                rows.append(trial(environment, case, home))
                print(f"{case.name}: as it must be", flush=True)
            except Exception as error:  # go on, and say at the end all that fails
                failed.append(case.name)
                print(f"FAILED {case.name}: {error}", file=sys.stderr, flush=True)
    table("The set-up cell in a kernel of one's own, by what is there", rows, ["there", "time", "what came", "then"])
    if failed or not rows:
        sys.exit(f"Failed: {', '.join(failed)}." if failed else f"No case has {only!r} in its name.")


if __name__ == "__main__":
    main()
