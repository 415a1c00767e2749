"""The checks of chapter 3's exercises."""

from __future__ import annotations

import functools
import math

import numpy as np

from ..initializers import normal
from ..propagation import propagate, random_layers
from ..theory import critical_std, slope_second_moment
from .feedback import check_function, check_number, not_yet, one_number, right


def _layer_factor(answer):
    std, width = 0.01, 100
    mean_square = slope_second_moment("sigmoid", std**2 * width)
    slope = math.sqrt(mean_square)
    return check_number(
        answer,
        std * math.sqrt(width) * slope,
        praise="Five such layers multiply: 0.025⁵ is about 1e-8, the figure in the plot.",
        hints=[
            # Here σ·n is 1, so that two mistakes give the same number.
            (slope, "This is rms(φ′) alone, or times σ·n. Independent terms add up like √n: multiply by σ·√n."),
            (std * slope, "Close: σ·rms(φ′) is what one connection does. A unit has n of them: multiply by √n."),
            (std * math.sqrt(width) * mean_square, "This uses the mean of φ′². Take its square root first."),
            ((std * math.sqrt(width) * slope) ** 2, "This is the factor of the variance. Take its square root."),
            ((std * math.sqrt(width) * slope) ** 5, "This is all five layers together. Give the factor of one layer."),
            (1 / (std * math.sqrt(width) * slope), "This is one over the factor: the gradient shrinks, so give less than 1."),
        ],
    )


def _unit_spread(answer):
    rng = np.random.default_rng(3)
    cases = [(rng.normal(size=shape) * rng.uniform(0.5, 2, shape[1]) + rng.normal(size=shape[1]),) for shape in [(50, 8), (9, 9)]]
    return check_function(
        answer,
        lambda h: np.std(h, axis=0),
        cases,
        praise="One number for every unit: how much it moves when the input changes.",
        hints=[
            (np.std, "This pools all the outputs into one number: the picture that hides the failure."),
            (lambda h: np.std(h, axis=1), "This is the spread over the units for one input. Inputs are the rows: use axis=0."),
            (lambda h: np.var(h, axis=0), "This is the variance, not the standard deviation."),
            (lambda h: np.var(h, axis=1), "This is a variance, and over the wrong axis: inputs are the rows."),
            (lambda h: np.mean(h, axis=0), "This is each unit's mean. How far does the unit move around it?"),
            (lambda h: np.std(h, axis=0).mean(), "Right so far: now leave out the mean, one number for every unit."),
        ],
    )


# The bisection takes a third of a second: once is enough.
_critical_std = functools.cache(critical_std)


def _critical_width_100(answer):
    edge = _critical_std("sigmoid", 100)
    return check_number(
        answer,
        edge,
        rtol=0.03,
        praise="At width 100 the frowned-upon std 1 is almost exactly the std that keeps a sigmoid's gradient.",
        hints=[
            (0.4, "4/√n would be right if every slope were ¼. At this std the units have left the middle: go on."),
            (0.1, "This is Xavier's 1/√n. Its factor is about ¼: compute it."),
            (math.sqrt(2 / 100), "This is He's √(2/n), made for ReLU. Its factor here is about 0.32."),
            (edge * 10, "This is σ·√n. Divide by √n to get σ."),
        ],
    )


def _rescue_wide(answer):
    width, depth = 400, 20
    std, problem = one_number(answer)
    if problem:
        return problem
    if not (math.isfinite(std) and std > 0):
        return not_yet(f"A standard deviation is a finite number above 0; yours is {std:g}.")
    if std > 1e6:  # float32 would overflow, and nothing is learnt from that
        return not_yet(f"With std {std:.3g} no figure is finite any more: smaller weights, please.")
    kept = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        layers = list(random_layers(depth, width, normal(std), rng))
        x, upstream = rng.normal(size=(2, 100, width))
        kept.append(propagate(layers, x, upstream, activation="sigmoid", keep="stats").gradient_ratio[0])
    kept = [math.inf if math.isnan(one) else one for one in kept]  # the signal itself overflowed
    kept = float(np.exp(np.mean(np.log(kept)))) if min(kept) > 0 else 0.0
    found = f"With std {std:.3g}, {kept:.2g} of the gradient comes back through {depth} layers of {width} units"
    if 0.1 <= kept <= 10:
        return right(f"{found}. The rule σ·√n = constant carries over from width 100.")
    if math.isclose(std, _critical_std("sigmoid", 100), rel_tol=0.05):
        return not_yet(f"{found}: it explodes. That std was right at width 100; what must stay the same is σ·√n.")
    return not_yet(f"{found}. It should be between 0.1 and 10: {'smaller' if kept > 1 else 'larger'} weights, please.")


EXERCISES = {
    "3.1": _layer_factor,
    "3.2": _unit_spread,
    "3.3": _critical_width_100,
    "3.4": _rescue_wide,
}
