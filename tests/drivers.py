"""Firefox and WebKit, each in the protocol that it speaks by itself: nothing is downloaded, and no package is needed
that Jupyter does not need, too.

Firefox listens to WebDriver BiDi. WebKitGTK's WebKitWebDriver listens to classic WebDriver, and shows its pages on a
screen that nobody sees (Xvfb). Neither can reach anything but this machine. Both are a `Window`:

    with opened("firefox") as window:
        window.open("file:///…/page.html#far", width=390, height=664)
        window.run("(a, b) => a + b", 1, 2)  # 3, computed in the page
        window.complaints()  # []: no error, and no request to elsewhere
"""

import asyncio
import base64
import contextlib
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from tornado.websocket import websocket_connect

# Seconds that an engine may take, on a machine that is busy, for an answer, and until it is there.
WAIT, START = 60, 10
KEYS = {"Tab": "\ue004", "Enter": "\ue006", "Escape": "\ue00c", "PageUp": "\ue00e", "PageDown": "\ue00f", "End": "\ue010",
        "Home": "\ue011", "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015"}  # fmt: skip


class Window:
    """One window of an engine; what an engine does in its own way, it says in the methods below."""

    #: The programs that an engine needs: Debian's package -> its names; and what makes a machine have them.
    needs = {}

    def open(self, url, width=1366, height=657):
        """Load a page anew, with nothing remembered from the one before, in a window of that size."""
        self.run("() => { try { sessionStorage.clear(); localStorage.clear(); } catch { /* about:blank has none */ } }")
        self.go("about:blank")
        self.resize(width, height)
        self.forget()
        self.home = url[: url.index("/", 8) + 1] if url.startswith("http") else "file://"
        self.go(url)

    def press(self, *names):
        """Press and release these keys, as a hand does: whatever has the focus gets them."""
        self.keys([{"type": kind, "value": KEYS[name]} for name in names for kind in ("keyDown", "keyUp")])

    def prepared(self, folder, target):
        """The folder from which this engine's pages come: the given one, unless something has to be added to them."""
        return folder

    def screenshot(self, **options):
        """What the window shows, as PNG. (Called as Playwright's, so that `--why-red` keeps it.)"""
        return base64.b64decode(self.shot())


def missing(name):
    """The packages that an engine needs and that this machine lacks, as one sentence; "" if there is all."""
    lacking = [package for package, names in ENGINES[name].needs.items() if not program(names)]
    return f"no {name} on this machine: apt-get install {' '.join(lacking)}" if lacking else ""


def program(names):
    return next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def opened(name):
    """An engine's window; at the end, every process and file of it is gone."""
    with contextlib.ExitStack() as stack:
        yield ENGINES[name](stack)


def started(stack, *command, **options):
    """Start a program in a group of its own, and end the group at the end."""
    process = subprocess.Popen(command, start_new_session=True, **options)

    def end():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    stack.callback(end)
    return process


def folder(stack):
    return pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))


# What every page runs first. An engine's own log does not hold all of this: files that are missing, in Firefox; and
# WebKitGTK keeps the console of a window that is driven to itself.
WATCH = """() => {
  const told = (window.wiComplaints = []), { error } = console;
  addEventListener("error", ({ message, target }) => told.push(message || `not loaded: ${target.src || target.href}`), true);
  addEventListener("unhandledrejection", ({ reason }) => told.push(String(reason)));
  console.error = (...words) => (told.push(words.join(" ")), error(...words));
}"""
#: What the page has told, and formulas that lack a part.
TOLD = """() => {
  const parts = { mfrac: 2, msub: 2, msup: 2, munder: 2, mover: 2, mroot: 2, msubsup: 3, munderover: 3 };
  const formulas = [...document.querySelectorAll(Object.keys(parts).join())];
  const lacking = formulas.filter((one) => one.children.length !== parts[one.localName]);
  const told = window.wiComplaints ?? ["nobody watches this page: it was not prepared"];
  return told.concat(lacking.map((one) => `<${one.localName}> has ${one.children.length} parts`));
}"""


# ---- Firefox ------------------------------------------------------------------------------------------------------

# Every address but this machine's is asked of a proxy that is not there. The rest keeps Firefox from asking by itself.
PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.tabs.warnOnClose": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.server": "https://127.0.0.1:9",
    "ui.useOverlayScrollbars": 1,
}


