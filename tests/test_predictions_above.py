"""Nothing that stands above a prediction states its answer: no prose, no figure's words, and no explorer as it opens.

Before this test, such a fault was found only by reading.
"""

import re

import pytest

from tests import no_faults
from tests.chapters import of_all
from tools import notebooks
from tools.agreement import VIEW

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
NUMBER = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?(%| per cent)?(?![\w])")

#: prediction -> words that would state its answer, beside its number; and, by explorer, settings in which that shows
#: it.
ANSWERS = {
    "one-dial": (r"no σ [^.]*keeps all|none of this slider", {}),
    "two-starts": (r"−0\.6[^.]* (in|leads to) (\*\*)?(valley )?B", {"descent": {"start": "-0.6"}}),
    "worst-draw": (r"all ten[^.]* (recognise|found)", {}),
    "read-out": (r"σ = 0\.01[^.]* (reads?|read-out)[^.]* (best|most)", {}),
    "sum-of-100": (r"√100 (is|times)|√n times", {}),
    "arrows": (r"(stay|remain|still) equal|(one|1) (different )?arrow\b", {"symmetry": {"hidden": "constant", "step": "500"}}),
    "first-to-move": (r"b₂ moves first|only b₂", {"symmetry": {"hidden": "zero", "output": "zero"}}),
    "a-millionth": (r"grows exponentially|copies (have )?parted", {}),
    "way-back": (r"most of the gradient comes back", {"signal": {"activation": "sigmoid", "std": "1", "depth": "5"}}),
    "neighbours": (r"after twenty( layers)?[^.]* 0\.3", {"signal": {"activation": "sigmoid", "std": "1", "depth": "20"},
                   "neighbours": {"activation": "sigmoid", "gain": "10", "depth": "20"}}),
    "one-unit": (r"each unit gives all inputs nearly", {}),
    "both-ways": (r"(one|single) σ cannot|cannot suit both|no σ keeps both", {"fan": {"inputs": "784", "units": "100"}}),
    "ten-times": (r"√10 times", {}),
    "smallest-gradient": (r"weights' gradients? [^.]*about the same", {}),
    "thirty-layers": (r"halves? the mean square in every layer", {"depth": {"gain": "1", "depth": "30", "leak": "0"}}),
    "next-square": (r"next layer (gets|receives)[^.?]*mean square", {}),
    "gradient-left": (r"Xavier's rule[^.]* gradient[^.]* 10⁻⁵", {}),
    "read-at-ten": (r"read(s|-out)?[^.]* (equally well|as much) from both", {}),
    "sigmoid-xavier": (r"hardly better than guessing", {"choice": {"activation": "sigmoid", "gain": "1", "lr": "0.1"}}),
    "sigmoid-race": (r"σ = 1 (wins|is ahead|leads)", {}),
    "late-or-never": (r"it learns late", {}),
    "layer-1-alone": (r"layer 1 alone was (too )?slow", {}),
    "fewest-right": (r"sigmoid, σ = 1[^.]* fewest", {}),
    "spike": (r"the spike (still )?holds", {}),
    "moves-first": (r"layer 3 moves first|the last layer moves first", {}),
    "slow-race": (r"catches up", {}),
}  # fmt: skip

ANSWERS |= of_all("ANSWERS")

#: Numbers that stand above a prediction and are its answer's by chance: prediction -> why no reader takes them for it.
BY_CHANCE = {
    "sum-of-100": "1 is the size of the inputs, too",
    "arrows": "1 stands in every chapter",
    "next-square": "0.5 is a slope, and a σ",
}


def value(match):
    number, power, percent = match.groups()
    found = float(number.replace(",", "")) * 10.0 ** int((power or "0").translate(SUPERSCRIPTS))
    return (found / 100, True) if percent else (found, False)


def last_place(text):
    """Half a step of the last digit that a number is written with."""
    number, power, percent = NUMBER.search(text).groups()
    decimals = len(number.partition(".")[2])
    return 0.5 * 10.0 ** (int((power or "0").translate(SUPERSCRIPTS)) - decimals - (2 if percent else 0))


def numbers(text):
    """The numbers of a text, as (value, whether it is a share in per cent)."""
    return [value(match) for match in NUMBER.finditer(text)]


def said_by(cell):
    """What readers see of a cell in words: its text, what it prints, and what is said of its pictures."""
    if cell["cell_type"] == "markdown":
        yield re.sub(r"<!--.*?-->|\]\([^)]*\)", "", "".join(cell["source"]), flags=re.S)
        return
    yield from (str(one) for key, one in cell["metadata"].get("mystnb", {}).get("image", {}).items() if key == "alt")
    yield from (str(one) for one in [cell["metadata"].get("mystnb", {}).get("figure", {}).get("caption", "")])
    for output in cell["outputs"]:
        yield "".join(output.get("text", ""))
        yield output.get("metadata", {}).get("image/png", {}).get("alt", "")


