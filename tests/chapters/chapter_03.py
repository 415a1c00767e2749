"""What the tests know of chapter 3: numbers that it sets, and answers to its exercises."""

import math

import numpy as np

import wi_lib as wi
from wi_lib import explorers as ex

SET = {"0.01", "0.05", "0.1", "0.5", "0.81", "0.9", "0.95", "1.41", "10⁻⁸", "3 per cent"}
BY_HAND = {"3.4"}

rng_of = np.random.default_rng


def edge_by_bench(depth, seed):
    """Where the bench of chapter 3, at width 100, lets as much of the gradient come back as was sent; on a grid."""

    def kept(std):
        rng = rng_of(seed)
        layers = list(wi.random_layers(depth, 100, wi.normal(std), rng, np.float64))
        x, upstream = rng.standard_normal((2, 40, 100))
        return wi.propagate(layers, x, upstream, activation="sigmoid", keep="stats").gradient_ratio[0]

    return min(np.arange(0.95, 1.25, 0.05), key=lambda std: abs(math.log(kept(std))))


def one_sigmoid_layer(seed):
    """Exercise 3.1 by simulation."""
    rng = rng_of(seed)
    x, upstream = rng.normal(size=(2, 500, 100))
    return wi.propagate([rng.normal(0, 0.01, (100, 100))], x, upstream, activation="sigmoid").gradient_ratio[0]


WORKED_OUT = {
    "3.1": [0.0249, 0.249, 0.00249, 0.00622, 0.000622, 9.65e-09, 40.1],
    "3.2": [(1.31, 1.29), (1.66, 1.65), (1.66, 1.66), (1.53, 1.49), (1.63, 1.58), (1.99, 2), (2.03, 2.25),
        (6.12, 4.4), (1.05, 1.04), (1.75, 1.54), (2.52, 2.32), (0.823, 0.201), (1.31, 1.29)],
    "3.3": [1.01, 0.4, 0.1, 0.141, 10.1],
}  # fmt: skip

HONEST = {
    "3.1": {"formula": 0.01 * 10 * 0.25, "float32": np.float32(0.025), "theory": wi.theory.deep_gradient_factor("sigmoid", 0.01, 100)}
    | {f"one layer, seed {seed}": one_sigmoid_layer(seed) for seed in range(3)},
    "3.2": {
        "numpy": lambda h: h.std(axis=0), "lists": lambda h: [np.std(unit) for unit in h.T], "tuple": lambda h: tuple(np.std(h, 0)),
        "by hand": lambda h: np.sqrt(((h - h.mean(axis=0)) ** 2).mean(axis=0)), "float32": lambda h: h.astype("f").std(axis=0),
        "unbiased, as torch and pandas": lambda h: h.std(axis=0, ddof=1), "variance": lambda h: np.var(h, axis=0) ** 0.5,
        "unbiased, float32": lambda h: h.astype("f").std(axis=0, ddof=1), "covariance": lambda h: np.sqrt(np.diag(np.cov(h.T))),
        "changes its input": lambda h: np.sqrt(np.square(np.subtract(h, h.mean(0), out=h), out=h).mean(0)),
    },
    "3.3": {"theory": wi.theory.critical_std("sigmoid", 100), "explorer": 1.0, "4 digits": 1.015, "text": "1.01", "slider": 10**0.05}
    | {f"bench, 10 layers, seed {seed}": edge_by_bench(10, seed) for seed in range(3)},
    "3.4": {"half of 3.3": 0.507, "half of 1": 0.5, "half of the bench's highest": 0.6},
}  # fmt: skip

LIMITS = {
    "3.1": (0.024, 0.026),
    "3.3": (0.95, 1.2),
    "3.4": (0.406, 0.669),
}  # fmt: skip

MISTAKES = {
    "3.1": [(0.027, "too large"), (-0.025, "sign")],
    "3.2": [(lambda h: h.std(axis=0)[None], "array of shape (8,); yours is an array of shape (1, 8)"), (lambda h: (u.std() for u in h.T), "(generator)")],
    "3.3": [(0.9, "0.9 is close, but too small: give the value to within 3%"), (1.26, "too large"), (0.5, "too small"), (2, "too large")],
    "3.4": [(0.35, "larger"), (1.0, "was right at width 100"), (1000, "smaller"), (2e6, "at most 1,000,000")],
}  # fmt: skip

EXPLORERS = {"3, neighbours": ex.neighbours_explorer}
ADDRESSES = {"3, neighbours": "neighbours:activation=tanh,gain=10,depth=10"}
PROMISES = {
    "one answer": (0, 6e-8), "nearly one answer": (6e-8, 0.1), "inputs closer": (0.1, 0.5), "inputs kept apart": (0.5, 1),
    "neighbours kept": (0.005, 0.03), "neighbours part": (0.03, 0.1), "being scrambled": (0.1, 0.5), "scrambled": (0.5, 1.1),
    "neighbours stand out less": (0.03, 0.1), "neighbours hardly stand out": (0.1, 1.1),
}  # fmt: skip
