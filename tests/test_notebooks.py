"""The machinery behind the notebooks: what counts as the same, what must be executed, which numbers are tied."""

import ast
import base64
import functools
import io
import json
import re
import shutil
import subprocess
import sys

import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure

from tests import ROOT
from tools import agreement, notebooks, tied
from tools.dependencies import Library
from wi_lib import _drawings, plotting
from wi_lib.explorers import signal_explorer


def png(draw):
    return base64.b64encode(plotting.figure_bytes(draw)).decode()


def shown(**data):
    return nbformat.v4.new_output("display_data", {name.replace("__", "/"): value for name, value in data.items()})


def said(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


# ---- What counts as the same --------------------------------------------------------------------------------------

X = np.linspace(0, 1, 50)
FIGURE = {
    "lines": lambda ax, away=0.0: ax.plot(X, X**2 + away, label="x²"),
    "points": lambda ax, away=0.0: ax.scatter(X, X**2 + away, c=X),
    "area": lambda ax, away=0.0: ax.fill_between(X, 0, X**2 + away),
    "bars": lambda ax, away=0.0: ax.bar([0, 1], [0.5, 1 + away]),
    "image": lambda ax, away=0.0: ax.imshow(np.outer(X, X) + away * np.eye(50), vmin=0, vmax=1),
    "mesh": lambda ax, away=0.0: ax.pcolormesh(np.outer(X, X) + away * np.eye(50), vmin=0, vmax=1),
    "arrows": lambda ax, away=0.0: (
        ax.annotate("", (0.5, 0.5 + away), (0, 0), arrowprops={}) and ax.plot([0, 1], [0, 1 + away])
    ),
}


@functools.cache
def draw(kind, away=0.0, log=False, title="a title with 0.50", colour=None):
    def on(figure):
        ax = figure.subplots()
        ax.set(ylim=(0.01, 1) if log else (0, 1), yscale="log" if log else "linear", title=title)
        drawn = FIGURE[kind](ax, away)
        if colour:
            drawn[0].set_color(colour)

    return png(on)


@pytest.mark.parametrize("kind", FIGURE)
def test_figures_are_compared_by_what_they_draw(kind):
    decoded = [base64.b64decode(draw(kind, away)) for away in (0, 0.002, 0.05)]
    assert agreement.figure_difference(decoded[0], decoded[1]) is None
    assert agreement.figure_difference(decoded[0], decoded[2])
    assert agreement.figure_difference(decoded[0], decoded[2], within=0.2) is None


FIGURE_FAULTS = {
    "another title": lambda: draw("lines", title="another title"),
    "another number in the title": lambda: draw("lines", title="a title with 0.52"),
    "another colour": lambda: draw("lines", colour="red"),
    "another scale": lambda: draw("lines", log=True),
    "other limits": lambda: png(
        lambda figure: (ax := figure.subplots()).set(ylim=(0, 1.1), title="a title with 0.50") and FIGURE["lines"](ax)
    ),
    "one line more": lambda: png(lambda figure: [FIGURE["lines"](ax) for ax in [figure.subplots()] * 2]),
    "one axes more": lambda: png(lambda figure: [FIGURE["lines"](ax) for ax in figure.subplots(1, 2)]),
    "fewer points": lambda: png(lambda figure: figure.subplots().plot(X[:40], X[:40] ** 2)),
    "a point that is missing": lambda: png(lambda figure: figure.subplots().plot(X, np.where(X == X[9], np.nan, X**2))),
}


@pytest.mark.parametrize("fault", FIGURE_FAULTS)
def test_a_figure_that_shows_something_else_is_noticed(fault):
    assert agreement.differences([shown(image__png=draw("lines"))], [shown(image__png=FIGURE_FAULTS[fault]())], {}, {})


def test_a_figure_without_data_or_no_figure_is_noticed():
    bare = io.BytesIO()
    figure = Figure()
    figure.subplots().plot(X)
    figure.savefig(bare, format="png")
    stored = [shown(image__png=draw("lines"))]
    assert (
        "carries no data"
        in agreement.differences(stored, [shown(image__png=base64.b64encode(bare.getvalue()).decode())], {}, {})[0]
    )
    assert agreement.differences(stored, [], {}, {})


@functools.cache
def drawn(change=None, kinds=("wide", "narrow"), away=0.0):
    """An output with the drawings of a figure whose data are, or are not, quite the same, after a change of its
    looks.
    """
    figure = Figure(figsize=(6.3, 2.8), layout="constrained")
    ax = figure.subplots()
    FIGURE["lines"](ax, away)
    ax.set(ylim=(0, 1), xlabel="x")
    if change:
        change(figure, ax)
    with mpl.rc_context():
        plotting.set_style()
        made = _drawings.drawings(figure)
    output = shown(image__png=draw("lines", away))
    output.metadata = nbformat.from_dict({"image/png": {_drawings.KEY: {kind: made[kind] for kind in kinds}}})
    return output


LOOKS = {
    "a title": lambda figure, ax: ax.set_title("a title"),
    "a legend": lambda figure, ax: ax.legend(),
    "a style": lambda figure, ax: ax.lines[0].set(linestyle="--"),
    "marks": lambda figure, ax: ax.lines[0].set(marker="s"),
    "a height": lambda figure, ax: figure.set_figheight(3),
    "ticks": lambda figure, ax: ax.set_xticks([0, 0.5, 1]),
    "only the narrow one": lambda figure, ax: plotting.when_narrow(figure, lambda copy: copy.set_figheight(4)),
}


@pytest.mark.parametrize("change", LOOKS)
def test_drawings_that_look_different_are_noticed_and_other_points_are_not(change):
    """Where points are, the data tell, to one per cent of a side: another processor's drawing has other decimals."""
    assert agreement.drawn_alike([drawn()], [drawn(away=0.004)])
    assert not agreement.drawn_alike([drawn()], [drawn(LOOKS[change])])


def test_another_shape_of_marks_is_noticed():
    round_, square = (drawn(lambda figure, ax, mark=mark: ax.lines[0].set(marker=mark)) for mark in "os")
    assert not agreement.drawn_alike([round_], [square])


def test_drawings_that_come_or_go_are_noticed():
    assert agreement.drawn_alike([], []) and agreement.drawn_alike([said("a")], [said("b")])
    assert not agreement.drawn_alike([drawn(kinds=())], [drawn()])
    assert not agreement.drawn_alike([drawn()], [drawn(kinds=("wide",))])
    assert not agreement.drawn_alike([drawn()], [drawn(), drawn()])


def test_a_stored_figure_stays_unless_its_data_or_its_looks_have_changed():
    def book(output):
        cell = nbformat.v4.new_code_cell("plt.show()", execution_count=1, outputs=[output])
        return nbformat.v4.new_notebook(cells=[cell])

    def keeps(fresh):
        """Whether the stored output is the one that is kept."""
        (output,) = notebooks.kept(book(fresh), book(stored)).cells[0].outputs
        assert output in (stored, fresh)
        return output == stored

    stored = drawn()
    assert keeps(drawn(away=0.004))
    assert not keeps(drawn(away=0.05))
    assert not keeps(drawn(LOOKS["a style"]))
    assert not keeps(drawn(LOOKS["only the narrow one"]))


@pytest.mark.parametrize(
    "stored, fresh, same",
    [
        ("kept = 0.76", "kept = 0.767", True),
        ("kept = 0.76", "kept = 0.769", False),
        ("kept = 1e-09", "kept = 1.02e-09", False),
        ("kept = 0.76 (to within 5%)", "kept = 0.79 (to within 5%)", True),
        ("kept = 0.76 (to within 5%)", "kept = 0.82 (to within 5%)", False),
        ("kept = 0.76", "kept = 0.76 (to within 50%)", False),
        ("kept = 0", "kept = 0.001", False),
        ("kept = 0", "kept = 3e-17", True),
        ("kept = 0.76", "lost = 0.76", False),
        ("kept = 0.76", "kept = −0.76", False),
        ("shape (3, 4)", "shape (3, 5)", False),
        ("loss 0.500", "loss 0.501", False),
    ],
)
def test_what_measured_prints_is_compared_as_numbers_and_other_text_as_text(stored, fresh, same):
    old, new = [said(f"first\n{stored}\n")], [said(f"first\n{fresh}\n")]
    assert (agreement.texts(agreement.with_kept_lines(old, new)) == agreement.texts(old)) == (same and "= " in stored)
    assert new[0].text == f"first\n{fresh}\n", "the fresh output itself is not changed"


@pytest.fixture(scope="module")
def small():
    """An explorer's state, as a notebook stores it."""
    explorer = signal_explorer(
        activations=("sigmoid",), stds=(0.01, 1.0), widths=(20,), depths=(3,), inputs=50, seeds=2
    )
    return {key: getattr(explorer, key) for key in ("spec", "table", "index")} | {"_esm": "// why\ncode()\n"}


def altered(state, name, change):
    """The state with one array of its table changed."""
    about = state["spec"]["arrays"][name]
    size = int(np.prod(about["shape"]))
    array = np.frombuffer(state["table"], about["dtype"], size, about["offset"]).copy()
    change(array)
    end = about["offset"] + array.nbytes
    return state | {"table": state["table"][: about["offset"]] + array.tobytes() + state["table"][end:]}


def scaled(by):
    def change(array):
        array *= array.dtype.type(by)

    return change


def one_off(array):
    array[0] = array[0] * 2 + 1


WIDGETS = {
    "nothing": (lambda s: s, True),
    "rounding": (lambda s: altered(s, "spread", scaled(1.001)), True),
    "comments of the script": (lambda s: s | {"_esm": "code()\n"}, True),
    "the script": (lambda s: s | {"_esm": "other()\n"}, False),
    "numbers": (lambda s: altered(s, "spread", scaled(1.02)), False),
    "one number of few": (lambda s: altered(s, "spread", one_off), False),
    "a sentence's case": (lambda s: altered(s, "words 1", one_off), False),
    "the title": (lambda s: s | {"spec": s["spec"] | {"title": "Another"}}, False),
    "the start": (lambda s: s | {"index": {name: 1 - place for name, place in s["index"].items()}}, False),
    "a range": (lambda s: s | {"spec": json.loads(json.dumps(s["spec"]).replace("-9", "-8"))}, False),
}


@pytest.mark.parametrize("change", WIDGETS)
def test_explorers_are_compared_by_their_tables(small, change):
    make, same = WIDGETS[change]
    view = [shown(**{agreement.VIEW.replace("/", "__"): {"model_id": "a"}})]
    found = agreement.differences(view, view, {"a": small}, {"a": make(small)})
    assert (not found) == same, found


def test_a_bench_is_compared_by_its_sentence_its_picture_and_its_controls():
    def bench(text="It keeps 0.500.", away=0.0, start=1, drawing=""):
        picture = _drawings.Picture(b"")
        picture.drawings = {"wide": drawing} if drawing else {}
        html = (
            f'<img alt="x" src="data:image/png;base64,{draw("lines", away)}">{_drawings.hidden(picture)}<p>{text}</p>'
        )
        return {"a": {"children": ["IPY_MODEL_b", "IPY_MODEL_c"]}, "b": {"value": html}, "c": {"value": start}}

    def difference(**changes):
        return agreement.widget_difference(bench(), bench(**changes), "a", "a")

    assert difference(text="It keeps 0.501.", away=0.002) is None
    assert (
        difference(text="It keeps 0.52.")
        and difference(text="It has 0.500.")
        and difference(away=0.1)
        and difference(start=2)
    )
    assert agreement.widget_difference(bench(), {}, "a", "a")
    # A stored bench without drawings, or with others, is replaced; a run that was not asked for them finds no fault.
    line = '<svg><path d="M1 1H9" style="stroke:{}"/></svg>'
    assert "drawn otherwise" in difference(drawing=line.format("red"))
    stored = bench(drawing=line.format("red"))
    assert agreement.widget_difference(stored, bench(drawing=line.format("red")), "a", "a") is None
    assert agreement.widget_difference(stored, bench(drawing=line.format("blue")), "a", "a")
    assert agreement.widget_difference(stored, bench(), "a", "a") is None


def test_messages_of_a_kernel_become_the_same_states():
    models = agreement.Messages()
    models.add({"msg_type": "comm_open", "content": {
        "comm_id": "a", "target_name": "jupyter.widget", "data": {"state": {"spec": 1}, "buffer_paths": [["table"]]},
    }, "buffers": [memoryview(b"xy")]})  # fmt: skip
    models.add(
        {"msg_type": "comm_msg", "content": {"comm_id": "a", "data": {"method": "update", "state": {"spec": 2}}}}
    )
    models.add({"msg_type": "comm_msg", "content": {"comm_id": "a", "data": {"method": "custom"}}})
    models.add({"msg_type": "status", "content": {}})
    assert models == {"a": {"spec": 2, "table": b"xy"}}


SET_UP = """import matplotlib.pyplot as plt
from wi_lib import measured, plotting
from wi_lib.explorers import signal_explorer
plotting.set_style()"""
SHOWS = """measured(kept=KEPT)
plt.plot([0, 1, AWAY])
plt.show()
signal_explorer(activations=("sigmoid",), stds=(STD,), widths=(20,), depths=(3,), inputs=50, seeds=2)"""
#: What a cell shows now, where (0.76, 2, 1.0) is stored, and whether that is the same.
RUNS = {
    "the same": ("0.76", "2", "1.0", True),
    "a measured value": ("0.79", "2", "1.0", False),
    "a figure": ("0.76", "2.5", "1.0", False),
    "an explorer's table": ("0.76", "2", "1.1", False),
}


def test_nbval_sees_what_a_cell_measures_draws_and_explores(tmp_path):
    """It runs a notebook with one cell for each of RUNS, whose stored outputs are all those of the first."""
    shutil.copyfile(ROOT / "conftest.py", tmp_path / "conftest.py")
    now = [
        SHOWS.replace("KEPT", kept).replace("AWAY", away).replace("STD", std) for kept, away, std, _ in RUNS.values()
    ]
    source = tmp_path / "one.py"
    source.write_text(f'# %% name="cell-0"\n{SET_UP}\n# %% name="cell-1"\n{now[0]}\n', "utf-8")
    book = notebooks.normalised(notebooks.executed(notebooks.paired(source), source))
    # nbval's kernel makes no drawings, and nobody misses them: the data in the PNG are compared.
    assert sorted(agreement.drawings(book.cells[1].outputs[1])) == ["narrow", "wide"]
    first = book.cells.pop()
    book.cells += [first | {"id": f"cell-{number}", "source": one} for number, one in enumerate(now, 1)]
    source.with_suffix(".ipynb").write_text(json.dumps(book), "utf-8")
    command = "-m pytest --nbval --nbval-current-env -p no:cacheprovider -rpf".split()
    said = subprocess.run([sys.executable, *command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True).stdout
    found = {
        int(cell): outcome for outcome, cell in re.findall(r"^(PASSED|FAILED) .*one\.ipynb::Cell (\d+)\b", said, re.M)
    }
    wanted = {number: "PASSED" if same else "FAILED" for number, (*_, same) in enumerate(RUNS.values(), 1)}
    assert found == wanted | {0: "PASSED"}, said
    assert "make notebooks" in said


# ---- What must be executed ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A library, one chapter that uses parts of it, and its notebook, in a git checkout of their own."""
    tmp_path = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "wi_lib", tmp_path / "wi_lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "requirements.txt", tmp_path / "requirements.txt")
    (tmp_path / "chapters").mkdir()
    source = tmp_path / "chapters" / "01-x.py"
    source.write_text(
        "# %% [markdown]\n# A text: 3.0<!--three-->.\n\n# %%\nimport wi_lib as wi\nfrom wi_lib import checks, measured\n"
        "from wi_lib.explorers import fan_explorer\n\nassert not checks.exercise('5.1', 1).passed\n\n"
        "# %%\nmeasured(three=3, rank=wi.distinct_units([[1.0]]))\n",
        "utf-8",
    )
    (tmp_path / ".gitignore").write_text("_build\n__pycache__\n")
    book = notebooks.made(source, Library(tmp_path), notebooks.fresh(source))
    source.with_suffix(".ipynb").write_text(notebooks.as_file(book), "utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    return tmp_path


@pytest.fixture
def house(built, tmp_path):
    """(its folder, the chapter's source), free to be changed."""
    shutil.copytree(built, tmp_path / "house")
    return tmp_path / "house", tmp_path / "house" / "chapters" / "01-x.py"


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


CHANGES = {
    "nothing": (None, "", "", False),
    "a comment": ("wi_lib/explorers/fan.py", "import numpy as np\n", "import numpy as np  # why\n# more\n", False),
    "a docstring": ("wi_lib/explorers/fan.py", '"""', '"""New words. ', False),
    "types in a signature": ("wi_lib/diagnostics.py", "rms(values: ArrayLike) -> float:", "rms(values: int):", False),
    "a name in a signature": (
        "wi_lib/diagnostics.py",
        "rms(values: ArrayLike) -> float:",
        "rms(ones: ArrayLike):",
        True,
    ),
    "a comment of the script": ("wi_lib/explorers/engine.js", "", "// why\n", False),
    "the script": ("wi_lib/explorers/engine.js", "", "let why;\n", True),
    "another explorer": ("wi_lib/explorers/depth.py", "import numpy as np\n", "import numpy as np\nX = 1\n", False),
    "its explorer": ("wi_lib/explorers/fan.py", "import numpy as np\n", "import numpy as np\nX = 1\n", True),
    "its bench, which is not there": (
        "wi_lib/benches/fan.py",
        "import numpy as np\n",
        "import numpy as np\nX = 1\n",
        False,
    ),
    "a word of the page": ("wi_lib/explorers/words.json", "play {", "start {", True),
    "what its explorer uses": ("wi_lib/initializers.py", "import numpy as np\n", "import numpy as np\nX = 1\n", True),
    "what it uses by wi.": ("wi_lib/diagnostics.py", "import numpy as np\n", "import numpy as np\nX = 1\n", True),
    "what it does not use": ("wi_lib/descent.py", "import numpy as np\n", "import numpy as np\nX = 1\n", False),
    "its exercise's check": (
        "wi_lib/checks/chapter_05.py",
        "import numpy as np\n",
        "import numpy as np\nX = 1\n",
        True,
    ),
    "another exercise's check": ("wi_lib/checks/chapter_06.py", "import math\n", "import math\nX = 1\n", False),
    "its text": ("chapters/01-x.py", "A text", "Another text", False),
    "its code": ("chapters/01-x.py", "measured(three=3,", "measured(three=3.0,", True),
}


def test_only_what_a_change_can_affect_is_executed(house):
    root, source = house
    for change, (name, old, new, executes) in CHANGES.items():
        if change in ("a comment of the script", "its code"):
            shutil.rmtree(root / "_build", ignore_errors=True)  # from here on, it is as after `git clone`
        before = (root / name).read_text("utf-8") if name else None
        if name:
            edit(root / name, old, new)
        assert notebooks.is_due(source, Library(root)) == executes, change
        if name:
            (root / name).write_text(before, "utf-8")


def test_a_change_of_text_keeps_the_outputs_and_a_change_without_effect_changes_nothing(house):
    root, source = house
    first = source.with_suffix(".ipynb").read_text("utf-8")
    edit(root / "wi_lib" / "diagnostics.py", "import numpy as np\n", "import numpy as np\nX = 1\n")
    assert notebooks.is_due(source, Library(root))
    assert notebooks.as_file(notebooks.made(source, Library(root), notebooks.fresh(source))) == first
    assert not notebooks.is_due(source, Library(root)), "the second run executes nothing"
    edit(source, "A text", "Another text")
    assert not notebooks.is_due(source, Library(root))
    expected = first.replace("A text", "Another text").replace("text-a-text", "text-another-text")
    assert notebooks.as_file(notebooks.made(source, Library(root), None)) == expected


@pytest.mark.parametrize("new", ["# %% [markdown]\n# Some words.\n\n", '# %% name="new"\n1 + 1\n\n'])
def test_an_inserted_cell_changes_one_cell_of_the_notebook(house, new):
    """The others keep ids, text, metadata and outputs; only what runs later is counted anew."""
    root, source = house
    before = notebooks.stored(source).cells
    edit(source, "# %%\nimport", f"{new}# %%\nimport")
    run = notebooks.fresh(source) if notebooks.is_due(source, Library(root)) else None
    assert (run is None) == ("markdown" in new)
    after = notebooks.made(source, Library(root), run).cells
    del after[1]
    for cell in [*before, *after]:
        cell.pop("execution_count", None)
    assert after == before


def test_a_cell_with_another_name_makes_the_notebook_stale(house):
    _, source = house
    assert notebooks.has_the_cells(notebooks.paired(source), notebooks.stored(source))
    edit(source, "# %%\nimport", '# %% name="set-up"\nimport')
    assert not notebooks.has_the_cells(notebooks.paired(source), notebooks.stored(source))


def test_without_git_and_memory_everything_is_executed(house):
    root, source = house
    shutil.rmtree(root / "_build")
    shutil.rmtree(root / ".git")
    assert notebooks.is_due(source, Library(root))


def test_a_measured_number_is_written_into_the_text_when_it_leaves_the_rounding(house):
    root, source = house
    edit(source, "three=3,", "three=3.04,")  # within one per cent of the other, but for the text, 3.04 is 3.0
    assert "3.0<!--three-->" in notebooks.text(notebooks.made(source, Library(root), notebooks.fresh(source)).cells[0])
    edit(source, "three=3.04,", "three=3.4,")
    book = notebooks.made(source, Library(root), notebooks.fresh(source))
    assert "3.4<!--three-->" in notebooks.text(book.cells[0]) and "3.4<!--three-->" in source.read_text("utf-8")


def test_the_library_a_chapter_depends_on():
    library = Library(ROOT)
    book = notebooks.paired(ROOT / "chapters" / "05-he.py")
    needed = library.needed_by(ast.parse(notebooks.code(book)))
    assert {
        "wi_lib.benches.depth",
        "wi_lib.experiments.depth",
        "wi_lib.explorers.depth",
        "wi_lib.theory",
        "wi_lib.checks.chapter_05",
        "wi_lib.results",
        "wi_lib._validate",
    } <= needed
    assert not {"wi_lib.explorers.fan", "wi_lib.explorers.symmetry", "wi_lib.checks.chapter_06"} & needed
    for blind in (
        "import wi_lib as wi\nprint(dir(wi))",
        "import wi_lib as wi\nwi.no_such_name",
        "from wi_lib import nothing",
        "from wi_lib import checks\nname = '5.1'\nchecks.exercise(name, 1)",
    ):
        assert library.needed_by(ast.parse(blind)) == set(library.paths), "what cannot be followed counts as everything"


# ---- Tied numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "quoted, value, unit",
    [
        ("9.8·10⁻⁹", 9.8e-9, 1e-10),
        ("42%", 0.42, 0.01),
        ("190", 190, 10),
        ("80%", 0.8, 0.01),
        ("30", 30, 1),
        ("10⁻⁸", 1e-8, 1e-8),
        ("−0.5", -0.5, 0.1),
        ("1,900", 1900, 100),
    ],
)
def test_value_and_unit_of_a_quoted_number(quoted, value, unit):
    assert tied.value_and_unit(quoted) == pytest.approx((value, unit))
    assert tied.fits(quoted, value + 0.49 * unit) and not tied.fits(quoted, value + 0.6 * unit)
    assert tied.requoted(quoted, value + 0.3 * unit) == quoted
    moved = tied.requoted(quoted, 3 * value)
    assert tied.value_and_unit(moved) == pytest.approx((3 * value, unit), abs=unit / 2) or "10" in moved
    assert tied.fits(moved, 3 * value)


LOOSE = {
    "a decimal": ("It keeps 0.76 of it.", ["0.76"]),
    "a percentage": ("It keeps 42% of it.", ["42%"]),
    "a decimal percentage": ("It keeps 4.2% of it.", ["4.2%"]),
    "a percentage in words": ("It keeps 42 per cent of it, or 4.2 percent.", ["42 per cent", "4.2 percent"]),
    "a power of ten": ("It keeps 9.8·10⁻⁹ of it.", ["9.8·10⁻⁹"]),
    "a bare power": ("It keeps 10⁻⁸ of it.", ["10⁻⁸"]),
    "a power of two": ("It keeps 2⁻³⁰ of it.", ["2⁻³⁰"]),
    "an e": ("It keeps 1e-8 of it.", ["1e-8"]),
    "after a heading": ("# A title with 0.1\n\nIt keeps 0.76.", ["0.76"]),
    "in a table": ("| a | 0.76 |\n|---|---|", ["0.76"]),
    "beside code": ("`0.5` and 0.76, then $0.1$.", ["0.76"]),
    "bold": ("It keeps **0.76** of it.", ["0.76"]),
    "in a summary": ("<details>\n<summary>0.76</summary>", ["0.76"]),
    "tied": ("It keeps 0.76<!--kept--> and **42%**<!--lost--> and 42%<!--a-->.", []),
    "filled in": ("It keeps {kept_5%} of it, {left_20} times.", []),
    "a link": ("See [He](../x.md#v-1.2), exercise 3.1, and **3.2 Compute** it.", []),
    "known": ("With σ = 0.01.", []),
}


@pytest.mark.parametrize("case", LOOSE)
def test_a_loose_number_is_found(case):
    text, found = LOOSE[case]
    assert tied.loose(text, known={"0.01"}) == found


def test_a_misquoted_number_is_found():
    measured = {"kept": 0.76, "left": 9.8e-9}
    assert tied.misquoted("0.76<!--kept--> 9.8·10⁻⁹<!--left--> 76%<!--kept-->", measured) == []
    assert "no cell prints lost" in tied.misquoted("0.76<!--lost-->", measured)[0]
    for wrong in (
        "0.77<!--kept-->",
        "75%<!--kept-->",
        "9.9·10⁻⁹<!--left-->",
        "9.8·10⁻⁸<!--left-->",
        "**0.77**<!--kept-->",
        "0.0<!--left-->",
    ):
        assert "make notebooks" in tied.misquoted(wrong, measured)[0]


def test_an_alt_text_is_filled_from_measured_values():
    measured = {"kept": 0.762, "left": 9.81e-9, "many": 12345, "less": -0.5}
    filled = "76% 9.8·10⁻⁹ 0.76 1.2·10⁴ −0.5"
    assert tied.filled("{kept%} {left} {kept} {many} {less}", measured) == filled
    with pytest.raises(KeyError, match="lost"):
        tied.filled("{lost}", measured)


def test_figures_of_a_page_have_names_of_their_own():
    assert tied.figures("a = 1\nb = 2e-09 (to within 5%)\nstep 3\n") == {"a": 1.0, "b": 2e-9}
    with pytest.raises(ValueError, match="a twice"):
        tied.figures("a = 1\na = 2\n")


def test_a_first_notebook_has_the_ids_that_a_second_run_gives():
    """A widget's id is another in every run. A page that was never made before has no older ones to keep."""

    def run(name):
        view = nbformat.v4.new_output("display_data", {agreement.VIEW: {"model_id": name}})
        states = {agreement.STATE: {"state": {name: {"state": {"std": 1}}}, "version_major": 2, "version_minor": 0}}
        cell = nbformat.v4.new_code_cell("explorer()", id="explorer", outputs=[view])
        return nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": states})

    first, other = (notebooks.as_file(notebooks.kept(run(name), None)) for name in ("a" * 32, "b" * 32))
    assert first == other and "a" * 32 not in first
