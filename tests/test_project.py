"""The project around the book: addresses, versions, templates, documents and commands agree with each other."""

import ast
import contextlib
import graphlib
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import tomllib
import types
import xml.etree.ElementTree
import zipfile

import jupytext
import pytest
import yaml

import wi_lib
import wi_setup
from tests import ROOT, at, no_faults
from tools import address, new_chapter, release

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "MAINTAINING.md", "STYLE.md")
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
    for path in [
        *address.files(),
        *(ROOT / name for name in ("wi_lib/__init__.py", "references.bib", "references.md", "_toc.yml", "teaching.md")),
    ]:
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


def test_another_edition_reaches_every_place_and_a_second_run_changes_nothing(copy):
    ours = address.edition()
    change(copy / "_config.yml", r"url: https://github.com/.+", "url: https://github.com/Else.Where/a-book")
    change(copy / "_config.yml", r"branch: .+", "branch: trunk")
    change(copy / "_config.yml", r"(?m)^title: .+", "title: 'Vor dem \"ersten\" Schritt & Größe'")
    change(copy / "_config.yml", r"language: \w+", "language: de")
    change(copy / "wi_lib" / "__init__.py", r"__version__ = .+", '__version__ = "7.8.9"')

    before = run(copy, "address", "--check")
    assert before.returncode == 1 and "README.md:" in before.stdout and "make address" in before.stderr
    assert run(copy, "address").returncode == 0
    texts = {path: path.read_text("utf-8") for path in address.files(copy)}
    assert [path.name for path, text in texts.items() if ours.repository in text] == []
    new = address.edition(copy)
    assert (new.title, new.language) == ('Vor dem "ersten" Schritt & Größe', "de")
    assert yaml.safe_load(texts[copy / "CITATION.cff"])["title"].startswith(f"{new.title}: ")
    assert xml.etree.ElementTree.fromstring(texts[copy / "_static" / "logo.svg"]).get("aria-label") == new.title
    for name in ("intro.py", "intro.ipynb"):
        assert jupytext.read(copy / name).cells[0].source.startswith(f"# {new.title}\n")
    assert texts[copy / "README.md"].startswith(f"# {new.title}\n")
    readme = texts[copy / "README.md"]
    for part in (
        "https://else.where.github.io/a-book/",
        "/github/Else.Where/a-book/blob/trunk/chapters/",
        "/v2/gh/Else.Where/a-book/trunk?urlpath=",
    ):
        assert part in readme
    wheel, sha = release.named()
    for page in {*PAGES, *NOTEBOOKS, *(page.with_suffix(".ipynb") for page in NOTEBOOKS)}:
        assert f"https://else.where.github.io/a-book/{wheel}#sha256={sha}" in texts[copy / page.relative_to(ROOT)]
    assert yaml.safe_load(texts[copy / "CITATION.cff"])["version"] == "7.8.9"
    assert 'Repository = "https://github.com/Else.Where/a-book"' in texts[copy / "pyproject.toml"]
    assert "jupyterlite_url: https://else.where.github.io/a-book/lite/lab/index.html" in texts[copy / "_config.yml"]

    assert run(copy, "pages", "--check").returncode == 0
    assert run(copy, "address", "--check").returncode == 0
    assert "all files agree" in run(copy, "address").stdout
    assert texts == {path: path.read_text("utf-8") for path in texts}


def test_an_address_of_another_project_stays():
    others = "https://github.com/my/book-2 https://github.com/my/book.js https://github.com/numpy/numpy https://numpy.github.io/numpy"
    edition = address.Edition("A title", "en", "a/b", "main", "1.0")
    assert (
        address.rewritten(f"https://github.com/my/book. {others}", "my/book", edition)
        == f"https://github.com/a/b. {others}"
    )


