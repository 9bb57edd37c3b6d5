"""From an explanation of shorter cases to those of a longer one: which mutants are looked at, and in which way."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from harness.cases import ONE, TWO
from harness.diagnosis.completions import completions
from harness.diagnosis.hidden import anything_moves, hidden, unmoved
from harness.diagnosis.influence import fit, free, in_a_gate, influence, is_last, is_wide
from harness.diagnosis.layers import Depth, fitting, layered
from harness.diagnosis.proposals import Proposal, faultless, proposals
from harness.diagnosis.trial import Bugs, Touches, Trial
from harness.diagnosis.ways import tied

# Bugs that do not multiply: so many are added to every explanation of the shorter case before more are to any.
FEW = 2
# On b_v bear 17 mutants, on W_v 20, on any other tensor 72 and more: of a cell, or where a submission gives no
# gradient of the last layer, no few runs tell.
MOST_BEARING = 20


def by_fresh(trial: Trial, context: Bugs, earlier: Sequence[Trial]) -> set[Bugs]:
    """Return what explains the case with mutants that show for the first time in cases of its length."""
    table = influence(cell=trial.cell)
    shown = [table.get(seen.item.case.T, {}) for seen in earlier]
    touches = table[min(trial.item.case.T, TWO)]
    opened = [bug for bug in free(context, touches) if touches[bug] and not any(table.get(bug) for table in shown)]
    return _extended(trial, context, {bug: touches[bug] for bug in opened}, table[ONE], Depth(slack=0))


def _by_hidden(trial: Trial, context: Bugs, earlier: Sequence[Trial], depth: Depth) -> set[Bugs]:
    """Return what explains the case with mutants that other bugs hid in the earlier cases."""
    found = hidden(trial, context, earlier, in_a_gate(cell=trial.cell))
    return _extended(trial, context, found, influence(cell=trial.cell)[ONE], depth)


def _by_hidden_one_by_one(trial: Trial, context: Bugs, earlier: Sequence[Trial], depth: Depth) -> set[Bugs]:
    """Return the same where effects do not multiply, since what is local shows only in what it passes on."""
    return _extended(trial, context, hidden(trial, context, earlier, {}), {}, depth)


Way = Callable[[Trial, Bugs, Sequence[Trial]], set[Bugs]]
# What costs little comes first, for every explanation of the shorter case: a wrong one has thousands of sets to try.
CHEAP: Sequence[Way] = (
    by_fresh,
    partial(_by_hidden, depth=Depth(thorough=False)),
    partial(_by_hidden_one_by_one, depth=Depth(thorough=False, most=FEW)),
)
WAYS: Sequence[Way] = (*CHEAP, partial(_by_hidden, depth=Depth()), partial(_by_hidden_one_by_one, depth=Depth()))


def possible(trial: Trial, context: Bugs, earlier: Sequence[Trial]) -> bool:
    """Whether some choice of mutants beside the `context` makes a tensor right on which no other has fewer to bear.

    Few bear on the last layer's: there a context that is wrong is known by few runs, before all others are looked at.
    """
    alone, table = influence(cell=trial.cell)[ONE], influence(cell=trial.cell)[TWO]
    bearing = {name: [bug for bug in table if name in table[bug]] for name in trial.names}
    fewest = min(map(len, bearing.values()), default=0)
    judges = frozenset(name for name, bugs in bearing.items() if len(bugs) == fewest)
    if fewest > MOST_BEARING or judges & trial.agreeing(context):
        return True
    candidates = [bug for bug in free(context, table) if judges & table[bug]]
    lasts = {bug: table[bug] for bug in candidates if is_last(bug)}
    hidden_ones = [bug for bug in candidates if bug not in lasts]
    for seen in earlier:
        hidden_ones = [*unmoved(seen, context, hidden_ones, {})]
    path = [bug for bug in candidates if bug not in lasts and (bug in hidden_ones or not alone[bug])]
    return bool(fitting(trial, [context], path, judges, lasts, Depth(slack=0)))


def _extended(trial: Trial, context: Bugs, touches: Touches, alone: Touches, depth: Depth) -> set[Bugs]:
    """Return the sets of mutants that, beside the `context`, explain the case; `alone` is what multiplies."""
    path = [bug for bug in touches if not is_last(bug)]
    lasts = {bug: tensors for bug, tensors in touches.items() if is_last(bug)}
    # No factor tells what becomes of zeros, as of W_f's gradient in one step from a cell state of zeros.
    dead = trial.zeros(context)
    local = {bug: alone[bug] - dead for bug in path if alone.get(bug, dead) - dead and not is_wide(bug)}
    through = {bug: touches[bug] for bug in path if bug not in local}
    through = through if anything_moves(trial, context, through) else {}
    options = [
        proposal._replace(bugs=state | proposal.bugs)
        for state in layered(trial, context, through, lasts, local, depth._replace(slack=depth.slack + bool(dead)))
        for proposal in _proposed(trial, state, local, lasts, thorough=depth.thorough)
        if fit(state | proposal.bugs)
    ]
    return {*completions(trial, options, through, lasts)}


def _proposed(trial: Trial, state: Bugs, local: Touches, lasts: Touches, *, thorough: bool) -> list[Proposal]:
    """Return what may explain the gates beside the state: no more, where there is nothing to tell it from."""
    shown = local or any(bug in lasts for bug in free(state, tied(trial)))
    if not shown or (trial.whole(state) and not np.any(trial.wanted)):
        return [Proposal(Bugs())]
    return trial.once(proposals if thorough else faultless, state, local)
