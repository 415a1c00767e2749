"""Names, ids and sentences of cells: what tools/cells.py reads from a source, and what it refuses."""

import doctest
import re

import nbformat
import pytest

from tests import ROOT
from tools import cells, notebooks, tied

SOURCES = notebooks.sources()
TEMPLATES = sorted((ROOT / "templates").glob("*.py"))


def read(folder, text):
    source = folder / "one.py"
    source.write_text(text, "utf-8")
    return cells.read(source)[0].cells


def named(paths):
    return pytest.mark.parametrize("source", paths, ids=[path.relative_to(ROOT).as_posix() for path in paths])


# ---- The book -----------------------------------------------------------------------------------------------------


@named(SOURCES)
def test_every_code_cell_has_a_name_of_its_own(source):
    """Decks, notes and links name it: whoever writes a cell is the one who knows what it is about."""
    book, lines = cells.read(source)  # refuses what is not unique or has not the form
    assert [
        f'{cells.shown(source)}:{line}: this cell needs a name, # %% name="…"'
        for line, cell in zip(lines, book.cells)
        if cell.cell_type == "code" and not cell.metadata.get("name")
    ] == []


@named([path for path in SOURCES if path.parent.name == "solutions"])
def test_an_exercise_and_its_solution_have_the_same_name(source):
    def exercises(path):
        return {
            re.search(r'checks\.exercise\("([\d.]+)"', cell.source)[1]: cell.metadata["name"]
            for cell in cells.read(path)[0].cells
            if "checks.exercise(" in cell.source
        }

    assert exercises(source) == exercises(ROOT / "chapters" / source.name)
    assert all(name.startswith("exercise-") for name in exercises(source).values())


@named(SOURCES)
def test_no_name_is_left_from_the_template(source):
    left = {
        cell.metadata["name"] for path in TEMPLATES for cell in cells.read(path)[0].cells if "name" in cell.metadata
    }
    left = {name for name in left if "your-" in name}
    assert left and left.isdisjoint(cell.id for cell in cells.read(source)[0].cells)


@named(SOURCES)
def test_the_notebook_has_the_names_as_ids_and_is_valid(source):
    book = notebooks.stored(source)
    nbformat.validate(book)
    assert [cell.id for cell in book.cells] == [cell.id for cell in notebooks.paired(source).cells]
    assert all(cell.metadata.get("name", cell.id) == cell.id for cell in book.cells)


# ---- Ids do not depend on the place -------------------------------------------------------------------------------

PAGE = """# %% [markdown]
# # A title
#
# It keeps 0.76<!--kept--> of it.

# %% name="first-look"
look = 1

# %%
measured(look=look)

# %% [markdown]
# ## Explain
#
# It is √n.
"""
IDS = ["text-a-title-it-keeps-of-it", "first-look", "code-measured-look-look", "text-explain-it-is-n"]


def test_ids_are_names_or_first_words(tmp_path):
    found = read(tmp_path, PAGE)
    assert [cell.id for cell in found] == IDS
    assert all(re.fullmatch("[a-zA-Z0-9_-]{1,64}", cell.id) for cell in found), "what nbformat allows"


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("new", ['# %% name="new"\n2 + 2\n\n', "# %%\n2 + 2\n\n", "# %% [markdown]\n# Some words.\n\n"])
def test_an_inserted_cell_changes_no_other(tmp_path, place, new):
    parts = re.split(r"(?m)^(?=# %%)", PAGE)[1:]
    before = read(tmp_path, PAGE)
    after = read(tmp_path, "".join([*parts[:place], new, *parts[place:]]))
    del after[place]
    assert after == before


def test_a_number_that_is_written_anew_changes_no_id(tmp_path):
    assert [cell.id for cell in read(tmp_path, PAGE.replace("0.76<", "**0.8**<"))] == IDS


# ---- Sentences ----------------------------------------------------------------------------------------------------


def test_sentences_are_taken_out_of_the_code_and_put_where_they_are_looked_for(tmp_path):
    (cell,) = read(
        tmp_path,
        '# %% name="a" tags=["hide-input"] within=0.1\n# claim: σ = 1 keeps {kept} of it\n# alt: One line: it falls\n'
        "#   to {left%} at the input.\n# caption: Ten draws.\n\n# a comment of the code\nx = 1  # alt: no sentence\n",
    )
    assert cell.source == "# a comment of the code\nx = 1  # alt: no sentence"
    assert cell.metadata == {
        "name": "a",
        "tags": ["hide-input"],
        "within": 0.1,
        "claim": "σ = 1 keeps {kept} of it",
        "mystnb": {
            "image": {"alt": "One line: it falls to {left%} at the input."},
            "figure": {"caption": "Ten draws."},
        },
    }
    assert [cells.sentence(cell, key)[:3] for key in cells.PLACES] == ["σ =", "One", "Ten"]
    assert cells.sentence(read(tmp_path, PAGE)[1], "alt") == ""