def test_what_a_fork_merges_from_the_original_is_put_right():
    edition = address.Edition("A title", "en", "a/b", "main", "1.0")
    theirs = address.rewritten(
        read("run.md") + read("README.md") + read("chapters/01-where-learning-starts.py"), "a/b", edition
    )
    ours = re.findall(r"https://\S+?(?:/lite/lab/|\.zip|\.whl|/blob/\S+ipynb|/v2/gh/\S+ipynb)", theirs)
    assert len(ours) > 20 and all("/a/b/" in one or one.startswith("https://a.github.io/b/") for one in ours), ours


@pytest.mark.parametrize(
    ("repository", "site"),
    [("Me/a-book", "https://me.github.io/a-book"), ("Me/me.github.io", "https://me.github.io")],
)
def test_the_site_is_where_github_pages_shows_it(repository, site):
    assert address.site(repository) == site


def test_a_fork_is_published_only_from_where_the_book_says_that_it_lives(copy):
    refused = run(copy, "address", "--published-from", "Some/fork")
    assert refused.returncode == 1 and refused.stdout == ""
    assert "Not published" in refused.stderr and refused.stderr.endswith("\n    make address REPOSITORY=Some/fork\n")
    assert run(copy, "address", "Some/fork").returncode == 0  # what that command runs
    assert run(copy, "address", "--published-from", "some/fork").returncode == 0
    change(copy / "README.md", r"(?m)\A# .+", "# Another title")
    refused = run(copy, "address", "--published-from", "Some/fork")
    assert (
        refused.returncode == 1
        and "README.md:1: # Another title" in refused.stdout
        and refused.stderr.endswith(": make address\n")
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (r"(?m)^title: .+", "title: 7", "title must be one line of text; it is 7"),
        (r"(?m)^title: .+\n", "", "title must be one line of text; it is None"),
        (r"language: \w+", "language: English (UK)", "sphinx.config.language must be a language's code"),
        (r"branch: .+", "branch: a b", "repository.branch must be letters"),
    ],
)
def test_an_edition_without_the_right_form_is_refused(copy, old, new, message):
    change(copy / "_config.yml", old, new)
    refused = run(copy, "address")
    assert refused.returncode == 1 and refused.stderr.startswith("_config.yml: ") and message in refused.stderr


@pytest.mark.parametrize(
    "url", ["https://gitlab.com/a/b", "https://github.com/a", "https://github.com/a/b.git", "git@github.com:a/b"]
)
def test_an_address_of_the_wrong_form_is_refused(copy, url):
    change(copy / "_config.yml", r"url: https://github.com/.+", f"url: {url}")
    refused = run(copy, "address")
    assert refused.returncode == 1
    assert refused.stderr.startswith("_config.yml: repository.url must be https://github.com/OWNER/REPO")
    assert refused.stderr.endswith(f"it is {url}\n")


def test_no_file_states_the_address_or_title_that_the_tool_does_not_know(kept_in_git):
    """A new place would be left behind when the book moves: add it to FILES in tools/address.py."""
    known = {str(path.relative_to(ROOT)) for path in address.files()}
    edition = address.edition()
    prose = ("chapters/", "solutions/")  # where a sentence may begin like the title
    stating = [name for name, text in kept_in_git.items()
               if edition.repository in text or (edition.title in text and not name.startswith(prose))]  # fmt: skip
    no_faults(f"{at(ROOT / name, edition.repository)}: it states the book's address or title: name the file in FILES of tools/address.py"
              for name in stating if name not in known)  # fmt: skip


def test_set_up_cell_is_the_same_everywhere():
    block = r"^import importlib\.util\n(?:.*\n)*?import wi_lib as wi\n"
    (ours,) = re.findall(block, read("templates/chapter.py"), re.MULTILINE)
    no_faults(
        f"{at(path, 'import importlib.util')}: the set-up cell is not that of templates/chapter.py: copy it from there"
        for path in sorted({*PAGES, *NOTEBOOKS})
        if re.findall(block, path.read_text("utf-8"), re.MULTILINE) != [ours]
    )


