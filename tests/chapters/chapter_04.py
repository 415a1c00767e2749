"""What the tests know of chapter 4: numbers that it sets, and answers to its exercises."""

import numpy as np

import wi_lib as wi

SET = {"0.01", "0.05", "0.1", "0.25", "0.5", "0.95", "2 per cent"}

rng_of = np.random.default_rng


def through_lecun(seed):
    """Exercise 4.3 by simulation."""
    rng = rng_of(seed)
    g = rng.normal(size=(200, 10))
    sent = wi.rms(g)
    for shape in [(100, 10), (400, 100), (784, 400)]:
        g = g @ wi.lecun_normal()(rng, shape).T
    return wi.rms(g) / sent


WORKED_OUT = {
    "4.1": [0.0632, 0.004, 0.11, 0.0577, 0.0707, 0.0816, 0.0447, 0.0894],
    "4.2": [(0.0824, 0.11), (0.00679, 0.012), (0.0476, 0.0632), (0.00226, 0.004), (0.0619, 0.173), (0.0875, 0.245),
        (0.0583, 0.0775), (0.143, 0.19), (0.165, 0.219)],
    "4.3": [0.113, 0.0128, 11.3, 8.85, 1, 0.714, 0.316, 0.222],
    "4.4": [1.31, 0.131, 1, 1.67, 1.89, 4],
}  # fmt: skip

HONEST = {
    "4.1": {"formula": (2 / 500) ** 0.5, "two digits": 0.063, "float32": np.float32(0.0632), "drawn": wi.xavier_normal()(rng_of(0), (300, 200)).std()},
    "4.2": {
        "numpy": lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)), "other names": lambda a, b: 3**0.5 * (2 / (a + b)) ** 0.5,
        "of an array": lambda n_in, n_out: np.sqrt(6 / np.array(n_in + n_out)), "float32": lambda n_in, n_out: np.float32((6 / (n_in + n_out)) ** 0.5),
    },
    "4.3": {"formula": (10 / 784) ** 0.5, "two digits": 0.11} | {f"simulation, seed {seed}": through_lecun(seed) for seed in range(10)},
    "4.4": {"solution": 1.3123, "three digits": 1.31, "two digits": 1.3},
}  # fmt: skip

LIMITS = {
    "4.1": (0.06199, 0.0645),
    "4.3": (0.105, 0.121),
    "4.4": (1.28637, 1.33887),
}  # fmt: skip

MISTAKES = {
    "4.1": [(0.06, "too small"), (2 / 500, "variance"), (300**-0.5, "LeCun")],
    "4.2": [(lambda n_in, n_out: (6 / n_in) ** 0.5, "left out n_out"), (lambda n_in, n_out: (2 / (n_in + n_out)) ** 0.5, "This is the std")],
    "4.3": [((400 / 784) ** 0.5, "Multiply all three"), (11.3, "per cent")],
    "4.4": [(1.25, "too small"), (0.131, "σ·√n")],
}  # fmt: skip
