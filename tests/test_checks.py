import decimal
import fractions
import itertools
import math
import re
import sys

import numpy as np
import pytest

import wi_lib as wi
from wi_lib import checks
from wi_lib.checks import EXERCISES, UNANSWERED, Feedback, check_function, check_number, exercise, not_yet, right
from wi_lib.checks.feedback import as_array, call, described, entries, one_number, positive
from wi_lib.results import load

pytestmark = pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")

# ---- Every exercise -----------------------------------------------------------------------------------------------

# Exercises whose check is neither `check_number` nor `check_function`.
BY_HAND = {"1.3", "2.2", "2.3", "2.4", "3.4", "6.4", "7.3", "7.4"}


# The right answer, and then the mistakes in the order of their hints, to three digits. A function's are the means of its results on
# the first two cases. A hint at another number would blame the wrong mistake.
WORKED_OUT = {
    "1.1": [0.0885, 0.00784, 0.28, 0.028, 0.00316, 2.48, 0.784],
    "1.2": [(0.173, 0.641), (0.1, 0.37), (0.346, 1.28), (0.0173, 0.237), (0.03, 0.411), (0.3, 1.11), (0.0577, 0.214),
        (0.0346, 0.474), (0.548, 1.05)],
    "1.4": [0.05, 0.0025, 0.2, 0.8, 0.1, 0.0125, 20],
    "2.1": [2, 1, 20, 10, 11, 0],
    "3.1": [0.0249, 0.249, 0.00249, 0.00622, 0.000622, 9.65e-09, 40.1],
    "3.2": [(1.31, 1.29), (1.66, 1.65), (1.66, 1.66), (1.53, 1.49), (1.63, 1.58), (1.99, 2), (2.03, 2.25),
        (6.12, 4.4), (1.05, 1.04), (1.75, 1.54), (2.52, 2.32), (0.823, 0.201), (1.31, 1.29)],
    "3.3": [1.01, 0.4, 0.1, 0.141, 10.1],
    "4.1": [0.0632, 0.004, 0.11, 0.0577, 0.0707, 0.0816, 0.0447, 0.0894],
    "4.2": [(0.0824, 0.11), (0.00679, 0.012), (0.0476, 0.0632), (0.00226, 0.004), (0.0619, 0.173), (0.0875, 0.245),
        (0.0583, 0.0775), (0.143, 0.19), (0.165, 0.219)],
    "4.3": [0.113, 0.0128, 11.3, 8.85, 1, 0.714, 0.316, 0.222],
    "4.4": [1.31, 0.131, 1, 1.67, 1.89, 4],
    "5.1": [0.0884, 0.00781, 0.125, 0.0625, 0.153, 22.6],
    "5.2": [(1.35, 1), (1.41, 1.41), (1.83, 1), (0.738, 1), (0.545, 1), (1.24, 1), (1.09, 0.707), (1.48, 2)],
    "5.3": [0.000977, 9.54e-07, 1.02e+03, 0.0977, 0.00138, 0.000691, 0.707, 0.05, 1, 2.13e-05],
    "5.4": [1.28, 1.41, 1, 1.63, 1.25, 0.128],
    "6.1": [2, 0.5, 4, 8, 0.25, 1],
    "6.2": [(0.003, 0.0127), (0.03, 0.0254), (333, 78.7), (33.3, 39.3), (8.99e-05, 0.000323), (0.00309, 0.0126),
        (0.003, 0.0126), (0.003, 0.0126), (0.00286, 0.0131), (0.00469, 0.0118), (0.000303, 0.00131),
        (-0.00373, 0.0432), (-0.00134, 0.024)],
    "6.3": [2, 2.83, 1.41, 1],
    "7.1": [(0.531, 0.654), (0.178, 0.519), (0.353, 0.136), (170, 53), (53.1, 65.4), (0.469, 0.346), (4.25, 5.89),
        (0.531, 0.654), (0, 0)],
    "7.2": [0.000559, 0.00894, 0.00224, 0.0158, 0.0354, 0.00014, 0.00177, 0.007, 0.0125, 2.8e-05, 3.13e-07, 1.79e+03],
}  # fmt: skip


def is_sentence(text):
    """Begins with a capital, a digit or a symbol, ends with a full stop or its like, and is written as the book writes names."""
    words = not re.search(r"XX|\b(lecun|xavier|glorot|kaiming)\b", re.sub(r"`[^`]*`|wi\.\S*|\w*_\w*", "", text))
    return bool(re.match(r"[^a-z\s]", text) and re.search(r"[.!?)]$", text) and not text.isupper() and words)


def well_said(feedback):
    """Whether a check answers in sentences; one may begin with the name of what it speaks of, or end with Python's own words."""
    text = re.sub(
        r"\w+(Error|Exit)\b.*", "an error.", re.sub("^(✓ Right|✗ Not yet)\\. ", "", feedback.message), flags=re.S
    )
    return is_sentence(re.sub(r"^(gain|lr|activation|std|hidden|output|[Wb][12])\b", "It", text)) or text.startswith(
        "○ Not answered yet. "
    )


def test_a_text_that_is_no_sentence_is_noticed():
    assert all(
        map(
            is_sentence,
            ["Yes, it is.", "σ² = 2/500, as LeCun says.", "√n times (see above)", "Use `xavier`, or wi.lecun_normal."],
        )
    )
    assert not any(map(is_sentence, ["yes.", "Yes", "YES, IT IS.", "XXYes.XX", "None", "", "It is lecun's."]))


@pytest.fixture(params=sorted(set(EXERCISES) - BY_HAND))
def compared(request, monkeypatch):
    """For one exercise: (name, again, wanted, hints, cases), where again(answer) repeats the check."""
    calls = []
    for name in ("check_number", "check_function"):
        module = sys.modules[EXERCISES[request.param].__module__]
        original = getattr(checks, name)

        def record(answer, wanted, *more, original=original, **settings):
            cases = more[0][:2] if more else None
            calls.append(
                (lambda other: original(other, wanted, *more, **settings), wanted, settings.get("hints", ()), cases)
            )
            return UNANSWERED

        monkeypatch.setattr(module, name, record, raising=False)
    exercise(request.param, object())
    (only,) = calls
    return request.param, *only


def test_right_answer_passes_and_each_mistake_gets_its_own_hint(compared):
    """A hint that follows one for the same value is never seen, and the reader gets the wrong one."""
    _, again, wanted, hints, _ = compared
    feedback = again(wanted)
    assert (
        feedback.passed
        and feedback.message.startswith("✓ Right. ")
        and is_sentence(feedback.message.removeprefix("✓ Right. "))
    )
    assert hints and all(is_sentence(hint) for _, hint in hints)
    assert [again(wrong).message for wrong, _ in hints] == [f"✗ Not yet. {hint}" for _, hint in hints]
    mistake = (lambda *case: np.asarray(wanted(*case)) + 12.3) if callable(wanted) else wanted * 1.4
    assert re.match("✗ Not yet. .{10}", again(mistake).message)


