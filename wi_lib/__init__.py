"""wi_lib: the small library behind the book on weight initialization.

NumPy does the mathematics. `import wi_lib` loads neither matplotlib nor ipywidgets and has no side effect; the figures
are in `wi_lib.plotting`, the interactive ones in `wi_lib.explorers` and `wi_lib.benches`.
"""

from . import activations, assignments, checks, data, descent, diagnostics, initializers, network, propagation
from . import report, results, theory, training
from .activations import ACTIVATIONS, Activation, leaky_relu
from .data import Dataset, load_mnist, make_blobs, make_moons, make_spirals
from .descent import descend, three_valleys, valleys
from .diagnostics import LayerStats, dead_share, distinct_units, energy_share, layer_stats, rms, saturated_share
from .initializers import (
    INITIALIZERS,
    compute_fans,
    constant,
    gain,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    kaiming_normal,
    kaiming_uniform,
    lecun_normal,
    lecun_uniform,
    normal,
    orthogonal,
    uniform,
    variance_scaling,
    xavier_normal,
    xavier_uniform,
    zeros,
)
from .network import MLP
from .propagation import Neighbours, Propagation, neighbours, propagate, random_layers
from .report import measured
from .theory import critical_std, gradient_factor, predict
from .training import History, race, train

__version__ = "0.7.2"

#: What the package offers: to a type checker, a name that is not in this list is a module's own affair.
__all__ = [
    "ACTIVATIONS", "INITIALIZERS", "MLP", "Activation", "Dataset", "History", "LayerStats", "Neighbours", "Propagation", "activations",
    "assignments", "checks", "compute_fans", "constant", "critical_std", "data", "dead_share", "descend", "descent", "diagnostics",
    "distinct_units", "energy_share", "gain", "glorot_normal", "glorot_uniform", "gradient_factor", "he_normal", "he_uniform",
    "initializers", "kaiming_normal", "kaiming_uniform", "layer_stats", "leaky_relu", "lecun_normal", "lecun_uniform",
    "load_mnist", "make_blobs", "make_moons", "make_spirals", "measured", "neighbours", "network", "normal", "orthogonal", "predict",
    "propagate", "propagation", "race", "random_layers", "report", "results", "rms", "saturated_share", "theory",
    "three_valleys", "train", "training", "uniform", "valleys", "variance_scaling", "xavier_normal", "xavier_uniform", "zeros",
]  # fmt: skip
