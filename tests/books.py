"""Small books, built as the real one is: to see what our extensions make of a page, and what they refuse."""

import subprocess
import sys

from tests import ROOT


def build(folder, settings):
    """Build the pages that stand in a folder, with these lines of Python as further settings, into its folder "out"."""
    (folder / "conf.py").write_text(
        f"import sys; sys.path.insert(0, {str(ROOT / '_ext')!r})\n"
        f"extensions = ['myst_nb', 'wi_book']\nhtml_theme = 'basic'\n{settings}\n",
        "utf-8",
    )
    command = "-m sphinx -W -n --keep-going -q -b html".split()
    return subprocess.run(
        [sys.executable, *command, str(folder), str(folder / "out")], capture_output=True, text=True, check=False
    )
