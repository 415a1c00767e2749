"""The checks of chapter 7's exercises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..activations import ActivationName
from ..data import load_mnist
from ..initializers import normal
from ..network import MLP
from ..training import train
from .feedback import UNANSWERED, Feedback, check_function, check_number, entries, not_yet, positive, right


def _saturated(answer: Any) -> Feedback:
    rng = np.random.default_rng(7)
    cases = [(rng.beta(a, b, shape),) for a, b, shape in [(0.3, 0.2, (40, 8)), (0.15, 0.4, (9, 9)), (2, 2, (30, 5))]]

    def low(h: Any) -> Any:
        return np.mean(np.asarray(h) < 0.05)

    def high(h: Any) -> Any:
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
            (
                lambda h: (low(h) + high(h)) * np.size(h) / len(h),
                "Divide by the number of outputs: images times units.",
            ),
            (
                lambda h: np.mean((h < 0.05) | (h > 0.95), axis=0),
                "One number for every unit: now take them all together.",
            ),
            (
                lambda h: np.mean((h < 0.05) & (h > 0.95)),
                "No output is below 0.05 and above 0.95. Use 'or': | for arrays.",
            ),
        ],
    )


def _first_over_output(answer: Any) -> Feedback:
    std, slope = 0.02, 1 / 4
    above_2, above_1 = std * math.sqrt(10), std * math.sqrt(50)
    expected = above_2 * above_1 * slope**2
    return check_number(
        answer,
        expected,
        rtol=0.05,
        measured=(0.00048, 0.00063),  # by simulation, of 196 and of 784 inputs, over 80 seeds: 0.000485 to 0.000624
        praise="Twice the σ of the chapter and two factors: four times as much. Still next to nothing.",
        hints=[
            (above_2 * above_1, "The weights are right. Each of the two layers has a slope, too: at most ¼."),
            (above_2 * above_1 * slope, "There are two hidden layers on the way, so the slope ¼ counts twice."),
            (above_2 * slope, "This is the gradient at layer 2. One more factor leads to layer 1."),
            (
                above_1 * slope,
                "This is the factor from layer 2 to layer 1. The one from the output to layer 2 comes first.",
            ),
            (expected / 4, "This is the answer for σ = 0.01, as in the chapter. Here σ = 0.02."),
            (
                std**2 * math.sqrt(50 * 100) / 16,
                "You counted the units below. The gradient is a sum over the units above: 10, then 50.",
            ),
            (
                std**2 * math.sqrt(100 * 784) / 16,
                "You counted the inputs of layers 1 and 2. The gradient is a sum over the units above: 10, then 50.",
            ),
            (std**2 * 10 * 50 / 16, "Independent terms add up like √n, not like n."),
            (std**3 * math.sqrt(10 * 50 * 100) / 64, "From the output to layer 1 there are two steps, not three."),
            (expected**2, "This is the factor of the variance. Take its square root."),
            (1 / expected, "This is one over the factor: the gradient shrinks, so give less than 1."),
        ],
    )


def _after_300_steps(activation: ActivationName, std: float, lr: float) -> list[float]:
    """The test accuracies that the bench shows with seeds 0, 1 and 2; nan where the training diverged."""
    data, found = load_mnist(14), []
    for seed in range(3):
        net = MLP([data.features, 100, 50, 10], activation, normal(std), np.random.default_rng(seed))
        history = train(net, data, lr, 300, 128, np.random.default_rng([seed, 1]), eval_every=300)
        found.append(history.test_accuracy[-1])
    return found


def _in_words(accuracies: Sequence[float]) -> str:
    low, high, mean = (f"{100 * one:.0f}%" for one in (min(accuracies), max(accuracies), np.mean(accuracies)))
    return low if low == high else f"{low} to {high} (seeds 0, 1 and 2; on average {mean})"


_LARGEST = 1e6  # σ and learning rate that are tried
_GUESSING, _LEARNT = 0.15, 0.85  # test accuracy: guessing gets a tenth, and a little more


def _break(answer: Any) -> Feedback:
    std, problem = positive(answer, "The σ", high=_LARGEST)
    if problem:
        return problem
    found = _after_300_steps("relu", std, 0.1)
    if not all(map(math.isfinite, found)):
        return not_yet(
            f"With σ = {std:.3g} the training diverged. That is broken, but loudly. Find a quiet way: smaller weights."
        )
    text = f"With σ = {std:.3g}, {_in_words(found)} of the test digits are right after 300 steps"
    if np.mean(found) < _GUESSING:
        why = "too little gets through" if std < 0.1 else "too much gets through, and the first steps wreck the net"
        return right(f"{text}. That is guessing: {why}.")
    return not_yet(f"{text}. That is more than guessing: {'larger' if std > 0.5 else 'smaller'} weights, please.")


def _fix(answer: Any) -> Feedback:
    answer = entries(answer, ("std", "lr"))
    if answer is None:
        return not_yet('The answer should be a dict with two numbers, {"std": std, "lr": lr}, as the cell has it.')
    if any(value is None or value is Ellipsis for value in answer.values()):
        return UNANSWERED
    std, problem = positive(answer["std"], "The σ", high=_LARGEST)
    if problem:
        return problem
    lr, problem = positive(answer["lr"], "The learning rate", high=_LARGEST)
    if problem:
        return problem
    found = _after_300_steps("sigmoid", std, lr)
    text = f"With σ = {std:.3g} and learning rate {lr:.3g}, {_in_words(found)} of the test digits are right"
    if not all(map(math.isfinite, found)):
        text = f"With σ = {std:.3g} and learning rate {lr:.3g} the training diverged"
    elif np.mean(found) > _LEARNT:
        return right(f"{text}.")
    return not_yet(f"{text}. {_advice(std, lr)}")


def _advice(std: float, lr: float) -> str:
    """Where to go from a pair that does not do: pairs from (0.2, 0.6) to (0.8, 3) do."""
    sentences = []
    if std < 0.15:
        sentences.append("Layer 1 gets too little of the gradient at first: larger weights, please.")
    if std > 0.9:
        sentences.append("Too many units are saturated before they have learnt anything: smaller weights, please.")
    if lr < 0.3:
        sentences.append("Sigmoid slopes are small, so the steps may be larger.")
    if lr > 4:
        sentences.append("The steps are too large: a smaller learning rate, please.")
    return " ".join(sentences) or "You are near. Try a learning rate nearer to 1, or σ nearer to 0.4."


EXERCISES = {
    "7.1": _saturated,
    "7.2": _first_over_output,
    "7.3": _break,
    "7.4": _fix,
}
