"""The Sphinx extension: named cells and settings of explorers can be linked to, and a
link that leads nowhere fails the build."""

import pathlib
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests import ROOT, books

sys.path.insert(0, str(ROOT / "_ext"))
import wi_settings


def build(folder, *, name="pooled-picture", link="a.ipynb#pooled-picture", within="#pooled-picture"):
    """Build two pages: a notebook whose one code cell has this name, and a page that links to it."""
    code = nbformat.v4.new_code_cell("1 + 1", metadata={"name": name})
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(f"# A page\n\n## Look\n\n[here]({within})"), code]
    )
    controls = [{"name": "std", "keys": ["0.01", "1"]}, {"name": "depth", "keys": ["5", "20"]}]
    models = {"1": {"state": {"spec": {"name": "signal", "controls": controls}}}, "2": {"state": {"value": 3}}}
    book.metadata["widgets"] = {wi_settings.STATE: {"state": models, "version_major": 2, "version_minor": 0}}
    book.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    (folder / "a.ipynb").write_text(nbformat.writes(book), "utf-8")
    (folder / "index.md").write_text(f"# Start\n\n[there]({link})\n\n```{{toctree}}\na\n```\n", "utf-8")
    return books.build(folder, "nb_execution_mode = 'off'\nmyst_heading_anchors = 3")


def links(page: pathlib.Path):
    return [
        link["href"] for link in BeautifulSoup(page.read_text("utf-8"), "html.parser").select("a.reference.internal")
    ]


def test_a_named_cell_is_an_anchor_for_links_from_its_page_and_from_others(tmp_path):
    whole, warnings, out = build(tmp_path)
    assert whole, warnings
    page = out / "a.html"
    assert BeautifulSoup(page.read_text("utf-8"), "html.parser").find(id="pooled-picture")["class"][0] == "cell"
    assert "#pooled-picture" in links(page)
    assert "a.html#pooled-picture" in links(out / "index.html")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"link": "a.ipynb#another-picture"}, "another-picture"),
        ({"within": "#another-picture"}, "another-picture"),
        ({"name": "look", "link": "a.ipynb#look", "within": "#look"}, "'look' is the anchor of a heading, too"),
    ],
)
def test_a_link_that_leads_nowhere_and_a_name_that_a_heading_has_fail_the_build(tmp_path, change, message):
    whole, warnings, _ = build(tmp_path, **change)
    assert not whole and message in warnings


@pytest.mark.parametrize("address", ["signal:std=0.01", "signal:depth=20,std=1"])
def test_a_setting_of_an_explorer_can_be_linked_to_from_its_page_and_from_others(tmp_path, address):
    whole, warnings, out = build(tmp_path, link=f"a.ipynb#{address}", within=f"#{address}")
    assert whole, warnings
    assert f"#{address}" in links(out / "a.html")
    assert f"a.html#{address}" in links(out / "index.html")


FAULTS = {
    "signals:std=0.01": "the page has no explorer 'signals'; it has signal",
    "signal:sdt=0.01": "the explorer 'signal' has no control 'sdt'; it has std, depth",
    "signal:std=0.02": "std of the explorer 'signal' cannot be '0.02'; it can be 0.01, 1",
    "signal:std": "std of the explorer 'signal' cannot be ''",
    "signal:": "has no control ''",
    "signal:std=1,std=1": "the link sets std twice",
    "signal:std=1,depth=5,depth=20": "the link sets depth twice",
}


@pytest.mark.parametrize("where", ["link", "within"])
@pytest.mark.parametrize("address", ["signal:std=0.02", "signals:std=1"])
def test_a_setting_that_no_explorer_has_fails_the_build(tmp_path, where, address):
    whole, warnings, _ = build(tmp_path, **{where: f"#{address}" if where == "within" else f"a.ipynb#{address}"})
    assert not whole and f"link to a.ipynb#{address}: {FAULTS.get(address, 'the page has no')}" in warnings


@pytest.mark.parametrize("address", FAULTS)
def test_what_is_wrong_with_a_setting_is_said(address):
    assert FAULTS[address] in wi_settings.fault(address, {"signal": {"std": ["0.01", "1"], "depth": ["5", "20"]}})
