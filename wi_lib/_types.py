"""The words that signatures are written in. Nothing looks at them when a program runs; mypy, editors and `help` do.

Texts to choose from are a `Literal` beside the table of what they choose: `ActivationName` in `activations`, `Mode` in
`initializers`. `ArrayLike` is numpy's word for all that `np.asarray` takes: an array, a list, a number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

#: An array of float32 or of float64.
Floats = NDArray[np.floating]
#: Classes, one an example: whole numbers from 0.
Labels = NDArray[np.intp]
#: How long each axis of an array is: (fan_in, fan_out) for weights.
Shape = tuple[int, ...]
#: What an array of floats has as its `dtype`.
FloatDType = np.dtype[np.float32] | np.dtype[np.float64]
#: All ways to ask for it.
FloatDTypeLike = Literal["float32", "float64"] | type[np.float32] | type[np.float64] | FloatDType
#: A function that takes an array, and returns one number for each of its numbers.
Pointwise = Callable[[Floats], Floats]
#: The default of a field that, left out, is filled in when the record is made, and is never None then.
WORKED_OUT: Any = None
