import math
import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from wi_lib import checks, initializers
from wi_lib.checks import EXERCISES, UNANSWERED, Feedback, check_function, check_number, exercise, not_yet, right
from wi_lib.results import load

# ---- Every exercise -----------------------------------------------------------------------------------------------

# Exercises whose check is neither `check_number` nor `check_function`; each has its own tests below.
BY_HAND = {"1.3", "2.2", "2.3", "2.4", "3.4", "6.4", "7.3", "7.4"}


@pytest.fixture(params=sorted(set(EXERCISES) - BY_HAND))
def compared(request, monkeypatch):
    """For one exercise: what its check compares with, (again, wanted, hints), where again(answer) repeats the check."""
    calls = []
    for name in ("check_number", "check_function"):
        module = sys.modules[EXERCISES[request.param].__module__]
        original = getattr(checks, name)

        def record(answer, wanted, *more, original=original, **settings):
            calls.append((lambda other: original(other, wanted, *more, **settings), wanted, settings.get("hints", ())))
            return UNANSWERED

        monkeypatch.setattr(module, name, record, raising=False)
    exercise(request.param, object())
    (only,) = calls
    return only


def test_right_answer_passes(compared):
    again, wanted, _ = compared
    feedback = again(wanted)
    assert feedback.passed and feedback.message.startswith("✓ Right. ") and len(feedback.message) > len("✓ Right. ")


def test_every_hint_is_given_to_the_mistake_it_is_meant_for(compared):
    """A hint that follows one for the same value is never seen, and the reader gets the wrong one."""
    again, _, hints = compared
    assert hints
    given = {hint: again(wrong).message for wrong, hint in hints}
    assert given == {hint: f"✗ Not yet. {hint}" for _, hint in hints}


def test_mistakes_without_a_hint_still_get_an_answer(compared):
    again, wanted, _ = compared
    mistake = (lambda *case: np.asarray(wanted(*case)) + 12.3) if callable(wanted) else wanted * 1.234
    feedback = again(mistake)
    assert not feedback.passed and re.match("✗ Not yet. .{10}", feedback.message)


@pytest.mark.parametrize("name", EXERCISES)
def test_names_are_chapter_dot_number(name):
    assert re.fullmatch(r"\d+\.\d+", name)


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("answer", [..., None])
def test_not_answered_yet(name, answer):
    assert exercise(name, answer) is UNANSWERED
    assert not UNANSWERED.passed and UNANSWERED.message.startswith("○ Not answered yet.")


class NotConvertible:
    """As a torch tensor of two numbers: float() of it is neither a TypeError nor a ValueError."""

    def __float__(self):
        raise RuntimeError("a Tensor with 2 elements cannot be converted to Scalar")


STRANGE_ANSWERS = {
    "text": "a lot",
    "empty text": "",
    "list": [0.5, 1.0],
    "empty list": [],
    "dict": {"std": 1},
    "matrix": np.eye(2),
    "array of objects": np.array([None, 1]),
    "complex": 1j,
    "nan": math.nan,
    "infinity": -math.inf,
    "zero": 0,
    "negative": -12.5,
    "too large for a float": 10**400,
    "too large for float32": 1e39,
    "class": dict,
    "module": math,
    "type that cannot be converted": NotConvertible(),
    "function of nothing": lambda: 1,
    "function that fails": lambda *case: 1 / 0,
    "function of text": lambda *case: "a lot",
    "function of a matrix": lambda *case: np.eye(3),
    "function of a ragged list": lambda *case: [[1], [1, 2]],
    "function of objects": lambda *case: np.array([None] * 8),
    "function of nan": lambda *case: math.nan,
    "function of a function": lambda *case: math.sqrt,
    "function of something strange": lambda *case: NotConvertible(),
}


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("answer", STRANGE_ANSWERS.values(), ids=STRANGE_ANSWERS)
@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")
def test_a_strange_answer_is_wrong_and_never_an_exception(name, answer):
    feedback = exercise(name, answer)
    assert isinstance(feedback, Feedback) and not feedback.passed
    assert re.match("✗ Not yet. .{10}", feedback.message)


