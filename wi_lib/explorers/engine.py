"""The explorer engine: controls + panels + words over a precomputed table.

An explorer is declared, not programmed. Python computes a table over the whole grid of control values; the browser
looks up the slice that belongs to the chosen values and draws it. So the same widget works with a kernel and, in the
built page, without one. The scripts have no numerics but the formatting of numbers; `wi_lib/explorers/signal.py` is an
example.
"""

from __future__ import annotations

import itertools
import json
import pathlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from .. import _validate
from .declare import Array, Bars, Control, Fields, Lines, Net, Panel, Plane, Saying, Words, strings
from .fit import check, powers
from .packing import packed, unpacked_array
from .sentences import Sentence, tell
from .spelling import WORDS
from .states import States

_HERE = pathlib.Path(__file__).parent
#: The browser's half, in the order in which it is joined.
SCRIPTS = ("table.js", "controls.js", "panels.js", "net.js", "fields.js", "tools.js", "engine.js")
SHEETS = ("engine.css", "net.css", "fields.css")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def _joined(*names: str) -> str:
    """One text of several files: a module in the page, or a style sheet."""
    return "\n".join((_HERE / name).read_text("utf-8") for name in names)


class Explorer(anywidget.AnyWidget):
    """A figure with controls that looks up and draws; see the module's text.

    Every state is checked when it is made: what Python accepts, the page can show.

    Args:
        name: how links call it: small letters, digits and hyphens. It stays, whatever becomes of the title.
        title, subtitle: the heading.
        controls: list of `Control`.
        arrays: name -> `Array`; together the table. Names are identifiers. See `sweep`, which makes them.
        panels: list of `Bars`, `Lines`, `Plane`, `Net` and `Fields`, drawn from top to bottom. The first is the leading
            one: what the words speak of first, in view together with the controls.
        words: list of `Words`. The first says the verdict: its sentence, a short one, stands beside the controls, and
            so do all tags; the other sentences come after the leading panel.
        start: name of a control -> its value at first, where it is not the control's own.

    Attributes:
        chosen: dict of the values chosen; read it, or set it in part: ``explorer.chosen = {"std": 0.01}``.
        address: the same as the end of a link, behind its "#"; set it, too, in part: ``explorer.address =
            "signal:std=0.01"``.
        index: the same as positions in the lists of values; synchronised with the page.
        unsaid: the sentences of its words that no state reaches; they do not travel to the page.

    Raises:
        TypeError, ValueError: in some state the page would show nothing, something else than was meant, or no
            sentence. The message names the place, the value, the values allowed, and the state.

    Example:
        >>> from wi_lib.explorers import Array, Control, Explorer, Lines, Series
        >>> size = Control("n", "size", [1, 2, 3])
        >>> squares = Array(np.array([[1.0, 1.0], [2.0, 4.0], [3.0, 9.0]]), ["n"])
        >>> panel = Lines("Squares", "", [Series("n, n²", "squares")], (0, 10), [0, 5, 10])
        >>> explorer = Explorer("powers", "Powers", "", [size], {"squares": squares}, [panel], [], {"n": 3})
        >>> explorer.slice("squares")
        array([3., 9.], dtype=float32)
        >>> explorer.address = "powers:n=2"
        >>> explorer
        Explorer('Powers': n = 2)
    """

    _esm = f"const WORDS = {json.dumps(WORDS, ensure_ascii=False)};\n" + _joined(*SCRIPTS)
    _css = _joined(*SHEETS)
    spec = traitlets.Dict().tag(sync=True)
    table = traitlets.Bytes().tag(sync=True)
    index = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        name: str,
        title: str,
        subtitle: str,
        controls: Sequence[Control],
        arrays: Mapping[str, Array],
        panels: Sequence[Panel],
        words: Sequence[Words],
        start: Mapping[str, object] | None = None,
    ) -> None:
        _check_parts(name, title, subtitle, controls, arrays, panels, words)
        self._controls = {control.name: control for control in controls}
        self._powers = powers(panels)
        described, table = packed(arrays, self._controls)
        decoded = {array: unpacked_array(about, table) for array, about in described.items()}
        states = States(self._controls, described, decoded)
        check(states, panels)
        # "words 1" is no identifier: no array of the explorer has such a name.
        named = {f"words {number}": one for number, one in enumerate(words, 1)}
        self._told = {where: tell(states, one, where, self._powers) for where, one in named.items()}
        cases = {where: told.case_array(self._controls) for where, told in self._told.items()}
        described_cases, table_of_cases = packed(cases, self._controls, len(table))
        at_first = self._at_first(start or {})
        spec = {
            "name": name,
            "title": title,
            "subtitle": subtitle,
            "start": at_first,
            "controls": [_control_spec(control) for control in controls],
            "arrays": described | described_cases,
            "panels": [_panel_spec(panel, self._controls) for panel in panels],
            "words": [
                {
                    "case": where,
                    "sentences": told.sentences,
                    "values": told.words.values,
                    "room": told.room(self._powers),
                }
                for where, told in self._told.items()
            ],
        }
        spec = _plain(spec)
        json.dumps(spec, allow_nan=False)  # one NaN would make the state of all widgets of a page unreadable
        super().__init__(spec=spec, table=table + table_of_cases, index=at_first)

    def _at_first(self, start: Mapping[str, object]) -> dict[str, int]:
        for name, value in _validate.by_name("start", start, "value").items():
            _validate.choice(f"start {name!r}", value, _validate.choice("start", name, self._controls).values)
        return {name: control.values.index(start.get(name, control.start)) for name, control in self._controls.items()}

    @traitlets.validate("index")
    def _check_index(self, proposal: Mapping[str, Any]) -> dict[str, int]:
        index = dict(proposal["value"])
        for name, position in index.items():
            last = len(_validate.choice("control", name, self._controls).values) - 1
            index[name] = _validate.integer(f"index of {name!r}", position, low=0, high=last)
        return {name: index.get(name, self.index.get(name, 0)) for name in self._controls}

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: control.values[self.index[name]] for name, control in self._controls.items()}

    @chosen.setter
    def chosen(self, values: Mapping[str, object]) -> None:
        index = {}
        for name, value in values.items():
            allowed = _validate.choice("control", name, self._controls).values
            index[name] = allowed.index(_validate.choice(name, value, allowed))
        self.index = self.index | index

    @property
    def address(self) -> str:
        settings = (f"{name}={control.keys[self.index[name]]}" for name, control in self._shown())
        return f"{self.spec['name']}:{','.join(settings)}"

    @address.setter
    def address(self, text: str) -> None:
        # As `indexAt` in tools.js, which does the same in the page; a test holds the two together.
        name, colon, settings = _validate.text("address", text).partition(":")
        if name != self.spec["name"] or not colon:
            raise ValueError(f"address must begin with '{self.spec['name']}:', its explorer; received {text!r}.")
        index = {}
        for setting in settings.split(",") if settings else []:
            control, _, key = setting.partition("=")
            keys = _validate.choice("control in address", control, self._controls).keys
            if control in index:
                raise ValueError(f"address must name every control once; received {text!r}.")
            index[control] = keys.index(_validate.choice(f"{control} in address", key, keys))
        self.index = self.index | index

    def _shown(self) -> list[tuple[str, Control]]:
        """The controls that the page shows: those that have a choice."""
        return [(name, control) for name, control in self._controls.items() if len(control.values) > 1]

    @property
    def unsaid(self) -> list[Saying]:
        return [sentence for one in self._told.values() for sentence in one.unsaid]

    def slice(self, name: str) -> NDArray[Any]:
        """What the page looks up for the chosen values: the part of the array `name`, as the browser decodes it."""
        about = _validate.choice("name", name, self.spec["arrays"])
        return unpacked_array(about, self.table)[tuple(self.index[control] for control in about["along"])]

    def sentences(self) -> list[tuple[dict[str, Any], tuple[Sentence, ...]]]:
        """All that the explorer can say.

        Returns:
            list[tuple[dict, tuple[Sentence, ...]]]: for every state, in the order of the controls' values: the values
            chosen, and a `Sentence` for each of the `words`.

        Example:
            >>> from wi_lib.explorers import Array, Control, Explorer, Words, graded
            >>> size = Control("n", "size", [1, 2])
            >>> sizes = [("small", "plain", "It is {n2}."), ("large", "plain", "It is **{n2}**.")]
            >>> words = Words({"n2": ("square", 0, "number")}, graded("n2", [2], sizes))
            >>> squares = {"square": Array([[1.0], [4.0]], ["n"])}
            >>> explorer = Explorer("powers", "Powers", "", [size], squares, [], [words])
            >>> for chosen, said in explorer.sentences():
            ...     print(chosen, *said)
            {'n': 1} Sentence(tag='small', tone='plain', text='It is 1.')
            {'n': 2} Sentence(tag='large', tone='plain', text='It is 4.')
            >>> explorer.longest
            8
        """
        shape = [len(control.values) for control in self._controls.values()]
        each = [np.broadcast_to(one.spoken(self._powers), shape).ravel() for one in self._told.values()]
        values = itertools.product(*(control.values for control in self._controls.values()))
        said = zip(*each) if each else itertools.repeat(())
        return [(dict(zip(self._controls, chosen)), sentences) for chosen, sentences in zip(values, said)]

    @property
    def said(self) -> list[Sentence]:
        """What it says in its present state: a `Sentence` for each of the words."""
        shape = [len(control.values) for control in self._controls.values()]
        at = tuple(self.index[name] for name in self._controls)
        return [np.broadcast_to(one.spoken(self._powers), shape)[at] for one in self._told.values()]

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """What a cell's output holds: the widget, and a still picture for all programs that know no widgets."""
        shown = super()._repr_mimebundle_(**options)
        if shown is None:
            return None
        from . import still  # matplotlib is loaded only when there is something to draw

        data, about = shown if isinstance(shown, tuple) else (shown, {})
        picture, about_picture = still.mime(self)
        return {**data, **picture}, {**about, **about_picture}

    @property
    def longest(self) -> int:
        """The number of characters of the longest text below the panels, over all states."""
        return max(len(" ".join(one.text for one in said)) for _, said in self.sentences())

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name} = {control.texts[self.index[name]]}" for name, control in self._controls.items())
        return f"Explorer({self.spec['title']!r}: {chosen})"


