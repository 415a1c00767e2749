"""Glossary, references and corrections: every link leads somewhere, every source that a chapter names is there."""

import datetime
import difflib
import pathlib
import re

import pytest

from tests import ROOT, at, no_faults, shown
from tools import contents

PAGES = ("glossary.md", "references.md", "corrections.md")
CHAPTERS = sorted((ROOT / "chapters").glob("*.py"))


def read(path):
    return (ROOT / path).read_text("utf-8")


def headings(text):
    return re.findall(r"^#+ (.+)$", text, re.M)


def anchor(heading):
    """What both GitHub and the built page make of a heading; STYLE.md says which headings they agree on."""
    return re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-")


def links(text):
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]


def prose(source):
    """The text of a chapter, its lines joined."""
    cells = re.split(r"^# %%", source.read_text("utf-8"), flags=re.M)
    text = [
        re.sub(r"^# ?", "", cell.partition("\n")[2], flags=re.M) for cell in cells if cell.startswith(" [markdown]")
    ]
    return re.sub(r"\s+", " ", "\n".join(text))


PERSON = r"(?:[A-Z]\.[ -]?)+ ?([A-Z]\w[\w-]*)"


def sources(source):
    """(first author's family name, title, year) of all that a chapter's **Sources.**
    names; year "" where there is none."""
    _, _, tail = prose(source).partition("**Sources.**")
    tail = re.sub(r"\]\([^)]*\)", "]", tail)  # where a title links to has a year, too
    found = []
    # Each is "X. Name and Y. Name, *Title*", or "X. Name et al., *Title*"; the year follows before the next one begins.
    pieces = re.split(r"\*([^*]+)\*", tail)
    for before, title, after in zip(pieces[::2], pieces[1::2], pieces[2::2]):
        authors = re.search(rf"{PERSON}(?:(?:,? and |, ){PERSON})*(?: et al\.)?,? \[?$", before)
        if authors:  # else it is a word in italics
            found.append((authors[1], title, *(re.findall(r"\b(?:19|20)\d\d\b", after)[:1] or [""])))
    return found


# ---- Links --------------------------------------------------------------------------------------------------------


def dead(path, targets):
    """Links of a file that lead to no file, or to no heading of it."""
    for target in targets:
        name, _, place = target.partition("#")
        to = path.parent / name if name else path
        if not to.exists():
            yield f"{at(path, target)}: ({target}) leads to no file: correct the link"
        elif place and to.suffix == ".md" and place not in map(anchor, headings(to.read_text("utf-8"))):
            near = difflib.get_close_matches(place, map(anchor, headings(to.read_text("utf-8"))), 1)
            yield f"{at(path, target)}: {shown(to)} has no heading #{place}{f'; it has #{near[0]}' if near else ''}"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_to_a_heading(page):
    no_faults(dead(ROOT / page, links(read(page))))


@pytest.mark.parametrize("source", CHAPTERS, ids=lambda path: path.stem)
def test_links_from_a_chapter_lead_to_a_heading(source):
    no_faults(dead(source, [target for target in links(prose(source)) if ".md" in target]))


def test_a_link_that_leads_nowhere_is_named_with_its_line(tmp_path):
    page, other = tmp_path / "page.md", tmp_path / "other.md"
    page.write_text(
        "# Page\n\n## Here it is\n\n[a](#here-it-is)\n[b](nothing.md)\n[c](other.md#a-hedding)\n[d](other.md)\n"
    )
    other.write_text("## A heading\n")
    first, second = dead(page, links(page.read_text()))
    assert first.endswith("page.md:6: (nothing.md) leads to no file: correct the link")
    assert "page.md:7: " in second and second.endswith("has no heading #a-hedding; it has #a-heading")


