"""Print the figures that a chapter's text quotes, so that a test can hold the two together."""

from __future__ import annotations

from . import _validate


def measured(**values):
    """Print each value as ``name = value``, rounded to three significant digits.

    A chapter's prose quotes such a value as ``0.76<!--kept_by_std_1-->``: the comment, which no reader sees, names the
    figure, and a test compares the two.

    Args:
        values: finite numbers, by name.

    Raises:
        TypeError, ValueError: no values were given, or one is not a finite number.

    Example:
        >>> measured(kept=0.76032, left=9.81e-9)
        kept = 0.76
        left = 9.81e-09
    """
    if not values:
        raise ValueError("values must hold at least one name=value; received none.")
    for name, value in values.items():
        print(f"{name} = {_validate.number(name, value):.3g}")
