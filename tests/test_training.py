import math
import warnings

import numpy as np
import pytest

from wi_lib import MLP
from wi_lib.activations import leaky_relu
from wi_lib.data import Dataset, load_mnist, make_blobs
from wi_lib.training import History, _batch_order, race, train


def rng(seed=0):
    return np.random.default_rng(seed)


BLOBS = make_blobs(rng(), n=200)
STEPS = {"steps": 12, "batch_size": 20}


def mixed_nets(dtype=np.float64):
    """Some that are stacked together, and some that cannot be: other widths, depths and activations."""
    sizes = [(2, 8, 3), (2, 8, 3), (2, 5, 3), (2, 8, 3), (2, 8, 8, 3), (2, 8, 3), (2, 3)]
    activations = ["relu", "relu", "relu", "tanh", "relu", leaky_relu(0.2), "relu"]
    inits = ["he_normal", "zeros", "he_uniform", "xavier_normal", "he_normal", "he_normal", "lecun_normal"]
    settings = enumerate(zip(sizes, activations, inits))
    return [MLP(size, activation, init, rng(seed), dtype) for seed, (size, activation, init) in settings]


def assert_same_nets(nets, others, **tolerance):
    for net, other in zip(nets, others, strict=True):
        for a, b in zip(net.weights + net.biases, other.weights + other.biases, strict=True):
            np.testing.assert_allclose(a, b, **tolerance)


@pytest.mark.parametrize("dtype, tolerance", [(np.float64, 1e-11), (np.float32, 1e-4)])
def test_race_equals_training_one_after_the_other(dtype, tolerance):
    together, alone = mixed_nets(dtype), mixed_nets(dtype)
    rates = [0.1, 0.5, 0.2, 0.3, 0.05, 0.1, 1.0]
    histories = race(together, BLOBS, rates, rng=rng(5), eval_every=5, **STEPS)
    for net, rate, history in zip(alone, rates, histories):
        # The same generator state, hence the same batches.
        single = train(net, BLOBS, rate, rng=rng(5), eval_every=5, **STEPS)
        np.testing.assert_allclose(history.loss, single.loss, rtol=tolerance, atol=tolerance)
        assert history.steps == single.steps
        np.testing.assert_allclose(history.test_accuracy, single.test_accuracy, atol=1.5 / len(BLOBS.x_test))
    assert_same_nets(together, alone, rtol=tolerance, atol=tolerance)


def test_race_of_a_dict_keeps_names_and_rates():
    nets = {"first": MLP([2, 4, 3], rng=rng(1)), "second": MLP([2, 5, 3], rng=rng(2))}
    listed = [MLP([2, 4, 3], rng=rng(1)), MLP([2, 5, 3], rng=rng(2))]
    histories = race(nets, BLOBS, {"second": 0.5, "first": 0.1}, rng=rng(3), **STEPS)
    expected = race(listed, BLOBS, [0.1, 0.5], rng=rng(3), **STEPS)
    assert list(histories) == ["first", "second"]
    for history, other in zip(histories.values(), expected):
        np.testing.assert_array_equal(history.loss, other.loss)
    assert_same_nets(nets.values(), listed, rtol=0)


def test_one_rate_for_all_is_one_each():
    nets, others = mixed_nets(), mixed_nets()
    race(nets, BLOBS, 0.2, rng=rng(3), **STEPS)
    race(others, BLOBS, np.full(len(others), 0.2), rng=rng(3), **STEPS)
    assert_same_nets(nets, others, rtol=0)


@pytest.mark.parametrize("steps", [1, 3])
def test_a_step_is_weights_minus_rate_times_gradient(steps):
    """With all examples in the batch their order does not matter, and the steps can be done by hand."""
    net, by_hand = (MLP([2, 6, 3], "tanh", "xavier_normal", rng(1), np.float64) for _ in range(2))
    history = train(net, BLOBS, lr=0.3, steps=steps, batch_size=len(BLOBS.x_train), rng=rng(2))
    for step in range(steps):
        loss, *gradients = by_hand.loss_and_gradients(BLOBS.x_train, BLOBS.y_train)
        assert history.loss[step] == pytest.approx(loss, rel=1e-12)  # measured before the update
        by_hand.weights = [w - 0.3 * g for w, g in zip(by_hand.weights, gradients[0])]
        by_hand.biases = [b - 0.3 * g for b, g in zip(by_hand.biases, gradients[1])]
    assert_same_nets([net], [by_hand], rtol=1e-11, atol=1e-14)


