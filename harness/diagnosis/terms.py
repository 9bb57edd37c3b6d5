"""What a gate may add to an array that serves several: one array for each set of its bugs, put together once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from harness.diagnosis.influence import at
from harness.diagnosis.products import Factor, Gate, Products
from harness.diagnosis.trial import Bugs
from reference.arrays import Array


@dataclass(frozen=True)
class Term:
    """What one gate may add: an array (sets, entries), and the number of each set among the gate's."""

    gate: Gate
    tensor: str
    numbers: NDArray[np.int64]
    added: Array

    @cached_property
    def largest(self) -> float:
        """The largest number among those that may be added."""
        return float(np.max(np.abs(self.added), initial=0))

    @cached_property
    def scalars(self) -> Array:
        """Each set's array as one number (sets,)."""
        return self.added @ direction(self.added.shape[1])

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many bugs each set has (sets,)."""
        return self.gate.sizes[self.numbers]

    def bugs(self, place: int) -> Bugs:
        """Return the set that adds the array at this place."""
        return self.gate.bugs(int(self.numbers[place]))


@dataclass(frozen=True)
class Terms:
    """The terms of the gates beside the same other bugs."""

    found: Products
    _known: dict[tuple[str, frozenset[int], Bugs], Term] = field(default_factory=dict)

    def term(self, gate: Gate, tensor: str, decided: frozenset[int], bugs: Bugs) -> Term:
        """Return what the gate may add where it has on the `decided` lines what `bugs` has there."""
        here = gate.lines & decided
        key = (tensor, here, at(bugs, here))
        if key not in self._known:
            self._known[key] = self._term(gate, tensor, decided, bugs)
        return self._known[key]

    def _term(self, gate: Gate, tensor: str, decided: frozenset[int], bugs: Bugs) -> Term:
        numbers = np.arange(max(1, int(np.prod(gate.shape)))).reshape(gate.shape)
        places = [
            allowed(factor, lines, decided, bugs)
            for factor, lines in zip(gate.factors, gate.lines_of_factors, strict=True)
        ]
        chosen = numbers[np.ix_(*places)].ravel() if places else numbers.ravel()
        return Term(gate, tensor, chosen, self.found.own(gate, tensor)[chosen])


def allowed(factor: Factor, lines: frozenset[int], decided: frozenset[int], bugs: Bugs) -> Sequence[int]:
    """Return the places of the choices that have on the decided lines what `bugs` has there."""
    known = lines & decided
    if not known:
        return range(len(factor))
    there = at(bugs, known)
    return [place for place, choice in enumerate(factor) if at(choice, known) == there]


@cache
def direction(entries: int) -> Array:
    """Return the direction along which arrays of so many entries are compared first: one number for each."""
    return np.random.default_rng(0).uniform(1, 2, entries)
