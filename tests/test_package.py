import doctest
import importlib
import inspect
import json
import os
import pathlib
import re
import subprocess
import sys
import types
from typing import Literal, get_args, get_type_hints

import pytest

import wi_lib
from tests import ROOT, no_faults
from wi_lib import activations, initializers, results

# All but the figures and explorers: those need matplotlib and the widgets, and have tests of their own.
MODULES = (
    "wi_lib",
    "wi_lib._types",
    "wi_lib._progress",
    "wi_lib._validate",
    "wi_lib.activations",
    "wi_lib.assignments",
    "wi_lib.checks",
    "wi_lib.checks.feedback",
    "wi_lib.data",
    "wi_lib.descent",
    "wi_lib.diagnostics",
    "wi_lib.initializers",
    "wi_lib.network",
    "wi_lib.propagation",
    "wi_lib.report",
    "wi_lib.results",
    "wi_lib.theory",
    "wi_lib.training",
    "wi_setup",
)

# Those have types, too; of the modules in a folder, none is left out.
TYPED = (
    [name for name in MODULES if name != "wi_setup"]
    + [f"wi_lib.{name}" for name in ("_theme", "_svg", "_drawings", "_plotted", "plotting")]
    + [
        f"wi_lib.{folder}.{path.stem}".removesuffix(".__init__")
        for folder in ("explorers", "benches", "experiments", "predictions")
        for path in sorted((ROOT / "wi_lib" / folder).glob("*.py"))
    ]
)

UNLISTED = {f"wi_lib.{name}" for name in ("plotting", "_plotted", "_theme", "_svg", "_drawings")}

# What `from wi_lib import …` offers, and of it what can have a docstring (the two dictionaries cannot).
PUBLIC = {
    name: value
    for name, value in vars(wi_lib).items()
    if not name.startswith("_") and not isinstance(value, types.ModuleType)
}
DOCUMENTED = {name: value for name, value in PUBLIC.items() if callable(value)}


def place(value):
    """Where a function or class is defined: "wi_lib/theory.py:12"."""
    value = inspect.unwrap(value)
    try:
        return f"{pathlib.Path(inspect.getsourcefile(value)).relative_to(ROOT)}:{inspect.getsourcelines(value)[1]}"
    except TypeError:  # an object that can be called
        return f"{type(value).__module__}"


def test_every_module_is_in_the_list():
    """Or its examples would not be run."""
    found = {"wi_lib", *(f"wi_lib.{path.stem}" for path in (ROOT / "wi_lib").glob("*.py") if path.stem != "__init__")}
    no_faults(f"{name.replace('.', '/')}.py: name it in MODULES of tests/test_package.py, so that its examples are run"
              for name in sorted(found - set(MODULES) - UNLISTED))  # fmt: skip
    assert UNLISTED <= found


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0, f"{failed} examples of {name} print something else: doctest names file and line above"


