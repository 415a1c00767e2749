"""The project around the book: addresses, versions, templates, documents and commands agree with each other."""

import ast
import contextlib
import io
import re
import shutil
import subprocess
import sys
import tomllib

import jupytext
import matplotlib
import pytest

import wi_lib
from tests import ROOT
from tools import address, lock, new_chapter

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "STYLE.md")
NOTEBOOKS = [ROOT / "intro.py", *sorted(ROOT.glob("chapters/*.py")), *sorted(ROOT.glob("solutions/*.py"))]
PAGES = [path for folder in ("chapters", "solutions", "templates") for path in sorted((ROOT / folder).glob("*.py"))]


def read(name):
    return (ROOT / name).read_text("utf-8")


def change(path, pattern, replacement):
    text, count = re.subn(pattern, replacement, path.read_text("utf-8"))
    assert count == 1
    path.write_text(text, "utf-8")


def run(root, name, *arguments):
    return subprocess.run([sys.executable, "-m", f"tools.{name}", *arguments], cwd=root, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path):
    """The part of the project that the tools read and write, free to be changed."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*address.files(), ROOT / "wi_lib" / "__init__.py"]:
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return tmp_path


@pytest.fixture(scope="module")
def kept_in_git():
    """relative path -> text of every text file that is in git, or would be after `git add`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: nothing tells the project's files from others")
    texts = {}
    for name in filter(None, listed.split("\0")):
        with contextlib.suppress(UnicodeDecodeError, FileNotFoundError):  # pictures and data; files just deleted
            texts[name] = read(name)
    return texts


# ---- One address, one version -------------------------------------------------------------------------------------


def test_all_addresses_agree_with_the_settings():
    checked = run(ROOT, "address", "--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_new_address_reaches_every_place_and_a_second_run_changes_nothing(copy):
    ours = address.wanted()[0]
    change(copy / "_config.yml", r"url: https://github.com/.+", "url: https://github.com/Else.Where/a-book")
    change(copy / "_config.yml", r"branch: .+", "branch: trunk")
    change(copy / "wi_lib" / "__init__.py", r"__version__ = .+", '__version__ = "7.8.9"')

    before = run(copy, "address", "--check")
    assert before.returncode == 1 and "README.md:" in before.stdout and "make address" in before.stderr
    assert run(copy, "address").returncode == 0
    texts = {path: path.read_text("utf-8") for path in address.files(copy)}
    assert [path.name for path, text in texts.items() if ours in text] == []
    readme = texts[copy / "README.md"]
    for part in (
        "https://else.where.github.io/a-book/",
        "/github/Else.Where/a-book/blob/trunk/chapters/",
        "/v2/gh/Else.Where/a-book/trunk?urlpath=",
    ):
        assert part in readme
    for page in PAGES:
        assert "git+https://github.com/Else.Where/a-book@v7.8.9\n" in texts[copy / page.relative_to(ROOT)]
    assert 'Repository = "https://github.com/Else.Where/a-book"' in texts[copy / "pyproject.toml"]
    assert "jupyterlite_url: https://else.where.github.io/a-book/lite/lab/index.html" in texts[copy / "_config.yml"]

    assert run(copy, "address", "--check").returncode == 0
    assert "all files agree" in run(copy, "address").stdout
    assert texts == {path: path.read_text("utf-8") for path in texts}


def test_an_address_of_another_project_stays():
    others = "https://github.com/my/book-2 https://github.com/numpy/numpy https://numpy.github.io/numpy"
    assert address.rewritten(f"https://github.com/my/book. {others}", "my/book", "a/b", "main", "1.0") == (
        f"https://github.com/a/b. {others}"
    )


@pytest.mark.parametrize(
    "url", ["https://gitlab.com/a/b", "https://github.com/a", "https://github.com/a/b.git", "git@github.com:a/b"]
)
def test_an_address_of_the_wrong_form_is_refused(copy, url):
    change(copy / "_config.yml", r"url: https://github.com/.+", f"url: {url}")
    refused = run(copy, "address")
    assert refused.returncode == 1
    assert refused.stderr.startswith("_config.yml: repository.url must be https://github.com/OWNER/REPO")
    assert refused.stderr.endswith(f"it is {url}\n")


def test_no_file_states_the_address_that_the_tool_does_not_know(kept_in_git):
    """A new place would be left behind when the book moves: add it to FILES in tools/address.py."""
    known = {str(path.relative_to(ROOT)) for path in address.files()}
    stating = [name for name, text in kept_in_git.items() if address.wanted()[0] in text]
    assert [name for name in stating if name not in known and not name.endswith(".ipynb")] == []


def test_set_up_cell_is_the_same_everywhere():
    block = r"^try:\n(?:.*\n)*?    import wi_lib as wi\n(?=\S)"
    set_ups = {path: re.findall(block, path.read_text("utf-8"), re.M) for path in {*PAGES, *NOTEBOOKS}}
    assert [path.name for path, found in set_ups.items() if len(found) != 1] == []
    assert len({found[0] for found in set_ups.values()}) == 1


def test_set_up_cell_installs_this_version_and_nothing_else():
    for path in {*PAGES, *NOTEBOOKS}:
        (line,) = re.findall(r"^    # (%pip .+)$", path.read_text("utf-8"), re.M)
        command, _, version = line.partition("@v")
        assert re.fullmatch(r"%pip install -q --no-deps git\+https://github\.com/[\w.-]+/[\w.-]+", command)
        assert version == wi_lib.__version__


def test_citation_names_this_version():
    (version,) = re.findall(r"^version: (.+)$", read("CITATION.cff"), re.M)
    assert version.strip("\"'") == wi_lib.__version__


# ---- A new chapter ------------------------------------------------------------------------------------------------


def test_a_new_chapter_can_be_read_as_notebooks_with_its_names_filled_in(copy):
    made = run(copy, "new_chapter", "98-a-new-start", "A new start")
    assert made.returncode == 0, made.stderr
    assert "make notebooks" in made.stdout
    chapter, solution = (copy / folder / "98-a-new-start.py" for folder in ("chapters", "solutions"))
    assert jupytext.read(chapter, fmt="py:percent").cells[0].source.startswith("# A new start\n")
    assert jupytext.read(solution, fmt="py:percent").cells[0].source.startswith("# Solutions: A new start\n")
    assert "(../solutions/98-a-new-start.ipynb)" in chapter.read_text("utf-8")
    assert "(../chapters/98-a-new-start.ipynb)" in solution.read_text("utf-8")
    for path in (chapter, solution):
        assert not re.search(r"\{(title|slug|number)\}", path.read_text("utf-8"))


@pytest.mark.filterwarnings("ignore:.*non-interactive")
def test_a_new_chapter_runs_as_it_is(copy, monkeypatch):
    matplotlib.use("agg")
    monkeypatch.setattr(new_chapter, "ROOT", copy)
    for path in new_chapter.new_chapter("98-a-new-start", "A new start"):
        text = path.read_text("utf-8")
        with matplotlib.rc_context(), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, str(path), "exec"), {"__name__": "page"})


