import math
import warnings

import numpy as np
import pytest

from wi_lib.activations import ACTIVATIONS, Activation, leaky_relu
from wi_lib.initializers import normal
from wi_lib.propagation import neighbours, propagate, random_layers
from wi_lib.theory import (
    correlation_map,
    correlation_slope,
    critical_std,
    deep_gradient_factor,
    difference_second_moment,
    fixed_correlation,
    fixed_length,
    gradient_factor,
    length_map,
    mean_activation,
    predict,
    predict_distance,
    predict_gradient,
    second_moment,
    similarity,
    slope_second_moment,
)

AVERAGES = {"mean": mean_activation, "square": second_moment, "slope": slope_second_moment}
# What the quadrature promises: nodes 2e-6 apart at the kink of ReLU, hence errors below 1e-6.
close = {"rel": 1e-6, "abs": 1e-6}


# ---- Closed forms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("q", [1e-8, 0.01, 1.0, 7.0, 1e6])
@pytest.mark.parametrize("slope", [0.0, 0.01, 0.3, 1.0])
def test_relu_family_in_closed_form(q, slope):
    activation = leaky_relu(slope)
    assert second_moment(activation, q) == pytest.approx((1 + slope**2) / 2 * q, rel=1e-6, abs=0)
    assert slope_second_moment(activation, q) == pytest.approx((1 + slope**2) / 2, rel=1e-6)
    mean = (1 - slope) * math.sqrt(q / (2 * math.pi))
    assert mean_activation(activation, q) == pytest.approx(mean, rel=1e-6, abs=1e-12 * math.sqrt(q))


@pytest.mark.parametrize("q", [1e-8, 1.0, 1e6])
def test_relu_and_identity_in_closed_form(q):
    assert second_moment("relu", q) == pytest.approx(q / 2, rel=1e-6, abs=0)
    assert slope_second_moment("relu", q) == pytest.approx(0.5, rel=1e-6)
    assert second_moment("identity", q) == pytest.approx(q, rel=1e-10, abs=0)
    assert slope_second_moment("identity", q) == pytest.approx(1, rel=1e-10)
    assert mean_activation("identity", q) == pytest.approx(0, abs=1e-12 * math.sqrt(q))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softsign"])
@pytest.mark.parametrize("average", AVERAGES)
@pytest.mark.parametrize("q", [0.01, 1.0, 9.0])
def test_smooth_activations_agree_with_another_quadrature(activation, average, q):
    one = ACTIVATIONS[activation]
    function = {"mean": one.fn, "square": lambda z: one.fn(z) ** 2, "slope": lambda z: one.derivative(z) ** 2}[average]
    # The trapezoidal rule on 1e-4 steps, with the kink of softsign's slope on a node.
    u = np.arange(-100_000, 100_001) * 1e-4
    expected = np.sum(function(math.sqrt(q) * u) * np.exp(-(u**2) / 2)) * 1e-4 / math.sqrt(2 * math.pi)
    assert AVERAGES[average](activation, q) == pytest.approx(expected, **close)


def test_tanh_is_a_stretched_sigmoid():
    """tanh(z) = 2 sigmoid(2z) - 1, so E[tanh²] at q follows from the sigmoid's averages at 4q."""
    for q in (0.1, 1.0, 30.0):
        expected = 4 * second_moment("sigmoid", 4 * q) - 4 * mean_activation("sigmoid", 4 * q) + 1
        assert second_moment("tanh", q) == pytest.approx(expected, **close)
        assert slope_second_moment("tanh", q) == pytest.approx(16 * slope_second_moment("sigmoid", 4 * q), **close)


def test_no_variance_means_the_value_at_zero():
    assert mean_activation("sigmoid", 0) == pytest.approx(0.5)
    assert second_moment("sigmoid", 0) == pytest.approx(0.25)
    assert slope_second_moment("sigmoid", 0) == pytest.approx(1 / 16)
    assert slope_second_moment("tanh", 0) == pytest.approx(1)
    assert second_moment("relu", 0) == 0


