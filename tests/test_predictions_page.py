"""Predictions in a browser: with keyboard, mouse and finger, and what the page keeps of them."""

import contextlib
import json
import re

import numpy as np
import pytest

from tests import guards
from tests.browser import PHONE, needs_browser
from tests.pages import as_state, opened_alone
from tests.test_explorers_page import SEEN, squares
from tests.test_predictions import SAID, line, options, share
from wi_lib.explorers.spelling import WORDS
from wi_lib.predictions import GuessNumber

pytestmark = needs_browser

TALL = "<p style='height: 900px'>…</p>"


def number():
    return GuessNumber("late", share(), 0.166, SAID)


@pytest.fixture
def shown(browser, tmp_path):
    """shown(prediction, …) opens a page with these predictions, and what keeps guesses; it must not complain."""
    with contextlib.ExitStack() as visits:

        def show(*guesses, **changes):
            models = {str(place): as_state(guess) for place, guess in enumerate(guesses)}
            changes = {"scripts": ["kept.js"], "below": TALL} | changes
            return visits.enter_context(opened_alone(models, browser, tmp_path, **changes)).page

        yield show


def status(page):
    return " ".join(page.locator(".wi-status").text_content().split())


# ---- Commit -------------------------------------------------------------------------------------------------------


def test_a_number_is_marked_by_key_and_the_truth_comes_beside_it(shown):
    page = shown(number())
    commit = page.get_by_role("button", name="Commit")
    truth = page.locator(".wi-truth")
    assert commit.is_disabled() and not truth.is_visible() and status(page) == ""
    slider = page.get_by_role("slider", name="share")
    slider.focus()
    slider.press("End")
    assert slider.get_attribute("aria-valuetext") == "100%" and commit.is_enabled()
    slider.press("ArrowLeft")
    assert page.locator(".wi-yours").text_content() == "your guess 98%"
    commit.focus()
    commit.press("Enter")
    assert status(page) == "! 81 points too high Your guess: 98%. Measured: 17%.More."
    assert truth.is_visible() and truth.text_content() == "measured 17%" and slider.is_disabled()
    assert page.evaluate("document.activeElement.textContent") == "Guess again", "the focus is not lost"
    at = page.locator(".wi-number .wi-found").bounding_box()
    pad = page.locator(".wi-pad").bounding_box()
    assert (at["x"] + at["width"] / 2 - pad["x"]) / pad["width"] == pytest.approx(0.166, abs=0.01)


def test_a_guess_at_the_first_position_needs_one_key(shown):
    page = shown(number())
    page.get_by_role("slider").press("ArrowRight")
    page.get_by_role("slider").press("ArrowLeft")
    assert page.get_by_role("button", name="Commit").is_enabled()


def test_show_me_shows_the_answer_and_no_guess(shown):
    page = shown(number())
    page.get_by_role("button", name="Show me").click()
    assert status(page) == "· shown Measured: 17%.Less, 17%."
    assert page.locator(".wi-truth").is_visible() and not page.locator(".wi-thumb").is_visible()
    assert not page.locator(".wi-yours").is_visible()


def test_an_option_is_picked_and_both_are_marked_by_sign_and_word(shown):
    page = shown(options())
    page.get_by_label("a").check()
    page.get_by_role("button", name="Commit").click()
    assert page.locator(".wi-option").all_text_contents() == ["a✗ your guess", "b✓ measured"]
    assert status(page) == "! not as measured Your guess: “a”. Measured: “b”.A."


