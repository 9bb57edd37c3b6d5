"""What the named bugs hide: mutants that change numbers in the reference, and none beside these bugs.

Whether a submission has such a bug too cannot be judged before the one that hides it is mended.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, product
from typing import NamedTuple

from harness.cases import ONE, TWO, Case
from harness.diagnosis import systems
from harness.diagnosis.hidden import unmoved
from harness.diagnosis.influence import choices, fit, free, in_a_gate, influence, sites
from harness.diagnosis.schema import schema
from harness.diagnosis.trial import Bugs, Effort, Evidence, Trial

# Hidden bugs that may together give the same numbers as the one that hides them: a carry consists of two.
MOST_TOGETHER = 2
# Hidden bugs that a sentence names; the record has all of them.
MOST_TOLD = 3


class Behind(NamedTuple):
    """What one named bug stands before: what it `hides`, and what `equals` it, giving the same numbers in its place."""

    hides: tuple[str, ...] = ()
    equals: tuple[Bugs, ...] = ()


def behind(bugs: Bugs, cases: Iterable[Case]) -> Mapping[str, Behind]:
    """Return for each of these bugs what it hides on all `cases`, and what could stand in its place."""
    given = [*cases]
    by_length = {case.T: Evidence(case, {}, lambda gradients, _case: gradients) for case in given}
    cell = any(case.cell for case in given)
    trials = [Trial(item, 0.0, Effort()) for item in by_length.values()]
    # One step shows most, and in half the time that two take.
    trials.sort(key=lambda trial: trial.item.case.T)
    shown = [bug for bug, tensors in influence(cell=cell)[TWO].items() if tensors]
    hidden: Sequence[str] = free(bugs, shown)
    for trial in trials:
        # Over several steps one gate's bugs reach the others' gradients.
        hidden = [*unmoved(trial, bugs, hidden, in_a_gate(cell=cell) if trial.item.case.T == ONE else {})]
    return {bug: _behind(trials, bugs, bug, hidden) for bug in sorted(bugs)}


def told(hides: Sequence[str]) -> str:
    """Return what is said of a bug that hides others, to follow its evidence; nothing where it hides none."""
    if not hides:
        return ""
    what = f"{len(hides)} other documented bugs" if len(hides) > 1 else "another documented bug"
    return (
        f" It hides whether {what} ({', '.join(hides[:MOST_TOLD])}{', …' * (len(hides) > MOST_TOLD)}) "
        "can be found here: mend it first, then check again."
    )


def _behind(trials: Sequence[Trial], bugs: Bugs, bug: str, hidden: Sequence[str]) -> Behind:
    others = bugs - {bug}
    hides = [one for one in hidden if not _same(trials, others, others | {one})]
    lines = sites([bug])
    rivals = [one for one in schema().settings if one != bug and lines & sites([one]) and not systems.is_forward(one)]
    equals: list[Bugs] = []
    pool = free(others, [*rivals, *(one for one in hides if one not in rivals)])
    # Two of one gate may do what one does: a wrong factor, and a derivative that lacks what it puts in.
    touches = influence(cell=trials[0].cell)[ONE]
    gate = [one for one, tensors in touches.items() if tensors and tensors == touches.get(bug) and one not in rivals]
    pairs = [frozenset(pair) for pair in product(free(others, rivals), free(others | {bug}, gate)) if fit(pair)]
    for instead in chain(choices(pool, MOST_TOGETHER), pairs):
        if instead and not any(less < instead for less in equals) and _same(trials, bugs, others | instead):
            equals.append(instead)
    return Behind(tuple(hides), tuple(equals))


def _same(trials: Iterable[Trial], one: Bugs, other: Bugs) -> bool:
    """Whether two sets of bugs give the same numbers on all cases."""
    return not any(_differ(trial, one, other) for trial in trials)


def _differ(trial: Trial, one: Bugs, other: Bugs) -> bool:
    before, after = trial.values(one), trial.values(other)
    return before is None or after is None or bool(trial.moved(before, after))