@pytest.mark.parametrize("q", [1e4, 1e6])
def test_very_large_variance_against_asymptotics(q):
    """Only z near 0 has a slope, where N(0, q) has density 1/√(2πq): times ∫φ'² dz. The correction is of order 1/q."""
    density = 1 / math.sqrt(2 * math.pi * q)
    assert slope_second_moment("sigmoid", q) == pytest.approx(density / 6, rel=2 / q + 1e-6, abs=0)
    assert slope_second_moment("tanh", q) == pytest.approx(density * 4 / 3, rel=2 / q + 1e-6, abs=0)
    assert second_moment("sigmoid", q) == pytest.approx(0.5 - density, rel=2 / q)


# ---- Two inputs at once -------------------------------------------------------------------------------------------


def relu_difference(q, correlation):
    """E[(relu(a) - relu(b))²] for a, b of variance q and this correlation: the arc-cosine kernel of Cho & Saul 2009."""
    angle = math.acos(correlation)
    return q - q / math.pi * (math.sin(angle) + (math.pi - angle) * correlation)


@pytest.mark.parametrize("q", [0.5, 4.0])
@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.5, 0.99, 1 - 1e-8])
def test_difference_of_relus_is_the_arc_cosine_kernel(q, correlation):
    found = difference_second_moment("relu", q * (1 + correlation) / 2, q * (1 - correlation) / 2)
    # On the coarse grid for two numbers the kink costs up to three in ten thousand.
    assert found == pytest.approx(relu_difference(q, correlation), rel=1e-3, abs=0)


@pytest.mark.parametrize("common, opposite", [(0.0, 1.0), (1.0, 0.25), (3.0, 1e-16), (2.0, 0.0)])
def test_difference_of_identities(common, opposite):
    # s + d and s - d are rounded to 16 digits of s; with d a hundred millionth of s, 8 digits of the difference remain.
    assert difference_second_moment("identity", common, opposite) == pytest.approx(4 * opposite, rel=1e-6, abs=0)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@pytest.mark.parametrize("opposite", [1e-8, 1e-16])
def test_nearly_equal_inputs_differ_by_the_slope(activation, opposite):
    """φ(s + d) - φ(s - d) is 2d φ'(s) for small d; two separate averages would lose all digits here."""
    expected = 4 * opposite * slope_second_moment(activation, 2.0)
    assert difference_second_moment(activation, 2.0, opposite) == pytest.approx(expected, rel=1e-6, abs=0)


def test_opposite_inputs_of_an_odd_activation():
    assert difference_second_moment("tanh", 0.0, 1.5) == pytest.approx(4 * second_moment("tanh", 1.5), rel=1e-6)


def test_independent_inputs_differ_by_twice_the_variance():
    expected = 2 * (second_moment("sigmoid", 3.0) - 0.25)
    assert difference_second_moment("sigmoid", 1.5, 1.5) == pytest.approx(expected, rel=1e-6)


# ---- The maps of length and of correlation ------------------------------------------------------------------------

ERF = Activation(
    "erf", np.vectorize(math.erf, otypes=[float]), lambda z: 2 / math.sqrt(math.pi) * np.exp(-(np.square(z)))
)


def erf_product(q, c):
    """E[erf(a) erf(b)] for a, b of variance q and correlation c: Williams 1997."""
    return 2 / math.pi * math.asin(2 * q * c / (1 + 2 * q))


@pytest.mark.parametrize("q", [0.1, 1.0, 20.0])
def test_maps_of_erf_in_closed_form(q):
    cs = np.array([-0.7, 0.0, 0.3, 0.9, 1 - 1e-6, 1])
    expected = [erf_product(q, c) / erf_product(q, 1) for c in cs]
    np.testing.assert_allclose(correlation_map(ERF, q, cs), expected, atol=2e-6)
    # Near c = 1 the map's own digits count: 1 - c' relative to 1 - c.
    assert (1 - correlation_map(ERF, q, 1 - 1e-6)) * 1e6 == pytest.approx(correlation_slope(ERF, q), rel=1e-4)
    assert length_map(ERF, 0.3, 50, q) == pytest.approx(0.09 * 50 * erf_product(q, 1), rel=1e-6)
    slope = (
        2 * q / (1 + 2 * q) / math.sqrt(1 - (2 * q / (1 + 2 * q)) ** 2) * 2 / math.pi
    )  # d/dc of the product at c = 1
    assert correlation_slope(ERF, q) == pytest.approx(slope / erf_product(q, 1), rel=1e-5)


