import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wi_lib import MLP
from wi_lib.activations import ACTIVATIONS, Activation, leaky_relu
from wi_lib.data import Dataset
from wi_lib.initializers import he_normal, normal, orthogonal, zeros
from wi_lib.network import backward_pass, backwards, forward_pass, softmax_cross_entropy
from wi_lib.propagation import propagate
from wi_lib.training import train

few = settings(deadline=None, max_examples=30, derandomize=True, database=None)
seeds = st.integers(0, 2**32)


def rng(seed=0):
    return np.random.default_rng(seed)


def small_net(activation="tanh", sizes=(4, 5, 3, 3), seed=0, dtype=np.float64):
    """A net with random biases, some inputs, and labels: large enough for every mistake to show."""
    net = MLP(sizes, activation, normal(0.7), rng(seed), dtype)
    for bias in net.biases:
        bias[:] = rng(seed + 1).normal(0, 0.5, bias.shape)
    x = rng(seed + 2).normal(size=(6, sizes[0]))
    return net, x, np.arange(6) % sizes[-1]


CUBE = Activation("cube", lambda z: z**3 / 3, lambda z: z**2)  # has no derivative_from_output
EVERY_ACTIVATION = [*ACTIVATIONS.values(), leaky_relu(0.3), CUBE]


@pytest.mark.parametrize("activation", EVERY_ACTIVATION, ids=lambda one: one.name)
def test_every_gradient_agrees_with_finite_differences(activation):
    net, x, labels = small_net(activation)
    _, weight_gradients, bias_gradients = net.loss_and_gradients(x, labels)
    step = 1e-5
    # No pre-activation may be close enough to a kink to cross it within one step.
    outputs, _ = forward_pass(net.weights, net.biases, activation, x)
    assert all(np.abs(h @ w + b).min() > 1e-3 for h, w, b in zip(outputs, net.weights[:-1], net.biases))
    for parameters, gradient in zip(net.weights + net.biases, weight_gradients + bias_gradients):
        assert gradient.shape == parameters.shape
        for at in np.ndindex(parameters.shape):
            before = parameters[at]
            parameters[at] = before + step
            above = net.loss_and_gradients(x, labels)[0]
            parameters[at] = before - step
            below = net.loss_and_gradients(x, labels)[0]
            parameters[at] = before
            # Rounding 1e-16 / step = 1e-11, the step's own error step² times a third derivative of order 1 to 10.
            assert gradient[at] == pytest.approx((above - below) / (2 * step), rel=1e-6, abs=2e-9)


# The same mathematics from scratch: one example at a time, one unit at a time, with the functions of `math`.
SCALAR = {
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
    "tanh": (math.tanh, lambda z: 1 / math.cosh(z) ** 2),
    "relu": (lambda z: z if z > 0 else 0.0, lambda z: 1.0 if z > 0 else 0.0),
}


def reference(net, x, labels):
    """(loss, weight gradients, bias gradients) by loops over examples and units."""
    fn, slope = SCALAR[net.activation.name]
    weights, biases = [w.tolist() for w in net.weights], [b.tolist() for b in net.biases]
    weight_gradients, bias_gradients = [np.zeros_like(w) for w in net.weights], [np.zeros_like(b) for b in net.biases]
    loss = 0.0
    for inputs, label in zip(x.tolist(), labels.tolist()):
        sums, outputs = [], [inputs]
        for l, (w, b) in enumerate(zip(weights, biases)):
            z = [b[j] + sum(outputs[-1][i] * w[i][j] for i in range(len(w))) for j in range(len(b))]
            sums.append(z)
            outputs.append(z if l == len(weights) - 1 else [fn(one) for one in z])
        total = sum(math.exp(one) for one in outputs[-1])
        loss += (math.log(total) - outputs[-1][label]) / len(x)
        error = [math.exp(one) / total - (k == label) for k, one in enumerate(outputs[-1])]
        for l in reversed(range(len(weights))):
            for j, e in enumerate(error):
                bias_gradients[l][j] += e / len(x)
                for i, h in enumerate(outputs[l]):
                    weight_gradients[l][i, j] += h * e / len(x)
            if l > 0:
                error = [
                    slope(sums[l - 1][i]) * sum(weights[l][i][j] * e for j, e in enumerate(error))
                    for i in range(len(weights[l]))
                ]
    return loss, weight_gradients, bias_gradients


