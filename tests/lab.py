"""Does the lab work in a room? Open it as a student does, at an address that is not the browser's own machine.

    make test-lab                   # the notebook of chapter 3
    make test-lab ONLY=0            # all chapters

Browsers trust http://127.0.0.1 as they trust https, and nothing else that is http: a page at an address of the room has
no service worker, no cache of its own, no crypto.subtle. So a proof at 127.0.0.1 proves nothing. Here the lab runs in
a network of its own, made for the test, at an address as Windows gives it to a hotspot; where such a network cannot be
made (it is Linux's), under a name that leads to 127.0.0.1, which browsers do not trust either. Nothing else can be
reached. It is measured what a student loads and waits for, what the browser takes, and what 120 browsers at once cost.
`make test` leaves this file out.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import threading
import time

from playwright.sync_api import Error, sync_playwright

from tests import ROOT
from tests.browser import ARGUMENTS, CHROMIUM
from tests.lite import IDLE, VIEW, open_page, try_chapter
from tools import lab, lab_server

ADDRESS, NAME = "192.168.137.1", "lab.example"
CLASS, CONNECTIONS = 120, 6  # browsers at once; connections of each
TRUST = "[isSecureContext, 'serviceWorker' in navigator, 'caches' in window, Boolean(crypto.subtle)]"
FIRST = """async () => {
  const panel = window.jupyterapp.shell.currentWidget, notebook = panel.content;
  notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.type === "code");
  await window.jupyterapp.commands.execute("notebook:run-cell");
  return notebook.activeCell.model.toJSON().execution_count;
}"""
KEEP = """async text => {
  const panel = window.jupyterapp.shell.currentWidget;
  panel.content.widgets[0].model.sharedModel.setSource(text);
  await window.jupyterapp.commands.execute("docmanager:save");
}"""
KEPT = "() => window.jupyterapp.shell.currentWidget.content.widgets[0].model.sharedModel.getSource()"
ASK = """async code => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const {content} = await kernel.requestExecute({code, allow_stdin: true}).done;
  return content.status === "ok" ? "ok" : `${content.ename}: ${content.evalue}`;
}"""


# ---- A network of its own -----------------------------------------------------------------------------------------


def in_own_network():
    """Start this program anew in a network that has ADDRESS and nothing else; False if none can be made."""
    if os.environ.get("LAB_NETWORK"):
        return True
    new = ["unshare", "--map-root-user", "--net", "sh", "-ec"]
    made = f"ip link set lo up; ip address add {ADDRESS}/24 dev lo"
    try:
        subprocess.run([*new, made], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    again = [sys.executable, "-m", "tests.lab", *sys.argv[1:]]
    os.execvpe(new[0], [*new, f'{made}; exec "$0" "$@"', *again], os.environ | {"LAB_NETWORK": "1"})


class Counting(lab_server.Handler):
    """The lab's server, which remembers what it has sent: path -> bytes."""

    sent = {}

    def _send(self, status, parts, headers):
        super()._send(status, parts, headers)
        if status == 200:
            self.sent[self.path.partition("?")[0]] = sum(map(len, parts))


# ---- One student --------------------------------------------------------------------------------------------------


def memory_of_browser():
    """Megabytes of all processes of this program's browser, what they share counted once; None but on Linux."""
    if platform.system() != "Linux":
        return None
    parents = {}
    for path in pathlib.Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):  # it has ended
            parents[path.parent.name] = re.search(r"PPid:\s+(\d+)", path.read_text())[1]
    family, grown = {str(os.getpid())}, True
    while grown:
        grown = {one for one, parent in parents.items() if parent in family} - family
        family |= grown
    total = 0
    for one in family:
        with contextlib.suppress(OSError):
            if "chrom" in pathlib.Path(f"/proc/{one}/cmdline").read_text():
                sizes = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text()
                total += int(re.search(r"Pss:\s+(\d+)", sizes)[1]) / 1024
    return total


def open_book(context, home, wrong):
    """The first page, its explorer, and the way from a chapter's launch menu to the notebook in the lab."""
    page = context.new_page()
    context.on("request", lambda one: one.url.startswith((home, "data:", "blob:")) or wrong.append(f"asked {one.url}"))
    page.goto(home)
    words = page.locator(".wi-words p").first
    words.wait_for()
    if page.evaluate(TRUST) != [False, False, False, False]:
        wrong.append(f"the browser trusts {home}, so this proves nothing")
    before = words.inner_text()
    page.locator(".wi input[type=range]").first.press("End")
    if words.inner_text() == before:
        wrong.append("the explorer of the first page does not move")
    page.goto(home + "chapters/03-too-large-too-small.html")
    links = page.locator("a[href*='lite/lab/index.html']").evaluate_all("links => links.map(one => one.href)")
    if set(links) != {home + "lite/lab/index.html?path=chapters/03-too-large-too-small.ipynb"}:
        wrong.append(f"the launch menu leads to {links}")
    page.close()


def visit(context, home, wrong):
    """Open chapter 3 by its short address and run its first cell: seconds to a kernel, and to the first answer."""
    page, began = open_page(context, wrong), time.monotonic()
    page.goto(home + "3")
    page.wait_for_function(IDLE)
    ready = time.monotonic() - began
    if not page.evaluate(FIRST):
        wrong.append("the first cell did not run")
    return page, ready, time.monotonic() - began


