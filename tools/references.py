"""The page of references, made from references.bib: `make pages` writes it.

An entry's `keywords` is the heading under which it stands, its `annote` is what this course takes from it, and its
`shorttitle` tells two entries of the same authors and year apart. Order, titles and names are those of the file.
"""

from __future__ import annotations

import functools
import re
import sys
import textwrap

from pybtex.database import parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

PAGE = """# References

<!-- Made from references.bib by `make pages`: change that. -->

Every source that the chapters name, and some that stand behind them: where to find it, and what this course takes from
it. For your own papers there is a [BibTeX file](references.bib).
"""
#: What the page cannot do without. One of the last three is the address.
NEEDED = ("title", "year", "keywords", "annote")
ADDRESSES = ("doi", "eprint", "url")
# So that a page reader says them in their own language.
SCRIPTS = {"ko": r"[\uac00-\ud7af]+(?:\s[\uac00-\ud7af]+)*", "ja": r"[\u3040-\u30ff\u4e00-\u9fff]+"}


def plain(text):
    """A field's text on one line, without LaTeX: no braces, no accents as commands."""
    return " ".join(str(Text.from_latex(text)).split())


def field(entry, name):
    return plain(entry.fields.get(name, ""))


def name_of(person):
    """A person with initials, in the order of speech: "A. Y. Ng"."""
    first = [f"{part[0]}." if "-" not in part else "-".join(f"{one[0]}." for one in part.split("-"))
             for part in map(plain, person.first_names + person.middle_names)]  # fmt: skip
    return " ".join([*first, family(person)])


def family(person):
    return plain(" ".join(person.prelast_names + person.last_names))


def listed(names):
    """["A", "B", "C"] -> "A, B and C"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def heading(entry):
    """Who and when, which is also the anchor: "Glorot and Bengio 2010"."""
    names = [family(one) for one in entry.persons["author"]]
    who = listed(names) if len(names) < 3 else f"{names[0]} et al."
    return " ".join(filter(None, (who, entry.fields["year"], field(entry, "shorttitle"))))


def venue(entry):
    """In what the source appeared, with volume and number: as much as the entry says."""
    volume = field(entry, "volume") + (f"({field(entry, 'number')})" if "number" in entry.fields else "")
    series = f"{field(entry, 'series')} {volume}" if "series" in entry.fields else ""
    journal = field(entry, "journal") or field(entry, "booktitle")
    if journal and volume and not series:
        journal += f" {volume}"
    if "editor" in entry.persons:
        journal = f"In {listed([name_of(one) for one in entry.persons['editor']])} (eds.), *{journal}*"
    return ", ".join(filter(None, (journal, series, field(entry, "publisher"))))


def links(entry):
    """Where to find the source: every address that the entry has."""
    doi, eprint, url = (entry.fields.get(name) for name in ADDRESSES)
    if doi:
        yield f"[doi:{doi}](https://doi.org/{doi})"
    if eprint:
        yield f"[arXiv:{eprint}](https://arxiv.org/abs/{eprint})"
    if url:
        short = re.sub(r"^https://(www\.)?|\.html$|/$", "", url).replace("arxiv.org/abs/", "arXiv:")
        yield f"[{short if len(short) < 40 else short.partition('/')[0]}]({url})"


def citation(entry):
    pages = field(entry, "pages").replace("--", "–")
    where = ", ".join(filter(None, (venue(entry), entry.fields["year"], pages and f"pages {pages}")))
    note = f" {field(entry, 'note')}." if "note" in entry.fields else ""
    who = listed([name_of(one) for one in entry.persons["author"]])
    return f"{who}. *{field(entry, 'title')}*. {where}.{note} {' · '.join(links(entry))}"


def marked(text):
    """Text in Korean or Japanese says that it is."""
    for language, script in SCRIPTS.items():
        text = re.sub(f"({script})", rf'<span lang="{language}">\1</span>', text)
    return text


def folded(text):
    return marked(textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False))


@functools.cache
def page(bibtex):
    """The text of references.md. Stops with a message if an entry lacks what the page needs."""
    try:
        entries = parse_string(bibtex, "bibtex").entries
    except PybtexError as error:
        sys.exit(f"references.bib: {error}")
    groups = {}
    for key, entry in entries.items():
        lacking = [name for name in NEEDED if not entry.fields.get(name)]
        lacking += ["author"] * ("author" not in entry.persons)
        if not any(name in entry.fields for name in ADDRESSES):
            lacking.append(" or ".join(ADDRESSES))
        if lacking:
            line = bibtex[: bibtex.index(f"{{{key},")].count("\n") + 1
            sys.exit(
                f"references.bib:{line}: {key} has no {', no '.join(lacking)}: add it, as the other entries have it."
            )
        groups.setdefault(field(entry, "keywords"), []).append(entry)
    parts = [PAGE]
    for group, entries in groups.items():
        parts.append(f"## {group}\n")
        parts += [
            f"### {heading(one)}\n\n{folded(citation(one))}\n\n{folded(field(one, 'annote'))}\n" for one in entries
        ]
    return "\n".join(parts)
