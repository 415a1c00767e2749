"""All explorers and benches of the book, for the tests that hold for every one of them."""

import functools
from dataclasses import replace

import numpy as np

import wi_lib as wi
from tests.chapters import of_all
from wi_lib import benches
from wi_lib import explorers as ex
from wi_lib.experiments import replay


def odd_starts():
    """Records of trainings that went well, badly and strangely, so that chapter 7's explorer has to say everything it
    can.
    """
    watched = replay()
    best = watched[2]
    made = [replace(best, accuracy=np.full_like(best.accuracy, accuracy), gradient=best.gradient * [arriving, 1, 1])
            for accuracy, arriving in ((0.1, 1e-6), (0.4, 0.5), (0.8, 10), (0.95, 1e3))]  # fmt: skip
    made.append(replace(watched[3], zeros=np.zeros_like(best.zeros)))
    return ex.watching_explorer(
        [*watched, *(replace(one, start=replace(one.start, key=str(n), name=str(n))) for n, one in enumerate(made))]
    )


#: Every explorer that a page of the book shows, by chapter; and chapter 7's with records that reach all of its
#: sentences.
EXPLORERS = {
    "landing page": ex.first_explorer,
    "1": ex.descent_explorer,
    "2": ex.symmetry_explorer,
    "3": ex.signal_explorer,
    "4": ex.fan_explorer,
    "5": ex.depth_explorer,
    "6": ex.choice_explorer,
    "6, the map": ex.map_explorer,
    "7": lambda: ex.watching_explorer(replay()),
    "7, odd starts": odd_starts,
}


@functools.cache
def _made(name):
    explorer = EXPLORERS[name]()
    return explorer, dict(explorer.index)


def explorer_of(name):
    """The explorer of that name, as it is at first. It takes seconds to make, so all tests of a run share it."""
    explorer, start = _made(name)
    explorer.index = start
    return explorer


def wrong(*arguments):
    raise RuntimeError("oh no")


def wrong_for_many(z):
    """Passes the few numbers that an `Activation` is tried on when it is made."""
    return z if z.size <= 16 else wrong()


CUBE = wi.Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
OWN = {"mine": CUBE, "wrong": wi.Activation("wrong", wrong_for_many, np.ones_like)}

#: name -> the bench; a quick start; the reader's own functions, the last of them broken, and the control that chooses
#: among them; another value for every control; the ends of its range; what its sentence and the picture's description
#: begin with.
BENCHES = {
    "1": (benches.descent_bench, {}, {"mine": lambda w: w**4, "wrong": wrong}, "loss",
          {"start": 0.3, "lr": 0.2, "steps": 7, "loss": "bowl: w²"},
          [{"start": -3, "lr": 1e-3, "steps": 1}, {"start": 3, "lr": 10, "steps": 300}],
          ("After ", "The leaps grow"), "Gradient descent on the curve bowl"),
    "2": (benches.symmetry_bench, {"steps": 20}, {"mine": wi.uniform(0, 1), "wrong": wrong}, "hidden",
          {"hidden": "uniform ±2", "output": "He", "activation": "relu", "units": 5, "steps": 30, "seed": 4},
          [{"units": 1, "seed": 0, "steps": 1}, {"units": 64, "seed": 10**9, "steps": 1}],
          "After ", "5 hidden units as arrows after 30 steps from uniform ±2 and He"),
    "3": (benches.signal_bench, {"depth": 2, "width": 20}, OWN, "activation",
          {"std": 0.5, "depth": 3, "width": 30, "seed": 7, "activation": "relu"},
          [{"seed": 0, "depth": 1, "width": 1, "std": 10}, {"depth": 50, "width": 2, "std": 10}, {"seed": 10**9, "depth": 1, "width": 500, "std": 1e-3}],
          "At the input the gradient", "Spread of the outputs"),
    "4": (benches.fan_bench, {"inputs": 30, "width": 20, "units": 10, "depth": 2}, {"mine": wi.normal(0.1), "wrong": wrong}, "rule",
          {"rule": "He normal", "activation": "relu", "inputs": 40, "width": 15, "units": 5, "depth": 3, "seed": 7},
          [{"inputs": 1, "width": 1, "units": 1, "depth": 1}, {"inputs": 1000, "width": 1, "units": 500, "depth": 50, "activation": "relu"}],
          "Forwards", "Size of signal and gradient over 3 layers, from 40 inputs to 5 units"),
    "5": (benches.depth_bench, {"depth": 4, "width": 10}, OWN, "activation",
          {"gain": 1.0, "leak": 0.5, "depth": 3, "width": 12, "seed": 7, "activation": "tanh"},
          [{"gain": 0.5, "leak": 0, "depth": 100, "width": 2}, {"gain": 2.5, "leak": 1, "depth": 100, "width": 2}, {"gain": 2.5, "depth": 1, "width": 400}],
          "After ", "Mean square of the outputs, and cosine of two inputs, over 3 layers of 12 units, tanh"),
    "6": (benches.choice_bench, {"activation": "relu", "hidden": 1}, OWN, "activation",
          {"activation": "tanh", "gain": 1.4, "lr": 0.01, "hidden": 3, "seed": 5},
          [{"gain": 0.25, "lr": 1e-3, "hidden": 1}, {"activation": "relu", "gain": 16, "lr": 10, "hidden": 10}],
          ("After 300 steps", "The net diverged at step "), "Accuracy and loss of a tanh net with 3 hidden layers"),
    "7": (benches.watching_bench, {"steps": 10}, None, None,
          {"std": 0.3, "lr": 0.5, "steps": 20, "seed": 7, "rule": "He", "activation": "relu"},
          [{"std": 1e-3, "lr": 0.01, "steps": 10}, {"std": 10, "lr": 10, "steps": 10, "activation": "relu"}],
          "After ", "Test accuracy over 20 steps"),
}  # fmt: skip

# Those of later chapters stand in modules of their own, tests/chapters/chapter_NN.py.
EXPLORERS |= of_all("EXPLORERS")
BENCHES |= of_all("BENCHES")
