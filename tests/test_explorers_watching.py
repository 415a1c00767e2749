"""Chapter 7: what `watch` records, the explorer's table, its sentences, and the bench."""

from dataclasses import replace

import numpy as np
import pytest

import wi_lib as wi
from tests import pages
from wi_lib.benches import watching_bench
from wi_lib.diagnostics import BINS, histogram
from wi_lib.experiments import RECORDS, STARTS, look_inside, replay, watch, watching
from wi_lib.experiments.watching import POWERS
from wi_lib.explorers import watching_explorer

STEPS = (0, 1, 10, 60)


@pytest.fixture(scope="module")
def watched():
    """A small run of the real thing: few steps, 7 × 7 pixels."""
    return watch(steps=STEPS, seeds=2, dataset=wi.load_mnist(7))


@pytest.fixture(scope="module")
def explorer(watched):
    return watching_explorer(watched)


def by_hand(start, seed, steps, data):
    """The net before and after the steps, trained one by one."""
    nets = [
        wi.MLP([data.features, 100, 50, 10], start.activation, start.init, np.random.default_rng(seed))
        for _ in range(2)
    ]
    rng = np.random.default_rng([seed, 1])
    for begin, end in zip(STEPS, STEPS[1:]):
        if end <= steps:
            wi.train(nets[1], data, start.lr, end - begin, 128, rng)
    return nets


# ---- What is recorded ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place, step", list(enumerate(STEPS)))
@pytest.mark.parametrize("number", range(4), ids=[start.name for start in STARTS])
def test_record_is_what_a_training_of_its_own_gives(watched, number, place, step):
    data, one = wi.load_mnist(7), watched[number]
    for seed in range(2):
        before, net = by_hand(one.start, seed, step, data)
        assert one.accuracy[seed, place] == pytest.approx(net.accuracy(data.x_test, data.y_test), abs=0.002)
        seen = wi.propagate(net, data.x_train[:500])
        spread = [layer.unit_std for layer in seen.stats[1:3]]
        assert one.unit_std[seed, place] == pytest.approx(spread, rel=1e-2)
        moved = [np.linalg.norm(w - w0) / np.linalg.norm(w0) for w, w0 in zip(net.weights, before.weights)]
        assert one.moved[seed, place] == pytest.approx(moved, rel=1e-2, abs=1e-9)
        assert all(map(np.array_equal, one.began[seed].weights, before.weights))
        assert one.length[seed] == pytest.approx([np.linalg.norm(w) for w in before.weights], rel=1e-5)
        away = [np.linalg.norm(w - w0) for w, w0 in zip(net.weights, before.weights)]
        assert one.distance[seed, place] == pytest.approx(away, rel=1e-2, abs=1e-7)
    assert (one.moved[:, 0] == 0).all()


def test_nets_cannot_be_drawn_again_without_the_first(watched, complains):
    complains(lambda: replace(watched[0], before=None).length, ValueError, ["before", "None"])


def test_deltas_are_those_of_backpropagation():
    """The bias gradient of a layer is the mean of δ over the images."""
    data = wi.load_mnist(7)
    for activation in ("sigmoid", "relu"):
        net = wi.MLP([49, 20, 15, 10], activation, "xavier_normal", np.random.default_rng(3), np.float64)
        x, y = data.x_train[:64], data.y_train[:64]
        outputs, deltas = look_inside(net, x, y)
        _, weight_gradients, bias_gradients = net.loss_and_gradients(x, y)
        assert [delta.shape for delta in deltas] == [h.shape for h in outputs] == [(64, 20), (64, 15), (64, 10)]
        for delta, gradient in zip(deltas, bias_gradients):
            assert delta.mean(axis=0) == pytest.approx(gradient, rel=1e-9, abs=1e-15)
        assert outputs[0].T @ deltas[1] / 64 == pytest.approx(weight_gradients[1], rel=1e-9, abs=1e-15)


def test_all_starts_see_the_same_batches_and_seeds_differ(watched):
    twice = watch([STARTS[3], replace(STARTS[3], name="again")], steps=(0, 20), seeds=2, dataset=wi.load_mnist(7))
    assert np.allclose(twice[0].accuracy, twice[1].accuracy, atol=0.002)
    assert twice[0].gradient[0, 0] != pytest.approx(twice[0].gradient[1, 0], rel=1e-3)


@pytest.mark.parametrize("steps", [(), (1, 2), (0, 5, 5), (0, 5, 3)])
def test_steps_must_begin_with_0_and_increase(complains, steps):
    complains(
        lambda: watch(steps=steps, dataset=wi.load_mnist(7)),
        ValueError,
        ["steps must begin with 0 and increase", str(steps)],
    )


