"""What explorers say of two near inputs: both of chapter 3, and the landing page's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..experiments.neighbours import NEAR, Pairs
from .declare import Array, Words

#: From here on down a unit hardly moves, compared with the size of the outputs: all inputs get nearly one answer, and
#: that near ones keep their distance helps nobody.
ALIKE = 0.02


def near_figures(draws: Sequence[Pairs], std: int, depth: int) -> dict[str, Any]:
    """What the sentence reads, the means over draws behind so many layers: `near` and `part`, geometric ones, as
    numbers, and `parted`, as a power of ten; `std` is its place.
    """
    near, part, parted = (
        np.mean([getattr(one, name)[std, depth] for one in draws]) for name in ("near", "part", "parted")
    )
    return {"near": 10**near, "part": Array(10**part, dtype="float64"), "parted": parted}  # float32 ends at 10⁻⁴⁵


def near_words(place: int, log: bool = False, root: bool = False) -> Words:
    """The sentence on `near`, at this place of its array, on `part` and `parted`: see `Pairs`.

    Args:
        place: in the array `near`, of squared distances.
        log: whether these are powers of ten.
        root: whether they are distances, not squared.
    """
    values: dict[str, Any] = {"near": ("near", place, "number")}
    values |= {name: (name, 0, "number") for name in ("part", "parted")}
    power, what = (0.5, "distance") if root else (1, "squared distance")
    end = f"Near inputs end at **{{near}}** (at first {NEAR**power:g}) of the {what} of unrelated ones"
    drawn = f"{end}: both shrank."
    few, some, half = ({"near": (-math.inf, math.log10(cut) if log else cut**power)} for cut in (0.03, 0.1, 0.5))
    nearer = {"parted": (-math.inf, 0)}
    sentences: list[Any] = [  # the first whose limits hold
        ("all inputs alike", "bad", "Near inputs stay together, and so do all others.", {"part": (0, ALIKE)}),
        ("neighbours kept", "good", f"{end}: together.", few),
        ("neighbours stand out less", "plain", drawn, some | nearer),
        ("neighbours hardly stand out", "bad", drawn, nearer),
        ("neighbours part", "plain", f"{end}: they part.", some),
        ("being scrambled", "bad", f"{end}: they get mixed up.", half),
        ("scrambled", "bad", f"{end}: scrambled."),
    ]
    return Words(values, sentences)
