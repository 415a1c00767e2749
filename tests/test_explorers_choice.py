"""Chapter 6's explorer against the results that it shows, and its bench against the library."""

import re

import numpy as np
import pytest

import wi_lib as wi
from tests.browser import drawn, needs_browser
from tests.explorers import explorer_of
from tests.pages import opened_alone
from wi_lib.benches import choice_bench
from wi_lib.explorers import choice_explorer, still
from wi_lib.results import load


@pytest.fixture(scope="module")
def explorer():
    return explorer_of("6")


SETTINGS = [
    {"activation": "sigmoid", "gain": 1.0, "lr": 0.1},
    {"activation": "sigmoid", "gain": 4.0, "lr": 1.0},
    {"activation": "tanh", "gain": 0.25, "lr": 0.01},
    {"activation": "relu", "gain": 2 ** 0.5, "lr": 0.1},
    {"activation": "relu", "gain": 16.0, "lr": 1.0},
]  # fmt: skip


@pytest.mark.parametrize("chosen", SETTINGS, ids=lambda chosen: " ".join(map(str, chosen.values())))
@pytest.mark.filterwarnings("ignore:Mean of empty slice")
@pytest.mark.filterwarnings("ignore:All-NaN")
def test_explorer_shows_what_the_results_hold(explorer, chosen):
    grid = load("gain_grid")
    explorer.chosen = chosen
    assert np.isfinite(explorer.slice("gradient_before")).all() and np.isfinite(explorer.slice("update_before")).all()
    at = tuple(
        list(grid[axis]).index(value)
        for axis, value in zip(("activations", "gains", "lrs"), chosen.values(), strict=True)
    )
    for name, key in (("loss", "loss"), ("accuracy", "test_accuracy")):
        runs = grid[key][at].astype(float)  # (seeds, steps)
        assert explorer.slice(name) == pytest.approx(np.nanmean(runs, axis=0), rel=1e-5, nan_ok=True)
        assert explorer.slice(f"{name}_low") == pytest.approx(np.nanmin(runs, axis=0), rel=1e-6, nan_ok=True)
        assert explorer.slice(f"{name}_high") == pytest.approx(np.nanmax(runs, axis=0), rel=1e-6, nan_ok=True)
    before = np.log10(grid["gradient"][at][:, 0].astype(float)).mean(axis=0)
    assert explorer.slice("gradient_before") == pytest.approx(before, abs=1e-4)
    assert explorer.slice("update_before") == pytest.approx(
        np.log10(grid["update"][at][:, 0].astype(float)).mean(axis=0), abs=1e-4
    )
    assert explorer.slice("lost")[0] == grid["diverged"][at].sum()
    ring = explorer.slice("here")
    (place,) = np.flatnonzero(~np.isnan(ring))
    assert place == at[1]
    reached = np.nan_to_num(grid["test_accuracy"][at][:, -1].astype(float))
    assert explorer.slice("over_gains")[place] == ring[place] == pytest.approx(reached.mean(), rel=1e-5)


@pytest.mark.parametrize("gain, lr", [(0.354, 1.0), (2.83, 0.1), (2.0, 0.3)])
def test_a_gain_at_which_some_nets_diverged_is_crossed_as_the_verdict_says(explorer, gain, lr):
    """They were drawn as those of which all three learned."""
    gains = load("gain_grid")["gains"]
    place = int(np.abs(gains - gain).argmin())
    explorer.chosen = {"activation": "relu", "lr": lr, "gain": gains.tolist()[place]}
    (crossed,) = np.flatnonzero(~np.isnan(explorer.slice("in_part")))
    assert crossed == place and explorer.slice("in_part")[place] == explorer.slice("here")[place]
    assert explorer.said[0].tag == "partly diverged"


@needs_browser
def test_the_cross_is_drawn_and_named_where_it_is_and_no_room_changes(explorer, browser, tmp_path):
    explorer.chosen = {"activation": "relu", "lr": 0.1}
    with opened_alone(explorer, browser, tmp_path) as opened:
        panel = opened.page.locator(".wi-panel").last
        cross, name = panel.locator(".wi-plot .wi-crosses path"), panel.locator(".wi-legend .wi-crosses")
        assert cross.get_attribute("d").count("M") == 1 and name.is_visible()
        assert "partly diverged: the others" in name.text_content()
        height = panel.bounding_box()["height"]
        opened.page.get_by_role("radio", name="tanh").check()
        drawn(opened.page)
        assert not cross.get_attribute("d") and not name.is_visible() and panel.bounding_box()["height"] == height


@pytest.mark.parametrize("activation, named", [("relu", True), ("tanh", False)])
def test_the_still_names_the_cross_where_it_is(explorer, activation, named):
    explorer.chosen = {"activation": activation, "lr": 0.1}
    texts = [
        text.get_text() for ax in still.still(explorer).axes if ax.get_legend() for text in ax.get_legend().get_texts()
    ]
    assert ("partly diverged: the others" in texts) == named


def test_gains_are_powers_of_root_two_with_the_rules_among_them(explorer):
    gains = load("gain_grid")["gains"]
    assert gains == pytest.approx(2.0 ** np.arange(-2, 4.1, 0.5))
    for rule in (1.0, 2**0.5, 4.0):  # LeCun's, He's, and the sigmoid's one over the slope
        explorer.chosen = {"gain": next(gain for gain in gains.tolist() if abs(gain - rule) < 1e-9)}


def test_a_start_that_is_not_in_the_table_is_answered(complains):
    complains(lambda: choice_explorer({"gain": 3.0}), ValueError, ["start 'gain'", "3.0", "4.0"])


def test_bench_agrees_with_the_library():
    bench = choice_bench(activation="relu", gain=2**0.5, hidden=2)
    rng = np.random.default_rng(0)
    net = wi.MLP([49, 50, 50, 10], "relu", wi.variance_scaling(bench.controls["gain"].value ** 2, "fan_in"), rng)
    history = wi.train(net, wi.load_mnist(side=7), 0.1, steps=300, batch_size=64, rng=rng, eval_every=300)
    assert f"accuracy {history.test_accuracy[-1]:.0%}, " in bench.text


def test_bench_says_that_a_net_diverged():
    assert re.fullmatch(r"The net diverged at step \d+\.", choice_bench(activation="relu", gain=16, lr=10).text)