def test_the_claim_of_a_text_stands_in_its_header(tmp_path):
    (cell,) = read(tmp_path, '# %% [markdown] name="a" claim="One layer multiplies by σ·√n"\n# $$x$$\n')
    assert cells.sentence(cell, "claim") == "One layer multiplies by σ·√n" and cell.source == "$$x$$"


# ---- What is refused ----------------------------------------------------------------------------------------------

#: A source with a fault, the line that the message names, and what it says.
FAULTS = {
    "a name twice": ('# %% name="a"\n1\n\n# %% name="a"\n2\n', 4, "'a', and so is that of the cell in line 1"),
    "the same first words": ("# %%\nx = 1\n# %%\nx = 1\n", 3, "give this cell another name"),
    "capitals": ('# %% name="Picture"\n1\n', 1, "small letters"),
    "digits alone": ('# %% name="2026"\n1\n', 1, "begins with a letter"),
    "no ASCII": ('# %% name="größe"\n1\n', 1, "small letters"),
    "two hyphens": ('# %% name="a--b"\n1\n', 1, "hyphens"),
    "too long": (f'# %% name="{65 * "a"}"\n1\n', 1, "64 characters at most"),
    "a key that nobody reads": ('# %% nmae="a"\n1\n', 1, "has nmae; it may have name, tags, within"),
    "a title": ("# %% A title\n1\n", 1, "has title; it may have name"),
    "an alt text in the header": ('# %%\n1\n\n# %% mystnb={"image": {"alt": "a"}}\n2\n', 4, "comment lines below it"),
    "a claim in the header": ('# %% claim="It falls"\n1\n', 1, "comment lines below it"),
    "a text's claim with a full stop": ('# %% [markdown] name="a" claim="It falls."\n# a\n', 1, "without a full stop"),
    "a text with a tolerance": ('# %% [markdown] within=0.1\n# a\n', 1, "has within; it may have name, tags, claim"),
    "an empty sentence": ("# %%\n# alt:\n1\n", 1, "nothing stands behind '# alt:'"),
    "a sentence twice": ("# %%\n# alt: a\n# alt: b\n1\n", 1, "two lines '# alt:'"),
    "a line that does not continue": ("# %%\n# alt: a\n# b\n1\n", 1, "'# b' follows the sentences"),
    "a claim with a full stop": ("# %%\n# claim: It falls.\n1\n", 1, "without a full stop"),
    "two claims": ("# %%\n# claim: It falls. It rises\n1\n", 1, "one sentence"),
    "a question": ("# %%\n# claim: Does it fall?\n1\n", 1, "no question"),
    "a caption of a text": ('# %% [markdown] caption="a"\n# b\n', 1, "it may have name, tags, claim"),
    "a question as a text's claim": ('# %% [markdown] claim="Why?"\n# a\n', 1, "no question"),
    "a long claim": (f"# %%\n# claim: It fal{90 * 'l'}\n1\n", 1, "90 characters at most"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused_with_its_file_its_line_and_the_cure(tmp_path, fault):
    text, line, part = FAULTS[fault]
    with pytest.raises(ValueError, match=re.escape(f"one.py:{line}: ")) as caught:
        read(tmp_path, text)
    assert part in str(caught.value)


def test_a_cell_without_a_name_is_noticed(tmp_path):
    source = tmp_path / "one.py"
    source.write_text('# %% name="a"\n1\n\n# %%\n2\n', "utf-8")
    with pytest.raises(AssertionError, match="one.py:4: this cell needs a name"):
        test_every_code_cell_has_a_name_of_its_own(source)


@pytest.mark.parametrize("module", [cells, tied])
def test_the_examples_run(module):
    failed, tried = doctest.testmod(module)
    assert tried and not failed


def test_a_path_in_the_project_is_shown_from_there():
    assert cells.shown(ROOT / "chapters" / "05-he.py") == "chapters/05-he.py"
