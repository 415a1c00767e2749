"""What the tests know of chapter 5: numbers that it sets, and answers to its exercises."""

import math

import numpy as np

import wi_lib as wi

SET = {
    "0.0002", "0.001", "0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.34", "0.5", "1.7", "2⁻¹⁰", "2⁻¹⁵", "2⁻²⁰", "2⁻³⁰", "1 per cent", "90 per cent",
}  # fmt: skip

rng_of = np.random.default_rng
elu = wi.Activation("elu", lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), lambda z: np.exp(np.minimum(z, 0)))


def elu_gain_by_bench(seed, width=400):
    """Exercise 5.4 by simulation, five draws of one layer, as the bench takes them: to the next hundredth."""
    draws = [rng_of(seed + draw) for draw in range(5)]
    sums = [x @ rng.normal(0, width**-0.5, (width, width)) for rng in draws for x in [rng.standard_normal((32, width))]]
    return min(np.arange(1.2, 1.36, 0.01), key=lambda gain: abs(np.mean([np.log(wi.rms(elu(gain * z))) for z in sums])))


WORKED_OUT = {
    "5.1": [0.0884, 0.00781, 0.125, 0.0625, 0.153, 22.6],
    "5.2": [(1.35, 1), (1.41, 1.41), (1.83, 1), (0.738, 1), (0.545, 1), (1.24, 1), (1.09, 0.707), (1.48, 2)],
    "5.3": [0.000977, 9.54e-07, 1.02e+03, 0.0977, 0.00138, 0.000691, 0.707, 0.05, 1, 2.13e-05],
    "5.4": [1.28, 1.41, 1, 1.63, 1.25, 0.128],
}  # fmt: skip

HONEST = {
    "5.1": {"formula": (2 / 256) ** 0.5, "two digits": 0.088, "drawn": wi.he_normal()(rng_of(0), (256, 256)).std()},
    "5.2": {
        "numpy": lambda alpha: np.sqrt(2 / (1 + alpha**2)), "hypot": lambda a: 2**0.5 / math.hypot(1, a), "float32": lambda a: np.float32(2**0.5) / np.hypot(1, a),
        "measured": lambda a: 1 / math.sqrt(wi.theory.second_moment(wi.leaky_relu(a), 1.0)),
    },
    "5.3": {"formula": 2**-10, "one digit": 0.001, "explorer, width 100": 0.000787, "explorer, width 400": 0.000989, "bench": 0.000737, "theory": 0.00097724},
    "5.4": {"solution": 1.2806, "three digits": 1.28, "bench, 50 layers": 1.298} | {f"bench, seed {seed}": elu_gain_by_bench(5 * seed) for seed in range(3)},
}  # fmt: skip

LIMITS = {
    "5.1": (0.086622, 0.090155),
    "5.3": (0.00073, 0.0012),
    "5.4": (1.265, 1.3),
}  # fmt: skip

MISTAKES = {
    "5.1": [(2 / 16, "misprint"), (2 / 256, "variance")],
    "5.2": [(lambda alpha: 2**0.5, "for ReLU")],
    "5.3": [(2**-20, "mean square"), (2**-9.5, "19 layers"), (2**-10.5, "21 layers")],
    "5.4": [(1.31, "too large: give the value to within 1%"), (1.245, "one over the rms"), (2**0.5, "He's gain")],
}  # fmt: skip
