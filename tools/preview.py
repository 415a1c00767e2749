"""Draw the picture that other sites show of a link to the book: 1200 × 630 pixels, from the net of the first page.

    make book && python -m tools.preview

Opens the built first page in Chromium, leaves of it the name of the course, the question and the net at the weights
that it shows first, and writes PREVIEW. Draw it anew when the net or the name has changed, and look at it.
"""

from __future__ import annotations

import io

from tools.address import ROOT
from tools.chromium import CHROMIUM

PREVIEW = ROOT / "_static" / "preview.png"
SIZE = 1200, 630  # what sites ask for
COLOURS = 64  # lines and ribbons in a few colours: a quarter of the bytes of a picture in all of them
STYLE = """
    body > :not(#preview) { display: none !important; }
    #preview { position: fixed; inset: 0; z-index: 9999; box-sizing: border-box; padding: 34px 56px 0; background: #fff; border-top: 14px solid #0b63a8; overflow: hidden; }
    #preview > b { display: flex; align-items: center; gap: 14px; font-size: 30px; color: #0b63a8; }
    #preview > b svg { width: 44px; height: 44px; border-radius: 10px; background: #0b63a8; fill: #fff; }
    #preview > p { margin: 8px 0 14px; max-width: none; font-size: 50px; font-weight: 700; line-height: 1.15; letter-spacing: -0.025em; }
    #preview :is(.wi, .wi-net) { display: block !important; max-width: none !important; margin: 0; padding: 0 !important; border: 0 !important; background: none; }
    #preview .wi-net > svg { height: auto; max-height: 436px; }
"""
COPY = """() => {
    const preview = document.createElement("div"), name = document.createElement("b"), question = document.createElement("p");
    preview.id = "preview";
    name.append(document.querySelector(".book-brand svg").cloneNode(true), document.querySelector(".book-brand").textContent.trim());
    question.textContent = document.querySelector("article h2").firstChild.textContent;
    const explorer = document.querySelector("wi-place .wi").cloneNode(), panel = document.querySelector(".wi-net").cloneNode();
    panel.append(document.querySelector(".wi-net > svg").cloneNode(true)); // as it is drawn: a copy is not alive
    explorer.append(panel);
    preview.append(name, question, explorer);
    document.body.append(preview);
}"""


def draw(home):
    """The picture (PNG, bytes) of the book that is served at this address."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce")
        page.goto(f"{home}intro.html")
        page.wait_for_selector("wi-place .wi-net svg")
        page.wait_for_timeout(1000)  # until the net lies as a wide window shows it
        page.evaluate(COPY)  # before the style, which hides the net: it would be laid out anew
        page.add_style_tag(content=STYLE)
        page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
        seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        browser.close()
    written = io.BytesIO()
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def main():
    from tests.browser import served

    with served() as home:
        PREVIEW.write_bytes(draw(home))
    print(f"{PREVIEW.relative_to(ROOT)}: {PREVIEW.stat().st_size:,} bytes. Look at it.")


if __name__ == "__main__":
    main()
