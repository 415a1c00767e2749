"""Chapter 7's explorer and bench: a network's layers while it learns, from four starts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import ipywidgets as widgets
import numpy as np

from .. import _validate, plotting, results
from ..data import load_mnist
from ..diagnostics import layer_stats, rms
from ..initializers import he_normal, lecun_normal, normal, xavier_normal
from ..network import MLP, backwards, forward_pass, softmax_cross_entropy
from ..training import race, train
from .bench import Bench, seed_control
from .engine import KEPT, Array, Bars, Control, Explorer, Lines, Series, Words, graded
from .spelling import spelled


@dataclass(frozen=True)
class Start:
    """One way to begin: a name for the figures, the activation, how weights are drawn, and the learning rate."""

    name: str
    activation: str
    init: object
    lr: float


#: The four starts of the chapter.
STARTS = (
    Start("sigmoid, σ = 1", "sigmoid", normal(1.0), 1.0),
    Start("sigmoid, σ = 0.01", "sigmoid", normal(0.01), 1.0),
    Start("sigmoid, Xavier", "sigmoid", xavier_normal(), 1.0),
    Start("ReLU, He", "relu", he_normal(), 0.1),
)
#: The training steps that are looked at: close together at first, where most happens.
STEPS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500, 700, 1000, 1400, 2000)
BINS = 24
#: The intervals of the histograms; what lies beyond is counted in the bars at the ends.
RANGES = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 4)}
_ENDS = {"sigmoid": ("0", "1"), "tanh": ("−1", "1"), "relu": ("0", "4+")}
POWERS = (-8, 0)  # of ten, for the sizes of gradient entries
#: Where one sentence ends and the next begins: the accuracy, the gradient at layer 1 ÷ that at the output layer, and what the
#: picture looks like (share of saturated outputs, spread of one unit, share of zeros).
_LEARNT = 0.15, 0.6, 0.9
_ARRIVES = 0.01, 0.1, KEPT[1]
_SATURATED, _ASLEEP, _ZEROS = 0.5, 0.01, 0.25
_IMAGES = 500  # on which layers are looked at: the first of the training set, the same at every step


@dataclass
class Watched:
    """What `watch` saw of one start.

    Attributes:
        start: the `Start`.
        steps: the training steps that were looked at.
        accuracy: test accuracy, shape (seeds, steps).
        saturated, zeros, unit_std: figures of the hidden layers' outputs (see `LayerStats`), shape (seeds, steps, layers).
        gradient: rms of the gradient δ at every layer's sums, for one image; shape (seeds, steps, layers), the output
            layer last.
        moved: |W − W₀| ÷ |W₀| of every layer's weights; shape (seeds, steps, layers).
        output_bars, delta_bars: for the first seed, the heights of the histograms of the hidden layers' outputs, and of the
            sizes of the gradient's entries in powers of ten; shape (steps, layers, `BINS`).
        before, after: the first seed's net at the first and at the last of the steps.
    """

    start: Start
    steps: tuple
    accuracy: np.ndarray
    saturated: np.ndarray
    zeros: np.ndarray
    unit_std: np.ndarray
    gradient: np.ndarray
    moved: np.ndarray
    output_bars: np.ndarray
    delta_bars: np.ndarray
    before: MLP | None = None
    after: MLP | None = None

    @property
    def arriving(self):
        """The gradient at layer 1 ÷ that at the output layer, shape (seeds, steps)."""
        return self.gradient[..., 0] / self.gradient[..., -1]


def look_inside(net, x, labels):
    """The outputs of every layer and the gradients δ at its sums, for the images x.

    Args:
        net: an `MLP`.
        x, labels: images and their digits.

    Returns:
        tuple[list, list]: outputs of layers 1, 2, …, the last being logits; and δ of the same layers, each of shape
        (images, units): ∂(loss of that image)/∂z.

    Example:
        >>> net = MLP([4, 3, 2], "sigmoid", "zeros", np.random.default_rng(0))
        >>> outputs, deltas = look_inside(net, np.eye(4), np.array([0, 1, 0, 1]))
        >>> outputs[0].shape, deltas[-1][0]
        ((4, 3), array([-0.5,  0.5], dtype=float32))
    """
    outputs, slopes = forward_pass(net.weights, net.biases, net.activation, np.asarray(x, net.dtype))
    _, delta = softmax_cross_entropy(outputs[-1], labels)
    delta *= len(labels)  # of each image's own loss, not of their mean
    deltas = [delta for _, delta in islice(backwards(net.weights, slopes, delta), len(net.weights))]
    return outputs[1:], deltas[::-1]


def watch(starts=STARTS, steps=STEPS, seeds=3, dataset=None, hidden=(100, 50)):
    """Train a network from every start, and look inside at some of the steps.

    For one seed, all starts see the same batches of 128 images. The seed decides on the weights and on the batches.

    Args:
        starts: a sequence of `Start`.
        steps: increasing whole numbers, the first of them 0.
        seeds: how many times, with other weights and batches.
        dataset: by default `load_mnist()`.
        hidden: units of the hidden layers.

    Returns:
        list[Watched]: one for every start.

    Raises:
        ValueError: steps do not begin with 0, or do not increase.

    Example:
        >>> watched = watch(STARTS[3:], steps=(0, 100), seeds=1, dataset=load_mnist(7))
        >>> watched[0].accuracy.shape, bool(watched[0].accuracy[0, 1] > 0.5)
        ((1, 2), True)
    """
    steps = tuple(_validate.integer("every one of steps", step, low=0) for step in steps)
    if not steps or steps[0] != 0 or any(b <= a for a, b in zip(steps, steps[1:])):
        raise ValueError(f"steps must begin with 0 and increase; received {steps}.")
    seeds = _validate.integer("seeds", seeds, low=1)
    for start in starts:
        _validate.choice("activation of every start", start.activation, RANGES)
    dataset = dataset or load_mnist()
    sizes = [dataset.features, *hidden, dataset.classes]
    layers = len(sizes) - 1

    def empty(*last):
        return np.full((seeds, len(steps), *last), np.nan)

    watched = []
    for start in starts:
        figures = empty(), *(empty(layers - 1) for _ in range(3)), *(empty(layers) for _ in range(2))
        bars = (np.zeros((len(steps), rows, BINS), np.uint8) for rows in (layers - 1, layers))
        watched.append(Watched(start, steps, *figures, *bars))
    for seed in range(seeds):
        nets = [_net(start, seed, sizes) for start in starts]
        first = [[w.copy() for w in net.weights] for net in nets]
        rng = np.random.default_rng([seed, 1])
        for place, step in enumerate(steps):
            if place:
                race(nets, dataset, [start.lr for start in starts], step - steps[place - 1], 128, rng)
            for one, net, weights in zip(watched, nets, first):
                _look(one, net, weights, seed, place, dataset)
        if seed == 0:
            for one, net in zip(watched, nets):
                one.before, one.after = _net(one.start, 0, sizes), net
    return watched


def _net(start, seed, sizes):
    return MLP(sizes, start.activation, start.init, np.random.default_rng(seed))


def _look(one, net, first, seed, place, dataset):
    at = seed, place
    one.accuracy[at] = net.accuracy(dataset.x_test, dataset.y_test)
    outputs, deltas = look_inside(net, dataset.x_train[:_IMAGES], dataset.y_train[:_IMAGES])
    stats = [layer_stats(h, net.activation) for h in outputs[:-1]]
    for name in ("saturated", "zeros", "unit_std"):
        getattr(one, name)[at] = [getattr(layer, name) for layer in stats]
    one.gradient[at] = [rms(delta) for delta in deltas]
    one.moved[at] = [np.linalg.norm(w - w0) / np.linalg.norm(w0) for w, w0 in zip(net.weights, first)]
    if seed == 0:
        one.output_bars[place] = [histogram(h, *RANGES[net.activation.name]) for h in outputs[:-1]]
        one.delta_bars[place] = [histogram(_powers(delta), *POWERS) for delta in deltas]


#: What `make results` has watched and kept, by name: the starts and the steps.
RECORDS = {
    "watched": (STARTS, STEPS),
    "watched_slow": (
        [Start(s.name, s.activation, s.init, lr=0.1) for s in STARTS[:3]],
        (0, 10, 30, 100, 300, 600, 1000),
    ),
}
_FIGURES = ("accuracy", "saturated", "zeros", "unit_std", "gradient", "moved", "output_bars", "delta_bars")


def as_table(watched):
    """The arrays from which `replay` makes the same list of `Watched` again: a dict for `wi_lib.results`.

    Of the trained nets it holds the way from their first weights and biases, with three digits (float16).
    """
    table = {name: np.array([getattr(one, name) for one in watched]) for name in _FIGURES}
    table = {name: array if array.dtype == np.uint8 else array.astype(np.float32) for name, array in table.items()}
    for kind in ("weights", "biases"):
        pairs = [list(zip(getattr(one.before, kind), getattr(one.after, kind))) for one in watched]
        for layer in range(len(pairs[0])):
            table[f"{kind}_{layer}"] = np.array([net[layer][1] - net[layer][0] for net in pairs]).astype(np.float16)
    return table


def replay(name="watched"):
    """What `watch` has seen when it was run for the course: three seeds of four starts, or of three at a slower pace.

    Training all of them anew takes half a minute on a computer, and much longer in a browser; this takes no time.

    Args:
        name: "watched", which is `watch()`, or "watched_slow": the sigmoid starts for 1,000 steps at learning rate 0.1.

    Returns:
        list[Watched]: one for every start, as `watch` returns it.

    Raises:
        ValueError: there is no record of that name.

    Example:
        >>> ends = {one.start.name: round(float(one.accuracy[:, -1].mean()), 2) for one in replay()}
        >>> ends["sigmoid, σ = 1"], ends["ReLU, He"]
        (0.88, 0.94)
    """
    starts, steps = _validate.choice("name", name, RECORDS)
    table = results.load(name)
    watched = []
    for place, start in enumerate(starts):
        one = Watched(start, steps, *(table[figure][place] for figure in _FIGURES))
        layers = range(one.gradient.shape[-1])
        sizes = [len(table["weights_0"][place]), *(table[f"biases_{layer}"].shape[-1] for layer in layers)]
        one.before, one.after = _net(start, 0, sizes), _net(start, 0, sizes)
        for kind in ("weights", "biases"):
            for layer, array in enumerate(getattr(one.after, kind)):
                array += table[f"{kind}_{layer}"][place].reshape(array.shape)
        watched.append(one)
    return watched


def watching_explorer(watched, *, start=None, title="Watch it learn"):
    """Start × training step: what the hidden units put out, which gradient arrives where, and what has been learnt.

    The histograms show the first seed; the accuracy lines are the means over the seeds, the bands their smallest and
    largest.

    Args:
        watched: the result of `watch`.
        start: the name of the start shown at first; by default the first one.
        title: the heading.

    Returns:
        Explorer: its controls are named start and step.

    Raises:
        ValueError: watched is empty, the starts did not record the same steps, or `start` is no name of one.

    Example:
        >>> watched = watch(STARTS[2:], steps=(0, 10), seeds=1, dataset=load_mnist(7))
        >>> explorer = watching_explorer(watched)
        >>> explorer.chosen = {"step": 10}
        >>> explorer
        Explorer('Watch it learn': start = Xavier, step = 10)
    """
    watched = list(watched)
    if not watched or any(one.steps != watched[0].steps for one in watched):
        raise ValueError(f"watched must hold at least one start, all with the same steps; received {len(watched)}.")
    names, steps = [one.start.name for one in watched], watched[0].steps
    texts = [name.removeprefix("sigmoid, ") for name in names]
    seeds = len(watched[0].accuracy)
    marks = {step: f"{step:,}" for step in (0, 10, 100, 500, 2000) if step in steps}
    controls = [
        Control("start", "start (sigmoid units, unless ReLU is named)", names, texts, "radio", start),
        Control("step", "training step", steps, [f"{step:,}" for step in steps], "play", marks=marks),
    ]
    ends = {one.start.name: _ENDS[one.start.activation] for one in watched}
    return Explorer(
        title,
        f"Choose a start, press ▶. (Layers: the first seed. Accuracy: mean and band of {seeds} seed{'s' * (seeds != 1)}.)",
        controls,
        _arrays(watched),
        _panels(watched, ends),
        [_accuracy_words(), _picture_words(), _gradient_words()],
    )


def _arrays(watched):
    """The table of the explorer: axes start, step, and what belongs to the panel."""
    both, lines = ("start", "step"), len(watched[0].steps)
    first = {
        name: np.array([getattr(one, name)[0] for one in watched])
        for name in ("saturated", "zeros", "unit_std", "gradient")
    }
    accuracy = np.array([one.accuracy.mean(axis=0) for one in watched])
    arriving = np.array([one.arriving[0] for one in watched])
    here = np.where(np.eye(lines, dtype=bool), accuracy[:, None, :], np.nan)
    squashing = np.array([one.start.activation != "relu" for one in watched])[:, None]
    saturated, spread = first["saturated"][..., 0], first["unit_std"][..., -1]
    zeros = first["zeros"][..., 0]
    picture = np.where(
        squashing, np.select([saturated > _SATURATED, spread < _ASLEEP], [0, 1], 2), np.where(zeros > _ZEROS, 3, 4)
    )
    hidden, layers = (first[name].shape[-1] for name in ("saturated", "gradient"))
    arrays = {
        "out_bars": Array([one.output_bars for one in watched], both, "uint8"),
        "delta_bars": Array([one.delta_bars for one in watched], both, "uint8"),
        "spread": Array(first["unit_std"], both),
        "gradient": Array(first["gradient"], both),
        "saturated": Array(np.nan_to_num(saturated)[..., None], both),
        "zeros": Array(zeros[..., None], both),
        "arriving": Array(arriving[..., None], both),
        "accuracy": Array(accuracy[..., None], both),
        "here": Array(here, both),
        "accuracy_case": Array(np.searchsorted(_LEARNT, accuracy)[..., None], both, "uint8"),
        "picture_case": Array(picture[..., None], both, "uint8"),
        "gradient_case": Array(np.searchsorted(_ARRIVES, arriving)[..., None], both, "uint8"),
        "guessing": Array(np.full(lines, 0.1)),
        "hidden": Array(np.arange(hidden)),
        "layers": Array(np.arange(layers)),
        "numbers": Array(np.arange(1, layers + 1), dtype="uint8"),
        "hidden_numbers": Array(np.arange(1, hidden + 1), dtype="uint8"),
        "step": Array(np.array(watched[0].steps, float)[:, None], ["step"]),
    }
    # The lines grow with the step: nobody sees the end before the beginning.
    until = np.tri(lines, dtype=bool)
    for place, one in enumerate(watched):
        arrays[f"mean_{place}"] = Array(np.where(until, accuracy[place], np.nan), ["step"])
        for name, of in (("low", np.min), ("high", np.max)):
            arrays[f"{name}_{place}"] = Array(of(one.accuracy, axis=0))
    return arrays


def histogram(values, low, high, bins=BINS):
    """Counts of values in equal bins from low to high, the tallest 255; values beyond are counted in the bars at the ends.

    Example:
        >>> histogram(np.array([-3.0, 0.1, 0.9, 0.9]), 0, 1, bins=2)
        array([255., 255.])
    """
    counts, _ = np.histogram(np.clip(values, low, high), bins, (low, high))
    return np.rint(counts * (255 / counts.max()))


def _powers(delta):
    """log10 of the sizes of a gradient's entries; those that are 0 come out far below `POWERS`."""
    return np.log10(np.maximum(np.abs(delta), 1e-30))