def _check_parts(
    name: str,
    title: str,
    subtitle: str,
    controls: Sequence[Control],
    arrays: Mapping[str, Array],
    panels: Sequence[Panel],
    words: Sequence[Words],
) -> None:
    """What each part must be by itself; whether they fit together is the matter of `packed`, `check` and `tell`."""
    strings("name, title and subtitle", name, title, subtitle)
    if not _NAME.fullmatch(name):
        raise ValueError(f"name of an explorer must be of small letters, such as 'signal'; received {name!r}.")
    _check_kind("controls", controls, Control)
    _check_kind("arrays", arrays.values(), Array)
    _check_kind("panels", panels, Bars, Lines, Plane, Net, Fields)
    _check_kind("words", words, Words)
    if not panels and not words:
        raise ValueError("panels and words must not both be empty: the explorer would show nothing.")
    for array in arrays:
        if not (isinstance(array, str) and array.isidentifier()):
            raise ValueError(f"names of arrays must be identifiers, such as 'std'; received {array!r}.")
    names = [control.name for control in controls]
    if len(set(names)) < len(names):
        raise ValueError(f"names of controls must differ; received {', '.join(names)}.")


def _check_kind(name: str, ones: Iterable[object], *kinds: type) -> None:
    for one in ones:
        if not isinstance(one, kinds):
            raise TypeError(f"{name} must each be {' or '.join(kind.__name__ for kind in kinds)}; received {one!r}.")


