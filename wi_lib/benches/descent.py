"""Chapter 1's bench: gradient descent on any curve."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..descent import curvature, descend, three_valleys, valleys
from ..explorers.spelling import counted, spelled
from .bench import Bench


def descent_bench(losses: Mapping[str, Callable[[float], float]] | None = None, **start: object) -> Bench:
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
        "start": widgets.FloatSlider(-0.7, min=-3, max=3, step=0.01, description="start w"),
        "lr": widgets.FloatLogSlider(0.05, min=-3, max=1, step=0.02, description="learning rate"),
        "steps": widgets.IntSlider(30, min=1, max=300, description="steps"),
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
    text = f"After {counted(steps, 'step')} w = {spelled(path[-1], digits=3)} and the loss is {spelled(heights[-1], digits=3)}."
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
