"""The interactive figures: explorers, declared over a precomputed table, one a chapter; see `wi_lib.benches` for what
computes live.
"""

from .choice import choice_explorer
from .declare import (
    KEPT,
    STYLES,
    Array,
    Bars,
    Control,
    Fields,
    Lines,
    Mark,
    Net,
    Plane,
    Ribbon,
    Series,
    Words,
    among,
    first_of,
    graded,
)
from .depth import depth_explorer
from .descent import descent_explorer
from .engine import Explorer
from .fan import fan_explorer
from .first import first_explorer
from .map import map_explorer
from .neighbours import neighbours_explorer
from .packing import unpacked
from .signal import signal_explorer
from .sweep import band, mean, sweep
from .symmetry import symmetry_explorer
from .watching import watching_explorer

__all__ = [
    "KEPT",
    "STYLES",
    "Array",
    "Bars",
    "Control",
    "Explorer",
    "Fields",
    "Lines",
    "Mark",
    "Net",
    "Plane",
    "Ribbon",
    "Series",
    "Words",
    "among",
    "band",
    "choice_explorer",
    "depth_explorer",
    "descent_explorer",
    "fan_explorer",
    "first_explorer",
    "first_of",
    "graded",
    "map_explorer",
    "mean",
    "neighbours_explorer",
    "signal_explorer",
    "sweep",
    "symmetry_explorer",
    "unpacked",
    "watching_explorer",
]
