"""The lab: Pyodide's files are the right ones or the build stops, and its server hands out what lies in the archive."""

import gzip
import hashlib
import http.client
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile

import pytest

from tests.browser import served
from tools import lab, lab_server, pack, pyodide

# ---- Pyodide's files, of a made-up release ------------------------------------------------------------------------

FILES = {
    "py.js": b"start",
    "numpy-2.whl": b"arrays",
    "Plot_Lib-1.whl": b"curves",
    "six-1.whl": b"old",
    "scipy-1.whl": b"not needed",
}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def entry(file, *depends):
    return {"file_name": file, "sha256": sha256(FILES[file]), "depends": list(depends)}


@pytest.fixture
def release(tmp_path):
    """A folder with a release, free to be changed, and the sums that a repository would state for its core."""
    lock = {
        "packages": {
            "numpy": entry("numpy-2.whl"),
            "Plot_Lib": entry("Plot_Lib-1.whl", "numpy", "six"),
            "six": entry("six-1.whl"),
            "scipy": entry("scipy-1.whl", "numpy"),
        }
    }
    folder = tmp_path / "release"
    folder.mkdir()
    for name, data in (FILES | {pyodide.LOCK: json.dumps(lock).encode()}).items():
        (folder / name).write_bytes(data)
    return folder, {name: sha256((folder / name).read_bytes()) for name in (pyodide.LOCK, "py.js")}


def fetch(release, target, names=("plot-lib",), source=None):
    folder, core = release
    return pyodide.fetch(target, source or pyodide.source(str(folder)), core, names)


def test_what_the_kernel_needs_and_all_that_it_depends_on_is_fetched_and_nothing_else(release, tmp_path):
    found = fetch(release, tmp_path / "got")
    assert [path.name for path in found][:2] == [pyodide.LOCK, "py.js"]
    assert {path.name for path in found} == {pyodide.LOCK, *FILES} - {"scipy-1.whl"}
    assert {path.name: path.read_bytes() for path in found[1:]}.items() <= FILES.items()
    assert {*(tmp_path / "got").iterdir()} == {*found}


def test_it_works_from_an_address_as_from_a_folder(release, tmp_path):
    with served(release[0]) as address:
        assert fetch(release, tmp_path / "got", source=pyodide.source(address)) == fetch(release, tmp_path / "got")


def test_what_is_there_and_right_is_not_asked_for_again_and_what_is_damaged_is(release, tmp_path):
    fetch(release, tmp_path / "got")
    (tmp_path / "got" / "six-1.whl").write_bytes(b"damaged")
    asked = []
    fetch(release, tmp_path / "got", source=lambda name: asked.append(name) or FILES[name])
    assert asked == ["six-1.whl"] and (tmp_path / "got" / "six-1.whl").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["numpy-2.whl", "six-1.whl", "py.js", pyodide.LOCK])
def test_a_changed_file_stops_the_build_is_named_and_is_not_kept(release, tmp_path, name):
    changed = (release[0] / name).read_bytes() + b" "
    (release[0] / name).write_bytes(changed)
    with pytest.raises(SystemExit) as stopped:
        fetch(release, tmp_path / "got")
    said = str(stopped.value)
    assert said.startswith(f"{name} is not the file of Pyodide {pyodide.VERSION}")
    assert sha256(changed) in said and str(release[0]) in said
    assert not (tmp_path / "got" / name).exists()


@pytest.mark.parametrize("name", ["numpy-2.whl", "py.js", pyodide.LOCK])
def test_a_missing_file_stops_the_build_and_is_named(release, tmp_path, name):
    (release[0] / name).unlink()
    with pytest.raises(SystemExit, match=f"^{name} is not in .*release"):
        fetch(release, tmp_path / "got")
    with (
        served(release[0]) as address,
        pytest.raises(SystemExit, match=f"^{name} did not come from {address}.*\n.*FROM="),
    ):
        fetch(release, tmp_path / "got", source=pyodide.at_address(address))


def test_an_address_that_does_not_answer_is_named_with_another_way():
    with pytest.raises(SystemExit, match=r"(?s)^py\.js did not come from http://127\.0\.0\.1:9/.*make lab FROM=folder"):
        pyodide.at_address("http://127.0.0.1:9/")("py.js")


def test_a_package_that_the_lock_file_lacks_is_named(release, tmp_path):
    with pytest.raises(SystemExit, match="has no package torch, which"):
        fetch(release, tmp_path / "got", ["numpy", "torch"])


