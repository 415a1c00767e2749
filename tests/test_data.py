import math
import zipfile

import numpy as np
import pytest

from wi_lib import data
from wi_lib.data import Dataset, load_mnist, make_blobs, make_moons, make_spirals


def rng(seed=0):
    return np.random.default_rng(seed)


# ---- MNIST --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side, features", [(28, 784), (14, 196), (7, 49)])
def test_mnist_shapes(side, features):
    mnist = load_mnist(side)
    assert mnist.x_train.shape == (10_000, features) and mnist.x_test.shape == (2_000, features)
    assert mnist.y_train.shape == (10_000,) and mnist.y_test.shape == (2_000,)
    assert mnist.x_train.dtype == mnist.x_test.dtype == np.float32
    assert mnist.features == features and mnist.classes == 10
    assert repr(mnist) == f"Dataset('MNIST {side}×{side}', 10000 + 2000 examples, {features} features, 10 classes)"


def test_mnist_pixels_run_from_paper_to_ink():
    for x in (load_mnist().x_train, load_mnist().x_test):
        assert x.min() == 0 and x.max() == 1
        assert 0.1 < x.mean() < 0.16  # LeCun's data have a mean of 0.13


@pytest.mark.parametrize(
    "part, full_counts",
    [
        ("y_train", [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]),
        ("y_test", [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]),
    ],
)
def test_mnist_has_the_digits_in_the_shares_of_the_full_set(part, full_counts):
    y = getattr(load_mnist(), part)
    share = np.array(full_counts) / sum(full_counts)
    standard_error = np.sqrt(share * (1 - share) / len(y))
    assert (np.abs(np.bincount(y) / len(y) - share) < 5 * standard_error).all()


