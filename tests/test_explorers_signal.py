"""Chapter 3's explorer against `propagate`, and its bench."""

import numpy as np
import pytest

import wi_lib as wi
from tests.explorers import explorer_of
from wi_lib.benches import signal_bench
from wi_lib.diagnostics import BINS
from wi_lib.experiments import near_pairs
from wi_lib.explorers import signal_explorer
from wi_lib.explorers.signal import shown_layers

STDS = (0.01, 0.1, 1.0)


@pytest.fixture(scope="module")
def small():
    """A small grid of the real explorer."""
    return signal_explorer(stds=STDS, depths=(2, 5), widths=(50, 100), inputs=128, seeds=3)


def by_hand(activation, std, depth, width, seed):
    """What the explorer's table holds, computed with `propagate` from the draws that its docstring names."""
    rng = np.random.default_rng(seed)
    x = np.random.default_rng([seed, 1000]).standard_normal((128, width))
    layers = [std * rng.standard_normal((width, width)) for _ in range(5)][:depth]
    upstream = np.random.default_rng([seed, depth]).standard_normal((16, width))
    forward = wi.propagate(layers, x, activation=activation)
    backward = wi.propagate(layers, x[:16], upstream, activation=activation)
    return forward, np.log10(backward.gradient_ratio)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("std", STDS)
@pytest.mark.parametrize("depth, width", [(2, 50), (5, 100)])
def test_table_is_what_propagate_computes(small, activation, std, depth, width):
    small.chosen = {"activation": activation, "std": std, "depth": depth, "width": width}
    forward, _ = by_hand(activation, std, depth, width, 0)
    rows = small.slice("cells")
    rows = rows[~np.isnan(rows)].astype(int)
    assert list(small.slice("layers")[rows]) == list(range(1, depth + 1))
    for row, stats in zip(rows, forward.stats[1:]):
        assert small.slice("pooled_std")[row] == pytest.approx(stats.std, rel=1e-5)
        assert small.slice("unit_std")[row] == pytest.approx(stats.unit_std, rel=1e-5)
    last = forward.stats[-1]
    assert small.slice("zeros")[0] == pytest.approx(last.zeros, abs=1e-6)
    assert small.slice("saturated")[0] == pytest.approx(last.saturated, abs=1e-6, nan_ok=True)

    curves = np.array([by_hand(activation, std, depth, width, seed)[1] for seed in range(3)])
    for name, expected in (
        ("gradient", curves.mean(0)),
        ("gradient_low", curves.min(0)),
        ("gradient_high", curves.max(0)),
    ):
        assert small.slice(name)[: depth + 1] == pytest.approx(expected, abs=0.0011)
        assert np.isnan(small.slice(name)[depth + 1 :]).all()
    pairs = [near_pairs(activation, [std], width, depth, 32, seed) for seed in range(3)]
    assert small.slice("near")[0] == pytest.approx(10 ** np.mean([one.near[0, -1] for one in pairs]), rel=1e-5)
    theory = np.log10(wi.predict(activation, std, width, depth).gradient_ratio)
    assert small.slice("theory")[: depth + 1] == pytest.approx(theory, abs=0.0011)


def test_histograms_count_every_output_once(small):
    small.chosen = {"activation": "sigmoid", "std": 1.0, "depth": 5, "width": 100}
    bars = small.slice("pooled_bars").reshape(-1, BINS).astype(float)
    assert (bars.max(axis=1) == 255).all()
    outputs = by_hand("sigmoid", 1.0, 5, 100, 0)[0].activations[1]
    counts, _ = np.histogram(outputs, BINS, (0, 1))
    assert bars[0] == pytest.approx(counts * 255 / counts.max(), abs=0.51)


def test_outputs_beyond_the_axis_are_in_the_last_bar(small):
    small.chosen = {"activation": "relu", "std": 1.0, "depth": 5, "width": 100}
    last = small.slice("pooled_bars").reshape(-1, BINS)[int(small.slice("cells")[4])]
    assert last[-1] > 200, "exploded outputs pile up at 4+"


def test_the_numbers_of_the_usual_tale_are_backwards(small):
    small.chosen = {"activation": "sigmoid", "std": 1.0, "depth": 5, "width": 100}
    large = small.slice("gradient")[0]
    small.chosen = {"std": 0.01}
    assert large > np.log10(0.5) and small.slice("gradient")[0] < np.log10(2e-8)


def test_choices_with_one_value_get_no_control():
    explorer = signal_explorer(activations=("tanh",), stds=STDS, depths=(5,), widths=(50,), inputs=50, seeds=1)
    assert explorer.chosen == {"activation": "tanh", "std": 1.0, "depth": 5, "width": 50}
    assert explorer.address == "signal:std=1" and explorer.slice("gradient").shape == (6,)


def test_shown_layers_are_first_last_and_evenly_between():
    assert shown_layers(1) == [1]
    assert shown_layers(5) == [1, 2, 3, 4, 5]
    for depth in (6, 10, 20, 50):
        shown = shown_layers(depth)
        assert len(shown) == 5 and shown[0] == 1 and shown[-1] == depth


def test_what_is_not_in_the_grid_is_answered(complains):
    complains(
        lambda: signal_explorer(activations=("selu",)),
        ValueError,
        ["activation must be one of", "'selu'", "'tanh'"],
    )
    small = {"stds": (0.001, 1.0), "depths": (2,), "widths": (50,), "inputs": 8}
    complains(lambda: signal_explorer(**small, start={"std": 7.0}), ValueError, ["start 'std'", "0.001", "7.0"])
    complains(lambda: signal_explorer(**small, start={"sigma": 1.0}), ValueError, ["start", "'sigma'", "'std'"])


def test_no_spread_is_called_0_that_is_not():
    """The smallest of chapter 3's numbers, 10⁻⁴⁷, are below what float32 holds."""
    explorer = explorer_of("3")
    explorer.chosen = {"activation": "relu", "std": 0.001, "depth": 20, "width": 50}
    assert 0 < explorer.slice("pooled_std").min() < 1e-45 and 0 < explorer.slice("spread")[0] < 1e-45


def test_bench_agrees_with_the_library():
    bench = signal_bench(std=0.1, depth=4, width=60, seed=3)
    rng = np.random.default_rng(3)
    layers = list(wi.random_layers(4, 60, wi.normal(bench.controls["std"].value), rng, np.float64))
    x, upstream = rng.standard_normal((2, 500, 60))
    kept = wi.propagate(layers, x, upstream, activation="sigmoid").gradient_ratio[0]
    assert f"the gradient is {kept:.3g} times" in bench.text
