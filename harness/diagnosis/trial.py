"""One case of the search: what must be reproduced, and how near a set of bugs comes."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, prod
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from harness.answers import distance
from harness.cases import Case
from harness.diagnosis import systems
from reference.arrays import PARAMETER_NAMES, Array

Bugs = frozenset[str]
Gradients = Mapping[str, Array]
Touches = Mapping[str, frozenset[str]]  # mutant → tensors that it changes
Made = TypeVar("Made")
Given = TypeVar("Given", Touches, Sequence["Trial"])
Convention = Callable[[Gradients, Case], Gradients]

# A mutant that moves a tensor by less is taken not to touch it: rounding, a thousandfold.
TOUCHED = 1e-11


class Evidence(NamedTuple):
    """The submission's gradients on one case, and what it does to gradients of its own accord: a scale, a clip."""

    case: Case
    gradients: Gradients
    convention: Convention
    narrow: bool = False  # only the gradients of parameters
    clipped: bool = False  # a clip acted: each tensor is known up to a positive factor, until all of them are right


class Exhausted(Exception):  # noqa: N818  (the search's own signal, not an error: it gives up)
    """The search has run the reference as often as it may."""


@dataclass
class Effort:
    """How often the reference was run, and for how many time steps in all; the benchmark prints it."""

    evaluations: int = 0
    steps: int = 0
    most_steps: float = inf

    def spend(self, steps: int, *, limited: bool) -> None:
        """Count one run; raises Exhausted where it would be one too many, unless it only confirms."""
        if limited:
            self.charge(steps)
        else:
            self.steps += steps
        self.evaluations += 1

    @property
    def left(self) -> float:
        """The steps that may still be run."""
        return self.most_steps - self.steps

    def charge(self, steps: int) -> None:
        """Count what takes as long as so many steps of the reference; raises Exhausted where it would be too much."""
        if self.steps + steps > self.most_steps:
            raise Exhausted
        self.steps += steps

    @contextmanager
    def at_most(self, steps: float) -> Iterator[None]:
        """Let what is done inside use so many steps, and end it without complaint where that is not enough."""
        most = self.most_steps
        self.most_steps = min(most, self.steps + steps)
        try:
            yield
        except Exhausted:
            return
        finally:
            self.most_steps = most


