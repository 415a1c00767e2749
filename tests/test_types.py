"""The library keeps to the types in its signatures, and mypy refuses a reader's slip that
a run would answer with an error."""

import json
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from mypy import api

import wi_lib
from tests import ROOT
from wi_lib.activations import ActivationName
from wi_lib.data import Side
from wi_lib.explorers import Control, Mark, Series
from wi_lib.explorers.declare import Kind, LineStyle, MarkStyle
from wi_lib.initializers import Distribution, InitializerName, Mode
from wi_lib.propagation import Keep
from wi_lib.results import Experiment

HEAD = """
import numpy as np
import wi_lib
from wi_lib.activations import Activation
from wi_lib.explorers import Array, Control, Explorer, Lines, Mark, Series, Words, graded
rng, eye = np.random.default_rng(0), np.eye(4)
"""

# What readers write: names, arrays or lists, functions of their own, what comes back.
RIGHT = """
def own_init(rng: np.random.Generator, shape: tuple[int, ...], dtype: object) -> np.ndarray:
    return 0.1 * rng.standard_normal(shape)

cube = Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
wi_lib.variance_scaling(2.0, "fan_in", "uniform")(rng, (4, 3), "float64").std()
inits = ["zeros", wi_lib.normal(0.1)], ["he_normal"] * 2, [own_init, wi_lib.he_normal]
nets = {"relu": wi_lib.MLP([4, 8, 3], rng=rng), "cube": wi_lib.MLP([4, 8, 3], cube, own_init, rng, "float64")}
nets |= {name: wi_lib.MLP([4, 8, 3], name, ["zeros", wi_lib.he_normal], rng) for name in wi_lib.ACTIVATIONS}
runs = wi_lib.race(nets, wi_lib.load_mnist(14), lr={name: 0.1 for name in nets}, steps=10, rng=rng)
print(runs["relu"].loss[-1], wi_lib.train(nets["cube"], wi_lib.make_blobs(rng), rng=rng).test_accuracy)
print(wi_lib.race([wi_lib.MLP([4, 3], rng=rng)], wi_lib.load_mnist(7), rng=rng)[0].diverged_at)
seen = wi_lib.propagate([eye, eye], [[1.0, 2.0, 3.0, 4.0]], keep="stats", activation=cube)
print(seen.stats[0].mean, seen.gradient_ratio[0], wi_lib.rms([1, 2]), wi_lib.critical_std("tanh", 100))
print(wi_lib.descend(wi_lib.three_valleys, [1.0, 2.0], 0.1)[-1], wi_lib.results.load("gain_grid")["gains"])

size, table = Control("n", "size", [1, 2], kind="radio"), {"square": Array([[1.0], [4.0]], ["n"], "uint8")}
said = Words({"n2": ("square", 0, "number")}, graded("n2", [2], [("", "plain", "It is {n2}."), ("", "bad", "{n2}!")]))
panel = Lines("Square", "", [Series("n²", "square", style="here")], (0, 5), [0, 5], x_labels={0: "n"})
print(Explorer("square", "Square", "", [size], table, [panel], [said], {"n": 2}).chosen["n"] + 1)
"""

# A call with a name that is not among the choices -> the choices.
WRONG_NAME = {
    'wi_lib.variance_scaling(1.0, "fan_im")': Mode,
    'wi_lib.variance_scaling(1.0, "fan_in", "gauss")': Distribution,
    'wi_lib.MLP([4, 3], init="xavier_normel", rng=rng)': InitializerName,
    'wi_lib.MLP([4, 3], "rellu", rng=rng)': ActivationName,
    'wi_lib.propagate([eye], eye, activation="relu", keep="array")': Keep,
    "wi_lib.load_mnist(32)": Side,
    'wi_lib.results.load("mnist")': Experiment,
    'Control("n", "size", [1, 2], kind="slide")': Kind,
    'Series("n", "n", style="dots")': LineStyle,
    'Mark("n", "n", "n", "here")': MarkStyle,
}
OTHERWISE_WRONG = [
    "wi_lib.xavier_normal(0.1)",
    "wi_lib.xavier_normal()(0, (4, 3))",
    "wi_lib.xavier_normal()(rng, (4, 3), int)",
    "wi_lib.MLP(4, rng=rng)",
    "wi_lib.train(eye, wi_lib.load_mnist(), rng=rng)",
    'Array([1], dtype="int32")',
    'Words({"n": ("n", 0, "numbers")}, [])',
    'Words({}, [("", "great", "It is.")])',
    "def untyped(x): return x",
    "def untrue(x: int) -> str: return x",
]


def complaints(*paths):
    """mypy's errors in these files and folders: (file's name, line, message)."""
    settings = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache")]
    report, trouble, _ = api.run([*settings, "--output", "json", *map(str, paths)])
    assert trouble == ""
    found = map(json.loads, report.splitlines())
    # Of a file that it knows from an earlier run, mypy's cache tells the folder of that time: the name is enough.
    return [(Path(one["file"]).name, one["line"], one["message"]) for one in found if one["severity"] == "error"]


def test_the_library_keeps_to_its_signatures_and_each_wrong_call_is_refused(tmp_path):
    """One run for all: most of its time goes into reading numpy's types."""
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(HEAD + RIGHT, "utf-8")
    calls = [*WRONG_NAME, *OTHERWISE_WRONG]
    wrong.write_text(HEAD + "\n".join(calls), "utf-8")
    found = complaints(ROOT / "wi_lib", right, wrong)
    assert [one for one in found if one[0] != wrong.name] == []
    first = HEAD.count("\n") + 1
    refused = {calls[line - first] for _, line, _ in found}
    assert [call for call in calls if call not in refused] == []


@pytest.mark.parametrize("call, choices", WRONG_NAME.items())
def test_at_run_time_the_same_call_is_answered_with_all_that_is_allowed(call, choices, complains):
    names = {"wi_lib": wi_lib, "rng": np.random.default_rng(0), "eye": np.eye(4)}
    names |= {"Control": Control, "Mark": Mark, "Series": Series}
    complains(lambda: eval(call, names), ValueError, map(repr, get_args(choices)))
