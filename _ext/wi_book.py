"""What this book adds to Jupyter Book: everything local, nothing from a CDN, and explorers that live without a
kernel.
"""

from __future__ import annotations

import pathlib
import re
import sys

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.resolve().parent))  # where `tools` is, wherever the build starts
# Scripts that Jupyter Book, myst-nb and sphinx-thebe would load from CDNs. `wi_explorers.py` does the work of those for
# widgets; live code in the page (Thebe) is not used.
UNWANTED = ("thebe", "require.js", "html-manager", "anywidget")
# The search's scripts and its index of all pages, which the theme's template puts into every page's head.
SEARCH = re.compile(r'<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>\s*')


def setup(app):
    app.add_transform(AnchorCells)
    app.setup_extension("wi_settings")
    app.setup_extension("wi_formulas")
    app.setup_extension("wi_explorers")
    app.setup_extension("wi_page")
    app.setup_extension("wi_text")
    app.setup_extension("wi_slides")
    app.setup_extension("wi_handout")
    app.setup_extension("wi_inventory")
    app.setup_extension("wi_navigation")
    app.setup_extension("wi_icons")
    app.connect("config-inited", use_local_parts)
    app.connect("html-page-context", drop_unwanted_scripts, priority=900)
    app.connect("build-finished", mend_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class AnchorCells(SphinxTransform):
    """A code cell's name is an anchor: link to `03-too-large-too-small.ipynb#pooled-picture`, or `#pooled-picture` in
    its page.

    MyST looks links up among the headings of a page, and warns of one that leads nowhere: the names are put there, too.
    """

    default_priority = 800  # before MyST resolves the links within a page (879)

    def apply(self):
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") == "cell_code" and (name := cell["cell_metadata"].get("name")):
                if name in self.document.ids or name in self.document.myst_slugs:
                    logging.getLogger(__name__).warning(
                        "the cell's name %r is the anchor of a heading, too: give the cell another name",
                        name,
                        location=cell,
                    )
                    continue
                cell["ids"].append(name)
                self.document.ids[name] = cell
                self.document.myst_slugs[name] = (cell.line, name, name)


def use_local_parts(app, config):
    config.html_static_path.append(str(HERE / "static"))
    config.nb_ipywidgets_js = {}
    config.html_math_renderer = "mathml"
    config.myst_update_mathjax = False  # nothing in the page looks for formulas
    # At once: a prediction asks for what was kept as soon as it is there.
    app.add_js_file("kept.js", priority=400)
    app.add_js_file("scroll.js", defer="defer")
    app.add_js_file("fold.js", defer="defer")
    app.add_js_file("questions.js", defer="defer")
    app.add_css_file("look.css")
    app.add_css_file("book.css")
    app.add_css_file("questions.css")


def drop_unwanted_scripts(app, page, template, context, doctree):
    def wanted(script):
        # A script has a file name, or its text as an attribute.
        body = getattr(script, "attributes", {}).get("body") or ""
        return not any(word in f"{getattr(script, 'filename', script)} {body}".lower() for word in UNWANTED)

    context["script_files"] = [script for script in context["script_files"] if wanted(script)]
    context["css_files"] = [sheet for sheet in context["css_files"] if wanted(sheet)]


def mend_pages(app, error):
    """Five things that the theme's templates fix, and no setting changes.

    Every page loads the index of all pages, for a search while one types that this book has not: only search.html keeps
    it. Icons come from the theme's font files, but its template also loads 1.5 MB of script for the same icons: take it
    out. The title that only print shows is a second h1: make it a paragraph. The theme's script marks a wrong entry of
    a page's contents after a jump: without this id it leaves them to scroll.js. And the page with the chapters' cards
    is laid out otherwise: say so before its text comes, or the browser would lay it out twice.
    """
    if error or app.builder.format != "html":
        return
    for page in pathlib.Path(app.outdir).rglob("*.html"):
        text = page.read_text("utf-8")
        mended = text if page.name == "search.html" else SEARCH.sub("", text)
        mended = re.sub(r"<(script|link)[^>]*scripts/fontawesome\.js[^>]*>(</script>)?", "", mended)
        mended = re.sub(r'(class="onlyprint">\s*)<h1>(.*?)</h1>', r'\1<p class="h1">\2</p>', mended, flags=re.S)
        mended = mended.replace('<nav id="pst-page-toc-nav" ', "<nav ")
        if '<ol class="book-cards' in mended:
            mended = mended.replace("<body ", '<body class="book-first" ', 1)
        if mended != text:
            page.write_text(mended, "utf-8")
