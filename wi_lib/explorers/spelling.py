"""How the page writes a number; `engine.js` does the same in the browser, and a test holds the two together."""

from __future__ import annotations

import decimal
import json
import math
import pathlib
from typing import Any, Literal, get_args

#: The words that explorers, benches and the page's script add by themselves; {parts} are filled in where they are
#: shown.
WORDS: dict[str, Any] = json.loads((pathlib.Path(__file__).parent / "words.json").read_text("utf-8"))

#: How a number can be written: "number" 0.76, 1,200 or 9.8·10⁻⁹; "percent" 68%; "integer" 2,000; "times" 1.4 ×.
Format = Literal["number", "percent", "integer", "times"]
FORMATS: tuple[Format, ...] = get_args(Format)

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(number: int) -> str:
    """A whole number as an exponent.

    Example:
        >>> f"10{superscript(-8)}"
        '10⁻⁸'
    """
    return str(number).translate(_SUPERSCRIPTS)


def _rounded(value: float, digits: int = 2) -> decimal.Decimal:
    """With so many digits; ties away from 0, as in JavaScript."""
    return decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_UP).create_decimal_from_float(value)


def spelled(value: float, form: Format = "number", digits: int = 2) -> str:
    """A number in one of the `FORMATS`; a bench's has three digits, and may be none ("no number") or infinite ("∞").

    A share is called 0% or 100% only if it is: else it is "under 1%" or "over 99%".

    Example:
        >>> spelled(0.7649), spelled(1234), spelled(9.76e-9), spelled(0.999, "percent"), spelled(2000, "integer")
        ('0.76', '1,200', '9.8·10⁻⁹', 'over 99%', '2,000')
    """
    value = float(value)
    if not math.isfinite(value):
        return WORDS["no_number"] if math.isnan(value) else "∞" if value > 0 else "−∞"
    if form == "integer":
        return f"{math.floor(value + 0.5):,}".replace("-", "−")
    if form == "percent":
        percent = 100 * value
        if 0 < percent < 0.5:
            return WORDS["under_1_percent"]
        if 99.5 <= percent < 100:
            return WORDS["over_99_percent"]
        return f"{math.floor(percent + 0.5)}%".replace("-", "−")
    return _scientific(value, digits) + (" ×" if form == "times" else "")


def counted(number: int, thing: str) -> str:
    """How many of a thing there are.

    Example:
        >>> counted(1, "draw"), counted(2000, "step")
        ('1 draw', '2,000 steps')
    """
    return f"{number:,} {thing}{'s' * (number != 1)}"


def spelled_power(power: float) -> str:
    """The number 10^power, for arrays of log panels, which hold powers of ten; 10^power itself may be too small for a
    float.

    Example:
        >>> spelled_power(-0.301), spelled_power(-400.5)
        ('0.5', '3.2·10⁻⁴⁰¹')
    """
    power = float(power)
    if abs(power) < 300:
        return _scientific(10**power)
    whole = math.floor(power)
    return _mantissa(_rounded(10 ** (power - whole)), whole)


def _scientific(value: float, digits: int = 2) -> str:
    if value == 0:
        return "0"
    rounded = _rounded(value, digits)
    power = rounded.adjusted()
    if -3 <= power < 4:
        text = f"{rounded:,f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
    return _mantissa(rounded.scaleb(-power), power, digits)


def _mantissa(rounded: decimal.Decimal, power: int, digits: int = 2) -> str:
    if rounded.adjusted():  # 9.96 has become 10
        rounded, power = rounded.scaleb(-1), power + 1
    return f"{rounded:.{digits - 1}f}·10{superscript(power)}".replace("-", "−")
