"""What a figure shows, as numbers that travel inside its own picture.

Two machines never draw the same bytes. So that a test can tell whether a figure is still
the same, every PNG of the book carries the data that were drawn (in the field
"Description", which no reader sees), and the data are compared instead.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ._types import Floats

#: Points are kept as whole numbers: this many make one side of the axes.
SIDE = 10_000
_UNKNOWN = -32768  # stands for NaN
_HEADER = 33  # bytes: PNG's signature and its first chunk
_MARGIN = 0.1  # what lies further outside the axes than this part of their side is not seen


def plotted(figure: Figure) -> str:
    """The data of a drawn figure as JSON: for each axes its limits, its words, and the points of everything drawn.

    Points are in parts of the axes' sides, so that one tolerance serves every scale: two
    figures whose points agree to one per cent of a side look the same.

    Example:
        >>> figure = Figure()
        >>> line = figure.subplots().plot([1, 2], color="red")
        >>> figure.draw_without_rendering()  # limits, and the shape of square axes, are settled only then
        >>> (axes,) = json.loads(plotted(figure))
        >>> axes["parts"][0][:2], unpacked(axes["parts"][0][2]).shape
        (['Line2D', '#ff0000'], (4,))
    """
    return json.dumps([_axes(ax) for ax in figure.axes])


def _axes(ax: Axes) -> dict[str, Any]:
    words = [ax.get_title(place) for place in ("left", "center", "right")] + [ax.get_xlabel(), ax.get_ylabel()]
    words += [text.get_text() for text in (ax.get_legend().get_texts() if ax.get_legend() else [])]
    words += [text.get_text() for text in ax.texts]
    # (0, 0) and (1, 1) are the corners: on a log axis, limits are compared as powers of ten.
    limits = ax.transScale.transform([(ax.get_xlim()[k], ax.get_ylim()[k]) for k in (0, 1)])
    drawn = [*ax.lines, *ax.collections, *ax.patches, *ax.images]
    return {
        "limits": [float(f"{limit:.5g}") for limit in limits.T.ravel()],
        "words": [word for word in words if word],
        "parts": [[type(artist).__name__, _colour(artist), packed(_points(ax, artist))] for artist in drawn],
    }


def _points(ax: Axes, artist: Artist) -> Floats:
    """The numbers that say where an artist is, or, for an image, how bright its cells are."""
    if isinstance(artist, mpl.image.AxesImage):
        return np.ma.filled(artist.norm(artist.get_array()).astype(float), np.nan).ravel()
    if isinstance(artist, mpl.lines.Line2D):
        points, transform = artist.get_xydata(), artist.get_transform()
    elif isinstance(artist, mpl.collections.Collection):
        points, transform = artist.get_offsets(), artist.get_offset_transform()
        if not np.any(points):  # areas and line segments have no offsets, only paths
            paths = [path.vertices for path in artist.get_paths()]
            points, transform = (np.concatenate(paths) if paths else np.empty((0, 2))), artist.get_transform()
    else:
        points, transform = artist.get_path().vertices, artist.get_transform()
    with np.errstate(all="ignore"):  # 0 has no place on a log axis
        places = (transform - ax.transAxes).transform(np.ma.filled(np.ma.asarray(points, float), np.nan)).ravel()
    cells = artist.get_array() if isinstance(artist, mpl.cm.ScalarMappable) else None
    return places if cells is None else np.append(places, np.ma.filled(artist.norm(cells).astype(float), np.nan))


def _colour(artist: Artist) -> str:
    if isinstance(artist, mpl.cm.ScalarMappable) and artist.get_array() is not None:
        return ""  # its colours follow from its numbers
    for name in ("get_facecolor", "get_color"):
        if hasattr(artist, name) and len(colours := mpl.colors.to_rgba_array(getattr(artist, name)())):
            return mpl.colors.to_hex(colours[0])
    return ""


def packed(numbers: Floats) -> str:
    """Numbers from about 0 to 1 as a short text."""
    seen = np.clip(numbers, -_MARGIN, 1 + _MARGIN)
    whole = np.where(np.isnan(seen), _UNKNOWN, np.rint(SIDE * np.nan_to_num(seen))).astype("<i2")
    return base64.b64encode(zlib.compress(whole.tobytes(), 9)).decode()


def unpacked(text: str) -> Floats:
    """The numbers behind `packed`: NaN where there was none."""
    whole = np.frombuffer(zlib.decompress(base64.b64decode(text)), "<i2")
    return np.where(whole == _UNKNOWN, np.nan, whole / SIDE)


def with_data(png: bytes, figure: Figure) -> bytes:
    """The PNG (bytes) of a figure that has just been drawn, with its data in the field "Description".

    The field is put in behind the picture's header: to give it to `savefig` would mean to lay out the figure twice.
    """
    field = b"tEXtDescription\0" + plotted(figure).encode("ascii")
    chunk = struct.pack(">I", len(field) - 4) + field + struct.pack(">I", zlib.crc32(field))
    return png[:_HEADER] + chunk + png[_HEADER:]