#: What moved without the reader's doing, as browsers count it.
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((all) => { for (const one of all.getEntries()) if (!one.hadRecentInput) shifted += one.value; })
    .observe({ type: "layout-shift", buffered: true });
}"""


@pytest.mark.parametrize("form", [number, line, options])
def test_a_prediction_that_waits_keeps_no_empty_room(form, shown):
    """It kept the room of its longest verdict, up to a third of its height, blank."""
    page = shown(form())
    waiting, box = page.locator(".wi-waiting").bounding_box(), page.locator(".wi-guess").bounding_box()
    assert box["y"] + box["height"] - waiting["y"] - waiting["height"] < 24


@pytest.mark.parametrize("hand", ["mouse", "touch", "keyboard"])
def test_commit_guess_again_and_clear_by_every_hand_move_nothing_by_themselves(hand, shown):
    page = shown(number(), **(PHONE if hand == "touch" else {}))
    page.evaluate(SHIFTS)
    do = {"mouse": lambda one: one.click(), "touch": lambda one: one.tap(), "keyboard": lambda one: one.press("Enter")}[
        hand
    ]
    button = lambda name: page.get_by_role("button", name=name)  # noqa: E731
    pad = page.locator(".wi-pad").bounding_box()
    end = pad["x"] + pad["width"] - 1, pad["y"] + 20
    if hand == "keyboard":
        page.get_by_role("slider").press("End")
    else:
        (page.mouse.click if hand == "mouse" else page.touchscreen.tap)(*end)
    do(button("Commit"))
    assert status(page).startswith("! 83 points too high")
    page.wait_for_timeout(600)  # else a second tap in the same place is half of a double one
    do(button("Guess again"))
    assert status(page) == "" and button("Commit").is_disabled() and page.get_by_role("slider").is_enabled()
    assert page.get_by_role("slider").evaluate("node => node === document.activeElement")
    page.get_by_role("slider").press("ArrowLeft")
    page.wait_for_timeout(600)
    do(button("Commit"))
    assert "Measured: 17%" in status(page)
    below = page.locator("p", has_text="…").last
    before = below.bounding_box()["y"]
    page.wait_for_timeout(600)  # what moves from now on, moves by itself
    page.evaluate("wiKept.forget()")
    assert status(page) == "" and button("Commit").is_disabled()
    assert below.bounding_box()["y"] == before, "clear, far below, moves nothing above the reader's eyes"
    page.wait_for_timeout(100)
    assert page.evaluate("shifted") <= 0.02


def test_the_right_guess_is_told_so(shown):
    page = shown(options())
    page.get_by_label("b").check()
    page.get_by_role("button", name="Commit").click()
    assert status(page).startswith("✓ as measured") and page.locator(".wi-option").all_text_contents() == [
        "a",
        "b✓ measured",
    ]


def stand_at(page, kind):
    """Where the middles of these dots stand in the plot of a line: shares of its width, and of its height upwards."""
    return page.evaluate(
        """kind => [...document.querySelectorAll(`.wi-guess-plot ${kind}`)].map((dot) => {
          const [pad, box] = [dot.parentElement.getBoundingClientRect(), dot.getBoundingClientRect()];
          return [(box.x + box.width / 2 - pad.x) / pad.width, (pad.bottom - box.y - box.height / 2) / pad.height];
        })""",
        kind,
    )


def corners(page, kind):
    """The same of a drawn line's corners."""
    numbers = [float(one) for one in re.findall(r"[\d.]+", page.locator(f".wi-guess-plot {kind}").get_attribute("d"))]
    return [[x / 100, 1 - y / 100] for x, y in zip(numbers[::2], numbers[1::2])]


def test_a_line_is_drawn_across_by_mouse(shown):
    page = shown(line())
    pad = page.locator(".wi-guess-plot").bounding_box()
    page.mouse.move(pad["x"] + 5, pad["y"] + pad["height"] - 1)
    page.mouse.down()
    page.mouse.move(pad["x"] + pad["width"] - 5, pad["y"] + 1)  # at once: over the point in between
    page.mouse.up()
    values = [int(one.input_value()) for one in page.get_by_role("slider").all()]
    assert values == [0, 25, 50]
    drawn = np.array([[1 / 6, 0], [1 / 2, 0.5], [5 / 6, 1]])
    assert stand_at(page, ".wi-dot") == pytest.approx(drawn, abs=0.01)
    assert corners(page, ".wi-guess-line") == pytest.approx(drawn)
    sliders = page.get_by_role("slider")
    assert [one.get_attribute("aria-label") for one in sliders.all()] == [
        "gradient, input",
        "gradient, 1",
        "gradient, 2",
    ]
    sliders.nth(1).press("ArrowUp")
    assert page.locator(".wi-yours").text_content() == "your guess at 1: 1.6·10⁻⁴"
    page.get_by_role("button", name="Commit").click()
    assert status(page) == "! 8.9 powers of ten too small Your guess: 1.0·10⁻⁹ at input. Measured: 0.8.Not lost."
    assert page.locator(".wi-truth-line").is_visible()
    measured = [[(place + 0.5) / 3, one["at"]] for place, one in enumerate(line().asked["truth"])]
    assert stand_at(page, ".wi-found") == pytest.approx(np.array(measured), abs=0.01)
    assert corners(page, ".wi-truth-line") == pytest.approx(np.array(measured))