def test_the_hints_are_for_the_mistakes_that_they_name(compared):
    name, _, wanted, hints, cases = compared
    answers = [wanted, *(wrong for wrong, _ in hints)]
    if cases:
        answers = [tuple(float(np.mean(np.asarray(answer(*case), float))) for case in cases) for answer in answers]
    assert answers == [pytest.approx(one, rel=0.006, abs=1e-12) for one in WORKED_OUT[name]]


def test_names_are_chapter_dot_number_and_three_dots_are_no_answer():
    for name in EXERCISES:
        assert re.fullmatch(r"\d+\.\d+", name)
        assert exercise(name, ...) is UNANSWERED and exercise(name, None) is UNANSWERED
    assert len(EXERCISES) == 28
    assert not UNANSWERED.passed and UNANSWERED.message.startswith("○ Not answered yet.")


def test_an_unknown_exercise_is_the_authors_mistake(complains):
    complains(lambda: exercise("3.11", 1), ValueError, ["name", "'3.11'", "'3.1'", "'3.4'"])
    complains(lambda: exercise(3.1, 1), ValueError, ["name", "received 3.1", "'3.1'"])
    complains(lambda: exercise(["3.1"], ...), ValueError, ["name", "['3.1']", "'3.1'"])


# ---- Honest answers -----------------------------------------------------------------------------------------------

SEEDS = range(3)
rng_of = np.random.default_rng
elu = wi.Activation("elu", lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), lambda z: np.exp(np.minimum(z, 0)))


def edge_by_bench(depth, seed):
    """Where the bench of chapter 3, at width 100, lets as much of the gradient come back as was sent; on a grid."""

    def kept(std):
        rng = rng_of(seed)
        layers = list(wi.random_layers(depth, 100, wi.normal(std), rng, np.float64))
        x, upstream = rng.standard_normal((2, 40, 100))
        return wi.propagate(layers, x, upstream, activation="sigmoid", keep="stats").gradient_ratio[0]

    return min(np.arange(0.95, 1.25, 0.05), key=lambda std: abs(math.log(kept(std))))


def through_lecun(seed):
    """Exercise 4.3 by simulation."""
    rng = rng_of(seed)
    g = rng.normal(size=(200, 10))
    sent = wi.rms(g)
    for shape in [(100, 10), (400, 100), (784, 400)]:
        g = g @ wi.lecun_normal()(rng, shape).T
    return wi.rms(g) / sent


def one_sigmoid_layer(seed):
    """Exercise 3.1 by simulation."""
    rng = rng_of(seed)
    x, upstream = rng.normal(size=(2, 500, 100))
    return wi.propagate([rng.normal(0, 0.01, (100, 100))], x, upstream, activation="sigmoid").gradient_ratio[0]


def elu_gain_by_bench(seed, width=400):
    """Exercise 5.4 by simulation, five draws of one layer, as the bench takes them: to the next hundredth."""
    draws = [rng_of(seed + draw) for draw in range(5)]
    sums = [x @ rng.normal(0, width**-0.5, (width, width)) for rng in draws for x in [rng.standard_normal((32, width))]]
    return min(np.arange(1.2, 1.36, 0.01), key=lambda gain: abs(np.mean([np.log(wi.rms(elu(gain * z))) for z in sums])))


def copies(rng, draw=wi.normal(1.0), w1_too=True, w2_too=True, others=True):
    w1, w2 = draw(rng, (2, 4), np.float64), draw(rng, (4, 3), np.float64)
    w1[:, 1] = w1[:, 0] if w1_too else w1[:, 1]
    w2[1] = w2[0] if w2_too else w2[1]
    if not others:
        w1[:, 2:], w2[2:] = w1[:, :1], w2[:1]
    return w1, w2


