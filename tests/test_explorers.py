"""The engine, and what holds for every explorer and every bench; each chapter's own numbers are tested in a file of
their own.
"""

import ast
import doctest
import importlib
import io
import json
import math
import pkgutil
import re
import tokenize
from decimal import Decimal

import ipywidgets
import numpy as np
import pytest

from tests import ROOT, no_faults, pages
from tests.chapters import of_all
from tests.explorers import BENCHES, EXPLORERS, OWN, explorer_of
from wi_lib import benches, experiments
from wi_lib import explorers as ex
from wi_lib.benches import Bench, signal_bench
from wi_lib.explorers import (
    Array,
    Bars,
    Control,
    Explorer,
    Fields,
    Lines,
    Mark,
    Net,
    Plane,
    Ribbon,
    Series,
    Words,
    among,
    band,
    first_of,
    graded,
    sweep,
    unpacked,
)
from wi_lib.explorers.spelling import FORMATS, spelled, spelled_power


def tiny(**changes):
    """An explorer with one control and one line, with some arguments changed."""
    parts = {
        "name": "tiny",
        "title": "tiny",
        "subtitle": "",
        "controls": [Control("n", "size", [1, 2, 3], start=2)],
        "arrays": {"y": Array(np.arange(6).reshape(3, 2), ["n"])},
        "panels": [Lines("line", "", [Series("y", "y")], (0, 5), [0, 5])],
        "words": [],
    }
    return Explorer(**(parts | changes))


# ---- The engine ---------------------------------------------------------------------------------------------------


def test_explorer_starts_where_it_is_told_and_follows_chosen_and_index():
    explorer = tiny()
    assert explorer.chosen == {"n": 2} and list(explorer.slice("y")) == [2, 3]
    explorer.chosen = {"n": 3}
    assert explorer.index == {"n": 2} and list(explorer.slice("y")) == [4, 5]
    explorer.index = {"n": 0}
    assert explorer.chosen == {"n": 1} and list(explorer.slice("y")) == [0, 1]


def test_explorer_tells_the_page_of_a_change():
    explorer, seen = tiny(), []
    explorer.observe(lambda change: seen.append(change["new"]), names="index")
    explorer.chosen = {"n": 1}
    assert seen == [{"n": 0}]
    assert {"spec", "table", "index", "_esm", "_css"} <= set(explorer.get_state())


def test_repr_has_no_address():
    assert repr(tiny()) == "Explorer('tiny': n = 2)"
    if hasattr(tiny(), "_repr_mimebundle_"):  # not with ipywidgets 7, which has another way to show a widget
        bundle = tiny()._repr_mimebundle_()
        assert "0x" not in (bundle[0] if isinstance(bundle, tuple) else bundle)["text/plain"]


def everything():
    """An explorer with a panel of each kind, in which nothing is as it is by default; and the spec that the page
    reads.
    """
    size = Control("n", "size", [1, 2, 3], ["one", "two", "three"], "radio", np.int64(2), {3: "most"}, "abc")
    arrays = {
        "bars": Array(np.full((2, 4), 255), dtype="uint8"),
        "cells": Array([0, 1]),
        "numbers": Array([1, 2], dtype="uint8"),
        "y": Array([[0, 1], [2, 6], [4, 5]], ["n"], "int16", 0.5),
    }
    ends = {1: ("a", "b"), 2: ("c", "d"), 3: ("e", "f")}
    panels = [
        Bars("b", "bn", "bars", "cells", "numbers", "layer", "numbers", "std", ends, "n", "percent", {1: 2, 2: 3, 3: 0}, "n"),
        Lines(
            "l", "ln", [Series("s", "y", "y", "y", "dashed", 1)], (0, np.float64(5)), (0, 5), False, 1, 2,
            {np.int64(3): "three"}, "step", 100, True, "none",
        ),
        Plane(
            "p", "pn", [Mark("m", "y", "y", "dots", 4)], (0, 5), (0, 6), (0, 5), (0, 6), "x", "y",
            {5: "end"}, {0: "start"}, True, 99, "numbers",
        ),
    ]  # fmt: skip
    sentences = [("tag", "good", "{v}", {"v": (0, 5)}), ("", "bad", "No.")]
    words = [Words({"v": ("y", -1, "number")}, [("", "plain", "Never.", {"v": 7}), *sentences])]
    explorer = Explorer("name", "t", "sub", [size], arrays, panels, words, {"n": 3})
    whole, step = {"along": [], "step": 1.0}, {"along": ["n"], "step": 0.5}
    return explorer, {
        "name": "name",
        "title": "t",
        "subtitle": "sub",
        "start": {"n": 2},
        "controls": [
            {"name": "n", "label": "size", "texts": ["one", "two", "three"], "keys": ["a", "b", "c"], "kind": "radio",
             "marks": [[2, "most"]]}
        ],
        "arrays": {
            "bars": {"dtype": "uint8", "shape": [2, 4], "offset": 0} | whole,
            "cells": {"dtype": "float32", "shape": [2], "offset": 8} | whole,
            "numbers": {"dtype": "uint8", "shape": [2], "offset": 16} | whole,
            "y": {"dtype": "int16", "shape": [3, 2], "offset": 24} | step,
            "words 1": {"dtype": "uint8", "shape": [3, 1], "offset": 40} | whole | {"along": ["n"]},
        },
        "panels": [
            {"kind": "bars", "title": "b", "note": "bn", "heights": "bars", "cells": "cells", "numbers": "numbers",
             "heading": "layer", "caption": "numbers", "caption_label": "std", "caption_format": "percent", "colour": [2, 3, 0], "colour_by": "n",
             "ends": [["a", "b"], ["c", "d"], ["e", "f"]], "ends_by": "n"},
            {"kind": "lines", "title": "l", "note": "ln", "y_range": [0, 5], "ticks": [0, 5], "log": False, "x_first": 1,
             "series": [{"label": "s", "y": "y", "low": "y", "high": "y", "style": "dashed", "colour": 1, "until": None}],
             "x_step": 2, "x_labels": {"3": "three"}, "x_title": "step", "height": 100, "half": True, "nothing": "none", "ended": ""},
            {"kind": "plane", "title": "p", "note": "pn", "x_range": [0, 5], "y_range": [0, 6], "x_ticks": [0, 5],
             "marks": [{"label": "m", "x": "y", "y": "y", "style": "dots", "colour": 4}], "y_ticks": [0, 6],
             "x_title": "x", "y_title": "y", "x_labels": [None, "end"], "y_labels": ["start", None], "square": True,
             "height": 99, "scale": "numbers"},
        ],
        "words": [
            {"case": "words 1", "sentences": [["tag", "good", "{v}"], ["", "bad", "No."]], "values": {"v": ["y", -1, "number"]},
             "room": {"tag": "tag", "texts": ["No."]}}
        ],
    }  # fmt: skip


def test_the_page_gets_everything_under_the_names_that_it_reads():
    """The scripts, the stored notebooks and the comparison of explorers read these names."""
    explorer, spec = everything()
    assert explorer.spec == spec
    assert json.loads(json.dumps(explorer.spec)) == spec, "and JSON has them all, numpy's numbers included"
    assert len(explorer.table) == 48 and explorer.index == {"n": 2}
    assert unpacked(spec, explorer.table)["words 1"].ravel().tolist() == [0, 1, 0]


def test_no_nan_reaches_the_page_even_if_another_check_lets_it_through(monkeypatch):
    monkeypatch.setattr("wi_lib.explorers.engine.check", lambda *parts: None)
    tiny(**line())
    with pytest.raises(ValueError, match="not JSON compliant"):
        tiny(**line(y_range=(0, np.nan)))


@pytest.mark.parametrize("ends", [(-np.finfo(np.float32).max, 1), (0, np.finfo(np.float32).max)])
def test_float32_reaches_its_ends(ends):
    explorer = tiny(arrays={"y": Array([ends] * 3, ["n"])})
    assert unpacked(explorer.spec, explorer.table)["y"][0] == pytest.approx(ends, rel=1e-7)


def test_what_is_said_without_words_is_nothing():
    assert [said for _, said in tiny().sentences()] == [(), (), ()]


@pytest.mark.parametrize(
    "dtype, step, worst",
    [("float32", 1.0, 2e-7), ("float64", 1.0, 0), ("uint8", 1.0, 0), ("int16", 0.01, 0.0051), ("int16", 2.0, 1)],
)
def test_arrays_travel_in_each_form(dtype, step, worst):
    data = np.linspace(0, 255, 3 * 7).reshape(3, 7)
    data = np.rint(data) if dtype == "uint8" else data
    panel = Lines("line", "", [Series("y", "y")], (0, 255), [0])
    explorer = tiny(
        arrays={"odd": Array(np.ones((3, 1)), ["n"], "uint8"), "y": Array(data, ["n"], dtype, step)}, panels=[panel]
    )
    assert unpacked(json.loads(json.dumps(explorer.spec)), explorer.table)["y"] == pytest.approx(
        data, rel=worst if step == 1 else 0, abs=worst
    )
    for index in range(3):
        explorer.index = {"n": index}
        assert (explorer.slice("y") == unpacked(explorer.spec, explorer.table)["y"][index]).all()
    offsets = [about["offset"] for about in explorer.spec["arrays"].values()]
    assert all(offset % 8 == 0 for offset in offsets), "typed arrays in JavaScript need aligned starts"


