"""The landing page's explorer against the library, the tale that it is there to shake, and its picture in a browser."""

import re

import numpy as np
import pytest

import wi_lib as wi
from tests.browser import drawn, needs_browser
from tests.explorers import explorer_of
from tests.pages import opened_alone
from wi_lib.experiments import NEAR, near_pairs
from wi_lib.explorers import first_explorer
from wi_lib.theory import predict_distance


@pytest.fixture
def first():
    return explorer_of("landing page")


def by_hand(std, seed, width=100, depth=5):
    """A draw of the net, and what it does to 32 inputs and to a gradient."""
    rng = np.random.default_rng(seed)
    x = np.random.default_rng([seed, 1000]).standard_normal((128, width))
    layers = [std * rng.standard_normal((width, width)) for _ in range(depth)]
    upstream = np.random.default_rng([seed, depth]).standard_normal((16, width))
    back = wi.propagate(layers, x[:16], upstream, activation="sigmoid")
    return wi.propagate(layers, x, activation="sigmoid"), np.log10(back.gradient_ratio), layers


@pytest.mark.parametrize("std", [0.001, 0.01, 0.1, 1.0, 2.5])
def test_ribbons_are_what_propagate_computes(first, std):
    first.chosen = {"std": std}
    draws = [by_hand(std, seed) for seed in range(5)]
    backs = np.array([back for _, back, _ in draws])
    for name, expected in (
        ("gradient", backs.mean(0)),
        ("gradient_low", backs.min(0)),
        ("gradient_high", backs.max(0)),
    ):
        assert first.slice(name) == pytest.approx(expected, abs=0.0011)
    pairs = [near_pairs("sigmoid", [std], 100, 5, 32, seed) for seed in range(5)]
    assert first.slice("spread") == pytest.approx(np.mean([one.spread[0] for one in pairs], 0), abs=0.0011)
    apart = np.array([one.near[0] / 2 for one in pairs])
    assert first.slice("near") == pytest.approx(10 ** apart.mean(0), rel=1e-5)
    assert first.slice("near_high") == pytest.approx(10 ** apart.max(0), rel=1e-5)
    assert first.slice("parted")[0] == pytest.approx(np.mean([one.parted[0, -1] for one in pairs]), abs=1e-5)
    saturated = draws[0][0].stats[-1].saturated
    assert first.slice("saturated")[0] == pytest.approx(saturated, rel=1e-5)
    theory = wi.predict("sigmoid", std, 100, 5)
    assert first.slice("gradient_theory") == pytest.approx(np.log10(theory.gradient_ratio), abs=0.0011)
    assert first.slice("spread_theory") == pytest.approx(np.log10(theory.unit_std), abs=0.0011)
    assert first.slice("near_theory") == pytest.approx(predict_distance("sigmoid", std, 100, 5, NEAR) ** 0.5, rel=1e-5)
    # The dotted lines of theory lie near the edges: a tenth of a power of ten at most.
    assert first.slice("gradient") == pytest.approx(np.log10(theory.gradient_ratio), abs=0.1)


def test_the_net_that_is_drawn_is_the_first_draw(first):
    first.chosen = {"std": 1.0}
    seen, _, layers = by_hand(1.0, 0)
    units = first.slice("units").astype(float)
    assert units.shape == (3, 6, 7)
    for layer in range(1, 6):
        assert units[0, layer] == pytest.approx(255 * seen.activations[layer][0, :7], abs=0.51)
    weights = np.array(layers)[:, :7, :7]
    drawn = first.slice("weights")
    assert (np.sign(drawn) == np.sign(weights)).all() and set(np.unique(drawn)) == {-3, -2, -1, 1, 2, 3}
    assert np.abs(weights[np.abs(drawn) == 3]).min() >= np.abs(weights[np.abs(drawn) == 2]).max()


def test_a_near_input_is_near_and_an_unrelated_one_is_not(first):
    first.chosen = {"std": 0.01}
    one, near, unrelated = first.slice("units").astype(float)[:, 0]
    assert 0 < np.abs(near - one).mean() < 0.4 * np.abs(unrelated - one).mean()
    faded = first.slice("units").astype(float)[:, 3:]
    assert (faded == faded[0]).all(), "at σ = 0.01 the deep units do not move, whatever is sent"


