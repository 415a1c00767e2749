"""Chapter 1's explorer and bench: gradient descent on a curve, from any start, at any learning rate."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..descent import curvature, descend, three_valleys, valleys
from .bench import Bench
from .engine import Array, Control, Explorer, Lines, Mark, Plane, Series, Words
from .spelling import spelled

STEPS = 30
STARTS = tuple(round(start / 10, 1) for start in range(-30, 31))
RATES = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5)
_NAMES = "ABC"
_TOP, _SIDE = 4.0, 3.6  # where the panels end: the loss, and w to either side
_GONE = 5.5  # at the learning rates above, the curve's walls throw back ever further whatever lies beyond

#: How a descent can end; the first three are valleys, and three more the same after leaving another one.
ON_ITS_WAY, BOUNCING, WANDERING, DIVERGED = 6, 7, 8, 9


def fate(path, minima, hills):
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


def descent_explorer(starts=STARTS, rates=RATES):
    """Where gradient descent goes on a curve with three valleys (`wi_lib.three_valleys`), from which start, at which learning rate.

    Every path has 30 steps. The words also look at the starts one grid step to either side.

    Args:
        starts: evenly spaced values of w.
        rates: learning rates.

    Returns:
        Explorer: its controls are named start and lr.
    """
    gap = round(starts[1] - starts[0], 6)
    wide = np.array([starts[0] - gap, *starts, starts[-1] + gap])
    minima, hills = valleys(three_valleys)
    paths = np.array([descend(three_valleys, wide, lr, STEPS).T for lr in rates])  # rate, start, step
    fates = np.array([[fate(path, minima, hills) for path in row] for row in paths]).T  # start, rate
    paths = np.swapaxes(paths, 0, 1)
    leads_to = np.where(fates <= ON_ITS_WAY, np.searchsorted(hills, paths[..., -1]), len(minima))
    paths, fates = paths[1:-1], fates[1:-1]
    with np.errstate(over="ignore"):
        losses = three_valleys(paths)
    inside = losses <= _TOP
    # The step after the last one that is drawn: from then on a descent that diverges is out of the picture for good.
    leaves = STEPS + 1 - inside[..., ::-1].argmax(axis=-1)
    paths = np.where(inside & (np.abs(paths) <= _SIDE), paths, np.nan)
    w = np.linspace(-_SIDE, _SIDE, 241)
    ticks = [-3, minima[0], minima[1], minima[2], 3]
    both = ["start", "lr"]
    arrays = {
        "w": Array(w),
        "curve": Array(three_valleys(w)),
        "path": Array(paths, both, "int16", 0.0002),
        "loss": Array(np.where(inside, losses, np.nan), both, "int16", 0.0002),
        "start": Array(np.array(starts)[:, None], ["start"]),
        "height": Array(three_valleys(starts)[:, None], ["start"]),
        "left": Array(wide[:-2, None], ["start"]),
        "right": Array(wide[2:, None], ["start"]),
        "leaves": Array(leaves[..., None], both, "uint8"),
    }
    words = []
    for name, (cases, sentences) in {"fate": (fates, _endings()), "beside": _beside(leads_to, gap)}.items():
        used = np.unique(cases)  # on a coarser grid some endings do not happen
        arrays[name] = Array(np.searchsorted(used, cases)[..., None], both, "uint8")
        words.append(
            Words(
                name,
                [sentences[case] for case in used],
                {
                    "loss": ("loss", STEPS, "number"),
                    "leaves": ("leaves", 0, "integer"),
                    "left": ("left", 0, "number"),
                    "right": ("right", 0, "number"),
                },
            )
        )
    first = {"start": -0.7 if -0.7 in starts else starts[0], "lr": 0.05 if 0.05 in rates else rates[0]}
    marks = {lr: f"{lr:g}" for lr in (0.01, 0.1, 1.0) if lr in rates}
    return Explorer(
        "Where does it end?",
        f"Choose a start and a learning rate. Gradient descent then takes {STEPS} steps.",
        [
            Control("start", "start w", starts, [f"{start:.1f}".replace("-", "−") for start in starts], "slider", first["start"],
                    {start: f"{start:.0f}".replace("-", "−") for start in (-3.0, 0.0, 3.0) if start in starts}),
            Control("lr", "learning rate", rates, start=first["lr"], marks=marks),
        ],
        arrays,
        [
            Plane("The loss curve and the path:", "ring: the start; large dot: the last step in view",
                  [Mark("loss", "w", "curve", "line", 1), Mark("path", "path", "loss", "path", 2), Mark("start", "start", "height", "hollow", 4)],
                  (-_SIDE, _SIDE), (0, _TOP), ticks, (0, 1, 2, 3, 4), "weight w; valleys A, B and C", "loss",
                  dict(zip(minima, _NAMES))),
            Lines("The loss, step by step:", "what one sees in a real training", [Series("loss", "loss", colour=2)],
                  (0, _TOP), (0, 1, 2, 3, 4), x_title="step"),
        ],
        words,
    )  # fmt: skip


def _endings():
    """A sentence for every `fate`."""
    return [
        *[(f"valley {name}", "good", f"It settles in **valley {name}**, where it started, at a loss of **{{loss}}**.") for name in _NAMES],
        *[("left its valley", "bad", f"It leaps out of the valley it started in, and settles in **valley {name}**, at a loss of **{{loss}}**.")
          for name in _NAMES],
        ("on its way", "plain", f"After {STEPS} steps it is **still on its way**, at a loss of **{{loss}}**."),
        ("bouncing", "bad", f"It **bounces to and fro** in one valley, and has not settled after {STEPS} steps."),
        ("wandering", "bad", f"It **leaps from valley to valley**, and has settled in none after {STEPS} steps."),
        ("diverged", "bad", "The leaps grow without end: **by step {leaves}** w has left the picture for good."),
    ]  # fmt: skip


def _beside(leads_to, gap):
    """What the starts to either side do: (case of each inner start and rate, a sentence for every case).

    `leads_to` has shape (starts + 2, rates): 0, 1, 2 for the valleys, 3 for a descent that does not settle.
    """
    here, left, right = leads_to[1:-1], leads_to[:-2], leads_to[2:]
    cases = np.select([right != here, left != here], [2 + right, 6 + left], np.where(here == 3, 1, 0))
    places = [*(f"leads to **valley {name}**" for name in _NAMES), f"**does not settle** in {STEPS} steps"]
    return cases, [
        ("all alike", "plain", f"Starts {gap:g} to either side lead to the same valley."),
        ("all alike", "plain", f"Starts {gap:g} to either side do not settle either."),
        *[
            ("one touch away", "plain", f"But a start at {{right}}, a touch further right, {place}.")
            for place in places
        ],
        *[("one touch away", "plain", f"But a start at {{left}}, a touch further left, {place}.") for place in places],
    ]


def descent_bench(losses=None, **start):
    """Chapter 1's bench: any start, learning rate and number of steps, and your own loss curve, computed live.

    Args:
        losses: name -> function of one weight w, to add your own curves. The slope is taken numerically.
        start: values at first of start, lr or steps.

    Returns:
        Bench: with the controls loss, start, lr and steps.

    Raises:
        TypeError, ValueError: `start` names no control, or a value that the control cannot have.

    Example:
        >>> bench = descent_bench({"mine": lambda w: (w - 1) ** 2}, lr=0.25)
        >>> bench.controls["loss"].value = "mine"
        >>> bench.text[:37]
        'After 30 steps w = 1 and the loss is '
    """
    choices = {
        "three valleys": three_valleys,
        "bowl: w²": lambda w: w**2,
        "two valleys: (w² − 1)²": lambda w: (w**2 - 1) ** 2,
    }
    choices |= losses or {}
    controls = {
        "loss": widgets.Dropdown(options=list(choices), description="loss curve"),
        "start": widgets.FloatSlider(-0.7, min=-3, max=3, step=0.01, description="start w", continuous_update=False),
        "lr": widgets.FloatLogSlider(
            0.05, min=-3, max=1, step=0.02, description="learning rate", continuous_update=False
        ),
        "steps": widgets.IntSlider(30, min=1, max=300, description="steps", continuous_update=False),
    }

    def compute(loss, start, lr, steps):
        chosen = _of_arrays(choices[loss])
        path = descend(chosen, start, lr, steps)
        with np.errstate(all="ignore"):
            heights = chosen(path)

        def draw(figure):
            left, right = figure.subplots(1, 2)
            plotting.plot_descent(left, chosen, {"path": path})
            left.set(title="The loss curve and the path", xlabel="weight w", ylabel="loss")
            seen = np.where(np.abs(heights) < 1e6, heights, np.nan)
            right.plot(seen, ".-", color=plotting.ORANGE)
            right.set(title="The loss, step by step", xlabel="step", ylabel="loss", xlim=(-0.03 * steps, 1.03 * steps))

        alt = f"Gradient descent on the curve {loss} from {start:.3g} at learning rate {lr:.3g}, {steps} steps"
        return plotting.figure_bytes(draw, (6.8, 2.9)), alt, _ending(chosen, path, heights, lr, steps)

    return Bench("Try your own values", controls, compute, start)


def _of_arrays(fn):
    """The function of one number `fn` as a function of arrays; what is too large for a float is infinite."""

    def of_one(w):
        try:
            return float(fn(w))
        except OverflowError:
            return np.inf

    return np.vectorize(of_one, otypes=[float])


def _ending(loss, path, heights, lr, steps):
    """The sentence below the bench's picture."""
    gone = np.abs(path) > 1e3
    if gone[-1] or (gone.any() and np.isnan(path[-1])):
        return f"The leaps grow without end: by step {int(gone.argmax())} w is beyond ±1,000."
    if not np.isfinite(heights[-1]):
        return "The path came to a place where the curve has no finite value or slope."
    text = f"After {steps} step{'s' * (steps != 1)} w = {spelled(path[-1], digits=3)} and the loss is {spelled(heights[-1], digits=3)}."
    minima, _ = valleys(loss, points=2001)
    if len(minima) == 0:
        return text
    nearest = minima[np.abs(minima - path[-1]).argmin()]
    bend = float(curvature(loss, nearest))
    smooth = np.isclose(bend, curvature(loss, nearest, 5e-4), rtol=0.05)  # at a kink, the closer look gives more
    if not (bend > 1e-3 and smooth):
        return text
    bends, limit = spelled(bend, digits=3), spelled(2 / bend, digits=3)
    return f"{text} The nearest minimum is at {spelled(nearest, digits=3)}: its curvature is {bends}, so learning rates below 2/{bends} = {limit} can settle there."
