"""Do two runs of a notebook's cell show the same? Numbers are compared as numbers, figures by the data they draw.

Processors and versions round differently, and a training can turn a last digit into another result. So a stored output
and a fresh one agree if

- what was printed is the same text, but for the lines of `measured`, whose values agree to the tolerance that they
  state;
- figures and benches draw the same things, to one per cent of the axes' sides (their data travel in the PNG);
- explorers declare the same, and their tables agree to one per cent (powers of ten to a hundredth of a power), but for
  a few stray numbers.

Where a cell shows a training that no two machines share to one per cent, its metadata state another tolerance, such as
`within=0.05`.
`conftest.py` compares every cell that nbval runs in this way, `tools/notebooks.py` keeps the stored outputs that agree.
"""

from __future__ import annotations

import base64
import io
import json
import math
import re

import numpy as np
from PIL import Image

from tools.dependencies import code_lines
from wi_lib import explorers
from wi_lib._drawings import KEY, unhidden
from wi_lib._plotted import unpacked
from wi_lib.report import WITHIN, parsed

#: Smaller than what double precision leaves of a number of size 1.
ROUNDING = 1e-15
#: The share of a table's numbers that may be off by more: single points of chaotic paths, values on a cut-off.
STRAY = 0.005
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
MODEL = "IPY_MODEL_"
MARKS = re.compile(r"<marker.*?</marker>")
PLACES, POINTS = re.compile(r' (x|y|width|height|transform|viewBox|d)="([^"]*)"'), re.compile(r"-?\d+(?:\.\d+)?")
NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")


def close(old, new, within=WITHIN):
    """Whether two numbers agree: both unknown, both the same infinity, or `within` of the larger one apart."""
    if math.isnan(old) or math.isnan(new):
        return math.isnan(old) and math.isnan(new)
    return old == new or abs(old - new) <= within * max(abs(old), abs(new)) + ROUNDING


# ---- Text ---------------------------------------------------------------------------------------------------------


def kept_lines(old, new):
    """The text `new`, with each line of `measured` as it stands in `old` if the two values agree."""
    stored = {name: (kept, before, tolerance) for kept, name, before, tolerance in parsed(old)}
    for line, name, value, within in parsed(new):
        kept, before, tolerance = stored.get(name, ("", math.nan, None))
        if tolerance == within and close(before, value, within):
            new = re.sub(rf"^{re.escape(line)}$", lambda _: kept, new, flags=re.M)  # noqa: B023 (used at once)
    return new


def same_words(old, new, within):
    """Whether two texts are the same but for their numbers, and those agree."""
    if NUMBER.split(old) != NUMBER.split(new):
        return False
    values = [
        [float(found.replace(",", "").replace("−", "-")) for found in NUMBER.findall(text)] for text in (old, new)
    ]
    return all(close(one, other, within) for one, other in zip(*values))


# ---- Figures ------------------------------------------------------------------------------------------------------


def figure_data(png):
    """What the figure in a PNG (bytes) shows; None if it carries no data."""
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        text = picture.text.get("Description")
    return None if text is None else json.loads(text)


def figure_difference(old, new, within=WITHIN):
    """What differs between the figures in two PNGs, in words; None if they show the same."""
    old, new = figure_data(old), figure_data(new)
    if old is None or new is None:
        return "a figure carries no data: is plotting.set_style() called?"
    if len(old) != len(new):
        return f"the figure has {len(new)} axes instead of {len(old)}"
    for number, (one, other) in enumerate(zip(old, new), 1):
        where = f"axes {number} of the figure"
        if len(one["words"]) != len(other["words"]) or not all(
            map(same_words, one["words"], other["words"], [within] * 99)
        ):
            return f"{where} say {other['words']} instead of {one['words']}"
        sides = [abs(one["limits"][k + 1] - one["limits"][k]) for k in (0, 0, 2, 2)]
        if any(abs(a - b) > within * side for a, b, side in zip(one["limits"], other["limits"], sides)):
            return f"{where} reach over {other['limits']} instead of {one['limits']}"
        if [part[:2] for part in one["parts"]] != [part[:2] for part in other["parts"]]:
            return (
                f"{where} draw {[part[:2] for part in other['parts']]} instead of {[part[:2] for part in one['parts']]}"
            )
        for (kind, colour, before), (*_, after) in zip(one["parts"], other["parts"]):
            before, after = unpacked(before), unpacked(after)
            if before.shape != after.shape:
                return f"{where}: the {kind} in {colour} has {len(after)} coordinates instead of {len(before)}"
            if (np.isnan(before) != np.isnan(after)).any() or (
                away := np.nanmax(np.abs(after - before), initial=0)
            ) > within:
                return f"{where}: the {kind} in {colour} is elsewhere, by up to {away:.2g} of a side"
    return None


