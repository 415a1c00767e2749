"""Chapter 2's explorer and bench: eight hidden units as eight arrows, from zero, constant and random starts."""

from __future__ import annotations

import functools

import ipywidgets as widgets
import numpy as np

from .. import plotting
from ..activations import get_activation
from ..data import Dataset, make_moons
from ..diagnostics import distinct_units
from ..initializers import constant, he_normal, normal, uniform, zeros
from ..network import MLP, backward_pass, forward_pass, softmax_cross_entropy
from .bench import Bench, seed_control
from .engine import Array, Control, Explorer, Lines, Mark, Plane, Series, Words, graded
from .spelling import spelled

UNITS = 8
LR = 1.0
STEPS = tuple(range(0, 501, 25))
SEED = 2
HIDDEN = {"zero": zeros(), "constant": constant(0.5), "tiny": normal(0.001), "He": he_normal()}
OUTPUT = {"zero": zeros(), "constant": constant(0.5), "He": he_normal()}
ACTIVATIONS = ("ReLU", "tanh", "sigmoid")
_DRAWN = 40  # points of each class that the explorer shows
_SIDE = 5.0
_LOSSES = (
    0.1,
    0.64,
    0.74,
)  # where one sentence ends and the next begins: guessing gives 0.69, and within 0.05 of it counts as that
DEAD, WAITING, COPIES, SOME, IN_LINE, ALL = range(6)


@functools.cache
def moons():
    """Training points of two classes: 68 of the one, 60 of the other, for real classes are rarely of the same size.

    Returns:
        Dataset: 2 features, 2 classes; its arrays are read-only.

    Example:
        >>> np.bincount(moons().y_train)
        array([68, 60])
    """
    drawn = make_moons(np.random.default_rng(0), n=400)
    first = np.sort(
        np.concatenate([np.flatnonzero(drawn.y_train == label)[:count] for label, count in enumerate((68, 60))])
    )
    data = Dataset(drawn.x_train[first], drawn.y_train[first], drawn.x_test, drawn.y_test, "moons")
    for array in (data.x_train, data.y_train, data.x_test, data.y_test):
        array.flags.writeable = False
    return data


def start_net(hidden, output, activation, units=UNITS, seed=SEED):
    """The classifier of this chapter's explorer at its start: 2 inputs, `units` hidden units, 2 classes, float64.

    Args:
        hidden, output: initializers of the two layers.
        activation: of the hidden units.
        units: how many.
        seed: of the weights, a whole number that is not negative.

    Returns:
        MLP.

    Example:
        >>> start_net(zeros(), zeros(), "tanh")
        MLP([2, 8, 2], activation='tanh', dtype='float64')
    """
    rng = np.random.default_rng(seed)
    return MLP([2, units, 2], activation.lower(), [hidden, output], rng, np.float64)


def in_line(weights):
    """How far the units' arrows are from lying on one line: the second singular value ÷ the first (0: on one line).

    Args:
        weights: shape (2, units).

    Example:
        >>> in_line(np.array([[1.0, -2.0], [1.0, -2.0]])) < 1e-12, in_line(np.eye(2))
        (True, 1.0)
    """
    sizes = np.linalg.svd(weights, compute_uv=False)
    return float(sizes[1] / sizes[0]) if sizes[0] > 0 else 0.0


def state(weights, gradients):
    """Which of the sentences fits a hidden layer.

    Args:
        weights: its weights, shape (2, units).
        gradients: of all weights, a list.

    Returns:
        int: DEAD (all 0, and all gradients, too), WAITING (all 0, some gradient is not), COPIES (one distinct unit), SOME
        (more, but not all), IN_LINE (all distinct, but nearly on one line) or ALL.

    Example:
        >>> state(np.ones((2, 3)), [np.ones((2, 3))]) == COPIES
        True
    """
    if not weights.any():
        return WAITING if any(gradient.any() for gradient in gradients) else DEAD
    different = distinct_units(weights)
    if different < weights.shape[1]:
        return COPIES if different == 1 else SOME
    return IN_LINE if in_line(weights) < 0.1 else ALL