def test_int16_reaches_its_ends_and_no_further():
    panel = Lines("line", "", [Series("y", "y")], (-400, 400), [0])
    explorer = tiny(arrays={"y": Array([[-327.67], [0], [327.67]], ["n"], "int16", 0.01)}, panels=[panel])
    assert unpacked(explorer.spec, explorer.table)["y"].ravel() == pytest.approx([-327.67, 0, 327.67])
    with pytest.raises(
        ValueError, match=r"must stay within ±327.67, 32,767 steps of 0.01, .*; received -327.68 to 327.67"
    ):
        tiny(arrays={"y": Array([[-327.68], [0], [327.67]], ["n"], "int16", 0.01)}, panels=[panel])


@pytest.mark.parametrize("dtype", ["float32", "float64", "int16"])
def test_nan_marks_what_does_not_exist(dtype):
    explorer = tiny(arrays={"y": Array([[1, np.nan], [2, np.nan], [3, 4]], ["n"], dtype)})
    assert np.isnan(explorer.slice("y")[1])


# ---- What does not fit is refused ---------------------------------------------------------------------------------


def line(**changes):
    return {
        "panels": [
            Lines(
                **(
                    {"title": "p", "note": "", "series": [Series("y", "y")], "y_range": (0, 5), "ticks": [0, 5]}
                    | changes
                )
            )
        ]
    }


def plane(*marks, **changes):
    marks = marks or (Mark("m", "y", "y"),)
    parts = {
        "title": "p",
        "note": "",
        "marks": marks,
        "x_range": (0, 5),
        "y_range": (0, 5),
        "x_ticks": [0],
        "y_ticks": [0],
    }
    return {"panels": [Plane(**(parts | changes))]}


def bars(arrays=(), **changes):
    parts = {"title": "p", "note": "", "heights": "bars", "cells": "cells", "numbers": "numbers", "heading": "layer", "caption": "share",
             "caption_label": "std", "ends": ("0", "1")}  # fmt: skip
    fitting = {
        "bars": Array(np.full((3, 2, 4), 255), ["n"], "uint8"), "cells": Array([[0, np.nan], [0, 1], [1, np.nan]], ["n"]),
        "numbers": Array([1, 2], dtype="uint8"), "share": Array([[1, 2], [3, 4], [np.nan, 6]], ["n"]),
    }  # fmt: skip
    return {"panels": [Bars(**(parts | changes))], "arrays": fitting | dict(arrays)}


def fields(arrays=(), controls=None, **changes):
    parts = {"title": "p", "note": "", "columns": "n", "rows": "m", "column_title": "size", "row_title": "kind", "values": "ends", "ends": (0, 1),
             "missing": "×", "missing_label": "none", "framed": "framed", "frames": ("one", "two")}  # fmt: skip
    fitting = {"ends": Array([[0, 0.5, 1], [1, np.nan, 0]]), "framed": Array([0, 1, 2])}
    controls = controls or [
        Control("n", "size", [1, 2, 3], kind="field"),
        Control("m", "kind", ["a", "b"], kind="field"),
    ]
    return {"panels": [Fields(**(parts | changes))], "arrays": fitting | dict(arrays), "controls": controls}


def net(arrays=(), series=None, **changes):
    def ribbon(y="power", low="power", high="power", **more):
        return Ribbon(**({"label": "r", "note": "", "y": y, "low": low, "high": high, "theory": "power"} | more))

    series = [ribbon(**one) for one in series or ({}, {})]
    parts = {"title": "p", "note": "", "units": "units", "inputs": ["a", "b"], "weights": "weights", "strength": "strength",
             "series": series, "near": ribbon("near", "near", "near", theory="near"), "y_range": (-9, 1), "layers": ["input", "layer 1", "layer 2"]}  # fmt: skip
    fitting = {
        "units": Array(np.zeros((3, 2, 3, 4)), ["n"], "uint8"), "weights": Array(np.ones((2, 4, 4)), dtype="int16"), "strength": Array([0.5]),
        "power": Array([[0, -1, -2], [0, -10, -20], [0, 1, 2]], ["n"]), "near": Array([0.1, 0.5, 1]),
    }  # fmt: skip
    return {"panels": [Net(**(parts | changes))], "arrays": fitting | dict(arrays)}


def wide(arrays=(), **parts):
    """A tiny explorer with a second control, so that a state has two names."""
    controls = [Control("n", "size", [1, 2, 3], start=2), Control("m", "kind", ["a", "b"])]
    return tiny(**(parts | {"controls": controls, "arrays": parts.get("arrays", {}) | dict(arrays)}))


def once(there, elsewhere=(1, 2, 3)):
    """An array of `wide` that is `there` at n = 2, m = b, and `elsewhere` in all other states."""
    return Array([[elsewhere, elsewhere], [elsewhere, there], [elsewhere, elsewhere]], ["n", "m"])


def say(text="{v}", value=("y", 0, "number"), case=(0, 0, 0), tag="tag", tone="plain", limits=(), **arrays):
    arrays = {name: Array(data, ["n"]) for name, data in ({"y": np.arange(6).reshape(3, 2)} | arrays).items()}
    arrays["case"] = Array(np.reshape(case, (3, 1)), ["n"])
    values = {"v": value, "case": ("case", 0, "integer")}
    sentences = [(tag, tone, text, {"case": 0} | dict(limits)), ("", "plain", "Nothing.", {"case": 1})]
    return {"arrays": arrays, "words": [Words(values, sentences)]}


def array(data, along=("n",), **form):
    return {"arrays": {"y": Array(data, along, **form)}}