def test_correlation_map_of_relu_is_the_arc_cosine_kernel():
    cs = np.linspace(-1, 1, 9)
    for leak in (0.0, 0.3):
        np.testing.assert_allclose(correlation_map(leaky_relu(leak), 2.0, cs), similarity(cs, leak), atol=5e-4)
    assert correlation_map("relu", 7.0, 0.5) == pytest.approx(similarity(0.5), abs=5e-4)
    assert correlation_slope("relu", 3.0) == pytest.approx(1, rel=1e-5)  # ReLU with He: between order and chaos
    assert fixed_correlation("relu", 3.0) == 1


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softsign"])
@pytest.mark.parametrize("q, c", [(0.5, 0.2), (6.0, 0.9), (40.0, -0.5)])
def test_correlation_map_by_drawing(name, q, c):
    a, b = np.random.default_rng(5).standard_normal((2, 400_000))
    fn = ACTIVATIONS[name].fn
    one, two = fn(math.sqrt(q) * a), fn(math.sqrt(q) * (c * a + math.sqrt(1 - c * c) * b))
    found = np.mean(one * two) / np.sqrt(np.mean(one**2) * np.mean(two**2))
    assert correlation_map(name, q, c) == pytest.approx(found, abs=0.005)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_fixed_points_are_fixed(name):
    for std in (0.15, 0.3, 1.5):
        q = fixed_length(name, std, 100)
        assert length_map(name, std, 100, q) == pytest.approx(q, rel=1e-4)
        factor = deep_gradient_factor(name, std, 100)
        assert correlation_slope(name, q) == pytest.approx(factor**2, rel=1e-4)  # Schoenholz's χ₁
        c = fixed_correlation(name, q)
        assert correlation_map(name, q, c) == pytest.approx(c, abs=1e-6)
        assert (c == 1) == (factor < 1)
        for start in (0.5, 0.999):  # and it attracts, from both sides
            for _ in range(300):
                start = correlation_map(name, q, start).item()
            assert start == pytest.approx(c, abs=1e-3)


def test_a_length_that_does_not_settle():
    assert fixed_length("relu", 0.2, 100) == math.inf and fixed_length("relu", 0.1, 100) == 0
    assert fixed_length("relu", math.sqrt(2 / 100), 100) == pytest.approx(2, rel=1e-3)


def test_what_the_maps_refuse(complains):
    complains(lambda: correlation_map("tanh", 1.0, [0.5, -1.5]), ValueError, ["correlation", "-1 to 1", "-1.5"])
    complains(lambda: correlation_map("tanh", 0, 0.5), ValueError, ["variance", "0"])
    complains(lambda: correlation_slope("tanh", 0), ValueError, ["variance"])
    complains(lambda: predict_distance("tanh", 1.0, 10, 2, near=0), ValueError, ["near"])
    complains(lambda: predict_distance("tanh", 1.0, 10, 2, near=2), ValueError, ["near"])


@pytest.mark.parametrize(
    "name, std", [("sigmoid", 0.1), ("sigmoid", 2.0), ("tanh", 0.15), ("tanh", 0.4), ("relu", 0.2)]
)
def test_two_near_inputs_through_a_wide_net(name, std):
    width, depth, near = 300, 6, 0.02
    std *= math.sqrt(100 / width)
    found = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        x, noise = rng.standard_normal((2, 60, width))
        turn = 1 - near  # a neighbour of the same size: correlation 1 - near with the input
        y = turn * x + math.sqrt(1 - turn**2) * noise
        found.append(
            neighbours(list(random_layers(depth, width, normal(std), rng, np.float64)), x, y, activation=name).distance
        )
    expected = predict_distance(name, std, width, depth, near)
    np.testing.assert_allclose(np.mean(found, axis=0), expected, rtol=0.12)
    assert expected[0] == pytest.approx(near)


def test_distances_below_the_last_digit_are_still_distances():
    """Twenty sigmoid layers at σ = 0.01 leave 1e-32 of a spread: 0 beside a half, and a number all the same."""
    seen, factor = predict("sigmoid", 0.01, 100, 20), deep_gradient_factor("sigmoid", 0.01, 100)
    assert seen.unit_std[20] / seen.unit_std[10] == pytest.approx(factor**10, rel=1e-3, abs=0)
    np.testing.assert_allclose(predict_distance("sigmoid", 0.01, 100, 20), 0.01, rtol=1e-2)


