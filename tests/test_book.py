"""The built book, as files and as pages in a real browser without a network."""

import contextlib
import json
import os
import re

import numpy as np
import pytest

import wi_lib as wi
from tests import ROOT, at, guards, no_faults
from tests.browser import LAPTOP, PHONE, SITE, Visit, drawn, needs_browser
from tests.explorers import explorer_of
from tests.pages import explorers_of, opened_alone, scientific, soup, spelled, spelled_power
from tools import contents, lecture, notebooks

if not SITE.exists() and not os.environ.get("REQUIRE_BROWSER"):
    pytest.skip("there is no built book: run `make book`, or `make test`, which does", allow_module_level=True)


def widgets():
    """The book's pages, with the widgets that the source of each makes."""
    for name in contents.pages():
        source = ROOT / f"{name}.py"
        text = source.read_text("utf-8") if source.exists() else ""
        yield f"{name}.html", re.findall(r"^(?:\w+ = )?\w+_(explorer|bench|prediction)\(", text, re.M)


WIDGETS = dict(widgets())
PAGES = list(WIDGETS)
EXPLORERS = [page for page, widgets in WIDGETS.items() if "explorer" in widgets]
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
GENERATED = ["genindex.html", "search.html"]
#: The kinds of text whose contrast was looked at: pages have most of them in common.
KINDS = set()
CHAPTER_3 = "chapters/03-too-large-too-small.html"
PHONES = (390, 360, 320)  # widths in pixels; axe looks at the last


# ---- The files ----------------------------------------------------------------------------------------------------


