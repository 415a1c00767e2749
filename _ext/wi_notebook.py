"""Where a notebook keeps its widgets: what several parts of the extension read."""

from __future__ import annotations

#: The type of the output that stands for a widget, and that of the state of all widgets of a notebook.
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


def models_of(notebook):
    """The widgets' states in a notebook (JSON): id -> model.

    Example:
        >>> models_of({"metadata": {"widgets": {STATE: {"state": {"a": {"state": {}}}}}}}), models_of({"metadata": {}})
        ({'a': {'state': {}}}, {})
    """
    return notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
