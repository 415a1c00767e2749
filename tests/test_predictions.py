"""Predictions: what can be declared, what is refused, and what is said of each guess."""

import importlib
import json
import math
import pkgutil
import re

import numpy as np
import pytest

import wi_lib.predictions
from tests import ROOT
from tools import notebooks
from wi_lib.predictions import Axis, Guess, GuessLine, GuessNumber, GuessOption, Said, kinds

SHARE = {"title": "share", "low": 0, "high": 1, "ticks": (0, 0.5, 1), "form": "percent"}
POWERS = ("gradient", 1e-9, 10, (1e-9, 1e-3, 1))
SAID = [Said("Less, {truth}.", high=0.3, right=True), Said("**More**.", low=0.3)]


def share(**changes):
    return Axis(**(SHARE | changes))


# ---- The axis -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("axis", "guess", "truth", "said"),
    [
        (share(), 0.5, 0.166, "33 points too high"),
        (share(), 0.1, 0.166, "7 points too low"),
        (share(), 0.176, 0.166, "1 point too high"),
        (share(), 0.17, 0.166, "as measured"),
        (Axis(*POWERS, log=True), 1e-3, 1, "3 powers of ten too small"),
        (Axis(*POWERS, log=True), 1e-3, 1e-2, "1 power of ten too small"),
        (Axis(*POWERS, log=True), 10, 4e-9, "9.4 powers of ten too large"),
        (Axis(*POWERS, log=True), 1, 0.5, "2 times too large"),
        (Axis(*POWERS, log=True), 0.5, 1.25, "2.5 times too small"),
        (Axis(*POWERS, log=True), 0.5, 0.12, "4.2 times too large"),
        (Axis(*POWERS, log=True), 1, 0.98, "as measured"),
        (Axis("kinds", 1, 8, (1, 8), form="integer", steps=7), 8, 1, "7 too many"),
        (Axis("kinds", 1, 8, (1, 8), form="integer", steps=7), 1, 2, "1 too few"),
        (Axis("size", 0, 4, (0, 4)), 3, 2.5, "0.5 too high"),
        (Axis("size", -4, 4, (0, 4)), -3, 0.2, "3.2 too low"),
        (Axis("size", 0, 4, (0, 4)), 2, 2, "as measured"),
        # Both are written as 0.5.
        (Axis("size", 0, 1, (0, 1)), 0.5, 0.4959, "as measured"),
        (Axis("size", 0, 1, (0, 1)), 0.5, 0.4949, "0.0051 too high"),
    ],
)
def test_a_distance_is_told_in_the_terms_of_the_axis(axis, guess, truth, said):
    assert axis.off(guess, truth) == said


def test_a_marker_can_stand_at_every_step_of_an_axis():
    assert share().values == [pytest.approx(step / 40) for step in range(41)] and 0.3 in share().values
    powers = Axis(*POWERS, log=True)
    assert len(powers.values) == 51 and powers.values[::5] == [pytest.approx(10.0**power) for power in range(-9, 2)]
    assert [powers.at(value) for value in (1e-9, 1e-4, 10)] == [pytest.approx(place) for place in (0, 0.5, 1)]
    assert Axis("kinds", 1, 8, (), form="integer", steps=7).values == list(range(1, 9))


def test_ticks_far_from_one_are_powers_of_ten():
    powers = Axis(*POWERS, log=True)
    assert [powers.tick(one) for one in (1e-9, 1e-3, 0.01, 1, 10, 5e-9)] == [
        "10⁻⁹",
        "10⁻³",
        "0.01",
        "1",
        "10",
        "5.0·10⁻⁹",
    ]
    assert [share().tick(one) for one in (0, 0.5)] == ["0%", "50%"]


