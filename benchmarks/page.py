"""Measure the built pages in a real Chromium: how much they weigh, and what one change of a slider costs.

    make book && python benchmarks/page.py [intro.html …]

Prints, for each page with an explorer: megabytes after unpacking (all that the page loads), and the milliseconds of
work that a key press on the slider costs the page: handler, style, layout and paint together, from the browser's own
trace (median over the presses); and the same with the processor slowed four times.
"""

import json
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tests.browser import Visit, chromium, served

PAGES = ["intro.html", *(f"chapters/{path.stem}.html" for path in sorted(pathlib.Path("chapters").glob("*.py")))]
WEIGHT = """performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
            .reduce((sum, entry) => sum + entry.decodedBodySize, 0) / 1e6"""
#: What a change costs, by the names of the trace: handlers, style, layout and paint of the page's main thread.
WORK = {"EventDispatch", "FireAnimationFrame", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit"}
PRESSES, SLOWED = 24, 4


def costs(events):
    """Milliseconds of work after each key press, from the events of a trace.

    Example:
        >>> main = {"pid": 1, "tid": 1}
        >>> key = {"name": "EventDispatch", "args": {"data": {"type": "keydown"}}, "ts": 0, "dur": 2000} | main
        >>> within = {"name": "Layout", "ts": 500, "dur": 1000} | main
        >>> costs([key, within, within | {"ts": 3000}])
        [3.0]
    """
    done = sorted((one for one in events if one["name"] in WORK and "dur" in one), key=lambda one: one["ts"])
    keys = [one for one in done if one.get("args", {}).get("data", {}).get("type") == "keydown"]
    thread = [one for one in done if (one["pid"], one["tid"]) == (keys[0]["pid"], keys[0]["tid"])]
    found, end = [], 0
    for one in thread:
        if one in keys:
            found.append(0.0)
        if found and one["ts"] >= end:  # what lies within another event is counted with it
            found[-1] += one.get("tdur", one["dur"]) / 1000  # the thread's own time: others may be busy
            end = one["ts"] + one["dur"]
    return found


def cost_of_a_change(browser, page, slowed=1):
    """The median cost of a key press on the page's first slider."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.locator(".wi input[type=range]").first.focus()
    page.wait_for_timeout(500)
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    for press in range(PRESSES):
        page.keyboard.press("ArrowRight" if press % 8 < 4 else "ArrowLeft")
        page.wait_for_timeout(60 * slowed)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return statistics.median(costs(events))


def main():
    with served() as home, chromium() as browser:
        for path in sys.argv[1:] or PAGES:
            page = Visit(browser, home + path).page
            page.wait_for_timeout(1000)
            usual, slowed = cost_of_a_change(browser, page), cost_of_a_change(browser, page, SLOWED)
            print(
                f"{path:42} {page.evaluate(WEIGHT):5.2f} MB   a change costs {usual:4.1f} ms, "
                f"{slowed:5.1f} ms with the processor slowed {SLOWED} times",
                flush=True,
            )


if __name__ == "__main__":
    main()
