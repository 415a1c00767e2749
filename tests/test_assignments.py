"""Assignments: everybody has other numbers, the key is right, honest answers pass, and nothing leaks."""

import doctest
import itertools
import json
import math
import re
import types

import nbformat
import numpy as np
import pytest

import wi_grading
import wi_lib as wi
from tests import ROOT, no_faults
from tools import assignments as maker
from tools.elsewhere import served
from wi_grading import ASSIGNMENTS, Class, Number, own_start, own_unit
from wi_lib import assignments
from wi_lib.assignments import BOTH_WAYS, ONE_WAY, open_sheet, passage, swish, worst, write_sheets

SECRET = "only for these tests, 2026"
CLASS = Class(SECRET)
UNIT, NET = ASSIGNMENTS
WHO = [str(number) for number in range(1, 41)]
#: What student 7 was given when this was written.
PINNED = {
    UNIT: {"a": 0.2, "b": 1.75, "L": 15, "sizes": [144, 64, 400, 625], "s": 1.5, "c": 1.5, "n": 100},
    NET: {"c": 0.5, "widths": [64, 100, 120, 144, 256, 256, 360]},
    "fault": ("misprint", 1),
}


@pytest.fixture(scope="module")
def sheets():
    return {name: [CLASS.sheet(name, who) for who in WHO] for name in ASSIGNMENTS}


def right_answers(sheet):
    """What the solution of an assignment's source finds for a sheet: every task's answer."""
    names = {"wi": wi, "np": np, "sheet": sheet, "passage": passage, "swish": swish}
    for cell in maker.source(sheet.assignment).cells:
        if cell.cell_type == "code" and cell["id"] not in ("set-up", "sheet"):
            exec(cell.source, names)
        elif cell["id"] == "sheet":
            exec(cell.source.partition("sheet = ")[2].partition("\n")[2], names)
    return {task: names[task] for task in CLASS.tasks(sheet.assignment, sheet.student)}


@pytest.fixture(scope="module")
def solved(sheets):
    return {
        name: [right_answers(sheet) for sheet in sheets[name][: 40 if name == UNIT else 12]] for name in ASSIGNMENTS
    }


@pytest.mark.parametrize("module", [assignments, wi_grading])
def test_the_examples_in_the_docstrings_run(module):
    assert doctest.testmod(module).failed == 0


# ---- Variants ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_numbers_differ_from_student_to_student_and_from_class_to_class(name, sheets):
    told = [json.dumps(sheet.numbers) for sheet in sheets[name]]
    assert len(set(told)) == len(told)
    other = [json.dumps(Class("another year's secret").sheet(name, who).numbers) for who in WHO[:10]]
    assert not set(told) & set(other)


def test_a_variant_is_the_same_for_ever():
    """What was handed out in autumn is graded in spring, by whatever versions: these numbers were drawn once."""
    numbers = CLASS.sheet(UNIT, 7).numbers
    assert numbers == PINNED[UNIT] and CLASS.sheet(NET, 7).numbers == PINNED[NET]
    assert CLASS.tasks(UNIT, " 7 ")["fault"].value == PINNED["fault"]


@pytest.mark.parametrize("secret", ["", "short", "eleven char", 12345678901234, None])
def test_a_secret_that_can_be_guessed_is_refused(complains, secret):
    complains(lambda: Class(secret), ValueError, ["secret", "12 characters or more"])


def test_what_is_no_assignment_task_or_student_is_named(complains):
    complains(lambda: CLASS.sheet("03", 1), ValueError, ["assignment", UNIT, "'03'"])
    complains(lambda: CLASS.judge(UNIT, 1, "gian", 1), ValueError, ["task", "gain", "'gian'"])
    complains(lambda: CLASS.sheet(UNIT, ...), ValueError, ["student", "your number in the class", "Ellipsis"])


# ---- The key -------------------------------------------------------------------------------------------------------


def test_every_solution_agrees_with_the_key(solved):
    """The solutions compute otherwise: by wi_lib's theory, by a search, by looking at the weights."""
    no_faults(f"{name}, student {who}, {result.task}: the solution gets {result.points} of {result.of}: {result.message}"
              for name, answers in solved.items() for who, given in zip(WHO, answers)
              for result in CLASS.grade(name, who, given) if result.points != result.of)  # fmt: skip


