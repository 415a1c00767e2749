import re

import numpy as np
import pytest

import wi_lib as wi
from wi_lib.descent import curvature, descend, slope, three_valleys, valleys


def test_slope_and_curvature_against_the_formula():
    """The derivatives of the curve by hand."""
    w = np.linspace(-3, 3, 25)
    dents = [(1, -1.6, 0.6), (1.5, 0.0, 0.35), (1.2, 2.0, 1.0)]
    first, second = 4 * w**3 / 81, 12 * w**2 / 81
    for height, centre, width in dents:
        u = (w - centre) / width
        first += height * 2 * u / width * np.exp(-(u**2))
        second += height * (2 - 4 * u**2) / width**2 * np.exp(-(u**2))
    assert slope(three_valleys, w) == pytest.approx(first, abs=1e-5)
    assert curvature(three_valleys, w) == pytest.approx(second, abs=1e-3)


@pytest.mark.parametrize("w", [1e4, 1e8, 1e14])
def test_slope_and_curvature_far_out(w):
    """There w + h must still differ from w: without that, the curvature would be 0."""
    assert slope(np.square, w) == pytest.approx(2 * w, rel=1e-6) and curvature(np.square, w) == pytest.approx(
        2, rel=1e-2
    )


def test_descend_on_a_parabola_is_a_power():
    """On w²/2 a step multiplies w by 1 - lr."""
    starts = np.array([-1.0, 0.5, 3.0])
    path = descend(lambda w: w**2 / 2, starts, lr=0.3, steps=7)
    assert path.shape == (8, 3)
    assert path == pytest.approx(starts * 0.7 ** np.arange(8)[:, None], rel=1e-6)


def test_descend_takes_one_start_or_many():
    many = descend(three_valleys, [-1.0, 0.3], 0.05, 12)
    assert many[:, 1] == pytest.approx(descend(three_valleys, 0.3, 0.05, 12))
    assert descend(three_valleys, 1, 0.05, 12).shape == (13,)


def test_divergence_is_nan_and_not_an_error():
    path = descend(lambda w: w**4, [0.1, 9.0], lr=1.0, steps=20)
    assert np.isfinite(path[:, 0]).all() and np.isnan(path[-1, 1])


def test_valleys_of_a_known_curve():
    minima, hills = valleys(lambda w: (w**2 - 1) ** 2, -2, 2)
    assert minima == pytest.approx([-1, 1], abs=1e-3) and hills == pytest.approx([0], abs=1e-3)
    minima, hills = valleys(np.abs, 1, 2)
    assert len(minima) == len(hills) == 0


def test_a_valley_holds_rates_below_two_over_its_curvature():
    for bottom in valleys(three_valleys)[0]:
        limit = 2 / curvature(three_valleys, bottom)
        ends = [descend(three_valleys, bottom + 0.01, share * limit, 500)[-1] for share in (0.97, 1.03)]
        assert abs(ends[0] - bottom) < 1e-3 < 0.02 < abs(ends[1] - bottom)


def test_a_curve_may_write_into_its_argument_and_have_holes():
    def in_place(w):
        w *= w
        return w

    assert descend(in_place, 1.0, 0.25, 3) == pytest.approx(descend(np.square, 1.0, 0.25, 3))
    assert valleys(in_place, -1, 1)[0] == pytest.approx([0], abs=1e-3)
    holed = lambda w: np.where(w < 0, np.nan, (w - 1) ** 2)  # noqa: E731
    minima, hills = valleys(holed, -2, 2)
    assert minima == pytest.approx([1], abs=1e-3) and not len(hills)


WRONG = {
    "None": (lambda w: None, "the result of loss must be an array of numbers; received NoneType"),
    "text": (lambda w: "low", "the result of loss must be an array of numbers; received str"),
    "one number for all": (
        lambda w: 1.0,
        "loss must return one number for each w, shape (3,); its result has shape ()",
    ),
    "a matrix": (lambda w: np.ones((3, 3)), "its result has shape (3, 3)"),
    "complex": (lambda w: w + 0j, "the result of loss must be an array of numbers"),
    "a mask": (lambda w: np.ma.masked_less(w, 9), "the result of loss must be an array without masked entries"),
}


@pytest.mark.parametrize("loss, message", WRONG.values(), ids=WRONG)
def test_a_loss_must_return_one_number_for_each_w(loss, message):
    w = np.array([0.0, 1.0, 2.0])
    for call in (
        lambda: descend(loss, w, 0.1),
        lambda: slope(loss, w),
        lambda: curvature(loss, w),
        lambda: valleys(loss, 0, 2, 3),
    ):
        with pytest.raises((TypeError, ValueError), match=re.escape(message)):
            call()


BAD = {
    "start nan": (lambda: descend(np.square, [0.0, np.nan], 0.1), "start must be finite"),
    "start empty": (lambda: descend(np.square, [], 0.1), "start must not be empty"),
    "start masked": (
        lambda: descend(np.square, np.ma.masked_less([0.0, 1.0], 1), 0.1),
        "start must be an array without masked",
    ),
    "no curve": (lambda: valleys(4, -4), "loss must be a function of w; received 4"),
    "ends crossed": (lambda: valleys(np.square, 4, -4), "low must be below high; received low=4, high=-4"),
    "end nan": (lambda: valleys(np.square, np.nan), "low must be finite"),
    "h": (lambda: slope(np.square, 1.0, 0), "h must be"),
    "loss": (lambda: descend(3, 0.0, 0.1), "loss must be a function of w; received 3"),
    "start": (lambda: descend(np.square, "here", 0.1), "start"),
    "lr": (lambda: descend(np.square, 0.0, 0.0), "lr must be"),
    "steps": (lambda: descend(np.square, 0.0, 0.1, 0), "steps must be"),
    "points": (lambda: valleys(np.square, points=2), "points must be"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments_are_answered_clearly(case):
    call, message = BAD[case]
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        call()


def test_exported():
    assert wi.descend is descend and wi.three_valleys is three_valleys and wi.valleys is valleys