def drawings(output):
    """The drawings that stand beside a figure's PNG in an output: {"wide": SVG, "narrow": SVG}, or {}."""
    return output.get("metadata", {}).get("image/png", {}).get(KEY, {})


def drawn_alike(old_outputs, new_outputs):
    """Whether the drawings of two runs have one look and layout. Where their points are, the data tell."""
    old, new = ([drawings(output) for output in outputs] for outputs in (old_outputs, new_outputs))
    return len(old) == len(new) and all(map(same_drawings, old, new))


def same_drawings(old, new):
    """Whether two drawings, each {"wide": SVG, "narrow": SVG}, have one look and layout."""
    return sorted(old) == sorted(new) and all(_laid_out_alike(old[name], new[name]) for name in old)


def _laid_out_alike(old, new):
    if PLACES.sub(r"\1", old) != PLACES.sub(r"\1", new) or MARKS.findall(old) != MARKS.findall(new):
        return False
    old, new = (
        [float(number) for name, text in PLACES.findall(drawing) if name != "d" for number in POINTS.findall(text)]
        for drawing in (old, new)
    )
    return len(old) == len(new) and all(abs(one - other) <= 1 for one, other in zip(old, new))


# ---- Widgets ------------------------------------------------------------------------------------------------------


def models_of(notebook_metadata):
    """Widget models as a notebook stores them: {id: state}; buffers stand in the state, as bytes."""
    found = {}
    for name, model in notebook_metadata.get("widgets", {}).get(STATE, {}).get("state", {}).items():
        found[name] = dict(model["state"])
        for buffer in model.get("buffers", []):
            found[name][buffer["path"][0]] = base64.b64decode(buffer["data"])
    return found


class Messages(dict):
    """Widget models as a kernel's messages build them: {id: state}."""

    def add(self, message):
        content = message["content"]
        if message["msg_type"] == "comm_open" and content.get("target_name") == "jupyter.widget":
            self[content["comm_id"]] = {}
        elif message["msg_type"] != "comm_msg" or content.get("data", {}).get("method") != "update":
            return
        data = content["data"]
        buffers = {path[0]: bytes(raw) for path, raw in zip(data.get("buffer_paths", []), message.get("buffers", []))}
        self.setdefault(content["comm_id"], {}).update(data.get("state", {}) | buffers)


def tables(state):
    """The table of an explorer's state: {name: (array, kind, step)}; kind is "power", "bars", "code" or "number"."""
    powers, bars = set(), set()
    for panel in state["spec"]["panels"]:
        if panel["kind"] == "bars":
            bars.add(panel["heights"])
        if panel.get("log"):
            powers |= {series[name] for series in panel["series"] for name in ("y", "low", "high") if series[name]}
    found = {}
    for name, array in explorers.unpacked(state["spec"], state["table"]).items():
        about = state["spec"]["arrays"][name]
        kind = (
            "power" if name in powers else "bars" if name in bars else "code" if about["dtype"] == "uint8" else "number"
        )
        found[name] = array.astype(float), kind, about["step"] if about["dtype"] == "int16" else 0
    return found


def table_difference(old, new, within=WITHIN):
    """What differs between the tables of two explorers' states, in words; None if they agree."""
    old, new = tables(old), tables(new)
    if sorted(old) != sorted(new):
        return f"the table holds {sorted(new)} instead of {sorted(old)}"
    for name, (before, kind, step) in old.items():
        after = new[name][0]
        if before.shape != after.shape:
            return f"array {name!r} has shape {after.shape} instead of {before.shape}"
        # A power of ten is off by `within` decades, a bar by that part of the tallest; a code is the same or is not.
        allowed = {"power": within, "bars": 255 * within, "code": 0}.get(kind)
        if allowed is None:
            allowed = within * np.maximum(np.abs(before), np.abs(after)) + ROUNDING
        with np.errstate(invalid="ignore"):
            same = (
                (np.abs(after - before) <= allowed + 1.001 * step)
                | (before == after)
                | (np.isnan(before) & np.isnan(after))
            )
        if not same.all() and (len(same.ravel()) < 1 / STRAY or (~same).mean() > STRAY):
            at = np.argwhere(~same)[0]
            return (
                f"array {name!r}: {(~same).sum()} of {same.size} numbers differ, the first at {tuple(map(int, at))}: "
                f"{after[tuple(at)]:.6g} instead of {before[tuple(at)]:.6g}"
            )
    return None


