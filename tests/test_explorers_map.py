"""Chapter 6's map as an explorer, against the results that it shows; by finger and by key in a browser."""

import numpy as np
import pytest

from tests.browser import PHONE, drawn, needs_browser
from tests.explorers import explorer_of
from tests.pages import opened_alone
from wi_lib.explorers import map_explorer
from wi_lib.results import load


@pytest.fixture
def explorer():
    return explorer_of("6, the map")


@pytest.mark.parametrize(
    "activation, gain, lr", [("sigmoid", 1.0, 0.1), ("tanh", 4.0, 1.0), ("relu", 2.0, 0.3), ("relu", 16.0, 1.0)]
)
def test_a_field_and_its_curves_are_what_the_results_hold(explorer, activation, gain, lr):
    grid = load("gain_grid")
    explorer.chosen = {"activation": activation, "gain": gain, "lr": lr}
    place, column, row = (
        list(grid[axis]).index(value) for axis, value in zip(("activations", "gains", "lrs"), (activation, gain, lr))
    )
    at = place, column, row
    for seed in range(3):
        assert explorer.slice(f"accuracy_{seed}") == pytest.approx(
            grid["test_accuracy"][at][seed], abs=0.00026, nan_ok=True
        )
        assert explorer.slice(f"loss_{seed}") == pytest.approx(grid["loss"][at][seed], rel=1e-6, nan_ok=True)
    ends = grid["test_accuracy"][at][:, -1].astype(float)
    assert explorer.slice("ends")[row, column] == pytest.approx(ends.mean(), rel=1e-5, nan_ok=True)
    assert np.isnan(explorer.slice("ends")[row, column]) == bool(grid["diverged"][at].any())
    assert explorer.slice("lost")[0] == grid["diverged"][at].sum()


def test_frames_stand_where_the_chapter_says(explorer):
    """Around 4, 1 and √2; the dashed one, for the sigmoid alone, around 11.3, the gain that is nearest to 10.1."""
    gains = load("gain_grid")["gains"]
    framed = {}
    for activation in ("sigmoid", "tanh", "relu"):
        explorer.chosen = {"activation": activation}
        framed[activation] = [gains[explorer.slice("framed") == kind].round(1).tolist() for kind in (1, 2)]
    assert framed == {"sigmoid": [[4.0], [11.3]], "tanh": [[1.0], []], "relu": [[1.4], []]}


def test_a_start_that_is_not_in_the_table_is_answered(complains):
    complains(lambda: map_explorer({"gain": 3.0}), ValueError, ["start 'gain'", "3.0", "4.0"])


def checked(page):
    return page.locator(".wi-fields input:checked").get_attribute("aria-label")


@needs_browser
def test_a_touched_field_shows_its_curves(explorer, browser, tmp_path):
    opened = opened_alone(explorer, browser, tmp_path)
    page = opened.page
    assert page.locator(".wi-control").count() == 1, "gain and learning rate are chosen on the map alone"
    assert checked(page) == "gain 1, learning rate 0.1: 11%"
    page.get_by_role("radio", name="gain 4, learning rate 0.1: ").click()
    assert checked(page).startswith("gain 4, learning rate 0.1: ")
    explorer.chosen = {"gain": 4.0}
    last = round(100 * float(explorer.slice("accuracy")[0]))
    assert f"{last}%" in page.locator(".wi-words").text_content() and checked(page).endswith(f"{last}%")
    page.get_by_role("radio", name="ReLU").check()
    page.get_by_role("radio", name="gain 16, learning rate 1: at least one net diverged").click()
    assert "All 3 nets diverged" in page.locator(".wi-words").text_content()
    chosen = page.locator(".wi-fields td:has(:checked)")
    assert chosen.text_content() == "×" and chosen.evaluate("(cell) => cell.style.getPropertyValue('--share')") == "0"
    assert opened.complaints == []
    opened.context.close()


