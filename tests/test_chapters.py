"""Every notebook is what its source says, was run from top to bottom, keeps the house's
rules, and quotes only what it measured."""

import itertools
import json
import re

import pytest

import tests.chapters
from tests import ROOT, at, guards, no_faults, shown
from tools import agreement, notebooks, tied
from tools import cells as cell_tools
from wi_lib.checks import EXERCISES

SOURCES = notebooks.sources()
CHAPTERS = [path for path in SOURCES if path.parent.name == "chapters"]


def named(paths):
    return pytest.mark.parametrize("source", paths, ids=[str(path.relative_to(ROOT)) for path in paths])


def notebook(source):
    path = source.with_suffix(".ipynb")
    if not path.exists():
        no_faults([f"{shown(path)} is missing: run make notebooks ONLY={source.stem}, and commit what it makes"])
    return json.loads(path.read_text("utf-8"))


def cells(source, kind):
    return [cell for cell in notebook(source)["cells"] if cell["cell_type"] == kind]


def text(cell):
    return "".join(cell["source"])


def first_line(cell):
    return next((line for line in text(cell).splitlines() if line.strip()), "")


def prose(source):
    return "\n\n".join(text(cell) for cell in cells(source, "markdown"))


def outputs(source):
    return [output for cell in cells(source, "code") for output in cell["outputs"]]


def printed(source):
    notebook(source)
    return notebooks.printed(notebooks.stored(source))


# ---- Made from its source, and run --------------------------------------------------------------------------------

REMAKE = "run make notebooks, and commit what it writes"


@named(SOURCES)
def test_notebook_has_the_cells_of_its_source(source):
    """Whether the outputs are still those of the code, nbval tells: it runs every cell."""
    notebook(source)
    if not notebooks.has_the_cells(notebooks.paired(source), notebooks.stored(source)):
        no_faults([f"{shown(source)}: the notebook beside it has other cells: {REMAKE}"])


@named(SOURCES)
def test_every_cell_was_executed_in_order_without_errors_or_warnings(source):
    for count, cell in enumerate(cells(source, "code"), 1):
        place = at(source, first_line(cell))
        if cell["execution_count"] != count:
            no_faults([f"{place}: this cell was not run as number {count} of its notebook: {REMAKE}"])
        for output in cell["outputs"]:
            if output.get("name") == "stderr":
                no_faults(
                    [f"{place}: the cell prints a warning, {''.join(output['text'])[:200]!r}: mend what it warns of"]
                )
            if output["output_type"] not in ("stream", "display_data", "execute_result"):
                no_faults([f"{place}: the cell ends in {output['output_type']}: mend it, then {REMAKE}"])


@named(SOURCES)
def test_a_second_normalisation_changes_nothing(source):
    book = notebook(source)
    assert book["metadata"]["language_info"] == {"name": "python"}, f"{shown(source)}: {REMAKE}"
    state = book["metadata"].get("widgets", {}).get(agreement.STATE, {}).get("state", {})
    changing = [name for name in state if not re.fullmatch("0{20}[0-9a-f]{12}", name)]
    assert not changing, f"{shown(source)}: ids of widgets that differ from run to run, {changing[:3]}: {REMAKE}"


@named(SOURCES)
def test_no_memory_address_in_any_output(source):
    no_faults(f"{shown(source)}: a cell prints {found!r}, which differs from run to run: print what the object holds"
              for found in re.findall(r"<[^<>]*0x[0-9a-f]{6,}|0x[0-9a-f]{6,}", printed(source)))  # fmt: skip


@named(SOURCES)
def test_notebook_is_light(source):
    notebook(source)
    size = source.with_suffix(".ipynb").stat().st_size
    if size >= 2_000_000:
        no_faults(
            [f"{shown(source)}: its notebook has {size / 1e6:.1f} MB, 2 are allowed: fewer pictures, smaller tables"]
        )


