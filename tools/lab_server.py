"""Hands out the book, its notebooks and Python to the browsers in a room. It needs nothing but Python itself.

    python3 FILE.pyz            # on every network that this computer is in, port 8000
    python3 FILE.pyz 8080       # another port

`make lab` packs this file into the archive that it hands out. Files lie there compressed as HTTP sends them, and go out
as they are: nothing is unpacked, written or computed. What is asked for is looked up among the archive's names, so no
request reaches a file of this computer.
"""

import http.server
import mmap
import pathlib
import re
import socket
import socketserver
import struct
import sys
import urllib.parse
import zipfile
import zlib

SITE = "site/"  # what is handed out, within the archive
# Not those of the system: Windows' registry, for one, has had other ones for .js, and a browser refuses such a script.
TYPES = {
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ipynb": "application/json",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",  # else the browser compiles it only when all of it is there
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
# Files with a version or a hash in their names, which are most of what is loaded: kept for a day without asking. For
# all else the browser asks each time, and hears that nothing has changed.
LASTING = ("lite/build/", "lite/extensions/", "lite/static/")
FAR = (
    "192.0.2.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "192.168.137.1",
    "10.42.0.1",
)  # nobody is asked: see addresses


class Archive:
    """The files of an archive, compressed as they lie there."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.entries = {
                entry.filename.removeprefix(SITE): entry
                for entry in archive.infolist()
                if entry.filename.startswith(SITE)
            }
        with open(path, "rb") as file:
            self._bytes = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def deflated(self, entry):
        """Its bytes in the archive."""
        name, extra = struct.unpack_from("<HH", self._bytes, entry.header_offset + 26)
        start = entry.header_offset + 30 + name + extra
        return self._bytes[start : start + entry.compress_size]

    def chapters(self):
        """number -> path of its notebook."""
        found = (re.fullmatch(r"lite/files/(chapters/0*(\d+)-[^/]+\.ipynb)", name) for name in self.entries)
        return {one[2]: one[1] for one in sorted(filter(None, found), key=lambda one: one[1])}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers for the archive that its server has."""

    protocol_version = "HTTP/1.1"  # a browser asks for a hundred files, over a few connections
    timeout = 60  # seconds until a connection is closed on which nothing moves
    # A small answer is one packet. A large one goes out part by part, each with a time-out of its own: without a buffer
    # that would be the time-out of the whole file, which takes minutes where a class shares a slow network.
    wbufsize = 1 << 16

    def do_GET(self):
        path = urllib.parse.unquote(self.path.partition("?")[0]).removeprefix("/")
        entries, chapter = self.server.archive.entries, self.server.chapters.get(path)
        if chapter:
            return self._elsewhere(f"/lite/lab/index.html?path={urllib.parse.quote(chapter)}")
        if f"{path}/index.html" in entries:
            return self._elsewhere(f"/{urllib.parse.quote(path)}/")
        name = path + "index.html" if path.endswith("/") or not path else path
        if name not in entries:
            return self._send(404, [b"There is no such page in this lab."], {"Content-Type": "text/plain"})
        tag = f'"{entries[name].CRC:08x}{entries[name].file_size:x}"'
        kept = "max-age=86400, immutable" if name.startswith(LASTING) else "no-cache"
        headers = {"ETag": tag, "Cache-Control": kept, "Vary": "Accept-Encoding"}
        if self.headers.get("If-None-Match") == tag:
            return self._send(304, [], headers)
        headers["Content-Type"] = TYPES.get(pathlib.PurePosixPath(name).suffix, "application/octet-stream")
        return self._content(entries[name], headers)

    do_HEAD = do_GET

    def _elsewhere(self, path):
        self._send(302, [], {"Location": path, "Cache-Control": "no-cache"})

    def _content(self, entry, headers):
        """A file as it lies in the archive, with the ends of a gzip stream; unpacked for whoever cannot read that."""
        deflated = self.server.archive.deflated(entry)
        if "gzip" not in self.headers.get("Accept-Encoding", ""):
            return self._send(200, [zlib.decompress(deflated, -zlib.MAX_WBITS)], headers)
        head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # deflated, and nothing else is told
        foot = struct.pack("<II", entry.CRC, entry.file_size)
        return self._send(200, [head, deflated, foot], {**headers, "Content-Encoding": "gzip"})

    def _send(self, status, parts, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(sum(map(len, parts))))
        self.end_headers()
        for part in parts if self.command == "GET" else ():
            self.wfile.write(part)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    """A server for a class: all may knock at the same moment."""

    request_queue_size = 1024
    daemon_threads = True

    def __init__(self, path, host="", port=8000, handler=Handler):
        self.archive = Archive(path)
        self.chapters = self.archive.chapters()
        super().__init__((host, port), handler)

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # HTTPServer's asks for its own name, and waits where no one answers
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # a browser that has gone away is no error


def addresses():
    """This computer's addresses in its networks. Nothing is sent: the system says which way it would send."""
    found = []
    for far in FAR:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((far, 9))
            except OSError:
                continue  # no way there
            found.append(probe.getsockname()[0])
    return [one for one in dict.fromkeys(found) if not one.startswith("127.")]


def allow_many_connections():
    """A class needs some seven hundred at a time, and macOS allows 256 files and connections unless asked."""
    try:
        import resource
    except ImportError:
        return  # Windows counts otherwise
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8192 if hard == resource.RLIM_INFINITY else min(8192, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main(path, arguments):
    if not path.is_file():
        sys.exit("Start the .pyz file itself; do not unpack it.")
    port = arguments[0] if arguments else "8000"
    if len(arguments) > 1 or not port.isdecimal() or int(port) > 65535:
        sys.exit(
            f'Behind the file may stand a port, a number from 0 to 65535, and nothing else; it is "{" ".join(arguments)}".'
        )
    allow_many_connections()
    try:
        server = Server(path, port=int(port))
    except OSError as error:
        sys.exit(f"Port {port} cannot be had ({error.strerror}). Write another one behind the file: 8080, say.")
    here = [f"http://{one}:{server.server_port}/" for one in addresses()]
    chapters = ", ".join(server.chapters)
    print("Write on the board:" if here else "This computer is in no network. Only here:")
    for address in here or [f"http://127.0.0.1:{server.server_port}/"]:
        print(f"    {address}       the book")
        print(f"    {address}3      the notebook of chapter 3 ({chapters})")
    print("Ctrl-C ends it.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main(pathlib.Path(__file__).resolve().parent, sys.argv[1:])
