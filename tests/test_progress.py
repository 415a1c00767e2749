"""A bar where somebody waits, and silence elsewhere: in stored outputs, in tests, in files of messages."""

import sys
import types

import pytest

from wi_lib import _progress


def kernel(parent):
    """IPython in a kernel that works on a message of this content."""
    shell = types.SimpleNamespace(kernel=types.SimpleNamespace(get_parent=lambda channel: parent))
    return types.SimpleNamespace(get_ipython=lambda: shell)


@pytest.mark.parametrize(
    "parent, waits",
    [
        ({"content": {"allow_stdin": True}}, True),  # JupyterLab, Colab, VS Code
        ({"content": {"allow_stdin": False}}, False),  # nbclient and nbval: outputs to be stored or compared
        ({"content": {"comm_id": "1", "data": {}}}, False),  # the callback of a widget
        ({}, False),
    ],
)
def test_in_a_kernel_the_message_tells(monkeypatch, parent, waits):
    monkeypatch.setitem(sys.modules, "IPython", kernel(parent))
    assert _progress.somebody_waits() is waits


def test_a_kernel_of_another_kind_shows_nothing(monkeypatch):
    shell = types.SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    assert not _progress.somebody_waits()


@pytest.mark.parametrize("terminal", [True, False])
def test_outside_of_a_notebook_a_terminal_tells(monkeypatch, terminal):
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: None))
    monkeypatch.setattr(sys, "stderr", types.SimpleNamespace(isatty=lambda: terminal))
    assert _progress.somebody_waits() is terminal


def test_the_items_come_with_a_bar_only_where_somebody_waits_and_tqdm_is_there(monkeypatch):
    asked = []
    bar = types.SimpleNamespace(
        tqdm=lambda items, what, delay, leave: asked.append((what, delay, leave)) or iter(items)
    )
    monkeypatch.setitem(sys.modules, "tqdm.auto", bar)
    for waits in (False, True):
        monkeypatch.setattr(_progress, "somebody_waits", lambda: waits)
        assert list(_progress.bar([1, 2], "training")) == [1, 2]
    assert asked == [("training", 2, False)]
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)  # not installed
    assert _progress.bar([1, 2], "training") == [1, 2]
