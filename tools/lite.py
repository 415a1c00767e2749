"""Build the site that needs nothing but a browser: JupyterLite, with every page's notebook and wi_lib.

    make lite

It comes to stand in _build/html/lite, beside the book, and is published with it. Python itself (Pyodide), NumPy and
matplotlib come from Pyodide's own address when a reader opens a notebook; all else is in the site. The exact versions
of what builds the site, and of the widgets in it, are in lite/requirements.txt.
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys

from tools import contents, pyodide, release
from tools.address import ROOT, edition

SITE = ROOT / "_build" / "html" / "lite"
PARTS = ROOT / "_build" / "lite"  # what the site is put together from
# Pure-Python packages, which go into the site beside what Pyodide has.
PURE = ["ipywidgets", "anywidget", "comm", "psygnal", "typing_extensions"]
# The kernel's worker looks up a relative address from where its own script is: extensions/@jupyterlite/NAME/static.
UP = "../../../../pypi/"


def pages():
    """The files of the book's pages."""
    for name in contents.pages():
        yield next(path for path in (ROOT / f"{name}.ipynb", ROOT / f"{name}.md") if path.exists())


def pip(*arguments):
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments], check=True)


def collect_wheels(folder):
    """wi_lib and the packages of PURE, as wheels that run anywhere."""
    release.build(folder)  # not the last release: the notebooks beside it are today's, too
    exact = [f"{name}=={importlib.metadata.version(name)}" for name in PURE]
    pip("download", "--no-deps", "--platform", "any", "--only-binary", ":all:", "--dest", str(folder), *exact)


def main():
    for folder in (PARTS, SITE):
        shutil.rmtree(folder, ignore_errors=True)
    for path in pages():
        target = PARTS / "files" / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    # JupyterLab takes the left and right arrow for itself, also where a slider has the focus: give them back.
    shutil.copy(ROOT / "lite" / "overrides.json", PARTS)
    collect_wheels(PARTS / "pypi")
    # "packages" makes `import wi_lib` work at once: no notebook needs an install cell.
    packages = pyodide.PACKAGES + [UP + wheel.name for wheel in sorted((PARTS / "pypi").glob("*.whl"))]
    kernel = {"pyodideUrl": pyodide.ADDRESS + "pyodide.js", "loadPyodideOptions": {"packages": packages}}
    settings = {"litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}}
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": {"appName": edition().title, **settings}}
    (PARTS / "jupyter-lite.json").write_text(json.dumps(config, indent=2), "utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(PARTS), "--output-dir", str(SITE)]
    options = [
        "--apps",
        "lab",
        "--apps",
        "notebooks",
        "--no-sourcemaps",
        "--no-unused-shared-packages",
        "--no-libarchive",
    ]
    built = subprocess.run([*command, *options], cwd=PARTS, capture_output=True, text=True)
    if built.returncode:
        sys.exit(built.stdout + built.stderr)
    listed = json.loads((SITE / "api/contents/chapters/all.json").read_text("utf-8"))["content"]
    print(f"The browser-only site is in {SITE.relative_to(ROOT)}, with {len(listed)} chapters.")


if __name__ == "__main__":
    main()