def unit_of(numbers):
    a, b = numbers["a"], numbers["b"]
    return wi.Activation("mine", lambda z: np.where(z > 0, b * z, a * z), lambda z: np.where(z > 0, b, a))


@pytest.mark.parametrize("who", WHO[:4])
def test_gain_and_exponent_are_what_a_net_does(who):
    """Measured in 400 units: to what a draw allows."""
    numbers, tasks, found = CLASS.sheet(UNIT, who).numbers, CLASS.tasks(UNIT, who), []
    for seed, gain in itertools.product(range(4), (1.0, tasks["gain"].value)):
        rng = np.random.default_rng(seed)
        layers = list(wi.random_layers(numbers["L"], 400, wi.normal(gain / 20), rng))
        stats = wi.propagate(layers, rng.normal(size=(30, 400)), activation=unit_of(numbers), keep="stats").stats
        found.append(math.log10(stats[-1].second_moment / stats[0].second_moment))
    assert np.mean(found[::2]) == pytest.approx(tasks["exponent"].value, abs=0.3)
    assert np.mean(found[1::2]) == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize("who", WHO[:4])
def test_forwards_and_backwards_are_what_three_layers_do(who):
    sizes, tasks, found = CLASS.sheet(UNIT, who).numbers["sizes"], CLASS.tasks(UNIT, who), []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        layers = [wi.xavier_normal()(rng, pair, "float64") for pair in zip(sizes, sizes[1:])]
        x, upstream = rng.normal(size=(50, sizes[0])), rng.normal(size=(50, sizes[-1]))
        seen = wi.propagate(layers, x, upstream, activation="identity", keep="stats")
        found.append([math.sqrt(seen.stats[-1].second_moment), seen.gradient_ratio[0]])
    assert np.mean(found, axis=0) == pytest.approx([tasks["forwards"].value, tasks["backwards"].value], rel=0.03)


@pytest.mark.parametrize("who", WHO[:3])
def test_the_edge_is_where_a_net_hands_its_gradient_back(who):
    numbers, sigma = CLASS.sheet(UNIT, who).numbers, CLASS.tasks(UNIT, who)["edge"].value
    plain = wi.ACTIVATIONS["sigmoid"]
    mine = wi.Activation("mine", lambda z: numbers["s"] * plain(numbers["c"] * z),
                         lambda z: numbers["s"] * numbers["c"] * plain.derivative(numbers["c"] * z))  # fmt: skip
    assert wi.critical_std(mine, numbers["n"]) == pytest.approx(sigma, rel=1e-4)


@pytest.mark.parametrize("fault", own_unit.FAULTS)
def test_a_net_has_the_fault_that_the_key_names_in_one_layer(fault):
    layers = own_unit.layers({}, {"fault": fault, "layer": 0 if fault == "none" else 3}, np.random.default_rng(0))
    for number, weights in enumerate(layers, 1):
        n_in, n_out = weights.shape
        here = {
            "misprint": abs(weights.std() * math.sqrt(n_in) - 2) < 0.1,
            "fan_out": abs(weights.std() * math.sqrt(n_in) - math.sqrt(2)) > 0.15 and abs(weights.std() * math.sqrt(n_out) - math.sqrt(2)) < 0.1,
            "variance": abs(weights.std() * n_in - 2) < 0.1,
            "copies": wi.distinct_units(weights) == n_out // 2 + 1,
            "mean": weights.mean() > 0.1,
            "none": abs(weights.std() * math.sqrt(n_in) - math.sqrt(2)) < 0.1 and abs(weights.mean()) < 0.02,
        }  # fmt: skip
        assert here[fault if number == 3 or fault == "none" else "none"], (number, here)


def test_passage_is_what_wide_layers_do():
    """Against a simulation, with widths in the proportions of a student's net."""
    sheet = CLASS.sheet(NET, 1)
    unit, widths = swish(sheet.numbers["c"]), [4 * width for width in sheet.numbers["widths"]]
    stds = [1.6 / math.sqrt(n) for n in widths[:-1]]
    rng, found = np.random.default_rng(0), []
    for _ in range(3):
        layers = [rng.normal(0, std, shape) for std, shape in zip(stds, zip(widths, widths[1:]))]
        x = rng.normal(size=(20, widths[0]))
        seen = wi.propagate(layers, x, rng.normal(size=(20, widths[-1])), activation=unit)
        found.append([[math.sqrt(one.second_moment) for one in seen.stats[1:]], seen.gradient_ratio[:-1]])
    assert np.mean(found, axis=0) == pytest.approx(np.array(passage(unit, widths, stds)), rel=0.06)