def test_citation_names_this_version():
    (version,) = re.findall(r"^version: (.+)$", read("CITATION.cff"), re.M)
    assert version.strip("\"'") == wi_lib.__version__


# ---- The library's wheel, and the cell that fetches it --------------------------------------------------------------


def test_the_set_up_cells_name_a_wheel_that_is_published_beside_the_book():
    path = release.check()
    assert [int(part) for part in path.name.split("-")[1].split(".")] <= [
        int(part) for part in wi_lib.__version__.split(".")
    ]
    settings = yaml.safe_load(read("_config.yml"))
    assert settings["sphinx"]["config"]["html_extra_path"] == [release.RELEASES]


@pytest.fixture
def sources(tmp_path):
    """The library's sources in a git repository of their own, with two set-up cells, free to be changed."""
    for name in (*release.SOURCES, "_config.yml", "intro.py", "templates/chapter.py"):
        target = tmp_path / "book" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, target)
    for path in (tmp_path / "book" / "wi_lib" / "data").glob("*.npz"):
        path.write_bytes(b"data")  # quicker to pack
    commit(tmp_path / "book")
    return tmp_path / "book"


def commit(folder):
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org", "-C", folder]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "test"]):
        subprocess.run([*git, *command], check=True)


def test_the_same_sources_give_the_same_wheel_whenever_wherever_and_by_whomever(sources, tmp_path):
    first = release.build(tmp_path / "first", sources)
    other = tmp_path / "elsewhere in a Stück" / "book"
    shutil.copytree(sources, other)
    for path in other.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o700)
        os.utime(path, (1e9, 1e9))
    (other / "wi_lib" / "__pycache__").mkdir(exist_ok=True)
    (other / "wi_lib" / "__pycache__" / "left.pyc").write_bytes(b"left over")
    mask = os.umask(0o077)
    try:
        second = release.build(tmp_path / "second", other)
    finally:
        os.umask(mask)
    assert first.name == second.name and release.sha256(first) == release.sha256(second)
    with zipfile.ZipFile(first) as wheel:
        names = set(wheel.namelist())
    assert {
        "wi_setup.py",
        "wi_lib/py.typed",
        "wi_lib/data/results/mnist_race.npz",
        "wi_lib/explorers/engine.js",
        "wi_lib/explorers/net.js",
        "wi_lib/explorers/net.css",
        "wi_lib/explorers/fields.js",
        "wi_lib/explorers/fields.css",
        "wi_lib/explorers/words.json",
        "wi_lib/predictions/prediction.js",
        "wi_lib/predictions/prediction.css",
    } <= names
    assert all(
        re.match(r"wi_lib/|wi_setup\.py$|wi_lib-[\d.]+\.dist-info/", name) and "__pycache__" not in name
        for name in names
    )