def test_an_unknown_exercise_is_the_authors_mistake(complains):
    complains(lambda: exercise("3.11", 1), ValueError, ["name", "'3.11'", "'3.1'", "'3.4'"])
    complains(lambda: exercise(3.1, 1), ValueError, ["name", "received 3.1", "'3.1'"])
    complains(lambda: exercise(["3.1"], ...), ValueError, ["name", "['3.1']", "'3.1'"])


# ---- Exercises one by one -----------------------------------------------------------------------------------------


def test_std_of_a_sum_from_the_formula():
    assert exercise("1.1", 0.01 * np.sqrt(784 * 0.1)).passed
    assert exercise("1.1", "0.0885").passed
    assert not exercise("1.1", 0.08).passed


def test_uniform_bound_however_it_is_written():
    assert exercise("1.2", lambda std: std * 3**0.5).passed
    assert exercise("1.2", lambda std: np.sqrt(12) * std / 2).passed
    assert exercise("1.2", lambda std: np.sqrt(3 * np.float64(std) ** 2)).passed
    assert not exercise("1.2", lambda std: 1.7 * std).passed


@pytest.mark.parametrize(
    "lr, passed, word",
    [
        (0.3, True, "too long for B"),
        (0.25, True, "short enough for C"),
        ("0.3", True, "Right"),
        (0.05, False, "below B's limit"),
        (1e-9, False, "below B's limit"),
        (0.1, False, "to and fro in valley B"),
        (0.7, False, "has not settled"),
        (1.6, False, "shorter steps"),
        (1e300, False, "shorter steps"),
    ],
)
def test_a_learning_rate_that_leaves_the_deep_valley(lr, passed, word):
    feedback = exercise("1.3", lr)
    assert feedback.passed is passed and word in feedback.message


def test_std_that_keeps_the_size_at_fan_400():
    assert exercise("1.4", 0.05).passed and exercise("1.4", 0.2 / 4).passed
    assert not exercise("1.4", 0.06).passed


def test_two_groups_of_copies_are_two_kinds():
    assert exercise("2.1", 2).passed and exercise("2.1", "2").passed
    assert not exercise("2.1", 2.01).passed


@pytest.mark.parametrize(
    "names, passed, word",
    [
        ({"W1", "b1", "b2"}, True, "h = tanh(0) = 0"),
        (["b2", "b1", "W1"], True, "Right"),
        (("b2", "b1", "W1", "W1"), False, "set of names"),
        ({"W1", "b1", "W2", "b2"}, False, "What is h"),
        ({"b2"}, False, "tanh′(0) = 1"),
        ("b2", False, "tanh′(0) = 1"),
        ({"W1", "b1"}, False, "nothing blocks it"),
        ({"W1", "b2"}, False, "b1's gradient"),
        ({"w1"}, False, "set of names"),
        (set(), False, "set of names"),
        ({"W1", 3}, False, "set of names"),
    ],
)
def test_which_parameters_move(names, passed, word):
    feedback = exercise("2.2", names)
    assert feedback.passed is passed and word in feedback.message


def copies(rng, w1_too=True, w2_too=True, others=True):
    w1, w2 = rng.normal(size=(2, 4)), rng.normal(size=(4, 3))
    w1[:, 1] = w1[:, 0] if w1_too else w1[:, 1]
    w2[1] = w2[0] if w2_too else w2[1]
    if not others:
        w1[:, 2:], w2[2:] = w1[:, :1], w2[:1]
    return w1, w2


@pytest.mark.parametrize(
    "function, passed, word",
    [
        (copies, True, "never told apart"),
        (lambda rng: [one.tolist() for one in copies(rng)], True, "Right"),
        (lambda rng: copies(rng, w2_too=False), False, "different outgoing ones"),
        (lambda rng: copies(rng, w1_too=False), False, "different incoming ones"),
        (lambda rng: copies(rng, False, False), False, "different from the start"),
        (lambda rng: copies(rng, others=False), False, "is only 1 kind of units"),
        (lambda rng: (np.ones((2, 4)), np.zeros((4, 3))), False, "is only 1 kind of units"),
        (lambda rng: (np.eye(2), np.eye(3)), False, "have (2, 2) and (3, 3)"),
        (lambda rng: [1e9 * one for one in copies(rng)], False, "not larger than 1,000"),
        (lambda rng: rng.colour(), False, "raised AttributeError"),
    ],
)
def test_two_units_that_stay_equal(function, passed, word):
    feedback = exercise("2.3", function)
    assert feedback.passed is passed and word in feedback.message


