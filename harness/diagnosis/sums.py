"""What one array for several gates tells: which sets of each gate's bugs give gradients whose sum is in it.

Every set of one gate's bugs adds a known array.  Two halves of the gates are put against each other: what one half adds
must be what the other leaves of the sum, and equal numbers are found by sorting (Horowitz and Sahni 1974).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from harness.diagnosis.influence import at, fit
from harness.diagnosis.products import ROUNDING, Factor, Gate, Products
from harness.diagnosis.trial import Bugs
from harness.diagnosis.ways import SharedArray
from reference.arrays import Array

# Sets of bugs with one sum that are proposed: more would be twins of each other.
MOST_SUMS = 48
# Pairs of halves that are looked at: numbers that agree by chance are far fewer.
MOST_PAIRS = 100_000
# Putting two halves against each other takes as long as so many steps of the reference.
STEPS = 2
# A sum with more copies than the first that fits is looked at, up to so many more.
SLACK = 1


@dataclass(frozen=True)
class Term:
    """What one gate may add: an array (sets, entries), and the number of each set among the gate's."""

    gate: Gate
    tensor: str
    numbers: NDArray[np.int64]
    added: Array

    def times(self, number: int) -> "Term":
        """Return the same, added so many times."""
        return self if number == 1 else replace(self, added=number * self.added)


def summed(
    found: Products, gates: Sequence[Gate], array: SharedArray, bugs: Bugs, decided: frozenset[int]
) -> Iterator[tuple[Bugs, frozenset[int]]]:
    """Yield the sets that give a shared array's sum, and the lines that it decides beside those that were.

    They are `bugs`, what the lines that are not `decided` have, and what is noted in the array.
    """
    wanted = found.trial.wanted[found.entries(array.tensors[0])]
    source = {name: gate for gate in gates for name in gate.tensors}
    known: dict[frozenset[str], list[tuple[Bugs, list[Term]]]] = {}
    fewest: int | None = None
    for noted, copies in array.sums:
        if fewest is not None and len(copies) > fewest + SLACK:
            return
        names = frozenset(name for name in source if noted.get(name))
        if names not in known:
            adding = {name: source[name] for name in source if name in names}
            known[names] = [
                (assigned, [_term(found, gate, name, lines, assigned) for name, gate in adding.items()])
                for lines, assigned in _assignments([*adding.values()], decided, bugs)
            ]
        for assigned, terms in known[names]:
            found.trial.effort.charge(STEPS)
            for more in _giving([term.times(noted[term.tensor]) for term in terms], wanted, found.trial.tolerance):
                if fit(assigned | more | copies):
                    fewest = len(copies) if fewest is None else fewest
                    yield assigned | more | copies, decided.union(*(term.gate.lines for term in terms))


def _assignments(gates: Sequence[Gate], decided: frozenset[int], bugs: Bugs) -> Iterator[tuple[frozenset[int], Bugs]]:
    """Yield every choice at the lines that several of the gates share, with those that are decided already."""
    count = Counter(line for gate in gates for line in gate.lines - decided)
    opened = frozenset(line for line, times in count.items() if times > 1)
    if not opened:
        yield decided, bugs
        return
    gate = max(gates, key=lambda gate: len(gate.lines & opened))
    here = gate.lines & opened
    ways = [
        sorted({at(factor[place], here) for place in _allowed(factor, lines, decided, bugs)}, key=sorted)
        for factor, lines in zip(gate.factors, gate.lines_of_factors, strict=True)
        if lines & here
    ]
    for chosen in product(*ways):
        yield from _assignments(gates, decided | here, bugs.union(*chosen))


def _term(found: Products, gate: Gate, tensor: str, decided: frozenset[int], bugs: Bugs) -> Term:
    """Return what the gate may add, with what is decided."""
    numbers = np.arange(max(1, int(np.prod(gate.shape)))).reshape(gate.shape)
    places = [
        _allowed(factor, lines, decided, bugs)
        for factor, lines in zip(gate.factors, gate.lines_of_factors, strict=True)
    ]
    allowed = numbers[np.ix_(*places)].ravel() if places else numbers.ravel()
    return Term(gate, tensor, allowed, found.own(gate, tensor)[allowed])


def _allowed(factor: Factor, lines: frozenset[int], decided: frozenset[int], bugs: Bugs) -> Sequence[int]:
    """Return the places of the choices that have on the decided lines what `bugs` has there."""
    known = lines & decided
    if not known:
        return range(len(factor))
    there = at(bugs, known)
    return [place for place, choice in enumerate(factor) if at(choice, known) == there]


def _giving(terms: Sequence[Term], wanted: Array, tolerance: float) -> Iterator[Bugs]:
    """Yield the bugs of one set of each term that add up to what is wanted."""
    if not terms or any(not len(term.numbers) for term in terms):
        return
    # The largest with the smallest.
    ordered = sorted(terms, key=lambda term: len(term.numbers))
    halves = [ordered[0::4] + ordered[3::4], ordered[1::4] + ordered[2::4]]
    largest = max(float(np.max(np.abs(term.added), initial=0)) for term in terms)
    near = ROUNDING * tolerance * max(largest, float(np.max(np.abs(wanted))))
    direction = np.random.default_rng(0).uniform(1, 2, len(wanted))
    one, other = (_sums([term.added @ direction for term in half]) for half in halves)
    rest = float(wanted @ direction) - other
    order = np.argsort(one)
    margin = near * float(np.sum(direction))
    first = np.searchsorted(one[order], rest - margin, side="left")
    last = np.searchsorted(one[order], rest + margin, side="right")
    proposed: list[Bugs] = []
    seen = 0
    for right in np.flatnonzero(last > first):
        for left in order[first[right] : last[right]]:
            seen += 1
            numbers = [*_apart(int(left), halves[0]), *_apart(int(right), halves[1])]
            both = [*halves[0], *halves[1]]
            total = sum(term.added[number] for term, number in zip(both, numbers, strict=True))
            if np.max(np.abs(total - wanted)) <= near:
                several = (
                    term.gate.bugs(int(term.numbers[number])) for term, number in zip(both, numbers, strict=True)
                )
                proposed.append(Bugs().union(*several))
            if seen > MOST_PAIRS:
                return
    yield from sorted(proposed, key=lambda bugs: (len(bugs), sorted(bugs)))[:MOST_SUMS]


def _sums(scalars: Sequence[Array]) -> Array:
    """Return all sums of one scalar of each kind, the last kind counting fastest."""
    return reduce(lambda sums, more: np.add.outer(sums, more).ravel(), scalars, np.zeros(1))


def _apart(number: int, terms: Sequence[Term]) -> list[int]:
    """Return which of each term's sets make the sum with this number."""
    sizes = [len(term.numbers) for term in terms]
    return [int(place) for place in np.unravel_index(number, sizes)] if sizes else []
