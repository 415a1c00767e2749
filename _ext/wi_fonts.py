"""Fonts are cut, at every build, to the signs that the pages use: those of formulas, and the theme's icons."""

from __future__ import annotations

import io
import pathlib

from fontTools import subset
from fontTools.ttLib import TTFont

#: Who made a font, its name, its licence: what stays of the names in it.
NAMES = (0, 1, 2, 3, 4, 5, 6, 7, 13, 14)


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
