"""The engine's table and traits, chapter 3's explorer against the library, and the bench."""

import re

import ipywidgets
import numpy as np
import pytest

import wi_lib as wi
from wi_lib.explorers import Array, Bars, Bench, Control, Explorer, Lines, Mark, Plane, Series, Words, signal_bench, signal_explorer
from wi_lib.explorers.signal import BINS, shown_layers

STDS = (0.01, 0.1, 1.0)


@pytest.fixture(scope="module")
def small():
    """A small grid of the real explorer."""
    return signal_explorer(stds=STDS, depths=(2, 5), widths=(50, 100), inputs=128, seeds=3)


def tiny(**changes):
    """An explorer with one control and one line, with some arguments changed."""
    parts = {
        "title": "tiny",
        "subtitle": "",
        "controls": [Control("n", "size", [1, 2, 3], start=2)],
        "arrays": {"y": Array(np.arange(6).reshape(3, 2), ["n"])},
        "panels": [Lines("line", "", [Series("y", "y")], (0, 5), [0, 5])],
        "words": [],
    }
    return Explorer(**(parts | changes))


# ---- The engine ---------------------------------------------------------------------------------------------------


def test_explorer_starts_where_it_is_told_and_follows_chosen_and_index():
    explorer = tiny()
    assert explorer.chosen == {"n": 2} and list(explorer.slice("y")) == [2, 3]
    explorer.chosen = {"n": 3}
    assert explorer.index == {"n": 2} and list(explorer.slice("y")) == [4, 5]
    explorer.index = {"n": 0}
    assert explorer.chosen == {"n": 1} and list(explorer.slice("y")) == [0, 1]


def test_explorer_tells_the_page_of_a_change():
    explorer, seen = tiny(), []
    explorer.observe(lambda change: seen.append(change["new"]), names="index")
    explorer.chosen = {"n": 1}
    assert seen == [{"n": 0}]
    assert {"spec", "table", "index", "_esm", "_css"} <= set(explorer.get_state())


def test_repr_has_no_address():
    assert repr(tiny()) == "Explorer('tiny': n = 2)"
    if hasattr(tiny(), "_repr_mimebundle_"):  # not with ipywidgets 7, which has another way to show a widget
        bundle = tiny()._repr_mimebundle_()
        assert "0x" not in str(bundle[0] if isinstance(bundle, tuple) else bundle)


@pytest.mark.parametrize("dtype, step, worst", [("float32", 1.0, 1e-7), ("uint8", 1.0, 0.5), ("int16", 0.01, 0.005)])
def test_arrays_travel_in_each_form(dtype, step, worst):
    data = np.linspace(0, 255, 3 * 7).reshape(3, 7)
    explorer = tiny(arrays={"odd": Array(np.ones((3, 1)), ["n"], "uint8"), "y": Array(data, ["n"], dtype, step)})
    for index in range(3):
        explorer.index = {"n": index}
        assert np.abs(explorer.slice("y") - data[index]).max() <= worst + 1e-7 * 255
    offsets = [about["offset"] for about in explorer.spec["arrays"].values()]
    assert all(offset % 4 == 0 for offset in offsets), "typed arrays in JavaScript need aligned starts"


@pytest.mark.parametrize("dtype", ["float32", "int16"])
def test_nan_marks_what_does_not_exist(dtype):
    explorer = tiny(arrays={"y": Array([[1, np.nan], [2, np.nan], [3, 4]], ["n"], dtype)})
    assert np.isnan(explorer.slice("y")[1])


