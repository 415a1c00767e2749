"""An explorer in the reader's hands: fingers, keys, play, the tools, what is announced, what lies beyond an axis."""

import contextlib

import numpy as np
import pytest

from tests.browser import PHONE, drawn, needs_browser
from tests.pages import opened_alone
from wi_lib.explorers import Array, Bars, Control, Explorer, Lines, Mark, Plane, Series, Words, graded

#: What is held. (A shape that is left over stays, and shows nothing.)
GHOSTS = ".wi-ghost path:not([d='']), path.wi-ghost:not([d=''])"

pytestmark = needs_browser

STEPS = list(range(10))


def sheet(**changes):
    """An explorer with a part of each kind, and states in which its lines leave the axes."""
    squares = np.array([[step, step**2] for step in STEPS], float)
    parts = {
        "name": "sheet",
        "title": "A sheet",
        "subtitle": "What it is about.",
        "controls": [
            Control("step", "training step", STEPS, kind="play", start=1),
            Control("rule", "rule", ["a", "b"], kind="radio"),
        ],
        "arrays": {
            "y": Array(squares, ["step"], "float64"),
            "run": Array(np.arange(10.0)),
            "bars": Array(np.arange(40).reshape(10, 1, 4) * 6, ["step"], "uint8"),
            "row": Array([0]),
            "x": Array([0.0, 3.0]),
            "arrow": Array([3.0]),
        },
        "panels": [
            Lines("Line:", "", [Series("y", "y"), Series("run", "run", until="step", style="dashed")], (0, 10), [0, 10]),
            Bars("Bars:", "", "bars", "row", "row", "layer", "row", "std", ("0", "1")),
            Plane("Plane:", "", [Mark("path", "x", "y", "path"), Mark("arrow", "arrow", "arrow", "arrows")], (0, 4), (0, 10), [0], [0]),
        ],
        "words": [
            Words({"y": ("y", 1, "integer")}, graded("y", [10], [("small", "good", "It is {y}."), ("large", "bad", "It is {y}!")])),
            Words({"y": ("y", 1, "integer")}, [("same", "plain", "It never changes.")]),
        ],
    }  # fmt: skip
    return Explorer(**(parts | changes))


@pytest.fixture
def alone(browser, tmp_path):
    """alone(explorer) opens a page with nothing but this explorer, with room below."""

    def open_alone(explorer, **options):
        style = "<style>body { padding-bottom: 2000px }</style>"
        return visits.enter_context(opened_alone(explorer, browser, tmp_path, style=style, **options)).page

    with contextlib.ExitStack() as visits:
        yield open_alone


def value(page):
    return page.locator("input[type=range]").input_value()


def tool(page, name):
    return page.get_by_role("button", name=name, exact=True)


# ---- Fingers and keys ---------------------------------------------------------------------------------------------


def swipe(page, start, end):
    """A finger that comes down, moves in small steps, and lifts."""
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", start)
    for share in np.linspace(0, 1, 12)[1:]:
        touch("touchMove", tuple(a + share * (b - a) for a, b in zip(start, end)))
        page.wait_for_timeout(16)
    touch("touchEnd")
    page.wait_for_timeout(200)


def test_a_swipe_that_begins_on_a_slider_scrolls_and_changes_nothing(alone):
    page = alone(sheet(), **PHONE)
    box = page.locator(".wi-rail").bounding_box()
    right, middle = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
    swipe(page, (right, middle), (right + 3, middle - 120))
    assert page.evaluate("scrollY") > 50 and value(page) == "1"
    page.evaluate("scrollTo(0, 0)")
    swipe(page, (right, middle), (box["x"] + 0.4 * box["width"], middle + 4))
    assert value(page) == "4" and page.evaluate("scrollY") == 0, "sideways it moves the slider"
    page.touchscreen.tap(box["x"] + box["width"] - 5, middle)
    drawn(page)
    assert value(page) == "9", "and so does a tap"
    assert page.locator(".wi-words p").text_content() == "It is 81!"


def test_whatever_a_finger_touches_is_44_pixels_high_and_wide(alone):
    page = alone(sheet(), **PHONE)
    for touched in page.locator(".wi button:visible, .wi-segments span:visible, .wi select:visible, .wi-rail").all():
        box = touched.bounding_box()
        assert min(box["width"], box["height"]) >= 44, touched.inner_html()


