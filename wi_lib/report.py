"""Print the figures that a chapter's text quotes, so that a test can hold the two together; and show small tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from . import _validate

#: How far a measured value may lie from the stored one on another machine, as a part of the larger of the two.
WITHIN = 0.01


def measured(*, within: float = WITHIN, **values: float) -> None:
    """Print each value as ``name = value``, rounded to three significant digits.

    A chapter's prose quotes such a value as ``0.76<!--kept_by_std_1-->``: the comment, which no reader sees, names the
    figure, and a test compares the two. Another test runs the cell again and compares the values as numbers: processors
    round differently, and a training can turn a last digit into another result.

    Args:
        within: how far such a run may be off, as a part of the value, from 0 to 1. If it
            is not 0.01, it is printed, too.
        values: finite numbers, by name.

    Raises:
        TypeError, ValueError: no values were given, one is not a finite number, or `within` is not from 0 to 1.

    Example:
        >>> measured(kept=0.76032, left=9.81e-9)
        kept = 0.76
        left = 9.81e-09
        >>> measured(accuracy=0.8912, within=0.02)
        accuracy = 0.891 (to within 2%)
    """
    within = _validate.number("within", within, low=0, high=1)
    if not values:
        raise ValueError("values must hold at least one name=value; received none.")
    tolerance = "" if within == WITHIN else f" (to within {100 * within:.3g}%)"
    for name, value in values.items():
        print(f"{name} = {_validate.number(name, value):.3g}{tolerance}")


_LINE = re.compile(r"^(\w+) = ([-+.\de]+)(?: \(to within ([-+.\de]+)%\))?$", re.M)


def parsed(text: str) -> list[tuple[str, str, float, float]]:
    """The lines of `measured` in a printed text, as (line, name, value, within).

    Example:
        >>> parsed("step 3\\nkept = 0.76\\naccuracy = 0.891 (to within 2%)")
        [('kept = 0.76', 'kept', 0.76, 0.01), ('accuracy = 0.891 (to within 2%)', 'accuracy', 0.891, 0.02)]
    """
    return [
        (line[0], line[1], float(line[2]), WITHIN if line[3] is None else float(line[3]) / 100)
        for line in _LINE.finditer(text)
    ]


class Table:
    """A small table, which notebooks and pages show as one, and a terminal in columns; made by `table`."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.columns, self.rows = columns, rows

    def __repr__(self) -> str:
        lines = [self.columns, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)

    def _repr_html_(self) -> str:
        def shown(text: str) -> str:  # no line breaks at a sign between its numbers
            return re.sub(" ([±×=]) ", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", html.escape(text))

        head = "".join(f'<th scope="col">{shown(name)}</th>' for name in self.columns)
        body = "".join(f"<tr>{''.join(f'<td>{shown(text)}</td>' for text in row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A small table of results: end a cell with it.

    Args:
        columns: what stands above each column.
        rows: lists with one entry for each column. Write numbers as readers are to see them.

    Raises:
        ValueError: a row has not one entry for each column.

    Example:
        >>> table(["start", "right"], [["σ = 0.01", "11%"], ["Xavier", "95%"]])
        start     right
        σ = 0.01  11%
        Xavier    95%
    """
    names = [str(name) for name in columns]
    texts = [[str(entry) for entry in row] for row in rows]
    for row in texts:
        if len(row) != len(names):
            raise ValueError(f"rows must have {len(names)} entries each, one for each of columns; received {row}.")
    return Table(names, texts)
