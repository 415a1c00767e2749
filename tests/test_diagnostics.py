import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wi_lib.activations import Activation
from wi_lib.diagnostics import (
    blocks,
    dead_share,
    distinct_units,
    energy_share,
    histogram,
    layer_stats,
    read_out,
    rms,
    saturated_share,
    typical_unit,
)

few = settings(deadline=None, max_examples=30, derandomize=True, database=None)
matrices = arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 8)), elements=st.floats(-1e3, 1e3))


def rng(seed=0):
    return np.random.default_rng(seed)


@given(matrices)
@few
def test_figures_agree_with_numpy(h):
    stats = layer_stats(h)
    tolerance = 1e-12 * np.abs(h).max()
    assert stats.mean == pytest.approx(h.mean(), abs=tolerance)
    # Squares first: a root turns a rounding error of 1e-16 into 1e-8.
    assert stats.std**2 == pytest.approx(h.var(), rel=1e-10, abs=tolerance**2)
    assert stats.unit_std**2 == pytest.approx(h.var(axis=0).mean(), rel=1e-10, abs=tolerance**2)
    assert stats.second_moment == pytest.approx((h**2).mean(), rel=1e-10, abs=tolerance**2)
    assert stats.zeros == (h == 0).mean()
    assert stats.dead == (h == 0).all(axis=0).mean()


@given(matrices)
@few
def test_pooled_variance_is_variance_within_plus_variance_between_units(h):
    stats = layer_stats(h)
    between = h.mean(axis=0).var()
    tolerance = (1e-12 * np.abs(h).max()) ** 2
    assert stats.std**2 == pytest.approx(stats.unit_std**2 + between, rel=1e-9, abs=tolerance)


def test_the_two_spreads_tell_a_frozen_layer_from_a_live_one():
    """Same histogram, opposite layers: units that differ but never move, and units that all move alike."""
    frozen = np.tile([0.0, 1.0], (10, 1))
    alive = frozen.T.repeat(5, axis=0)
    assert layer_stats(frozen).std == layer_stats(np.array([[0.0, 0.0], [1.0, 1.0]])).std == 0.5
    assert layer_stats(frozen).unit_std == 0
    assert layer_stats(alive).unit_std == 0.5


@pytest.mark.parametrize("offset", [0.5, 1.0, -3.0])
def test_spread_of_1e_9_around_a_mean_in_float64(offset):
    moves = 1e-9 * rng().normal(size=(400, 30))
    stats = layer_stats(offset + moves)
    # Storing offset + moves rounds each value by up to 2e-16 |offset|, 1e-6 of the spread at most.
    assert stats.unit_std == pytest.approx(math.sqrt(moves.var(axis=0).mean()), rel=1e-5, abs=0)
    assert stats.std == pytest.approx(moves.std(), rel=1e-5, abs=0)


