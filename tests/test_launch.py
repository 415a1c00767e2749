"""Every way to run a chapter leads to that chapter: rocket menu, tables, and a class's own JupyterHub."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

import pytest
from bs4 import BeautifulSoup

from tests import ROOT, no_faults
from tests.browser import SITE
from tools import address, contents, release

EDITION = address.edition()
ADDRESS, BRANCH = EDITION.repository, EDITION.branch
CHAPTERS = sorted(f"chapters/{path.stem}.ipynb" for path in ROOT.glob("chapters/*.py"))
NOTEBOOKS = ["intro.ipynb", *CHAPTERS, *(name.replace("chapters", "solutions") for name in CHAPTERS)]

needs_book = pytest.mark.skipif(
    not SITE.exists() and not os.environ.get("REQUIRE_BROWSER"), reason="there is no built book: run `make book`"
)


def colab(notebook):
    return f"https://colab.research.google.com/github/{ADDRESS}/blob/{BRANCH}/{notebook}"


def binder(notebook):
    return f"https://mybinder.org/v2/gh/{ADDRESS}/{BRANCH}?urlpath=lab/tree/{notebook}"


def lite(notebook):
    return f"{address.site(ADDRESS)}/lite/lab/index.html?path={notebook}"


def menu(page):
    """The addresses in a page's rocket menu."""
    html = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    return {urllib.parse.unquote(link["href"]) for link in html.select(".dropdown-launch-buttons a[href]")}


@needs_book
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_menu_of_a_page_opens_its_own_notebook(notebook):
    if not (ROOT / notebook).exists():
        no_faults([f"{notebook} is missing: run make notebooks, and commit it"])
    if not (SITE / notebook.replace(".ipynb", ".html")).exists():
        no_faults([f"_build/html has no page of {notebook}: run make book"])
    links = menu(SITE / notebook.replace(".ipynb", ".html"))
    assert {colab(notebook), binder(notebook), lite(notebook)} <= links
    # Whatever else is in the menu opens the same notebook.
    assert all(link.endswith((notebook, notebook.rpartition("/")[2])) for link in links), links


@needs_book
def test_the_wheel_that_the_set_up_cells_fetch_is_where_they_fetch_it():
    wheel, sha = release.named()
    assert release.sha256(SITE / wheel) == sha
    assert f"{address.site(ADDRESS)}/{wheel}#sha256={sha}" in (ROOT / CHAPTERS[0]).read_text("utf-8")


@pytest.mark.parametrize("name", ["README.md", "intro.py"])
def test_the_table_of_chapters_opens_every_chapter_in_every_place(name):
    text = (ROOT / name).read_text("utf-8")
    rows = re.findall(r"^(?:# )?\| \[(\d+) .+\]\((chapters/[\w-]+\.ipynb)\) \|(.*)\|$", text, re.M)
    addresses = dict(re.findall(r"^(?:# )?\[([\w-]+)\]: (\S+)$", text, re.M))
    assert [chapter for _, chapter, _ in rows] == CHAPTERS, f"{name}: the table has other chapters: run make pages"
    for number, chapter, cells in rows:
        for place, link in (("Colab", colab), ("Binder", binder), ("JupyterLite", lite)):
            assert f"[![Run chapter {number} on {place}][{place}]][{place}-{number}]" in cells
            assert addresses[f"{place}-{number}"] == link(chapter)
            assert (ROOT / addresses[place]).exists()


def test_the_page_about_running_names_every_way_and_commands_that_exist():
    page = (ROOT / "run.md").read_text("utf-8")
    rows = re.findall(r"^\| \*\*(.+?)\*\*", page, re.M)
    assert {
        "Colab",
        "Binder",
        "JupyterLite",
        "A kernel of your own",
        "Your computer",
        "A JupyterHub",
        "A USB stick",
    } <= set(rows)
    assert 'pip install ".[notebooks]"' in page
    assert "  # jupyterhub_url: " in (ROOT / "_config.yml").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"`make ([a-z-]+)`", page)) <= targets
    assert "run" in contents.pages()


def test_one_line_in_the_settings_adds_a_jupyterhub(tmp_path):
    """The line is there, switched off. Switch it on, as a teacher does, and build one page."""
    settings = (ROOT / "_config.yml").read_text("utf-8")
    settings, count = re.subn(r"^  # (jupyterhub_url: https://hub\.example\.edu)", r"  \1", settings, flags=re.M)
    assert count == 1
    (tmp_path / "_config.yml").write_text(settings, "utf-8")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/page\n", "utf-8")
    for folder in ("_ext", "_static", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "chapters").mkdir()
    notebook = '{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Page"]}], "metadata":'
    notebook += ' {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}'
    (tmp_path / "chapters" / "page.ipynb").write_text(notebook, "utf-8")
    command = [pathlib.Path(sys.executable).with_name("jupyter-book"), "build", "."]
    built = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    links = menu(tmp_path / "_build" / "html" / "chapters" / "page.html")
    (hub,) = [link for link in links if link.startswith("https://hub.example.edu/")]
    assert f"repo=https://github.com/{ADDRESS}" in hub and f"branch={BRANCH}" in hub
    assert f"lab/tree/{ADDRESS.split('/')[1]}/chapters/page.ipynb" in hub
