"""The static figures: what is drawn is what was given."""

import doctest
import importlib

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from wi_lib import plotting


@pytest.mark.parametrize("name", ["wi_lib.plotting", "wi_lib._plotted"])
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
    "range crossed": (
        lambda ax: plotting.plot_histograms([ax], [[1.0]], (1, 0)),
        ValueError,
        ["value_range", "(1, 0)"],
    ),
    "range nan": (
        lambda ax: plotting.plot_histograms([ax], [[1.0]], (0, np.nan)),
        ValueError,
        ["value_range", "finite"],
    ),
    "range a number": (lambda ax: plotting.plot_heat(ax, [[1.0]], ["a"], ["b"], 3), TypeError, ["value_range", "3"]),
    "layers empty": (lambda ax: plotting.plot_histograms([ax], [[]], (0, 1)), ValueError, ["layers[0]", "empty"]),
    "bins": (lambda ax: plotting.plot_histograms([ax], [[1.0]], (0, 1), bins=2.5), TypeError, ["bins", "2.5"]),
    "layers text": (lambda ax: plotting.plot_layers(ax, ["1", "2"], ""), TypeError, ["values", "numbers"]),
    "layers None": (lambda ax: plotting.plot_layers(ax, [1.0, None], ""), TypeError, ["values", "numbers"]),
    "layers negative": (
        lambda ax: plotting.plot_layers(ax, [1.0, -2.0], ""),
        ValueError,
        ["values", "-2", "0 or more"],
    ),
    "band": (
        lambda ax: plotting.plot_layers(ax, [1.0, 2.0], "", band=([1.0], [2.0])),
        ValueError,
        ["band", "(2,)", "(1,)"],
    ),
    "training masked": (
        lambda ax: plotting.plot_training(ax, [0, 1], np.ma.masked_less([1.0, 2.0], 2), ""),
        TypeError,
        ["values", "mask"],
    ),
    "descent loss": (lambda ax: plotting.plot_descent(ax, lambda w: 1.0, {}), ValueError, ["loss", "(401,)", "()"]),
    "layers a number": (lambda ax: plotting.plot_histograms([ax], 3, (0, 1)), TypeError, ["layers", "list", "3"]),
    "labels None": (lambda ax: plotting.plot_heat(ax, [[1.0]], None, ["b"]), TypeError, ["row_labels", "list", "None"]),
    "signal": (
        lambda ax: plotting.plot_signal(ax.figure, None, [1.0], (0, 1)),
        TypeError,
        ["activations", "list", "None"],
    ),
    "descent no curve": (lambda ax: plotting.plot_descent(ax, 3, {}), TypeError, ["loss", "function", "3"]),
    "descent no dict": (lambda ax: plotting.plot_descent(ax, np.square, [[1.0]]), TypeError, ["paths", "dict", "list"]),
    "factors no dict": (lambda ax: plotting.plot_factors(ax, [[1.0, 1.0]]), TypeError, ["factors", "dict", "list"]),
    "descent path": (lambda ax: plotting.plot_descent(ax, np.square, {"p": "ab"}), TypeError, ["path 'p'", "numbers"]),
    "factors": (lambda ax: plotting.plot_factors(ax, {"r": [[1.0, 0.0]]}), ValueError, ["factors of 'r'", "above 0"]),
    "steps nan": (lambda ax: plotting.spread_steps(ax, [0, np.nan]), ValueError, ["steps", "finite"]),
    "arrows nan": (lambda ax: plotting.plot_arrows(ax, [[np.nan], [1.0]]), ValueError, ["weights", "finite"]),
    "arrows: labels": (lambda ax: plotting.plot_arrows(ax, np.eye(2), np.eye(2)), ValueError, ["labels", "together"]),
    "weights": (lambda ax: plotting.plot_weights(ax, [[np.nan]]), ValueError, ["weights", "finite"]),
    "weights flat": (lambda ax: plotting.plot_weights(ax, [1.0]), ValueError, ["weights", "(fan_in, fan_out)", "(1,)"]),
    "limit": (lambda ax: plotting.plot_weights(ax, [[1.0]], 0), ValueError, ["limit", "0"]),
    "maps no dict": (
        lambda ax: plotting.plot_maps(Figure(), [[[1.0]]], ("a", ["b"]), ("c", ["d"]), {}),
        TypeError,
        ["maps", "dict", "list"],
    ),
    "framed": (
        lambda ax: plotting.plot_maps(Figure(), {"m": [[1.0]]}, ("a", ["b"]), ("c", ["d"]), {"m": [1]}),
        ValueError,
        ["framed", "0", "1"],
    ),
    "narrow": (lambda ax: plotting.when_narrow(ax.figure, 3), TypeError, ["change", "function", "3"]),
    "arrows: too few": (lambda ax: plotting.plot_arrows(ax, np.eye(2), np.eye(2), [0]), ValueError, ["labels", "(2,)"]),
    "network of one column": (
        lambda ax: plotting.plot_network(ax, [2], (1, 0), ["inputs"]),
        ValueError,
        ["sizes", "two", "[2]"],
    ),
    "too many units": (lambda ax: plotting.plot_network(ax, [2, 13], (1, 0), "ab"), ValueError, ["sizes", "12", "13"]),
    "a name is missing": (
        lambda ax: plotting.plot_network(ax, [2, 3], (1, 0), ["inputs"]),
        ValueError,
        ["names", "2", "1"],
    ),
    "no such unit": (
        lambda ax: plotting.plot_network(ax, [2, 3], (1, 3), ["a", "b"]),
        ValueError,
        ["picked[1]", "2", "3"],
    ),
    "an input is no unit": (
        lambda ax: plotting.plot_network(ax, [2, 3], (0, 0), ["a", "b"]),
        ValueError,
        ["picked[0]", "1", "0"],
    ),
    "a layer without its unit": (
        lambda ax: plotting.plot_network(ax, [2, 3], (1,), ["a", "b"]),
        ValueError,
        ["picked", "(layer, unit)", "1"],
    ),
    "unit of six inputs": (lambda ax: plotting.plot_unit(ax, 6), ValueError, ["fan_in", "5", "6"]),
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
    plotting.plot_heat(ax, values, ["top", "bottom"], ["a", "b", "c"])
    assert [text.get_text() for text in ax.texts] == ["0", "30", "55", "97", "100", "×"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["top", "bottom"]
    # Ink on any cell: test_drawings.py holds the strongest colour to it, in both themes.
    assert {text.get_color() for text in ax.texts} == {mpl.rcParams["text.color"]}
    places = [tuple(text.get_position()) for text in ax.texts]
    assert places == [(column, row) for row in range(2) for column in range(3)]
    assert ax.get_ylim() == (1.5, -0.5) and ax.get_xlim() == (-0.5, 2.5)  # row 0 on top


def test_heat_map_is_cells_that_are_the_stronger_the_higher_the_share(ax):
    cells = plotting.plot_heat(ax, [[0.0, 0.5], [1.0, np.nan]], ["a", "b"], ["x", "y"])
    ax.figure.draw_without_rendering()
    strength = cells.get_facecolor()[:, 3]
    assert 0 < strength[0] < strength[1] < strength[2] == 1 and strength[3] == 0
    assert not ax.images


def test_weights_are_blue_above_0_and_orange_below_and_0_is_the_page(ax):
    cells = plotting.plot_weights(ax, [[-3.0, -0.5, 0.0], [0.5, 1.0, 3.0]], limit=1)
    ax.figure.draw_without_rendering()
    colors = [tuple(color) for color in cells.get_facecolor()]
    for color, (name, strength) in zip(
        colors, [("ORANGE", 1), ("ORANGE", 0.5), ("BLUE", 0), ("BLUE", 0.5), ("BLUE", 1), ("BLUE", 1)], strict=True
    ):
        assert color == pytest.approx(mpl.colors.to_rgba(getattr(plotting, name), strength), abs=0.05)


def test_maps_share_rows_and_columns_and_frame_what_is_asked_for():
    figure = Figure()
    maps = {"one": [[0.1, 0.2]], "other": [[0.3, 0.4]]}
    axes = plotting.plot_maps(figure, maps, ("rate", ["1"]), ("gain", ["2", "4"]), {"other": [1, 0]})
    assert [ax.get_title("left") or ax.get_title() for ax in axes] == ["one", "other"]
    assert [ax.get_ylabel() for ax in axes] == ["rate", "rate"] and [ax.get_xlabel() for ax in axes] == ["", "gain"]
    assert not axes[0].patches and [patch.get_xy() for patch in axes[1].patches] == [(0.5, -0.5), (-0.5, -0.5)]


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


# ---- What is drawn is what was given, and all of it is in view ----------------------------------------------------


def heights(ax):
    return [bar.get_height() for bar in ax.patches]


def in_view(ax, x, y):
    """Whether the points are inside the axes, with room to spare, but not lost in it: at most a fifth is left empty at
    a side.
    """
    for values, (low, high) in ((x, ax.get_xlim()), (y, ax.get_ylim())):
        room = np.array([min(values) - low, high - max(values)]) / (high - low)
        if not ((0 < room) & (room < 0.2)).all():
            return False
    return True


def test_histograms_count_every_value_on_one_scale_and_what_lies_beyond_at_the_ends():
    axes = Figure().subplots(1, 2)
    plotting.plot_histograms(axes, [[-9.0, 0.1, 0.6, 0.7, 9.0], [[0.3], [0.3]]], (-1, 1), bins=4)
    assert [heights(ax) for ax in axes] == [[1, 0, 1, 3], [0, 0, 2, 0]]
    for number, ax in enumerate(axes, 1):
        assert [bar.get_x() for bar in ax.patches] == [-1, -0.5, 0, 0.5] and 0.3 < ax.patches[0].get_width() < 0.5
        assert (ax.get_title() or ax.get_title("left")) == f"layer {number}"  # where it stands is a matter of style
        assert [label.get_text() for label in ax.get_xticklabels()] == ["-1", "1"]
        assert list(ax.get_xticks()) == [-1, 1]
        left, right = ax.get_xlim()  # the bars at the ends are whole, and the margins alike and small
        assert left == -right and 1 < right < 1.1


@pytest.mark.parametrize("value_range", [(0, 2), (10, 14)])
def test_histograms_leave_a_small_margin_wherever_their_range_is(ax, value_range):
    plotting.plot_histograms(ax, [np.array(value_range)], value_range)
    (low, high), (left, right) = value_range, ax.get_xlim()
    assert low - left == pytest.approx(right - high) and 0 < right - high < 0.05 * (high - low)


def test_layers_are_drawn_as_the_geometric_mean_with_a_band_from_smallest_to_largest(ax):
    line = plotting.plot_layers(ax, [[1.0, 4.0, 9.0], [1.0, 1.0, 4.0]], "seeds", first=1)
    assert list(line.get_xdata()) == [1, 2, 3] and line.get_ydata() == pytest.approx([1, 2, 6])
    layers, low, high = band(ax)
    assert list(layers) == [1, 2, 3] and list(low) == [1, 1, 4] and list(high) == [1, 4, 9]
    assert ax.get_yscale() == "log" and [label.get_text() for label in ax.get_xticklabels()] == ["1", "2", "3"]


@pytest.mark.parametrize("layers, labelled", [(11, 12), (12, 7), (50, 11)])
def test_at_most_twelve_layers_are_labelled_and_layer_0_is_the_input(ax, layers, labelled):
    plotting.plot_layers(ax, np.ones(layers + 1), "one")
    texts = [label.get_text() for label in ax.get_xticklabels()]
    assert (
        len(texts) == labelled <= 12
        and texts[0] == "input"
        and texts[1:] == [str(int(tick)) for tick in ax.get_xticks()[1:]]
    )
    assert not ax.collections  # one net has no band


def test_signal_shows_all_units_a_typical_one_and_the_gradient():
    """The typical unit is the one whose spread over the inputs is the middle one of its layer, wherever it stands."""
    spreads = np.array([[0.1, 0.9, 0.5, 0.0, 0.7], [0.9, 0.8, 0.2, 0.4, 0.3]])  # the middle ones: 0.5 and 0.4
    layers = [np.array([-1.0, 1.0, -1.0, 1.0])[:, None] * spread for spread in spreads]
    figure = Figure()
    axes = plotting.plot_signal(figure, layers, [0.01, 0.1, 1.0], (-1, 1))
    assert axes == figure.axes and [ax.get_ylabel() for ax in axes] == [
        "all units",
        "",
        "one unit",
        "",
        "gradient ÷\nupstream",
    ]
    for pooled, single, layer, middle in zip(axes[:2], axes[2:4], layers, (2, 3)):
        for ax, values in ((pooled, layer), (single, layer[:, middle])):
            assert heights(ax) == np.histogram(values, 24, (-1, 1))[0].tolist()
    (line,) = axes[4].lines
    assert list(line.get_ydata()) == [0.01, 0.1, 1.0] and list(line.get_xdata()) == [0, 1, 2]
    assert axes[4].get_ylim() == pytest.approx((1e-10, 1e4))  # the same in every figure: two starts can be compared


@pytest.mark.parametrize(
    "loss, lowest, highest",
    [(np.square, 0, 4), (lambda w: np.log(np.abs(w)), np.log(0.01), np.log(2)), (lambda w: 5 + 0 * w, 5, 5)],
)
def test_descent_has_the_whole_curve_in_view(ax, loss, lowest, highest):
    with np.errstate(divide="ignore"):
        plotting.plot_descent(ax, loss, {"down": [1.5, 1.0, 0.5]}, -2, 2)
    low, high = ax.get_ylim()
    assert ax.get_xlim() == (-2, 2) and high - highest == pytest.approx(lowest - low)
    assert 0 < high - highest < 0.1 * (highest - lowest or 1)


def test_descent_marks_where_each_path_starts_and_ends_and_cuts_off_what_has_left(ax):
    drawn = plotting.plot_descent(ax, np.square, {"down": [2.0, 1.0, 0.5], "": [1.0, -3.0, 1e9]})
    down, lost = ([line.get_xdata().tolist(), line.get_ydata().tolist()] for line in drawn)
    assert down == [[2.0, 1.0, 0.5], [4.0, 1.0, 0.25]]
    assert lost[0][:2] == [1.0, -3.0] and np.isnan(lost[0][2]) and np.isnan(lost[1][2])
    assert [drawn[0].get_label(), drawn[1].get_label()[0]] == ["down", "_"]
    start, end = ax.lines[2:4]
    assert (start.get_xdata(), start.get_ydata(), start.get_markerfacecolor()) == (2, 4, plotting.PAPER)
    assert (end.get_xdata(), end.get_ydata(), end.get_markerfacecolor()) == (0.5, 0.25, drawn[0].get_color())
    assert drawn[0].get_color() != drawn[1].get_color() and drawn[0].get_marker() != drawn[1].get_marker()


def test_factors_are_the_mean_with_a_bar_from_smallest_to_largest(ax):
    marks = plotting.plot_factors(ax, {"first": [[1.0, 0.5], [3.0, 0.5]], "second": [[2.0, 1.0]]})
    assert [(*mark.get_xdata(), *mark.get_ydata()) for mark in marks] == [(2, 0), (0.5, 0), (2, 1), (1, 1)]
    assert list(ax.lines[0].get_xdata()) == [1, 3] and list(ax.lines[0].get_ydata()) == [0, 0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["forwards", "backwards"]
    assert (
        ax.get_xscale() == "log" and ax.get_ylim()[0] > 1 and ax.get_ylim()[1] < 0
    )  # the first rule on top, all in view


@pytest.mark.parametrize("weights", [np.eye(2), [[-7.0], [3.0]], [[0.1, 0.2], [0.0, 4.0]]])
def test_arrows_end_at_the_weights_in_view(ax, weights):
    arrows = plotting.plot_arrows(ax, weights)
    weights = np.array(weights)
    assert arrows.U.tolist() == weights[0].tolist() and arrows.V.tolist() == weights[1].tolist() and not arrows.XY.any()
    assert (arrows.angles, arrows.scale, arrows.scale_units) == (
        "xy",
        1,
        "xy",
    )  # as long as the weights, in the data's units
    side = max(2.0, np.abs(weights).max())
    assert in_view(ax, [-side, side], [-side, side])


def test_arrows_stand_among_the_points_of_every_class(ax):
    x, labels = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 0])
    plotting.plot_arrows(ax, np.eye(2), x, labels)
    first, second = ax.collections[:2]
    assert first.get_offsets().tolist() == [[0, 1], [1, 1]] and second.get_offsets().tolist() == [[1, 0]]
    assert first.get_facecolor().tolist() != second.get_facecolor().tolist()


def test_a_network_has_a_line_for_each_weight_and_the_picked_units_stand_out(ax):
    weights = plotting.plot_network(ax, [2, 4, 3], (2, 1), ["inputs", "hidden units", "outputs"])
    assert len(weights) == 2 * 4 + 4 * 3
    picked = [line for line in weights if line.get_color() == plotting.ORANGE]
    ends = {tuple(float(end) for end in (line.get_xdata()[1], line.get_ydata()[1])) for line in picked}
    assert len(picked) == 4 and ends == {(2.0, 0.0)}
    circles = [line for line in ax.lines if line.get_marker() == "o"]
    assert [line.get_markeredgecolor() for line in circles].count(plotting.ORANGE) == 1 and len(circles) == 9
    assert not ax.axison


@pytest.mark.parametrize("fan_in", [1, 2, 5])
def test_one_unit_adds_up_as_many_products_as_it_has_inputs(ax, fan_in):
    assert len(plotting.plot_unit(ax, fan_in)) == fan_in
    said = " ".join(text.get_text() for text in ax.texts)
    assert all(f"{letter}{'₀₁₂₃₄₅'[fan_in]}" in said for letter in "xw")
    assert said.count(" + ") == fan_in and "h = φ(z)" in said
