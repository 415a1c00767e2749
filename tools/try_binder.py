"""Prove that every notebook runs on Binder: install binder/ into an empty environment, run all in their folders.

    python -m tools.try_binder           # all notebooks
    python -m tools.try_binder 03        # only those whose path has 03 in it

Binder copies the repository, runs `pip install -r binder/requirements.txt` at its top, and opens a chapter in
JupyterLab. It ends a session that needs more than 2 GB. So no kernel here may be larger, at its highest, than what is
left beside the server. Commit first: what is not committed is not tried.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile

from tools.elsewhere import ROOT, Environment, find_python, notebooks, open_in_jupyterlab, run, table

IMAGE = ["jupyterlab==4.*", "notebook==7.*", "ipywidgets==8.*", "ipykernel"]  # what Binder's image brings along
INSTALL_MB = 200
MEMORY_MB = 2048
SERVER_MB = 400  # left to JupyterLab's server


def main():
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    version = (ROOT / "binder" / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    python = find_python(version)
    if not python:
        sys.exit(
            f"binder/runtime.txt asks for Python {version}; there is none on this machine. Install it, such as with pyenv."
        )
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        copy = folder / "copy"
        subprocess.run(["git", "clone", "--quiet", ROOT, copy], check=True)
        environment = Environment(folder, python)
        empty = environment.megabytes()
        environment.pip("install", "--quiet", "-r", "binder/requirements.txt", cwd=copy)
        installed, bytecode = (after - before for after, before in zip(environment.megabytes(), empty))
        if installed > INSTALL_MB:
            sys.exit(
                f"binder/requirements.txt installs {installed:.0f} MB; {INSTALL_MB} MB are allowed: leave something out."
            )
        environment.pip("install", "--quiet", *IMAGE, cwd=folder)
        rows = []
        for path in notebooks():
            place = copy / path.relative_to(ROOT)
            if only in str(path.relative_to(ROOT)) and place.exists():
                seen = run(environment, place, limit_mb=MEMORY_MB - SERVER_MB)
                rows.append(
                    [
                        path.relative_to(ROOT),
                        f"{seen.seconds:.0f} s",
                        seen.explorers,
                        seen.benches,
                        f"{seen.megabytes} MB",
                    ]
                )
                print(f"{path.relative_to(ROOT)}: all cells ran", flush=True)
        server = open_in_jupyterlab(environment, copy, "chapters/03-too-large-too-small.ipynb")
        if server and server > SERVER_MB:
            sys.exit(f"JupyterLab's server needs {server} MB: leave less to the kernels, SERVER_MB in {__file__}")
        left = subprocess.run(["git", "status", "--porcelain"], cwd=copy, capture_output=True, text=True).stdout
        written = [
            line for line in left.splitlines() if not line.endswith("03-too-large-too-small.ipynb")
        ]  # JupyterLab saved it
        if written:
            sys.exit(f"Running the notebooks has written files into the repository: {written}")
    table(f"binder/ on Python {version}: {installed:.0f} MB installed (and {bytecode:.0f} MB of bytecode); JupyterLab's server: {server or '?'} MB at its highest", rows,
          ["notebook", "time", "explorers moved", "benches moved", "kernel's memory at its highest"])  # fmt: skip


if __name__ == "__main__":
    main()
