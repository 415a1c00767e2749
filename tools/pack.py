"""Pack the built book into one zip that needs no server and no network: unpack it anywhere, open index.html.

    python tools/pack.py

The zip has one folder. The same book gives the same zip, byte for byte: files in alphabetical order, and one date.
Where there is a Chromium, the handout is printed and goes with it.
"""

from __future__ import annotations

import sys
import zipfile

from tools import handout
from tools.address import ROOT, edition
from tools.chromium import CHROMIUM

SITE = ROOT / "_build" / "html"
DATE = (2026, 1, 1, 0, 0, 0)
UNWANTED = ("_sources", ".buildinfo", ".doctrees", "objects.inv", "lite")  # readers do without; lite needs a server
READ_ME = """{title}, version {version}

Open index.html with a double click. Everything works from this folder, without a network: text, figures, explorers, search.
What computes live (the "Try your own values" parts, the exercises) needs Jupyter: see the page "Run it yourself".

{url}
Text CC BY 4.0, code MIT.
"""


def pack(site, folder, papers=()):
    """Write the zip of a built book, and of these other files, into `folder`; returns its path."""
    book = edition()
    inside = f"{book.repository.rpartition('/')[2]}-{book.version}"
    contents = files(site, UNWANTED)
    contents |= {path.name: path.read_bytes() for path in papers}
    contents["README.txt"] = READ_ME.format(
        title=book.title, version=book.version, url=f"https://github.com/{book.repository}"
    ).encode()
    return write(folder / f"{inside}.zip", {f"{inside}/{name}": data for name, data in contents.items()})


def files(site, unwanted):
    """name -> bytes of a built site's files, without these folders and files at its top, and without wheels there."""
    paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in paths.items()
        if name.split("/")[0] not in unwanted and not ("/" not in name and name.endswith(".whl"))
    }


def write(target, contents):
    """Write a zip of name -> bytes, the same bytes for the same contents; returns its path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, contents[name])
    return target


def main():
    if not (SITE / "index.html").exists():
        sys.exit("There is no built book: run make book first, or make dist, which does.")
    if CHROMIUM:
        handout.main()
    else:
        print("The zip goes without the handout's PDFs: to print them, a Chromium is needed.")
    target = pack(SITE, ROOT / "dist", handout.pdfs() if CHROMIUM else ())
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.1f} MB. Unpack it anywhere; open index.html.")


if __name__ == "__main__":
    main()
