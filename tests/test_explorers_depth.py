"""Chapter 5's explorer against runs of `propagate`, its theory, its sentences, and its bench."""

import math

import numpy as np
import pytest

import wi_lib as wi
from tests.explorers import explorer_of
from wi_lib.benches import depth_bench
from wi_lib.explorers import depth_explorer
from wi_lib.explorers.depth import GAINS
from wi_lib.theory import similarity

ROOT_2 = math.sqrt(2)


@pytest.fixture(scope="module")
def small():
    return depth_explorer(
        gains=(0.5, 1.0, ROOT_2, 2.5), depths=(2, 10), leaks=(0.0, 0.3, 1.0), widths=(20, 50), inputs=6, seeds=3
    )


@pytest.fixture(scope="module")
def full():
    return explorer_of("5")


def by_hand(gain, leak, width, seed, layers=10):
    """Mean square ÷ the input's and mean cosine of neighbours, of every layer, with weights of std gain/√n."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((6, width), np.float32).astype(float)
    weights = [
        gain / math.sqrt(width) * rng.standard_normal((width, width), np.float32).astype(float) for _ in range(layers)
    ]
    seen = wi.propagate(weights, x, activation=wi.leaky_relu(leak)).activations
    squares = np.array([np.mean(h**2) for h in seen])
    cosines = [np.mean([a @ b / np.linalg.norm(a) / np.linalg.norm(b) for a, b in zip(h[::2], h[1::2])]) for h in seen]
    return squares / squares[0], np.array(cosines)


@pytest.mark.parametrize("gain", [0.5, ROOT_2, 2.5])
@pytest.mark.parametrize("leak, width", [(0.0, 20), (0.3, 50), (1.0, 50)])
def test_table_is_what_propagate_computes(small, gain, leak, width):
    runs = [by_hand(gain, leak, width, seed) for seed in range(3)]
    logs = np.log10([squares[::2] for squares, _ in runs])
    cosines = np.array([cosine[::2] for _, cosine in runs])
    for layers in (2, 10):
        small.chosen = {"gain": gain, "leak": leak, "width": width, "depth": layers}
        for name, expected in (("square", logs.mean(0)), ("square_low", logs.min(0)), ("square_high", logs.max(0))):
            assert small.slice(name) == pytest.approx(expected, abs=0.0011)
        for name, expected in (
            ("cosine", cosines.mean(0)),
            ("cosine_low", cosines.min(0)),
            ("cosine_high", cosines.max(0)),
        ):
            assert small.slice(name) == pytest.approx(expected, abs=1e-4)
        at = layers // 2
        last = 10 ** logs[:, at]
        assert small.slice("ratio")[0] == pytest.approx(last.max() / last.min(), rel=1e-3)
        assert small.slice("layers")[0] == layers
        for ring, curve in (("square_here", "square"), ("cosine_here", "cosine")):
            there = small.slice(ring)
            assert np.flatnonzero(~np.isnan(there)) == [at] and there[at] == pytest.approx(
                small.slice(curve)[at], abs=1e-6
            )


def test_theory_of_the_mean_square_is_that_of_the_library(small):
    for gain in (1.0, ROOT_2):
        for leak in (0.0, 0.3):
            small.chosen = {"gain": gain, "leak": leak}
            expected = wi.predict(wi.leaky_relu(leak), gain / 10, 100, 10).second_moment
            assert small.slice("square_theory") == pytest.approx(np.log10(expected[::2]), abs=0.0011)


@pytest.mark.parametrize("leak", [0.0, 0.1, 0.3, 1.0])
def test_theory_of_the_cosine_by_simulation(leak):
    rng = np.random.default_rng(0)
    u, v = rng.standard_normal((2, 1_000_000))
    for cosine in (-0.5, 0.0, 0.6):
        a = wi.leaky_relu(leak)(u)
        b = wi.leaky_relu(leak)(cosine * u + math.sqrt(1 - cosine**2) * v)
        assert similarity(cosine, leak) == pytest.approx(np.mean(a * b) / np.mean(a * a), abs=0.005)


def test_similarity_of_equal_and_of_opposite_inputs():
    assert similarity(np.array([1.0, -1.0])) == pytest.approx([1.0, 0.0])
    assert similarity(np.array([1.0, 0.2, -1.0]), leak=1.0) == pytest.approx([1.0, 0.2, -1.0])


def test_wide_layers_come_close_to_theory(full):
    full.chosen = {"gain": ROOT_2, "leak": 0.0, "width": 400}
    assert full.slice("square")[:10] == pytest.approx(full.slice("square_theory")[:10], abs=0.15)
    assert full.slice("cosine") == pytest.approx(full.slice("cosine_theory"), abs=0.05)
    full.chosen = {"gain": 1.0, "depth": 30, "width": 100}
    assert full.slice("square_theory")[15] == pytest.approx(-30 * math.log10(2), abs=0.0011)


def test_the_right_gain_is_the_only_one_that_keeps_fifty_layers(full):
    full.chosen = {"gain": 1.0, "leak": 0.0, "depth": 50, "width": 400}
    said = {chosen["gain"]: words[0].tag for chosen, words in full.sentences() if full.chosen == chosen | {"gain": 1.0}}
    assert [gain for gain in GAINS if said[gain] == "signal kept"] == [ROOT_2]


def test_one_number_gets_one_sentence(full):
    """A cosine of 0.5 was said to be apart, and to be together; and a mean square was "1 times the input's"."""
    of_cosine = {}
    for _, (square, _, cosine) in full.sentences():
        of_cosine.setdefault(cosine.text.split(":")[0], set()).add(cosine.tag)
        assert "is 1 times" not in square.text
    assert len(of_cosine) > 20 and [number for number, tags in of_cosine.items() if len(tags) > 1] == []


def test_the_gain_does_not_change_the_cosine(full):
    assert full.spec["arrays"]["cosine"]["along"] == ["leak", "width"]


def test_wrong_settings_are_answered_clearly(complains):
    complains(lambda: depth_explorer(depths=(2, 5)), ValueError, ["depths", "even", "5"])
    complains(
        lambda: depth_explorer((1.0,), (2,), (0.0,), (10,), seeds=1, start={"gain": 3.0}), ValueError, ["1.0", "3.0"]
    )
    complains(
        lambda: depth_explorer((1.0,), (2,), (0.0,), (10,), seeds=1, start={"sigma": 3.0}),
        ValueError,
        ["start", "'sigma'", "'gain'"],
    )


# ---- The bench ----------------------------------------------------------------------------------------------------


def test_bench_agrees_with_the_library():
    bench = depth_bench(gain=1.2, leak=0.1, depth=5, width=30, seed=3)
    gain, found = bench.controls["gain"].value, []
    for seed in range(3, 8):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((32, 30))
        layers = list(wi.random_layers(5, 30, wi.normal(gain / math.sqrt(30)), rng, np.float64))
        h = wi.propagate(layers, x, activation=wi.leaky_relu(0.1)).activations[-1]
        found.append(np.mean(h**2) / np.mean(x**2))
    typical = np.exp(np.mean(np.log(found)))
    assert bench.text.startswith(
        f"After 5 layers, the mean square is {typical:.3g} times the input's (typical of five draws; from {min(found):.3g} to {max(found):.3g})."
    )


def test_one_draw_is_not_called_several():
    explorer = depth_explorer((1.0,), (2,), (0.0,), (10,), seeds=1)
    assert explorer.spec["subtitle"].endswith("(1 draw of the weights.)")
    assert explorer.sentences()[0][1][1].text == "This is one draw of the weights."