@pytest.mark.parametrize("slug", ["4-xavier", "04-Xavier", "04_xavier", "04", "04-", "../04-xavier", "04-x.py", ""])
def test_a_bad_slug_is_refused(copy, slug):
    refused = run(copy, "new_chapter", slug, "Xavier")
    assert refused.returncode == 1 and refused.stderr.startswith("SLUG must be two digits and lower-case words")
    assert "Traceback" not in refused.stderr


def test_a_missing_title_and_a_taken_number_are_refused(copy, monkeypatch):
    monkeypatch.setattr(new_chapter, "ROOT", copy)
    before = sorted(copy.rglob("*.py"))
    with pytest.raises(SystemExit, match="TITLE must not be empty"):
        new_chapter.new_chapter("98-a-new-start", " ")
    with pytest.raises(SystemExit, match="There is a chapter 03 already: chapters/03-too-large-too-small.py"):
        new_chapter.new_chapter("03-another", "Another")
    assert run(copy, "new_chapter", "98-a-new-start").stderr.startswith("Usage: ")
    assert sorted(copy.rglob("*.py")) == before


def test_no_page_has_anything_left_from_the_template():
    left = [f"{path.relative_to(ROOT)}:{number}" for path in PAGES if path.parent.name != "templates"
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if "✎" in line]  # fmt: skip
    assert left == []


# ---- Documents ----------------------------------------------------------------------------------------------------


def targets():
    return set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.M))


def test_readme_names_the_two_commands():
    assert re.search(r"^```\nmake book\nmake test\n```$", read("README.md"), re.M)
    assert "test command is `make test`" in read("README.md")
    assert {"book", "test"} <= targets()


