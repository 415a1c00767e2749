"""Every guard over the built pages is fed the faults that it is there for, and a sound page."""

import pytest
import wi_figures
from bs4 import BeautifulSoup

from tests import ROOT, guards
from tests.browser import Visit, needs_browser, served
from tools import agreement

ALT = "A curve that falls from 2.3 at step 0 to 0.1 at step 500"
SOUND = f"""<!doctype html><html lang="{guards.LANGUAGE}"><head><title>Page</title><link rel="canonical" href="https://elsewhere.example/page.html">
<link rel="icon" href="dot.svg"><link rel="stylesheet" href="style.css"><style>@import "more.css"; b {{ background: url(dot.svg) url(data:image/png;base64,//8=); }}</style>
</head><body><main><article><h1 id="top">Page</h1><p><a href="https://elsewhere.example/">a link</a> <a href="page.html#top">up</a></p>
<p><img src="dot.svg" alt="{ALT}"></p><p><code>wi.xavier_normal()</code>
<span class="math"><math alttext="-\\frac{{x'}}{{\\sigma_\\text{{in}}}}"><mo>−</mo><mfrac><mrow><mi>x</mi><mo>′</mo></mrow><msub><mi>σ</mi><mtext>in</mtext></msub></mfrac></math></span>
</p></article></main>
<script>const licence = "see https://elsewhere.example/licence";</script></body></html>"""


