"""Explorers stand before the page is painted: nothing moves later, links land, and text moves an explorer under the
reader's eyes. And each has a light page of its own, for others to frame."""

import pytest

from tests import guards
from tests.browser import LAPTOP, SITE, Visit, drawn, needs_browser, served
from tests.pages import as_state, opened_alone, wi_explorers
from tests.test_book import EXPLORERS, WIDGETS
from tests.test_explorers_page import said, squares

pytestmark = needs_browser
TOP = "name => document.getElementById(name).getBoundingClientRect().top"
#: As it was before: widgets are drawn when all of the page is there.
LATER = """const define = customElements.define;
customElements.define = (...given) => addEventListener("load", () => setTimeout(() => define.apply(customElements, given), 100));"""

#: As it was before: no key is known as one that moves a slider.
NO_SLIDER_KNOWN = """const matches = Element.prototype.matches;
Element.prototype.matches = function (selector) { return !selector.includes(".wi-slider") && matches.call(this, selector); };"""


def test_an_explorer_that_comes_late_moves_the_page(browser, home):
    """Or `moved` would see nothing on any page (test_book.py)."""
    context = browser.new_context(viewport=LAPTOP)
    context.add_init_script(LATER)
    page = context.new_page()
    page.goto(f"{home}intro.html", wait_until="load")
    page.wait_for_selector(".wi-words p")
    assert guards.moved(page) != []
    context.close()


def last_section(page):
    """The last heading of a page that stands below an explorer."""
    from tests.pages import soup

    sections = [
        part["id"]
        for part in soup(page).select("wi-place ~ section, section[id]")
        if part.h2 and part.parent.name == "section"
    ]
    return sections[-1]


@pytest.mark.parametrize("page", EXPLORERS)
def test_a_link_to_a_section_below_the_explorers_lands_there(page, browser):
    section = last_section(page)
    with Visit(browser, f"{(SITE / page).as_uri()}#{section}", home=SITE.as_uri(), **LAPTOP) as opened:
        opened.page.wait_for_timeout(300)
        end = opened.page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 2")
        assert -1 <= opened.page.evaluate(TOP, section) < 150 or end


# ---- Text moves an explorer ---------------------------------------------------------------------------------------


@pytest.fixture
def prose(browser, tmp_path):
    """A page with an explorer between two links to its settings, one of them far below."""
    opened = opened_alone(squares(), browser, tmp_path)
    path = tmp_path / "page.html"
    near, far = (
        '<p><a href="#squares:n=2">near</a></p>',
        '<p style="margin-top: 3000px"><a href="#squares:n=3">far</a></p>',
    )
    path.write_text(
        path.read_text("utf-8").replace("<body>", f"<body>{near}").replace("</body>", f"{far}</body>"), "utf-8"
    )
    opened.page.reload()
    yield opened.page
    assert opened.complaints == []
    opened.context.close()


def test_a_link_beside_an_explorer_moves_it_and_nothing_else(prose):
    """Also the second time: then the page's address does not change."""
    for _ in range(2):
        prose.get_by_role("link", name="near").click()
        prose.wait_for_function("document.querySelector('.wi-words').textContent.includes('It is 4!')")
        assert prose.evaluate("scrollY") == 0
        assert prose.evaluate("document.activeElement.textContent") == "near"
        prose.locator("input[type=range]").press("Home")
        assert "It is 1." in said(prose)[0]


def test_a_link_from_afar_brings_the_explorer_into_view_and_the_keys_go_on_from_there(prose):
    prose.get_by_role("link", name="far").scroll_into_view_if_needed()
    prose.get_by_role("link", name="far").click()
    prose.wait_for_function("document.querySelector('.wi-words').textContent.includes('It is 9!')")
    assert -1 < prose.locator(".wi").bounding_box()["y"] < 60
    prose.keyboard.press("Tab")
    assert prose.evaluate("document.querySelector('.wi').contains(document.activeElement)")


def keys_heard(prose):
    """The keys that a page's own scripts hear while a reader moves a slider and then asks for something else."""
    prose.evaluate("window.heard = []; document.addEventListener('keydown', ({ key }) => heard.push(key), true)")
    slider = prose.locator("input[type=range]")
    for key in ("End", "ArrowLeft", "Control+k", "PageDown"):
        slider.press(key)
    assert "It is 4!" in said(prose)[0]
    return prose.evaluate("heard")