@needs_browser
def test_the_legend_names_the_signs_that_the_map_has(explorer, browser, tmp_path):
    with opened_alone(explorer, browser, tmp_path) as opened:
        keys, found = opened.page.locator(".wi-field-key"), {}
        for activation in ("sigmoid", "tanh", "ReLU"):
            opened.page.get_by_role("radio", name=activation).check()
            drawn(opened.page)
            found[activation] = [one.text_content() for one in keys.all() if one.is_visible()]
    slope, best, lost = "one over the slope", "keeps the gradient best", "at least one net diverged"
    assert found == {"sigmoid": [slope, best], "tanh": [slope], "ReLU": [slope, lost]}


#: key -> where it leads from gain 1, learning rate 0.1; None: nowhere
KEYS = {
    "ArrowRight": "gain 1.4, learning rate 0.1", "ArrowLeft": "gain 0.71, learning rate 0.1", "ArrowUp": "gain 1, learning rate 0.03",
    "ArrowDown": "gain 1, learning rate 0.3", "Home": "gain 0.25, learning rate 0.1", "End": "gain 16, learning rate 0.1",
}  # fmt: skip


@needs_browser
@pytest.mark.parametrize("key", KEYS)
def test_arrows_lead_to_the_field_beside(explorer, key, browser, tmp_path):
    opened = opened_alone(explorer, browser, tmp_path)
    page = opened.page
    page.locator(".wi-radio input:checked").focus()
    page.keyboard.press("Tab")
    for _ in range(8):  # tools of the title may stand between
        if page.evaluate("document.activeElement.closest('.wi-fields') !== null"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press(key)
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == checked(page) and focused.startswith(f"{KEYS[key]}: ")
    for _ in range(13):  # at the edge it stays
        page.keyboard.press(key)
    drawn(page)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == checked(page)
    assert opened.complaints == []
    opened.context.close()


@needs_browser
def test_on_a_phone_the_map_is_panned_and_the_chosen_field_in_view(explorer, browser, tmp_path):
    explorer.chosen = {"gain": 16.0}
    opened = opened_alone(explorer, browser, tmp_path)
    page = opened.page
    page.set_viewport_size({"width": 390, "height": 664})
    page.locator(".wi-fields input:checked").press("ArrowLeft")
    pan, field, head = (
        page.locator(one).bounding_box()
        for one in (".wi-pan", ".wi-fields td:has(:checked)", ".wi-fields tbody th >> nth=0")
    )
    assert head["x"] + head["width"] <= field["x"] and field["x"] + field["width"] <= pan["x"] + pan["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390 and field["width"] >= 40
    opened.context.close()


@needs_browser
def test_every_field_is_reached_by_finger_and_by_key(explorer, browser, tmp_path):
    """Also those that a phone shows only when the map is panned; the one with the focus is in view."""
    style = "<style>body { margin: 0 16px }</style>"
    opened = opened_alone(explorer, browser, tmp_path, style=style, **PHONE)
    page, inputs = opened.page, opened.page.locator(".wi-fields input")
    columns, rows = (len(explorer.spec["controls"][place]["keys"]) for place in (1, 2))
    for place, label in enumerate(page.locator(".wi-fields label").all()):
        label.tap()
        assert inputs.nth(place).is_checked()
    seen, shown = (
        [],
        "[document.activeElement].map((one) => [one.value, one.getBoundingClientRect()]).map(([name, box]) => [name, box.left, box.right])[0]",
    )
    heads = page.locator(".wi-fields tbody th").first.bounding_box()
    inputs.first.focus()
    for _ in range(rows):
        page.keyboard.press("Home")
        for _ in range(columns):
            name, left, right = page.evaluate(shown)
            seen.append(name)
            assert left >= heads["x"] + heads["width"] - 1 and right <= PHONE["width"]
            page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    assert len(set(seen)) == columns * rows == inputs.count()
    opened.context.close()
