"""The committed results: complete, plausible, and what the experiments give when a sample of them is run again."""

import joblib
import numpy as np
import pytest

import wi_lib as wi
from tools import results as experiments
from wi_lib.results import FOLDER, best_rate, load, standard_error

AXES = {
    "ten_draws": ("draws",),
    "three_starts": ("stds", "lrs"),
    "depth_race": ("depths", "rules"),
    "shallow_race": ("rules", "lrs"),
    "rates_at_depth": ("rules", "lrs"),
    "mnist_race": ("activations", "rules", "lrs"),
    "long_race": ("rules",),
    "one_layer": ("layers", "factors"),
    "gain_grid": ("activations", "gains", "lrs"),
}


def test_every_experiment_has_its_file_and_every_file_its_experiment():
    assert {path.stem for path in FOLDER.iterdir()} == experiments.EVERYTHING.keys()
    assert experiments.EXPERIMENTS.keys() == AXES.keys()


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
    for setting in ("side", "batch_size", "seeds", "train_images", "test_images"):
        assert table[setting] == getattr(experiment, setting)
    assert ("lr" in table) != ("lrs" in table)
    last = table["test_accuracy"][..., -1]
    assert (np.isnan(last) == table["diverged"]).all()
    assert np.nanmin(table["test_accuracy"]) >= 0 and 0.9 < np.nanmax(table["test_accuracy"]) < 1


