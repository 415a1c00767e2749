"""What is made from something else says what its source says: tables of chapters, references, the contents."""

import re
import shutil

import pytest

from tests import ROOT, no_faults
from tools import contents, pages, reading, references

BIB = (ROOT / "references.bib").read_text("utf-8")


def read(path):
    return path.read_text("utf-8")


def change(path, old, new):
    assert read(path).count(old) == 1, old
    path.write_text(read(path).replace(old, new), "utf-8")


@pytest.fixture
def copy(tmp_path):
    """What the pages are made from and where they stand, free to be changed."""
    for name in ("README.md", "intro.py", "teaching.md", "references.bib", "references.md", "_config.yml", "_toc.yml", "wi_lib/__init__.py",
                 *(str(path.relative_to(ROOT)) for folder in ("chapters", "solutions", "teaching") for path in (ROOT / folder).glob("*"))):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def test_every_page_says_what_its_source_says():
    no_faults(f"{name}: it does not say what its source says; run make pages" for name in pages.stale())


def test_the_table_is_that_of_the_heads():
    (third,) = (one for one in pages.chapters() if one.number == 3)
    assert (third.title, third.exercises) == ("Too large, too small", 20)
    assert third.reading == reading.reading(ROOT / "chapters" / f"{third.stem}.py").minutes
    row = f"| [3 {third.title}](chapters/{third.stem}.ipynb) | {third.question} | {third.reading} + 20 min |"
    assert all(row in read(ROOT / name) for name in pages.TABLES)


@pytest.mark.parametrize(
    ("name", "old", "new", "follow"),
    [
        (
            "chapters/05-he.py",
            "# # He\n",
            '# # Kaiming He\'s $\\sqrt{2}$ | "more"\n',
            {"README.md", "intro.py", "teaching.md", "teaching/misconceptions.md"},
        ),
        ("chapters/05-he.py", "up for it?*\n", "up for that?*\n", {"README.md", "intro.py"}),
        ("chapters/05-he.py", "20 more for", "25 more for", {"README.md", "intro.py"}),
        ("chapters/05-he.py", "**Time:** ", "**Time:** 9", {"chapters/05-he.py"}),
        (
            "chapters/05-he.py",
            "# ## Check yourself",
            f"# {'word ' * 400}\n\n# %% [markdown]\n# ## Check yourself",
            {"README.md", "intro.py", "chapters/05-he.py"},
        ),
        ("chapters/03-too-large-too-small.py", "“sigmoids always", "“all sigmoids", {"teaching/misconceptions.md"}),
        ("chapters/03-too-large-too-small.py", "=1,width=100)", "=1,width=50)", {"teaching/misconceptions.md"}),
        ("teaching/misconceptions.md", "“sigmoids always", "“all sigmoids", {"teaching/misconceptions.md"}),
        ("teaching/05-he.md", "### 4.5 min · `hes-rule`", "### 5 min · `hes-rule`", {"teaching.md"}),
        ("teaching/one-lecture.md", "# One lecture over", "# A lecture over", {"teaching.md"}),
        ("teaching.md", "| [5 He]", "| [5 She]", {"teaching.md"}),
        ("references.bib", "Leaky ReLU.", "Leaky ReLU, first.", {"references.md"}),
        ("README.md", "| [5 He]", "| [5 She]", {"README.md"}),
        ("intro.py", "# | [5 He]", "# | [5 She]", {"intro.py"}),
        ("references.md", "Leaky ReLU.", "Leaky.", {"references.md"}),
    ],
)
def test_a_page_follows_its_source_and_a_change_of_its_own_is_noticed(copy, name, old, new, follow):
    assert pages.stale(copy) == {}
    change(copy / name, old, new)
    assert set(pages.write(copy)) == follow
    assert pages.stale(copy) == {}


def test_a_pipe_in_a_title_ends_no_cell(copy):
    change(copy / "chapters" / "05-he.py", "# # He\n", "# # $|x|$\n")
    pages.write(copy)
    assert r"| [5 $\|x\|$](" in read(copy / "README.md")


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("# # He\n", "# ## He\n", ["chapters/05-he.py:1: ", "title", "`# # Too large"]),
        ("make up for it?*", "make up for it*", ["chapters/05-he.py:1: ", "question"]),
        ("**Time:** ", "**Time:** some ", ["chapters/05-he.py:1: ", "time", "20 more for the exercises.`"]),
    ],
)  # fmt: skip
def test_a_head_that_lacks_a_part_is_named_with_an_example(copy, old, new, parts):
    change(copy / "chapters" / "05-he.py", old, new)
    with pytest.raises(SystemExit) as said:
        pages.stale(copy)
    assert [part for part in parts if part not in str(said.value)] == []


