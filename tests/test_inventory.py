"""Pages for teachers that are made of the chapters' questions: the table of misconceptions, the concept inventory."""

import base64
import collections
import doctest
import json
import re

import pytest
from bs4 import BeautifulSoup

from tests import ROOT, no_faults
from tests.browser import SITE, needs_browser
from tools import misconceptions, questions, settings

TABLE, INVENTORY = (ROOT / "teaching" / name for name in ("misconceptions.md", "inventory.md"))
CHAPTERS = sorted((ROOT / "chapters").glob("*.py"))
built = pytest.mark.skipif(not SITE.exists(), reason="there is no built book: run make book")
LINE = re.compile(r"^- `(\d\d)/(question-[a-z0-9-]+)` · (.+) · “([^”]+)”$", re.M)


def read(path):
    return path.read_text("utf-8")


def wrong_options():
    """(chapter, question, option) of the whole book."""
    return [
        (path.stem, question, option)
        for path in CHAPTERS
        for question in questions.read(path)
        for option in question.options
        if not option.right
    ]


# ---- The table of misconceptions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [misconceptions, settings])
def test_the_examples_in_the_docstrings_run(module):
    failed, tried = doctest.testmod(module)
    assert failed == 0 and tried > 0


def test_every_belief_stands_in_the_table_once_with_all_its_questions():
    rows = re.findall(r"^\| “(.+?)” \| (.+?) \| (.+?) \|$", read(TABLE), re.M)
    names = [name for name, _, _ in rows]
    assert sorted(names) == sorted({option.misconception for _, _, option in wrong_options()})
    shown = collections.Counter(name for name, where, _ in rows for _ in where.split("; "))
    assert shown == collections.Counter(option.misconception for _, _, option in wrong_options())


def test_most_beliefs_have_something_to_show():
    """An argument is the last resort: a setting that would break the belief belongs into the option's reason."""
    last = re.findall(r"^\| “.+ \| (.+?) \|$", read(TABLE), re.M)
    shown = sum(bool(re.search(r"#[a-z]+:", one)) for one in last)
    assert shown > 0.4 * len(last) and last.count(misconceptions.ARGUMENT) <= len(last) / 8


def met(reason, right="It is.", chapter="03-a"):
    options = (questions.Option("A", "x", False, reason, "x"), questions.Option("B", "y", True, right))
    return misconceptions.Met(chapter, questions.Question("question-x", 1, "x?", options), options[0])


def explorer(name, title, **controls):
    """The state of an explorer, as a notebook has it: name of a control -> its label, its key and what that shows."""
    named = [
        {"name": control, "label": label, "keys": [key], "texts": [text]}
        for control, (label, key, text) in controls.items()
    ]
    return {"spec": {"name": name, "title": title, "controls": named}}


STATES = {
    "03-a": [{"layout": "x"}, explorer("signal", "One dial", std=("weight std σ (of all)", "1", "1.0"))],
    "02-b": [explorer("fan", "One layer", rule=("rule", "he", "He"))],
}
DIAL = "[One dial · weight std σ: 1.0](../chapters/03-a.ipynb#signal:std=1)"


@pytest.mark.parametrize(
    ("all_met", "shown"),
    [
        ([met("See [σ](#signal:std=1), 0.7<!--kept-->.")], DIAL),
        ([met("See [σ](02-b.ipynb#fan:rule=he).")], "[One layer · rule: He](../chapters/02-b.ipynb#fan:rule=he)"),
        ([met("It is 0.7<!--kept-->.", "See [σ](#signal:std=1).")], DIAL),
        ([met("It is 0.7<!--kept-->."), met("[σ](#signal:std=1)")], DIAL),
        ([met("It is 0.7<!--kept-->.", "Or 2<!--other-->.")], "[the figure](../chapters/03-a.ipynb#the-figure)"),
        ([met("See [it](02-b.ipynb#the-race).")], "[the race](../chapters/02-b.ipynb#the-race)"),
        ([met("No.", "It is 2<!--other-->.")], "[another](../chapters/03-a.ipynb#another)"),
        ([met("No; see [him](../references.md#he-et-al-2015).")], misconceptions.ARGUMENT),
        ([met("0.7<!--kept--> and 0.7<!--kept-->.")], "[the figure](../chapters/03-a.ipynb#the-figure)"),
    ],
)  # fmt: skip
def test_what_breaks_a_belief_is_the_best_that_its_reasons_offer(all_met, shown):
    assert misconceptions.breaks(all_met, {"03-a": {"kept": "the-figure", "other": "another"}}, STATES) == shown