def test_distance_of_unrelated_inputs_is_the_spread_of_a_unit():
    np.testing.assert_allclose(predict_distance("tanh", 0.3, 100, 4, near=1.0), 1)


# ---- Deep nets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("std", [0.05, math.sqrt(2 / 100), 0.3])
def test_prediction_for_relu_in_closed_form(std):
    seen = predict("relu", std, width=100, depth=6, input_second_moment=3.0)
    factor = std**2 * 100 / 2
    layers = np.arange(7)
    np.testing.assert_allclose(seen.second_moment, 3.0 * factor**layers, rtol=1e-5)
    np.testing.assert_allclose(seen.gradient_ratio, math.sqrt(factor) ** (6 - layers), rtol=1e-5)
    np.testing.assert_allclose(seen.variance[1:], 2 * seen.second_moment[1:], rtol=1e-5)
    np.testing.assert_allclose(seen.mean[1:], np.sqrt(seen.variance[1:] / (2 * math.pi)), rtol=1e-5)
    np.testing.assert_allclose(seen.std**2, seen.second_moment - seen.mean**2, rtol=1e-5)
    # The spread of one unit, from one layer to the next by the arc-cosine kernel.
    difference = 2 * 3.0
    for l in layers[1:]:
        q = seen.variance[l]
        difference = relu_difference(q, 1 - std**2 * 100 * difference / (2 * q))
        assert seen.unit_std[l] == pytest.approx(math.sqrt(difference / 2), rel=1e-3, abs=0)


def test_prediction_describes_the_input_too():
    seen = predict("sigmoid", 0.5, 100, 3, input_second_moment=4.0)
    for figure in vars(seen).values():
        assert figure.shape == (4,)
    assert (seen.second_moment[0], seen.mean[0], seen.std[0], seen.unit_std[0]) == (4.0, 0.0, 2.0, 2.0)
    assert math.isnan(seen.variance[0]) and seen.gradient_ratio[-1] == 1


def test_dead_weights_leave_a_constant_behind():
    seen = predict("sigmoid", 0, 100, 3)
    np.testing.assert_allclose(seen.mean[1:], 0.5)
    np.testing.assert_allclose(seen.unit_std[1:], 0)
    np.testing.assert_array_equal(seen.gradient_ratio, [0, 0, 0, 1])


def test_the_gradient_alone_is_the_same():
    settings = ("tanh", 0.2, 64, 5, 2.0)
    np.testing.assert_array_equal(predict_gradient(*settings), predict(*settings).gradient_ratio)


def test_an_explosion_is_predicted_not_refused():
    """As in `propagate`: past the range of floating point the figures are inf or nan, and no argument is blamed."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        seen = predict("relu", 1.0, 100, 200)
    assert not math.isfinite(seen.second_moment[-1]) and seen.second_moment[1] == pytest.approx(50, rel=1e-5)


@pytest.mark.parametrize("q", [1e7, 1e14, 1e30, 1e300])
def test_averages_hold_at_any_variance(q):
    """As above, by asymptotics; softsign's slope squared is 1/(1 + |z|)⁴, whose integral is 2/3."""
    density = 1 / math.sqrt(2 * math.pi * q)
    for name, integral in (("sigmoid", 1 / 6), ("tanh", 4 / 3), ("softsign", 2 / 3)):
        assert slope_second_moment(name, q) == pytest.approx(density * integral, rel=2e-5 + 4 / q, abs=0)
    assert second_moment("relu", q) == pytest.approx(q / 2, rel=1e-6)
    assert slope_second_moment("relu", q) == pytest.approx(0.5, rel=1e-6)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("std", [1e-200, 1e-170, 1e170, 1e200])