def test_a_release_renews_what_the_cells_name_and_never_what_is_released(sources):
    with pytest.raises(SystemExit, match="run make release"):
        release.check(sources)  # there is no wheel yet
    path = release.release(sources)
    assert release.check(sources) == path and release.named(sources) == (
        path.name,
        hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    commit(sources)
    before = {page: page.read_text("utf-8") for page in address.files(sources)}
    assert release.release(sources) == path and before == {page: page.read_text("utf-8") for page in before}

    change(sources / "wi_lib" / "report.py", r"\A", "# another line\n")
    assert release.check(sources) == path  # between releases, the cells name the last one
    with pytest.raises(SystemExit, match="(?s)Commit first.*wi_lib/report.py"):
        release.release(sources)
    commit(sources)
    with pytest.raises(SystemExit, match="is there, with other bytes: raise __version__"):
        release.release(sources)
    change(sources / "wi_lib" / "__init__.py", r"(?m)^__version__ = .+", '__version__ = "7.8.9"')
    commit(sources)
    new = release.release(sources)
    assert new.name == "wi_lib-7.8.9-py3-none-any.whl" and release.check(sources) == new and path.exists()

    data = bytearray(new.read_bytes())
    data[len(data) // 2] ^= 1
    new.write_bytes(data)
    with pytest.raises(SystemExit, match="is not what the set-up cells name"):
        release.check(sources)


def test_cells_that_name_different_wheels_are_refused(sources):
    change(sources / "intro.py", r"#sha256=\w+", f"#sha256={'1' * 64}")
    with pytest.raises(SystemExit, match="must name one wheel, with one SHA-256"):
        release.check(sources)


WHEEL = "https://example.org/book/wi_lib-0.0.1-py3-none-any.whl#sha256=0"


def test_what_is_needed_stands_in_pyproject_with_the_same_bounds():
    asked = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    assert [f"{name}>={version}" for name, version in wi_setup.NEEDED.items()] == asked


def test_where_nothing_is_missing_nothing_is_done_or_said(capsys, monkeypatch):
    monkeypatch.setattr(wi_setup, "install", None)
    wi_setup.ready(WHEEL)
    assert capsys.readouterr().out == ""


def test_the_module_needs_python_alone():
    code = "import sys; sys.path.insert(0, sys.argv[1]); import wi_setup; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(ROOT)], capture_output=True, text=True, check=True
    )
    assert {"numpy", "wi_lib", "packaging", "IPython"}.isdisjoint(done.stdout.split())


@pytest.mark.parametrize(
    ("name", "version", "parts"),
    [
        (
            "ipywidgets",
            "7.6.5",
            [
                "Too old for this course: ipywidgets 7.6.5",
                "Nothing was replaced",
                '%pip install --upgrade "ipywidgets>=7.7"',
            ],
        ),
        ("numpy", "1.25.2", ["numpy 1.25.2", '"numpy>=1.26"']),
    ],
)
def test_a_package_that_is_too_old_is_named_and_left_alone(monkeypatch, complains, name, version, parts):
    monkeypatch.setattr(wi_setup, "installed", lambda: dict.fromkeys(wi_setup.NEEDED, "99.0") | {name: version})
    monkeypatch.setattr(wi_setup, "install", None)
    complains(lambda: wi_setup.ready(WHEEL), ImportError, parts)


def test_a_wi_lib_that_is_older_than_the_notebook_says_so_and_stays(monkeypatch, complains):
    old = WHEEL.replace("0.0.1", "7.8.9")
    complains(
        lambda: wi_setup.ready(old),
        ImportError,
        ["needs wi_lib 7.8.9", f"here is {wi_lib.__version__}", f"%pip install --no-deps {old}"],
    )


@pytest.mark.parametrize("version", ["1.0", "1.26.4", "2.0.0rc1", "2.1.0+cu118", "2026.9.1.post2", "1!2.0.dev3"])
def test_every_package_that_is_here_is_held_at_its_version(monkeypatch, version):
    asked = []

    def pip(command, **options):
        asked.append(pathlib.Path(command[command.index("--constraint") + 1]).read_text("utf-8"))
        return types.SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(wi_setup.subprocess, "run", pip)
    wi_setup.install(["numpy>=1.26"], {"a": version, "b": "no-version"})
    assert asked == [f"a=={version}\n"]


@pytest.mark.parametrize("in_the_browser", [False, True])
def test_what_pip_says_reaches_the_reader(monkeypatch, complains, in_the_browser):
    def pip(*command, **options):
        if in_the_browser:
            raise OSError(138, "emscripten does not support processes.")
        return types.SimpleNamespace(returncode=1, stderr="ERROR: the server is down")

    monkeypatch.setattr(wi_setup.subprocess, "run", pip)
    said = "emscripten does not support processes." if in_the_browser else "the server is down"
    complains(lambda: wi_setup.install(["numpy>=1.26"], {}), ImportError, ["numpy>=1.26", "Nothing was replaced", said])


def test_a_package_that_pip_says_is_there_and_python_cannot_import_is_named(monkeypatch, complains):
    monkeypatch.setattr(
        wi_setup.subprocess, "run", lambda *command, **options: types.SimpleNamespace(returncode=0, stderr="")
    )
    complains(
        lambda: wi_setup.install(["numpy>=1.26", "no_such_package>=1"], {}),
        ImportError,
        ["could not install no_such_package>=1 beside"],
    )


# ---- A new chapter ------------------------------------------------------------------------------------------------

NEXT = len(list(ROOT.glob("chapters/*.py"))) + 1
SLUG = f"{NEXT:02d}-a-new-start"
FILES = {f"chapters/{SLUG}.py", f"solutions/{SLUG}.py", f"teaching/{SLUG}.md", f"wi_lib/checks/chapter_{NEXT:02d}.py", f"wi_lib/predictions/chapter_{NEXT:02d}.py", f"tests/chapters/chapter_{NEXT:02d}.py"}  # fmt: skip


def make(folder, target, *more, **variables):
    """Run a target of the Makefile in a copy of the project, with the Python of this test in place of .venv's."""
    if not (folder / "ready").exists():
        for name in ("Makefile", "pyproject.toml", "requirements.txt"):
            shutil.copyfile(ROOT / name, folder / name)
        (folder / "ready").touch()
    command = ["make", target, f"RUN={sys.executable}", "READY=ready", *more]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(command, cwd=folder, env=clean | variables, capture_output=True, text=True)


@pytest.fixture
def whole(copy):
    """A copy in which a chapter can be added and run."""
    for name in ("wi_lib", "tests", "templates"):
        shutil.copytree(ROOT / name, copy / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


#: Stands for jupyter-book: it says that it has built, and how.
BUILDS = """#!/bin/sh
mkdir -p _build/html
echo "$@" >> _build/built
touch _build/html/index.html
if [ -e _build/slow ]; then rm _build/slow; sleep 0.05; echo "# saved meanwhile" >> a.md; fi
"""
CHANGES = {
    "nothing": ("true", False),
    "a text": ("echo '# B' >> a.md", True),
    "a new file": ("touch chapters/new.md", True),
    "a file that is gone": ("rm chapters/b.md", True),
    "a file at the top that is gone": ("rm a.md", True),
    "an older file in its place": ("mv chapters/b.md chapters/c.md", True),
    "the book, which is gone": ("rm _build/html/index.html", True),
    "what tests leave behind": ("mkdir __pycache__ .pytest_cache && touch __pycache__/a.pyc .pytest_cache/a", False),
}


@pytest.mark.parametrize(("change", "builds"), CHANGES.values(), ids=CHANGES)
def test_the_book_is_built_again_only_after_a_change(tmp_path, change, builds):
    """What is not seen here is not in the pages that the tests look at."""

    def book(change):
        time.sleep(0.05)  # a file's time has not all digits
        subprocess.run(change, shell=True, cwd=tmp_path, check=True)
        assert make(tmp_path, "book", "VENV=stub").returncode == 0
        return (tmp_path / "_build" / "built").read_text("utf-8").count("\n")

    program = tmp_path / "stub" / "bin" / "jupyter-book"
    program.parent.mkdir(parents=True)
    program.write_text(BUILDS)
    program.chmod(0o755)
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "b.md").write_text("# B\n")
    assert book("echo '# A' > a.md") == 1
    assert book(change) == 1 + builds
    assert book("true") == 1 + builds
    assert book("touch _build/slow a.md") == 2 + builds
    assert book("true") == 3 + builds, "what was saved while the last one was built"


def texts(root):
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*.*")
            if path.is_file() and path.suffix in (".py", ".md", ".yml")}  # fmt: skip