def raw_keys(table):
    """Links whose words are the keys of an address, such as std=0.1: its readers are not used to those."""
    return [
        words
        for words in re.findall(r"\[([^\]]+)\]\([^)]*#[a-z]+:", table)
        if re.search(r"\w=", words) or " · " not in words
    ]


def test_settings_stand_in_the_words_of_the_explorer():
    assert raw_keys(read(TABLE)) == []


def test_a_setting_that_stands_in_keys_is_noticed():
    """So it stood once, and so it stands where no explorer has the setting."""
    old = "[signal: std=1, width=50](../chapters/03-a.ipynb#signal:std=1,width=50)"
    assert raw_keys(f"| “a” | b | {old} |") == ["signal: std=1, width=50"]
    shown = misconceptions.breaks([met("See [σ](#signal:std=7).")], {}, STATES)
    assert raw_keys(shown) == ["One dial · std=7"]


def test_a_number_belongs_to_the_figure_that_its_cell_prints_for(tmp_path):
    def cell(name, *printed):
        return {"cell_type": "code", "id": name, "outputs": [{"name": "stdout", "text": list(printed)}]}

    cells = [cell("race"), cell("race-measured", "kept = 0.7\n", "left = 2"), cell("sums-measured", "sum = 1\n")]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [*cells, {"cell_type": "markdown"}]}))
    found = misconceptions.measuring(misconceptions.read(tmp_path / "a.ipynb"))
    assert found == {"kept": "race", "left": "race", "sum": "sums-measured"}


# ---- The concept inventory ------------------------------------------------------------------------------------------


def listed():
    by_name = {(path.stem[:2], one.name): one for path in CHAPTERS for one in questions.read(path)}
    return [(match, by_name.get((match[1], match[2]))) for match in LINE.finditer(read(INVENTORY))]


def test_the_inventory_names_fourteen_questions_of_all_chapters():
    no_faults(
        f"teaching/inventory.md: there is no question {match[1]}/{match[2]}" for match, one in listed() if not one
    )
    assert len({match[2] for match, _ in listed()}) == len(listed()) == 14
    assert {match[1] for match, _ in listed()} == {path.stem[:2] for path in CHAPTERS}


def test_the_diagnostic_options_are_wrong_ones():
    no_faults(
        f"teaching/inventory.md: no wrong option of {match[1]}/{match[2]} stands for “{match[4]}”"
        for match, one in listed()
        if one and match[4] not in [option.misconception for option in one.options]
    )


def test_every_question_that_the_rubric_names_is_in_the_test():
    named = set(re.findall(r"`(\d\d/question-[a-z0-9-]+)`", read(INVENTORY)))
    assert named == {f"{match[1]}/{match[2]}" for match, _ in listed()}


def test_what_is_said_of_guessing_and_of_points_holds():
    assert 3 < sum(1 / len(one.options) for _, one in listed()) < 4 and "Guessing alone gives 3 to 4." in read(
        INVENTORY
    )
    right = collections.Counter(one.right.letter for _, one in listed())
    assert min(right[letter] for letter in "ABCD") >= 2 and max(right.values()) <= 5


def test_no_question_needs_its_chapter_to_be_understood():
    for match, one in listed():
        assert not re.search(r"\babove\b|\bbelow\b|[Tt]his chapter|the explorer", one.stem), match[0]


# ---- The built page -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page():
    return BeautifulSoup(read(SITE / "teaching" / "inventory.html"), "html.parser").article


@built
def test_the_sheet_asks_every_question_and_tells_no_answer(page):
    (sheet,) = page.select(".wi-sheet")
    shown = sheet.select(".wi-item")
    assert len(shown) == 14
    for place, (item, (_, one)) in enumerate(zip(shown, listed()), 1):
        assert item["id"] == f"inventory-{place}"
        letters = [re.match(r"☐\s*([A-D])\.", option.get_text())[1] for option in item.select("li")]
        assert letters == [option.letter for option in one.options]
    text = sheet.get_text()
    assert not re.search(r"Right\.|Not so|[✓✗◆“]", text) and not sheet.select("details, .wi-is-right")


