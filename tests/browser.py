"""A local server, a headless Chromium that can reach nothing else, and a page that remembers every complaint."""

import contextlib
import functools
import http.server
import os
import threading

import pytest

from tests import ROOT
from tools.chromium import CHROMIUM

SITE = ROOT / "_build" / "html"
# No name is found but this machine's, so no page can reach a network. The two popups of the address bar, which nobody
# sees here, would cost as much time as a page.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
             "--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,WebUIOmniboxPopup,WebUIOmniboxAimPopup"]  # fmt: skip

#: Two screens that a page must suit; the phone's is what is left below the bar.
LAPTOP = {"width": 1366, "height": 657}
PHONE = {"width": 390, "height": 664, "has_touch": True, "is_mobile": True}

needs_browser = pytest.mark.skipif(
    not CHROMIUM and not os.environ.get("REQUIRE_BROWSER"),
    reason="no Chromium on this machine: install one, or name it in CHROMIUM, to test the pages in a browser",
)


FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def drawn(page):
    """Wait until everything that has been asked for is drawn.

    An explorer draws once a frame: what a second key asks for within that frame is drawn in the next one. On a fast
    machine two keys fall in one frame.
    """
    page.evaluate(FRAMES)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


class Visit:
    """One open page: `page` is Playwright's; `complaints` holds requests to elsewhere, failed ones, and console errors.

    What does not come from `home` is elsewhere: the server that the page came from, or for a file its folder, unless
    told. As a context manager, it closes the page at the end and fails if the page complained.
    """

    # For pictures of a test that fails (conftest.py): the pages that are open, and of those that an error has closed
    # already, the last picture.
    opened, closed = [], []

    def __init__(self, browser, url, width=1280, height=900, scheme="light", home=None, **options):
        self.complaints = []
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        self.page = self.context.new_page()
        self.opened.append(self.page)
        self.page.on("close", lambda page: self.opened.remove(page))
        self.home = home or (url[: url.index("/", 8) + 1] if url.startswith("http") else url[: url.rindex("/") + 1])
        self.context.on("request", self._only_from_home)
        self.page.on("websocket", lambda socket: self.complaints.append(f"asked for {socket.url}"))
        self.page.on(
            "response",
            lambda response: response.status >= 400 and self.complaints.append(f"{response.status} {response.url}"),
        )
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(url, wait_until="load")
        if self.page.locator("wi-place").count():
            self.page.wait_for_selector("wi-place > div > *")

    def _only_from_home(self, request):
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.complaints.append(f"asked for {request.url}")

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is not None:
            self.closed[:] = [self.page.screenshot(full_page=True)]
        self.context.close()
        if kind is None:
            assert self.complaints == [], self.complaints[:3]


@contextlib.contextmanager
def served(folder=SITE):
    """The address of a server that hands out this folder, to this machine alone."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def chromium():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "REQUIRE_BROWSER is set, but there is no Chromium"
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def home():
    with served() as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with chromium() as launched:
        yield launched


@pytest.fixture
def visit(browser, home):
    """visit("chapters/….html", width=…, scheme=…) opens a page of the book; the test fails if the page complained."""
    with contextlib.ExitStack() as visits:
        yield lambda path, **options: visits.enter_context(Visit(browser, home + path, **options)).page
