"""A page of several widgets in a browser: one that is broken says so, and leaves the others alive."""

import base64
import copy
import json

import numpy as np
import pytest

from tests.browser import needs_browser
from tests.pages import as_state, opened_alone
from tests.test_explorers import numbers
from wi_lib.explorers import Array, Control, Explorer, Lines, Series, Words, graded
from wi_lib.explorers.spelling import FORMATS, spelled, spelled_power

pytestmark = needs_browser


def squares(**changes):
    """A small explorer that says which square it shows."""
    parts = {
        "name": "squares",
        "title": "Squares",
        "subtitle": "",
        "controls": [Control("n", "n", [1, 2, 3])],
        "arrays": {
            "y": Array([[1.0, 2.0], [4.0, 5.0], [9.0, 9.5]], ["n"], "float64"),
        },
        "panels": [Lines("Line:", "", [Series("y", "y")], (0, 10), [0, 10])],
        "words": [
            Words(
                {"y": ("y", 0, "number")},
                graded("y", [1], [("one", "good", "It is {y}."), ("more", "plain", "It is {y}!")]),
            )
        ],
    }
    return Explorer(**(parts | changes))


def in_table(entry, name, numbers, dtype):
    """Put other numbers where the explorer's array `name` lies."""
    table = bytearray(base64.b64decode(entry["buffers"][0]["data"]))
    raw = np.array(numbers, dtype).tobytes()
    at = entry["state"]["spec"]["arrays"][name]["offset"]
    table[at : at + len(raw)] = raw
    entry["buffers"][0]["data"] = base64.b64encode(table).decode()


def change(path, value):
    def put(entry):
        *way, last = path
        for key in way:
            entry = entry[key]
        entry[last] = value

    return put


