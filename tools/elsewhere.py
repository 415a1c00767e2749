"""Run the notebooks in an environment other than the book's own, and move their widgets: for the tools named try_….

The book's environment only drives. The notebook's kernel, and so all that it imports, is the other environment's.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from tools import address, release
from tools.chromium import CHROMIUM

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS = 240
TRIES = 3  # nbclient stalls now and then, without an error, until its timeout: then try again


def notebooks():
    """Every notebook that a reader can open: the landing page, the chapters, their solutions."""
    return [ROOT / "intro.ipynb", *sorted(ROOT.glob("chapters/*.ipynb")), *sorted(ROOT.glob("solutions/*.ipynb"))]


# Tests of the book and of the project need the book's tools; the library's do not.
NOT_OF_THE_LIBRARY = (
    "assignments",
    "book",
    "chapters",
    "dist",
    "launch",
    "made",
    "notebooks",
    "pages",
    "project",
    "requirements",
    "types",
    "workflows",
)


def library_tests():
    """What to give pytest so that it runs the library's tests, and no others."""
    return [*(f"--ignore=tests/test_{name}.py" for name in NOT_OF_THE_LIBRARY), "tests"]


def find_python(version):
    """The Python of that version ("3.12") on this machine, or None."""
    beside = sorted(pathlib.Path.home().glob(f".pyenv/versions/{version}.*/bin/python3"))
    for python in (sys.executable, shutil.which(f"python{version}"), *beside):
        # pyenv puts a command on the path for every version, and it fails for those that are not switched on: ask it.
        if python and subprocess.run([python, "--version"], capture_output=True, text=True).stdout.startswith(
            f"Python {version}."
        ):
            return str(python)
    return None


@contextlib.contextmanager
def published(folder):
    """Copy the wheels in releases/ into a new folder, and hand that out at an address of
    this machine; yields the address."""
    release.check()
    shutil.copytree(ROOT / release.RELEASES, folder)
    with served(folder) as home:
        yield home


