"""What a prediction is declared of: an axis, and a sentence for each kind of guess."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from .. import _validate
from ..explorers.declare import strings
from ..explorers.spelling import FORMATS, WORDS, Format, spelled, superscript

#: Positions of a marker on an axis: on a linear one in all, on a logarithmic one for each power of ten.
LINEAR_STEPS, STEPS_A_DECADE = 40, 5
#: What is called "as measured": on a log axis within 5 per cent or so, in powers of ten.
SPOT_ON = 0.02
#: How a distance is told, above and below the truth; and those of one thing.
TOLD = {
    "times": ("times_high", "times_low"),
    "powers": ("powers_high", "powers_low"),
    "points": ("points_high", "points_low"),
    "count": ("count_high", "count_low"),
    "number": ("number_high", "number_low"),
}
OF_ONE = {
    "powers_high": "powers_high_1",
    "powers_low": "powers_low_1",
    "points_high": "points_high_1",
    "points_low": "points_low_1",
}
#: From a factor of ten on, a distance on a log axis is counted in powers of ten.
ONE_POWER = 0.999


@dataclass(frozen=True)
class Axis:
    """The axis on which a guess and the truth stand.

    Args:
        title: what it measures.
        low, high: its ends.
        ticks: the numbers written at it.
        log: whether it is logarithmic; then both ends are above 0.
        form: how its numbers are written; see `spelled`. It also says how distances are told: "percent" in points,
            "integer" in how many, a log axis in powers of ten.
        steps: from the lowest position of a marker to the highest; by default 40, or 5 for each power of ten.

    Raises:
        TypeError, ValueError: the ends are in the wrong order, a tick lies outside, a log axis reaches 0, or the
            positions of "integer" are no whole numbers.

    Example:
        >>> axis = Axis("share read correctly", 0, 1, (0, 0.5, 1), form="percent")
        >>> axis.off(0.5, 0.17), axis.off(0.17, 0.17)
        ('33 points too high', 'as measured')
        >>> Axis("gradient", 1e-9, 10, (1e-9, 1), log=True).off(1e-3, 1)
        '3 powers of ten too small'
    """

    title: str
    low: float
    high: float
    ticks: Sequence[float]
    log: bool = False
    form: Format = "number"
    steps: int = 0

    def __post_init__(self) -> None:
        strings("title of an axis", self.title)
        _validate.choice("form", self.form, FORMATS)
        low, high = _validate.interval(("low", "high"), (self.low, self.high))
        if self.log and low <= 0:
            raise ValueError(f"low must be above 0 on a log axis; received {low:g}.")
        for tick in _validate.items("ticks", self.ticks, "numbers"):
            _validate.number("a tick", tick, low=low, high=high)
        default = round(STEPS_A_DECADE * math.log10(high / low)) if self.log else LINEAR_STEPS
        object.__setattr__(self, "steps", _validate.integer("steps", self.steps or default, low=1, high=200))
        if self.form == "integer" and any(value % 1 for value in self.values):
            raise ValueError(f"steps must make whole numbers of an axis in integers; received {self.steps}.")

    @property
    def values(self) -> list[float]:
        """The numbers at which a marker can stand."""
        if self.log:
            return [self.low * (self.high / self.low) ** (step / self.steps) for step in range(self.steps + 1)]
        # Rounded: 0.30000000000000004 would lie above a limit of 0.3.
        return [round(self.low + (self.high - self.low) * step / self.steps, 12) for step in range(self.steps + 1)]

    def at(self, value: float) -> float:
        """Where a number stands on the axis: 0 at its low end, 1 at its high end."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def written(self, value: float) -> str:
        """A number as the axis writes it."""
        return spelled(value, self.form)

    def tick(self, value: float) -> str:
        """A number at the axis: a far power of ten without digits in front of it."""
        power = round(math.log10(value)) if self.log else 0
        return f"10{superscript(power)}" if abs(power) > 2 and math.isclose(value, 10.0**power) else self.written(value)

    def off(self, guess: float, truth: float) -> str:
        """How far a guess is from the truth, in the axis' own terms."""
        distance = math.log10(guess / truth) if self.log else guess - truth
        if self.log and abs(distance) < ONE_POWER:
            kind, far = "times", "0" if abs(distance) < SPOT_ON else spelled(10 ** abs(distance))
        elif self.log:
            kind, far = "powers", spelled(abs(distance))
        elif self.form == "percent":
            kind, far = "points", spelled(100 * abs(distance), "integer")
        elif self.form == "integer":
            kind, far = "count", spelled(abs(distance), "integer")
        else:
            kind, far = "number", spelled(abs(distance))
        # The truth to three digits first, as it is shown: what reads the same as that is not called too high.
        if far == "0" or self.written(guess) == self.written(float(f"{truth:.3g}")):
            return str(WORDS["spot_on"])
        key = TOLD[kind][distance < 0]
        return str(WORDS[OF_ONE.get(key, key) if far == "1" else key].format(number=far))


