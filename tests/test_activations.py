import dataclasses
import math
import warnings

import numpy as np
import pytest

from wi_lib.activations import ACTIVATIONS, Activation, get_activation, leaky_relu

ALL = {**ACTIVATIONS, **{f"leaky_relu({slope})": leaky_relu(slope) for slope in (0, 0.2, 1)}}
every_activation = pytest.mark.parametrize("activation", ALL.values(), ids=ALL)
every_part = pytest.mark.parametrize("part", ["fn", "derivative", "derivative_from_output"])

# Both signs, and at least 0.01 away from the kink of the ReLU family at 0.
Z = np.linspace(-5, 5, 101) + 0.01


@pytest.mark.parametrize(
    "name, z, value",
    [
        ("identity", -1.7, -1.7),
        ("sigmoid", math.log(3), 0.75),
        ("sigmoid", -math.log(3), 0.25),
        ("tanh", math.log(2), 0.6),
        ("relu", -2.0, 0.0),
        ("relu", 2.0, 2.0),
        ("leaky_relu", -2.0, -0.02),
        ("leaky_relu", 2.0, 2.0),
        ("softsign", 3.0, 0.75),
        ("softsign", -3.0, -0.75),
    ],
)
def test_value_known_by_hand(name, z, value):
    assert ACTIVATIONS[name](z) == pytest.approx(value, rel=1e-14)


@every_activation
def test_derivative_agrees_with_finite_differences(activation):
    step = 1e-6
    slope = (activation.fn(Z + step) - activation.fn(Z - step)) / (2 * step)
    # Rounding: 1e-16 · |φ| / step, about 1e-9; the step's own error is of order step², far less.
    np.testing.assert_allclose(activation.derivative(Z), slope, rtol=0, atol=1e-8)


@every_activation
def test_derivative_from_output_agrees_with_derivative(activation):
    # Up to |z| = 5 the difference 1 - h still has 12 digits.
    np.testing.assert_allclose(
        activation.derivative_from_output(activation.fn(Z)), activation.derivative(Z), rtol=1e-11, atol=0
    )


