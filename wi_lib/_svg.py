"""matplotlib's SVG, made small and given the page's colours and font, so that it can stand inside a page.

matplotlib writes for every program that reads SVG: each tick is a group with an id, each number has six decimals, each
text names ten fonts. Here the same picture takes a fifth of that: neighbours that look alike share one style;
rectangles, strokes and marks of one look are one path; coordinates have two decimals; and texts take the font of the
place where they stand.
"""

from __future__ import annotations

import html
import itertools
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ._theme import themed

#: Every id of a drawing begins with this. A page that holds several drawings puts something of its own in its place.
ID = "wi-id-"
_AXIS = {"path": 0, "use": 1, "text": 2}  # the order inside an axis: grid, ticks, numbers, which do not overlap
_RECTANGLE = re.compile(r"M(\S+) (\S+)H(\S+)V(\S+)H\1z")


class _Leaf(NamedTuple):
    """One thing that is drawn: what it looks like (style, clip), and its other attributes."""

    tag: str
    style: str
    clip: str
    place: dict[str, str]
    text: str

    @property
    def look(self) -> dict[str, str]:
        return {name: value for name, value in (("style", self.style), ("clip-path", self.clip)) if value}


def slim(svg: str) -> str:
    """A small drawing in the page's colours, of an SVG (text) that matplotlib wrote with `svg.fonttype: none`.

    Returns:
        str: one svg element, with a viewBox and no size: it is as wide as the place where it stands.

    Example:
        >>> print(slim('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9.000 9"><metadata/><g id="a">'
        ...            '<path d="M 1.0004 2 L 3 2 L 3 4" style="fill: none; stroke: #0b63a8"/></g></svg>'))
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" style="stroke-linejoin:round">
        <path style="fill:none;stroke:var(--wi-1,#0b63a8)" d="M1 2H3V4"/>
        </svg>
    """
    root = ElementTree.fromstring(svg)
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
        node.attrib = {name.rpartition("}")[2]: _tidy(name, value) for name, value in node.attrib.items()}
    defined = {name: one for group in root.iter("defs") for one in group if (name := one.get("id"))}
    drawn = "\n".join(_written(_merged(_leaves(root), defined)))
    used = list(dict.fromkeys(re.findall(r'(?:url\(|href=")#([^")]+)', drawn)))
    names = {name: f"{ID}{number}" for number, name in enumerate(used)}
    definitions = "".join(_element(defined[name], {"id": names[name]}) for name in used)
    drawn = re.sub(r'(url\(|href=")#([^")]+)', lambda found: f"{found[1]}#{names[found[2]]}", drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{root.get("viewBox")}" style="stroke-linejoin:round">\n'
        + (f"<defs>{definitions}</defs>\n" if definitions else "")
        + f"{drawn}\n</svg>"
    )


# ---- Attributes ---------------------------------------------------------------------------------------------------


def _tidy(name: str, value: str) -> str:
    """An attribute's value with two decimals; colours as the page knows them, and no font."""
    if name == "style":
        pairs = [part.strip().split(": ", 1) for part in value.split(";") if part.strip()]
        said = [pair for pair in pairs if pair[0] != "font-family" and pair != ["stroke-dashoffset", "0"]]
        return ";".join(f"{key}:{_value(text)}" for key, text in said)
    if name == "d":
        return _path(value)
    return _rounded(value) if name in ("x", "y", "width", "height", "transform", "viewBox") else value


def _value(text: str) -> str:
    return themed(text) if text.startswith("#") else text if text.startswith("url") else _rounded(text)


def _rounded(text: str) -> str:
    return re.sub(r"-?\d+(\.\d+)?(e-?\d+)?", lambda number: format(round(float(number[0]), 2) + 0, "g"), text)


def _path(d: str) -> str:
    """A path in fewer letters: lines along an axis as H and V, no line of length 0, none that only closes it."""
    pieces: list[str] = []
    at = start = "", ""
    for letter, numbers in re.findall(r"([MLQCz])([^MLQCz]*)", d):
        points = _rounded(numbers).split()
        if letter == "z":
            pieces, at = [*_open(pieces, at, start), "z"], start
            continue
        x, y = points[-2:]
        if letter != "L" or (x != at[0] and y != at[1]):
            pieces.append(letter + " ".join(points))
        elif (x, y) != at:
            pieces.append(f"H{x}" if y == at[1] else f"V{y}")
        elif pieces[-1][0] == "M":
            pieces.append(f"H{x}")  # a dot: the one line of length 0 that shows
        at = x, y
        start = at if letter == "M" else start
    closed = _open(pieces, at, start)
    return "".join(pieces if closed is pieces else [*closed, "z"])


def _open(pieces: list[str], at: tuple[str, str], start: tuple[str, str]) -> list[str]:
    """The pieces of a path without a last line, along an axis, that leads back to where it started."""
    return pieces[:-1] if at == start and len(pieces) > 3 and pieces[-1][0] in "HV" else pieces


# ---- Reading ------------------------------------------------------------------------------------------------------