def test_prediction_holds_where_the_square_of_std_is_no_float(std):
    relu, sigmoid = predict("relu", std, 100, 2), predict("sigmoid", std, 100, 2)
    expected = 0 if std < 1 else math.inf
    assert relu.second_moment[1] == relu.variance[1] == expected
    assert relu.gradient_ratio[1] == pytest.approx(std * math.sqrt(50), rel=1e-5, abs=0)
    assert sigmoid.second_moment[1] == pytest.approx(0.25 if std < 1 else 0.5)
    # The slope from the sum's own std s: 1/4 where it is 0, else √(∫φ'² dz · density) as above.
    s = std * math.sqrt(100 * sigmoid.second_moment[1])
    slope = 0.25 if std < 1 else math.sqrt(1 / 6 / math.sqrt(2 * math.pi)) / math.sqrt(s)
    assert sigmoid.gradient_ratio[1] == pytest.approx(std * 10 * slope, rel=1e-4, abs=0)


def test_a_signal_that_underflows_still_has_slopes():
    """After 140 layers of factor 0.005 the mean square is 0 in floating point; ReLU's slopes are not."""
    assert predict_gradient("relu", 0.01, 100, 200)[0] == pytest.approx(math.sqrt(0.005) ** 200, rel=1e-3, abs=0)


def test_gradient_factor():
    assert gradient_factor("identity", 0.3, 25, 2.0) == pytest.approx(1.5, rel=1e-9)
    assert gradient_factor("relu", math.sqrt(2 / 100), 100, 5.0) == pytest.approx(1, rel=1e-6)
    assert gradient_factor("sigmoid", 0.01, 100, 0.0) == pytest.approx(0.025, rel=1e-9)
    assert gradient_factor("tanh", 0.0, 100, 1.0) == 0


def test_deep_gradient_factor():
    assert deep_gradient_factor("relu", 0.1, 100) == pytest.approx(math.sqrt(0.5), rel=1e-6)
    assert deep_gradient_factor("identity", 0.07, 100) == pytest.approx(0.7, rel=1e-9)
    # The variance of a sigmoid net settles at the solution of q = σ² n E[φ²].
    std, q = 0.5, 1.0
    for _ in range(100):
        q = std**2 * 100 * second_moment("sigmoid", q)
    assert deep_gradient_factor("sigmoid", std, 100) == pytest.approx(gradient_factor("sigmoid", std, 100, q), rel=1e-9)
    first = gradient_factor("sigmoid", std, 100, std**2 * 100)
    assert deep_gradient_factor("sigmoid", std, 100, layers=0) == pytest.approx(first, rel=1e-12)


@pytest.mark.parametrize("width, layers", [(30, 20), (1000, 20), (100, 200)])
def test_critical_std_in_closed_form(width, layers):
    """For these, every layer has the same factor. The search stops at one part in a million."""
    assert critical_std("relu", width, layers) == pytest.approx(math.sqrt(2 / width), rel=3e-6)
    assert critical_std("identity", width, layers) == pytest.approx(math.sqrt(1 / width), rel=3e-6)
    assert critical_std(leaky_relu(0.5), width, layers) == pytest.approx(math.sqrt(2 / (1.25 * width)), rel=3e-6)


def test_critical_std_is_where_the_gradient_factor_is_one():
    std = critical_std("sigmoid", 100)
    assert deep_gradient_factor("sigmoid", std, 100) == pytest.approx(1, rel=1e-5)
    assert critical_std("sigmoid", 400) == pytest.approx(std / 2, rel=1e-5)


# ---- Against simulation -------------------------------------------------------------------------------------------

# Small enough that the products stay on one core, which is quicker on a busy machine.
WIDTH, DEPTH, SAMPLES, NETS = 110, 3, 20, 20
FIGURES = ["mean", "second_moment", "std", "unit_std"]


def simulate(activation, std):
    """Figures of NETS random nets: a dict of arrays (nets, layers)."""
    found = {figure: [] for figure in [*FIGURES, "gradient_ratio"]}
    for seed in range(NETS):
        rng = np.random.default_rng(seed)
        layers = list(random_layers(DEPTH, WIDTH, normal(std), rng))
        x, upstream = rng.standard_normal((2, SAMPLES, WIDTH), dtype=np.float32)
        seen = propagate(layers, x, upstream, activation=activation, keep="stats")
        for figure in FIGURES:
            found[figure].append([getattr(stats, figure) for stats in seen.stats[1:]])
        found["gradient_ratio"].append(seen.gradient_ratio[:-1])
    return {figure: np.array(values) for figure, values in found.items()}