# ---- Honest answers and slips --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_answers_pass_to_the_tolerance_that_the_text_promises_and_not_much_further(name, sheets):
    for sheet in sheets[name]:
        for task, key in CLASS.tasks(name, sheet.student).items():
            if isinstance(key, Number):
                inside = [key.value * (1 + sign * 0.999 * key.rtol) for sign in (-1, 1)]
                outside = [key.value * (1 + sign * (1.02 * key.rtol + 1e-3)) for sign in (-1, 1)]
                assert [sheet.check(task, one).passed for one in [*inside, *outside]] == [True, True, False, False]
                assert sheet.check(task, np.float32(key.value)).passed and sheet.check(task, f"{key.value:.5g}").passed


def three_digits(answer):
    return float(f"{answer:.3g}")


def test_three_digits_are_enough(solved):
    for who, given in zip(WHO, solved[UNIT]):
        rounded = {task: one if isinstance(one, tuple) else three_digits(one) for task, one in given.items()}
        assert [one.message for one in CLASS.grade(UNIT, who, rounded) if one.points != one.of] == []


def measured_start(sheet, seed):
    """Six σ found as in the course: draw, measure, scale, layer by layer; twenty draws, no theory."""
    unit, widths, stds = swish(sheet.numbers["c"]), sheet.numbers["widths"], []
    rngs = [np.random.default_rng([seed, draw]) for draw in range(20)]
    hs = [rng.normal(size=(50, widths[0])) for rng in rngs]
    for n_in, n_out in zip(widths, widths[1:]):
        drawn = [rng.normal(0, 1 / math.sqrt(n_in), (n_in, n_out)) for rng in rngs]
        gains = np.arange(1.2, 2.2, 0.02)
        off = [abs(np.mean([wi.rms(unit(gain * h @ w)) for h, w in zip(hs[:5], drawn)]) - 1) for gain in gains]
        stds.append(gains[np.argmin(off)] / math.sqrt(n_in))
        hs = [unit(gains[np.argmin(off)] * h @ w) for h, w in zip(hs, drawn)]
    return stds


@pytest.mark.parametrize("who", WHO[:2])
def test_a_start_found_by_measuring_passes(sheets, who):
    sheet = sheets[NET][WHO.index(who)]
    assert sheet.check("forwards", measured_start(sheet, 0)).passed


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_slip_gets_half_and_is_told(name, sheets):
    """A slip is recognised in most variants; in the others it lies too near the answer, and is left out."""
    told = set()
    for sheet in sheets[name]:
        for task, key in CLASS.tasks(name, sheet.student).items():
            for wrong, say in getattr(key, "slips", ()):
                verdict = CLASS.judge(name, sheet.student, task, wrong)
                near = isinstance(key, Number) and abs(wrong - key.value) <= 3 * key.rtol * abs(key.value)
                assert near or (verdict.share == 0.5 and not verdict.feedback.passed)
                told |= {say} if say in verdict.feedback.message else set()
    slips = {say for key in CLASS.tasks(name, "1").values() for _, say in getattr(key, "slips", ())}
    assert told >= slips


@pytest.mark.parametrize(
    ("task", "slip", "said"),
    [
        ("forwards", lambda stds, n_in, n_out: stds**2, "These are variances"),
        ("forwards", lambda stds, n_in, n_out: stds * np.sqrt(n_in / n_out), "fans are swapped: forwards"),
        ("backwards", lambda stds, n_in, n_out: stds * np.sqrt(n_out / n_in), "fans are swapped: backwards"),
        ("forwards", lambda stds, n_in, n_out: stds * np.sqrt(n_in), "divide each by the root of its fan_in"),
        ("backwards", lambda stds, n_in, n_out: stds * np.sqrt(n_out), "divide each by the root of its fan_out"),
        ("both", lambda stds, n_in, n_out: stds**2, "These are variances"),
    ],
)
def test_a_slip_in_all_layers_gets_half(solved, sheets, task, slip, said):
    for sheet, given in zip(sheets[NET], solved[NET]):
        n_in, n_out = np.array(sheet.numbers["widths"][:-1]), np.array(sheet.numbers["widths"][1:])
        verdict = CLASS.judge(NET, sheet.student, task, slip(np.array(given[task]), n_in, n_out))
        assert verdict.share == 0.5 and said in verdict.feedback.message


