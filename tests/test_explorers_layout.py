"""Cause and effect on one screen: where things stand in an explorer, on a laptop and on a phone, in every state."""

import contextlib
import re

import numpy as np
import pytest

from tests.browser import LAPTOP, PHONE, needs_browser
from tests.explorers import EXPLORERS, explorer_of
from tests.pages import opened_alone
from wi_lib.explorers import Array, Control, Explorer, Lines, Series, Words

pytestmark = needs_browser

#: How much of a screen the cause and its effect may take.
MOST = 600
#: The screen, and the width of the book's column there.
SCREENS = {
    "laptop": (LAPTOP, 757),
    "phone": (PHONE, 358),
}

# In each of the states: from the upper end of the controls to the lower end of verdict and leading panel; the
# explorer's height; words that need more room than they have; and by how much it is wider than its column.
LOOK = """async (addresses) => {
  const root = document.querySelector(".wi"), at = (part) => root.querySelector(part).getBoundingClientRect();
  const found = [];
  for (const address of addresses) {
    location.hash = address;
    await new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))));
    dispatchEvent(new Event("beforeprint")); // also what is out of view
    const below = [...root.querySelectorAll(".wi-words, .wi-panel")].slice(0, 2).map((one) => one.getBoundingClientRect().bottom);
    found.push({
      address,
      span: Math.max(...below) - at(".wi-title").bottom,
      height: root.getBoundingClientRect().height,
      squeezed: [...root.querySelectorAll(".wi-live")].filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.textContent),
      over: root.scrollWidth - root.clientWidth,
    });
  }
  return found;
}"""


@contextlib.contextmanager
def on_screen(explorer, screen, browser, folder):
    """The explorer in a column as wide as the book's."""
    options, column = SCREENS[screen]
    style = f"<style>body {{ margin: 0 auto; width: {column}px }}</style>"
    opened = opened_alone(explorer, browser, folder, style=style, **options)
    try:
        yield opened.page
    finally:
        opened.context.close()
    assert opened.complaints == []


def telling(explorer):
    """Addresses of states: for every sentence one in which it is longest, both ends of all controls, some at random."""
    longest = {}
    for chosen, sentences in explorer.sentences():
        for place, one in enumerate(sentences):
            key = place, re.sub(r"[^a-z ]", "", one.tag)
            longest[key] = max(longest.get(key, ("", {})), (one.text, chosen), key=lambda pair: len(pair[0]))
    rng, controls = np.random.default_rng(0), explorer._controls.values()
    ends = [{one.name: one.values[end] for one in controls} for end in (0, -1)]
    some = [{one.name: one.values[rng.integers(len(one.values))] for one in controls} for _ in range(8)]
    addresses, before = [], dict(explorer.index)
    for chosen in [*(chosen for _, chosen in longest.values()), *ends, *some]:
        explorer.chosen = chosen
        addresses.append(explorer.address)
    explorer.index = before
    return list(dict.fromkeys(addresses))


def misplaced(found):
    """What is wrong with what was found."""
    faults = [f"{one['address']}: {one['span']:.0f} px" for one in found if one["span"] > MOST]
    faults += [f"{one['address']}: too little room for {one['squeezed']}" for one in found if one["squeezed"]]
    faults += [f"{one['address']}: {one['over']} px too wide" for one in found if one["over"] > 1]
    heights = {round(one["height"]) for one in found}
    return faults + ([f"the height changes: {sorted(heights)}"] if len(heights) > 1 else [])


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", EXPLORERS)
def test_cause_and_effect_stand_on_one_screen_and_nothing_below_moves(name, screen, browser, tmp_path):
    explorer = explorer_of(name)
    with on_screen(explorer, screen, browser, tmp_path) as page:
        assert misplaced(page.evaluate(LOOK, telling(explorer))) == []


def talking(text, height=190):
    """An explorer that says little in its first state and `text` in the second."""
    return Explorer(
        "talking", "Talking", "", [Control("n", "n", [1, 2])], {"n": Array([[1], [2]], ["n"])},
        [Lines("Line:", "", [Series("n", "n")], (0, 2), [0], height=height)],
        [Words({"n": ("n", 0, "integer")}, [("brief", "plain", "One.", {"n": 1}), ("at length", "plain", text)])],
    )  # fmt: skip


LONG = "A sentence that is a good deal longer than the other one, and takes three lines or four on a phone. " * 2


def test_what_stands_in_the_wrong_place_is_found(browser, tmp_path):
    """Each fault, and that an explorer without one passes."""
    states = ["talking:n=1", "talking:n=2"]
    with on_screen(talking(LONG), "phone", browser, tmp_path) as page:
        assert misplaced(page.evaluate(LOOK, states)) == []
        page.add_style_tag(content=".wi-room { display: none }")
        assert "too little room" in misplaced(page.evaluate(LOOK, states))[0]
        page.add_style_tag(content=".wi .wi-over { position: static } .wi .wi-live { height: auto; contain: none }")
        assert [fault[:18] for fault in misplaced(page.evaluate(LOOK, states))] == ["the height changes"]
        page.add_style_tag(content=".wi-panels { width: 500px }")
        assert "too wide" in "".join(misplaced(page.evaluate(LOOK, states)))
    with on_screen(talking(LONG * 5), "phone", browser, tmp_path) as page:
        assert " px" in misplaced(page.evaluate(LOOK, states))[0]


