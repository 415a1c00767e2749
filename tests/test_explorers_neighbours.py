"""Chapter 3's second explorer against `neighbours` and `propagate`, and its sentences."""

import math

import numpy as np
import pytest

import wi_lib as wi
from tests.explorers import explorer_of
from wi_lib.experiments import NEAR, near_pairs
from wi_lib.explorers import neighbours_explorer


@pytest.fixture(scope="module")
def small():
    return neighbours_explorer(gains=(0.5, 2.0, 10.0), depths=(2, 5), width=50, inputs=24, seeds=3)


def by_hand(activation, gain, depth, seed, width=50, inputs=24):
    """Size, spread and near, by whole outputs in place of differences, from the draws that the docstrings name."""
    rng = np.random.default_rng(seed)
    x = np.random.default_rng([seed, 1000]).standard_normal((inputs, width))
    layers = [gain / math.sqrt(width) * rng.standard_normal((width, width)) for _ in range(depth)]
    noise = np.random.default_rng([seed, 1]).standard_normal(x.shape)
    y = 0.99 * x + math.sqrt(1 - 0.99**2) * noise
    one, two = (wi.propagate(layers, inputs, activation=activation).activations for inputs in (x, y))
    unrelated = np.array([np.mean((h - np.roll(h, 1, axis=0)) ** 2) for h in one])
    near = np.array([np.mean((h - k) ** 2) for h, k in zip(one, two)])
    x = np.random.default_rng([seed, 1000]).standard_normal((16, width))
    upstream = np.random.default_rng([seed, depth]).standard_normal((16, width))
    back = wi.propagate(layers, x, upstream, activation=activation).gradient_ratio
    return np.array([[wi.rms(h) for h in one], np.sqrt(unrelated / 2), near / unrelated, back])


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("gain, depth", [(0.5, 2), (2.0, 5), (10.0, 5)])
def test_table_is_what_whole_outputs_say(small, activation, gain, depth):
    small.chosen = {"activation": activation, "gain": gain, "depth": depth}
    draws = np.log10([by_hand(activation, gain, depth, seed) for seed in range(3)])
    for place, name in enumerate(("size", "spread", "near", "gradient")):
        found = small.slice(name)
        assert found[: depth + 1] == pytest.approx(draws.mean(0)[place], abs=0.0011), name
        assert np.isnan(found[depth + 1 :]).all()
    assert small.slice("near_low")[: depth + 1] == pytest.approx(draws.min(0)[2], abs=0.0011)
    assert small.slice("near_high")[: depth + 1] == pytest.approx(draws.max(0)[2], abs=0.0011)
    theory = np.log10(wi.theory.predict_distance(activation, gain / math.sqrt(50), 50, depth, NEAR))
    assert small.slice("theory")[: depth + 1] == pytest.approx(theory, abs=0.0011)
    assert small.slice("part")[0] == pytest.approx(10 ** (draws[:, 1, -1] - draws[:, 0, -1]).mean(), rel=1e-5)
    share = draws[:, 2] + 2 * (draws[:, 1] - draws[:, 0])  # squared distance of near ÷ mean square, but for a constant
    assert small.slice("parted")[0] == pytest.approx((share[:, -1] - share[:, 0]).mean(), abs=0.001)


def test_differences_keep_their_digits_where_outputs_agree_in_all_of_theirs():
    pairs = near_pairs("sigmoid", (0.01,), 100, 20, 16, seed=0)
    assert 1e-34 < 10 ** pairs.spread[0, 20] < 1e-30
    assert 10 ** pairs.near[0, 20] == pytest.approx(0.01, rel=0.2)


def test_noise_is_not_the_input():
    """SeedSequence takes [0, 0] for 0: noise drawn from it was the input itself."""
    for seed in range(3):
        near = 10 ** near_pairs("identity", (0.1,), 100, 1, 32, seed).near[0, 0]
        assert near == pytest.approx(NEAR, rel=0.1)


def test_what_the_chapter_says_of_it():
    explorer = explorer_of("3, neighbours")
    by_state = {tuple(chosen.values()): [one.tag for one in ones] for chosen, ones in explorer.sentences()}
    assert by_state["tanh", 10.0, 10] == ["scrambled", "signal kept", "inputs kept apart", "gradient exploded"]
    assert by_state["tanh", math.sqrt(2), 5] == ["neighbours kept", "signal kept", "inputs kept apart", "gradient kept"]
    # All are drawn together here, unrelated ones most: so their ratio grows, though the near ones do not part.
    assert by_state["sigmoid", 10.0, 5][0::2][:2] == ["neighbours hardly stand out", "inputs closer"]
    assert by_state["relu", math.sqrt(2), 20][0] == "neighbours stand out less"
    assert by_state["sigmoid", 0.1, 5][0::2] + by_state["sigmoid", 0.1, 5][3:] == [
        "all inputs alike",
        "one answer",
        "gradient vanished",
    ]
    good = {"signal kept", "inputs kept apart", "neighbours kept", "gradient kept"}
    assert not any(good == set(tags) for (activation, *_), tags in by_state.items() if activation == "sigmoid")
    assert not any("scrambled" in tags for (activation, *_), tags in by_state.items() if activation == "relu")


def test_own_activation_and_start(complains):
    cube = wi.Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
    explorer = neighbours_explorer((cube,), (0.2, 0.4), (2,), inputs=4, seeds=1)
    assert explorer.address == "neighbours:gain=0.2"
    complains(lambda: neighbours_explorer(start={"gain": 7.7}), ValueError, ["start 'gain'", "0.1", "7.7"])
