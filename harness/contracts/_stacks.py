"""Lists with an array for each gate: read as one array of all gates, and set as the list that they are."""

from collections.abc import Sequence

import numpy as np

from harness.contracts._layouts import Array
from harness.contracts._names import GATES


def stacked(value: object) -> object:
    """Return one array for a list of four of one shape, one for each gate; another value as it is."""
    pieces = _pieces(value)
    return np.concatenate(pieces, axis=_axis(pieces[0].shape)) if pieces else value


def unstacked(value: Array, like: object) -> object:
    """Return the array in such pieces as stand in its place."""
    pieces = _pieces(like)
    if not pieces or not isinstance(like, list | tuple):
        return value
    return type(like)(np.split(value, len(pieces), axis=_axis(pieces[0].shape)))


def is_stack(value: object) -> bool:
    """Whether a value is a list with an array for each gate."""
    return bool(_pieces(value))


def _pieces(value: object) -> Sequence[Array]:
    if not isinstance(value, list | tuple) or len(value) != len(GATES):
        return ()
    arrays = [one for one in value if isinstance(one, np.ndarray) and one.ndim]
    return arrays if len(arrays) == len(GATES) and len({one.shape for one in arrays}) == 1 else ()


def _axis(shape: tuple[int, ...]) -> int:
    """Return the axis along which there are hidden units: a weight's shorter one, as it meets h and x."""
    axes = [axis for axis, size in enumerate(shape) if size > 1] or [0]
    return min(axes, key=lambda axis: shape[axis])
