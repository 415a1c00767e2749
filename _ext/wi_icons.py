"""Of the theme's icons and styles, the book carries what its pages use: the icon fonts are cut to the signs that stand
in the pages, and the rules of all other icons leave the style sheet.

The theme ships 270 KB of icon fonts and 2,000 rules for them; a page shows some fifteen icons. They are the theme's own
files, cut at every build as the font of the formulas is.
"""

from __future__ import annotations

import pathlib
import re

import wi_fonts

FONTS = "_static/vendor/fontawesome/webfonts"
STYLE = "_static/styles/pydata-sphinx-theme.css"
#: A rule of one icon: `.fa-rocket:before{content:"\f135"}`, perhaps for several names.
RULE = re.compile(r'((?:\.fa-[\w-]+:{1,2}before,?)+)\{content:"(\\[0-9a-f]+|.)"\}', re.I)
NAME = re.compile(r"\bfa-[a-z0-9-]+")
#: Style sheets and scripts that Jupyter Book adds, for elements that no page of the book has.
UNUSED = ("sphinx-design", "design-tabs", "togglebutton")


def setup(app):
    app.connect("html-page-context", drop_unused, priority=901)
    app.connect("build-finished", cut_icons)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def drop_unused(app, page, template, context, doctree):
    def used(file):
        attributes = getattr(file, "attributes", {})
        text = f"{getattr(file, 'filename', file)} {attributes.get('body') or ''}"
        return attributes.get("type", "text/css") != "text/css" or not any(
            word in text for word in (*UNUSED, "togglebuttonSelector", "toggleHint", "toggleOpenOnPrint")
        )

    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if used(file)]


def cut_icons(app, error):
    out = pathlib.Path(app.outdir)
    if error or app.builder.format != "html" or not (out / STYLE).exists():
        return
    names = used_names(out)
    style, kept = without_icons((out / STYLE).read_text("utf-8"), names)
    (out / STYLE).write_text(style, "utf-8")
    for font in (out / FONTS).glob("*.woff2"):
        font.write_bytes(wi_fonts.cut(wi_fonts.opened(font), kept))
    for old in (out / FONTS).glob("*.ttf"):  # for browsers of ten years ago
        old.unlink()


def used_names(out):
    """The classes of icons in the built pages, and in the scripts that change them."""
    texts = [*out.rglob("*.html"), *out.glob("_static/scripts/*theme*.js"), *out.glob("_static/*.js")]
    return {name for path in texts for name in NAME.findall(path.read_text("utf-8"))}


def without_icons(style, names):
    """A style sheet without the rules of icons that are not among these names, and the signs of those that are.

    Example:
        >>> without_icons('.fa-a:before{content:"\\\\f001"}.fa-b:before{content:"\\\\f002"}', {"fa-b"})
        ('.fa-b:before{content:"\\\\f002"}', {'\\uf002'})
    """
    rules = RULE.sub(lambda rule: rule[0] if names & set(NAME.findall(rule[1])) else "", style)
    signs = re.findall(r'content:"(\\[0-9a-f]{2,4}|.)"', rules, re.I)
    return rules, {chr(int(sign[1:], 16)) if sign[0] == "\\" else sign for sign in signs}
