"""The checks of chapter {number}'s exercises."""

from __future__ import annotations

from typing import Any

import numpy as np

from .feedback import Check, Feedback, check_function, check_number


def _factor(answer: Any) -> Feedback:
    """✎ A number: the right one, and a hint for each likely mistake."""
    std, width, slope = 0.01, 100, 1 / 4
    return check_number(
        answer,
        std * np.sqrt(width) * slope,
        praise="✎ Say what the number means.",
        hints=[
            (std * width * slope, "✎ Independent terms add up like √n, not like n."),
            (std * np.sqrt(width), "✎ The slope is missing: at most ¼."),
        ],
    )


def _unit_spread(answer: Any) -> Feedback:
    """✎ A function: the right one, arguments that it is tried on, and a hint for each likely mistake."""
    cases = [(np.random.default_rng(seed).normal(size=(50, 8)),) for seed in range(2)]
    return check_function(
        answer,
        lambda h: np.std(h, axis=0),
        cases,
        praise="✎ Say what the function tells.",
        hints=[
            (np.std, "✎ This is one number for all units together. Give one for each."),
            (lambda h: np.std(h, axis=1), "✎ This goes along the units. Inputs are the rows."),
        ],
    )


def _edge(answer: Any) -> Feedback:
    """✎ A number to find with the bench, which draws its weights once: `measured` is what one draw or another gives."""
    return check_number(
        answer,
        1.015,
        measured=(0.95, 1.2),
        praise="✎ Say what is special about it.",
        hints=[(0.4, "✎ This would be right if every slope were ¼.")],
    )


EXERCISES: dict[str, Check] = {"{number}.1": _factor, "{number}.2": _unit_spread, "{number}.3": _edge}