def test_two_units_without_an_answer():
    assert exercise("2.3", lambda rng: ...) is UNANSWERED and exercise("2.3", lambda rng: None) is UNANSWERED


@pytest.mark.parametrize(
    "inits, passed, word",
    [
        (["he_normal", "zeros"], True, "ln(classes)"),
        ((initializers.he_normal(), initializers.zeros()), True, "Right"),
        ([initializers.normal(0.01), initializers.constant(3)], True, "Right"),
        ([initializers.zeros(), initializers.he_normal()], True, "Right"),
        (["he_normal", "he_normal"], False, "All outputs must start equal"),
        (["constant", "zeros"], False, "is 1 kind of 8 units"),
        (["zeros", "zeros"], False, "is 1 kind of 8 units"),
        (["he", "zeros"], False, "cannot start with these"),
        (["he_normal"], False, "list of two"),
        ("he_normal", False, "list of two"),
    ],
)
def test_a_start_at_ln_of_the_classes(inits, passed, word):
    feedback = exercise("2.4", inits)
    assert feedback.passed is passed and word in feedback.message


def test_layer_factor_from_the_formula():
    assert exercise("3.1", 0.01 * 10 * 0.25).passed
    assert exercise("3.1", np.float32(0.025)).passed
    assert not exercise("3.1", 0.027).passed
    assert "sign" in exercise("3.1", -0.025).message


def test_unit_spread_however_it_is_written():
    assert exercise("3.2", lambda h: h.std(axis=0)).passed
    assert exercise("3.2", lambda h: [np.std(unit) for unit in h.T]).passed
    assert exercise("3.2", lambda h: np.sqrt(((h - h.mean(axis=0)) ** 2).mean(axis=0))).passed
    assert not exercise("3.2", lambda h: h.std(axis=0, ddof=1)).passed


def test_critical_std_at_width_100():
    assert exercise("3.3", 1.0).passed
    assert not exercise("3.3", 0.9).passed and "too small" in exercise("3.3", 0.9).message


def test_rescue_of_a_wide_net():
    """By simulation: half of the std at width 100, for √400 is twice √100."""
    assert exercise("3.4", 0.5).passed


@pytest.mark.parametrize(
    "std, ratios, passed, word",
    [
        (0.7, [0.2, 0.5, 2.0], True, "Right"),
        (0.7, [1e-3, 1e-3, 1e-2], False, "larger"),
        (0.7, [0.0, 1.0, 1.0], False, "larger"),
        (0.7, [1e3, 1e2, 1e4], False, "smaller"),
        (0.7, [math.inf, math.inf, 1e30], False, "smaller"),
        (1.0, [500.0, 500.0, 500.0], False, "was right at width 100; what must stay the same is σ·√n"),
        # A signal beyond the range of float32 comes back as nan: the weights are too large, not too small.
        (1e30, [math.nan, math.nan, math.nan], False, "smaller"),
    ],
)
def test_rescue_tells_which_way_to_go(monkeypatch, std, ratios, passed, word):
    """Without the simulation, whose results are given here."""
    results = iter(ratios)
    monkeypatch.setattr(checks.chapter_03, "propagate", lambda *_, **__: SimpleNamespace(gradient_ratio=[next(results), 1.0]))
    monkeypatch.setattr(checks.chapter_03, "random_layers", lambda *_: [])
    feedback = exercise("3.4", std)
    assert feedback.passed is passed and word in feedback.message
    assert f"With std {std:.3g}" in feedback.message


def test_xavier_std_in_other_forms():
    assert exercise("4.1", (2 / 500) ** 0.5).passed and exercise("4.1", 0.0632).passed
    assert exercise("4.1", np.float32(0.063)).passed
    assert "variance" in exercise("4.1", 2 / 500).message and "LeCun" in exercise("4.1", 300**-0.5).message