def test_batches_run_through_the_shuffled_training_set():
    order = _batch_order(rng(), 10, 25)
    assert order.shape == (25,)
    assert sorted(order[:10]) == sorted(order[10:20]) == list(range(10))
    assert (order[:10] != order[10:20]).any()  # shuffled again
    assert len(set(order[20:])) == 5


def test_the_generator_alone_decides():
    results = []
    for seed in (4, 4, 5):
        np.random.seed(seed)  # must not matter
        net = MLP([2, 6, 3], rng=rng(1))
        results.append((train(net, BLOBS, rng=rng(seed), eval_every=4, **STEPS), net))
    (one, net), (same, same_net), (other, _) = results
    np.testing.assert_array_equal(one.loss, same.loss)
    assert one.test_accuracy == same.test_accuracy
    assert_same_nets([net], [same_net], rtol=0)
    assert (one.loss != other.loss).any()


@pytest.mark.parametrize(
    "steps, eval_every, measured",
    [(12, 5, [0, 5, 10, 12]), (12, 4, [0, 4, 8, 12]), (3, 100, [0, 3]), (2, 1, [0, 1, 2]), (5, None, [])],
)
def test_history_has_one_loss_a_step_and_accuracy_where_asked_for(steps, eval_every, measured):
    history = train(MLP([2, 4, 3], rng=rng()), BLOBS, steps=steps, batch_size=10, rng=rng(), eval_every=eval_every)
    assert history.loss.shape == (steps,) and np.isfinite(history.loss).all()
    assert history.steps == measured
    assert len(history.train_accuracy) == len(history.test_accuracy) == len(measured)
    assert history.diverged_at is None


def test_accuracies_are_those_of_the_net():
    net = MLP([2, 6, 3], rng=rng(1), dtype=np.float64)
    before = net.accuracy(BLOBS.x_test, BLOBS.y_test)
    history = train(net, BLOBS, rng=rng(2), eval_every=12, **STEPS)
    # Training accuracy is measured on as many examples as there are for testing.
    some = len(BLOBS.x_test)
    assert history.test_accuracy == pytest.approx([before, net.accuracy(BLOBS.x_test, BLOBS.y_test)])
    assert history.train_accuracy[-1] == pytest.approx(net.accuracy(BLOBS.x_train[:some], BLOBS.y_train[:some]))


