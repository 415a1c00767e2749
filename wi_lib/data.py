"""The data of the course: a subset of MNIST that ships with the package, and small two-dimensional toys."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from . import _validate
from ._types import Floats, Labels

#: How many pixels a side of a digit has: as in MNIST, or averaged over blocks.
Side = Literal[28, 14, 7]


@dataclass(frozen=True)
class Dataset:
    """Examples for classification.

    Attributes:
        x_train, x_test: float32 arrays (examples, features).
        y_train, y_test: integer labels from 0 to classes - 1, shape (examples,).
        name: for figures and messages.

    Raises:
        TypeError, ValueError: an array is empty, has the wrong shape, or holds NaN, or
            the name is no text; the message says which.

    Example:
        >>> data = Dataset(np.eye(3), np.arange(3), np.eye(3), np.arange(3), "three points")
        >>> data
        Dataset('three points', 3 + 3 examples, 3 features, 3 classes)
    """

    x_train: Floats
    y_train: Labels
    x_test: Floats
    y_test: Labels
    name: str = "data"

    def __post_init__(self) -> None:
        _validate.text("name", self.name)
        columns = None
        for part in ("train", "test"):
            x = _validate.matrix(f"x_{part}", getattr(self, f"x_{part}"), columns=columns)
            x = _validate.cast(f"x_{part}", x, np.float32)
            y = _validate.labels_for(f"y_{part}", getattr(self, f"y_{part}"), samples=len(x), classes=2**31)
            object.__setattr__(self, f"x_{part}", x)
            object.__setattr__(self, f"y_{part}", y)
            columns = x.shape[1]

    @property
    def features(self) -> int:
        """How many numbers describe one example."""
        return self.x_train.shape[1]

    @property
    def classes(self) -> int:
        """How many classes there are: the largest label, plus 1."""
        return int(max(self.y_train.max(), self.y_test.max())) + 1

    def __repr__(self) -> str:
        sizes = f"{len(self.x_train)} + {len(self.x_test)} examples"
        return f"Dataset({self.name!r}, {sizes}, {self.features} features, {self.classes} classes)"


_MNIST_FILE = "mnist_10k_2k.npz"
_MNIST_SHA256 = {
    "x_train": "61f83fe388c7ffc7b950f5bb359f1d4f6e94bfd5df5f42593323a7706423210d",
    "y_train": "ebcdcef028a720368035e2faa08c8d70fb88524002022bb675f7970a564215ef",
    "x_test": "f0d1250f0e1c81ed67029fd6a06f6781e6a9151cec42d9fac4a16c7f77c0c06c",
    "y_test": "221abe75a4dacf229f1de7c9c10a0c614576749d93ef93f8a70bf32587b4ea2f",
}


def load_mnist(side: Side = 28) -> Dataset:
    """10,000 training and 2,000 test digits of MNIST, as float32 rows with pixels from 0 (paper) to 1 (ink).

    Args:
        side: 28 for the original images; 14 or 7 averages blocks of 2 × 2 or 4 × 4 pixels.

    Returns:
        Dataset: 784, 196 or 49 features, 10 classes. The arrays are read-only, since every caller gets the same ones.

    Raises:
        ValueError: `side` is another number.
        RuntimeError: the data file is missing or damaged (its checksum is wrong); the message says which.

    Source: LeCun & Cortes, MNIST; every 6th training and every 5th test image. It has its own licence note, beside it.

    Example:
        >>> load_mnist()
        Dataset('MNIST 28×28', 10000 + 2000 examples, 784 features, 10 classes)
    """
    _validate.choice("side", side, get_args(Side))
    return _mnist(int(side))


@functools.lru_cache(maxsize=3)
def _mnist(side: int) -> Dataset:
    path = resources.files(__package__) / "data" / _MNIST_FILE
    arrays = _read_checked(path)

    def pixels(images: NDArray[Any]) -> Floats:
        block = 28 // side
        blocks = images.reshape(len(images), side, block, side, block).astype(np.float32)
        return blocks.mean(axis=(2, 4)).reshape(len(images), -1) / np.float32(255)

    dataset = Dataset(
        pixels(arrays["x_train"]), arrays["y_train"], pixels(arrays["x_test"]), arrays["y_test"], f"MNIST {side}×{side}"
    )
    for array in (dataset.x_train, dataset.y_train, dataset.x_test, dataset.y_test):
        array.flags.writeable = False
    return dataset


def _read_checked(path: Traversable) -> dict[str, NDArray[Any]]:
    """The arrays of the data file, or a RuntimeError that says what is wrong with it."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in _MNIST_SHA256}
    except FileNotFoundError:
        raise RuntimeError(f"{path} is missing: install wi_lib again.") from None
    except Exception as error:  # zipfile, zlib and numpy answer damage with a dozen kinds of error
        raise RuntimeError(f"{path} is damaged ({type(error).__name__}: {error}): install wi_lib again.") from None
    for name, expected in _MNIST_SHA256.items():
        found = hashlib.sha256(np.ascontiguousarray(arrays[name]).data).hexdigest()
        if found != expected:
            raise RuntimeError(
                f"{path} is damaged: {name} must have the SHA-256 {expected[:12]}…, it has {found[:12]}…; "
                "install wi_lib again."
            )
    return arrays


