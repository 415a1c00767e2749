"""What is installed: exact versions with hashes, that fit what is asked for, and are the same in every file."""

import re
import tomllib

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import ROOT, no_faults
from tools import dependencies, try_matrix

#: What is asked for -> the exact versions of it, as `make lock` writes them.
LOCKED = {
    "requirements.in": "requirements.txt",
    "lite/requirements.in": "lite/requirements.txt",
    "tools/mutants-requirements.in": "tools/mutants-requirements.txt",
}
HASHED = [*LOCKED.values()]
CURE = "run make lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def read(name):
    return (ROOT / name).read_text("utf-8")


def entries(text):
    """(number of its first line, the whole of it) of every requirement, whose hashes follow on lines of their own."""
    for match in re.finditer(r"^(?=[^#\s])(?:.*\\\n)*.*$", text, re.M):
        yield text.count("\n", 0, match.start()) + 1, match[0].replace("\\\n", " ")


def inexact(name, text):
    """What is wrong with the lines of a file of exact versions, a sentence each."""
    for number, entry in entries(text):
        if not re.match(r"[\w.-]+(\[[\w,.-]+\])?==[\w.!+]+( ;.*?)?( +--hash=sha256:[0-9a-f]{64})+ *$", entry):
            yield f"{name}:{number}: {entry[:60]!r} is no exact version with its hashes: {CURE}"


def versions(text):
    """name -> the versions that a file has of it: more than one where a marker tells systems apart."""
    found = {}
    for one in dependencies.exact_versions(text):
        package, _, version = one.partition("==")
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def asked(name):
    """What a .in file asks for: (its line, the requirement)."""
    for number, line in enumerate(read(name).splitlines(), 1):
        if re.match(r"\w", line):
            yield f"{name}:{number}", Requirement(line.partition(" #")[0])


@pytest.mark.parametrize("name", HASHED)
def test_every_version_is_exact_and_has_its_hashes(name):
    no_faults(inexact(name, read(name)))
    assert len(list(entries(read(name)))) == len(dependencies.exact_versions(read(name))) > 15


@pytest.mark.parametrize(
    "line",
    ["numpy>=2.4.6 \\\n    --hash=sha256:" + "0" * 64, "numpy==2.4.6", "numpy==2.4.6 \\\n    --hash=md5:" + "0" * 32,
     "numpy @ https://example.org/numpy.whl", "./numpy.whl", "--extra-index-url https://example.org"],
)  # fmt: skip
def test_a_version_that_is_not_exact_is_named(line):
    (said,) = inexact("requirements.txt", f"# a comment\n{line}\n    # via x\n")
    assert said.startswith("requirements.txt:2: ") and said.endswith(CURE)


@pytest.mark.parametrize("name", LOCKED)
def test_what_is_asked_for_is_there_in_a_version_that_fits(name):
    there = versions(read(LOCKED[name]))
    found = {place: (one, there.get(canonicalize_name(one.name), set())) for place, one in asked(name)}
    no_faults(
        f"{place} asks for {one}; {LOCKED[name]} has {', '.join(has) or 'none'}: {CURE}"
        for place, (one, has) in found.items()
        if not has or not all(version in one.specifier for version in has)
    )


@pytest.mark.parametrize("name", [*HASHED[1:], "binder/versions.txt"])
def test_what_stands_in_two_files_has_one_version(name):
    book = versions(read("requirements.txt"))
    no_faults(
        f"{name} has {one} {', '.join(found)}; requirements.txt has {', '.join(book[one])}: {CURE}"
        for one, found in versions(read(name)).items()
        if found != book.get(one, found)
    )


def test_one_file_serves_every_python_that_the_book_supports():
    """No version is for some Pythons only: a table made on 3.11 is that of 3.14, and Binder's Python is one of them."""
    markers = {
        entry.partition(" ;")[2].partition("--hash")[0].strip() for _, entry in entries(read("requirements.txt"))
    }
    told_apart = [marker for marker in markers - {""}
                  if len({Marker(marker).evaluate({"python_version": one, "python_full_version": f"{one}.0"})
                          for one in try_matrix.PYTHONS}) > 1]  # fmt: skip
    assert told_apart == []
    assert f"--python-version={try_matrix.PYTHONS[0]} " in read("requirements.txt").splitlines()[1]
    assert f">={try_matrix.PYTHONS[0]}" == PROJECT["requires-python"]
    assert read("binder/runtime.txt").strip().removeprefix("python-") in try_matrix.PYTHONS


def test_binder_installs_what_the_library_needs_and_nothing_else():
    lines = [line for line in read("binder/requirements.txt").splitlines() if not line.startswith("#")]
    assert lines == ["-r versions.txt", "-e ."]
    there = versions(read("binder/versions.txt"))
    needed = [Requirement(one) for one in PROJECT["dependencies"]]
    assert {canonicalize_name(one.name) for one in needed} == there.keys(), CURE
    assert [str(one) for one in needed if not all(version in one.specifier for version in there[one.name])] == []


def test_the_package_asks_for_lower_bounds_only():
    """Colab and class servers have versions of their own."""
    bounds = [*PROJECT["dependencies"], *(one for extra in PROJECT["optional-dependencies"].values() for one in extra)]
    assert [one for one in bounds if not re.fullmatch(r"[\w.-]+>=[\d.]+", one)] == []


def test_hashes_and_comments_do_not_make_a_notebook_out_of_date():
    text = "# made by\nnumpy==2.4.6 ; sys_platform == 'linux' \\\n    --hash=sha256:0 \\\n    # via matplotlib\nruff[x]==0.17.6\n"
    assert dependencies.exact_versions(text) == ["numpy==2.4.6", "ruff==0.17.6"]


def test_make_installs_by_hash_wherever_there_is_a_file_of_hashes():
    installs = re.findall(r"^\t.*\$\(PIP\) (.+)$", read("Makefile"), re.M)
    by_file = [one for one in installs if "-r " in one]
    assert len(by_file) == 3 and all(one.startswith("--require-hashes ") for one in by_file), by_file
