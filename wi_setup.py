"""What a notebook's first cell does before it can `import wi_lib`: install what its kernel lacks, and replace nothing.

It comes in the same wheel as wi_lib, and needs Python alone: it has to run where nothing else is installed yet.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import importlib.util
import pathlib
import re
import site
import subprocess
import sys
import tempfile

# The oldest that serve; pyproject.toml says the same.
NEEDED = {"numpy": "1.26", "matplotlib": "3.8", "ipywidgets": "7.7", "anywidget": "0.9"}
# Where nothing answers, pip gives up after half a minute instead of several.
PIP = "-m pip install --quiet --no-color --disable-pip-version-check --retries 1 --timeout 15".split()
# A version as packages spell it. pip refuses a constraint with any other, so such a package is not held.
VERSION = r"(\d+!)?\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?(\+[a-z0-9.]+)?"


def ready(wheel):
    """Install the packages that wi_lib needs and this kernel lacks, from the kernel's own index, and say which.

    Args:
        wheel: address of the wheel that the notebook was made with, "https://…/wi_lib-0.1.0-py3-none-any.whl#sha256=…".

    Raises:
        ImportError: a package is too old, or cannot be installed beside the others; or wi_lib is older than the
            wheel. Nothing is replaced; the message says what to do.

    Example:
        Where all is here, there is nothing to do, and nothing to say:

        >>> ready("https://example.org/wi_lib-0.1.0-py3-none-any.whl#sha256=0")
    """
    here = installed()
    old = {
        name: here[name]
        for name in NEEDED
        if is_here(name) and name in here and numbers(here[name]) < numbers(NEEDED[name])
    }
    if old:
        found = ", ".join(f"{name} {version}" for name, version in old.items())
        wanted = " ".join(f'"{name}>={NEEDED[name]}"' for name in old)
        raise ImportError(f"Too old for this course: {found}. Nothing was replaced. If this kernel is yours, run this, then restart "
                          f"the kernel:\n    %pip install --upgrade {wanted}")  # fmt: skip
    missing = [name for name in NEEDED if not is_here(name)]
    if missing:
        print(f"Not here: {', '.join(missing)}. Installing …")
        install([f"{name}>={NEEDED[name]}" for name in missing], here)
        new = [f"{name} {version}" for name, version in installed().items() if here.get(name) != version]
        print(f"Installed: {', '.join(new)}. All else is as it was.")
    version = getattr(importlib.import_module("wi_lib"), "__version__", "0")
    needed = pathlib.PurePosixPath(wheel).name.split("-")[1]
    if numbers(version) < numbers(needed):
        raise ImportError(f"This notebook needs wi_lib {needed} or newer; here is {version}, and it was not replaced. If this kernel is "
                          f"yours, run this, then restart the kernel:\n    %pip install --no-deps {wheel}")  # fmt: skip


def is_here(name):
    """Can the kernel import it? Nothing is imported to find out."""
    return importlib.util.find_spec(name) is not None


def numbers(version):
    """A version's leading numbers, to compare: (1, 26, 4) for "1.26.4"."""
    return tuple(int(part) for part in re.match(r"[\d.]*\d", version)[0].split("."))


def installed():
    """name -> version of every package in this kernel's environment; of two with one name, the one that Python
    imports."""
    found = {}
    for package in importlib.metadata.distributions():
        with contextlib.suppress(KeyError, TypeError):  # of a package half removed, only a folder is left
            name, version = package.metadata["Name"], package.metadata["Version"]
            if name and version:
                found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), version)
    return found


def install(requirements, here):
    """Have pip install them, with every package that is here held at its version."""
    with tempfile.TemporaryDirectory() as folder:
        held = pathlib.Path(folder, "held.txt")
        lines = [f"{name}=={version}\n" for name, version in here.items() if re.fullmatch(VERSION, version)]
        held.write_text("".join(lines), "utf-8")
        try:
            done = subprocess.run(
                [sys.executable, *PIP, "--constraint", held, *requirements], capture_output=True, text=True
            )
            said = "" if done.returncode == 0 else done.stderr[-2000:]
        except OSError as error:  # a kernel in the browser has no other processes
            said = str(error)
    importlib.invalidate_caches()
    site.addusersitepackages(None)  # a first package in the user's own folder: Python does not look there yet
    lacking = [one for one in requirements if not is_here(re.match(r"\w+", one)[0])]
    if said or lacking:
        raise ImportError(f"pip could not install {', '.join(lacking or requirements)} beside what is here. Nothing was replaced. "
                          f"Install {', '.join(lacking or requirements)} yourself (that may replace other packages), then restart the kernel. The reason given:\n{said}")  # fmt: skip
