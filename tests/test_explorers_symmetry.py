"""Chapter 2's explorer and bench, against networks trained one by one."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

import wi_lib as wi
from tests.explorers import explorer_of
from wi_lib import plotting
from wi_lib.benches import symmetry_bench
from wi_lib.experiments.symmetry import HIDDEN, OUTPUT, in_line, moons, start_net
from wi_lib.explorers.symmetry import ACTIVATIONS, STEPS


@pytest.fixture(scope="module")
def explorer():
    return explorer_of("2")


def trained(hidden, output, activation, steps):
    """One network of the explorer by itself, with the library's own gradients."""
    net, data = start_net(HIDDEN[hidden], OUTPUT[output], activation), moons()
    for _ in range(steps):
        _, *gradients = net.loss_and_gradients(data.x_train, data.y_train)
        for array, gradient in zip(net.weights + net.biases, sum(gradients, [])):
            array -= gradient
    return net


@pytest.mark.parametrize(
    "hidden, output", [("He", "zero"), ("constant", "zero"), ("constant", "He"), ("tiny", "constant"), ("zero", "He")]
)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_table_is_plain_gradient_descent(explorer, hidden, output, activation):
    explorer.chosen = {"hidden": hidden, "output": output, "activation": activation, "step": 100}
    net, data = trained(hidden, output, activation, 100), moons()
    loss = net.loss_and_gradients(data.x_train, data.y_train)[0]
    assert explorer.slice("loss")[0] == pytest.approx(loss, rel=1e-4)
    assert explorer.slice("right")[0] == pytest.approx(net.accuracy(data.x_train, data.y_train))
    assert explorer.slice("units")[0] == wi.distinct_units(net.weights[0])
    if net.weights[0].any():
        assert np.array([explorer.slice("w1"), explorer.slice("w2")]) == pytest.approx(net.weights[0], abs=1e-3)
    else:
        assert np.isnan(explorer.slice("w1")).all()


def test_the_ring_is_on_the_line(explorer):
    for step in (STEPS[0], STEPS[7], STEPS[-1]):
        explorer.chosen = {"hidden": "He", "output": "zero", "activation": "tanh", "step": step}
        ring = explorer.slice("here")
        (at,) = np.flatnonzero(~np.isnan(ring))
        assert STEPS[at] == step and ring[at] == pytest.approx(explorer.slice("losses")[at], abs=1e-3)
        assert explorer.slice("loss")[0] == pytest.approx(ring[at], abs=1e-3)


def said(explorer, *net, step):
    explorer.chosen = dict(zip(("hidden", "output", "activation"), net)) | {"step": step}
    words = explorer.spec["words"][0]
    return words["sentences"][int(explorer.slice(words["case"])[0])][0]


@pytest.mark.parametrize(
    "net", [("zero", "zero", "relu"), ("zero", "zero", "tanh"), ("zero", "constant", "tanh"), ("zero", "He", "relu")]
)
def test_dead_starts_stay_dead(explorer, net):
    assert said(explorer, *net, step=0) == said(explorer, *net, step=500) == "dead"
    share = np.bincount(moons().y_train) / len(moons().y_train)
    assert explorer.slice("loss")[0] == pytest.approx(-(share * np.log(share)).sum(), abs=1e-6)


@pytest.mark.parametrize("hidden", ["zero", "constant"])
@pytest.mark.parametrize("output", ["zero", "constant"])
def test_sigmoid_copies_stay_copies(explorer, hidden, output):
    assert said(explorer, hidden, output, "sigmoid", step=0) == (
        "not awake yet" if hidden == "zero" else "1 unit, 8 times"
    )
    assert said(explorer, hidden, output, "sigmoid", step=500) == "1 unit, 8 times"
    assert explorer.slice("units")[0] == 1


def test_randomness_in_one_layer_is_enough(explorer):
    for net in (("constant", "He", "tanh"), ("He", "zero", "tanh"), ("He", "constant", "relu")):
        assert said(explorer, *net, step=500) == "8 different units"
        assert explorer.slice("loss")[0] < 0.03
    assert said(explorer, "tiny", "zero", "tanh", step=250) == "8 units, one line"


def test_the_words_on_the_units_are_what_the_arrows_show(explorer):
    """In every state: as a reader would say it of the arrows drawn."""
    for chosen, (units, *_) in explorer.sentences():
        explorer.chosen = chosen
        arrows = np.array([explorer.slice("w1"), explorer.slice("w2")])
        different = int(explorer.slice("units")[0])
        if np.isnan(arrows).all():
            assert units.tag in ("dead", "not awake yet")
        elif different < 8:
            assert units.tag == ("1 unit, 8 times" if different == 1 else f"{different} different units")
        elif abs(in_line(np.nan_to_num(arrows)) - 0.1) > 0.01:  # the arrows of the table are rounded
            assert units.tag == ("8 units, one line" if in_line(arrows) < 0.1 else "8 different units")


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("output", OUTPUT)
def test_a_start_is_called_dead_if_no_gradient_moves_its_weights(explorer, hidden, output):
    net = start_net(HIDDEN[hidden], OUTPUT[output], "tanh")
    _, gradients, _ = net.loss_and_gradients(moons().x_train, moons().y_train)
    still = not net.weights[0].any() and max(np.abs(gradient).max() for gradient in gradients) < 1e-15
    assert (said(explorer, hidden, output, "tanh", step=0) == "dead") == still


def test_no_arrows_lie_in_one_line():
    assert in_line(np.zeros((2, 4))) == 0


def test_training_points_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        moons().x_train[0] = 0


# ---- The bench ----------------------------------------------------------------------------------------------------


def test_bench_agrees_with_the_library():
    bench = symmetry_bench(hidden="constant 0.5", output="He", activation="tanh", steps=100)
    net = trained("constant", "He", "tanh", 99)
    loss = net.loss_and_gradients(moons().x_train, moons().y_train)[0]
    assert (
        bench.text.startswith("After 100 steps the 8 hidden units are of 8 kinds. ")
        and f"The loss is {loss:.3g}," in bench.text
    )
    bench.controls["output"].value = "zero"
    assert "are of 1 kind. " in bench.text


def test_bench_takes_the_readers_own_start_and_survives_mistakes():
    bench = symmetry_bench(
        {"mine": wi.uniform(0, 1), "wrong": lambda rng, shape, dtype: np.ones(3)}, hidden="mine", steps=10
    )
    assert "are of 8 kinds" in bench.text
    bench.controls["hidden"].value = "wrong"
    assert "init must return an array of shape (2, 8)" in bench.text
    bench.controls["hidden"].value = "zero"
    assert "are of 1 kind" in bench.text


def test_plot_of_arrows():
    ax = Figure().subplots()
    arrows = plotting.plot_arrows(ax, np.array([[3.0, 0, 1], [0, 1, 1]]), np.zeros((4, 2)), np.array([0, 0, 1, 1]))
    assert arrows.N == 3 and ax.get_xlim() == pytest.approx((-3.3, 3.3)) and len(ax.collections) == 3
    with pytest.raises(ValueError, match=re.escape("weights must have shape (2, units); received shape (3, 2)")):
        plotting.plot_arrows(ax, np.ones((3, 2)))