REFUSED = {
    # controls
    "no values": (lambda: Control("n", "", []), "values of control 'n' must not be empty"),
    "a value twice": (lambda: Control("n", "", [1, 2, 1.0]), "values of control 'n' must differ; received 1.0 twice"),
    "texts": (lambda: Control("n", "", [1, 2], ["one"]), "must be 2, one a value; received 1"),
    "texts that are none": (lambda: Control("n", "", [1], [1]), "label, texts, marks and keys of control 'n' must be text; received 1 (int)"),
    "kind": (lambda: Control("n", "", [1], kind="dial"), "kind must be one of 'slider', 'radio', 'select', 'play', 'field'; received 'dial'"),
    "start": (lambda: Control("n", "", [1, 2], start=3), "start and marks of control 'n' must be one of 1, 2; received 3"),
    "mark": (lambda: Control("n", "", [1, 2], marks={7: "seven"}), "start and marks of control 'n' must be one of 1, 2; received 7"),
    "name": (lambda: Control("weight std", "", [1]), "must be an identifier, such as 'std'; received 'weight std'"),
    "label of a series": (lambda: Series(1, "y"), "label of a series must be text; received 1 (int)"),
    "label of a mark": (lambda: Mark(1, "y", "y"), "label of a mark must be text; received 1 (int)"),
    "name of other letters": (lambda: Control("größe", "", [1]), "must be an identifier, such as 'std'; received 'größe'"),
    "keys": (lambda: Control("n", "", [1, 2], keys=["one"]), "keys of control 'n' must be 2, one a value; received 1"),
    "keys that are none": (lambda: Control("n", "", [1], keys=[1]), "must be text; received 1 (int)"),
    "a key with a space": (lambda: Control("n", "", [1], keys=["a b"]), "keys of control 'n' must be of small letters, digits and .+-, such as 'he' or '0.01'; received 'a b'"),
    "a value that makes no key": (lambda: Control("n", "", ["σ"]), "must be of small letters, digits and .+-, such as 'he' or '0.01'; received ''"),
    "a key twice": (lambda: Control("n", "", ["He", "he"]), "keys of control 'n' must differ; received 'he' twice"),
    "numbers of one key": (lambda: Control("n", "", [1.0, 1.00001]), "keys of control 'n' must differ; received '1' twice"),
    "explorer's name": (lambda: tiny(name="My explorer"), "name of an explorer must be of small letters, such as 'signal'; received 'My explorer'"),
    "explorer without a name": (lambda: tiny(name=""), "such as 'signal'; received ''"),
    "start of another": (lambda: tiny(start={"m": 1}), "start must be one of 'n'; received 'm'"),
    "start that is no dict": (lambda: tiny(start=2), "start must be a dict, name -> value; received int"),
    "start in no grid": (lambda: tiny(start={"n": 4}), "start 'n' must be one of 1, 2, 3; received 4"),
    "cuts": (lambda: graded("v", (2, 1), [("", "plain", "")] * 3), "cuts must increase; received (2, 1)"),
    "two equal cuts": (lambda: graded("v", (1, 1), [("", "plain", "")] * 3), "cuts must increase; received (1, 1)"),
    "a sentence too few": (lambda: graded("v", (1, 2), [("", "plain", "")] * 2), "sentences must be 3, one more than the cuts; received 2"),
    "title": (lambda: tiny(title=1), "name, title and subtitle must be text; received 1 (int)"),
    "subtitle": (lambda: tiny(subtitle=1), "name, title and subtitle must be text; received 1 (int)"),
    "a control that is none": (lambda: tiny(controls=["n"]), "controls must each be Control; received 'n'"),
    "two of a name": (lambda: tiny(controls=[Control("n", "", [1, 2, 3])] * 2), "names of controls must differ; received n, n"),
    # arrays
    "array's name": (lambda: tiny(arrays={"y 1": Array([1.0])}), "names of arrays must be identifiers, such as 'std'; received 'y 1'"),
    "shape": (lambda: tiny(**array(np.ones((2, 2)))), "must have leading axes (3,)"),
    "no own axis": (lambda: tiny(**array(np.ones(3))), "at least one axis of its own"),
    "empty": (lambda: tiny(**array(np.ones((3, 0)))), "not be empty; received shape (3, 0)"),
    "control": (lambda: tiny(**array(np.ones((3, 2)), ["m"])), "must be one of 'n'; received 'm'"),
    "along as text": (lambda: tiny(**array(np.ones((3, 2)), "n")), "must be a list of controls' names; received 'n'"),
    "along twice": (lambda: tiny(**array(np.ones((3, 3)), ["n", "n"])), "must name every control once; received ['n', 'n']"),
    "text": (lambda: tiny(**array([["a"]] * 3)), "array 'y' must be an array of numbers"),
    "dtype": (lambda: tiny(**array(np.ones((3, 2)), dtype="float16")), "dtype of array 'y' must be one of 'uint8', 'int16', 'float32', 'float64'; received 'float16'"),
    "above uint8": (lambda: tiny(**array(np.full((3, 2), 300), dtype="uint8")), "must be whole numbers from 0 to 255 to travel as uint8; received 300"),
    "just above uint8": (lambda: tiny(**array([[0, 255], [255, 256], [0, 257]], dtype="uint8")), "array 'y' must be whole numbers from 0 to 255 to travel as uint8; received 256"),
    "below uint8": (lambda: tiny(**array([[0, 255], [1, -1], [0, -2]], dtype="uint8")), "received -1"),
    "between uint8": (lambda: tiny(**array([[0, 255], [1, 0.5], [0, 1.5]], dtype="uint8")), "received 0.5"),
    "nan as uint8": (lambda: tiny(**array([[0, 255], [1, np.nan], [0, 1]], dtype="uint8")), "received nan"),
    "infinite": (lambda: tiny(**array([[np.inf, 1]] * 3)), "must not be infinite"),
    "infinite int16": (lambda: tiny(**array([[-np.inf, 1]] * 3, dtype="int16")), "must not be infinite"),
    "beyond float32": (lambda: tiny(**array([[1e39, 1]] * 3)), "must stay within ±3.4e+38 to travel as float32; received 1 to 1e+39"),
    "below float32": (lambda: tiny(**array([[-1e39, 1]] * 3)), "array 'y' must stay within ±3.4e+38 to travel as float32; received -1e+39 to 1"),
    "one lost in float32": (lambda: tiny(**array([[1, 1e-50], [0, 2], [1, 1e-51]])), "received 1e-50"),
    "lost in float32": (lambda: tiny(**array([[1e-50, 1]] * 3)), "must be 0 or at least 1.4e-45 in size to travel as float32; received 1e-50"),
    "beyond int16": (lambda: tiny(**array([[40000, 1]] * 3, dtype="int16")), "must stay within ±32767"),
    "no step": (lambda: tiny(**array(np.ones((3, 2)), dtype="int16", step=0)), "step of array 'y' must be finite and greater than 0; received 0"),
    "step without int16": (lambda: tiny(**array(np.ones((3, 2)), step=0.1)), "only int16 has steps; received 0.1 with float32"),
    # lines
    "series": (lambda: tiny(**line(series=[Series("s", "z")])), "array in series 's' in panel 1, 'p' must be one of 'y'; received 'z'"),
    "no series": (lambda: tiny(**line(series=[])), "series of panel 1, 'p' must not be empty"),
    "line style": (lambda: Series("y", "y", style="dotted"), "style must be one of 'line', 'dashed', 'here', 'crosses'; received 'dotted'"),
    "half a band": (lambda: Series("y", "y", low="y"), "low and high must be given together"),
    "colour": (lambda: tiny(**line(series=[Series("y", "y", colour=5)])), "colour in panel 1, 'p' must be a whole number, from 0 to 4; received 5"),
    "range upside down": (lambda: tiny(**line(y_range=(5, 0))), "y_range of panel 1, 'p' must be (low, high) with low below high, both finite; received (5, 0)"),
    "range of nan": (lambda: tiny(**line(y_range=(0, np.nan))), "y_range of panel 1, 'p' must be (low, high) with low below high, both finite; received (0, nan)"),
    "range of one number": (lambda: tiny(**line(y_range=5)), "y_range of panel 1, 'p' must be a list of two numbers, (low, high); received 5 (int)"),
    "tick outside": (lambda: tiny(**line(ticks=[0, 9])), "every tick of panel 1, 'p' must be from 0 to 5; received 9"),
    "log tick": (lambda: tiny(**line(ticks=[0.5], log=True)), "must be whole numbers, powers of ten; received (0.5,)"),
    "label at no point": (lambda: tiny(**line(x_labels={2: "two"})), "must belong to points, 0 to 1 in steps of 1; received 2"),
    "label between points": (lambda: tiny(**array([0, 1, 2], []) | line(x_labels={2: "two"}, x_first=1, x_step=2)), "x_labels of panel 1, 'p' must belong to points, 1 to 5 in steps of 2; received 2"),
    "half a first point": (lambda: tiny(**line(x_first=0.5)), "x_first of panel 1, 'p' must be a whole number; received 0.5"),
    "step of points": (lambda: tiny(**line(x_step=0)), "x_step of panel 1, 'p' must be a whole number, finite and at least 1; received 0"),
    "height": (lambda: tiny(**line(height=math.inf)), "height of panel 1, 'p' must be a whole number; received inf"),
    "a low panel": (lambda: tiny(**line(height=59)), "height of panel 1, 'p' must be a whole number, finite and at least 60; received 59"),
    "until no control": (lambda: tiny(**line(series=[Series("s", "y", until="k")])), "until of series 's' in panel 1, 'p' must be one of 'n'; received 'k'"),
    "until more than there is": (lambda: wide({"y": Array(np.ones((2, 4)), ["m"])}, **line(series=[Series("s", "y", until="n")])),
                                 "series 's' in panel 1, 'p' must have a point for each of the 3 values of 'n', until which it is drawn; received 4 points"),
    "nothing in view": (lambda: tiny(**line(y_range=(10, 20), ticks=[])), "series 'y' ('y') in panel 1, 'p' must have a point inside the y_range (10, 20) in some state; received none"),
    "nothing at all": (lambda: tiny(**array(np.full((3, 2), np.nan))), "in some state; received none"),
    "band of other length": (lambda: tiny(arrays={"y": Array([1, 2]), "b": Array([1, 2, 3])}, **line(series=[Series("y", "y", "b", "b")])),
                             "must have equal numbers of points; received 'y' with 2, 'b' with 3"),
    "gap in a band": (lambda: tiny(arrays={"y": Array([1, 2]), "b": Array([1, np.nan])}, **line(series=[Series("y", "y", "b", "b")])),
                      "low at most high, wherever 'y' has a point; that is not so at every state"),
    "gap in a band in one state": (lambda: wide({"y": Array([1, 2, 3]), "b": once([1, 2, np.nan], [1, 2, 3])}, **line(series=[Series("y", "y", "b", "b")])),
                                   "low 'b' and high 'b' in panel 1, 'p' must be numbers, low at most high, wherever 'y' has a point; that is not so at n = 2, m = b"),
    # planes
    "mark style": (lambda: Mark("y", "y", "y", "star"), "style must be one of 'line', 'dashed', 'path', 'dots', 'hollow', 'crosses', 'arrows', 'rule', 'dotted'; received 'star'"),
    "plane": (lambda: tiny(**plane(Mark("m", "y", "q"))), "array in mark 'm' ('y', 'q') in panel 1, 'p' must be one of 'y'; received 'q'"),
    "no marks": (lambda: tiny(panels=[Plane("p", "", [], (0, 1), (0, 1), [], [])]), "marks of panel 1, 'p' must not be empty"),
    "x and y": (lambda: tiny(arrays={"y": Array([1, 2]), "x": Array([1])}, **plane(Mark("m", "x", "y"))),
                "arrays of mark 'm' ('x', 'y') in panel 1, 'p' must have equal numbers of points; received 'x' with 1, 'y' with 2"),
    "mark's colour": (lambda: tiny(**plane(Mark("m", "y", "y", colour=-1))), "colour in panel 1, 'p' must be a whole number, from 0 to 4; received -1"),
    "a low plane": (lambda: tiny(**plane(height=59)), "height of panel 1, 'p' must be a whole number, finite and at least 60; received 59"),
    "a plane without a width": (lambda: tiny(**plane(x_range=(0, 0))), "x_range of panel 1, 'p' must be (low, high) with low below high, both finite; received (0, 0)"),
    "a plane's tick outside": (lambda: tiny(**plane(y_ticks=[6])), "every tick of panel 1, 'p' must be from 0 to 5; received 6"),
    "a mark out of view": (lambda: tiny(**plane(x_range=(8, 9), x_ticks=[])), "mark 'm' ('y', 'y') in panel 1, 'p' must have a point inside the ranges ((8, 9), (0, 5)) in some state; received none"),
    "scale of no array": (lambda: tiny(**plane(scale="q")), "array in scale of panel 1, 'p' must be one of 'y'; received 'q'"),
    "a scale of 0": (lambda: tiny(arrays={"y": Array([1.0]), "scale": Array([[1], [0], [2]], ["n"])}, **plane(scale="scale")), "scale 'scale' of panel 1, 'p' must be above 0; received 0 at n = 2"),
    "label at no tick": (lambda: tiny(**plane(x_labels={3: "three"})), "x_labels of panel 1, 'p' must be one of 0; received 3"),
    "blank in a state": (lambda: tiny(**plane(x_range=(0, 1.5))), "would be blank at n = 2: all of its points lie outside its axes"),
    "blank in one state of many": (lambda: wide({"y": once([6, 7, 8])}, **plane()), "panel 1, 'p' would be blank at n = 2, m = b"),
    # bars
    "bars": (lambda: tiny(**bars(heights="q")), "array in panel 1, 'p' must be one of 'bars', 'cells', 'numbers', 'share'; received 'q'"),
    "bars' caption": (lambda: tiny(**bars(caption="q")), "array in panel 1, 'p' must be one of 'bars', 'cells', 'numbers', 'share'; received 'q'"),
    "bars' cells": (lambda: tiny(**bars(cells="q")), "array in panel 1, 'p' must be one of 'bars', 'cells', 'numbers', 'share'; received 'q'"),
    "bars' colour": (lambda: tiny(**bars(colour=5)), "colour in panel 1, 'p' must be a whole number, from 0 to 4; received 5"),
    "colours for some": (lambda: tiny(**bars(colour={1: 1}, colour_by="n")), "colour of panel 1, 'p' must have one for each of 1, 2, 3; received {1: 1}"),
    "heights of another kind": (lambda: tiny(**bars({"bars": Array(np.ones((2, 4)))})), "heights 'bars' of panel 1, 'p' must be of dtype uint8; received float32"),
    "heights without bins": (lambda: tiny(**bars(heights="share")), "array 'share' in panel 1, 'p' must have two axes of its own, (rows, bins); received (2,)"),
    "rows": (lambda: tiny(**bars({"numbers": Array([1, 2, 3])})), "array 'numbers' of panel 1, 'p' must have 2 rows, as 'bars' has; received 3"),
    "cell of no row": (lambda: tiny(**bars({"cells": Array([[0], [1], [2]], ["n"])})), "must be rows from 0 to 1; received 2 at n = 3"),
    "no cell": (lambda: tiny(**bars({"cells": Array([[0], [np.nan], [1]], ["n"])})), "received only NaN at n = 2"),
    "no cell in one state": (lambda: wide(**bars({"cells": once([np.nan] * 3, [0, 0, 1])})), "cells 'cells' of panel 1, 'p' must name a row in every state; received only NaN at n = 2, m = b"),
    "a cell of no row in one state": (lambda: wide(**bars({"cells": once([0, 0, 2], [0, 0, 0])})), "cells 'cells' of panel 1, 'p' must be rows from 0 to 1; received 2 at n = 2, m = b"),
    "half a row": (lambda: tiny(**bars({"cells": Array([0.5])})), "must be rows from 0 to 1; received 0.5 at every state"),
    "caption of nothing": (lambda: tiny(**bars({"cells": Array([0])})), "'share' of panel 1, 'p' must have a number for every row that is shown; received nan at n = 3"),
    "flat bars": (lambda: tiny(**bars({"bars": Array(np.zeros((2, 4)), dtype="uint8")})), "must have a bar for every row that is shown; received 0"),
    "a flat bar among others": (lambda: tiny(**bars({"bars": Array([[9, 9], [0, 0]], dtype="uint8"), "cells": Array([[0], [1], [0]], ["n"]), "share": Array([1, 1])})),
                                "array 'bars' of panel 1, 'p' must have a bar for every row that is shown; received 0 at n = 2"),
    "a caption of nothing in one state": (lambda: wide(**bars({"share": once([1, np.nan], [1, 2]), "cells": Array([0, 1, 1])})),
                                          "array 'share' of panel 1, 'p' must have a number for every row that is shown; received nan at n = 2, m = b"),
    "half a number": (lambda: tiny(**bars({"numbers": Array([1, 1.5])})), "array 'numbers' of panel 1, 'p' must have a whole number for every row that is shown; received 1.5 at n = 2"),
    "caption's format": (lambda: tiny(**bars(caption_format="roman")), "caption_format of panel 1, 'p' must be one of 'number', 'percent', 'integer', 'times'; received 'roman'"),
    "ends": (lambda: tiny(**bars(ends=("0",))), "ends of panel 1, 'p' must be a pair of texts; received ('0',)"),
    "ends in one": (lambda: tiny(**bars(ends="01")), "ends of panel 1, 'p' must be a list of two texts; received '01' (str)"),
    "ends by no control": (lambda: tiny(**bars(ends={}, ends_by="m")), "ends_by of panel 1, 'p' must be one of 'n'; received 'm'"),
    "ends for some": (lambda: tiny(**bars(ends={1: ("0", "1")}, ends_by="n")), "ends of panel 1, 'p' must have one for each of 1, 2, 3"),
    # nets
    "units of two axes": (lambda: tiny(**net({"units": Array(np.zeros((3, 4)), dtype="uint8")})), "array 'units' in panel 1, 'p' must have 3 axes of its own; received (3, 4)"),
    "units of another kind": (lambda: tiny(**net({"units": Array(np.zeros((2, 3, 4)))})), "units 'units' of panel 1, 'p' must be of dtype uint8; received float32"),
    "an input too few": (lambda: tiny(**net(inputs=["a"])), "inputs of panel 1, 'p' must be 2, as 'units' has; received 1"),
    "a layer too many": (lambda: tiny(**net(layers=["input", "1", "2", "3"])), "layers of panel 1, 'p' must be 3, as 'units' has; received 4"),
    "an input alone": (lambda: tiny(**net({"units": Array(np.zeros((2, 1, 4)), dtype="uint8")}, layers=["input"])), "layers of panel 1, 'p' must be at least 2, the input and one more; received 1"),
    "weights of other units": (lambda: tiny(**net({"weights": Array(np.ones((2, 4, 3)))})), "array 'weights' of panel 1, 'p' must have the own shape (2, 4, 4); received (2, 4, 3)"),
    "weights too large": (lambda: tiny(**net({"weights": Array(np.full((2, 4, 4), 4))})), "array 'weights' of panel 1, 'p' must have numbers from -3 to 3; received 4 at every state"),
    "weights between": (lambda: tiny(**net({"weights": Array(np.full((2, 4, 4), 0.5))})), "weights 'weights' of panel 1, 'p' must be whole numbers; received 0.5 at every state"),
    "weights too large in one state": (lambda: wide(**net({"weights": once(np.full((2, 4, 4), -4), np.ones((2, 4, 4)))})), "array 'weights' of panel 1, 'p' must have numbers from -3 to 3; received -4 at n = 2, m = b"),
    "strength of no array": (lambda: tiny(**net(strength="q")), "array in panel 1, 'p' must be one of 'units', 'weights', 'strength', 'power', 'near'; received 'q'"),
    "thickness upside down": (lambda: tiny(**net(y_range=(1, -9))), "y_range of panel 1, 'p' must be (low, high) with low below high, both finite; received (1, -9)"),
    "strength": (lambda: tiny(**net({"strength": Array([[0.5], [1.5], [1]], ["n"])})), "array 'strength' of panel 1, 'p' must have numbers from 0 to 1; received 1.5 at n = 2"),
    "one ribbon": (lambda: tiny(**net(series=[{}])), "series of panel 1, 'p' must be two ribbons, forwards and back; received 1"),
    "a gap in a ribbon": (lambda: tiny(**net({"power": Array([[0, 0, 0], [0, 0, np.nan], [0, 0, 0]], ["n"])})), "array 'power' of ribbon 'r' in panel 1, 'p' must have all of its numbers; received nan at n = 2"),
    "a ribbon outside its band": (lambda: tiny(**net(series=[{"low": "near"}, {}])), "low 'near' and high 'power' of ribbon 'r' in panel 1, 'p' must have 'power' between them; that is not so at n = 1"),
    "a ribbon outside its band in one state": (lambda: wide(**net({"low": once([0, 0, 2], [-9] * 3), "power": Array([0, 0, 1])}, series=[{"low": "low"}, {}])),
                                               "low 'low' and high 'power' of ribbon 'r' in panel 1, 'p' must have 'power' between them; that is not so at n = 2, m = b"),
    "a near input beyond": (lambda: tiny(**net({"near": Array([0.1, 1, 1.1])})), "array 'near' of ribbon 'r' in panel 1, 'p' must have numbers from 0 to 1; received 1.1 at every state"),
    "a ribbon out of view": (lambda: tiny(**net(y_range=(5, 6))), "ribbon 'r' in panel 1, 'p' must have a point inside the y_range (5, 6) in some state"),
    "ribbon's colour": (lambda: tiny(**net(series=[{"colour": 9}, {}])), "colour in ribbon 'r' in panel 1, 'p' must be a whole number, from"),
    "format of a ribbon's power": (lambda: tiny(**net() | {"words": [Words({"v": ("power", 0, "integer")}, [("", "plain", "{v}")])]}), "must be 'number', for 'power' holds powers of ten"),
    # fields
    "a field of no map": (lambda: tiny(controls=[Control("n", "size", [1, 2, 3], kind="field")]), "control 'n' of kind 'field' must be the rows or columns of a Fields panel; it is of none"),
    "rows of no control": (lambda: tiny(**fields(rows="k")), "control in panel 1, 'p' must be one of 'n', 'm'; received 'k'"),
    "rows as columns": (lambda: tiny(**fields(rows="n")), "rows and columns of panel 1, 'p' must be two controls; received 'n' twice"),
    "a slider's rows": (lambda: tiny(**fields(controls=[Control("n", "", [1, 2, 3], kind="field"), Control("m", "", ["a", "b"])])), "control 'm' of panel 1, 'p' must be of kind 'field'; received 'slider'"),
    "a map of other fields": (lambda: tiny(**fields({"ends": Array(np.ones((3, 2)))})), "array 'ends' of panel 1, 'p' must have the own shape (2, 3); received (3, 2)"),
    "a map that follows itself": (lambda: tiny(**fields({"ends": Array(np.ones((3, 2, 3)), ["n"])})), "array 'ends' of panel 1, 'p' must not follow 'n': the map shows all of its values"),
    "a field beyond the ends": (lambda: tiny(**fields({"ends": Array(np.full((2, 3), 2))})), "array 'ends' of panel 1, 'p' must have numbers from 0 to 1; received 2 at every state"),
    "a third frame": (lambda: tiny(**fields({"framed": Array([0, 1, 3])})), "array 'framed' of panel 1, 'p' must have numbers from 0 to 2; received 3"),
    "a gap in the frames": (lambda: tiny(**fields({"framed": Array([0, 1, np.nan])})), "array 'framed' of panel 1, 'p' must have numbers from 0 to 2; received nan"),
    "one frame": (lambda: tiny(**fields(frames=("one",))), "frames of panel 1, 'p' must be a pair of texts; received ('one',)"),
    "ends of a map upside down": (lambda: tiny(**fields(ends=(1, 0))), "ends of panel 1, 'p' must be (low, high) with low below high, both finite; received (1, 0)"),
    "format of fields": (lambda: tiny(**fields(format="roman")), "format of panel 1, 'p' must be one of"),
    # words
    "sentences alone": (lambda: tiny(words=["It is."]), "words must each be Words; received 'It is.'"),
    "a panel that is none": (lambda: tiny(panels=[Series("y", "y")]), "panels must each be Bars or Lines or Plane or Net or Fields; received Series("),
    "an array that is none": (lambda: tiny(arrays={"y": np.ones((3, 2))}), "arrays must each be Array; received array("),
    "format of a band's power": (lambda: tiny(arrays={"y": Array([0.0]), "low": Array([0.0]), },
        words=[Words({"v": ("low", 0, "integer")}, [("", "plain", "{v}")])], **line(log=True, series=[Series("y", "y", "low", "y")])),
        "must be 'number', for 'low' holds powers of ten"),
    "nothing": (lambda: tiny(panels=[]), "must not both be empty"),
    "words": (lambda: tiny(words=[Words({"v": ("which", 0, "number")}, [("", "plain", "")])]), "array in value 'v' in words 1 must be one of 'y'; received 'which'"),
    "no sentence": (lambda: tiny(words=[Words({}, [])]), "sentences of words 1 must not be empty"),
    "a sentence of two parts": (lambda: tiny(words=[Words({}, [("", "plain")])]), "sentence 1 of words 1 must be (tag, tone, text), or (tag, tone, text, limits); received ('', 'plain')"),
    "value of two parts": (lambda: tiny(**say(value=("y", 0))), "value 'v' in words 1 must be (array, position, format); received ('y', 0)"),
    "value of two axes": (lambda: tiny(**say(value=("z", 0, "number"), z=np.ones((3, 2, 2)))), "array 'z' in value 'v' in words 1 must have one axis of its own; received (2, 2)"),
    "silence": (lambda: tiny(**say(case=(0, 1, 2))), "words 1 must have a sentence that is true in every state; none is at n = 3, where case = 2"),
    "silence between two": (lambda: tiny(**say(case=(0.5, 0, 1))), "none is at n = 1, where case = 0.5"),
    "silence below": (lambda: tiny(**say(limits={"v": (1, 5)})), "none is at n = 1, where case = 0, v = 0"),
    "silence of nan": (lambda: tiny(**say(case=(0, np.nan, 1))), "none is at n = 2, where case = nan"),
    "placeholder": (lambda: tiny(**say("{w}")), "placeholder in sentence 1 of words 1 must be one of 'v', 'case'; received 'w'"),
    "placeholder in a tag": (lambda: tiny(**say(tag="{w}")), "received 'w'"),
    "placeholder with a format": (lambda: tiny(**say("{v:.2f}")), "may have braces only around a name, as in {left}; received '{v:.2f}'"),
    "placeholder that JavaScript does not know": (lambda: tiny(**say("{größe}")), "may have braces only around a name"),
    "position": (lambda: tiny(**say(value=("y", 2, "number"))), "in the own axis of 'y', must be a whole number, from -2 to 1; received 2"),
    "position from the end": (lambda: tiny(**say(value=("y", -3, "number"))), "from -2 to 1; received -3"),
    "figure of nothing": (lambda: tiny(**say(value=("z", -2, "number"), z=[[1, 2], [3, np.nan], [4, 5]])),
                          "{v} of sentence 1 of words 1 must be a number wherever it is shown; it does not exist at n = 2"),
    "format": (lambda: tiny(**say(value=("y", 0, "roman"))), "received 'roman'"),
    "format of a power": (lambda: tiny(**say(value=("y", 0, "percent")), **line(log=True)), "must be 'number', for 'y' holds powers of ten"),
    "tone": (lambda: tiny(**say(tone="nice")), "tone of sentence 1 of words 1 must be one of 'good', 'bad', 'plain'; received 'nice'"),
    "bold": (lambda: tiny(**say("**{v}")), "between pairs of **"),
    "bold tag": (lambda: tiny(**say(tag="**a**")), "none in the tag; received '**a**'"),
    "limit of nothing": (lambda: tiny(**say(limits={"w": (0, 3)})), "limits of sentence 1 of words 1 must be one of 'v', 'case'; received 'w'"),
    "limits upside down": (lambda: tiny(**say(limits={"v": (3, 0)})), "limits of sentence 1 of words 1, 'v', must be (lowest, highest), or one number; received (3, 0)"),
    "limit of nan": (lambda: tiny(**say(limits={"v": np.nan})), "must be (lowest, highest), or one number; received nan"),
    "limit of text": (lambda: tiny(**say(limits={"v": "all"})), "must be (lowest, highest), or one number; received 'all'"),
    "three limits": (lambda: tiny(**say(limits={"v": (0, 1, 2)})), "must be (lowest, highest), or one number; received (0, 1, 2)"),
    # sweeps
    "grid": (lambda: sweep([1, 2], dict), "grid must be a dict, name -> values; received list"),
    "empty grid": (lambda: sweep({"n": []}, dict), "grid must have a value of every control; received {'n': []}"),
    "no dict": (lambda: sweep({"n": [1]}, lambda n: n), "measure must return a dict, name -> numbers; received 1 at n = 1"),
    "other names": (lambda: sweep({"n": "ab"}, lambda n: {n: 1}),
                    "the same names and shapes everywhere; received 'b' (1,) along () as float32 at n = 'b', and 'a' (1,) along () as float32 at n = 'a'"),
    "a name too few": (lambda: sweep({"n": (1, 0)}, lambda n: {"y": 1} if n else {}), "received nothing at n = 0, and 'y' (1,)"),
    "other shapes": (lambda: sweep({"n": (1, 2), "m": (3, 4)}, lambda n, m: {"y": [0] * n}), "received 'y' (2,) along () as float32 at n = 2, m = 3, and 'y' (1,)"),
    "other axes": (lambda: sweep({"n": (0, 1)}, lambda n: {"y": Array([1], ["m"][:n])}), "received 'y' (1,) along ('m',) as float32 at n = 1"),
    "other dtypes": (lambda: sweep({"n": ("int16", "uint8")}, lambda n: {"y": Array([1], dtype=n)}), "received 'y' (1,) along () as uint8 at n = 'uint8'"),
    "other steps": (lambda: sweep({"n": (1, 2)}, lambda n: {"y": Array([1], dtype="int16", step=n)}), "the same names and shapes everywhere"),
    "text in a sweep": (lambda: sweep({"n": [1]}, lambda n: {"y": "one"}), "'y' of measure must be an array of numbers; received str"),
    # what is asked later
    "slice": (lambda: tiny().slice("z"), "name must be one of 'y'; received 'z'"),
    "chosen value": (lambda: setattr(tiny(), "chosen", {"n": 9}), "n must be one of 1, 2, 3; received 9"),
    "chosen name": (lambda: setattr(tiny(), "chosen", {"m": 1}), "control must be one of 'n'; received 'm'"),
    "index": (lambda: setattr(tiny(), "index", {"n": 3}), "from 0 to 2; received 3"),
    "index of another": (lambda: setattr(tiny(), "index", {"m": 0}), "control must be one of 'n'; received 'm'"),
    "address of another": (lambda: setattr(tiny(), "address", "large:n=1"), "address must begin with 'tiny:', its explorer; received 'large:n=1'"),
    "address of a heading": (lambda: setattr(tiny(), "address", "tiny"), "address must begin with 'tiny:', its explorer; received 'tiny'"),
    "address of no control": (lambda: setattr(tiny(), "address", "tiny:m=1"), "control in address must be one of 'n'; received 'm'"),
    "address of no value": (lambda: setattr(tiny(), "address", "tiny:n=4"), "n in address must be one of '1', '2', '3'; received '4'"),
    "address without a key": (lambda: setattr(tiny(), "address", "tiny:n"), "n in address must be one of '1', '2', '3'; received ''"),
    "address with two values": (lambda: setattr(tiny(), "address", "tiny:n=1,n=2"), "address must name every control once; received 'tiny:n=1,n=2'"),
    "address of an empty part": (lambda: setattr(tiny(), "address", "tiny:n=1,"), "control in address must be one of 'n'; received ''"),
    "address that is no text": (lambda: setattr(tiny(), "address", 1), "address must be text"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused(case):
    call, message = REFUSED[case]
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        call()


#: Every text of a panel: the panel with a number in its place, and how the message calls it.
NO_TEXTS = {
    "title": (line(title=1), "title and note of panel 1, 1"),
    "note": (line(note=1), "title and note of panel 1, 'p'"),
    "x_title of lines": (line(x_title=1), "x_title, labels, nothing and ended of panel 1, 'p'"),
    "x_labels of lines": (line(x_labels={0: 1}), "x_title, labels, nothing and ended of panel 1, 'p'"),
    "nothing": (line(nothing=1), "x_title, labels, nothing and ended of panel 1, 'p'"),
    "x_title of a plane": (plane(x_title=1), "titles and labels of panel 1, 'p'"),
    "y_title of a plane": (plane(y_title=1), "titles and labels of panel 1, 'p'"),
    "x_labels of a plane": (plane(x_labels={0: 1}), "titles and labels of panel 1, 'p'"),
    "y_labels of a plane": (plane(y_labels={0: 1}), "titles and labels of panel 1, 'p'"),
    "heading": (bars(heading=1), "heading and caption_label of panel 1, 'p'"),
    "caption_label": (bars(caption_label=1), "heading and caption_label of panel 1, 'p'"),
    "ends": (bars(ends=("0", 1)), "ends of panel 1, 'p'"),
    "inputs": (net(inputs=["a", 1]), "inputs, layers and theory of panel 1, 'p'"),
    "layers": (net(layers=["input", "layer 1", 1]), "inputs, layers and theory of panel 1, 'p'"),
    "theory": (net(theory=1), "inputs, layers and theory of panel 1, 'p'"),
    "minus": (net(minus=1), "inputs, layers and theory of panel 1, 'p'"),
    "label of a ribbon": (net(series=[{}, {"label": 1}]), "label and note of ribbon 1 in panel 1, 'p'"),
    "note of a ribbon": (net(series=[{"note": 1}, {}]), "label and note of ribbon 'r' in panel 1, 'p'"),
    "column_title": (fields(column_title=1), "titles and labels of panel 1, 'p'"),
    "row_title": (fields(row_title=1), "titles and labels of panel 1, 'p'"),
    "missing": (fields(missing=1), "titles and labels of panel 1, 'p'"),
    "missing_label": (fields(missing_label=1), "titles and labels of panel 1, 'p'"),
    "frames": (fields(frames=("one", 1)), "frames of panel 1, 'p'"),
}


@pytest.mark.parametrize("part", NO_TEXTS)
def test_what_a_panel_says_must_be_text(part):
    parts, place = NO_TEXTS[part]
    with pytest.raises(TypeError, match=f"^{re.escape(place)} must be text; received 1 \\(int\\)"):
        tiny(**parts)


#: The parts from which the refused explorers were made, and what lies just within the limits.
FITTING = {
    "line": lambda: tiny(**line()),
    "line of the least height": lambda: tiny(**line(height=60)),
    "line at the lower end of its axis": lambda: tiny(**array([5, 5], []) | line(y_range=(5, 9), ticks=[5, 9])),
    "line at the upper end of its axis": lambda: tiny(**array([5, 5], []) | line()),
    "labels of the first and last point": lambda: tiny(**array([0, 1, 2], []) | line(x_labels={1: "one", 5: "five"}, x_first=1, x_step=2)),
    "line until a control": lambda: wide({"y": Array(np.ones((3, 2, 3)), ["n", "m"])}, **line(series=[Series("s", "y", until="n")])),
    "plane": lambda: tiny(**plane()),
    "plane of the least height": lambda: tiny(**plane(height=60)),
    "plane with a point in each corner": lambda: tiny(arrays={"x": Array([[0, -1], [0, -2], [5, 6]], ["n"]), "y": Array([[0, 3], [5, 2], [0, 2]], ["n"])}, **plane(Mark("m", "x", "y"))),
    "plane that grows with its points": lambda: tiny(arrays={"y": Array([[5.0], [10.0], [0.5]], ["n"]), "scale": Array([[1.0], [2.0], [0.1]], ["n"])}, **plane(scale="scale")),
    "plane with nothing to draw in a state": lambda: tiny(arrays={"x": Array([1, 2]), "y": Array([[1, 2], [np.nan, np.nan], [3, np.nan]], ["n"])}, **plane(Mark("m", "x", "y"))),
    "plane with nothing to draw in one state of many": lambda: wide({"y": once([np.nan] * 3)}, **plane()),
    "rule, which needs no y": lambda: tiny(arrays={"x": Array([1]), "y": Array([7, 8])}, **plane(Mark("m", "x", "y", "rule"))),
    "bars": lambda: tiny(**bars()),
    "bars with ends by a control": lambda: tiny(**bars(ends=dict.fromkeys((1, 2, 3), ("0", "1")), ends_by="n")),
    "one low bar in several cells": lambda: wide(
        **bars({"bars": Array(np.ones((3, 2, 1, 4)), ["n", "m"], "uint8"), "cells": once([np.nan, 0, 0], [0, np.nan, 0]), "numbers": Array([1]), "share": Array([0])})
    ),
    "net": lambda: tiny(**net()),
    "net of two layers": lambda: tiny(
        **net({"units": Array(np.zeros((2, 2, 4)), dtype="uint8"), "weights": Array(np.ones((1, 4, 4))), "power": Array([0, 0]), "near": Array([0, 1])}, layers=["input", "layer 1"])
    ),
    "hair": lambda: tiny(**net({"power": Array([-9, -9, -9])})),
    "full thickness": lambda: tiny(**net({"power": Array([1, 1, 1])})),
    "fields": lambda: tiny(**fields()),
    "words": lambda: tiny(**say()),
    "words with limits": lambda: tiny(**say(limits={"v": (0, 4)})),
    "words for one figure": lambda: tiny(**say(case=(0, 1, 1), limits={"v": 0})),
    "words of the last figure but one": lambda: tiny(**say(value=("z", -2, "number"), z=[[1, 2], [3, np.nan], [4, 5]], case=(0, 1, 0))),
    "words in bold": lambda: tiny(**say("**{v}** {v}", tag="{v}")),
}  # fmt: skip


@pytest.mark.parametrize("case", FITTING)
def test_what_does_fit_is_not(case):
    FITTING[case]()


def test_an_explorer_has_an_address_that_leads_back_to_its_state():
    controls = [Control("n", "size", [0.01, 1.0, 2**0.5], start=1.0), Control("rule", "rule", ["He", "σ = 1"], keys=["he", "one"]),
                Control("only", "only", [3])]  # fmt: skip
    explorer = tiny(controls=controls, arrays={"y": Array(np.arange(12).reshape(3, 2, 2), ["n", "rule"])})
    assert explorer.address == "tiny:n=1,rule=he", "a control with a single value needs no place in it"
    explorer.address = "tiny:rule=one"
    assert explorer.chosen == {"n": 1.0, "rule": "σ = 1", "only": 3}
    explorer.address = "tiny:n=1.414,rule=he,only=3"
    assert explorer.chosen == {"n": 2**0.5, "rule": "He", "only": 3} and explorer.address == "tiny:n=1.414,rule=he"
    explorer.address = "tiny:"
    assert explorer.address == "tiny:n=1.414,rule=he"


def test_the_first_sentence_that_is_true_is_said_and_one_that_never_is_stays_here():
    values = {"v": ("y", 0, "number"), "w": ("w", 0, "number")}
    sentences = [
        ("", "plain", "Never.", {"v": (5, math.inf)}),
        ("low", "plain", "{v}", {"v": (-math.inf, 2), "w": (0, 1)}),
        ("w", "good", "{w}", {"w": 7}),
        ("any", "bad", "{v}"),
        ("too late", "plain", "{v}"),
    ]
    arrays = {"y": Array(np.arange(6).reshape(3, 2), ["n"]), "w": Array([[1.0], [np.nan], [7.0]], ["n"])}
    explorer = tiny(arrays=arrays, words=[Words(values, sentences)])
    assert [said[0].tag for _, said in explorer.sentences()] == ["low", "any", "w"]
    assert explorer.unsaid == [sentences[0], sentences[4]]
    assert explorer.spec["words"][0]["sentences"] == [list(sentences[place][:3]) for place in (1, 2, 3)]
    assert [explorer.spec["arrays"]["words 1"][part] for part in ("along", "dtype")] == [["n"], "uint8"]


def test_a_figure_on_a_cut_belongs_to_the_lower_sentence():
    sentences = [("low", "plain", "{v}"), ("high", "plain", "{v}")]
    explorer = tiny(**say() | {"words": [Words({"v": ("y", 0, "number")}, graded("v", [2], sentences))]})
    assert [said[0].tag for _, said in explorer.sentences()] == ["low", "low", "high"]


def test_the_case_of_words_follows_only_the_controls_that_decide_on_it():
    controls = [Control("n", "size", [1, 2, 3]), Control("m", "m", [0, 1]), Control("only", "only", [3])]
    arrays = {"y": Array(np.arange(12).reshape(3, 2, 2), ["n", "m"]), "w": Array([[0], [1]], ["m"])}
    values = {"v": ("y", 0, "number"), "w": ("w", 0, "integer")}
    words = [
        Words(values, [("", "plain", "{v} {w}", {"w": 0}), ("", "plain", "{v}")]),
        Words(values, [("", "plain", "{v}")]),
    ]
    explorer = tiny(controls=controls, arrays=arrays, words=words)
    found = explorer.spec["arrays"]
    assert (found["words 1"]["along"], found["words 1"]["shape"]) == (["m"], [2, 1])
    assert (found["words 2"]["along"], found["words 2"]["shape"]) == ([], [1])
    assert [said[0].text for _, said in explorer.sentences()] == ["0 0", "2", "4 0", "6", "8 0", "10"]


def test_a_start_is_that_of_the_caller_before_that_of_the_control():
    assert tiny(start={"n": 3}).chosen == {"n": 3} and tiny(start={}).chosen == tiny(start=None).chosen == {"n": 2}
    assert (first_of((1, 2), 2), first_of((1, 2), 3)) == (2, 1)
    assert among((1, 2), {2: "two", 3: "three"}) == {2: "two"}


# ---- Sweeps -------------------------------------------------------------------------------------------------------


def test_a_sweep_stacks_what_was_measured_at_every_place():
    def measure(a, b):
        return {"sum": a + b, "pair": Array([[a, b]] * 2, ["c"], "int16", 0.5), "row": [a, b, 0]}

    found = sweep({"a": (1, 2, 3), "b": (10, 20)}, measure)
    assert {name: (array.data.shape, array.along, array.dtype, array.step) for name, array in found.items()} == {
        "sum": ((3, 2, 1), ("a", "b"), "float32", 1.0),
        "pair": ((3, 2, 2, 2), ("a", "b", "c"), "int16", 0.5),
        "row": ((3, 2, 3), ("a", "b"), "float32", 1.0),
    }
    assert found["sum"].data[..., 0].tolist() == [[11, 21], [12, 22], [13, 23]]
    assert found["pair"].data[2, 1].tolist() == [[3, 20], [3, 20]]


def test_sweeps_can_be_nested_and_feed_an_explorer():
    inner = sweep({"n": (1, 2, 3)}, lambda n: sweep({"m": (0, 1)}, lambda m: {"y": [n, m]}))
    assert inner["y"].along == ("n", "m")
    explorer = tiny(controls=[Control("m", "m", [0, 1]), Control("n", "size", [1, 2, 3])], arrays=inner)
    explorer.chosen = {"n": 3, "m": 1}
    assert list(explorer.slice("y")) == [3, 1]


def test_a_sweep_over_nothing_is_one_measurement():
    assert sweep({}, lambda: {"y": [1, 2]})["y"].data.tolist() == [1, 2]


def test_a_band_leaves_out_draws_that_do_not_exist():
    draws = [[1.0, np.nan, np.nan], [4.0, 2.0, np.nan]]
    found = band("y", draws, dtype="int16", step=0.5)
    assert [(name, array.dtype, array.step) for name, array in found.items()] == [
        (name, "int16", 0.5) for name in ("y", "y_low", "y_high")
    ]
    expected = [[2.5, 2, np.nan], [1, 2, np.nan], [4, 2, np.nan]]
    assert np.array([array.data for array in found.values()]) == pytest.approx(np.array(expected), nan_ok=True)


def test_longest_and_sentences():
    explorer = tiny(**say("**{v}** of", case=(0, 1, 0)))
    assert [(chosen["n"], [one.text for one in said]) for chosen, said in explorer.sentences()] == [
        (1, ["0 of"]),
        (2, ["Nothing."]),
        (3, ["4 of"]),
    ]
    assert explorer.longest == len("Nothing.")


MODULES = [
    module.name
    for package in (experiments, ex, benches)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


# ---- Numbers in words ---------------------------------------------------------------------------------------------


def numbers():
    """Numbers of all sizes, and those half-way between two spellings."""
    rng = np.random.default_rng(0)
    halves = [
        float(Decimal(n) / 1000 * Decimal(10) ** k)
        for n in (1005, 1015, 1125, 1250, 1350, 2500, 9950, 9949, 9951)
        for k in range(-6, 7)
    ]
    random = np.concatenate(
        [
            10.0 ** rng.uniform(-12, 12, 500),
            rng.uniform(0, 1.2, 500),
            rng.uniform(0, 3000, 300),
            np.arange(0, 2.01, 0.005),
        ]
    )
    values = [
        0.0,
        1.0,
        999.5,
        1234,
        9999,
        12500,
        123456,
        0.001,
        0.00099951,
        0.995,
        0.005,
        1 - 1e-9,
        *halves,
        *random.tolist(),
    ]
    return values + [-value for value in values]


def test_numbers_are_spelled_as_two_readings_say():
    assert [spelled(x) for x in (0, 0.125, 12.5, 1234, 9999, -0.001, 9.96e-4)] == [
        "0",
        "0.13",
        "13",
        "1,200",
        "1.0·10⁴",
        "−0.001",
        "0.001",
    ]
    assert [spelled(x, digits=3) for x in (0.7649, 12345, 9.996e-5, -1, math.nan, math.inf, -math.inf)] == [
        "0.765", "1.23·10⁴", "1.00·10⁻⁴", "−1", "no number", "∞", "−∞",
    ]  # fmt: skip
    assert [spelled(x, "percent") for x in (0, 0.001, 0.5, 0.995, 1)] == ["0%", "under 1%", "50%", "over 99%", "100%"]
    assert [spelled(x, "integer") for x in (7, 2000, -1234567)] == ["7", "2,000", "−1,234,567"]
    for value in numbers():
        for form in FORMATS:
            assert spelled(value, form) == pages.spelled(value, form)
        power = value % 1300 - 650
        assert spelled_power(power) == pages.spelled_power(power), power


# ---- Every explorer -----------------------------------------------------------------------------------------------


@pytest.fixture(params=EXPLORERS)
def each(request):
    return explorer_of(request.param)


#: What these have to say is said by the same explorer with a larger grid, which is listed, too.
SPARSE = {"landing page", "7"}
#: Said of other grids only (chapter 1, see its tests), or if rounding makes some of eight units alike (chapter 2):
#: tags.
RARE = {"1": ["left its valley"], "2": ["{units} different units"]}


@pytest.mark.parametrize("name", [name for name in EXPLORERS if name not in SPARSE])
def test_every_sentence_is_reached(name):
    assert [tag for tag, *_ in explorer_of(name).unsaid] == RARE.get(name, [])


def test_every_sentence_is_whole(each):
    """In every state: no figure is missing, and nothing of the declaration is left in the text."""
    said = each.sentences()
    assert len(said) == math.prod(len(control["texts"]) for control in each.spec["controls"])
    for chosen, sentences in said:
        for tag, _, text in sentences:
            assert not re.search(r"[{}*∞–]|nan|inf\b|  ", f"{tag} {text}"), (chosen, text)
            assert tag and text.endswith("."), (chosen, text)
    assert each.longest < 260, "below the panels there is room for three lines"


def test_what_is_said_is_what_the_table_holds(each):
    """A sample of states, read independently."""
    said = each.sentences()
    page = pages.PageExplorer(each.spec, each.table, each.index)
    for place in np.random.default_rng(1).choice(len(said), 12):
        chosen, sentences = said[place]
        each.chosen = chosen
        tags, texts = page.words(each.index)
        assert [one.tag for one in sentences] == tags and [one.text for one in sentences] == texts


#: What a tag promises of the first figure in its sentence. "Kept" is within a factor of two; of one layer alone,
#: within 6 per cent.
PROMISES = {
    "gradient kept": (0.5, 2), "gradient fading": (1e-6, 0.5), "gradient vanished": (0, 1e-6), "gradient growing": (2, 10),
    "gradient exploded": (10, math.inf), "signal kept": (0.5, 2), "signal fading": (0.05, 0.5), "signal faded": (0, 0.1),
    "signal growing": (2, 10), "signal exploded": (10, math.inf), "units awake": (0.01, 2), "units asleep": (0, 0.01), "units drowsy": (0.01, 0.1),
    "forwards kept": (0.94, 1.06), "backwards kept": (0.94, 1.06), "forwards grown": (1.06, 99), "backwards grown": (1.06, 99),
    "forwards shrunk": (0, 0.95), "backwards shrunk": (0, 0.95), "inputs apart": (-1, 0.5), "inputs approach": (0.5, 0.9), "inputs alike": (0.9, 1),
    "gradient faded": (0, 0.01), "gradient weak": (0.01, 0.1), "gradient arrived": (0.1, 2), "gradient arrives": (0.1, 2), "gradient grown": (2, math.inf),
    "layer 1 starved": (0, 0.01), "learned": (0, 1), "loss as by guessing": (0.63, 0.75), "loss above guessing": (0.74, math.inf),
}  # fmt: skip


def figure(text):
    """The first number of a text as a page writes it, of those that no word of the sentence fixes."""
    text = re.sub(r"^After [\d,]+ (?:layers|steps)|layer \d+('s)?|Step [\d,]+:", "", text)
    found = re.search(r"(−?[\d.,]*\d)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?(%?)", text)
    power = int((found[2] or "0").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    return float(found[1].replace("−", "-").replace(",", "")) * 10.0**power * (0.01 if found[3] else 1)


def promised(tag, value):
    """Whether a figure is what its tag promises; one that is rounded may touch the promise's end. Of near inputs, it
    promises squared distances."""
    low, high = PROMISES[tag]
    return 0.94 * low <= value <= 1.06 * high if low >= 0 else low <= value <= high


def test_every_tag_is_true_for_the_figure_beside_it(each):
    """Read from the sentences themselves, as a reader does."""
    for chosen, sentences in each.sentences():
        for tag, tone, text in sentences:
            if (
                tag in PROMISES
                and re.search(r"\d", text)
                and not promised(tag, figure(text) ** (2 if "of the distance" in text else 1))
            ):
                no_faults([f"at {chosen}, {text!r} has the tag {tag!r}, which promises a figure in {PROMISES[tag]} (PROMISES): "
                           "mend the limits of that sentence, or the promise"])  # fmt: skip
            assert tone == "good" or "kept" not in tag
        tags = {one.tag for one in sentences}
        assert not (
            {"diverged", "gradient arrived"} <= tags
            and any(figure(one.text) > 2 for one in sentences if one.tag == "gradient arrived")
        )


#: The address of each explorer at first. Links in use would break if one of these names or keys changed.
ADDRESSES = {
    "landing page": "signal:std=0.01",
    "1": "descent:start=-0.7,lr=0.05",
    "2": "symmetry:hidden=constant,output=zero,activation=tanh,step=0",
    "3": "signal:activation=sigmoid,std=1,depth=5,width=100",
    "4": "fan:inputs=784,units=100,rule=xavier,distribution=normal",
    "5": "depth:gain=1,depth=30,leak=0,width=100",
    "6": "choice:activation=sigmoid,gain=1,lr=0.1",
    "6, the map": "map:activation=sigmoid,gain=1,lr=0.1",
    "7": "watching:start=sigmoid-1,step=0",
    "7, odd starts": "watching:start=sigmoid-1,step=0",
}


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_state_has_an_address(name):
    explorer = explorer_of(name)
    if name not in ADDRESSES:
        no_faults(
            [
                f'ADDRESSES of the explorer {name!r} is missing: add "{name}": "{explorer.address}", where it is in EXPLORERS'
            ]
        )
    assert explorer.address == ADDRESSES[name]
    for chosen, _ in explorer.sentences()[:: max(1, len(explorer.sentences()) // 20)]:
        explorer.chosen = chosen
        address = explorer.address
        explorer.index = {}
        explorer.address = ADDRESSES[name]
        explorer.address = address
        assert explorer.chosen == chosen and re.fullmatch(r"[a-z-]+:(\w+=[a-z0-9.+-]+,?)+", address)


# ---- The house of explorers ---------------------------------------------------------------------------------------


def code_lines(program):
    """How many lines of a program are code: neither docstrings nor comments, nor blank."""
    tree, told = ast.parse(program), set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            told |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    tokens = [one for one in tokenize.generate_tokens(io.StringIO(program).readline) if one.type not in silent]
    return len({line for one in tokens for line in range(one.start[0], one.end[0] + 1)} - told)


ONES = sorted((ROOT / "wi_lib" / "explorers").glob("*.py"))


@pytest.mark.parametrize(
    "path", [path for path in ONES if "_explorer(" in path.read_text("utf-8")], ids=lambda path: path.stem
)
def test_an_explorer_is_declared_in_130_lines_of_code(path):
    assert code_lines(path.read_text("utf-8")) <= 130, f"{path}: what it computes belongs to wi_lib/experiments"


def test_lines_of_code_are_counted():
    program = '"""What."""\n\n# why\nx = """one\ntwo"""  # why\n\n\ndef f(\n    a,\n):\n    """What.\n\n    More.\n    """\n    return a\n'
    assert code_lines(program) == 6 and code_lines(program + "y = 1\n" * 125) == 131


def test_the_layout_is_that_of_the_formatter():
    """Lines that a hand has packed would count as fewer than they are."""
    packed = [path.name for path in ONES if re.search(r"fmt: ?(skip|off)", path.read_text("utf-8"))]
    assert packed == []


def test_nothing_says_what_nobody_told(each):
    assert "told" not in "".join(one.text.replace("told apart", "") for _, said in each.sentences() for one in said)


# ---- Every bench --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BENCHES)
def test_bench_computes_anew_for_every_control(name):
    make, start, _, _, changes, _, begins, alt = BENCHES[name]
    bench = make(**start)
    assert set(changes) == set(bench.controls)
    pictures = {bench.children[-1].value}
    for control, value in changes.items():
        bench.controls[control].value = value
        pictures.add(bench.children[-1].value)
        assert bench.text.startswith(begins), bench.text
    assert len(pictures) == len(changes) + 1
    assert f'alt="{alt}' in bench.children[-1].value and 'src="data:image/png;base64,' in bench.children[-1].value


@pytest.mark.parametrize("name", [name for name in BENCHES if BENCHES[name][2]])
def test_bench_takes_the_readers_own_functions_and_survives_mistakes(name):
    make, start, own, control, _, _, begins, _ = BENCHES[name]
    bench = make(own, **(start | {control: "mine"}))
    assert bench.text.startswith(begins)
    bench.controls[control].value = "wrong"
    assert bench.text == "RuntimeError: oh no" and "<p role='alert'>RuntimeError: oh no" in bench.children[-1].value
    bench.controls[control].value = "mine"
    assert bench.text.startswith(begins)


@pytest.mark.parametrize(
    "bench, said",
    [
        (lambda: benches.depth_bench(depth=100, width=2, gain=0.5), "After 100 layers, the mean square is 0 times the input's (typical of five draws; from 0 to 0). "
         "Two different inputs have no cosine any more in 5 of 5 draws."),
        (lambda: benches.depth_bench(OWN, activation="mine", depth=100, width=100, gain=2.5), "After 100 layers, the mean square is no finite number in 5 of 5 draws. "
         "Two different inputs have no cosine any more in 5 of 5 draws."),
        (lambda: benches.depth_bench(depth=1), "After 1 layer, the mean square is 0.9"),
        (lambda: benches.depth_bench(gain=0.5, depth=100, width=400), "After 100 layers, the mean square is 1."),
    ],
)  # fmt: skip
def test_bench_says_in_words_what_is_no_number(bench, said):
    assert bench().text.startswith(said)


@pytest.mark.parametrize("name, ends", [(name, ends) for name in BENCHES for ends in BENCHES[name][5]])
def test_bench_answers_at_the_ends_of_its_range(name, ends):
    make, start, *_, begins, _ = BENCHES[name]
    bench = make(**(start | ends))
    assert bench.text.startswith(begins), bench.text
    assert {control: bench.controls[control].value for control in ends} == ends


def beyond(control):
    """Values that a control would change without a word, or answer in its own."""
    if isinstance(control, ipywidgets.Dropdown):
        return ["no such", 1]
    ends = [
        getattr(control, "base", 1) ** getattr(control, end)
        if "Log" in type(control).__name__
        else getattr(control, end)
        for end in ("min", "max")
    ]
    return [ends[0] - 1, ends[1] + 1, ends[1] * 20, math.nan, str(ends[0]), True, None]


@pytest.mark.parametrize("name", BENCHES)
def test_bench_refuses_a_start_that_it_would_change(name, complains):
    make, start, *_ = BENCHES[name]
    complains(lambda: make(sigma=1), ValueError, ["start", "'sigma'", f"'{list(BENCHES[name][4])[0]}'"])
    for control, widget in make(**start).controls.items():
        for value in beyond(widget):
            complains(
                lambda: make(**(start | {control: value})), (ValueError, TypeError), [control, repr(value).strip("'")]
            )


@pytest.mark.parametrize(
    "control, value, error, parts",
    [
        (lambda: ipywidgets.Text("a"), 1, TypeError, ["one", "Text", "1"]),
        (
            lambda: ipywidgets.Dropdown(options=[("first", 1), ("second", 2)]),
            "first",
            ValueError,
            ["one must be one of 1, 2", "'first'"],
        ),
        (
            lambda: ipywidgets.IntRangeSlider(value=(1, 2), min=0, max=5),
            (3, 9),
            ValueError,
            ["one", "(3, 9)", "(3, 5)"],
        ),
        (lambda: ipywidgets.Checkbox(False), "yes", TypeError, ["one", "Checkbox", "'yes'"]),
    ],
)
def test_any_control_is_held_to_its_start(complains, control, value, error, parts):
    complains(lambda: Bench("b", {"one": control()}, lambda one: (b"", "", ""), {"one": value}), error, parts)


@pytest.mark.parametrize("name", BENCHES)
def test_bench_computes_when_the_reader_lets_go(name):
    make, start, *_ = BENCHES[name]
    assert not any(getattr(control, "continuous_update", False) for control in make(**start).controls.values())


def test_bench_is_made_of_plain_widgets(complains):
    bench = signal_bench(depth=1, width=5)
    assert all(type(child).__module__.startswith("ipywidgets") for child in bench.children)
    assert repr(bench) == "Bench('Try your own values')"
    assert isinstance(bench, ipywidgets.VBox)
    complains(lambda: Bench("b", {}, None), TypeError, ["compute must be a function; received None"])


def test_an_index_or_a_choice_given_in_part_keeps_the_rest():
    controls = [Control("n", "size", [1, 2, 3], start=2), Control("m", "kind", ["a", "b"], start="b")]
    explorer = tiny(controls=controls, arrays={"y": Array(np.arange(12).reshape(3, 2, 2), ["n", "m"])})
    explorer.index = {"n": 0}
    assert explorer.index == {"n": 0, "m": 1} and list(explorer.slice("y")) == [2, 3]
    explorer.chosen = {"m": "a"}
    assert explorer.index == {"n": 0, "m": 0} and list(explorer.slice("y")) == [0, 1]
    explorer.index = {}
    assert explorer.index == {"n": 0, "m": 0}


PROMISES |= of_all("PROMISES")
ADDRESSES |= of_all("ADDRESSES")
