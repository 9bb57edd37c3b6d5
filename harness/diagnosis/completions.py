"""From explanations of some tensors to those of all: what is noted of the last layer, what only a copy shows."""

from collections.abc import Iterable, Sequence

from harness.diagnosis.influence import free
from harness.diagnosis.noted import noted
from harness.diagnosis.proposals import Proposal
from harness.diagnosis.trial import Bugs, Exhausted, Touches, Trial

# A longer case may deny the smallest explanation of a shorter one; so many bugs more are kept in mind.
SLACK = 2
# Explanations of all but few tensors, which are looked at once more.
MOST_NEAREST = 4


def completions(trial: Trial, options: Sequence[Proposal], through: Iterable[str], lasts: Touches) -> Sequence[Bugs]:
    """Return the explanations of the whole case that the options lead to; the costlier way only where these fail.

    Of the bugs, those that go `through` all else do not multiply, and `lasts` are seen by no other.
    """
    return _completed(trial, options, lasts) or _completed(trial, _unseen(trial, options, through), lasts)


def _unseen(trial: Trial, options: Sequence[Proposal], through: Iterable[str]) -> list[Proposal]:
    """Return the options with a bug that changes nothing but what another, where gradients are added up, notes."""
    return [
        option._replace(bugs=option.bugs | {bug})
        for option in _nearest(options)
        for bug in free(option.bugs, through)
        if not trial.touched(option.bugs, frozenset([bug]))
    ]


def _nearest(options: Iterable[Proposal]) -> list[Proposal]:
    """Return the options that leave the least wrong."""
    return sorted(options, key=_leaving)[:MOST_NEAREST]


def _leaving(option: Proposal) -> tuple[int, int, list[str]]:
    return option.wrong, option.cost, sorted(option.bugs)


def _completed(trial: Trial, options: Iterable[Proposal], lasts: Touches) -> list[Bugs]:
    """Return the explanations that the options lead to, without those of many more bugs than the smallest."""
    found: list[Bugs] = []
    for option in sorted(options, key=lambda option: (option.cost, sorted(option.bugs))):
        if found and len(option.bugs) + bool(option.wrong) > min(map(len, found)) + SLACK:
            continue
        try:
            whole = noted(trial, option.bugs, lasts)
        except Exhausted:
            break
        if whole is not None:
            found.append(whole)
    return found