def test_a_key_that_moves_a_slider_is_heard_by_nothing_else(prose):
    """The theme's scripts look through the whole page at every key that they hear."""
    assert keys_heard(prose) == ["Control", "k", "PageDown"]


def test_keys_that_are_not_kept_are_heard(prose):
    """Or the test above would see nothing."""
    prose.add_init_script(NO_SLIDER_KNOWN)
    prose.reload()
    assert keys_heard(prose) == ["End", "ArrowLeft", "Control", "k", "PageDown"]


def test_the_page_gives_an_explorer_the_address_of_a_setting(browser, tmp_path):
    program = "export default { render({ el, page }) { el.innerHTML = `<p>${page.link('a:n=2')}</p>`; } };"
    entries = {"ours": as_state(squares()), "other": as_state(squares())}
    entries["ours"]["state"]["_esm"] = program
    # A module with parts that no classic script has comes by its text.
    entries["other"]["state"]["_esm"] = "export const other = 1;\n" + program
    with opened_alone(entries, browser, tmp_path) as opened:
        opened.page.wait_for_function("document.querySelectorAll('wi-place')[1].textContent")
        assert opened.page.locator("wi-place").all_text_contents() == [f"{opened.page.url}#a:n=2"] * 2


# ---- Pages to frame -----------------------------------------------------------------------------------------------

FRAMES = sorted(path.name for path in (SITE / "explorers").glob("*.html"))


def test_every_explorer_of_the_chapters_has_a_page_to_frame():
    assert len(FRAMES) >= len([page for page in WIDGETS if page.startswith("chapters/")])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_framed_explorer_takes_a_setting_and_the_readers_colours_and_tells_its_height(
    scheme, browser, home, tmp_path
):
    (tmp_path / "lms.html").write_text(
        f"""<!doctype html><title>LMS</title><p style="height: 2000px">Before.</p><script>
            addEventListener("message", ({{ data }}) => document.body.dataset.said = JSON.stringify(data));</script>
            <iframe src="{home}explorers/signal.html#signal:std=0.01,depth=5,width=100,activation=sigmoid"
                    style="width: 100%; height: 80vh; border: 0"></iframe>"""
    )
    with served(tmp_path) as lms:
        context = browser.new_context(viewport={"width": 700, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{lms}lms.html")
        frame = page.frame_locator("iframe")
        frame.locator(".wi-words p").first.wait_for(state="attached")
        assert "gradient vanished" in frame.locator(".wi").text_content()
        assert page.evaluate("scrollY") == 0, "the page around it stays where it is"
        wide = frame.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        assert wide <= 0 and frame.locator("html").get_attribute("data-theme") == scheme
        page.wait_for_function("document.body.dataset.said")
        told = page.evaluate("JSON.parse(document.body.dataset.said)")
        assert told["subject"] == "lti.frameResize"
        assert told["height"] == pytest.approx(frame.locator("html").evaluate("root => root.offsetHeight"), abs=2)
        link = frame.get_by_role("link", name="Too large, too small")
        assert link.get_attribute("href") == "../chapters/03-too-large-too-small.html#signal:"
        context.close()


@pytest.mark.parametrize("name", FRAMES)
def test_every_framed_explorer_works_from_a_stick_and_is_light(name, browser):
    path = SITE / "explorers" / name
    with Visit(browser, path.as_uri(), home=SITE.as_uri(), width=360) as opened:
        page = opened.page
        before = page.locator(".wi-words").first.text_content()
        for control in page.locator("input[type=range]").all():
            control.press("Home")
            control.press("End")
        drawn(page)
        assert (
            page.locator(".wi-words").first.text_content() != before or page.locator("input[type=range]").count() == 0
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate("performance.getEntriesByType('resource').length") <= 8
    assert path.stat().st_size < 500_000


def test_the_modules_that_are_classic_scripts():
    assert wi_explorers.classic("const a = 1;\nexport default { a };").splitlines()[2:4] == [
        "const a = 1;",
        "return { a };",
    ]
    for other in (
        "import x from 'y';\nexport default x;",
        "export const a = 1;\nexport default a;",
        "const a = await b;\nexport default a;",
        "let a;",
    ):
        assert wi_explorers.classic(other) is None