# For every exercise, what a careful reader may find, and how.
HONEST = {
    "1.1": {
        "formula": 0.01 * np.sqrt(784 * 0.1), "two digits": 0.089, "text": "0.0885", "float32": np.float32(0.0885),
        "array of one": np.array([0.0885]), "0-d array": np.array(0.0885), "decimal": decimal.Decimal("0.0885"),
        "1 × 1": np.array([[0.0885]]),
        "simulation": (rng_of(0).normal(0, 0.1**0.5, (2000, 784)) @ rng_of(1).normal(0, 0.01, (784, 50))).std(),
    },
    "1.2": {
        "power": lambda std: std * 3**0.5, "width ÷ 2": lambda std: np.sqrt(12) * std / 2, "float32": lambda std: np.float32(np.sqrt(3)) * std,
        "under one root": lambda std: np.sqrt(3 * np.float64(std) ** 2), "0-d array": lambda std: np.array(3**0.5 * std),
        "fraction": lambda std: fractions.Fraction(3**0.5 * std), "decimal": lambda std: decimal.Decimal(3).sqrt() * decimal.Decimal(std),
    },
    # The explorer's rates, and those of its slider, with which it ends in C.
    "1.3": {"explorer": 0.3, "explorer, too": 0.5, "text": "0.3", "lowest": 0.25, "highest": 0.69, "bench": 10**-0.4},
    "1.4": {"formula": 1 / np.sqrt(400), "from the four": 0.2 / 4, "fraction": fractions.Fraction(1, 20)},
    "2.1": {"int": 2, "text": "2", "numpy": np.int64(2), "float": 2.0},
    "2.2": {"set": {"W1", "b1", "b2"}, "list": ["b2", "b1", "W1"], "array": np.array(["W1", "b1", "b2"]), "dict": {"W1": 0.2, "b1": 1, "b2": 1}},
    "2.3": {
        "normal": copies, "small": lambda rng: copies(rng, wi.normal(1e-6)), "large": lambda rng: copies(rng, wi.normal(30)),
        "lists": lambda rng: [one.tolist() for one in copies(rng)], "float32": lambda rng: tuple(one.astype("f") for one in copies(rng)),
        "matrices": lambda rng: [np.matrix(one) for one in copies(rng)], "by hand": lambda rng: ([[1, 1, 2, 3]] * 2, [[0] * 3] * 4),
        "uniform": lambda rng: copies(rng, wi.uniform()), "global generator": lambda rng: copies(np.random.default_rng()),
        "generator": lambda rng: (one for one in copies(rng)), "zero first": lambda rng: (np.zeros((2, 4)), copies(rng)[1]),
    },
    "2.4": {
        "names": ["he_normal", "zeros"], "tuple": (wi.he_normal(), wi.zeros()), "constant": [wi.normal(0.01), wi.constant(3)],
        "zeros first": [wi.zeros(), wi.he_normal()], "without brackets": [wi.he_normal, wi.zeros], "array": np.array(["he_normal", "zeros"]),
        "own": [wi.orthogonal(), lambda rng, shape, dtype: np.zeros(shape, dtype)], "large": [wi.normal(100), wi.zeros()],
    },
    "3.1": {"formula": 0.01 * 10 * 0.25, "float32": np.float32(0.025), "theory": wi.theory.deep_gradient_factor("sigmoid", 0.01, 100)}
    | {f"one layer, seed {seed}": one_sigmoid_layer(seed) for seed in SEEDS},
    "3.2": {
        "numpy": lambda h: h.std(axis=0), "lists": lambda h: [np.std(unit) for unit in h.T], "tuple": lambda h: tuple(np.std(h, 0)),
        "by hand": lambda h: np.sqrt(((h - h.mean(axis=0)) ** 2).mean(axis=0)), "float32": lambda h: h.astype("f").std(axis=0),
        "unbiased, as torch and pandas": lambda h: h.std(axis=0, ddof=1), "variance": lambda h: np.var(h, axis=0) ** 0.5,
        "unbiased, float32": lambda h: h.astype("f").std(axis=0, ddof=1), "covariance": lambda h: np.sqrt(np.diag(np.cov(h.T))),
        "changes its input": lambda h: np.sqrt(np.square(np.subtract(h, h.mean(0), out=h), out=h).mean(0)),
    },
    "3.3": {"theory": wi.theory.critical_std("sigmoid", 100), "explorer": 1.0, "4 digits": 1.015, "text": "1.01", "slider": 10**0.05}
    | {f"bench, 10 layers, seed {seed}": edge_by_bench(10, seed) for seed in SEEDS},
    "3.4": {"half of 3.3": 0.507, "half of 1": 0.5, "half of the bench's highest": 0.6},
    "4.1": {"formula": (2 / 500) ** 0.5, "two digits": 0.063, "float32": np.float32(0.0632), "drawn": wi.xavier_normal()(rng_of(0), (300, 200)).std()},
    "4.2": {
        "numpy": lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)), "other names": lambda a, b: 3**0.5 * (2 / (a + b)) ** 0.5,
        "of an array": lambda n_in, n_out: np.sqrt(6 / np.array(n_in + n_out)), "float32": lambda n_in, n_out: np.float32((6 / (n_in + n_out)) ** 0.5),
    },
    "4.3": {"formula": (10 / 784) ** 0.5, "two digits": 0.11} | {f"simulation, seed {seed}": through_lecun(seed) for seed in range(10)},
    "4.4": {"solution": 1.3123, "three digits": 1.31, "two digits": 1.3},
    "5.1": {"formula": (2 / 256) ** 0.5, "two digits": 0.088, "drawn": wi.he_normal()(rng_of(0), (256, 256)).std()},
    "5.2": {
        "numpy": lambda alpha: np.sqrt(2 / (1 + alpha**2)), "hypot": lambda a: 2**0.5 / math.hypot(1, a), "float32": lambda a: np.float32(2**0.5) / np.hypot(1, a),
        "measured": lambda a: 1 / math.sqrt(wi.theory.second_moment(wi.leaky_relu(a), 1.0)),
    },
    "5.3": {"formula": 2**-10, "one digit": 0.001, "explorer, width 100": 0.000787, "explorer, width 400": 0.000989, "bench": 0.000737, "theory": 0.00097724},
    "5.4": {"solution": 1.2806, "three digits": 1.28, "bench, 50 layers": 1.298} | {f"bench, seed {seed}": elu_gain_by_bench(5 * seed) for seed in SEEDS},
    "6.1": {"formula": 2, "difference": 1 / ((1 / (1 + math.exp(-2e-4)) - 0.5) / 1e-4)},
    "6.2": {
        "norms": lambda w, g, lr: lr * np.linalg.norm(g) / np.linalg.norm(w),
        "roots": lambda weights, gradient, lr: np.sqrt(((lr * gradient) ** 2).mean() / (weights**2).mean()),
        "float32": lambda w, g, lr: lr * wi.rms(g.astype("f")) / wi.rms(w.astype("f")),
        "changes its input": lambda w, g, lr: wi.rms(np.multiply(g, lr, out=g)) / wi.rms(w),
    },
    "6.3": {"explorer": 2, "table": float(load("gain_grid")["gains"][6]), "text": "2.0"},
    "6.4": {
        "solution": {"gain": 4, "lr": 2, "activation": "tanh"}, "capitals": {"gain": 6.0, "lr": np.float64(3), "activation": "ReLU"},
        "object": {"lr": "1", "activation": wi.leaky_relu(0.1), "gain": 4.0},
    },
    "7.1": {
        "or": lambda h: np.mean((h < 0.05) | (h > 0.95)), "distance": lambda h: np.mean(np.abs(h - 0.5) > 0.45),
        "loop": lambda h: sum((v < 0.05) + (v > 0.95) for v in h.ravel()) / h.size, "library": lambda h: wi.saturated_share(h, "sigmoid"),
        "float32": lambda h: np.float32(((h < 0.05) | (h > 0.95)).mean()), "1 − inside": lambda h: 1 - ((h >= 0.05) & (h <= 0.95)).mean(),
    },
    "7.2": {"formula": 0.02 * math.sqrt(10) / 4 * 0.02 * math.sqrt(50) / 4, "two digits": 5.6e-4, "text": "0.00056", "bench, lowest": 4.9e-4, "highest": 6.2e-4},
    "7.3": {"solution": 0.005, "float32": np.float32(0.008), "solution, too": 5},
    "7.4": {"solution": {"std": 0.4, "lr": 1}, "half of it": {"std": 0.2, "lr": 3}, "bench": {"std": 10**-0.3, "lr": 10**0.2}},
}  # fmt: skip


@pytest.mark.parametrize("name", EXERCISES)
def test_honest_answers_pass(name):
    refused = {how: exercise(name, answer) for how, answer in HONEST[name].items()}
    assert {how: feedback for how, feedback in refused.items() if not feedback.passed or not well_said(feedback)} == {}


