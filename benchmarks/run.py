"""Measure wi_lib against what a user would pick instead, and print one table of ratios.

    python benchmarks/run.py            all rows, some fifteen minutes on two cores
    python benchmarks/run.py --quick    fewer steps, layers and pairs, for a look
    python benchmarks/run.py train      only the rows whose name contains "train"

The two sides of a row run in turn, A B A B …, and a ratio is taken within each pair: whatever else the machine does then
slows both. Each run has a fresh process to itself, because the thread pools of OpenBLAS and PyTorch disturb each other.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # measure this checkout, not an installed copy

import wi_lib as wi  # noqa: E402

# --- The sides: each takes a size (steps or layers), prepares, and returns what is to be measured. ---

SIZES = [784, 100, 100, 100, 100, 10]
BATCH, LR = 128, 0.05


def nets(count):
    return [wi.MLP(SIZES, activation="relu", init="he_normal", rng=np.random.default_rng(seed)) for seed in range(count)]


def wi_train(steps):
    net, data = nets(1)[0], wi.load_mnist()
    return lambda: wi.train(net, data, lr=LR, steps=steps, batch_size=BATCH, rng=np.random.default_rng(9)).loss


def wi_race(steps):
    nine, data = nets(9), wi.load_mnist()
    return lambda: wi.race(nine, data, lr=LR, steps=steps, batch_size=BATCH, rng=np.random.default_rng(9))


def torch_train(steps, count=1):
    """Eager PyTorch as its tutorials write it, from the same weights, on the same batches in the same order."""
    import torch
    from torch import nn

    data, rng = wi.load_mnist(), np.random.default_rng(9)
    x, y = torch.tensor(data.x_train), torch.tensor(data.y_train.astype(np.int64))
    rounds = -(-steps * BATCH // len(x))
    order = np.concatenate([rng.permutation(len(x)) for _ in range(rounds)])[: steps * BATCH].reshape(steps, BATCH)
    order = torch.tensor(order)
    models = []
    for net in nets(count):
        modules = []
        for weights, bias in zip(net.weights, net.biases):
            linear = nn.Linear(*weights.shape)
            linear.weight.data, linear.bias.data = torch.tensor(weights.T.copy()), torch.tensor(bias)
            modules += [linear, nn.ReLU()]
        models.append(nn.Sequential(*modules[:-1]))

    def run():
        for model in models:
            optimizer, loss_function = torch.optim.SGD(model.parameters(), lr=LR), nn.CrossEntropyLoss()
            losses = []
            for batch in order:
                optimizer.zero_grad()
                loss = loss_function(model(x[batch]), y[batch])
                loss.backward()
                optimizer.step()
                losses.append(loss.item())  # wi_lib keeps every loss too
        return losses

    return run


def normal(rows, columns):
    return np.random.default_rng(1).standard_normal((rows, columns), dtype=np.float32)


def layers_for(how, init, depth, width):
    """One matrix over and over (nothing but the products is left), or a new one drawn for each layer."""
    if how == "drawn":
        return wi.random_layers(depth, width, init, np.random.default_rng(0))
    return [wi.INITIALIZERS[init]()(np.random.default_rng(0), (width, width))] * depth


def wi_propagate(depth, how, activation, width=1000):
    init = "he_normal" if activation == "relu" else "lecun_normal"
    layers, x = layers_for(how, init, depth, width), normal(1000, width)
    return lambda: wi.propagate(layers, x, activation=activation, keep="stats")


def bare_products(depth, how, width=1000):
    # lecun_normal whatever the activation: without one it keeps the numbers of ordinary size.
    layers, x = layers_for(how, "lecun_normal", depth, width), normal(1000, width)

    def run():
        h = x
        for w in layers:
            h = h @ w

    return run


def wi_both_ways(depth, width=500):
    layers, x = layers_for("list", "lecun_normal", depth, width), normal(1000, width)
    return lambda: wi.propagate(layers, x, x, activation="tanh", keep="stats")


def bare_both_ways(depth, width=500):
    layers, x = layers_for("list", "lecun_normal", depth, width), normal(1000, width)

    def run():
        h = g = x
        for w in layers:
            h = h @ w
        for w in reversed(layers):
            g = g @ w.T

    return run


# --- The measures ---


def seconds(side, size):
    side(max(2, size // 20))()  # warm up: caches, thread pools, PyTorch's first call
    run = side(size)
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def peak_mb(side, size):
    run = side(size)
    tracemalloc.start()  # NumPy reports its arrays to it
    run()
    return tracemalloc.get_traced_memory()[1] / 1e6


# --- The rows: add yours at the end. ---


@dataclass(frozen=True)
class Row:
    name: str
    ours: Callable
    against: str
    theirs: Callable | None  # None: nothing to compare with; the figure is the measure itself
    size: int  # steps or layers
    target: float | None = None
    measure: Callable = seconds
    pairs: int = 5
    needs: str = ""  # a module without which the row is skipped


ROWS = [
    Row("train 784-100×4-10", wi_train, "PyTorch eager", torch_train, 1000, 0.95, pairs=9, needs="torch"),
    Row("race nine of them", wi_race, "PyTorch, in turn", partial(torch_train, count=9), 200, 0.65, pairs=9, needs="torch"),
]
for _how, _against in (("list", "bare products"), ("drawn", "drawing + products")):
    for _phi in ("tanh", "relu"):
        ROWS.append(
            Row(f"propagate {_phi}, {_how} layers", partial(wi_propagate, how=_how, activation=_phi), _against,
                partial(bare_products, how=_how), 1000, 1.5)
        )  # fmt: skip
_drawn = partial(wi_propagate, how="drawn", activation="tanh")
ROWS += [
    Row("propagate with upstream", wi_both_ways, "bare products both ways", bare_both_ways, 200, 3.0),
    Row("propagate, peak memory", _drawn, "a tenth of the layers", lambda n: _drawn(n // 10), 1000, 1.05, peak_mb, pairs=1),
]


def measured(index, side, size, threads):
    """Run one side in a fresh process and return its figure."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    command = [sys.executable, __file__, "--side", str(index), side, str(size)]
    done = subprocess.run(command, env=os.environ | dict.fromkeys(names, str(threads)), stdout=subprocess.PIPE, check=True)
    return float(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contains", nargs="?", default="", help="only rows whose name contains this")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, three pairs")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="for every side alike")
    parser.add_argument("--side", nargs=3, help=argparse.SUPPRESS)  # how this file calls itself
    args = parser.parse_args()
    if args.side:
        row = ROWS[int(args.side[0])]
        print(row.measure(getattr(row, args.side[1]), int(args.side[2])))
        return

    print(f"{args.threads} threads, NumPy {np.__version__}. Ratio: ours ÷ theirs, median [min, max]; below 1 is faster.")
    for index, row in enumerate(ROWS):
        if args.contains not in row.name:
            continue
        if row.needs and importlib.util.find_spec(row.needs) is None:
            print(f"{row.name:28} skipped: {row.needs} is not installed")
            continue
        size, pairs = (row.size // 10, min(3, row.pairs)) if args.quick else (row.size, row.pairs)
        runs = []
        for _ in range(pairs):
            ours = measured(index, "ours", size, args.threads)
            runs.append((ours, measured(index, "theirs", size, args.threads) if row.theirs else 1.0))
        ratios = [ours / theirs for ours, theirs in runs]
        ratio = statistics.median(ratios)
        verdict = "" if row.target is None else f"≤ {row.target}  {'ok' if ratio <= row.target else 'NOT MET'}"
        unit = "MB" if row.measure is peak_mb else "s"
        medians = " : ".join(f"{statistics.median(side):.3g}" for side in zip(*runs))
        spread = f"{ratio:.2f} [{min(ratios):.2f}, {max(ratios):.2f}]"
        print(f"{row.name:28} ÷ {row.against:24} {spread:20} {verdict:15} ({medians} {unit}, size {size:,})", flush=True)


if __name__ == "__main__":
    main()