@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_warning_and_no_overflow_up_to_ten_thousand(activation, dtype):
    z = np.concatenate([-np.logspace(4, -4, 200), [0], np.logspace(-4, 4, 200)]).astype(dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        h = activation.fn(z)
        slopes = activation.derivative(z), activation.derivative_from_output(h)
    assert np.isfinite(h).all() and all(np.isfinite(slope).all() for slope in slopes)


@every_activation
@every_part
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_keeps_shape_and_dtype_and_leaves_the_input_alone(activation, part, dtype):
    z = np.linspace(-0.9, 0.9, 24, dtype=dtype).reshape(2, 3, 4)
    before = z.copy()
    result = getattr(activation, part)(z)
    assert result.dtype == dtype and result.shape == z.shape
    np.testing.assert_array_equal(z, before)


@every_activation
def test_takes_lists_and_numbers(activation):
    np.testing.assert_array_equal(activation([-1.0, 2.0]), activation.fn(np.array([-1.0, 2.0])))
    assert activation(2.0) == activation.fn(np.array(2.0))


@every_activation
def test_nan_stays_nan(activation):
    """A broken signal must not turn into a healthy 0 on its way through a layer."""
    assert np.isnan(activation(np.array([np.nan]))).all()


@pytest.mark.parametrize("sign", [-1, 1])
def test_saturated_slope_is_small_but_not_zero(sign):
    # abs=0: pytest's own default of 1e-12 would accept 0 for all of these.
    assert ACTIVATIONS["sigmoid"].derivative(np.array(sign * 40.0)) == pytest.approx(math.exp(-40), rel=1e-12, abs=0)
    assert ACTIVATIONS["tanh"].derivative(np.array(sign * 20.0)) == pytest.approx(4 * math.exp(-40), rel=1e-12, abs=0)
    assert ACTIVATIONS["softsign"].derivative(np.array(sign * 1e4)) == pytest.approx(1 / 10001**2, rel=1e-12, abs=0)
    # float32 as well: its own 1 - sigmoid(40) would be 0.
    single = ACTIVATIONS["sigmoid"].derivative(np.array(sign * 40, np.float32))
    assert single == pytest.approx(math.exp(-40), rel=1e-5, abs=0)


def test_sigmoid_keeps_its_digits_far_out_on_the_left():
    assert ACTIVATIONS["sigmoid"](-700.0) == pytest.approx(math.exp(-700), rel=1e-12, abs=0)


def test_slope_at_the_kink():
    assert ACTIVATIONS["relu"].derivative(np.array(0.0)) == 0
    assert leaky_relu(0.2).derivative(np.array(0.0)) == 0.2


def test_leaky_relu_runs_from_relu_to_identity():
    np.testing.assert_array_equal(leaky_relu(0)(Z), ACTIVATIONS["relu"](Z))
    np.testing.assert_array_equal(leaky_relu(1)(Z), Z)
    np.testing.assert_array_equal(leaky_relu(0.2)(Z), np.where(Z > 0, Z, 0.2 * Z))


def test_default_leaky_relu_has_the_slope_of_the_paper():
    assert leaky_relu().slope == ACTIVATIONS["leaky_relu"].slope == 0.01


def test_only_the_relu_family_has_a_slope():
    assert {name for name, one in ACTIVATIONS.items() if one.slope is not None} == {"relu", "leaky_relu"}


@pytest.mark.parametrize(
    "name, bounds",
    [
        ("identity", (None, None)),
        ("sigmoid", (0.05, 0.95)),
        ("tanh", (-0.95, 0.95)),
        ("relu", (None, None)),
        ("leaky_relu", (None, None)),
        ("softsign", (-0.95, 0.95)),
    ],
)
def test_saturation_bounds(name, bounds):
    assert (ACTIVATIONS[name].lower, ACTIVATIONS[name].upper) == bounds


def test_every_built_in_is_listed_under_its_own_name():
    assert [one.name for one in ACTIVATIONS.values()] == list(ACTIVATIONS)
    assert set(ACTIVATIONS) == {"identity", "sigmoid", "tanh", "relu", "leaky_relu", "softsign"}


def test_get_activation_takes_a_name_or_an_activation():
    own = Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
    assert get_activation("tanh") is ACTIVATIONS["tanh"]
    assert get_activation(own) is own


def test_an_activation_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ACTIVATIONS["relu"].slope = 0.5


def test_repr_is_short():
    assert repr(ACTIVATIONS["relu"]) == "Activation('relu')"


BAD_CALLS = {
    "misspelt name": (lambda: get_activation("rellu"), ValueError, ["activation", "'rellu'", "'tanh'", "mean 'relu'"]),
    "name far off": (lambda: get_activation("xyz"), ValueError, ["activation", "'xyz'", "'relu'", "'softsign'"]),
    "None": (lambda: get_activation(None), ValueError, ["activation", "None", "'relu'"]),
    "a list": (lambda: get_activation(["relu"]), ValueError, ["activation", "['relu']", "'relu'"]),
    "a function": (lambda: get_activation(np.tanh), ValueError, ["activation", "<ufunc 'tanh'>", "'tanh'"]),
    "slope too large": (lambda: leaky_relu(1.5), ValueError, ["slope", "1.5", "from 0 to 1"]),
    "slope negative": (lambda: leaky_relu(-0.1), ValueError, ["slope", "-0.1", "from 0 to 1"]),
    "slope nan": (lambda: leaky_relu(math.nan), ValueError, ["slope", "nan", "from 0 to 1"]),
    "slope a string": (lambda: leaky_relu("0.1"), TypeError, ["slope", "'0.1'", "number"]),
    "slope a bool": (lambda: leaky_relu(True), TypeError, ["slope", "True", "number"]),
    "slope None": (lambda: leaky_relu(None), TypeError, ["slope", "None", "number"]),
    "fn no function": (lambda: Activation("x", 3, np.cos), TypeError, ["fn", "3", "function"]),
    "derivative no function": (lambda: Activation("x", np.sin, "cos"), TypeError, ["derivative", "'cos'", "function"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)