def make_blobs(rng: Generator, n: int = 600, classes: int = 3, std: float = 0.4) -> Dataset:
    """Round clouds of points, their centres evenly spaced on a circle of radius 1.5: a linear problem.

    Args:
        rng: a `numpy.random.Generator`.
        n: points in all, at least 4 a class; every fourth becomes a test point.
        classes: at least 2.
        std: of each cloud, 0 to 1e30.

    Returns:
        Dataset: 2 features.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> make_blobs(np.random.default_rng(0))
        Dataset('blobs', 450 + 150 examples, 2 features, 3 classes)
    """
    n, classes, std = _toy_arguments(rng, n, classes, "std", std)
    y = np.arange(n) % classes
    angle = 2 * np.pi * y / classes
    x = 1.5 * np.column_stack([np.cos(angle), np.sin(angle)]) + rng.normal(0, std, (n, 2))
    return _split(rng, x, y, "blobs")


def make_moons(rng: Generator, n: int = 600, noise: float = 0.1) -> Dataset:
    """Two interleaved half circles: the smallest problem that needs a hidden layer.

    Args:
        rng, n: as in `make_blobs`.
        noise: standard deviation added to every coordinate, 0 to 1e30.

    Returns:
        Dataset: 2 features, 2 classes, centred at 0.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> make_moons(np.random.default_rng(0))
        Dataset('moons', 450 + 150 examples, 2 features, 2 classes)
    """
    n, _, noise = _toy_arguments(rng, n, 2, "noise", noise)
    y = np.arange(n) % 2
    angle = rng.uniform(0, np.pi, n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    x = np.where(y[:, None] == 0, upper, lower) - [0.5, 0.25] + rng.normal(0, noise, (n, 2))
    return _split(rng, x, y, "moons")


def make_spirals(rng: Generator, n: int = 600, classes: int = 3, noise: float = 0.1) -> Dataset:
    """Interleaved spiral arms: a problem that a small network has to work for.

    Args:
        rng, n, classes: as in `make_blobs`.
        noise: standard deviation of the angle, 0 to 1e30.

    Returns:
        Dataset: 2 features within the unit circle.

    Raises:
        TypeError, ValueError: an argument does not fit.

    Example:
        >>> make_spirals(np.random.default_rng(0), n=300)
        Dataset('spirals', 225 + 75 examples, 2 features, 3 classes)
    """
    n, classes, noise = _toy_arguments(rng, n, classes, "noise", noise)
    y = np.arange(n) % classes
    radius = rng.uniform(0.05, 1, n)
    angle = 2 * np.pi * y / classes + 4 * radius + rng.normal(0, noise, n)
    return _split(rng, radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), y, "spirals")


def _toy_arguments(rng: Generator, n: int, classes: int, spread_name: str, spread: float) -> tuple[int, int, float]:
    _validate.generator("rng", rng)
    classes = _validate.integer("classes", classes, low=2)
    return _validate.integer("n", n, low=4 * classes), classes, _validate.number(spread_name, spread, low=0, high=1e30)


def _split(rng: Generator, x: Floats, y: Labels, name: str) -> Dataset:
    """Shuffle, and keep every fourth point for testing."""
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    test = np.arange(len(x)) % 4 == 3
    return Dataset(x[~test], y[~test], x[test], y[test], name)
