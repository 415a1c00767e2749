"""Prove that a class can work on a JupyterHub, and measure what one student needs there.

    python -m tools.try_hub            # compare what is measured with what hub/*.yaml give
    python -m tools.try_hub --keep     # and keep it in hub/measured.json

A JupyterHub of this machine stands for the class's: the environment of `hub/values.yaml`, what `binder/` installs, what
repo2docker adds, nbgitpuller; a student's server is a process, and not a container. A student follows the link of the
book's rocket: logs in, gets a copy of the repository, opens a chapter in JupyterLab, runs all, moves the explorer.
Then every chapter runs in that server, one after the other, and at last three at once. Memory is that of the server and
its kernels together (PSS: what several of them share counts once), at its highest. It needs npm and a Chromium. Commit
first: what is not committed is not tried.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
import uuid

import nbformat
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from tools import address, hub
from tools.chromium import CHROMIUM
from tools.elsewhere import ROOT, Environment, find_python, run_in_jupyterlab
from tools.try_binder import IMAGE

STUDENT, TOKEN = "ada", uuid.uuid4().hex
NAME, BRANCH = address.edition().repository.partition("/")[2], "class"
OPENED = "chapters/03-too-large-too-small.ipynb"
PROXY = "configurable-http-proxy@4"
#: What repo2docker puts into an image beside what Binder's have, and what the link needs.
PACKAGES = [*IMAGE, "jupyterhub==5.*", "jupyter-resource-usage==1.*", hub.PULLER]
SECONDS = 240  # for a cell, and for the hub to start
#: The hub that stands for the class's: who may log in, how a server starts, and this program as an administrator.
SETTINGS = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.args = ["--allow-root"]
c.Spawner.notebook_dir = {root!r}
c.Spawner.default_url = {url!r}
c.Spawner.environment = {environment!r}
c.Spawner.env_keep = {keep!r}
c.JupyterHub.services = [{{"name": "try", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [{{"name": "try", "services": ["try"], "scopes": ["admin:users", "admin:servers", "access:servers"]}}]
"""


# ---- The hub --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def started(environment, folder, values):
    """A running JupyterHub; yields its address."""
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, PROXY], check=True)
    port, hub_port, proxy_port = free_ports(3)
    settings = SETTINGS.format(
        port=port, hub_port=hub_port, proxy_port=proxy_port, token=TOKEN,
        proxy=str(folder / "node_modules" / ".bin" / "configurable-http-proxy"), homes=str(folder / "homes" / "{username}"),
        root=values["hub"]["config"]["KubeSpawner"]["notebook_dir"], url=values["singleuser"]["defaultUrl"],
        environment=values["singleuser"]["extraEnv"] | {"GIT_ALLOW_PROTOCOL": "file"},
        keep=["PATH", "PYTHONNOUSERSITE", "LANG", "NO_PROXY"],
    )  # fmt: skip
    (folder / "jupyterhub_config.py").write_text(settings, "utf-8")
    with open(folder / "hub.log", "w") as log:
        process = subprocess.Popen(
            [environment.python, "-m", "jupyterhub", "-f", "jupyterhub_config.py"],
            cwd=folder, env=environment.variables, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    home = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(f"{home}/hub/api/"), "the JupyterHub does not start")
        yield home
    except BaseException:
        print((folder / "hub.log").read_text("utf-8")[-3000:], file=sys.stderr)
        raise
    finally:
        process.send_signal(signal.SIGTERM)  # it ends its servers, too
        process.wait(60)


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def answers(url):
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(url, timeout=5).status == 200


def wait_for(done, otherwise):
    end = time.monotonic() + SECONDS
    while not done():
        if time.monotonic() > end:
            sys.exit(f"After {SECONDS} s, {otherwise}.")
        time.sleep(0.5)


# ---- A student ------------------------------------------------------------------------------------------------------


def follow_the_link(home, repository):
    """Log in, fetch the repository, open a chapter in JupyterLab, run all, move the explorer: in a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1300, "height": 1400})
        page.set_default_timeout(120_000)
        page.goto(f"{home}/hub/user-redirect/git-pull?{link(repository)}")
        page.get_by_label("Username").fill(STUDENT)
        page.get_by_label("Password").fill("any")
        page.get_by_role("button", name="Sign in").click()
        run_in_jupyterlab(page)
        browser.close()


def link(repository):
    """What stands behind the rocket's link, as sphinx-book-theme writes it, with the repository of this machine."""
    return urllib.parse.urlencode(
        {"repo": repository.as_uri(), "branch": BRANCH, "urlpath": f"lab/tree/{NAME}/{OPENED}"}
    )


# ---- Memory ---------------------------------------------------------------------------------------------------------


class Watch:
    """The highest memory of a process and of all below it, in megabytes, and the processor's time that they take."""

    def __init__(self, process):
        self.process, self.highest, self.ended = process, 0, threading.Event()

    def __enter__(self):
        self.cpu, self.thread = seconds(self.process), threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        self.cpu = seconds(self.process) - self.cpu

    def watch(self):
        while not self.ended.wait(0.2):
            self.highest = max(self.highest, megabytes(self.process))


def tree(process):
    """A process and all below it."""
    with contextlib.suppress(OSError):
        yield process
        for task in os.listdir(f"/proc/{process}/task"):
            for child in pathlib.Path(f"/proc/{process}/task/{task}/children").read_text().split():
                yield from tree(int(child))


