"""The checks of chapter 3's exercises."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from ..initializers import normal
from ..propagation import propagate, random_layers
from ..theory import critical_std, slope_second_moment
from .feedback import Feedback, check_function, check_number, not_yet, positive, right


def _layer_factor(answer: Any) -> Feedback:
    std, width = 0.01, 100
    mean_square = slope_second_moment("sigmoid", std**2 * width)
    slope = math.sqrt(mean_square)
    return check_number(
        answer,
        std * math.sqrt(width) * slope,
        measured=(0.024, 0.026),  # one layer, one draw: 0.0241 to 0.0258 in 40 draws
        praise="Five such layers multiply: 0.025⁵ is about 10⁻⁸, the figure in the plot.",
        hints=[
            # Here σ·n is 1, so that two mistakes give the same number.
            (slope, "This is rms(φ′) alone, or times σ·n. Independent terms add up like √n: multiply by σ·√n."),
            (std * slope, "Close: σ·rms(φ′) is what one connection does. A unit has n of them: multiply by √n."),
            (std * math.sqrt(width) * mean_square, "This uses the mean of φ′². Take its square root first."),
            ((std * math.sqrt(width) * slope) ** 2, "This is the factor of the variance. Take its square root."),
            ((std * math.sqrt(width) * slope) ** 5, "This is all five layers together. Give the factor of one layer."),
            (
                1 / (std * math.sqrt(width) * slope),
                "This is one over the factor: the gradient shrinks, so give less than 1.",
            ),
        ],
    )


def _unit_spread(answer: Any) -> Feedback:
    rng = np.random.default_rng(3)
    cases = [
        (rng.normal(size=shape) * rng.uniform(0.5, 2, shape[1]) + rng.normal(size=shape[1]),)
        for shape in [(50, 8), (9, 9)]
    ]
    return check_function(
        answer,
        lambda h: np.std(h, axis=0),
        cases,
        # What PyTorch, pandas and MATLAB call std.
        also=[
            (
                lambda h: np.std(h, axis=0, ddof=1),
                "(Yours divides by the number of inputs minus 1: a little more than np.std gives.)",
            )
        ],
        praise="One number for every unit: how much it moves when the input changes.",
        hints=[
            (np.std, "This pools all the outputs into one number: the picture that hides the failure."),
            (
                lambda h: np.std(h, ddof=1),
                "This pools all the outputs into one number: the picture that hides the failure.",
            ),
            (
                lambda h: np.std(h, axis=1),
                "This is the spread over the units for one input. Inputs are the rows: use axis=0.",
            ),
            (
                lambda h: np.std(h, axis=1, ddof=1),
                "This is the spread over the units for one input. Inputs are the rows: use axis=0.",
            ),
            (lambda h: np.var(h, axis=0), "This is the variance, not the standard deviation."),
            (lambda h: np.var(h, axis=0, ddof=1), "This is the variance, not the standard deviation."),
            (
                lambda h: np.ptp(h, axis=0),
                "This is the range, from the smallest to the largest. The spread of this chapter is the standard deviation.",
            ),
            (
                lambda h: np.abs(h - np.mean(h, axis=0)).mean(axis=0),
                "This is the mean distance from the mean. The spread of this chapter is the standard deviation.",
            ),
            (
                lambda h: np.sqrt(np.mean(np.square(h), axis=0)),
                "This is the rms, which counts the mean, too. How far does the unit move around its mean?",
            ),
            (lambda h: np.var(h, axis=1), "This is a variance, and over the wrong axis: inputs are the rows."),
            (lambda h: np.mean(h, axis=0), "This is each unit's mean. How far does the unit move around it?"),
            (lambda h: np.std(h, axis=0).mean(), "Right so far: now leave out the mean, one number for every unit."),
        ],
    )


# The bisection takes a third of a second: once is enough.
_critical_std = functools.cache(critical_std)


_BENCH = 0.95, 1.2  # the answers to 3.3 that a single draw may give


def _critical_width_100(answer: Any) -> Feedback:
    edge = _critical_std("sigmoid", 100)
    return check_number(
        answer,
        edge,
        rtol=0.03,
        # The bench draws its weights once. Where its gradient comes back as 1, over seeds
        # and from 6 to 50 layers: 0.98 to 1.19.
        measured=_BENCH,
        praise="At width 100 the frowned-upon std 1 is almost exactly the std that keeps a sigmoid's gradient.",
        hints=[
            (0.4, "4/√n would be right if every slope were ¼. At this std the units have left the middle: go on."),
            (0.1, "This is Xavier's 1/√n. Its factor is about ¼: compute it."),
            (math.sqrt(2 / 100), "This is He's √(2/n), made for ReLU. Its factor here is about 0.32."),
            (edge * 10, "This is σ·√n. Divide by √n to get σ."),
        ],
    )


_LEAST, _MOST = 0.1, 10  # of the gradient that 3.4 asks for


def _rescue_wide(answer: Any) -> Feedback:
    width, depth = 400, 20
    edge = _critical_std("sigmoid", 100) * math.sqrt(100 / width)  # by theory σ·√n is all that counts
    std, problem = positive(answer, "The standard deviation", high=1e6)
    if problem:
        return problem
    kept = [_kept(std, width, depth, seed) for seed in range(3)]
    low, high = (f"{one:.2g}" for one in (min(kept), max(kept)))
    comes = f"{low} of the gradient comes" if low == high else f"{low} to {high} of the gradient come"
    found = f"With std {std:.3g}, {comes} back through {depth} layers of {width} units (three draws)"
    # One draw in the range is enough: it is what the bench may have shown. But far above the edge nearly all units are
    # saturated, the ratio differs from draw to draw by many powers of ten, and one may fall into the range by chance.
    if std < 2 * edge and any(_LEAST <= one <= _MOST for one in kept):
        return right(f"{found}. The rule σ·√n = constant carries over from width 100.")
    if _BENCH[0] <= std <= _BENCH[1]:
        return not_yet(f"{found}: it explodes. That std was right at width 100; what must stay the same is σ·√n.")
    way = "smaller" if std > edge else "larger"
    return not_yet(f"{found}. It should be between {_LEAST:g} and {_MOST:g}: {way} weights, please.")


def _kept(std: float, width: int, depth: int, seed: int) -> float:
    """Gradient at the input ÷ gradient sent in. The weights are those of the bench; fewer inputs are enough."""
    rng = np.random.default_rng(seed)
    layers = list(random_layers(depth, width, normal(std), rng, np.float64))
    x, upstream = rng.standard_normal((2, 40, width))
    return propagate(layers, x, upstream, activation="sigmoid", keep="stats").gradient_ratio[0]


EXERCISES = {
    "3.1": _layer_factor,
    "3.2": _unit_spread,
    "3.3": _critical_width_100,
    "3.4": _rescue_wide,
}
