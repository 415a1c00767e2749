"""What the explorers show, computed: the runs of each chapter, and the records kept of those that take long."""

from .depth import deep_relu, neighbour_cosines
from .descent import BOUNCING, DIVERGED, ON_ITS_WAY, WANDERING, fate
from .glimpse import glimpse
from .neighbours import NEAR, Pairs, near_pairs
from .signal import forwards, gradient_powers
from .symmetry import in_line, moons, start_net, through_training
from .watching import RECORDS, STARTS, Start, Watched, as_table, look_inside, replay, watch

__all__ = [
    "BOUNCING",
    "DIVERGED",
    "NEAR",
    "ON_ITS_WAY",
    "RECORDS",
    "STARTS",
    "WANDERING",
    "Pairs",
    "Start",
    "Watched",
    "as_table",
    "deep_relu",
    "fate",
    "forwards",
    "glimpse",
    "gradient_powers",
    "in_line",
    "look_inside",
    "moons",
    "near_pairs",
    "neighbour_cosines",
    "replay",
    "start_net",
    "through_training",
    "watch",
]  # fmt: skip