def widget_difference(old, new, name_old, name_new, within=WITHIN):
    """What differs between two widgets and all that stands inside them, in words; None if they agree.

    Args:
        old, new: the models by id, as `models_of` or `Messages` give them.
        name_old, name_new: the ids of the two.
    """
    before, after = old.get(name_old), new.get(name_new)
    if before is None or after is None:
        return "a widget's state is missing"
    if "spec" in before and "spec" in after:
        if found := table_difference(before, after, within):
            return f"{before['spec']['title']}: {found}"

    def difference(key, one, other):
        if isinstance(one, str) and isinstance(other, str):
            if one.startswith(MODEL) and other.startswith(MODEL):
                return widget_difference(old, new, one.removeprefix(MODEL), other.removeprefix(MODEL), within)
            if key in ("_esm", "_css"):
                same = code_lines(one) == code_lines(other)
            elif "base64," in one and "base64," in other:
                return html_difference(one, other, within)
            else:
                same = same_words(one, other, within)
            return None if same else f"{key} is {other[:200]!r} instead of {one[:200]!r}"
        if isinstance(one, dict) and isinstance(other, dict):
            if sorted(one) != sorted(other):
                return f"{key} has {sorted(other)} instead of {sorted(one)}"
            return next(filter(None, (difference(f"{key}.{k}", one[k], other[k]) for k in one)), None)
        if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
            if len(one) != len(other):
                return f"{key} has {len(other)} parts instead of {len(one)}"
            return next(filter(None, (difference(key, *pair) for pair in zip(one, other))), None)
        numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (one, other))
        same = close(one, other, within) if numbers else one == other
        return None if same else f"{key} is {other!r} instead of {one!r}"

    # Versions of ipywidgets differ in what else they store; the offsets of the table follow from its arrays.
    shared = [
        key
        for key in before
        if key in after and key != "table" and (not key.startswith("_") or key in ("_esm", "_css"))
    ]
    return next(filter(None, (difference(key, before[key], after[key]) for key in shared)), None)


def html_difference(old, new, within):
    """What differs between two pieces of HTML with inline pictures, in words; None if they show the same. Drawings are
    for the page: a run that was not asked for them has none.
    """
    (old, drawn), (new, drawn_anew) = unhidden(old), unhidden(new)
    if drawn_anew and not same_drawings(drawn, drawn_anew):
        return "a bench's picture is drawn otherwise"
    picture = re.compile(r"data:image/png;base64,([^\"']+)")
    if not same_words(picture.sub("", old), picture.sub("", new), within):
        return f"a bench says {picture.sub('…', new)!r} instead of {picture.sub('…', old)!r}"
    pairs = zip(picture.findall(old), picture.findall(new), strict=True)
    return next(filter(None, (figure_difference(*map(base64.b64decode, pair), within) for pair in pairs)), None)


# ---- A cell -------------------------------------------------------------------------------------------------------


def differences(old_outputs, new_outputs, old_models, new_models, within=WITHIN):
    """What two runs of a cell show differently apart from text, as a list of sentences: figures and widgets, in their
    order.
    """
    found = []
    for mime, compare in (
        ("image/png", lambda old, new: figure_difference(base64.b64decode(old), base64.b64decode(new), within)),
        (VIEW, lambda old, new: widget_difference(old_models, new_models, old["model_id"], new["model_id"], within)),
    ):
        old, new = (
            [one["data"][mime] for one in outputs if mime in one.get("data", {})]
            for outputs in (old_outputs, new_outputs)
        )
        if len(old) != len(new):
            found.append(f"{len(new)} outputs of type {mime} instead of {len(old)}")
            continue
        found += filter(None, map(compare, old, new))
    return found


def with_kept_lines(old_outputs, new_outputs):
    """The new outputs, with the stored lines of `measured` where the values agree. The outputs given are not
    changed.
    """
    stored = "\n".join("".join(one["text"]) for one in old_outputs if one["output_type"] == "stream")
    return [
        type(one)(one | {"text": kept_lines(stored, "".join(one["text"]))}) if one["output_type"] == "stream" else one
        for one in new_outputs
    ]


def texts(outputs):
    """Everything of a cell's outputs that is compared as text, in order."""
    found = []
    for one in outputs:
        if one["output_type"] == "stream":
            found.append((one["name"], "".join(one["text"])))
        elif one["output_type"] == "error":
            found.append(("error", one["ename"] + one["evalue"]))
        for mime, value in one.get("data", {}).items():
            if mime not in ("image/png", VIEW):
                found.append((mime, "".join(value) if isinstance(value, (str, list)) else value))
    return found
