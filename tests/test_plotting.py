"""The static figures: what is drawn is what was given."""

import doctest
import importlib

import numpy as np
import pytest
from matplotlib.figure import Figure

from wi_lib import plotting


@pytest.mark.parametrize("name", ["wi_lib.plotting", "wi_lib.explorers.bench", "wi_lib.explorers.engine", "wi_lib.explorers.signal"])
def test_the_examples_in_the_docstrings_run(name):
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried > 0 and failed == 0


@pytest.fixture
def ax():
    return Figure().subplots()


def band(ax):
    """(steps, lowest, highest) of the band that was filled."""
    (filled,) = ax.collections
    points = filled.get_paths()[0].vertices
    steps = np.unique(points[:, 0])
    return steps, *(np.array([pick(points[points[:, 0] == step, 1]) for step in steps]) for pick in (min, max))


def test_training_curve_is_the_mean_with_a_band_from_worst_to_best(ax):
    line = plotting.plot_training(ax, [0, 50, 100], [[0.1, 0.5, 0.9], [0.3, 0.5, 0.8]], "net")
    assert line.get_ydata() == pytest.approx([0.2, 0.5, 0.85])
    steps, low, high = band(ax)
    assert list(steps) == [0, 50, 100]
    assert list(low) == [0.1, 0.5, 0.8] and list(high) == [0.3, 0.5, 0.9]


def test_training_curve_leaves_out_what_diverged(ax):
    line = plotting.plot_training(ax, [0, 1, 2], [[1, 2, np.nan], [3, np.nan, np.nan]], "net")
    assert line.get_ydata()[:2] == pytest.approx([2, 2]) and np.isnan(line.get_ydata()[2])


def crosses(ax):
    return [text for text in ax.texts if text.get_text().startswith("×")]


NOT_FINITE = {
    "histogram": lambda ax, bad: plotting.plot_histograms([ax], [[0.2, bad, 0.4, 0.6]], (0, 1)),
    "layers": lambda ax, bad: plotting.plot_layers(ax, [1.0, bad, 2.0], "net"),
    "layers of one seed": lambda ax, bad: plotting.plot_layers(ax, [[1.0, 3.0, 2.0], [1.0, bad, 2.0]], "net"),
    "training": lambda ax, bad: plotting.plot_training(ax, [0, 1, 2], [[1, 2, 3], [3, bad, bad]], "net"),
    "heat": lambda ax, bad: plotting.plot_heat(ax, [[0.1, bad]], ["a"], ["x", "y"]),
    "descent": lambda ax, bad: plotting.plot_descent(ax, np.square, {"path": [0.0, 1.0, bad]}),
    "factors": lambda ax, bad: plotting.plot_factors(ax, {"rule": [[1.0, bad], [1.0, 2.0]]}),
}


@pytest.mark.parametrize("draw", NOT_FINITE.values(), ids=NOT_FINITE)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.filterwarnings("error")
def test_what_is_not_finite_is_marked(draw, bad):
    sound, broken = Figure().subplots(), Figure().subplots()
    draw(sound, 0.5), draw(broken, bad)
    assert not crosses(sound)
    # Infinity has a place in a histogram: the last bar, as the docstring says.
    assert len(crosses(broken)) == (0 if np.isinf(bad) and draw is NOT_FINITE["histogram"] else 1)
    broken.figure.canvas.draw()


def test_a_histogram_tells_how_much_is_nan(ax):
    plotting.plot_histograms([ax], [[0.2, np.nan, np.nan, 0.6]], (0, 1))
    assert crosses(ax)[0].get_text() == "× 0.5 NaN"