@pytest.mark.parametrize(
    ("make", "error", "parts"),
    [
        (lambda: Axis("share", 1, 0, ()), ValueError, ["low must be below high", "1"]),
        (lambda: Axis("share", 0, 1, (2,)), ValueError, ["a tick must be from 0 to 1", "2"]),
        (lambda: Axis("share", 0, 1, 0.5), TypeError, ["ticks must be a list"]),
        (lambda: Axis("share", 0, 1, (), log=True), ValueError, ["low must be above 0 on a log axis"]),
        (lambda: Axis("share", 0, 1, (), form="per cent"), ValueError, ["form must be one of", "per cent"]),
        (lambda: Axis("share", 0, 1, (), steps=1.5), TypeError, ["steps must be a whole number"]),
        (lambda: Axis("kinds", 1, 8, (), form="integer"), ValueError, ["steps must make whole numbers", "40"]),
        (lambda: Axis(3, 0, 1, ()), TypeError, ["title of an axis must be text"]),
    ],
)
def test_an_axis_that_would_not_work_is_refused(make, error, parts, complains):
    complains(make, error, parts)


# ---- The sentences ------------------------------------------------------------------------------------------------


def test_every_guess_gets_the_sentence_of_its_limits():
    guess = GuessNumber("late", share(), 0.166, SAID)
    by_value = dict(zip(guess.asked["axis"]["texts"], guess.asked["kinds"]))
    assert by_value["0%"] == by_value["30%"] == 0 and by_value["33%"] == by_value["100%"] == 1
    assert guess.said_of(0) == guess.said_of() == "Less, 17%." and guess.said_of(40) == "**More**."


@pytest.mark.parametrize(
    ("said", "truth", "parts"),
    [
        ([Said("a", high=0.3, right=True)], 0.1, ["exactly one sentence for every guess", "0.325 it has 0"]),
        ([Said("a", high=0.5, right=True), Said("b", low=0.3)], 0.1, ["exactly one sentence", "0.325 it has 2"]),
        # Between two positions of the marker: no guess falls into it today, and the truth may tomorrow.
        ([Said("a", high=0.311, right=True), Said("b", low=0.319)], 0.1, ["exactly one sentence", "0.315 it has 0"]),
        ([Said("a", high=0.3), Said("b", low=0.3)], 0.1, ["one sentence of said must be right=True", "0"]),
        ([Said("a", high=0.3, right=True), Said("b", low=0.3, right=True)], 0.1, ["right=True", "2"]),
        ([Said("a", high=0.3, right=True), Said("b", low=0.3)], 0.4, ["the right sentence", "the truth, 0.4", "'b'"]),
        ([Said("a", high=-1), Said("b", low=-1, right=True)], 0.4, ["must have a guess on the axis", "'a' has none"]),
    ],
)
def test_sentences_that_leave_a_guess_alone_or_contradict_the_truth_are_refused(said, truth, parts, complains):
    complains(lambda: GuessNumber("late", share(), truth, said), ValueError, parts)


@pytest.mark.parametrize(
    ("make", "error", "parts"),
    [
        (lambda: Said(" "), ValueError, ["a sentence must not be empty"]),
        (lambda: Said("It is **so."), ValueError, ["bold words between pairs"]),
        (lambda: Said("It is {so}."), ValueError, ["braces only in {truth}"]),
        (lambda: Said("It is {truth."), ValueError, ["braces only in {truth}"]),
        (lambda: Said(7), TypeError, ["a sentence must be text"]),
        (lambda: Said("It is.", low=1, high=0.3), ValueError, ["low must be below high"]),
        (lambda: kinds(["text"], [1], 1), TypeError, ["said must hold Said", "'text'"]),
        (lambda: kinds("text", [1], 1), TypeError, ["said must be a list of Said"]),
    ],
)
def test_a_sentence_that_the_page_could_not_show_is_refused(make, error, parts, complains):
    complains(make, error, parts)


# ---- The predictions ----------------------------------------------------------------------------------------------


def line(**changes):
    parts = {"axis": Axis(*POWERS, log=True), "points": ["input", "1", "2"], "truth": [0.8, 0.9, 1], "judged": "input",
             "said": [Said("It is kept, {truth}.", low=0.1, right=True), Said("Not lost.", high=0.1)]}  # fmt: skip
    return GuessLine("back", **(parts | changes))