def test_a_source_that_is_none_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(SystemExit, match=f'folder, or the word "registries", and is "{tmp_path}/no"'):
        pyodide.source(f"{tmp_path}/no")
    assert pyodide.source().place == pyodide.ADDRESS and pyodide.VERSION in pyodide.ADDRESS


def test_every_file_that_no_lock_file_names_has_its_sum_here():
    assert {"pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", pyodide.LOCK} == {*pyodide.CORE}
    assert all(len(bytes.fromhex(one)) == 32 for one in pyodide.CORE.values())


# ---- What is packed -----------------------------------------------------------------------------------------------

ELSEWHERE = "https://example.org/book/lite/lab/index.html"
SETTINGS = {"jupyter-config-data": {"appName": "A book", "litePluginSettings": {
    lab.KERNEL: {"pyodideUrl": "https://example.org/pyodide.js", "loadPyodideOptions": {"packages": ["numpy"]}}}}}  # fmt: skip
CHAPTER = f'<a href="{ELSEWHERE}?path=chapters/03-x.ipynb">run</a>'
SITE = {
    "index.html": b"<p>The book",
    "chapters/03-x.html": CHAPTER.encode(),
    "old-1.whl": b"for readers on Colab",
    "_sources/index.md": b"source",
    "lite/jupyter-lite.json": json.dumps(SETTINGS).encode(),
    "lite/lab/index.html": b"<p>JupyterLab",
    "lite/build/1.abc.js": b"let one = 1;" * 1000,
    "lite/pypi/wi_lib-1.whl": b"for the kernel",
    "lite/files/chapters/03-x.ipynb": b"{}",
    "lite/files/chapters/12-y.ipynb": b"{}",
}
WASM = bytes(range(256)) * 4000


@pytest.fixture
def built(tmp_path):
    """(a built book and lite site, Pyodide's files)"""
    for name, data in SITE.items():
        (tmp_path / "html" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "html" / name).write_bytes(data)
    (tmp_path / "pyodide.asm.wasm").write_bytes(WASM)
    return tmp_path / "html", [tmp_path / "pyodide.asm.wasm"]


def test_the_lab_has_the_book_the_notebooks_and_python_and_leads_nowhere_else(built):
    found = lab.contents(*built, ELSEWHERE)
    assert {*found} == {*SITE, "lite/static/pyodide/pyodide.asm.wasm"} - {"old-1.whl", "_sources/index.md"}
    assert found["chapters/03-x.html"] == b'<a href="../lite/lab/index.html?path=chapters/03-x.ipynb">run</a>'
    kernel = json.loads(found["lite/jupyter-lite.json"])["jupyter-config-data"]["litePluginSettings"][lab.KERNEL]
    assert kernel == {
        "pyodideUrl": "./static/pyodide/pyodide.js",
        "loadPyodideOptions": {"packages": ["numpy"]},
        "disablePyPIFallback": True,
    }
    assert found["lite/static/pyodide/pyodide.asm.wasm"] == WASM


def test_a_book_without_notebooks_for_the_browser_is_refused(built):
    (built[0] / lab.SETTINGS).unlink()
    with pytest.raises(SystemExit, match="run make lite first"):
        lab.contents(*built, ELSEWHERE)


# ---- The server ---------------------------------------------------------------------------------------------------


@pytest.fixture
def archive(built, tmp_path):
    return lab.make(*built, tmp_path / "lab")