def test_xavier_bound_however_it_is_written():
    assert exercise("4.2", lambda n_in, n_out: np.sqrt(6 / (n_in + n_out))).passed
    assert exercise("4.2", lambda a, b: 3**0.5 * (2 / (a + b)) ** 0.5).passed
    assert "left out n_out" in exercise("4.2", lambda n_in, n_out: (6 / n_in) ** 0.5).message
    assert "std" in exercise("4.2", lambda n_in, n_out: (2 / (n_in + n_out)) ** 0.5).message


def test_gradient_through_three_layers_of_lecun():
    assert exercise("4.3", (10 / 784) ** 0.5).passed and exercise("4.3", 0.11).passed
    assert "Multiply all three" in exercise("4.3", (400 / 784) ** 0.5).message


def test_gain_that_holds_tanh():
    assert exercise("4.4", 1.31).passed and not exercise("4.4", 1.25).passed
    assert "σ·√n" in exercise("4.4", 0.131).message


def test_he_std_in_other_forms():
    assert exercise("5.1", (2 / 256) ** 0.5).passed and exercise("5.1", 0.0884).passed
    assert "misprint" in exercise("5.1", 2 / 16).message and "variance" in exercise("5.1", 2 / 256).message


def test_leaky_gain_however_it_is_written():
    assert exercise("5.2", lambda alpha: np.sqrt(2 / (1 + alpha**2))).passed
    assert exercise("5.2", lambda a: 2**0.5 / math.hypot(1, a)).passed
    assert "for ReLU" in exercise("5.2", lambda alpha: 2**0.5).message


def test_rms_behind_twenty_layers():
    assert exercise("5.3", 2**-10).passed and exercise("5.3", 0.001).passed
    assert "mean square" in exercise("5.3", 2**-20).message


def test_gain_of_the_elu():
    assert exercise("5.4", 1.28).passed and not exercise("5.4", 1.3).passed
    assert "one over the rms" in exercise("5.4", 1.245).message


def test_matching_gain_is_one_over_the_slope():
    assert exercise("6.1", 2).passed
    assert "one over the slope" in exercise("6.1", 0.5).message


def test_update_ratio_however_it_is_written():
    assert exercise("6.2", lambda w, g, lr: lr * np.linalg.norm(g) / np.linalg.norm(w)).passed
    assert exercise("6.2", lambda weights, gradient, lr: np.sqrt(((lr * gradient) ** 2).mean() / (weights**2).mean())).passed


def test_largest_gain_is_that_of_the_results():
    grid = load("gain_grid")
    relu, lr = list(grid["activations"]).index("relu"), list(grid["lrs"]).index(0.1)
    for gain, runs in zip(grid["gains"], grid["test_accuracy"][relu, :, lr, :, -1]):
        if exercise("6.3", float(gain)).passed:
            right, worst = gain, runs.min()
    assert worst >= 0.8
    beyond = grid["test_accuracy"][relu, grid["gains"] > right + 1e-9, lr, :, -1]
    assert not (np.nan_to_num(beyond).min(axis=1) >= 0.8).any()


def test_rescues_change_one_thing_each():
    assert exercise("6.4", {"gain": 4, "lr": 2, "activation": "tanh"}).passed
    assert exercise("6.4", {"gain": 6.0, "lr": np.float64(3), "activation": "relu"}).passed


@pytest.mark.parametrize(
    "answer, word",
    [
        ({"gain": 4, "lr": ..., "activation": "tanh"}, "Not answered yet"),
        ({"gain": 4, "lr": 1}, 'should be {"gain"'),
        ({"gain": 1, "lr": 1, "activation": "tanh"}, "is what the stuck net has"),
        ({"gain": 4, "lr": 0.2, "activation": "tanh"}, "With lr = 0.2, and nothing else changed, the net reaches"),
        ({"gain": "big", "lr": 1, "activation": "tanh"}, "gain should be one number"),
        ({"gain": -4, "lr": 1, "activation": "tanh"}, "out of the question"),
        ({"gain": 4, "lr": math.nan, "activation": "tanh"}, "out of the question"),
        ({"gain": 4, "lr": 2, "activation": "gelu"}, "activation should be one of"),
        ({"gain": 4, "lr": 2, "activation": ["tanh"]}, "activation should be one of"),
    ],
)
def test_rescues_say_what_is_missing(answer, word):
    feedback = exercise("6.4", answer)
    assert not feedback.passed and word in feedback.message