@dataclass(frozen=True)
class Trial:
    """One case, on which sets of bugs are tried; what was run once is kept."""

    item: Evidence
    tolerance: float
    effort: Effort
    exact: bool = False  # whether a clip must be reproduced too
    _values: dict[Bugs, Array | None] = field(default_factory=dict)
    _agreeing: dict[Bugs, frozenset[str]] = field(default_factory=dict)
    _touched: dict[tuple[Bugs, Bugs], frozenset[str]] = field(default_factory=dict)
    _made: dict[Hashable, object] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The tensors that are compared, in order."""
        given = self.item.case.gradients
        return tuple(name for name in given if name in PARAMETER_NAMES) if self.item.narrow else given

    @property
    def later(self) -> bool:
        """Whether what is compared is one step of a longer case, which the loop leaves for others."""
        return False

    @property
    def cell(self) -> bool:
        """Whether the case is one of the cell alone."""
        return self.item.case.cell

    @cached_property
    def everything(self) -> frozenset[str]:
        """The tensors that are compared."""
        return frozenset(self.names)

    def once(self, make: Callable[["Trial", Bugs, Given], Made], bugs: Bugs, given: Given) -> Made:
        """Return what is made of these bugs and what else is given, mutants or earlier cases, which is kept."""
        key = (make, bugs, frozenset(given.items()) if isinstance(given, Mapping) else tuple(map(id, given)))
        if key not in self._made:
            self._made[key] = make(self, bugs, given)
        return cast("Made", self._made[key])

    def values(self, bugs: Bugs) -> Array | None:
        """Return the gradients of the reference with these bugs in one row; None where it raises."""
        if bugs not in self._values:
            self._values[bugs] = self._row(bugs)
        return self._values[bugs]

    def _row(self, bugs: Bugs) -> Array | None:
        self.effort.spend(self.item.case.T, limited=not self.exact)
        found = systems.tried(bugs, self.item.case)
        if found and (self.exact or not self.item.clipped):
            found = self.item.convention(found, self.item.case)
        return np.concatenate([found[name].ravel() for name in self.names]) if found else None

    def part(self, row: Array, name: str) -> Array:
        """Return the entries of one tensor in a row."""
        number = self.names.index(name)
        return row[self.places[number] : self.places[number] + self.sizes[number]]

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of a tensor; of a cell, that which the submission gives it."""
        given = self.item.gradients.get(name) if self.cell else None
        return self.item.case.arrays[name].shape if given is None else given.shape

    def misshapen(self, bugs: Bugs) -> bool:
        """Whether these bugs give gradients of other shapes than the parameters have."""
        values = self.values(bugs)
        return values is not None and values.size != self.size

    def zeros(self, bugs: Bugs) -> frozenset[str]:
        """Return the tensors of a cell that are zeros with these bugs."""
        values = self.values(bugs) if self.cell else None
        if values is None or values.shape != self.wanted.shape:
            return frozenset()
        sizes = np.maximum.reduceat(np.abs(values), self.places)
        return frozenset(name for name, size in zip(self.names, sizes, strict=True) if size == 0)

    def silent(self, bugs: Bugs) -> bool:
        """Whether a cell with these bugs has only zeros where the submission has not: no further bug brings more."""
        return self.cell and self.zeros(bugs) == self.everything and bool(np.any(self.wanted))

    def agreeing(self, bugs: Bugs) -> frozenset[str]:
        """Return the tensors in which the reference with these bugs agrees with the submission."""
        if bugs not in self._agreeing:
            values = self.values(bugs)
            self._agreeing[bugs] = frozenset() if values is None else self.fitting(values)
        return self._agreeing[bugs]

    def whole(self, bugs: Bugs) -> bool:
        """Whether the reference with these bugs agrees with the submission in every tensor."""
        return len(self.agreeing(bugs)) == len(self.names)

    def touched(self, bugs: Bugs, more: Bugs) -> frozenset[str]:
        """Return the tensors that `more` bugs change where these `bugs` are; all, where one of the two raises."""
        if (bugs, more) not in self._touched:
            before, after = self.values(bugs), self.values(bugs | more)
            moved = self.everything if before is None or after is None else self.moved(before, after)
            self._touched[bugs, more] = moved
        return self._touched[bugs, more]

    def moved(self, before: Array, after: Array) -> frozenset[str]:
        """Return the tensors in which two rows of gradients differ by more than rounding."""
        if before.shape != after.shape or before.size != self.size:
            return self.everything
        if np.array_equal(before, after):
            return frozenset()
        with np.errstate(invalid="ignore"):
            off = np.maximum.reduceat(np.abs(after - before), self.places)
            same = off <= TOUCHED * np.maximum.reduceat(np.abs(before), self.places)
        return frozenset(name for name, equal in zip(self.names, same.tolist(), strict=True) if not equal)

    def fitting(self, values: Array) -> frozenset[str]:
        """Return the tensors in which a row agrees with the submission.

        All are compared at once: `distance` for each of them would take longer than the run itself.
        """
        wanted, places = self.wanted, self.places
        if values.shape != wanted.shape:
            return self._compared_one_by_one(values)
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.item.clipped and not self.exact:
                factors = np.add.reduceat(values * wanted, places) / np.add.reduceat(values * values, places)
                values = values * np.repeat(np.where(factors > 0, factors, 1), self.sizes)
            off = np.maximum.reduceat(np.abs(values - wanted), places)
            near = off <= self.tolerance * np.maximum.reduceat(np.abs(values), places)
        return frozenset(name for name, agrees in zip(self.names, near.tolist(), strict=True) if agrees)

    def _compared_one_by_one(self, values: Array) -> frozenset[str]:
        """Compare the tensors of a submission that returns other shapes."""
        if len(values) != self.size:
            return frozenset()
        parts = np.split(values, self.places[1:])
        return frozenset(
            name
            for name, part in zip(self.names, parts, strict=True)
            if distance(self.item.gradients.get(name), part.reshape(self.shape(name))) < self.tolerance
        )

    @cached_property
    def wanted(self) -> Array:
        """The submission's gradients in one row."""
        return np.concatenate([np.ravel(self.item.gradients.get(name, np.zeros(0))) for name in self.names])

    @cached_property
    def equal(self) -> Mapping[str, frozenset[str]]:
        """For each tensor that the submission gives, and not as zeros, those that it gives the same gradient."""
        given = self.item.gradients
        return {
            name: frozenset(other for other, second in given.items() if distance(second, first) < self.tolerance)
            for name, first in given.items()
            if np.any(first)
        }

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many entries each tensor of this case has."""
        return np.array([prod(self.shape(name)) for name in self.names], dtype=np.int64)

    @cached_property
    def size(self) -> int:
        """How many entries all tensors have."""
        return int(np.sum(self.sizes))

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Where each tensor begins in the row."""
        return np.cumsum([0, *self.sizes[:-1]])
