"""The handout: what a script names, and nothing else, stands on two sides of paper, whole and legible."""

import doctest
import json
import re
import types

import pytest
import wi_deck
import wi_handout
from wi_explorers import stills
from wi_figures import drawn

from tests import ROOT
from tests.browser import SITE, Visit, needs_browser
from tools import address, handout

PATH = ROOT / "teaching" / "handout.md"
SCRIPT = PATH.read_text("utf-8")
SHEET = wi_handout.parse(SCRIPT, "teaching/handout.md")
ITEMS = [item for side in SHEET.sides for block in side for item in block.items]
PAGE = SITE / "handout.html"
EDITION = address.edition()


@pytest.fixture(scope="module")
def chapters():
    found = {}
    for path in sorted(ROOT.glob("chapters/[0-9][0-9]-*.ipynb")):
        notebook = drawn(json.loads(path.read_text("utf-8")))
        one = wi_deck.Chapter(f"chapters/{path.stem}", notebook, stills(notebook))
        found[one.number] = one
    return found


@pytest.fixture
def source(chapters):
    return wi_handout.Source(chapters, ROOT / "teaching")


# ---- The script -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [wi_handout, handout])
def test_the_examples_of_the_modules_hold(module):
    failed, tried = doctest.testmod(module)
    assert failed == 0 and tried > 0


SOUND = "# T\n\nFor teachers.\n\n## Side 1\n\n### Rules · row\n\n- `05/hes-rule`\n"
WRONG = {
    "a side that is not counted": (SOUND.replace("Side 1", "Side 2"), ":5: ", "this is the side 1"),
    "a layout that is none": (SOUND.replace("· row", "· tall"), ":7: ", "no part of the sheet"),
    "an item without a block": (SOUND.replace("### Rules · row", ""), ":9: ", "no part of the sheet"),
    "an item without a chapter": (SOUND.replace("05/", ""), ":9: ", "no part of the sheet"),
    "words of its own": (SOUND + "\nRemember this.\n", ":11: ", "no part of the sheet"),
    "a part that is no side": (SOUND + "\n## More\n", ":11: ", "no part of the sheet"),
}


@pytest.mark.parametrize("text, line, says", WRONG.values(), ids=WRONG)
def test_a_line_that_is_no_part_of_a_sheet_is_refused_with_file_and_line(text, line, says):
    """So the sheet can say nothing that is not in a chapter or a plan."""
    assert wi_handout.parse(SOUND, "teaching/handout.md").sides[0][0].items
    with pytest.raises(ValueError, match=says) as caught:
        wi_handout.parse(text, "teaching/handout.md")
    assert str(caught.value).startswith(f"teaching/handout.md{line}")


def lost_derivations(script):
    """Plans whose derivation is not on the sheet, while the page does not say where else it is."""
    boards = [
        path.stem
        for path in sorted((ROOT / "teaching").glob("[0-9][0-9]-*.md"))
        if wi_handout.board(path.read_text("utf-8"))
    ]
    return [
        stem for stem in boards if f"`{stem[:2]}/board`" not in script and f"({stem}.md#on-the-board)" not in script
    ]


def test_every_derivation_is_on_the_sheet_or_the_page_says_where_it_is():
    assert lost_derivations(SCRIPT) == []


@pytest.mark.parametrize("part", ["- `02/board`\n", "(07-watching-it-learn.md#on-the-board)"])
def test_a_derivation_that_is_nowhere_is_noticed(part):
    assert part in SCRIPT
    (lost,) = lost_derivations(SCRIPT.replace(part, ""))
    assert lost[:2] in part


MISFITS = {
    "a chapter that is not there": ("08", "hes-rule", "there is no chapter 08"),
    "a cell that is not there": ("05", "his-rule", "no cell that is called 'his-rule'"),
    "a cell without a claim": ("03", "question-steepest-part", "has no claim"),
    "code, which needs a screen": ("03", "pooled-picture-code", "shows nothing that paper can show"),
    "an explorer, which paper cannot move": ("03", "signal-explorer", "shows nothing that paper can show"),
}