def test_the_built_pages_are_those_of_the_contents():
    built = {path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")}
    built = {page for page in built if not page.startswith(("lite/", "_static/", "explorers/"))}
    decks = {f"slides/{path.stem}.html" for path in ROOT.glob("teaching/*.md") if lecture.read(path)}
    wanted = {"index.html", "handout.html", *PAGES, *GENERATED, *decks}
    no_faults(f"_build/html/{page} is missing: run make book" for page in sorted(wanted - built))
    no_faults(
        f"_build/html/{page} is left of a page that is gone: rm -r _build, make book" for page in sorted(built - wanted)
    )


def test_every_chapter_has_an_explorer_and_a_bench():
    assert WIDGETS["intro.html"] == ["explorer", "prediction"]
    no_faults(
        f"{page.replace('.html', '.py')}: no cell begins with a call of an …_{kind}(: a chapter shows one (CONTRIBUTING.md)"
        for page in CHAPTERS
        for kind in ("explorer", "bench")
        if kind not in WIDGETS[page]
    )
    assert CHAPTERS


@pytest.mark.parametrize("page", PAGES)
def test_page_says_what_it_is_and_what_its_pictures_show(page):
    no_faults(f"{page}: {fault}" for fault in guards.misnamed(soup(page)) + guards.silent_pictures(soup(page)))


@pytest.mark.parametrize("page", [page for page in PAGES if (ROOT / page).with_suffix(".ipynb").exists()])
def test_page_has_the_figures_of_its_notebook(page):
    assert guards.missing_drawings(soup(page), json.loads((ROOT / page).with_suffix(".ipynb").read_text("utf-8"))) == []


def test_every_chapter_has_figures():
    """Or the test above would pass without looking at any."""
    no_faults(f"{page}: it shows no figure" for page in CHAPTERS if not soup(page).select(".wi-figure"))


@pytest.mark.parametrize("page", [*PAGES, *GENERATED])
def test_no_link_leads_to_a_missing_page_or_place(page):
    no_faults(f"{page}: this link leads nowhere: {link}" for link in guards.dead_links(soup(page), page))


@pytest.mark.parametrize("page", PAGES)
def test_every_name_of_a_cell_is_an_anchor_of_its_page(page):
    """Links to a figure come from decks, notes and other pages. (What shows nothing is not in the page.)"""
    source = (ROOT / page).with_suffix(".py")
    code = [cell for cell in notebooks.paired(source).cells if cell.cell_type == "code"] if source.exists() else []
    hidden = {cell["id"] for cell in code if "remove-cell" in cell.metadata.get("tags", [])}
    anchors = [part["id"] for part in soup(page).find_all(id=True)]
    no_faults(
        f"{at(source, cell['id'])}: {cell['id']!r} is the anchor of {anchors.count(cell['id'])} places of the page, of one it "
        "must be: give the cell another name, then make notebooks, make book"
        for cell in code
        if anchors.count(cell["id"]) != 1 and cell["id"] not in hidden
    )


@pytest.mark.parametrize("page", [*PAGES, *GENERATED])
def test_page_loads_nothing_from_elsewhere(page):
    no_faults(
        f"{page}: the page loads {one}; a page loads what is in the book alone"
        for one in guards.loaded_from_elsewhere(soup(page))
    )


def test_styles_and_scripts_load_nothing_from_elsewhere():
    files = [path for path in (SITE / "_static").rglob("*.*") if path.suffix in (".css", ".js")]
    assert {"book.css", "mount.js", "scroll.js"} <= {path.name for path in files}
    assert {path.name: found for path in files if (found := guards.loaded_by_text(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize("page", PAGES)
def test_formulas_hold_the_signs_of_their_latex(page):
    no_faults(f"{page}: {fault}" for fault in guards.misread_formulas(soup(page)))


@pytest.mark.parametrize("page", PAGES)
def test_page_carries_the_state_of_its_widgets(page):
    assert guards.stateless_widgets(soup(page), len(WIDGETS[page])) == []


# ---- In a browser -------------------------------------------------------------------------------------------------


# `visit` sees to it that no request leaves the machine and no error is logged.
@needs_browser
@pytest.mark.parametrize("page", [*PAGES, *GENERATED])
def test_page_is_whole_and_accessible_in_light_and_in_dark(page, visit):
    opened = visit(page, **LAPTOP)
    assert guards.moved(opened) == []
    guards.settle(opened)
    assert guards.too_wide(opened, LAPTOP["width"]) + guards.untypeset(opened) + guards.other_fonts(opened) == []
    assert guards.parted(opened) == []
    assert guards.dead_benches(opened, page.rpartition("/")[2].replace(".html", ".ipynb")) == []
    assert guards.misshown(opened, "wi-wide") == []
    opened.emulate_media(color_scheme="dark")
    opened.wait_for_selector("html[data-theme=dark]")
    assert guards.misshown(opened, "wi-wide") == []
    assert guards.barriers(opened, KINDS, runOnly=["color-contrast"]) == []
    opened.emulate_media(color_scheme="light")
    opened.wait_for_selector("html[data-theme=light]")
    assert guards.barriers(opened, KINDS) == []


@needs_browser
def test_paper_shows_the_wide_figures_dark_on_white_whatever_the_theme(visit):
    opened = visit(CHAPTER_3, width=390, scheme="dark")
    opened.emulate_media(media="print", color_scheme="dark")
    opened.set_viewport_size({"width": 720, "height": 1000})
    assert guards.misshown(opened, "wi-wide") == []


@needs_browser
@pytest.mark.parametrize("page", [*PAGES, *GENERATED])
def test_page_fits_a_phone_and_is_accessible_there(page, visit):
    opened = visit(page, **PHONE)
    assert guards.moved(opened) == []
    for width in PHONES:
        opened.set_viewport_size({"width": width, "height": PHONE["height"]})
        guards.settle(opened)
        assert guards.too_wide(opened, width) + guards.out_of_frame(opened) + guards.too_small(opened) == []
        assert guards.misshown(opened, "wi-narrow") + guards.parted(opened) + guards.crowded(opened) == []
    assert guards.barriers(opened, runOnly=guards.ON_A_PHONE) == []


@needs_browser
def test_formulas_cost_a_small_font_and_nothing_else(visit):
    """It is in a script, so that it is there before the page is drawn. Where there is no formula, nothing is loaded."""
    loaded = "performance.getEntriesByType('resource').map((one) => [one.name.split('/').pop().split('?')[0], one.decodedBodySize])"
    for page, some in ((CHAPTER_3, True), ("intro.html", False)):
        opened = visit(page)
        guards.settle(opened)
        asked = {name: size for name, size in opened.evaluate(loaded) if re.search("formula|math|root", name, re.I)}
        assert set(asked) == ({"formulas.js"} if some else set())
        assert sum(asked.values()) < 50_000
        waits = "[...document.querySelectorAll('head script[src*=formulas]')].map((one) => !one.defer && !one.async)"
        assert opened.evaluate(waits) == [True] * some, "or the page would be drawn before its font is there, and move"


@needs_browser
def test_formulas_do_not_push_lines_apart(visit):
    """A line with a formula is as high as one without."""
    opened = visit("chapters/01-where-learning-starts.html")
    guards.settle(opened)
    found = opened.evaluate(
        """() => [...document.querySelectorAll("article p:has(> span.math)")].filter((part) => part.checkVisibility()).map((part) => {
             const lines = part.getBoundingClientRect().height / parseFloat(getComputedStyle(part).lineHeight);
             return [Math.abs(lines - Math.round(lines)), part.textContent.slice(0, 60)];
           })"""
    )
    assert len(found) > 5 and [text for off, text in found if off > 0.02] == []


@needs_browser
def test_a_formula_that_is_too_wide_scrolls_from_its_first_sign_to_its_last(visit):
    opened = visit(CHAPTER_3, **PHONE)
    opened.add_style_tag(content="article .math { max-width: 60px !important; }")
    guards.settle(opened)
    opened.wait_for_function("[...document.querySelectorAll('article div.math')].every((part) => part.tabIndex === 0)")
    ends = opened.evaluate(
        """() => [...document.querySelectorAll("article div.math")].map((part) => {
             const left = () => part.querySelector("math").getBoundingClientRect().left - part.getBoundingClientRect().left;
             const first = left();
             part.scrollLeft = 9999;
             return [first, left() + part.scrollWidth - part.clientWidth];
           })"""
    )
    assert ends and all(abs(first) < 1 and abs(last) < 1 for first, last in ends), ends


@needs_browser
def test_formulas_follow_the_theme_and_paper(visit):
    opened = visit(CHAPTER_3, scheme="dark")
    colours = """() => [...document.querySelectorAll("article p:has(> span.math)")].map((part) =>
        [getComputedStyle(part).color, getComputedStyle(part.querySelector("math mi, math mn")).color])"""
    dark = opened.evaluate(colours)
    opened.emulate_media(media="print", color_scheme="dark")
    paper = opened.evaluate(colours)
    assert dark and all(text == formula for text, formula in dark + paper)


class Page:
    """Chapter 3's explorer in the page: turn it as a reader does, read what it says."""

    def __init__(self, opened):
        self.root = opened.locator(".wi:not(.wi-guess)").first
        self.keyboard = opened.keyboard
        self.root.scroll_into_view_if_needed()

    def pick(self, text):
        self.root.locator(".wi-segments label", has_text=re.compile(f"^{text}$")).first.locator("xpath=..").click()
        self.rest()

    def rest(self):
        """What changes within a frame is drawn in the next one; what is out of view, when the page is printed."""
        drawn(self.root.page)
        self.root.evaluate('() => ["beforeprint", "afterprint"].forEach((kind) => dispatchEvent(new Event(kind)))')

    def slider(self):
        return self.root.locator("input[type=range]")

    def turn(self, position):
        slider = self.slider()
        slider.focus()
        self.keyboard.press("Home")
        for _ in range(position):
            self.keyboard.press("ArrowRight")
        self.rest()

    def words(self):
        return " ".join(self.root.locator(".wi-words .wi-live, .wi-more .wi-live").all_inner_texts())

    def captions(self, row):
        return self.root.locator(".wi-cells").nth(row).locator(".wi-cell:visible .wi-cell-caption").all_inner_texts()

    def label(self):
        return self.root.locator(".wi-lines > .wi-drawing > svg").get_attribute("aria-label")

    def picture(self):
        return self.root.locator(".wi-panels").inner_html()


def number(text):
    """The number at the end of a text as the page writes it: 'spread 9.2·10⁻⁹' -> 9.2e-9."""
    found = re.findall(r"−?[\d.,]*\d(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?", text)[-1].replace("−", "-").replace(",", "")
    mantissa, _, power = found.partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


@pytest.fixture(scope="module")
def reference():
    return explorer_of("3")


SETTINGS = [
    {"activation": "sigmoid", "std": 1.0, "depth": 5, "width": 100},
    {"activation": "sigmoid", "std": 0.01, "depth": 5, "width": 100},
    {"activation": "sigmoid", "std": 0.1, "depth": 20, "width": 50},
    {"activation": "tanh", "std": 1.0, "depth": 10, "width": 200},
    {"activation": "relu", "std": 0.16, "depth": 2, "width": 100},
    {"activation": "relu", "std": 0.001, "depth": 20, "width": 50},
    {"activation": "relu", "std": 2.5, "depth": 20, "width": 200},
]


@pytest.fixture(scope="module")
def chapter_3(browser, home):
    with Visit(browser, home + CHAPTER_3) as opened:
        yield Page(opened.page)


@needs_browser
@pytest.mark.parametrize("chosen", SETTINGS, ids=lambda chosen: " ".join(map(str, chosen.values())))
def test_explorer_shows_the_figures_of_the_library(chosen, chapter_3, reference):
    """Every control is moved, by mouse and keyboard; captions, curve and words are then
    those that Python has for the values."""
    explorer = chapter_3
    reference.chosen = chosen
    explorer.pick({"relu": "ReLU"}.get(chosen["activation"], chosen["activation"]))
    explorer.pick(chosen["depth"])
    explorer.pick(chosen["width"])
    explorer.turn(reference.index["std"])

    rows = [int(row) for row in reference.slice("cells") if not np.isnan(row)]
    for place, name in ((0, "pooled_std"), (1, "unit_std")):
        shown = [number(caption) for caption in explorer.captions(place)]
        assert shown == pytest.approx([float(reference.slice(name)[row]) for row in rows], rel=0.051)
    gradient = 10 ** reference.slice("gradient")[0]
    assert number(explorer.label().split(" at input")[0]) == pytest.approx(gradient, rel=0.051)
    spoken = explorer.words()
    assert ("saturated" in spoken) == (reference.slice("saturated")[0] > 0.5)
    verdict = (
        "vanished"
        if gradient < 1e-6
        else "fading"
        if gradient < 0.5
        else "kept"
        if gradient < 2
        else "growing"
        if gradient < 10
        else "exploded"
    )
    assert f"gradient {verdict}" in spoken


@needs_browser
def test_default_of_the_page_agrees_with_a_run_of_its_own(visit):
    """The explorer's figures, against weights and inputs drawn here: same law, other draws."""
    explorer = Page(visit(CHAPTER_3))
    stats, ratios = [], []
    for seed in range(100, 108):
        rng = np.random.default_rng(seed)
        layers = [rng.normal(0, 1, (100, 100)) for _ in range(5)]
        seen = wi.propagate(layers, rng.normal(size=(200, 100)), rng.normal(size=(200, 100)), activation="sigmoid")
        stats.append([[layer.std, layer.unit_std] for layer in seen.stats[1:]])
        ratios.append(seen.gradient_ratio[0])
    low, high = np.min(stats, axis=0), np.max(stats, axis=0)
    for row in (0, 1):
        shown = np.array([number(caption) for caption in explorer.captions(row)])
        assert np.all(shown > low[:, row] * 0.9) and np.all(shown < high[:, row] * 1.1)
    assert min(ratios) * 0.9 < number(explorer.label().split(" at input")[0]) < max(ratios) * 1.1


def positions(explorer, rng):
    """Where to put an explorer's controls: the start, both ends, and some places at random."""
    last = {control["name"]: len(control["texts"]) - 1 for control in explorer.spec["controls"]}
    yield explorer.start
    yield dict.fromkeys(last, 0)
    yield last
    for _ in range(5):
        yield {name: int(rng.integers(0, end + 1)) for name, end in last.items()}


def put(root, explorer, index):
    """Move every control there, as a reader's hand would."""
    for control in explorer.spec["controls"]:
        if len(control["texts"]) == 1:  # nothing to choose, and not shown
            continue
        group, at = (
            root.locator(".wi-control").filter(
                has=root.page.get_by_text(control["label"].replace("_", ""), exact=True)
            ),
            index[control["name"]],
        )
        if control["kind"] == "radio":
            group.locator("input").nth(at).check(force=True)
        elif control["kind"] == "select":
            group.locator("select").select_option(index=at)
        elif control["kind"] != "field":  # these are chosen in their panel
            group.locator("input").fill(str(at))
    for panel in explorer.spec["panels"]:
        if panel["kind"] == "fields":
            row, column = index[panel["rows"]], index[panel["columns"]]
            root.locator(f"input[type=radio][value='{row} {column}']").check(force=True)


@needs_browser
@pytest.mark.parametrize("page", EXPLORERS)
def test_every_explorer_answers_the_keys_and_says_and_draws_what_its_table_holds(page, browser):
    """By keyboard alone first. Then, at every place tried, words, captions and the
    panels' descriptions are those of the table, read here independently.

    The page is opened as by a double click, from a USB stick: no server at all.
    """
    names = [explorer.spec["name"] for explorer in explorers_of(page)]
    assert len(set(names)) == len(names) == WIDGETS[page].count("explorer"), "a link must find the one that it means"
    with Visit(browser, (SITE / page).as_uri(), home=SITE.as_uri()) as opened:
        for explorer, root in zip(explorers_of(page), opened.page.locator(".wi:not(.wi-guess)").all(), strict=True):
            assert guards.deaf_controls(opened.page, root) == []
            for index in positions(explorer, np.random.default_rng(len(page))):
                put(root, explorer, index)
                shown = root.evaluate(SHOWN)
                check_words(explorer, shown, index)
                for panel, seen in zip(explorer.spec["panels"], shown["panels"], strict=True):
                    check_panel(explorer, panel, seen, index)


@needs_browser
@pytest.mark.parametrize("page", EXPLORERS)
def test_a_link_to_a_setting_shows_the_explorer_in_that_state(page, browser):
    """As a link from another page does, or one that a reader has kept."""
    for place, explorer in enumerate(explorers_of(page)):
        last = {control["name"]: len(control["texts"]) - 1 for control in explorer.spec["controls"]}
        link = ",".join(f"{control['name']}={control['keys'][-1]}" for control in explorer.spec["controls"])
        with Visit(browser, f"{(SITE / page).as_uri()}#{explorer.spec['name']}:{link}", home=SITE.as_uri()) as opened:
            root = opened.page.locator(".wi:not(.wi-guess)").nth(place)
            check_words(explorer, root.evaluate(SHOWN), last)
            opened.page.wait_for_function(
                "root => Math.abs(root.getBoundingClientRect().top) < innerHeight / 2", arg=root.element_handle()
            )


# What an explorer says and draws, all at once: to ask for each part would cost the browser a message.
# What changes within a frame is drawn in the next one; what is out of view, at the latest when the page is printed.
SHOWN = """async (root) => (await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))), ["beforeprint", "afterprint"].forEach((kind) => dispatchEvent(new Event(kind))), {
  tags: [...root.querySelectorAll(".wi-words .wi-live .wi-tag")].filter((tag) => !tag.hidden).map((tag) => tag.textContent.slice(2)),
  words: [...root.querySelectorAll(".wi-words p, .wi-more p")].map((text) => text.textContent).join(" "),
  panels: [...root.querySelectorAll(".wi-panel")].map((panel) => ({
    captions: [...panel.querySelectorAll(".wi-cell .wi-cell-caption")].filter((one) => one.checkVisibility()).map((one) => one.textContent),
    labels: [...panel.querySelectorAll("svg[role=img]")].map((svg) => svg.getAttribute("aria-label")),
    html: panel.innerHTML,
    groups: [...panel.querySelectorAll(".wi-plot > g")].map((group) => ({
      classes: [...group.classList],
      // All dots of a line are one shape. A shape that is left over shows nothing.
      circles: group.querySelectorAll("circle:not([r='0'])").length + (group.querySelector(".wi-dots")?.getAttribute("d").split("M").length - 1 || 0),
      drawn: group.querySelectorAll("path:not([d='']), circle:not([r='0'])").length,
    })),
  })),
})"""


def check_words(explorer, shown, index):
    tags, texts = explorer.words(index)
    assert shown["tags"] == tags and all(tags), index
    assert shown["words"].split() == " ".join(texts).split(), index


def check_panel(explorer, panel, shown, index):
    if panel["kind"] == "bars":
        rows = explorer.slice(panel["cells"], index)
        captions = explorer.slice(panel["caption"], index)[rows[~np.isnan(rows)].astype(int)]
        expected = [f"{panel['caption_label']} {spelled(caption, panel['caption_format'])}" for caption in captions]
        assert shown["captions"] == expected
        return
    assert "NaN" not in shown["html"] and "Infinity" not in shown["html"]
    if panel["kind"] == "fields":
        value = explorer.slice(panel["values"], index)[index[panel["rows"]], index[panel["columns"]]]
        said = panel["missing_label"] if np.isnan(value) else spelled(value, panel["format"])
        assert f'{said}"' in shown["html"]
        return
    (label,) = shown["labels"]
    if panel["kind"] == "net":
        for ribbon, (near, far) in zip(panel["series"], ((0, -1), (-1, 0)), strict=True):
            powers = explorer.slice(ribbon["y"], index)
            ends = [f"{spelled_power(powers[end])} at {panel['layers'][end]}" for end in (near, far)]
            assert f"{ribbon['label']} ({ribbon['note']}) from {ends[0]} to {ends[1]}" in label
        assert shown["html"].count("<circle") == 2 * np.prod(explorer.slice(panel["units"], index).shape[-2:])
        return
    assert label.startswith(panel["title"])
    if panel["kind"] == "lines":
        every = [explorer.slice(series["y"], index) for series in panel["series"]]
        count = max(np.flatnonzero(~np.isnan(values))[-1] + 1 if not np.isnan(values).all() else 0 for values in every)
        for series in panel["series"]:
            values = explorer.slice(series["y"], index)
            classes = {f"wi-colour-{series['colour']}", f"wi-{series['style']}"}
            group = next((one for one in shown["groups"] if classes <= set(one["classes"])), {"circles": 0, "drawn": 0})
            end = len(values) if series["until"] is None else index[series["until"]] + 1
            known = np.count_nonzero(~np.isnan(values[:end]))
            dots = series["style"] == "here" or (series["style"] == "line" and count <= 31)
            assert group["circles"] == (known if dots else 0)
            assert not known or group["drawn"]
        first = explorer.slice(panel["series"][0]["y"], index)
        if not np.isnan(first[0]):
            say = spelled_power if panel["log"] else spelled
            assert f": {say(first[0])} at " in label
    else:
        for mark in panel["marks"]:
            x, y = (explorer.slice(mark[axis], index) for axis in "xy")
            there = np.flatnonzero(~np.isnan(x if mark["style"] in ("rule", "dotted") else x + y))
            if len(there) and mark["label"]:
                at = spelled(x[there[0]])
                assert f"{mark['label']} " in label or f"{len(there)} {mark['label']}" in label
                assert len(there) > 8 or at in label


def test_numbers_are_spelled_as_in_the_page():
    """The independent speller, on values whose spelling is known."""
    assert [scientific(x) for x in (0, 1, 0.25, 0.125, -3, 12.3, 1234, 9999, 0.00123, 0.00099, 1e-9, -2.5e5)] == [
        "0", "1", "0.25", "0.13", "−3", "12", "1,200", "1.0·10⁴", "0.0012", "9.9·10⁻⁴", "1.0·10⁻⁹", "−2.5·10⁵",
    ]  # fmt: skip
    assert [spelled(x, "percent") for x in (0, 0.001, 0.5, 0.999)] == ["0%", "under 1%", "50%", "over 99%"]
    assert [spelled_power(x) for x in (0, -9, -2.5, 4.99999)] == ["1", "1.0·10⁻⁹", "0.0032", "1.0·10⁵"]


@needs_browser
def test_explorer_works_by_touch(visit):
    opened = visit(CHAPTER_3, **PHONE)
    explorer = Page(opened)
    before = explorer.words()
    explorer.slider().scroll_into_view_if_needed()
    box = explorer.slider().bounding_box()
    opened.touchscreen.tap(box["x"] + box["width"] * 0.34, box["y"] + box["height"] / 2)
    explorer.rest()
    assert explorer.words() != before
    choice = explorer.root.locator("select").first  # on a phone, rows of buttons are lists
    assert choice.bounding_box()["height"] >= 44, "large enough for a finger"
    choice.select_option(label="ReLU")
    explorer.rest()
    assert "exactly 0" in explorer.words()


@needs_browser
def test_explorer_follows_the_theme_switch(visit):
    """Colours come from the page's theme, whatever the system prefers."""
    opened = visit(CHAPTER_3)
    colour = "getComputedStyle(document.querySelector('.wi')).backgroundColor"
    light = opened.evaluate(colour)
    opened.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert opened.evaluate(colour) != light


@needs_browser
def test_without_javascript_the_static_figure_is_there(browser, home):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(home + CHAPTER_3)
    figures = page.locator("article .wi-figure[aria-label] svg:visible")
    assert figures.count() >= 5 and all(figures.evaluate_all("all => all.map(one => one.clientWidth > 100)"))
    assert page.locator(".math math").count() > 3 and guards.other_fonts(page) == [], "formulas' font is a file here"
    context.close()


# ---- The engine in general ----------------------------------------------------------------------------------------


@pytest.fixture
def alone(browser, tmp_path):
    """alone(explorer) opens a page with nothing but this explorer, mounted as in the book."""

    def open_alone(explorer):
        return visits.enter_context(opened_alone(explorer, browser, tmp_path)).page

    with contextlib.ExitStack() as visits:
        yield open_alone


@needs_browser
def test_every_kind_of_control_and_a_plain_axis(alone):
    """An explorer that no chapter has: select, play, bars without a control of their own,
    a linear axis, all formats."""
    from wi_lib.explorers import Array, Bars, Control, Explorer, Lines, Series, Words

    explorer = Explorer(
        "all-kinds",
        "All kinds",
        "<b>not bold</b>",
        [
            Control("which", "which one", ["a", "b"], ["first", "second"], "select"),
            Control("step", "training step", [0, 10, 20], kind="play"),
        ],
        {
            "line": Array(np.array([[[0, 1], [1, 2], [2, 3]], [[5, np.nan], [6, np.nan], [7.25, np.nan]]]), ["which", "step"]),
            "bars": Array(np.arange(12).reshape(2, 2, 3) * 20, ["which"], "uint8"),
            "cells": Array([0, 1]),
            "numbers": Array([7, 8], dtype="uint8"),
            "share": Array([[0.001, 0.5], [1.0, 0.0]], ["which"]),
            "which": Array([[0], [1]], ["which"], "uint8"),
        },
        [
            Bars("Bars", "", "bars", "cells", "numbers", "unit", "share", "share", ("−1", "1"), caption_format="percent"),
            Lines("Line", "", [Series("line", "line")], (0, 8), [0, 4, 8], x_first=1, x_title="point"),
        ],
        [Words({"end": ("line", -1, "number"), "times": ("line", 0, "times"), "whole": ("line", 0, "integer"), "which": ("which", 0, "integer")},
               [("one", "plain", "At {end}.", {"which": 0}), ("two", "good", "{end}, {times}, **{whole}** <i>")])],
    )  # fmt: skip
    page = alone(explorer)
    words = page.locator(".wi-words")

    assert page.locator(".wi-title").inner_text().endswith("<b>not bold</b>")
    assert words.inner_text().split() == ["·", "one", "At", "1."]
    assert page.locator(".wi-cell-caption").all_inner_texts() == ["share under 1%", "share 50%"]
    assert page.locator(".wi-cell-title").all_inner_texts() == ["unit 7", "unit 8"]
    assert (
        page.locator(".wi-lines > .wi-drawing > svg").get_attribute("aria-label") == "Line: 0 at point 1, 1 at point 2"
    )

    page.get_by_role("button", name="play training step").click()
    page.wait_for_function("document.querySelector('.wi-slider input').value === '2'")
    assert words.inner_text().split() == ["·", "one", "At", "3."]
    page.get_by_role("button", name="play training step").wait_for()

    page.get_by_label("which one").select_option("second")
    assert words.inner_text().split() == ["✓", "two", "7.3,", "7.3", "×,", "7", "<i>"]
    assert page.locator(".wi-cell-caption").all_inner_texts() == ["share 100%", "share 0%"]
    assert page.locator(".wi-dots").get_attribute("d").count("M") == 1, "a point that is nan is not drawn"


@needs_browser
def test_every_kind_of_mark_in_a_plane(alone):
    from wi_lib.explorers import STYLES, Array, Control, Explorer, Lines, Mark, Plane, Series, Words

    x = np.array([[-1.0, 0.5, 1.0, np.nan], [0.0, 0.25, 9.0, 1e30]])
    explorer = Explorer(
        "marks",
        "Marks",
        "",
        [Control("n", "n", [0, 1])],
        {
            "x": Array(x, ["n"]),
            "y": Array([1.0, -1.0, 0.5, 0.0]),
            "loss": Array([3.0, 2.0, 1.0]),
            "here": Array([[np.nan, 2.0, np.nan], [np.nan, np.nan, 1.0]], ["n"]),
        },
        [
            Plane("Plane:", "", [Mark(style, "x", "y", style) for style in STYLES], (-1, 1), (-1, 1), (-1, 1), (-1, 1),
                  "across", "up", y_labels={-1: "low", 1.0: "high"}, square=True),
            Lines("Loss:", "", [Series("loss", "loss"), Series("here", "here", style="here")], (0, 3), (0, 3), x_step=50, x_title="step"),
        ],
        [Words({}, [("", "plain", "Marks.")])],
    )  # fmt: skip
    page = alone(explorer)
    plane, lines = page.locator(".wi-lines > .wi-drawing > svg").all()

    assert {"low", "high", "across", "up", "−1", "1"} == set(plane.locator("text").all_text_contents())
    drawn = {style: plane.locator(f"g.wi-{style}") for style in STYLES}
    assert {style: drawn[style].count() for style in STYLES} == dict.fromkeys(STYLES, 1)
    counts = [(drawn[style].locator("circle").count(), drawn[style].locator("path").count()) for style in STYLES]
    assert counts == [(0, 1), (0, 1), (3, 1), (3, 0), (3, 0), (0, 1), (0, 3), (0, 3), (0, 3)], (
        "the point that is nan is not drawn"
    )
    said = plane.get_attribute("aria-label")
    assert "line from (−1, 1) to (1, 0.5); dashed" in said and "dots (−1, 1) (0.5, −1) (1, 0.5); " in said
    assert lines.get_attribute("aria-label").endswith(": 3 at step 0, 1 at step 100")

    # Equal scales: the step from low to high is as long as the one from left to right.
    corners = [plane.locator("circle").nth(place).bounding_box() for place in range(3)]
    across, up = corners[1]["x"] - corners[0]["x"], corners[1]["y"] - corners[0]["y"]
    assert across / 1.5 == pytest.approx(up / 2, abs=2)
    beside = lines.bounding_box()
    assert beside["x"] > corners[1]["x"] + 50, "the next panel stands beside a square plane"

    ring = lines.locator("g.wi-here circle")
    before = ring.get_attribute("cx")
    page.locator("input[type=range]").press("ArrowRight")
    assert float(ring.get_attribute("cx")) > float(before)
    assert "(9, 0.5)" in plane.get_attribute(
        "aria-label"
    ) and "line from (0, 1) to (1.0·10³⁰, 0)" in plane.get_attribute("aria-label")
    assert plane.bounding_box()["width"] < 800, "what is far outside does not stretch the picture"
