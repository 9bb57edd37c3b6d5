"""Which bugs: the smallest set of mutants that, injected together, gives exactly the submission's gradients.

From short cases to long ones: one step shows what is local, two show what goes through time, and every other case must
then fit as well (DESIGN section 7.1).  Within a case, first the lines that all tensors depend on, then those that fewer
do.  What hides behind other bugs in one case is looked for in the next.
"""

from collections.abc import Sequence
from contextlib import nullcontext

from harness.cases import TWO, Case
from harness.diagnosis.extensions import CHEAP, WAYS, Way, by_fresh, possible
from harness.diagnosis.influence import fit
from harness.diagnosis.moment import moments
from harness.diagnosis.notings import turning
from harness.diagnosis.trial import Bugs, Effort, Evidence, Exhausted, Trial
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
    starts = _explained(by_fresh, shortest, [forward_bugs], [])
    stages: list[Trial] = []
    for trial in longer:
        # In a long case, what goes through time is told apart step by step.
        stages += [*_moments(trial, forward_bugs), trial]
    longest = trials[-1]
    steps = _moments(longest, forward_bugs, from_first=True)
    # Where the loop runs the other way, what one step hides does not show alone in the second of two.
    turned = [bugs | {bug} for bugs in starts for bug in turning() if fit([*bugs, bug])] if steps else []
    for ways in (CHEAP, WAYS):
        with shortest.effort.at_most(FIRST_SHARE * shortest.effort.left) if steps else nullcontext():
            if found := _through(stages, starts, [shortest], checks, ways):
                return found
        if steps and (found := _through([*steps, longest], turned, [shortest], checks, ways)):
            return found
    return ()


def _moments(trial: Trial, forward_bugs: Bugs, *, from_first: bool = False) -> list[Trial]:
    return [*moments(trial, forward_bugs, from_first=from_first)] if trial.item.case.T > TWO else []


def _through(
    stages: Sequence[Trial],
    contexts: Sequence[Bugs],
    earlier: Sequence[Trial],
    checks: Sequence[Trial],
    ways: Sequence[Way],
) -> tuple[Bugs, ...]:
    """Return what explains the remaining `stages` too, and fits all the `checks`; going back where nothing does."""
    if not stages:
        fitting = {_smallest(bugs, checks) for bugs in contexts if all(check.whole(bugs) for check in checks)}
        return tuple(sorted(fitting, key=preference))
    contexts = [bugs for bugs in contexts if possible(stages[0], bugs, earlier)]
    tried: set[Bugs] = set()
    for extended in ways:
        further = [bugs for bugs in _explained(extended, stages[0], contexts, earlier) if bugs not in tried]
        tried |= set(further)
        if further and (found := _through(stages[1:], further, [*earlier, stages[0]], checks, ways)):
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


def _explained(extended: Way, trial: Trial, contexts: Sequence[Bugs], earlier: Sequence[Trial]) -> list[Bugs]:
    """Return the sets that extend one of the `contexts`, which explain the earlier cases, to this one."""
    found: set[Bugs] = set()
    for context in sorted(contexts, key=len):
        if found and len(context) > min(map(len, found)):
            break
        found |= trial.once(extended, context, earlier)
    return sorted(found, key=preference)[:BEAM]
