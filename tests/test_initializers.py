import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wi_lib.activations import ACTIVATIONS, leaky_relu
from wi_lib.initializers import (
    INITIALIZERS,
    TRUNCATED_STD,
    compute_fans,
    constant,
    gain,
    get_initializer,
    he_normal,
    normal,
    orthogonal,
    scaled_std,
    uniform,
    variance_scaling,
    zeros,
)

few = settings(deadline=None, max_examples=30, derandomize=True, database=None)


def rng(seed=0):
    return np.random.default_rng(seed)


# What the literature says of each name: the variance, from (fan_in, fan_out), and the kind of distribution.
RULES = {
    "normal": (lambda n_in, n_out: 0.01**2, "normal"),
    "uniform": (lambda n_in, n_out: 0.1**2 / 12, "uniform"),
    "variance_scaling": (lambda n_in, n_out: 1 / n_in, "normal"),
    "lecun_normal": (lambda n_in, n_out: 1 / n_in, "normal"),
    "lecun_uniform": (lambda n_in, n_out: 1 / n_in, "uniform"),
    "xavier_normal": (lambda n_in, n_out: 2 / (n_in + n_out), "normal"),
    "xavier_uniform": (lambda n_in, n_out: 2 / (n_in + n_out), "uniform"),
    "glorot_normal": (lambda n_in, n_out: 2 / (n_in + n_out), "normal"),
    "glorot_uniform": (lambda n_in, n_out: 2 / (n_in + n_out), "uniform"),
    "he_normal": (lambda n_in, n_out: 2 / n_in, "normal"),
    "he_uniform": (lambda n_in, n_out: 2 / n_in, "uniform"),
    "kaiming_normal": (lambda n_in, n_out: 2 / n_in, "normal"),
    "kaiming_uniform": (lambda n_in, n_out: 2 / n_in, "uniform"),
}
EXACT = {"zeros", "constant", "orthogonal"}  # their statistics are not random; tested on their own

# Dense and not square in both directions, and a convolution of 3 × 3 with 20 channels in and 50 out.
SHAPES = {"wide": (200, 300), "tall": (300, 200), "convolution": (3, 3, 20, 50)}
FANS = {"wide": (200, 300), "tall": (300, 200), "convolution": (180, 450)}

# N(0, 1) cut off at ±2: the density there, the probability inside, and the even moments from integrating by parts.
_EDGE = math.exp(-2) / math.sqrt(2 * math.pi)
_INSIDE = math.erf(2 / math.sqrt(2))
_SECOND = 1 - 2 * 2 * _EDGE / _INSIDE
_FOURTH = 3 * _SECOND - 2 * 2**3 * _EDGE / _INSIDE
KURTOSIS = {"normal": 3.0, "uniform": 9 / 5, "truncated_normal": _FOURTH / _SECOND**2}


def assert_distributed(weights, variance, distribution):
    """Mean, variance and shape of the distribution, each to 5 standard errors; and the bounds."""
    w = weights.astype(np.float64).ravel()
    std, kurtosis = math.sqrt(variance), KURTOSIS[distribution]
    assert abs(w.mean()) < 5 * std / math.sqrt(w.size)
    assert abs(w.var() - variance) < 5 * variance * math.sqrt((kurtosis - 1) / w.size)
    # The standard error of a normal sample's kurtosis is √(24/n); the other two distributions have lighter tails.
    assert abs((w**4).mean() / (w**2).mean() ** 2 - kurtosis) < 5 * math.sqrt(24 / w.size)
    bounds = {"normal": math.inf, "uniform": math.sqrt(3) * std, "truncated_normal": 2 * std / TRUNCATED_STD}
    bound = bounds[distribution]
    assert np.abs(w).max() <= bound * (1 + 1e-6)  # rounding of float32
    if distribution == "uniform":
        # The largest of n comes within 20/n of the end, but for a chance of e^-20.
        assert np.abs(w).max() >= bound * (1 - 20 / w.size)


def test_every_name_has_a_rule_here():
    assert set(INITIALIZERS) == set(RULES) | EXACT


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", RULES)
def test_named_rule_follows_its_formula(name, shape):
    variance, distribution = RULES[name]
    assert_distributed(INITIALIZERS[name]()(rng(), SHAPES[shape]), variance(*FANS[shape]), distribution)