def test_the_gain_for_sums_of_std_1_is_a_slip(sheets):
    seen = []
    for sheet in sheets[NET][:12]:
        unit = swish(sheet.numbers["c"])
        naive = 1 / math.sqrt(wi.theory.second_moment(unit, 1.0)) / np.sqrt(sheet.numbers["widths"][:-1])
        seen.append(CLASS.judge(NET, sheet.student, "forwards", naive))
    assert all(one.share == 0.5 and "for sums of std 1" in one.feedback.message for one in seen)


STRANGE = [math.nan, math.inf, 0, -1, "x", "", [], {}, (1,), [1, 2], True, object(), ("none",), (None, None), np.ones((2, 2)), lambda: 1, [0] * 6,
           [1e9] * 6, [-1] * 6, ["a"] * 6, [math.nan] * 6, ("none", 0, 0), [[1]] * 6]  # fmt: skip


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_whatever_a_student_answers_is_told_something_and_never_an_error(name):
    for task in CLASS.tasks(name, "1"):
        for answer in (..., None):
            verdict = CLASS.judge(name, "1", task, answer)
            assert verdict.share == 0 and verdict.feedback is wi.checks.UNANSWERED
        for answer in STRANGE:
            verdict = CLASS.judge(name, "1", task, answer)
            assert verdict.share == 0 or (task == "fault" and answer == ("none", 0)), (task, answer)
            assert re.match("[✗✓] .{10}", verdict.feedback.message)


# ---- What cannot be copied -----------------------------------------------------------------------------------------


def copied(name, answers):
    """share of full points that student j's answers get student i: tasks -> array (i, j), the diagonal left out."""
    found = {}
    for task in answers[0]:
        rows = [
            [CLASS.judge(name, who, task, given[task]).share == 1 for given in answers] for who in WHO[: len(answers)]
        ]
        found[task] = np.array(rows)[~np.eye(len(answers), dtype=bool)]
    return found


def test_a_neighbours_answers_seldom_pass_and_never_all(solved):
    for name in ASSIGNMENTS:
        found = copied(name, solved[name][:24])
        for task, passes in found.items():
            assert passes.mean() < 0.09, f"{name}: a neighbour's {task} passes in {passes.mean():.1%}"
        assert not np.logical_and.reduce(list(found.values())).any()


def test_public_shortcuts_never_pass(sheets):
    """The answers of the chapters, and of the rules as they are tabled."""
    for sheet in sheets[UNIT]:
        a, sizes, s, c, n = (sheet.numbers[name] for name in ("a", "sizes", "s", "c", "n"))
        edge = 10 * wi.critical_std("sigmoid", 100)
        for task, shortcuts in {
            "gain": [1, math.sqrt(2), 2, 5 / 3, math.sqrt(2 / (1 + a * a))],
            "exponent": [sheet.numbers["L"] * math.log10(0.5), 0],
            "forwards": [1, math.sqrt(sizes[0] / sizes[-1]), math.sqrt(sizes[-1] / sizes[0])],
            "backwards": [1, math.sqrt(sizes[0] / sizes[-1]), math.sqrt(sizes[-1] / sizes[0])],
            "edge": [edge / math.sqrt(n), 4 / math.sqrt(n), 1 / math.sqrt(n), 4 / (s * c * math.sqrt(n))],
        }.items():
            for shortcut in shortcuts:
                assert not sheet.check(task, shortcut).passed, (sheet, task, shortcut)
    for sheet in sheets[NET][:12]:
        for rule in own_start._public(sheet.numbers["widths"]):
            assert not any(sheet.check(task, rule).passed for task in ("forwards", "backwards", "both"))
        widths = sheet.numbers["widths"]
        assert not any(sheet.check("he", one).passed for one in (1, math.sqrt(widths[-1] / widths[0])))


def test_no_start_that_keeps_one_way_keeps_both_and_a_compromise_does(solved, sheets):
    for sheet, given in zip(sheets[NET], solved[NET]):
        unit, widths = swish(sheet.numbers["c"]), sheet.numbers["widths"]
        assert (
            worst(unit, widths, given["forwards"])[1] > BOTH_WAYS > ONE_WAY >= worst(unit, widths, given["forwards"])[0]
        )
        assert (
            worst(unit, widths, given["backwards"])[0]
            > BOTH_WAYS
            > ONE_WAY
            >= worst(unit, widths, given["backwards"])[1]
        )


