"""The mutation run of `make mutants`: it can start, and its report counts what no test noticed."""

import ast
import keyword
import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from tests import ROOT, at, no_faults
from tools import mutants

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
SETTINGS = PYPROJECT["mutmut"]


def test_mutants_that_nobody_noticed_are_named_and_too_many_of_them_are_an_error():
    text = "    wi_lib.a.x_f__mutmut_1: killed\n    wi_lib.a.x_f__mutmut_2: timeout\n    wi_lib.b.xǁKǁg__mutmut_1: survived\n"
    report, enough = mutants.summary(mutants.results(text))
    assert (
        not enough
        and "wi_lib.b.xǁKǁg__mutmut_1 (survived)" in report
        and "66.7% of the mutants were noticed; NOT enough" in report
    )
    assert re.search(r"^wi_lib.a +2 +2 +1 +100.0%$", report, re.M) and re.search(
        r"^wi_lib.b +1 +0 +0 +0.0%$", report, re.M
    )
    assert mutants.summary(mutants.results(text, ["wi_lib.a.*"]))[1]


@pytest.mark.parametrize("noticed, enough", [(89, False), (90, True)])
@pytest.mark.parametrize("fate", ["survived", "no tests", "not checked", "suspicious", "segfault"])
def test_what_was_not_tried_or_not_tested_was_not_noticed(noticed, enough, fate):
    fates = {f"wi_lib.a.x_f__mutmut_{i}": "killed" if i < noticed else fate for i in range(100)}
    assert mutants.summary(fates)[1] is enough


def test_no_mutants_at_all_are_not_enough():
    assert not mutants.summary({})[1]


# ---- It can start -------------------------------------------------------------------------------------------------


def test_the_mutation_run_names_modules_and_tests_that_exist():
    assert [one for one in SETTINGS["only_mutate"] if not list(ROOT.glob(one))] == []
    assert [one for one in SETTINGS["pytest_add_cli_args_test_selection"] if not (ROOT / one).exists()] == []


IMPORT = "import importlib, sys; sys.path[:0] = {path}; [importlib.import_module(one) for one in {modules}]"


def imported(files, folder, left_out=()):
    """What becomes of importing these files in a folder that has what mutmut copies, and no more."""
    for name in {*SETTINGS["source_paths"], *SETTINGS["also_copy"], "tests"} - {*left_out}:
        shutil.copytree(ROOT / name, folder / name)
    path = [str(folder / one) for one in PYPROJECT["pytest"]["ini_options"]["pythonpath"]]
    modules = ["tests.conftest", *(file.removesuffix(".py").replace("/", ".") for file in files)]
    command = [sys.executable, "-c", IMPORT.format(path=path, modules=modules)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_what_the_mutation_run_copies_is_enough_for_its_tests(tmp_path):
    done = imported(SETTINGS["pytest_add_cli_args_test_selection"], tmp_path)
    no_faults(
        [f"pyproject.toml, [tool.mutmut], also_copy: what the tests import is missing. {done.stderr}"]
        if done.returncode
        else []
    )


@pytest.mark.parametrize("name", SETTINGS["also_copy"])
def test_without_a_folder_that_its_tests_import_the_mutation_run_could_not_start(name, tmp_path):
    """Or the test above would see nothing; and nothing is copied that no test needs."""
    done = imported(["tests/test_explorers.py"], tmp_path, [name])
    assert done.returncode != 0 and "ModuleNotFoundError" in done.stderr


def stands_alone(expression):
    try:
        ast.parse(f"_ = {expression.strip()}")
    except SyntaxError:
        return False
    return True


def unbracketed(code):
    """Lines with a `not` or `~` that mutmut cannot take away: its own brackets, over several lines, go with it."""
    lines, found = code.encode().splitlines(keepends=True), []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert)):
            whole = ast.get_source_segment(code, node)
            start = len(b"".join(lines[: node.lineno - 1])) + node.col_offset
            before, after = code.encode()[:start].decode(), code.encode()[start:].decode()[len(whole) :]
            bracket = re.search(r"([\w)\]}]*)\s*\(\s*$", before)  # and what is called with it, if anything is
            own = bracket and (not bracket[1] or keyword.iskeyword(bracket[1])) and after.lstrip().startswith(")")
            if own and not stands_alone(re.sub(r"^(not|~)", "", whole)):
                found.append(node.lineno)
    return found


def test_mutmut_can_write_every_module_that_it_mutates():
    files = [path for pattern in SETTINGS["only_mutate"] for path in ROOT.glob(pattern)]
    assert len(files) > 15
    no_faults(
        f"{at(path, path.read_text('utf-8').splitlines()[line - 1])}: mutmut takes a `not` away with its brackets, and what stood "
        "over several lines between them is no Python any more. Give the value a name, or the operand brackets of its own"
        for path in files
        for line in unbracketed(path.read_text("utf-8"))
    )  # fmt: skip


@pytest.mark.parametrize(
    "code, lines",
    [
        ("if (\n    not low\n    < 1\n):\n    pass", [2]),
        ("σ = 1\nx = (\n    ~σ.any()\n    & σ\n)", []),  # the brackets are those of &
        ("x = (~σ\n    .any())", [1]),
        ("x = y and (not a\n    in b)", [1]),
        ("x = (not a\n    in b\n    or c)", []),  # those of or
        ("if (\n    not (\n        low\n        < 1\n    )\n):\n    pass", []),
        ("if (\n    not f(\n        1,\n    )\n):\n    pass", []),
        ("if not low < 1:\n    pass", []),
        ("f(not a\n  in b)", []),
        ("f[(not a\n  in b)]", [1]),
        ("x = [\n    not a\n    in b\n]", []),
        ("not a", []),
    ],
)
def test_a_not_that_loses_its_brackets_is_found(code, lines):
    assert unbracketed(code) == lines
