"""Gradient descent on a curve: one weight, a loss that one can see whole, and where each start leads (chapter 1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from . import _validate
from ._types import Floats, Pointwise


def three_valleys(w: ArrayLike) -> Floats:
    r"""A loss curve with three valleys: left (A), a deep but narrow one in the middle
    (B), and a wide one on the right (C).

    .. math:: 2 + (w/3)^4 - e^{-((w+1.6)/0.6)^2} - 1.5\,e^{-(w/0.35)^2} - 1.2\,e^{-(w-2)^2}

    Args:
        w: the weight; a number or an array.

    Returns:
        The loss at w, of w's shape.

    Raises:
        TypeError: w holds no numbers.

    Example:
        >>> [round(float(three_valleys(w)), 2) for w in (-1.57, 0.0, 1.86)]
        [1.08, 0.48, 0.97]
    """
    w = _validate.floats("w", w).astype(float)
    with np.errstate(all="ignore"):
        return _three_valleys(w)


def _three_valleys(w: Floats) -> Floats:
    bowl = 2 + (w / 3) ** 4
    return bowl - np.exp(-(((w + 1.6) / 0.6) ** 2)) - 1.5 * np.exp(-((w / 0.35) ** 2)) - 1.2 * np.exp(-((w - 2) ** 2))


def slope(loss: Pointwise, w: ArrayLike, h: float = 1e-4) -> Floats:
    r"""The slope of a curve by central difference, :math:`(L(w + h) - L(w - h)) / 2h`.

    Args:
        loss: a function that takes an array of weights and returns their losses, one each.
        w: where; a number or an array.
        h: how far to look to either side, above 0; for |w| above 1, times |w| (for a
            curvature: above 1000, times |w|/1000).

    Raises:
        TypeError, ValueError: an argument does not fit, or the loss returns anything but one number for each w.

    Example:
        >>> round(float(slope(np.square, 3.0)), 6)
        6.0
    """
    w, h = _place(loss, w, h)
    with np.errstate(all="ignore"):
        return _slope(loss, w, h)


def _slope(loss: Pointwise, w: Floats, h: float = 1e-4) -> Floats:
    reach = h * np.maximum(1, np.abs(w))  # far out, w + h must still differ from w
    return (_validate.result_of("loss", loss, w + reach) - _validate.result_of("loss", loss, w - reach)) / (2 * reach)


def curvature(loss: Pointwise, w: ArrayLike, h: float = 1e-3) -> Floats:
    r"""How fast the slope changes, :math:`(L(w + h) - 2 L(w) + L(w - h)) / h^2`: large in a narrow valley.

    Arguments and errors as in `slope`.

    Example:
        >>> round(float(curvature(np.square, 3.0)), 4)
        2.0
    """
    w, h = _place(loss, w, h)
    reach = h * np.maximum(1, np.abs(w) / 1000)  # far out, w + h must still differ from w
    left, here, right = (_validate.result_of("loss", loss, w + step) for step in (-reach, 0, reach))
    with np.errstate(all="ignore"):
        return (right - 2 * here + left) / reach**2


def _place(loss: Pointwise, w: ArrayLike, h: float) -> tuple[Floats, float]:
    """w as an array of floats, and h as a number above 0, after a look at all three."""
    _validate.curve("loss", loss)
    return _validate.finite("w", w).astype(float), _validate.number("h", h, low=0, open_low=True)


def descend(loss: Pointwise, start: ArrayLike, lr: float, steps: int = 30) -> Floats:
    r"""Gradient descent on a curve, :math:`w \leftarrow w - \eta\,L'(w)`, with every point on the way.

    Args:
        loss: a function that takes an array of weights and returns their losses, one each.
        start: the first w; a number, or an array of starts that go on side by side.
        lr: the learning rate η, above 0.
        steps: how many, at least 1.

    Returns:
        numpy.ndarray: shape (steps + 1,) and that of `start`; nan from the step on which
            w or its slope is no longer finite.

    Raises:
        TypeError, ValueError: an argument does not fit, or the loss returns anything but one number for each w; the
            message names it, the value and what is allowed.

    Example:
        >>> [float(round(w, 3)) for w in descend(np.square, 1.0, lr=0.25, steps=3)]
        [1.0, 0.5, 0.25, 0.125]
    """
    _validate.curve("loss", loss)
    start = _validate.finite("start", start).astype(float)
    lr = _validate.number("lr", lr, low=0, open_low=True)
    steps = _validate.integer("steps", steps, low=1)
    path = np.full((steps + 1, *start.shape), np.nan)
    path[0] = start
    with np.errstate(all="ignore"):
        for step in range(steps):
            moved = path[step] - lr * _slope(loss, path[step])
            path[step + 1] = np.where(np.isfinite(moved), moved, np.nan)
    return path


def valleys(loss: Pointwise, low: float = -4.0, high: float = 4.0, points: int = 8001) -> tuple[Floats, Floats]:
    """Where a curve has its minima, and the hills between them, to the width of a grid.

    Args:
        loss: a function that takes an array of weights and returns their losses, one each.
        low, high: where to look, low below high.
        points: of the grid, at least 3.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray]: the minima and the hilltops, from left to
            right. Where the loss, or that of a point
        beside it, is not finite there is neither.

    Raises:
        TypeError, ValueError: an argument does not fit, or the loss returns anything but one number for each w.

    Example:
        >>> minima, hills = valleys(three_valleys)
        >>> [float(w) for w in minima.round(2)], [float(w) for w in hills.round(2)]
        ([-1.57, 0.0, 1.86], [-0.66, 0.65])
    """
    _validate.curve("loss", loss)
    low, high = _validate.interval(("low", "high"), (low, high))
    w = np.linspace(low, high, _validate.integer("points", points, low=3))
    with np.errstate(all="ignore"):
        steps = np.diff(_validate.result_of("loss", loss, w))
    known, rising = np.isfinite(steps[:-1]) & np.isfinite(steps[1:]), steps > 0
    return w[1:-1][known & ~rising[:-1] & rising[1:]], w[1:-1][known & rising[:-1] & ~rising[1:]]
