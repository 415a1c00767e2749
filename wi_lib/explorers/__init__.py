"""The interactive figures (ipywidgets + anywidget): explorers look up a table, benches compute live."""

from .bench import Bench
from .choice import choice_bench, choice_explorer
from .depth import depth_bench, depth_explorer
from .descent import descent_bench, descent_explorer
from .engine import KEPT, STYLES, Array, Bars, Control, Explorer, Lines, Mark, Plane, Series, Words, graded, unpacked
from .fan import fan_bench, fan_explorer
from .signal import signal_bench, signal_explorer
from .symmetry import symmetry_bench, symmetry_explorer
from .watching import STARTS, Start, Watched, replay, watch, watching_bench, watching_explorer