def megabytes(process):
    """The memory of a process and of all below it."""
    total = 0
    for one in tree(process):
        with contextlib.suppress(OSError):
            lines = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total // 1024


def seconds(process):
    """The processor's time that a process, and all below it that still run, have taken."""
    total = 0
    for one in tree(process):
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def server_of(student):
    """The process of a student's server."""
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words, variables = ((path / name).read_bytes().split(b"\0") for name in ("cmdline", "environ"))
            if (
                any(word.endswith(b"jupyterhub-singleuser") for word in words)
                and f"JUPYTERHUB_USER={student}".encode() in variables
            ):
                return int(path.name)
    sys.exit(f"{student} has no server.")


# ---- Notebooks in the student's server ------------------------------------------------------------------------------


class Server:
    """A student's server, spoken to as JupyterLab speaks to it: HTTP for files and kernels, a web socket for cells."""

    def __init__(self, home):
        self.home = f"{home}/user/{STUDENT}/api"
        self.headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}

    def ask(self, path, data=None, method=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.home}/{path}", body, self.headers, method=method)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.loads(answer.read() or "null")

    def close_all(self):
        for session in self.ask("sessions"):
            self.ask(f"sessions/{session['id']}", method="DELETE")

    def run(self, notebook):
        """Open a notebook, and run all its cells; its kernel stays."""
        path = f"{NAME}/{notebook.relative_to(ROOT).as_posix()}"
        book = nbformat.from_dict(self.ask(f"contents/{urllib.parse.quote(path)}")["content"])
        session = self.ask("sessions", {"path": path, "type": "notebook", "name": path, "kernel": {"name": "python3"}})
        asyncio.run(self.execute(session["kernel"]["id"], book, notebook.name))

    async def execute(self, kernel, book, name):
        url = f"{self.home.replace('http', 'ws', 1)}/kernels/{kernel}/channels"
        socket = await websocket_connect(HTTPRequest(url, headers=self.headers), max_message_size=2**28)
        for cell in book.cells:
            if cell.cell_type == "code":
                await asyncio.wait_for(self.execute_cell(socket, cell.source, name), SECONDS)
        socket.close()

    async def execute_cell(self, socket, code, name):
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": "execute_request",
            "session": "try",
            "username": STUDENT,
            "version": "5.3",
        }
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        await socket.write_message(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}))  # fmt: skip
        while True:
            message = await socket.read_message()
            if message is None:
                raise RuntimeError(f"{name}: the kernel has gone")
            if isinstance(message, bytes):  # a widget's pictures
                continue
            message = json.loads(message)
            if message["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            if message["msg_type"] == "error":
                raise RuntimeError(f"{name}: {message['content']['ename']}: {message['content']['evalue']}")
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return


def measure(server, process):
    """What one student needs: with nothing open, with each chapter, with the three that need most."""
    server.close_all()
    time.sleep(2)
    idle, chapters = megabytes(process), {}
    for notebook in sorted(ROOT.glob("chapters/*.ipynb")):
        with Watch(process) as watch:
            server.run(notebook)
        chapters[notebook.stem] = {"memory": watch.highest, "cpu": round(watch.cpu)}
        server.close_all()
        print(f"{notebook.relative_to(ROOT)}: {watch.highest} MB", flush=True)
    largest = sorted(chapters, key=lambda name: -chapters[name]["memory"])[: hub.OPEN]
    with Watch(process) as watch:
        for name in largest:
            server.run(ROOT / "chapters" / f"{name}.ipynb")
    return {"idle": idle, "chapters": chapters, "several": {"chapters": sorted(largest), "memory": watch.highest}}


def too_little(found, values):
    """What hub/values.yaml gives too little of, as sentences."""
    given = {name: int(str(values["singleuser"]["memory"][name]).removesuffix("M")) for name in ("guarantee", "limit")}
    worst = max(one["memory"] for one in found["chapters"].values())
    return [
        f"{what} needs {most} MB, more than the {name} of {given[name]} MB: measure with --keep, then follow tests/test_hub.py"
        for what, most, name in (
            ("a chapter", worst, "guarantee"),
            ("several at once", found["several"]["memory"], "limit"),
        )
        if most > given[name]
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="keep what is measured in hub/measured.json")
    options = parser.parse_args()
    values = hub.values()
    version = (ROOT / "binder" / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    python = find_python(version)
    if not python or not CHROMIUM:
        sys.exit(f"For this, Python {version} and a Chromium are needed.")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        copy, bare = folder / "copy", folder / "github" / NAME  # nbgitpuller would keep a .git in the folder's name
        subprocess.run(["git", "clone", "--quiet", ROOT, copy], check=True)
        subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, bare], check=True)
        subprocess.run(["git", "branch", "--quiet", BRANCH, "HEAD"], cwd=bare, check=True)
        environment = Environment(folder, python)
        environment.pip("install", "--quiet", "-r", "binder/requirements.txt", cwd=copy)
        environment.pip("install", "--quiet", *PACKAGES, cwd=folder)
        with started(environment, folder, values) as home:
            follow_the_link(home, bare)
            found = measure(Server(home), server_of(STUDENT))
    if options.keep:
        (hub.FOLDER / "measured.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    hub.show(found)
    if wrong := too_little(found, values):
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