# Where the answers to an exercise end: the lowest and the highest that is right. All were found as said in `HONEST`, or
# are the 2 per cent of rounding.
LIMITS = {
    "1.1": (0.086775, 0.090314), "1.3": (0.248, 0.695), "1.4": (0.049, 0.051), "2.1": (2, 2), "3.1": (0.024, 0.026), "3.3": (0.95, 1.2),
    "3.4": (0.406, 0.669), "4.1": (0.06199, 0.0645), "4.3": (0.105, 0.121), "4.4": (1.28637, 1.33887), "5.1": (0.086622, 0.090155),
    "5.3": (0.00073, 0.0012), "5.4": (1.265, 1.3), "6.1": (1.96, 2.04), "6.3": (1.94, 2.06), "7.2": (0.00048, 0.00063),
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_right_answers_end_where_they_should(name):
    low, high = LIMITS[name]
    aside = 0.015 if name in BY_HAND else 1e-3  # what is computed by a descent or by draws need not be known so closely
    got = [
        exercise(name, one).passed
        for one in (low * (1 - aside), low * (1 + 1e-6), high * (1 - 1e-6), high * (1 + aside))
    ]
    assert got == [False, True, True, False] or (
        low == high and exercise(name, low).passed and not got[0] and not got[3]
    )


# ---- Mistakes -----------------------------------------------------------------------------------------------------


def pairs(rng, shape, dtype):
    """Weights of units that are copies of two."""
    return np.tile(rng.normal(size=(shape[0], 2)), shape[1] // 2)


# A mistake, and a word of what it is told. (Those with a hint of their own are tried above, all of them.)
MISTAKES = {
    "1.1": [(0.08, "too small"), (0.0085, "too small"), (8.85, "too large")],
    "1.2": [(lambda std: 1.7 * std, "not the right values"), (0.17, "should be a function")],
    "1.3": [
        (0.05, "below B's limit"), (1e-9, "below B's limit"), (0.1, "to and fro in valley B"), (0.7, "has not settled"),
        (1.6, "shorter steps"), (1e300, "shorter steps"), (0, "above 0"), (-0.3, "above 0"), (math.inf, "above 0"),
    ],
    "1.4": [(0.06, "too large")],
    "2.1": [(2.01, "too large"), (3, "too large")],
    "2.2": [
        (("b2", "b1", "W1", "W1"), "set of names"), ({"W1", "b1", "W2", "b2"}, "What is h"), ({"b2"}, "tanh′(0) = 1"),
        ("b2", "tanh′(0) = 1"), ({"W1", "b1"}, "nothing blocks it"), ({"W1", "b2"}, "b1's gradient"), ({"w1"}, "set of names"),
        (set(), "set of names"), ({"W1", 3}, "set of names"), (["W1", "b1", "b2"] * 9, "set of names"),
    ],
    "2.3": [
        (lambda rng: copies(rng, w2_too=False), "different outgoing ones"), (lambda rng: copies(rng, w1_too=False), "different incoming ones"),
        (lambda rng: copies(rng, w1_too=False, w2_too=False), "different from the start"), (lambda rng: copies(rng, others=False), "is only 1 kind of units"),
        (lambda rng: (np.ones((2, 4)), np.zeros((4, 3))), "is only 1 kind of units"), (lambda rng: (np.eye(2), np.eye(3)), "have (2, 2) and (3, 3)"),
        (lambda rng: [1001 * one / one.max() for one in copies(rng)], "not larger than 1,000"), (lambda rng: [np.nan * one for one in copies(rng)], "finite numbers"),
        (lambda rng: rng.colour(), "raised AttributeError"), (lambda rng: copies(rng)[0], "have (4,) and (4,)"), (lambda rng: itertools.count(), "two arrays"),
        (lambda rng: [*copies(rng), 1], "two arrays"), (lambda rng: None, "returns nothing"), (lambda rng: ..., "Not answered yet"),
        (3, "The answer should be a function of rng that returns (w1, w2)."), (lambda rng: (np.ones((2, 4)), np.eye(3)), "have (2, 4) and (3, 3)"),
        (lambda rng: ([[1, 1, 2, 2]] * 2, [[0] * 3] * 4), "there are only 2 kinds of units: the other two should differ, too"),
        # The rows of w2 differ by a number only: the softmax, and so every gradient, does not see that.
        (lambda rng: (np.ones((2, 4)), np.array([[1, 2, 3], [1, 2, 3], [4, 5, 6], [7, 8, 9]])), "is only 1 kind of units"),
    ],
    "2.4": [
        (["he_normal", "he_normal"], "All outputs must start equal"), (["constant", "zeros"], "is 1 kind of 8 units"), (["zeros", "zeros"], "is 1 kind of 8 units"),
        (["he", "zeros"], "cannot start with these"), (["he_normal"], "list of two"), (["zeros"] * 3, "list of two"), ("he_normal", "list of two"),
        ([..., ...], "Not answered yet"), ([lambda rng: 1, "zeros"], "cannot start with these: TypeError"),
        ([3, "zeros"], "yours is 3"), ([pairs, "zeros"], "there are 2 kinds of 8 units: something must tell them apart"),
        (["he_normal", lambda rng, shape, dtype: 1e-9 * rng.normal(size=shape)], "not at ln 3 = 1.099. All outputs must start equal"),
    ],
    "3.1": [(0.027, "too large"), (-0.025, "sign")],
    "3.2": [(lambda h: h.std(axis=0)[None], "array of shape (8,); yours is an array of shape (1, 8)"), (lambda h: (u.std() for u in h.T), "(generator)")],
    "3.3": [(0.9, "0.9 is close, but too small: give the value to within 3%"), (1.26, "too large"), (0.5, "too small"), (2, "too large")],
    "3.4": [(0.35, "larger"), (1.0, "was right at width 100"), (1000, "smaller"), (2e6, "at most 1,000,000")],
    "4.1": [(0.06, "too small"), (2 / 500, "variance"), (300**-0.5, "LeCun")],
    "4.2": [(lambda n_in, n_out: (6 / n_in) ** 0.5, "left out n_out"), (lambda n_in, n_out: (2 / (n_in + n_out)) ** 0.5, "This is the std")],
    "4.3": [((400 / 784) ** 0.5, "Multiply all three"), (11.3, "per cent")],
    "4.4": [(1.25, "too small"), (0.131, "σ·√n")],
    "5.1": [(2 / 16, "misprint"), (2 / 256, "variance")],
    "5.2": [(lambda alpha: 2**0.5, "for ReLU")],
    "5.3": [(2**-20, "mean square"), (2**-9.5, "19 layers"), (2**-10.5, "21 layers")],
    "5.4": [(1.31, "too large: give the value to within 1%"), (1.245, "one over the rms"), (2**0.5, "He's gain")],
    "6.1": [(0.5, "one over the slope")],
    "6.2": [
        (lambda w, g, lr: lr * np.std(g, ddof=1) / np.std(w, ddof=1), "standard deviations"), (lambda w, g, lr: lr * np.linalg.norm(g, 2) / np.linalg.norm(w, 2), "singular"),
    ],
    "6.3": [(2.83, "One too far"), (1.41, "next one to the right"), (16, "too large")],
    "6.4": [
        ({"gain": 4, "lr": ..., "activation": "tanh"}, "Not answered yet"), ({"gain": 4, "lr": 1}, 'should be {"gain"'),
        ({"gain": 1, "lr": 1, "activation": "tanh"}, "gain = 1 is what the stuck net has"), ({"gain": 4, "lr": 0.1, "activation": "tanh"}, "lr = 0.1 is what"),
        ({"gain": 4, "lr": 0.2, "activation": "tanh"}, "With lr = 0.2, and nothing else changed, the net reaches 24%"),
        ({"gain": "big", "lr": 1, "activation": "tanh"}, "gain should be one number; it is 'big'"), ({"gain": -4, "lr": 1, "activation": "tanh"}, "gain must be from 0.001 to 1,000; yours is -4"),
        ({"gain": 4, "lr": math.nan, "activation": "tanh"}, "lr must be from 0.001 to 1,000"), ({"gain": 1001, "lr": 2, "activation": "tanh"}, "from 0.001 to 1,000"),
        ({"gain": 4, "lr": 0.00099, "activation": "tanh"}, "from 0.001 to 1,000"), ({"gain": 4, "lr": 2, "activation": "gelu"}, "activation should be one of"),
        ({"gain": 4, "lr": 2, "activation": ["tanh"]}, "activation should be one of"), ({"gain": 4, "lr": 2, "activation": np.tanh}, "activation should be one of"),
        ({"gain": 4, "lr": 2, "activation": wi.Activation("mine", lambda z: z if z.size <= 16 else 1 / 0, np.ones_like)}, "With this activation training raised"),
    ],
    "7.1": [(lambda h: np.mean((h < 0.05) & (h > 0.95)), "Use 'or'"), (lambda h: 100 * np.mean((h < 0.05) | (h > 0.95)), "per cent")],
    "7.2": [(0.02**2 * math.sqrt(50 * 100) / 16, "units above"), (0.056, "too large")],
    "7.3": [(math.sqrt(2 / 196), "smaller"), (1, "larger"), (0, "above 0"), (-1, "above 0"), (2e6, "at most 1,000,000")],
    "7.4": [
        ({"std": 0.01, "lr": 0.1}, "steps may be larger"), ({"std": 0.3, "lr": 0.4}, "You are near"), ({"std": 0.4, "lr": 2e6}, "learning rate must be above 0, and at most 1,000,000"), ({"std": -0.4, "lr": 1}, "The σ must be above 0"),
        ({"std": 0.4, "lr": 0}, "The learning rate must be above 0"), ({"std": "large", "lr": 1}, "The σ should be one number"), ({"std": 0.4, "lr": [1]}, "The learning rate should be one number"),
        ({"std": ..., "lr": ...}, "Not answered yet"), ({"std": 0.4, "lr": ...}, "Not answered yet"), ((0.4, 1), "dict with two numbers"), ({"std": 0.4}, "dict with two numbers"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
def test_mistakes_are_told_what_is_wrong(name):
    told = [(exercise(name, mistake), word) for mistake, word in MISTAKES[name]]
    assert [
        (feedback, word)
        for feedback, word in told
        if feedback.passed or word not in feedback.message or not well_said(feedback)
    ] == []


# Which way a reply sends the reader, and where the right answers lie.
TOO_LARGE = "is too large|close, but too large|shorter steps|maller weights"
TOO_SMALL = "is too small|close, but too small|onger steps|arger weights"


@pytest.mark.parametrize("name", sorted({*LIMITS, "7.3"}))
def test_no_reply_points_the_wrong_way(name, monkeypatch):
    """Over all magnitudes, both signs and 0. Whatever the draws give: the way is known by theory."""
    low, high = LIMITS.get(name, (0.5, 0.5))  # 7.3: away from the σ in the middle, with which the net learns
    away = name == "7.3"
    for measured in (0.0, 1e30) if away else (0.0, 1e30, math.nan):  # what diverges needs smaller weights anyway
        monkeypatch.setattr(checks.chapter_03, "_kept", lambda *_: measured)
        monkeypatch.setattr(checks.chapter_07, "_after_300_steps", lambda *_: [0.5 + 0 * measured] * 3)
        for answer in [0.0, *(sign * 10.0**power for power in range(-12, 13) for sign in (1, -1))]:
            message = exercise(name, answer).message
            assert not (re.search(TOO_LARGE, message) and (answer < low) != away), message
            assert not (re.search(TOO_SMALL, message) and (answer > high) != away), message


def test_advice_on_a_pair_leads_to_the_pairs_that_do():
    for std, lr in itertools.product(10.0 ** np.arange(-6, 6.1, 0.25), repeat=2):
        advice = checks.chapter_07._advice(std, lr)
        assert ("larger weights" in advice) == (std < 0.15) and ("smaller weights" in advice) == (std > 0.9)
        assert ("steps may be larger" in advice) == (lr < 0.3) and ("steps are too large" in advice) == (lr > 4)


@pytest.mark.parametrize(
    "std, ratios, passed, word",
    [
        (0.7, [0.11, 500, 1000], True, "0.11 to 1e+03 of the gradient come"),  # one draw is enough
        (0.7, [10, 10, 10], True, "Right"),
        (0.7, [10.1, 11, 12], False, "between 0.1 and 10: smaller"),
        (0.3, [0.09, 0.01, 0.01], False, "between 0.1 and 10: larger"),
        (0.3, [0.1, 0.01, 0.01], True, "Right"),
        (
            1.2,
            [500.0] * 3,
            False,
            "5e+02 of the gradient comes back through 20 layers of 400 units (three draws): it explodes",
        ),
        (1.21, [500.0] * 3, False, "smaller"),
        (180, [1e-9, 1.0, 1e9], False, "smaller"),  # by chance: nearly all units are saturated
        (1e5, [0.0] * 3, False, "smaller"),
    ],
)
def test_rescue_of_a_wide_net_by_what_the_draws_give(monkeypatch, std, ratios, passed, word):
    """Without the simulation, whose results are given here."""
    results = iter(ratios)
    monkeypatch.setattr(checks.chapter_03, "_kept", lambda *_: next(results))
    feedback = exercise("3.4", std)
    assert feedback.passed is passed and word in feedback.message and f"With std {std:.3g}" in feedback.message


@pytest.mark.parametrize(
    "name, answer, reached, passed, word",
    [
        ("7.3", 0.02, [0.1, 0.149, 0.2], True, "10% to 20% (seeds 0, 1 and 2; on average 15%)"),
        ("7.3", 0.02, [0.1, 0.151, 0.2], False, "more than guessing"),
        ("7.3", 0.5, [0.9, math.nan, 0.9], False, "diverged"),
        ("7.4", {"std": 0.5, "lr": 3.5}, [0.851, 0.83, 0.87], True, "87%"),
        ("7.4", {"std": 0.5, "lr": 3.5}, [0.85, 0.83, 0.87], False, "You are near"),
        ("7.4", {"std": 0.5, "lr": 3.5}, [0.9, math.nan, 0.9], False, "diverged"),
        ("7.4", {"std": 5, "lr": 5}, [0.9, 0.1, 0.9], False, "smaller weights, please. The steps are too large"),
    ],
)
def test_a_training_counts_by_the_average_over_the_seeds(monkeypatch, name, answer, reached, passed, word):
    monkeypatch.setattr(checks.chapter_07, "_after_300_steps", lambda *_: reached)
    feedback = exercise(name, answer)
    assert feedback.passed is passed and word in feedback.message


@pytest.mark.parametrize(
    "reached, passed, word",
    [
        ([0.7], True, "gain = 0.001: 70%"),
        ([0.5, 0.6, 0.7], True, "lr = 1000: 70%"),  # the reader may have had the third draw
        (
            [0.69, 0.5, 0.699, 0.8],
            False,
            "With gain = 0.001, and nothing else changed, the net reaches 69%, the best of three draws. It should reach 70%",
        ),
        ([math.nan] * 3, False, "the net diverges"),
        ([math.nan, 0.5, math.nan], False, "reaches 50%"),
    ],
)
def test_one_of_three_draws_is_enough_for_a_rescue(monkeypatch, reached, passed, word):
    """At the smallest gain and the largest learning rate that are tried."""
    monkeypatch.setattr(checks.chapter_06, "_accuracy", lambda *_, seed, **__: reached[seed])
    feedback = exercise("6.4", {"gain": 0.001, "lr": 1000, "activation": "tanh"})
    assert feedback.passed is passed and word in feedback.message


def test_the_check_trains_what_the_bench_trains():
    """What the reader sees there with seeds 0, 1 and 2 is what counts."""
    from wi_lib.benches import watching_bench

    found = checks.chapter_07._after_300_steps("relu", 0.1, 0.1)
    bench = watching_bench(activation="relu", std=0.1, lr=0.1, steps=300, seed=1)
    assert f"{100 * found[1]:.0f}% of the test digits" in bench.text


def test_the_explorer_of_chapter_1_and_the_check_agree():
    from wi_lib.experiments import fate
    from wi_lib.explorers.descent import RATES

    minima, hills = wi.valleys(wi.three_valleys)
    for lr in RATES:
        into_c = fate(wi.descend(wi.three_valleys, -0.3, lr, 30), minima, hills) in (2, 5)
        assert exercise("1.3", lr).passed == into_c, lr


def test_largest_gain_is_that_of_the_results():
    grid = load("gain_grid")
    relu, lr = list(grid["activations"]).index("relu"), list(grid["lrs"]).index(0.1)
    passed = [bool(exercise("6.3", float(gain)).passed) for gain in grid["gains"]]
    good = np.nan_to_num(grid["test_accuracy"][relu, :, lr, :, -1]).min(axis=1) >= 0.8
    assert passed.count(True) == 1 and passed.index(True) == np.flatnonzero(good).max()


# ---- Strange answers ----------------------------------------------------------------------------------------------


def raises(*_, **__):
    raise RuntimeError("a Tensor with 2 elements cannot be converted to Scalar")


def failing(*names, by=raises, base=object):
    """An object whose methods of these names are `by`."""
    return type("Strange", (base,), {f"__{name}__": by for name in names})()


class Unspeakable(Exception):
    """An error whose text is an error."""

    __str__ = __repr__ = raises


def speechless(*_):
    raise Unspeakable


in_itself, twice = [], []
in_itself.append(in_itself)
twice += [twice, twice]

STRANGE = {
    "text": "a lot", "empty text": "", "bytes": b"a lot", "list": [0.5, 1.0], "empty list": [], "dict": {"std": 1}, "matrix": np.eye(2),
    "array of objects": np.array([None, 1]), "array of text": np.array("x"), "complex": 1j, "nan": math.nan, "infinity": -math.inf, "zero": 0, "yes": True,
    "negative": -12.5, "too large for a float": 10**400, "too large for float32": 1e39, "class": dict, "module": math, "masked": np.ma.masked,
    "date": np.datetime64("2026-01-01"), "set": {1.5, 2.5}, "holds itself": in_itself, "holds itself twice": twice, "huge": ["x" * 10**5] * 10**5,
    "endless": itertools.count(), "generator": (one for one in "abc"), "decimal nan": decimal.Decimal("sNaN"),
    "float fails": failing("float"), "repr fails": failing("repr"), "all of it fails": failing("repr", "float", "str", "len", "iter", "bool", "eq", "hash", "array", "index"),
    "float of text": failing("float", by=lambda self: "a lot"), "repr of a number": failing("repr", by=lambda self: 3), "array of text, by method": failing("array", by=lambda self: "a"),
    "calling fails": failing("call"), "calling and repr fail": failing("call", "repr"), "iterates for ever": failing("iter", by=lambda self: itertools.repeat("W1")),
    "list that fails": failing("len", "iter", "getitem", "repr", base=list), "dict that fails": failing("len", "iter", "getitem", "keys", "repr", base=dict),
    "text that fails": failing("eq", "hash", "repr", "lower", base=str), "number that fails": failing("float", "repr", "eq", base=float),
    "exit": failing("float", by=lambda self: sys.exit()),
    "function of nothing": lambda: 1, "function that fails": lambda *case: 1 / 0, "function that exits": lambda *case: sys.exit(3),
    "function without end": lambda *case: (lambda again: again(again))(lambda again: again(again)), "function that fails unspeakably": speechless,
    "function of text": lambda *case: "a lot", "function of a number as text": lambda *case: "0.5", "function of a matrix": lambda *case: np.eye(3),
    "function of a ragged list": lambda *case: [[1], [1, 2]], "function of objects": lambda *case: np.array([None] * 8), "function of nan": lambda *case: math.nan,
    "function of a function": lambda *case: math.sqrt, "function of something strange": lambda *case: failing("float", "repr", "array", "eq"),
    "function of a list in itself": lambda *case: in_itself, "function of something endless": lambda *case: itertools.count(),
    "function of complex numbers": lambda *case: np.full(8, 1j), "function of True": lambda *case: True,
}  # fmt: skip


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.filterwarnings(
    "ignore:overflow encountered:RuntimeWarning", "ignore:Warning. converting a masked:UserWarning"
)
def test_a_strange_answer_is_wrong_and_never_an_exception(name):
    """Every strange answer, and in a dict or a list each where the exercise asks for that."""
    wrong = []
    for what, answer in STRANGE.items():
        forms = {what: answer}
        if name == "6.4":
            forms |= {
                f"{key} {what}": {"gain": 4, "lr": 2, "activation": "tanh"} | {key: answer}
                for key in ("gain", "lr", "activation")
            }
        if name == "7.4":
            forms |= {f"{key} {what}": {"std": 0.4, "lr": 1} | {key: answer} for key in ("std", "lr")}
        if name == "2.4":
            forms |= {f"with {what}": ["he_normal", answer]}
        for form, one in forms.items():
            try:
                feedback = exercise(name, one)
                good = (
                    type(feedback) is Feedback
                    and not feedback.passed
                    and re.match("✗ Not yet. .{10}|○", feedback.message)
                )
                good = good and len(feedback.message) < 400
            except BaseException as error:  # to name all that fail, and not the first only
                good, feedback = False, type(error)
            if not good:
                wrong.append((form, feedback))
    assert wrong == []


def interrupted(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize("name, answer", [("1.2", interrupted), ("2.3", interrupted), ("1.1", failing("float", by=interrupted)), ("1.1", failing("repr", by=interrupted))])  # fmt: skip
def test_an_interrupt_passes(name, answer):
    with pytest.raises(KeyboardInterrupt):
        exercise(name, answer)


def test_a_function_that_is_checked_leaves_numpy_as_it_was(capsys):
    def meddler(h):
        np.seterr(all="raise")
        np.random.seed(0)
        print("I am here.")
        return h.std(axis=0)

    settings, drawn = np.geterr(), np.random.get_state()[1].copy()
    assert exercise("3.2", meddler).passed
    assert np.geterr() == settings and (np.random.get_state()[1] == drawn).all()
    assert "I am here." in capsys.readouterr().out


# ---- The two comparisons ------------------------------------------------------------------------------------------


def test_feedback_is_what_a_cell_shows():
    assert repr(right("Well done.")) == "✓ Right. Well done." and right("").passed
    assert repr(not_yet("Think.")) == "✗ Not yet. Think." and not not_yet("").passed


def test_check_number_within_the_tolerance():
    assert check_number(2.03, 2.0).passed and not check_number(2.05, 2.0).passed
    assert check_number(2.05, 2.0, rtol=0.1).passed
    assert check_number("2", 2.0).passed and check_number(np.array([[2.0]]), 2.0).passed
    assert check_number(2, 2.0, praise="It is two.").message == "✓ Right. It is two."
    assert check_number(2, 2, rtol=0).passed and not check_number(2 + 1e-9, 2, rtol=0).passed
    assert check_number(-2.03, -2.0).passed and not check_number(-2.05, -2.0).passed
    assert check_number(1e-17, 0).passed and check_number(-0.019, 0).passed and not check_number(0.021, 0).passed


def test_check_number_takes_what_was_measured_and_tells_what_is_expected():
    for answer, passed in [(1.799, False), (1.8, True), (2.4, True), (2.401, False)]:
        feedback = check_number(answer, 2.0, measured=(1.8, 2.4), praise="Two.")
        assert feedback.passed is passed
        assert (
            "Two. One draw of the weights differs from the next; the expected value is 2." in feedback.message
        ) is passed


@pytest.mark.parametrize(
    "answer, message",
    [
        (4.0, "the square"),
        (4.05, "the square"),
        (1.0, "half"),
        (0.0, "nothing"),
        (-2.0, "sign"),
        (3.0, "3 is too large"),
        (1.5, "1.5 is too small"),
        (2.19, "2.19 is close, but too large: give the value to within 2%"),
        (1.95, "1.95 is close, but too small"),
        (math.nan, "finite number; it is nan"),
        (math.inf, "finite number; it is inf"),
        (True, "one number; it is True"),
        ("x", "one number; it is 'x' (str)"),
        (np.ones((2, 3)), "one number; it is an array of shape (2, 3)"),
        (list(range(100)), "one number; it is [0, 1, 2"),
        (["x" * 10**5] * 10**5, "…"),
    ],
)
def test_check_number_says_what_is_wrong(answer, message):
    hints = [(4.0, "This is the square."), (1.0, "This is half of it."), (4.0, "Never seen."), (0, "That is nothing.")]
    feedback = check_number(answer, 2.0, hints=hints)
    assert not feedback.passed and message in feedback.message
    assert len(feedback.message) < 110  # a hundred numbers are not quoted in full


@pytest.mark.parametrize(
    "settings, error, parts",
    [
        ({"expected": math.inf}, ValueError, ["expected", "inf"]),
        ({"expected": math.nan}, ValueError, ["expected", "nan"]),
        ({"expected": "2"}, TypeError, ["expected", "'2'"]),
        ({"rtol": -0.1}, ValueError, ["rtol", "-0.1"]),
        ({"rtol": math.nan}, ValueError, ["rtol", "nan"]),
        ({"hints": [(2.03, "Wrong.")]}, ValueError, ["hints", "2.03", "Wrong."]),
        ({"hints": [(math.nan, "Wrong.")]}, ValueError, ["hints", "nan"]),
        ({"hints": [(2.3, "Wrong.")], "measured": (1.9, 2.4)}, ValueError, ["hints", "2.3"]),
        ({"measured": (2.1, 2.4)}, ValueError, ["measured", "2.1", "expected=2"]),
    ],
)
def test_check_number_names_what_its_author_got_wrong(complains, settings, error, parts):
    settings = {"expected": 2.0} | settings
    complains(lambda: check_number(7, **settings), error, parts)


CASES = [(np.array([[1.0, 2.0], [3.0, 5.0]]),), (np.array([[0.0, 2.0], [1.0, 1.0]]),)]


def column_sums(h):
    return h.sum(axis=0)


@pytest.mark.parametrize(
    "answer, message",
    [
        (3, "should be a function; it is 3 (int)"),
        ("sum", "should be a function; it is 'sum' (str)"),
        (lambda: 3, "raised TypeError"),
        (lambda h: h.colsum(), "raised AttributeError"),
        (lambda h: 1 / (h[0, 0] - 1) if h[0, 0] else 1 // 0, "raised ZeroDivisionError"),  # in the second case only
        (speechless, "raised Unspeakable: it cannot be shown"),
        (lambda h: h.sum(axis=1), "This is over the rows."),
        (lambda h: 7.0, "an array of shape (2,); yours is 7.0 (float)"),
        (lambda h: np.ones((3, 1)), "an array of shape (2,); yours is an array of shape (3, 1)"),
        (lambda h: h.sum(axis=0) + 1, "right shape, but not the right values"),
        (lambda h: ["a", "b"], "yours is ['a', 'b'] (list)"),
        (lambda h: [1, None], "right shape, but not the right values"),
        (lambda h: h.sum(axis=0) * math.nan, "right shape, but not the right values"),
        (lambda h: "ab", "yours is 'ab' (str)"),
        (lambda h: [[1], [2, 3]], "an array of shape (2,)"),
        (
            lambda h: h.sum(axis=0) if h[0, 0] else 7.0,
            "an array of shape (2,); yours is 7.0",
        ),  # in the second case only
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
def test_check_function_says_what_is_wrong(answer, message):
    feedback = check_function(answer, column_sums, CASES, hints=[(lambda h: h.sum(axis=1), "This is over the rows.")])
    assert not feedback.passed and message in feedback.message


@pytest.mark.parametrize("answer", [lambda h: ..., lambda h: column_sums(h) if h[0, 0] else ...])
def test_check_function_without_a_result_is_not_answered_yet(answer):
    assert check_function(answer, column_sums, CASES) is UNANSWERED


@pytest.mark.parametrize("answer", [lambda h: None, lambda h: column_sums(h) if h[0, 0] else None])
def test_check_function_asks_for_the_return_of_a_function_that_returns_nothing(answer):
    assert "`return`" in check_function(answer, column_sums, CASES).message


def test_check_function_passes_what_agrees_in_every_case():
    assert check_function(lambda h: list(map(sum, h.T)), column_sums, CASES, praise="Good.").message == "✓ Right. Good."
    assert check_function(lambda h: column_sums(h) * (1 + 0.9e-5), column_sums, CASES).passed
    assert not check_function(lambda h: column_sums(h) * (1 + 1e-4), column_sums, CASES).passed
    assert check_function(lambda h: column_sums(h) * (1 + 1e-4), column_sums, CASES, rtol=1e-3).passed
    # Right in the first case only.
    assert not check_function(lambda h: column_sums(CASES[0][0]), column_sums, CASES).passed


def test_check_function_passes_what_also_is_right():
    also = [(lambda h: h.mean(axis=0), "(Yours is the mean.)")]
    assert (
        check_function(lambda h: h.mean(axis=0), column_sums, CASES, also=also, praise="Good.").message
        == "✓ Right. Good. (Yours is the mean.)"
    )
    assert check_function(column_sums, column_sums, CASES, also=also, praise="Good.").message == "✓ Right. Good."


def test_check_function_knows_what_rounding_leaves_of_0():
    """The smaller entry of the first result is 0 but for rounding; the whole second result is."""

    def exact(h):
        return h - h.mean(axis=0)

    cases = [(np.array([[0.1], [0.2], [0.3]]),), (np.full((3, 1), 0.1),)]
    assert (exact(cases[0][0]) != 0).all() or (exact(cases[1][0]) != 0).any(), "a case that rounds"
    for other in (
        lambda h: exact(h.astype("f")),
        lambda h: np.where(abs(exact(h)) < 1e-12, 0, exact(h)),
        lambda h: exact(10 * h) / 10,
    ):
        assert check_function(other, exact, cases).passed
    assert not check_function(lambda h: exact(h) + 1e-4, exact, cases).passed
    assert check_function(math.sin, lambda x: 0.0, [(math.pi,)]).passed
    assert not check_function(lambda x: 1e-3, lambda x: 0.0, [(math.pi,)]).passed
    # A small result is not lost beside a large one in another case.
    assert not check_function(lambda x: x**2 + 1e-7, lambda x: x**2, [(1e-2,), (1e2,)]).passed


def test_check_function_of_one_number():
    assert check_function(lambda a, b: a + b, lambda a, b: a + b, [(1, 2), (3, 4)]).passed
    assert "one number; yours is [3, 4] (list)" in check_function(lambda: [3, 4], lambda: 3, [()]).message


def test_results_that_share_an_array_are_looked_at_one_by_one():
    shared = np.zeros(2)

    def again(h):
        shared[:] = column_sums(h)
        return shared

    assert check_function(again, column_sums, CASES).passed


def test_a_function_that_changes_its_input_does_not_change_what_is_expected():
    """Scaled in place to a spread of 1, the case itself would make 1 the right answer."""

    def in_place(h):
        h /= h.std(axis=0)
        return h.std(axis=0)

    cases = [(np.random.default_rng(0).normal(0, 3, (20, 4)),)]
    assert not check_function(in_place, lambda h: h.std(axis=0), cases).passed


@pytest.mark.parametrize(
    "settings, error, parts",
    [
        ({"cases": []}, ValueError, ["cases", "at least one"]),
        ({"cases": [3]}, ValueError, ["cases", "tuples", "[3]"]),
        ({"cases": [((one for one in "ab"),)]}, ValueError, ["reference", "copies of all cases", "generator"]),
        ({"reference": lambda h: h.colsum()}, ValueError, ["reference", "AttributeError"]),
        ({"reference": lambda h: math.nan}, ValueError, ["reference", "finite"]),
        ({"reference": lambda h: "a"}, ValueError, ["reference", "finite"]),
        ({"rtol": -1}, ValueError, ["rtol", "-1"]),
        ({"rtol": math.inf}, ValueError, ["rtol", "inf"]),
        ({"hints": [(lambda h: column_sums(h) + 1e-9, "Wrong.")]}, ValueError, ["hints", "Wrong."]),
        (
            {"hints": [(lambda h: h.mean(axis=0), "Wrong.")], "also": [(lambda h: h.mean(axis=0), "")]},
            ValueError,
            ["hints", "Wrong."],
        ),
        ({"hints": [(lambda: 3, "Wrong.")]}, ValueError, ["hints", "TypeError"]),
    ],
)
def test_check_function_names_what_its_author_got_wrong(complains, settings, error, parts):
    settings = {"reference": column_sums, "cases": CASES} | settings
    complains(lambda: check_function(column_sums, **settings), error, parts)


def test_a_number_in_a_range_and_the_message_that_names_it():
    for settings, inside, outside, allowed in [
        ({}, [1e-300, 1e300, "2"], [0, -1, math.nan, math.inf], "a finite number above 0"),
        ({"high": 1e6}, [1e-300, 1e6], [0, 1e6 + 1, math.inf], "above 0, and at most 1,000,000"),
        ({"low": 0.001, "high": 1000}, [0.001, 1000], [0.00099, 1000.1, -1], "from 0.001 to 1,000"),
    ]:
        assert [positive(one, "The std", **settings) for one in inside] == [(float(one), None) for one in inside]
        for one in outside:
            value, problem = positive(one, "The std", **settings)
            assert value is None and f"The std must be {allowed}; yours is {one:g}." in problem.message
    assert "The std should be one number; it is 'x'" in positive("x", "The std")[1].message


def test_what_a_reader_gives_as_arrays_numbers_and_dicts():
    assert one_number(np.array([3]))[0] == 3.0 and one_number([3])[1] and one_number(np.array(True))[1]
    assert (
        as_array(fractions.Fraction(1, 2)) == 0.5
        and as_array(range(3)).tolist() == [0, 1, 2]
        and as_array(np.matrix("1 2")).shape == (1, 2)
    )
    given = np.zeros(2)
    assert as_array(given) is not given and not np.shares_memory(as_array(given), given)
    for one in [
        "1",
        b"1",
        True,
        1j,
        np.array([1j]),
        ["a"],
        {1.0},
        in_itself,
        twice,
        [[1], [2, 3]],
        failing("array"),
        failing("float"),
    ]:
        assert as_array(one) is None
    assert entries({"b": 1, "a": 2}, "ab") == {"a": 2, "b": 1} and list(entries({"b": 1, "a": 2}, "ab")) == ["a", "b"]
    assert (
        entries({"a": 2}, "ab") is None
        and entries({"a": 2, "b": 1, "c": 1}, "ab") is None
        and entries([1], "ab") is None
    )
    assert described(failing("repr")).startswith("<Strange instance") and described(
        failing("repr", base=list)
    ).endswith("(Strange)")
    assert (
        call(lambda: 1 / 0, saying="It raised")[1].message == "✗ Not yet. It raised ZeroDivisionError: division by zero"
    )