# ---- The house's rules --------------------------------------------------------------------------------------------


@named(SOURCES)
def test_every_figure_is_finished(source):
    """It has what it says (alt text, caption), and the two drawings of the page."""
    found = guards.unfinished_figures(notebook(source), least=1 if source in CHAPTERS else 0)
    found += guards.unfinished_stills(notebook(source))
    no_faults(f"{shown(source)}: {fault}" for fault in found)


@named(CHAPTERS)
def test_every_figure_and_explorer_has_a_claim(source):
    """The title of its slide."""
    showing = [
        cell for cell in cells(source, "code") if re.search(r"plt\.show\(\)|^\w+_explorer\(", text(cell), re.MULTILINE)
    ]
    assert len(showing) >= 3
    no_faults(f"{at(source, first_line(cell))}: what does this cell show? Say it on a line '# claim: …' below its header"
              for cell in showing if not cell_tools.sentence(cell, "claim"))  # fmt: skip


#: What Colab, GitHub or plain Jupyter would show as it is written: a pattern, and what to write in its place.
NOT_PORTABLE = {
    r"^(?:```+|~~~+|:::+)\s*\{.*": "a directive: use headings, lists, tables, block quotes and <details>",
    r"\{[a-zA-Z:_-]+\}`[^`]*`": "a role: use a link, or a word in *italics*",
    r"^\(.+\)=\s*$": "a target: link to a heading's anchor",
    r"\{\{.*": "a substitution: write the words out",
    r"^%.*": "a comment that only MyST hides: use <!-- … -->",
    r"<summary>.*\$.*</summary>": "a formula in a <summary>, which shows its TeX: write W₁, not $W_1$",
    r"<(?!/?(?:details|summary)\b)/?[a-z][^>]*>": "a tag other than <details> and <summary>: use Markdown",
}


@named(SOURCES)
def test_markdown_is_portable(source):
    words = re.sub(r"(?<!\})`[^`\n]+`", "", prose(source))
    no_faults(
        f"{at(source, found)}: {found.strip()!r} is {what}"
        for pattern, what in NOT_PORTABLE.items()
        for found in re.findall(pattern, words, re.M)
    )


@named(SOURCES)
def test_cells_are_short(source):
    found = []
    for cell in cells(source, "code"):
        lines = [line for line in text(cell).splitlines() if line.strip()]
        place = at(source, first_line(cell))
        if len(lines) > 20:
            found.append(
                f"{place}: this cell has {len(lines)} lines, 20 are allowed: divide it, or move a part into wi_lib"
            )
        # The set-up cell holds an address.
        found += [f"{at(source, line, first_line(cell))}: this line has {len(line)} columns, 78 fit the page: break it yourself"
                  for line in lines if len(line) > 78 and "import wi_lib" not in text(cell)]  # fmt: skip
    no_faults(found)


@named(SOURCES)
def test_relative_links_lead_to_files(source):
    targets = {target for target in re.findall(r"\]\(([^)#]+)[^)]*\)", prose(source)) if "://" not in target}
    no_faults(f"{at(source, f']({target}')}: this leads to {target}, and there is no such file: correct the link"
              for target in sorted(targets) if not (source.parent / target).exists())  # fmt: skip


END = ["Check yourself", "Exercises", "In this chapter"]
PARTS = ("**You will learn", "**You need", "**Time", "**Next:**", "**Sources.**")


@named(CHAPTERS)
def test_chapter_follows_the_skeleton(source):
    """The head itself is read, and its parts are asked for, where the tables are made: test_made.py."""
    words, name = prose(source), shown(source)
    headings = re.findall(r"^## (.+)$", words, re.M)
    faults = [
        f"{name}: there is no {part}: templates/chapter.py shows where it stands" for part in PARTS if part not in words
    ]
    places = [words.find(part) for part in PARTS]
    if not faults and places != sorted(places):
        faults.append(f"{at(source, PARTS[0])}: {', '.join(PARTS)} must stand in this order")
    if headings[-3:] != END:
        faults.append(f"{name}: the last three headings are {headings[-3:]}; they must be {END}")
    if not re.search(r"[Pp]redict", words):
        faults.append(
            f"{name}: nobody is asked to predict. Ask for a guess before the answer is in view: **Predict:** …"
        )
    no_faults(faults)


