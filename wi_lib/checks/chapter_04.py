"""The checks of chapter 4's exercises."""

from __future__ import annotations

import functools
import math
from typing import Any

from ..theory import deep_gradient_factor, second_moment
from .feedback import Feedback, check_function, check_number


def _xavier_std(answer: Any) -> Feedback:
    n_in, n_out = 300, 200
    variance = 2 / (n_in + n_out)
    return check_number(
        answer,
        math.sqrt(variance),
        praise="σ² = 2/500, between LeCun's 1/300 and the 1/200 that the way back asks for.",
        hints=[
            (variance, "This is the variance, not the standard deviation. Take its square root."),
            (math.sqrt(3 * variance), "This is the bound of the uniform form. The std is smaller by √3."),
            (math.sqrt(1 / n_in), "This is LeCun's rule: it counts the inputs only."),
            (math.sqrt(1 / n_out), "This is what the way back asks for: it counts the units only."),
            (math.sqrt(2 / n_in), "This is He's rule. Xavier's counts the units, too."),
            (
                math.sqrt(1 / (n_in + n_out)),
                "Nearly: Xavier's rule takes the mean of the two sizes, not their sum. So there is a 2 above the line.",
            ),
            (2 / math.sqrt(n_in + n_out), "The 2 belongs under the root: √(2/(n_in + n_out))."),
        ],
    )


def _xavier_bound(answer: Any) -> Feedback:
    return check_function(
        answer,
        lambda n_in, n_out: math.sqrt(6 / (n_in + n_out)),
        [(784, 100), (100, 400), (7, 7)],
        praise="√3 times the std √(2/(n_in + n_out)).",
        hints=[
            (lambda n_in, n_out: 6 / (n_in + n_out), "This is the square of the bound. Take the root."),
            (
                lambda n_in, n_out: math.sqrt(2 / (n_in + n_out)),
                "This is the std. The bound of a uniform distribution is √3 times as large.",
            ),
            (
                lambda n_in, n_out: 2 / (n_in + n_out),
                "This is the variance. Its root is the std, and the bound is √3 times that.",
            ),
            (lambda n_in, n_out: math.sqrt(3 / n_in), "This is LeCun's bound. You have left out n_out."),
            (lambda n_in, n_out: math.sqrt(6 / n_in), "This is He's bound. You have left out n_out."),
            (
                lambda n_in, n_out: math.sqrt(3 / (n_in + n_out)),
                "Nearly: the variance has a 2 above the line, so 3 · 2 = 6 stands under the root.",
            ),
            (
                lambda n_in, n_out: 3 * math.sqrt(2 / (n_in + n_out)),
                "This is 3 times the std. The bound is √3 times the std.",
            ),
            (
                lambda n_in, n_out: 2 * math.sqrt(6 / (n_in + n_out)),
                "This is the whole width, from −a to a. The bound is half of it.",
            ),
        ],
    )


def _lecun_backwards(answer: Any) -> Feedback:
    first, last = 784, 10
    kept = math.sqrt(last / first)
    return check_number(
        answer,
        kept,
        rtol=0.03,
        measured=(0.105, 0.121),  # the three layers drawn once and measured as `factors` does, over 200 seeds
        praise="√(400/784) · √(100/400) · √(10/100): all that is left in the end is √(10/784). Only the first and the last size count.",
        hints=[
            (last / first, "This is its square, the factor of the mean square. Take the root."),
            (100 * kept, "This is in per cent. Give a share from 0 to 1."),
            (1 / kept, "This is one over the factor: the layers narrow, so the gradient shrinks."),
            (1.0, "LeCun's rule keeps the size forwards. Backwards, each layer scales it by √(n_out/n_in)."),
            (math.sqrt(400 / 784), "This is the first layer alone. Multiply all three."),
            (math.sqrt(10 / 100), "This is the last layer alone. Multiply all three."),
            (
                math.sqrt(800 / 1184 * 200 / 500 * 20 / 110),
                "This is Xavier's rule. LeCun's counts the inputs only: √(n_out/n_in) for each layer.",
            ),
        ],
    )


@functools.cache
def _tanh_gain(target: float = 0.5) -> float:
    """The gain at which theory expects this rms after 50 tanh layers of 100 units."""
    low, high = 1.0, 3.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        mean_square = 1.0
        for _ in range(50):  # as wi.predict does, without what it computes besides
            mean_square = second_moment("tanh", middle**2 * mean_square)
        if mean_square < target**2:
            low = middle
        else:
            high = middle
    return low


def _hold_tanh(answer: Any) -> Feedback:
    gain = _tanh_gain()
    return check_number(
        answer,
        gain,
        rtol=0.02,
        praise=f"The signal is held. The price: far from the input the gradient grows by {deep_gradient_factor('tanh', gain / 10, 100):.2f} a layer.",
        hints=[
            (gain / 10, "This is σ. The gain is σ·√n, ten times as large."),
            (1.0, "This is Xavier's rule itself. Its outputs have an rms of about 0.1 at layer 50."),
            (5 / 3, "With 5/3, PyTorch's gain, the rms settles at 0.65. Go a little lower."),
            (
                _tanh_gain(math.sqrt(0.5)),
                "With this gain the mean square is 0.5. Asked is an rms of 0.5: its square is 0.25.",
            ),
            (4.0, "That would be for the sigmoid's slope of ¼. tanh has slope 1 at 0."),
        ],
    )


EXERCISES = {
    "4.1": _xavier_std,
    "4.2": _xavier_bound,
    "4.3": _lecun_backwards,
    "4.4": _hold_tanh,
}
