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

    @cached_property
    def sizes(self) -> NDArray[np.float64]:
        """The sum of magnitudes of each value."""
        with np.errstate(all="ignore"):
            if self.stacked is None:
                found = np.array([np.sum(np.abs(value)) for value in self.values])
            else:
                found = np.sum(np.abs(self.stacked), axis=tuple(range(1, self.stacked.ndim)))
            sizes: NDArray[np.float64] = np.nan_to_num(found)
        return sizes

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
        return self if divisor == 1 else Signature(tuple(value / divisor for value in self.values))

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


class SignatureIndex:
    """Finds the expressions of a signature."""

    def __init__(self, signatures: Sequence[Signature | None]) -> None:
        """Keep the signatures; None stands for an expression that never had an array."""
        self._signatures = signatures
        self._by_length: dict[int, tuple[list[int], NDArray[np.float64]]] = {}
        places: dict[int, list[int]] = {}
        for place, signature in enumerate(signatures):
            if signature is not None:
                places.setdefault(len(signature.values), []).append(place)
        for length, group in places.items():
            self._by_length[length] = (group, np.array([_sizes(signatures[place]) for place in group]))

    def places(self, wanted: Signature) -> list[int]:
        """Return the places of all expressions with these values."""
        group, sizes = self._by_length.get(len(wanted.values), ([], np.zeros((0, len(wanted.values)))))
        margin = SAME * np.maximum(wanted.sizes, SAME)
        with np.errstate(all="ignore"):
            near = np.flatnonzero(np.all(np.abs(sizes - wanted.sizes) <= margin, axis=1))
        found = [(group[place], self._signatures[group[place]]) for place in near]
        return [place for place, signature in found if signature is not None and signature.same(wanted)]


def _sizes(signature: Signature | None) -> NDArray[np.float64]:
    return signature.sizes if signature is not None else np.zeros(0)
