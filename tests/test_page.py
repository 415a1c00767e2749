"""What the book's extensions make of a notebook in the page: folds, numbers, cards, links, words that stay together."""

import doctest
import re

import nbformat
import pytest
import wi_explorers
import wi_figures
import wi_icons
import wi_navigation
import wi_page
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from PIL import Image

from tests import books, guards, no_faults
from tests.browser import SITE, drawn, needs_browser
from tests.pages import soup
from tools import address, contents, preview

PAGES = [f"{name}.html" for name in contents.pages()]
NUMBERED = [page for page in PAGES if page.startswith(("chapters/", "solutions/"))]
HOME = address.site(address.edition().repository)


@pytest.mark.parametrize(
    "module", [wi_explorers, wi_figures, wi_icons, wi_navigation, wi_page], ids=lambda module: module.__name__
)
def test_examples_in_docstrings_run(module):
    failed, tried = doctest.testmod(module)
    assert failed == 0 and tried


# ---- A small book -------------------------------------------------------------------------------------------------


def printed(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def cell(name, code, *outputs, tags=()):
    metadata = {"name": name, "tags": list(tags)}
    return nbformat.v4.new_code_cell(code, id=name, metadata=metadata, outputs=list(outputs))


PICTURE = nbformat.v4.new_output("display_data", data={"text/html": "<b>picture</b>", "text/plain": "picture"})
TEXT = """# Five

At σ = 1 chapter 3 says 5 %; n_in and χ₁. `a = 1`

In chapter
[3](#five) 3/√3 is 1.7 and/or σ = `0.1`, 2 · (1 + 0.5) is more; a/b.example.org is not.

| | a |
|---|---|
| b | 1 |

<details><summary>A. At σ = 1</summary>

Right.

</details>
"""
CELLS = [
    cell("set-up", "import numpy"),
    cell("picture", "draw()", PICTURE, printed("kept = 0.76\nlost = 0.24\n"), tags=["hide-input"]),
    cell("numbers", "count()", printed("more = 3\n")),
    cell("by-hand", "argue()", printed("step 0\nkept = 0.76\n"), tags=["argument"]),
    cell(
        "table",
        "compare()",
        printed("rates:    0.1\nσ = 0.01  0.11\nσ = 1     0.2\nkept = 0.76\n"),
        tags=["hide-input"],
    ),
    cell("exercise-one", "answer = ...", printed("○ Not answered yet.\n")),
    cell("before", "prepare()"),
    cell("picture-2", "draw()", PICTURE),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A chapter and its solutions, as the book builds them: page -> its HTML."""
    folder = tmp_path_factory.mktemp("book")
    for name, cells in (("chapters/05-five", CELLS), ("solutions/05-five", [cell("exercise-one", "answer = 1")])):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(TEXT), *cells])
        book.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
        (folder / name).parent.mkdir()
        (folder / f"{name}.ipynb").write_text(nbformat.writes(book), "utf-8")
    table = "| chapter | the question | reading + exercises | run |\n|---|---|---|---|\n| [5 Five](chapters/05-five.ipynb) | Why? | 27 + 15 min | [![Run chapter 5 on Colab](a.svg)](https://example.org/5) |"
    (folder / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    toc = "```{{toctree}}\n:caption: {}\n{}\n```\n"
    tocs = toc.format("Chapters", "chapters/05-five") + toc.format("Solutions", "solutions/05-five")
    (folder / "index.md").write_text(f"# Start\n\nA sentence.\n\n{table}\n\n{tocs}", "utf-8")
    whole, warnings, out = books.build(folder, "nb_execution_mode = 'off'\nmyst_heading_anchors = 3")
    assert whole, warnings
    pages = {path.relative_to(out).as_posix(): path.read_text("utf-8") for path in out.rglob("*.html")}
    return {page: BeautifulSoup(text, "html.parser") for page, text in pages.items()}


@pytest.fixture(scope="module")
def chapter(small):
    return small["chapters/05-five.html"]


def test_code_that_draws_is_folded_below_what_it_draws(chapter):
    (fold,) = chapter.select("#picture > details.book-code")
    assert fold.summary.get_text() == wi_page.CODE and "draw()" in fold.get_text()
    assert fold.find_previous_sibling(class_="cell_output").b.get_text() == "picture"
    assert chapter.select_one("#set-up > details > summary").get_text() == wi_page.SET_UP


def test_what_measured_prints_is_read_with_the_code_alone(chapter):
    assert "kept = 0.76" in chapter.select_one("#picture > details").get_text()
    assert "kept" not in chapter.select_one("#picture > .cell_output").get_text()
    argument = chapter.select_one("#by-hand")
    assert argument.select_one(":scope > .cell_output").get_text().strip() == "step 0"
    assert argument.select_one(":scope > details > summary").get_text() == wi_page.PRINTED


def test_rows_of_a_table_that_begin_with_a_setting_stay_in_sight(chapter):
    """They look like what `measured` prints, and were folded away, heads left alone."""
    shown = chapter.select_one("#table > .cell_output").get_text().strip().split("\n")
    assert shown == ["rates:    0.1", "σ = 0.01  0.11", "σ = 1     0.2"] and "kept" not in "".join(shown)


def test_code_that_shows_nothing_joins_the_fold_of_its_neighbour_and_keeps_its_anchor(chapter):
    assert "count()" in chapter.select_one("#picture > details > #numbers").get_text()
    assert chapter.select_one("#picture-2 > details").find(class_="cell")["id"] == "before"
    assert chapter.select_one("#set-up > details") and not chapter.select_one("#set-up #picture")
    assert [fold.get_text() for fold in chapter.select("details.book-code > summary")].count(wi_page.CODE) == 3


def test_the_code_of_an_argument_and_of_an_exercise_is_open(chapter):
    for name, code in (("by-hand", "argue()"), ("exercise-one", "answer")):
        (shown,) = chapter.select(f"#{name} > .cell_input")
        assert code in shown.get_text()
    assert not chapter.select_one("#exercise-one .cell_output"), "nothing is answered yet, and the page need not say so"


def test_exercise_and_solution_lead_to_each_other(small, chapter):
    there = chapter.select_one("#exercise-one .book-other a")
    back = small["solutions/05-five.html"].select_one("#exercise-one .book-other a")
    assert there["href"] == "../solutions/05-five.html#exercise-one"
    assert back["href"] == "../chapters/05-five.html#exercise-one"


def test_words_that_belong_together_stay_on_one_line_and_code_stays_as_it_is(chapter):
    text = chapter.p.get_text()
    assert "σ\xa0=\xa01 chapter\xa03 says 5\xa0%" in text and "a = 1" in chapter.code.get_text()
    assert chapter.find("summary").get_text() == "A. At σ\xa0=\xa01"
    assert [(one.previous_sibling[-1], one.get_text()) for one in chapter.select("p sub")] == [("n", "in"), ("χ", "1")]


def test_what_belongs_together_may_stand_in_several_elements_and_fractions_are_whole(chapter):
    text = chapter.find_all("p")[1]
    assert text.get_text().replace("\xa0", "~") == (
        "In chapter~3 3/√3 is 1.7 and/or σ~=~0.1, 2~·~(1~+~0.5) is more; a/b.example.org is not."
    )
    assert [one.get_text() for one in text.select(".book-whole")] == ["3/√3"]


def test_a_corner_of_a_table_has_a_name_and_a_title_its_number(chapter):
    assert [head.get_text(strip=True) for head in chapter.select("th")] == ["row", "a"]
    assert chapter.h1.get_text().startswith("5 Five") and chapter.title.get_text().startswith("Five")


def test_the_table_of_chapters_is_dealt_as_cards(small):
    (card,) = small["index.html"].select("ol.book-cards > li.book-card")
    assert card.select_one(".book-card-title a")["href"] == "chapters/05-five.html"
    assert card.select_one(".book-number").get_text() == "5" and "Why?" in card.get_text()
    assert "27 min to read, 15 min for the exercises" in card.get_text().replace("\xa0", " ")
    assert [(link.get_text(), link["href"]) for link in card.select("details a")] == [
        ("Colab", "https://example.org/5")
    ]
    assert not small["index.html"].select("table")


# ---- The built book -----------------------------------------------------------------------------------------------

SOUND = (
    "<meta property='og:title' content='a'><meta property='og:description' content='a'><meta property='og:url' content='https://a.example/b'>"
    "<meta property='og:image' content='https://a.example/c.png'><meta name='twitter:card' content='summary'>"
    "<article><p>σ\xa0=\xa01 in chapter\xa03: 5\xa0% <code>n = 1</code><!--σ = 1--></p><table><th>a</th></table>"
    "<div class=cell_output><pre>step 1</pre></div><details class=book-code><div class=cell_output><pre>kept = 1</pre></div></details></article>"
)
GUARDS = {
    "torn": guards.torn,
    "dumped": guards.dumped,
    "unnamed": guards.unnamed_columns,
    "unshared": lambda html: guards.unshared(html, "https://a.example"),
}
FAULTS = [
    *(("torn", ("<article>", f"<article><p>{torn}</p>")) for torn in (
        "at σ = 1", "<b>σ = −1</b>", "see chapter 3", "5 % of it", "σ =\n1", "chapter <a>3</a>", "σ = <code>0.1</code>", "layer\n<b>5</b>",
        "3/√3", "5 <i>units</i>", "√(2/n)", "z − ½ − ½", "rate 0.1"
    )),
    ("dumped", ("step 1", "kept = 0.76")),
    ("dumped", ("step 1", "step 1\nkept = 0.76")),
    ("dumped", ("step 1", "○ Not answered yet.")),
    ("unnamed", ("<th>a</th>", "<th> </th>")),
    ("unshared", ("https://a.example/b", "https://b.example/b")),
    ("unshared", ("content='summary'", "content=''")),
    *(("unshared", (f"property='{name}'", "property=''")) for name in ("og:title", "og:description", "og:url", "og:image")),
]  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS)
def test_a_sound_page_has_no_fault(guard):
    assert GUARDS[guard](BeautifulSoup(SOUND, "html.parser")) == []


@pytest.mark.parametrize(("guard", "fault"), FAULTS, ids=map(str, range(len(FAULTS))))
def test_a_fault_is_found(guard, fault):
    assert SOUND.count(fault[0]) == 1
    assert len(GUARDS[guard](BeautifulSoup(SOUND.replace(*fault), "html.parser"))) == 1


needs_book = pytest.mark.skipif(not SITE.exists(), reason="there is no built book: run make book")


LINKS = """() => [...new Set([...document.querySelectorAll("article :is(p, td, li) a:not(.headerlink, .btn)")]
  .filter((link) => link.offsetParent && !link.closest(".book-card, .book-run, .prev-next-area"))
  .map((link) => getComputedStyle(link).color))]"""


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["teaching.html", "run.html", "chapters/06-sigmoid-or-relu.html"])
def test_links_have_one_colour(page, scheme, visit):
    """Those in tables were of the theme's own."""
    opened = visit(page, scheme=scheme)
    assert len(opened.evaluate(LINKS)) == 1
    opened.add_style_tag(content="td a { color: #085d6c !important; }")
    assert len(opened.evaluate(LINKS)) == 2, "and another colour is seen"


@needs_book
@pytest.mark.parametrize("page", PAGES)
def test_page_reads_as_a_page(page):
    html = soup(page)
    faults = guards.torn(html) + guards.dumped(html) + guards.unnamed_columns(html) + guards.unshared(html, HOME)
    no_faults(f"{page}: {fault}" for fault in faults)


@needs_book
@pytest.mark.parametrize("page", NUMBERED)
def test_a_chapter_has_its_number_in_title_and_contents(page):
    of = wi_page.number(page.removesuffix(".html"))
    here = soup(page).select_one(".bd-links li.current .book-number")
    assert soup(page).select_one("article h1 .book-number").get_text() == here.get_text() == of


@needs_book
def test_a_link_to_the_book_shows_a_picture_of_the_size_that_sites_ask_for():
    head = {
        meta.get("property", meta.get("name")): meta["content"] for meta in soup("intro.html").select("meta[content]")
    }
    picture = SITE / head["og:image"].removeprefix(f"{HOME}/")
    assert picture.stat().st_size < 100_000
    assert Image.open(picture).size == (int(head["og:image:width"]), int(head["og:image:height"])) == preview.SIZE
    assert head["twitter:card"] == "summary_large_image" and head["twitter:image"] == head["og:image"]
    assert len(head["og:image:alt"]) > 40 and head["twitter:image:alt"] == head["og:image:alt"]


@needs_book
def test_solutions_are_folded_but_on_their_own_pages():
    chapter, solution = (
        soup(next(page for page in PAGES if page.startswith(kind))) for kind in ("chapters", "solutions")
    )
    assert not chapter.select_one(".bd-links details").has_attr("open")
    assert solution.select_one(".bd-links details").has_attr("open")


@needs_book
def test_every_chapter_has_a_card_on_the_first_page():
    cards = [link["href"] for link in soup("intro.html").select(".book-card-title a")]
    assert cards == [page for page in PAGES if page.startswith("chapters/")]


@needs_book
def test_every_icon_of_the_pages_is_in_the_cut_fonts_and_little_else():
    fonts = list((SITE / wi_icons.FONTS).glob("*.woff2"))
    assert fonts and sum(font.stat().st_size for font in fonts) < 10_000
    signs = {chr(code) for font in fonts for code in TTFont(font).getBestCmap()}
    style = (SITE / wi_icons.STYLE).read_text("utf-8")
    assert no_glyph(wi_icons.used_names(SITE), style, signs) == []
    assert no_glyph({"fa-bars"}, style, signs - {"\uf0c9"}) == ["fa-bars"], "an icon that the fonts lack is found"


def no_glyph(names, style, signs):
    """Icons that the style sheet has a sign for, and the fonts have not."""
    found = {name: re.search(rf'\.{name}:{{1,2}}before[^{{]*\{{content:"\\(f[0-9a-f]+)"', style) for name in names}
    return [name for name, rule in found.items() if rule and chr(int(rule[1], 16)) not in signs]


@needs_browser
def test_paper_shows_the_answers_and_afterwards_all_is_as_before(visit):
    opened = visit("chapters/03-too-large-too-small.html", scheme="dark")
    state = """() => ["article details:not(.book-code)[open]", ".book-code[open]"].map((parts) => document.querySelectorAll(parts).length)"""
    assert opened.evaluate(state) == [0, 0]
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    answers, codes = opened.evaluate(state)
    assert answers > 20 and codes == 0
    opened.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.evaluate(state) == [0, 0]


@needs_browser
def test_a_link_to_a_cell_within_a_fold_opens_the_fold(visit):
    inner = soup("chapters/03-too-large-too-small.html").select_one("details.book-code .cell")["id"]
    opened = visit(f"chapters/03-too-large-too-small.html#{inner}")
    assert opened.locator("details.book-code[open]").count() == 1
    assert 0 <= opened.locator(f"#{inner}").bounding_box()["y"] < 900


@needs_browser
@pytest.mark.parametrize("page", ["intro.html", "chapters/03-too-large-too-small.html"])
def test_without_javascript_contents_cards_and_folds_are_there(browser, home, page):
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    opened = context.new_page()
    opened.goto(home + page)
    if page == "intro.html":
        assert opened.locator(".book-card-title a:visible").count() == len(NUMBERED) // 2
    else:
        assert opened.locator(".bd-links a:visible").count() > len(NUMBERED) // 2
        opened.locator("details.book-code > summary").nth(1).click()
        assert opened.locator("details.book-code[open] .cell_input:visible").count() >= 1
    context.close()


@needs_browser
def test_what_colour_tells_has_another_mark_where_the_system_sets_colours(browser, home):
    context = browser.new_context(forced_colors="active")
    opened = context.new_page()
    opened.goto(home + "chapters/03-too-large-too-small.html")
    border = "getComputedStyle(document.querySelector({})).borderLeftWidth"
    assert opened.evaluate(border.format("'.book-contents .current a'")) == "4px"
    assert opened.evaluate(border.format("'.book-contents li:not(.current) a'")) == "0px"
    context.close()


@needs_browser
def test_the_contents_mark_what_is_read_after_every_jump(visit):
    """The theme's own script marked "The call that gives it" at the end of chapter 5, and stayed there."""
    opened = visit("chapters/05-he.html", height=720)
    links = [link["href"] for link in soup("chapters/05-he.html").select("nav.page-toc a")]

    def marks(*expected):
        """The page scrolls to where it is sent; then these are marked."""
        marked = "[...document.querySelectorAll('nav.page-toc a[aria-current]')].map((link) => link.hash).join()"
        opened.wait_for_function(f"expected => {marked} === expected", arg=",".join(expected), timeout=10_000)

    marks()
    # As End and Home do, but at once: Chromium forgets a key that comes while it still glides.
    for place, expected in (("1e6", [links[-1]]), ("0", []), ("1e6", [links[-1]]), ("0", [])):
        opened.evaluate(f"scrollTo(0, {place})")
        marks(*expected)
    for link in (links[3], links[-2], links[-1], links[0]):
        opened.locator(f"nav.page-toc a[href='{link}']").click()
        marks(link)
        drawn(opened)  # where a link has led is known one frame later
    opened.evaluate("scrollBy(0, -2000)")
    marks()


@needs_browser
@pytest.mark.parametrize("width", [390, 1280, 1600])
def test_cards_and_explorer_of_the_first_page_share_their_edges(visit, width):
    """At 1280 pixels the cards were 64 pixels wider than the explorer."""
    opened = visit("intro.html", width=width)
    edges = [opened.locator(part).bounding_box() for part in ("wi-place .wi:not(.wi-guess)", "ol.book-cards")]
    assert [(box["x"], box["x"] + box["width"]) for box in edges[:1]] == [
        (box["x"], box["x"] + box["width"]) for box in edges[1:]
    ]


COLOURS = """() => [...document.querySelectorAll("body, article, article *")].filter((part) => part.checkVisibility()).map((part) => {
    const style = getComputedStyle(part);
    const seen = ["color", "backgroundColor", "borderTopColor", "borderLeftColor", "fill", "stroke", "filter", "colorScheme"];
    return `${part.tagName}.${part.classList[0] ?? ''} ${seen.map((name) => `${name} ${style[name]}`).join("; ")}`;
})"""


@needs_browser
@pytest.mark.parametrize(
    "page", ["intro.html", "chapters/03-too-large-too-small.html", "solutions/06-sigmoid-or-relu.html", "glossary.html"]
)
def test_paper_is_light_by_style_alone(visit, page):
    """What prints without telling the page before, and a page whose script did not run, had dark parts on paper."""
    seen = []
    for scheme in ("light", "dark"):
        opened = visit(page, scheme=scheme)
        assert opened.evaluate("document.documentElement.dataset.theme") == scheme
        opened.emulate_media(media="print", color_scheme=scheme)
        seen.append(opened.evaluate(COLOURS))
    assert len(seen[0]) == len(seen[1]) > 50
    no_faults([f"{dark}, light: {light}" for light, dark in zip(*seen, strict=True) if light != dark][:3])