def test_any_activation_has_an_axis_for_its_histograms(complains):
    data = wi.load_mnist(7)
    start = replace(STARTS[3], activation="softsign")
    watched = watch([start], steps=(0, 1), seeds=1, dataset=data)
    assert (watched[0].output_bars.max(axis=-1) == 255).all()
    assert watching_explorer(watched).spec["panels"][1]["ends"] == [["−1", "1"]]
    complains(lambda: watch([replace(start, activation="swish")], dataset=data), ValueError, ["activation", "'swish'"])


# ---- What is kept -------------------------------------------------------------------------------------------------


def test_a_record_that_was_kept_comes_back(watched, monkeypatch):
    monkeypatch.setattr(watching, "RECORDS", {"small": (STARTS, STEPS)})
    monkeypatch.setattr(watching.results, "load", lambda name: watching.as_table(watched))
    again = replay("small")
    assert watching_explorer(again).spec == watching_explorer(watched).spec
    for one, other in zip(again, watched, strict=True):
        assert other.before.sizes == other.after.sizes == (49, 100, 50, 10)
        for name in ("before", "after"):
            net, kept = getattr(other, name), getattr(one, name)
            for array, copy in zip(net.weights + net.biases, kept.weights + kept.biases, strict=True):
                assert copy.shape == array.shape and copy == pytest.approx(array, abs=1e-3 * float(np.abs(array).max()))
        for figure in watching._FIGURES:
            assert getattr(one, figure) == pytest.approx(getattr(other, figure), rel=1e-5, nan_ok=True)


@pytest.mark.parametrize("name", RECORDS)
def test_what_is_kept_is_what_watch_sees(name):
    """A sample: one seed, the first steps."""
    starts, steps = RECORDS[name]
    few = tuple(step for step in steps if step <= 30)
    for one, kept in zip(watch(starts, few, seeds=1), replay(name), strict=True):
        assert (kept.start.name, kept.start.lr, kept.steps) == (one.start.name, one.start.lr, tuple(steps))
        assert kept.accuracy.shape == (3, len(steps))
        assert kept.accuracy[0, : len(few)] == pytest.approx(one.accuracy[0], abs=0.01)
        for figure in ("saturated", "zeros", "unit_std", "gradient", "moved"):
            assert getattr(kept, figure)[0, : len(few)] == pytest.approx(
                getattr(one, figure)[0], rel=0.02, abs=1e-6, nan_ok=True
            ), figure
        for bars in ("output_bars", "delta_bars"):
            assert getattr(kept, bars)[: len(few)].astype(int) == pytest.approx(
                getattr(one, bars).astype(int), abs=6
            ), bars


def test_a_whole_training_ends_at_the_kept_net():
    kept, data = replay()[3], wi.load_mnist()
    one = watch(STARTS[3:], seeds=1)[0]
    assert one.accuracy[0] == pytest.approx(kept.accuracy[0], abs=0.02)
    assert one.moved[0, -1] == pytest.approx(kept.moved[0, -1], rel=0.05)
    assert kept.after.accuracy(data.x_test, data.y_test) == pytest.approx(kept.accuracy[0, -1], abs=0.002)
    moved = [np.linalg.norm(w - w0) / np.linalg.norm(w0) for w, w0 in zip(kept.after.weights, kept.before.weights)]
    assert moved == pytest.approx(kept.moved[0, -1], rel=1e-3)
    assert all(np.array_equal(a, b) for a, b in zip(kept.before.weights, one.before.weights, strict=True))


def test_an_unknown_record_is_named(complains):
    complains(lambda: replay("fast"), ValueError, ["name", "'fast'", "'watched_slow'"])


# ---- The explorer -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("place", range(4))
def test_table_is_the_record(watched, explorer, number, place):
    one, data = watched[number], wi.load_mnist(7)
    _, net = by_hand(one.start, 0, STEPS[place], data)
    outputs, deltas = look_inside(net, data.x_train[:500], data.y_train[:500])
    explorer.chosen = {"start": one.start.key, "step": STEPS[place]}
    # Trained alone, a net's numbers are rounded in another order: an entry may fall into the next bar.
    assert (explorer.slice("out_bars").reshape(2, BINS) == one.output_bars[place]).all()
    assert (explorer.slice("delta_bars").reshape(3, BINS) == one.delta_bars[place]).all()
    assert explorer.slice("gradient") == pytest.approx(one.gradient[0, place], rel=1e-5)
    for row in range(2):
        bars = explorer.slice("out_bars").reshape(2, BINS)[row]
        assert bars == pytest.approx(histogram(outputs[row], 0, 1 if one.start.activation == "sigmoid" else 4), abs=2)
    counts, _ = np.histogram(np.clip(np.log10(np.abs(deltas[2])), *POWERS), BINS, POWERS)
    assert explorer.slice("delta_bars").reshape(3, BINS)[2] == pytest.approx(counts * 255 / counts.max(), abs=2)
    assert explorer.slice("gradient") == pytest.approx([wi.rms(d) for d in deltas], rel=1e-3)
    assert explorer.slice("arriving") == pytest.approx(one.gradient[0, place, 0] / one.gradient[0, place, 2], rel=1e-5)
    assert explorer.slice("spread") == pytest.approx(one.unit_std[0, place], rel=1e-5)
    assert explorer.slice("accuracy") == pytest.approx(one.accuracy[:, place].mean(), rel=1e-5)
    here = explorer.slice("here")
    assert np.flatnonzero(~np.isnan(here)).tolist() == [place] and here[place] == explorer.slice("accuracy")
    assert explorer.slice("step") == STEPS[place]


