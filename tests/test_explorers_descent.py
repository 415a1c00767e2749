"""Chapter 1's explorer and bench, against plain gradient descent."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

import wi_lib as wi
from tests.browser import needs_browser
from tests.explorers import explorer_of
from tests.pages import opened_alone
from wi_lib import plotting
from wi_lib.benches import descent_bench
from wi_lib.experiments import BOUNCING, DIVERGED, ON_ITS_WAY, WANDERING, fate
from wi_lib.explorers import descent_explorer, unpacked
from wi_lib.explorers.descent import RATES, STARTS, STEPS


@pytest.fixture(scope="module")
def explorer():
    return explorer_of("1")


def slope_by_hand(w):
    dents = [(1, -1.6, 0.6), (1.5, 0.0, 0.35), (1.2, 2.0, 1.0)]
    return 4 * w**3 / 81 + sum(h * 2 * (w - c) / s**2 * np.exp(-(((w - c) / s) ** 2)) for h, c, s in dents)


@pytest.mark.parametrize("start, lr", [(-0.7, 0.05), (-0.6, 0.05), (0.3, 0.02), (-0.3, 0.3), (2.5, 0.7), (-3.0, 0.01)])
def test_path_is_plain_gradient_descent(explorer, start, lr):
    w, path = start, [start]
    for _ in range(STEPS):
        w -= lr * slope_by_hand(w)
        path.append(w)
    explorer.chosen = {"start": start, "lr": lr}
    assert explorer.slice("path") == pytest.approx(path, abs=2e-3)
    assert explorer.slice("loss") == pytest.approx(wi.three_valleys(np.array(path)), abs=5e-3)
    assert explorer.slice("start") == pytest.approx([start]) and explorer.slice("height") == pytest.approx(
        [wi.three_valleys(start)]
    )


def said(explorer, which=0, **chosen):
    explorer.chosen = chosen
    words = explorer.spec["words"][which]
    return words["sentences"][int(explorer.slice(words["case"])[0])]


@pytest.mark.parametrize(
    "start, lr, tag, part",
    [
        (-1.2, 0.05, "valley A", "where it started"),
        (-0.6, 0.05, "valley B", "where it started"),
        (2.0, 0.05, "valley C", "where it started"),
        (-0.3, 0.3, "left its valley", "settles in **valley C**"),
        (3.0, 0.01, "on its way", "still on its way"),
        (0.0, 0.15, "bouncing", "in one valley"),
        (-2.9, 1.5, "diverged", "by step {leaves}"),
    ],
)
def test_the_words_say_how_it_ended(explorer, start, lr, tag, part):
    found = said(explorer, start=start, lr=lr)
    assert found[0] == tag and part in found[2]


def test_the_words_tell_of_a_neighbour_that_ends_elsewhere(explorer):
    assert "{right}, a little further right, leads to **valley B**" in said(explorer, 1, start=-0.7, lr=0.05)[2]
    assert explorer.slice("right") == pytest.approx([-0.6])
    assert "{left}, a little further left, leads to **valley A**" in said(explorer, 1, start=-0.6, lr=0.05)[2]
    assert explorer.slice("left") == pytest.approx([-0.7])
    assert "same valley" in said(explorer, 1, start=2.0, lr=0.05)[2]
    assert "do not settle either" in said(explorer, 1, start=-2.0, lr=1.5)[2]


def test_a_descent_that_diverges_has_left_when_nothing_more_is_drawn(explorer):
    """In every state: "by step 13" comes right after the last point that lies in the panels; the others say how far
    out they are.
    """
    table = unpacked(explorer.spec, explorer.table)
    told = 0
    for chosen, (ending, _) in explorer.sentences():
        if ending.tag == "diverged":
            explorer.chosen = chosen
            step = int(re.search(r"by step (\d+) ", ending.text)[1])
            inside = explorer.slice("loss") <= 4
            assert np.flatnonzero(inside)[-1] + 1 == step == explorer.slice("leaves")[0]
            assert (np.abs(explorer.slice("path")[inside]) <= 3.61).all()
            told += 1
    far = table["loss"][~np.isnan(table["loss"])]
    assert told > 30 and (far > 4).any() and (far <= 32).all(), "what has left says how far out it is"


def test_beyond_the_walls_no_rate_of_the_grid_comes_back():
    """What the word "diverged" rests on."""
    far = wi.descend(wi.three_valleys, [-5.5, 5.5], max(RATES), 3)
    assert not (np.abs(far[1:]) < 5.5).any()
    for lr in RATES:
        paths = wi.descend(wi.three_valleys, STARTS, lr, STEPS)
        assert not (np.abs(paths[-1][(~(np.abs(paths) < 5.5)).any(axis=0)]) < 5.5).any()


def test_fates_by_example():
    minima, hills = np.array([0.0, 5.0]), np.array([2.0])
    steps = np.arange(12)
    assert fate(np.r_[1.0, np.zeros(11)], minima, hills) == 0
    assert fate(np.r_[1.0, np.full(11, 5.0)], minima, hills) == 4
    assert fate(1.5 - 0.1 * steps, minima, hills) == ON_ITS_WAY
    assert fate(0.5 * (-1.0) ** steps, minima, hills) == BOUNCING
    assert fate(2 + 0.5 * (-1.0) ** steps, minima, hills) == WANDERING
    assert fate(np.r_[1.0, np.full(11, np.nan)], minima, hills) == DIVERGED
    assert fate(10.0 * steps, minima, hills) == DIVERGED


def test_a_small_grid_has_the_same_numbers(explorer):
    small = descent_explorer(starts=(-0.2, 0.3, 0.8), rates=(0.01, 0.3))
    assert small.chosen == {"start": -0.2, "lr": 0.01}
    small.chosen = explorer.chosen = {"start": 0.3, "lr": 0.3}
    assert small.slice("path") == pytest.approx(explorer.slice("path"), nan_ok=True)


def test_a_start_far_out_can_leap_into_the_narrow_valley():
    """The one ending that no start of the book's grid has."""
    far = descent_explorer(starts=(-16.1, -8.05, 0.0), rates=(0.05, 0.08), start={"lr": 0.08})
    assert far.chosen == {"start": -16.1, "lr": 0.08}
    (_, (ending, _)), *_ = [one for one in far.sentences() if one[0] == far.chosen]
    assert ending.tag == "left its valley" and "settles in valley B" in ending.text


