"""Mends a submission: an edit for each bug, and all together, each proven by running what it makes."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from harness.cases import LONG, Case, draw
from harness.conventions import LossScale
from harness.diagnosis.diagnose import Diagnosis
from harness.diagnosis.explain import explain
from harness.diagnosis.unfinished import FAMILY
from harness.errors import HarnessError
from harness.launching import launch
from harness.observations import Observations
from harness.opening import Session, changed
from harness.records import Bug, Fix, Location
from harness.repair.attempts import Attempts
from harness.repair.candidates import Workshop
from harness.repair.carries import anew
from harness.repair.edit import Edit, applied, unified_diff
from harness.repair.expressions import Source
from harness.repair.guesses import MOST, guesses
from harness.repair.verify import FRESH_SEED, holds, verified
from harness.submissions.submission import as_written
from mutants._catalogue import find
from mutants._mutant import Severity

Edits = tuple[Edit, ...]
# The case on which edits are tried: what time hides in two steps shows in it.
CASE = "many"
# Edits tried for one bug.
BUDGET = 100
# Bugs whose edits meet are mended one after the other; a masked one shows once the others are mended.
ROUNDS = 4


@dataclass(frozen=True)
class Mended:
    """The proven edits: of single bugs by id, and the text in which nothing is wrong any more, if there is one.

    On the way there others may have come to light, which explained the numbers once those that hide them were mended.
    """

    fixes: Mapping[str, Fix] = field(default_factory=dict)
    text: str | None = None
    uncovered: frozenset[str] = frozenset()


def mend(session: Session, diagnosis: Diagnosis) -> Mended:
    """Look for edits that mend the bugs of a submission, and prove them; whatever fails, none are found."""
    # What is not written yet is no edit away.
    errors = [bug for bug in diagnosis.bugs if bug.severity is Severity.ERROR and bug.family != FAMILY]
    if not session.observations.cell:
        errors = [bug for bug in errors if not _only_in_batch(bug)]
    # An expression nested a thousand deep can be judged, not taken apart.
    with suppress(HarnessError, RecursionError):
        return _mended(session, diagnosis, errors) if errors else Mended()
    return Mended()


def _only_in_batch(bug: Bug) -> bool:
    """Whether edits of a bug show no number: they are tried, and proven, with one sequence."""
    mutant = find(bug.id)
    return mutant is not None and mutant.latent


def _mended(session: Session, diagnosis: Diagnosis, errors: Sequence[Bug]) -> Mended:
    scale = diagnosis.explanation.scale if diagnosis.explanation else LossScale.SUM
    observations = session.observations
    bugs = frozenset(bug.id for bug in errors)
    lines = {bug.id: bug.location for bug in errors if bug.location is not None}
    workshop = _workshop(observations, bugs, scale, lines)
    found: dict[str, Edits] = {}
    finished = None
    for backwards in (False, True):
        found = _edits(workshop, backwards=backwards)
        finished = _finished(session, _combined(workshop.source.text, found), bugs.difference(found), scale)
        if finished is not None:
            break
    alone = {bug: edits for bug in sorted(bugs) if (edits := _alone(workshop, bug, found.get(bug))) is not None}
    before = session.submission.text
    proven = {bug: fix_of(session, applied(before, edits)) for bug, edits in alone.items()}
    fixes = {bug: fix for bug, fix in proven.items() if fix is not None}
    return Mended(fixes) if finished is None else Mended(fixes, finished[0], finished[1] - bugs)


def fix_of(session: Session, text: str) -> Fix | None:
    """Return the fix that makes this text of a submission; None where it cannot be written into the author's lines."""
    given = session.submission
    after = as_written(given, text)
    return None if after is None else Fix(unified_diff(given.name, given.shown, after), verified=True)


def _workshop(
    observations: Observations, bugs: frozenset[str], scale: LossScale, lines: Mapping[str, Location]
) -> Workshop:
    source = Source(observations.submission.text, observations.submission.tree)
    raised = any(answer.failure is not None for _, answer in observations.answers)
    case = observations.odd["square"] if raised else next(c for c in observations.ordinary if c.name == CASE)
    return Workshop(observations, source, case, scale, bugs, lines)


