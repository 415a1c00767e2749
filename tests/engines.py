"""The explorers in Firefox and in WebKit: what `make test` holds of them in Chromium, in short, in the other engines.

    make test-engines                   # both
    make test-engines ENGINES=webkit    # one

`make test` leaves this file out, since it needs two more browsers; .ci/run has them. An engine that is not on this
machine is skipped, with what to install; with REQUIRE_BROWSER=1, that is a failure. The questions to a page stand in
engines.js. FAULTS, at the end, feeds each check a page that is wrong in one way.
"""

import functools
import os
import shutil
import sys

import pytest

from tests import ROOT, drivers, no_faults
from tests.browser import SITE, Visit, served
from tests.pages import explorers_of, soup
from tests.test_book import CHAPTER_3, EXPLORERS, WIDGETS

NAMES = os.environ.get("ENGINES", "").split() or list(drivers.ENGINES)
if unknown := set(NAMES) - drivers.ENGINES.keys():
    raise ValueError(f"ENGINES has {', '.join(sorted(unknown))}; there are {', '.join(drivers.ENGINES)}")

CHAPTER_6 = next(page for page in EXPLORERS if page.startswith("chapters/06"))
LAPTOP, PHONE = (1366, 657), (390, 664)
PATIENCE = 10_000  # milliseconds that an explorer may take on a machine that is busy
QUESTIONS = (ROOT / "tests" / "engines.js").read_text("utf-8").strip()


def ask(window, question, *given):
    """Ask the open page one of the questions of engines.js."""
    return window.run(f"(...given) => {QUESTIONS}({PATIENCE})[{question!r}](...given)", *given)


# ---- Checks: each opens a page, and returns the faults that it finds ----------------------------------------------


def arrived(window, url, explorers=1, size=LAPTOP):
    window.open(url, *size)
    return ask(window, "ready", explorers)


def dead(window, url, explorers=1):
    """Explorers that are not drawn, and sliders that do not follow a script or the arrow and End keys; complaints."""
    if found := arrived(window, url, explorers):
        return found + window.complaints()  # of what is not there, nothing more can be said
    found = ask(window, "undrawn")
    sliders = ask(window, "sliders")
    if not sliders:
        found.append("no slider can be moved")
    for explorer, slider, last in sliders:
        name = f"slider {slider + 1} of explorer {explorer + 1}"
        end = ask(window, "move", explorer, slider, last)
        start = ask(window, "move", explorer, slider, 0)
        found += [
            f"{name}: moved by a script, it leaves the {part} as they were"
            for part in ("picture", "words")
            if start[part] == end[part]
        ]
        ask(window, "focus", explorer, slider)
        window.press("ArrowRight")
        step = ask(window, "left", explorer, slider, start)
        if step["value"] != 1 or step["picture"] == start["picture"]:
            found.append(f"{name}: the right arrow takes it from 0 to {step['value']}, or draws nothing new")
        window.press("End")
        by_key = ask(window, "reached", explorer, slider, end)
        if by_key != {"value": last, **end}:
            found.append(
                f"{name}: at {by_key['value']} by the End key, it shows another thing than by a script at {last}"
            )
    return found + window.complaints()


def page_keys_caught(window, url, explorers=1):
    """Sliders whose value PageDown changes, or that keep it from moving the page."""
    if found := arrived(window, url, explorers):
        return found
    for explorer, slider, last in ask(window, "sliders"):
        name, middle = f"slider {slider + 1} of explorer {explorer + 1}", last // 2
        ask(window, "fromTop", explorer, slider, middle)
        window.press("PageDown")
        scrolled, value = ask(window, "scrolled"), ask(window, "value", explorer, slider)
        if value != middle:
            found.append(f"{name}: PageDown takes it from {middle} to {value}")
        if scrolled <= 100:
            found.append(f"{name}: PageDown moves the page by {scrolled} px")
    return found


