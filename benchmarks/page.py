"""Measure the built pages in a real Chromium: how much they weigh, how soon they can be used, and what one change of a
slider costs.

    make book && python benchmarks/page.py [intro.html …]

Prints, for each page with an explorer: kilobytes of all that it loads, as a server sends it (gzip); the milliseconds
until its first explorer has answered a key, in the middle of several visits; and the milliseconds of work
that a key press on the slider costs the page: handler, style, layout and paint together, from the browser's own trace
(median over the presses). Times also with the processor slowed four times. What misses its bar has a "!". In brackets
what of a change is not the explorer's: the same key where nobody hears that the slider has moved; at the end, the same
in an empty page.
"""

import gzip
import json
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tests.browser import Visit, chromium, served

PAGES = ["intro.html", *(f"chapters/{path.stem}.html" for path in sorted(pathlib.Path("chapters").glob("*.py")))]
#: Kilobytes that a page may weigh; milliseconds until it can be used: the landing page, and a chapter.
HEAVIEST, SLOWEST, SLOWEST_SLOWED = (300, 500), (500, 700), (1500, 1500)
VISITS = 3
PACKED = (".woff2", ".png", ".jpg")  # no server packs them once more
# A key as early as there is a slider. It is answered when the words that follow it are painted.
FIRST_ANSWER = """(() => {
  const look = () => {
    const root = document.querySelector(".wi:not(.wi-guess)"), slider = root?.querySelector("input[type=range]");
    if (!slider || !root.querySelector(".wi-words")?.textContent) return setTimeout(look, 1);
    const before = root.textContent;
    slider.value = +slider.value < +slider.max ? +slider.value + 1 : +slider.value - 1;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const wait = () => requestAnimationFrame(() => setTimeout(() =>
      root.textContent === before ? wait() : (window.wiUsable = performance.now())));
    wait();
  };
  look();
})()"""
#: What a change costs, by the names of the trace: handlers, style, layout and paint of the page's main thread.
WORK = {"EventDispatch", "FireAnimationFrame", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit"}
PRESSES, SLOWED = 24, 4
AT_REST = 3000  # milliseconds until what moves by itself at first, the glint of the landing page's net, is over
UNHEARD = "addEventListener('input', (event) => event.stopImmediatePropagation(), true)"
EMPTY = "<div class=wi><input type=range min=0 max=20 value=8></div>"
#: What one change may cost.
COSTLIEST, COSTLIEST_SLOWED = 6, 16


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
    page.locator(".wi:not(.wi-guess) input[type=range]").first.focus()
    page.wait_for_timeout(500)
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    for press in range(PRESSES):
        page.keyboard.press("ArrowRight" if press % 8 < 4 else "ArrowLeft")
        page.wait_for_timeout(60 * slowed)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return statistics.median(costs(events))


def costs_of_a_change(browser, page, bars=(COSTLIEST, COSTLIEST_SLOWED)):
    """The costs as they are printed: as it is, and slowed; marked where one misses its bar, if there are bars."""
    found = [cost_of_a_change(browser, page), cost_of_a_change(browser, page, SLOWED)]
    missed = ["!" if bar and cost > bar else "" for cost, bar in zip(found, bars or (None, None), strict=True)]
    return ", ".join(f"{cost:.1f}{mark}" for cost, mark in zip(found, missed, strict=True))


def weight(browser, url):
    """Kilobytes of all that a page loads, packed as a server does it."""
    context, loaded = browser.new_context(), []
    page = context.new_page()
    page.on("requestfinished", lambda request: loaded.append(request))
    page.goto(url, wait_until="load")
    page.wait_for_timeout(500)  # fonts
    total = 0
    for request in loaded:
        body = request.response().body()
        total += len(body) if request.url.endswith(PACKED) else len(gzip.compress(body))
    context.close()
    return total / 1000


def usable(browser, url, slowed=1):
    """Milliseconds from the start of a visit until the first explorer has answered a key: the median of visits."""
    times = []
    for _ in range(VISITS):
        context = browser.new_context(viewport={"width": 1366, "height": 657})
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        page.add_init_script(FIRST_ANSWER)
        page.goto(url)
        page.wait_for_function("window.wiUsable")
        times.append(page.evaluate("window.wiUsable"))
        context.close()
    return statistics.median(times)


def against(value, bar):
    """A number, with a mark if it misses its bar.

    Example:
        >>> against(310.2, 300), against(299.9, 300)
        (' 310!', ' 300 ')
    """
    return f"{value:4.0f}{'!' if value > bar else ' '}"


def main():
    with served() as home, chromium() as browser:
        for path in sys.argv[1:] or PAGES:
            kind = int(path.startswith("chapters/"))
            kilobytes = against(weight(browser, home + path), HEAVIEST[kind])
            soon = against(usable(browser, home + path), SLOWEST[kind])
            late = against(usable(browser, home + path, SLOWED), SLOWEST_SLOWED[kind])
            page = Visit(browser, home + path).page
            page.wait_for_timeout(AT_REST)
            change = costs_of_a_change(browser, page)
            page.evaluate(UNHEARD)
            unheard = costs_of_a_change(browser, page, bars=())
            page.close()
            print(
                f"{path:42} {kilobytes}KB   usable after {soon}ms, {late}ms   a change costs {change} ms ({unheard})",
                flush=True,
            )
        page = browser.new_page()
        page.set_content(EMPTY)
        print(f"A key on a slider in an empty page costs {costs_of_a_change(browser, page, bars=())} ms.")
        print(f"The second times are those with the processor slowed {SLOWED} times.")


if __name__ == "__main__":
    main()