@pytest.mark.parametrize("page", PAGES)
def test_anchors_are_unique_and_the_same_everywhere(page):
    """Letters, digits, spaces and full stops before a space: GitHub and Sphinx make the same anchor of those."""
    found = headings(read(page))
    no_faults(f"{at(ROOT / page, heading)}: the heading {heading!r} stands twice, and so would its anchor: name one of them otherwise"
              for heading in found if found.count(heading) > 1)  # fmt: skip
    no_faults(
        f"{at(ROOT / page, heading)}: the heading {heading!r} has other signs than letters, digits, spaces and hyphens, or "
        "begins with none of the letters: GitHub and the built page would make two anchors of it"
        for heading in found
        if not re.fullmatch(r"[A-Za-z](?:[\w-]|\.(?= )| (?! ))*", heading, re.ASCII)
    )


# ---- The glossary -------------------------------------------------------------------------------------------------


def groups():
    """group -> [(term, its text)]"""
    parts = re.split(r"^## (.+)$", read("glossary.md"), flags=re.M)[1:]
    found = {}
    for name, body in zip(parts[::2], parts[1::2]):
        terms = re.split(r"^### (.+)$", body, flags=re.M)[1:]
        found[name] = list(zip(terms[::2], terms[1::2]))
    return found


def test_terms_are_many_and_sorted_within_each_group():
    assert sum(map(len, groups().values())) >= 45
    for name, terms in groups().items():
        names = [term.lower() for term, _ in terms]
        no_faults(f"{at(ROOT / 'glossary.md', f'### {term}')}: {term!r} stands out of order in “{name}”: sort the terms"
                  for (term, _), here, right in zip(terms, names, sorted(names)) if here != right)  # fmt: skip


def test_every_term_has_one_or_two_sentences():
    """The definition, and below it at most one line: Korean, code, chapter."""
    for terms in groups().values():
        for term, body in terms:
            definition, *more = body.strip().split("\n\n")
            place = at(ROOT / "glossary.md", f"### {term}")
            if not (definition.endswith(".") and 20 < len(definition) < 260):
                no_faults(
                    [
                        f"{place}: the definition has {len(definition)} characters, 21 to 259 with a full stop are asked for"
                    ]
                )
            if len(more) > 1:
                no_faults([f"{place}: {len(more)} lines follow the definition; one may: Korean, code, chapter"])


def test_korean_is_marked_as_korean():
    for page in PAGES:
        without = re.sub(r'<span lang="(?:ko|ja)">[^<]+</span>', "", read(page))
        assert not re.search(r"[\u3040-\u30ff\uac00-\ud7af]", without), page


def test_names_in_the_code_exist():
    import wi_lib

    names = set(re.findall(r"`wi\.(\w+)", read("glossary.md")))
    assert len(names) > 15 and [name for name in names if not hasattr(wi_lib, name)] == []


# ---- The corrections ----------------------------------------------------------------------------------------------

#: What an entry says, in this order.
SAYS = ("Corrected", "Where", "What stood there", "What is right", "Found by")


def misfits(text):
    """What is wrong with the entries of the page of corrections, a sentence each."""
    last = "9999-12-31"
    for match in re.finditer(r"^## (.+)\n((?:(?!## ).*\n)*)", text, re.M):
        where = f"corrections.md:{text.count(chr(10), 0, match.start()) + 1}: {match[1]!r}"
        found = dict(re.findall(r"^- \*\*(.+?):\*\* (\S.*)$", match[2], re.M))
        if tuple(found) != SAYS:
            yield f"{where} says {', '.join(found) or 'nothing'}; it must say {', '.join(SAYS)}, each as '- **…:** …'"
            continue
        try:
            datetime.date.fromisoformat(found["Corrected"])
        except ValueError:
            yield f"{where} was corrected on {found['Corrected']!r}, which is no date: write it as 2026-11-25"
        else:
            if found["Corrected"] > last:
                yield f"{where} is newer than the one above it: newest first"
            last = found["Corrected"]
        pages = {pathlib.PurePath(target.partition("#")[0]).with_suffix("").as_posix() for target in links(match[2])}
        if not pages & set(contents.pages()):
            yield f"{where} links to no page of the book: say on which it stood, such as [chapter 3](chapters/03-….ipynb)"


