"""Chapter 4's explorer against the library's own rules, its sentences, its bench, and the chapter's figure."""

import math

import numpy as np
import pytest
from matplotlib.figure import Figure

import wi_lib as wi
from tests.browser import needs_browser
from tests.explorers import explorer_of
from tests.pages import opened_alone
from wi_lib import plotting
from wi_lib.benches import fan_bench
from wi_lib.benches.fan import _expected
from wi_lib.explorers import fan_explorer, still, unpacked
from wi_lib.explorers.fan import RULES
from wi_lib.initializers import scaled_std

INITS = {"LeCun": "lecun", "Xavier": "xavier", "He": "he"}


@pytest.fixture(scope="module")
def small():
    return fan_explorer(inputs=(50, 100, 400), units=(10, 100), samples=32, seeds=3)


def by_hand(rule, distribution, fan_in, fan_out):
    """Factors (seeds, 2) and the first matrix, drawn with the named initializer of the library."""
    init = wi.INITIALIZERS[f"{INITS[rule]}_{distribution}"]()
    factors, first = [], None
    for seed in range(3):
        rng = np.random.default_rng(seed)
        weights = init(rng, (fan_in, fan_out))
        first = weights if first is None else first
        x, g = rng.standard_normal((32, fan_in), np.float32), rng.standard_normal((32, fan_out), np.float32)
        factors.append((wi.rms(x @ weights) / wi.rms(x), wi.rms(g @ weights.T) / wi.rms(g)))
    return np.array(factors), first


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("distribution", ["normal", "uniform"])
@pytest.mark.parametrize("fan_in, fan_out", [(50, 100), (400, 10), (100, 100)])
def test_table_is_what_the_rule_draws(small, rule, distribution, fan_in, fan_out):
    small.chosen = {"inputs": fan_in, "units": fan_out, "rule": rule, "distribution": distribution}
    factors, first = by_hand(rule, distribution, fan_in, fan_out)
    assert small.slice("measured_factor") == pytest.approx(factors.mean(axis=0), rel=1e-4)
    assert small.slice("forward")[1] == pytest.approx(math.log2(factors[:, 0].mean()), abs=2e-4)
    assert small.slice("backward")[1] == pytest.approx(math.log2(factors[:, 1].mean()), abs=2e-4)
    for name, column in (("forward_range", 0), ("backward_range", 1)):
        assert small.slice(name) == pytest.approx(
            np.log2([factors[:, column].min(), factors[:, column].max()]), abs=2e-4
        )
    assert small.slice("std")[0] == pytest.approx(first.std(), rel=0.05)
    if distribution == "uniform":
        assert small.slice("bound")[0] == pytest.approx(np.abs(first).max(), rel=0.01)
        assert small.slice("ends") == pytest.approx([-small.slice("bound")[0], small.slice("bound")[0]], abs=3e-4)
    else:
        assert np.isnan(small.slice("bound")).all() and np.isnan(small.slice("ends")).all()


@pytest.mark.parametrize(
    "rule, square", [("LeCun", lambda a, b: 1 / a), ("Xavier", lambda a, b: 2 / (a + b)), ("He", lambda a, b: 2 / a)]
)
def test_theory_is_the_formula(small, rule, square):
    for fan_in, fan_out in ((50, 10), (400, 100)):
        small.chosen = {"inputs": fan_in, "units": fan_out, "rule": rule}
        std = math.sqrt(square(fan_in, fan_out))
        assert scaled_std(*RULES[rule], fan_in, fan_out) == pytest.approx(std)
        assert small.slice("theory_factor") == pytest.approx([std * math.sqrt(fan_in), std * math.sqrt(fan_out)])
        assert small.slice("forward_theory") == pytest.approx([math.log2(std * math.sqrt(fan_in))] * 2, abs=2e-4)
        assert small.slice("measured_factor") == pytest.approx(small.slice("theory_factor"), rel=0.06)


def test_histogram_is_that_of_the_weights(small):
    small.chosen = {"inputs": 400, "units": 100, "rule": "LeCun", "distribution": "normal"}
    _, weights = by_hand("LeCun", "normal", 400, 100)
    counts, edges = np.histogram(weights, 24, (-3 / 20, 3 / 20))
    assert small.slice("bar_y")[1:-1:2] == pytest.approx(counts / counts.max(), abs=2e-3)
    assert small.slice("bar_x")[::2] == pytest.approx(edges, abs=3e-4)


def test_only_equal_sizes_serve_both_directions():
    explorer = explorer_of("4")
    for rule in ("LeCun", "Xavier"):
        for fan_in in (100, 784):
            for fan_out in (10, 100, 784):
                explorer.chosen = {"rule": rule, "inputs": fan_in, "units": fan_out}
                kept = [explorer.slice(words["case"])[0] == 1 for words in explorer.spec["words"][:2]]
                assert all(kept) == (fan_in == fan_out)