@pytest.mark.parametrize("chapter, cell, says", MISFITS.values(), ids=MISFITS)
def test_an_item_that_cannot_be_shown_says_why(chapter, cell, says, source):
    if cell == "pooled-picture-code":
        cell = next(name for name, one in source.chapters["03"].cells.items() if one["metadata"].get("claim") and "argument" in one["metadata"].get("tags", []))  # fmt: skip
    with pytest.raises(wi_deck.Misfit, match=says):
        source.html(wi_handout.Item(chapter, cell, 1))


def test_a_plan_without_a_board_says_so(chapters, tmp_path):
    (tmp_path / "05-he.md").write_text("# Teach\n\n## Homework\n", "utf-8")
    with pytest.raises(wi_deck.Misfit, match="05-he.md has no section '## On the board'"):
        wi_handout.Source(chapters, tmp_path).html(wi_handout.Item("05", "board", 1))


@pytest.mark.parametrize(
    "text, said",
    [
        (SOUND, []),
        (SOUND.replace("hes-rule", "his-rule"), ["teaching/handout.md:9: chapters/05-he has no cell that is called 'his-rule'."]),
        (SOUND.replace("· row", "· tall"), ["teaching/handout.md:7: '### Rules · tall' is no part of the sheet. " + wi_handout.FORM + "."]),
    ],
    ids=["sound", "an orphan", "a wrong line"],
)  # fmt: skip
def test_a_fault_of_the_script_is_a_warning_with_file_and_line_which_fails_the_build(
    text, said, chapters, tmp_path, monkeypatch
):
    (tmp_path / "teaching").mkdir()
    (tmp_path / "teaching" / "handout.md").write_text(text, "utf-8")
    heard = []
    logger = types.SimpleNamespace(warning=lambda form, *values: heard.append(form % values))
    monkeypatch.setattr(wi_handout.logging, "getLogger", lambda name: logger)
    monkeypatch.setattr(wi_handout, "chapters_of", lambda app: chapters)
    monkeypatch.setattr(wi_handout.address, "edition", lambda root: EDITION)
    app = types.SimpleNamespace(
        srcdir=tmp_path,
        outdir=tmp_path,
        builder=types.SimpleNamespace(format="html"),
        config=types.SimpleNamespace(language="en"),
    )
    wi_handout.write_handout(app, None)
    assert heard == said


# ---- The page -------------------------------------------------------------------------------------------------------


def test_the_sheet_has_what_the_script_names_in_its_order():
    text = PAGE.read_text("utf-8")
    assert re.findall(r'data-name="([^"]+)"', text) == [f"{item.chapter}/{item.cell}" for item in ITEMS]
    assert text.count('<section class="sheet"') == len(SHEET.sides) == handout.SIDES


def test_it_decides_derives_shows_and_says_what_to_measure():
    names = {f"{item.chapter}/{item.cell}" for item in ITEMS}
    assert {"06/table-to-keep", "04/two-assumptions", "05/hes-rule", "06/first-steps"} <= names
    assert len([item for item in ITEMS if item.cell == wi_handout.BOARD]) >= 5
    assert PAGE.read_text("utf-8").count('class="wi-figure"') == 3


def test_each_figure_has_its_alt_text_and_each_side_its_source_and_licence():
    text = PAGE.read_text("utf-8")
    assert len(re.findall(r'class="wi-figure" role="img" aria-label="[^"]{40,}"', text)) == 3
    feet = re.findall(r"<footer>(.*?)</footer>", text)
    assert len(feet) == handout.SIDES
    home = address.site(EDITION.repository).partition("//")[2]
    assert all(part in foot for foot in feet for part in ("CC BY 4.0", home, EDITION.title, EDITION.version))
    assert 'class="sheet-qr"' in text


def test_signs_are_those_of_print():
    text = re.sub(r"<[^>]+>", "", PAGE.read_text("utf-8").partition("<main>")[2])
    assert "Xavier’s rule" in text and not re.search(r"\w's", text)
    assert "2/\u2060√n" in text  # no line ends behind the slash