@built
def test_the_key_is_folded_and_outside_the_sheet(page):
    (key,) = (one for one in page.select("details") if "◆" in one.get_text())
    assert not key.has_attr("open") and not key.find_parent(class_="wi-sheet")
    rows = [
        [cell.get_text(" ", strip=True).replace("\xa0", " ") for cell in row.select("td")]
        for row in key.select("tbody tr")
    ]
    assert [row[2] for row in rows] == [one.right.letter for _, one in listed()]
    for row, (match, one) in zip(rows, listed()):
        assert match[3].replace("`", "") in row[0] and row[3].count("◆") == 1
        diagnostic = next(option for option in one.options if option.misconception == match[4])
        assert re.search(rf"{diagnostic.letter}\W+{re.escape(match[4])}” ◆", row[3])


@built
def test_the_rubric_leads_to_questions_by_their_numbers(page):
    leads = [link["href"] for link in page.select("a[href^='#inventory-']")]
    assert set(leads) == {f"#inventory-{place}" for place in range(1, 15)} and "`0" not in page.get_text()


@built
def test_the_form_has_a_row_for_every_option_and_asks_for_no_names(page):
    (form,) = page.select("a[download]")
    lines = base64.b64decode(form["href"].partition("base64,")[2]).decode().splitlines()
    assert lines[0] == "question,option,before,after"
    assert len(lines) == 1 + sum(len(one.options) + 1 for _, one in listed())
    assert lines[1] == "01/question-four-times-the-inputs,A,," and lines[5].endswith(",none,,")


@built
@needs_browser
def test_paper_shows_the_sheet_alone_and_no_question_on_two_pages(visit):
    opened = visit("teaching/inventory.html")
    opened.locator("article details summary").first.click()  # the key is open, and a printer opens it anyway
    assert "◆" in opened.locator("article").inner_text()
    opened.emulate_media(media="print")
    text = opened.locator("article").inner_text()
    assert text.startswith("Questions on the start") and "13. " in text
    assert not re.search("◆|validated|misconception|The key|Score|CSV", text)
    breaks = "all => all.map(item => getComputedStyle(item).breakInside)"
    assert set(opened.locator(".wi-item").evaluate_all(breaks)) == {"avoid"}


# ---- Faults of a list -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def inventory():
    """The extension's module, and the chapters as it needs them: names and texts of the questions."""
    import sys

    sys.path.append(str(ROOT / "_ext"))
    import wi_inventory

    class Chapter:
        def __init__(self, path):
            self.page = f"chapters/{path.stem}"
            cells = json.loads(read(path.with_suffix(".ipynb")))["cells"]
            self.cells = {cell["metadata"].get("name"): cell for cell in cells}

    return wi_inventory, {path.stem[:2]: Chapter(path) for path in CHAPTERS}


GOOD = '<div class="wi-sheet">\n\n- `03/question-steepest-part` · Slopes · “sigmoids always vanish”\n\n</div>\n'


def test_a_list_becomes_sheet_key_and_numbers(inventory):
    module, chapters = inventory
    made = module.expand_questions(f"{GOOD}\nSee `03/question-steepest-part`, `03/question-other`.\n", chapters)
    sheet, _, rest = made.partition("\n</div>\n\n<details>")
    assert "**1. All five layers have sigmoid outputs" in sheet and "- ☐ **D.** No: sigmoid gradients" in sheet
    assert "**D** “sigmoids always vanish” ◆" in rest and '<a href="#inventory-1">1</a>, `03/question-other`' in rest
    assert module.expand_questions("# No list\n", chapters) == "# No list\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("steepest-part", "steepest-place", "there is no question 03/question-steepest-place"),
        ("03/", "09/", "there is no question 09/question-steepest-part"),
        (
            "sigmoids always",
            "sigmoids never",
            "no wrong option of 03/question-steepest-part stands for “sigmoids never",
        ),
    ],
)
def test_a_line_that_names_nothing_is_refused(inventory, old, new, says):
    module, chapters = inventory
    with pytest.raises(ValueError, match=re.escape(says)):
        module.expand_questions(GOOD.replace(old, new), chapters)
