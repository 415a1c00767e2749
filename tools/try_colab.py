"""Prove that every notebook runs on Colab: opened alone, in an empty folder, with Colab's own versions of the packages.

    python -m tools.try_colab            # all notebooks
    python -m tools.try_colab 03         # only those whose path has 03 in it

The set-up cell fetches wi_lib's last release from beside the book. Here this machine hands out the same bytes, and the
notebooks differ in that one address. Afterwards nothing but wi-lib may have been added to the environment. If this
fails because a notebook uses what the last release does not have, readers on Colab see the same: make release.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile

from tools.elsewhere import ROOT, Environment, copy_notebook, find_python, notebooks, published, run, table

# What Colab had in August 2026. It publishes its list in the repository googlecolab/backend-info.
COLAB = """numpy==2.1.3 matplotlib==3.10.0 ipywidgets==7.7.1 ipython==7.34.0 traitlets==5.7.1 anywidget==0.9.21 ipykernel
           jedi==0.19.2 setuptools<81""".split()
PYTHONS = ("3.13", "3.12", "3.11")  # Colab has 3.13


def main():
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [path for path in notebooks() if only in str(path.relative_to(ROOT))]
    python = next(filter(None, map(find_python, PYTHONS)))
    with tempfile.TemporaryDirectory() as name, published(pathlib.Path(name, "published")) as home:
        folder = pathlib.Path(name)
        environment = Environment(folder, python)
        environment.pip("install", "--quiet", *COLAB)
        before = environment.packages()
        rows = []
        for path in chosen:
            alone = copy_notebook(path, folder / "content" / path.parent.name / path.stem, home)
            text = alone.read_bytes()
            environment.pip("uninstall", "--quiet", "--yes", "wi-lib")
            seen = run(environment, alone)
            after = environment.packages()
            changed = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
            if changed != {"wi-lib"}:
                sys.exit(f"{path.name}: the set-up cell must add wi-lib and nothing else; changed: {sorted(changed)}")
            if alone.read_bytes() != text:
                sys.exit(f"{path.name}: the notebook was changed on the way")
            rows.append(
                [path.relative_to(ROOT), f"{seen.seconds:.0f} s", seen.explorers, seen.benches, after["wi-lib"]]
            )
            print(f"{path.relative_to(ROOT)}: all cells ran", flush=True)
        versions = ", ".join(f"{one} {before[one]}" for one in (item.split("==")[0] for item in COLAB if "==" in item))
    head = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    table(f"Commit {head} with Colab's versions, on {python}: {versions}", rows,
          ["notebook", "time", "explorers moved", "benches moved", "wi-lib, the one package added"])  # fmt: skip


if __name__ == "__main__":
    main()