def test_lines_do_not_run_ahead_of_the_reader(watched, explorer):
    for place, step in enumerate(STEPS):
        explorer.chosen = {"step": step}
        for number, one in enumerate(watched):
            line = explorer.slice(f"line_{number}")
            assert line[: place + 1] == pytest.approx(one.accuracy.mean(axis=0)[: place + 1], rel=1e-5)
            assert np.isnan(line[place + 1 :]).all()
            assert explorer.slice(f"line_{number}_low") == pytest.approx(one.accuracy.min(axis=0), rel=1e-5)
            assert explorer.slice(f"line_{number}_high") == pytest.approx(one.accuracy.max(axis=0), rel=1e-5)


def test_zeros_of_a_gradient_are_in_the_first_bar(watched, explorer):
    explorer.chosen = {"start": "relu-he", "step": 0}
    assert explorer.slice("delta_bars").reshape(3, BINS)[0, 0] == 255  # half of ReLU's slopes are 0
    assert explorer.slice("zeros") == pytest.approx(0.5, abs=0.1)


def test_the_axis_belongs_to_the_activation(watched, explorer):
    assert explorer.spec["panels"][1]["ends"] == [["0", "1"]] * 3 + [["0", "4+"]]


def test_a_colour_says_which_start_it_is_and_nothing_else(explorer):
    learnt, *bars = explorer.spec["panels"]
    starts = [series["colour"] for series in learnt["series"] if series["style"] == "line"]
    others = {series["colour"] for series in learnt["series"] if series["style"] != "line"}
    assert len(set(starts)) == len(starts) == 4 and others == {0} and 0 not in starts
    assert all(panel["colour"] == starts and panel["colour_by"] == "start" for panel in bars)


def test_the_start_shown_first_can_be_chosen(watched, complains):
    assert watching_explorer(watched, start={"start": "sigmoid-xavier"}).chosen == {
        "start": "sigmoid-xavier",
        "step": 0,
    }
    complains(lambda: watching_explorer([]), ValueError, ["watched must hold at least one start"])
    complains(lambda: watching_explorer(watched, start={"start": "zero"}), ValueError, ["'zero'", "'sigmoid-xavier'"])
    other = watch(STARTS[:1], steps=(0, 1), seeds=1, dataset=wi.load_mnist(7))
    complains(lambda: watching_explorer([*watched, *other]), ValueError, ["all with the same steps"])


# ---- The bench ----------------------------------------------------------------------------------------------------


def test_the_std_can_be_moved_only_where_it_counts():
    bench = watching_bench(rule="Xavier", steps=10)
    assert bench.controls["std"].disabled
    bench.controls["rule"].value = "σ (slider)"
    assert not bench.controls["std"].disabled


@pytest.mark.parametrize(
    "rule, init",
    [("σ (slider)", wi.normal(0.2)), ("LeCun", "lecun_normal"), ("Xavier", "xavier_normal"), ("He", "he_normal")],
)
def test_bench_agrees_with_the_library(rule, init):
    bench = watching_bench(activation="tanh", rule=rule, lr=0.1, steps=30, seed=3)
    bench.controls["std"].value = 0.2
    net = wi.MLP([196, 100, 50, 10], "tanh", init, np.random.default_rng(3))
    data = wi.load_mnist(14)
    _, deltas = look_inside(net, data.x_train[:500], data.y_train[:500])
    arriving = wi.rms(deltas[0]) / wi.rms(deltas[-1])
    wi.train(net, data, bench.controls["lr"].value, 30, 128, np.random.default_rng([3, 1]))
    right = net.accuracy(data.x_test, data.y_test)
    assert f"After 30 steps, {pages.spelled(right, 'percent')} of the test digits are right." in bench.text
    assert f"was {arriving:.2g} times the output layer's." in bench.text


def test_bench_says_that_a_training_diverged(monkeypatch):
    history = wi.History(np.full(50, np.nan), [0, 10], [0.1, np.nan], [0.1, np.nan], diverged_at=7)
    monkeypatch.setattr("wi_lib.benches.watching.train", lambda *_, **__: history)
    bench = watching_bench(seed=1)
    assert bench.text.startswith("After 7 steps, the loss is not a number any more: the training diverged.")
