"""What an expression computes over a run: the sequence of its values, to be found again in another program."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from harness.diagnosis.values import SAME, same_stacks, same_values
from reference.arrays import Array


@dataclass(frozen=True, eq=False)
class Signature:
    """The values that one expression had, in the order of evaluation."""

    values: tuple[Array, ...]
    sizes: NDArray[np.float64]  # the sum of magnitudes of each

    @cached_property
    def stacked(self) -> Array | None:
        """All values in one array, which is far quicker to look at; None where their shapes differ."""
        alike = len({value.shape for value in self.values}) == 1
        return np.stack(self.values) if alike else None

    @property
    def zero(self) -> bool:
        """Whether all values are zeros, which say nothing: every sum begins with them."""
        return not np.any(self.sizes)

    def scaled(self, divisor: float) -> "Signature":
        """Return the signature of the same expression over a constant."""
        if divisor == 1:
            return self
        return Signature(tuple(value / divisor for value in self.values), self.sizes / divisor)

    def same(self, other: "Signature") -> bool:
        """Whether two expressions had the same values, transposed or reshaped perhaps."""
        if len(self.values) != len(other.values):
            return False
        margin = SAME * np.maximum(np.maximum(self.sizes, other.sizes), SAME)
        with np.errstate(all="ignore"):
            if np.any(np.abs(self.sizes - other.sizes) > margin):
                return False
        if self.stacked is not None and other.stacked is not None:
            return same_stacks(self.stacked, other.stacked)
        return all(same_values(one, two) for one, two in zip(self.values, other.values, strict=True))


# Of an expression that never had a value.
NOTHING = Signature((), np.zeros(0))


def signatures(expressions: Sequence[Sequence[Array]]) -> list[Signature]:
    """Return the signatures of expressions that had these values, none of them empty; thousands are summed at once."""
    values = [value for found in expressions for value in found]
    ends = np.cumsum([0, *(value.size for value in values)])
    with np.errstate(all="ignore"):
        magnitudes = np.abs(np.concatenate([np.zeros(0), *(value.ravel() for value in values)]))
        sizes = np.nan_to_num(np.add.reduceat(magnitudes, ends[:-1]))
    places = np.cumsum([0, *map(len, expressions)])
    return [
        Signature(tuple(found), sizes[place : place + len(found)]) if found else NOTHING
        for found, place in zip(expressions, places[:-1], strict=True)
    ]


class SignatureIndex:
    """Finds the expressions of a signature."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        """Keep the signatures; an expression that never had an array has an empty one, which is not found."""
        self._signatures = signatures
        self._by_length: dict[int, tuple[list[int], NDArray[np.float64]]] = {}
        groups: dict[int, list[int]] = {}
        for place, signature in enumerate(signatures):
            groups.setdefault(len(signature.values), []).append(place)
        for length, group in groups.items():
            if length:
                self._by_length[length] = (group, np.array([signatures[place].sizes for place in group]))

    def places(self, wanted: Signature) -> list[int]:
        """Return the places of all expressions with these values."""
        group, sizes = self._by_length.get(len(wanted.values), ([], np.zeros((0, len(wanted.values)))))
        margin = SAME * np.maximum(wanted.sizes, SAME)
        with np.errstate(all="ignore"):
            near = np.flatnonzero(np.all(np.abs(sizes - wanted.sizes) <= margin, axis=1))
        return [group[place] for place in near if self._signatures[group[place]].same(wanted)]