class Firefox(Window):
    needs = {"firefox-esr": (os.environ.get("FIREFOX", ""), "firefox-esr", "firefox")}

    def __init__(self, stack):
        self.heard, self.asked = [], 0
        self.loop = asyncio.new_event_loop()
        stack.callback(self.loop.close)
        profile = folder(stack)
        (profile / "user.js").write_text(
            "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        )
        firefox = started(
            stack, program(self.needs["firefox-esr"]), "--headless", "--no-remote", "--remote-debugging-port", "0",
            "--profile", str(profile), env=os.environ | {"HOME": str(profile)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        said = iter(firefox.stderr.readline, "")
        address = next(found[1] for line in said if (found := re.search(r"BiDi listening on (ws://\S+)", line)))
        # Or the pipe fills up, and Firefox stands still.
        threading.Thread(target=lambda: [None for _ in said], daemon=True).start()
        self.line = self.wait(self.connect(f"{address}/session"))
        stack.callback(lambda: self.wait(self.hang_up()))
        self.ask("session.new", capabilities={})
        # A window of our own: in the first one the address bar keeps the focus, and no key would press a button.
        self.context = self.ask("browsingContext.create", type="window")["context"]
        events = ["log.entryAdded", "network.beforeRequestSent", "network.responseCompleted", "network.fetchError"]
        self.ask("session.subscribe", events=events, contexts=[self.context])
        self.ask("script.addPreloadScript", functionDeclaration=WATCH)

    async def connect(self, address):
        return await websocket_connect(address, max_message_size=2**28)

    async def hang_up(self):
        self.line.close()

    def wait(self, coroutine):
        return self.loop.run_until_complete(asyncio.wait_for(coroutine, WAIT))

    def ask(self, method, **parameters):
        """The answer to a command."""
        self.asked += 1
        answer = self.wait(self.answer({"id": self.asked, "method": method, "params": parameters}))
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    async def answer(self, command):
        """What comes back under the command's number. Events that arrive before it are kept."""
        await self.line.write_message(json.dumps(command))
        while (message := await self.line.read_message()) is not None:
            message = json.loads(message)
            if message.get("id") == command["id"]:
                return message
            self.heard.append(message)
        raise ConnectionError(f"Firefox has hung up during {command['method']}")

    def go(self, url):
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")
        self.ask("browsingContext.activate", context=self.context)

    def resize(self, width, height):
        self.ask("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def run(self, function, *given):
        answer = self.ask(
            "script.callFunction",
            functionDeclaration=f"async (given) => JSON.stringify((await ({function})(...JSON.parse(given))) ?? null)",
            arguments=[{"type": "string", "value": json.dumps(given)}],
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def keys(self, actions):
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self.ask("input.performActions", context=self.context, actions=[keyboard])

    def shot(self):
        return self.ask("browsingContext.captureScreenshot", context=self.context)["data"]

    def forget(self):
        self.heard.clear()

    def complaints(self):
        told = self.run(TOLD)  # and what Firefox said before this answer is heard with it
        return told + [told for event in self.heard if (told := self.complaint(event["method"], event["params"]))]

    def complaint(self, method, about):
        """What is wrong with an event, or None."""
        if method == "log.entryAdded":
            # It says so, too, where it draws a page that has not come to its end: TOLD counts when all is there.
            half = about["text"].startswith("Invalid markup: Incorrect number of children")
            return about["text"] if about["level"] == "error" and not half else None
        url = about["request"]["url"]
        if method == "network.beforeRequestSent":
            return None if url.startswith((self.home, "data:", "blob:", "about:")) else f"asked for {url}"
        if method == "network.responseCompleted":
            return f"{about['response']['status']} {url}" if about["response"]["status"] >= 400 else None
        return f"not loaded: {url}"


# ---- WebKit -------------------------------------------------------------------------------------------------------

# The bar of WebKitGTK's little browser would keep its window from being as narrow as a phone.
NARROW_BAR = (
    "window * { min-width: 0; min-height: 0; padding: 0; margin: 0; font-size: 1px; -gtk-icon-transform: scale(0); }"
)


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A proxy that notes what it is asked for, and has nothing."""

    def refuse(self):
        self.server.asked.append(f"asked for {self.path}")
        self.send_error(502)

    do_GET = do_POST = do_HEAD = do_CONNECT = do_OPTIONS = refuse

    def log_message(self, *arguments):
        pass


class WebKit(Window):
    needs = {"webkit2gtk-driver": ("WebKitWebDriver",), "xvfb": ("Xvfb",)}

    def __init__(self, stack):
        self.proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
        self.proxy.asked = []
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()
        stack.callback(self.proxy.server_close)
        stack.callback(self.proxy.shutdown)
        home = folder(stack)
        (home / "gtk-3.0").mkdir()
        (home / "gtk-3.0" / "gtk.css").write_text(NARROW_BAR)
        surroundings = {"DISPLAY": f":{screen(stack)}", "HOME": str(home), "XDG_CONFIG_HOME": str(home)}
        # The driver and its browser now and then miss each other at the start, and then wait for ever.
        for tries_left in reversed(range(5)):
            with contextlib.ExitStack() as attempt:
                try:
                    self.begin(attempt, os.environ | surroundings)
                except (TimeoutError, ConnectionError):
                    if not tries_left:
                        raise
                    continue
                stack.push(attempt.pop_all())
                return

    def begin(self, stack, surroundings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address, self.patience = f"http://127.0.0.1:{port}", START
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started(stack, "WebKitWebDriver", f"--port={port}", env=surroundings, **silent)
        self.until_there()
        proxy = f"127.0.0.1:{self.proxy.server_port}"
        asked = {"proxy": {"proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy, "noProxy": ["127.0.0.1"]}}
        session = self.ask("POST", "/session", capabilities={"alwaysMatch": asked})
        self.address, self.patience = f"{self.address}/session/{session['sessionId']}", WAIT
        stack.callback(self.ask, "DELETE", "")

    def until_there(self):
        end = time.monotonic() + START
        while time.monotonic() < end:
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                return self.ask("GET", "/status")
            time.sleep(0.1)
        raise ConnectionError("WebKitWebDriver does not answer")

    def ask(self, verb, path, **parameters):
        request = urllib.request.Request(
            self.address + path,
            method=verb,
            data=json.dumps(parameters).encode() if verb == "POST" else None,
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=self.patience) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{verb} {path}: {json.load(error)['value']['message']}") from None

    def prepared(self, folder, target):
        def copy(source, to):
            if not source.endswith(".html"):
                return os.symlink(source, to)
            page = pathlib.Path(source).read_text("utf-8")
            first = re.match(r"(\s*<!doctype html>)?", page, re.I)  # and no further: what is said of quirks holds
            pathlib.Path(to).write_text(f"{first[0]}<script>({WATCH})()</script>{page[first.end() :]}", "utf-8")

        shutil.copytree(pathlib.Path(folder).resolve(), target, copy_function=copy, dirs_exist_ok=True)
        return target

    def go(self, url):
        self.ask("POST", "/url", url=url)

    def resize(self, width, height):
        """Make the page that size; the window is larger by its bar."""
        bar = self.run("() => outerHeight - innerHeight")
        for _ in range(20):
            self.ask("POST", "/window/rect", x=0, y=0, width=width, height=height + bar)
            seen = self.run("() => new Promise((done) => setTimeout(() => done([innerWidth, innerHeight]), 30))")
            if seen == [width, height]:
                return
            bar += height - seen[1]
        raise RuntimeError(f"the page should be {width} × {height}, and is {seen[0]} × {seen[1]}")

    def run(self, function, *given):
        script = f"""const [given, done] = arguments;
            (async () => JSON.stringify((await ({function})(...JSON.parse(given))) ?? null))()
              .then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"""
        answer = self.ask("POST", "/execute/async", script=script, args=[json.dumps(given)])
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return json.loads(answer["value"])

    def keys(self, actions):
        self.ask("POST", "/actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def shot(self):
        return self.ask("GET", "/screenshot")

    def forget(self):
        self.proxy.asked.clear()

    def complaints(self):
        return self.proxy.asked + self.run(TOLD)


def screen(stack):
    """The number of a new screen that nobody sees."""
    reading, writing = os.pipe()
    started(
        stack, "Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1400x24", "-nolisten", "tcp",
        pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with open(reading) as number:
        return int(number.readline())


ENGINES = {"firefox": Firefox, "webkit": WebKit}


def main(name, page, picture, width=1366, height=657):
    """Write down, as PNG, what an engine shows of a page: an address, or a file and what follows its #."""
    with opened(name) as window, tempfile.TemporaryDirectory() as folder:
        path = page.partition("#")[0]
        if not page.startswith("http"):
            # A page needs what lies beside it, and the book's pages what lies beside their folder.
            file = pathlib.Path(path).resolve()
            site = next((one for one in file.parents if (one / "_static").is_dir()), file.parent)
            page = (window.prepared(site, pathlib.Path(folder)) / file.relative_to(site)).as_uri() + page[len(path) :]
        window.open(page, int(width), int(height))
        time.sleep(2)  # until everything stands
        pathlib.Path(picture).write_bytes(window.screenshot())
        print("\n".join(window.complaints()) or "no complaint")


if __name__ == "__main__":
    main(*sys.argv[1:])