def _control_spec(control: Control) -> dict[str, Any]:
    return {
        "name": control.name,
        "label": control.label,
        "texts": control.texts,
        "keys": control.keys,
        "kind": control.kind,
        "marks": [[control.values.index(value), text] for value, text in control.marks.items()],
    }


def _panel_spec(panel: Panel, controls: Mapping[str, Control]) -> dict[str, Any]:
    """The panel as JSON has it: words for ticks and ends by their places, since no number is a good key there."""
    spec = asdict(panel)
    if panel.kind == "plane":
        for axis in "xy":
            labels = getattr(panel, f"{axis}_labels")
            spec[f"{axis}_labels"] = [labels.get(tick) for tick in getattr(panel, f"{axis}_ticks")]
    if panel.kind == "lines":
        spec["x_labels"] = {int(number): text for number, text in panel.x_labels.items()}
    if panel.kind == "bars" and panel.ends_by is not None:
        spec["ends"] = [panel.ends[value] for value in controls[panel.ends_by].values]
    if panel.kind == "bars" and isinstance(panel.colour, Mapping) and panel.colour_by is not None:
        spec["colour"] = [panel.colour[value] for value in controls[panel.colour_by].values]
    return spec


def _plain(value: Any) -> Any:
    """The same as JSON has it: lists for tuples, strings for keys, Python numbers for numpy's."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value