def _panels(watched, ends):
    steps = watched[0].steps
    colours = {"sigmoid, σ = 1": 2, "sigmoid, σ = 0.01": 1, "sigmoid, Xavier": 3, "ReLU, He": 4}
    series = [
        Series(
            one.start.name,
            f"mean_{place}",
            f"low_{place}",
            f"high_{place}",
            colour=colours.get(one.start.name, 1 + place % 4),
        )
        for place, one in enumerate(watched)
    ]
    labels = {place: f"{step:,}" if step in (0, 10, 100, 500, 2000) else "" for place, step in enumerate(steps)}
    powers = tuple(f"10{str(power).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}" for power in POWERS)
    return [
        Bars("Forwards:", "outputs of the hidden units. Below: how far one unit moves", "out_bars",
             "hidden", "hidden_numbers", "layer", "spread", "one unit", ends, "start", colour=1),
        Bars("Backwards:", "sizes of the gradient δ, powers of ten. Below: their rms", "delta_bars",
             "layers", "numbers", "layer", "gradient", "rms", (f"≤{powers[0]}", "1"), colour=3),
        Lines("Learnt:", "share of test digits that are right", [*series, Series("guessing", "guessing", style="dashed", colour=1), Series("you are here", "here", style="here", colour=2)],
              (0, 1), (0, 0.25, 0.5, 0.75, 1), x_labels=labels, x_title="training step (not evenly spaced)"),
    ]  # fmt: skip


