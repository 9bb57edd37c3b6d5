"""What is local, solved gate by gate: on one step the effects of lines multiply, so that few runs tell all their sets.

A tensor's gradient on one step is a product in which each line of a gate's path is a factor.  What each line's variants
do alone is measured; what any set of them does is then a product of arrays, and all sets are compared at once, with
the gate's own tensors and with those that another gate's gradient may be noted in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from harness.diagnosis.influence import choices, entangled, fit, sites
from harness.diagnosis.trial import Bugs, Trial
from reference.arrays import PARAMETER_NAMES, Array

# A product of measured effects may be off by so many times the tolerance; what it proposes is run anyway.
ROUNDING = 10.0
# Sets of one gate's bugs that are compared at once: far above what the catalogue needs (4,032).
MOST_PRODUCTS = 200_000
# Entries of a tensor that are compared: two sets that agree in so many agree in all, and what is proposed is run.
MOST_ENTRIES = 8
# Sets of bugs whose factors are kept: most submissions have those of the whole catalogue, but for a few bugs.
KEPT = 256

Factor = tuple[Bugs, ...]  # every choice at lines that must be looked at together
Measured = Mapping[Bugs, Array]


@dataclass(frozen=True, eq=False)
class Gate:
    """Tensors that the same bugs touch, and all sets of these bugs: one choice of each factor."""

    tensors: tuple[str, ...]
    factors: tuple[Factor, ...]

    @cached_property
    def lines(self) -> frozenset[int]:
        """The lines that the bugs change."""
        return sites(bug for factor in self.factors for choice in factor for bug in choice)

    @cached_property
    def lines_of_factors(self) -> tuple[frozenset[int], ...]:
        """The lines that each factor's bugs change."""
        return tuple(sites(bug for choice in factor for bug in choice) for factor in self.factors)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many choices each factor has."""
        return tuple(len(factor) for factor in self.factors)

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many bugs each set has, in the order of the products."""
        return reduce(
            lambda sizes, factor: np.add.outer(sizes, [len(choice) for choice in factor]).ravel(),
            self.factors,
            np.zeros(1, np.int64),
        )

    def bugs(self, number: int) -> Bugs:
        """Return the set with this number, in the order of the products."""
        places = np.unravel_index(number, self.shape) if self.shape else ()
        return Bugs().union(*(factor[k] for factor, k in zip(self.factors, places, strict=True)))


@dataclass(frozen=True)
class Products:
    """The gates' own gradients beside the same other bugs, for all sets of local bugs."""

    trial: Trial
    gates: tuple[Gate, ...]
    measured: Measured
    _known: dict[tuple[str, str], Array] = field(default_factory=dict)
    _entries: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    def own(self, gate: Gate, tensor: str) -> Array:
        """Return the entries (sets, entries) of the gate's gradient of one of its tensors."""
        if (gate.tensors[0], tensor) not in self._known:
            self._known[gate.tensors[0], tensor] = self._product(gate, tensor)
        return self._known[gate.tensors[0], tensor]

    def entries(self, tensor: str) -> NDArray[np.int64]:
        """Return where in a row the entries of a tensor stand that are compared: of one column, the same for all."""
        if tensor not in self._entries:
            self._entries[tensor] = self._chosen(tensor)
        return self._entries[tensor]

    def _chosen(self, tensor: str) -> NDArray[np.int64]:
        rows, columns = self.trial.shape(tensor)
        alike = [name for name in self.trial.names if self.trial.shape(name) == (rows, columns)]
        parts = [np.abs(self.trial.part(self.measured[frozenset()], name)).reshape(rows, columns) for name in alike]
        column = int(np.argmax(np.sum(parts, axis=(0, 1))))
        taken = np.linspace(0, rows - 1, min(rows, MOST_ENTRIES)).astype(np.int64)
        start = int(self.trial.places[self.trial.names.index(tensor)])
        return start + columns * taken + column

    def matches(self, gate: Gate, tensor: str, other: str, times: int = 1) -> NDArray[np.bool_]:
        """Return for each set whether the gate's gradient of one tensor is what the submission gives as another."""
        product = times * self.own(gate, tensor)
        wanted = self.trial.wanted[self.entries(other)]
        with np.errstate(all="ignore"):
            if self.trial.item.clipped:
                scale = np.sum(product * wanted, axis=-1) / np.sum(product * product, axis=-1)
                product = product * np.where(scale > 0, scale, 1)[..., None]
            off = np.max(np.abs(product - wanted), axis=-1)
            near: NDArray[np.bool_] = off <= ROUNDING * self.trial.tolerance * np.max(np.abs(product), axis=-1)
        return near

    def _product(self, gate: Gate, tensor: str) -> Array:
        entries = self.entries(tensor)
        unit = self.measured[frozenset()][entries]
        product = unit
        with np.errstate(all="ignore"):
            for factor in reversed(gate.factors):
                effects = np.array([self.measured[choice][entries] for choice in factor])
                effects = np.where(unit == 0, 0, effects / unit)
                product = effects[(slice(None), *[None] * (product.ndim - 1))] * product[None]
        return product.reshape(-1, len(entries))