def test_the_usual_tale_is_backwards(first):
    """What the page's text says of σ = 1 and σ = 0.01, and that no σ keeps all three."""
    said = {chosen["std"]: sentences for chosen, sentences in first.sentences()}
    assert [one.tag for one in said[1.0]] == ["gradient kept", "saturated 64%", "neighbours hardly stand out"]
    assert [one.tag for one in said[0.01]] == ["gradient vanished", "units asleep", "all inputs alike"]
    assert "although nothing in layer 5 is saturated" in said[0.01][0].text
    assert max(sum(one.tone == "good" for one in sentences) for sentences in said.values()) == 1
    for seed in range(5):  # "more than six in ten outputs are saturated, in every layer", and none with 0.01
        assert min(one.saturated for one in by_hand(1.0, seed)[0].stats[1:]) > 0.6
        assert max(one.saturated for one in by_hand(0.01, seed)[0].stats[1:]) == 0


@pytest.mark.parametrize("std", [0.001, 0.01, 0.1, 1.0, 2.5])
def test_it_tells_the_story_that_chapter_3_tells_of_the_same_setting(first, std):
    """It said 0.7 of the gradient at σ = 1 where chapter 3 said 0.74, and that all inputs were alike where that kept
    neighbours: other draws, and another sentence.
    """
    third = explorer_of("3")
    first.chosen = {"std": std}
    third.chosen = {"activation": "sigmoid", "std": std, "depth": 5, "width": 100}
    assert first.slice("gradient") == pytest.approx(third.slice("gradient")[:6], abs=1e-6)
    assert first.slice("gradient_high") == pytest.approx(third.slice("gradient_high")[:6], abs=1e-6)
    assert first.slice("saturated") == pytest.approx(third.slice("saturated"))
    assert first.slice("near")[-1] ** 2 == pytest.approx(third.slice("near")[0], rel=1e-5)
    assert [one.tag for one in first.said] == [one.tag for one in third.said]
    gain = {0.01: 0.1, 0.1: 1.0, 1.0: 10.0}.get(std)
    if gain:
        beside = explorer_of("3, neighbours")
        beside.chosen = {"activation": "sigmoid", "gain": gain, "depth": 5}
        assert beside.slice("gradient")[:6] == pytest.approx(third.slice("gradient")[:6], abs=0.0011)
        assert 10 ** beside.slice("near")[5] == pytest.approx(third.slice("near")[0], rel=0.005)
        assert beside.said[0].tag == third.said[2].tag


def test_old_links_to_the_landing_page_fit(first):
    first.address = "signal:activation=sigmoid,std=0.1,depth=5,width=100"
    assert first.chosen["std"] == 0.1 and first.address == "signal:std=0.1"


def test_what_is_not_in_the_grid_is_answered(complains):
    complains(
        lambda: first_explorer((0.01, 1.0), seeds=1, start={"std": 7.0}), ValueError, ["start 'std'", "0.01", "7.0"]
    )


# ---- The picture --------------------------------------------------------------------------------------------------


def thickness(page, side):
    """How thick a ribbon is drawn at its layers, in pixels."""
    d = page.locator(".wi-net-body").nth(side).get_attribute("d")
    points = [tuple(map(float, pair.split())) for pair in re.split("[ML]", d.rstrip("z"))[1:]]
    across = 0 if page.locator(".wi-net-layer").first.get_attribute("text-anchor") == "start" and upright(page) else 1
    there, back = points[:6], points[6:][::-1]
    return [abs(one[across] - other[across]) for one, other in zip(there, back)]


def upright(page):
    return "↓" in page.locator(".wi-net-label").first.text_content()