@pytest.mark.parametrize("activation", SCALAR)
@pytest.mark.parametrize("sizes", [(4, 3), (4, 5, 3), (4, 5, 6, 2, 3)], ids=str)
def test_agrees_with_an_implementation_without_matrices(activation, sizes):
    net, x, labels = small_net(activation, sizes)
    loss, weight_gradients, bias_gradients = net.loss_and_gradients(x, labels)
    expected_loss, *expected = reference(net, x, labels)
    assert loss == pytest.approx(expected_loss, rel=1e-12)
    for found, wanted in zip(weight_gradients + bias_gradients, expected[0] + expected[1]):
        np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_loss_of_knowing_nothing_is_log_classes(classes):
    net = MLP([5, 7, classes], "sigmoid", "zeros", rng())
    labels = np.arange(20) % classes
    labels[:5] = 0  # with as many of each class, the output layer's gradient would be 0 as well
    loss, weight_gradients, _ = net.loss_and_gradients(rng(1).normal(size=(20, 5)), labels)
    assert loss == pytest.approx(math.log(classes), rel=1e-6)
    # And the reason why zeros never learn: no gradient gets through a zero weight matrix.
    assert not weight_gradients[0].any() and weight_gradients[1].any()


def test_units_that_start_equal_get_equal_gradients():
    net = MLP([3, 4, 2], "tanh", "constant", rng(), np.float64)
    net.weights = [np.full((3, 4), 0.3), np.tile([0.3, -0.5], (4, 1))]
    _, (first, _), _ = net.loss_and_gradients(rng(1).normal(size=(8, 3)), np.arange(8) % 2)
    assert first.any()
    np.testing.assert_allclose(first, first[:, :1] * np.ones(4), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_of_ten_thousand_are_no_problem(dtype):
    net = MLP([2, 2], init="zeros", rng=rng(), dtype=dtype)
    net.weights[0][:] = [[1e4, 0], [0, 1e4]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        wrong, (gradient,), _ = net.loss_and_gradients(np.eye(2), np.array([1, 0]))
        right, (none,), _ = net.loss_and_gradients(np.eye(2), np.array([0, 1]))
    assert wrong == pytest.approx(1e4, rel=1e-6) and right == 0
    # The wrong answer is certain: p = 1 at the wrong class, halved by the mean over two examples.
    np.testing.assert_array_equal(gradient, [[0.5, -0.5], [-0.5, 0.5]])
    assert not none.any()


@given(samples=st.integers(1, 6), classes=st.integers(2, 5), size=st.floats(0.01, 1e3), seed=seeds)
@few
def test_softmax_gradient_rows_sum_to_zero(samples, classes, size, seed):
    logits = rng(seed).normal(0, size, (samples, classes))
    labels = rng(seed).integers(0, classes, samples)
    loss, gradient = softmax_cross_entropy(logits, labels)
    assert loss >= 0
    np.testing.assert_allclose(gradient.sum(axis=-1), 0, atol=1e-15)
    # Only the label's entry is negative.
    assert (gradient[np.arange(samples), labels] <= 0).all() and (gradient < 0).sum() <= samples


@given(shift=st.floats(-1e3, 1e3), seed=seeds)
@few
def test_a_constant_added_to_all_logits_changes_nothing(shift, seed):
    logits, labels = rng(seed).normal(size=(4, 3)), np.array([0, 1, 2, 0])
    loss, gradient = softmax_cross_entropy(logits, labels)
    moved_loss, moved_gradient = softmax_cross_entropy(logits + shift, labels)
    assert moved_loss == pytest.approx(loss, rel=1e-10)
    np.testing.assert_allclose(moved_gradient, gradient, rtol=1e-9, atol=1e-12)


def test_softmax_leaves_the_logits_alone():
    logits = rng().normal(size=(4, 3))
    before = logits.copy()
    softmax_cross_entropy(logits, np.array([0, 1, 2, 0]))
    np.testing.assert_array_equal(logits, before)


@given(seed=seeds, activation=st.sampled_from(sorted(ACTIVATIONS)))
@few
def test_permuting_hidden_units_leaves_the_logits_unchanged(seed, activation):
    net, x, _ = small_net(activation, (4, 6, 3), seed)
    before = net.forward(x)
    order = rng(seed).permutation(6)
    net.weights = [net.weights[0][:, order], net.weights[1][order]]
    net.biases[0] = net.biases[0][order]
    np.testing.assert_allclose(net.forward(x), before, rtol=1e-10, atol=1e-12)


@given(seed=seeds, factor=st.floats(0.01, 100), depth=st.integers(1, 4))
@few
def test_relu_nets_are_homogeneous(seed, factor, depth):
    """All weights times c, no biases: every ReLU layer passes the factor on, so the logits grow by c to the depth."""
    net = MLP([4] + [6] * (depth - 1) + [3], "relu", "he_normal", rng(seed), np.float64)
    x = rng(seed).normal(size=(5, 4))
    before = net.forward(x)
    net.weights = [factor * w for w in net.weights]
    np.testing.assert_allclose(net.forward(x), factor**depth * before, rtol=1e-10, atol=1e-12 * factor**depth)


def test_last_layer_is_linear_and_the_others_are_not():
    net, x, _ = small_net("relu")
    assert (net.forward(x) < 0).any()
    hidden = forward_pass(net.weights, net.biases, net.activation, x)[0][1:-1]
    assert all((h >= 0).all() and (h == 0).any() for h in hidden)


def test_stacked_nets_compute_what_each_computes_alone():
    nets = [small_net("tanh", seed=seed)[0] for seed in range(3)]
    _, x, labels = small_net("tanh")
    weights = [np.stack(layer) for layer in zip(*(net.weights for net in nets))]
    biases = [np.stack(layer) for layer in zip(*(net.biases for net in nets))]
    outputs, slopes = forward_pass(weights, biases, nets[0].activation, x)
    losses, delta = softmax_cross_entropy(outputs[-1], labels)
    gradients = backward_pass(weights, outputs, slopes, delta)
    for i, net in enumerate(nets):
        loss, *alone = net.loss_and_gradients(x, labels)
        assert losses[i] == pytest.approx(loss, rel=1e-12)
        for stacked, single in zip(gradients[0] + gradients[1], alone[0] + alone[1]):
            np.testing.assert_allclose(stacked[i], single, rtol=1e-11, atol=1e-15)


def test_backwards_is_the_chain_rule_for_a_stack_of_nets():
    """The gradient at the input, of a random weighting of the outputs, against finite differences; two nets at once."""
    weights, x = [rng(1).normal(size=(2, 4, 5)), rng(2).normal(size=(2, 5, 3))], rng(3).normal(size=(2, 6, 4))
    weighting = rng(4).normal(size=(2, 6, 3))

    def sums(x):
        return x @ weights[0], np.tanh(x @ weights[0]) @ weights[1]

    z, _ = sums(x)
    way = list(backwards(weights, [1 - np.tanh(z) ** 2, None], weighting))
    assert [(g.shape[-1], delta is None) for g, delta in way] == [(3, False), (5, False), (4, True)]
    np.testing.assert_array_equal(way[0][0], way[0][1], err_msg="the last layer is linear")
    step, nudged = 1e-6, np.zeros_like(x)
    for at in np.ndindex(x.shape):
        nudge = np.zeros_like(x)
        nudge[at] = step
        nudged[at] = (weighting * (sums(x + nudge)[1] - sums(x - nudge)[1])).sum() / (2 * step)
    np.testing.assert_allclose(way[-1][0], nudged, rtol=1e-7, atol=1e-8)


def test_backwards_computes_no_layer_that_nobody_asks_for():
    broken = np.full((2, 2), "no number")  # multiplying with it fails
    way = backwards([broken, np.eye(2)], [np.ones((1, 2)), None], np.ones((1, 2)))
    assert [next(way)[0].tolist(), next(way)[1].tolist()] == [[[1, 1]], [[1, 1]]]
    with pytest.raises(TypeError):
        next(way)


def test_backwards_can_be_kept_at_one_size_where_it_would_underflow():
    matrices, sizes = [np.float32(1e-30) * np.eye(3, dtype=np.float32)] * 3, []

    def at_size_1(g):
        sizes.append(np.log10(np.abs(g).max()))
        return g / np.abs(g).max()

    plain, kept = (
        list(backwards(matrices, [None] * 3, np.ones((1, 3), np.float32), how))[-1][0] for how in (None, at_size_1)
    )
    assert not plain.any() and (kept == 1).all() and sum(sizes) == pytest.approx(-90, abs=1e-3)


def test_weights_are_drawn_layer_by_layer_and_biases_start_at_zero():
    net = MLP([6, 5, 4], init="he_normal", rng=rng(3))
    generator = rng(3)
    for w, shape in zip(net.weights, [(6, 5), (5, 4)]):
        np.testing.assert_array_equal(w, he_normal()(generator, shape))
    assert [b.shape for b in net.biases] == [(5,), (4,)] and not any(b.any() for b in net.biases)


def test_one_initializer_for_every_layer():
    net = MLP([6, 6, 6, 4], init=["zeros", orthogonal(2.0), he_normal], rng=rng(), dtype=np.float64)
    assert not net.weights[0].any()
    np.testing.assert_allclose(net.weights[1] @ net.weights[1].T, 4 * np.eye(6), atol=1e-12)
    assert net.weights[2].std() > 0.1
    same = MLP([6, 6, 4], init=(zeros(), "zeros"), rng=rng())
    assert not any(w.any() for w in same.weights)


def test_own_init_function():
    calls = []

    def own(generator, shape, dtype):
        calls.append((generator, shape, np.dtype(dtype)))
        return np.arange(math.prod(shape)).reshape(shape).tolist()  # a list of whole numbers will do

    generator = rng()
    net = MLP([2, 3, 4], init=own, rng=generator)
    assert calls == [(generator, (2, 3), np.float32), (generator, (3, 4), np.float32)]
    np.testing.assert_array_equal(net.weights[0], [[0, 1, 2], [3, 4, 5]])
    assert net.weights[0].dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", EVERY_ACTIVATION, ids=lambda one: one.name)
def test_everything_is_computed_in_the_dtype_asked_for(activation, dtype):
    net, x, labels = small_net(activation, dtype=dtype)
    loss, weight_gradients, bias_gradients = net.loss_and_gradients(x, labels)
    assert type(loss) is float
    assert {a.dtype for a in net.weights + net.biases + weight_gradients + bias_gradients} == {np.dtype(dtype)}
    assert net.forward(x).dtype == dtype


def test_nothing_is_changed_by_looking():
    net, x, labels = small_net()
    before = [a.copy() for a in net.weights + net.biases + [x, labels]]
    net.loss_and_gradients(x, labels), net.forward(x), net.predict(x), net.accuracy(x, labels)
    for now, then in zip(net.weights + net.biases + [x, labels], before):
        np.testing.assert_array_equal(now, then)


def test_predict_and_accuracy():
    net = MLP([3, 3], init="zeros", rng=rng())
    net.weights[0][:] = np.eye(3)
    x = np.array([[1, 0, 0], [0, 2, 1], [0, 0, 3], [5, 1, 1]])
    np.testing.assert_array_equal(net.predict(x), [0, 1, 2, 0])
    assert net.accuracy(x, np.array([0, 1, 2, 0])) == 1.0
    assert net.accuracy(x, [0, 1, 0, 1]) == 0.5


def test_sizes_and_repr():
    net = MLP(np.array([4, 3, 2]), "tanh", rng=rng())
    assert net.sizes == (4, 3, 2) and all(type(size) is int for size in net.sizes)
    assert repr(net) == "MLP([4, 3, 2], activation='tanh', dtype='float32')"


def assigned(part="weights", layer=0, value=None, whole=False):
    """A net with something else in the place of one of its arrays, or of the list."""
    one = MLP([4, 5, 3], "tanh", rng=rng())
    if whole:
        setattr(one, part, value)
    else:
        getattr(one, part)[layer] = value
    return one


X, LABELS = np.ones((6, 4)), np.arange(6) % 3
USES = {
    "forward": lambda one: one.forward(X),
    "predict": lambda one: one.predict(X),
    "accuracy": lambda one: one.accuracy(X, LABELS),
    "loss_and_gradients": lambda one: one.loss_and_gradients(X, LABELS),
    "propagate": lambda one: propagate(one, X),
    "train": lambda one: train(one, Dataset(X, LABELS, X, LABELS), steps=1, batch_size=2, rng=rng()),
}
UNFIT = {
    "transposed": (dict(value=np.ones((5, 4))), ["weights[0]", "(4, 5)", "(5, 4)"]),
    "one row, which numpy would repeat": (dict(part="biases", value=np.ones((1, 5))), ["biases[0]", "(5,)", "(1, 5)"]),
    "a number, which numpy would repeat": (dict(part="biases", layer=1, value=1.0), ["biases[1]", "(3,)", "()"]),
    "None": (dict(value=None), ["weights[0]", "NoneType", "numbers"]),
    "a mask": (dict(value=np.ma.masked_less(np.eye(4, 5), 1)), ["weights[0]", "mask"]),
    "beyond float32": (dict(value=np.full((4, 5), 1e39)), ["weights[0]", "float32", "1e+39"]),
    "too few": (dict(value=[np.ones((4, 5))], whole=True), ["weights", "list of 2", "received 1"]),
    "no list": (dict(value=None, whole=True), ["weights", "list of 2", "NoneType"]),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("change, parts", UNFIT.values(), ids=UNFIT)
def test_assigned_weights_that_do_not_fit_are_named(complains, use, change, parts):
    complains(lambda: use(assigned(**change)), (TypeError, ValueError), parts)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_assigned_weights_serve_in_the_dtype_of_the_net(use):
    w = rng(1).normal(size=(4, 5))
    found, expected = use(assigned(value=w.tolist())), use(assigned(value=w.astype(np.float32)))
    assert repr(found) == repr(expected)


@pytest.mark.filterwarnings("error")
def test_a_net_that_has_diverged_names_no_class(complains):
    one = assigned(value=np.full((4, 5), np.nan))
    assert np.isnan(one.forward(X)).all() and math.isnan(one.accuracy(X, LABELS))
    assert math.isnan(one.loss_and_gradients(X, LABELS)[0]) and math.isnan(propagate(one, X).stats[-1].mean)
    complains(lambda: one.predict(X), ValueError, ["logits", "finite", "6 of 6"])
    large = MLP([4, 3], init=normal(1e38), rng=rng())
    assert math.isnan(large.accuracy(1e30 * X, LABELS))
    history = train(one, Dataset(X, LABELS, X, LABELS), steps=2, batch_size=2, rng=rng(), eval_every=1)
    assert history.diverged_at == 0 and np.isnan([*history.loss, *history.train_accuracy, *history.test_accuracy]).all()


def net(sizes=(2, 3), **changes):
    return MLP(sizes, **{"rng": rng(), **changes})


def learn(x=np.eye(2), labels=(0, 1)):
    return net().loss_and_gradients(x, labels)


BAD_CALLS = {
    "sizes a number": (lambda: net(784), TypeError, ["sizes", "784", "[784, 100, 10]"]),
    "sizes of no dimension": (lambda: net(np.array(3)), ValueError, ["sizes", "input and an output"]),
    "sizes bytes": (lambda: net(b"ab"), TypeError, ["sizes", "b'ab'"]),
    "sizes too short": (lambda: net([784]), ValueError, ["sizes", "[784]", "input and an output"]),
    "sizes with 0": (lambda: net([784, 0, 10]), ValueError, ["sizes", "received 0", "at least 1"]),
    "sizes with a float": (lambda: net([784, 1e2, 10]), TypeError, ["sizes", "100.0", "whole number"]),
    "sizes a string": (lambda: net("784"), TypeError, ["sizes", "'7'", "whole number"]),
    "activation misspelt": (lambda: net(activation="rellu"), ValueError, ["activation", "'rellu'", "mean 'relu'"]),
    "activation None": (lambda: net(activation=None), ValueError, ["activation", "None", "'relu'"]),
    "rng missing": (lambda: MLP([2, 3]), TypeError, ["rng", "None", "numpy.random.Generator"]),
    "rng a seed": (lambda: net(rng=0), TypeError, ["rng", "received 0", "numpy.random.Generator"]),
    "rng legacy": (lambda: net(rng=np.random.RandomState(0)), TypeError, ["rng", "RandomState", "Generator"]),
    "dtype": (lambda: net(dtype=np.float16), ValueError, ["dtype", "float16", "float32 or float64"]),
    "dtype misspelt": (lambda: net(dtype="flaot"), ValueError, ["dtype", "'flaot'", "float32 or float64"]),
    "init misspelt": (lambda: net(init="he"), ValueError, ["init", "'he'", "'he_normal'", "'zeros'"]),
    "init None": (lambda: net(init=None), TypeError, ["init", "None", "'he_normal'"]),
    "init too few": (lambda: net([2, 3, 4], init=["zeros"]), ValueError, ["init", "received 1", "list of 2"]),
    "init empty": (lambda: net(init=[]), ValueError, ["init", "received 0", "list of 1"]),
    "init misspelt in a list": (lambda: net(init=["zeroes"]), ValueError, ["init", "'zeroes'", "mean 'zeros'"]),
    "own init: shape": (lambda: net(init=lambda r, s, d: np.ones((3, 2))), ValueError, ["init", "(3, 2)", "(2, 3)"]),
    "own init: nan": (lambda: net(init=lambda r, s, d: np.full(s, np.nan)), ValueError, ["init", "NaN", "finite"]),
    # Left to numpy, the message would not say whose result it means.
    "own init: nothing": (lambda: net(init=lambda r, s, d: None), (TypeError, ValueError), ["init"]),
    "own init: text": (lambda: net(init=lambda r, s, d: np.full(s, "a")), (TypeError, ValueError), ["init"]),
    "own init: ragged": (lambda: net(init=lambda r, s, d: [[1, 2, 3], [4]]), (TypeError, ValueError), ["init"]),
    "x 1-D": (lambda: learn(x=np.ones(2)), ValueError, ["x ", "(2,)", "2 dimensions", "(samples, features)"]),
    "x empty": (lambda: learn(x=np.ones((0, 2)), labels=[]), ValueError, ["x ", "(0, 2)", "empty"]),
    "x too wide": (lambda: learn(x=np.ones((2, 3))), ValueError, ["x ", "(2, 3)", "2 columns"]),
    "x nan": (lambda: learn(x=np.full((2, 2), np.nan)), ValueError, ["x ", "4 NaN", "finite"]),
    "x inf": (lambda: learn(x=np.array([[np.inf, 0], [0, 0]])), ValueError, ["x ", "1 NaN or infinite", "finite"]),
    "x text": (lambda: learn(x=[["a", "b"]]), TypeError, ["x ", "list", "numbers"]),
    "x ragged": (lambda: learn(x=[[1, 2], [3]]), TypeError, ["x ", "list", "numbers"]),
    "x None": (lambda: learn(x=None), TypeError, ["x ", "None", "numbers"]),
    "x complex": (lambda: learn(x=np.eye(2) * 1j), TypeError, ["x ", "numbers"]),
    "labels float": (lambda: learn(labels=np.array([0.0, 1.0])), TypeError, ["labels", "float64", "whole numbers"]),
    "labels bool": (lambda: learn(labels=np.array([True, False])), TypeError, ["labels", "bool", "whole numbers"]),
    "labels text": (lambda: learn(labels=["0", "1"]), TypeError, ["labels", "<U1", "whole numbers"]),
    "labels None": (lambda: learn(labels=None), TypeError, ["labels", "whole numbers"]),
    "labels one-hot": (lambda: learn(labels=np.eye(2, dtype=int)), ValueError, ["labels", "(2, 2)", "(2,)"]),
    "labels too many": (lambda: learn(labels=[0, 1, 1]), ValueError, ["labels", "(3,)", "(2,)"]),
    "labels too large": (lambda: learn(labels=[0, 3]), ValueError, ["labels", "to 3", "from 0 to 2"]),
    "labels negative": (lambda: learn(labels=[-1, 1]), ValueError, ["labels", "from -1", "from 0 to 2"]),
    "labels ragged": (lambda: learn(labels=[[0], [1, 1]]), (TypeError, ValueError), ["labels"]),
    "forward": (lambda: net().forward(np.ones(2)), ValueError, ["x ", "(2,)", "(samples, features)"]),
    "predict": (lambda: net().predict(np.ones((1, 3))), ValueError, ["x ", "(1, 3)", "2 columns"]),
    "accuracy": (lambda: net().accuracy(np.eye(2), [0.0, 1.0]), TypeError, ["labels", "float64", "whole numbers"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)


# ---- What mutants had survived ------------------------------------------------------------------------------------


def test_labels_are_counted_by_the_last_layer_and_not_by_a_hidden_one(complains):
    wide = net((2, 7, 3))
    complains(lambda: wide.accuracy(np.eye(2), [0, 3]), ValueError, ["labels must", "from 0 to 2", "to 3"])
    complains(lambda: wide.loss_and_gradients(np.eye(2), [0, 3]), ValueError, ["labels must", "from 0 to 2", "to 3"])
    narrow = net((2, 2, 5))
    assert 0 <= narrow.accuracy(np.eye(2), [4, 3]) <= 1


def test_inputs_beyond_float32_are_named(complains):
    complains(lambda: net().forward([[1e39, 0.0]]), ValueError, ["x must", "float32", "1e+39"])


def test_training_takes_the_slope_from_the_output_where_it_can():
    """`derivative_from_output` spares a second pass over z: `derivative` is not even asked."""
    asked, tanh = [], ACTIVATIONS["tanh"]
    watched = Activation(
        "watched", np.tanh, lambda z: asked.append(z) or tanh.derivative(z), tanh.derivative_from_output
    )
    asked.clear()
    net((2, 4, 3), activation=watched).loss_and_gradients(np.eye(2), [0, 1])
    assert not asked
