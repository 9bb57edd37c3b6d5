"""What is wrong only where a gradient is added up: it reaches no other line, so each tensor is looked at by itself."""

from collections.abc import Iterable
from itertools import combinations

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
    ways: dict[str, list[Bugs]] = {}
    for bug in free(bugs, tied(trial)):
        if not touches[bug] <= alone.keys():
            beside = [other for other in free(bugs, touches) if touches[other] and touches[other] < touches[bug]]
            ways[bug] = [several | {bug} for several in choices(beside) if len(several) <= most]
    if not trial.everything - alone.keys() <= frozenset().union(*(touches[bug] for bug in ways)):
        return None
    found = {name: way for name, way in alone.items() if not any(name in touches[bug] for bug in ways)}
    for number in range(max(map(len, ways.values()), default=0)):
        tried = {bug: sets[number] for bug, sets in ways.items() if number < len(sets)}
        agreeing = trial.agreeing(bugs.union(*tried.values()))
        for bug, way in tried.items():
            if touches[bug] <= agreeing:
                found |= dict.fromkeys(touches[bug], way)
                del ways[bug]
    whole = bugs.union(*found.values())
    return whole if not ways and trial.whole(whole) else None


def tied(trial: Trial) -> tuple[str, ...]:
    """Return the mutants that make several tensors one, where the submission gives two of these the same gradient."""
    touches = influence(cell=trial.cell)[TWO]
    wide = (bug for bug in touches if is_last(bug) and len(touches[bug]) > 1)
    return tuple(bug for bug in wide if _some_equal(trial, touches[bug]))


def _some_equal(trial: Trial, tensors: Iterable[str]) -> bool:
    arrays = [trial.item.gradients.get(name) for name in sorted(tensors)]
    return any(distance(one, other) < trial.tolerance and np.any(one) for one, other in combinations(arrays, 2))
