"""From explanations of some tensors to those of all: what is noted, what a copy shows, what is left open."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from harness.diagnosis.influence import Touches, choices, copied, free, sites
from harness.diagnosis.noted import nearly, noted, noted_together, tied
from harness.diagnosis.products import Proposal, proposals
from harness.diagnosis.trial import Bugs, Exhausted, Trial

# A longer case may deny the smallest explanation of a shorter one; so many bugs more are kept in mind.
SLACK = 2
# Choices at lines of a gate whose gradients nothing shows but a sum over all gates.
MOST_UNDECIDED = 64
# Explanations of all but few tensors, which are looked at once more.
MOST_NEAREST = 4
# Bugs beside one that makes several tensors one.
MOST_TOGETHER = 4


def completions(
    trial: Trial, options: Sequence[Proposal], through: Iterable[str], local: Touches, lasts: Touches
) -> Sequence[Bugs]:
    """Return the explanations of the whole case that the options lead to; the costlier ways only where others fail.

    Of the bugs, `local` ones multiply, those that go `through` all else do not, and `lasts` are seen by no other.
    """
    return (
        [*_completed(trial, options, lasts)]
        or [*_completed(trial, _unseen(trial, options, through), lasts)]
        or [*_completed(trial, [*_through_copies(trial, options, lasts)], lasts)]
        or _cheapest(_undecided(trial, options, local), lambda bugs: noted_together(trial, bugs, lasts, 1))
    )


def _completed(trial: Trial, options: Sequence[Proposal], lasts: Touches) -> Iterator[Bugs]:
    """Yield the options with what is wrong only where gradients are added up."""
    yield from _cheapest(options, lambda bugs: noted(trial, bugs, lasts))
    if tied(trial):
        yield from _cheapest(options, lambda bugs: noted_together(trial, bugs, lasts, MOST_TOGETHER))


def _unseen(trial: Trial, options: Sequence[Proposal], through: Iterable[str]) -> list[Proposal]:
    """Return the options with a bug that changes nothing but what another, where gradients are added up, notes."""
    return [
        replace(option, bugs=option.bugs | {bug})
        for option in _nearest(options)
        for bug in free(option.bugs, through)
        if not trial.touched(option.bugs, frozenset([bug]))
    ]


def _through_copies(trial: Trial, options: Sequence[Proposal], lasts: Touches) -> Iterator[Proposal]:
    """Yield the options with a gate's bugs that only another gate's gradient shows, which is copied from this one."""
    together = frozenset[str]().union(*(lasts[bug] for bug in tied(trial) if bug in lasts))
    for option in _nearest(options):
        wrong = trial.everything - together - nearly(trial, option.bugs, lasts).keys()
        for copy in free(option.bugs, copied()):
            shown = dict.fromkeys(free(option.bugs, sorted(copied()[copy])), lasts[copy]) if copy in lasts else {}
            if shown and lasts[copy] <= wrong:
                context = option.bugs | {copy}
                for proposal in proposals(trial, context, shown):
                    if proposal.bugs and not proposal.wrong:
                        yield replace(option, bugs=context | proposal.bugs)


def _nearest(options: Iterable[Proposal]) -> list[Proposal]:
    """Return the options that leave the least wrong."""
    return sorted(options, key=_leaving)[:MOST_NEAREST]


def _leaving(option: Proposal) -> tuple[int, int, list[str]]:
    return option.wrong, option.cost, sorted(option.bugs)


def _cheapest(options: Iterable[Proposal], complete: Callable[[Bugs], Bugs | None]) -> list[Bugs]:
    """Return the explanations that the options lead to, without those of many more bugs than the smallest."""
    found: list[Bugs] = []
    for option in sorted(options, key=lambda option: (option.cost, sorted(option.bugs))):
        if found and len(option.bugs) + bool(option.wrong) > min(map(len, found)) + SLACK:
            continue
        try:
            whole = complete(option.bugs)
        except Exhausted:
            break
        if whole is not None:
            found.append(whole)
    return found


def _undecided(trial: Trial, options: Iterable[Proposal], local: Touches) -> Iterator[Proposal]:
    """Yield the options with what they leave open, where a sum over several tensors is all that shows it."""
    if tied(trial):
        for option in sorted(options, key=_leaving):
            opened = free(option.bugs, [bug for bug in local if sites([bug]).isdisjoint(option.decided)])
            for more in islice(choices(opened), 1, MOST_UNDECIDED):
                yield replace(option, bugs=option.bugs | more)