@dataclass(frozen=True)
class Said:
    """One sentence, for the guesses above `low` and up to `high`.

    Args:
        text: the sentence; it may say {truth}, and **bold** words.
        low, high: the guesses for which it is true: above `low`, and at most `high`. Left out: without end.
        right: whether these are the guesses that the measurement bears out. The sentence is also said to readers who
            did not guess: it explains, and does not praise.

    Example:
        >>> Said("Layers multiply.", low=0.001).fits(0.001), Said("Layers multiply.", low=0.001).fits(0.03)
        (False, True)
    """

    text: str
    low: float = -math.inf
    high: float = math.inf
    right: bool = False

    def __post_init__(self) -> None:
        check_text("a sentence", self.text)
        if not self.low < self.high:
            raise ValueError(f"low must be below high in {self.text!r}; received {self.low:g} and {self.high:g}.")

    def fits(self, guess: float) -> bool:
        """Whether it is said of this guess."""
        return self.low < guess <= self.high


def check_text(name: str, text: str) -> None:
    strings(name, text)
    if not text.strip():
        raise ValueError(f"{name} must not be empty.")
    if text.count("**") % 2:
        raise ValueError(f"{name} must have its bold words between pairs of **; received {text!r}.")
    if "{" in text.replace("{truth}", "") or "}" in text.replace("{truth}", ""):
        raise ValueError(f"{name} may have braces only in {{truth}}; received {text!r}.")


def kinds(said: Sequence[Said], values: Sequence[float], truth: float) -> list[int]:
    """Which sentence is said of each possible guess; exactly one of them is.

    Args:
        said: the sentences.
        values: the possible guesses.
        truth: what was measured.

    Raises:
        TypeError, ValueError: some guess has no sentence or two, a sentence has no guess, or it is not the right one
            that the truth would get.

    Example:
        >>> kinds([Said("Less.", high=2), Said("As much.", low=2, right=True)], [1, 2, 3], 3)
        [0, 0, 1]
    """
    for one in _validate.items("said", said, "Said"):
        if not isinstance(one, Said):
            raise TypeError(f"said must hold Said; received {one!r}.")
    if sum(one.right for one in said) != 1:
        raise ValueError(f"one sentence of said must be right=True; received {sum(one.right for one in said)}.")
    # The truth, too, and what lies between two positions: limits that leave a gap there wait for another truth.
    ends = sorted({one.low for one in said} | {one.high for one in said})
    found = []
    for guess in (*values, truth, *((a + b) / 2 for a, b in itertools.pairwise(ends) if math.isfinite(a + b))):
        true = [number for number, one in enumerate(said) if one.fits(guess)]
        if len(true) != 1:
            raise ValueError(
                f"said must have exactly one sentence for every guess; for {guess:.4g} it has {len(true)}."
            )
        found.append(true[0])
    if not said[found[len(values)]].right:
        raise ValueError(
            f"the right sentence of said must be the one for the truth, {truth:.4g}; that gets "
            f"{said[found[len(values)]].text!r}."
        )
    found = found[: len(values)]
    for number, one in enumerate(said):
        if number not in found:
            raise ValueError(f"each sentence of said must have a guess on the axis; {one.text!r} has none.")
    return found