def test_he_std_in_other_forms():
    assert exercise("5.1", (2 / 256) ** 0.5).passed and exercise("5.1", 0.0884).passed
    assert "misprint" in exercise("5.1", 2 / 16).message and "variance" in exercise("5.1", 2 / 256).message


def test_leaky_gain_however_it_is_written():
    assert exercise("5.2", lambda alpha: np.sqrt(2 / (1 + alpha**2))).passed
    assert exercise("5.2", lambda a: 2**0.5 / math.hypot(1, a)).passed
    assert "for ReLU" in exercise("5.2", lambda alpha: 2**0.5).message


def test_rms_behind_twenty_layers():
    assert exercise("5.3", 2**-10).passed and exercise("5.3", 0.001).passed
    assert "mean square" in exercise("5.3", 2**-20).message


def test_gain_of_the_elu():
    assert exercise("5.4", 1.28).passed and not exercise("5.4", 1.3).passed
    assert "one over the rms" in exercise("5.4", 1.245).message
# ---- Chapter 7 ----------------------------------------------------------------------------------------------------


def test_saturated_share_however_it_is_written():
    assert exercise("7.1", lambda h: np.mean((h < 0.05) | (h > 0.95))).passed
    assert exercise("7.1", lambda h: sum((v < 0.05) + (v > 0.95) for v in h.ravel()) / h.size).passed
    assert exercise("7.1", lambda h: np.mean(np.abs(h - 0.5) > 0.45)).passed
    assert "Use 'or'" in exercise("7.1", lambda h: np.mean((h < 0.05) & (h > 0.95))).message


def test_first_over_output_from_the_formula():
    assert exercise("7.2", 0.02 * math.sqrt(10) / 4 * 0.02 * math.sqrt(50) / 4).passed
    assert exercise("7.2", 5.6e-4).passed and exercise("7.2", "0.00056").passed
    assert "units above" in exercise("7.2", 0.02**2 * math.sqrt(50 * 100) / 16).message


@pytest.mark.parametrize("answer", [0.001, 0.005, 0.01, np.float32(0.008), 20])
def test_a_std_that_breaks_the_training(answer):
    assert exercise("7.3", answer).passed


@pytest.mark.parametrize(
    "answer, word", [(0.1, "smaller"), (math.sqrt(2 / 196), "smaller"), (1, "larger"), (0, "above 0"), (-1, "above 0"), (1e6, "quiet")]
)
def test_a_std_that_does_not_break_it_quietly(answer, word):
    feedback = exercise("7.3", answer)
    assert not feedback.passed and word in feedback.message


@pytest.mark.parametrize("std, lr", [(0.4, 1), (0.3, 3), (0.2, 2), (0.5, 1.5)])
def test_a_pair_that_fixes_the_training(std, lr):
    assert exercise("7.4", {"std": std, "lr": lr}).passed


@pytest.mark.parametrize(
    "std, lr, word",
    [
        (0.01, 0.1, "steps may be larger"),
        (0.01, 1, "larger weights"),
        (2, 1, "smaller weights"),
        (0.4, 10, "too large"),
        (0.3, 0.5, "You are near"),
        (0.4, 1e6, "Smaller numbers"),
        (-0.4, 1, "The σ must be a finite number above 0"),
        (0.4, 0, "The learning rate must be a finite number above 0"),
        ("large", 1, "one number"),
        (0.4, [1], "one number"),
    ],
)
def test_a_pair_that_does_not_fix_it_is_told_why(std, lr, word):
    feedback = exercise("7.4", {"std": std, "lr": lr})
    assert not feedback.passed and word in feedback.message


def test_a_fix_that_is_not_given_yet_or_in_another_form():
    assert exercise("7.4", {"std": ..., "lr": ...}) is UNANSWERED
    assert exercise("7.4", {"std": 0.4, "lr": ...}) is UNANSWERED
    assert "dict with two numbers" in exercise("7.4", (0.4, 1)).message


@pytest.mark.parametrize("name, answer", [("7.3", 0.5), ("7.4", {"std": 0.5, "lr": 3.5})])
def test_a_training_that_diverges_is_said_to_do_so(monkeypatch, name, answer):
    monkeypatch.setattr(checks.chapter_07, "_after_300_steps", lambda *_: [0.9, math.nan, 0.9])
    feedback = exercise(name, answer)
    assert not feedback.passed and "diverged" in feedback.message


