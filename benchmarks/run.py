"""Measure wi_lib against what a user would pick instead, and print a table of ratios.

    python benchmarks/run.py            all rows, some fifteen minutes on two cores
    python benchmarks/run.py --quick    a tenth of the steps or layers, three pairs
    python benchmarks/run.py train      only the rows whose name contains "train"

The two sides of a row run in turn, A B A B …, and each pair gives one ratio: what else the machine does slows both.
Every run has a process of its own, because the thread pools of OpenBLAS and PyTorch disturb each other.
"""

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

import wi_lib as wi

# --- The sides. Each takes a size (steps or layers), prepares, and returns the function to be measured. ---

SIZES, BATCH, LR = [784, 100, 100, 100, 100, 10], 128, 0.05


def nets(count):
    return [wi.MLP(SIZES, activation="relu", init="he_normal", rng=np.random.default_rng(i)) for i in range(count)]


def wi_train(steps):
    (net,), data = nets(1), wi.load_mnist()
    return lambda: wi.train(net, data, lr=LR, steps=steps, batch_size=BATCH, rng=np.random.default_rng(9)).loss


def wi_race(steps):
    nine, data = nets(9), wi.load_mnist()
    return lambda: wi.race(nine, data, lr=LR, steps=steps, batch_size=BATCH, rng=np.random.default_rng(9))[-1].loss


def torch_train(steps, count=1):
    """Eager PyTorch as its tutorials write it: from the same weights, on the same batches in the same order."""
    import torch
    from torch import nn

    data, rng = wi.load_mnist(), np.random.default_rng(9)
    x, y = torch.tensor(data.x_train), torch.tensor(data.y_train.astype(np.int64))
    shuffled = np.concatenate([rng.permutation(len(x)) for _ in range(1 + steps * BATCH // len(x))])
    order = torch.tensor(shuffled[: steps * BATCH].reshape(steps, BATCH))
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
                losses.append(loss.item())  # wi_lib keeps every loss, too
        return losses

    return run


def wi_table(size):
    from wi_lib.explorers import signal_explorer

    return signal_explorer


def layers_and_inputs(how, init, depth, width):
    """The layers are "one" matrix again and again, so that little but products is left, or each is "drawn" anew."""
    x = np.random.default_rng(1).standard_normal((1000, width), dtype=np.float32)
    if how == "drawn":
        return wi.random_layers(depth, width, init, np.random.default_rng(0)), x
    return list(wi.random_layers(1, width, init, np.random.default_rng(0))) * depth, x


def wi_propagate(depth, how, activation, width=1000, back=False):
    init = "he_normal" if activation == "relu" else "lecun_normal"
    layers, x = layers_and_inputs(how, init, depth, width)
    return lambda: wi.propagate(layers, x, x if back else None, activation=activation, keep="stats")


def bare_products(depth, how, width=1000, back=False):
    # lecun_normal whatever the activation: with none at all it is the one that keeps the numbers of ordinary size.
    layers, x = layers_and_inputs(how, "lecun_normal", depth, width)

    def run():
        h = x
        for w in layers:
            h = h @ w
        for w in reversed(layers) if back else ():
            h = h @ w.T

    return run


# --- The measures. ---


def seconds(side, size, repeats):
    """The best of some repeats, the one that other programs disturbed least."""
    side(max(2, size // 20))()  # warm up: caches, thread pools, PyTorch's first call
    best = float("inf")
    for run in (side(size) for _ in range(repeats)):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def megabytes(side, size, repeats):
    run = side(size)
    tracemalloc.start()  # NumPy reports its arrays to it
    run()
    return tracemalloc.get_traced_memory()[1] / 1e6


# --- The rows. Add yours at the end of ROWS; with theirs=None the target is in the measure's own unit. ---


@dataclass(frozen=True)
class Row:
    name: str
    ours: Callable
    against: str
    theirs: Callable | None
    size: int  # steps or layers
    target: float
    pairs: int = 5
    repeats: int = 1
    measure: Callable = seconds
    needs: str = ""  # a module without which the row is skipped


def propagate_row(what, against, size, target, pairs, activation="tanh", **options):
    ours, theirs = partial(wi_propagate, activation=activation, **options), partial(bare_products, **options)
    return Row(f"propagate, {activation}, {what}", ours, against, theirs, size, target, pairs)


deep = partial(wi_propagate, how="drawn", activation="tanh")
ROWS = [
    Row("train one net", wi_train, "PyTorch", torch_train, 500, 0.95, 9, 5, needs="torch"),
    Row("race nine nets", wi_race, "PyTorch, in turn", partial(torch_train, count=9), 100, 0.65, 9, 3, needs="torch"),
    propagate_row("one matrix", "products", 1000, 1.5, 5, how="one"),
    propagate_row("one matrix", "products", 1000, 1.5, 5, "relu", how="one"),
    propagate_row("drawn", "drawing and products", 1000, 1.5, 3, how="drawn"),
    propagate_row("drawn", "drawing and products", 1000, 1.5, 3, "relu", how="drawn"),
    propagate_row("both ways", "products both ways", 200, 3.0, 9, how="one", width=500, back=True),
    Row("explorer, its whole table", wi_table, "3 seconds", None, 1, 3.0, 3, 1),
    Row("propagate, peak memory", deep, "a tenth of the depth", lambda n: deep(n // 10), 1000, 1.05, 1, 1, megabytes),
]


def measured(threads, *arguments):
    environment = os.environ | {f"{pool}_NUM_THREADS": str(threads) for pool in ("OMP", "OPENBLAS", "MKL")}
    command = [sys.executable, __file__, "--side", *map(str, arguments)]
    return float(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contains", nargs="?", default="", help="only the rows whose name contains this")
    parser.add_argument("--quick", action="store_true", help="a tenth of the steps or layers, three pairs")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="for both sides alike")
    parser.add_argument("--side", nargs=3, help=argparse.SUPPRESS)  # how this file calls itself
    args = parser.parse_args()
    if args.side:
        row = ROWS[int(args.side[0])]
        print(row.measure(getattr(row, args.side[1]), int(args.side[2]), row.repeats))
        return

    print(f"{args.threads} threads, NumPy {np.__version__}. Ours ÷ theirs, median [min, max]; below 1 is better.")
    for index, row in enumerate(ROWS):
        if args.contains not in row.name:
            continue
        if row.needs and importlib.util.find_spec(row.needs) is None:
            print(f"{row.name:28}   skipped: {row.needs} is not installed")
            continue
        size, pairs = (row.size // 10, min(row.pairs, 3)) if args.quick else (row.size, row.pairs)
        run = partial(measured, args.threads, index)
        runs = [(run("ours", size), run("theirs", size) if row.theirs else 1.0) for _ in range(pairs)]
        ratio, low, high = [f(ours / theirs for ours, theirs in runs) for f in (statistics.median, min, max)]
        verdict = f"target {row.target:.2f}  {'ok' if ratio <= row.target else 'NOT MET'}"
        medians = " : ".join(f"{statistics.median(side):.3g}" for side in zip(*runs)) + f" {row.measure.__name__}"
        spread = f"{ratio:.2f} [{low:.2f}, {high:.2f}]"
        print(f"{row.name:28} ÷ {row.against:20}  {spread:18}  {verdict:20}  ({medians})", flush=True)


if __name__ == "__main__":
    main()
