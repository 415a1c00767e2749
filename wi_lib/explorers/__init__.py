"""The interactive figures (ipywidgets + anywidget): explorers look up a table, benches compute live."""

from .bench import Bench
from .engine import Array, Bars, Control, Explorer, Lines, Series, Words
from .signal import signal_bench, signal_explorer