def symmetry_explorer(steps=STEPS):
    """Eight hidden units of a classifier of points in the plane, as eight arrows, from different starts, through training.

    The network has 2 inputs, 8 hidden units with biases, and 2 outputs. It is trained on `moons`, all points at once, at learning rate 1,
    in float64. Starts: "zero"; "constant", 0.5; "tiny", N(0, 0.001²); "He". The errors at the two outputs are kept exactly opposite,
    as they are in theory, so that no rounding error wakes a dead start.

    Args:
        steps: the steps that the reader can see, evenly spaced, starting with 0.

    Returns:
        Explorer: its controls are named hidden, output, activation and step.
    """
    data = moons()
    shape = len(HIDDEN), len(OUTPUT), len(ACTIVATIONS), len(steps)
    arrows, (loss, right, units, case) = np.zeros((*shape, 2, UNITS)), np.zeros((4, *shape))
    for a, activation in enumerate(ACTIVATIONS):
        for s, (weights, losses, shares, gradients) in enumerate(_through_training(activation, steps)):
            for i in range(len(weights)):
                at = *divmod(i, len(OUTPUT)), a, s
                arrows[at], loss[at], right[at] = weights[i], losses[i], shares[i]
                units[at] = distinct_units(weights[i])
                case[at] = state(weights[i], [gradient[i] for gradient in gradients])
    here = np.where(np.eye(len(steps), dtype=bool), loss[..., None, :], np.nan)
    tone = np.searchsorted(_LOSSES, loss)
    net, at_step = ["hidden", "output", "activation"], ["hidden", "output", "activation", "step"]
    points = {label: data.x_train[data.y_train == label][:_DRAWN].T for label in (0, 1)}
    shown = np.where(np.abs(arrows).any(axis=-2, keepdims=True), arrows, np.nan)  # no arrow without a length
    arrays = {
        "w1": Array(shown[..., 0, :], at_step, "int16", 0.0005),
        "w2": Array(shown[..., 1, :], at_step, "int16", 0.0005),
        **{f"{axis}_{label}": Array(points[label][k]) for label in (0, 1) for k, axis in enumerate("xy")},
        "losses": Array(loss, net),
        "here": Array(here, at_step, "int16", 0.0001),
        "loss": Array(loss[..., None], at_step),
        "right": Array(right[..., None], at_step),
        "units": Array(units[..., None], at_step, "uint8"),
        "tone": Array(tone[..., None], at_step, "uint8"),
        "start": Array(np.arange(len(OUTPUT))[:, None], ["output"], "uint8"),
    }
    used = np.unique(case)
    arrays["case"] = Array(np.searchsorted(used, case)[..., None], at_step, "uint8")
    gap = steps[1] - steps[0]
    return Explorer(
        "Eight units, or one?",
        "Each arrow is one hidden unit's two weights. Choose a start; press play.",
        [
            Control("hidden", "hidden weights start", tuple(HIDDEN), kind="radio", start="constant"),
            Control("output", "output weights start", tuple(OUTPUT), kind="radio", start="zero"),
            Control("activation", "activation", ACTIVATIONS, kind="radio", start="tanh"),
            Control("step", "training step", tuple(steps), [f"{step:,}" for step in steps], "play", steps[0]),
        ],
        arrays,
        [
            Plane("The hidden units:", "as arrows among the points of the two classes",
                  [Mark("class 0", "x_0", "y_0", "hollow", 3), Mark("class 1", "x_1", "y_1", "crosses", 4),
                   Mark("hidden units", "w1", "w2", "arrows", 2)],
                  (-_SIDE, _SIDE), (-_SIDE, _SIDE), (-4, -2, 0, 2, 4), (-4, -2, 0, 2, 4), "first input", "second input",
                  square=True, height=320),
            Lines("The loss:", "guessing gives 0.69",
                  [Series("loss", "losses", colour=1), Series("you are here", "here", style="here", colour=2)],
                  (0, 1.1), (0, 0.25, 0.5, 0.75, 1), x_step=gap, x_title="training step", height=280),
        ],
        [_words_on_units(used), _words_on_output(), _words_on_loss()],
    )  # fmt: skip


def _through_training(activation, steps):
    """Yield, at each of the steps, hidden weights, losses, accuracies and weight gradients of all starts, stacked."""
    nets = [start_net(hidden, output, activation) for hidden in HIDDEN.values() for output in OUTPUT.values()]
    weights = [np.stack(layer) for layer in zip(*(net.weights for net in nets))]
    biases = [np.stack(layer) for layer in zip(*(net.biases for net in nets))]
    phi, data = get_activation(activation.lower()), moons()
    x = data.x_train.astype(float)
    for step in range(steps[-1] + 1):
        outputs, slopes = forward_pass(weights, biases, phi, x)
        losses, delta = softmax_cross_entropy(outputs[-1], data.y_train)
        # In exact arithmetic they are opposite. A rounding error of 1e-17 grows, and would wake some dead starts late.
        delta[..., 1] = -delta[..., 0]
        gradients, bias_gradients = backward_pass(weights, outputs, slopes, delta)
        if step in steps:
            yield weights[0].copy(), losses, (outputs[-1].argmax(axis=-1) == data.y_train).mean(axis=-1), gradients
        for array, gradient in zip(weights + biases, gradients + bias_gradients):
            array -= LR * gradient