def options(**changes):
    return GuessOption("read", **({"title": "Which?", "options": {"a": "A.", "b": "B."}, "right": "b"} | changes))


def test_a_line_is_judged_at_its_place_and_keeps_the_truth_of_all():
    guess = line()
    assert [one["text"] for one in guess.asked["truth"]] == ["0.8", "0.9", "1"]
    assert guess.said_of(0, 50, 50) == "Not lost." and guess.said_of(45, 0, 0) == guess.said_of() == "It is kept, 0.8."
    assert guess.asked["answers"][45] == "1 at input" and guess.asked["off"][0] == "8.9 powers of ten too small"
    assert line(judged="2").asked["judged"] == 2


def test_the_marker_starts_in_the_middle_or_where_it_is_told_to():
    assert GuessNumber("late", share(), 0.166, SAID).asked["start"] == 20
    assert GuessNumber("late", share(), 0.166, SAID, start=0.91).asked["start"] == 36
    assert line(start=1).asked["start"] == 45


@pytest.mark.parametrize(
    ("make", "error", "parts"),
    [
        (lambda: GuessNumber("late", share(), 1.2, SAID), ValueError, ["truth must be from 0 to 1", "1.2"]),
        (lambda: GuessNumber("late", share(), math.nan, SAID), ValueError, ["truth must be from 0 to 1", "nan"]),
        (lambda: GuessNumber("late", share(), "17%", SAID), TypeError, ["truth must be a number"]),
        (lambda: GuessNumber("Late!", share(), 0.1, SAID), ValueError, ["name must be of small letters", "Late!"]),
        (lambda: GuessNumber("late", share(), 0.1, SAID, start=2), ValueError, ["start must be from 0 to 1"]),
        (lambda: line(truth=[0.8, 0.9]), ValueError, ["truth must have 3 numbers", "2"]),
        (lambda: line(truth=[0.8, 0.9, 0]), ValueError, ["truth must be from 1e-09 to 10"]),
        (lambda: line(judged="3"), ValueError, ["judged must be one of 'input', '1', '2'", "3"]),
        (lambda: line(points=[1, 2, 3]), TypeError, ["a point must be text"]),
        (lambda: options(right="c"), ValueError, ["right must be one of 'a', 'b'", "c"]),
        (lambda: options(options={"b": "B."}), ValueError, ["options must be at least two", "1"]),
        (lambda: options(options={"a": "", "b": "B."}), ValueError, ["the sentence of option 'a' must not be empty"]),
        (lambda: options(options=["a", "b"]), TypeError, ["options must be a dict"]),
    ],
)
def test_a_prediction_that_would_not_work_is_refused(make, error, parts, complains):
    complains(make, error, parts)


def test_the_truth_is_written_as_the_text_quotes_it():
    """`measured` prints three digits, of which the text takes two."""
    axis = Axis("size", 0, 1, (0, 1))
    assert GuessNumber("size", axis, 0.7549, [Said("{truth}", right=True)]).said_of() == "0.76"


def test_numbers_of_numpy_are_numbers():
    assert GuessNumber("late", share(), np.float32(0.166), SAID).asked["truth"] == [{"at": 0.166, "text": "17%"}]
    assert line(truth=np.array([0.8, 0.9, 1.0])).asked == line().asked


def test_a_prediction_shows_no_address_and_not_the_answer():
    for one in (GuessNumber("late", share(), 0.166, SAID), line(), options()):
        assert re.fullmatch(r"Guess\w+\('\w+\??'\)", repr(one))


def test_an_output_holds_the_question_with_its_answer_folded():
    """For GitHub, paper, and pages without scripts: they showed an empty box, or the name of a class."""
    for one in (GuessNumber("late", share(), 0.166, SAID), line(), options()):
        (data, _), asked = one._repr_mimebundle_(), one.asked
        assert "application/vnd.jupyter.widget-view+json" in data
        seen, _, folded = data["text/html"].partition("<details>")
        assert f"Your prediction:</strong> {asked['title']}" in seen and asked["truth_text"] in folded
        assert asked["said"][asked["right_kind"]] in folded.replace("<strong>", "**").replace("</strong>", "**")
        assert all(text in seen for text in asked.get("options", asked.get("points", [])))
        assert asked["form"] == "option" or asked["truth_text"] not in seen


