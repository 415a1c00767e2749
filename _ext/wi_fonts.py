"""Fonts are cut, at every build, to the signs that the pages use: those of formulas, the letters of slides and handout,
and the theme's icons. A wheel carries each of them.
"""

from __future__ import annotations

import base64
import importlib.metadata
import io
import json
import pathlib

from fontTools import subset
from fontTools.ttLib import TTFont

#: Who made a font, its name, its licence: what stays of the names in it.
NAMES = (0, 1, 2, 3, 4, 5, 6, 7, 13, 14)


#: A font that is made of bytes is ready at once, in all browsers, also where the page is a file. One with an address is
#: not, even if that address holds the bytes.
LOAD = """for (const [family, look, bytes] of {faces})
  document.fonts.add(new FontFace(family, Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0)), look));
"""


def installed(package, name):
    """The path of a file of an installed package, which need not be imported."""
    return next(file for file in importlib.metadata.files(package) if file.name == name).locate()


def script(faces):
    """A script that gives its page fonts: (family, what CSS calls its look, WOFF2) each.

    Example:
        >>> '[["Text", {"weight": "700"}, "AAE="]]' in script([("Text", {"weight": "700"}, bytes([0, 1]))])
        True
    """
    return LOAD.replace(
        "{faces}", json.dumps([[family, look, base64.b64encode(font).decode()] for family, look, font in faces])
    )


def opened(path):
    """A font from a file, read at once: the file may be written over. (Cut alike, a font has the same bytes.)"""
    return TTFont(io.BytesIO(pathlib.Path(path).read_bytes()), recalcTimestamp=False)


def cut(font, signs, features=(), dropped=()):
    """The font (fontTools' TTFont, which is changed) with these signs alone, as WOFF2 (bytes).

    `features` are the OpenType features that stay, `dropped` the tables that do not, beside those that no browser uses.
    """
    options = subset.Options(
        flavor="woff2", layout_features=list(features), hinting=False, name_IDs=list(NAMES), name_languages=[0x409], recalc_timestamp=False,
        notdef_outline=True, drop_tables=[*subset.Options().drop_tables, *dropped],
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(sign) for sign in signs])
    cutter.subset(font)
    written = io.BytesIO()
    subset.save_font(font, written, options)
    return written.getvalue()
