"""What the tests know of chapter 6: numbers that it sets, and answers to its exercises."""

import math

import numpy as np

import wi_lib as wi
from wi_lib.results import load

SET = {
    "0.01", "0.1", "0.3", "1.44", "1.5", "10⁻⁴", "10⁻⁵", "10⁻⁸", "70 per cent", "80 per cent", "85 per cent", "90 per cent",
}  # fmt: skip
BY_HAND = {"6.4"}

WORKED_OUT = {
    "6.1": [2, 0.5, 4, 8, 0.25, 1],
    "6.2": [(0.003, 0.0127), (0.03, 0.0254), (333, 78.7), (33.3, 39.3), (8.99e-05, 0.000323), (0.00309, 0.0126),
        (0.003, 0.0126), (0.003, 0.0126), (0.00286, 0.0131), (0.00469, 0.0118), (0.000303, 0.00131),
        (-0.00373, 0.0432), (-0.00134, 0.024)],
    "6.3": [2, 2.83, 1.41, 1],
}  # fmt: skip

HONEST = {
    "6.1": {"formula": 2, "difference": 1 / ((1 / (1 + math.exp(-2e-4)) - 0.5) / 1e-4)},
    "6.2": {
        "norms": lambda w, g, lr: lr * np.linalg.norm(g) / np.linalg.norm(w),
        "roots": lambda weights, gradient, lr: np.sqrt(((lr * gradient) ** 2).mean() / (weights**2).mean()),
        "float32": lambda w, g, lr: lr * wi.rms(g.astype("f")) / wi.rms(w.astype("f")),
        "changes its input": lambda w, g, lr: wi.rms(np.multiply(g, lr, out=g)) / wi.rms(w),
    },
    "6.3": {"explorer": 2, "table": float(load("gain_grid")["gains"][6]), "text": "2.0"},
    "6.4": {
        "solution": {"gain": 4, "lr": 2, "activation": "tanh"}, "capitals": {"gain": 6.0, "lr": np.float64(3), "activation": "ReLU"},
        "object": {"lr": "1", "activation": wi.leaky_relu(0.1), "gain": 4.0},
    },
}  # fmt: skip

LIMITS = {
    "6.1": (1.96, 2.04),
    "6.3": (1.94, 2.06),
}  # fmt: skip

MISTAKES = {
    "6.1": [(0.5, "one over the slope")],
    "6.2": [
        (lambda w, g, lr: lr * np.std(g, ddof=1) / np.std(w, ddof=1), "standard deviations"), (lambda w, g, lr: lr * np.linalg.norm(g, 2) / np.linalg.norm(w, 2), "singular"),
    ],
    "6.3": [(2.83, "One too far"), (1.41, "next one to the right"), (16, "too large")],
    "6.4": [
        ({"gain": 4, "lr": ..., "activation": "tanh"}, "Not answered yet"), ({"gain": 4, "lr": 1}, 'should be {"gain"'),
        ({"gain": 1, "lr": 1, "activation": "tanh"}, "gain = 1 is what the net has now"), ({"gain": 4, "lr": 0.1, "activation": "tanh"}, "lr = 0.1 is what"),
        ({"gain": 4, "lr": 0.2, "activation": "tanh"}, "With lr = 0.2, and nothing else changed, the net reaches 24%"),
        ({"gain": "big", "lr": 1, "activation": "tanh"}, "gain should be one number; it is 'big'"), ({"gain": -4, "lr": 1, "activation": "tanh"}, "gain must be from 0.001 to 1,000; yours is -4"),
        ({"gain": 4, "lr": math.nan, "activation": "tanh"}, "lr must be from 0.001 to 1,000"), ({"gain": 1001, "lr": 2, "activation": "tanh"}, "from 0.001 to 1,000"),
        ({"gain": 4, "lr": 0.00099, "activation": "tanh"}, "from 0.001 to 1,000"), ({"gain": 4, "lr": 2, "activation": "gelu"}, "activation should be one of"),
        ({"gain": 4, "lr": 2, "activation": ["tanh"]}, "activation should be one of"), ({"gain": 4, "lr": 2, "activation": np.tanh}, "activation should be one of"),
        ({"gain": 4, "lr": 2, "activation": wi.Activation("mine", lambda z: z if z.size <= 16 else 1 / 0, np.ones_like)}, "With this activation training raised"),
    ],
}  # fmt: skip