@pytest.fixture
def server(archive):
    serving = lab_server.Server(archive, "127.0.0.1", 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield serving
    serving.shutdown()
    serving.server_close()


@pytest.fixture
def ask(server):
    """ask(path, header=…) -> (status, headers, body as it came); all over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)

    def asked(path, method="GET", **headers):
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    yield asked
    connection.close()


@pytest.mark.parametrize(
    ("path", "kind", "content"),
    [
        ("/", "text/html", SITE["index.html"]),
        ("/lite/lab/?path=a", "text/html", SITE["lite/lab/index.html"]),
        ("/lite/build/1.abc.js?_=1", "text/javascript", SITE["lite/build/1.abc.js"]),
        ("/lite/static/pyodide/pyodide.asm.wasm", "application/wasm", WASM),
        ("/lite/pypi/wi%5Flib-1.whl", "application/zip", SITE["lite/pypi/wi_lib-1.whl"]),
    ],
)
def test_a_file_comes_compressed_or_not_whole_and_with_its_type(ask, path, kind, content):
    status, headers, body = ask(path, Accept_Encoding="gzip, deflate")
    assert (status, headers["Content-Type"].split(";")[0], headers["Content-Encoding"]) == (200, kind, "gzip")
    assert gzip.decompress(body) == content and int(headers["Content-Length"]) == len(body)
    status, headers, body = ask(path)
    assert (status, headers["Content-Encoding"], body) == (200, None, content)
    status, headers, body = ask(path, method="HEAD")
    assert (status, int(headers["Content-Length"]), body) == (200, len(content), b"")


def test_a_second_visit_asks_only_for_what_can_change_and_gets_nothing_twice(ask):
    for path in ("/lite/build/1.abc.js", "/lite/static/pyodide/pyodide.asm.wasm"):
        assert ask(path)[1]["Cache-Control"] == "max-age=86400, immutable"
    for path in ("/", "/lite/jupyter-lite.json", "/lite/pypi/wi_lib-1.whl"):
        status, headers, _ = ask(path)
        assert (status, headers["Cache-Control"]) == (200, "no-cache")
        status, headers, body = ask(path, If_None_Match=headers["ETag"])
        assert (status, body) == (304, b"")
        assert ask(path, If_None_Match='"another"')[0] == 200


def test_a_chapters_number_leads_to_its_notebook_and_a_folder_to_its_page(ask):
    assert ask("/3")[:2][0] == 302 and ask("/3")[1]["Location"] == "/lite/lab/index.html?path=chapters/03-x.ipynb"
    assert ask("/12")[1]["Location"].endswith("chapters/12-y.ipynb")
    assert ask("/lite/lab")[1]["Location"] == "/lite/lab/"


@pytest.mark.parametrize(
    "path",
    ["/4", "/03", "/no", "/__main__.py", "/site/index.html", "/../__main__.py", "/%2e%2e/README.txt", "//etc/passwd"],
)
def test_what_is_not_handed_out_is_not_found(ask, path):
    assert ask(path)[0] == 404


def test_a_slow_network_gets_the_whole_file(server, monkeypatch):
    """The time-out is for a browser that has gone, not for one that takes minutes: a file takes three here."""
    monkeypatch.setattr(lab_server.Handler, "timeout", 0.5)
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 15)  # else the system takes all at once
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 15)
        line.connect(("127.0.0.1", server.server_port))
        line.sendall(b"GET /lite/static/pyodide/pyodide.asm.wasm HTTP/1.0\r\n\r\n")
        got, began = 0, time.monotonic()
        while data := line.recv(1 << 16):
            got += len(data)
            time.sleep(len(data) / len(WASM) * 1.5)
    assert got > len(WASM) and time.monotonic() - began > 1


def test_the_file_is_a_program_that_needs_python_alone(archive):
    command = [sys.executable, "-I", "-S", "-W", "error", str(archive)]
    wrong = subprocess.run([*command, "eight"], capture_output=True, text=True)
    assert wrong.returncode == 1 and 'a port, a number from 0 to 65535, and nothing else; it is "eight"' in wrong.stderr
    with subprocess.Popen([*command, "0"], stdout=subprocess.PIPE, text=True) as serving:
        try:
            said = [serving.stdout.readline() for _ in range(3)]
            port = said[1].split(":")[2].split("/")[0]
            taken = subprocess.run([*command, port], capture_output=True, text=True)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/index.html", timeout=10) as answer:
                assert answer.read() == SITE["index.html"]
        finally:
            serving.kill()
    assert "the book" in said[1] and said[2].split()[0].endswith(f":{port}/3")
    assert taken.returncode == 1 and taken.stderr.startswith(f"Port {port} cannot be had")
    unpacked = archive.parent / "unpacked"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(unpacked)
    refused = subprocess.run([sys.executable, str(unpacked)], capture_output=True, text=True)
    assert refused.returncode == 1 and "do not unpack it" in refused.stderr


def test_the_same_lab_gives_the_same_file(built, archive, tmp_path):
    assert lab.make(*built, tmp_path / "again").read_bytes() == archive.read_bytes()


def test_addresses_are_those_of_the_room_and_not_the_machines_own():
    assert all(not one.startswith("127.") and socket.inet_aton(one) for one in lab_server.addresses())


def test_the_offline_book_still_leaves_notebooks_and_wheels_out(built):
    assert {*pack.files(built[0], pack.UNWANTED)} == {"index.html", "chapters/03-x.html"}
