"""Figures for slides of one's own: every one of the chapters, in files that other programs open."""

import copy
import doctest
import json
import re
from xml.etree import ElementTree

import pytest

from tests import ROOT
from tests.browser import needs_browser
from tools import figures, handout
from tools.address import edition
from wi_lib._drawings import KEY

FOUND = figures.figures()
BOOK = edition()
#: These are too tall for letters of 22 pixels: an explorer's still picture, a figure of many panels.
LEAST = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("build") / "figures"
    figures.write_svgs(FOUND, target, BOOK)
    return target


def text_of(one):
    return figures.standing_alone(one, figures.source_of(BOOK, one.page), figures.fonts())


def test_the_examples_of_the_module_hold():
    failed, tried = doctest.testmod(figures)
    assert failed == 0 and tried > 0


def test_every_figure_and_every_still_picture_of_the_chapters_is_there():
    shown = [
        output["metadata"]["image/png"][KEY]["wide"]
        for path in sorted(ROOT.glob("chapters/*.ipynb"))
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if KEY in output.get("metadata", {}).get("image/png", {})
    ]
    assert [one.drawing for one in FOUND] == shown and len(shown) > 50
    assert {"03-pooled-picture", "03-signal-explorer", "05-misprint"} <= {one.name for one in FOUND}


def test_each_has_a_name_of_its_own_that_says_chapter_and_cell():
    names = [one.name for one in FOUND]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"\d\d-[a-z][a-z0-9-]+", name)] == []


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.name)
def test_an_svg_needs_nothing_but_itself(one):
    """Nothing of a page (variables, classes), no marker, which PowerPoint does not draw; fonts with fallbacks."""
    text = text_of(one)
    root = ElementTree.fromstring(text.encode())
    tags = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "clipPath", "g", "path", "rect", "use", "text", "tspan", "image"}
    assert not re.search(r"var\(|currentColor|class=|marker|wi-|nan", text.replace("weight-initialization", ""))
    assert root.get("font-family").count(",") >= 2 and "sans-serif" in root.get("font-family")
    named = {node.get("id") for node in root.iter() if node.get("id")}
    assert set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text)) <= {(name, "") for name in named} | {
        ("", name) for name in named
    }


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.name)
def test_it_fills_a_slide_and_says_what_it_shows(one):
    root = ElementTree.fromstring(text_of(one).encode())
    width, height = (float(root.get(side).removesuffix("in")) for side in ("width", "height"))
    assert width <= figures.WIDTH + 0.001 and height <= figures.HEIGHT + 0.001
    assert width > figures.WIDTH - 0.01 or height > figures.HEIGHT - 0.01
    assert one.letters >= (22 if width > figures.WIDTH - 0.01 else LEAST)
    assert root[0].text == one.claim and root[1].text.startswith(one.alt)
    assert f"{one.page}.html" in root[1].text and "CC BY 4.0" in root[1].text


def test_marks_stay_where_they_are():
    """A mark at each point of its path, in its own colour, and clipped as the path was."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><marker style="overflow:visible;fill:var(--wi-1,#0b63a8)" '
        'id="wi-id-0"><path d="M0 1z" style="stroke:#000"/></marker><clipPath id="wi-id-1"/></defs>'
        '<path style="fill:none;marker:url(#wi-id-0)" clip-path="url(#wi-id-1)" d="M1 2 3.5 -4"/></svg>'
    )
    text = text_of(figures.Figure("03-a", drawing, "It falls", "A line", "chapters/03-x", "a"))
    group = ElementTree.fromstring(text.encode())[-1]
    assert group.attrib == {"style": "fill:#0b63a8", "clip-path": "url(#part-1)"}
    assert [path.get("transform") for path in group] == ["translate(1 2)", "translate(3.5 -4)"]
    assert {path.get("style") for path in group} == {"stroke:#000"}


@pytest.mark.parametrize("key, says", [("claim", "no claim"), ("mystnb", "no alt")])
def test_a_figure_that_does_not_say_what_it_shows_is_refused(key, says):
    path = next(ROOT.glob("chapters/03-*.ipynb"))
    notebook = json.loads(path.read_text("utf-8"))
    (cell,) = (cell for cell in notebook["cells"] if cell["metadata"].get("name") == "pooled-picture")
    assert figures.of_notebook(copy.deepcopy(notebook), f"chapters/{path.stem}")
    del cell["metadata"][key]
    with pytest.raises(ValueError, match=f"{path.name}: the figure of the cell 'pooled-picture' has {says}"):
        figures.of_notebook(notebook, f"chapters/{path.stem}")


def test_the_index_lists_every_file_with_claim_and_alt_text(folder):
    index = (folder / "index.md").read_text("utf-8")
    rows = [line for line in index.splitlines() if line.startswith("| [")]
    assert len(rows) == len(FOUND) == len(list(folder.glob("*.svg")))
    for row, one in zip(rows, FOUND):
        assert (
            f"[{one.name}](" in row and one.claim.replace("|", "\\|") in row and one.alt[:40].replace("|", "\\|") in row
        )
    assert "CC BY 4.0" in index


def test_what_an_earlier_run_has_left_is_gone(tmp_path):
    (tmp_path / "03-gone.svg").write_text("", "utf-8")
    figures.write_svgs(FOUND[:1], tmp_path, BOOK)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{FOUND[0].name}.svg", "index.md"]


@needs_browser
def test_a_pdf_has_one_page_of_the_size_of_its_figure(folder, browser):
    tried = FOUND[::12]
    figures.write_pdfs(tried, folder, browser)
    for one in tried:
        pdf = (folder / f"{one.name}.pdf").read_bytes()
        (box,) = handout.boxes(pdf)
        assert box == pytest.approx([72 * side for side in one.size], abs=1.5)