# ---- Wide fonts ---------------------------------------------------------------------------------------------------

#: Texts of drawings that lie on one another, or leave their panel.
MEETING = """() => {
  const found = [];
  for (const panel of document.querySelectorAll(".wi-panel")) {
    if (!panel.checkVisibility()) continue;
    const edge = panel.getBoundingClientRect();
    const texts = [...panel.querySelectorAll("svg text")].filter((one) => one.textContent.trim());
    const boxes = texts.map((one) => one.getBoundingClientRect());
    texts.forEach((text, i) => {
      const a = boxes[i];
      if (a.left < edge.left - 1 || a.right > edge.right + 1) found.push(`${text.textContent} is cut off`);
      for (let j = 0; j < i; j += 1) {
        const b = boxes[j];
        const [across, down] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
        if (across > 1 && down > 0.25 * Math.min(a.height, b.height)) found.push(`${text.textContent} lies on ${texts[j].textContent}`);
      }
    });
  }
  return found;
}"""
#: A font wider by a third than those that the style sheet asks for, as where a system has none of them.
WIDE_FONT = "<style>.wi, .wi * { font-family: 'DejaVu Sans Mono', monospace !important }</style>"


@pytest.mark.parametrize(
    "name, setting", [("landing page", {"std": 0.001}), ("landing page", {"std": 1.0}), ("1", {"lr": 1.5}), ("4", {})]
)
def test_no_text_lies_on_another_in_the_hall_in_a_wide_font(name, setting, browser, tmp_path):
    """Names and numbers were given the room that they take in a narrow font."""
    explorer = explorer_of(name)
    explorer.chosen = setting
    opened = opened_alone(explorer, browser, tmp_path, style=WIDE_FONT, width=1280, height=720)
    page = opened.page
    page.get_by_role("button", name="large", exact=True).click()
    page.keyboard.press("PageDown")
    for _ in explorer.spec["panels"]:
        assert page.evaluate(MEETING) == []
        page.keyboard.press("PageDown")
    for _ in range(3 if name == "landing page" else 0):  # the longest name of an input, too
        page.locator(".wi-send").press("Enter")
        assert page.evaluate(MEETING) == []
    opened.context.close()


# ---- The large view -----------------------------------------------------------------------------------------------

#: What is wrong in a state of the large view: sentences that are not there, or have too little room; options that have
#: dropped to a second row (of five at most); names that touch.
CROWDED = """async (address) => {
  location.hash = address;
  await new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))));
  const root = document.querySelector(".wi"), found = [], box = (one) => one.getBoundingClientRect();
  for (const one of root.querySelectorAll("p.wi-live")) if (one.textContent && !one.checkVisibility()) found.push(`not there: ${one.textContent}`);
  for (const one of root.querySelectorAll(".wi-words, .wi-more .wi-live, .wi-panel.wi-on")) if (one.scrollHeight > one.clientHeight + 1) found.push(`too little room: ${one.textContent}`);
  for (const row of root.querySelectorAll(".wi-segments")) if (row.children.length < 6 && box(row.lastChild).top > box(row.firstChild).top + 1) found.push(`a second row: ${row.textContent}`);
  for (const row of root.querySelectorAll("thead tr, .wi-marks")) {
    const texts = [...row.querySelectorAll("th, span")].map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return [one.textContent, range.getBoundingClientRect()];
    });
    texts.slice(1).forEach(([text, { left }], i) => left < texts[i][1].right + 4 && found.push(`${texts[i][0]} touches ${text}`));
  }
  return found;
}"""


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_large_view_says_all_sentences_and_nothing_touches(name, browser, tmp_path):
    explorer = explorer_of(name)
    opened = opened_alone(explorer, browser, tmp_path, width=1280, height=720)
    page = opened.page
    page.get_by_role("button", name="large", exact=True).click()
    rest = page.locator(".wi-more p")
    assert all(one.evaluate("(one) => getComputedStyle(one).visibility") == "hidden" for one in rest.all())
    page.keyboard.press("PageDown")
    assert {address: found for address in telling(explorer) if (found := page.evaluate(CROWDED, address))} == {}
    page.keyboard.press("Escape")
    opened.context.close()
    assert opened.complaints == []


def test_the_frame_of_a_slider_with_the_focus_strikes_no_mark_of_it(browser, tmp_path):
    opened = opened_alone(explorer_of("6"), browser, tmp_path, width=1280, height=720)
    opened.page.locator(".wi").evaluate("(root) => root.classList.add('wi-fills', 'wi-hall')")  # as on a slide
    slider = opened.page.locator("input[type=range]")
    slider.focus()
    opened.page.keyboard.press("ArrowRight")
    frame = "(one) => one.getBoundingClientRect().bottom + parseFloat(getComputedStyle(one).outlineWidth) + parseFloat(getComputedStyle(one).outlineOffset)"
    assert slider.evaluate(frame) <= min(one.bounding_box()["y"] for one in opened.page.locator(".wi-marks span").all())
    opened.context.close()
