"""What must hold of the tests themselves: a second function of the same name replaces the
first, which then never runs."""

import ast
import os
import shutil
import subprocess
import sys

import pytest

from tests import ROOT
from tests.browser import CHROMIUM

FOLDERS = ("tests", "wi_lib", "tools", "_ext", "benchmarks")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def stands_beside(decorator):
    """Whether it says that a function is meant to stand beside another of its name: a setter, a signature for mypy."""
    return isinstance(decorator, (ast.Attribute, ast.Name)) and ast.unparse(decorator).endswith((".setter", "overload"))


def defined_twice(code):
    """Names of functions and classes that stand twice in one body of `code` (a module, a class, a function, an if)."""
    found = []
    for node in ast.walk(ast.parse(code)):
        for body in (getattr(node, part, None) for part in ("body", "orelse", "finalbody")):
            seen = [
                one.name
                for one in (body if isinstance(body, list) else [])
                if isinstance(one, DEFINITIONS) and not any(map(stands_beside, one.decorator_list))
            ]
            found += sorted({name for name in seen if seen.count(name) > 1})
    return found


def test_no_function_stands_twice():
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 40
    assert {
        path.relative_to(ROOT).as_posix(): twice for path in files if (twice := defined_twice(path.read_text("utf-8")))
    } == {}


@pytest.mark.parametrize(
    "code, twice",
    [
        ("def test_a(): pass\ndef test_b(): pass\ndef test_a(): assert 1", ["test_a"]),
        ("class A:\n  def f(self): 1\n  def f(self): 2", ["f"]),
        ("def f():\n  def g(): 1\n  def g(): 2", ["g"]),
        ("if 1:\n  def f(): 1\nelse:\n  def f(): 2", []),
        ("class A:\n  @property\n  def f(self): 1\n  @f.setter\n  def f(self, value): 2", []),
        ("@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...\ndef f(x): 1", []),
        ("@overload\ndef f(x: int): ...\ndef f(x): 1\ndef f(x): 2", ["f"]),
        ("class A:\n  def f(self): 1\nclass B:\n  def f(self): 1", []),
    ],
)
def test_a_function_that_stands_twice_is_noticed(code, twice):
    assert defined_twice(code) == twice


# ---- Why a test was red -------------------------------------------------------------------------------------------

RED = """
import pytest
from tests.browser import Visit, browser, home, needs_browser

def test_says_why():
    assert "this" == "that"

def test_is_green():
    pass

@needs_browser
def test_shows_its_page(browser, tmp_path):
    (tmp_path / "page.html").write_text("<!doctype html><title>x</title><h1>Look</h1>")
    with Visit(browser, (tmp_path / "page.html").as_uri()):
        assert "seen" == "unseen"
"""


def test_a_red_test_leaves_its_words_and_a_picture_of_its_page(tmp_path):
    shutil.copyfile(ROOT / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_red.py").write_text(RED)
    folder = tmp_path / "why"
    folder.mkdir()
    (folder / "left-over.txt").write_text("of the last run")
    command = [sys.executable, "-m", "pytest", "-n", "2", "--why-red", "why", "-p", "no:cacheprovider", "test_red.py"]
    subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True)
    said = {path.name: path.read_text("utf-8") for path in folder.glob("*.txt")}
    names = ["test_red.py-test_says_why.txt", *(["test_red.py-test_shows_its_page.txt"] if CHROMIUM else [])]
    assert sorted(said) == names and "assert 'this' == 'that'" in said[names[0]]
    assert [path.name for path in folder.glob("*.png")] == (
        ["test_red.py-test_shows_its_page-0.png"] if CHROMIUM else []
    )
