"""A local server, a headless Chromium that can reach nothing else, and a page that remembers every complaint."""

import functools
import http.server
import os
import shutil
import threading

import pytest

from tests import ROOT

SITE = ROOT / "_build" / "html"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
# No name is found but this machine's, so no page can reach a network. The two popups of the address bar, which nobody sees here,
# would cost as much time as a page.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
             "--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,WebUIOmniboxPopup,WebUIOmniboxAimPopup"]  # fmt: skip

needs_browser = pytest.mark.skipif(
    not CHROMIUM and not os.environ.get("REQUIRE_BROWSER"),
    reason="no Chromium on this machine: install one, or name it in CHROMIUM, to test the pages in a browser",
)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


class Visit:
    """One open page: `page` is Playwright's; `complaints` holds requests to elsewhere, failed ones, and console errors."""

    def __init__(self, browser, url, width=1280, height=900, scheme="light", **options):
        self.complaints = []
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        self.page = self.context.new_page()
        self.home = url[: url.index("/", 8) + 1] if url.startswith("http") else url[: url.rindex("/") + 1]
        self.page.on("request", self._only_from_home)
        self.page.on("response", lambda response: response.status >= 400 and self.complaints.append(f"{response.status} {response.url}"))
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(url, wait_until="load")
        if self.page.locator("script[type='application/vnd.jupyter.widget-view+json']").count():
            self.page.wait_for_selector(".wi-words p, .wi-bench, .wi-broken")

    def _only_from_home(self, request):
        if not request.url.startswith((self.home, "data:", "blob:", "file:")):
            self.complaints.append(f"asked for {request.url}")


@pytest.fixture(scope="session")
def home():
    handler = functools.partial(_Quiet, directory=SITE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "REQUIRE_BROWSER is set, but there is no Chromium"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, home):
    """visit("chapters/….html", width=…, scheme=…) opens a page of the book; the test fails if the page complained."""
    visits = []

    def open_page(path, **options):
        visits.append(Visit(browser, home + path, **options))
        return visits[-1].page

    yield open_page
    complaints = [complaint for one in visits for complaint in one.complaints]
    for one in visits:
        one.context.close()
    assert complaints == [], complaints[:3]
