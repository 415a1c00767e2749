"""Formulas are typeset when the book is built: as MathML, which browsers know, and with one small font.

No script typesets in the reader's browser. The font has what the book's formulas need, and no more: it is cut out of
STIX Two Math at every build. It comes before the page is drawn, in a script that does nothing else: a font that came
later would move what is being read (by a line, in two solutions on a phone). Where no script runs, it comes as a file.
A formula that cannot be read, or a sign that the font does not have, fails the build.
"""

from __future__ import annotations

import functools
import html
import pathlib

import wi_fonts
import wi_mathml
from docutils import nodes
from fontTools.ttLib import TTFont
from sphinx.util import logging

FONT = "formulas.woff2"
ROOT_FONT = "formulas-root.woff2"
SCRIPT = "formulas.js"
LICENCE = "formulas-font-licence.txt"
#: Other shapes of letters, for those that have an accent. Those for scripts (ssty) would double the font, and not all
#: browsers ask for them.
FEATURES = ["dtls"]


def setup(app):
    app.add_html_math_renderer("mathml", inline_renderers=(write_inline, None), block_renderers=(write_block, None))
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", lambda app, env, page: kept(env).pop(page, None))
    app.connect(
        "env-merge-info",
        lambda app, env, pages, other: kept(env).update({page: kept(other).get(page, []) for page in pages}),
    )
    app.connect("env-updated", check)
    app.connect("write-started", write_font)
    app.connect("html-page-context", load_font)
    app.connect("html-page-context", hold_signs, priority=800)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}


# ---- Writing ------------------------------------------------------------------------------------------------------


def write_inline(writer, node):
    write(writer, node, "span", display=False)


def write_block(writer, node):
    write(writer, node, "div", display=True)


def write(writer, node, tag, display):
    """The element that the theme knows as a formula. (What cannot be read stays as it is: `check` has said so.)"""
    latex = node.astext()
    try:
        inside = wi_mathml.mathml(latex, display)
    except wi_mathml.FormulaError:
        inside = html.escape(latex)
    writer.body.append(f"{writer.starttag(node, tag, '', CLASS='math notranslate nohighlight')}{inside}</{tag}>")
    raise nodes.SkipNode


def hold_signs(app, page, template, context, doctree):
    if context.get("body"):
        context["body"] = wi_mathml.held(context["body"])


# ---- Every formula of the book ------------------------------------------------------------------------------------


def kept(env):
    """page -> its formulas, as (LaTeX, whether it is displayed). Sphinx keeps it from build to build."""
    if not hasattr(env, "wi_formulas"):
        env.wi_formulas = {}
    return env.wi_formulas


def collect(app, doctree):
    found = [node for node in doctree.findall() if isinstance(node, nodes.math | nodes.math_block)]
    kept(app.env)[app.env.docname] = [(node.astext(), isinstance(node, nodes.math_block)) for node in found]


def check(app, env):
    """Warn of each formula that cannot be typeset. A page that has not changed is looked at, too: or a second build
    would be green.
    """
    for page, formulas in kept(env).items():
        for latex, display in dict.fromkeys(formulas):
            if wrong := fault(latex, display):
                place = where(pathlib.Path(env.doc2path(page)), latex)
                logging.getLogger(__name__).warning("%s: the formula %s: %s", place, latex.strip(), wrong)
    return []  # no page is to be written again


def fault(latex, display):
    """What is wrong with a formula, in words; "" if nothing is."""
    try:
        drawn = wi_mathml.characters(wi_mathml.tree(latex, display))
    except wi_mathml.FormulaError as error:
        return str(error)
    missing = "".join(sorted(drawn - {chr(code) for code in codes()}))
    return f"the font has no glyph for {missing!r} (U+{ord(missing[0]):04X})" if missing else ""


def where(page, latex):
    """file:line of a formula: in the .py that a notebook is made from, if it is."""
    source = page.with_suffix(".py") if page.with_suffix(".py").exists() else page
    first = latex.strip().partition("\n")[0]
    lines = source.read_text("utf-8").splitlines()
    number = next((number for number, line in enumerate(lines, 1) if first in line), None)
    return f"{source}:{number}" if number else str(source)


# ---- The font -----------------------------------------------------------------------------------------------------


def whole_font():
    return wi_fonts.installed("ziamath", "STIXTwoMath-Regular.ttf")


@functools.cache
def codes():
    """The characters that the whole font has."""
    return frozenset(TTFont(whole_font(), lazy=True).getBestCmap())


def cut(characters, grow=True):
    """The font with these characters, as WOFF2 (bytes). If they `grow`, their larger and longer shapes are in it."""
    font = wi_fonts.opened(whole_font())
    if not grow:
        keep_one_shape(font["MATH"].table.MathVariants)
    return wi_fonts.cut(font, characters, FEATURES, dropped=("DSIG", "GPOS"))


def keep_one_shape(variants):
    """Take the larger and longer shapes of every character out of a font. What is left is a table still: Firefox
    discards one that lacks it, and complains in the console.
    """
    variants.ensureDecompiled()  # or what is read later would replace what is set here
    for construction in (*variants.VertGlyphConstruction, *variants.HorizGlyphConstruction):
        construction.ensureDecompiled()
        construction.MathGlyphVariantRecord, construction.VariantCount, construction.GlyphAssembly = [], 0, None


def licence():
    """The font's own words on its licence, and the text of that licence, which matplotlib has, too."""
    names = TTFont(whole_font(), lazy=True)["name"]
    notice = "\n".join(names.getDebugName(number) for number in (0, 7, 13))
    text = pathlib.Path(wi_fonts.installed("matplotlib", "LICENSE_STIX")).read_text("utf-8")
    return f"{FONT} and {ROOT_FONT} are parts of {names.getDebugName(4)}.\n\n{notice}\n\n{text[text.index('SIL OPEN FONT LICENSE Version 1.1 - ') :]}"


def write_font(app, builder):
    """Put the font and its licence into the book, before its pages: they name its version."""
    formulas = {one for page in kept(app.env).values() for one in page}
    if builder.format != "html" or not formulas:
        return
    needed = {" "}
    for latex, display in formulas:
        if not fault(latex, display):
            needed |= wi_mathml.characters(wi_mathml.tree(latex, display))
    fonts = {"Book Math": (FONT, cut(needed)), "Book Root": (ROOT_FONT, cut("√", grow=False))}
    target = pathlib.Path(app.outdir, "_static")
    target.mkdir(parents=True, exist_ok=True)
    for name, font in fonts.values():
        (target / name).write_bytes(font)
    faces = [(family, {}, font) for family, (_, font) in fonts.items()]
    (target / SCRIPT).write_text(wi_fonts.script(faces), "utf-8")
    (target / LICENCE).write_text(licence(), "utf-8")


def load_font(app, page, template, context, doctree):
    """A page without formulas loads nothing for them."""
    if kept(app.env).get(page):
        app.add_js_file(SCRIPT)
