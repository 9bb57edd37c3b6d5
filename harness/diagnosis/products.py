"""What is local, solved gate by gate: on one step the effects of lines multiply, so that few runs tell all their sets.

A tensor's gradient on one step is a product in which each line of a gate's path is a factor.  What each line's variants
do alone is measured; what any set of them does is then a product of arrays, and all sets are compared at once.  The
gates share some lines, so their solutions are joined.  Whatever comes out is a proposal: the reference is run with it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.diagnosis.influence import choices, entangled, fit, sites
from harness.diagnosis.trial import Bugs, Trial
from reference.arrays import PARAMETER_NAMES, Array

# A product of measured effects may be off by so many times the tolerance; what it proposes is run anyway.
ROUNDING = 10.0
# Sets of one gate's bugs that are compared at once, and proposals that are kept on the way: both far above what the
# catalogue needs (4,032 and about 100).
MOST_PRODUCTS = 200_000
MOST_PROPOSALS = 400


@dataclass(frozen=True)
class Proposal:
    """Bugs that may explain some gates, the lines on which this is all, and how many tensors they leave wrong."""

    bugs: Bugs
    decided: frozenset[int] = frozenset()
    wrong: int = 0

    @property
    def cost(self) -> int:
        """The least number of bugs that an explanation with these has."""
        return len(self.bugs) + self.wrong


def proposals(trial: Trial, context: Bugs, local: Mapping[str, frozenset[str]]) -> list[Proposal]:
    """Return sets of `local` bugs that may, beside the `context`, explain the case; the cheapest first.

    `local` holds each bug with the tensors that it alone changes.
    """
    measured = _measured(trial, context, local)
    if measured is None:
        return []
    # What changes nothing beside the context decides nothing: another gate may need it.
    base = measured[frozenset()]
    alone = {bug: measured.get(frozenset([bug])) for bug in local}
    shown = {bug: local[bug] & trial.moved(base, run) for bug, run in alone.items() if run is not None}
    joined = [Proposal(frozenset())]
    gates = _gates(shown)
    decided = Counter(line for _, factors in gates for line in _lines(factors))
    shared = frozenset(line for line, count in decided.items() if count > 1)
    for tensors, factors in gates:
        rows = [*_solutions(trial, tensors, factors, measured, shared), Proposal(frozenset(), wrong=len(tensors))]
        both = (_joined(before, row) for before in joined for row in rows)
        joined = sorted((one for one in both if one is not None), key=lambda one: (one.cost, sorted(one.bugs)))
        joined = joined[:MOST_PROPOSALS]
    return [one for one in joined if not any(less.bugs < one.bugs and less.wrong <= one.wrong for less in joined)]


Factor = tuple[Bugs, ...]  # every choice at lines that must be looked at together


def _gates(local: Mapping[str, frozenset[str]]) -> list[tuple[tuple[str, ...], list[Factor]]]:
    """Return the tensors that the same bugs touch, and the factors of their gradients."""
    bearing = {name: tuple(bug for bug, tensors in local.items() if name in tensors) for name in PARAMETER_NAMES}
    gates: dict[tuple[str, ...], list[str]] = {}
    for name, bugs in bearing.items():
        if bugs:
            gates.setdefault(bugs, []).append(name)
    return [(tuple(names), _factors(bugs)) for bugs, names in sorted(gates.items(), key=lambda gate: len(gate[0]))]


def _factors(bugs: Sequence[str]) -> list[Factor]:
    """Split bugs into groups that multiply: those on one line, or on lines of which one decides what the other does."""
    groups: list[frozenset[int]] = []
    tied = [sites([bug]) for bug in bugs] + [pair for pair in entangled() if pair <= sites(bugs)]
    for lines in tied:
        apart = [group for group in groups if group.isdisjoint(lines)]
        together = lines.union(*(group for group in groups if not group.isdisjoint(lines)))
        groups = [*apart, together]
    return [tuple(choices(bug for bug in bugs if sites([bug]) <= group)) for group in groups]


Measured = Mapping[Bugs, Array]


def _measured(trial: Trial, context: Bugs, local: Mapping[str, frozenset[str]]) -> Measured | None:
    """Run every choice of every factor: several at once, where they touch different tensors."""
    base = trial.values(context)
    if base is None or base.shape != trial.wanted.shape:
        return None
    packs: list[tuple[Bugs, frozenset[str]]] = []
    home: dict[Bugs, int] = {frozenset(): -1}
    needed = {choice for _, factors in _gates(local) for factor in factors for choice in factor}
    for choice in sorted(needed, key=lambda choice: (-len(choice), sorted(choice))):
        if choice in home:
            continue
        touched = frozenset().union(*(local[bug] for bug in choice))
        place = next((k for k, (bugs, seen) in enumerate(packs) if not seen & touched and fit([*bugs, *choice])), None)
        if place is None:
            place = len(packs)
            packs.append((frozenset(), frozenset()))
        packs[place] = packs[place][0] | choice, packs[place][1] | touched
        home[choice] = place
    runs = [trial.values(context | bugs) for bugs, _ in packs]
    return {choice: base if k < 0 else run for choice, k in home.items() if (run := runs[k]) is not None}


def _solutions(
    trial: Trial, tensors: Sequence[str], factors: Sequence[Factor], measured: Measured, shared: frozenset[int]
) -> Iterator[Proposal]:
    """Yield the choices that give at least one of the tensors, and of which no part gives as many.

    Choices at `shared` lines, which another gate may need, count as different though they make none here.
    """
    factors = [tuple(choice for choice in factor if choice in measured) for factor in factors]
    if np.prod([len(factor) for factor in factors]) > MOST_PRODUCTS:
        return
    right = [_matches(trial, name, factors, measured) for name in tensors]
    count = np.sum(right, axis=0)
    decided = _lines(factors)
    kept: dict[int, list[Bugs]] = {}
    fitting = (
        (Bugs().union(*(factor[k] for factor, k in zip(factors, place, strict=True))), int(count[tuple(place)]))
        for place in np.argwhere(count)
    )
    for bugs, agreeing in sorted(fitting, key=lambda one: (len(one[0]), sorted(one[0]))):
        smaller = (less for least, sets in kept.items() if least >= agreeing for less in sets if less <= bugs)
        if not any(_at(less, shared) == _at(bugs, shared) for less in smaller):
            kept.setdefault(agreeing, []).append(bugs)
            yield Proposal(bugs, decided, len(tensors) - agreeing)


def _lines(factors: Iterable[Factor]) -> frozenset[int]:
    return sites(bug for factor in factors for choice in factor for bug in choice)


def _matches(trial: Trial, name: str, factors: Sequence[Factor], measured: Measured) -> NDArray[np.bool_]:
    """Return for every combination of choices whether it gives one tensor, judged by its column of largest entries."""
    number = trial.names.index(name)
    start, size = int(trial.places[number]), int(trial.sizes[number])
    rows, columns = trial.shape(name)
    base = measured[frozenset()][start : start + size].reshape(rows, columns)
    column = int(np.argmax(np.sum(np.abs(base), axis=0)))
    entries = start + columns * np.arange(rows) + column
    wanted, unit = trial.wanted[entries], base[:, column]
    product = unit
    with np.errstate(all="ignore"):
        for factor in reversed(factors):
            effects = np.array([measured[choice][entries] / unit for choice in factor])
            product = effects[(slice(None), *[None] * (product.ndim - 1))] * product[None]
        if trial.item.clipped:
            scale = np.sum(product * wanted, axis=-1) / np.sum(product * product, axis=-1)
            product = product * np.where(scale > 0, scale, 1)[..., None]
        off = np.max(np.abs(product - wanted), axis=-1)
        near: NDArray[np.bool_] = off <= ROUNDING * trial.tolerance * np.max(np.abs(product), axis=-1)
    return near


def _joined(one: Proposal, other: Proposal) -> Proposal | None:
    """Return two gates' proposals as one; None where they choose differently at a line that both decide."""
    shared = one.decided & other.decided
    if _at(one.bugs, shared) != _at(other.bugs, shared) or not fit(one.bugs | other.bugs):
        return None
    # A gate that was left wrong decides nothing, and must not be contradicted by nothing.
    return Proposal(one.bugs | other.bugs, one.decided | other.decided, one.wrong + other.wrong)


def _at(bugs: Bugs, lines: frozenset[int]) -> frozenset[str]:
    return frozenset(bug for bug in bugs if not sites([bug]).isdisjoint(lines))
