"""What the tests know of chapter 2: numbers that it sets, and answers to its exercises."""

import itertools

import numpy as np

import wi_lib as wi

SET = {"0.001", "0.01", "0.05", "0.1", "0.2", "0.5", "0.95", "10⁻⁶", "10⁻¹⁶"}
BY_HAND = {"2.2", "2.3", "2.4"}


def copies(rng, draw=wi.normal(1.0), w1_too=True, w2_too=True, others=True):
    w1, w2 = draw(rng, (2, 4), np.float64), draw(rng, (4, 3), np.float64)
    w1[:, 1] = w1[:, 0] if w1_too else w1[:, 1]
    w2[1] = w2[0] if w2_too else w2[1]
    if not others:
        w1[:, 2:], w2[2:] = w1[:, :1], w2[:1]
    return w1, w2


def pairs(rng, shape, dtype):
    """Weights of units that are copies of two."""
    return np.tile(rng.normal(size=(shape[0], 2)), shape[1] // 2)


WORKED_OUT = {
    "2.1": [2, 1, 20, 10, 11, 0],
}  # fmt: skip

HONEST = {
    "2.1": {"int": 2, "text": "2", "numpy": np.int64(2), "float": 2.0},
    "2.2": {"set": {"W1", "b1", "b2"}, "list": ["b2", "b1", "W1"], "array": np.array(["W1", "b1", "b2"]), "dict": {"W1": 0.2, "b1": 1, "b2": 1}},
    "2.3": {
        "normal": copies, "small": lambda rng: copies(rng, wi.normal(1e-6)), "large": lambda rng: copies(rng, wi.normal(30)),
        "lists": lambda rng: [one.tolist() for one in copies(rng)], "float32": lambda rng: tuple(one.astype("f") for one in copies(rng)),
        "matrices": lambda rng: [np.matrix(one) for one in copies(rng)], "by hand": lambda rng: ([[1, 1, 2, 3]] * 2, [[0] * 3] * 4),
        "uniform": lambda rng: copies(rng, wi.uniform()), "global generator": lambda rng: copies(np.random.default_rng()),
        "generator": lambda rng: (one for one in copies(rng)), "zero first": lambda rng: (np.zeros((2, 4)), copies(rng)[1]),
    },
    "2.4": {
        "names": ["he_normal", "zeros"], "tuple": (wi.he_normal(), wi.zeros()), "constant": [wi.normal(0.01), wi.constant(3)],
        "zeros first": [wi.zeros(), wi.he_normal()], "without brackets": [wi.he_normal, wi.zeros], "array": np.array(["he_normal", "zeros"]),
        "own": [wi.orthogonal(), lambda rng, shape, dtype: np.zeros(shape, dtype)], "large": [wi.normal(100), wi.zeros()],
    },
}  # fmt: skip

LIMITS = {
    "2.1": (2, 2),
}  # fmt: skip

MISTAKES = {
    "2.1": [(2.01, "too large"), (3, "too large")],
    "2.2": [
        (("b2", "b1", "W1", "W1"), "set of names"), ({"W1", "b1", "W2", "b2"}, "What is h"), ({"b2"}, "tanh′(0) = 1"),
        ("b2", "tanh′(0) = 1"), ({"W1", "b1"}, "nothing blocks it"), ({"W1"}, "equally frequent"), ({"W1", "b2"}, "b1's gradient"), ({"w1"}, "set of names"),
        (set(), "set of names"), ({"W1", 3}, "set of names"), (["W1", "b1", "b2"] * 9, "set of names"),
    ],
    "2.3": [
        (lambda rng: copies(rng, w2_too=False), "different outgoing ones"), (lambda rng: copies(rng, w1_too=False), "different incoming ones"),
        (lambda rng: copies(rng, w1_too=False, w2_too=False), "different from the start"), (lambda rng: copies(rng, others=False), "is only 1 kind of units"),
        (lambda rng: (np.ones((2, 4)), np.zeros((4, 3))), "is only 1 kind of units"), (lambda rng: (np.eye(2), np.eye(3)), "have (2, 2) and (3, 3)"),
        (lambda rng: [1001 * one / one.max() for one in copies(rng)], "not larger than 1,000"), (lambda rng: [np.nan * one for one in copies(rng)], "finite numbers"),
        (lambda rng: rng.colour(), "raised AttributeError"), (lambda rng: copies(rng)[0], "have (4,) and (4,)"), (lambda rng: itertools.count(), "two arrays"),
        (lambda rng: [*copies(rng), 1], "two arrays"), (lambda rng: None, "returns nothing"), (lambda rng: ..., "Not answered yet"),
        (3, "The answer should be a function of rng that returns (w1, w2)."), (lambda rng: (np.ones((2, 4)), np.eye(3)), "have (2, 4) and (3, 3)"),
        (lambda rng: ([[1, 1, 2, 2]] * 2, [[0] * 3] * 4), "there are only 2 kinds of units: the other two should differ, too"),
        # The rows of w2 differ by a number only: the softmax, and so every gradient, does not see that.
        (lambda rng: (np.ones((2, 4)), np.array([[1, 2, 3], [1, 2, 3], [4, 5, 6], [7, 8, 9]])), "is only 1 kind of units"),
    ],
    "2.4": [
        (["he_normal", "he_normal"], "All outputs must start equal"), (["constant", "zeros"], "is 1 kind of 8 units"), (["zeros", "zeros"], "is 1 kind of 8 units"),
        (["he", "zeros"], "cannot start with these"), (["he_normal"], "list of two"), (["zeros"] * 3, "list of two"), ("he_normal", "list of two"),
        ([..., ...], "Not answered yet"), ([lambda rng: 1, "zeros"], "cannot start with these: TypeError"),
        ([3, "zeros"], "yours is 3"), ([pairs, "zeros"], "there are 2 kinds of 8 units: something must tell them apart"),
        (["he_normal", lambda rng, shape, dtype: 1e-9 * rng.normal(size=shape)], "not at ln 3 = 1.099. All outputs must start equal"),
    ],
}  # fmt: skip
