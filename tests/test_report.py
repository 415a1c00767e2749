import math

import numpy as np
import pytest

from wi_lib import measured, report


@pytest.mark.parametrize(
    "value, printed",
    [
        (0.76032, "0.76"),
        (9.81e-9, "9.81e-09"),
        (-1.0, "-1"),
        (1234.5, "1.23e+03"),
        (123, "123"),
        (0, "0"),
        (np.float32(0.1), "0.1"),
        (np.int64(7), "7"),
    ],
)
def test_prints_three_digits(capsys, value, printed):
    assert measured(figure=value) is None
    assert capsys.readouterr() == (f"figure = {printed}\n", "")


def test_prints_one_line_each_in_the_order_given(capsys):
    measured(b=1, a=2.5)
    assert capsys.readouterr().out == "b = 1\na = 2.5\n"


BAD_CALLS = {
    "nothing": (lambda: measured(), ValueError, ["values", "none", "name=value"]),
    "nan": (lambda: measured(kept=math.nan), ValueError, ["kept", "nan", "finite"]),
    "infinite": (lambda: measured(kept=-math.inf), ValueError, ["kept", "-inf", "finite"]),
    "text": (lambda: measured(kept="0.76"), TypeError, ["kept", "'0.76'", "number"]),
    "bool": (lambda: measured(kept=True), TypeError, ["kept", "True", "number"]),
    "array": (lambda: measured(kept=np.array([1.0])), TypeError, ["kept", "array", "number"]),
    "None": (lambda: measured(kept=None), TypeError, ["kept", "None", "number"]),
}


@pytest.mark.parametrize("call, error, parts", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_says_what_is_wrong(complains, call, error, parts):
    complains(call, error, parts)


def test_a_table_is_columns_in_a_terminal_and_a_table_in_a_page():
    made = report.table(["rule", 2], [["2/√n", 0.5], ["a < b", "1 ± 0"]])
    assert repr(made) == "rule   2\n2/√n   0.5\na < b  1 ± 0"
    shown = made._repr_html_()
    assert (
        shown.count("<tr>") == 3
        and shown.count('<th scope="col">') == 2
        and "<td>a &lt; b</td><td>1\xa0±\xa00</td>" in shown
    )


def test_a_row_of_a_table_has_an_entry_for_each_column():
    with pytest.raises(ValueError, match="rows must have 2 entries each, one for each of columns; received \\['a'\\]"):
        report.table(["a", "b"], [["a", "b"], ["a"]])