def test_what_students_install_has_no_key():
    """wi_lib does not know the grading package, and the wheel holds wi_lib alone."""
    for path in (ROOT / "wi_lib").rglob("*.py"):
        assert not re.search(r"^\s*(from|import) wi_grading", path.read_text("utf-8"), re.M), path
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'include = ["wi_lib*"]' in text and "wi_grading" not in maker.release.SOURCES


# ---- The class file ------------------------------------------------------------------------------------------------


def test_a_class_file_gives_everybody_their_own_sheet(tmp_path, sheets, complains):
    path = tmp_path / "class.npz"
    write_sheets(path, sheets[UNIT][:3])
    for sheet in sheets[UNIT][:3]:
        read = open_sheet(path, f" {sheet.student} ")
        assert (read.numbers, read.seals, read.student) == (sheet.numbers, sheet.seals, sheet.student)
        assert [one.shape for one in read.layers] == [one.shape for one in sheet.layers]
        assert all(np.allclose(one, other, rtol=1e-3, atol=1e-6) for one, other in zip(read.layers, sheet.layers))
        assert read.check("gain", CLASS.tasks(UNIT, sheet.student)["gain"].value).passed
    with served(tmp_path) as home:  # as a notebook on Colab reads it
        assert open_sheet(f"{home}/class.npz", 2).numbers == sheets[UNIT][1].numbers
    complains(lambda: open_sheet(path, 99), ValueError, ["student", "the class file knows", "99"])
    complains(lambda: open_sheet(path, ...), ValueError, ["student", "your number in the class"])
    complains(lambda: open_sheet(tmp_path / "none.npz", 1), FileNotFoundError, ["source", "none.npz", "Files"])


def test_a_class_file_tells_no_answer_no_fault_and_no_name(tmp_path):
    """Of a net's fault nothing stands in it but the net; students stand in it as digests."""
    path = tmp_path / "class.npz"
    write_sheets(path, [CLASS.sheet(UNIT, "ada.lovelace", seals=False)])
    with np.load(path) as file:
        told = "".join(str(file[name]) for name in file if "/" not in name)
        names = " ".join(file)
    assert "ada" not in told + names and SECRET not in told
    assert json.loads(told)["seals"] == {} and not re.search('fault|layer"|misprint', told)
    sealed = json.dumps(CLASS.sheet(UNIT, "ada.lovelace").seals)
    for task in CLASS.tasks(UNIT, "ada.lovelace").values():
        if isinstance(task, Number):
            assert f"{task.value:.4g}"[:5] not in sealed
        assert all(word not in sealed for word in ("swapped", "misprint", getattr(task, "praise", "its root")))


def test_honour_and_grading_judge_alike(sheets, solved):
    for name in ASSIGNMENTS:
        for sheet, given in zip(sheets[name][:6], solved[name]):
            for task, answer in given.items():
                wrong = answer if isinstance(answer, tuple) else np.array(answer) ** 2
                for one in (answer, wrong):
                    assert (
                        sheet.check(task, one).message == CLASS.judge(name, sheet.student, task, one).feedback.message
                    )


def test_the_answers_handed_in_are_one_line_that_grades(capsys, sheets, solved, tmp_path):
    for name in ASSIGNMENTS:
        sheets[name][0].hand_in(**solved[name][0])
    sheets[UNIT][1].hand_in(gain=solved[UNIT][0]["gain"], edge=..., fault=(math.nan, {}))
    *lines, other = capsys.readouterr().out.splitlines()
    (tmp_path / "one.txt").write_text("\n".join(lines), "utf-8")
    (tmp_path / "two.txt").write_text(other, "utf-8")
    book = maker.notebook([maker.new_code_cell("", outputs=[nbformat.v4.new_output("stream", text=lines[0] + "\n")])])
    nbformat.write(book, tmp_path / "three.ipynb")
    (tmp_path / "secret").write_text(SECRET, "utf-8")
    from wi_grading.__main__ import main

    main(str(tmp_path / "secret"), str(tmp_path))
    said = capsys.readouterr().out
    assert (
        "one.txt\nYour own unit, numbers of 1: 16 of 16 points" in said
        and "A start for your net, numbers of 1: 15 of 15" in said
    )
    assert "two.txt\nYour own unit, numbers of 2: 0 of 16" in said
    assert f"Look: 2 files have the numbers of 1 in {UNIT}." in said
    assert (tmp_path / "points.csv").read_text("utf-8").count("\n") == 5
    assert "Not answered yet" in (tmp_path / "two.feedback.txt").read_text("utf-8")
    with pytest.raises(SystemExit, match="FOLDER must be the folder"):
        main(str(tmp_path / "secret"), "")
    with pytest.raises(SystemExit, match="run make assignments first"):
        main(str(tmp_path / "none"), str(tmp_path))