@needs_browser
@pytest.mark.parametrize("width", [340, 390, 460, 760, 1300])
def test_ribbons_are_as_thick_as_their_powers_of_ten(first, width, browser, tmp_path):
    opened = opened_alone(first, browser, tmp_path)
    page = opened.page
    page.set_viewport_size({"width": width, "height": 700})
    page.wait_for_function("width => document.querySelector('.wi').clientWidth <= width", arg=width)
    page.locator("input[type=range]").press("ArrowRight")
    page.locator("input[type=range]").press("ArrowLeft")
    drawn(page)
    assert upright(page) == (width < 420)
    full = thickness(page, 1)[-1] / 0.9  # 10⁰ of the ten powers from 10⁻⁹ to 10¹
    for side, name in enumerate(("spread", "gradient")):
        shares = [drawn / full for drawn in thickness(page, side)]
        assert shares == pytest.approx((first.slice(name) + 9) / 10, abs=0.06)  # a hair is no less than 1.5 pixels
    assert page.locator(".wi-net svg").first.get_attribute("aria-label") == (
        "Signal (how far one unit moves when the input changes) from 1 at input to 9.8·10⁻⁹ at layer 5; "
        "Gradient (what is left of it on its way back) from 1 at layer 5 to 9.6·10⁻⁹ at input; "
        "two near inputs (the way to an unrelated one) from 0.099 at input to 0.099 at layer 5"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width and opened.complaints == []
    opened.context.close()


@needs_browser
def test_the_reader_sends_another_input_by_key(first, browser, tmp_path):
    opened = opened_alone(first, browser, tmp_path)
    page = opened.page
    page.locator("input[type=range]").press("End")
    fills = "[...document.querySelectorAll('.wi-net-unit')].map((one) => Number(one.style.fillOpacity))"
    button, shown, names = page.get_by_role("button", name="send"), [], []
    for _ in range(4):
        shown.append(page.evaluate(fills))
        names.append(page.locator(".wi-net-layer").first.text_content())
        button.press("Enter")
    first.chosen = {"std": 2.5}
    units = first.slice("units").astype(float).reshape(3, -1) / 255
    assert np.array(shown) == pytest.approx(units[[0, 1, 2, 0]], abs=1e-6)
    assert names == ["one input", "a near one", "an unrelated one", "one input"] and opened.complaints == []
    opened.context.close()


@needs_browser
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_a_reader_who_asked_for_that(first, motion, browser, tmp_path):
    opened = opened_alone(first, browser, tmp_path)
    page = opened.page
    page.emulate_media(reduced_motion=motion)
    page.locator("input[type=range]").press("End")
    moving = page.evaluate("new Promise((done) => requestAnimationFrame(() => done(document.getAnimations().length)))")
    assert (moving > 0) == (motion == "no-preference")
    page.wait_for_timeout(3500)
    assert page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0
    opened.context.close()


@needs_browser
def test_while_a_reader_drags_every_step_is_there_at_once(first, browser, tmp_path):
    """What changes softly costs a layout and a picture in every frame: a drag would wait for them."""
    opened = opened_alone(first, browser, tmp_path)
    page, running = opened.page, "document.getAnimations().length"
    page.emulate_media(reduced_motion="no-preference")
    for key in ("End", "ArrowLeft", "ArrowLeft"):
        page.locator("input[type=range]").press(key)
    assert page.evaluate(f"new Promise((done) => requestAnimationFrame(() => done({running})))") == 0
    page.wait_for_function(f"{running} > 0")  # then the glint shows which way the signal flows
    opened.context.close()


#: The screen; the column of the landing page, and what stands above the explorer there: bar, headline and sentence.
FIRST_SCREENS = {
    "laptop": ({"width": 1366, "height": 657}, 1216, 170),
    "phone": ({"width": 390, "height": 664, "has_touch": True, "is_mobile": True}, 358, 240),
}


@needs_browser
@pytest.mark.parametrize("screen", FIRST_SCREENS)
@pytest.mark.parametrize("std", [0.01, 1.0, 2.5])
def test_slider_verdict_and_net_stand_on_the_first_screen(first, screen, std, browser, tmp_path):
    """All of the net on a laptop; of the phone's, more than half."""
    options, column, above = FIRST_SCREENS[screen]
    first.chosen = {"std": std}
    style = f"<style>body {{ margin: 0 auto; width: {column}px; padding-top: {above}px }}</style>"
    opened = opened_alone(first, browser, tmp_path, style=style, **options)
    ends = [opened.page.locator(one).bounding_box() for one in (".wi-slider", ".wi-words", ".wi-net svg")]
    slider, words, net = ((box["y"], box["y"] + box["height"]) for box in ends)
    assert slider[1] < words[1] < options["height"]
    assert net[1] <= options["height"] if screen == "laptop" else np.mean(net) <= options["height"]
    opened.context.close()


@needs_browser
@pytest.mark.parametrize("width", [288, 330, 358, 400])
def test_no_number_of_a_net_that_stands_lies_on_a_unit(first, width, browser, tmp_path):
    first.chosen = {"std": 0.001}
    style = f"<style>body {{ margin: 0; width: {width}px }}</style>"
    opened = opened_alone(first, browser, tmp_path, style=style, width=width)
    boxes = """(name) => [...document.querySelectorAll(name)].map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.right])"""
    numbers, units = (np.array(opened.page.evaluate(boxes, name)) for name in (".wi-net-number", ".wi-net-unit"))
    signal, gradient = numbers[:6], numbers[6:]
    assert signal[:, 1].max() < units[:, 0].min() and units[:, 1].max() < gradient[:, 0].min()
    opened.context.close()