@contextlib.contextmanager
def served(folder):
    """Hand out a folder at an address of this machine; yields the address."""
    handler = functools.partial(_Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def copy_notebook(notebook, folder, home):
    """A notebook alone in a folder, whose set-up cell fetches the wheel from `home`:
    nothing else differs. Returns the copy."""
    public = f"{address.site(address.edition().repository)}/wi_lib-"
    text = notebook.read_text("utf-8")
    if text.count(public) != 1:
        sys.exit(
            f"{notebook.name}: {public}… stands {text.count(public)} times in it, and must once: run make address, make notebooks"
        )
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / notebook.name
    copy.write_text(text.replace(public, f"{home}/wi_lib-"), "utf-8")
    return copy


class Environment:
    """A virtual environment in an empty folder, kept apart from its user's settings and packages."""

    def __init__(self, folder, python):
        self.folder = pathlib.Path(folder)
        self.python = self.folder / "env" / "bin" / "python"
        subprocess.run([python, "-m", "venv", self.folder / "env"], check=True)
        unwanted = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "MPLBACKEND")
        self.variables = {name: value for name, value in os.environ.items() if name not in unwanted}
        self.variables["PATH"] = f"{self.python.parent}{os.pathsep}{os.environ['PATH']}"
        self.variables["PYTHONNOUSERSITE"] = "1"
        self.variables["NO_PROXY"] = "127.0.0.1"
        for name in ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
            (self.folder / name.lower()).mkdir()
            self.variables[name] = str(self.folder / name.lower())

    def pip(self, *arguments, cwd=ROOT, may_fail=False):
        """What pip prints, the environment's own pip; None if it fails and may."""
        command = [self.python, "-m", "pip", "--disable-pip-version-check", *arguments]
        done = subprocess.run(command, cwd=cwd, env=self.variables, capture_output=True, text=True)
        if done.returncode and may_fail:
            return None
        if done.returncode:
            sys.exit(f"pip {' '.join(map(str, arguments))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def packages(self):
        """name -> version of all that is installed."""
        code = "import importlib.metadata as m, json; print(json.dumps([(one.metadata['Name'], one.version) for one in m.distributions()]))"
        done = subprocess.run(
            [self.python, "-c", code], cwd=self.folder, env=self.variables, capture_output=True, text=True, check=True
        )
        return {name.lower().replace("_", "-"): version for name, version in json.loads(done.stdout)}

    def megabytes(self):
        """The size of what is installed: (files of the packages, bytecode that Python makes of them)."""
        sizes = {True: 0, False: 0}
        for file in (self.folder / "env" / "lib").rglob("*"):
            if file.is_file() and not file.is_symlink():
                sizes[file.suffix == ".pyc"] += file.stat().st_size / 1e6
        return sizes[False], sizes[True]


@dataclass
class Run:
    """What came of one notebook."""

    name: str
    seconds: float
    explorers: int
    benches: int
    megabytes: int  # the kernel's memory, at its highest


def run(environment, notebook, limit_mb=None):
    """Execute every cell of a notebook in its own folder, then move every widget that it shows.

    A cell's error is raised, and so is an AssertionError for a widget that does not
    answer, or for a kernel that at its highest was larger than `limit_mb`.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return _run(environment, pathlib.Path(notebook), limit_mb)
        except (CellTimeoutError, DeadKernelError) as error:
            print(f"{notebook.name}: attempt {attempt} of {TRIES}: {type(error).__name__}", file=sys.stderr)
            if attempt == TRIES:
                raise


def _run(environment, notebook, limit_mb):
    book = nbformat.read(notebook, as_version=4)
    os.environ["JUPYTER_PATH"] = str(kernel(environment))
    started = time.monotonic()
    client = NotebookClient(
        book, timeout=SECONDS, kernel_name="elsewhere", resources={"metadata": {"path": str(notebook.parent)}}
    )
    with client.setup_kernel(env=environment.variables):
        client.reset_execution_trackers()
        for number, cell in enumerate(book.cells):
            client.execute_cell(cell, number)
        seconds = time.monotonic() - started
        outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
        views = [
            output["data"].get("application/vnd.jupyter.widget-view+json") for output in outputs if "data" in output
        ]
        shown = [view["model_id"] for view in views if view]
        missing = [model for model in shown if model not in client.widget_state]
        assert not missing, f"{notebook.name}: widgets {missing} are shown, but their state never came"
        explorers = [model for model in shown if "spec" in client.widget_state[model]]
        benches = [model for model in shown if "_esm" not in client.widget_state[model]]
        hand = Hand(client, notebook.name)
        for model in explorers:
            hand.move_explorer(model)
        for model in benches:
            hand.move_bench(model)
        megabytes = hand.ask("resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024")
    # What is resident counts on Binder. A limit of addresses (`ulimit -v`) would end smaller
    # ones: BLAS reserves more than it uses.
    assert not limit_mb or megabytes <= limit_mb, (
        f"{notebook.name}: its kernel needs {megabytes} MB; {limit_mb} are left"
    )
    return Run(notebook.stem, seconds, len(explorers), len(benches), megabytes)


def kernel(environment):
    """A folder with a kernel of that environment in it, named "elsewhere"."""
    command = [str(environment.python), "-m", "ipykernel_launcher", "--log-level=ERROR", "-f", "{connection_file}"]
    folder = environment.folder / "jupyter" / "kernels" / "elsewhere"
    folder.mkdir(parents=True, exist_ok=True)
    spec = {"argv": command, "display_name": "elsewhere", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec), "utf-8")
    return environment.folder / "jupyter"


class Hand:
    """Does what a reader's hand does in the browser: sends the message that a moved
    control sends, and sees what comes back."""

    def __init__(self, client, name):
        self.client, self.name = client, name
        self.run_cell("import gc as _gc, json as _json, resource")
        self.run_cell("from wi_lib.benches import Bench as _Bench")
        self.run_cell("from wi_lib.explorers import Explorer as _Explorer")
        self.run_cell(
            "_all = {w.model_id: w for w in _gc.get_objects() if issubclass(type(w), (_Bench, _Explorer)) and w.comm}"
        )

    def run_cell(self, code):
        # At the place of the last cell: the client keeps a cell's outputs by its place.
        cell = nbformat.v4.new_code_cell(code)
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        return "".join(output["text"] for output in cell.outputs if output.get("name") == "stdout")

    def ask(self, expression):
        """The value that an expression has in the kernel."""
        return json.loads(self.run_cell(f"print(_json.dumps({expression}))"))

    def send(self, model, state):
        """As the browser does when a control was moved."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        self.client.kc.shell_channel.send(self.client.kc.session.msg("comm_msg", {"comm_id": model, "data": data}))
        self.client.widget_state[model].update(state)

    def move_explorer(self, model):
        """Move every control from the browser: Python sees it. Move all back from Python: the browser sees it."""
        start = dict(self.client.widget_state[model]["index"])
        ends = {one["name"]: len(one["texts"]) - 1 for one in self.client.widget_state[model]["spec"]["controls"]}
        moved = {name: end if at != end else 0 for (name, end), at in zip(ends.items(), (start[name] for name in ends))}
        self.run_cell(f"_was = _all[{model!r}].chosen")
        for name in ends:
            self.send(model, {"index": start | {name: moved[name]}})
            assert self.ask(f"_all[{model!r}].index") == start | {name: moved[name]}, (
                f"{self.name}: {name} did not move"
            )
        self.run_cell(f"_all[{model!r}].chosen = _was")
        assert self.client.widget_state[model]["index"] == start, (
            f"{self.name}: the browser did not hear of a new value"
        )

    def move_bench(self, model):
        """Move every control from the browser: the bench computes anew. Move one back
        from Python: the browser gets the picture."""
        bench, answers = f"_all[{model!r}]", 0
        view = self.client.widget_state[model]["children"][-1].removeprefix("IPY_MODEL_")
        controls = self.ask(f"{{name: control.model_id for name, control in {bench}.controls.items()}}")
        for name, control in controls.items():
            key, value = another(self.client.widget_state[control])
            before = self.ask(f"[{bench}.controls[{name!r}].{key}, {bench}.children[-1].value]")
            self.send(control, {key: value})
            now, picture = self.ask(f"[{bench}.controls[{name!r}].{key}, {bench}.children[-1].value]")
            assert now == value, f"{self.name}: {name} did not move"
            assert "role='alert'" not in picture, f"{self.name}: {name} = {value}: {self.ask(f'{bench}.text')}"
            answers += picture != before[1]
            self.run_cell(f"{bench}.controls[{name!r}].{key} = {before[0]!r}")
            assert self.client.widget_state[control][key] == before[0], (
                f"{self.name}: the browser did not hear of {name}"
            )
            shown = self.client.widget_state[view]["value"]
            assert shown == before[1], f"{self.name}: {name}: the browser did not get the picture that was there before"
        assert answers >= len(controls) / 2, (
            f"{self.name}: only {answers} of {len(controls)} controls change the bench's picture"
        )


def another(state):
    """(key, another value) for a control's state, a short way from the value that it has."""
    if "_options_labels" in state:
        return "index", (state["index"] + 1) % len(state["_options_labels"])
    value, step = state["value"], state.get("step") or 1
    if "base" in state:  # a logarithmic slider: minimum, maximum and step are powers
        up, down = value * state["base"] ** (3 * step), value * state["base"] ** (-3 * step)
        return "value", up if up <= state["base"] ** state["max"] else down
    up = value + 3 * step
    return "value", up if up <= state.get("max", up) else value - 3 * step


def table(title, rows, headings):
    """Print rows below their headings, in columns."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *rows)]
    print(f"\n{title}\n")
    for row in (headings, ["-" * width for width in widths], *rows):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def open_in_jupyterlab(environment, folder, notebook):
    """Open a notebook of a copy in the environment's JupyterLab, in a browser, run all cells, move the explorer.

    `folder` is where JupyterLab starts, `notebook` the path from there, as in the links to Binder. Returns the server's
    memory in megabytes; None if there is no browser to look with.
    """
    if not CHROMIUM and not os.environ.get("REQUIRE_BROWSER"):
        print("JupyterLab was not looked at: no Chromium on this machine. Install one, or name it in CHROMIUM.")
        return None
    from playwright.sync_api import sync_playwright

    # Outputs kept in the file show widgets of no kernel: without them, what appears was made here.
    book = nbformat.read(folder / notebook, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    book.metadata.pop("widgets", None)
    nbformat.write(book, folder / notebook)
    # JupyterLab keeps cells out of the page that are out of view; with all of them there, a test can find them.
    settings = (
        environment.folder / "jupyter_config_dir" / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
    )
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [environment.python, "-m", "jupyterlab", "--allow-root", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
               "--IdentityProvider.token=", "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with open(environment.folder / "jupyterlab.log", "w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment.variables, stdout=log, stderr=log)
    try:
        with sync_playwright() as play:
            arguments = [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ]
            page = play.chromium.launch(executable_path=CHROMIUM, args=arguments).new_page(
                viewport={"width": 1300, "height": 1400}
            )
            page.set_default_timeout(120_000)
            for _ in range(120):
                try:
                    page.goto(f"http://127.0.0.1:{port}/lab/tree/{notebook}")
                    break
                except Exception:  # the server is not up yet
                    time.sleep(0.5)
            run_in_jupyterlab(page)
        status = pathlib.Path(f"/proc/{server.pid}/status")
        peak = (
            [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")]
            if status.exists()
            else []
        )
        return int(peak[0]) // 1024 if peak else 0
    except Exception:
        print(pathlib.Path(environment.folder / "jupyterlab.log").read_text("utf-8")[-2000:], file=sys.stderr)
        raise
    finally:
        server.terminate()
        server.wait(30)


def run_in_jupyterlab(page):
    """Run all cells of the notebook that JupyterLab has opened in a browser's page, and move its first explorer."""
    page.get_by_text("| Idle").first.wait_for()  # else JupyterLab asks which kernel to start
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    words = page.locator(".wi-words").first
    words.locator("p").first.wait_for()
    before = words.inner_text()
    page.locator(".wi:not(.wi-guess) input[type=range]").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(1000)
    assert words.inner_text() != before, "the explorer does not answer in JupyterLab"
    page.locator(".jupyter-widgets img[alt]").first.wait_for(state="attached")  # the bench's picture