def test_every_make_target_that_is_mentioned_exists():
    for name in (*DOCUMENTS, "Makefile", "_config.yml", "tools/new_chapter.py", "tools/address.py", "tools/lock.py", "tools/lite.py"):
        mentioned = set(re.findall(r"(?:`|^ *\d?\.? *|then |run: )make ([a-z][a-z-]+)(?=[`\s.,]|$)", read(name), re.M))
        assert mentioned <= targets(), name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_relative_link_and_anchor_leads_somewhere(name):
    text = read(name)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    anchors = {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert links
    missing = [link for link in links if not (link[1:] in anchors if link.startswith("#") else (ROOT / link).exists())]
    assert missing == []


def test_the_examples_for_contributors_run():
    examples = re.findall(r"^```python\n(.*?)^```$", read("CONTRIBUTING.md"), re.M | re.S)
    assert len(examples) == 2
    explorer, bench = {}, {}
    exec(examples[0], explorer)
    explorer["explorer"].chosen = {"activation": "tanh", "std": 0.01}
    assert explorer["explorer"].slice("case") == [0]
    exec(examples[1], bench)
    bench["bench"].controls["std"].value = 1.0
    assert bench["bench"].text.startswith("Of the gradient, ")


def test_modules_import_only_what_stands_above_them_in_the_guide_for_contributors():
    (block,) = re.findall(r"```\n(_validate\n.*?)```", read("CONTRIBUTING.md"), re.S)
    level = {name: number for number, line in enumerate(block.splitlines()) for name in line.split(", ")}
    package = ROOT / "wi_lib"
    assert level.keys() == {path.stem for path in package.glob("*.py") if path.stem != "__init__"} | {"checks", "explorers"}
    for path in package.rglob("*.py"):
        module, up = (path.stem, 1) if path.parent == package else (path.parent.name, 2)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == up and module != "__init__":
                for used in [node.module] if node.module else [alias.name for alias in node.names]:
                    assert level[used] < level[module], f"{path.relative_to(ROOT)} imports {used}"


# ---- Packages, and what must not be in a file ---------------------------------------------------------------------


def test_requirements_are_exact_and_the_package_asks_for_lower_bounds_only():
    files = read("requirements.txt"), read("lite/requirements.txt"), read("tools/mutants-requirements.txt")
    lines = [line.partition("#")[0].strip() for text in files for line in text.splitlines()]
    assert [line for line in lines if line and not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    project = tomllib.loads(read("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    assert [one for one in asked if not re.fullmatch(r"[\w.-]+>=[\d.]+", one)] == []


def test_the_lock_file_keeps_its_layout_when_it_is_renewed():
    text = read("requirements.txt")
    heading, asked = lock.parts(text)
    versions = dict(line.split("  #")[0].split("==") for line in text.splitlines() if "==" in line)
    assert sorted(lock.written(heading, asked, versions).splitlines()) == sorted(text.splitlines())
    assert lock.HELD.keys() <= asked.keys()


def test_binder_has_the_same_versions_and_nothing_that_running_does_not_need():
    lines = [line for line in read("binder/requirements.txt").splitlines() if not line.startswith("#")]
    assert lines.pop() == "-e ."
    versions = dict(line.split("  #")[0].split("==") for line in read("requirements.txt").splitlines() if "==" in line)
    assert lines == [f"{line.split('==')[0]}=={versions[line.split('==')[0]]}" for line in lines]
    asked = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    assert {line.split("==")[0] for line in lines} == {one.split(">=")[0] for one in asked}
    assert lock.same_versions("# a note\nnumpy==1.0\n-e .\n", {"NumPy": "9.9"}) == "# a note\nnumpy==9.9\n-e .\n"


def test_binder_uses_a_python_that_the_library_supports():
    runtime = re.fullmatch(r"python-3\.(\d+)\n", read("binder/runtime.txt"))
    assert runtime and int(runtime[1]) >= 11


def test_no_file_names_a_package_registry_or_somebodys_home_directory(kept_in_git):
    unwanted = ["pypi" + ".org", "pythonhosted" + ".org", "anaconda" + ".org", "npmjs" + ".org", "unpkg" + ".com"]
    unwanted += ["/" + "home/", "/" + "root/", "/" + "Users/", "C:\\" + "Users"]
    assert [(name, word) for name, text in kept_in_git.items() for word in unwanted if word in text] == []


# ---- Mutations ----------------------------------------------------------------------------------------------------


def test_mutants_that_nobody_noticed_are_named_and_too_many_of_them_are_an_error():
    mutants = tool("mutants")
    text = "    wi_lib.a.x_f__mutmut_1: killed\n    wi_lib.a.x_f__mutmut_2: timeout\n    wi_lib.b.xǁKǁg__mutmut_1: survived\n"
    report, enough = mutants.summary(mutants.results(text))
    assert not enough and "wi_lib.b.xǁKǁg__mutmut_1 (survived)" in report and "66.7% of the mutants were noticed; NOT enough" in report
    assert re.search(r"^wi_lib.a +2 +2 +1 +100.0%$", report, re.M) and re.search(r"^wi_lib.b +1 +0 +0 +0.0%$", report, re.M)
    assert mutants.summary(mutants.results(text, ["wi_lib.a.*"]))[1]


@pytest.mark.parametrize("noticed, enough", [(89, False), (90, True)])
@pytest.mark.parametrize("fate", ["survived", "no tests", "not checked", "suspicious", "segfault"])
def test_what_was_not_tried_or_not_tested_was_not_noticed(noticed, enough, fate):
    fates = {f"wi_lib.a.x_f__mutmut_{i}": "killed" if i < noticed else fate for i in range(100)}
    assert tool("mutants").summary(fates)[1] is enough


def test_no_mutants_at_all_are_not_enough():
    assert not tool("mutants").summary({})[1]


def test_the_mutation_run_names_modules_and_tests_that_exist():
    settings = tomllib.loads(read("pyproject.toml"))["tool"]["mutmut"]
    assert [one for one in settings["only_mutate"] if not list(ROOT.glob(one))] == []
    assert [one for one in settings["pytest_add_cli_args_test_selection"] if not (ROOT / one).exists()] == []
