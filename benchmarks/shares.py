"""Measure what fills the built pages: how much of each page's height is code, its output, figures, explorers.

    make book && python benchmarks/shares.py

Prints, for each chapter on a laptop and on a phone, the height in pixels and the shares of it, in per cent, as a reader
finds the page: what is folded is folded. A line of code that folds away counts as code.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tests.browser import SITE, Visit, chromium, served

WIDTHS = {"laptop": 1366, "phone": 390}
#: part -> what it is made of, in the page. What lies in another part counts there.
PARTS = {
    "explorers": ".wi",
    "benches": ".wi-bench",
    "figures": "figure",
    "code": ".cell_input, details.book-code",
    "output": ".cell_output .output",
}
SHARES = """(parts) => {
  const article = document.querySelector("article"), all = Object.values(parts).join(", ");
  const height = (node) => node.getBoundingClientRect().height;
  const whole = (node) => !node.parentElement.closest(all) && node.closest("article");
  const sum = (parts) => [...article.querySelectorAll(parts)].filter((node) => whole(node)
    && !node.querySelector(".wi, .wi-bench")).reduce((sum, node) => sum + height(node), 0);
  const within = (parts) => [...article.querySelectorAll(parts)].reduce((sum, node) => sum + height(node), 0);
  const total = height(article);
  const inside = Object.entries(parts).map(([name, part]) =>
    [name, (/^.wi/.test(part) ? within(part) : sum(part)) / total]);
  return [total, Object.fromEntries(inside)];
}"""


def shares(opened):
    """The height of an open page in pixels, and the share of it that each of `PARTS` has."""
    return opened.evaluate(SHARES, PARTS)


def main():
    pages = sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("chapters/*.html"))
    with served() as home, chromium() as browser:
        for name, width in WIDTHS.items():
            print(f"{name:44} {'height':>7}  " + "  ".join(f"{part:>9}" for part in [*PARTS, "text"]))
            for page in pages:
                opened = Visit(browser, home + page, width=width).page
                total, found = shares(opened)
                found["text"] = 1 - sum(found.values())
                print(f"{page:44} {total:7.0f}  " + "  ".join(f"{100 * one:8.1f}%" for one in found.values()))
                opened.context.close()


if __name__ == "__main__":
    main()