@named(CHAPTERS)
def test_chapter_has_an_explorer_after_a_figure_and_a_bench(source):
    state = notebook(source)["metadata"].get("widgets", {}).get(agreement.STATE, {}).get("state", {})
    shown_before, counts = 0, {"explorer": 0, "bench": 0}
    for cell in cells(source, "code"):
        for output in cell["outputs"]:
            shown_before += guards.is_picture(output)
            if view := output.get("data", {}).get(agreement.VIEW):
                shown_here = state[view["model_id"]]["state"]
                if "asked" in shown_here:
                    continue  # a prediction stands before the figure: its question is in the text
                counts["explorer" if "_esm" in shown_here else "bench"] += 1
                if not shown_before:
                    no_faults([f"{at(source, first_line(cell))}: no static figure stands before this one, and print and GitHub "
                               "show no explorer and no bench: draw the same idea with matplotlib first"])  # fmt: skip
    if not counts["explorer"] or counts["bench"] != 1:
        no_faults([f"{shown(source)}: it shows {counts['explorer']} explorers and {counts['bench']} benches; a chapter has an "
                   "explorer or more, and one bench: CONTRIBUTING.md, “An explorer” and “A bench”"])  # fmt: skip


@named(CHAPTERS)
def test_the_tests_know_every_explorer_and_bench(source):
    """Then they look at it in every state, not only in those that the page begins with."""
    home = ROOT / "tests" / "chapters" / f"chapter_{number(source):02d}.py"
    tables = {"explorer": "EXPLORERS", "bench": "BENCHES"}
    homes = [path.read_text("utf-8") for path in (ROOT / "tests" / "explorers.py", home) if path.exists()]
    known = set().union(*(guards.named_in(program, tables.values()) for program in homes))
    code = "\n".join(text(cell) for cell in cells(source, "code"))
    no_faults(
        f"{at(source, f'{name}(')}: no test looks at {name} in every state: name it in {tables[kind]} of {shown(home)}"
        for name, kind in re.findall(r"^(?:\w+ = )?(\w+_(explorer|bench))\(", code, re.MULTILINE)
        if name not in known
    )


def test_each_chapter_leads_to_the_next():
    no_faults(
        f"{shown(source)}: **Next:** must link to {following.name}"
        for source, following in itertools.pairwise(sorted((ROOT / "chapters").glob("*.py")))
        if not re.search(
            rf"\*\*Next:\*\*[^\0]*\]\({following.stem}\.ipynb\)[^\0]*\*\*Sources", source.read_text("utf-8")
        )
    )


def exercises(source):
    """The exercises that a page's cells ask for, in order."""
    code = "\n".join(text(cell) for cell in cells(source, "code"))
    return re.findall(r'checks\.exercise\("([\d.]+)"', code)