def _leaves(node: Element, clip: str = "") -> list[_Leaf]:
    """All that is drawn inside a group, in its order and without the groups; an axis sorted by kind."""
    found = []
    for child in node:
        inner = child.get("clip-path", clip)
        if child.tag == "g" and not child.attrib.keys() - {"id", "clip-path"}:
            leaves = _leaves(child, inner)
            is_axis = child.get("id", "").startswith("matplotlib.axis")
            found += sorted(leaves, key=lambda leaf: _AXIS.get(leaf.tag, 3)) if is_axis else leaves
        elif child.tag not in ("defs", "metadata", "style") and not _is_invisible(child):
            place = {key: value for key, value in child.items() if key not in ("id", "style", "clip-path")}
            if place.get("transform", "").startswith("rotate(0 "):
                del place["transform"]
            found.append(_Leaf(child.tag, child.get("style", ""), inner, place, _inside(child)))
    return found


def _is_invisible(node: Element) -> bool:
    """A path without a line that is not filled, or that has no height."""
    style, d = node.get("style", ""), node.get("d", "")
    return node.tag == "path" and "stroke:" not in style and ("fill:none" in style or not set("VLQC") & set(d))


# ---- Merging ------------------------------------------------------------------------------------------------------


def _merged(leaves: Iterable[_Leaf], defined: dict[str, Element]) -> Iterator[_Leaf]:
    """The leaves with neighbours of one kind and look made one path. What that needs is added to what is `defined`."""
    for (kind, _), run in itertools.groupby(leaves, _kind):
        by_look: dict[object, list[_Leaf]] = {}
        for number, leaf in enumerate(run):
            by_look.setdefault((leaf.style, leaf.clip) if kind else number, []).append(leaf)
        for alike in by_look.values():
            yield alike[0] if len(alike) == 1 else _one(kind, alike, defined)


def _one(kind: str, leaves: list[_Leaf], defined: dict[str, Element]) -> _Leaf:
    """One path in place of several leaves of one kind and look."""
    if kind == "marks":
        d = "M" + " ".join("{x} {y}".format(**leaf.place) for leaf in leaves)
        return _Leaf("path", _marked(leaves[0], defined), leaves[0].clip, {"d": d}, "")
    paths = [leaf.place["d"] for leaf in leaves]
    return leaves[0]._replace(place={"d": "".join(_rows(paths) if kind == "rectangles" else paths)})


def _kind(leaf: _Leaf) -> tuple[str, object]:
    """What a leaf may be merged with: rectangles in the same clip, strokes or marks of its look, or nothing.

    Rectangles of several looks may be told in another order: a chart's bars and a map's cells do not lie on each other.
    """
    if leaf.tag == "use" and leaf.place.keys() == {"href", "x", "y"}:
        return "marks", (leaf.place["href"], leaf.style, leaf.clip)
    if leaf.tag == "path" and leaf.place.keys() == {"d"}:
        if _RECTANGLE.fullmatch(leaf.place["d"]) and "stroke:" not in leaf.style:
            return "rectangles", leaf.clip
        if "fill:none" in leaf.style and "opacity" not in leaf.style:
            return "strokes", (leaf.style, leaf.clip)
    return "", None


def _marked(use: _Leaf, defined: dict[str, Element]) -> str:
    """The style of a path that has the mark of this leaf at each of its points, and no line."""
    shape = use.place["href"][1:]
    name = f"{shape}-{zlib.crc32(use.style.encode()):x}"
    if name not in defined:
        looks = {"markerUnits": "userSpaceOnUse", "style": f"overflow:visible;{use.style}"}
        defined[name] = ElementTree.Element("marker", looks)
        shown = {key: value for key, value in defined[shape].items() if key != "id"}
        ElementTree.SubElement(defined[name], "path", shown)
    return f"fill:none;marker:url(#{name})"


def _rows(rectangles: Iterable[str]) -> list[str]:
    """Rectangles (paths) with those that continue the one before, to the right, made one with it."""
    rows: list[list[str]] = []
    for left, top, right, bottom in (found.groups() for found in map(_RECTANGLE.fullmatch, rectangles) if found):
        if rows and rows[-1][1:] == [top, left, bottom]:
            rows[-1][2] = right
        else:
            rows.append([left, top, right, bottom])
    return [f"M{left} {top}H{right}V{bottom}H{left}z" for left, top, right, bottom in rows]


# ---- Writing ------------------------------------------------------------------------------------------------------


def _written(leaves: Iterable[_Leaf]) -> Iterator[str]:
    """The elements as text, neighbours of one look in a group that has it."""
    for _, alike in itertools.groupby(leaves, lambda leaf: (leaf.style, leaf.clip)):
        run = list(alike)
        if len(run) == 1 and run[0].tag != "use":  # the place of a `use` would move its own clip, too
            yield _tag(run[0].tag, run[0].look | run[0].place, run[0].text)
        else:
            yield _tag("g", run[0].look, "".join(_tag(leaf.tag, leaf.place, leaf.text) for leaf in run))


def _tag(name: str, attributes: Mapping[str, str], inside: str = "") -> str:
    said = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
    return f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>"


def _inside(node: Element) -> str:
    return html.escape(node.text.strip() if node.text else "", quote=False) + "".join(map(_element, node))


def _element(node: Element, changed: Mapping[str, str] | None = None) -> str:
    return _tag(node.tag, node.attrib | dict(changed or {}), _inside(node))