# ---- What is made --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    maker.make(SECRET, ["1", "2"], folder)
    return folder


#: What only solutions, tests and keys say.
SECRETS = [
    "BEGIN SOLUTION",
    "HIDDEN",
    "wi_grading",
    "critical_std",
    "2 * n_in / (n_in + n_out)",
    "distinct_units",
    "argmin",
    "good answers",
    SECRET,
]


def leaks(text):
    return [word for word in SECRETS if word in text]


def as_released(book):
    """What nbgrader and otter hand out of a source: without solutions and hidden tests; `make test-grading` asks."""
    text = "\n".join(
        maker.without_solution(cell.source)
        for cell in book.cells
        if cell.cell_type != "raw" and "test" not in cell["id"]
    )
    tests = [cell.source for cell in book.cells if cell["id"].endswith("-test")]
    return "\n".join(
        [text, *(re.sub("### BEGIN HIDDEN TESTS.*### END HIDDEN TESTS", "", test, flags=re.S) for test in tests)]
    )


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_nothing_leaks_into_what_students_get(made, name):
    assert leaks(maker.source(name).cells[-1].source + "".join(cell.source for cell in maker.source(name).cells)), (
        "a guard that sees nothing"
    )
    for path in (made / "plain").iterdir():
        assert leaks(path.read_bytes().decode("latin-1")) == [], path
    book = nbformat.read(made / "nbgrader" / "source" / name / f"{name}.ipynb", as_version=4)
    assert leaks(as_released(book)) == []
    assert SECRET not in json.dumps(book)
    assert SECRET not in (made / "otter" / name / f"{name}.ipynb").read_text("utf-8")
    assert {path.name for path in (made / "nbgrader" / "source" / name).iterdir()} == {f"{name}.ipynb", f"{name}.npz"}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_three_ways_have_the_same_tasks_and_twenty_points(made, name):
    tasks = CLASS.tasks(name, "1")
    assert sum(task.points for task in tasks.values()) + ASSIGNMENTS[name].WORDS == 20
    plain = nbformat.read(made / "plain" / f"{name}.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in plain.cells if cell.cell_type == "code")
    assert re.findall(r'sheet\.check\("(\w+)", (\w+)\)', code) == [(task, task) for task in tasks]
    assert (
        all(f"{task} = ...\n" in code for task in tasks)
        and f"hand_in({', '.join(f'{task}={task}' for task in tasks)})" in code
    )
    assert "on honour" in plain.cells[0].source
    graded = nbformat.read(made / "nbgrader" / "source" / name / f"{name}.ipynb", as_version=4)
    points = {cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points for cell in graded.cells
              if cell.metadata.get("nbgrader", {}).get("grade")}  # fmt: skip
    assert points == {f"{task}-test": key.points for task, key in tasks.items()} | {"words": ASSIGNMENTS[name].WORDS}
    otter = nbformat.read(made / "otter" / name / f"{name}.ipynb", as_version=4)
    raw = "\n".join(cell.source for cell in otter.cells if cell.cell_type == "raw")
    assert re.findall(r"# BEGIN QUESTION\nname: (\w+)", raw) == [*tasks, "words"]
    for book in (plain, graded, otter):
        nbformat.validate(book)
        text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
        assert not re.search(r"\{\w+\}", text) and text.count(" points)\n") == len(tasks) + 1


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_teachers_page_states_the_points_and_tolerances_of_the_key(name):
    """The rows of its table, in order: points, and the tolerance of what is a number."""
    page = (ROOT / "teaching" / "assignments.md").read_text("utf-8")
    (table,) = re.findall(
        rf"^\| {int(name[:2])} {ASSIGNMENTS[name].TITLE} \| points \| to within .*\n\|[-|]+\n((?:\|.*\n)+)", page, re.M
    )
    rows = [re.split(r" *\| *", row)[1:4] for row in table.splitlines()]
    stated = [int(points) for _, points, _ in rows for points in points.split(" and ")]
    tasks = CLASS.tasks(name, "1")
    assert stated == [*(task.points for task in tasks.values()), ASSIGNMENTS[name].WORDS]
    within = {f"{task.rtol:.0%}" for task in tasks.values() if isinstance(task, Number)}
    assert {row[2] for row in rows if re.fullmatch(r"\d+%", row[2])} == within
    rubric = page.partition("## A rubric")[2]
    (table,) = re.findall(
        rf"^\| {int(name[:2])} {ASSIGNMENTS[name].TITLE} \| points \|\n\|[-|]+\n((?:\|.*\n)+)", rubric, re.M
    )
    assert sum(int(row.split("|")[2]) for row in table.splitlines()) == ASSIGNMENTS[name].WORDS


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_notebook_needs_a_widget(made, name):
    code = "\n".join(
        cell.source
        for cell in nbformat.read(made / "plain" / f"{name}.ipynb", as_version=4).cells
        if cell.cell_type == "code"
    )
    assert not re.search("explorers|benches|predictions|ipywidgets", code.partition("import wi_lib as wi")[2])


def test_every_fault_stands_in_the_text():
    text = "\n".join(cell.source for cell in maker.source(UNIT).cells)
    assert all(f'| `"{fault}"` |' in text for fault in own_unit.FAULTS)


def test_the_class_file_may_have_an_address(tmp_path):
    maker.make(SECRET, ["1"], tmp_path, address="https://example.edu/wi/", only=UNIT)
    text = (tmp_path / "plain" / f"{UNIT}.ipynb").read_text("utf-8")
    assert f'FILE = \\"https://example.edu/wi/{UNIT}.npz\\"' in text
    assert f'FILE = \\"{UNIT}.npz\\"' in (tmp_path / "nbgrader" / "source" / UNIT / f"{UNIT}.ipynb").read_text("utf-8")


def test_students_are_a_span_or_a_file(tmp_path):
    (tmp_path / "logins.txt").write_text("ada\n\n ben \n", "utf-8")
    assert maker.students("3-5") == ["3", "4", "5"] and maker.students(str(tmp_path / "logins.txt")) == ["ada", "ben"]
    with pytest.raises(SystemExit, match="STUDENTS must be a span"):
        maker.students("everybody")


def test_a_secret_is_made_once_and_kept(tmp_path):
    first = maker.secret_for("", tmp_path)
    assert len(first) > 20 and first != maker.secret_for("", tmp_path)
    maker.make(first, ["1"], tmp_path, only=UNIT)
    assert maker.secret_for("", tmp_path) == first and maker.secret_for("another one", tmp_path) == "another one"


def test_a_source_whose_tasks_are_not_those_of_the_key_is_refused(monkeypatch):
    module = types.SimpleNamespace(**vars(own_unit))
    module.tasks = lambda numbers, hidden: {"other": Number(1, 1.0, 0.01, "")}
    monkeypatch.setitem(wi_grading.ASSIGNMENTS, UNIT, module)
    with pytest.raises(SystemExit, match="they must agree"):
        maker.source(UNIT)


def test_inside_nbgrader_and_otter_points_and_reasons_are_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(wi_grading, "SECRET_FILE", tmp_path / "secret.txt")
    with pytest.raises(FileNotFoundError, match="make assignments"):
        wi_grading.here()
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    answer = CLASS.tasks(UNIT, "ada")["gain"].value
    place = tmp_path / "autograded" / "ada" / UNIT
    place.mkdir(parents=True)
    monkeypatch.chdir(place)
    assert wi_grading.points(UNIT, "somebody else", "gain", answer) == 2  # nbgrader knows whose folder it is
    assert wi_grading.points(UNIT, "somebody else", "gain", answer**2) == 1
    assert "Numbers of ada. ✗ Not yet. This is the square of the gain" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    assert wi_grading.points(UNIT, "ada", "gain", answer) == 2
    wi_grading.at_least(0.5, UNIT, "ada", "gain", answer**2)
    with pytest.raises(AssertionError, match="Numbers of ada. ✗ Not yet. This is the square"):
        wi_grading.at_least(1, UNIT, "ada", "gain", answer**2)