def dim(window, url, explorers=1):
    """Explorers that stay light in the dark theme, and texts that are hard to read there."""
    return arrived(window, url, explorers) + ask(window, "dim")


def too_wide(window, url, explorers=1):
    """What a phone has to scroll sideways for."""
    return arrived(window, url, explorers, PHONE) + ask(window, "wide", PHONE[0]) + window.complaints()


def missed_heading(window, url, section, explorers=1):
    """A link to a section that ends elsewhere."""
    return arrived(window, f"{url}#{section}", explorers) + ask(window, "misplacedHeading", section)


def missed_setting(window, url, address, explorer, value, explorers=1):
    """A link to a setting that does not show the explorer, or shows another setting than `value` (see `stands`)."""
    if found := arrived(window, f"{url}#{address}", explorers):
        return found + window.complaints()
    found = ask(window, "misplacedExplorer", explorer)
    if (seen := ask(window, "stands", explorer)) != value:
        found.append(f"#{address}: the explorer is at {seen}, and should be at {value}")
    return found + window.complaints()


def keyed(check):
    """A check of what keys do: it opens the page, asks for the faults, and adds what the page complains of."""

    @functools.wraps(check)
    def whole(window, url, explorers=1):
        return (arrived(window, url, explorers) or check(window)) + window.complaints()

    return whole


def pressed(window, selector, *keys):
    """Focus what a selector finds and press keys there; the fault that it cannot be focused."""
    if not ask(window, "seek", selector):
        return [f"nothing can be focused as {selector}"]
    window.press(*keys)
    return []


TABS = 12  # stops between the first place of a guess and the button, at most


@keyed
def unjudged(window):
    """A prediction that a reader with a keyboard cannot commit, or that has no verdict."""
    if found := pressed(window, ".wi-guess input", "ArrowRight"):
        return found
    for _ in range(TABS):
        if ask(window, "focused", ".wi-commit:enabled"):
            window.press("Enter")
            return ask(window, "unjudged")
        window.press("Tab")
    return ["the tab key does not lead from the guess to its button"]


@keyed
def stiff_net(window):
    """A net without circles or ribbons, or ribbons that do not follow its slider."""
    before = ask(window, "net")
    return (
        before["lacking"]
        or pressed(window, ".wi:has(.wi-net) input[type=range]", "ArrowRight")
        or ask(window, "stillRibbons", before["ribbons"])
    )


@keyed
def stuck_map(window):
    """A map whose field an arrow key does not choose."""
    before = ask(window, "field", None)
    if found := pressed(window, ".wi-fields :checked", "ArrowRight"):
        return found
    after = ask(window, "field", before)
    return [f"the right arrow leaves the {part} of the map as it was" for part in before if after[part] == before[part]]


LARGE = ".wi-tools > :last-child"


@keyed
def not_enlarged(window):
    """A large view that keys do not open or close, or that does not give the focus back."""
    if found := pressed(window, LARGE, "Enter"):
        return found
    if not ask(window, "large", True):
        return ["the large view does not fill the window"]
    window.press("Escape")
    if ask(window, "large", False):
        return ["the large view does not close"]
    return [] if ask(window, "focused", LARGE) else ["the large view does not give the focus back"]


@keyed
def closed_option(window):
    """A question whose option the Enter key does not open and mark."""
    return pressed(window, "#check-yourself summary", "Enter") or ask(window, "closedOption")


# ---- The book -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", params=NAMES)
def window(request):
    if lacking := drivers.missing(request.param):
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(lacking)
    with drivers.opened(request.param) as opened:
        Visit.opened.append(opened)  # a test that fails leaves its picture
        yield opened
        Visit.opened.remove(opened)


@pytest.fixture(scope="session")
def book(window, tmp_path_factory):
    """The folder of the book's pages, as this engine needs them."""
    return window.prepared(SITE, tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="session")
def home(book):
    with served(book) as address:
        yield address


def explorers_on(page):
    return WIDGETS[page].count("explorer")