def test_the_examples_are_found_at_all():
    """A doctest run that silently finds nothing would pass above."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(examples) > 45


def test_only_the_two_dictionaries_have_no_docstring_of_their_own():
    assert set(PUBLIC) - set(DOCUMENTED) == {"ACTIVATIONS", "INITIALIZERS"}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_name_has_a_docstring_with_an_example(name):
    if not re.search(r"^Example:\n    >>> ", inspect.getdoc(DOCUMENTED[name]) or "", re.MULTILINE):
        no_faults(
            [f"{place(DOCUMENTED[name])}: the docstring of wi_lib.{name} has no example: end it with Example:, >>> …"]
        )


@pytest.mark.parametrize("name", [name for name, value in DOCUMENTED.items() if inspect.isroutine(value)])
def test_every_argument_of_a_public_function_is_explained(name):
    text = inspect.getdoc(DOCUMENTED[name])
    arguments = inspect.signature(DOCUMENTED[name]).parameters
    lacking = [one for one in arguments if not re.search(rf"\b{one}\b", text)]
    if lacking or (arguments and not re.search(r"^(Args:|Arguments and errors as in)", text, re.MULTILINE)):
        no_faults([f"{place(DOCUMENTED[name])}: the docstring of wi_lib.{name} does not explain "
                   f"{', '.join(lacking or arguments)}: say it below Args:, with shape, unit or range"])  # fmt: skip


@pytest.mark.parametrize("name", [*MODULES[3:]])
def test_every_public_function_and_class_of_a_module_has_a_docstring(name):
    module = importlib.import_module(name)
    own = {key: value for key, value in vars(module).items() if getattr(value, "__module__", None) == name}
    no_faults(f"{place(value)}: {key} has no docstring: say what it gives, and what it raises"
              for key, value in own.items() if not key.startswith("_") and callable(value) and not value.__doc__)  # fmt: skip


def test_the_list_of_what_the_package_offers_is_complete():
    """Figures and explorers are modules that a reader imports by name; a test before this one may have done so."""
    later = {"benches", "experiments", "explorers", "plotting", "predictions"}
    offered = {name for name in vars(wi_lib) if not name.startswith("_")} - later
    no_faults(f"wi_lib/__init__.py: {name!r} must stand in both, the imports and __all__, or in neither"
              for name in sorted(offered ^ set(wi_lib.__all__)))  # fmt: skip


# ---- Signatures (test_types.py holds the code to them) -------------------------------------------------------------


def without_type(function):
    """The arguments of a function that have no type, and "return" if its result has none;
    an unknown word is an error."""
    hints = get_type_hints(function)
    return [one for one in [*inspect.signature(function).parameters, "return"] if one not in hints and one != "self"]


def functions(module):
    """Every function and method of a module that readers can use, by name."""
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) == module.__name__ and not name.startswith("_"):
            inside = vars(value).items() if inspect.isclass(value) else [("", value)]
            for part, one in inside:
                one = one.fget if isinstance(one, property) else one
                # A Protocol's __init__ is Python's own.
                ours = inspect.isfunction(one) and one.__module__ == module.__name__
                if ours and (not part.startswith("_") or part in ("__init__", "__call__")):
                    yield f"{name}.{part}", one


@pytest.mark.parametrize("name", TYPED)
def test_every_argument_and_result_has_a_type_whose_words_are_known_at_run_time(name):
    assert {
        one: lacks for one, function in functions(importlib.import_module(name)) if (lacks := without_type(function))
    } == {}


def test_functions_without_types_are_noticed():
    def f(x: int, y=2): ...
    def g(x: "Nobody") -> int: ...  # noqa: F821 (that is the fault)

    assert without_type(f) == ["y", "return"]
    with pytest.raises(NameError, match="Nobody"):
        without_type(g)
    found = [one for name in TYPED for one, _ in functions(importlib.import_module(name))]
    assert {"MLP.__init__", "MLP.forward", "Propagation.gradient_ratio", "race.", "he_normal."} <= set(found)
    assert {"Control.__init__", "Explorer.chosen", "Bench.__init__", "fan_bench.", "watch.", "plot_heat."} <= set(found)


def apart(choices, table):
    """What is named by a Literal only, or by the table of what it chooses only."""
    return set(get_args(choices)) ^ set(table)


@pytest.mark.parametrize(
    "choices, table",
    [
        (activations.ActivationName, activations.ACTIVATIONS),
        (initializers.InitializerName, initializers.INITIALIZERS),
        (initializers.Mode, initializers._FAN),
        (initializers.Distribution, initializers._DISTRIBUTION),
        (results.Experiment, [path.stem for path in results.FOLDER.glob("*.npz")]),
    ],
    ids=["activation", "init", "mode", "distribution", "experiment"],
)
def test_a_literal_and_the_table_of_what_it_chooses_have_the_same_names(choices, table):
    assert apart(choices, table) == set()


def test_a_name_that_stands_on_one_side_only_is_noticed():
    assert apart(Literal["a", "b"], {"b": 1, "c": 2}) == {"a", "c"}


def test_what_stands_under_a_name_has_that_name():
    assert [name for name, one in activations.ACTIVATIONS.items() if one.name != name] == []
    other = {name: one.__name__ for name, one in initializers.INITIALIZERS.items() if one.__name__ != name}
    assert other == {f"{also}_{kind}": f"{name}_{kind}" for also, name in [("glorot", "xavier"), ("kaiming", "he")]
                     for kind in ("normal", "uniform")}  # fmt: skip


def run_python(code):
    """The output of a fresh Python that finds this wi_lib; any warning there is an error."""
    root = str(pathlib.Path(wi_lib.__file__).parent.parent)
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )


def test_import_has_no_side_effect():
    """No figure or widget library loaded, numpy's global random state untouched, nothing printed, no data read."""
    code = """
import json, sys
import numpy as np
np.random.seed(5)
before, errors = np.random.get_state()[1].tolist(), np.geterr()
import wi_lib
same = before == np.random.get_state()[1].tolist() and errors == np.geterr()
print(json.dumps([sorted(sys.modules), same, wi_lib.data._mnist.cache_info().currsize]))
"""
    done = run_python(code)
    assert done.stderr == "" and done.stdout.count("\n") == 1  # the line printed here, and no other
    modules, same_state, sets_loaded = json.loads(done.stdout)
    assert "wi_lib.theory" in modules
    assert not {"matplotlib", "ipywidgets", "anywidget", "IPython"} & {name.split(".")[0] for name in modules}
    assert same_state and sets_loaded == 0


def test_version_is_a_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+", wi_lib.__version__)