# ---- A finger -----------------------------------------------------------------------------------------------------


def swipe(page, start, end):
    """A finger goes from one point to another, in ten steps."""
    hand = page.context.new_cdp_session(page)
    for step in range(11):
        at = {name: start[name] + (end[name] - start[name]) * step / 10 for name in ("x", "y")}
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": [at]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("guess", [number, line])
def test_a_finger_that_swipes_up_scrolls_and_changes_nothing(guess, shown):
    page = shown(guess(), **PHONE)
    pad = page.locator(".wi-pad").bounding_box()
    x, y = pad["x"] + 0.9 * pad["width"], pad["y"] + pad["height"] / 2
    before = [one.input_value() for one in page.get_by_role("slider").all()]
    swipe(page, {"x": x, "y": y}, {"x": x + 3, "y": y - 150})
    page.wait_for_function("scrollY > 50")
    assert [one.input_value() for one in page.get_by_role("slider").all()] == before
    assert page.get_by_role("button", name="Commit").is_disabled()


def test_a_finger_drags_the_marker_and_draws_the_line(shown):
    page = shown(number(), line(), **PHONE)
    for pad in page.locator(".wi-pad").all():
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        y = box["y"] + box["height"] / 2
        swipe(page, {"x": box["x"] + 5, "y": y}, {"x": box["x"] + box["width"], "y": y + 20})
    values = [int(one.input_value()) for one in page.get_by_role("slider").all()]
    assert values[0] == 40 and 22 < values[1] < 26 and values[3] < values[1]


def test_a_tap_sets_the_marker(shown):
    page = shown(number(), **PHONE)
    pad = page.locator(".wi-pad").bounding_box()
    page.touchscreen.tap(pad["x"] + pad["width"] / 4, pad["y"] + 5)
    assert page.get_by_role("slider").input_value() == "10"


@pytest.mark.parametrize("width", [390, 320])
def test_it_fits_a_phone_and_its_parts_are_large_enough_to_touch(width, shown):
    page = shown(number(), line(), options(), **PHONE | {"width": width})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in page.locator(".wi-guess :is(button:not([hidden]), .wi-pad, .wi-option)").all():
        assert part.bounding_box()["height"] >= 44


# ---- What is kept -------------------------------------------------------------------------------------------------


def test_a_reload_keeps_the_guess_and_says_nothing_aloud(shown):
    page = shown(number())
    folded = page.locator(".cell.wi-asks")
    page.get_by_role("slider").press("End")
    assert folded.count() == 1
    page.get_by_role("button", name="Commit").click()
    assert folded.count() == 0, "the answer that follows is unfolded"
    kept = page.evaluate("Object.entries(localStorage)")
    ((key, value),) = kept
    assert key.startswith("wi:kept:") and key.endswith(":guess:late")
    assert json.loads(value) == {"of": "number 41 1", "guess": [40], "surprised": True}
    page.reload()
    page.wait_for_selector(".wi-guess")
    assert (
        status(page).startswith("! 83 points too high")
        and page.locator(".wi-yours").text_content() == "your guess 100%"
    )
    assert folded.count() == 0
    again = page.get_by_role("button", name="Guess again")
    again.click()
    assert page.evaluate("localStorage.length") == 0 and status(page) == "" and folded.count() == 1
    assert page.get_by_role("button", name="Commit").is_disabled() and not page.locator(".wi-truth").is_visible()


def test_a_double_click_commits_once_and_does_not_ask_again(shown):
    page = shown(number())
    page.get_by_role("slider").press("End")
    page.get_by_role("button", name="Commit").dblclick()
    assert status(page).startswith("! 83 points too high")


@pytest.mark.parametrize("kept", ["{", "null", '{"of": "number 9 1", "guess": [40]}', "7"])
def test_a_kept_guess_that_cannot_be_read_is_none(kept, shown):
    page = shown(number())
    page.evaluate("kept => localStorage.setItem(`wi:kept:${location.pathname}:guess:late`, kept)", kept)
    page.reload()
    page.wait_for_selector(".wi-guess")
    assert status(page) == "" and page.get_by_role("button", name="Show me").is_visible()