def _accuracy_words():
    texts = [
        ("at chance", "bad", "Step {step}: **{accuracy}** of the test digits are right, about as many as by guessing."),
        ("learning", "plain", "Step {step}: **{accuracy}** of the test digits are right."),
        ("learning", "plain", "Step {step}: **{accuracy}** of the test digits are right."),
        ("learnt", "good", "Step {step}: **{accuracy}** of the test digits are right."),
    ]
    return Words(
        "accuracy_case",
        graded("accuracy", _LEARNT, texts),
        {"step": ("step", 0, "integer"), "accuracy": ("accuracy", 0, "percent")},
    )


def _picture_words():
    texts = [
        (
            "looks saturated",
            "bad",
            "The picture: **{saturated}** of layer 1's outputs are saturated.",
            {"saturated": (_SATURATED, 1)},
        ),
        (
            "units asleep",
            "bad",
            "The picture: one unit of layer 2 moves by only **{spread}** over the images.",
            {"spread": (0, _ASLEEP)},
        ),
        (
            "units awake",
            "good",
            "The picture: one unit of layer 2 moves by **{spread}**; {saturated} of layer 1's outputs are saturated.",
            {"spread": (_ASLEEP, 2)},
        ),
        ("many zeros", "plain", "The picture: **{zeros}** of layer 1's outputs are exactly 0.", {"zeros": (_ZEROS, 1)}),
        ("few zeros", "plain", "The picture: **{zeros}** of layer 1's outputs are exactly 0.", {"zeros": (0, _ZEROS)}),
    ]
    values = {
        "saturated": ("saturated", 0, "percent"),
        "spread": ("spread", -1, "number"),
        "zeros": ("zeros", 0, "percent"),
    }
    return Words("picture_case", texts, values)


