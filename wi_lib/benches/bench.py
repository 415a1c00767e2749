"""Benches: plain ipywidgets that compute live, for any value, and with the reader's own functions."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import traitlets

from .. import _drawings, _validate
from ..explorers.spelling import WORDS


class Bench(widgets.VBox):
    """Controls above a picture and a line of text, computed anew whenever a control changes.

    In the built page there is no kernel: the book shows the last picture and where the bench runs, never a dead
        control.

    Args:
        title: what one can try here.
        controls: name -> an ipywidgets control; `compute` gets their values by these names.
        compute: a function that returns (PNG bytes, alt text, a sentence with the figures).
        start: name of a control -> its value at first, where it is not the control's own.

    Attributes:
        controls: the controls by name; set `.value` to move one from code.
        text: the sentence with the figures shown now.

    Raises:
        TypeError: `compute` cannot be called, or a value in `start` is of another kind than its control's.
        ValueError: `start` names no control, or a control cannot have that value: widgets would change it without a
            word.

    Example:
        >>> from wi_lib.plotting import figure_bytes
        >>> square = lambda n: (figure_bytes(lambda figure: figure.subplots().plot([0, n])), "a line", f"n² = {n * n}")
        >>> bench = Bench("Squares", {"n": widgets.IntSlider(3, description="n")}, square)
        >>> bench.controls["n"].value = 4
        >>> bench.text
        'n² = 16'
        >>> bench
        Bench('Squares')
        >>> Bench("Squares", {"n": widgets.IntSlider(3, min=0, max=9)}, square, {"n": 10})
        Traceback (most recent call last):
        ...
        ValueError: n must be a whole number, from 0 to 9; received 10.
    """

    def __init__(
        self,
        title: str,
        controls: Mapping[str, Any],
        compute: Callable[..., tuple[bytes, str, str]],
        start: Mapping[str, object] | None = None,
    ) -> None:
        if not callable(compute):
            raise TypeError(f"compute must be a function; received {compute!r}.")
        self.title, self.controls, self.text = title, dict(controls), ""
        self._compute = compute
        self._view = widgets.HTML()
        for name, value in (start or {}).items():
            _set(name, _validate.choice("start", name, self.controls), value)
        for control in self.controls.values():
            control.style.description_width = "9em"
            control.layout.width = "auto"
            control.layout.max_width = "32em"
            if control.has_trait("continuous_update"):
                control.continuous_update = False  # compute when the reader lets go, not all along the way
            control.observe(lambda change: self._update(), names="value")
        heading = widgets.HTML(f"<strong>{html.escape(title)}</strong>")
        super().__init__([heading, *self.controls.values(), self._view])
        self._update()

    def _update(self) -> None:
        values = {name: control.value for name, control in self.controls.items()}
        try:
            png, alt, self.text = self._compute(**values)
        except Exception as error:  # the reader's own function may fail: say how, and keep the bench alive
            self.text = f"{type(error).__name__}: {error}"
            self._view.value = f"<p role='alert'>{html.escape(self.text)}</p>"
            return
        picture = base64.b64encode(png).decode()
        self._view.value = (
            f'<img alt="{html.escape(alt, quote=True)}" style="max-width:100%" src="data:image/png;base64,{picture}">'
            f"{_drawings.hidden(png)}<p>{html.escape(self.text)}</p>"
        )

    def __repr__(self) -> str:
        return f"Bench({self.title!r})"


def seed_control(value: int = 0) -> widgets.BoundedIntText:
    """The control of a bench's seed: a whole number that is not negative, as `numpy.random.default_rng` asks for.

    Example:
        >>> seed_control(7).value
        7
    """
    return widgets.BoundedIntText(value, min=0, max=10**9, description=WORDS["seed"])


_SELECTIONS = widgets.Dropdown, widgets.Select, widgets.RadioButtons, widgets.ToggleButtons, widgets.SelectionSlider


def _set(name: str, control: Any, value: Any) -> None:
    """Give a control a value, or raise: widgets cut, round and convert what does not fit."""
    trait = control.traits()["value"]
    if isinstance(control, widgets.FloatLogSlider):
        value = _validate.number(name, value, low=control.base**control.min, high=control.base**control.max)
    elif isinstance(trait, (traitlets.Int, traitlets.Float)):
        check = _validate.integer if isinstance(trait, traitlets.Int) else _validate.number
        ends = {
            end: getattr(control, limit) for end, limit in (("low", "min"), ("high", "max")) if hasattr(control, limit)
        }
        value = check(name, value, **ends)
    elif isinstance(control, _SELECTIONS):
        options = control.options.items() if isinstance(control.options, Mapping) else control.options
        _validate.choice(
            name, value, [option[1] if isinstance(option, tuple) else option for option in options]
        )  # or (label, value)
    try:
        control.value = value
    except traitlets.TraitError as error:
        raise TypeError(
            f"{name} must fit its control, {type(control).__name__}; received {value!r} ({error})."
        ) from None
    if control.value != value:
        raise ValueError(
            f"{name} must be a value that its control can have; received {value!r}, which it would change to {control.value!r}."
        )
