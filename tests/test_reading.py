"""How long a chapter takes to read: what counts, and that none is too long."""

import re

import pytest

from tests import ROOT, no_faults
from tools import reading

CHAPTERS = sorted((ROOT / "chapters").glob("*.py"))

CHAPTER = """# %% [markdown]
# # Five words and a number: 7
#
# [A link](../to/nowhere.ipynb), a tied 0.76<!--kept-->, $x = 1$.
#
# ```python
# print("a block of code counts as code")
# ```

# %% name="set-up" tags=["hide-input"]
if hidden:
    print("read by nobody")

# %% name="seen"
plt.show()

# %% name="open" tags=["argument"]
left = net.forward(x)
print(left)
print("no more than one look")

# %% [markdown]
# <details><summary>Look closer: folded words</summary>
#
# These do not count.
#
# </details>

# %% name="folded" tags=["hide-cell"]
plt.show()

# %% name="an-explorer" tags=["hide-input"]
fan_explorer()

# %% [markdown]
# ## Check yourself
#
# Not these.

# %% [markdown]
# ## Exercises
#
# Nor these.

# %% name="exercise-one"
plt.show()

# %% [markdown]
# ## In this chapter
#
# But these.
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "98-new.py"
    path.write_text(CHAPTER, "utf-8")
    return path


def test_what_is_read_counts_and_what_is_folded_or_asked_does_not(source):
    """Of the code, what the page leaves open: it was counted where the page folds it, too."""
    # Six words and a number, "A link a tied 0.76 x 1", a heading of three, "But these".
    assert reading.reading(source) == reading.Reading(words=6 + 7 + 3 + 2, pictures=3, code=2)


def test_minutes_are_rounded_up():
    assert reading.Reading(words=200, pictures=3, code=2).exact == 1 + 1 + 1
    assert reading.Reading(words=201, pictures=3, code=2).minutes == 4


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_no_chapter_is_too_long_to_read(chapter):
    no_faults(reading.overlong(chapter))


@pytest.mark.parametrize("place", ["# Nor these.", "# These do not count."])
def test_what_does_not_count_makes_no_chapter_too_long(source, place):
    source.write_text(CHAPTER.replace(place, f"{place} {'word ' * 9000}"), "utf-8")
    assert list(reading.overlong(source)) == []


def test_a_chapter_that_is_too_long_is_named_with_what_makes_it_long(source):
    source.write_text(CHAPTER.replace("# But these.", f"# But these. {'word ' * 5900}"), "utf-8")
    (fault,) = reading.overlong(source)
    assert re.search(
        r"98-new\.py: 31\.\d minutes to read \(5,9\d\d words, 3 pictures, 2 pieces of code\); 30 are", fault
    )