@pytest.mark.parametrize("page", EXPLORERS)
def test_explorers_are_drawn_and_follow_script_and_keys(page, window, home):
    no_faults(dead(window, home + page, explorers_on(page)))


@pytest.mark.parametrize("page", EXPLORERS)
def test_explorers_live_in_a_file_without_a_server(page, window, book):
    no_faults(dead(window, (book / page).as_uri(), explorers_on(page)))


@pytest.mark.parametrize("page", EXPLORERS)
def test_page_down_moves_the_page_and_no_slider(page, window, home):
    no_faults(page_keys_caught(window, home + page, explorers_on(page)))


@pytest.mark.parametrize("page", EXPLORERS)
def test_explorers_are_legible_in_the_dark(page, window, home):
    no_faults(dim(window, home + page, explorers_on(page)))


@pytest.mark.parametrize("page", EXPLORERS)
def test_a_phone_need_not_scroll_sideways(page, window, home):
    no_faults(too_wide(window, home + page, explorers_on(page)))


@pytest.mark.parametrize("page", EXPLORERS)
def test_a_link_to_a_section_below_the_explorers_arrives(page, window, home):
    section = soup(page).select("wi-place, .wi-bench")[-1].find_next("section", id=True)
    if section is None:
        pytest.skip(f"{page}: no section begins below its last explorer or bench")
    no_faults(missed_heading(window, home + page, section["id"], explorers_on(page)))


def settings(page):
    """(address, explorer, value) of a link to every explorer of a page: another value of its first slider, or another
    field of its map.
    """
    for number, explorer in enumerate(explorers_of(page)):
        spec = explorer.spec
        sliders = [one for one in spec["controls"] if one["kind"] in ("slider", "play") and len(one["keys"]) > 1]
        moved = [one["name"] for one in sliders[:1]] or [
            panel[side] for panel in spec["panels"] if "rows" in panel for side in ("rows", "columns")
        ]
        keys = {one["name"]: one["keys"] for one in spec["controls"]}
        values = [len(keys[name]) - 2 for name in moved]
        address = f"{spec['name']}:" + ",".join(f"{name}={keys[name][value]}" for name, value in zip(moved, values))
        yield pytest.param(page, address, number, " ".join(map(str, values)), id=f"{page}#{address}")


@pytest.mark.parametrize("page, address, explorer, value", [one for page in EXPLORERS for one in settings(page)])
def test_a_link_to_a_setting_shows_it(page, address, explorer, value, window, home):
    no_faults(missed_setting(window, home + page, address, explorer, value, explorers_on(page)))


#: What readers without a mouse do, each on one page of the book.
BY_KEYS = {
    "commit a prediction": (unjudged, CHAPTER_3),
    "change the net": (stiff_net, "intro.html"),
    "choose a field": (stuck_map, CHAPTER_6),
    "enlarge": (not_enlarged, CHAPTER_3),
    "open an option": (closed_option, CHAPTER_3),
}


@pytest.mark.parametrize("deed", BY_KEYS)
def test_readers_do_it_by_keys_alone(deed, window, home):
    check, page = BY_KEYS[deed]
    no_faults(check(window, home + page, explorers_on(page)))


# ---- The checks themselves: a page that is right, and for each check pages that are wrong in one way ----------------

PARTS = {
    "style": "body { margin: 0 } .wi { background: #111; color: #eee; --far: 1 }",
    "before": "<div style='height: 200px'></div>",
    "input": "<input type=range min=0 max=2 value=0 aria-label=n>",
    "picture": "<svg viewBox='0 0 10 10' width=100 height=100 role=img aria-label=Line><path d='M0 9h1'/></svg>",
    "after": "",
    "follow": "path.setAttribute('d', `M0 ${9 - n}h${1 + n}`); words.textContent = `It is ${n}.`;",
    "keys": "if (key.startsWith('Page')) { event.preventDefault(); scrollBy(0, innerHeight); }",
    "link": "const [name, value] = location.hash.split('='); if (name === '#tiny:n') { input.value = value; wi.scrollIntoView(); }",
    "script": "",
}

