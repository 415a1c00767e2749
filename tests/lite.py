"""Does the browser-only site work? Open its chapters in a headless Chromium, run every cell, move what can be moved.

    make test-lite                  # every chapter
    make test-lite ONLY=03          # those whose names begin so
    make test-lite CDN=1            # with Pyodide from its real address

Without CDN=1, package registries are all that it needs, and what they have is used only if its SHA-256 is that of
Pyodide's release (tools/pyodide.py). None of it goes into the site. The server below hands the site out as it is; in
the browser, two of its settings are changed: Pyodide's address, and leave to look into the running program. `make test`
leaves this file out.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import pathlib
import sys
import threading
import time

import yaml
from playwright.sync_api import Error, sync_playwright

from tests import ROOT
from tests.browser import ARGUMENTS, CHROMIUM, SITE
from tools import pyodide
from tools.lab import CACHE, KERNEL, SETTINGS
from tools.lite import pages

# JupyterLab lets nobody look into it unless a setting says so: settings are changed on their way to it. Playwright's
# own way to do that would switch the browser's cache off.
EXPOSED = """
const plain = window.fetch;
window.fetch = async (...asked) => {
  const answer = await plain(...asked);
  if (!String(asked[0].url ?? asked[0]).endsWith("/lite/jupyter-lite.json")) return answer;
  const settings = await answer.json(), data = settings["jupyter-config-data"];
  data.exposeAppInBrowser = true;
  %s
  return new Response(JSON.stringify(settings));
};
"""
STAND_IN = f'data.litePluginSettings["{KERNEL}"].pyodideUrl = "/pyodide/pyodide.js";'


# ---- A server, and what it sent -----------------------------------------------------------------------------------


class Handler(http.server.SimpleHTTPRequestHandler):
    sent: dict = {}  # path -> bytes, as a host sends them that compresses what is worth it

    def translate_path(self, path):
        if path.startswith("/pyodide/"):
            return str(CACHE / pathlib.PurePosixPath(path.partition("?")[0]).name)
        return super().translate_path(path)

    def do_GET(self):
        file = pathlib.Path(self.translate_path(self.path))
        if file.is_file():
            data = file.read_bytes()
            packed = file.suffix in (".whl", ".zip", ".png", ".woff2", ".woff")
            self.sent[self.path.partition("?")[0]] = len(data) if packed else len(gzip.compress(data, 6))
        super().do_GET()

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
VIEW = {"width": 1280, "height": 1000}
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


def open_page(context, wrong, more=""):
    """A page that waits, lets itself be looked into, and adds to `wrong` what it could not load."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    context.on("requestfailed", lambda request: wrong.append(f"could not load {request.url}"))
    page.add_init_script(EXPOSED % more)
    return page


def try_chapter(page, home, path, wrong):
    """Open a chapter, run it, move everything; a sentence about it. What is wrong is added to `wrong`."""
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
    return (
        f"kernel ready after {ready:.0f} s, all cells run in {ran:.0f} s more; {same} of {len(here)} printed outputs are those of the book, "
        f"{answers} exercises wait for an answer, every control moves something: explorers {explorers}, benches {benches}"
    )


# ---- All of it ----------------------------------------------------------------------------------------------------


def look_at_files():
    """Is every page in the site, does each page's launch menu lead to it, and is nothing of the stand-in in there?"""
    wrong = []
    launch = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["launch_buttons"]["jupyterlite_url"]
    listed = {
        one["path"]
        for folder in {page.relative_to(ROOT).parent for page in pages()}
        for one in json.loads((SITE / "lite/api/contents" / folder / "all.json").read_text("utf-8"))["content"]
    }
    for page in pages():
        name = page.relative_to(ROOT).as_posix()
        if name not in listed:
            wrong.append(f"{name} is not listed")
        if page.suffix == ".ipynb" and f'"{launch}?path={name}"' not in (SITE / name).with_suffix(".html").read_text(
            "utf-8"
        ):
            wrong.append(f"the launch menu of {name} does not lead to its notebook")
    kernel = json.loads((SITE / SETTINGS).read_text("utf-8"))["jupyter-config-data"]["litePluginSettings"][KERNEL]
    if kernel["pyodideUrl"] != pyodide.ADDRESS + "pyodide.js":
        wrong.append(f"the site takes Pyodide from {kernel['pyodideUrl']}")
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
    verified = 0 if cdn else len(pyodide.fetch(CACHE, pyodide.from_registries()))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    arguments = [one for one in ARGUMENTS if not (cdn and one.startswith("--host-resolver-rules"))]
    for chapter in chapters:
        with sync_playwright() as play:
            chromium = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
            text, wrong = "", []
            try:
                page = open_page(chromium.new_context(viewport=VIEW), wrong, "" if cdn else STAND_IN)
                text = try_chapter(page, f"http://127.0.0.1:{server.server_port}/", chapter, wrong)
            except Error as error:  # of Playwright: something did not come, or not in time
                wrong.append(str(error).splitlines()[0])
        results[chapter.stem] = text, wrong
        print(f"{chapter.stem}: {'; '.join(wrong) or text}", flush=True)
    server.shutdown()

    site, python = (
        sum(size for path, size in Handler.sent.items() if path.startswith(start)) / 1e6
        for start in ("/lite", "/pyodide")
    )
    print(f"\nIn Chromium, from this build: {results['files'][0]}.")
    print(f"A first visit loads {site:.1f} MB of the site and {python:.1f} MB of Pyodide, if the hosts compress.")
    if cdn:
        print(f"Proved: the site as it is, with Pyodide {pyodide.VERSION} from its own address.")
    else:
        print(
            f"Proved: the site runs with no network at all but Pyodide {pyodide.VERSION} from this machine, from registries:"
        )
        print(f"{verified} files whose SHA-256 are those of its release.")
        print(
            f"Not proved: that {pyodide.ADDRESS.partition('pyodide/')[0]} answers, and how fast. CDN=1 proves that where there is a network."
        )
    failed = {name: wrong for name, (text, wrong) in results.items() if wrong}
    for name, wrong in failed.items():
        print(f"FAILED {name}: " + "; ".join(wrong))
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
