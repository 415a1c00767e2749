"""The checks of chapter 7's exercises."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from ..data import load_mnist
from ..initializers import normal
from ..network import MLP
from ..training import race
from .feedback import UNANSWERED, check_function, check_number, not_yet, one_number, right


def _saturated(answer):
    rng = np.random.default_rng(7)
    cases = [(rng.beta(a, b, shape),) for a, b, shape in [(0.3, 0.2, (40, 8)), (0.15, 0.4, (9, 9)), (2, 2, (30, 5))]]

    def low(h):
        return np.mean(np.asarray(h) < 0.05)

    def high(h):
        return np.mean(np.asarray(h) > 0.95)

    return check_function(
        answer,
        lambda h: low(h) + high(h),
        cases,
        praise="The library's own is wi.saturated_share(h, 'sigmoid').",
        hints=[
            (low, "These are the outputs near 0. Count those near 1, too."),
            (high, "These are the outputs near 1. Count those near 0, too."),
            (lambda h: (low(h) + high(h)) * np.size(h), "This is how many there are. Divide by the number of outputs."),
            (lambda h: 100 * (low(h) + high(h)), "This is in per cent. Give a share from 0 to 1."),
            (lambda h: 1 - low(h) - high(h), "This is the share that is not saturated."),
            (lambda h: (low(h) + high(h)) * np.size(h) / len(h), "Divide by the number of outputs: images times units."),
            (lambda h: np.mean((h < 0.05) | (h > 0.95), axis=0), "One number for every unit: now take them all together."),
            (lambda h: np.mean((h < 0.05) & (h > 0.95)), "No output is below 0.05 and above 0.95. Use 'or': | for arrays."),
        ],
    )


def _first_over_output(answer):
    std, slope = 0.02, 1 / 4
    above_2, above_1 = std * math.sqrt(10), std * math.sqrt(50)
    expected = above_2 * above_1 * slope**2
    return check_number(
        answer,
        expected,
        rtol=0.05,
        praise="Twice the σ of the chapter and two factors: four times as much. Still next to nothing.",
        hints=[
            (above_2 * above_1, "The weights are right. Each of the two layers has a slope, too: at most ¼."),
            (above_2 * above_1 * slope, "There are two hidden layers on the way, so the slope ¼ counts twice."),
            (above_2 * slope, "This is the gradient at layer 2. One more factor leads to layer 1."),
            (above_1 * slope, "This is the factor from layer 2 to layer 1. The one from the output to layer 2 comes first."),
            (expected / 4, "This is the answer for σ = 0.01, as in the chapter. Here σ = 0.02."),
            (std**2 * math.sqrt(50 * 100) / 16, "You counted the units below. The gradient is a sum over the units above: 10, then 50."),
            (std**2 * math.sqrt(100 * 784) / 16, "You counted the inputs of layers 1 and 2. The gradient is a sum over the units above: 10, then 50."),
            (std**2 * 10 * 50 / 16, "Independent terms add up like √n, not like n."),
            (std**3 * math.sqrt(10 * 50 * 100) / 64, "From the output to layer 1 there are two steps, not three."),
            (expected**2, "This is the factor of the variance. Take its square root."),
            (1 / expected, "This is one over the factor: the gradient shrinks, so give less than 1."),
        ],
    )


def _after_300_steps(activation, std, lr):
    """The test accuracies of three seeds on the small digits; nan where the training diverged."""
    data = load_mnist(14)
    nets = [MLP([data.features, 100, 50, 10], activation, normal(std), np.random.default_rng(seed)) for seed in range(3)]
    runs = race(nets, data, lr, 300, 128, np.random.default_rng(7), eval_every=300)
    return [run.test_accuracy[-1] for run in runs]


def _in_words(accuracies):
    low, high = min(accuracies), max(accuracies)
    return f"{100 * low:.0f}%" if round(100 * low) == round(100 * high) else f"{100 * low:.0f}% to {100 * high:.0f}%"


def _positive(name, answer):
    """(the number, None), or (None, the feedback on what is no size)."""
    value, problem = one_number(answer)
    if problem:
        return None, problem
    if not (math.isfinite(value) and value > 0):
        return None, not_yet(f"{name} must be a finite number above 0; yours is {value:g}.")
    return value, None


def _break(answer):
    std, problem = _positive("The σ", answer)
    if problem:
        return problem
    if std > 1e3:
        return not_yet(f"With σ = {std:.3g} no figure stays finite. That is broken, but loudly. Find a quiet way.")
    found = _after_300_steps("relu", std, 0.1)
    if not all(map(math.isfinite, found)):
        return not_yet(f"With σ = {std:.3g} the training diverged. That is broken, but loudly. Find a quiet way: smaller weights.")
    text = f"With σ = {std:.3g}, {_in_words(found)} of the test digits are right after 300 steps (three seeds)"
    if max(found) < 0.15:
        why = "too little gets through" if std < 0.1 else "too much gets through, and the first steps wreck the net"
        return right(f"{text}. That is guessing: {why}.")
    return not_yet(f"{text}. That is more than guessing: {'larger' if std > 0.5 else 'smaller'} weights, please.")


def _fix(answer):
    if not isinstance(answer, Mapping) or not {"std", "lr"} <= set(answer):
        return not_yet('The answer should be a dict with two numbers, {"std": std, "lr": lr}, as the cell has it.')
    if any(answer[name] is None or answer[name] is Ellipsis for name in ("std", "lr")):
        return UNANSWERED
    std, problem = _positive("The σ", answer["std"])
    if problem:
        return problem
    lr, problem = _positive("The learning rate", answer["lr"])
    if problem:
        return problem
    if std > 1e3 or lr > 1e3:
        return not_yet(f"σ = {std:.3g} with learning rate {lr:.3g}: nothing stays finite there. Smaller numbers, please.")
    found = _after_300_steps("sigmoid", std, lr)
    if not all(map(math.isfinite, found)):
        return not_yet(f"With σ = {std:.3g} and learning rate {lr:.3g} the training diverged. Take smaller steps.")
    text = f"With σ = {std:.3g} and learning rate {lr:.3g}, {_in_words(found)} of the test digits are right (three seeds)"
    if min(found) > 0.85:
        return right(f"{text}.")
    if lr < 0.3:
        return not_yet(f"{text}. Sigmoid slopes are small, so the steps may be larger.")
    if lr > 4:
        return not_yet(f"{text}. The steps are too large: the accuracy jumps about.")
    if std < 0.15:
        return not_yet(f"{text}. Layer 1 gets too little of the gradient at first: larger weights, please.")
    if std > 0.9:
        return not_yet(f"{text}. Too many units are saturated before they have learnt anything: smaller weights, please.")
    return not_yet(f"{text}. You are near. Try a learning rate nearer to 1, or σ nearer to 4/√n.")


EXERCISES = {
    "7.1": _saturated,
    "7.2": _first_over_output,
    "7.3": _break,
    "7.4": _fix,
}
