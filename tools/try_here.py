"""Run the library's tests and every notebook on this machine, with the Python that runs this: no make, no browser, no
shell.

    python -m pip install --require-hashes -r requirements.txt
    python -m pip install --no-deps --editable .
    python -m tools.try_here

The weekly run on GitHub does this on macOS, on ARM and on Windows. On a machine with make, `make test` does more.
"""

from __future__ import annotations

import subprocess
import sys

from tools.elsewhere import ROOT, library_tests, notebooks


def main():
    pytest = [sys.executable, "-m", "pytest", "-n", "2"]
    names = [path.relative_to(ROOT).as_posix() for path in notebooks()]
    failed = []
    for what, arguments in (
        ("the library's tests", library_tests()),
        ("the notebooks", ["--nbval", "--nbval-current-env", "--dist", "loadfile", *names]),
    ):
        if subprocess.run([*pytest, *arguments], cwd=ROOT).returncode:
            failed.append(what)
    sys.exit(f"Failed: {' and '.join(failed)}." if failed else 0)


if __name__ == "__main__":
    main()
