"""Benches: what a reader can try live, with any value and functions of their own; one a chapter."""

from .bench import Bench
from .choice import choice_bench
from .depth import depth_bench
from .descent import descent_bench
from .fan import fan_bench
from .signal import signal_bench
from .symmetry import symmetry_bench
from .watching import watching_bench

__all__ = [
    "Bench",
    "choice_bench",
    "depth_bench",
    "descent_bench",
    "fan_bench",
    "signal_bench",
    "symmetry_bench",
    "watching_bench",
]