@pytest.mark.parametrize(
    "activation, gain",
    [
        *[("sigmoid", gain) for gain in (0.1, 1, 4, 20)],
        *[("tanh", gain) for gain in (0.3, 1, 3)],
        ("relu", math.sqrt(2)),
        (leaky_relu(0.2), 1),
    ],
    ids=str,
)
def test_prediction_agrees_with_simulated_wide_nets(activation, gain):
    """gain is std · √width. The nets differ from each other; their average must be within 5 of its standard errors."""
    std = gain / math.sqrt(WIDTH)
    expected, found = predict(activation, std, WIDTH, DEPTH), simulate(activation, std)
    # n inputs underestimate a variance by the factor 1 - 1/n.
    found["unit_std"] *= math.sqrt(SAMPLES / (SAMPLES - 1))
    for figure, values in found.items():
        wanted = getattr(expected, figure)
        wanted = wanted[:-1] if figure == "gradient_ratio" else wanted[1:]
        # Theory is for infinite width; what it leaves out is of relative order 1/width.
        tolerance = 5 * values.std(axis=0, ddof=1) / math.sqrt(NETS) + np.abs(wanted) / WIDTH
        assert (np.abs(values.mean(axis=0) - wanted) < tolerance).all(), figure
        if figure != "mean":
            assert (tolerance < wanted / 3).all()  # or the comparison would prove little


# ---- Bad calls ----------------------------------------------------------------------------------------------------

FLAT = Activation("flat", np.zeros_like, np.zeros_like)


def predicted(**changes):
    return predict(**{"activation": "relu", "std": 0.1, "width": 100, "depth": 2, **changes})


# exp overflows on the way for |z| above 709: inf / inf.
OVERFLOWS = Activation("own", lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(z) / (1 + np.exp(z)) ** 2)
NAN = Activation("own", lambda z: z / (1 + np.abs(z)) + 0 * np.exp(z), np.ones_like)