# ---- The two comparisons ------------------------------------------------------------------------------------------


def test_feedback_is_what_a_cell_shows():
    assert repr(right("Well done.")) == "✓ Right. Well done." and right("").passed
    assert repr(not_yet("Think.")) == "✗ Not yet. Think." and not not_yet("").passed


def test_check_number_within_the_tolerance():
    assert check_number(2.03, 2.0).passed and not check_number(2.05, 2.0).passed
    assert check_number(2.05, 2.0, rtol=0.1).passed
    assert check_number("2", 2.0).passed and check_number(np.array(2.0), 2.0).passed
    assert check_number(2, 2.0, praise="It is two.").message == "✓ Right. It is two."


@pytest.mark.parametrize(
    "answer, message",
    [
        (4.0, "the square"),
        (4.05, "the square"),
        (1.0, "half"),
        (-2.0, "sign"),
        (3.0, "3 is too large"),
        (1.5, "1.5 is too small"),
        (math.nan, "finite number; it is nan"),
        (math.inf, "finite number; it is inf"),
        ("x", "one number; it is 'x' (str)"),
        (np.ones((2, 3)), "one number; it is an array of shape (2, 3)"),
        (list(range(100)), "one number; it is [0, 1, 2"),
    ],
)
def test_check_number_says_what_is_wrong(answer, message):
    hints = [(4.0, "This is the square."), (1.0, "This is half of it."), (4.0, "Never seen.")]
    feedback = check_number(answer, 2.0, hints=hints)
    assert not feedback.passed and message in feedback.message
    assert len(feedback.message) < 110  # a hundred numbers are not quoted in full


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
        (lambda h: h.sum(axis=1), "This is over the rows."),
        (lambda h: 7.0, "an array of shape (2,); yours is 7.0 (float)"),
        (lambda h: np.ones((3, 1)), "an array of shape (2,); yours is an array of shape (3, 1)"),
        (lambda h: h.sum(axis=0) + 1, "right shape, but not the right values"),
        (lambda h: ["a", "b"], "right shape, but not the right values"),
        (lambda h: [1, None], "right shape, but not the right values"),
        (lambda h: "ab", "yours is 'ab' (str)"),
        (lambda h: [[1], [2, 3]], "an array of shape (2,)"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
def test_check_function_says_what_is_wrong(answer, message):
    feedback = check_function(answer, column_sums, CASES, hints=[(lambda h: h.sum(axis=1), "This is over the rows.")])
    assert not feedback.passed and message in feedback.message


@pytest.mark.parametrize("answer", [lambda h: None, lambda h: ...])
def test_check_function_without_a_result_is_not_answered_yet(answer):
    assert check_function(answer, column_sums, CASES) is UNANSWERED


def test_check_function_passes_what_agrees_in_every_case():
    assert check_function(lambda h: list(map(sum, h.T)), column_sums, CASES, praise="Good.").message == "✓ Right. Good."
    assert check_function(lambda h: column_sums(h) * (1 + 1e-9), column_sums, CASES).passed
    assert not check_function(lambda h: column_sums(h) * (1 + 1e-4), column_sums, CASES).passed
    assert check_function(lambda h: column_sums(h) * (1 + 1e-4), column_sums, CASES, rtol=1e-3).passed
    # Right in the first case only.
    assert not check_function(lambda h: column_sums(CASES[0][0]), column_sums, CASES).passed


def test_check_function_of_one_number():
    assert check_function(lambda a, b: a + b, lambda a, b: a + b, [(1, 2), (3, 4)]).passed
    assert "one number; yours is [3, 4] (list)" in check_function(lambda: [3, 4], lambda: 3, [()]).message


def test_a_function_that_changes_its_input_does_not_change_what_is_expected():
    """Scaled in place to a spread of 1, the case itself would make 1 the right answer."""

    def in_place(h):
        h /= h.std(axis=0)
        return h.std(axis=0)

    cases = [(np.random.default_rng(0).normal(0, 3, (20, 4)),)]
    assert not check_function(in_place, lambda h: h.std(axis=0), cases).passed
