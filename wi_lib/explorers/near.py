"""What both explorers of chapter 3 say of two near inputs."""

from __future__ import annotations

import math
from typing import Any

from ..experiments.neighbours import NEAR
from .declare import Words


def near_words(place: int, log: bool = False) -> Words:
    """The sentence on `near`, at this place of its array, and `parted`: for this explorer and chapter 3's first."""
    values: dict[str, Any] = {"near": ("near", place, "number"), "parted": ("parted", 0, "number")}
    end = f"Near inputs end at **{{near}}** (at first {NEAR:g}) of the squared distance of unrelated ones"
    drawn = f"{end}: both shrank."
    few, some, half = ({"near": (-math.inf, math.log10(cut) if log else cut)} for cut in (0.03, 0.1, 0.5))
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
