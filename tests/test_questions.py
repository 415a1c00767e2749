"""The questions of "Check yourself": each has its form, and the right letters are spread over the book."""

import re

import pytest

from tests import ROOT
from tools import questions

CHAPTERS = sorted((ROOT / "chapters").glob("*.py"))
TEMPLATE = ROOT / "templates" / "chapter.py"
LETTERS = "ABCD"


# ---- The book -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [*CHAPTERS, TEMPLATE], ids=lambda path: path.stem)
def test_every_chapter_has_questions_in_their_form(source):
    found = questions.read(source)  # refuses what has not the form
    assert 3 <= len(found) <= 7
    for question in found:
        assert question.explanation == question.right.reason != ""
        assert [option.letter for option in question.options] == list(LETTERS[: len(question.options)])


def uneven(chapters):
    """What is wrong with the spread of right letters, {chapter: "BAC…"}: nobody should be able to guess by letter."""
    all_letters = "".join(chapters.values())
    wrong = [
        f"{letter} is right {all_letters.count(letter)} times in {len(all_letters)} questions; a sixth at least is asked"
        for letter in LETTERS
        if 6 * all_letters.count(letter) < len(all_letters)
    ]
    return wrong + [
        f"chapters/{chapter}.py: {letter} is right {right.count(letter)} times; at most half of a chapter's questions may be"
        for chapter, right in chapters.items()
        for letter in LETTERS
        if right.count(letter) > max(2, len(right) // 2)
    ]


def test_right_letters_are_spread():
    """To change one, change the order of the options, and their letters."""
    right = {path.stem: "".join(one.right.letter for one in questions.read(path)) for path in CHAPTERS}
    assert uneven(right) == []


@pytest.mark.parametrize(
    ("chapters", "wrong"),
    [
        ({"1": "ABC", "2": "DAB", "3": "CDA"}, []),
        ({"1": "BBC", "2": "BCB", "3": "CBB"}, ["A is right 0 times in 9 questions", "D is right 0 times"]),
        ({"1": "AAA", "2": "DBC", "3": "BCD"}, ["chapters/1.py: A is right 3 times"]),
        ({"1": "AAABCD", "2": "BCDBCD"}, []),
        ({"1": "AAAABCD", "2": "BCDBCDB"}, ["chapters/1.py: A is right 4 times"]),
    ],
)
def test_letters_that_crowd_are_noticed(chapters, wrong):
    found = uneven(chapters)
    assert len(found) == len(wrong) and all(part in one for part, one in zip(wrong, found)), found


def test_names_of_questions_are_their_own():
    names = [one.name for path in CHAPTERS for one in questions.read(path)]
    assert len(set(names)) == len(names)


# ---- The parser ---------------------------------------------------------------------------------------------------

GOOD = """# %% [markdown]
# # A chapter

# %% [markdown]
# ## Check yourself
#
# Answer first.

# %% [markdown] name="question-first"
# **1. Is `x * 2`
# large?**
#
# <details><summary>A. Yes: it is 0.76<!--kept-->.</summary>
#
# **Not so:** *“twice is
# large”*. It is small. And $x$ is, too.
#
# </details>
# <details><summary>B. No.</summary>
#
# **Right.** It is
# small.
#
# A second reason.
#
# </details>
# <details><summary>C. Nobody knows.</summary>
#
# **Not so:** *“nothing is known”*. You do.
#
# </details>

# %% [markdown] name="question-second"
# **2. And this?**
#
# $$x = 2$$
#
# <details><summary>A. Yes.</summary>
#
# **Right.** It is.
#
# </details>
# <details><summary>B. No.</summary>
#
# **Not so:** *“no”*. It is.
#
# </details>
# <details><summary>C. Perhaps.</summary>
#
# **Not so:** *“perhaps”*. It is.
#
# </details>

# %% [markdown]
# ## Exercises
#
# **1.1 Compute.** No question.
"""


def read(folder, text):
    source = folder / "one.py"
    source.write_text(text, "utf-8")
    return questions.read(source)


def test_a_question_is_read_with_all_its_parts(tmp_path):
    first, second = read(tmp_path, GOOD)
    assert (first.name, first.number, first.stem) == ("question-first", 1, "Is `x * 2` large?")
    assert first.options == (
        questions.Option("A", "Yes: it is 0.76<!--kept-->.", False, "It is small. And $x$ is, too.", "twice is large"),
        questions.Option("B", "No.", True, "It is\nsmall.\n\nA second reason."),
        questions.Option("C", "Nobody knows.", False, "You do.", "nothing is known"),
    )
    assert first.right.letter == "B" and first.explanation == "It is\nsmall.\n\nA second reason."
    assert second.stem == "And this?\n\n$$x = 2$$" and second.right.letter == "A"


def test_a_page_without_the_heading_has_no_questions(tmp_path):
    assert read(tmp_path, "# %% [markdown]\n# # Solutions\n") == []


#: What is changed in the good source, into what; the option (or the line's beginning)
#: that the message names; what it says.
FAULTS = {
    "two right": ("**Not so:** *“nothing is known”*.", "**Right.**",
        "**1. Is", "B and C of the options is right; exactly one"),
    "none right": ("**Right.** It is\n", "**Not so:** *“x”*. It is\n",
        "**1. Is", "none of the options is right; exactly one"),
    "two options": (re.compile(r"# <details><summary>C. N.*?</details>\n", re.DOTALL), "",
        "**1. Is", "has 2 options; three or four"),
    "five options": ("You do.\n#\n# </details>\n", "You do.\n#\n# </details>\n" + "".join(
        f"# <details><summary>{letter}. x</summary>\n#\n# **Not so:** *“{letter}”*. x\n#\n# </details>\n" for letter in "DE"
    ), "**1. Is", "has 5 options"),
    "no reason": ("*“nothing is known”*. You do.", "*“nothing is known”*.", "C", "option C has no reason"),
    "no reason for the right one": ("**Right.** It is.", "**Right.**",
        "<details><summary>A. Yes.", "option A has no reason"),
    "no text at all": ("# **Right.** It is.\n#\n", "",
        "<details><summary>A. Yes.", "option A does not say whether it is right"),
    "no misconception": ("*“nothing is known”*. You", "You", "C", "option C names no misconception"),
    "an empty misconception": ("*“nothing is known”*. You", "*“”*. You", "C", "option C names no misconception"),
    "a misconception in other quotes": ("“nothing is known”", '"nothing is known"', "C", "names no misconception"),
    "a misconception twice": ("nothing is known", "twice is large",
        "**1. Is", "two options have the misconception 'twice is large'"),
    "a long misconception": ("nothing is known", "nothing is ever known by anybody at any time, or is it",
        "C", "45 at most"),
    "neither right nor wrong": ("**Right.** It is\n", "It is\n", "B", "option B does not say whether it is right"),
    "letters out of order": ("B. No.", "C. No.", "<details><summary>C. No.", "option C stands where B is due"),
    "no letter": ("<summary>C. Nobody", "<summary>Nobody", "<details><summary>Nobody", "belongs to no option"),
    "an option that does not end": ("# A second reason.\n#\n# </details>\n", "# A second reason.\n#\n",
        "B", "'</details>' is missing"),
    "the last one does not end": ("# **Not so:** *“nothing is known”*. You do.\n#\n# </details>\n", "# x\n",
        "C", "belongs to no option"),
    "text between options": ("# <details><summary>C. N", "# A word.\n#\n# <details><summary>C. N",
        "A word.", "'A word.' belongs to no option"),
    "text at the end": ("You do.\n#\n# </details>\n", "You do.\n#\n# </details>\n#\n# A word.\n",
        "A word.", "'A word.' belongs to no option"),
    "no empty line above a reason": ("C. Nobody knows.</summary>\n#\n", "C. Nobody knows.</summary>\n",
        "C", "leave an empty line"),
    "no empty line below a reason": ("You do.\n#\n", "You do.\n", "C", "leave an empty line"),
    "a wrong number": ("**2. And", "**3. And", "**3. And", "expected is '**2. …?**'"),
    "a stem that is not bold": ("**2. And this?**", "2. And this?", "2. And", "begins with its number and ends bold"),
    "no options": (re.compile(r"# <details><summary>A. Yes\..*(?=\n# %%)", re.DOTALL), "",
        "**2. And", "has 0 options"),
    "no name": ('# %% [markdown] name="question-second"', "# %% [markdown]",
        "**2. And", "a name that begins with question-"),
    "another kind of name": ('name="question-second"', 'name="second"',
        "**2. And", "a name that begins with question-"),
    "a question below the heading": ('# Answer first.\n\n# %% [markdown] name="question-first"\n', "",
        "<details><summary>A. Yes:", "a cell of its own"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_question_is_refused_with_its_file_its_line_and_the_cure(tmp_path, fault):
    old, new, begins, part = FAULTS[fault]
    text = GOOD.replace(old, new, 1) if isinstance(old, str) else old.sub(new, GOOD, count=1)
    assert text != GOOD
    begins = f"# <details><summary>{begins}." if len(begins) == 1 else f"# {begins}"
    line = next(number for number, one in enumerate(text.splitlines(), 1) if one.startswith(begins))
    with pytest.raises(ValueError, match=re.escape(part)) as caught:
        read(tmp_path, text)
    assert f"one.py:{line}: " in str(caught.value)