def test_links_lead_somewhere_from_a_pdf():
    links = re.findall(r'<a href="([^"]+)"', PAGE.read_text("utf-8").partition("<main>")[2])
    assert links and all(link.startswith("https://") for link in links)


def test_a_page_of_the_book_lists_what_is_on_it_with_its_claims(chapters):
    text = (SITE / "teaching" / "handout.html").read_text("utf-8")
    assert "For each activation a start, and what to look at then" in text
    assert '../handout.html"' in text and "handout.html?paper=letter" in text
    assert "05/hes-rule" not in text and "· row" not in text


# ---- On paper -------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(browser):
    with Visit(browser, PAGE.as_uri(), home=SITE.as_uri()) as visit:
        yield visit.page


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("paper", handout.PAPERS)
def test_it_fills_two_pages_and_nothing_is_cut_off_or_too_small(paper, opened):
    handout.laid_out(opened, paper, PAGE.as_uri())
    assert handout.faults(opened) == []
    assert handout.wrong_paper(handout.printed(opened), paper) == ""


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("paper", handout.PAPERS)
def test_each_side_is_full(paper, opened):
    """A sheet with a third of its paper empty wants more, or larger letters."""
    handout.laid_out(opened, paper, PAGE.as_uri())
    used = opened.evaluate(
        "[...document.querySelectorAll('.sheet-bands')].map((all) => [...all.children].reduce((sum, one) => sum + one.offsetHeight, 0) / all.clientHeight)"
    )
    assert all(0.85 < share <= 1 for share in used), used


item = "document.querySelector('[data-name=\"06/table-to-keep\"]')"
PLANTED = {
    "too much on a side": (f"{item}.style.height = '120mm'", "leaves the side at its end"),
    "a table wider than the paper": (f"{item}.querySelector('table').style.width = '220mm'", "at the side"),
    "a text that is cut off": (f"{item}.style.cssText = 'overflow: hidden; height: 9mm'", "is cut off"),
    "two parts on each other": (f"{item}.style.cssText = 'position: relative; top: 20mm'", "cover each other"),
    "letters that are too small": (f"{item}.querySelector('td').style.fontSize = '8pt'", "letters of 8.0 pt in a text"),
    "a drawing that is too small": ("document.querySelector('.wi-figure .wi-narrow').style.width = '40mm'", "in a drawing, not"),
    "a third side": ("document.querySelector('main').append(document.querySelector('.sheet').cloneNode(true))", "there are 3 sides"),
}  # fmt: skip


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("fault, says", PLANTED.values(), ids=PLANTED)
def test_a_sheet_with_a_fault_is_found(fault, says, opened):
    handout.laid_out(opened, "a4", PAGE.as_uri())
    opened.evaluate(f"(() => {{ {fault}; }})()")
    assert any(says in one for one in handout.faults(opened))


@pytest.mark.decks
@needs_browser
def test_a_pdf_of_another_size_or_with_another_page_is_found(opened):
    handout.laid_out(opened, "letter", PAGE.as_uri())
    assert "the PDF has the pages" in handout.wrong_paper(handout.printed(opened), "a4")
    opened.evaluate("document.querySelector('.sheet').style.height = '300mm'")
    assert "the PDF has the pages" in handout.wrong_paper(handout.printed(opened), "letter")


@pytest.mark.decks
@needs_browser
def test_a_sheet_that_does_not_fit_is_not_printed(tmp_path, browser):
    text = PAGE.read_text("utf-8").replace("_static/", f"{SITE.as_uri()}/_static/")
    broken = tmp_path / "handout.html"
    broken.write_text(text, "utf-8")
    assert [pdf[:5] for pdf in handout.sheets(browser, broken.as_uri())] == [b"%PDF-"] * 2
    broken.write_text(text.replace("<h2>", "<h2 style='height: 90mm'>", 1), "utf-8")
    with pytest.raises(ValueError, match="does not fit.*\na4, side 1"):
        handout.sheets(browser, broken.as_uri())