def try_insecure(page, home, wrong):
    """What needs a secure context elsewhere: is work kept, do files work, what does input() say?"""
    page.evaluate(KEEP, "# Mine")
    page.goto(home + "3")
    page.wait_for_function(IDLE)
    if page.evaluate(KEPT) != "# Mine":
        wrong.append("what was saved is gone when the page is opened again")
    files = page.evaluate(ASK, "open('mine.txt', 'w').write('1'); assert open('mine.txt').read() == '1'")
    if files != "ok":
        wrong.append(f"files: {files}")
    return page.evaluate(ASK, "raise NameError(repr(input()))")


# ---- A class ------------------------------------------------------------------------------------------------------


async def student(port, paths):
    """Load all paths as a browser does, over CONNECTIONS connections; returns the bytes of their contents."""
    waiting, loaded = list(paths), 0

    async def connection():
        nonlocal loaded
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        while waiting:
            path = waiting.pop()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: lab\r\nAccept-Encoding: gzip\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            assert " 200 " in head.splitlines()[0], f"{path}: {head.splitlines()[0]}"
            left = int(re.search(r"Content-Length: (\d+)", head)[1])
            loaded += left
            while left:
                left -= len(await reader.read(min(left, 1 << 20)))
        writer.close()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return loaded


def load(target, paths):
    """A class opens the lab at the same moment, on this machine: seconds, gigabytes, and the server's memory in MB."""
    server = subprocess.Popen([sys.executable, target, "0"], stdout=subprocess.PIPE, text=True)
    try:
        server.stdout.readline()
        port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
        began = time.monotonic()

        async def everybody():
            return await asyncio.gather(*(student(port, paths) for _ in range(CLASS)))

        loaded = asyncio.run(everybody())
        seconds = time.monotonic() - began
        assert len(set(loaded)) == 1, "students have loaded different numbers of bytes"
        status = pathlib.Path(f"/proc/{server.pid}/status")
        peak = re.search(r"VmHWM:\s+(\d+)", status.read_text())[1] if status.exists() else 0
        return seconds, sum(loaded) / 1e9, int(peak) / 1024
    finally:
        server.terminate()
        server.wait()


# ---- All of it ----------------------------------------------------------------------------------------------------


def try_room(start, home, chapters, wrong):
    """All that a browser does in the lab; `start` gives one, its profile in a folder. Returns what a visit loads."""

    def loaded():
        return sum(Counting.sent.values()) / 1e6

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for day in ("The first visit", "The next day"):
            context = start(profile)
            if day == "The first visit":
                open_book(context, home, wrong)
            Counting.sent.clear()
            page, ready, answered = visit(context, home, wrong)
            print(
                f"{day}: {loaded():.1f} MB loaded, kernel ready after {ready:.0f} s, first cell after {answered:.0f} s"
            )
            if day == "The first visit":
                paths = list(Counting.sent)
                print(
                    f"Files and kept work are as elsewhere; input() says: {try_insecure(page, home, wrong)}", flush=True
                )
            context.close()
    for chapter in chapters:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            context = start(profile)
            said = try_chapter(open_page(context, wrong), home, chapter, wrong)
            print(f"{chapter.stem}: {said}; the browser takes {memory_of_browser() or 0:.0f} MB", flush=True)
            context.close()
    return paths


def main():
    chapters = sorted((ROOT / "chapters").glob(f"{''.join(sys.argv[1:]) or '03'}*.ipynb"))
    targets = list(lab.LAB.glob("*.pyz"))
    if not chapters or not CHROMIUM or len(targets) != 1:
        sys.exit(f"chapters: {chapters}, Chromium: {CHROMIUM}, labs in {lab.LAB}: {targets}; one of these is missing")
    own = in_own_network()
    server = lab_server.Server(targets[0], port=0, handler=Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home, wrong, paths = f"http://{ADDRESS if own else NAME}:{server.server_port}/", [], []
    if own and lab_server.addresses() != [ADDRESS]:
        wrong.append(f"the server would print {lab_server.addresses()}, and not {ADDRESS}")
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE {ADDRESS}"
    arguments = [*(one for one in ARGUMENTS if not one.startswith("--host-resolver-rules")), rules]
    print(f"The lab at {home}, which the browser does not trust:", flush=True)
    with sync_playwright() as play:

        def start(profile):
            return play.chromium.launch_persistent_context(
                profile, executable_path=CHROMIUM, args=arguments, viewport=VIEW
            )

        try:
            paths = try_room(start, home, chapters, wrong)
        except Error as error:  # of Playwright: something did not come, or not in time
            wrong.append(str(error).splitlines()[0])
    server.shutdown()
    if paths:
        seconds, gigabytes, megabytes = load(targets[0], paths)
        print(
            f"{CLASS} browsers at once, {len(paths)} files each, on this machine: {gigabytes:.1f} GB in {seconds:.0f} s; "
            f"the server took {megabytes:.0f} MB"
        )
    for one in wrong:
        print(f"FAILED {one}")
    print(f"{int(not wrong)} passed, {int(bool(wrong))} failed")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