def test_a_lecture_that_cannot_be_read_is_named(copy):
    change(copy / "teaching" / "05-he.md", "### 4.5 min · `hes-rule`", "### `hes-rule`")
    with pytest.raises(SystemExit, match=r"teaching/05-he\.md:\d+: .* is no step of a lecture"):
        pages.stale(copy)


@pytest.mark.parametrize("name", pages.TABLES)
def test_a_file_without_the_marks_is_refused(copy, name):
    change(copy / name, pages.END, "")
    with pytest.raises(SystemExit, match=f"{name}: the table must stand once between the lines"):
        pages.stale(copy)


# ---- The page of references ---------------------------------------------------------------------------------------


def test_a_citation_has_all_that_finds_the_source():
    text = re.sub(r"\s+", " ", references.page(BIB))
    assert (
        "### LeCun et al. 1998 Efficient BackProp Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller. *Efficient BackProp*. "
        "In G. B. Orr and K.-R. Müller (eds.), *Neural Networks: Tricks of the Trade*, Lecture Notes in Computer Science "
        "1524, Springer, 1998, pages 9–50. [doi:10.1007/3-540-49430-8_2](https://doi.org/10.1007/3-540-49430-8_2) The rule"
    ) in text
    assert "Proceedings of the IEEE 86(11), 1998, pages 2278–2324." in text
    assert (
        "[doi:10.1109/ICCV.2015.123](https://doi.org/10.1109/ICCV.2015.123) · [arXiv:1502.01852](https://arxiv.org"
        in text
    )
    assert "https://ai.stanford.edu/~amaas/" in text  # in TeX, ~ is a space


def test_headings_stand_in_the_order_of_the_file():
    keys = re.findall(r"keywords += \{(.+)\}", BIB)
    assert re.findall(r"^## (.+)$", references.page(BIB), re.M) == list(dict.fromkeys(keys))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "annote        = {Leaky ReLU.}",
            "note = {Leaky ReLU.}",
            r"references\.bib:\d+: maas2013 has no annote: add it",
        ),
        ("{Books},\n  annote        = {Section", "{},\n  annote        = {Section", "goodfellow2016 has no keywords"),
        (
            "url           = {https://www.deeplearningbook.org/}",
            "pages = {8}",
            "goodfellow2016 has no doi or eprint or url",
        ),
        ("@book{saito2016,", "@book{goodfellow2016,", "repeated bibliograph"),
        ("@book{saito2016,", "@book saito2016,", "references.bib: "),
    ],
)
def test_an_entry_that_lacks_what_the_page_needs_is_named(old, new, said):
    assert BIB.count(old) == 1
    with pytest.raises(SystemExit, match=said):
        references.page(BIB.replace(old, new))


# ---- The order of the pages ---------------------------------------------------------------------------------------


def test_chapters_stand_in_the_order_of_their_numbers_and_each_has_its_solutions():
    found = contents.pages()
    numbered = [name.removeprefix("chapters/") for name in found if name.startswith("chapters/")]
    assert numbered == sorted(path.stem for path in ROOT.glob("chapters/*.py")), "run make notebooks"
    no_faults(f"chapters/{name}.py has no solutions/{name}.py: copy templates/solution.py"
              for name in numbered if f"solutions/{name}" not in found)  # fmt: skip
    no_faults(f"chapters/{name}.py must be named by two digits and lower-case words: 04-xavier.py"
              for name in numbered if not re.fullmatch(r"\d\d(-[a-z0-9]+)+", name))  # fmt: skip
    assert [int(name[:2]) for name in numbered] == list(range(1, len(numbered) + 1))
    assert found[0] == "intro" and found.index("run") > found.index(f"solutions/{numbered[-1]}")


def test_a_new_chapter_is_in_the_contents_and_another_notebook_is_not(copy):
    for name in ("chapters/98-new", "chapters/Untitled", "solutions/98-new"):
        (copy / f"{name}.ipynb").write_text("{}")
    added = set(contents.pages(copy)) - set(contents.pages())
    assert added == {"chapters/98-new", "solutions/98-new"}