def _gradient_words():
    texts = [
        ("layer 1 starved", "bad", "The gradient at layer 1 is **{arriving}** times the output layer's."),
        ("gradient weak", "plain", "The gradient at layer 1 is **{arriving}** times the output layer's."),
        ("gradient arrives", "good", "The gradient at layer 1 is **{arriving}** times the output layer's."),
        ("gradient grown", "plain", "The gradient at layer 1 is **{arriving}** times the output layer's."),
    ]
    return Words("gradient_case", graded("arriving", _ARRIVES, texts), {"arriving": ("arriving", 0, "number")})


#: How the bench can draw weights; "σ" uses the slider.
_RULES = {"σ (slider)": None, "LeCun": lecun_normal, "Xavier": xavier_normal, "He": he_normal}


def watching_bench(**start):
    """Chapter 7's bench: train from any start, at any learning rate, on MNIST reduced to 14 × 14 pixels.

    Args:
        start: values at first of activation, rule, std, lr, steps or seed.

    Returns:
        Bench: with those controls. The std is used only where the rule is "σ (slider)".

    Raises:
        TypeError, ValueError: `start` names no control, or a value that the control cannot have.

    Example:
        >>> bench = watching_bench(activation="relu", rule="He", lr=0.1, steps=20)
        >>> bench.text[:16]
        'After 20 steps, '
    """
    controls = {
        "activation": widgets.Dropdown(options=["sigmoid", "tanh", "relu"], description="activation"),
        "rule": widgets.Dropdown(options=list(_RULES), description="weights from"),
        "std": widgets.FloatLogSlider(
            1.0, min=-3, max=1, step=0.05, description="weight std σ", continuous_update=False
        ),
        "lr": widgets.FloatLogSlider(
            1.0, min=-2, max=1, step=0.1, description="learning rate", continuous_update=False
        ),
        "steps": widgets.IntSlider(300, min=10, max=300, step=10, description="steps", continuous_update=False),
        "seed": seed_control(),
    }

    def compute(activation, rule, std, lr, steps, seed):
        init = _RULES[rule]() if _RULES[rule] else normal(std)
        data = load_mnist(14)
        before, net = (
            MLP([data.features, 100, 50, 10], activation, init, np.random.default_rng(seed)) for _ in range(2)
        )
        history = train(net, data, lr, steps, 128, np.random.default_rng([seed, 1]), eval_every=10)
        sizes = [_sizes(one, data) for one in (before, net)]
        last = history.test_accuracy[-1]
        arriving = sizes[0][0] / sizes[0][-1]
        text = (
            f"After {history.diverged_at} steps, the loss is not a number any more: the training diverged. "
            if not np.isfinite(last)
            else f"After {steps} steps, {spelled(last, 'percent')} of the test digits are right. "
        ) + f"Before training, the gradient at layer 1 was {spelled(arriving)} times the output layer's."

        def draw(figure):
            left, right = figure.subplots(1, 2)
            left.plot(history.steps, history.test_accuracy, "o-", color=plotting.BLUE, markersize=3)
            left.set(title="Test accuracy", xlabel="training step", ylim=(0, 1))
            for size, label, color, style in zip(
                sizes, ("before", "after"), (plotting.GREY, plotting.GREEN), ("s--", "o-")
            ):
                plotting.plot_layers(right, np.maximum(size, 1e-30), label, color, style=style, first=1)
            right.set(title="Size of the gradient δ", xlabel="layer")
            right.legend()

        alt = f"Test accuracy over {steps} steps, and the gradient in every layer before and after: {activation}, {rule}, learning rate {lr:.3g}"
        return plotting.figure_bytes(draw, (6.8, 2.9)), alt, text

    def enable(change=None):  # a slider that would do nothing cannot be moved
        controls["std"].disabled = _RULES[controls["rule"].value] is not None

    controls["rule"].observe(enable, names="value")
    enable()
    return Bench("Train your own start", controls, compute, start)


def _sizes(net, data):
    _, deltas = look_inside(net, data.x_train[:_IMAGES], data.y_train[:_IMAGES])
    return np.array([rms(delta) for delta in deltas])