def test_it_works_where_a_browser_forbids_storage(shown):
    page = shown(number())
    page.context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page.reload()
    page.get_by_role("slider").press("End")
    page.get_by_role("button", name="Commit").click()
    assert status(page).startswith("! 83 points") and page.evaluate("wiKept.all('guess').length") == 1
    page.evaluate("wiKept.forget()")
    assert status(page) == "" and page.evaluate("wiKept.all('guess')") == []


def test_it_works_where_nothing_is_kept_as_in_a_notebook(shown):
    page = shown(number(), scripts=[])
    page.get_by_role("slider").press("End")
    page.get_by_role("button", name="Commit").click()
    assert status(page).startswith("! 83 points") and page.evaluate("localStorage.length") == 0


# ---- Every reader -------------------------------------------------------------------------------------------------


def test_a_verdict_is_announced_once(shown):
    page = shown(line())
    page.evaluate("""() => {
      window.said = [];
      for (const live of document.querySelectorAll("[role=status], [aria-live], output"))
        new MutationObserver(() => said.push(live.textContent)).observe(live, { childList: true, subtree: true, characterData: true });
    }""")
    for slider in page.get_by_role("slider").all():
        for _ in range(5):
            slider.press("ArrowDown")
    page.get_by_role("button", name="Commit").click()
    page.wait_for_function("said.length")
    assert page.evaluate("said.length") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("committed", [False, True])
def test_it_keeps_no_reader_out(committed, scheme, shown):
    page = shown(number(), line(), options(), scheme=scheme)
    if scheme == "dark":
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
    if committed:
        page.get_by_role("slider").first.press("End")
        page.get_by_role("slider").nth(1).press("Home")
        page.get_by_role("radio").first.check()
        for button in page.locator(".wi-commit").all():
            button.click()
    assert guards.barriers(page) == []


def test_an_explorer_beside_it_keeps_the_colours_of_the_theme(shown, browser, tmp_path):
    models = {"moved": as_state(squares()), "asked": as_state(number())}
    opened = opened_alone(models, browser, tmp_path, scheme="dark")
    opened.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    looks = opened.page.locator(".wi").evaluate_all("all => all.map((one) => getComputedStyle(one).backgroundColor)")
    opened.context.close()
    assert looks == ["rgb(20, 24, 29)"] * 2


def test_whatever_it_says_by_itself_stands_in_the_table_of_words(browser, tmp_path):
    bare = {key: " ".join(re.findall(r"\{\w+\}", text)) for key, text in WORDS.items()}
    axis = share(title="1")
    wordless = [GuessNumber("a", axis, 0.166, [SAID[0].__class__("1", high=0.3, right=True), SAID[0].__class__("2", low=0.3)]),
                options(title="1", options={"1": "2", "3": "4"}, right="3")]  # fmt: skip
    models = {str(place): as_state(guess) for place, guess in enumerate(wordless)}
    for entry in models.values():
        program = entry["state"]["_esm"].partition("\n")[2]
        entry["state"]["_esm"] = f"const WORDS = {json.dumps(bare)};\n{program}"
        entry["state"]["asked"]["off"] = ["9"] * len(entry["state"]["asked"]["off"])
    opened = opened_alone(models, browser, tmp_path, words=bare)
    page, seen = opened.page, []
    seen.append(page.evaluate(SEEN))
    page.get_by_role("slider").press("End")
    page.get_by_role("radio").first.check()
    for button in page.locator(".wi-commit").all():
        button.click()
    seen.append(page.evaluate(SEEN))
    opened.context.close()
    assert seen == [[], []]


def test_a_prediction_that_breaks_says_so_and_hides_nothing(browser, tmp_path):
    entries = {"broken": as_state(number()), "fine": as_state(options())}
    entries["broken"]["state"]["asked"]["truth"] = []
    opened = opened_alone(entries, browser, tmp_path, below="<div class='cell tag_answer'>It is so.</div>")
    opened.page.wait_for_selector(".wi-broken")
    assert "This figure cannot be shown: " in opened.page.locator(".wi-broken").text_content()
    assert [cell.get_attribute("class") for cell in opened.page.locator(".cell").all()[::2]] == ["cell", "cell wi-asks"]
    assert opened.complaints
    opened.context.close()
