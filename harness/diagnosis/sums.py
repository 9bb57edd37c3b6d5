"""What one array for several gates tells: which sets of each gate's bugs give gradients whose sum is in it.

Every set of one gate's bugs adds a known array.  Two halves of the gates are put against each other: what one half adds
must be what the other leaves of the sum, and equal numbers are found by sorting (Horowitz and Sahni 1974).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from harness.diagnosis.influence import at, fit
from harness.diagnosis.products import ROUNDING, Gate
from harness.diagnosis.terms import Term, Terms, allowed, direction
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


def summed(
    known: Terms, gates: Sequence[Gate], array: SharedArray, bugs: Bugs, decided: frozenset[int]
) -> Iterator[tuple[Bugs, frozenset[int]]]:
    """Yield the sets that give a shared array's sum, and the lines that it decides beside those that were.

    They are `bugs`, what the lines that are not `decided` have, and what is noted in the array.
    """
    found = known.found
    wanted = found.trial.wanted[found.entries(array.tensors[0])]
    source = {name: gate for gate in gates for name in gate.tensors}
    together: dict[frozenset[str], list[tuple[Bugs, list[Term]]]] = {}
    fewest: int | None = None
    for noted, copies in array.sums:
        if fewest is not None and len(copies) > fewest + SLACK:
            return
        names = frozenset(name for name in source if noted.get(name))
        if names not in together:
            adding = {name: source[name] for name in source if name in names}
            together[names] = [
                (assigned, [known.term(gate, name, lines, assigned) for name, gate in adding.items()])
                for lines, assigned in _assignments([*adding.values()], decided, bugs)
            ]
        for assigned, terms in together[names]:
            found.trial.effort.charge(STEPS)
            times = [noted[term.tensor] for term in terms]
            for more in _giving(terms, times, wanted, found.trial.tolerance):
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
        sorted({at(factor[place], here) for place in allowed(factor, lines, decided, bugs)}, key=sorted)
        for factor, lines in zip(gate.factors, gate.lines_of_factors, strict=True)
        if lines & here
    ]
    for chosen in product(*ways):
        yield from _assignments(gates, decided | here, bugs.union(*chosen))


def _giving(terms: Sequence[Term], times: Sequence[int], wanted: Array, tolerance: float) -> Iterator[Bugs]:
    """Yield the bugs of one set of each term that, added so many times each, add up to what is wanted; few first."""
    if not terms or any(not len(term.numbers) for term in terms):
        return
    # The largest with the smallest.
    ordered = sorted(zip(terms, times, strict=True), key=lambda one: len(one[0].numbers))
    halves = [ordered[0::4] + ordered[3::4], ordered[1::4] + ordered[2::4]]
    near = ROUNDING * tolerance * max(*(number * term.largest for term, number in ordered), float(np.abs(wanted).max()))
    one, other = (_sums([number * term.scalars for term, number in half]) for half in halves)
    along = direction(len(wanted))
    left, right = _pairs(one, float(wanted @ along) - other, near * float(along.sum()))
    if not len(left):
        return
    chosen = [*_apart(left, halves[0]), *_apart(right, halves[1])]
    total = sum((number * term.added[places] for term, number, places in chosen), -wanted)
    fitting = np.flatnonzero(np.abs(total).max(axis=1) <= near)
    sizes = sum((term.sizes[places[fitting]] for term, _, places in chosen), np.zeros(len(fitting), np.int64))
    for pair in fitting[np.argsort(sizes, kind="stable")[:MOST_SUMS]]:
        yield Bugs().union(*(term.bugs(int(places[pair])) for term, _, places in chosen))


def _pairs(one: Array, rest: Array, margin: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of equal numbers in both; of very many, the first."""
    order = one.argsort(kind="stable")  # of equal numbers another order on another processor
    ranked = one[order]
    first = ranked.searchsorted(rest - margin, side="left")
    count = ranked.searchsorted(rest + margin, side="right") - first
    # Cut before they are listed: where a gate adds zeros whatever its bugs are, all its sets are equal.
    count = count[: np.searchsorted(count.cumsum(), MOST_PAIRS) + 1]
    right = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(right)) - np.repeat(count.cumsum() - count, count)
    return order[first[right] + within], right


def _sums(scalars: Sequence[Array]) -> Array:
    """Return all sums of one scalar of each kind, the last kind counting fastest."""
    return reduce(lambda sums, more: np.add.outer(sums, more).ravel(), scalars, np.zeros(1))


def _apart(sums: NDArray[np.int64], half: Sequence[tuple[Term, int]]) -> list[tuple[Term, int, NDArray[np.int64]]]:
    """Return each term of a half with the places of its sets that make the sums with these numbers."""
    places = np.unravel_index(sums, [len(term.numbers) for term, _ in half]) if half else ()
    return [(term, number, place) for (term, number), place in zip(half, places, strict=True)]
