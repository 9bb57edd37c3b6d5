"""Which bugs: the smallest set of mutants that, injected together, gives exactly the submission's gradients.

From short cases to long ones: one step shows what is local, two show what goes through time, and every other case must
then fit as well (DESIGN section 7.1).  Within a case, first the lines that all tensors depend on, then those that fewer
do.  What hides behind other bugs in one case is looked for in the next.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace

import numpy as np

from harness.cases import ONE, TWO, Case
from harness.diagnosis.completions import completions
from harness.diagnosis.hidden import anything_moves, hidden
from harness.diagnosis.influence import Touches, fit, free, influence, is_last, is_wide
from harness.diagnosis.moment import moments
from harness.diagnosis.noted import nearly
from harness.diagnosis.notings import turning
from harness.diagnosis.proposals import Proposal, proposals
from harness.diagnosis.trial import Bugs, Effort, Evidence, Exhausted, Trial
from harness.diagnosis.ways import tied
from mutants._catalogue import catalogue

# The cases that are searched, the next where one hides what the next shows; all others only confirm.
SEARCHED = ("one", "two", "many")
# Explanations of one step that are kept for two: one-step twins, which only a second step tells apart, come in dozens.
BEAM = 48
# Steps of the reference, over all runs, after which a search gives up, and what one start of it may use: ten bugs take
# about 1,000, the rare set up to 10,000, and some two seconds go by until the search gives up.
MOST_STEPS = 16_000
MOST_STEPS_OF_ONE = 8_000
# Of what is left to spend, what the usual way of searching may use before another is tried.
FIRST_SHARE = 0.8


def search(
    evidence: Sequence[Evidence],
    forward_bugs: Bugs,
    tolerance: float,
    effort: Effort | None = None,
) -> tuple[Bugs, ...]:
    """Return the explanations of all the `evidence` (one step, two, many, then what only confirms), smallest first.

    Each is the set of all bugs, `forward_bugs` included; empty where no set of mutants gives these numbers.
    """
    effort = effort or Effort(most_steps=MOST_STEPS)
    checks = [Trial(item, tolerance, effort, exact=True) for item in evidence]
    if all(check.whole(forward_bugs) for check in checks):
        return (forward_bugs,)
    searched = [Trial(item, tolerance, effort) for item in evidence if is_searched(item.case)]
    try:
        return _searched(searched, forward_bugs, checks)
    except Exhausted:
        return ()


def _searched(trials: Sequence[Trial], forward_bugs: Bugs, checks: Sequence[Trial]) -> tuple[Bugs, ...]:
    shortest, *longer = trials
    starts = _explained(_by_fresh, shortest, [forward_bugs], [])
    stages: list[Trial] = []
    for trial in longer:
        # In a long case, what goes through time is told apart step by step.
        stages += [*_moments(trial, forward_bugs), trial]
    longest = trials[-1]
    steps = _moments(longest, forward_bugs, from_first=True)
    with shortest.effort.at_most(FIRST_SHARE * shortest.effort.left) if steps else nullcontext():
        if found := _through(stages, starts, [shortest], checks):
            return found
    # Where the loop runs the other way, what one step hides does not show alone in the second of two.
    turned = [bugs | {bug} for bugs in starts for bug in turning() if fit([*bugs, bug])]
    return _through([*steps, longest], turned, [shortest], checks) if steps else ()


def _moments(trial: Trial, forward_bugs: Bugs, *, from_first: bool = False) -> list[Trial]:
    return [*moments(trial, forward_bugs, from_first=from_first)] if trial.item.case.T > TWO else []


def _through(
    stages: Sequence[Trial], contexts: Sequence[Bugs], earlier: Sequence[Trial], checks: Sequence[Trial]
) -> tuple[Bugs, ...]:
    """Return what explains the remaining `stages` too, and fits all the `checks`; going back where nothing does."""
    if not stages:
        fitting = {_smallest(bugs, checks) for bugs in contexts if all(check.whole(bugs) for check in checks)}
        return tuple(sorted(fitting, key=preference))
    tried: set[Bugs] = set()
    for extended in WAYS:
        further = [bugs for bugs in _explained(extended, stages[0], contexts, earlier) if bugs not in tried]
        tried |= set(further)
        if further and (found := _through(stages[1:], further, [*earlier, stages[0]], checks)):
            return found
    return ()


def _smallest(bugs: Bugs, checks: Sequence[Trial]) -> Bugs:
    """Return the set without what the others make unnecessary: a shorter case may have asked for it."""
    for bug in sorted(bugs):
        if all(check.whole(bugs - {bug}) for check in checks):
            bugs -= {bug}
    return bugs


def is_searched(case: Case) -> bool:
    """Whether the search works on this case; every other one only confirms."""
    return case.length in SEARCHED


def disagreement(bugs: Bugs, evidence: Sequence[Evidence], tolerance: float) -> int:
    """Return in how many tensors, over all cases, the reference with these bugs differs from the submission."""
    trials = [Trial(item, tolerance, Effort(), exact=True) for item in evidence]
    return sum(len(trial.names) - len(trial.agreeing(bugs)) for trial in trials)


def preference(bugs: Bugs) -> tuple[int, int, list[str]]:
    """Order equal explanations: fewest bugs first, then those that the article documents."""
    documented = {mutant.id for mutant in catalogue() if mutant.article}
    return len(bugs), len(bugs - documented), sorted(bugs)


def _explained(extended: "Way", trial: Trial, contexts: Sequence[Bugs], earlier: Sequence[Trial]) -> list[Bugs]:
    """Return the sets that extend one of the `contexts`, which explain the earlier cases, to this one."""
    found: set[Bugs] = set()
    for context in sorted(contexts, key=len):
        if found and len(context) > min(map(len, found)):
            break
        found |= set(extended(trial, context, earlier))
    return sorted(found, key=preference)[:BEAM]


def _by_fresh(trial: Trial, context: Bugs, earlier: Sequence[Trial]) -> Iterator[Bugs]:
    """Yield what explains the case with mutants that show for the first time in cases of its length."""
    table = influence(cell=trial.cell)
    shown = [table.get(seen.item.case.T, {}) for seen in earlier]
    touches = table[min(trial.item.case.T, TWO)]
    opened = [bug for bug in free(context, touches) if touches[bug] and not any(table.get(bug) for table in shown)]
    return _extended(trial, context, {bug: touches[bug] for bug in opened}, table[ONE], 0)


def _by_hidden(trial: Trial, context: Bugs, earlier: Sequence[Trial]) -> Iterator[Bugs]:
    """Yield what explains the case with mutants that other bugs hid in the earlier cases."""
    alone = influence(cell=trial.cell)[ONE]
    local = {bug: tensors for bug, tensors in alone.items() if not is_last(bug) and not is_wide(bug)}
    return _extended(trial, context, hidden(trial, context, earlier, local), alone, 1)


def _by_hidden_one_by_one(trial: Trial, context: Bugs, earlier: Sequence[Trial]) -> Iterator[Bugs]:
    """Yield the same where effects do not multiply, since what is local shows only in what it passes on."""
    return _extended(trial, context, hidden(trial, context, earlier, {}), {}, 1)


Way = Callable[[Trial, Bugs, Sequence[Trial]], Iterator[Bugs]]
WAYS: Sequence[Way] = (_by_fresh, _by_hidden, _by_hidden_one_by_one)


def _extended(trial: Trial, context: Bugs, touches: Touches, alone: Touches, slack: int) -> Iterator[Bugs]:
    """Yield the sets of mutants that, beside the `context`, explain the case; `alone` is what multiplies."""
    path = [bug for bug in touches if not is_last(bug)]
    lasts = {bug: tensors for bug, tensors in touches.items() if is_last(bug)}
    # No factor tells what becomes of zeros, as of W_f's gradient in one step from a cell state of zeros.
    dead = trial.zeros(context)
    local = {bug: alone[bug] - dead for bug in path if alone.get(bug, dead) - dead and not is_wide(bug)}
    through = _runnable(trial, context, {bug: touches[bug] for bug in path if bug not in local})
    options = [
        replace(proposal, bugs=state | proposal.bugs)
        for state in _layered(trial, context, through, lasts, local, slack + bool(dead))
        for proposal in _proposed(trial, state, local, lasts)
        if fit(state | proposal.bugs)
    ]
    yield from completions(trial, options, through, lasts)


def _runnable(trial: Trial, context: Bugs, touches: Touches) -> Touches:
    """Return those of the mutants that do not raise; none, where together they change nothing."""
    if not anything_moves(trial, context, touches):
        return {}
    return {bug: tensors for bug, tensors in touches.items() if trial.values(context | {bug}) is not None}


def _proposed(trial: Trial, state: Bugs, local: Touches, lasts: Touches) -> list[Proposal]:
    """Return what may explain the gates beside the state: no more, where there is nothing to tell it from."""
    shown = local or any(bug in lasts for bug in free(state, tied(trial)))
    if not shown or (trial.whole(state) and not np.any(trial.wanted)):
        return [Proposal(Bugs())]
    return proposals(trial, state, local)


def _layered(trial: Trial, context: Bugs, through: Touches, lasts: Touches, local: Touches, slack: int) -> list[Bugs]:
    """Return the context with choices of the mutants that all tensors, then fewer and fewer, depend on."""
    states = [context]
    layers: dict[frozenset[str], list[str]] = {}
    for name in trial.names:
        layers.setdefault(frozenset(bug for bug in through if name in through[bug]), []).append(name)
    together = {bug: lasts[bug] for bug in tied(trial) if bug in lasts}
    judged_by = trial.everything - frozenset().union(*local.values(), *together.values())
    known: set[str] = set()
    for bearing, names in sorted(layers.items(), key=lambda layer: len(layer[0])):
        judges = frozenset(judged_by.intersection(names))
        more = sorted(bearing - known)
        known |= bearing
        extended: list[Bugs] = []
        for state in states:
            for bugs in _distinct(trial, state, more):
                if judges and extended and len(bugs) > min(map(len, extended)) + slack:
                    break
                if not judges or judges & trial.agreeing(bugs) or nearly(trial, bugs, lasts, judges):
                    extended.append(bugs)
        states = [state for state in _least(trial, extended) if not trial.silent(state)]
    return states


def _least(trial: Trial, states: Iterable[Bugs]) -> list[Bugs]:
    """Return the states without those of which a part gives the same numbers."""
    kept: list[Bugs] = []
    for state in sorted(states, key=lambda state: (len(state), sorted(state))):
        if not any(less < state and not trial.touched(less, state - less) for less in kept):
            kept.append(state)
    return kept


def _distinct(trial: Trial, state: Bugs, candidates: Sequence[str]) -> Iterator[Bugs]:
    """Yield the state with every choice of candidates of which each changes some number, by size."""
    level: list[tuple[Bugs, int]] = [(state, 0)]
    while level:
        yield from (bugs for bugs, _ in level)
        level = [
            (bugs | {candidates[place]}, place + 1)
            for bugs, start in level
            for place in range(start, len(candidates))
            if free(bugs, [candidates[place]]) and trial.touched(bugs, frozenset([candidates[place]]))
        ]
