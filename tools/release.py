"""Make the library's wheel, and write its address and SHA-256 into the set-up cells, which fetch it.

    python -m tools.release            # wi_lib's __version__ into releases/, and into the cells
    python -m tools.release --check    # write nothing; exit 1 unless the cells name what is in releases/, byte for byte

What is in releases/ is published beside the book, so notebooks that readers have kept find the version they were made
with. A wheel stays as it is once it is there: raise `__version__` for another. The same sources give the same wheel,
byte for byte: setuptools builds it (requirements.txt has its version), then it is packed anew, in one order, with one
date, uncompressed. Commit first: what is not committed is not released.
"""

from __future__ import annotations

import argparse
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

from tools import address

ROOT = address.ROOT
RELEASES = "releases"
SOURCES = ("wi_lib", "wi_setup.py", "pyproject.toml", "LICENSE")
DATE = (2026, 1, 1, 0, 0, 0)
NAMED = r'https://[^\s"#]+/(wi_lib-[\w.]+-py3-none-any\.whl)#sha256=([0-9a-f]{64})'  # in a set-up cell: wheel, SHA-256


def build(folder, root=ROOT):
    """Build the wheel of `root`'s library into `folder`; returns its path."""
    with tempfile.TemporaryDirectory() as name:  # setuptools leaves files behind where it builds
        copy, built = pathlib.Path(name, "copy"), pathlib.Path(name, "built")
        copy.mkdir()
        for source in (root / one for one in SOURCES):
            if source.is_dir():
                shutil.copytree(source, copy / source.name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
            else:
                shutil.copyfile(source, copy / source.name)
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
        options = ["--no-deps", "--no-build-isolation", "--no-cache-dir", "--wheel-dir", built, copy]
        done = subprocess.run([*pip, *options], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"The wheel could not be built:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        (wheel,) = built.glob("*.whl")
        return pack(wheel, folder / wheel.name)


def pack(wheel, target):
    """Pack a wheel anew, so that its bytes depend on what is in it and on nothing else: no date, umask, order, or
    zlib."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        names = sorted(
            (name for name in old.namelist() if not name.endswith("/")), key=lambda name: (".dist-info/" in name, name)
        )
        for name in names:
            entry = zipfile.ZipInfo(name, DATE)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            data = old.read(name)
            if name.endswith(".dist-info/RECORD"):
                data = "".join(sorted(data.decode().splitlines(keepends=True))).encode()
            new.writestr(entry, data)
    return target


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def named(root=ROOT):
    """The one (wheel, SHA-256) that all set-up cells name."""
    found = {match for path in address.files(root) for match in re.findall(NAMED, path.read_text("utf-8"))}
    if len(found) != 1:
        sys.exit(
            f"The set-up cells must name one wheel, with one SHA-256; they name {sorted(found)}. Run make release."
        )
    return found.pop()


def check(root=ROOT):
    """Stop with a message unless the wheel that the cells name is in releases/, whole."""
    name, sha = named(root)
    path = root / RELEASES / name
    if not path.exists():
        sys.exit(f"The set-up cells fetch {name}, and {RELEASES}/ does not have it: run make release.")
    if sha256(path) != sha:
        sys.exit(
            f"{RELEASES}/{name} is not what the set-up cells name: its SHA-256 is {sha256(path)}, they say {sha}. Run make release."
        )
    return path


def release(root=ROOT):
    """Build the wheel of this version into releases/, and have the cells name it; returns its path."""
    status = ["git", "status", "--porcelain", "--", *SOURCES]
    changed = subprocess.run(status, cwd=root, capture_output=True, text=True, check=True).stdout
    if changed:
        sys.exit(f"Commit first; these are not committed:\n{changed}")
    with tempfile.TemporaryDirectory() as folder:
        wheel = build(pathlib.Path(folder), root)
        target = root / RELEASES / wheel.name
        if target.exists() and sha256(target) != sha256(wheel):
            sys.exit(f"{RELEASES}/{wheel.name} is there, with other bytes: raise __version__ in wi_lib/__init__.py. "
                     "(If it was never published, delete it and run this again.)")  # fmt: skip
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(wheel, target)
    link = f"{address.site(address.edition(root).repository)}/{target.name}#sha256={sha256(target)}"
    for path in address.files(root):
        text = path.read_text("utf-8")
        better = re.sub(NAMED, link, text)
        if better != text:
            path.write_text(better, "utf-8")
    return target


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the cells and releases/ disagree"
    )
    if parser.parse_args().check:
        print(f"{check().name}: the set-up cells name it, and its bytes are those.")
    else:
        path = release()
        version = path.name.split("-")[1]
        print(f"{path.relative_to(ROOT)}, {path.stat().st_size / 1e6:.1f} MB, SHA-256 {sha256(path)}\n"
              f"The set-up cells name it. Next: make notebooks, make test, commit, git tag v{version}, push both.")  # fmt: skip


if __name__ == "__main__":
    main()
