import math
import tracemalloc
import warnings

import numpy as np
import pytest

from wi_lib import MLP
from wi_lib.activations import ACTIVATIONS, leaky_relu
from wi_lib.diagnostics import layer_stats, rms
from wi_lib.initializers import he_normal, normal
from wi_lib.propagation import neighbours, propagate, random_layers


def rng(seed=0):
    return np.random.default_rng(seed)


def setting(widths=(6, 12, 11, 4), samples=9, seed=0, std=0.6):
    """Weight matrices in float64 for these widths, inputs, and an upstream gradient."""
    layers = [rng(seed + l).normal(0, std, shape) for l, shape in enumerate(zip(widths[:-1], widths[1:]))]
    x = rng(seed + 100).normal(size=(samples, widths[0]))
    return layers, x, rng(seed + 200).normal(size=(samples, widths[-1]))


def net_with_biases(activation="tanh"):
    net = MLP([6, 5, 7, 4], activation, normal(0.6), rng(), np.float64)
    for bias in net.biases:
        bias[:] = rng(1).normal(0, 0.5, bias.shape)
    return net


def assert_same_figures(some, others):
    """The figures (not the arrays) of two Propagations agree, up to how the additions are ordered."""
    assert len(some.stats) == len(others.stats)
    for one, other in zip(some.stats, others.stats):
        np.testing.assert_allclose(list(vars(one).values()), list(vars(other).values()), rtol=1e-12)
    if some.gradient_rms is not None or others.gradient_rms is not None:
        np.testing.assert_allclose(some.gradient_rms, others.gradient_rms, rtol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_forward_is_the_formula(activation):
    layers, x, _ = setting()
    seen = propagate(layers, x, activation=activation)
    expected = x
    for l, w in enumerate(layers):
        np.testing.assert_array_equal(seen.activations[l], expected)
        expected = ACTIVATIONS[activation].fn(expected @ w)
    np.testing.assert_allclose(seen.activations[-1], expected, rtol=1e-14)
    assert len(seen.activations) == len(seen.stats) == 4
    assert seen.gradients is None and seen.gradient_rms is None


@pytest.mark.parametrize("activation", [*ACTIVATIONS.values(), leaky_relu(0.3)], ids=repr)
def test_gradients_agree_with_finite_differences(activation):
    """The gradient at layer l is the derivative of sum(upstream · output) for a change of that layer's output."""
    layers, x, upstream = setting()
    seen = propagate(layers, x, upstream, activation=activation)
    step = 1e-6
    for l, h in enumerate(seen.activations[:-1]):
        rest = layers[l:]
        assert np.abs(h @ rest[0]).min() > 1e-5  # no kink within a step
        for at in [(0, 0), (3, 2), (8, h.shape[1] - 1)]:
            change = np.zeros_like(h)
            change[at] = step
            ends = [propagate(rest, h + sign * change, activation=activation).activations[-1] for sign in (1, -1)]
            slope = np.sum(upstream * (ends[0] - ends[1])) / (2 * step)
            # Rounding: a sum of 36 terms of order 1, each 1e-16 off, divided by the step.
            assert seen.gradients[l][at] == pytest.approx(slope, rel=1e-6, abs=1e-8)
    np.testing.assert_array_equal(seen.gradients[-1], upstream)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_mlp_brings_its_biases_and_a_linear_last_layer(activation):
    net = net_with_biases(activation)
    _, x, upstream = setting()
    seen = propagate(net, x, upstream)
    np.testing.assert_allclose(seen.activations[-1], net.forward(x), rtol=1e-13)
    # With the gradient of the loss as upstream, it must be the network's own backpropagation.
    labels = np.arange(9) % 4
    step = 1e-6
    p = np.exp(net.forward(x))
    p = p / p.sum(axis=1, keepdims=True) - np.eye(4)[labels]
    seen = propagate(net, x, p / 9)
    for at in [(0, 0), (4, 5), (8, 3)]:
        change = np.zeros_like(x)
        change[at] = step
        ends = [net.loss_and_gradients(x + sign * change, labels)[0] for sign in (1, -1)]
        assert seen.gradients[0][at] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("with_upstream", [False, True])
def test_kept_arrays_and_streamed_figures_agree(with_upstream):
    layers, x, upstream = setting()
    upstream = upstream if with_upstream else None
    kept = propagate(layers, x, upstream, activation="relu")
    streamed = propagate(layers, x, upstream, activation="relu", keep="stats")
    assert streamed.activations is None and streamed.gradients is None
    assert_same_figures(streamed, kept)
    # And they are the figures of the arrays kept.
    for stats, h, name in zip(kept.stats, kept.activations, ["identity", "relu", "relu", "relu"], strict=True):
        np.testing.assert_equal(vars(stats), vars(layer_stats(h, name)))
    if with_upstream:
        assert [g.shape for g in kept.gradients] == [h.shape for h in kept.activations]
        np.testing.assert_allclose(kept.gradient_rms, [rms(g) for g in kept.gradients], rtol=1e-15)
        assert kept.gradient_ratio[-1] == 1
        np.testing.assert_allclose(kept.gradient_ratio * rms(upstream), kept.gradient_rms, rtol=1e-15)


@pytest.mark.parametrize("depth", [1, 2, 5, 7, 16, 17])
@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_checkpointed_way_back_is_the_same_at_every_depth(depth, activation):
    """Depths around a square number: the last segment of √depth layers may be full, short, or a single layer."""
    layers, x, upstream = setting((5, *([6] * depth)))
    kept = propagate(layers, x, upstream, activation=activation)
    streamed = propagate(layers, x, upstream, activation=activation, keep="stats")
    assert len(kept.gradients) == len(streamed.gradient_rms) == depth + 1
    assert_same_figures(streamed, kept)


def test_checkpointed_way_back_through_an_mlp():
    net = net_with_biases()
    _, x, upstream = setting()
    assert_same_figures(propagate(net, x, upstream, keep="stats"), propagate(net, x, upstream))


def test_generators_tuples_and_stacks_are_lists_of_layers_too():
    layers, x, upstream = setting((5, 5, 5, 5))
    expected = propagate(layers, x, upstream, activation="tanh")
    for other in ((w for w in layers), tuple(layers), np.stack(layers), [w.tolist() for w in layers]):
        assert_same_figures(propagate(other, x, upstream, activation="tanh"), expected)
    forward = propagate((w for w in layers), x, activation="tanh", keep="stats")
    assert [one.std for one in forward.stats] == pytest.approx([one.std for one in expected.stats])


def test_layers_are_asked_for_one_at_a_time():
    """A generator of layers must never be turned into a list while only figures are kept."""
    alive = most = 0

    class Counted(np.ndarray):
        def __del__(self):
            nonlocal alive
            alive -= 1

    def layers():
        nonlocal alive, most
        for w in setting((5, *([5] * 30)))[0]:
            alive += 1
            most = max(most, alive)
            yield np.array(w).view(Counted)

    propagate(layers(), np.ones((2, 5)), activation="tanh", keep="stats")
    assert most <= 3


def peak_bytes(call):
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


WIDTH, SAMPLES = 20, 600
ONE_LAYER = 4 * WIDTH * SAMPLES  # bytes of one layer's outputs in float32


def test_forward_figures_need_the_memory_of_one_layer_at_any_depth():
    x = np.ones((SAMPLES, WIDTH), np.float32)

    def peak(depth):
        layers = random_layers(depth, WIDTH, "he_normal", rng())
        return peak_bytes(lambda: propagate(layers, x, activation="relu", keep="stats"))

    # 60 layers more may cost their figures (300 bytes each), but not one more array; kept, they would cost 60.
    assert peak(70) < peak(10) + ONE_LAYER


def test_the_way_back_needs_the_memory_of_about_two_root_depth_layers():
    depth = 49
    layers = list(random_layers(depth, WIDTH, "he_normal", rng()))
    x, upstream = np.ones((2, SAMPLES, WIDTH), np.float32)
    peak = peak_bytes(lambda: propagate(layers, x, upstream, activation="relu", keep="stats"))
    # √depth stored activations, √depth slopes, and a handful of arrays at work; rms works in float64.
    assert peak < (2 * math.isqrt(depth) + 10) * ONE_LAYER < depth * ONE_LAYER / 2


@pytest.mark.parametrize("activation", ["relu", "identity", "leaky_relu"])
@pytest.mark.parametrize("keep", ["arrays", "stats"])
@pytest.mark.parametrize("dtype, std", [(np.float32, 1e8), (np.float64, 1e60)])
def test_overflow_is_a_result_without_error_or_warning(activation, keep, dtype, std):
    layers = [w.astype(dtype) for w in setting((8, *([8] * 12)), std=std)[0]]
    x, upstream = rng(1).normal(size=(2, 20, 8))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        seen = propagate(layers, x, upstream, activation=activation, keep=keep)
        ratio = seen.gradient_ratio
    assert not math.isfinite(seen.stats[-1].second_moment)
    assert math.isfinite(seen.stats[1].second_moment)
    assert not math.isfinite(ratio[0]) and ratio[-1] == 1


def test_underflow_is_a_result_too():
    layers = setting((8, *([8] * 12)), std=1e-60)[0]
    x, upstream = rng(1).normal(size=(2, 20, 8))
    seen = propagate(layers, x, upstream, activation="tanh")
    assert seen.stats[-1].std == 0 and seen.gradient_ratio[0] == 0
    # Squares of 1e-200 are 0 in floating point; the gradient itself is still there, and measured.
    assert 0 < seen.gradient_rms[-4] < 1e-170


def test_slopes_come_from_z_where_the_sigmoid_has_rounded_to_one():
    seen = propagate([np.array([[40.0]])], np.array([[1.0]]), np.array([[1.0]]), activation="sigmoid")
    assert seen.activations[1][0, 0] == 1.0
    assert seen.gradients[0][0, 0] == pytest.approx(40 * math.exp(-40), rel=1e-12, abs=0)


def test_dtype_is_that_of_the_weights():
    layers, x, upstream = setting()
    single = [w.astype(np.float32) for w in layers]
    seen = propagate(single, x, upstream, activation="tanh")
    assert {a.dtype for a in seen.activations[1:] + seen.gradients} == {np.dtype(np.float32)}
    exact = propagate(layers, x, upstream, activation="tanh")
    np.testing.assert_allclose(seen.gradients[0], exact.gradients[0], atol=1e-5)
    whole = propagate([np.array([[1, 2], [3, 4]])], [[1, 1]], [[1, 0]], activation="relu")
    np.testing.assert_array_equal(whole.activations[1], [[4.0, 6.0]])
    np.testing.assert_array_equal(whole.gradients[0], [[1.0, 3.0]])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("keep", ["arrays", "stats"])
def test_inputs_are_left_alone(activation, keep):
    layers, x, upstream = setting()
    before = [a.copy() for a in (*layers, x, upstream)]
    propagate(layers, x, upstream, activation=activation, keep=keep)
    for now, then in zip((*layers, x, upstream), before):
        np.testing.assert_array_equal(now, then)


def test_looking_at_an_mlp_does_not_change_it():
    net = net_with_biases("identity")
    before = [a.copy() for a in net.weights + net.biases]
    _, x, upstream = setting()
    propagate(net, x, upstream)
    for now, then in zip(net.weights + net.biases, before):
        np.testing.assert_array_equal(now, then)


def test_random_layers_are_what_the_initializer_draws_in_a_row():
    generator = rng(5)
    for w in random_layers(3, 4, he_normal, rng(5), np.float64):
        assert w.dtype == np.float64
        np.testing.assert_array_equal(w, he_normal()(generator, (4, 4), np.float64))
    assert len(list(random_layers(7, 2, "zeros", rng()))) == 7
    assert next(random_layers(1, 2, "zeros", rng())).dtype == np.float32


EYE = np.eye(3)


def run(layers=(EYE,), x=EYE, upstream=None, **settings):
    return propagate(layers, x, upstream, **{"activation": "relu", **settings})


def layers_of(**changes):
    return random_layers(**{"depth": 2, "width": 3, "init": "he_normal", "rng": rng(), **changes})


BAD_CALLS = {
    "x beyond float32": (
        lambda: propagate([np.eye(2, dtype=np.float32)], 1e39 * np.eye(2), activation="relu"),
        ValueError,
        ["x ", "float32", "1e+39"],
    ),
    "x masked": (
        lambda: propagate([np.eye(2)], np.ma.masked_less(np.eye(2), 1), activation="relu"),
        TypeError,
        ["x ", "mask"],
    ),
    "own init: another shape": (
        lambda: list(random_layers(1, 2, lambda r, s, d: np.ones(2), rng())),
        ValueError,
        ["init", "(2, 2)", "(2,)"],
    ),
    "layers None": (lambda: run(None), TypeError, ["net_or_layers", "None", "list of weight matrices"]),
    "layers a number": (lambda: run(3), TypeError, ["net_or_layers", "3", "list of weight matrices"]),
    "layers a name": (lambda: run("he_normal"), TypeError, ["net_or_layers", "'he_normal'", "MLP"]),
    "no layers": (lambda: run([]), ValueError, ["net_or_layers", "none", "at least one"]),
    "no layers, stats": (lambda: run([], keep="stats"), ValueError, ["net_or_layers", "none", "at least one"]),
    "no layers, upstream": (lambda: run([], upstream=EYE), ValueError, ["net_or_layers", "none", "at least one"]),
    "no layers, upstream, stats": (
        lambda: run([], upstream=EYE, keep="stats"),
        ValueError,
        ["net_or_layers", "none", "at least one"],
    ),
    # The likeliest slip of all: one matrix instead of a list with one matrix. Weights have no (samples, features).
    "one matrix": (lambda: run(EYE), ValueError, ["layer 1", "(3,)", "fan_in"]),
    "a layer with nan": (lambda: run([EYE, EYE * np.nan]), ValueError, ["layer 2", "9 NaN", "finite"]),
    "a layer of text": (lambda: run([EYE, "W2"]), TypeError, ["layer 2", "str", "numbers"]),
    "a layer of nothing": (lambda: run([EYE, None]), TypeError, ["layer 2", "None", "numbers"]),
    "layers do not fit": (lambda: run([EYE, np.eye(4)]), ValueError, ["layer 2", "fan_in 3", "(4, 4)"]),
    "x does not fit": (lambda: run(x=np.eye(2)), ValueError, ["layer 1", "fan_in 2", "(3, 3)"]),
    "x 1-D": (lambda: run(x=np.ones(3)), ValueError, ["x ", "(3,)", "(samples, features)"]),
    "x nan": (lambda: run(x=EYE * np.nan), ValueError, ["x ", "9 NaN", "finite"]),
    "x empty": (lambda: run(x=np.ones((0, 3))), ValueError, ["x ", "(0, 3)", "empty"]),
    "x text": (lambda: run(x="abc"), TypeError, ["x ", "str", "numbers"]),
    "upstream: samples": (lambda: run(upstream=np.ones((2, 3))), ValueError, ["upstream", "(2, 3)", "(3, 3)"]),
    "upstream: width": (lambda: run(upstream=np.ones((3, 1))), ValueError, ["upstream", "(3, 1)", "(3, 3)"]),
    "upstream 1-D": (lambda: run(upstream=np.ones(3)), ValueError, ["upstream", "(3,)"]),
    "upstream nan": (lambda: run(upstream=EYE * np.nan), ValueError, ["upstream", "9 NaN", "finite"]),
    "upstream text": (lambda: run(upstream="ones"), TypeError, ["upstream", "str", "numbers"]),
    "activation missing": (lambda: run(activation=None), ValueError, ["activation", "None", "'relu'"]),
    "activation misspelt": (lambda: run(activation="rellu"), ValueError, ["activation", "'rellu'", "mean 'relu'"]),
    "activation of an MLP": (lambda: run(net_with_biases()), ValueError, ["activation", "'relu'", "MLP", "left out"]),
    "keep misspelt": (lambda: run(keep="array"), ValueError, ["keep", "'array'", "'stats'", "mean 'arrays'"]),
    "keep a bool": (lambda: run(keep=True), ValueError, ["keep", "True", "'arrays', 'stats'"]),
    "keep an array": (lambda: run(keep=np.array(["arrays", "stats"])), ValueError, ["keep", "'arrays', 'stats'"]),
    "generator on the way back": (
        lambda: run((w for w in [EYE]), upstream=EYE, keep="stats"),
        TypeError,
        ["net_or_layers", "generator", "list", "upstream", "keep='stats'"],
    ),
    "ratio without upstream": (lambda: run().gradient_ratio, ValueError, ["gradient_ratio", "upstream"]),
    "neighbours of one input": (
        lambda: neighbours([EYE], EYE[:1], EYE[:1], activation="tanh"),
        ValueError,
        ["x", "at least 2", "1"],
    ),
    "neighbours of another shape": (
        lambda: neighbours([EYE], EYE, EYE[:2], activation="tanh"),
        ValueError,
        ["near", "shape"],
    ),
    # All of these at the call itself: a generator would otherwise complain where nobody looks for it.
    "depth 0": (lambda: layers_of(depth=0), ValueError, ["depth", "received 0", "at least 1"]),
    "depth a float": (lambda: layers_of(depth=2.0), TypeError, ["depth", "2.0", "whole number"]),
    "width negative": (lambda: layers_of(width=-3), ValueError, ["width", "-3", "at least 1"]),
    "width a bool": (lambda: layers_of(width=True), TypeError, ["width", "True", "whole number"]),
    "init misspelt": (lambda: layers_of(init="he_norma"), ValueError, ["init", "'he_norma'", "mean 'he_normal'"]),
    "rng missing": (lambda: layers_of(rng=None), TypeError, ["rng", "None", "numpy.random.Generator"]),
    "rng a seed": (lambda: layers_of(rng=1), TypeError, ["rng", "received 1", "numpy.random.Generator"]),
    "rng legacy": (lambda: layers_of(rng=np.random.RandomState(0)), TypeError, ["rng", "RandomState", "Generator"]),
    "dtype": (lambda: layers_of(dtype=np.int32), ValueError, ["dtype", "int32", "float32 or float64"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)


# ---- Two near inputs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("net", [setting()[0], net_with_biases()], ids=["matrices", "MLP"])
def test_neighbours_pair_by_pair(net):
    """Against loops over all pairs."""
    x = setting()[1]
    y = x + 0.1 * rng(5).normal(size=x.shape)
    activation = None if isinstance(net, MLP) else "tanh"
    seen = neighbours(net, x, y, activation=activation)
    one = propagate(net, x, activation=activation).activations
    two = propagate(net, y, activation=activation).activations
    for l, (h, k) in enumerate(zip(one, two)):
        assert seen.near[l] == pytest.approx(np.mean([(a - b) ** 2 for a, b in zip(h, k)]))
        pairs = [np.mean((h[i] - h[j]) ** 2) for i in range(len(h)) for j in range(i)]
        assert seen.unrelated[l] == pytest.approx(np.mean(pairs))
        cosine = [a @ b / math.sqrt(a @ a * (b @ b)) for a, b in zip(h, k)]
        assert seen.correlation[l] == pytest.approx(np.mean(cosine))
    np.testing.assert_allclose(seen.distance, seen.near / seen.unrelated)
    assert 0 < seen.distance[0] < 0.02 and len(seen.distance) == len(one)


@pytest.mark.filterwarnings("error")
def test_neighbours_of_a_dead_net_have_nothing_to_compare_with():
    x = setting()[1]
    seen = neighbours([np.zeros((6, 3))], x, x + 0.1, activation="tanh")
    assert math.isnan(seen.distance[1]) and seen.near[1] == seen.unrelated[1] == 0


# ---- What mutants had survived ------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", ["arrays", "stats"])
@pytest.mark.parametrize("upstream", [None, np.ones((2, 3))])
def test_saturation_is_counted_as_the_layers_own_activation_asks(keep, upstream):
    x = np.array([[0.0, 10.0, -10.0], [0.0, 0.1, 10.0]])
    seen = run(x=x, upstream=upstream, activation="sigmoid", keep=keep)
    assert math.isnan(seen.stats[0].saturated) and seen.stats[1].saturated == 0.5
