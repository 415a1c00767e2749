"""The Sphinx extension: a code cell with a name can be linked to, and a link that leads nowhere fails the build."""

import pathlib
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests import ROOT


def build(folder, *, name="pooled-picture", link="a.ipynb#pooled-picture", within="#pooled-picture"):
    """Build two pages: a notebook whose one code cell has this name, and a page that links to it."""
    code = nbformat.v4.new_code_cell("1 + 1", metadata={"name": name})
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(f"# A page\n\n## Look\n\n[here]({within})"), code]
    )
    book.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    (folder / "a.ipynb").write_text(nbformat.writes(book), "utf-8")
    (folder / "index.md").write_text(f"# Start\n\n[there]({link})\n\n```{{toctree}}\na\n```\n", "utf-8")
    (folder / "conf.py").write_text(
        f"import sys; sys.path.insert(0, {str(ROOT / '_ext')!r})\n"
        "extensions = ['myst_nb', 'wi_book']\nhtml_theme = 'basic'\nnb_execution_mode = 'off'\nmyst_heading_anchors = 3\n",
        "utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-n",
        "--keep-going",
        "-q",
        "-b",
        "html",
        str(folder),
        str(folder / "out"),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def links(page: pathlib.Path):
    return [
        link["href"] for link in BeautifulSoup(page.read_text("utf-8"), "html.parser").select("a.reference.internal")
    ]


def test_a_named_cell_is_an_anchor_for_links_from_its_page_and_from_others(tmp_path):
    built = build(tmp_path)
    assert built.returncode == 0, built.stderr
    page = tmp_path / "out" / "a.html"
    assert BeautifulSoup(page.read_text("utf-8"), "html.parser").find(id="pooled-picture")["class"][0] == "cell"
    assert "#pooled-picture" in links(page)
    assert "a.html#pooled-picture" in links(tmp_path / "out" / "index.html")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"link": "a.ipynb#another-picture"}, "another-picture"),
        ({"within": "#another-picture"}, "another-picture"),
        ({"name": "look", "link": "a.ipynb#look", "within": "#look"}, "'look' is the anchor of a heading, too"),
    ],
)
def test_a_link_that_leads_nowhere_and_a_name_that_a_heading_has_fail_the_build(tmp_path, change, message):
    built = build(tmp_path, **change)
    assert built.returncode == 1 and message in built.stderr