FILLS = "<style>.wi-large { position: fixed; inset: 0 }</style>"
ENLARGES = """
    const stage = document.querySelector("dialog"), button = document.querySelector(".wi-tools > button");
    button.onclick = () => stage.showModal();"""
#: What a page has besides, for the checks of BY_KEYS.
DEEDS = {
    "commit a prediction": {
        "after": "<div class='wi wi-guess'><input type=range aria-label=Guess><button class=wi-commit>Commit</button><p class=wi-status></p></div>",
        "script": "document.querySelector('.wi-commit').onclick = () => (document.querySelector('.wi-status').textContent = 'Right.');",
    },
    "change the net": {
        "after": "<div class=wi><input type=range aria-label=Size><div class=wi-net><svg><circle class=wi-net-unit r=9 /><path class=wi-net-body d='M0 0h9v9z'/></svg></div></div>",
        "script": "document.querySelector('[aria-label=Size]').oninput = () => document.querySelector('.wi-net-body').setAttribute('d', 'M0 0h9v5z');",
    },
    "choose a field": {
        "after": "<div class=wi><div class=wi-fields><input type=radio name=m value='0 0' checked><input type=radio name=m value='0 1'></div><p class=wi-words>0 0</p></div>",
        "script": "document.querySelector('.wi-fields').onchange = ({ target }) => (target.parentElement.nextSibling.textContent = target.value);",
    },
    "enlarge": {
        "after": f"{FILLS}<div class=wi-tools><button>large</button></div><dialog><div class=wi-large>Large</div></dialog>",
        "script": ENLARGES,
    },
    "open an option": {
        "after": "<div id=check-yourself><details><summary>One</summary><p>Right.</p></details></div>",
        "script": "document.querySelector('summary').onclick = ({ target }) => (target.innerHTML += '<b class=wi-tried>✓</b>');",
    },
}  # fmt: skip


def small(folder, **changes):
    """A page with one little explorer, made of PARTS with some of them changed."""
    parts = PARTS | changes
    (folder / "page.html").write_text(
        f"""<!doctype html><html lang=en><meta charset=utf-8><link rel=icon href="data:,"><title>Small</title><style>{parts["style"]}</style>
        {parts["before"]}<div class=wi aria-label=Tiny>{parts["input"]}{parts["picture"]}<div class=wi-words></div></div>
        {parts["after"]}<div style="height: 900px"></div><section id=far><h2>Far</h2></section><div style="height: 2000px"></div>
        <script>
          const wi = document.querySelector(".wi"), input = wi.querySelector("input"), path = wi.querySelector("path");
          const words = wi.querySelector(".wi-words");
          const follow = (n) => {{ {parts["follow"]} }};
          input?.addEventListener("input", () => follow(Number(input.value)));
          input?.addEventListener("keydown", (event) => {{ const {{ key }} = event; {parts["keys"]} }});
          {parts["link"]}
          follow(Number(input?.value));
          {parts["script"]}
        </script>""",
        "utf-8",
    )


