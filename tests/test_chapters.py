"""Every notebook is what its source says, was run from top to bottom, keeps the house's rules, and quotes only what it measured."""

import json
import re

import pytest
import yaml

from tests import ROOT, guards
from tools import notebooks, tied

SOURCES = notebooks.sources()
CHAPTERS = [path for path in SOURCES if path.parent.name == "chapters"]
SOLUTIONS = [path for path in SOURCES if path.parent.name == "solutions"]


def named(paths):
    return pytest.mark.parametrize("source", paths, ids=[str(path.relative_to(ROOT)) for path in paths])


def notebook(source):
    return json.loads(source.with_suffix(".ipynb").read_text("utf-8"))


def cells(source, kind):
    return [cell for cell in notebook(source)["cells"] if cell["cell_type"] == kind]


def text(cell):
    return "".join(cell["source"])


def prose(source):
    return "\n\n".join(text(cell) for cell in cells(source, "markdown"))


def outputs(source):
    return [output for cell in cells(source, "code") for output in cell["outputs"]]


def printed(source):
    return notebooks.printed(notebooks.stored(source))


# ---- Made from its source, and run --------------------------------------------------------------------------------


@named(SOURCES)
def test_notebook_has_the_cells_of_its_source(source):
    """Whether the outputs are still those of the code, nbval tells: it runs every cell."""
    assert notebooks.has_the_cells(notebooks.paired(source), notebooks.stored(source)), "run `make notebooks`"


@named(SOURCES)
def test_every_cell_was_executed_in_order_without_errors_or_warnings(source):
    counts = [cell["execution_count"] for cell in cells(source, "code")]
    assert counts == list(range(1, len(counts) + 1))
    assert {output["output_type"] for output in outputs(source)} <= {"stream", "display_data", "execute_result"}
    assert not [output for output in outputs(source) if output.get("name") == "stderr"]


@named(SOURCES)
def test_a_second_normalisation_changes_nothing(source):
    book = notebook(source)
    ids = [cell["id"] for cell in book["cells"]]
    assert ids == [f"cell-{number:02d}" for number in range(1, len(ids) + 1)]
    assert book["metadata"]["language_info"] == {"name": "python"}
    for name in (
        book["metadata"].get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    ):
        assert re.fullmatch("0{20}[0-9a-f]{12}", name), "widget ids must be the stable ones"


@named(SOURCES)
def test_no_memory_address_in_any_output(source):
    assert not re.search(r"0x[0-9a-f]{6,}", printed(source))


@named(SOURCES)
def test_notebook_is_light(source):
    assert source.with_suffix(".ipynb").stat().st_size < 2_000_000


# ---- The house's rules --------------------------------------------------------------------------------------------


@named(SOURCES)
def test_every_figure_is_finished(source):
    assert guards.unfinished_figures(notebook(source), least=3 if source in CHAPTERS else 0) == []


@named(SOURCES)
def test_markdown_is_portable(source):
    """Colab, GitHub and plain Jupyter show directives and roles raw."""
    without_code = re.sub(r"`[^`]*`", "", prose(source))
    assert not re.search(r"^(```+|~~~+|:::+)\s*\{|\{[a-zA-Z:_-]+\}`|^\(.+\)=\s*$|\{\{|^%", prose(source), re.M)
    tags = set(re.findall(r"<([a-z]+)[ >]", without_code))
    assert tags <= {"details", "summary"}


@named(SOURCES)
def test_cells_are_short(source):
    for cell in cells(source, "code"):
        lines = [line for line in text(cell).splitlines() if line.strip()]
        assert len(lines) <= 20, text(cell)
        if "import wi_lib" not in text(cell):  # the set-up cell holds an address
            assert max(map(len, lines)) <= 78, "longer lines must be scrolled sideways on the page"


@named(SOURCES)
def test_relative_links_lead_to_files(source):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", prose(source)):
        if "://" not in target:
            assert (source.parent / target).exists(), target


@named(CHAPTERS)
def test_chapter_follows_the_skeleton(source):
    first, words = text(cells(source, "markdown")[0]), prose(source)
    assert re.match(r"# [^\n]+\n\n\*[^*\n]+\?\*\n", first), "a title, then the question in one sentence"
    places = [first.index(f"**{part}") for part in ("You will learn", "You need", "Time")]
    assert places == sorted(places)
    headings = re.findall(r"^## (.+)$", words, re.M)
    end = ["Check yourself", "Exercises", "In this chapter"]
    assert headings[-3:] == end
    assert re.search(r"[Pp]redict", words)
    for part in ("**Next:**", "**Sources.**"):
        assert part in words
    questions = words[words.index("## Check yourself") : words.index("## Exercises")]
    assert 2 <= len(re.findall(r"^\*\*\d\. ", questions, re.M)) <= 3
    assert questions.count("<details>") == questions.count("</details>") >= 4


