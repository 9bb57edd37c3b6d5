"""Whether a value is one that right code makes: alone, stacked with others, or filled in step by step."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from harness.diagnosis.right_values import Right
from harness.diagnosis.values import SAME, same_values
from reference.arrays import Array

# Gates, directions or states that are stacked in one array.
STACKED = (2, 3, 4)


class Kind(StrEnum):
    """What a value tells of the line that made it."""

    RIGHT = "right"
    SILENT = "silent"  # zeros, one number, numbers that are all alike: nothing
    TURNED = "turned"  # right but for its sign: a habit, or the bug
    OTHER = "other"  # no right value


class Recogniser:
    """Finds values among right ones, whatever their names, shapes and orientation."""

    def __init__(self, rights: Sequence[Right], steps: int) -> None:
        """Keep the right values of a case of so many steps."""
        entries = sorted(((_size(right.value), right) for right in rights), key=lambda entry: entry[0])
        self._rights = [right for _, right in entries]
        self._sizes = np.array([size for size, _ in entries])
        self._parts = (*STACKED, steps, steps + 1)

    def meanings(self, value: Array) -> list[Right]:
        """Return the right values that equal this one."""
        size = _size(value)
        margin = SAME * max(size, SAME)
        first, last = (
            int(np.searchsorted(self._sizes, bound, side=side))  # type: ignore[call-overload]  # of two literals
            for bound, side in ((size - margin, "left"), (size + margin, "right"))
        )
        return [right for right in self._rights[first:last] if same_values(value, right.value)]

    def kind(self, value: Array) -> Kind:
        """Return what a value tells."""
        if value.size <= 1 or not np.ptp(value.real):
            return Kind.SILENT
        if not np.all(np.isfinite(value)):
            return Kind.OTHER
        if self.meanings(value):
            return Kind.RIGHT
        if self.meanings(-value):
            return Kind.TURNED
        return Kind.RIGHT if self._is_stack(value) else Kind.OTHER

    def _is_stack(self, value: Array) -> bool:
        """Whether the value is right ones side by side; those that are not filled in yet are zeros."""
        for axis in range(value.ndim):
            for parts in self._parts:
                if value.shape[axis] % parts == 0 and value.shape[axis] >= parts > 1:
                    pieces = np.split(value, parts, axis=axis)
                    filled = [piece for piece in pieces if np.any(piece)]
                    if filled and all(self.meanings(piece) or self._is_stack(piece) for piece in filled):
                        return True
        return False


def _size(array: Array) -> float:
    with np.errstate(all="ignore"):
        return float(np.nan_to_num(np.sum(np.abs(array))))