CHECKS = {
    "dead": dead,
    "page keys": page_keys_caught,
    "dim": dim,
    "wide": too_wide,
    "heading": lambda window, url: missed_heading(window, url, "far"),
    "setting": lambda window, url: missed_setting(window, url, "tiny:n=2", 0, "2"),
    **{deed: check for deed, (check, _) in BY_KEYS.items()},
}
PUSHED = "setTimeout(() => (document.querySelector('div').style.height = '1100px'), 150);"
ANCHORLESS = PARTS["style"] + "html { overflow-anchor: none }"  # Firefox would keep the place by itself
#: name -> (the check that finds it; what is changed; part of what the check says)
FAULTS = {
    "a script that throws": ("dead", {"script": "throw new Error('oh no')"}, "oh no"),
    "a script that throws later": ("dead", {"script": "setTimeout(() => { throw new Error('oh no') })"}, "oh no"),
    "a promise that nobody keeps": ("dead", {"script": "Promise.reject(new Error('oh no'))"}, "oh no"),
    "an error that is told": ("dead", {"script": "console.error('oh no')"}, "oh no"),
    "a request elsewhere": ("dead", {"after": "<img alt='' src='http://example.org/dot.png'>"}, "asked for http"),
    "a request elsewhere by a script": ("dead", {"script": "fetch('http://example.org/').catch(() => 0)"}, "asked for http"),
    "a script that is not there": ("dead", {"after": "<script src=none.js></script>"}, "none.js"),
    "a formula that lacks a part": ("dead", {"after": "<math><mfrac><mn>1</mn></mfrac></math>"}, "<mfrac> has 1 parts"),
    "no explorer": ("dead", {"script": "wi.remove()"}, "0 explorers of 1"),
    "an explorer that throws": ("dead", {"follow": "throw new Error('oh no')"}, "0 say something"),
    "no words": ("dead", {"follow": "path.setAttribute('d', `M0 9h${1 + n}`)"}, "0 say something"),
    "no picture": ("dead", {"picture": "<svg hidden style='display: none'><path/></svg>"}, "it shows no picture"),
    "an empty picture": ("dead", {"follow": "words.textContent = `It is ${n}.`", "picture": "<svg aria-label=Line><path d=''/></svg>"}, "a panel is empty: Line"),
    "an empty canvas": ("dead", {"picture": "<svg width=9 height=9><path d=''/></svg><canvas aria-label=Dots></canvas>"}, "a panel is empty: Dots"),
    "no slider": ("dead", {"input": "", "follow": "words.textContent = 'It is.'"}, "no slider can be moved"),
    "a slider that draws nothing": ("dead", {"follow": "words.textContent = `It is ${n}.`"}, "leaves the picture"),
    "a slider that says nothing": ("dead", {"follow": "path.setAttribute('d', `M0 9h${1 + n}`); words.textContent = 'It is.'"}, "leaves the words"),
    "a slider that keys do not move": ("dead", {"keys": "event.preventDefault();"}, "the right arrow takes it from 0 to 0"),
    "a slider that draws nothing at a key": ("dead", {"script": "input.oninput = input.onkeydown = (event) => { if (event.isTrusted) path.setAttribute('d', 'M0 8h1'); }"}, "another thing than by a script"),
    "a slider that follows PageDown": ("page keys", {"keys": "if (key === 'PageDown') { event.preventDefault(); input.value = 2; }"}, "PageDown takes it from 1 to 2"),
    "a slider that holds PageDown": ("page keys", {"keys": "event.preventDefault();"}, "PageDown moves the page by 0 px"),
    "grey on dark": ("dim", {"style": ".wi { background: #111; color: #666 }"}, '"It is 0." has a contrast of 3.3'),
    "grey by opacity": ("dim", {"style": ".wi { background: #111; color: #eee } .wi-words { opacity: .4 }"}, '"It is 0." has a contrast of'),
    "a dark label in a picture": ("dim", {"picture": "<svg><path/><text y=9>ten</text></svg>"}, '"ten" has a contrast of 1.1'),
    "a mixed colour": ("dim", {"style": ".wi { background: #111; color: color-mix(in srgb, #eee 30%, #111) }"}, '"It is 0." has a contrast of'),
    "an explorer that stays light": ("dim", {"style": ".wi { color: #000 }"}, "it is not dark"),
    "a page that overflows": ("wide", {"after": "<div style='width: 400px'>wide</div>"}, "the page is 400 px wide"),
    "a heading that is pushed down": ("heading", {"style": ANCHORLESS, "script": PUSHED}, "the heading of #far stands"),
    "a heading under the bar": ("heading", {"before": "<div style='position: sticky; top: 0; height: 60px'></div>"}, "stands -"),
    "an explorer that is pushed down": ("setting", {"style": ANCHORLESS, "script": PUSHED}, "Tiny stands"),
    "a setting that is not followed": ("setting", {"link": ""}, "the explorer is at 0"),
    "a guess that keys do not reach": ("commit a prediction", {"after": DEEDS["commit a prediction"]["after"].replace("<input", "<input disabled")}, "nothing can be focused"),
    "a commit that keys do not reach": ("commit a prediction", {"after": DEEDS["commit a prediction"]["after"].replace("<button", "<button tabindex=-1")}, "does not lead from the guess"),
    "a prediction without a verdict": ("commit a prediction", {"script": ""}, "no verdict appears"),
    "an answer that stays folded": ("commit a prediction", {"after": f"<div class=wi-asks>{DEEDS['commit a prediction']['after']}</div>"}, "stays folded"),
    "a net without circles": ("change the net", {"after": DEEDS["change the net"]["after"].replace("r=9", "r=0")}, "the net has no circles"),
    "a net without ribbons": ("change the net", {"after": DEEDS["change the net"]["after"].replace("M0 0h9v9z", "")}, "the net has no ribbons"),
    "ribbons that do not follow": ("change the net", {"script": ""}, "leaves its ribbons"),
    "a map that keys do not move": ("choose a field", {"script": "document.querySelector('.wi-fields').onkeydown = (event) => event.preventDefault();"}, "leaves the chosen of the map"),
    "a map that says nothing": ("choose a field", {"script": ""}, "leaves the words of the map"),
    "a view that does not grow": ("enlarge", {"script": ""}, "does not fill the window"),
    "a view that stays large": ("enlarge", {"script": f"{ENLARGES} stage.onkeydown = (event) => event.preventDefault(); stage.oncancel = (event) => event.preventDefault();"}, "does not close"),
    "a large view that loses the focus": ("enlarge", {"script": f"{ENLARGES} stage.onclose = () => setTimeout(() => button.blur());"}, "give the focus back"),
    "an option that is not marked": ("open an option", {"script": ""}, "is not marked"),
    "an option that does not open": ("open an option", {"script": "document.querySelector('summary').onclick = (event) => event.preventDefault();"}, "does not open"),
}  # fmt: skip