def test_a_kept_guess_of_another_form_of_the_question_is_told_by_its_mark():
    marks = {one.asked["of"] for one in (GuessNumber("late", share(), 0.1, SAID), GuessNumber("late", share(steps=10), 0.1, SAID),
             line(), line(points=["input", "1"], truth=[1, 1]), options())}  # fmt: skip
    assert len(marks) == 5


def test_the_colours_are_those_of_the_explorers():
    """They are taken out of the explorers' style: light, dark, on paper, and where the reader's system has its own."""
    style, engine = Guess._css, (ROOT / "wi_lib" / "explorers" / "engine.css").read_text("utf-8")
    for name in ("--wi-1", "--wi-2", "--wi-page", "--wi-good", "--wi-bad", "--wi-text"):
        assert re.findall(rf"{name}: (#\w+|var.*?);", style) == re.findall(rf"{name}: (#\w+|var.*?);", engine) != []
    assert len(re.findall(r"--wi-1: ", style)) == len(re.findall(r"--wi-1: ", engine)) > 2


def test_the_colours_of_paper_and_of_forced_colours_stay_there():
    """Once out of their @media, explorers beside a prediction were black on white in the dark theme, too."""
    assert "#000" in Guess._css and "CanvasText" in Guess._css
    for block in re.findall(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", style := Guess._css):
        style = style.replace(block, "")
    assert "@media" not in style and "#000" not in style and "CanvasText" not in style


def met(rules, others):
    """Selectors of a style sheet that would also meet what others have: all of their classes are used there, too."""
    theirs = set(re.findall(r"\.([\w-]+)", others))
    selectors = re.findall(r"([^{}/*]+)\{", re.sub(r"/\*.*?\*/", "", rules, flags=re.S))
    each = [one.strip() for selector in selectors for one in re.split(r",(?![^(]*\))", selector)]
    return [one for one in each if (classes := set(re.findall(r"\.([\w-]+)", one))) and classes <= theirs]


def test_its_style_meets_no_explorer():
    """Both stand in one page: a .wi-track of one was laid over the slider of the other."""
    folders = [ROOT / "wi_lib" / "explorers", ROOT / "_ext" / "static"]
    of_both = ("questions.css", "deck.css")  # these lay out predictions, too
    others = "".join(
        path.read_text("utf-8") for folder in folders for path in folder.glob("*.css") if path.name not in of_both
    )
    own = (ROOT / "wi_lib" / "predictions" / "prediction.css").read_text("utf-8")
    assert met(own, others) == []
    assert met(".wi-guess .a {} .b {} @media print { .c, .wi-guess {} }", ".a .b .c {}") == [".b", ".c"]


# ---- The book's ---------------------------------------------------------------------------------------------------


def chapters():
    found = pkgutil.iter_modules(wi_lib.predictions.__path__)
    return [
        importlib.import_module(f"wi_lib.predictions.{one.name}") for one in found if one.name.startswith("chapter_")
    ]


def asked():
    """What the predictions of the stored notebooks show: (notebook, asked)."""
    for source in notebooks.sources():
        for model in notebooks.states(notebooks.stored(source)).values():
            if "asked" in model["state"]:
                yield source.stem, model["state"]["asked"]


def test_names_of_predictions_are_their_own_in_the_book():
    names = [one["name"] for _, one in asked()]
    assert len(names) == len(set(names))


def unfair(one):
    """Guesses that get a ✓ although others, which are nearer to the truth on the axis, get none."""
    if one["form"] == "option":
        return []
    last, (truth,) = len(one["kinds"]) - 1, [one["truth"][one["judged"]]["at"]]
    off = [(abs(step / last - truth), kind == one["right_kind"]) for step, kind in enumerate(one["kinds"])]
    nearest = min(far for far, right in off if not right)
    return [one["answers"][step] for step, (far, right) in enumerate(off) if right and far > nearest]


def test_no_guess_gets_a_tick_before_a_nearer_one():
    """0% had one, 17 points too low, and 33% had none, 16 points too high."""
    found = list(asked())
    assert {f"{page}: {one['name']}": unfair(one) for page, one in found if unfair(one)} == {}
    assert sum(one["form"] != "option" for _, one in found) > 9
    assert unfair(GuessNumber("late", share(), 0.166, SAID).asked) == ["0%"]
    assert unfair(line().asked) == unfair(options().asked) == []


@pytest.mark.parametrize("module", chapters(), ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_number_in_a_sentence_is_unmeasured(module):
    """What was measured comes as an argument: the chapter's cell hands it in, and {truth} says it."""
    program = (ROOT / "wi_lib" / "predictions" / f"{module.__name__.rpartition('.')[2]}.py").read_text("utf-8")
    texts = re.findall(r'"((?:[^"\\\n]|\\.)*)"', program)
    set_here = {"0.01", "0.1", "0.2", "0.6", "0.7"}  # what a chapter chooses: σ, learning rates, starts
    loose = {number for text in texts for number in re.findall(r"\d+(?:\.\d+)?%|\d+\.\d+|10⁻", text)} - set_here
    assert loose == set()


#: What is measured may turn out otherwise in another edition: then another option is right.
OTHERWISE = [
    ("chapter_01", "two_starts_prediction", [["A", "B"], ["A", "C"]], ["−0.7 in A, −0.6 in B", "−0.7 in A, −0.6 in C"]),
    ("chapter_01", "read_out_prediction", [{"σ = 0.01": 0.78, "σ = 1": 0.2}, {"σ = 0.2": 0.7}], ["σ = 0.01", "σ = 0.2"]),
    ("chapter_02", "first_to_move_prediction", [{"W1": 0, "b2": 0.1}, {"W1": 0.1}], ["b₂", "W₁"]),
    ("chapter_04", "both_ways_prediction", [{"LeCun": (1, 0.36)}, {"yes, LeCun's rule does it": (1.02, 1)}],
     ["no, not for these two sizes", "yes, LeCun's rule does it"]),
    ("chapter_04", "smallest_gradient_prediction", [np.array([3, 6.6]), np.array([1, 900]), np.array([900, 1])],
     ["all about the same", "the first layer's", "the last layer's"]),
    ("chapter_05", "read_at_ten_prediction", [np.float64(0), np.float64(0.02), -0.02], ["both the same", "σ = 0.01", "He"]),
    ("chapter_06", "sigmoid_race_prediction", [{"He": 0.7, "σ = 1": 0.77}, {"He": 0.7, "Xavier": 0.2}], ["σ = 1", "He"]),
    ("chapter_07", "fewest_right_prediction", [{"sigmoid, σ = 1": 0.8, "ReLU, He": 0.9}], ["sigmoid, σ = 1"]),
    ("chapter_07", "moves_first_prediction", [np.array([0.1, 0.2, 0.3]), [0.3, 0.2, 0.1]],
     ["layer 3, at the output", "layer 1, at the input"]),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name", "given", "right"), OTHERWISE, ids=[one[1] for one in OTHERWISE])
def test_the_right_option_follows_from_what_was_measured(module, name, given, right):
    make = getattr(importlib.import_module(f"wi_lib.predictions.{module}"), name)
    made = [make(one).asked for one in given]
    assert [one["options"][one["right"]] for one in made] == right


def test_a_number_that_turns_out_otherwise_is_refused(complains):
    """The chapter's cell fails, and the text has to be written anew."""
    from wi_lib.predictions.chapter_06 import sigmoid_xavier_prediction

    complains(lambda: sigmoid_xavier_prediction(0.9), ValueError, ["the right sentence of said must be the one"])


def test_the_state_is_json_that_every_browser_reads():
    for guess in (line(), options()):
        json.dumps(guess.asked, allow_nan=False)
