"""The checks of chapter 1's exercises."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..descent import curvature, descend, three_valleys, valleys
from .feedback import Feedback, check_function, check_number, not_yet, positive, right


def _std_of_a_sum(answer: Any) -> Feedback:
    fan, std, mean_square = 784, 0.01, 0.1
    expected = std * math.sqrt(fan * mean_square)
    return check_number(
        answer,
        expected,
        praise="That is about what the digits' 784 pixels gave above.",
        hints=[
            (expected**2, "This is the variance, not the standard deviation: take its root."),
            (std * math.sqrt(fan), "The inputs are missing: multiply by their rms, the root of the mean square."),
            (std * math.sqrt(fan) * mean_square, "This multiplies by the mean square. Multiply by the rms, its root."),
            (std * math.sqrt(mean_square), "This is one term. The sum has 784: multiply by their root."),
            (
                std * fan * math.sqrt(mean_square),
                "This adds up standard deviations. Variances add up: the sum grows like √n, not like n.",
            ),
            (std * fan * mean_square, "This is σ·n·E[x²]. The root is missing: std(z) = √(n·E[x²])·σ."),
        ],
    )


def _uniform_bound(answer: Any) -> Feedback:
    return check_function(
        answer,
        lambda std: math.sqrt(3) * std,
        [(0.1,), (0.37,), (2.0,)],
        praise="He, Xavier and LeCun in their uniform forms are this line, each with its own std.",
        hints=[
            (
                lambda std: std,
                "The values would then end at one standard deviation. A uniform distribution reaches further: √3 of them.",
            ),
            (lambda std: 2 * math.sqrt(3) * std, "This is the full width, from −b to b. Give half of it."),
            (lambda std: math.sqrt(3) * std**2, "This has the variance where the standard deviation belongs."),
            (lambda std: 3 * std**2, "This is b². Take the root."),
            (lambda std: 3 * std, "Close: the factor is the root of 3."),
            (
                lambda std: std / math.sqrt(3),
                "This is the other way round: the std of a uniform distribution whose bound is given.",
            ),
            (
                lambda std: math.sqrt(12) * std**2,
                "This is a width, and it has the variance where the standard deviation belongs.",
            ),
            (lambda std: math.sqrt(3 * std), "This takes the root of the std, too. Only the 3 is under the root."),
        ],
    )


def _out_of_b(answer: Any) -> Feedback:
    lr, problem = positive(answer, "The learning rate")
    if problem:
        return problem
    path = descend(three_valleys, -0.3, lr, 30)
    minima, hills = valleys(three_valleys)
    if not abs(path[-1]) < 5.5:
        return not_yet(f"With learning rate {lr:.3g} the leaps grow without end: shorter steps, please.")
    valley = int(np.searchsorted(hills, path[-1]))
    settled = bool(np.abs(path[-3:] - minima[valley]).max() < 0.03)
    limits = 2 / curvature(three_valleys, minima)
    if settled and valley == 2:
        return right(
            f"{lr:.3g} is far enough above B's limit, {limits[1]:.2g}, to leave it, and below C's, {limits[2]:.2g}: there it settles."
        )
    if lr < limits[1]:
        return not_yet(f"{lr:.3g} is below B's limit 2/c = {limits[1]:.2g}: it settles there. Longer steps, please.")
    if settled:
        return not_yet(f"With learning rate {lr:.3g} it settles in valley {'ABC'[valley]}.")
    where = (
        f"in valley {'ABC'[valley]}" if len(set(np.searchsorted(hills, path[-10:]))) == 1 else "from valley to valley"
    )
    return not_yet(f"With learning rate {lr:.3g} it leaps to and fro {where}, and has not settled after 30 steps.")


def _std_for_400(answer: Any) -> Feedback:
    return check_number(
        answer,
        1 / math.sqrt(400),
        praise="A quarter of 0.2, and in general 1/√n: you have found LeCun's rule.",
        hints=[
            (1 / 400, "This is the variance, 1/n. Its root is the standard deviation."),
            (0.2, "This is the σ that makes the sums four times too large."),
            (0.2 * 4, "This makes the sums larger still: they must become four times smaller."),
            (0.1, "This would be right for 100 inputs."),
            (0.2 / 16, "The sums are proportional to σ: make them 4 times smaller, not 16 times."),
            (math.sqrt(400), "This is √n. You need √n·σ = 1."),
        ],
    )


EXERCISES = {
    "1.1": _std_of_a_sum,
    "1.2": _uniform_bound,
    "1.3": _out_of_b,
    "1.4": _std_for_400,
}