def test_everything_drawn_lies_inside_the_planes():
    explorer = explorer_of("4")
    table = unpacked(explorer.spec, explorer.table)
    ways, weights = explorer.spec["panels"]
    for plane, names in (
        (ways, ("forward", "backward", "forward_theory", "backward_range")),
        (weights, ("spread", "ends")),
    ):
        for name in names:
            assert plane["x_range"][0] <= np.nanmin(table[name]) and np.nanmax(table[name]) <= plane["x_range"][1]


def test_a_wrong_start_is_answered_clearly(complains):
    complains(
        lambda: fan_explorer((50,), (10,), seeds=1, start={"rule": "Kaiming"}),
        ValueError,
        ["start 'rule'", "'Kaiming'", "'LeCun', 'Xavier', 'He'"],
    )
    complains(
        lambda: fan_explorer((50,), (10,), seeds=1, start={"inputs": 51}), ValueError, ["must be one of 50", "51"]
    )


# ---- The bench ----------------------------------------------------------------------------------------------------


def test_bench_agrees_with_the_library():
    bench = fan_bench(rule="Xavier uniform", activation="tanh", inputs=60, width=40, units=20, depth=3, seed=5)
    rng = np.random.default_rng(5)
    layers = [wi.xavier_uniform()(rng, shape, np.float64) for shape in ((60, 40), (40, 40), (40, 20))]
    x, upstream = rng.standard_normal((500, 60)), rng.standard_normal((500, 20))
    seen = wi.propagate(layers, x, upstream, activation="tanh")
    size = wi.rms(seen.activations[-1]) / wi.rms(x)
    assert bench.text == (
        f"Forwards, the signal becomes {size:.3g} times as large; "
        f"backwards, the gradient becomes {seen.gradient_ratio[0]:.3g} times as large."
    )


def test_bench_theory_is_that_of_equal_layers():
    rng = np.random.default_rng(0)
    layers = [wi.normal(0.1)(rng, (100, 100), np.float64) for _ in range(4)]
    layers = [0.1 * weights / weights.std() for weights in layers]
    sizes, ratios = _expected(layers, "tanh", 1.0)
    wide = wi.predict("tanh", 0.1, 100, 4)
    assert sizes == pytest.approx(np.sqrt(wide.second_moment)) and ratios == pytest.approx(wide.gradient_ratio)


# ---- The chapter's figure -----------------------------------------------------------------------------------------


def test_plot_factors_draws_mean_and_range():
    ax = Figure().subplots()
    marks = plotting.plot_factors(ax, {"a": [[1.0, 0.5], [3.0, 0.25]], "b": [[1.0, 1.0]]})
    assert [(float(mark.get_xdata()[0]), float(mark.get_ydata()[0])) for mark in marks] == [
        (2, 0),
        (0.375, 0),
        (1, 1),
        (1, 1),
    ]
    assert list(ax.lines[0].get_xdata()) == [1, 3]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["forwards", "backwards"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]


def test_plot_factors_says_what_is_wrong(complains):
    complains(lambda: plotting.plot_factors(Figure().subplots(), {}), ValueError, ["factors", "none"])
    complains(
        lambda: plotting.plot_factors(Figure().subplots(), {"a": [1.0, 2.0]}), ValueError, ["'a'", "(draws, 2)", "(2,)"]
    )


@needs_browser
def test_labels_are_heard_as_words_and_their_signs_are_seen(browser, tmp_path):
    """A screen reader spelled "n_in" letter by letter."""
    opened = opened_alone(explorer_of("4"), browser, tmp_path)
    assert opened.page.get_by_role("slider", name="inputs of the layer", exact=True).is_visible()
    assert (
        opened.page.locator("label, legend", has_text="inputs of the layer, nin").first.locator("sub").text_content()
        == "in"
    )
    assert "n_" not in opened.page.locator(".wi").aria_snapshot() and "n_" not in still.words(explorer_of("4"))
    opened.context.close()


@needs_browser
def test_bound_and_std_have_signs_of_their_own_and_the_bound_is_named_where_it_is(small, browser, tmp_path):
    small.chosen = {"distribution": "normal"}
    with opened_alone(small, browser, tmp_path) as opened:
        panel = opened.page.locator(".wi-panel").nth(1)
        std, bound = (panel.locator(".wi-key").filter(has_text=text) for text in ("± std", "± bound"))
        dashes = "(one) => getComputedStyle(one.querySelector('.wi-stroke')).strokeDasharray"
        assert std.evaluate(dashes) != bound.evaluate(dashes)
        assert std.is_visible() and not bound.is_visible()
        opened.page.get_by_role("radio", name="uniform").check()
        bound.wait_for(state="visible")