@named(CHAPTERS)
def test_exercises_are_numbered_stubs_with_checks_and_solutions(source):
    asked, name = exercises(source), shown(source)
    solution = source.parent.parent / "solutions" / source.name
    numbered = [f"{number(source)}.{count}" for count in range(1, len(asked) + 1)]
    faults = []
    if not 3 <= len(asked) <= 5:
        faults.append(
            f"{name}: it has {len(asked)} exercises; three to five are asked for (CONTRIBUTING.md, “A chapter”)"
        )
    if asked != numbered:
        faults.append(f"{name}: the exercises are {', '.join(asked)}; in order they must be {', '.join(numbered)}")
    if (known := [one for one in EXERCISES if one.split(".")[0] == str(number(source))]) != asked:
        faults.append(f"{name} asks for {', '.join(asked)}; wi_lib/checks/chapter_{number(source):02d}.py checks "
                      f"{', '.join(known) or 'none'}: make them the same")  # fmt: skip
    if (unanswered := printed(source).count("○ Not answered yet")) != len(asked):
        faults.append(f"{name}: {unanswered} of {len(asked)} exercises say that they are not answered yet. A stub runs as it "
                      f"is, with three dots as the answer; then {REMAKE}")  # fmt: skip
    if (solved := exercises(solution)) != asked:
        faults.append(
            f"{shown(solution)}: it solves {', '.join(solved) or 'none'}; the chapter asks for {', '.join(asked)}"
        )
    if (right := printed(solution).count("✓ Right")) != len(asked) or "✗" in printed(solution):
        faults.append(f"{shown(solution)}: {right} of {len(asked)} solutions pass their check: correct solution or check, "
                      f"then {REMAKE}")  # fmt: skip
    no_faults(faults)


# ---- Prose and measurement ----------------------------------------------------------------------------------------


def set_by(source):
    """The numbers that a page sets, and does not measure; a chapter's are those of its solutions, too."""
    return getattr(tests.chapters.MODULES.get(number(source)), "SET", set()) if number(source) else {"0.01", "4.0"}


def number(source):
    """The number of a chapter or of its solutions; None for the landing page."""
    return int(source.stem[:2]) if source.stem[:2].isdigit() else None


def sentences(book):
    """What a notebook says of its cells: alt texts, captions and claims, in order."""
    return [cell_tools.sentence(cell, key) for cell in book.cells for key in cell_tools.PLACES]


@named(SOURCES)
def test_every_quoted_number_is_the_measured_one(source):
    no_faults(f"{at(source, wrong.partition(':')[0])}: {wrong}"
              for wrong in tied.misquoted(prose(source), tied.figures(printed(source))))  # fmt: skip


@named(SOURCES)
def test_no_number_in_prose_or_about_a_figure_is_unmeasured(source):
    """Decimals, percentages and powers of ten outside code and formulas are tied to a figure, or set by the chapter."""
    book = notebooks.paired(source)
    words = [notebooks.text(cell) for cell in book.cells if cell.cell_type == "markdown"]
    home = f"tests/chapters/chapter_{number(source):02d}.py" if number(source) else "tests/test_chapters.py, set_by"
    no_faults(
        f"{at(source, loose)}: {loose} is tied to no measured value. Print it with measured(name=…) and write "
        f"{loose}<!--name-->, in an alt text {{name}}; or, if the page only sets it, add it to SET in {home}"
        for loose in tied.loose("\n\n".join([*words, *sentences(book)]), set_by(source))
    )


@named(SOURCES)
def test_alt_texts_captions_and_claims_state_the_measured_values(source):
    figures = tied.figures(printed(source))
    expected = [tied.filled(one, figures) for one in sentences(notebooks.paired(source))]
    no_faults(
        f"{shown(source)}: the notebook says {stored!r} of a figure, and should say {wanted!r}: {REMAKE}"
        for stored, wanted in zip(sentences(notebooks.stored(source)), expected)
        if stored != wanted
    )


@named(CHAPTERS)
def test_no_sentence_about_a_figure_says_left_and_right(source):
    """On a phone, panels stand one below the other."""
    said = "\n".join(sentences(notebooks.paired(source)))
    wrong = re.findall(r"^Left|[.] (?:Left|Right)\b|on the (?:left|right)", said, re.M)
    no_faults(
        f"{shown(source)}: {one!r}, said of a figure: on a phone its panels stand one below the other. Say: first, second"
        for one in wrong
    )


# ---- Each guard is fed its fault ----------------------------------------------------------------------------------