BAD_CALLS = {
    "critical: derivative overflows": (
        lambda: critical_std(OVERFLOWS, 100),
        ValueError,
        ["derivative", "'own'", "nan at z = 7"],
    ),
    "critical: fn overflows": (lambda: critical_std(NAN, 100), ValueError, ["fn", "'own'", "nan at z ="]),
    "critical: width beyond 63 bits": (lambda: critical_std("relu", 10**400), ValueError, ["width", "63 bits"]),
    **{
        f"{average}: {name}": (lambda fn=fn, arguments=arguments: fn(*arguments), error, parts)
        for average, fn in AVERAGES.items()
        for name, arguments, error, parts in [
            ("name", ("rellu", 1), ValueError, ["activation", "'rellu'", "mean 'relu'"]),
            ("negative", ("relu", -1), ValueError, ["variance", "-1", "at least 0"]),
            ("nan", ("relu", math.nan), ValueError, ["variance", "nan", "finite"]),
            ("infinite", ("relu", math.inf), ValueError, ["variance", "inf", "finite"]),
            ("text", ("relu", "1"), TypeError, ["variance", "'1'", "number"]),
            ("bool", ("relu", True), TypeError, ["variance", "True", "number"]),
            ("array", ("relu", np.array([1.0, 2.0])), TypeError, ["variance", "array", "number"]),
        ]
    },
    "factor: std": (lambda: gradient_factor("relu", -0.1, 100, 1), ValueError, ["std", "-0.1", "at least 0"]),
    "factor: fan_out": (lambda: gradient_factor("relu", 0.1, 0, 1), ValueError, ["fan_out", "0", "at least 1"]),
    "factor: fan_out float": (lambda: gradient_factor("relu", 0.1, 1e2, 1), TypeError, ["fan_out", "100.0", "whole"]),
    "factor: variance": (lambda: gradient_factor("relu", 0.1, 100, -2), ValueError, ["variance", "-2", "at least 0"]),
    "difference: name": (lambda: difference_second_moment("rel", 1, 1), ValueError, ["activation", "'rel'"]),
    "difference: common": (lambda: difference_second_moment("relu", -1, 1), ValueError, ["common", "-1", "least 0"]),
    "difference: opposite": (lambda: difference_second_moment("relu", 1, None), TypeError, ["opposite", "None"]),
    "predict: name": (lambda: predicted(activation="rellu"), ValueError, ["activation", "'rellu'", "mean 'relu'"]),
    "predict: std": (lambda: predicted(std=-1), ValueError, ["std", "-1", "at least 0"]),
    "predict: std text": (lambda: predicted(std="0.1"), TypeError, ["std", "'0.1'", "number"]),
    "predict: width": (lambda: predicted(width=0), ValueError, ["width", "received 0", "at least 1"]),
    "predict: width bool": (lambda: predicted(width=True), TypeError, ["width", "True", "whole number"]),
    "predict: depth": (lambda: predicted(depth=2.5), TypeError, ["depth", "2.5", "whole number"]),
    "predict: depth 0": (lambda: predicted(depth=0), ValueError, ["depth", "received 0", "at least 1"]),
    "predict: input": (
        lambda: predicted(input_second_moment=0),
        ValueError,
        ["input_second_moment", "0.0", "greater than 0"],
    ),
    "gradient alone": (lambda: predict_gradient("relu", 0.1, 100, 0), ValueError, ["depth", "received 0", "least 1"]),
    "deep: layers": (lambda: deep_gradient_factor("relu", 0.1, 100, -1), ValueError, ["layers", "-1", "at least 0"]),
    "deep: std": (lambda: deep_gradient_factor("relu", math.nan, 100), ValueError, ["std", "nan", "finite"]),
    "similarity: cosine": (lambda: similarity([0.5, -1.1]), ValueError, ["cosine must be from -1 to 1", "-1.1"]),
    "similarity: nan": (lambda: similarity(math.nan), ValueError, ["cosine", "finite", "1 NaN"]),
    "similarity: leak": (lambda: similarity(0.5, 1.5), ValueError, ["leak", "1.5", "from 0 to 1"]),
    "critical: name": (lambda: critical_std("rellu", 100), ValueError, ["activation", "'rellu'", "mean 'relu'"]),
    "critical: width": (lambda: critical_std("relu", 0), ValueError, ["width", "received 0", "at least 1"]),
    "critical: layers": (lambda: critical_std("relu", 100, 1.5), TypeError, ["layers", "1.5", "whole number"]),
    "critical: there is none": (lambda: critical_std(FLAT, 100), ValueError, ["activation", "flat", "0.0001", "100"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)


def test_a_cosine_that_rounding_left_above_one_is_one():
    assert similarity(1 + 1e-12) == 1 and similarity(np.array([1 + 1e-12, -1 - 1e-12])).tolist() == [1, 0]


def test_quadrature_weights_add_up_to_one():
    assert mean_activation(Activation("one", np.ones_like, np.zeros_like), 1.0) == pytest.approx(1, abs=1e-10)


# ---- What mutants had survived ------------------------------------------------------------------------------------


def test_the_gradient_alone_has_the_same_default_for_the_inputs():
    np.testing.assert_array_equal(predict_gradient("tanh", 0.2, 64, 5), predict("tanh", 0.2, 64, 5).gradient_ratio)
    assert predict("tanh", 0.2, 64, 5).second_moment[0] == 1


def test_an_explosion_of_the_gradient_is_silent():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert predict_gradient("identity", 100.0, 100, 400)[0] == math.inf


def test_both_variances_of_a_difference_have_a_lower_limit(complains):
    complains(lambda: difference_second_moment("relu", -1, 1), ValueError, ["common must", "at least 0", "-1"])
    complains(lambda: difference_second_moment("relu", 1, -1), ValueError, ["opposite must", "at least 0", "-1"])


@pytest.mark.parametrize("layers", [0, 3])
def test_critical_std_of_a_layer_near_the_input(layers):
    std = critical_std("tanh", 100, layers)
    assert deep_gradient_factor("tanh", std, 100, layers) == pytest.approx(1, abs=1e-5)
    assert std > 1.02 * critical_std("tanh", 100)


@pytest.mark.parametrize("slope, there", [(1 / 600, True), (1 / 1200, False), (600.0, True), (1200.0, False)])
def test_critical_std_is_looked_for_as_far_as_the_message_says(complains, slope, there):
    line = Activation("line", lambda z: slope * z, lambda z: np.full_like(z, slope))
    if there:
        assert critical_std(line, 100) == pytest.approx(0.1 / slope, rel=1e-5)
    else:
        complains(
            lambda: critical_std(line, 100), ValueError, ["activation must", "between 0.0001 and 100;", "line has none"]
        )