def _edits(workshop: Workshop, *, backwards: bool = False) -> dict[str, Edits]:
    """Return the edits of as many bugs as can be mended together, those first that come first in the reference.

    After each the numbers are those of the bugs that are left: what a later bug's edit uses is right by then. Where two
    bugs make wrong values alike, an edit may use the wrong one; `backwards` the other bug is mended before.
    """
    attempts = Attempts(workshop.observations, workshop.source, workshop.case, workshop.scale, workshop.bugs)
    found: dict[str, Edits] = {}
    for bug in sorted(workshop.bugs, key=lambda bug: (workshop.faulty.lines[bug], bug), reverse=backwards):
        base = tuple(edit for edits in found.values() for edit in edits)
        edits = _first(workshop, attempts, bug, workshop.bugs.difference(found, {bug}), base)
        if edits is not None:
            found[bug] = edits
    return found


def _first(workshop: Workshop, attempts: Attempts, bug: str, left: frozenset[str], base: Edits = ()) -> Edits | None:
    """Return the first edit that leaves the numbers of the bugs that are left; last, one that makes a carry anew."""
    edits = attempts.first(workshop.candidates(bug), left, BUDGET, base)
    return attempts.first(anew(workshop, bug), left, BUDGET, base) if edits is None else edits


def _combined(text: str, found: Mapping[str, Edits]) -> str:
    return applied(text, [edit for edits in found.values() for edit in edits])


def _finished(session: Session, text: str, left: frozenset[str], scale: LossScale) -> tuple[str, frozenset[str]] | None:
    """Mend what is left in a changed text, and what shows only now.

    Returns the text that is right, if any, and all bugs that were mended on the way.
    """
    mended: frozenset[str] = frozenset()
    for _ in range(ROUNDS):
        if not left and verified(session, text):
            return text, mended
        try:
            with launch(session.options) as worker:
                observations = changed(session, text, worker, session.observations.seed)
                workshop = _again(observations, left, scale)
                if workshop is None:
                    return None
                mended |= workshop.bugs
                found = _edits(workshop)
                following = (_combined(text, found), workshop.bugs.difference(found)) if found else None
                following = following or _unmasked(session, workshop)
        except HarnessError:
            return None
        if following is None:
            return None
        text, left = following
        mended |= left
    return None


def _unmasked(session: Session, workshop: Workshop) -> tuple[str, frozenset[str]] | None:
    """Return a text in which a carry is fed back, and the bugs that it hid; None where no numbers can be explained."""
    for bug in sorted(workshop.bugs):
        for edits in islice(guesses(workshop, bug), MOST):
            text = applied(workshop.source.text, edits)
            with suppress(HarnessError), launch(session.options) as worker:
                observations = changed(session, text, worker, session.observations.seed)
                raises = any(answer.failure is not None for _, answer in observations.answers)
                explanation = None if raises else explain(observations)
                if explanation is not None and bug not in explanation.bugs:
                    return text, explanation.bugs
    return None


def _again(observations: Observations, left: frozenset[str], scale: LossScale) -> Workshop | None:
    """Return the workshop of a changed text: what explains its numbers is looked for again where it must be."""
    if any(answer.failure is not None for _, answer in observations.answers):
        return None
    if left and holds(observations, left):
        return _workshop(observations, left, scale, {})
    explanation = explain(observations)
    if explanation is None or not explanation.bugs:
        return None
    return _workshop(observations, explanation.bugs, explanation.scale, {})


def _alone(workshop: Workshop, bug: str, likely: Edits | None) -> Edits | None:
    """Return the edit that mends one bug where the others stay: the one from mending all together, if it does."""
    remaining = workshop.bugs - {bug}
    if likely is not None and _proven(workshop, likely, remaining):
        return likely
    attempts = Attempts(workshop.observations, workshop.source, workshop.case, workshop.scale, workshop.bugs)
    other = _first(workshop, attempts, bug, remaining)
    return other if other is not None and _proven(workshop, other, remaining) else None


def _proven(workshop: Workshop, edits: Edits, remaining: frozenset[str]) -> bool:
    """Whether an edit gives the numbers of the other bugs on fresh cases too, and on a long one."""
    seed = workshop.observations.seed + FRESH_SEED
    for case in _fresh(workshop.observations, seed):
        attempts = Attempts(workshop.observations, workshop.source, case, workshop.scale, workshop.bugs)
        answer = attempts.answers([edits], remaining)[0]
        if answer is None or not attempts.agrees(answer, remaining):
            return False
    return True


def _fresh(observations: Observations, seed: int) -> Sequence[Case]:
    rng = np.random.default_rng([seed, 1])
    sizes = observations.sizes
    return observations.started([draw("proof", 7, sizes, rng), draw("longer", LONG, sizes, rng)])