@pytest.mark.parametrize("distribution", KURTOSIS)
@pytest.mark.parametrize("mode, fan", [("fan_in", 180), ("fan_out", 450), ("fan_avg", 315)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_variance_scaling_in_every_mode_and_distribution(mode, fan, distribution, dtype):
    weights = variance_scaling(1.5, mode, distribution)(rng(1), SHAPES["convolution"], dtype)
    assert_distributed(weights, 1.5 / fan, distribution)


@given(
    scale=st.floats(1e-3, 1e3),
    mode=st.sampled_from(["fan_in", "fan_out", "fan_avg"]),
    distribution=st.sampled_from(sorted(KURTOSIS)),
    shape=st.tuples(st.integers(40, 90), st.integers(40, 90)),
    seed=st.integers(0, 2**32),
)
@few
def test_variance_scaling_property(scale, mode, distribution, shape, seed):
    fan = {"fan_in": shape[0], "fan_out": shape[1], "fan_avg": sum(shape) / 2}[mode]
    weights = variance_scaling(scale, mode, distribution)(rng(seed), shape, np.float64)
    relative_error = abs(weights.var() * fan / scale - 1)
    assert relative_error < 5 * math.sqrt((KURTOSIS[distribution] - 1) / weights.size)


def test_truncated_std_is_that_of_a_normal_cut_off_at_two():
    assert TRUNCATED_STD == pytest.approx(math.sqrt(_SECOND), rel=1e-14)


def test_truncated_normal_is_cut_off_and_reaches_its_ends():
    weights = variance_scaling(1.0, "fan_in", "truncated_normal")(rng(), (100, 1000), np.float64)
    bound = 2 * 0.1 / TRUNCATED_STD
    assert 0.99 * bound < np.abs(weights).max() <= bound


def test_normal_and_uniform_take_their_settings():
    assert_distributed(normal(0.5)(rng(), (300, 200)), 0.25, "normal")
    weights = uniform(1, 3)(rng(), (300, 200), np.float64)
    assert_distributed(weights - 2, 2**2 / 12, "uniform")
    assert 1 <= weights.min() and weights.max() < 3


def test_a_spread_of_zero_is_allowed():
    assert not normal(0)(rng(), (3, 2)).any()
    assert (uniform(0.5, 0.5)(rng(), (3, 2)) == 0.5).all()
    assert not orthogonal(0)(rng(), (3, 2)).any()


def test_constant_and_zeros():
    assert (constant(-0.25)(rng(), (3, 4)) == -0.25).all()
    assert not constant()(rng(), (3, 4)).any()
    assert not zeros()(rng(), (3, 4)).any()


@pytest.mark.parametrize("shape", [(30, 20), (20, 30), (25, 25), (3, 3, 4, 20), (3, 3, 2, 20)])
@pytest.mark.parametrize("size", [1.0, 2.5])
def test_orthogonal_has_all_singular_values_equal_to_gain(shape, size):
    weights = orthogonal(size)(rng(), shape, np.float64)
    assert weights.shape == shape
    singular = np.linalg.svd(weights.reshape(-1, shape[-1]), compute_uv=False)
    np.testing.assert_allclose(singular, size, rtol=1e-12)


def test_orthogonal_prefers_no_direction():
    """QR alone has a sign convention; for a matrix drawn uniformly the trace has mean 0 and variance 1."""
    generator, init = rng(), orthogonal()
    traces = [np.trace(init(generator, (3, 3), np.float64)) for _ in range(1000)]
    assert abs(np.mean(traces)) < 5 / math.sqrt(1000)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, "float32", float])
@pytest.mark.parametrize("name", INITIALIZERS)
def test_shape_and_dtype_are_those_asked_for(name, dtype):
    weights = INITIALIZERS[name]()(rng(), [5, 3], dtype)
    assert weights.shape == (5, 3) and weights.dtype == np.dtype(dtype)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_dtype_is_float32_unless_told_otherwise(name):
    assert INITIALIZERS[name]()(rng(), (5, 3)).dtype == np.float32


@pytest.mark.parametrize("name", sorted(set(INITIALIZERS) - {"zeros", "constant"}))
def test_the_generator_alone_decides(name):
    """Same state, same weights; numpy's global state is neither read nor changed; a second draw is another one."""
    init = INITIALIZERS[name]()
    generator = rng(7)
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    first, second = init(generator, (6, 4)), init(generator, (6, 4))
    assert (np.random.get_state()[1] == before).all()
    np.random.seed(2)
    np.testing.assert_array_equal(init(rng(7), (6, 4)), first)
    assert (first != second).any()


@pytest.mark.parametrize("alias, name", [("glorot", "xavier"), ("kaiming", "he")])
@pytest.mark.parametrize("distribution", ["normal", "uniform"])
def test_aliases_are_the_same_rule(alias, name, distribution):
    assert INITIALIZERS[f"{alias}_{distribution}"] is INITIALIZERS[f"{name}_{distribution}"]


