"""The interactive figures: explorers, declared over a precomputed table, one a chapter; see `wi_lib.benches` for what computes live."""

from .choice import choice_explorer
from .declare import KEPT, STYLES, Array, Bars, Control, Lines, Mark, Plane, Series, Words, among, first_of, graded
from .depth import depth_explorer
from .descent import descent_explorer
from .engine import Explorer
from .fan import fan_explorer
from .packing import unpacked
from .signal import signal_explorer
from .sweep import band, mean, sweep
from .symmetry import symmetry_explorer
from .watching import watching_explorer