def test_every_correction_has_date_page_and_thanks():
    no_faults(misfits(read("corrections.md")))
    assert len(re.findall(r"^## ", read("corrections.md"), re.M)) >= 10


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- **Corrected:** 2026-11-28\n- **Where:** [chapter 6]", "- **Where:** [chapter 6]", "says Where, What"),
        (
            "2026-11-28\n- **Where:** [chapter 4](chapters/04-xavier.ipynb), of four",
            "2026-11-31\n- **Where:** [chapter 4](chapters/04-xavier.ipynb), of four",
            "'2026-11-31', which is no date",
        ),
        ("2026-11-22\n- **Where:** [chapter 3]", "2026-12-22\n- **Where:** [chapter 3]", "newest first"),
        (
            "- **Found by:** the test",
            "- the test",
            "it must say Corrected, Where, What stood there, What is right, Found by",
        ),
        ("- **What is right:** of a net that diverged nothing good is said.", "- **What is right:**", "it must say"),
        ("the [landing page](intro.ipynb).", "the landing page.", "links to no page of the book"),
        ("the [landing page](intro.ipynb).", "the [landing page](README.md).", "links to no page of the book"),
    ],
)
def test_a_correction_that_lacks_a_part_is_noticed(old, new, said):
    text = read("corrections.md")
    assert text.count(old) == 1
    (fault,) = misfits(text.replace(old, new))
    assert re.match(r"corrections\.md:\d+: '", fault) and said in fault


def test_the_page_of_corrections_is_one_click_away():
    assert "corrections" in contents.pages()
    assert all("](corrections.md)" in read(name) for name in ("README.md", "intro.py", "CONTRIBUTING.md"))


# ---- The references -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", CHAPTERS, ids=lambda path: path.stem)
def test_every_source_that_a_chapter_names_is_on_the_page(source):
    name, named = f"chapters/{source.name}", sources(source)
    if not named and "references.md#" not in prose(source):
        no_faults(
            [f"{name}: **Sources.** names none; say X. Name and Y. Name, *Title*, year, or link to references.md#…"]
        )
    entries = re.split(r"^### ", read("references.md"), flags=re.M)[1:]
    faults = []
    for author, title, year in named:
        # The first words of the title tell two papers of one author and year apart.
        beginning = " ".join(title.lower().split()[:3])
        fitting = [one for one in entries if one.startswith(author) and beginning in " ".join(one.lower().split())]
        what = f"{name}: **Sources.** names {author}, *{title}*, {year}"
        if len(fitting) != 1:
            faults.append(f"{what}; references.bib has {len(fitting)} such entries: add one, then run make pages")
        elif year not in (heading := fitting[0].partition("\n")[0]):
            faults.append(f"{what}; references.bib has {heading}: correct the year there or here")
    no_faults(faults)


def test_the_sources_of_chapter_3_are_recognised():
    """The search for sources itself can fail: hold it to what a reader sees."""
    chapter = next(path for path in CHAPTERS if path.name.startswith("03"))
    assert [(author, year) for author, _, year in sources(chapter)] == [
        ("Glorot", "2010"),
        ("Schoenholz", "2017"),
        ("Poole", "2016"),
        ("Saito", ""),
    ]


def test_every_reference_has_an_address_and_a_use():
    for entry in re.split(r"^### ", read("references.md"), flags=re.M)[1:]:
        heading, citation, use = entry.strip().split("\n\n")[:3]
        assert "](https://" in citation, heading
        assert re.search(r"\b(19|20)\d\d$|\d\d\d\d [A-Z]", heading) and use.endswith("."), heading
        (year,) = re.findall(r"\b(?:19|20)\d\d\b", heading)
        assert year in citation, heading


def test_addresses_are_stable_ones():
    for target in re.findall(r"\]\((https?://[^)]+)\)", read("references.md")):
        assert re.match(
            r"https://(doi\.org/10\.|arxiv\.org/abs/|proceedings\.mlr\.press/v\d+/\w+\.html|papers\.nips\.cc/|www\.oreilly\.co\.jp/|ai\.stanford\.edu/|www\.deeplearningbook\.org/|github\.com/[\w-]+/\w+$|cs231n\.github\.io/)",
            target,
        )