def states_in(cell, models):
    """The states of the widgets that a cell shows."""
    ids = [one["data"][VIEW]["model_id"] for one in cell.get("outputs", []) if VIEW in one.get("data", {})]
    return [models[one]["state"] for one in ids if one in models]


def given_away(notebook, models):
    """What above a prediction states its answer, in sentences."""
    words, opened = [], {}
    for cell in notebook["cells"]:
        shown = states_in(cell, models)
        for state in shown:
            if "asked" in state:
                yield from stated(state["asked"], "\n".join(words), opened)
            elif "controls" in state.get("spec", {}):
                spec = state["spec"]
                opened[spec["name"]] = {
                    one["name"]: one["keys"][state["index"][one["name"]]] for one in spec["controls"]
                }
        words += said_by(cell)


def stated(asked, words, opened):
    name = asked["name"]
    if name not in ANSWERS:
        yield f"{name}: write into ANSWERS which words, and which settings of explorers, would state its answer"
        return
    pattern, settings = ANSWERS[name]
    if found := re.search(pattern, words, re.I):
        yield f"{name}: {found[0]!r} stands above it, and that is its answer"
    for explorer, given in settings.items():
        if given.items() <= opened.get(explorer, {}).items():
            yield f"{name}: the explorer {explorer!r} above it opens at {given}, and shows its answer"
    if asked["form"] == "option" or name in BY_CHANCE:
        return
    ((truth, share),) = numbers(asked["truth_text"])
    for number, percent in numbers(words):
        if percent == share and abs(number - truth) <= last_place(asked["truth_text"]) * 1.001:
            yield f"{name}: {asked['truth_text']} stands above it, and that is its answer (or BY_CHANCE says why not)"
            return


@pytest.mark.parametrize("source", notebooks.sources(), ids=lambda path: path.stem)
def test_nothing_above_a_prediction_states_its_answer(source):
    stored = notebooks.stored(source)
    no_faults(f"{source.name}: {fault}" for fault in given_away(stored, notebooks.states(stored)))


def test_what_is_said_of_predictions_is_of_predictions_and_explorers_of_the_book():
    every = [
        one["state"] for source in notebooks.sources() for one in notebooks.states(notebooks.stored(source)).values()
    ]
    asked = {state["asked"]["name"] for state in every if "asked" in state}
    assert set(ANSWERS) == asked and set(BY_CHANCE) < asked
    specs = [state["spec"] for state in every if "controls" in state.get("spec", {})]
    keys = {(spec["name"], one["name"], key) for spec in specs for one in spec["controls"] for key in one["keys"]}
    named = {
        (explorer, control, key)
        for _, settings in ANSWERS.values()
        for explorer, given in settings.items()
        for control, key in given.items()
    }
    assert named - keys == set(), "such a setting guards nothing"


# ---- The guard, on planted faults ---------------------------------------------------------------------------------

ASKED = {"name": "way-back", "form": "line", "truth_text": "0.76"}
PRINTED = [{"output_type": "stream", "text": ["kept = 0.756\n"]}]


def page(*cells, asked=ASKED, **explorer):
    """A notebook with these cells above a prediction, and an explorer that opens in a state."""
    controls = [{"name": name, "keys": [key]} for name, key in explorer.items()]
    models = {
        "asked": {"state": {"asked": asked}},
        "moved": {"state": {"spec": {"name": "signal", "controls": controls}, "index": dict.fromkeys(explorer, 0)}},
    }
    shown = [code([{"output_type": "display_data", "data": {VIEW: {"model_id": one}}}]) for one in ("moved", "asked")]
    return {"cells": [*cells, *shown]}, models


def code(outputs=(), alt=""):
    return {
        "cell_type": "code",
        "metadata": {"mystnb": {"image": {"alt": alt}}},
        "outputs": list(outputs),
        "source": "",
    }


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (page(text("At σ = 1 the input receives 0.76<!--kept--> of it.")), "0.76 stands above it"),
        (page(code(PRINTED)), "0.76 stands above it"),
        (page(code(alt="At σ = 1 the input receives 7.6·10⁻¹ of it")), "0.76 stands above it"),
        (page(text("With σ = 1 most of the gradient comes back.")), "'most of the gradient comes back' stands above it"),
        (page(activation="sigmoid", std="1", depth="5", width="100"), "the explorer 'signal' above it opens at"),
        (page(asked=ASKED | {"name": "new"}), "write into ANSWERS"),
        (page(asked={"name": "spike", "form": "number", "truth_text": "76%"}), None),
        (page(text("It reads 76% of them."), asked={"name": "spike", "form": "number", "truth_text": "76%"}), "76% stands"),
        (page(text("σ is 0.74, or 76%, or [7](#a=0.76)."), std="0.01"), None),
        (page(text("Most is 1."), asked={"name": "arrows", "form": "number", "truth_text": "1"}), None),
    ],
)  # fmt: skip
def test_a_planted_answer_is_found(fault, said):
    found = list(given_away(*fault))
    assert len(found) == (said is not None) and (said is None or said in found[0])
