import decimal
import fractions
import itertools
import math
import re
import sys

import numpy as np
import pytest

import wi_lib as wi
from tests import no_faults
from tests.chapters import MODULES, file_of, of_all
from wi_lib import checks
from wi_lib.checks import EXERCISES, UNANSWERED, Feedback, check_function, check_number, exercise, not_yet, right
from wi_lib.checks.feedback import as_array, call, described, entries, one_number, positive
from wi_lib.results import load

pytestmark = pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")

WORKED_OUT, HONEST, MISTAKES, LIMITS = map(of_all, ("WORKED_OUT", "HONEST", "MISTAKES", "LIMITS"))
BY_HAND = {name for module in MODULES.values() for name in getattr(module, "BY_HAND", ())}

# ---- Every exercise -----------------------------------------------------------------------------------------------


def is_sentence(text):
    """Begins with a capital, a digit or a symbol, ends with a full stop or its like, and
    is written as the book writes names."""
    words = not re.search(r"XX|\b(lecun|xavier|glorot|kaiming)\b", re.sub(r"`[^`]*`|wi\.\S*|\w*_\w*", "", text))
    return bool(re.match(r"[^a-z\s]", text) and re.search(r"[.!?)]$", text) and not text.isupper() and words)


def well_said(feedback):
    """Whether a check answers in sentences; one may begin with the name of what it speaks
    of, or end with Python's own words."""
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
    as_told = [tuple(float(f"{one:.3g}") for one in np.atleast_1d(answer)) for answer in answers]
    as_told = as_told if cases else [one for (one,) in as_told]
    if answers != [pytest.approx(one, rel=0.006, abs=1e-12) for one in WORKED_OUT.get(name, [])]:
        no_faults([f"{file_of(name)}: WORKED_OUT[{name!r}] is {WORKED_OUT.get(name)}; the check's answer and hints are at "
                   f"{as_told}. Work them out by yourself: correct whichever is wrong"])  # fmt: skip


def test_names_are_chapter_dot_number_and_three_dots_are_no_answer():
    for name in EXERCISES:
        assert exercise(name, ...) is UNANSWERED and exercise(name, None) is UNANSWERED
    assert not UNANSWERED.passed and UNANSWERED.message.startswith("○ Not answered yet.")


def test_an_unknown_exercise_is_the_authors_mistake(complains):
    complains(lambda: exercise("3.11", 1), ValueError, ["name", "'3.11'", "'3.1'", "'3.4'"])
    complains(lambda: exercise(3.1, 1), ValueError, ["name", "received 3.1", "'3.1'"])
    complains(lambda: exercise(["3.1"], ...), ValueError, ["name", "['3.1']", "'3.1'"])


# ---- Honest answers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_honest_answers_pass(name):
    given = HONEST.get(name, {})
    if not given:
        no_faults(
            [
                f"{file_of(name)}: HONEST has no {name!r}: write down what a reader may find, by every way the text offers"
            ]
        )
    told = {how: exercise(name, answer) for how, answer in given.items()}
    no_faults(
        f"{file_of(name)}: HONEST[{name!r}]: {how!r} is told {feedback.message!r}: "
        f"{'begin and end it as a sentence' if feedback.passed else 'an honest answer must pass'}"
        for how, feedback in told.items()
        if not feedback.passed or not well_said(feedback)
    )


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


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
def test_mistakes_are_told_what_is_wrong(name):
    given = MISTAKES.get(name, [])
    if not given:
        no_faults(
            [f"{file_of(name)}: MISTAKES has no {name!r}: write down a likely mistake, and a word of what it is told"]
        )
    told = [(exercise(name, mistake), word) for mistake, word in given]
    no_faults(
        f"{file_of(name)}: MISTAKES[{name!r}]: the one with {word!r} is told {feedback.message!r}: "
        "it must be refused, in a sentence with that word"
        for feedback, word in told
        if feedback.passed or word not in feedback.message or not well_said(feedback)
    )


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