SPEC = ("state", "spec")
#: name -> (what breaks the entry; part of what the page says of it)
FAULTS = {
    "NaN in the spec": (change((*SPEC, "panels", 0, "y_range", 1), float("nan")), "NaN or Infinity"),
    "infinity in the spec": (change((*SPEC, "panels", 0, "height"), float("-inf")), "NaN or Infinity"),
    "a case of no sentence": (lambda entry: in_table(entry, "words 1", [7], np.uint8), "This explorer cannot be shown: "),
    "a figure that is infinite": (lambda entry: in_table(entry, "y", [np.inf], float), "there is no number to write: Infinity"),
    "a position of nothing": (change((*SPEC, "words", 0, "values", "y", 1), 5), "there is no number to write: undefined"),
    "a name of nothing": (change((*SPEC, "words", 0, "values"), {}), "This explorer cannot be shown: "),
    "an array of nothing": (change((*SPEC, "panels", 0, "series", 0, "y"), "z"), "This explorer cannot be shown: "),
    "a kind of nothing": (change((*SPEC, "panels", 0, "kind"), "cake"), "This explorer cannot be shown: "),
    "no table": (change(("buffers",), []), "This explorer cannot be shown: "),
    "half a table": (change(("buffers", 0, "data"), "AAAA"), "This explorer cannot be shown: "),
    "a table in another alphabet": (change(("buffers", 0, "data"), "*"), "This figure cannot be shown: "),
    "no spec": (change(SPEC, None), "This explorer cannot be shown: "),
    "a program that fails": (change(("state", "_esm"), "throw new Error('oh no')"), "This figure cannot be shown: oh no."),
    "a program of nothing": (change(("state", "_esm"), "export default {}"), "This figure cannot be shown: "),
    "no state": (lambda entry: entry.clear(), "This figure cannot be shown: "),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_widget_says_so_and_leaves_the_others_alive(fault, browser, tmp_path):
    harm, said = FAULTS[fault]
    entries = {name: copy.deepcopy(as_state(squares())) for name in ("before", "broken", "after")}
    harm(entries["broken"])
    opened = opened_alone(entries, browser, tmp_path)
    page = opened.page
    page.wait_for_selector(".wi-broken")
    alive = page.locator(".wi-words p")
    assert alive.all_text_contents() == ["It is 1. "] * 2
    page.locator("input[type=range]").last.press("End")
    assert alive.all_text_contents() == ["It is 1. ", "It is 9! "]
    (broken,) = page.locator(".wi-broken").all()
    assert said in broken.text_content() and broken.is_visible() and page.get_by_role("alert").count() == 1
    above, below = (page.locator(".wi-words").nth(n).bounding_box()["y"] for n in (0, 1))
    assert above < broken.bounding_box()["y"] < below, "in its own place"
    assert opened.complaints, "a test of the book's pages would see it"
    opened.context.close()


@pytest.mark.parametrize("state", ["", "{", '{"state": 3', "null"])
def test_a_state_that_cannot_be_read_is_told_at_every_widget(state, browser, tmp_path):
    opened = opened_alone({"one": {}, "two": {}}, browser, tmp_path, state)
    opened.page.wait_for_selector(".wi-broken")
    said = opened.page.locator(".wi-broken").all_text_contents()
    assert len(said) == 2 and all("the state of this page's widgets cannot be read" in one for one in said)
    opened.context.close()


def test_the_word_nan_in_a_text_breaks_nothing(browser, tmp_path):
    """While another widget's NaN makes the state unreadable as JSON."""
    entries = {"broken": as_state(squares()), "fine": as_state(squares(title='NaN, "Infinity" and \\ -Infinity'))}
    entries["broken"]["state"]["index"] = {"n": float("nan")}
    opened = opened_alone(entries, browser, tmp_path)
    assert opened.page.locator(".wi-title strong").all_text_contents() == ['NaN, "Infinity" and \\ -Infinity']
    assert opened.page.locator(".wi-broken").count() == 1
    opened.context.close()


def test_an_explorer_that_breaks_on_the_way_says_so(browser, tmp_path):
    entries = {"broken": as_state(squares()), "fine": as_state(squares())}
    in_table(entries["broken"], "y", [1, 2, np.inf, 5], float)
    opened = opened_alone(entries, browser, tmp_path)
    assert opened.page.locator(".wi-words p").all_text_contents() == ["It is 1. "] * 2 and opened.complaints == []
    opened.page.locator("input[type=range]").first.press("ArrowRight")
    assert "there is no number to write" in opened.page.locator(".wi-broken").text_content()
    assert opened.page.locator(".wi-words p").all_text_contents() == ["It is 1. "]
    opened.context.close()


def test_a_panel_with_nothing_in_view_says_what_is_where(browser, tmp_path):
    lines = [[1.0, 2.0], [20.0, 30.0], [-5.0, -7.0], [np.nan, np.nan], [-5.0, 2000.0], [3.0, np.nan]]
    values = list(range(len(lines)))
    explorer = squares(
        controls=[Control("n", "n", values)], arrays={"y": Array(lines, ["n"])},
        words=[Words({}, [("", "plain", "See above.")])],
        panels=[Lines("Line:", "", [Series("y", "y")], (0, 10), [0, 10])],
    )  # fmt: skip
    opened = opened_alone(explorer, browser, tmp_path)
    svg, said, told = opened.page.locator(".wi-lines svg"), [], []
    for _ in values:
        said.append(svg.locator("g text").all_text_contents())
        told.append(svg.get_attribute("aria-label"))
        opened.page.locator("input[type=range]").press("ArrowRight")
    assert said == [[], ["all above this axis: 20 or more"], ["all below this axis: −5 or less"], ["no number to draw"],
                    ["all above or below this axis"], []]  # fmt: skip
    assert told == ["Line: 1 at layer 0, 2 at layer 1", "Line: 20 at layer 0, 30 at layer 1", "Line: −5 at layer 0, −7 at layer 1",
                    "Line: no number", "Line: −5 at layer 0, 2,000 at layer 1", "Line: 3 at layer 0"]  # fmt: skip
    assert opened.complaints == []
    opened.context.close()


def test_thousands_have_a_comma_everywhere(browser, tmp_path):
    """In words, captions, axes and descriptions."""
    explorer = squares(
        controls=[],
        arrays={"y": Array([1234.0, 2000.0, 2000.0])},
        panels=[Lines("Line:", "", [Series("y", "y")], (0, 2000), [0, 1000, 2000], x_step=1000, x_title="step")],
        words=[Words({"y": ("y", 0, "number"), "n": ("y", -1, "integer")}, [("{n}", "plain", "It is {y}.")])],
    )
    opened = opened_alone(explorer, browser, tmp_path)
    assert opened.page.locator(".wi-words").text_content().split() == ["·", "2,000It", "is", "1,200."]
    assert opened.page.locator(".wi-lines svg text").all_text_contents() == [
        "0",
        "1,000",
        "2,000",
        "0",
        "1,000",
        "2,000",
        "step",
    ]
    assert (
        opened.page.locator(".wi-lines svg").get_attribute("aria-label") == "Line: 1,200 at step 0, 2,000 at step 2,000"
    )
    opened.context.close()


def test_the_page_spells_numbers_as_python_does(browser):
    values = numbers()
    powers = [value % 1300 - 650 for value in values]
    context = browser.new_context()
    found = context.new_page().evaluate(
        """([program, values, powers, formats]) => {
            const { spell, spellPower } = new Function(program.replace("export default { render, indexAt };", "return { spell, spellPower };"))();
            return [...formats.map((format) => values.map((value) => spell(value, format))), powers.map(spellPower)];
        }""",
        [Explorer._esm, values, powers, list(FORMATS)],
    )
    context.close()
    expected = [[spelled(value, form) for value in values] for form in FORMATS] + [
        [spelled_power(power) for power in powers]
    ]
    for form, page, python in zip([*FORMATS, "power"], found, expected, strict=True):
        wrong = [(value, one, other) for value, one, other in zip(values, page, python, strict=True) if one != other]
        assert wrong == [], (form, len(wrong), wrong[:3])


def test_python_reads_and_writes_what_the_page_holds():
    """What the faults above rest on: a healthy entry survives the way through JSON."""
    entry = json.loads(json.dumps(as_state(squares())))
    assert entry["state"]["spec"]["title"] == "Squares" and len(base64.b64decode(entry["buffers"][0]["data"])) == 56