def test_spread_of_1e_5_around_a_mean_in_float32():
    h = (0.5 + 1e-5 * rng().normal(size=(400, 30))).astype(np.float32)
    exact = h.astype(np.float64)  # what float32 holds, measured in float64
    assert layer_stats(h).unit_std == pytest.approx(math.sqrt(exact.var(axis=0).mean()), rel=1e-3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value", [0.1, -0.3, 1 / 3, 1e4])
def test_a_layer_that_never_moves_has_no_unit_std(dtype, value):
    stats = layer_stats(np.full((1000, 7), value, dtype))
    # A sum of 1000 equal numbers rounds 1000 times; the spread must stay below what the number itself is rounded by.
    eps = float(np.finfo(dtype).eps)
    assert stats.unit_std <= eps * abs(value)
    assert stats.mean == pytest.approx(value, rel=1000 * eps)


@pytest.mark.parametrize(
    "dtype, size", [("float32", 1e25), ("float32", 1e-25), ("float64", 1e200), ("float64", 1e-200)]
)
def test_figures_of_very_large_and_very_small_outputs(dtype, size):
    """On the way to exploding or vanishing the squares leave the range of floating point, the spread does not.

    Above all, unit_std must not be 0 here: that would mean "the same answer to every input".
    """
    h = rng().normal(1, 1, (50, 20)).astype(dtype)
    expected, stats = layer_stats(h), layer_stats(h * h.dtype.type(size))
    for figure in ("mean", "std", "unit_std"):
        assert getattr(stats, figure) == pytest.approx(getattr(expected, figure) * size, rel=1e-4, abs=0)


def test_nan_and_infinity_are_results_not_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for broken in (np.nan, np.inf, -np.inf):
            h = rng().normal(size=(5, 3))
            h[1, 1] = broken
            stats = layer_stats(h, "tanh")
            assert not any(map(math.isfinite, (stats.mean, stats.std, stats.second_moment, stats.unit_std)))
            shares = stats.zeros, stats.dead, dead_share(h), saturated_share(h, "tanh")
            if math.isnan(broken):  # neither 0 nor not, neither saturated nor not
                assert np.isnan(shares).all()
            else:
                assert shares[:3] == (0, 0, 0) and shares[3] >= 1 / 15
            assert math.isnan(energy_share(h)) and not math.isfinite(rms(h))


def test_saturation_is_counted_with_the_activation_named():
    h = np.array([[0.01, 0.5], [0.96, 0.95]])
    assert layer_stats(h, "sigmoid").saturated == 0.5  # the bounds themselves do not count
    assert layer_stats(h, "tanh").saturated == 0.25
    assert math.isnan(layer_stats(h, "relu").saturated)
    assert math.isnan(layer_stats(h).saturated)
    assert saturated_share(-h, "softsign") == 0.25


def test_dead_units():
    h = np.array([[0.0, 0.0, 1.0], [0.0, 2.0, 3.0]])
    assert dead_share(h) == layer_stats(h, "relu").dead == pytest.approx(1 / 3)
    assert layer_stats(h).zeros == 0.5
    assert dead_share(np.ones((2, 2))) == 0


@pytest.mark.parametrize("size", [1e-200, 1e-3, 1.0, 1e200])
def test_rms_at_any_size(size):
    values = rng().normal(size=(40, 5))
    assert rms(values * size) == pytest.approx(math.sqrt((values**2).mean()) * size, rel=1e-12, abs=0)


def test_rms_known_by_hand():
    assert rms([3.0, -4.0]) == pytest.approx(math.sqrt(12.5), rel=1e-15)
    assert rms([[0, 0], [0, 0]]) == 0
    assert rms(np.float32([2, 2])) == 2 and type(rms(np.float32([2, 2]))) is float
    assert rms([1.0, np.inf]) == math.inf and math.isnan(rms([1.0, np.nan]))


def test_energy_share_known_by_hand():
    assert energy_share([10.0, 1.0, 1.0, 1.0], top=0.25) == pytest.approx(100 / 103)
    assert energy_share(np.ones((20, 50)), top=0.1) == pytest.approx(0.1)
    assert energy_share([1.0, -1.0], top=1) == 1
    assert energy_share([3.0, 4.0], top=1e-9) == pytest.approx(16 / 25)  # at least one entry
    assert math.isnan(energy_share(np.zeros(4)))


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_energy_share_does_not_depend_on_the_size(size):
    """A gradient of 1e-200 is what a deep sigmoid net has; its squares are 0 in floating point, its shares are not."""
    values = np.array([10.0, 1.0, 1.0, 1.0])
    assert energy_share(values * size, top=0.25) == pytest.approx(100 / 103)


@given(arrays(np.float64, st.integers(1, 40), elements=st.floats(-10, 10)), st.floats(0.01, 1))
@few
def test_energy_share_is_between_the_even_share_and_one(values, top):
    if values.any() and (values**2).any():
        count = max(1, round(top * values.size))
        assert count / values.size - 1e-12 <= energy_share(values, top) <= 1 + 1e-12


def test_distinct_units():
    assert distinct_units(np.ones((4, 8))) == 1
    assert distinct_units(np.zeros((4, 8))) == 1
    assert distinct_units(np.eye(4)) == 4
    assert distinct_units(rng().normal(size=(5, 30))) == 30
    twins = rng().normal(size=(5, 3))
    assert distinct_units(np.hstack([twins, twins, -twins])) == 6


@pytest.mark.parametrize("size", [1e-150, 1.0, 1e150])
def test_distinct_units_uses_a_relative_tolerance(size):
    columns = size * np.array([[1.0, 1.0, 1.0, 0.5], [1.0, 1 + 1e-7, 1 + 1e-4, 1.0]])
    assert distinct_units(columns) == 3
    assert distinct_units(columns, tolerance=1e-9) == 4
    assert distinct_units(columns, tolerance=1e-2) == 2
    assert distinct_units(columns, tolerance=0) == 4


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_inputs_are_left_alone(dtype):
    h = rng().normal(size=(6, 5)).astype(dtype)
    before = h.copy()
    layer_stats(h, "relu"), rms(h), energy_share(h), distinct_units(h), dead_share(h), saturated_share(h, "tanh")
    np.testing.assert_array_equal(h, before)


BAD_CALLS = {
    "h 1-D": (lambda: layer_stats(np.ones(3)), ValueError, ["h ", "(3,)", "2 dimensions"]),
    "h 3-D": (lambda: layer_stats(np.ones((1, 2, 3))), ValueError, ["h ", "(1, 2, 3)", "2 dimensions"]),
    "h empty": (lambda: layer_stats(np.ones((0, 3))), ValueError, ["h ", "(0, 3)", "empty"]),
    "h without units": (lambda: layer_stats(np.ones((3, 0))), ValueError, ["h ", "(3, 0)", "empty"]),
    "h text": (lambda: layer_stats([["a"]]), TypeError, ["h ", "list", "numbers"]),
    "h None": (lambda: layer_stats(None), TypeError, ["h ", "None", "numbers"]),
    "h ragged": (lambda: layer_stats([[1, 2], [3]]), TypeError, ["h ", "list", "numbers"]),
    "activation misspelt": (lambda: layer_stats(np.eye(2), "tan"), ValueError, ["activation", "'tan'", "mean 'tanh'"]),
    "dead: h 1-D": (lambda: dead_share(np.ones(3)), ValueError, ["h ", "(3,)", "2 dimensions"]),
    "dead: h empty": (lambda: dead_share([[]]), ValueError, ["h ", "(1, 0)", "empty"]),
    "saturated: empty": (lambda: saturated_share([], "tanh"), ValueError, ["h ", "size 0", "empty"]),
    "saturated: name": (lambda: saturated_share([1.0], "Tanh"), ValueError, ["activation", "'Tanh'", "mean 'tanh'"]),
    "saturated: text": (lambda: saturated_share("abc", "tanh"), (TypeError, ValueError), ["h ", "number"]),
    "saturated: None": (lambda: saturated_share(None, "tanh"), (TypeError, ValueError), ["h ", "number"]),
    "rms empty": (lambda: rms([]), ValueError, ["values", "size 0", "empty"]),
    "rms text": (lambda: rms("abc"), (TypeError, ValueError), ["values", "number"]),
    "rms ragged": (lambda: rms([[1], [2, 3]]), (TypeError, ValueError), ["values", "number"]),
    "rms None": (lambda: rms(None), (TypeError, ValueError), ["values", "number"]),
    "energy empty": (lambda: energy_share([]), ValueError, ["values", "size 0", "empty"]),
    "h masked": (lambda: layer_stats(np.ma.masked_less([[1.0, 2.0]], 2)), TypeError, ["h ", "mask"]),
    "rms masked": (lambda: rms([np.ma.masked_less([1.0, 2.0], 2)]), TypeError, ["values", "mask"]),
    "energy text": (lambda: energy_share("abc"), (TypeError, ValueError), ["values", "number"]),
    "top 0": (lambda: energy_share([1.0], top=0), ValueError, ["top", "received 0.0", "above 0 up to 1"]),
    "top 2": (lambda: energy_share([1.0], top=2), ValueError, ["top", "2.0", "above 0 up to 1"]),
    "top text": (lambda: energy_share([1.0], top="1%"), TypeError, ["top", "'1%'", "number"]),
    "histogram low": (lambda: histogram([1.0], 1, 1), ValueError, ["low must be below high", "low=1"]),
    "histogram bins": (lambda: histogram([1.0], 0, 1, 0), ValueError, ["bins", "received 0", "at least 1"]),
    "histogram text": (lambda: histogram("abc", 0, 1), TypeError, ["values", "number"]),
    "unit 1-D": (lambda: typical_unit([1.0, 2.0]), ValueError, ["h must have 2 dimensions", "(2,)"]),
    "weights nan": (lambda: distinct_units([[np.nan]]), ValueError, ["weights", "1 NaN", "finite"]),
    "weights empty": (lambda: distinct_units([[]]), ValueError, ["weights", "(1, 0)", "empty"]),
    # Not "(samples, features)": that is the shape of data, and weights are something else.
    "weights 1-D": (lambda: distinct_units([1.0, 2.0]), ValueError, ["weights", "(2,)", "fan_in"]),
    "tolerance": (lambda: distinct_units(np.eye(2), -1), ValueError, ["tolerance", "-1", "at least 0"]),
    "tolerance text": (lambda: distinct_units(np.eye(2), "x"), TypeError, ["tolerance", "'x'", "number"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)


def test_a_histogram_agrees_with_numpys():
    values = rng().normal(0, 1, 5000)
    counts, _ = np.histogram(np.clip(values, -2, 1.5), 24, (-2, 1.5))
    assert histogram(values, -2, 1.5) == pytest.approx(np.rint(counts * 255 / counts.max()), abs=1)


def test_a_histogram_counts_what_lies_beyond_and_leaves_out_what_is_no_number():
    assert histogram([-np.inf, -3, 0, 0.5, 1, 7, np.nan], 0, 1, bins=2).tolist() == [255, 255]
    assert histogram([0.1, 0.1, 0.1, 0.9], 0, 1, bins=2).tolist() == [255, 85]
    assert histogram([np.nan], 0, 1, bins=3).tolist() == [0, 0, 0]
    assert histogram([[2, 2], [2, 3]], 2, 3, bins=1).tolist() == [255]


def test_a_typical_unit_has_the_middle_spread():
    spreads = np.array([3.0, 1.0, 5.0, 2.0, 4.0])
    assert typical_unit(spreads * rng().standard_normal((200, 1))).std() == pytest.approx(3.0, rel=0.2)
    assert typical_unit(np.full((2, 3), np.inf)).shape == (2,), "an overflowed layer has one, too"


# ---- What mutants had survived ------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [[-3.0, -4.0], [-1e200], [[-2.0, -2.0]]])
def test_rms_of_negative_numbers_alone_is_positive(values):
    assert rms(values) == pytest.approx(math.sqrt(np.mean((np.array(values) / 1e100) ** 2)) * 1e100)


@pytest.mark.parametrize("dtype, spread", [(np.float64, 1e-6), (np.float32, 1.0)])
def test_each_unit_keeps_its_own_spread_far_from_the_others(dtype, spread):
    """Variances are differences of squares: taken around one mean for all, units at ±10,000 would lose theirs."""
    h = np.array([[1e4, -1e4, 0.0]]) + spread * np.array([[1.0, 1.0, 1.0], [-1.0, -1.0, -1.0]])
    assert layer_stats(h.astype(dtype)).unit_std == pytest.approx(spread, rel=1e-3)


@pytest.mark.parametrize("shape", [(1000, 300), (5, 70_000), (70_000, 1)])
def test_large_layers_are_measured_in_blocks_and_come_out_the_same(shape):
    """More numbers than one block holds; the inputs drift, so that no block is like the whole."""
    h = np.maximum(rng().normal(0, 1, shape) + np.linspace(-2, 3, shape[0])[:, None], 0)
    h[:, 0] = 0
    rows = [np.arange(len(h))[one] for one in blocks(h)]
    assert len(rows) > 1 and np.concatenate(rows).tolist() == list(range(len(h)))
    stats = layer_stats(h, "tanh")
    expected = h.mean(), h.std(), (h**2).mean(), np.sqrt(h.var(axis=0).mean())
    assert (stats.mean, stats.std, stats.second_moment, stats.unit_std) == pytest.approx(expected, rel=1e-9)
    assert (stats.saturated, stats.zeros) == ((h > 0.95).mean(), (h == 0).mean())
    assert stats.dead == dead_share(h) >= 1 / shape[1]


@pytest.mark.parametrize(
    "bounds, share", [({"upper": 1.5}, 0.25), ({"lower": 0.0}, 0.5), ({"lower": 0.0, "upper": 1.5}, 0.75)]
)
def test_saturation_on_one_side_or_both_in_arrays_of_any_shape(bounds, share):
    bounded = Activation("bounded", np.copy, np.ones_like, **bounds)
    for shape in ((4,), (2, 2), (4, 1), (1, 2, 2)):
        assert saturated_share(np.reshape([-2.0, -1.0, 1.0, 2.0], shape), bounded) == share
    assert saturated_share(7.0, bounded) == ("upper" in bounds)


def test_saturation_of_nothing_is_an_error(complains):
    complains(lambda: saturated_share([], "tanh"), ValueError, ["h must not be empty", "size 0"])


def two_sides(size=1.0, seed=0):
    """Outputs of three units, the second of which tells the class, and the classes; the last unit says nothing."""
    h = rng(seed).normal(size=(300, 3)) * [1.0, 1.0, 0.0] * size + [5.0, 0.0, 2.0]
    return h, (h[:, 1] > 0).astype(int)


@pytest.mark.parametrize("size", [1e-12, 1.0, 1e12])
def test_a_read_out_finds_the_class_whatever_the_size_of_the_signal(size):
    assert read_out(*two_sides(size), *two_sides(size, seed=1)) > 0.95


def test_a_read_out_of_what_says_nothing_names_the_commonest_class():
    h, labels = np.ones((10, 4)), np.array([2] * 6 + [0, 1, 1, 0])
    assert read_out(h, labels, h, labels) == 0.6


def test_a_read_out_is_the_ridge_regression_of_the_classes():
    (h, labels), (tried, expected) = two_sides(), two_sides(seed=1)
    h, tried = h[:, :2], tried[:, :2]
    scaled = [(one - h.mean(axis=0)) / h.std(axis=0) for one in (h, tried)]
    ridge = np.sqrt(0.5 * len(h)) * np.eye(2)  # as rows of data whose answer is 0
    found = np.linalg.lstsq(np.vstack([scaled[0], ridge]), np.append(labels - labels.mean(), [0, 0]), rcond=None)[0]
    named = (scaled[1] @ found + labels.mean() > 0.5).astype(int)
    assert read_out(h, labels, tried, expected, ridge=0.5) == (named == expected).mean()


def test_a_read_out_complains_of_what_does_not_fit(complains):
    h, labels = two_sides()
    for arguments, parts in [
        ((h[:5], labels, h, labels), ["labels", "(5,)", "(300,)"]),
        ((h, labels, h[:, :2], labels), ["h_test", "3 columns"]),
        ((h, labels, h, labels + 1), ["labels_test", "from 0 to 1", "1 to 2"]),
        ((h, labels, h, labels, 0), ["ridge", "greater than 0"]),
    ]:
        complains(lambda arguments=arguments: read_out(*arguments), ValueError, parts)
