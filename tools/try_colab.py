"""Prove that every notebook runs on Colab: opened alone, in an empty folder, with Colab's own versions of the packages.

    python -m tools.try_colab            # all notebooks
    python -m tools.try_colab 03         # only those whose path has 03 in it

The set-up cell installs wi_lib from the public address, at this version's tag. Here git is told to look for that address
in a bare copy of this folder, at its last commit; the notebooks stay as they are. Afterwards nothing but wi-lib may have
been added to the environment. Commit first: what is not committed is not tried.
"""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys
import tempfile

from tools.address import wanted
from tools.elsewhere import ROOT, Environment, find_python, notebooks, run, table

# What Colab had in August 2026. It publishes its list in the repository googlecolab/backend-info.
COLAB = """numpy==2.1.3 matplotlib==3.10.0 ipywidgets==7.7.1 ipython==7.34.0 traitlets==5.7.1 anywidget==0.9.21 ipykernel
           jedi==0.19.2 setuptools<81""".split()
PYTHONS = ("3.13", "3.12", "3.11")  # Colab has 3.13


def public_address(folder):
    """A bare copy of the last commit with the version's tag, and git settings that lead the public address to it."""
    address, _, version = wanted()
    bare = folder / "bare.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, bare], check=True)
    subprocess.run(["git", "-C", bare, "tag", "--force", f"v{version}", "HEAD"], check=True, capture_output=True)
    settings = folder / "gitconfig"
    settings.write_text(f'[url "{bare.as_uri()}"]\n\tinsteadOf = https://github.com/{address}\n', "utf-8")
    return settings


def main():
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [path for path in notebooks() if only in str(path.relative_to(ROOT))]
    python = next(filter(None, map(find_python, PYTHONS)))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        environment = Environment(folder, python)
        environment.variables["GIT_CONFIG_GLOBAL"] = str(public_address(folder))
        environment.pip("install", "--quiet", *COLAB)
        before = environment.packages()
        rows = []
        for path in chosen:
            alone = folder / "content" / path.parent.name / path.stem
            alone.mkdir(parents=True)
            shutil.copy(path, alone)
            environment.pip("uninstall", "--quiet", "--yes", "wi-lib")
            seen = run(environment, alone / path.name)
            after = environment.packages()
            changed = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
            if changed != {"wi-lib"}:
                sys.exit(f"{path.name}: the set-up cell must add wi-lib and nothing else; changed: {sorted(changed)}")
            if (alone / path.name).read_bytes() != path.read_bytes():
                sys.exit(f"{path.name}: the notebook was changed on the way")
            rows.append([path.relative_to(ROOT), f"{seen.seconds:.0f} s", seen.explorers, seen.benches, after["wi-lib"]])
            print(f"{path.relative_to(ROOT)}: all cells ran", flush=True)
        versions = ", ".join(f"{one} {before[one]}" for one in (item.split("==")[0] for item in COLAB if "==" in item))
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    table(f"Commit {head} with Colab's versions, on {python}: {versions}", rows,
          ["notebook", "time", "explorers moved", "benches moved", "wi-lib, the one package added"])  # fmt: skip


if __name__ == "__main__":
    main()