def test_a_new_chapter_is_its_own_files_and_the_tables_and_nothing_else(whole):
    before = texts(whole)
    made = make(whole, "new-chapter", f"SLUG={SLUG}", "TITLE=A new start")
    assert made.returncode == 0, made.stderr
    after = texts(whole)
    assert {name for name in after if after[name] != before.get(name)} == FILES | {
        "README.md",
        "intro.py",
        "teaching.md",
        "teaching/misconceptions.md",
    }
    assert all(name in made.stdout for name in FILES) and "make notebooks" in made.stdout
    assert after[f"chapters/{SLUG}.py"].startswith("# %% [markdown]\n# # A new start\n")
    assert after[f"solutions/{SLUG}.py"].startswith("# %% [markdown]\n# # Solutions: A new start\n")
    assert f"(../solutions/{SLUG}.ipynb)" in after[f"chapters/{SLUG}.py"]
    assert f"[{NEXT} A new start](chapters/{SLUG}.ipynb)" in after["README.md"]
    assert f"from wi_lib.predictions.chapter_{NEXT:02d} import your" in after[f"chapters/{SLUG}.py"]
    assert [name for name in FILES if re.search(r"\{(title|slug|number|NN)\}", after[name])] == []
    assert run(whole, "pages", "--check").returncode == 0


