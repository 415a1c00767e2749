"""What explorers say of two near inputs: both of chapter 3, and the landing page's."""

from __future__ import annotations

import math
from typing import Any

from ..experiments.neighbours import NEAR
from .declare import Words


def near_words(place: int, log: bool = False, root: bool = False) -> Words:
    """The sentence on `near`, at this place of its array, and `parted`.

    Args:
        place: in the array `near`, of squared distances.
        log: whether these are powers of ten.
        root: whether they are distances, not squared.
    """
    values: dict[str, Any] = {"near": ("near", place, "number"), "parted": ("parted", 0, "number")}
    power, what = (0.5, "distance") if root else (1, "squared distance")
    end = f"Near inputs end at **{{near}}** (at first {NEAR**power:g}) of the {what} of unrelated ones"
    drawn = f"{end}: both shrank."
    few, some, half = ({"near": (-math.inf, math.log10(cut) if log else cut**power)} for cut in (0.03, 0.1, 0.5))
    nearer = {"parted": (-math.inf, 0)}
    sentences: list[Any] = [  # the first whose limits hold
        ("neighbours kept", "good", f"{end}: together.", few),
        ("neighbours stand out less", "plain", drawn, some | nearer),
        ("neighbours hardly stand out", "bad", drawn, nearer),
        ("neighbours part", "plain", f"{end}: they part.", some),
        ("being scrambled", "bad", f"{end}: they get mixed up.", half),
        ("scrambled", "bad", f"{end}: scrambled."),
    ]
    return Words(values, sentences)