@named(CHAPTERS)
def test_chapter_has_an_explorer_after_a_figure_and_a_bench(source):
    state = notebook(source)["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    shown, figures_before = [], 0
    figures = [output for _, output in guards.figures(notebook(source))]
    for output in outputs(source):
        data = output.get("data", {})
        figures_before += output in figures
        if "application/vnd.jupyter.widget-view+json" in data:
            model = state[data["application/vnd.jupyter.widget-view+json"]["model_id"]]["state"]
            shown.append("explorer" if "_esm" in model else "bench")
            assert figures_before, "print and GitHub show only the static figure"
    assert shown.count("explorer") >= 1
    assert shown.count("bench") == 1


@named(CHAPTERS)
def test_unsolved_exercises_say_so_and_solutions_pass(source):
    asked = re.findall(r'checks\.exercise\("([\d.]+)"', "\n".join(text(cell) for cell in cells(source, "code")))
    assert len(asked) >= 3
    assert printed(source).count("○ Not answered yet") == len(asked)
    solution = ROOT / "solutions" / source.name
    solved = re.findall(r'checks\.exercise\("([\d.]+)"', "\n".join(text(cell) for cell in cells(solution, "code")))
    assert solved == asked
    assert printed(solution).count("✓ Right") == len(asked)
    assert "✗" not in printed(solution)


def test_order_in_the_table_of_contents_is_that_of_the_file_numbers():
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"]
    files = [chapter["file"] for part in parts for chapter in part["chapters"]]
    for folder, sources in (("chapters/", CHAPTERS), ("solutions/", SOLUTIONS)):
        listed = [name for name in files if name.startswith(folder)]
        assert listed == [f"{folder}{path.stem}" for path in sorted(sources)]


# ---- Prose and measurement ----------------------------------------------------------------------------------------

# Numbers that a chapter and its solutions set, and do not measure. A decimal, a percentage or a power of ten in their text is one
# of these, or it is tied to a printed figure: 0.76<!--kept_at_1--> in prose, {kept_at_1} in an alt text.
SET = {
    "intro": {"0.01", "4.0"},
    "01-where-learning-starts": {
        "0.1",
        "0.2",
        "0.3",
        "0.4",
        "0.5",
        "0.6",
        "0.7",
        "0.8",
        "1.0",
        "0.01",
        "0.9",
        "30%",
        "2 per cent",
    },
    "02-zero-and-constant": {"0.01", "0.1", "0.2", "0.5", "0.05", "0.95", "0.001", "10⁻¹⁶"},
    "03-too-large-too-small": {"3 per cent", "0.01", "0.1", "0.5", "0.05", "0.95", "10⁻⁸"},
    "04-xavier": {"2 per cent", "0.1", "0.5", "0.25"},
    "05-he": {"1 per cent", "90 per cent", "0.01", "0.02", "0.1", "0.3", "0.34", "1.7", "2⁻¹⁰", "2⁻²⁰", "2⁻³⁰"},
    "06-sigmoid-or-relu": {"70 per cent", "80 per cent", "85 per cent", "0.01", "0.1", "0.3", "10⁻⁵", "10⁻⁴"},
    # chapter 7's starts and learning rates, and the figure of a question
    "07-watching-it-learn": {"0.01", "0.02", "0.1", "30%", "0.005"},
}


@named(SOURCES)
def test_every_quoted_number_is_the_measured_one(source):
    assert tied.misquoted(prose(source), tied.figures(printed(source))) == []


@named(SOURCES)
def test_no_number_in_prose_alt_text_or_caption_is_unmeasured(source):
    """Decimals, percentages and powers of ten outside code and formulas are tied to a figure, or set by the chapter."""
    book = notebooks.paired(source)
    words = [notebooks.text(cell) for cell in book.cells if cell.cell_type == "markdown"]
    words += [text for said in notebooks.said_of_figures(book) for text in said]
    assert tied.loose("\n\n".join(words), SET.get(source.stem, set())) == []


@named(SOURCES)
def test_alt_texts_and_captions_state_the_measured_values(source):
    figures, said = tied.figures(printed(source)), notebooks.said_of_figures(notebooks.paired(source))
    filled = [tuple(tied.filled(text, figures) for text in texts) for texts in said]
    assert notebooks.said_of_figures(notebooks.stored(source)) == filled
    assert len(filled) == len({cell["id"] for cell, _ in guards.figures(notebook(source))})


@named(CHAPTERS)
def test_alt_texts_and_captions_do_not_say_left_and_right(source):
    """On a phone, panels stand one below the other."""
    said = "\n".join(text for texts in notebooks.said_of_figures(notebooks.paired(source)) for text in texts)
    assert said and not re.findall(r"^Left|[.] (?:Left|Right)\b|on the (?:left|right)", said, re.M)


@pytest.mark.parametrize("loose", ["0.1234", "12.3%", "1.2·10⁻³⁴", "10⁻³⁴"])
@pytest.mark.parametrize("place", ["prose", "alt text", "caption"])
def test_a_loose_number_in_a_chapter_is_noticed(tmp_path, loose, place):
    """The guard above goes red when its fault is fed to it: in any prose, in any alt text, and in any caption."""
    source = CHAPTERS[2]
    text = source.read_text("utf-8")
    old, new = (
        ("## Exercises\n", f"## Exercises\n#\n# It is {loose}.\n")
        if place == "prose"
        else ('"alt": "', f'"alt": "It is {loose}. ')
        if place == "alt text"
        else ('"caption": "', f'"caption": "It is {loose}. ')
    )
    copy = tmp_path / source.name
    assert old in text
    copy.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(AssertionError, match=re.escape(loose)):
        test_no_number_in_prose_alt_text_or_caption_is_unmeasured(copy)


@named(CHAPTERS)
def test_a_drifted_number_is_noticed(source):
    """One digit more or less is one too many, for every number of every chapter."""
    words, figures = prose(source), tied.figures(printed(source))
    quotes = tied.TIED.findall(words)
    assert quotes
    for quoted, _, name in quotes:
        value, unit = tied.value_and_unit(quoted)
        assert any(quoted in wrong for wrong in tied.misquoted(words, figures | {name: value + 1.2 * unit}))