def test_a_new_chapter_runs_as_it_is_and_the_tests_know_its_answers(whole):
    make(whole, "new-chapter", f"SLUG={SLUG}", "TITLE=A new start")
    exercises = " or ".join(f"{NEXT}.{number}" for number in (1, 2, 3))
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_checks.py", "-k", exercises]
    environment = os.environ | {"PYTHONPATH": str(whole), "MPLBACKEND": "agg"}
    for command in ([f"chapters/{SLUG}.py"], [f"solutions/{SLUG}.py"], tests):
        done = subprocess.run([sys.executable, *command], cwd=whole, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"\.{15}", done.stdout), f"too few tests ran: {done.stdout}"


@pytest.mark.parametrize(
    "title",
    ["Where $\\sqrt{2}$ comes from: 100 % of {slug} | 초기화 – ≠ é # c; He's \"gain\", `wi.he_normal` twice, \\alpha and \\\\",
     "; touch owned # $(shell touch owned) ${HOME} $HOME `touch owned` $( and ${ and $"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["on the line", "in the environment"])
def test_every_sign_of_a_title_arrives(whole, title, how):
    """Through make and the shell, which both have signs of their own."""
    *others, _ = sorted((whole / "chapters").glob("*.py"))
    for path in others:  # to read them all, for the tables, would take longer than all else here
        path.unlink()
    if how == "on the line":
        made = make(whole, "new-chapter", f"SLUG={SLUG}", f"TITLE={title}")
    else:
        made = make(whole, "new-chapter", SLUG=SLUG, TITLE=title)
    assert made.returncode == 0, made.stderr
    for folder, before in (("chapters", ""), ("solutions", "Solutions: ")):
        first = jupytext.read(whole / folder / f"{SLUG}.py", fmt="py:percent").cells[0].source
        assert first.splitlines()[0] == f"# {before}{title}"
    assert not (whole / "owned").exists()
    compile((whole / "chapters" / f"{SLUG}.py").read_text("utf-8"), "chapter", "exec")


@pytest.mark.parametrize("slug", ["8-xavier", "08-Xavier", "08_xavier", "08", "08-", "../08-xavier", "08-x.py", ""])
def test_a_bad_slug_is_refused(copy, slug, monkeypatch):
    monkeypatch.setattr(new_chapter, "ROOT", copy)
    with pytest.raises(SystemExit, match="^SLUG must be two digits and lower-case words"):
        new_chapter.new_chapter(slug, "Xavier")


def test_what_is_refused_is_said_without_a_traceback(copy):
    refused = run(copy, "new_chapter", "8-xavier", "Xavier")
    assert refused.returncode == 1 and refused.stderr.startswith("SLUG must be two digits and lower-case words")
    assert "Traceback" not in refused.stderr


def test_a_missing_title_and_a_number_that_is_not_the_next_are_refused(copy, monkeypatch):
    monkeypatch.setattr(new_chapter, "ROOT", copy)
    before = sorted(copy.rglob("*.py"))
    with pytest.raises(SystemExit, match="TITLE must not be empty"):
        new_chapter.new_chapter(SLUG, " ")
    for number in ("03", f"{NEXT + 1:02d}"):
        with pytest.raises(
            SystemExit, match=f"There are chapters 1 to {NEXT - 1}: the number in SLUG must be {NEXT:02d}"
        ):
            new_chapter.new_chapter(f"{number}-another", "Another")
    assert run(copy, "new_chapter", SLUG).stderr.startswith("Usage: ")
    assert sorted(copy.rglob("*.py")) == before


def test_nothing_is_left_from_the_templates():
    made = [
        *PAGES,
        *(ROOT / "teaching").glob("*.md"),
        *(ROOT / "wi_lib" / "checks").glob("*.py"),
        *(ROOT / "tests" / "chapters").glob("*.py"),
    ]
    no_faults(
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:60]!r} is the template's: write your own, and take the ✎ away"
        for path in made
        if path.parent.name != "templates"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "✎" in line
    )