@pytest.fixture(scope="session")
def bench(window, tmp_path_factory):
    """A folder for small pages, and the address at which it is served."""
    folder = tmp_path_factory.mktemp("bench")
    with served(folder) as address:
        yield folder, address


@pytest.fixture
def opened(window, bench, tmp_path):
    """opened(check, **changes): what the check says of a small page."""

    def look(check, **changes):
        folder, address = bench
        small(tmp_path, **DEEDS.get(check, {}) | changes)
        shutil.copytree(window.prepared(tmp_path, tmp_path / "prepared"), folder / tmp_path.name)
        return CHECKS[check](window, f"{address}{tmp_path.name}/page.html")

    return look


@pytest.mark.parametrize("check", CHECKS)
def test_a_page_that_is_right_passes(check, opened):
    assert opened(check) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_that_is_wrong_does_not(fault, opened, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "PATIENCE", 600)
    check, changes, said = FAULTS[fault]
    assert said in "\n".join(opened(check, **changes))


def test_a_file_that_is_wrong_does_not_pass(window, tmp_path):
    small(tmp_path, after="<script src=none.js></script>", script="throw new Error('oh no')")
    page = window.prepared(tmp_path, tmp_path / "prepared") / "page.html"
    said = "\n".join(dead(window, page.as_uri()))
    # WebKit does not say of a file's script what is wrong with it.
    assert "none.js" in said and ("oh no" in said or "Script error" in said)


def test_an_engine_that_is_not_there_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert [drivers.missing(name) for name in drivers.ENGINES] == [
        "no firefox on this machine: apt-get install firefox-esr",
        "no webkit on this machine: apt-get install webkit2gtk-driver xvfb",
    ]