# ---- The bench ----------------------------------------------------------------------------------------------------


def test_bench_agrees_with_the_library():
    bench = descent_bench(start=-0.6, lr=0.05, steps=11)
    w = wi.descend(wi.three_valleys, -0.6, bench.controls["lr"].value, 11)[-1]
    assert f"After 11 steps w = {w:.3g} and the loss is {wi.three_valleys(w):.3g}." in bench.text


def test_bench_takes_functions_of_one_number_and_survives_mistakes():
    def cliff(w):
        return 1.0 if w > 0 else 0.0

    bench = descent_bench({"cliff": cliff, "none": lambda w: None, "flat": lambda w: 2.0, "linear": lambda w: w,
                           "nan": lambda w: float("nan"), "pole": lambda w: 1 / abs(w) if w else np.inf})  # fmt: skip
    bench.controls["loss"].value = "cliff"
    assert bench.text == "After 30 steps w = −0.7 and the loss is 0."
    bench.controls["loss"].value = "none"
    assert "TypeError" in bench.text
    for name in ("flat", "linear", "nan", "pole"):
        bench.controls["loss"].value = name
        assert bench.text.startswith(("After 30 steps", "The path came to"))


def test_bench_says_which_rates_a_minimum_holds():
    assert (
        "learning rates below 2/2 = 1 can settle there"
        in descent_bench({"p": lambda w: (w - 1) ** 2}, loss="p", lr=0.25).text
    )


def test_plot_of_a_descent():
    ax = Figure().subplots()
    lines = plotting.plot_descent(ax, np.square, {"one": [2.0, 1.0], "": [-1.0, np.nan, 1e300]})
    assert [line.get_label() for line in lines][0] == "one" and len(lines) == 2
    assert len({line.get_color() for line in lines}) == len({line.get_marker() for line in lines}) == 2
    assert ax.get_xlim() == (-3.4, 3.4)
    with pytest.raises(ValueError, match="low must be below high"):
        plotting.plot_descent(ax, np.square, {}, 1, 1)


@needs_browser
def test_the_axis_of_steps_is_as_long_where_the_path_leaves_the_chart(browser, tmp_path):
    """It ended at the last step that was known, so a leap of three steps filled it as a walk of thirty does."""
    explorer = explorer_of("1")
    far = next(chosen for chosen, said in explorer.sentences() if said[0].tag == "diverged")
    seen = {}
    for lr in (0.05, far["lr"]):
        explorer.chosen = {"start": far["start"], "lr": lr}
        opened = opened_alone(explorer, browser, tmp_path)
        losses = opened.page.locator(".wi-lines svg[role=img]").last
        seen[lr] = (
            losses.locator(".wi-frame text").all_text_contents(),
            losses.locator(".wi-edges text").all_text_contents(),
        )
        opened.context.close()
    near, far = seen.values()
    assert near[0] == far[0] and "30" in far[0]
    leaves = int(explorer.slice("leaves")[0])
    assert not any("off the chart" in one for one in near[1]) and far[1] == [f"off the chart from step {leaves} on"]
    assert f"by step {leaves}" in explorer.said[0].text, "as the sentence says"
