"""The checks of chapter 6's exercises."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..activations import ACTIVATIONS, Activation, ActivationName
from ..data import load_mnist
from ..initializers import variance_scaling
from ..network import MLP
from ..results import load
from ..training import train
from .feedback import (
    UNANSWERED,
    Checked,
    Feedback,
    call,
    check_function,
    check_number,
    described,
    entries,
    not_yet,
    positive,
    right,
)


def _matching_gain(answer: Any) -> Feedback:
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


def _rms(values: Any) -> Any:
    return np.sqrt(np.mean(np.square(values)))


def _update_ratio(answer: Any) -> Feedback:
    rng = np.random.default_rng(6)
    cases = [
        (rng.normal(0, 0.1, shape), rng.normal(0, 3e-3, shape), lr) for shape, lr in [((30, 8), 0.1), ((9, 9), 0.5)]
    ]
    return check_function(
        answer,
        lambda weights, gradient, lr: lr * _rms(gradient) / _rms(weights),
        cases,
        praise="A number without a unit: how far one step moves the weights, measured in weights.",
        hints=[
            (lambda w, g, lr: _rms(g) / _rms(w), "The step is lr times the gradient: the learning rate is missing."),
            (lambda w, g, lr: _rms(w) / (lr * _rms(g)), "Upside down: the step goes above, the weights below."),
            (lambda w, g, lr: _rms(w) / _rms(g), "Upside down, and the learning rate is missing."),
            (
                lambda w, g, lr: lr * np.mean(g**2) / np.mean(w**2),
                "These are mean squares. Take the square root of each.",
            ),
            (
                lambda w, g, lr: lr * np.abs(g).mean() / np.abs(w).mean(),
                "This is the mean size. Use the root mean square, rms.",
            ),
            (
                lambda w, g, lr: lr * np.std(g) / np.std(w),
                "These are standard deviations, which leave out the mean. Use the root mean square, rms.",
            ),
            (
                lambda w, g, lr: lr * np.std(g, ddof=1) / np.std(w, ddof=1),
                "These are standard deviations, which leave out the mean. Use the root mean square, rms.",
            ),
            (
                lambda w, g, lr: lr * np.linalg.norm(g, 2) / np.linalg.norm(w, 2),
                "Of a matrix, norm(…, 2) is the largest singular value. Leave out the 2, or take the rms.",
            ),
            (lambda w, g, lr: lr * np.linalg.norm(g), "This is the length of the step. Divide by that of the weights."),
            (lambda w, g, lr: lr * _rms(g), "This is the step alone. Divide by the size of the weights."),
            (lambda w, g, lr: lr * g / w, "One number for the layer: take the rms of both first."),
            (
                lambda w, g, lr: lr * np.mean(g) / np.mean(w),
                "A mean lets plus and minus cancel. Use the root mean square.",
            ),
        ],
    )


def _largest_gain(answer: Any) -> Feedback:
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
        praise=f"At gain {gains[last + 1]:.2g}, one of the three nets or more ends below 80%.",
        hints=[
            (float(gains[last + 1]), "One too far: with this gain at least one of the three nets fails."),
            (
                float(gains[last - 1]),
                "With this one, which is He's, they learn. And with the next one to the right, too.",
            ),
            (1.0, "With gain 1 they learn, and further to the right, too. Go on."),
        ],
    )


_STUCK = {"gain": 1, "lr": 0.1, "activation": "sigmoid"}
_SMALLEST, _LARGEST = 1e-3, 1e3  # gain and learning rate that are tried
_ENOUGH = 0.7  # test accuracy


def _rescues(answer: Any) -> Feedback:
    answer = entries(answer, _STUCK)
    if answer is None:
        return not_yet('The answer should be {"gain": …, "lr": …, "activation": …}, with your three values.')
    if any(value is ... or value is None for value in answer.values()):
        return UNANSWERED
    change = {}
    for name in ("gain", "lr"):
        change[name], problem = positive(answer[name], name, _SMALLEST, _LARGEST)
        if problem:
            return problem
    change["activation"] = _activation(answer["activation"])
    if change["activation"] is None:
        return not_yet(
            f"activation should be one of {', '.join(ACTIVATIONS)}; it is {described(answer['activation'])}."
        )
    said = []
    for name, value in change.items():
        text = value.name if name == "activation" else f"{value:g}"
        if text == f"{_STUCK[name]}":
            return not_yet(f"{name} = {text} is what the net has now. Change it.")
        reached, problem = _best(name, value)
        if problem:
            return problem
        if not reached >= _ENOUGH:
            how = (
                "diverges" if math.isnan(reached) else f"reaches {math.floor(100 * reached)}%, the best of three draws"
            )
            return not_yet(
                f"With {name} = {text}, and nothing else changed, the net {how}. It should reach {_ENOUGH:.0%}."
            )
        said.append(f"{name} = {text}: {reached:.0%}")
    return right("Each of the three alone is enough. " + "; ".join(said) + ".")


def _activation(answer: Any) -> Activation | None:
    """The `Activation` that is meant: the library's of that name, in capitals or not, or
    the reader's own; else None."""
    if isinstance(answer, str):
        name: Any = str.lower(answer)  # one of the names, or not
        return ACTIVATIONS.get(name)
    return answer if isinstance(answer, Activation) and isinstance(answer.name, str) else None


def _best(name: str, value: Any) -> Checked:
    """(accuracy with one thing changed, None): the first of three draws that is enough, for the reader may have had
    that draw; else the best, nan if all diverge. Or (None, feedback): the reader's own activation failed."""
    best = math.nan
    for seed in range(3):
        reached, problem = call(
            _accuracy, **(_STUCK | {name: value}), seed=seed, saying=f"With this {name} training raised"
        )
        if problem:
            return None, problem
        best = np.fmax(best, reached)
        if best >= _ENOUGH:
            break
    return best, None


def _accuracy(activation: ActivationName | Activation, gain: float, lr: float, seed: int) -> float:
    """Test accuracy of the exercise's net after 800 steps; nan if it diverged."""
    digits = load_mnist(side=14)
    rng = np.random.default_rng(seed)
    net = MLP([196, 50, 50, 50, 10], activation, variance_scaling(gain**2, "fan_in"), rng)
    return train(net, digits, lr, steps=800, batch_size=64, rng=rng, eval_every=800).test_accuracy[-1]


EXERCISES = {
    "6.1": _matching_gain,
    "6.2": _update_ratio,
    "6.3": _largest_gain,
    "6.4": _rescues,
}