@given(st.lists(st.integers(1, 50), min_size=2, max_size=5))
@few
def test_fans_count_the_connections(shape):
    fan_in, fan_out = compute_fans(shape)
    # Every output channel has fan_in weights, every input channel fan_out of them.
    assert fan_in * shape[-1] == math.prod(shape) == fan_out * shape[-2]


def test_fans_known_by_hand():
    assert compute_fans((784, 100)) == (784, 100)
    assert compute_fans((3, 3, 64, 128)) == (576, 1152)
    assert compute_fans((5, 2, 3)) == (10, 15)
    assert compute_fans([np.int64(4), np.int32(7)]) == (4, 7)


@pytest.mark.parametrize(
    "activation, slope, value",
    [
        ("identity", None, 1.0),
        ("sigmoid", None, 1.0),
        ("tanh", None, 5 / 3),
        ("relu", None, math.sqrt(2)),
        ("softsign", None, 1.0),
        ("leaky_relu", None, math.sqrt(2 / 1.0001)),
        ("leaky_relu", 0.2, math.sqrt(2 / 1.04)),
        ("leaky_relu", 0, math.sqrt(2)),
        ("leaky_relu", 1, 1.0),
    ],
)
def test_gain_table(activation, slope, value):
    assert gain(activation, slope) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("name, scale, mode", [("lecun", 1, "fan_in"), ("xavier", 1, "fan_avg"), ("he", 2, "fan_in")])
def test_scaled_std_is_what_the_rules_draw_with(name, scale, mode):
    weights = INITIALIZERS[f"{name}_uniform"]()(rng(), (300, 200), np.float64)
    assert np.abs(weights).max() == pytest.approx(math.sqrt(3) * scaled_std(scale, mode, 300, 200), rel=1e-3)
    assert scaled_std(2.5, "fan_out", 300, 200) == pytest.approx(math.sqrt(2.5 / 200), rel=1e-15)


@pytest.mark.parametrize(
    "arguments, parts",
    [
        ((0, "fan_in", 3, 4), ["scale", "0"]),
        ((1, "fan", 3, 4), ["mode", "'fan'", "'fan_avg'"]),
        ((1, "fan_in", 0, 4), ["fan_in", "at least 1"]),
        ((1, "fan_in", 3, 0), ["fan_out", "at least 1"]),
    ],
)
def test_scaled_std_says_what_does_not_fit(complains, arguments, parts):
    complains(lambda: scaled_std(*arguments), ValueError, parts)


def test_gain_covers_every_activation():
    assert all(gain(name) > 0 for name in ACTIVATIONS)


@pytest.mark.parametrize("activation", [ACTIVATIONS["relu"], leaky_relu(0.3), ACTIVATIONS["identity"]], ids=repr)
def test_exact_gains_restore_the_second_moment(activation):
    """gain² · E[φ(u)²] = 1 for u ~ N(0, 1), here by a sum over a fine grid."""
    u = np.linspace(-10, 10, 200_001)
    second_moment = np.sum(activation(u) ** 2 * np.exp(-(u**2) / 2)) * 1e-4 / math.sqrt(2 * math.pi)
    factor = gain(activation.name, activation.slope if activation.name == "leaky_relu" else None)
    assert factor**2 * second_moment == pytest.approx(1, rel=1e-6)


def test_get_initializer_takes_a_name_a_factory_or_a_function():
    def own(generator, shape, dtype):
        return np.ones(shape, dtype)

    ready = normal(0.3)
    assert repr(get_initializer("glorot_normal")) == "xavier_normal()"
    assert repr(get_initializer(he_normal)) == "he_normal()"
    assert get_initializer(ready) is ready
    assert get_initializer(own) is own


def test_labels_tell_the_settings():
    scaled = variance_scaling(2, "fan_out", "uniform")
    assert list(map(repr, [normal(0.3), uniform(-1, 2), constant(0.5), orthogonal(2), scaled, zeros()])) == [
        "normal(std=0.3)",
        "uniform(-1, 2)",
        "constant(0.5)",
        "orthogonal(2)",
        "variance_scaling(2, 'fan_out', 'uniform')",
        "zeros()",
    ]


def draw(**changes):
    return normal(0.1)(**{"rng": rng(), "shape": (3, 2), "dtype": np.float32, **changes})


