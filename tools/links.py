"""Ask every address that the book's texts link to whether it still answers.

    python tools/links.py

Only a clear no counts as broken: "not found" (404), "gone" (410), or a host that does not exist. A site that turns
programs away (403, 429), or is slow, is listed, for a look by hand.
"""

from __future__ import annotations

import concurrent.futures
import pathlib
import re
import socket
import sys
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXTS = "*.md *.py chapters/*.py solutions/*.py teaching/*.md wi_lib/data/*.md".split()
AGENT = "Mozilla/5.0 (link check of a free course; one request an address)"


def links():
    """address -> the first file that links to it. A set-up cell's wheel is no link."""
    found = {}
    for path in (path for pattern in TEXTS for path in sorted(ROOT.glob(pattern))):
        for address in re.findall(r"\](?:\(|: )(https?://[^)\s]+)", path.read_text("utf-8")):
            found.setdefault(address.partition("#")[0], str(path.relative_to(ROOT)))
    return found


def ask(address, seconds=30):
    """("fine" | "broken" | "unclear", why)."""
    request = urllib.request.Request(address, headers={"User-Agent": AGENT})
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return "fine", str(answer.status)
    except urllib.error.HTTPError as error:
        return ("broken" if error.code in (404, 410) else "unclear"), str(error.code)
    except urllib.error.URLError as error:
        unknown = isinstance(error.reason, socket.gaierror) and error.reason.errno == socket.EAI_NONAME
        return ("broken" if unknown else "unclear"), str(error.reason)
    except (TimeoutError, OSError) as error:
        return "unclear", str(error)


def main():
    found = links()
    with concurrent.futures.ThreadPoolExecutor(4) as workers:
        answers = dict(zip(found, workers.map(ask, found)))
    for verdict in ("unclear", "broken"):
        for address, (said, why) in answers.items():
            if said == verdict:
                print(f"{verdict}: {address} in {found[address]}: {why}")
    counts = {
        verdict: [said for said, _ in answers.values()].count(verdict) for verdict in ("fine", "unclear", "broken")
    }
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    sys.exit(1 if counts["broken"] else 0)


if __name__ == "__main__":
    main()
