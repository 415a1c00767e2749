"""An explorer's still picture: it holds what the explorer shows, in every output, and is seen exactly where no
explorer is."""

import base64
import contextlib
import io

import numpy as np
import pytest
from PIL import Image

from tests.browser import Visit, needs_browser, served
from tests.pages import WORDS, as_state, opened_alone, wi_explorers
from tests.test_explorers_page import said, squares, wordless
from tools import agreement
from wi_lib import _drawings
from wi_lib._theme import BLUE, GREEN, PURPLE
from wi_lib.explorers import STYLES, Array, Control, Explorer, Lines, Mark, Plane, Series, Words, still

VIEW = agreement.VIEW


def bundle(explorer, monkeypatch, drawings=True):
    monkeypatch.setenv(_drawings.ASK, "1" if drawings else "")
    return explorer._repr_mimebundle_()


def test_an_output_holds_the_widget_and_its_still(monkeypatch):
    data, about = bundle(squares(), monkeypatch)
    assert VIEW in data and data["text/plain"] == "Explorer('Squares': n = 1)"
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).width == 630
    assert about["image/png"]["alt"] == "Squares. n: 1. one: It is 1."
    assert sorted(about["image/png"][_drawings.KEY]) == ["narrow", "wide"]
    _, about = bundle(squares(), monkeypatch, drawings=False)
    assert list(about["image/png"]) == ["alt"], "a reader's kernel spends no time on drawings for the page"


def test_a_still_shows_the_present_state_and_its_data_tell_so(monkeypatch):
    explorer = squares()
    before = bundle(explorer, monkeypatch)[0]["image/png"]
    explorer.chosen = {"n": 3}
    after, about = bundle(explorer, monkeypatch)
    pictures = [base64.b64decode(one) for one in (before, after["image/png"])]
    assert agreement.figure_difference(*pictures) and not agreement.figure_difference(pictures[1], pictures[1])
    assert about["image/png"]["alt"] == "Squares. n: 3. more: It is 9!"


def test_a_still_keeps_its_colours_and_shows_nothing_that_comes_later(monkeypatch):
    """Few bytes are left of its picture; and lines end at the chosen step, with their bands."""
    steps = Control("t", "step", [0, 1, 2], start=1)
    arrays = {name: Array([1.0, 2.0, 3.0]) for name in "yz"} | {"low": Array([0.5, 1.5, 2.5])}
    series = [
        Series("a", "y", "low", "z", colour=1, until="t"),
        Series("b", "z", colour=3),
        Series("c", "low", colour=4),
    ]
    explorer = squares(
        controls=[steps],
        arrays=arrays,
        panels=[Lines("", "", series, (0, 4), [0])],
        words=[Words({}, [("", "plain", "x")])],
    )
    (ax,) = still.still(explorer).axes
    assert max(path.vertices[:, 0].max() for path in ax.collections[0].get_paths()) == 1
    png = base64.b64decode(bundle(explorer, monkeypatch)[0]["image/png"])
    seen = {colour for _, colour in Image.open(io.BytesIO(png)).convert("RGB").getcolors(10**6)}
    wanted = [tuple(bytes.fromhex(colour[1:])) for colour in (BLUE, GREEN, PURPLE)]
    assert all(min(max(abs(a - b) for a, b in zip(one, colour)) for one in seen) < 8 for colour in wanted)
    assert len(png) < 20_000


