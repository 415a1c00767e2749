"""The offline bundle: one zip, the same every time, that opens by a double click and needs nothing from anywhere."""

import os
import zipfile

import pytest

import wi_lib
from tests.browser import SITE, Visit, needs_browser
from tools import pack

if not SITE.exists() and not os.environ.get("REQUIRE_BROWSER"):
    pytest.skip("there is no built book: run `make book`, or `make test`, which does", allow_module_level=True)


@pytest.fixture(scope="module")
def zipped(tmp_path_factory):
    return pack.pack(SITE, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def unpacked(zipped, tmp_path_factory):
    """The book on a stick: a path with a space and an umlaut, as sticks have."""
    stick = tmp_path_factory.mktemp("Mein Stück")
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(stick)
    (folder,) = stick.iterdir()
    return folder


class Offline(Visit):
    """A page of the unpacked book. Asking for what is not in its folder is a fault, other
    files of this machine as well."""

    def __init__(self, browser, page):
        super().__init__(browser, page.as_uri())

    def _only_from_home(self, request):
        inside = request.url.startswith("file:") and request.url.split("?")[0].startswith(self.folder)
        if not inside and not request.url.startswith(("data:", "blob:")):
            self.complaints.append(f"asked for {request.url}")


@pytest.fixture
def opened(browser, unpacked):
    """opened("index.html") opens that page of the unpacked book; the test fails if the page complained."""
    visits = []
    Offline.folder = unpacked.as_uri()

    def open_page(name):
        visits.append(Offline(browser, unpacked / name))
        return visits[-1]

    yield open_page
    # Under a found page the search shows some of its text, if it can read it. From a file, the browser does not let it.
    unread = (
        "Access to fetch at 'file:",
        "Fetch API cannot load file:",
        "Failed to load resource: net::ERR_FAILED",
        "Failed to fetch",
    )
    complaints = [one for visit in visits for one in visit.complaints if not one.startswith(unread)]
    for visit in visits:
        visit.context.close()
    assert complaints == []


def test_the_zip_has_one_folder_named_after_book_and_version(zipped):
    with zipfile.ZipFile(zipped) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {zipped.stem}
    assert zipped.stem.endswith(f"-{wi_lib.__version__}")
    inside = {name.partition("/")[2] for name in names}
    assert {"index.html", "intro.html", "search.html", "searchindex.js", "README.txt"} <= inside
    assert not [name for name in inside if name.startswith("_sources")]
    pages = {str(path.relative_to(SITE)) for path in SITE.rglob("*.html") if "lite" not in path.parts}
    assert pages <= inside


def test_the_same_book_gives_the_same_zip(zipped, tmp_path):
    assert pack.pack(SITE, tmp_path).read_bytes() == zipped.read_bytes()
    assert zipped.stat().st_size < 30e6


@needs_browser
def test_the_first_page_opens_and_its_explorer_answers(opened):
    page = opened("index.html").page
    page.wait_for_selector(".wi-words p")
    assert page.url.endswith("/intro.html")
    slider, words = page.locator(".wi input[type=range]").first, page.locator(".wi-words").first
    before = words.inner_text()
    slider.focus()
    page.keyboard.press("End")
    assert words.inner_text() != before


@needs_browser
def test_formulas_are_typeset_with_their_fonts(opened):
    page = opened("chapters/03-too-large-too-small.html").page
    assert page.locator(".math math").count() > 3
    assert page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].some(one => /Book Math/.test(one.family) && one.status === 'loaded'))"
    )


@needs_browser
def test_search_finds_a_chapter_and_leads_to_it(opened):
    """As a reader does it: open the search field, type, press Enter, follow the first link."""
    page = opened("intro.html").page
    page.keyboard.press("Control+k")
    page.keyboard.type("saturated")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=saturated**")
    found = page.locator("#search-results ul.search li a[href*='chapters/']").first
    found.wait_for()
    found.click()
    page.wait_for_url("**/chapters/*.html*")
    assert "saturat" in page.locator("article").text_content()  # the search looks for stems, and in what is folded, too


def test_the_printed_handout_goes_with_the_book(tmp_path):
    paper = tmp_path / "handout-a4.pdf"
    paper.write_bytes(b"%PDF")
    with zipfile.ZipFile(pack.pack(SITE, tmp_path, [paper])) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".pdf"))
        assert name.count("/") == 1 and archive.read(name) == b"%PDF"
