"""The landing page's prediction: one dial, three demands."""

from __future__ import annotations

from ..explorers import Explorer
from .guess import GuessOption

#: What the explorer calls units that hardly move.
_STILL = {"units asleep", "units drowsy"}


def one_dial_prediction(explorer: Explorer) -> GuessOption:
    """Which σ of the landing page's explorer keeps the gradient, keeps units moving, and keeps neighbours near.

    Example:
        >>> from wi_lib.explorers import first_explorer
        >>> one_dial_prediction(first_explorer((0.01, 0.1, 1.0), seeds=1)).asked["truth_text"]
        '“none of this slider”'
    """
    kept = [
        f"σ = {chosen['std']:g}"
        for chosen, (gradient, signal, neighbours) in explorer.sentences()
        if gradient.tone == "good" and signal.tag not in _STILL and neighbours.tone != "bad"
    ]
    none = "none of this slider"
    options = {
        "σ = 0.01": "No unit is saturated, and still next to nothing of the gradient comes back. All inputs get nearly "
        "**the same answer**.",
        "σ = 0.1": "Many recommend it: it is 1/√100, for 100 units a layer. But a unit hardly moves, and the gradient "
        "**fades** on its way back.",
        "σ = 1": "Two of the three: a unit moves, and most of the gradient comes back. But near inputs **hardly stand "
        "out** from unrelated ones.",
        none: "Small ones lose signal and gradient. Large ones mix the inputs up. And where most of the gradient comes back, "
        "near inputs **hardly stand out** from unrelated ones.",
    }
    return GuessOption("one-dial", "Which σ keeps all three?", options, kept[0] if kept else none)
