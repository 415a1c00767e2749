"""The lab: one file with the whole book, its notebooks and Python for browsers, and a server to hand them out.

    make lab                        # with Pyodide's files from its own release
    make lab FROM=folder            # from the unpacked archive of that release, or another address
    make lab FROM=registries        # on a machine that reaches package registries only

The file, _build/lab/NAME.pyz, needs Python and nothing else, no network either. It is what `make book` and `make lite`
have built, with three differences: Pyodide lies in it, each page's launch menu leads to the notebook in it, and
packages are not looked for elsewhere. Its `__main__` is tools/lab_server.py.
"""

from __future__ import annotations

import json
import pathlib
import sys

import yaml

from tools import lab_server, pack, pyodide
from tools.address import ROOT, edition

LAB = ROOT / "_build" / "lab"
CACHE = ROOT / "_build" / "pyodide"  # Pyodide's files, which a second run need not fetch
UNWANTED = [name for name in pack.UNWANTED if name != "lite"]
SETTINGS, KERNEL = "lite/jupyter-lite.json", "@jupyterlite/pyodide-kernel-extension:kernel"
INSIDE = "lite/static/pyodide/"
READ_ME = """{title}, version {version}: a lab without a network

This file is a server. On a computer with Python 3.9 or newer, start it as it is, without unpacking it:

    python3 {name}

It prints the addresses under which all browsers in the same network find the book and its notebooks. Nothing is installed
or written, and nothing is asked from elsewhere.

{url}
Text CC BY 4.0, code MIT. Pyodide {pyodide} is under MPL 2.0; each package in site/{inside} has its licence inside.
"""


def inside_settings(text):
    """The settings of the site, with Pyodide from within it, and nothing from elsewhere."""
    settings = json.loads(text)
    kernel = settings["jupyter-config-data"]["litePluginSettings"][KERNEL]
    kernel |= {"pyodideUrl": "./static/pyodide/pyodide.js", "disablePyPIFallback": True}
    return json.dumps(settings)


def inside_links(name, html, launch):
    """A page whose launch menu leads to the notebook in the same site, at whatever address that is."""
    return html.replace(f'"{launch}?', f'"{"../" * name.count("/")}lite/lab/index.html?')


def contents(site, python, launch):
    """name -> bytes of what is handed out: a built book and lite site, and Pyodide's files."""
    if not (site / SETTINGS).exists():
        sys.exit(f"{site} has no notebooks for the browser: run make lite first, or make lab, which does.")
    found = pack.files(site, UNWANTED)
    found[SETTINGS] = inside_settings(found[SETTINGS]).encode()
    for name in [name for name in found if name.endswith(".html") and not name.startswith("lite/")]:
        found[name] = inside_links(name, found[name].decode(), launch).encode()
    return found | {INSIDE + path.name: path.read_bytes() for path in python}


def make(site, python, folder):
    """Write the lab into `folder`; returns its path."""
    book = edition()
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    handed_out = contents(site, python, settings["launch_buttons"]["jupyterlite_url"])
    packed = {lab_server.SITE + name: data for name, data in handed_out.items()}
    name = f"{book.repository.rpartition('/')[2]}-lab-{book.version}.pyz"
    packed["__main__.py"] = pathlib.Path(lab_server.__file__).read_bytes()
    packed["README.txt"] = READ_ME.format(
        title=book.title,
        version=book.version,
        name=name,
        url=f"https://github.com/{book.repository}",
        pyodide=pyodide.VERSION,
        inside=INSIDE,
    ).encode()
    return pack.write(folder / name, packed)


def main(arguments):
    source = pyodide.source(arguments[0] if arguments else "")
    python = pyodide.fetch(CACHE, source)
    target = make(ROOT / "_build" / "html", python, LAB)
    print(f"All {len(python)} files of Pyodide {pyodide.VERSION} have the SHA-256 that its lock file, or ours, states.")
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.1f} MB. Start it: python3 {target.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