@pytest.fixture
def site(tmp_path):
    for name in ("style.css", "more.css", "page.html", "sub/page.html", "dot.svg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(SOUND if name.endswith("html") else "", "utf-8")
    (tmp_path / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    return tmp_path


def with_fault(fault, at="</article>"):
    """A sound page with a fault in it: some more HTML, or a pair of texts, of which the
    second takes the first one's place."""
    old, new = fault if isinstance(fault, tuple) else (at, fault + at)
    assert SOUND.count(old) == 1
    return SOUND.replace(old, new)


# ---- In a notebook ------------------------------------------------------------------------------------------------

DRAWING = (
    '<svg viewBox="0 0 9 9"><defs><clipPath id="wi-id-0"/></defs><path clip-path="url(#wi-id-0)" '
    'style="fill:none;stroke:var(--wi-1,#0b63a8)" d="M1 1H8"/><text style="font-size:9.5px" x="1" y="5">a</text></svg>'
)
SAID = {"image": {"alt": ALT}, "figure": {"caption": "It falls fast, then slowly."}}


def notebook(drawings=("wide", "narrow"), said=SAID, mime="image/png", drawing=DRAWING, count=3):
    """A notebook with some figures, as JSON."""
    metadata = {"image/png": {"wi": dict.fromkeys(drawings, drawing)}}
    output = {"output_type": "display_data", "data": {mime: "…", "text/plain": "<Figure>"}, "metadata": metadata}
    cells = [{"cell_type": "code", "metadata": {"mystnb": said}, "outputs": [output]} for _ in range(count)]
    return {"cells": [{"cell_type": "markdown", "metadata": {}}, *cells]}


UNFINISHED = {
    "no figure": {"count": 0},
    "too few": {"count": 2},
    "no alt": {"said": SAID | {"image": {}}},
    "short alt": {"said": SAID | {"image": {"alt": "A curve"}}},
    "no caption": {"said": {"image": SAID["image"]}},
    "short caption": {"said": SAID | {"figure": {"caption": "Loss"}}},
    "nothing said": {"said": {}},
    "no drawing": {"drawings": ()},
    "no narrow one": {"drawings": ("wide",)},
    "SVG alone": {"mime": "image/svg+xml"},
    "a JPEG": {"mime": "image/jpeg"},
    "small text": {"drawing": DRAWING.replace("9.5px", "8.9px")},
    "heavy": {"drawing": DRAWING.replace("M1 1", "M1 1" * 20_000)},
    "a picture inside": {"drawing": DRAWING.replace("</svg>", '<image href="data:"/></svg>')},
    "a colour of its own": {"drawing": DRAWING.replace("var(--wi-1,#0b63a8)", "#0b63a8")},
}


def test_finished_figures_have_no_fault():
    assert guards.unfinished_figures(notebook(), least=3) == []


@pytest.mark.parametrize("fault", UNFINISHED)
def test_an_unfinished_figure_is_found(fault):
    assert guards.unfinished_figures(notebook(**UNFINISHED[fault]), least=3)


# ---- In the HTML --------------------------------------------------------------------------------------------------

FILES = {
    "misnamed": lambda html, site: guards.misnamed(html),
    "pictures": lambda html, site: guards.silent_pictures(html),
    "loading": lambda html, site: guards.loaded_from_elsewhere(html),
    "links": lambda html, site: guards.dead_links(html, "page.html", site),
    "formulas": lambda html, site: guards.misread_formulas(html),
}
FAULTS = [
    ("misnamed", "<h1>Again</h1>"),
    ("misnamed", ('<h1 id="top">Page</h1>', "<h2 id='top'>Page</h2>")),
    ("misnamed", ("<title>Page</title>", "<title> </title>")),
    ("misnamed", (f'lang="{guards.LANGUAGE}"', "")),
    ("misnamed", (f'lang="{guards.LANGUAGE}"', 'lang="xx"')),
    *(("pictures", picture) for picture in (
        '<img src="dot.svg">', '<img src="dot.svg" alt="">', '<img src="dot.svg" alt="A curve">', "<svg></svg>", "<canvas></canvas>",
        f'<img src="dot.svg" alt="../_images/{"0123456789" * 5}.png">', '<object data="dot.svg"></object>', "<video></video>",
        '<a href="https://elsewhere.example"><img src="dot.svg" alt="run"></a>',
    )),
    ("pictures", ("article><h1", "section><h1")),
    *(("loading", loading) for loading in (
        '<script src="https://elsewhere.example/a.js"></script>', '<img src="//elsewhere.example/a.png">',
        '<img src="dot.svg" srcset="dot.svg 1x, https://elsewhere.example/a.png 2x">', '<video poster="http://elsewhere.example/a.png"></video>',
        '<link rel="stylesheet" href="https://elsewhere.example/a.css">', '<link rel="icon" href="https://elsewhere.example/a.png">',
        '<link rel="preconnect" href="https://elsewhere.example">', '<object data="https://elsewhere.example/a.svg"></object>',
        '<iframe src="https://elsewhere.example"></iframe>', '<svg><image href="https://elsewhere.example/a.png"/></svg>',
        '<svg><use xlink:href="https://elsewhere.example/a.svg#b"/></svg>', '<form action="https://elsewhere.example"></form>',
        '<p style="background: url(https://elsewhere.example/a.png)"></p>', "<style>@import 'https://elsewhere.example/a.css';</style>",
        '<style>@font-face { src: url("//elsewhere.example/a.woff2") }</style>', '<script>fetch("https://elsewhere.example")</script>',
        "<script>import('https://elsewhere.example/a.js')</script>", "<script>import {a} from 'https://elsewhere.example/a.js'</script>",
        '<script>new WebSocket("wss://elsewhere.example")</script>', '<script>image.src = "https://elsewhere.example/a.png"</script>',
        '<script type="application/json">{"_esm": "import x from \\"https://elsewhere.example/a.js\\""}</script>',
        '<script type="application/json">{"value": "<img src=\\"https://elsewhere.example/a.png\\">"}</script>',
        '<meta http-equiv="refresh" content="0; url=https://elsewhere.example">', '<base href="https://elsewhere.example">',
    )),
    *(("links", link) for link in (
        '<a href="gone.html">a</a>', '<a href="page.html#gone">a</a>', '<a href="#gone">a</a>', '<a href="sub/page.html?a=b#gone">a</a>',
        '<img src="gone.png">', '<script src="gone.js"></script>', '<link rel="stylesheet" href="gone.css">', '<a href="sub/">a</a>',
        '<video poster="gone.png"></video>', '<object data="gone.svg"></object>', '<a href="../outside.html">a</a>',
    )),
    *(("formulas", f"<p><span class='math'>{formula}</span></p>") for formula in (
        "x^2", "<math alttext='\\foo'><mi>\\foo</mi></math>", "<math alttext='x'><merror><mi>x</mi></merror></math>",
        "<math><mi>x</mi></math>", "<math alttext='x^2'><mi>x</mi></math>", "<math alttext='-x'><mi>x</mi></math>",
        "<math alttext='\\sigma'><mi>δ</mi></math>", "<math alttext='a &lt; b'><mi>a</mi><mo>&gt;</mo><mi>b</mi></math>",
        "<math alttext='\\text{in}'><mtext>on</mtext></math>",
    )),
]  # fmt: skip


@pytest.mark.parametrize("guard", FILES)
def test_a_sound_page_has_no_fault(guard, site):
    assert FILES[guard](BeautifulSoup(SOUND, "html.parser"), site) == []


@pytest.mark.parametrize(("guard", "fault"), FAULTS, ids=map(str, range(len(FAULTS))))
def test_a_fault_is_found_and_one_only(guard, fault, site):
    (site.parent / "outside.html").write_text(SOUND, "utf-8")
    html = BeautifulSoup(with_fault(fault), "html.parser")
    assert len(FILES[guard](html, site)) == 1


def page_with(*figures):
    return BeautifulSoup(f"<article><div class=cell_output>{''.join(figures)}</div></article>", "html.parser")


def with_explorer(**changes):
    """A notebook with an explorer and its still picture."""
    drawing = "<svg><text>Spread:</text></svg>"
    about = {"image/png": {"wi": {"wide": drawing, "narrow": drawing}, "alt": ALT}}
    output = {"data": {agreement.VIEW: {"model_id": "m"}, "image/png": "…"}, "metadata": about} | changes
    state = {"state": {"m": {"state": {"spec": {"name": "signal", "controls": [], "panels": [{"title": "Spread:"}]}}}}}
    cell = {"cell_type": "code", "metadata": {}, "outputs": [{"output_type": "execute_result"} | output]}
    return {"cells": [cell], "metadata": {"widgets": {agreement.STATE: state}}}


UNFINISHED_STILLS = {
    "no picture": {"data": {agreement.VIEW: {"model_id": "m"}}},
    "no drawings": {"metadata": {"image/png": {"alt": "A text, that is as long as an alt text has to be"}}},
    "one drawing": {"metadata": {"image/png": {"wi": {"wide": "<svg/>"}, "alt": "A text, that is as long as it must be"}}},
    "no alt": {"metadata": {"image/png": {"wi": {"wide": "<svg/>", "narrow": "<svg/>"}}}},
    "a colour of no theme": {"metadata": {"image/png": {"wi": dict.fromkeys(("wide", "narrow"), '<svg style="fill:#123456"/>'), "alt": "A text, that is as long as an alt text has to be"}}},
    "no panel": {"metadata": {"image/png": {"wi": {"wide": "<svg><text>Spread:</text></svg>", "narrow": "<svg/>"}, "alt": "A text, that is as long as an alt text has to be"}}},
}  # fmt: skip


def test_an_explorer_with_its_still_has_no_fault_and_one_without_is_found():
    assert guards.unfinished_stills(with_explorer()) == []
    assert guards.unfinished_stills(with_explorer(data={"text/plain": ""})) == [], "no explorer"
    for fault, change in UNFINISHED_STILLS.items():
        assert guards.unfinished_stills(with_explorer(**change)), fault


def figure(name="figure-1", alt=ALT, caption=SAID["figure"]["caption"], drawing=DRAWING):
    """A figure as it stands in the built page."""
    inside = wi_figures.figure({"wide": drawing, "narrow": drawing}, alt, name)
    return f"<figure>{inside}<figcaption><p>{caption}</p></figcaption></figure>"


MISSING = {
    "no figure": [],
    "one too few": [figure()],
    "one too many": [figure(), figure("figure-2"), figure("figure-3")],
    "another name": [figure(), figure("figure-2", alt="Another text, that is as long as an alt text has to be")],
    "no name": [figure(), figure("figure-2").replace("aria-label", "data-label")],
    "no caption": [figure(), figure("figure-2").replace("figcaption", "p")],
    "another caption": [figure(), figure("figure-2", caption="It rises.")],
    "one drawing": [figure(), figure("figure-2").replace("wi-narrow", "wi-wide")],
    "read aloud": [figure(), figure("figure-2").replace('aria-hidden="true"', "", 1)],
    "the same ids": [figure(), figure()],
    "a PNG": [figure(), figure("figure-2"), '<img src="dot.png">'],
}


def test_a_page_with_the_figures_of_its_notebook_has_no_fault():
    assert guards.missing_drawings(page_with(figure(), figure("figure-2")), notebook(count=2)) == []


@pytest.mark.parametrize("fault", MISSING)
def test_a_figure_that_is_not_the_notebooks_is_found(fault):
    assert guards.missing_drawings(page_with(*MISSING[fault]), notebook(count=2))


def test_a_place_without_its_state_and_a_page_without_places_are_found():
    places = "".join(
        f"<div><script type=application/json>{state}</script><wi-place></wi-place></div>"
        for state in ('{"state": {"a": 0}}', "null")
    )
    assert guards.stateless_widgets(BeautifulSoup(places, "html.parser"), 2) == [
        '<script type="application/json">null</script>'
    ]
    assert guards.stateless_widgets(BeautifulSoup("<p></p>", "html.parser"), 2) == ["0 widgets, not 2"]


# ---- In a browser -------------------------------------------------------------------------------------------------

TALL = "<p style='height: 900px'></p>"
WIDE = "<pre style='{}'><code>" + "wi.theory.deep_gradient_factor(" * 4 + "</code></pre>"
FITTING = [  # what scrolls of its own, and what nobody sees
    WIDE.format("overflow-x: auto"),
    "<div style='overflow: auto'><table><tr><td style='min-width: 500px'>1</td></tr></table></div>",
    "<span style='position: absolute; width: 1px; height: 1px; overflow: hidden'>spoken, and not seen</span>",
    "<p style='display: none; width: 500px'>folded</p>",
]
WIDE_FAULTS = [
    WIDE.format(""),  # a guard that compares with innerWidth stays green here
    f"<p><code style='white-space: nowrap; overflow: auto'>{'wi.theory.gradient ' * 4}</code></p>",  # inline: it cannot scroll
    "<table><tr><td style='min-width: 500px'>1</td></tr></table>",
    "<p style='width: 321px'>one pixel too many</p>",
    f"<p style='margin: 0; width: 100px'>{'a_name_without_a_space' * 3}</p>",  # its box fits, its text does not
    "<p style='margin-left: -30px'>to the left of the page, where nobody can scroll</p>",
    f"<div style='overflow: hidden'>{WIDE.format('')}</div>",  # cut off
    f"<div style='overflow-x: auto'><h2>All</h2>{WIDE.format('')}</div>",  # a part of the page scrolls, with its text
    "<span style='position: absolute; clip: rect(1px, 1px, 1px, 1px); left: 300px'>not seen, and yet the page scrolls</span>",
    f"<details><summary>Answer</summary>{WIDE.format('')}</details>",  # folded away until a reader opens it
]


@pytest.fixture(scope="module")
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def shown(opened, fault, width=320):
    phone_page = with_fault(fault).replace(
        "<title>", '<meta name="viewport" content="width=device-width, initial-scale=1"><title>'
    )
    opened.set_viewport_size({"width": width, "height": 780})
    opened.set_content(phone_page)
    guards.settle(opened)
    return opened


@needs_browser
@pytest.mark.parametrize("part", FITTING, ids=map(str, range(len(FITTING))))
def test_what_scrolls_of_its_own_or_is_not_seen_may_be_wide(part, phone):
    assert guards.too_wide(shown(phone, part), 320) == []


@needs_browser
@pytest.mark.parametrize("fault", WIDE_FAULTS, ids=map(str, range(len(WIDE_FAULTS))))
def test_what_is_wider_than_a_phone_is_found(fault, phone):
    assert guards.too_wide(shown(phone, fault), 320)


EXPLORER = """<div class="wi" style="width: 280px"><div class="wi-panels"></div><p class="wi-words"></p><style>input:focus {{ outline: {} }}</style>
<label>σ <input id="control" type="range" max="9" value="0" aria-valuetext="0" oninput="{}"></label></div>"""
FOLLOWING = "this.ariaValueText = this.value; document.querySelector('.wi-words').textContent = this.value"
BAR = """<div class="bd-header-article" style="display: flex; height: 2em"><a href="#">The name of it</a>
<a href="#" style="margin-left: {}; line-height: {}">Slides</a></div>"""
ALIKE = "<p>alike</p><p>alike</p>"


def phone_barriers(opened):
    return guards.barriers(opened, runOnly=guards.ON_A_PHONE)


IN_A_BROWSER = {
    "sticks out": (guards.out_of_frame, "<div class='wi' style='width: 100px'><p style='width: 102px'>wide</p></div>"),
    "small": (guards.too_small, "<div class='wi'><p style='font-size: 11px'>small</p></div>"),
    "no formula": (guards.untypeset, "<span class='math'>x^2</span>"),
    "bad formula": (guards.untypeset, "<span class='math'><math><merror><mtext>?</mtext></merror></math></span>"),
    "unknown command": (guards.untypeset, "<span class='math'><math><mi>\\foo</mi></math></span>"),
    "empty formula": (guards.untypeset, "<span class='math'><math></math></span>"),
    "a link on the name": (guards.crowded, BAR.format("-40px", "1em")),
    "a link over the edge of the bar": (guards.crowded, BAR.format("0", "4em")),
    "a sign on the next line": (guards.parted, "<p style='width: 1px'>as in <span class='math'><math><mi>xy</mi></math></span>.</p>"),
    "a sign on the line before": (guards.parted, "<p style='width: 1px'>as (<span class='math'><math><mi>xyz</mi></math></span></p>"),
    "another font": (guards.other_fonts, "<span class='math'><math><mi>x</mi></math></span>"),
    "contrast": (guards.barriers, "<p style='color: #aaa; background: #fff'>pale</p>"),
    "no name": (guards.barriers, "<p><button></button></p>"),
    "no alt": (guards.barriers, "<p><img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='></p>"),
    "target": (phone_barriers, "<button style='font-size: 4px'>a</button><button style='font-size: 4px'>b</button>"),
    "out of reach on a phone": (phone_barriers, WIDE.format("overflow-x: auto; height: 20px; width: 90px")),
    "a list without a name": (phone_barriers, "<select><option>a</option></select>"),
    "a slider without a name": (phone_barriers, "<input type=range>"),
    "a button without a name": (phone_barriers, "<button></button>"),
    "a link without a name": (phone_barriers, "<a href='#'></a>"),
    "dark": (lambda opened: guards.barriers(opened, runOnly=["color-contrast"]), "<p style='color: #333; background: #111'>dark</p>"),
    "out of reach": (guards.barriers, WIDE.format("overflow-x: auto; height: 20px; width: 90px") + "<style>* { font-size: 14px }</style>"),
    "alike on another ground": (guards.barriers, ALIKE + "<div style='background: #666'><p>alike</p></div>"),
    "alike on a veil": (guards.barriers, ALIKE + "<div style='opacity: .3'><p>alike</p></div>"),
    "alike and smaller": (guards.barriers, "<div style='color: #888; background: #fff'><p style='font-size: 40px'>alike</p><p>alike</p></div>"),
    "alike and laid elsewhere": (guards.barriers, ALIKE + "<div style='height: 60px; background: #666'></div>"
                                 "<p style='position: absolute; margin: -40px 0 0'>alike</p>"),
    "beside the article": (guards.barriers, "<div class='bd-sidebar-secondary' style='position: sticky'><p style='color: #aaa; background: #fff'>pale</p></div>"),
    "alike, on an article's ground beside it": (guards.barriers, ALIKE + "<div class='bd-sidebar-secondary' style='position: sticky; background: #666'><p>alike</p></div>"),
    "second word": (guards.barriers, "<pre><span class='a'>x = 1</span> <span class='b' style='color: #ccc; background: #fff'>second</span></pre>"),
    "no control": (lambda opened: guards.deaf_controls(opened, opened.locator(".wi")), "<div class='wi'>"),
    "deaf": (lambda opened: guards.deaf_controls(opened, opened.locator(".wi")), EXPLORER.format("solid", "this.ariaValueText = this.value")),
    "dumb": (lambda opened: guards.deaf_controls(opened, opened.locator(".wi")), EXPLORER.format("solid", FOLLOWING.partition(";")[2])),
    "no focus": (lambda opened: guards.deaf_controls(opened, opened.locator(".wi")),
                 EXPLORER.format("none", FOLLOWING)),
}  # fmt: skip


def drawn(inside="", narrow="", column="width: 688px", style=""):
    """A page's figure in the colours and with the rules of the book: a wide drawing with a line and a word, a narrow
    one.
    """
    word = '<text style="font-size:9px;fill:var(--wi-text,#1f2933)" x="20" y="20">a word</text>'
    line = '<path style="fill:none;stroke:var(--wi-1,#0b63a8)" d="M1 50H90"/>'
    drawings = {"wide": f'<svg viewBox="0 0 450 100">{line}{word}{inside}</svg>'}
    drawings["narrow"] = f'<svg viewBox="0 0 234 100">{line}{word}{narrow}</svg>'
    rules = "".join((ROOT / "_ext" / "static" / name).read_text("utf-8") for name in ("look.css", "book.css"))
    return f"<style>{rules}{style}</style><div style='{column}'>{wi_figures.figure(drawings, ALT, 'figure-1')}</div>"


TEXT = '<text style="font-size:{}px;fill:{}" x="{}" y="{}">another</text>'
MISSHOWN = {
    "small": drawn(TEXT.format(7, "#1f2933", 200, 20)),
    "small as its column is": drawn(column="width: 561px", inside=TEXT.format(8.5, "#1f2933", 200, 20)),
    "cut off at the right": drawn(TEXT.format(9, "#1f2933", 430, 20)),
    "cut off at the top": drawn(TEXT.format(9, "#1f2933", 200, 2)),
    "on each other": drawn(TEXT.format(9, "#1f2933", 40, 22)),
    "pale words": drawn(TEXT.format(9, "#8a8a8a", 200, 20)),
    "words on a cell": drawn('<path style="fill:var(--wi-heat,#2a4c8b)" d="M190 5H300V40H190z"/>' + TEXT.format(9, "#1f2933", 200, 20)),
    "a pale line": drawn('<path style="fill:none;stroke:var(--wi-2,#c9c9c9)" d="M1 60H90"/>'),
    "a pale mark": drawn('<marker id="m" style="fill:var(--wi-2,#c9c9c9)"><path d="M0 0H2V2z"/></marker>'),
    "a pale area in a group that is a grid": drawn('<g style="stroke:var(--wi-grid,#e3e8ed)"><path style="fill:#fafafa" d="M1 60H90V80z"/></g>'),
    "a picture": drawn('<image href="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" width="9" height="9"/>'),
    "the narrow one": drawn(column="width: 500px"),
    "both": drawn(style=".wi-figure .wi-narrow { display: block !important }"),
    "none": drawn(style=".wi-figure .wi-wide { display: none !important }"),
    "too wide": drawn(style=".wi-figure svg { width: 120% !important; max-width: none !important }"),
}  # fmt: skip
SHOWN = {
    "as it is": drawn(),
    "words on a cell": drawn('<path style="fill:var(--wi-heat,#5b9bd8)" d="M190 5H300V40H190z"/>' + TEXT.format(9, "#1f2933", 200, 20)),
    "a weak band": drawn('<path style="fill:var(--wi-1,#0b63a8);fill-opacity:.2" d="M1 60H90V80z"/>'),
    "a grid": drawn('<path style="fill:none;stroke:var(--wi-grid,#e3e8ed)" d="M1 60H90"/>'),
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@needs_browser
@pytest.mark.parametrize("name", SHOWN)
def test_a_sound_figure_has_no_fault_in_a_browser(name, desk):
    assert guards.misshown(shown_as_it_is(desk, SHOWN[name]), "wi-wide") == []


@needs_browser
@pytest.mark.parametrize("name", MISSHOWN)
def test_a_fault_of_a_figure_is_found_in_a_browser(name, desk):
    assert guards.misshown(shown_as_it_is(desk, MISSHOWN[name]), "wi-wide")


@needs_browser
def test_a_phone_and_paper_and_the_dark_theme_are_told_apart(desk):
    """The narrow drawing on a phone, the wide one on paper; and what is dark on dark is found, if only the theme is
    dark.
    """
    faulty = drawn(narrow=TEXT.format(9, "#1f2933", 100, 40), column="width: 358px")
    opened = shown_as_it_is(desk, faulty)
    assert guards.misshown(opened, "wi-narrow") == []
    assert len(guards.misshown(opened, "wi-wide")) == 1
    opened.evaluate("document.documentElement.dataset.theme = 'dark'; document.body.style.background = '#121212'")
    assert ["contrast" in fault for fault in guards.misshown(opened, "wi-narrow")] == [True]
    opened.emulate_media(media="print")
    assert [fault for fault in guards.misshown(opened, "wi-wide") if "shows" in fault] == []
    opened.emulate_media(media="screen")


def bench(links=("colab", "mybinder", "site/lite/lab/"), notebook="03-a.ipynb", more="", alt="A picture"):
    picture = f"<img alt='{alt}' src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>"
    return f"<div class='wi-bench'>{picture}{''.join(f'<a href=https://{link}/{notebook}>run</a>' for link in links)}{more}</div>"


BENCHES = {
    "no picture": bench().replace("<img", "<b"),
    "not loaded": bench().replace("R0lGOD", ""),
    "no alt": bench(alt=""),
    "no link": bench(links=()),
    "one link too few": bench(links=("colab", "mybinder")),
    "another notebook": bench(notebook="04-b.ipynb"),
    "dead control": bench(more="<input>"),
}


@needs_browser
@pytest.mark.parametrize("name", IN_A_BROWSER)
def test_a_fault_is_found_in_a_browser(name, phone):
    guard, fault = IN_A_BROWSER[name]
    assert guard(shown_as_it_is(phone, fault))


@needs_browser
def test_what_other_pages_have_shown_hides_no_fault_of_this_one(phone):
    """Contrast is looked at once for each kind of text; the same letters on another ground are another kind."""
    page, known = "<p style='color: #767676; background: {}'>grey</p>", set()
    found = [len(guards.barriers(shown_as_it_is(phone, page.format(one)), known)) for one in ("#fff", "#fff", "#ddd")]
    assert found == [0, 0, 1]
    only = {"runOnly": ["color-contrast"]}
    found = [len(guards.barriers(shown_as_it_is(phone, page.format(one)), known, **only)) for one in ("#fff", "#ccc")]
    assert found == [0, 1]


@needs_browser
def test_a_sound_page_has_no_fault_in_a_browser(phone):
    opened = shown_as_it_is(phone, EXPLORER.format("solid", FOLLOWING))
    found = [guard(opened) for guard in (guards.out_of_frame, guards.too_small, guards.untypeset, guards.barriers)]
    assert found == [[], [], [], []] and guards.deaf_controls(opened, opened.locator(".wi")) == []


@needs_browser
def test_a_dead_bench_is_found(phone):
    assert guards.dead_benches(shown_as_it_is(phone, bench()), "03-a.ipynb") == []
    for name, fault in BENCHES.items():
        assert len(guards.dead_benches(shown_as_it_is(phone, fault), "03-a.ipynb")) == 1, name


def shown_as_it_is(opened, part):
    opened.set_content(f"<html lang=en><title>Page</title><body><main><h1>Page</h1>{part}</main></body></html>")
    return opened


@needs_browser
def test_a_widget_that_does_not_stand_is_waited_for_in_vain(phone):
    from playwright.sync_api import TimeoutError as TimedOut

    phone.set_default_timeout(300)
    with pytest.raises(TimedOut):
        shown(phone, "<wi-place></wi-place>")
    phone.set_default_timeout(30_000)


COMPLAINTS = [
    ('<img src="https://elsewhere.example/a.png">', "asked for https://elsewhere.example/a.png"),
    ('<img src="file:///tmp/a.png">', "asked for file:///tmp/a.png"),
    ('<script>new WebSocket("ws://elsewhere.example/")</script>', "asked for ws://elsewhere.example/"),
    (
        """<script>new Worker(URL.createObjectURL(new Blob(["fetch('https://elsewhere.example/')"])))</script>""",
        "asked for https",
    ),
    ("<script>console.error('as it is written')</script>", "as it is written"),
    ("<script>throw Error('as it is thrown')</script>", "as it is thrown"),
    ("<script>Promise.reject(Error('as it is rejected'))</script>", "as it is rejected"),
]


@needs_browser
@pytest.mark.parametrize(("fault", "complaint"), COMPLAINTS, ids=[complaint for _, complaint in COMPLAINTS])
def test_a_visit_remembers_every_complaint(fault, complaint, site, browser):
    (site / "faulty.html").write_text(with_fault(fault), "utf-8")
    with pytest.raises(AssertionError, match=complaint), Visit(browser, (site / "faulty.html").as_uri()) as opened:
        opened.page.wait_for_timeout(100)


@needs_browser
def test_a_visit_remembers_a_missing_file_and_is_content_with_a_sound_page(site, browser):
    (site / "faulty.html").write_text(with_fault('<img src="gone.png">'), "utf-8")
    with served(site) as home:
        Visit(browser, f"{home}page.html").__exit__(None, None, None)
        with pytest.raises(AssertionError, match="404 .*gone.png"), Visit(browser, f"{home}faulty.html"):
            pass


# ---- In a table of the tests --------------------------------------------------------------------------------------


def test_what_a_test_only_imports_is_in_none_of_its_tables():
    program = """
from wi_lib.explorers import first_explorer, second_explorer, third_explorer, fourth_explorer
from wi_lib import explorers as ex

def odd():
    return third_explorer()

EXPLORERS = {"8": first_explorer, "8, odd": odd, "9": lambda: ex.fifth_explorer(depths=(5,))}
OTHERS = [second_explorer]
"""
    known = guards.named_in(program, {"EXPLORERS"})
    assert {"first_explorer", "third_explorer", "fifth_explorer"} <= known
    assert not {"second_explorer", "fourth_explorer"} & known