def products(trial: Trial, context: Bugs, local: Mapping[str, frozenset[str]]) -> Products | None:
    """Run what tells all sets of `local` bugs, each with the tensors that it alone changes; None where it raises."""
    measured = _measured(trial, context, local)
    if measured is None:
        return None
    # What changes nothing beside the context decides nothing: another gate may need it.
    base = measured[frozenset()]
    alone = {bug: measured.get(frozenset([bug])) for bug in local}
    shown = {bug: local[bug] & trial.moved(base, run) for bug, run in alone.items() if run is not None}
    gates = []
    for tensors, factors in _gates(shown):
        runnable = tuple(tuple(choice for choice in factor if choice in measured) for factor in factors)
        if np.prod([len(factor) for factor in runnable]) <= MOST_PRODUCTS:
            gates.append(Gate(tensors, runnable))
    return Products(trial, tuple(gates), measured)


def _gates(local: Mapping[str, frozenset[str]]) -> list[tuple[tuple[str, ...], tuple[Factor, ...]]]:
    """Return the tensors that the same bugs touch, and the factors of their gradients."""
    bearing = {name: tuple(bug for bug, tensors in local.items() if name in tensors) for name in PARAMETER_NAMES}
    gates: dict[tuple[str, ...], list[str]] = {}
    for name, bugs in bearing.items():
        if bugs:
            gates.setdefault(bugs, []).append(name)
    return [(tuple(names), _factors(bugs)) for bugs, names in sorted(gates.items(), key=lambda gate: len(gate[0]))]


@lru_cache(maxsize=KEPT)
def _factors(bugs: tuple[str, ...]) -> tuple[Factor, ...]:
    """Split bugs into groups that multiply: those on one line, or on lines of which one decides what the other does."""
    groups: list[frozenset[int]] = []
    every = sites(bugs)
    tied = [sites([bug]) for bug in bugs] + [pair for pair in entangled() if pair <= every]
    for lines in tied:
        apart = [group for group in groups if group.isdisjoint(lines)]
        together = lines.union(*(group for group in groups if not group.isdisjoint(lines)))
        groups = [*apart, together]
    return tuple(tuple(choices(bug for bug in bugs if sites([bug]) <= group)) for group in groups)


def _measured(trial: Trial, context: Bugs, local: Mapping[str, frozenset[str]]) -> Measured | None:
    """Run every choice of every factor: several at once, where they touch different tensors."""
    base = trial.values(context)
    if base is None or base.shape != trial.wanted.shape:
        return None
    packs: list[tuple[Bugs, frozenset[str]]] = []
    home: dict[Bugs, int] = {}
    needed = {choice for _, factors in _gates(local) for factor in factors for choice in factor}
    for choice in sorted(needed, key=lambda choice: (-len(choice), sorted(choice))):
        if not choice:
            continue
        touched = frozenset().union(*(local[bug] for bug in choice))
        place = next((k for k, (bugs, seen) in enumerate(packs) if not seen & touched and fit([*bugs, *choice])), None)
        if place is None:
            place = len(packs)
            packs.append((frozenset(), frozenset()))
        packs[place] = packs[place][0] | choice, packs[place][1] | touched
        home[choice] = place
    runs = [trial.values(context | bugs) for bugs, _ in packs]
    ran = {choice: run for choice, place in home.items() if (run := runs[place]) is not None}
    return {frozenset(): base, **ran}