BAD = {
    "no values": (lambda: Control("n", "", []), "values of control 'n' must not be empty"),
    "texts": (lambda: Control("n", "", [1, 2], ["one"]), "must be 2, one a value; received 1"),
    "kind": (lambda: Control("n", "", [1], kind="dial"), "kind must be one of 'slider', 'radio', 'select', 'play'; received 'dial'"),
    "start": (lambda: Control("n", "", [1, 2], start=3), "must be one of 1, 2; received 3"),
    "mark": (lambda: Control("n", "", [1, 2], marks={7: "seven"}), "must be one of 1, 2; received 7"),
    "shape": (lambda: tiny(arrays={"y": Array(np.ones((2, 2)), ["n"])}), "must have leading axes (3,)"),
    "control": (lambda: tiny(arrays={"y": Array(np.ones((3, 2)), ["m"])}), "must be one of 'n'; received 'm'"),
    "dtype": (lambda: tiny(arrays={"y": Array(np.ones((3, 2)), ["n"], "float16")}), "received 'float16'"),
    "range": (lambda: tiny(arrays={"y": Array(np.full((3, 2), 300), ["n"], "uint8")}), "must be from 0 to 255"),
    "series": (lambda: tiny(panels=[Lines("p", "", [Series("z", "z")], (0, 1), [])]), "must be one of 'y'; received 'z'"),
    "bars": (lambda: tiny(panels=[Bars("p", "", "y", "y", "y", "", "q", "", ("0", "1"))]), "received 'q'"),
    "line style": (lambda: Series("y", "y", style="dotted"), "style must be one of 'line', 'dashed', 'here'; received 'dotted'"),
    "mark style": (lambda: Mark("y", "y", "y", "star"), "'arrows', 'rule'; received 'star'"),
    "plane": (lambda: tiny(panels=[Plane("p", "", [Mark("", "y", "q")], (0, 1), (0, 1), [], [])]), "must be one of 'y'; received 'q'"),
    "words": (lambda: tiny(words=[Words("which", [], {})]), "array in words must be one of 'y'; received 'which'"),
    "format": (lambda: tiny(words=[Words("y", [], {"a": ("y", 0, "roman")})]), "received 'roman'"),
    "slice": (lambda: tiny().slice("z"), "name must be one of 'y'; received 'z'"),
    "chosen value": (lambda: setattr(tiny(), "chosen", {"n": 9}), "n must be one of 1, 2, 3; received 9"),
    "chosen name": (lambda: setattr(tiny(), "chosen", {"m": 1}), "control must be one of 'n'; received 'm'"),
    "index": (lambda: setattr(tiny(), "index", {"n": 3}), "from 0 to 2; received 3"),
    "bench": (lambda: Bench("b", {}, None), "compute must be a function; received None"),
    "bench start": (lambda: signal_bench(sigma=1), "start must be one of 'activation', 'std', 'depth', 'width', 'seed'; received 'sigma'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_declarations_are_answered_clearly(case):
    call, message = BAD[case]
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        call()


# ---- Chapter 3's explorer -----------------------------------------------------------------------------------------


def by_hand(activation, std, depth, width, seed):
    """What the explorer's table holds, computed with `propagate` from the draws that its docstring names."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((128 if seed == 0 else 16, width))
    layers = [std * rng.standard_normal((width, width)) for _ in range(5)][:depth]
    upstream = np.random.default_rng([seed, depth]).standard_normal((16, width))
    forward = wi.propagate(layers, x, activation=activation)
    backward = wi.propagate(layers, x[:16], upstream, activation=activation)
    return forward, np.log10(backward.gradient_ratio)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("std", STDS)
@pytest.mark.parametrize("depth, width", [(2, 50), (5, 100)])
def test_table_is_what_propagate_computes(small, activation, std, depth, width):
    small.chosen = {"activation": activation, "std": std, "depth": depth, "width": width}
    forward, _ = by_hand(activation, std, depth, width, 0)
    rows = small.slice("cells")
    rows = rows[~np.isnan(rows)].astype(int)
    assert list(small.slice("layers")[rows]) == list(range(1, depth + 1))
    for row, stats in zip(rows, forward.stats[1:]):
        assert small.slice("pooled_std")[row] == pytest.approx(stats.std, rel=1e-5)
        assert small.slice("unit_std")[row] == pytest.approx(stats.unit_std, rel=1e-5)
    last = forward.stats[-1]
    assert small.slice("extreme")[0] == pytest.approx(last.zeros if activation == "relu" else last.saturated, abs=1e-6)

    curves = np.array([by_hand(activation, std, depth, width, seed)[1] for seed in range(3)])
    for name, expected in (("gradient", curves.mean(0)), ("low", curves.min(0)), ("high", curves.max(0))):
        assert small.slice(name)[: depth + 1] == pytest.approx(expected, abs=0.0011)
        assert np.isnan(small.slice(name)[depth + 1 :]).all()
    theory = np.log10(wi.predict(activation, std, width, depth).gradient_ratio)
    assert small.slice("theory")[: depth + 1] == pytest.approx(theory, abs=0.0011)


def test_histograms_count_every_output_once(small):
    small.chosen = {"activation": "sigmoid", "std": 1.0, "depth": 5, "width": 100}
    bars = small.slice("pooled_bars").reshape(-1, BINS).astype(float)
    assert (bars.max(axis=1) == 255).all()
    outputs = by_hand("sigmoid", 1.0, 5, 100, 0)[0].activations[1]
    counts, _ = np.histogram(outputs, BINS, (0, 1))
    assert bars[0] == pytest.approx(counts * 255 / counts.max(), abs=0.51)


def test_outputs_beyond_the_axis_are_in_the_last_bar(small):
    small.chosen = {"activation": "relu", "std": 1.0, "depth": 5, "width": 100}
    last = small.slice("pooled_bars").reshape(-1, BINS)[int(small.slice("cells")[4])]
    assert last[-1] > 200, "exploded outputs pile up at 4+"


def test_the_numbers_of_the_usual_tale_are_backwards(small):
    small.chosen = {"activation": "sigmoid", "std": 1.0, "depth": 5, "width": 100}
    large = small.slice("gradient")[0]
    small.chosen = {"std": 0.01}
    assert large > np.log10(0.5) and small.slice("gradient")[0] < np.log10(2e-8)


def test_choices_with_one_value_get_no_control():
    explorer = signal_explorer(activations=("tanh",), stds=STDS, depths=(5,), widths=(50,), inputs=50, seeds=1)
    assert list(explorer.chosen) == ["std"]
    assert explorer.slice("gradient").shape == (6,)


def test_shown_layers_are_first_last_and_evenly_between():
    assert shown_layers(1) == [1]
    assert shown_layers(5) == [1, 2, 3, 4, 5]
    for depth in (6, 10, 20, 50):
        shown = shown_layers(depth)
        assert len(shown) == 5 and shown[0] == 1 and shown[-1] == depth


def test_every_sentence_can_be_reached_and_filled():
    """The cases that the table names exist, and every {name} in a sentence has a value."""
    explorer = signal_explorer(stds=(0.001, 0.01, 0.1, 0.16, 0.3, 1.0, 2.5), depths=(2, 10), widths=(50, 100), inputs=50, seeds=1)
    for words in explorer.spec["words"]:
        about = explorer.spec["arrays"][words["case"]]
        size = int(np.prod(about["shape"]))
        used = set(np.frombuffer(explorer.table, np.uint8, size, about["offset"]))
        assert used == set(range(len(words["sentences"])))
        for tag, tone, text in words["sentences"]:
            assert tone in ("good", "bad", "plain")
            assert set(re.findall(r"\{(\w+)\}", tag + text)) <= set(words["values"])


# ---- The bench ----------------------------------------------------------------------------------------------------


def test_bench_computes_anew_for_every_control():
    bench = signal_bench(depth=2, width=20)
    said = {bench.text}
    for name, value in (("std", 0.5), ("depth", 3), ("width", 30), ("seed", 7), ("activation", "relu")):
        bench.controls[name].value = value
        said.add(bench.text)
    assert len(said) == 6
    picture = bench.children[-1].value
    assert 'src="data:image/png;base64,' in picture and 'alt="Spread of the outputs' in picture


def test_bench_agrees_with_the_library():
    bench = signal_bench(std=0.1, depth=4, width=60, seed=3)
    rng = np.random.default_rng(3)
    layers = list(wi.random_layers(4, 60, wi.normal(bench.controls["std"].value), rng, np.float64))
    x, upstream = rng.standard_normal((2, 500, 60))
    kept = wi.propagate(layers, x, upstream, activation="sigmoid").gradient_ratio[0]
    assert f"Of the gradient, {kept:.3g} comes back" in bench.text


def test_bench_takes_the_readers_own_activation_and_survives_its_mistakes():
    def wrong(z):  # not for the few numbers that an Activation is tried on
        if z.size > 16:
            raise RuntimeError("oh no")
        return z

    cube = wi.Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
    broken = wi.Activation("broken", wrong, np.ones_like)
    bench = signal_bench({"cube": cube, "broken": broken}, depth=2, width=10, std=0.1)
    bench.controls["activation"].value = "cube"
    assert bench.text.startswith("Of the gradient")
    bench.controls["activation"].value = "broken"
    assert bench.text == "RuntimeError: oh no" and "oh no" in bench.children[-1].value
    bench.controls["activation"].value = "tanh"
    assert bench.text.startswith("Of the gradient")


@pytest.mark.parametrize("seed, depth, width", [(-5, 1, 1), (0, 50, 2), (10**9, 1, 500)])
def test_bench_answers_at_the_ends_of_its_range(seed, depth, width):
    bench = signal_bench(seed=seed, depth=depth, width=width, std=10)
    assert bench.text.startswith("Of the gradient")


def test_bench_is_made_of_plain_widgets():
    bench = signal_bench(depth=1, width=5)
    assert all(type(child).__module__.startswith("ipywidgets") for child in bench.children)
    assert repr(bench) == "Bench('Try your own values')"
    assert isinstance(bench, ipywidgets.VBox)


def test_an_index_or_a_choice_given_in_part_keeps_the_rest():
    controls = [Control("n", "size", [1, 2, 3], start=2), Control("m", "kind", ["a", "b"], start="b")]
    explorer = tiny(controls=controls, arrays={"y": Array(np.arange(12).reshape(3, 2, 2), ["n", "m"])})
    explorer.index = {"n": 0}
    assert explorer.index == {"n": 0, "m": 1} and list(explorer.slice("y")) == [2, 3]
    explorer.chosen = {"m": "a"}
    assert explorer.index == {"n": 0, "m": 0} and list(explorer.slice("y")) == [0, 1]
    explorer.index = {}
    assert explorer.index == {"n": 0, "m": 0}
