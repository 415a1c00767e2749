"""The checks of chapter 6's exercises."""

from __future__ import annotations

import math

import numpy as np

from ..activations import ACTIVATIONS
from ..data import load_mnist
from ..initializers import variance_scaling
from ..network import MLP
from ..results import load
from ..training import train
from .feedback import UNANSWERED, check_function, check_number, not_yet, one_number, right


def _matching_gain(answer):
    return check_number(
        answer,
        2.0,
        praise="The slope at 0 is 2·¼ = ½, and the gain is one over it.",
        hints=[
            (0.5, "This is the slope at 0. The gain has to make up for it: one over the slope."),
            (4.0, "This matches the plain sigmoid, of slope ¼. This one is twice as steep."),
            (8.0, "A steeper activation passes on more, so it needs a smaller gain, not a larger one."),
            (0.25, "This is the slope of the plain sigmoid. Take this one's slope, then one over it."),
            (1.0, "Gain 1 is for a slope of 1. What is the slope of this activation at 0?"),
        ],
    )


def _rms(values):
    return np.sqrt(np.mean(np.square(values)))


def _update_ratio(answer):
    rng = np.random.default_rng(6)
    cases = [(rng.normal(0, 0.1, shape), rng.normal(0, 3e-3, shape), lr) for shape, lr in [((30, 8), 0.1), ((9, 9), 0.5)]]
    return check_function(
        answer,
        lambda weights, gradient, lr: lr * _rms(gradient) / _rms(weights),
        cases,
        praise="A number without a unit: how far one step moves the weights, measured in weights.",
        hints=[
            (lambda w, g, lr: _rms(g) / _rms(w), "The step is lr times the gradient: the learning rate is missing."),
            (lambda w, g, lr: _rms(w) / (lr * _rms(g)), "Upside down: the step goes above, the weights below."),
            (lambda w, g, lr: _rms(w) / _rms(g), "Upside down, and the learning rate is missing."),
            (lambda w, g, lr: lr * np.mean(g**2) / np.mean(w**2), "These are mean squares. Take the square root of each."),
            (lambda w, g, lr: lr * np.abs(g).mean() / np.abs(w).mean(), "This is the mean size. Use the root mean square, rms."),
            (lambda w, g, lr: lr * np.linalg.norm(g), "This is the length of the step. Divide by that of the weights."),
            (lambda w, g, lr: lr * _rms(g), "This is the step alone. Divide by the size of the weights."),
            (lambda w, g, lr: lr * g / w, "One number for the layer: take the rms of both first."),
            (lambda w, g, lr: lr * np.mean(g) / np.mean(w), "A mean lets plus and minus cancel. Use the root mean square."),
        ],
    )


def _largest_gain(answer):
    grid = load("gain_grid")
    at = list(grid["activations"]).index("relu"), slice(None), list(grid["lrs"]).index(0.1)
    worst = np.nan_to_num(grid["test_accuracy"][at][..., -1]).min(axis=1)
    gains = grid["gains"]
    good = np.flatnonzero(worst >= 0.8)
    last = good.max()
    return check_number(
        answer,
        float(gains[last]),
        rtol=0.03,
        praise=f"At gain {gains[last + 1]:.2g} it is over: too large a start, and the first steps throw the net out.",
        hints=[
            (float(gains[last + 1]), "One too far: with this gain at least one of the three nets fails."),
            (float(gains[last - 1]), "With this one, which is He's, they learn. And with the next one to the right, too."),
            (1.0, "With gain 1 they learn, and further to the right, too. Go on."),
        ],
    )


_STUCK = {"activation": "sigmoid", "gain": 1.0, "lr": 0.1}


def _rescues(answer):
    if not isinstance(answer, dict) or set(answer) != set(_STUCK):
        return not_yet('The answer should be {"gain": …, "lr": …, "activation": …}, with your three values.')
    if any(value is ... or value is None for value in answer.values()):
        return UNANSWERED
    for name in ("gain", "lr"):
        value, problem = one_number(answer[name])
        if problem:
            return not_yet(f"{name} should be one number; it is {answer[name]!r}.")
        if not 1e-6 <= value <= 1e6:
            return not_yet(f"{name} = {value:g} is out of the question: give a number between a thousandth and a thousand.")
    activation = answer["activation"]
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        return not_yet(f"activation should be one of {', '.join(ACTIVATIONS)}; it is {activation!r}.")
    said = []
    for name, value in answer.items():
        value = value if name == "activation" else float(value)
        if value == _STUCK[name]:
            return not_yet(f"{name} = {value} is what the stuck net has. Change it.")
        reached = _accuracy(**(_STUCK | {name: value}))
        if not reached >= 0.7:
            how = "diverges" if math.isnan(reached) else f"reaches {reached:.0%}"
            return not_yet(f"With {name} = {value}, and nothing else changed, the net {how}. It should reach 70%.")
        said.append(f"{name} = {value}: {reached:.0%}")
    return right("Each of the three alone wakes the net up. " + "; ".join(said) + ".")


def _accuracy(activation, gain, lr):
    """Test accuracy of the exercise's net after 800 steps; nan if it diverged."""
    digits = load_mnist(side=14)
    rng = np.random.default_rng(0)
    net = MLP([196, 50, 50, 50, 10], activation, variance_scaling(gain**2, "fan_in"), rng)
    return train(net, digits, lr, steps=800, batch_size=64, rng=rng, eval_every=800).test_accuracy[-1]


EXERCISES = {
    "6.1": _matching_gain,
    "6.2": _update_ratio,
    "6.3": _largest_gain,
    "6.4": _rescues,
}