def test_divergence_is_recorded_and_disturbs_nobody():
    """lr=1e6 blows one net up; its neighbours in the same stack must not notice."""

    def start(seed):
        return MLP([2, 8, 3], "relu", "he_normal", rng(seed))

    nets = [start(1), start(2), start(3)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        histories = race(nets, BLOBS, [0.1, 1e6, 0.1], steps=30, batch_size=20, rng=rng(7), eval_every=1)
    diverged = histories[1]
    at = diverged.diverged_at
    assert 0 < at < 29
    assert np.isfinite(diverged.loss[:at]).all() and np.isnan(diverged.loss[at:]).all()
    after = [share for step, share in zip(diverged.steps, diverged.test_accuracy) if step > at]
    assert after and all(map(math.isnan, after))
    for i in (0, 2):
        alone = start(i + 1)
        history = train(alone, BLOBS, 0.1, steps=30, batch_size=20, rng=rng(7), eval_every=1)
        np.testing.assert_allclose(histories[i].loss, history.loss, rtol=1e-4)
        assert_same_nets([nets[i]], [alone], rtol=1e-3, atol=1e-5)
        assert histories[i].diverged_at is None


def test_no_accuracy_is_reported_for_a_net_whose_last_update_broke_it():
    """Every logit is nan: argmax calls that class 0, and would make it an accuracy of one in three."""
    net = MLP([2, 8, 8, 3], rng=rng())
    history = train(net, BLOBS, lr=1e38, steps=1, batch_size=20, rng=rng(), eval_every=1)
    with np.errstate(all="ignore"):
        assert np.isnan(net.forward(BLOBS.x_test)).any()
    assert math.isnan(history.test_accuracy[-1]) and math.isnan(history.train_accuracy[-1])


def test_training_changes_the_net_and_not_the_data():
    net = MLP([2, 6, 3], "tanh", rng=rng(1))
    before = [w.copy() for w in net.weights]
    copy = BLOBS.x_train.copy(), BLOBS.y_train.copy()
    train(net, BLOBS, rng=rng(2), **STEPS)
    assert all((w != old).any() for w, old in zip(net.weights, before))
    assert all(b.any() for b in net.biases)
    assert all(a.dtype == np.float32 for a in net.weights + net.biases)
    np.testing.assert_array_equal(BLOBS.x_train, copy[0])
    np.testing.assert_array_equal(BLOBS.y_train, copy[1])


def test_nets_do_not_share_their_arrays_afterwards():
    nets = [MLP([2, 4, 3], rng=rng(seed)) for seed in range(2)]
    race(nets, BLOBS, rng=rng(), **STEPS)
    other = nets[1].weights[0].copy()
    nets[0].weights[0][:] = 0
    np.testing.assert_array_equal(nets[1].weights[0], other)
    # Nor a stack behind them: whoever keeps one of a hundred nets would keep the memory of all.
    assert all(array.base is None for net in nets for array in net.weights + net.biases)


def test_more_outputs_than_classes_are_allowed():
    history = train(MLP([2, 4, 7], rng=rng()), BLOBS, rng=rng(), **STEPS)
    assert history.loss[0] > history.loss[-1] > 0


def test_learns_mnist_in_300_steps():
    net = MLP([196, 50, 10], "relu", "he_normal", rng(0))
    history = train(net, load_mnist(14), lr=0.1, steps=300, batch_size=64, rng=rng(1), eval_every=300)
    assert history.test_accuracy[0] < 0.3 and history.test_accuracy[-1] > 0.85
    # Nobody knows anything at the start: a loss near log 10, and above it, for He's logits are not 0.
    assert math.log(10) * 0.9 < history.loss[0] < 2 * math.log(10)


def test_zeros_never_learn_but_the_share_of_the_classes():
    net = MLP([2, 6, 3], "relu", "zeros", rng())
    history = train(net, BLOBS, lr=0.5, steps=200, batch_size=50, rng=rng())
    assert history.loss[-50:].mean() == pytest.approx(math.log(3), rel=0.02)


def test_history_repr():
    assert repr(History(np.zeros(5))) == "History(5 steps)"
    assert repr(History(np.zeros(5), [5], [0.9], [0.81234])) == "History(5 steps, test accuracy 0.812)"
    assert repr(History(np.zeros(5), diverged_at=3)) == "History(5 steps, diverged at step 3)"


def net(sizes=(2, 4, 3)):
    return MLP(sizes, rng=rng())


def start(nets=None, dataset=BLOBS, **settings):
    return race([net()] if nets is None else nets, dataset, **{"steps": 1, "rng": rng(), "batch_size": 10, **settings})


def same_net_twice():
    one = net()
    return start([one, one])


BAD_CALLS = {
    "net a name": (lambda: train("net", BLOBS, rng=rng()), TypeError, ["net ", "str", "MLP"]),
    "net a list": (lambda: train([net()], BLOBS, rng=rng()), TypeError, ["net ", "list", "MLP"]),
    "nets: one MLP": (lambda: start(net()), TypeError, ["nets", "MLP", "list"]),
    "nets: a number": (lambda: start(3), TypeError, ["nets", "list"]),
    "nets: none": (lambda: start([]), ValueError, ["nets", "none", "at least one MLP"]),
    "nets: none by name": (lambda: start({}), ValueError, ["nets", "none", "at least one MLP"]),
    "nets: names": (lambda: start(["he_normal"]), TypeError, ["nets", "str", "MLP"]),
    "nets: the same twice": (same_net_twice, ValueError, ["nets", "twice", "different"]),
    "dataset a tuple": (lambda: start(dataset=(1, 2)), TypeError, ["dataset", "tuple", "Dataset"]),
    "dataset the function": (lambda: start(dataset=load_mnist), TypeError, ["dataset", "function", "Dataset"]),
    "inputs": (lambda: start([net((3, 4, 3))]), ValueError, ["net", "MLP([3, 4, 3]", "2 inputs"]),
    "outputs": (lambda: start([net((2, 4, 2))]), ValueError, ["net", "MLP([2, 4, 2]", "at least 3 outputs"]),
    "lr 0": (lambda: start(lr=0), ValueError, ["lr", "received 0", "greater than 0"]),
    "lr negative": (lambda: start(lr=-0.1), ValueError, ["lr", "-0.1", "greater than 0"]),
    "lr nan": (lambda: start(lr=math.nan), ValueError, ["lr", "nan", "finite"]),
    "lr beyond float32": (lambda: start(lr=1e39), ValueError, ["lr", "1e+39", "float32"]),
    "lr that float32 makes 0": (lambda: start(lr=1e-50), ValueError, ["lr", "1e-50", "float32"]),
    "nets: a set": (lambda: start({net(), net()}), TypeError, ["nets", "set", "list"]),
    "lr text": (lambda: start(lr="0.1"), TypeError, ["lr", "'0.1'", "number"]),
    "lr bool": (lambda: start(lr=True), TypeError, ["lr", "True", "number"]),
    "lr None": (lambda: start(lr=None), TypeError, ["lr", "None", "number"]),
    "lr too many": (lambda: start(lr=[0.1, 0.2]), ValueError, ["lr", "received 2", "1 nets"]),
    "lr factors too few": (lambda: start(lr_factors=(1,)), ValueError, ["lr_factors", "received 1", "each layer"]),
    "lr factors 0": (lambda: start(lr_factors=(1, 0)), ValueError, ["every one of lr_factors", "received 0"]),
    "lr factors a number": (lambda: start(lr_factors=10), TypeError, ["lr_factors", "10", "a list"]),
    "lr one of them bad": (lambda: start([net(), net()], lr=[0.1, -1]), ValueError, ["lr", "-1", "greater than 0"]),
    "lr by name, nets not": (lambda: start(lr={"a": 0.1}), TypeError, ["lr", "{'a': 0.1}", "number"]),
    "lr of other names": (lambda: start({"a": net()}, lr={"b": 0.1}), ValueError, ["lr", "['b']", "['a']"]),
    "lr of no dimension": (lambda: start(lr=np.array([[0.1]])[0, 0, ...]), TypeError, ["lr", "0.1", "number"]),
    "steps 0": (lambda: start(steps=0), ValueError, ["steps", "received 0", "at least 1"]),
    "steps a float": (lambda: start(steps=1e3), TypeError, ["steps", "1000.0", "whole number"]),
    "batch too large": (lambda: start(batch_size=151), ValueError, ["batch_size", "151", "from 1 to 150"]),
    "batch 0": (lambda: start(batch_size=0), ValueError, ["batch_size", "received 0", "from 1 to 150"]),
    "batch a float": (lambda: start(batch_size=32.0), TypeError, ["batch_size", "32.0", "whole number"]),
    "eval_every 0": (lambda: start(eval_every=0), ValueError, ["eval_every", "received 0", "at least 1"]),
    "eval_every bool": (lambda: start(eval_every=True), TypeError, ["eval_every", "True", "whole number"]),
    "rng missing": (lambda: start(rng=None), TypeError, ["rng", "None", "numpy.random.Generator"]),
    "rng a seed": (lambda: start(rng=0), TypeError, ["rng", "received 0", "numpy.random.Generator"]),
    "rng legacy": (lambda: start(rng=np.random.RandomState(0)), TypeError, ["rng", "RandomState", "Generator"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)


def test_a_bad_call_leaves_the_net_as_it_was():
    one = net()
    before = [w.copy() for w in one.weights]
    for settings in ({"rng": None}, {"batch_size": 10_000}, {"eval_every": 0}, {"lr": math.inf}):
        with pytest.raises((TypeError, ValueError)):
            start([one], **settings)
    for now, then in zip(one.weights, before):
        np.testing.assert_array_equal(now, then)


def test_labels_of_the_test_set_count_as_classes():
    data = Dataset(np.eye(2), [0, 1], np.eye(2), [2, 0])
    with pytest.raises(ValueError, match="at least 3 outputs"):
        train(net((2, 2)), data, batch_size=2, rng=rng())


# ---- What mutants had survived ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "run", [train, lambda net, *more, **settings: race([net], *more, **settings)[0]], ids=["train", "race"]
)
def test_the_defaults_are_rate_a_tenth_1000_steps_and_batches_of_128(run):
    one, other = net((2, 3)), net((2, 3))
    run(one, BLOBS, rng=rng(1))
    run(other, BLOBS, lr=0.1, steps=1000, batch_size=128, rng=rng(1))
    assert_same_nets([one], [other], rtol=0)


def test_race_of_a_dict_measures_accuracy_too():
    run = race({"a": net(), "b": net()}, BLOBS, rng=rng(), eval_every=6, **STEPS)
    assert all(history.steps == [0, 6, 12] and len(history.test_accuracy) == 3 for history in run.values())


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_a_net_that_its_last_update_broke_takes_no_accuracy_from_its_neighbours(broken):
    nets = [MLP([2, 8, 8, 3], rng=rng(seed)) for seed in range(3)]
    histories = race(
        nets, BLOBS, [1e38 if i == broken else 0.1 for i in range(3)], steps=1, batch_size=20, rng=rng(), eval_every=1
    )
    for part in ("train_accuracy", "test_accuracy"):
        assert [math.isnan(getattr(history, part)[-1]) for history in histories] == [i == broken for i in range(3)]


def test_wrong_nets_are_named(complains):
    complains(lambda: start(3), TypeError, ["nets must", "list of MLP", "received int"])
    complains(same_net_twice, ValueError, ["nets must", "different objects", "same MLP twice"])


# ---- A learning rate of its own for a layer --------------------------------------------------------------------------


def test_a_factor_scales_the_steps_of_its_layer_and_of_no_other():
    """One step: W and b of layer 2 move three times as far; all nets of a race have the factors."""
    plain, scaled = (
        [MLP([2, 8, 8, 3], "tanh", "xavier_normal", rng(seed), np.float64) for seed in (3, 4)] for _ in "ab"
    )
    before = [
        net.parameters() for net in (MLP([2, 8, 8, 3], "tanh", "xavier_normal", rng(s), np.float64) for s in (3, 4))
    ]
    settings = {"lr": [0.1, 0.2], "steps": 1, "batch_size": 20}
    race(plain, BLOBS, rng=rng(5), **settings)
    race(scaled, BLOBS, rng=rng(5), lr_factors=(1, 3, 1), **settings)
    for first, one, other in zip(before, plain, scaled):
        for arrays, a, b in zip(first, one.parameters(), other.parameters()):
            ratios = [(new - old) / (step - old) for old, step, new in zip(arrays, a, b)]
            assert [float(np.median(ratio)) for ratio in ratios] == pytest.approx([1, 3, 1])


def test_factors_of_1_change_nothing():
    one, other = (MLP([2, 8, 3], rng=rng(3)) for _ in range(2))
    train(one, BLOBS, rng=rng(5), **STEPS)
    train(other, BLOBS, rng=rng(5), lr_factors=[1, 1], **STEPS)
    assert_same_nets([one], [other], rtol=0)
