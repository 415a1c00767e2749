"""What the tests know of chapter {number}: numbers that it sets, and answers to its exercises."""

import numpy as np

# ✎ Decimals, percentages and powers of ten that the text sets and does not measure, such as a σ to try: {"0.1", "5%"}.
SET = set()

# ✎ The right answer, and the mistakes in the order of their hints, worked out here and not copied from the check.
# A function's are the means of its results on the first two cases.
WORKED_OUT = {
    "{number}.1": [0.025, 0.25, 0.1],
    "{number}.2": [(0.982, 0.902), (0.995, 0.91), (0.895, 0.821)],
    "{number}.3": [1.015, 0.4],
}  # fmt: skip

# ✎ What a careful reader may find, by every way the text offers. All of it must pass.
HONEST = {
    "{number}.1": {"formula": 0.01 * 100**0.5 / 4, "text": "0.025"},
    "{number}.2": {"numpy": lambda h: h.std(axis=0), "list": lambda h: [np.std(unit) for unit in h.T]},
    "{number}.3": {"theory": 1.015, "bench": 1.1},
}

# ✎ Mistakes, and a word of what they are told.
MISTAKES = {
    "{number}.1": [(0.03, "too large")],
    "{number}.2": [(np.mean, "array of shape")],
    "{number}.3": [(2, "too large")],
}

# ✎ Where the right numbers end.
LIMITS = {"{number}.1": (0.0245, 0.0255), "{number}.3": (0.95, 1.2)}
