import dataclasses
import math
import warnings

import numpy as np
import pytest

from wi_lib.activations import ACTIVATIONS, Activation, get_activation, leaky_relu
from wi_lib.initializers import gain

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
    "name a number": (lambda: Activation(3, np.sin, np.cos), TypeError, ["name", "3", "text"]),
    "lower text": (lambda: Activation("x", np.sin, np.cos, lower="0"), TypeError, ["lower", "'0'", "number"]),
    "bounds crossed": (lambda: Activation("x", np.sin, np.cos, lower=1, upper=0), ValueError, ["lower=1", "upper=0"]),
    "called with text": (lambda: ACTIVATIONS["relu"](["a"]), TypeError, ["z ", "list", "numbers"]),
    "derivative no function": (lambda: Activation("x", np.sin, "cos"), TypeError, ["derivative", "'cos'", "function"]),
}


def in_place_relu(z):
    z[z < 0] = 0
    return z


_KEPT = {}


def kept(z):
    """tanh, always written into the same memory."""
    return np.tanh(z, out=_KEPT.setdefault((z.shape, z.dtype), np.empty_like(z)))


# What a function must not do, and what the answer names. Before they were tried, the
# first five gave wrong gradients without a word.
FAULTS = {
    "writes in place": (lambda z: np.tanh(z, out=z), ValueError, ["change its argument", "z.copy()"]),
    "writes in place below 0": (in_place_relu, ValueError, ["change its argument"]),
    "writes in place far out": (lambda z: np.tanh(np.clip(z, -30, 30, out=z)), ValueError, ["change its argument"]),
    "keeps its memory": (kept, ValueError, ["new array at every call"]),
    "softmax": (lambda z: np.exp(z) / np.exp(z).sum(-1, keepdims=True), ValueError, ["each number by itself"]),
    "random": (lambda z: z * np.random.default_rng().random(z.shape), ValueError, ["each number by itself"]),
    "returns None": (lambda z: None, TypeError, ["return an array", "received None"]),
    "returns a number": (lambda z: 1.0, TypeError, ["return an array", "received 1.0", "np.full_like(z, 1.0)"]),
    "returns a numpy number": (lambda z: np.float64(1), ValueError, ["shape ()", "np.full_like(z, 1)"]),
    "returns a list": (lambda z: z.tolist(), TypeError, ["return an array", "received list"]),
    "returns a mask": (lambda z: np.ma.masked_less(z, 0), TypeError, ["return an array", "received MaskedArray"]),
    "another shape": (np.ravel, ValueError, ["shape of its argument", "received shape (16,)"]),
    "fewer digits": (lambda z: z.astype(np.float32), ValueError, ["float64 for float64", "received float32"]),
    "complex": (lambda z: z + 0j, TypeError, ["real numbers", "complex128"]),
    "objects": (np.frompyfunc(lambda z: z, 1, 1), TypeError, ["real numbers", "object"]),
    "takes no array": (lambda z: z if z > 0 else 0, TypeError, ["take an array", "raised ValueError", "np.where"]),
    "takes two": (lambda z, h: z, TypeError, ["take an array", "raised TypeError"]),
}


@every_part
@pytest.mark.parametrize("wrong, error, parts", FAULTS.values(), ids=FAULTS)
def test_a_function_that_cannot_serve_is_refused(complains, part, wrong, error, parts):
    functions = {"fn": np.positive, "derivative": np.ones_like, part: wrong}
    complains(lambda: Activation("own", **functions), error, [part, *parts])


# A numpy constant makes float64 of float32 (from numpy 2 on), a comparison makes bool: right numbers in another dtype.
WIDER = {
    "constant": (lambda z: np.float64(2) * z, lambda z: np.full(z.shape, 2.0), lambda h: np.full(h.shape, 2.0)),
    "bool": (lambda z: np.maximum(z, 0), lambda z: z > 0, lambda h: h > 0),
    "int": (lambda z: np.sign(z).astype(int), lambda z: np.zeros(z.shape, int), lambda h: np.zeros(h.shape, np.int8)),
    "itself": (lambda z: z, np.ones_like, None),
    "its argument": (lambda z: z * z / 2, lambda z: z, None),
    "nan for some": (np.sqrt, lambda z: 0.5 / np.sqrt(z), lambda h: 0.5 / h),
    "overflows": (np.exp, np.exp, lambda h: h),
}


@pytest.mark.parametrize("functions", WIDER.values(), ids=WIDER)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.filterwarnings("error")
def test_a_right_function_is_taken_and_keeps_the_dtype(functions, dtype):
    own, z = Activation("own", *functions), np.array([0.5, 2.0, 3.0], dtype)
    for part, argument, expected in (("fn", z, functions[0](z)), ("derivative", z, functions[1](z))):
        found = getattr(own, part)(argument)
        assert found.dtype == dtype and found == pytest.approx(expected.astype(float), rel=1e-6)
    assert functions[2] is None or own.derivative_from_output(own(z)) == pytest.approx(own.derivative(z), rel=1e-6)


def test_the_two_derivatives_must_agree(complains):
    parts = ["derivative_from_output", "derivative", "at z ="]
    complains(lambda: Activation("own", np.sin, np.cos, lambda h: 1 - h * h), ValueError, parts)