@pytest.fixture
def third(tmp_path):
    """A copy of chapter 3, its notebook and its solutions; changed(old, new) changes source and notebook alike."""
    for folder in ("chapters", "solutions"):
        (tmp_path / folder).mkdir()
        for suffix in (".py", ".ipynb"):
            original = (ROOT / folder / CHAPTERS[2].name).with_suffix(suffix)
            (tmp_path / folder / original.name).write_bytes(original.read_bytes())
    return tmp_path / "chapters" / CHAPTERS[2].name


def fed(source, old, new):
    """Put a fault into a source and into the cells of its notebook."""
    words = source.read_text("utf-8")
    assert old in words, old
    source.write_text(words.replace(old, new, 1), "utf-8")
    plain = {comment: re.sub(r"^# ?", "", comment, flags=re.M) for comment in (old, new)}
    book = notebook(source)
    for cell in book["cells"]:
        before = text(cell)
        of_text = cell["cell_type"] == "markdown"
        cell["source"] = before.replace(plain[old], plain[new], 1) if of_text else before.replace(old, new, 1)
        if cell["source"] != before:
            break
    source.with_suffix(".ipynb").write_text(json.dumps(book), "utf-8")


FAULTS = {
    "two explorers, no bench": (
        test_chapter_has_an_explorer_after_a_figure_and_a_bench, None, "shows 2 explorers and 0 benches.*CONTRIBUTING"),
    "a heading too many": (
        test_chapter_follows_the_skeleton, ("# ## In this chapter\n", "# ## In this chapter\n#\n# ## More\n"), "must be .*Exercises"),
    "no sources": (test_chapter_follows_the_skeleton, ("**Sources.**", "Sources"), r"no \*\*Sources.*templates/chapter.py"),
    "a long line": (test_cells_are_short, ("plotting.set_style()", f"plotting.set_style()  # {'x' * 60}"), None),
    "a long line in a cell": (test_cells_are_short, ("plt.show()", f"plt.show()  # {'x' * 70}"), r"py:\d+: .* 84 columns, 78 fit"),
    "a long cell": (test_cells_are_short, ("plt.show()", "plt.show()\n" * 20), r"py:\d+: this cell has \d+ lines, 20 are"),
    "a link to nothing": (
        test_relative_links_lead_to_files, ("# ## Exercises\n", "# ## Exercises\n#\n# [This](nothing.ipynb).\n"), r"py:\d+: .*nothing.ipynb"),
    "a directive": (test_markdown_is_portable, ("# ## Exercises\n", "# ## Exercises\n#\n# ```{note} Look\n"), r"py:\d+: .*a directive: use"),
    "a role": (test_markdown_is_portable, ("# ## Exercises\n", "# ## Exercises\n#\n# {ref}`there`.\n"), r"py:\d+: .*a role: use"),
    "a tag": (test_markdown_is_portable, ("# ## Exercises\n", "# ## Exercises\n#\n# <b>So</b>.\n"), r"py:\d+: '<b>' is a tag"),
    "an exercise less": (
        test_exercises_are_numbered_stubs_with_checks_and_solutions, ('exercise("3.4"', 'exercise_("3.4"'), "asks for 3.1, 3.2, 3.3; .*checks 3.1"),
    "numbers out of order": (
        test_exercises_are_numbered_stubs_with_checks_and_solutions, ('exercise("3.1"', 'exercise("3.2"'), "must be 3.1, 3.2, 3.3, 3.4"),
    "an explorer that no test knows": (
        test_the_tests_know_every_explorer_and_bench, ("signal_explorer()", "other_explorer()"), r"py:\d+: no test looks at other_"),
    "an answer in place of the stub": (
        test_notebook_has_the_cells_of_its_source, None, "other cells: run make notebooks"),
    "a warning": (test_every_cell_was_executed_in_order_without_errors_or_warnings, None, r"py:\d+: the cell prints a warning"),
    "an error": (test_every_cell_was_executed_in_order_without_errors_or_warnings, None, r"py:\d+: the cell ends in error"),
    "a cell that was not run": (
        test_every_cell_was_executed_in_order_without_errors_or_warnings, None, r"py:\d+: this cell was not run as number 2"),
    "left and right": (
        test_no_sentence_about_a_figure_says_left_and_right, ("# alt: ", "# alt: Left, "), "'Left', said of a figure.*one below the other"),
    "no alt text": (test_every_figure_is_finished, None, r"no alt text.*# alt: "),
    "an address in memory": (test_no_memory_address_in_any_output, None, "prints '<x at 0x7f"),
    "too heavy": (test_notebook_is_light, None, "2 are allowed"),
    "no notebook": (test_notebook_is_light, None, "chapters/03-.*ipynb is missing: run make notebooks ONLY=03-"),
}  # fmt: skip


