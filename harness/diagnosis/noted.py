"""What is wrong only where a gradient is added up: it reaches no other line, so each tensor is looked at by itself."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice

import numpy as np

from harness.answers import distance
from harness.cases import TWO
from harness.diagnosis.influence import Touches, choices, free, influence, is_last
from harness.diagnosis.trial import Bugs, Trial


def nearly(trial: Trial, bugs: Bugs, lasts: Touches, names: frozenset[str] | None = None) -> dict[str, Bugs]:
    """Return which of the tensors agree, each with what must be wrong only where it is added up."""
    names = trial.everything if names is None else names
    found = dict.fromkeys(trial.agreeing(bugs) & names, frozenset[str]())
    ways = {
        name: list(choices(bug for bug in free(bugs, lasts) if lasts[bug] == {name}))
        for name in sorted(names - found.keys())
    }
    for number in range(1, max(map(len, ways.values()), default=0)):
        # One run tries a way for every tensor: none of them reaches another tensor.
        tried = {name: sets[number] for name, sets in ways.items() if name not in found and number < len(sets)}
        if tried:
            agreeing = trial.agreeing(bugs.union(*tried.values()))
            found |= {name: way for name, way in tried.items() if name in agreeing}
    return found


def noted(trial: Trial, bugs: Bugs, lasts: Touches) -> Bugs | None:
    """Return the bugs with what must be wrong where gradients are added up; None where that does not explain all."""
    found = nearly(trial, bugs, lasts)
    whole = bugs.union(*found.values())
    return whole if len(found) == len(trial.names) and trial.whole(whole) else None


def noted_together(trial: Trial, bugs: Bugs, lasts: Touches, most: int) -> Bugs | None:
    """Return the same where a mutant makes several tensors one: beside it, those of single tensors act differently."""
    touches = influence(cell=trial.cell)[TWO]
    alone = nearly(trial, bugs, lasts)
    wide = [bug for bug in free(bugs, tied(trial)) if not touches[bug] <= trial.agreeing(bugs)]
    if not trial.everything - alone.keys() <= frozenset().union(*(touches[bug] for bug in wide)):
        return None
    found = dict(alone)
    for bug in wide:
        beside = [other for other in free(bugs, touches) if touches[other] and touches[other] < touches[bug]]
        ways = [way - bugs for way in islice(_sums(trial, bugs | {bug}, touches[bug], beside, most), 1)]
        if touches[bug] <= alone.keys():
            ways.append(Bugs().union(*(alone[name] for name in touches[bug])))
        if not ways:
            return None
        found |= dict.fromkeys(touches[bug], min(ways, key=len))
    whole = bugs.union(*found.values())
    return whole if trial.whole(whole) else None


def _sums(trial: Trial, bugs: Bugs, tensors: frozenset[str], beside: Sequence[str], most: int) -> Iterator[Bugs]:
    """Yield the bugs with choices of those beside them that give the tensors: in a sum, what each changes adds up."""
    base = trial.values(bugs)
    if base is None or base.shape != trial.wanted.shape:
        return
    runs = {bug: trial.values(bugs | {bug}) for bug in beside}
    changes = {bug: run - base for bug, run in runs.items() if run is not None and run.shape == base.shape}
    for several in choices(changes, most):
        # One that is overwritten is no part of the sum any more, but the others are.
        if tensors & trial.fitting(base + sum(changes[bug] for bug in several)) and tensors <= trial.agreeing(
            bugs | several
        ):
            yield bugs | several


def tied(trial: Trial) -> tuple[str, ...]:
    """Return the mutants that make several tensors one, where the submission gives two of these the same gradient."""
    touches = influence(cell=trial.cell)[TWO]
    wide = (bug for bug in touches if is_last(bug) and len(touches[bug]) > 1)
    return tuple(bug for bug in wide if _some_equal(trial, touches[bug]))


def _some_equal(trial: Trial, tensors: Iterable[str]) -> bool:
    arrays = [trial.item.gradients.get(name) for name in sorted(tensors)]
    return any(distance(one, other) < trial.tolerance and np.any(one) for one, other in combinations(arrays, 2))