# ---- Documents ----------------------------------------------------------------------------------------------------


def targets():
    return set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.M))


def test_readme_names_the_two_commands():
    assert re.search(r"^```\nmake book\nmake test\n```$", read("README.md"), re.M)
    assert "test command is `make test`" in read("README.md")
    assert {"book", "test"} <= targets()


def test_every_make_target_that_is_mentioned_exists():
    for name in (
        *DOCUMENTS,
        "Makefile",
        "_config.yml",
        "tools/new_chapter.py",
        "tools/pages.py",
        "tools/address.py",
        "tools/lite.py",
        "tools/lab.py",
        "tools/pyodide.py",
    ):
        mentioned = set(re.findall(r"(?:`|^ *\d?\.? *|then |run: )make ([a-z][a-z-]+)(?=[`\s.,]|$)", read(name), re.M))
        no_faults(
            f"{at(ROOT / name, f'make {one}')}: there is no target {one} in the Makefile"
            for one in mentioned - targets()
        )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_relative_link_and_anchor_leads_somewhere(name):
    text = read(name)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    anchors = {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert links
    no_faults(f"{at(ROOT / name, f']({link})')}: ({link}) leads to no file and no heading: correct the link" for link in links
              if not (link[1:] in anchors if link.startswith("#") else (ROOT / link).exists()))  # fmt: skip


def test_the_examples_for_contributors_run():
    examples = re.findall(r"^```python\n(.*?)^```$", read("CONTRIBUTING.md"), re.M | re.S)
    assert len(examples) == 3
    prediction, explorer, bench = {}, {}, {}
    exec(examples[0], prediction)
    assert prediction["prediction"].said_of() == "The variances add up, and √10 is 3.2."
    exec(examples[1], explorer)
    explorer["explorer"].chosen = {"activation": "tanh", "std": 0.01}
    assert explorer["explorer"].address == "way-back:activation=tanh,std=0.01"
    assert explorer["explorer"].slice("words 1") == [0] and explorer["explorer"].unsaid == []
    exec(examples[2], bench)
    bench["bench"].controls["std"].value = 1.0
    assert bench["bench"].text.startswith("Of the gradient, ")


def test_modules_import_only_what_stands_above_them_in_the_guide_for_contributors():
    (block,) = re.findall(
        r"```\n(_types\n_validate, _plotted, _progress, _theme\n.*?)```", read("CONTRIBUTING.md"), re.S
    )
    level = {name: number for number, line in enumerate(block.splitlines()) for name in line.split(", ")}
    package = ROOT / "wi_lib"
    assert level.keys() == {path.stem for path in package.glob("*.py") if path.stem != "__init__"} | {
        "benches",
        "checks",
        "experiments",
        "explorers",
        "predictions",
    }
    for path in package.rglob("*.py"):
        module, up = (path.stem, 1) if path.parent == package else (path.parent.name, 2)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == up and module != "__init__":
                for used in [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]:
                    assert level[used] < level[module], (
                        f"{path.relative_to(ROOT)}:{node.lineno} imports {used}, which stands beside {module} or below it in "
                        "CONTRIBUTING.md, “The library”: move what both need further up"
                    )


def used_beside(programs):
    """Of the modules of one package, name -> program: which of the others each imports."""
    found = {}
    for name, program in programs.items():
        nodes = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.ImportFrom) and node.level == 1]
        found[name] = {node.module or one.name for node in nodes for one in node.names}
    return found


