"""Chapter 1's experiment: how gradient descent on a curve with valleys ends."""

from __future__ import annotations

import numpy as np

from .._types import Floats

#: How a descent can end; the first three are valleys, and three more the same after leaving another one.
ON_ITS_WAY, BOUNCING, WANDERING, DIVERGED = 6, 7, 8, 9
_GONE = 5.5  # at the explorer's learning rates, the curve's walls throw back ever further whatever lies beyond


def fate(path: Floats, minima: Floats, hills: Floats) -> int:
    """How a descent ended.

    Args:
        path: every w on the way, shape (steps + 1,).
        minima, hills: of the curve, as `wi_lib.descent.valleys` gives them.

    Returns:
        int: 0, 1 or 2, settled in the valley where it started; 3, 4 or 5, settled there after leaving another one; else
        ON_ITS_WAY, BOUNCING (within one valley), WANDERING (over several) or DIVERGED.

    Example:
        >>> fate(np.array([0.3, 0.1, 0.0, 0.0, 0.0]), np.array([0.0, 5.0]), np.array([2.0]))
        0
    """
    if not abs(path[-1]) < _GONE:
        return DIVERGED
    nearest = int(np.abs(minima - path[-1]).argmin())
    if np.abs(path[-3:] - minima[nearest]).max() < 0.03:
        left = nearest != np.searchsorted(hills, path[0])
        return nearest + 3 * int(left)
    last = path[-10:]
    if len(set(np.searchsorted(hills, last))) > 1:
        return WANDERING
    steps = np.diff(last)
    return ON_ITS_WAY if (steps > 0).all() or (steps < 0).all() else BOUNCING
