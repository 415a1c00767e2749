"""Measure the built pages in a real Chromium: how much they weigh, and how fast an explorer answers a key.

    make book && python benchmarks/page.py

Prints, for each page with an explorer: megabytes after unpacking (all that the page loads), and the milliseconds from a
key press on the slider to the changed page, and to the next frame (median over the presses).
"""

import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tests.browser import Visit, chromium, served

PAGES = ["intro.html", "chapters/03-too-large-too-small.html"]
WEIGHT = """performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
            .reduce((sum, entry) => sum + entry.decodedBodySize, 0) / 1e6"""
# The slider's own event is what a key sends; "changed" is when its handlers have
# returned, "frame" when the picture is up.
ANSWER = """async (position) => {
  const slider = document.querySelector('.wi:not(.wi-guess) input[type=range]');
  const start = performance.now();
  slider.value = position;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const changed = performance.now() - start;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return [changed, performance.now() - start];
}"""


def main():
    with served() as home, chromium() as browser:
        for path in PAGES:
            page = Visit(browser, home + path).page
            page.wait_for_timeout(1000)
            answers = [page.evaluate(ANSWER, press % 18) for press in range(60)]
            changed, frame = (statistics.median(times) for times in zip(*answers))
            print(
                f"{path:40} {page.evaluate(WEIGHT):5.2f} MB   key to change {changed:4.1f} ms, to frame {frame:4.1f} ms"
            )


if __name__ == "__main__":
    main()
