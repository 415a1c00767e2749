"""Chapter 1's explorer: gradient descent on a curve, from many starts, at many learning rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from ..descent import descend, three_valleys, valleys
from ..experiments.descent import BOUNCING, DIVERGED, ON_ITS_WAY, WANDERING, fate
from .declare import Array, Control, Lines, Mark, Plane, Series, Words, among, first_of
from .engine import Explorer
from .sweep import sweep

STEPS = 30
STARTS = tuple(round(start / 10, 1) for start in range(-30, 31))
RATES = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5)
_NAMES = "ABC"
_UNSETTLED = len(_NAMES)  # where a start leads that leads to none of these valleys
_TOP, _SIDE = 4.0, 3.6  # where the panels end: the loss, and w to either side
_FAR = 32.0  # of what leaps farther than this, nothing is told
_of_starts = partial(Array, along=["start"])


def descent_explorer(
    starts: Sequence[float] = STARTS, rates: Sequence[float] = RATES, *, start: Mapping[str, object] | None = None
) -> Explorer:
    """Where gradient descent goes on a curve with three valleys (`wi_lib.three_valleys`), from which start, at which
    learning rate.

    Every path has 30 steps. The words also look at the starts one grid step to either side.

    Args:
        starts: evenly spaced values of w.
        rates: learning rates.
        start: the values at first, such as ``{"start": -0.6}``; by default -0.7 and 0.05 where they are in the grid.

    Returns:
        Explorer: its controls are named start and lr.

    Raises:
        ValueError: a value in `start` is not in the grid.
    """
    gap = round(starts[1] - starts[0], 6)
    wide = np.array([starts[0] - gap, *starts, starts[-1] + gap])
    minima, hills = valleys(three_valleys)

    def measure(lr):
        paths = descend(three_valleys, wide, lr, STEPS).T  # start, step
        fates = np.array([fate(path, minima, hills) for path in paths])
        leads_to = np.where(fates <= ON_ITS_WAY, np.searchsorted(hills, paths[:, -1]), _UNSETTLED)
        return _drawn(paths[1:-1]) | _beside(leads_to) | {"fate": _of_starts(fates[1:-1, None], dtype="uint8")}

    def signed(number, digits):
        return f"{number:.{digits}f}".replace("-", "−")

    w = np.linspace(-_SIDE, _SIDE, 241)
    at_start: dict[str, ArrayLike] = {
        "start": starts,
        "height": three_valleys(starts),
        "left": wide[:-2],
        "right": wide[2:],
    }
    arrays = {name: _of_starts(np.reshape(data, (-1, 1))) for name, data in at_start.items()}
    texts = [signed(one, 1) for one in starts]
    start_marks = among(starts, {one: signed(one, 0) for one in (-3.0, 0.0, 3.0)})
    rate_marks = among(rates, {lr: f"{lr:g}" for lr in (0.01, 0.1, 1.0)})
    return Explorer(
        "descent",
        "Where does it end?",
        f"Choose a start and a learning rate. Gradient descent then takes {STEPS} steps.",
        [
            Control("start", "start w", starts, texts, start=first_of(starts, -0.7), marks=start_marks),
            Control("lr", "learning rate", rates, start=first_of(rates, 0.05), marks=rate_marks),
        ],
        sweep({"lr": rates}, measure) | arrays | {"w": Array(w), "curve": Array(three_valleys(w))},
        _panels(minima),
        _words(gap),
        start,
    )


def _drawn(paths):
    """What of the paths lies in the panels, or so near that they can say how far out it is."""
    with np.errstate(over="ignore"):
        losses = three_valleys(paths)
    inside, near = losses <= _TOP, (losses <= _FAR) & (np.abs(paths) <= _FAR)
    return {
        "path": _of_starts(np.where(near, paths, np.nan), dtype="int16", step=0.001),
        "loss": _of_starts(np.where(near, losses, np.nan), dtype="int16", step=0.001),
        # The step after the last one that is drawn: from then on a descent that diverges is out of the picture for
        # good.
        "leaves": _of_starts(STEPS + 1 - inside[:, ::-1].argmax(axis=-1)[:, None], dtype="uint8"),
    }


def _beside(leads_to):
    """Where each start leads, and where the ones to its left and right do, if it is elsewhere."""
    here, left, right = leads_to[1:-1, None], leads_to[:-2, None], leads_to[2:, None]
    to_left, to_right = (np.where(one != here, one, np.nan) for one in (left, right))
    return {"leads": _of_starts(here), "to_left": _of_starts(to_left), "to_right": _of_starts(to_right)}


def _panels(minima):
    marks = [
        Mark("loss", "w", "curve", "line", 1),
        Mark("path", "path", "loss", "path", 2),
        Mark("start", "start", "height", "hollow", 4),
    ]
    curve = "The loss curve and the path:", "ring: the start; large dot: the last step in view"
    titles, ticks = ("weight w; valleys A, B and C", "loss"), [-3, *minima, 3]
    training = "The loss, step by step:", "what one sees in a real training"
    losses, losses_ticks = [Series("loss", "loss", colour=2)], (0, 1, 2, 3, 4)
    names = dict(zip(minima, _NAMES))
    return [
        Plane(*curve, marks, (-_SIDE, _SIDE), (0, _TOP), ticks, losses_ticks, *titles, x_labels=names),
        Lines(*training, losses, (0, _TOP), losses_ticks, x_title="step", ended="off the chart from {place} on"),
    ]


def _words(gap):
    values = {
        "fate": ("fate", 0, "integer"),
        "loss": ("loss", STEPS, "number"),
        "leaves": ("leaves", 0, "integer"),
        "leads": ("leads", 0, "integer"),
        **{name: (name, 0, "number") for name in ("left", "right", "to_left", "to_right")},
    }
    at_loss, after = "at a loss of **{loss}**", f"after {STEPS} steps"
    settles = [f"settles in **valley {name}**" for name in _NAMES]
    stays = [f"It {text}, where it started, {at_loss}." for text in settles]
    leaps = [f"It leaps out of the valley it started in, and {text}, {at_loss}." for text in settles]
    to_and_fro = f"It **bounces to and fro** in one valley, and has not settled {after}."
    anywhere = f"It **leaps from valley to valley**, and has settled in none {after}."
    gone = "The leaps grow without end: **by step {leaves}** w has left the picture for good."
    ends = [
        *((f"valley {name}", "good", stays[k], {"fate": k}) for k, name in enumerate(_NAMES)),
        *(("left its valley", "bad", leaps[k], {"fate": k + len(_NAMES)}) for k in range(len(_NAMES))),
        ("on its way", "plain", f"After {STEPS} steps it is **still on its way**, {at_loss}.", {"fate": ON_ITS_WAY}),
        ("bouncing", "bad", to_and_fro, {"fate": BOUNCING}),
        ("wandering", "bad", anywhere, {"fate": WANDERING}),
        ("diverged", "bad", gone, {"fate": DIVERGED}),
    ]
    places = [*(f"leads to **valley {name}**" for name in _NAMES), f"**does not settle** in {STEPS} steps"]
    near = "But a start at {%s}, a little further %s, %s."
    beside = [
        ("one step away", "plain", near % (side, side, place), {f"to_{side}": k})
        for side in ("right", "left")
        for k, place in enumerate(places)
    ]
    neither = f"Starts {gap:g} to either side do not settle either."
    alike = f"Starts {gap:g} to either side lead to the same valley."
    beside += [("all alike", "plain", neither, {"leads": _UNSETTLED}), ("all alike", "plain", alike)]
    return [Words(values, ends), Words(values, beside)]
