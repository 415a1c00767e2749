"""What the tests know of chapter 7: numbers that it sets, and answers to its exercises."""

import math

import numpy as np

import wi_lib as wi

SET = {"0.005", "0.01", "0.02", "0.1", "30%"}
BY_HAND = {"7.3", "7.4"}

WORKED_OUT = {
    "7.1": [(0.531, 0.654), (0.178, 0.519), (0.353, 0.136), (170, 53), (53.1, 65.4), (0.469, 0.346), (4.25, 5.89),
        (0.531, 0.654), (0, 0)],
    "7.2": [0.000559, 0.00894, 0.00224, 0.0158, 0.0354, 0.00014, 0.00177, 0.007, 0.0125, 2.8e-05, 3.13e-07, 1.79e+03],
}  # fmt: skip

HONEST = {
    "7.1": {
        "or": lambda h: np.mean((h < 0.05) | (h > 0.95)), "distance": lambda h: np.mean(np.abs(h - 0.5) > 0.45),
        "loop": lambda h: sum((v < 0.05) + (v > 0.95) for v in h.ravel()) / h.size, "library": lambda h: wi.saturated_share(h, "sigmoid"),
        "float32": lambda h: np.float32(((h < 0.05) | (h > 0.95)).mean()), "1 − inside": lambda h: 1 - ((h >= 0.05) & (h <= 0.95)).mean(),
    },
    "7.2": {"formula": 0.02 * math.sqrt(10) / 4 * 0.02 * math.sqrt(50) / 4, "two digits": 5.6e-4, "text": "0.00056", "bench, lowest": 4.9e-4, "highest": 6.2e-4},
    "7.3": {"solution": 0.005, "float32": np.float32(0.008), "solution, too": 5},
    "7.4": {"solution": {"std": 0.4, "lr": 1}, "half of it": {"std": 0.2, "lr": 3}, "bench": {"std": 10**-0.3, "lr": 10**0.2}},
}  # fmt: skip

LIMITS = {
    "7.2": (0.00048, 0.00063),
}  # fmt: skip

MISTAKES = {
    "7.1": [(lambda h: np.mean((h < 0.05) & (h > 0.95)), "Use 'or'"), (lambda h: 100 * np.mean((h < 0.05) | (h > 0.95)), "per cent")],
    "7.2": [(0.02**2 * math.sqrt(50 * 100) / 16, "units above"), (0.056, "too large")],
    "7.3": [(math.sqrt(2 / 196), "smaller"), (1, "larger"), (0, "above 0"), (-1, "above 0"), (2e6, "at most 1,000,000")],
    "7.4": [
        ({"std": 0.01, "lr": 0.1}, "steps may be larger"), ({"std": 0.3, "lr": 0.4}, "You are near"), ({"std": 0.4, "lr": 2e6}, "learning rate must be above 0, and at most 1,000,000"), ({"std": -0.4, "lr": 1}, "The σ must be above 0"),
        ({"std": 0.4, "lr": 0}, "The learning rate must be above 0"), ({"std": "large", "lr": 1}, "The σ should be one number"), ({"std": 0.4, "lr": [1]}, "The learning rate should be one number"),
        ({"std": ..., "lr": ...}, "Not answered yet"), ({"std": 0.4, "lr": ...}, "Not answered yet"), ((0.4, 1), "dict with two numbers"), ({"std": 0.4}, "dict with two numbers"),
    ],
}  # fmt: skip