# Those of the book's explorers stand in its notebooks: test_chapters.py looks at them there.
def test_a_still_draws_every_kind_of_mark_and_a_panel_with_nothing_in_it():
    x = np.array([-1.0, 0.5, 1.0, np.nan])
    marks = [Mark(style, "x", "y", style) for style in STYLES]
    explorer = Explorer(
        "marks",
        "Marks",
        "",
        [Control("n", "n", [0, 1])],
        {"x": Array(x), "y": Array([1.0, -1.0, 0.5, 0.0]), "none": Array([[np.nan, np.nan], [1, 2]], ["n"])},
        [
            Plane("Plane:", "", marks, (-1, 1), (-1, 1), (-1, 1), (-1, 1), "x", "y", y_labels={-1: "low"}, square=True),
            Lines("Loss:", "", [Series("loss", "none")], (0, 3), (0, 3), x_title="step"),
        ],
        [Words({}, [("", "plain", "Marks.")])],
    )
    plane, lines = still.still(explorer).axes
    assert [text.get_text() for text in plane.get_legend().get_texts()] == list(STYLES)
    assert plane.get_xlim() == (-1, 1) and [text.get_text() for text in plane.get_yticklabels()] == ["low", "1"]
    assert len(lines.lines) == 1
    assert still.still(wordless()).axes


# ---- In a page ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def picture():
    """The HTML of a still, as the build puts it into the page."""
    explorer = squares()
    return wi_explorers.figure(_drawings.drawings(still.still(explorer)), still.words(explorer), "still-1")


@pytest.fixture
def shown(browser, tmp_path, picture):
    """shown(harm) opens a page with two explorers and their stills; `harm` breaks the first one's entry."""

    def show(harm=lambda entry: None, **options):
        entries = {"one": as_state(squares()), "two": as_state(squares())}
        harm(entries["one"])
        opened = opened_alone(entries, browser, tmp_path, stills=dict.fromkeys(entries, picture), **options)
        pages.callback(opened.context.close)
        return opened.page

    with contextlib.ExitStack() as pages:
        yield show


@needs_browser
def test_with_scripts_no_still_is_seen(shown):
    page = shown()
    assert page.locator(".wi-still").count() == 2 == page.locator(".wi-words").count()
    assert page.locator(".wi-still:visible, .wi-why:visible").count() == 0


def breaks_module(entry):
    entry["state"]["_esm"] = "throw new Error('oh no')"


def breaks_table(entry):
    entry["buffers"] = []


@needs_browser
@pytest.mark.parametrize("harm", [breaks_module, breaks_table, lambda entry: entry.clear()])
def test_a_broken_explorer_shows_its_still_and_says_why(harm, shown):
    page = shown(harm)
    assert page.locator(".wi-still:visible .wi-figure:visible").count() == 1
    assert page.get_by_role("alert").count() == 1 and page.locator(".wi-why:visible").count() == 0
    assert page.get_by_role("img", name="Squares. n: 1. one: It is 1.").count() == 1, "the explorer's own words"
    still_at, said_at = (page.locator(f"{one}:visible").bounding_box()["y"] for one in (".wi-still", ".wi-broken"))
    assert still_at < said_at < page.locator(".wi-words").last.bounding_box()["y"], "in its own place"


def under(policy, folder):
    """Have the page say which scripts may run in it, as a host does by a header."""
    page = folder / "page.html"
    said = f'<head><meta http-equiv=Content-Security-Policy content="{policy}">'
    page.write_text(page.read_text("utf-8").replace("<head>", said), "utf-8")


@needs_browser
@pytest.mark.parametrize("policy", ["", "script-src 'none'"])
def test_where_no_script_runs_every_still_is_seen_with_the_reason(policy, shown, browser, tmp_path):
    """The reader's browser has none, or the host forbids them."""
    address = shown().url
    if policy:
        under(policy, tmp_path)
    context = browser.new_context(java_script_enabled=bool(policy))
    page = context.new_page()
    page.goto(address)
    assert page.locator(".wi-still:visible .wi-figure:visible").count() == 2
    assert page.locator(".wi-why:visible").all_text_contents() == [WORDS["still"]] * 2
    context.close()


@needs_browser
def test_explorers_run_where_a_host_allows_its_own_scripts_alone(shown, browser, tmp_path):
    """No script inside a page, and none from a blob."""
    shown()
    under("script-src 'self'", tmp_path)
    with served(tmp_path) as home, Visit(browser, f"{home}page.html") as opened:
        opened.page.locator("input[type=range]").first.press("End")
        assert said(opened.page) == ["It is 9!", "It is 1."]
