"""What is said of a submission that is wrong and that no documented bug explains: the facts, and a verified edit."""

from collections.abc import Sequence
from dataclasses import replace

from harness.diagnosis.facts import wrong_tensors
from harness.diagnosis.first_wrong import FirstWrong, first_wrong
from harness.diagnosis.following import followed
from harness.diagnosis.locate import location
from harness.opening import Session
from harness.records import Change, Location, Unexplained
from harness.repair.mend import fix_of
from harness.repair.unknown import SmallEdits, Step, small_edits
from harness.submissions.submission import Submission


def unexplained(session: Session) -> Unexplained:
    """Return what is known; edits are tried where the options ask for that."""
    observations, submission = session.observations, session.submission
    if observations.guessed_gates:
        # Which value is a gate's own is not known: nothing is compared gate by gate.
        return Unexplained(())
    run = followed(observations)
    mended = small_edits(session, run) if session.options.mends else SmallEdits()
    changes = tuple(_change(submission, step) for step in mended.steps)
    whole = bool(changes) and not mended.remaining
    # Values in single precision are never among the right ones.
    first = None if observations.in_single else first_wrong(run)
    # A line that was mended, and nothing else with it, is proven; another one cannot be the place as well.
    if first and changes and first.line not in {change.location.line for change in changes}:
        first = None
    return Unexplained(
        tensors=wrong_tensors(observations),
        first_wrong=location(submission, first.line) if first else None,
        last_right=_last_right(submission, first),
        changes=changes,
        remaining=tuple(sorted(mended.remaining)),
        fix=fix_of(session, mended.steps[-1].after) if whole else None,
    )


def _last_right(submission: Submission, first: FirstWrong | None) -> Location | None:
    return location(submission, first.last_right) if first and first.last_right is not None else None


def _change(submission: Submission, step: Step) -> Change:
    """Return the lines that an edit changes, before and after."""
    edit = step.edit
    first = step.text[: edit.start].count("\n")
    last = step.text[: edit.end].count("\n") + 1
    old, new = step.text.split("\n"), step.after.split("\n")
    more = len(new) - len(old)
    return Change(
        location(replace(submission, written=step.text), first + 1),
        _joined(old[first:last]),
        _joined(new[first : last + more]),
    )


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line.strip() for line in lines)
