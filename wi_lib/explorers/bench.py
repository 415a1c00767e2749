"""Benches: plain ipywidgets that compute live, for any value, and with the reader's own functions."""

from __future__ import annotations

import base64
import html

import ipywidgets as widgets


class Bench(widgets.VBox):
    """Controls above a picture and a line of text, computed anew whenever a control changes.

    In the built page there is no kernel: the book shows the last picture and where the bench runs, never a dead control.

    Args:
        title: what one can try here.
        controls: name -> an ipywidgets control; `compute` gets their values by these names.
        compute: a function that returns (PNG bytes, alt text, a sentence with the figures).

    Attributes:
        controls: the controls by name; set `.value` to move one from code.
        text: the sentence with the figures shown now.

    Raises:
        TypeError: `compute` cannot be called.

    Example:
        >>> from wi_lib.plotting import figure_bytes
        >>> square = lambda n: (figure_bytes(lambda figure: figure.subplots().plot([0, n])), "a line", f"n² = {n * n}")
        >>> bench = Bench("Squares", {"n": widgets.IntSlider(3, description="n")}, square)
        >>> bench.controls["n"].value = 4
        >>> bench.text
        'n² = 16'
        >>> bench
        Bench('Squares')
    """

    def __init__(self, title, controls, compute):
        if not callable(compute):
            raise TypeError(f"compute must be a function; received {compute!r}.")
        self.title, self.controls, self.text = title, dict(controls), ""
        self._compute = compute
        self._view = widgets.HTML()
        for control in self.controls.values():
            control.style.description_width = "9em"
            control.layout.width = "auto"
            control.layout.max_width = "32em"
            control.observe(lambda change: self._update(), names="value")
        heading = widgets.HTML(f"<strong>{html.escape(title)}</strong>")
        super().__init__([heading, *self.controls.values(), self._view])
        self._update()

    def _update(self):
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
            f"<p>{html.escape(self.text)}</p>"
        )

    def __repr__(self):
        return f"Bench({self.title!r})"