BAD_CALLS = {
    "rng missing": (lambda: draw(rng=None), TypeError, ["rng", "None", "numpy.random.Generator", "default_rng"]),
    "rng a seed": (lambda: draw(rng=42), TypeError, ["rng", "42", "numpy.random.Generator"]),
    "rng legacy": (lambda: draw(rng=np.random.RandomState(0)), TypeError, ["rng", "RandomState", "Generator"]),
    "rng the module": (lambda: draw(rng=np.random), TypeError, ["rng", "module", "numpy.random.Generator"]),
    "shape a number": (lambda: draw(shape=5), TypeError, ["shape", "5", "(fan_in, fan_out)"]),
    "shape too short": (lambda: draw(shape=(5,)), ValueError, ["shape", "(5,)", "(fan_in, fan_out)"]),
    "shape with 0": (lambda: draw(shape=(0, 3)), ValueError, ["shape", "received 0", "at least 1"]),
    "shape with a float": (lambda: draw(shape=(2.0, 3)), TypeError, ["shape", "2.0", "whole number"]),
    "shape with a bool": (lambda: draw(shape=(True, 3)), TypeError, ["shape", "True", "whole number"]),
    "dtype integer": (lambda: draw(dtype=int), ValueError, ["dtype", "int", "float32 or float64"]),
    "dtype half": (lambda: draw(dtype=np.float16), ValueError, ["dtype", "float16", "float32 or float64"]),
    "dtype unknown": (lambda: draw(dtype="flaot32"), ValueError, ["dtype", "'flaot32'", "float32 or float64"]),
    "dtype a number": (lambda: draw(dtype=3), ValueError, ["dtype", "received 3", "float32 or float64"]),
    # np.dtype(None) is float64: whoever writes None for "the default" would get the other one.
    "dtype None": (lambda: draw(dtype=None), ValueError, ["dtype", "None", "float32 or float64"]),
    "std negative": (lambda: normal(-0.1), ValueError, ["std", "-0.1", "at least 0"]),
    "std infinite": (lambda: normal(math.inf), ValueError, ["std", "inf", "finite"]),
    "std too large for a float": (lambda: normal(10**400), ValueError, ["std", "finite"]),
    "std a string": (lambda: normal("0.1"), TypeError, ["std", "'0.1'", "number"]),
    "std a bool": (lambda: normal(True), TypeError, ["std", "True", "number"]),
    "std an array": (lambda: normal(np.array([0.1])), TypeError, ["std", "array", "number"]),
    "ends crossed": (lambda: uniform(0.5), ValueError, ["low", "low=0.5", "high=0.05", "at most high"]),
    "low nan": (lambda: uniform(math.nan, 1), ValueError, ["low", "nan", "finite"]),
    "high None": (lambda: uniform(0, None), TypeError, ["high", "None", "number"]),
    "value nan": (lambda: constant(math.nan), ValueError, ["value", "nan", "finite"]),
    "value a string": (lambda: constant("0"), TypeError, ["value", "'0'", "number"]),
    "scale zero": (lambda: variance_scaling(0), ValueError, ["scale", "0.0", "greater than 0"]),
    "scale a bool": (lambda: variance_scaling(True), TypeError, ["scale", "True", "number"]),
    "mode misspelt": (lambda: variance_scaling(1, "fanin"), ValueError, ["mode", "'fanin'", "mean 'fan_in'"]),
    "distribution": (
        lambda: variance_scaling(1, "fan_in", "gauss"),
        ValueError,
        ["distribution", "'gauss'", "'normal'", "'uniform'", "'truncated_normal'"],
    ),
    "gain negative": (lambda: orthogonal(-1), ValueError, ["gain", "-1", "at least 0"]),
    "gain a string": (lambda: orthogonal("relu"), TypeError, ["gain", "'relu'", "number"]),
    "gain of nothing": (lambda: gain("rellu"), ValueError, ["activation", "'rellu'", "'tanh'", "mean 'relu'"]),
    "gain: slope for relu": (lambda: gain("relu", 0.1), ValueError, ["slope", "0.1", "'leaky_relu'", "'relu'"]),
    "gain: slope a string": (lambda: gain("leaky_relu", "0.1"), TypeError, ["slope", "'0.1'", "number"]),
    "gain: slope infinite": (lambda: gain("leaky_relu", math.inf), ValueError, ["slope", "inf", "finite"]),
    "fans of a number": (lambda: compute_fans(784), TypeError, ["shape", "784", "(fan_in, fan_out)"]),
    "fans of a vector": (lambda: compute_fans((784,)), ValueError, ["shape", "(784,)", "at least 2"]),
    "fans of 0": (lambda: compute_fans((784, 0)), ValueError, ["shape", "received 0", "at least 1"]),
    "init misspelt": (lambda: get_initializer("he_nrmal"), ValueError, ["init", "'he_nrmal'", "mean 'he_normal'"]),
    "init xavier": (lambda: get_initializer("xavier"), ValueError, ["mean 'xavier_normal' or 'xavier_uniform'"]),
    "init of Keras": (lambda: get_initializer("GlorotUniform"), ValueError, ["mean 'glorot_uniform'"]),
    "init of PyTorch": (lambda: get_initializer("kaiming_normal_"), ValueError, ["mean 'kaiming_normal'"]),
    "init swapped": (lambda: get_initializer("he_unifrom"), ValueError, ["mean 'he_uniform'"]),
    "init lacked": (
        lambda: get_initializer("truncated_normal"),
        ValueError,
        ["variance_scaling(scale, mode, 'truncated_normal')"],
    ),
    "init ones": (lambda: get_initializer("ones"), ValueError, ["constant(1.0)"]),
    "distribution the opposite": (
        lambda: variance_scaling(1, "fan_in", "untruncated_normal"),
        ValueError,
        ["mean 'normal'"],
    ),
    "distribution lacked": (lambda: variance_scaling(1, "fan_in", "lognormal"), ValueError, ["not built in"]),
    "mode lacked": (lambda: variance_scaling(1, "fan_geo_avg"), ValueError, ["not built in"]),
    "mode cut": (lambda: variance_scaling(1, "fan"), ValueError, ["mean 'fan_in' or 'fan_out' or 'fan_avg'"]),
    "shape a set": (lambda: draw(shape={3, 4}), TypeError, ["shape", "{3, 4}", "(fan_in, fan_out)"]),
    "shape too large": (lambda: compute_fans((10**400, 3)), ValueError, ["shape", "63 bits"]),
    **{
        f"{init} in {dtype}": (
            lambda init=init, dtype=dtype: init(rng(), (3, 2), dtype),
            ValueError,
            [name, dtype, value],
        )
        for init, name, dtype, value in [
            (normal(1e39), "std", "float32", "1e+39"),
            (normal(1e-50), "std", "float32", "1e-50"),
            (constant(1e-50), "value", "float32", "1e-50"),
            (uniform(-1e-50, 1e-50), "high - low", "float32", "2e-50"),
            (orthogonal(1e-50), "gain", "float32", "1e-50"),
            (uniform(-1e308, 1e308), "high - low", "float64", "inf"),
            (variance_scaling(1e-100), "std", "float32", "5.7735e-51"),
        ]
    },
    "init None": (lambda: get_initializer(None), TypeError, ["init", "None", "'he_normal'", "(rng, shape, dtype)"]),
    "init a number": (lambda: get_initializer(0.01), TypeError, ["init", "0.01", "'he_normal'", "(rng, shape, dtype)"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)


# ---- What mutants had survived ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_truncated_normal_is_cut_off_in_small_arrays_too_and_draws_each_entry_anew(dtype):
    init, generator = variance_scaling(1.0, "fan_in", "truncated_normal"), rng()
    draws = np.stack([init(generator, (4, 5), dtype) for _ in range(500)])
    assert draws.dtype == dtype and np.abs(draws).max() <= 2 * 0.5 / TRUNCATED_STD * (1 + 1e-6)
    # One number in place of all that lay outside would come twice in an array; two
    # float32 agree by chance now and then.
    repeated = sum(one.size - np.unique(one).size for one in draws)
    assert repeated <= 2


@pytest.mark.parametrize(
    "activation, value",
    [(leaky_relu(0.2), 2 / 1.04), (ACTIVATIONS["leaky_relu"], 2 / 1.0001), (ACTIVATIONS["relu"], 2)],
)
def test_an_activation_brings_its_name_and_its_slope(activation, value):
    assert gain(activation) ** 2 == pytest.approx(value, rel=1e-12)


def test_a_slope_that_is_given_wins_over_the_activations_own():
    assert gain(leaky_relu(0.2), 1.0) == pytest.approx(1, rel=1e-12)
    with pytest.raises(ValueError, match="slope is for 'leaky_relu' only"):
        gain(ACTIVATIONS["relu"], 0.1)


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name.startswith(("lecun", "xavier", "he_"))])
def test_a_named_rule_is_called_by_its_name(name):
    assert repr(get_initializer(name)) == f"{name}()"


def test_orthogonal_has_gain_1_unless_told_otherwise():
    np.testing.assert_allclose(np.linalg.svd(orthogonal()(rng(), (4, 3), np.float64), compute_uv=False), 1)