BAD_CALLS = {
    "range crossed": (lambda ax: plotting.plot_histograms([ax], [[1.0]], (1, 0)), ValueError, ["value_range", "(1, 0)"]),
    "range nan": (lambda ax: plotting.plot_histograms([ax], [[1.0]], (0, np.nan)), ValueError, ["value_range", "finite"]),
    "range a number": (lambda ax: plotting.plot_heat(ax, [[1.0]], ["a"], ["b"], 3), TypeError, ["value_range", "3"]),
    "layers empty": (lambda ax: plotting.plot_histograms([ax], [[]], (0, 1)), ValueError, ["layers[0]", "empty"]),
    "bins": (lambda ax: plotting.plot_histograms([ax], [[1.0]], (0, 1), bins=2.5), TypeError, ["bins", "2.5"]),
    "layers text": (lambda ax: plotting.plot_layers(ax, ["1", "2"], ""), TypeError, ["values", "numbers"]),
    "layers None": (lambda ax: plotting.plot_layers(ax, [1.0, None], ""), TypeError, ["values", "numbers"]),
    "layers negative": (lambda ax: plotting.plot_layers(ax, [1.0, -2.0], ""), ValueError, ["values", "-2", "0 or more"]),
    "band": (lambda ax: plotting.plot_layers(ax, [1.0, 2.0], "", band=([1.0], [2.0])), ValueError, ["band", "(2,)", "(1,)"]),
    "training masked": (
        lambda ax: plotting.plot_training(ax, [0, 1], np.ma.masked_less([1.0, 2.0], 2), ""), TypeError, ["values", "mask"],
    ),
    "descent loss": (lambda ax: plotting.plot_descent(ax, lambda w: 1.0, {}), ValueError, ["loss", "(401,)", "()"]),
    "layers a number": (lambda ax: plotting.plot_histograms([ax], 3, (0, 1)), TypeError, ["layers", "list", "3"]),
    "labels None": (lambda ax: plotting.plot_heat(ax, [[1.0]], None, ["b"]), TypeError, ["row_labels", "list", "None"]),
    "signal": (lambda ax: plotting.plot_signal(ax.figure, None, [1.0], (0, 1)), TypeError, ["activations", "list", "None"]),
    "descent no curve": (lambda ax: plotting.plot_descent(ax, 3, {}), TypeError, ["loss", "function", "3"]),
    "descent no dict": (lambda ax: plotting.plot_descent(ax, np.square, [[1.0]]), TypeError, ["paths", "dict", "list"]),
    "factors no dict": (lambda ax: plotting.plot_factors(ax, [[1.0, 1.0]]), TypeError, ["factors", "dict", "list"]),
    "descent path": (lambda ax: plotting.plot_descent(ax, np.square, {"p": "ab"}), TypeError, ["path 'p'", "numbers"]),
    "factors": (lambda ax: plotting.plot_factors(ax, {"r": [[1.0, 0.0]]}), ValueError, ["factors of 'r'", "above 0"]),
    "steps nan": (lambda ax: plotting.spread_steps(ax, [0, np.nan]), ValueError, ["steps", "finite"]),
    "arrows nan": (lambda ax: plotting.plot_arrows(ax, [[np.nan], [1.0]]), ValueError, ["weights", "finite"]),
    "arrows: labels": (lambda ax: plotting.plot_arrows(ax, np.eye(2), np.eye(2)), ValueError, ["labels", "together"]),
    "arrows: too few": (lambda ax: plotting.plot_arrows(ax, np.eye(2), np.eye(2), [0]), ValueError, ["labels", "(2,)"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, ax, call, error, parts):
    complains(lambda: call(ax), error, parts)


def test_one_run_has_no_band(ax):
    plotting.plot_training(ax, [0, 1], [1.0, 2.0], "net")
    assert not ax.collections


@pytest.mark.parametrize("values", [[1.0], [[1.0, 2.0, 3.0]], np.ones((2, 2, 2))])
def test_training_curve_needs_one_value_a_step(ax, values):
    with pytest.raises(ValueError, match="values must have one column for each of the 2 steps"):
        plotting.plot_training(ax, [0, 1], values, "net")


def test_heat_map_writes_every_number_legibly(ax):
    values = np.array([[0.0, 0.3, 0.55], [0.97, 1.0, np.nan]])
    image = plotting.plot_heat(ax, values, ["top", "bottom"], ["a", "b", "c"])
    assert [text.get_text() for text in ax.texts] == ["0", "30", "55", "97", "100", "×"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["top", "bottom"]
    for text, value in zip(ax.texts, values.ravel()):
        background = np.array([1.0, 1, 1]) if np.isnan(value) else np.array(image.cmap(image.norm(value))[:3])
        light = background @ [0.2126, 0.7152, 0.0722] > 0.4
        assert (text.get_color() == "black") == light


def test_heat_map_needs_a_label_for_every_row_and_column(ax):
    with pytest.raises(ValueError, match=r"values must have shape \(1, 2\)"):
        plotting.plot_heat(ax, np.ones((2, 2)), ["a"], ["x", "y"])


def test_spread_steps_labels_0_and_powers_of_ten(ax):
    plotting.plot_training(ax, [0, 1, 10, 300], [0.1, 0.2, 0.5, 0.9], "net")
    assert plotting.spread_steps(ax, [0, 1, 10, 300]) == [0, 1, 10, 100]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "1", "10", "100"]
    assert ax.get_xlabel() == "training step" and ax.get_xlim() == pytest.approx((-0.4, 450))
    place = ax.transData.transform([(step, 0) for step in (0, 1, 10, 100)])[:, 0]
    assert (np.diff(place) > 0).all() and np.diff(place)[1] == pytest.approx(np.diff(place)[2], rel=0.01)


@pytest.mark.parametrize("steps", [[], [-1, 5]])
def test_spread_steps_needs_steps(ax, steps):
    with pytest.raises(ValueError, match="steps must hold at least one number, none below 0"):
        plotting.spread_steps(ax, steps)
