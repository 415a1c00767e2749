"""The letters of slides and of the handout.

A page makes room for the letters that its reader's machine has. A slide cannot, nor can a sheet of paper: what fits on
one machine would leave the slide on another, whose letters are wider by a seventh. So they bring their own, Roboto,
about as wide as Arial. It is cut at every build to the letters, digits and signs that it has for Latin, Greek and
formulas, and comes in a script, which decks and handout load first.
"""

from __future__ import annotations

import pathlib

import wi_fonts

CARRIER, FAMILY = "font-roboto", "Book Text"  # the family of deck.css and handout.css
FACES = {"Roboto-Regular.ttf": {"weight": "400"}, "Roboto-Italic.ttf": {"weight": "400", "style": "italic"},
         "Roboto-Bold.ttf": {"weight": "700"}}  # fmt: skip
#: Latin; Greek; punctuation, superscripts, subscripts, arrows and operators. Not the root: in this font it is as low as
#: a letter, and 2/√n reads like 2/vn.
SIGNS = [code for code in (*range(0x20, 0x180), *range(0x370, 0x400), *range(0x2000, 0x2300)) if chr(code) != "√"]
#: Pairs that stand closer, digits of one width, accents.
FEATURES = ["kern", "tnum", "ccmp", "mark"]
SCRIPT, LICENCE = "text.js", "text-font-licence.txt"


def setup(app):
    app.connect("write-started", write_font)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def cut(name):
    """A face of the font with those of `SIGNS` that it has, as WOFF2 (bytes)."""
    font = wi_fonts.opened(wi_fonts.installed(CARRIER, name))
    known = font.getBestCmap()
    return wi_fonts.cut(font, [chr(code) for code in SIGNS if code in known], FEATURES)


def write_font(app, builder):
    if builder.format != "html":
        return
    target = pathlib.Path(app.outdir, "_static")
    target.mkdir(parents=True, exist_ok=True)
    script = wi_fonts.script([(FAMILY, look, cut(name)) for name, look in FACES.items()])
    (target / SCRIPT).write_text(script, "utf-8")
    (target / LICENCE).write_text(pathlib.Path(wi_fonts.installed(CARRIER, "LICENSE.txt")).read_text("utf-8"), "utf-8")