def _words_on_units(used):
    sentences = {
        DEAD: (
            "dead",
            "bad",
            "**Every weight gradient is exactly 0.** Only the output biases can move, at this step and at any other.",
        ),
        WAITING: (
            "not awake yet",
            "plain",
            "All eight arrows have length 0, but **some gradient is not 0**: press play.",
        ),
        COPIES: ("1 unit, 8 times", "bad", "All eight units are **copies of one**."),
        SOME: ("{units} different units", "bad", "Of eight units, only **{units}** differ."),
        IN_LINE: ("8 units, one line", "plain", "All eight units differ, but their arrows lie **almost on one line**."),
        ALL: ("8 different units", "good", "All **eight** units differ, and point different ways."),
    }
    return Words("case", [sentences[one] for one in used], {"units": ("units", 0, "integer")})


def _words_on_output():
    sentences = [
        ("outputs start equal", "plain", "The output weights began at 0: the same error for every unit."),
        (
            "outputs start equal",
            "plain",
            "The output weights began equal, which acts like 0: both classes get the same.",
        ),
        ("outputs start random", "plain", "The output weights began random: a different error for every unit."),
    ]
    return Words("start", sentences, {})


def _words_on_loss():
    text = "The loss is **{loss}**, and {right} of the points are classified correctly."
    values = {"loss": ("loss", 0, "number"), "right": ("right", 0, "percent")}
    tags = (
        ("learned", "good"),
        ("partly learned", "plain"),
        ("loss as by guessing", "bad"),
        ("loss above guessing", "bad"),
    )
    return Words("tone", graded("loss", _LOSSES, [(*tag, text) for tag in tags]), values)


def symmetry_bench(inits=None, **start):
    """Chapter 2's bench: any start of the two layers, any number of units and steps, computed live.

    Args:
        inits: name -> initializer, to add your own to the choices for both layers.
        start: values at first of hidden, output, activation, units, steps or seed.

    Returns:
        Bench: with the controls hidden, output, activation, units, steps and seed.

    Raises:
        TypeError, ValueError: `start` names no control, or a value that the control cannot have.

    Example:
        >>> bench = symmetry_bench(hidden="constant 0.5", output="zero", steps=50)
        >>> bench.text[:49]
        'After 50 steps the 8 hidden units are of 1 kind. '
    """
    choices = {
        "zero": zeros(),
        "constant 0.5": constant(0.5),
        "normal, std 0.001": normal(0.001),
        "uniform ±2": uniform(-2, 2),
    }
    choices |= {"He": he_normal()} | (inits or {})
    controls = {
        "hidden": widgets.Dropdown(options=list(choices), value="He", description="hidden weights"),
        "output": widgets.Dropdown(options=list(choices), value="zero", description="output weights"),
        "activation": widgets.Dropdown(options=["relu", "tanh", "sigmoid"], value="tanh", description="activation"),
        "units": widgets.IntSlider(8, min=1, max=64, description="hidden units", continuous_update=False),
        "steps": widgets.IntSlider(500, min=1, max=3000, description="steps", continuous_update=False),
        "seed": seed_control(SEED),
    }

    def compute(hidden, output, activation, units, steps, seed):
        net, data = start_net(choices[hidden], choices[output], activation, units, seed), moons()
        losses = [_step(net, data) for _ in range(steps)]
        different, share = distinct_units(net.weights[0]), net.accuracy(data.x_test, data.y_test)
        text = (
            f"After {steps:,} step{'s' * (steps != 1)} the {units} hidden unit{'s are' if units != 1 else ' is'} of {different} {'kind' if different == 1 else 'kinds'}. "
            f"The loss is {spelled(losses[-1], digits=3)}, and {spelled(share, 'percent')} of the test points are classified correctly."
        )

        def draw(figure):
            left, right = figure.subplots(1, 2, width_ratios=[1, 1.4])
            plotting.plot_arrows(left, net.weights[0], data.x_train, data.y_train)
            left.set(title="The hidden units at the end")
            right.plot(losses, color=plotting.BLUE)
            right.set(title="The loss", xlabel="step", ylim=(0, None))

        alt = f"{units} hidden units as arrows after {steps} steps from {hidden} and {output}, {activation}, and the loss on the way"
        return plotting.figure_bytes(draw, (6.8, 2.9)), alt, text

    return Bench("Try your own values", controls, compute, start)


def _step(net, data):
    """One step of gradient descent on all points; returns the loss before it."""
    loss, *gradients = net.loss_and_gradients(data.x_train, data.y_train)
    for array, gradient in zip(net.weights + net.biases, sum(gradients, [])):
        array -= LR * gradient
    return loss
