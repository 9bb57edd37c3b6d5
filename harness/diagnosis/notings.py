"""What is noted of the gates' gradients: each its own, another gate's, or, in one array for several, a sum of them.

What a mutant notes is learned by running it: a tensor's gradient is written as a sum of those of the right reference.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, cast

import numpy as np

from harness.answers import distance
from harness.cases import MANY, ONE, TWO, Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.influence import influence, is_last
from harness.diagnosis.moment import moments
from harness.diagnosis.trial import Bugs, Effort, Evidence, Trial
from harness.kept import kept
from harness.wire import JSON
from reference.arrays import PARAMETER_NAMES

# A sum of whole shares that comes so near a tensor, relative to what is summed, is what it holds.
WHOLE = 1e-6

Sum = Mapping[str, int]  # how often each tensor's own gradient is added


class Noting(NamedTuple):
    """What a mutant notes of one tensor: the sum in one step, and in each step that another turn follows."""

    tensor: str
    once: Sum
    later: Sum
    apart: bool  # where one array serves several, this tensor gets one of its own


@cache
def notings() -> Mapping[str, Noting]:
    """Return what each mutant notes that changes one gate's tensor where it is added up."""
    table = cast("Mapping[str, tuple[str, Sum, Sum, bool]]", kept("notings", _notings))
    return {bug: Noting(*entry) for bug, entry in table.items()}


@cache
def wide() -> Mapping[str, tuple[str, ...]]:
    """Return the mutants that make several tensors one array, with these tensors."""
    table = influence()[TWO]
    order = PARAMETER_NAMES.index
    return {
        bug: tuple(sorted(tensors, key=order)) for bug, tensors in table.items() if is_last(bug) and len(tensors) > 1
    }


def shows(known: Bugs, tensors: frozenset[str]) -> frozenset[str]:
    """Return the tensors that note, beside the known mutants, something of the gradients of these tensors' gates."""
    noting = {notings()[bug].tensor: notings()[bug].once.keys() for bug in known if bug in notings()}
    shown = {tensor for tensor in tensors if tensor not in noting}
    shown |= {tensor for tensor, sources in noting.items() if not tensors.isdisjoint(sources)}
    together = [names for bug, names in wide().items() if bug in known and not shown.isdisjoint(names)]
    return frozenset(shown.union(*together))


def _notings() -> JSON:
    cases = {case.T: case for case in reversed(ordinary(0, Sizes()))}
    one, many = (
        Trial(Evidence(case, {}, lambda gradients, _case: gradients), 0.0, Effort())
        for case in (cases[ONE], cases[MANY])
    )
    # The last step of a long case: the loop, which goes backwards, turns to others after it.
    last = next(moments(many, frozenset()))
    found: dict[str, JSON] = {}
    for together, tensors in wide().items():
        for bug, moved in influence()[TWO].items():
            if is_last(bug) and len(moved) == 1 and moved <= {*tensors}:
                (tensor,) = moved
                once, later = (_sum(trial, frozenset([bug]), tensor, tensors) for trial in (one, last))
                beside = [_sum(one, frozenset([together, bug]), name, tensors) for name in tensors]
                apart = any(other != beside[tensors.index(tensor)] for other in beside)
                if once is not None and later is not None:
                    found[bug] = [tensor, once, later, apart]
    return found


def _sum(trial: Trial, bugs: Bugs, tensor: str, tensors: Sequence[str]) -> dict[str, int] | None:
    """Return how the tensor's gradient under these bugs is summed from the right ones; None where it is no sum."""
    right, wrong = trial.values(frozenset()), trial.values(bugs)
    if right is None or wrong is None:
        return None
    terms = np.stack([trial.part(right, name) for name in tensors], axis=1)
    shares = np.linalg.lstsq(terms, trial.part(wrong, tensor))[0]
    whole = np.round(shares)
    if np.max(np.abs(terms @ whole - trial.part(wrong, tensor))) > WHOLE * np.max(np.abs(terms)):
        return None
    return {name: int(share) for name, share in zip(tensors, whole, strict=True) if share}


@cache
def turning() -> tuple[str, ...]:
    """Return the mutants with which the loop begins at the first step: that one then gets what it gets when alone."""
    return tuple(cast("Sequence[str]", kept("turning", _turning)))


def _turning() -> JSON:
    case = next(case for case in ordinary(0, Sizes()) if case.T == MANY)
    inputs, targets = (case.arrays[name][:1] for name in ("inputs", "targets"))
    alone = systems.gradients(frozenset(), case.having("first", inputs=inputs, targets=targets))
    trial = Trial(Evidence(case, {}, lambda gradients, _case: gradients), 0.0, Effort())
    first = next(moments(trial, frozenset(), from_first=True))
    last = next(moments(trial, frozenset()))
    found: list[JSON] = []
    for bug, tensors in influence()[TWO].items():
        row = first.values(frozenset([bug])) if tensors else None
        begins = row is not None and all(
            distance(first.part(row, f"W_{x}"), alone[f"b_{x}"].ravel()) < WHOLE for x in "figo"
        )
        # Without any carry, each step gets what it gets alone, in whatever order.
        if begins and last.touched(frozenset(), frozenset([bug])):
            found.append(bug)
    return found