@pytest.mark.parametrize("control", ["input[type=range]", "input[type=radio]:checked"])
def test_the_keys_of_a_clicker_move_the_page_and_no_control(control, alone):
    page = alone(sheet())
    page.locator(control).focus()
    page.keyboard.press("PageDown")
    page.wait_for_function("scrollY > 300")
    page.keyboard.press("PageUp")
    page.wait_for_function("scrollY === 0")
    assert value(page) == "1"


@pytest.mark.parametrize("take_over", ["press", "drag", "radio"])
def test_play_stops_when_the_reader_takes_over(take_over, alone):
    page = alone(sheet())
    page.get_by_role("button", name="play training step").click()
    page.wait_for_function("document.querySelector('input[type=range]').value === '3'")
    if take_over == "press":
        page.locator("input[type=range]").press("ArrowLeft")
    elif take_over == "drag":
        page.locator("input[type=range]").click(position={"x": 3, "y": 10})
    else:
        page.locator(".wi-segments span").last.click()
    there = value(page)
    page.wait_for_timeout(700)
    assert value(page) == there and page.get_by_role("button", name="play training step").count() == 1


# ---- What is announced --------------------------------------------------------------------------------------------

LISTEN = """() => {
  window.heard = [];
  for (const region of document.querySelectorAll("[aria-live], [role=status], [role=alert], output"))
    new MutationObserver(() => region.textContent && heard.push(region.textContent))
      .observe(region, { childList: true, characterData: true, subtree: true });
}"""


def test_what_changed_is_announced_once_when_things_rest(alone):
    page = alone(sheet())
    assert page.locator("[aria-live], [role=status], output").count() == 1
    page.evaluate(LISTEN)
    page.wait_for_timeout(900)
    assert page.evaluate("heard") == [], "the page as it is read needs no announcement"
    for _ in range(8):
        page.locator("input[type=range]").press("ArrowRight")
        page.wait_for_timeout(100)
    page.wait_for_timeout(900)
    assert page.evaluate("heard") == ["large: It is 81!"], "only what is another sentence now"
    page.locator("input[type=range]").press("Home")
    page.get_by_role("button", name="play training step").click()
    page.wait_for_function("document.querySelector('input[type=range]').value === '9'")
    page.wait_for_timeout(900)
    assert page.evaluate("heard") == ["large: It is 81!"], "play ended where it was"


# ---- Tools --------------------------------------------------------------------------------------------------------


def test_reset_goes_back_to_the_start(alone):
    page = alone(sheet(), link="#sheet:step=7,rule=b")
    assert value(page) == "7"
    tool(page, "reset").click()
    assert value(page) == "1" and page.get_by_label("a", exact=True).is_checked()


def test_after_a_reset_neither_hold_nor_address_nor_memory_brings_the_setting_back(alone):
    page = alone(sheet(), link="#sheet:step=7,rule=b")
    tool(page, "hold").click()
    page.locator("input[type=range]").press("ArrowLeft")
    tool(page, "reset").click()
    assert page.locator(GHOSTS).count() == 0
    assert tool(page, "hold").count() == 1 and page.get_by_text("What it is about.").is_visible()
    assert "#" not in page.url and page.evaluate("sessionStorage.length") == 0
    page.reload()
    assert value(page) == "1" and page.get_by_label("a", exact=True).is_checked()


def test_a_reset_where_nothing_was_moved_lets_go_of_what_is_held(alone):
    page = alone(sheet())
    tool(page, "hold").click()
    tool(page, "reset").click()
    assert page.locator(GHOSTS).count() == 0


def test_a_reset_stops_what_plays(alone):
    page = alone(sheet())
    page.get_by_role("button", name="play training step").click()
    page.wait_for_function("document.querySelector('input[type=range]').value === '3'")
    tool(page, "reset").click()
    page.wait_for_timeout(700)
    assert value(page) == "1"


def test_a_reset_in_the_large_view_covers_the_answer_and_shows_the_first_panel(alone):
    page = alone(sheet(), width=1280, height=720)
    tool(page, "large").click()
    for _ in range(2):
        page.keyboard.press("PageDown")
    assert page.locator(".wi-panel:visible strong").text_content() == "Bars:"
    tool(page, "reset").click()
    assert page.locator(".wi-panel:visible strong").text_content() == "Line:"
    assert page.locator(".wi-words p").evaluate("node => getComputedStyle(node).visibility") == "hidden"


