"""The frame of a page: its contents with the chapters' numbers, the number in its title, cards of chapters on the first
page, and what other sites show when somebody links to it.
"""

from __future__ import annotations

import html
import pathlib
import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from wi_page import NO_BREAK, number, title_with_number, together

from tools import address

TEMPLATES = str(pathlib.Path(__file__).parent / "templates")
PREVIEW = "_static/preview.png"  # the picture that a link to a page shows (tools/preview.py), if the book has it
PICTURED = "a net of five layers, its signal above it and its gradient below it, which fade from layer to layer"
#: The parts of the contents that are folded, unless the reader is in them.
FOLDED = ("Solutions", "Teaching")


def setup(app):
    app.add_post_transform(NumberTitle)
    app.add_post_transform(DealCards)
    app.connect("config-inited", use_templates)
    app.connect("html-page-context", frame, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def use_templates(app, config):
    config.templates_path.insert(0, TEMPLATES)


def frame(app, page, template, context, doctree):
    context["book_contents"] = contents(app, page)
    for side in ("prev", "next"):
        if link := context.get(side):
            context[side] = {**link, "title": with_number(app, page, link)}
    if doctree is not None:
        context["metatags"] = context.get("metatags", "") + preview(app, page, context, doctree)


def with_number(app, page, link):
    """The title of the page before or after, with its number."""
    to = {app.builder.get_relative_uri(page, other): other for other in app.env.found_docs}
    return title_with_number(to.get(link["link"], ""), link["title"])


def contents(app, page):
    """The parts of the contents: {"caption", "folded", "pages": [{"number", "title", "link", "current"}]}."""
    parts = []
    for toctree in app.env.get_doctree(app.config.root_doc).findall(addnodes.toctree):
        caption = toctree.get("caption") or ""
        pages = [
            {
                "number": number(other),
                "title": app.env.titles[other].astext().removeprefix(f"{caption}: "),
                "link": app.builder.get_relative_uri(page, other) if other != page else "#",
                "current": other == page,
            }
            for _, other in toctree["entries"]
            if other in app.env.titles
        ]
        folded = caption in FOLDED and not any(one["current"] for one in pages)
        parts.append({"caption": caption, "foldable": caption in FOLDED, "folded": folded, "pages": pages})
    return parts


# ---- Titles -------------------------------------------------------------------------------------------------------


class NumberTitle(SphinxPostTransform):
    """A chapter's number stands in its title line, and labels of its head on lines of their own.

    Anchors and menus keep the title alone.
    """

    default_priority = 720
    formats = ("html",)

    def run(self, **kwargs):
        title = next(iter(self.document.findall(nodes.title)), None)
        if title is not None and (of := number(self.env.docname)):
            title.insert(0, [nodes.inline("", of, classes=["book-number"]), nodes.Text(" ")])
            head = next(iter(self.document.findall(nodes.bullet_list)), None)
            for label in head.findall(nodes.strong) if head is not None else ():
                if label.astext().endswith(":"):  # in the page it stands on a line of its own
                    label.replace_self(nodes.strong("", label.astext().rstrip(":")))


# ---- The first page -----------------------------------------------------------------------------------------------


class DealCards(SphinxPostTransform):
    """The table of chapters, which `make pages` writes, becomes a list of cards: number, title, question, time, and one
    menu of the places where the chapter runs.
    """

    default_priority = 730
    formats = ("html",)

    def run(self, **kwargs):
        if self.env.docname != self.config.root_doc:
            return
        for table in list(self.document.findall(nodes.table)):
            rows = [row.children for row in table.findall(nodes.row)][1:]
            cards = [card(row) for row in rows if is_chapter(row)]
            if cards and len(cards) == len(rows):
                table.replace_self(nodes.enumerated_list("", *cards, classes=["book-cards"]))


def is_chapter(row):
    """Whether a row is one of the table of chapters: it begins with a link "3 Its title", and ends with pictures."""
    begins, *_, ends = row
    return bool(re.match(r"\d+\s", begins.astext()) and list(ends.findall(nodes.image)))


def card(row):
    name, question, time, places = row
    link = next(iter(name.findall(nodes.reference)))
    of, title = re.split(r"\s+", link.astext(), maxsplit=1)
    link.clear()
    link += [nodes.inline("", of, classes=["book-number"]), nodes.Text(" "), nodes.inline("", title)]
    reading, _, exercises = time.astext().replace(NO_BREAK, " ").partition(" + ")
    spent = f"{reading} min to read, {exercises} for the exercises" if exercises else reading
    runs = [
        (place["refuri"], picture["alt"].rpartition(" on ")[2])
        for place in places.findall(nodes.reference)
        for picture in place.findall(nodes.image)
    ]
    return nodes.list_item(
        "",
        nodes.paragraph("", "", link, classes=["book-card-title"]),
        nodes.paragraph("", "", nodes.Text(question.astext()), classes=["book-card-question"]),
        nodes.paragraph("", "", nodes.Text(together(spent)), classes=["book-card-time"]),
        nodes.raw("", run_menu(of, runs), format="html"),
        classes=["book-card"],
    )


def run_menu(of, places):
    """The menu of places where a chapter runs, as HTML.

    Example:
        >>> run_menu("3", [("https://example.org/3.ipynb", "Colab")])
        '<details class="book-run"><summary aria-label="Run chapter 3">Run</summary><ul><li><a href="https://example.org/3.ipynb">Colab</a></li></ul></details>'
    """
    links = "".join(f'<li><a href="{html.escape(link)}">{html.escape(name)}</a></li>' for link, name in places)
    return f'<details class="book-run"><summary aria-label="Run chapter {of}">Run</summary><ul>{links}</ul></details>'


# ---- When somebody links to a page --------------------------------------------------------------------------------


def preview(app, page, context, doctree):
    """What other sites show of a page: its title, a sentence, a picture. The address comes from _config.yml."""
    said = {"og:title": plain(context.get("title", "")), "og:type": "article", "og:site_name": app.config.html_title}
    said["og:description"] = description = summary(doctree)
    repository = app.config.html_theme_options.get("repository_url", "").removeprefix("https://github.com/")
    if re.fullmatch(address.ANY, repository):
        home = address.site(repository)
        said["og:url"] = f"{home}/{app.builder.get_target_uri(page)}"
        if (pathlib.Path(app.srcdir) / PREVIEW).exists():
            said["og:image"] = f"{home}/{PREVIEW}"
            said |= {
                "og:image:width": "1200",
                "og:image:height": "630",
                "og:image:alt": f"{app.config.html_title}: {PICTURED}",
            }
    tags = [f'<meta property="{name}" content="{html.escape(text)}" />' for name, text in said.items() if text]
    tags += [f'<meta name="description" content="{html.escape(description)}" />'] if description else []
    card = {"twitter:card": "summary_large_image" if "og:image" in said else "summary"}
    card |= {
        name.replace("og:", "twitter:"): said[name]
        for name in ("og:title", "og:description", "og:image", "og:image:alt")
        if said.get(name)
    }
    tags += [f'<meta name="{name}" content="{html.escape(text)}" />' for name, text in card.items()]
    return "\n    " + "\n    ".join(tags) + "\n"


def plain(title):
    return html.unescape(re.sub(r"<[^>]*>", "", title))


def summary(doctree, most=200):
    """The first paragraph of a page, as far as whole sentences fit."""
    first = next((one.astext() for one in doctree.findall(nodes.paragraph)), "")
    text = " ".join(first.replace("\xa0", " ").split())
    if len(text) <= most:
        return text
    return (
        text[: most + 1].rpartition(". ")[0] + "." if ". " in text[:most] else text[: most - 1].rpartition(" ")[0] + "…"
    )