@pytest.mark.parametrize("package", ["benches", "checks", "experiments", "explorers", "predictions"])
def test_no_module_of_a_package_imports_itself_by_a_detour(package):
    paths = (ROOT / "wi_lib" / package).glob("*.py")
    uses = used_beside({path.stem: path.read_text("utf-8") for path in paths})
    assert any(uses.values())
    graphlib.TopologicalSorter(uses).prepare()  # or it names the circle


def test_a_detour_is_found():
    circle = {"a": "from .b import x\nfrom ..c import y", "b": "def f():\n    from . import d", "d": "from .a import f"}
    assert used_beside(circle) == {"a": {"b"}, "b": {"d"}, "d": {"a"}}
    with pytest.raises(graphlib.CycleError):
        graphlib.TopologicalSorter(used_beside(circle)).prepare()


# ---- Layout and lint ----------------------------------------------------------------------------------------------


def test_make_lint_is_part_of_make_test_and_of_every_commit():
    assert re.search(r"^test:.* lint ", read("Makefile"), re.M)
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]  # nothing is fetched
    assert {hook["language"] for hook in hooks[0]["hooks"]} == {"system"}
    assert [re.search(r"-m (ruff \w+)", hook["entry"])[1] for hook in hooks[0]["hooks"]] == [
        "ruff check",
        "ruff format",
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("tests/test_x.py", "x = 1\n", None),
        ("tests/test_x.py", "x = {  'a':1 }\n", "tests/test_x.py:1:6: unformatted"),
        ("tools/x.py", "import os\n", "tools/x.py:1:8: F401"),
        ("wi_lib/x.py", f"# {'too long ' * 15}\n", "wi_lib/x.py:1:121: W505"),
        ("chapters/08-x.py", f"# %% [markdown]\n# {'long ' * 99}\n\n# %%\nx = {{ 'a' : 1 }}\nx\n", None),
        ("chapters/08-x.py", "# %%\nmissing\n", "chapters/08-x.py:2:1: F821"),
        ("chapters/08-x.ipynb", "no notebook", None),
    ],
)
def test_lint_is_red_on_its_fault_and_on_nothing_else(tmp_path, name, text, said):
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text(text, "utf-8")
    done = make(tmp_path, "lint")
    assert (done.returncode == 0) == (said is None), done.stdout + done.stderr
    assert said is None or (said in done.stdout and "make format" in done.stdout)


# ---- What must not be in a file ------------------------------------------------------------------------------------


def test_no_file_names_a_package_registry_or_somebodys_home_directory(kept_in_git):
    unwanted = ["pypi" + ".org", "pythonhosted" + ".org", "anaconda" + ".org", "npmjs" + ".org", "unpkg" + ".com"]
    unwanted += ["/" + "home/", "/" + "root/", "/" + "Users/", "C:\\" + "Users"]
    no_faults(f"{at(ROOT / name, word)}: {word!r} must stand in no file: leave the host or the folder out"
              for name, text in kept_in_git.items() for word in unwanted if word in text)  # fmt: skip