def test_hold_keeps_the_present_curves_as_a_ghost(alone):
    page = alone(sheet())
    slider, ghosts = page.locator("input[type=range]"), page.locator(GHOSTS)
    height = page.locator(".wi").bounding_box()["height"]
    line = page.locator(".wi-plot .wi-line path").first.get_attribute("d")
    tool(page, "hold").click()
    slider.press("ArrowRight")
    assert page.locator(GHOSTS).first.get_attribute("d") == line
    assert page.locator(".wi-plot .wi-line path").first.get_attribute("d") != line
    assert page.locator("path.wi-ghost").get_attribute("d").startswith("M0 100")
    assert page.locator(".wi-held").text_content() == "Held, in grey: training step: 1 · rule: a"
    tool(page, "let go").click()
    assert ghosts.count() == 0 and page.get_by_text("What it is about.").is_visible()
    assert page.locator(".wi").bounding_box()["height"] == height


#: The histograms, the last panel of the sheet.
BARS = "[...document.querySelectorAll('.wi-cell path:not(.wi-ghost)')].map((path) => path.getAttribute('d')).join()"


@pytest.mark.parametrize("end", ["it comes into view", "things rest", "the page is printed"])
def test_what_is_out_of_view_waits(alone, end):
    """So that a step of the slider costs no more than what the reader sees of it."""
    page = alone(sheet(), width=1280, height=400)
    page.wait_for_timeout(300)  # the browser has told what is in view
    before = page.evaluate(BARS)
    page.locator("input[type=range]").press("ArrowRight")
    assert page.evaluate(BARS) == before
    if end == "it comes into view":
        page.locator(".wi-bars").scroll_into_view_if_needed()
    elif end == "the page is printed":
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate(BARS) != before
    page.wait_for_function(f"(before) => {BARS} !== before", arg=before, timeout=1500 if end == "things rest" else 500)


def test_a_step_makes_no_new_nodes(alone):
    """New nodes make the browser look all over a page for whom `:has()` means, and wake scripts that watch for them."""
    page = alone(sheet())
    slider = page.locator("input[type=range]")
    for key in ["Home", *["ArrowRight"] * len(STEPS)]:
        slider.press(key)
    page.evaluate("""() => {
      window.made = [];
      const name = ({ target }) => target.getAttribute("class") ?? target.tagName;
      new MutationObserver((changes) => window.made.push(...changes.map(name))).observe(document.body, { childList: true, subtree: true });
    }""")
    for _ in STEPS:
        slider.press("ArrowLeft")
    assert page.evaluate("window.made.filter((name) => !name.includes('wi-said'))") == []


def test_large_fills_the_screen_and_covers_the_answer_until_a_key(alone):
    page = alone(sheet(), width=1280, height=720)
    before = page.locator(".wi").bounding_box()
    tool(page, "large").click()
    root, dialog = page.locator(".wi"), page.locator("dialog")
    assert {side: round(root.bounding_box()[side]) for side in ("width", "height")} == {"width": 1280, "height": 720}
    assert page.locator(".wi-panel:visible").count() == 1
    words, line = page.locator(".wi-words p"), page.locator(".wi-plot path").first
    covered = "node => getComputedStyle(node).visibility"
    assert words.evaluate(covered) == line.evaluate(covered) == "hidden"
    assert page.locator(".wi-frame text").first.evaluate(covered) == "visible", "the axes stay, to guess at"
    page.keyboard.press("ArrowRight")  # a control moves, and covers stay
    assert value(page) == "2" and words.evaluate(covered) == "hidden"
    page.keyboard.press("PageDown")
    assert words.evaluate(covered) == line.evaluate(covered) == "visible" and words.text_content() == "It is 4."
    small = root.evaluate(
        """root => [...root.querySelectorAll("*")].filter((one) => one.checkVisibility() && [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
                      .map((one) => [one.textContent, parseFloat(getComputedStyle(one).fontSize)]).filter(([, size]) => size < 22)"""
    )
    assert small == []
    for title in ("Bars:", "Plane:", "Plane:"):
        page.keyboard.press("PageDown")
        assert page.locator(".wi-panel:visible strong").text_content() == title
    page.keyboard.press("PageUp")
    assert page.locator(".wi-panel:visible strong").text_content() == "Bars:" and value(page) == "2"
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert root.bounding_box() == before and page.locator(".wi-panel:visible").count() == 3
    assert tool(page, "large").evaluate("node => node === document.activeElement")
    assert words.evaluate(covered) == "visible"