# One network of each experiment, and one that fails: (experiment, point, seed).
SAMPLES = [
    ("ten_draws", {"draws": 3}, 1),
    ("three_starts", {"stds": 0.2, "lrs": 0.1}, 2),
    ("three_starts", {"stds": 1.0, "lrs": 0.01}, 0),
    ("depth_race", {"depths": 22, "rules": "He"}, 1),
    ("depth_race", {"depths": 30, "rules": "2/√n"}, 4),
    ("mnist_race", {"activations": "sigmoid", "rules": "4 × Xavier", "lrs": 0.1}, 2),
    ("mnist_race", {"activations": "relu", "rules": "σ = 0.01", "lrs": 0.01}, 0),
    ("mnist_race", {"activations": "tanh", "rules": "LeCun", "lrs": 0.1}, 1),
    ("shallow_race", {"rules": "2/√n", "lrs": 0.2}, 3),
    ("rates_at_depth", {"rules": "He", "lrs": 0.001}, 2),
    ("one_layer", {"layers": 2, "factors": 100}, 1),
    ("long_race", {"rules": "Xavier"}, 1),
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
    loss = table["loss"][place][:2]
    assert again["loss"][0, 0] == pytest.approx(loss[0], rel=0.02)
    # Ten layers with σ = 1 are chaotic: after 100 steps this loss is 4.3, 5.1 or 6.0, by the processor.
    chaotic = 3 * np.sqrt(2) * table["loss"][place[:-1]][:, 1].std(ddof=1)
    apart = float(chaotic if point.get("stds") == 1 else 0.02 * loss[1])
    assert float(again["loss"][0, 1]) == pytest.approx(float(loss[1]), abs=apart, nan_ok=True)
    accuracy = table["test_accuracy"][place][:2]
    # 22 layers may leave their plateau a few steps sooner or later: the loss above is the sharper test.
    seeds = table["test_accuracy"][place[:-1]][:, :2].std(axis=0)
    assert again["test_accuracy"][0] == pytest.approx(accuracy, abs=three_standard_errors(accuracy, seeds), nan_ok=True)
    if experiment.look_inside:
        for key in ("gradient", "update"):
            assert again[key][0, 0] == pytest.approx(table[key][place][0], rel=0.01, nan_ok=True)


def small(**changes):
    """Four nets of three sorts, two seeds: 16 trainings of a blink."""
    settings = {
        "axes": {"rules": ("Xavier", "He"), "lrs": (0.1, 1.0)},
        "sizes": lambda p: (49, 8, 8, 10),
        "activation": lambda p: "tanh",
        "init": lambda p: experiments.RULES[p["rules"]],
        "lr": lambda p: p["lrs"],
    }
    numbers = {
        "side": 7,
        "batch_size": 20,
        "steps": 20,
        "seeds": 2,
        "every": 10,
        "train_images": 200,
        "test_images": 100,
    }
    return experiments.Experiment(**settings | numbers | {"look_inside": True} | changes)


def made(folder, workers=1, experiment=None):
    with joblib.parallel_config(n_jobs=workers):
        experiments.make({"small": experiment or small()}, folder / "results", folder / "kept")
    return dict(np.load(folder / "results" / "small.npz"))


def test_the_results_do_not_depend_on_the_number_of_workers(tmp_path):
    one, two = (made(tmp_path / str(workers), workers) for workers in (1, 2))
    assert one.keys() == two.keys() and one["loss"].shape == (2, 2, 2, 3) and one["update"].shape == (2, 2, 2, 2, 3)
    for name, array in one.items():
        np.testing.assert_array_equal(array, two[name], strict=True)


def test_nets_trained_one_by_one_are_those_trained_together(tmp_path):
    table, together = made(tmp_path), experiments.run(small(), 1)
    loss = together["loss"].reshape(2, 2, 3)
    np.testing.assert_allclose(table["loss"][:, :, 1], loss, rtol=1e-3)


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path, monkeypatch):
    ran, whole = [], experiments.Training.run

    def stopped(job):
        ran.append(job)
        if len(ran) == 4:
            raise KeyboardInterrupt
        return whole(job)

    monkeypatch.setattr(experiments.Training, "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path)
    assert not (tmp_path / "results").exists()
    table = made(tmp_path)
    assert len(ran) == 4 + 8 - 3  # three were kept, the fourth had to begin again
    monkeypatch.undo()
    np.testing.assert_array_equal(table["loss"], made(tmp_path / "at once")["loss"])


def test_what_was_kept_serves_only_the_same_training(tmp_path, monkeypatch):
    made(tmp_path)
    for change in ({"steps": 30}, {"batch_size": 10}, {"lr": lambda p: p["lrs"] / 2}, {"train_images": 100},
                   {"lr_factors": lambda p: (2, 1, 1)}, {"activation": lambda p: "relu"}):  # fmt: skip
        digests = {job.digest() for job in small(**change).jobs()}
        assert len(digests) == 8 and not digests & {path.stem for path in (tmp_path / "kept" / "small").iterdir()}
    monkeypatch.setattr(experiments.Training, "run", None)
    assert made(tmp_path, experiment=small(seeds=1))["seeds"] == 1  # fewer seeds need no new run


def test_an_unknown_experiment_is_named_before_anything_runs(monkeypatch):
    monkeypatch.setattr("sys.argv", ["results", "depth_rase"])
    with pytest.raises(SystemExit, match="no experiment 'depth_rase'; there are .*depth_race, "):
        experiments.main()


def test_the_best_rate_is_that_of_the_least_loss_at_the_end_and_says_whether_it_is_the_last_of_the_grid():
    loss = np.array([[[9, 3.0], [9, 3.0]], [[9, 1.0], [9, 2.0]], [[1, 2.0], [1, 2.0]], [[9, 0.1], [9, np.nan]]])
    place, at_end = best_rate(np.stack([loss, loss[[1, 0, 2, 3]]]))
    assert place.tolist() == [1, 0] and at_end.tolist() == [False, True]
    assert best_rate(np.full((2, 3, 4), np.nan))[1]  # none learned: flagged


def test_standard_error_against_many_means_of_three():
    rng = np.random.default_rng(0)
    draws = rng.normal(size=(20000, 3))
    assert np.sqrt((standard_error(draws) ** 2).mean()) == pytest.approx(draws.mean(axis=1).std(), rel=0.02)


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


def test_a_missing_file_is_answered_with_the_command_that_makes_it(complains, tmp_path, monkeypatch):
    monkeypatch.setattr("wi_lib.results.FOLDER", tmp_path)
    wi.results._table.cache_clear()
    complains(lambda: load("depth_race"), RuntimeError, ["depth_race.npz", "missing", "make results ONLY=depth_race"])


def test_only_the_file_of_the_experiment_is_read(monkeypatch):
    from wi_lib import results

    read = []
    results._table.cache_clear()
    monkeypatch.setattr(results.np, "load", lambda path, load=np.load: read.append(path.name) or load(path))
    load("depth_race")
    load("depth_race")
    assert read == ["depth_race.npz"]


def test_nobody_can_change_the_results_for_the_next_reader():
    with pytest.raises(ValueError):
        load("depth_race")["loss"][0] = 0


def test_distances_are_measured_in_lengths_of_the_start():
    experiment = experiments.EXPERIMENTS["ten_draws"]
    starts = np.array([experiments.flat(experiment.net(point, 0)) for point in experiment.points()])
    ends = np.repeat(1.5 * starts[:, None], experiment.seeds, axis=1)
    found = experiment.distances_of(ends)
    assert found["moved"] == pytest.approx(np.full((10, experiment.seeds), 0.5), rel=1e-5)
    first = np.linalg.norm(ends[1:, 0] - ends[0, 0], axis=1).mean() / np.linalg.norm(starts[0])
    assert found["apart"][0] == pytest.approx(np.full(experiment.seeds, first), rel=1e-5)


def test_ten_draws_end_nearer_to_their_starts_than_to_each_other():
    table = load("ten_draws")
    assert table["moved"].max() < 0.6 < 1.5 < table["apart"].min()
