"""The committed results: complete, plausible, and what the experiments give when a sample of them is run again."""

import numpy as np
import pytest

import wi_lib as wi
from tools import results as experiments
from wi_lib.results import load

AXES = {
    "depth_race": ("depths", "rules"),
    "mnist_race": ("activations", "rules", "lrs"),
    "gain_grid": ("activations", "gains", "lrs"),
}


@pytest.mark.parametrize("name", AXES)
def test_results_are_those_of_the_experiments_that_the_script_describes(name):
    table, experiment = load(name), experiments.EXPERIMENTS[name]
    assert tuple(experiment.axes) == AXES[name]
    for axis, values in experiment.axes.items():
        assert list(table[axis]) == list(values)
    shape = *map(len, experiment.axes.values()), experiment.seeds
    assert list(table["steps"]) == list(range(0, experiment.steps + 1, experiment.every))
    assert table["loss"].shape == table["test_accuracy"].shape == (*shape, len(table["steps"]))
    assert table["diverged"].shape == shape
    assert {key: table[key] for key in ("side", "batch_size", "seeds")} == {
        "side": experiment.side, "batch_size": experiment.batch_size, "seeds": experiment.seeds,
    }  # fmt: skip
    last = table["test_accuracy"][..., -1]
    assert (np.isnan(last) == table["diverged"]).all()
    assert np.nanmin(table["test_accuracy"]) >= 0 and 0.9 < np.nanmax(table["test_accuracy"]) < 1


# One network of each experiment, and one that fails: (experiment, point, seed).
SAMPLES = [
    ("depth_race", {"depths": 22, "rules": "He"}, 1),
    ("depth_race", {"depths": 30, "rules": "2/√n"}, 4),
    ("mnist_race", {"activations": "sigmoid", "rules": "4 × Xavier", "lrs": 0.1}, 2),
    ("mnist_race", {"activations": "relu", "rules": "σ = 0.01", "lrs": 0.01}, 0),
    ("gain_grid", {"activations": "tanh", "gains": 1.0, "lrs": 0.1}, 1),
    ("gain_grid", {"activations": "relu", "gains": 16.0, "lrs": 1.0}, 0),
]


def three_standard_errors(share, seeds=0.0):
    """How far two shares of the 2,000 test images may lie apart by chance; `seeds` is how much they vary from seed to
    seed, where a rounding difference may have made another training of this one."""
    return 3 * float(np.nanmax(np.sqrt(2 * share * (1 - share) / 2000 + seeds**2)))


@pytest.mark.parametrize("name, point, seed", SAMPLES, ids=lambda value: str(value))
def test_a_sample_run_again_gives_the_same(name, point, seed):
    """The first 100 steps: after them, a difference in the last digit between two
    processors may have grown into another result."""
    table, experiment = load(name), experiments.EXPERIMENTS[name]
    place = *(list(table[axis]).index(value) for axis, value in point.items()), seed
    again = experiments.run(experiment, seed, [point], experiment.every)
    assert experiment.every == 100
    assert again["loss"][0] == pytest.approx(table["loss"][place][:2], rel=0.02, nan_ok=True)
    accuracy = table["test_accuracy"][place][:2]
    # 22 layers may leave their plateau a few steps sooner or later: the loss above is the sharper test.
    seeds = table["test_accuracy"][place[:-1]][:, :2].std(axis=0)
    assert again["test_accuracy"][0] == pytest.approx(accuracy, abs=three_standard_errors(accuracy, seeds), nan_ok=True)
    if experiment.look_inside:
        for key in ("gradient", "update"):
            assert again[key][0, 0] == pytest.approx(table[key][place][0], rel=0.01, nan_ok=True)


def test_a_whole_run_ends_where_the_table_says():
    table, experiment = load("mnist_race"), experiments.EXPERIMENTS["mnist_race"]
    point = {"activations": "relu", "rules": "He", "lrs": 0.1}
    place = *(list(table[axis]).index(value) for axis, value in point.items()), 0
    again = experiments.run(experiment, 0, [point])
    end = table["test_accuracy"][place][-1]
    assert again["test_accuracy"][0, -1] == pytest.approx(end, abs=three_standard_errors(end))
    assert again["loss"][0] == pytest.approx(table["loss"][place], rel=0.15, abs=0.02)


def test_inside_against_a_network_differentiated_by_hand():
    """One hidden layer, identity: the gradient at the input is delta W2ᵀ W1ᵀ."""
    data = wi.load_mnist(side=7)
    net = wi.MLP([49, 12, 10], "identity", "xavier_normal", np.random.default_rng(0), np.float64)
    gradient, update = experiments.inside(net, data, lr=0.5)
    x, labels = data.x_train[:1000].astype(float), data.y_train[:1000]
    scores = np.exp(x @ net.weights[0] @ net.weights[1])
    delta = (scores / scores.sum(axis=1, keepdims=True) - np.eye(10)[labels]) / 1000
    back = [delta @ net.weights[1].T @ net.weights[0].T, delta @ net.weights[1].T, delta]
    assert gradient == pytest.approx([wi.rms(one) / wi.rms(delta) for one in back], rel=1e-5)
    steps = [x.T @ back[1], (x @ net.weights[0]).T @ delta]
    assert update == pytest.approx([0.5 * wi.rms(s) / wi.rms(w) for s, w in zip(steps, net.weights)], rel=1e-5)


def test_values_are_rounded_to_four_digits_and_zero_stays():
    assert experiments.rounded(np.array([1.23456e-9, 0.0, 123456.0, np.nan])) == pytest.approx(
        [1.235e-9, 0, 123500, np.nan], nan_ok=True
    )


def test_an_unknown_experiment_is_named(complains):
    complains(lambda: load("race"), ValueError, ["name", "'race'", "'depth_race'", "'gain_grid'"])


def test_nobody_can_change_the_results_for_the_next_reader():
    with pytest.raises(ValueError):
        load("depth_race")["loss"][0] = 0
