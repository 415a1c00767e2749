"""What a task's key is made of: the answer, its points, and the slips that get half of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wi_lib.assignments import Seal, choice_seal, number_seal, start_seal

#: What a recognised slip gets of the points.
SLIP = 0.5


@dataclass(frozen=True)
class Number:
    """A number to within a tolerance.

    Attributes:
        points: of a right answer.
        value: the answer, not 0.
        rtol: its relative tolerance, which the text promises.
        praise: what to say to a right answer.
        slips: pairs (wrong value, what to say). One that lies within three tolerances of the answer could not be told
            from it, and is left out.
    """

    points: float
    value: float
    rtol: float
    praise: str
    slips: Sequence[tuple[float, str]] = ()

    def seals(self, label: str) -> list[Seal]:
        """What an answer is compared with, the right one first."""
        apart = [(wrong, say) for wrong, say in self.slips if abs(wrong - self.value) > 3 * self.rtol * abs(self.value)]
        return [
            number_seal(label, self.value, self.rtol, 1, self.praise),
            *(number_seal(label, wrong, self.rtol, SLIP, say) for wrong, say in apart if wrong),
        ]


@dataclass(frozen=True)
class Choice:
    """A pair such as a fault and the layer that has it.

    Attributes: as of `Number`; `value` is the pair.
    """

    points: float
    value: tuple[str, int]
    praise: str
    slips: Sequence[tuple[tuple[str, int], str]] = ()

    def seals(self, label: str) -> list[Seal]:
        """What an answer is compared with, the right one first."""
        return [
            choice_seal(label, self.value, 1, self.praise),
            *(choice_seal(label, wrong, SLIP, say) for wrong, say in self.slips),
        ]


@dataclass(frozen=True)
class Start:
    """One std a layer, judged by what it does: there are many right answers, and wi_lib looks for slips itself.

    Attributes:
        points: of a right answer.
        aim: "forwards", "backwards" or "both".
        c: of the activation.
        widths: of the input and every layer.
    """

    points: float
    aim: str
    c: float
    widths: Sequence[int]

    def seals(self, label: str) -> list[Seal]:
        """What an answer is judged by."""
        return [start_seal(self.aim, self.c, self.widths)]


Task = Number | Choice | Start
