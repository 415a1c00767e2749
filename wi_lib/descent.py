"""Gradient descent on a curve: one weight, a loss that one can see whole, and where each start leads (chapter 1)."""

from __future__ import annotations

import numpy as np

from . import _validate


def three_valleys(w):
    r"""A loss curve with three valleys: left (A), a deep but narrow one in the middle (B), and a wide one on the right (C).

    .. math:: 2 + (w/3)^4 - e^{-((w+1.6)/0.6)^2} - 1.5\,e^{-(w/0.35)^2} - 1.2\,e^{-(w-2)^2}

    Args:
        w: the weight; a number or an array.

    Returns:
        The loss at w, of w's shape.

    Example:
        >>> [round(float(three_valleys(w)), 2) for w in (-1.57, 0.0, 1.86)]
        [1.08, 0.48, 0.97]
    """
    w = np.asarray(w, dtype=float)
    bowl = 2 + (w / 3) ** 4
    return bowl - np.exp(-(((w + 1.6) / 0.6) ** 2)) - 1.5 * np.exp(-((w / 0.35) ** 2)) - 1.2 * np.exp(-((w - 2) ** 2))


def slope(loss, w, h=1e-4):
    r"""The slope of a curve by central difference, :math:`(L(w + h) - L(w - h)) / 2h`.

    Args:
        loss: a function of an array.
        w: where; a number or an array.
        h: how far to look to either side; for |w| above 1, times |w|.

    Example:
        >>> round(float(slope(np.square, 3.0)), 6)
        6.0
    """
    h = h * np.maximum(1, np.abs(w))  # far out, w + h must still differ from w
    return (loss(w + h) - loss(w - h)) / (2 * h)


def curvature(loss, w, h=1e-3):
    r"""How fast the slope changes, :math:`(L(w + h) - 2 L(w) + L(w - h)) / h^2`: large in a narrow valley.

    Arguments as in `slope`.

    Example:
        >>> round(float(curvature(np.square, 3.0)), 4)
        2.0
    """
    return (loss(w + h) - 2 * loss(w) + loss(w - h)) / h**2


def descend(loss, start, lr, steps=30):
    r"""Gradient descent on a curve, :math:`w \leftarrow w - \eta\,L'(w)`, with every point on the way.

    Args:
        loss: a function that takes an array of weights and returns their losses, one each.
        start: the first w; a number, or an array of starts that go on side by side.
        lr: the learning rate η, above 0.
        steps: how many, at least 1.

    Returns:
        numpy.ndarray: shape (steps + 1,) and that of `start`; nan from the step on which w or its slope is no longer finite.

    Raises:
        TypeError, ValueError: an argument does not fit; the message names it, the value and what is allowed.

    Example:
        >>> [float(round(w, 3)) for w in descend(np.square, 1.0, lr=0.25, steps=3)]
        [1.0, 0.5, 0.25, 0.125]
    """
    if not callable(loss):
        raise TypeError(f"loss must be a function of w; received {loss!r}.")
    start = _validate.numeric("start", start).astype(float)
    lr = _validate.number("lr", lr, low=0, open_low=True)
    steps = _validate.integer("steps", steps, low=1)
    path = np.full((steps + 1, *start.shape), np.nan)
    path[0] = start
    with np.errstate(all="ignore"):
        for step in range(steps):
            moved = path[step] - lr * slope(loss, path[step])
            path[step + 1] = np.where(np.isfinite(moved), moved, np.nan)
    return path


def valleys(loss, low=-4.0, high=4.0, points=8001):
    """Where a curve has its minima, and the hills between them, to the width of a grid.

    Args:
        loss: a function of an array.
        low, high: where to look.
        points: of the grid, at least 3.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray]: the minima and the hilltops, from left to right.

    Example:
        >>> minima, hills = valleys(three_valleys)
        >>> [float(w) for w in minima.round(2)], [float(w) for w in hills.round(2)]
        ([-1.57, 0.0, 1.86], [-0.66, 0.65])
    """
    w = np.linspace(low, high, _validate.integer("points", points, low=3))
    rising = np.diff(loss(w)) > 0
    return w[1:-1][~rising[:-1] & rising[1:]], w[1:-1][rising[:-1] & ~rising[1:]]