# One name, however it is written, and never another function than the one that was named.
HINTS = {
    **dict.fromkeys(["ReLU", "RELU", "re_lu", "relu ", "rellu"], "Did you mean 'relu'?"),
    **dict.fromkeys(["LeakyReLU", "leaky relu", "leaky-relu", "lrelu"], "Did you mean 'leaky_relu'?"),
    **dict.fromkeys(["linear", "Linear", "Identity"], "Did you mean 'identity'?"),
    **dict.fromkeys(["soft_sign", "Softsign"], "Did you mean 'softsign'?"),
    **dict.fromkeys(["logistic", "Sigmoid"], "Did you mean 'sigmoid'?"),
    **dict.fromkeys(
        [
            "selu",
            "elu",
            "gelu",
            "SiLU",
            "swish",
            "mish",
            "softplus",
            "hardtanh",
            "hard_sigmoid",
            "ReLU6",
            "PReLU",
            "celu",
            "sofplus",
        ],
        "make it, Activation(name, fn, derivative), and wi_lib.critical_std",
    ),
    **dict.fromkeys(["softmax", "GLU", "log_softmax"], "it is no Activation"),
}


@pytest.mark.parametrize("ask", [get_activation, gain], ids=["get_activation", "gain"])
@pytest.mark.parametrize("name, hint", HINTS.items(), ids=HINTS)
def test_the_hint_for_a_name(ask, name, hint):
    with pytest.raises(ValueError) as caught:
        ask(name)
    assert hint in str(caught.value) and ("Did you mean" in hint or "Did you mean" not in str(caught.value))


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)


# ---- How an activation looks --------------------------------------------------------------------------------------

#: name -> label, where a histogram of its outputs begins and ends, and the words there.
LOOKS = {
    "identity": ("identity", (-4, 4), ("≤−4", "4+")),
    "sigmoid": ("sigmoid", (0, 1), ("0", "1")),
    "tanh": ("tanh", (-1, 1), ("−1", "1")),
    "relu": ("ReLU", (0, 4), ("0", "4+")),
    "leaky_relu": ("leaky ReLU", (-4, 4), ("≤−4", "4+")),
    "softsign": ("softsign", (-1, 1), ("−1", "1")),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_look_of_a_built_in_activation(name):
    one = ACTIVATIONS[name]
    assert (one.label, one.shown, one.ends) == LOOKS[name]


@pytest.mark.parametrize(
    "fn, shown, ends",
    [
        (lambda z: z**3, (-4, 4), ("≤−4", "4+")),
        (lambda z: np.exp(-np.abs(z)), (0, 1), ("0", "1")),
        (lambda z: -np.abs(z), (-4, 0), ("≤−4", "0")),
        (lambda z: np.clip(z, -1.5, 2.5), (-1.5, 2.5), ("−1.5", "2.5")),
        (lambda z: z**2 + 5, (-4, 4), ("−4", "4+")),
        (lambda z: np.full_like(z, 2.0), (-4, 4), ("−4", "4")),
        (lambda z: np.full_like(z, np.nan), (-4, 4), ("−4", "4")),
        (lambda z: np.where(z > 900, np.nan, np.tanh(z)), (-1, 1), ("−1", "1")),
        (lambda z: np.where(z > 0, np.inf, z), (-4, 4), ("≤−4", "4+")),
    ],
)
def test_a_function_of_ones_own_is_shown_as_far_as_it_reaches(fn, shown, ends):
    own = Activation("own", fn, np.zeros_like)
    assert (own.label, own.shown, own.ends) == ("own", shown, ends)


def test_a_look_can_be_told():
    own = Activation("own", np.tanh, np.zeros_like, label="My own", shown=[0, 0.5], ends=["low", "high"])
    assert (own.label, own.shown, own.ends) == ("My own", (0, 0.5), ("low", "high"))
    assert Activation("own", np.tanh, np.zeros_like, shown=(-2, 0.5)).ends == ("−2", "0.5+")
    assert Activation("own", np.tanh, np.zeros_like, shown=(-0.5, 1)).ends == ("≤−0.5", "1")


@pytest.mark.parametrize(
    "look, error, parts",
    [
        ({"label": 1}, TypeError, ["label", "1"]),
        ({"shown": (1, 1)}, ValueError, ["shown must be (low, high) with low below high", "(1, 1)"]),
        ({"shown": (0, math.inf)}, ValueError, ["shown", "finite", "inf"]),
        ({"shown": (0, 1, 2)}, TypeError, ["shown must be (low, high)", "(0, 1, 2)"]),
        ({"shown": 4}, TypeError, ["shown must be a list of two numbers", "4"]),
        ({"ends": ("0",)}, ValueError, ["ends must be two texts", "received 1"]),
        ({"ends": (0, 1)}, TypeError, ["every one of ends must be text", "0"]),
        ({"ends": "01"}, TypeError, ["ends must be a list of two texts", "'01'"]),
    ],
)
def test_a_look_that_does_not_fit_is_refused(complains, look, error, parts):
    complains(lambda: Activation("own", np.tanh, np.zeros_like, **look), error, parts)