@pytest.mark.parametrize("side", [14, 7])
def test_small_images_are_block_averages_of_the_large_ones(side):
    block = 28 // side
    large = load_mnist().x_test[:50].reshape(50, 28, 28).astype(np.float64)
    small = load_mnist(side).x_test[:50].reshape(50, side, side)
    for row, column in [(0, 0), (side // 2, side // 2), (side - 1, 2), (3, side - 2)]:
        rows = slice(row * block, (row + 1) * block)
        columns = slice(column * block, (column + 1) * block)
        np.testing.assert_allclose(small[:, row, column], large[:, rows, columns].mean(axis=(1, 2)), atol=1e-6)
    np.testing.assert_array_equal(load_mnist(side).y_test, load_mnist().y_test)


def test_mnist_arrays_are_shared_and_read_only():
    mnist = load_mnist(7)
    assert load_mnist(7).x_train is mnist.x_train
    for array in (mnist.x_train, mnist.y_train, mnist.x_test, mnist.y_test):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


# ---- The data file ------------------------------------------------------------------------------------------------


@pytest.fixture
def small_file(tmp_path, monkeypatch):
    """A file like MNIST's, but small: (path, arrays), its checksums in place of the real ones."""
    arrays = {name: rng(i).integers(0, 256, 3000, dtype=np.uint8) for i, name in enumerate(data._MNIST_SHA256)}
    path = tmp_path / "digits.npz"
    np.savez_compressed(path, **arrays)
    sums = {name: data.hashlib.sha256(array).hexdigest() for name, array in arrays.items()}
    monkeypatch.setattr(data, "_MNIST_SHA256", sums)
    return path, arrays


def refused(path, *parts):
    """Reading fails with a RuntimeError that names the file, the remedy, and the parts; no subclass, which would
    be Python's own error (NotImplementedError is one)."""
    with pytest.raises(RuntimeError) as caught:
        data._read_checked(path)
    assert type(caught.value) is RuntimeError
    for part in (str(path), "install wi_lib again", *parts):
        assert part in str(caught.value)


def test_an_intact_file_is_read(small_file):
    path, arrays = small_file
    read = data._read_checked(path)
    assert list(read) == list(arrays)
    for name in arrays:
        np.testing.assert_array_equal(read[name], arrays[name])


def test_missing_file(tmp_path):
    refused(tmp_path / "nowhere.npz", "missing")


def test_a_folder_in_its_place(tmp_path):
    refused(tmp_path, "damaged")


@pytest.mark.parametrize(
    "content",
    [b"", b"version https://git-lfs.github.com/spec/v1\n", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\x80\x04K\x01."],
    ids=["empty", "a pointer of Git LFS", "the first bytes of a zip", "an empty zip", "a pickle"],
)
def test_a_file_that_is_something_else(tmp_path, content):
    path = tmp_path / "digits.npz"
    path.write_bytes(content)
    refused(path, "damaged")


def test_a_single_array_instead_of_an_archive(tmp_path):
    path = tmp_path / "digits.npz"
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    refused(path, "damaged")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_truncated_file(small_file, share):
    path, _ = small_file
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    refused(path, "damaged")


def test_one_changed_byte_in_an_array(small_file):
    path, arrays = small_file
    arrays["x_test"][17] ^= 1
    np.savez_compressed(path, **arrays)
    refused(path, "damaged", "x_test", data._MNIST_SHA256["x_test"][:12])


def test_a_missing_array(small_file):
    path, arrays = small_file
    del arrays["y_train"]
    np.savez_compressed(path, **arrays)
    refused(path, "damaged", "y_train")


def test_an_array_of_objects_is_not_unpickled(small_file):
    path, arrays = small_file
    arrays["y_test"] = np.array([{"a": 1}], dtype=object)
    np.savez_compressed(path, **arrays)
    refused(path, "damaged")


def test_changed_bytes_in_the_compressed_data(small_file):
    path, _ = small_file
    content = bytearray(path.read_bytes())
    content[500:520] = bytes(20)
    path.write_bytes(content)
    refused(path, "damaged")


@pytest.mark.parametrize("field, value", [("compression", 99), ("flags", 1), ("flags", 1 << 5), ("version", 220)])
def test_changed_bytes_in_the_table_of_contents(small_file, field, value):
    """zipfile answers these with errors of other kinds: NotImplementedError, or a RuntimeError of its own."""
    path, _ = small_file
    content = bytearray(path.read_bytes())
    entry = content.find(b"PK\x01\x02")  # the first entry of the central directory
    content[entry + {"compression": 10, "flags": 8, "version": 6}[field]] = value
    path.write_bytes(content)
    with pytest.raises((RuntimeError, zipfile.BadZipFile)):  # else the change did nothing, and the test proves nothing
        with zipfile.ZipFile(path) as archive:
            archive.read(archive.namelist()[0])
    refused(path, "damaged")


def test_the_shipped_file_is_the_one_the_checksums_are_of():
    path = data.resources.files("wi_lib") / "data" / data._MNIST_FILE
    arrays = data._read_checked(path)
    assert arrays["x_train"].shape == (10_000, 28, 28) or arrays["x_train"].shape == (10_000, 784)


def test_a_damaged_shipped_file_is_reported_by_load_mnist(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(data.resources, "files", lambda package: tmp_path)
    data._mnist.cache_clear()
    with pytest.raises(RuntimeError, match="mnist_10k_2k.npz is missing"):
        load_mnist()
    monkeypatch.undo()
    assert load_mnist().features == 784  # and the failure was not remembered


# ---- Dataset ------------------------------------------------------------------------------------------------------


def dataset(x_train=np.eye(3), y_train=(0, 1, 2), x_test=np.eye(3), y_test=(2, 1, 0)):
    return Dataset(x_train, y_train, x_test, y_test)


def test_dataset_takes_anything_like_an_array():
    made = dataset([[1, 2, 3]], [4], x_test=np.eye(3, dtype=bool), y_test=np.array([0, 1, 0], np.uint8))
    assert made.x_train.dtype == made.x_test.dtype == np.float32
    assert made.y_train.dtype.kind == made.y_test.dtype.kind == "i"
    assert made.features == 3 and made.classes == 5
    assert repr(made) == "Dataset('data', 1 + 3 examples, 3 features, 5 classes)"


# ---- Toys ---------------------------------------------------------------------------------------------------------

TOYS = {"blobs": make_blobs, "moons": make_moons, "spirals": make_spirals}
every_toy = pytest.mark.parametrize("name, make", TOYS.items(), ids=TOYS)


@every_toy
def test_toy_is_reproducible(name, make):
    np.random.seed(1)
    state = np.random.get_state()[1].copy()
    first, again, other = make(rng(3)), make(rng(3)), make(rng(4))
    assert (np.random.get_state()[1] == state).all()
    for part in ("x_train", "y_train", "x_test", "y_test"):
        np.testing.assert_array_equal(getattr(first, part), getattr(again, part))
    assert (first.x_train != other.x_train).any()


@every_toy
def test_toy_shapes_and_shares(name, make):
    made = make(rng(), n=400)
    assert made.x_train.shape == (300, 2) and made.x_test.shape == (100, 2) and made.name == name
    assert made.x_train.dtype == np.float32 and made.features == 2
    assert made.classes == (2 if make is make_moons else 3)
    counts = np.bincount(np.concatenate([made.y_train, made.y_test]))
    assert counts.max() - counts.min() <= 1  # as even as 400 points can be
    # Shuffled: the test set has all classes, too, though every fourth point was taken.
    assert len(set(made.y_test)) == made.classes


def all_points(made):
    return np.concatenate([made.x_train, made.x_test]), np.concatenate([made.y_train, made.y_test])


def test_blobs_are_round_clouds_around_points_of_a_circle():
    x, y = all_points(make_blobs(rng(), n=2000, classes=4, std=0.3))
    for label in range(4):
        cloud = x[y == label]
        centre = 1.5 * np.array([math.cos(math.pi / 2 * label), math.sin(math.pi / 2 * label)])
        assert np.abs(cloud.mean(axis=0) - centre).max() < 5 * 0.3 / math.sqrt(len(cloud))
        assert np.abs(cloud.std(axis=0) - 0.3).max() < 5 * 0.3 / math.sqrt(2 * len(cloud))


def test_without_spread_blobs_are_points():
    x, y = all_points(make_blobs(rng(), n=12, std=0))
    assert len(np.unique(np.column_stack([x, y]).round(6), axis=0)) == 3


def test_moons_are_half_circles_centred_at_zero():
    x, y = all_points(make_moons(rng(), n=2000, noise=0))
    # Undo the shift: the upper moon is on the unit circle at 0, the lower on the one at (1, 0.5).
    np.testing.assert_allclose(np.hypot(*(x[y == 0] + [0.5, 0.25]).T), 1, rtol=1e-5)
    np.testing.assert_allclose(np.hypot(*(x[y == 1] - [0.5, 0.25]).T), 1, rtol=1e-5)
    assert x[y == 0][:, 1].min() >= -0.2501 and x[y == 1][:, 1].max() <= 0.2501
    # Each coordinate has a std of about 0.87 and 0.5; the mean of all points is 0 up to that over √n.
    assert (np.abs(x.mean(axis=0)) < 5 * x.std(axis=0) / math.sqrt(2000)).all()


def test_spirals_stay_in_the_unit_circle_and_wind():
    x, y = all_points(make_spirals(rng(), n=900, noise=0))
    radius = np.hypot(*x.T)
    assert 0.05 <= radius.min() and radius.max() <= 1
    # Without noise the angle is the arm's own plus four times the radius.
    expected = 2 * np.pi * y / 3 + 4 * radius
    np.testing.assert_allclose(x, radius[:, None] * np.column_stack([np.cos(expected), np.sin(expected)]), atol=1e-6)


BAD_CALLS = {
    "x masked": (lambda: dataset(x_train=np.ma.masked_less(np.ones((3, 2)), 2)), TypeError, ["x_train", "mask"]),
    "y masked": (lambda: dataset(y_train=np.ma.masked_less([0, 1, 0], 1)), TypeError, ["y_train", "mask"]),
    "name": (lambda: Dataset(np.eye(2), [0, 1], np.eye(2), [0, 1], 3), TypeError, ["name", "3", "text"]),
    "blobs: std beyond float32": (lambda: make_blobs(rng(), std=1e39), ValueError, ["std", "1e+39", "from 0 to"]),
    "side 10": (lambda: load_mnist(10), ValueError, ["side", "received 10", "28, 14, 7"]),
    "side a bool": (lambda: load_mnist(True), ValueError, ["side", "True", "28, 14, 7"]),
    "side text": (lambda: load_mnist("28"), ValueError, ["side", "'28'", "28, 14, 7"]),
    "side a list": (lambda: load_mnist([28]), ValueError, ["side", "[28]", "28, 14, 7"]),
    "side an array": (lambda: load_mnist(np.array([28, 14])), ValueError, ["side", "28, 14, 7"]),
    "x_train nan": (lambda: dataset(np.eye(3) * np.nan), ValueError, ["x_train", "9 NaN", "finite"]),
    "x_train text": (lambda: dataset([["a"]] * 3), TypeError, ["x_train", "list", "numbers"]),
    "x_train 1-D": (lambda: dataset(np.ones(3)), ValueError, ["x_train", "(3,)", "2 dimensions"]),
    "x_train empty": (lambda: dataset(np.ones((0, 3)), []), ValueError, ["x_train", "(0, 3)", "empty"]),
    "x_test empty": (lambda: dataset(x_test=np.ones((0, 3)), y_test=[]), ValueError, ["x_test", "(0, 3)", "empty"]),
    "x_test width": (lambda: dataset(x_test=np.eye(4)), ValueError, ["x_test", "(4, 4)", "3 columns"]),
    "x_test inf": (lambda: dataset(x_test=np.eye(3) / 0.0), ValueError, ["x_test", "infinite", "finite"]),
    "y_train float": (lambda: dataset(y_train=np.zeros(3)), TypeError, ["y_train", "float64", "whole numbers"]),
    "y_train bool": (lambda: dataset(y_train=[True, False, True]), TypeError, ["y_train", "bool", "whole numbers"]),
    "y_train negative": (lambda: dataset(y_train=[-1, 0, 1]), ValueError, ["y_train", "-1", "from 0"]),
    "y_train length": (lambda: dataset(y_train=[0, 1]), ValueError, ["y_train", "(2,)", "(3,)"]),
    "y_train ragged": (lambda: dataset(y_train=[[0], [1, 2], [0]]), (TypeError, ValueError), ["y_train"]),
    "y_test one-hot": (lambda: dataset(y_test=np.eye(3, dtype=int)), ValueError, ["y_test", "(3, 3)", "(3,)"]),
    "y_test text": (lambda: dataset(y_test=list("012")), TypeError, ["y_test", "<U1", "whole numbers"]),
    **{
        f"{name}: {case}": (lambda make=make, change=change: make(**{"rng": rng(), **change}), error, parts)
        for name, make in TOYS.items()
        for case, change, error, parts in [
            ("rng missing", {"rng": None}, TypeError, ["rng", "None", "numpy.random.Generator"]),
            ("rng a seed", {"rng": 0}, TypeError, ["rng", "received 0", "numpy.random.Generator"]),
            ("rng legacy", {"rng": np.random.RandomState(0)}, TypeError, ["rng", "RandomState", "Generator"]),
            ("n too small", {"n": 3}, ValueError, ["n ", "received 3", f"at least {8 if name == 'moons' else 12}"]),
            ("n a float", {"n": 1e2}, TypeError, ["n ", "100.0", "whole number"]),
        ]
    },
    "blobs: classes 1": (lambda: make_blobs(rng(), classes=1), ValueError, ["classes", "received 1", "at least 2"]),
    "blobs: std": (lambda: make_blobs(rng(), std=-1), ValueError, ["std", "-1", "from 0 to"]),
    "moons: noise": (lambda: make_moons(rng(), noise=math.nan), ValueError, ["noise", "nan", "from 0 to"]),
    "moons: noise text": (lambda: make_moons(rng(), noise="0.1"), TypeError, ["noise", "'0.1'", "number"]),
    "spirals: classes": (lambda: make_spirals(rng(), classes=2.0), TypeError, ["classes", "2.0", "whole number"]),
    "spirals: noise": (lambda: make_spirals(rng(), noise=-0.1), ValueError, ["noise", "-0.1", "from 0 to"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)


def test_a_suggestion_is_never_what_was_written():
    """'28' instead of 28: "Did you mean '28'?" would send the reader in a circle."""
    with pytest.raises(ValueError) as caught:
        load_mnist("28")
    assert "mean '28'" not in str(caught.value)
