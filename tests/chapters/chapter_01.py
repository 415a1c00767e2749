"""What the tests know of chapter 1: numbers that it sets, and answers to its exercises."""

import decimal
import fractions
import math

import numpy as np

SET = {"0.001", "0.01", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0", "1.5", "2 per cent"}
BY_HAND = {"1.3"}

WORKED_OUT = {
    "1.1": [0.0885, 0.00784, 0.28, 0.028, 0.00316, 2.48, 0.784],
    "1.2": [(0.173, 0.641), (0.1, 0.37), (0.346, 1.28), (0.0173, 0.237), (0.03, 0.411), (0.3, 1.11), (0.0577, 0.214),
        (0.0346, 0.474), (0.548, 1.05)],
    "1.4": [0.05, 0.0025, 0.2, 0.8, 0.1, 0.0125, 20],
}  # fmt: skip

HONEST = {
    "1.1": {
        "formula": 0.01 * np.sqrt(784 * 0.1), "two digits": 0.089, "text": "0.0885", "float32": np.float32(0.0885),
        "array of one": np.array([0.0885]), "0-d array": np.array(0.0885), "decimal": decimal.Decimal("0.0885"),
        "1 × 1": np.array([[0.0885]]),
        "simulation": (np.random.default_rng(0).normal(0, 0.1**0.5, (2000, 784)) @ np.random.default_rng(1).normal(0, 0.01, (784, 50))).std(),
    },
    "1.2": {
        "power": lambda std: std * 3**0.5, "width ÷ 2": lambda std: np.sqrt(12) * std / 2, "float32": lambda std: np.float32(np.sqrt(3)) * std,
        "under one root": lambda std: np.sqrt(3 * np.float64(std) ** 2), "0-d array": lambda std: np.array(3**0.5 * std),
        "fraction": lambda std: fractions.Fraction(3**0.5 * std), "decimal": lambda std: decimal.Decimal(3).sqrt() * decimal.Decimal(std),
    },
    # The explorer's rates, and those of its slider, with which it ends in C.
    "1.3": {"explorer": 0.3, "explorer, too": 0.5, "text": "0.3", "lowest": 0.25, "highest": 0.69, "bench": 10**-0.4},
    "1.4": {"formula": 1 / np.sqrt(400), "from the four": 0.2 / 4, "fraction": fractions.Fraction(1, 20)},
}  # fmt: skip

LIMITS = {
    "1.1": (0.086775, 0.090314),
    "1.3": (0.248, 0.695),
    "1.4": (0.049, 0.051),
}  # fmt: skip

MISTAKES = {
    "1.1": [(0.08, "too small"), (0.0085, "too small"), (8.85, "too large")],
    "1.2": [(lambda std: 1.7 * std, "not the right values"), (0.17, "should be a function")],
    "1.3": [
        (0.05, "below B's limit"), (1e-9, "below B's limit"), (0.1, "to and fro in valley B"), (0.7, "has not settled"),
        (1.6, "shorter steps"), (1e300, "shorter steps"), (0, "above 0"), (-0.3, "above 0"), (math.inf, "above 0"),
    ],
    "1.4": [(0.06, "too large")],
}  # fmt: skip
