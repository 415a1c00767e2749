"""The order of the book's pages: what _toc.yml says, with its patterns resolved as the build does it."""

from __future__ import annotations

import yaml

from tools.address import ROOT


def pages(root=ROOT):
    """The book's pages in their order, as _toc.yml states it: ["intro", "chapters/01-…", …]."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    pages = [toc["root"]]
    for entry in (entry for part in toc["parts"] for entry in part["chapters"]):
        globbed = [path for ending in ("ipynb", "md") for path in root.glob(f"{entry.get('glob')}.{ending}")]
        pages += [entry["file"]] if "file" in entry else sorted(f"{one.parent.name}/{one.stem}" for one in globbed)
    return pages
