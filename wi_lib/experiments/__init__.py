"""What the explorers show, computed: the runs of each chapter, and the records kept of those that take long."""

from .descent import BOUNCING, DIVERGED, ON_ITS_WAY, WANDERING, fate
from .depth import deep_relu, neighbour_cosines
from .symmetry import in_line, moons, start_net
from .watching import RECORDS, STARTS, Start, Watched, as_table, look_inside, replay, watch