def spoil(source, fault):
    """Faults that only the notebook has."""
    path, book = source.with_suffix(".ipynb"), notebook(source)
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    if fault == "two explorers, no bench":
        view = next(output for cell in code for output in cell["outputs"]
                    if (view := output.get("data", {}).get(agreement.VIEW))
                    and "_esm" not in book["metadata"]["widgets"][agreement.STATE]["state"][view["model_id"]]["state"])  # fmt: skip
        del view["data"][agreement.VIEW]
    elif fault == "an answer in place of the stub":
        code[-1]["source"] = "edge = 1\n"
    elif fault == "a warning":
        code[1]["outputs"].append({"output_type": "stream", "name": "stderr", "text": "Mind the gap"})
    elif fault == "an error":
        code[1]["outputs"].append({"output_type": "error", "ename": "Oh", "evalue": "no", "traceback": []})
    elif fault == "a cell that was not run":
        code[1]["execution_count"] = None
    elif fault == "no alt text":
        for cell in code:
            cell["metadata"].pop("mystnb", None)
    elif fault == "an address in memory":
        code[1]["outputs"].append({"output_type": "stream", "name": "stdout", "text": "<x at 0x7fccdb6b85e0>"})
    elif fault == "too heavy":
        book["metadata"]["ballast"] = "x" * 2_000_000
    path.write_text(json.dumps(book), "utf-8")
    if fault == "no notebook":
        path.unlink()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_chapter_is_named_with_its_place_and_its_cure(third, fault):
    guard, change, said = FAULTS[fault]
    fed(third, *change) if change else spoil(third, fault)
    if said is None:
        return guard(third)
    with pytest.raises(pytest.fail.Exception, match=f"(?s){said}"):
        guard(third)


@pytest.mark.parametrize("loose", ["0.1234", "12.3%", "1.2·10⁻³⁴", "10⁻³⁴"])
@pytest.mark.parametrize("place", ["# ## Exercises\n", "# alt: ", "# caption: ", "# claim: "])
def test_a_loose_number_in_a_chapter_is_noticed(third, loose, place):
    """In any prose, alt text, caption and claim."""
    fed(third, place, f"{place}#\n# It is {loose}.\n" if place.endswith("\n") else f"{place}{loose} ")
    with pytest.raises(
        pytest.fail.Exception, match=rf"chapters/03-.*py:\d+: {re.escape(loose)} is tied to no measured"
    ):
        test_no_number_in_prose_or_about_a_figure_is_unmeasured(third)


@named(CHAPTERS)
def test_a_drifted_number_is_noticed(source):
    """One digit more or less is one too many, for every number of every chapter."""
    words, figures = prose(source), tied.figures(printed(source))
    quotes = tied.TIED.findall(words)
    assert quotes, (
        f"{shown(source)}: it quotes no measured number: print one with measured(name=…), tie it: 0.76<!--name-->"
    )
    for quoted, _, name in quotes:
        value, unit = tied.value_and_unit(quoted)
        assert any(quoted in wrong for wrong in tied.misquoted(words, figures | {name: value + 1.2 * unit}))
