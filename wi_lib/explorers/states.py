"""The decoded table over all states of an explorer: what the checks and the sentences look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _validate
from .._types import Shape
from .declare import Control, DType
from .packing import Entry


class States:
    """The decoded table over the grid of all controls.

    Args:
        controls: name -> `Control`.
        described: name -> the array's entry in the spec.
        decoded: name -> its numbers.
    """

    def __init__(
        self, controls: Mapping[str, Control], described: Mapping[str, Entry], decoded: Mapping[str, NDArray[Any]]
    ) -> None:
        self.controls, self.arrays, self._described = controls, decoded, described

    def over(self, name: str) -> NDArray[Any]:
        """The array with one leading axis for every control, of length 1 where it does not follow it; its own axes
        come last.
        """
        data, along = self.arrays[name], list(self._described[name]["along"])
        order = [along.index(control) for control in self.controls if control in along]
        data = data.transpose(*order, *range(len(along), data.ndim))
        sizes = [len(control.values) if name in along else 1 for name, control in self.controls.items()]
        return data.reshape(*sizes, *self.own(name))

    @property
    def everywhere(self) -> NDArray[np.bool_]:
        """True in every state, with an axis of length 1 for every control: to combine conditions with."""
        return np.ones([1] * len(self.controls), bool)

    def own(self, name: str) -> Shape:
        """The shape of the axes that belong to the panel."""
        return self.arrays[name].shape[len(self._described[name]["along"]) :]

    def follows(self, name: str, control: str) -> bool:
        """Whether an array depends on a control."""
        return control in self._described[name]["along"]

    def dtype(self, name: str) -> DType:
        return self._described[name]["dtype"]

    def points(self, name: str, where: str, axes: int = 1) -> Shape:
        """The own shape of an array that a part of the explorer uses, or an error that says where."""
        _validate.choice(f"array in {where}", name, self.arrays)
        own = self.own(name)
        if len(own) != axes:
            wanted = {1: "one axis of its own", 2: "two axes of its own, (rows, bins)"}.get(
                axes, f"{axes} axes of its own"
            )
            raise ValueError(f"array {name!r} in {where} must have {wanted}; received {own}.")
        return own

    def figure(self, name: str, position: int) -> NDArray[Any]:
        """The number at a position of the array's own axis, in every state; NaN where there is none. -1 is the last
        known one.
        """
        values = self.over(name)
        if position >= 0:
            return values[..., position]
        known = ~np.isnan(values)
        last = np.where(known.any(axis=-1), values.shape[-1] - known[..., ::-1].argmax(axis=-1), 0)
        at = last + position
        found = np.take_along_axis(values, np.maximum(at, 0)[..., None], axis=-1)[..., 0]
        return np.where(at >= 0, found, np.nan)

    def first(self, where: NDArray[np.bool_]) -> str:
        """The first state in which something holds, in words; `where` has an axis for every control, and may have own
        axes of an array behind them.
        """
        at = np.argwhere(where)[0]
        axes = zip(self.controls.values(), at, where.shape)
        return (
            ", ".join(f"{control.name} = {control.texts[i]}" for control, i, size in axes if size > 1) or "every state"
        )
