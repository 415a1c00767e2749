"""Small books, built as the real one is: to see what our extensions make of a page, and what they refuse."""

from sphinx.testing.util import SphinxTestApp

from tests import ROOT


def build(folder, settings):
    """Build the pages that stand in a folder, with these lines of Python as further settings.

    Returns:
        tuple: whether the build succeeds, its warnings, and the folder of its pages.
    """
    (folder / "conf.py").write_text(
        f"import sys; sys.path.insert(0, {str(ROOT / '_ext')!r})\n"
        f"extensions = ['myst_nb', 'wi_book']\nhtml_theme = 'basic'\nnitpicky = True\n{settings}\n",
        "utf-8",
    )
    # In this process: to start Sphinx anew would take ten times as long as to build one page.
    app = SphinxTestApp("html", folder, warningiserror=True, keep_going=True)
    try:
        app.build()
        return app.statuscode == 0, app.warning.getvalue(), app.outdir
    finally:
        app.cleanup()