@pytest.mark.parametrize("width, height", [(390, 664), (664, 390), (999, 720), (1280, 599)])
def test_large_is_offered_where_there_is_room_and_left_everywhere(alone, width, height):
    page = alone(sheet(title="A sheet whose name is long"), width=1280, height=720)
    tool(page, "large").click()
    page.set_viewport_size({"width": width, "height": height})
    out = tool(page, "small").bounding_box()
    assert out["x"] >= 0 and out["x"] + out["width"] <= width and 0 <= out["y"] <= height - out["height"]
    tool(page, "small").click()
    page.locator("dialog").wait_for(state="detached")
    assert tool(page, "large").is_hidden() and tool(page, "reset").is_visible()
    page.set_viewport_size({"width": 1000, "height": 600})
    assert tool(page, "large").is_visible()


def test_the_link_that_is_copied_leads_to_the_setting(alone):
    page = alone(sheet())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("input[type=range]").press("ArrowRight")
    tool(page, "copy link").click()
    page.get_by_role("button", name="link copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{page.url.partition('#')[0]}#sheet:step=2,rule=a"
    tool(page, "copy link").wait_for(timeout=5000)


#: Draws an explorer as Jupyter does, where no page offers links: the names of its tools.
IN_JUPYTER = """([program, spec]) => {
  const { render } = new Function(program.replace("export default", "return"))();
  const state = { spec, index: {}, table: new DataView(new ArrayBuffer(8)) };
  const model = { get: (name) => state[name], set() {}, save_changes() {}, on() {}, off() {} };
  const el = document.body.appendChild(document.createElement("div"));
  render({ model, el });
  return [...el.querySelectorAll(".wi-tools .wi-tool")].map((one) => one.textContent);
}"""


def test_where_a_page_offers_no_links_none_can_be_copied(alone):
    page, explorer = alone(sheet()), sheet(words=[])
    spec = explorer.spec | {"controls": [], "panels": []}
    assert page.evaluate(IN_JUPYTER, [explorer._esm, spec]) == ["reset"]


# ---- What is drawn ------------------------------------------------------------------------------------------------


def test_what_lies_beyond_an_axis_is_marked_at_its_edge_with_a_number(alone):
    page = alone(sheet())
    lines, plane = page.locator(".wi-lines").all()
    beyond = [part.locator(".wi-edges") for part in (lines, plane)]
    assert [one.locator("text").all_text_contents() for one in beyond] == [[], []]
    page.locator("input[type=range]").press("End")
    assert [one.locator("text").all_text_contents() for one in beyond] == [["81"], ["81"]]
    for part, edge in zip((lines, plane), beyond):
        box, mark = part.locator("svg[role=img]").bounding_box(), edge.locator("path").bounding_box()
        assert box["y"] - 1 <= mark["y"] and mark["y"] + mark["height"] <= box["y"] + box["height"]
        assert box["x"] <= mark["x"] <= box["x"] + box["width"]


def test_the_number_at_the_upper_edge_stands_above_the_curves(alone):
    """It was written across those that stay below: a net that learned, beside one that diverged."""
    arrays = {"y": Array([0.0, 20.0, 0.0]), "high": Array([9.5, 9.5, 9.5])}
    panel = Lines("Line:", "", [Series("y", "y"), Series("high", "high")], (0, 10), [0, 10])
    page = alone(sheet(controls=[], arrays=arrays, panels=[panel], words=[]))
    box = page.locator(".wi-edges text").bounding_box()
    curve = page.locator(".wi-plot .wi-stroke").nth(1).bounding_box()
    head = page.locator(".wi-head").bounding_box()
    size = page.locator(".wi-edges text").evaluate(
        "text => text.ownerSVGElement.getScreenCTM().a * parseFloat(getComputedStyle(text).fontSize)"
    )
    letters = box["y"] + (box["height"] - size) / 2, box["y"] + (box["height"] + size) / 2  # without the room of a line
    assert head["y"] + head["height"] <= letters[0] + size / 3 and letters[1] <= curve["y"] + 1


def test_a_ring_at_the_edge_is_whole(alone):
    """At the top and at the foot it was cut in half; a line beyond the axis still is cut."""
    arrays = {"y": Array([0.0, 10.0, 30.0]), "here": Array([0.0, 10.0, 30.0])}
    panel = Lines("Line:", "", [Series("y", "y"), Series("here", "here", style="here")], (0, 10), [0, 10])
    page = alone(sheet(controls=[], arrays=arrays, panels=[panel], words=[]))
    clipped = "(one) => Boolean(one.closest('[clip-path]'))"
    assert [one.evaluate(clipped) for one in page.locator(".wi-plot circle").all()] == [False] * 3
    assert page.locator(".wi-plot .wi-stroke").evaluate(clipped)


def test_an_arrow_that_is_too_long_ends_at_the_edge_and_says_how_long_it_is(alone):
    marks = [Mark("arrow", "a", "b", "arrows"), Mark("dot", "in", "in", "dots")]
    panel = Plane("Plane:", "", marks, (-5, 5), (-5, 5), [0], [0], square=True)
    arrays = {"a": Array([[0.3], [30.0]], ["n"]), "b": Array([[0.4], [40.0]], ["n"]), "in": Array([1.0])}
    control = Control("n", "n", [1, 2], start=2)
    page = alone(sheet(controls=[control], arrays=arrays, panels=[panel], words=[]))
    assert page.locator(".wi-edges text").all_text_contents() == ["50 long"]
    arrow, frame = page.locator(".wi-plot .wi-arrows path").bounding_box(), page.locator(".wi-frame").bounding_box()
    assert arrow["y"] >= frame["y"] - 12 and arrow["height"] < frame["height"]


def test_a_line_that_grows_with_a_control_ends_where_it_stands(alone):
    page = alone(sheet())
    points = "node => node.getAttribute('d').split(/[ML]/).filter(Boolean).length"
    line = page.locator(".wi-plot .wi-dashed path")
    assert line.evaluate(points) == 2
    page.locator("input[type=range]").press("End")
    assert line.evaluate(points) == 10
    with pytest.raises(ValueError, match="a point for each of the 2 values of 'rule'"):
        sheet(panels=[Lines("Line:", "", [Series("run", "run", until="rule")], (0, 10), [0])])


def test_a_change_writes_attributes_and_makes_no_new_shapes(alone):
    page = alone(sheet())
    page.locator("input[type=range]").press("ArrowRight")
    page.evaluate(
        """() => { window.made = 0;
          new MutationObserver((all) => (made += all.filter((one) => one.type === "childList" && one.target.closest("svg") && one.addedNodes[0]?.nodeType === 1).length))
            .observe(document.querySelector(".wi-panels"), { childList: true, subtree: true }); }"""
    )
    page.locator("input[type=range]").press("ArrowLeft")
    page.locator("input[type=range]").press("ArrowRight")
    drawn(page)
    assert page.evaluate("made") == 0
    page.locator("input[type=range]").press("End")
    drawn(page)
    assert page.evaluate("made") > 0, "an edge's mark is new: so the count works"


# ---- Forced colours, paper ----------------------------------------------------------------------------------------


def test_in_forced_colours_slider_and_chosen_option_have_marks_that_are_no_colour(alone):
    page = alone(sheet(), forced_colors="active")
    mark = "node => getComputedStyle(node, '::before').content"
    chosen, other = page.locator(".wi-segments label").all()
    assert "✓" in chosen.evaluate(mark) and "✓" not in other.evaluate(mark)
    assert page.locator(".wi-key").count() == page.locator(".wi-key svg").count() > 0


def test_paper_shows_the_chosen_setting_black_on_white_whatever_the_theme(alone):
    page = alone(sheet(), scheme="dark")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    look = page.evaluate(
        """() => [getComputedStyle(document.querySelector('.wi')).backgroundColor, getComputedStyle(document.querySelector('.wi')).color,
                  getComputedStyle(document.querySelector('.wi-segments input:checked + label'), '::before').content]"""
    )
    assert look[:2] == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"] and "✓" in look[2]
    assert page.locator(".wi-tools").is_hidden()
