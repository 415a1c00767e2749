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

import pytest

import wi_lib

# All but the figures and explorers: those need matplotlib and the widgets, and have tests of their own.
MODULES = (
    "wi_lib",
    "wi_lib._validate",
    "wi_lib.activations",
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

# What `from wi_lib import …` offers, and of it what can have a docstring (the two dictionaries cannot).
PUBLIC = {
    name: value
    for name, value in vars(wi_lib).items()
    if not name.startswith("_") and not isinstance(value, types.ModuleType)
}
DOCUMENTED = {name: value for name, value in PUBLIC.items() if callable(value)}


def test_every_module_is_in_the_list():
    folder = pathlib.Path(wi_lib.__file__).parent
    found = {"wi_lib", *(f"wi_lib.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__")}
    assert found - set(MODULES) == {
        f"wi_lib.{name}" for name in ("plotting", "_plotted", "_theme", "_svg", "_drawings")
    }


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0  # doctest prints what went wrong


def test_the_examples_are_found_at_all():
    """A doctest run that silently finds nothing would pass above."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(examples) > 45


def test_only_the_two_dictionaries_have_no_docstring_of_their_own():
    assert set(PUBLIC) - set(DOCUMENTED) == {"ACTIVATIONS", "INITIALIZERS"}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_name_has_a_docstring_with_an_example(name):
    text = inspect.getdoc(DOCUMENTED[name])
    assert text and re.search(r"^Example:\n    >>> ", text, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name, value in DOCUMENTED.items() if inspect.isroutine(value)])
def test_every_argument_of_a_public_function_is_explained(name):
    text = inspect.getdoc(DOCUMENTED[name])
    arguments = inspect.signature(DOCUMENTED[name]).parameters
    assert not [one for one in arguments if not re.search(rf"\b{one}\b", text)]
    if arguments:
        assert re.search(r"^(Args:|Arguments and errors as in)", text, re.MULTILINE)


@pytest.mark.parametrize("name", [*MODULES[2:]])
def test_every_public_function_and_class_of_a_module_has_a_docstring(name):
    module = importlib.import_module(name)
    own = {key: value for key, value in vars(module).items() if getattr(value, "__module__", None) == name}
    assert not [key for key, value in own.items() if not key.startswith("_") and callable(value) and not value.__doc__]


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
