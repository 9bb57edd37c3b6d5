"""What is wrong only where a gradient is added up: it reaches no other line, so each tensor is looked at by itself."""

import numpy as np

from harness.diagnosis.influence import choices, free
from harness.diagnosis.notings import notings, wide
from harness.diagnosis.trial import Bugs, Touches, Trial


def nearly(trial: Trial, bugs: Bugs, lasts: Touches, names: frozenset[str] | None = None) -> dict[str, Bugs]:
    """Return which of the tensors agree, each with what must be wrong only where it is added up."""
    names = trial.everything if names is None else names
    found = dict.fromkeys(trial.agreeing(bugs) & names, frozenset[str]())
    ways = {
        name: list(choices(bug for bug in free(bugs, lasts) if lasts[bug] == {name}))
        for name in sorted(names - found.keys())
    }
    for name, sets in ways.items():
        known = {way: _is_noted(trial, bugs, name, way) for way in sets}
        if right := [way for way, is_noted in known.items() if is_noted]:
            found[name] = right[-1]
        # The first is none, which did not agree.
        ways[name] = [way for way in sets if known[way] is None or not way]
    for number in range(1, max(map(len, ways.values()), default=0)):
        # One run tries a way for every tensor: none of them reaches another tensor.
        tried = {name: sets[number] for name, sets in ways.items() if name not in found and number < len(sets)}
        if tried:
            agreeing = trial.agreeing(bugs.union(*tried.values()))
            found |= {name: way for name, way in tried.items() if name in agreeing}
    return found


def _is_noted(trial: Trial, bugs: Bugs, name: str, way: Bugs) -> bool | None:
    """Tell without a run whether a tensor is what a mutant notes of what these bugs give; None where unknown."""
    noting = notings().get(next(iter(way), ""))
    row = trial.values(bugs)
    if noting is None or len(way) > 1 or row is None or row.shape != trial.wanted.shape or trial.item.clipped:
        return None
    total = noting.later if trial.later else noting.once
    if not trial.everything.issuperset(total):
        return None  # backward gives no gradient of what is noted
    own = not any(known.tensor in total for bug, known in notings().items() if bug in bugs)
    alone = not any(bug in bugs and {name, *total} & {*tensors} for bug, tensors in wide().items())
    # Over several steps one that is overwritten is no such sum.
    if not own or not alone or (noting.apart and not trial.later and trial.item.case.T > 1):
        return None
    noted = sum((times * trial.part(row, source) for source, times in total.items()), np.zeros(1))
    off = np.max(np.abs(noted - trial.part(trial.wanted, name)))
    return bool(off <= trial.tolerance * np.max(np.abs(noted)))


def noted(trial: Trial, bugs: Bugs, lasts: Touches) -> Bugs | None:
    """Return the bugs with what must be wrong where gradients are added up; None where that does not explain all."""
    found = nearly(trial, bugs, lasts)
    whole = bugs.union(*found.values())
    return whole if len(found) == len(trial.names) and trial.whole(whole) else None
