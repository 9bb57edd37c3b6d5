"""From a mutant's id to the record of a bug that a report shows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from harness.diagnosis.influence import reach
from harness.records import Bug, Certainty, Location
from mutants._catalogue import find
from mutants._mutant import Severity

ORDER = tuple(Severity)
HIDDEN = (
    "No number shows it beside {0}; once that was mended, it gave the numbers that were left. "
    "Mend {0} first, then check again."
)


def named(
    mutant_id: str,
    evidence: str,
    *,
    residual: float | None = None,
    alternatives: Iterable[Iterable[str]] = (),
    hides: tuple[str, ...] = (),
    location: Location | None = None,
) -> Bug:
    """Return the record of this bug; raises KeyError for an id that the catalogue does not have."""
    mutant = find(mutant_id)
    if mutant is None:
        raise KeyError(mutant_id)
    same = [*((alias,) for alias in mutant.aliases), *(tuple(sorted(ids)) for ids in alternatives)]
    return Bug(
        id=mutant.id,
        family=mutant.family,
        title=mutant.title,
        severity=mutant.severity,
        certainty=Certainty.LATENT if mutant.latent else Certainty.EXACT,
        where=mutant.where,
        symptom=mutant.symptom,
        hint=mutant.hint,
        explanation=mutant.explanation,
        formula=mutant.formula,
        correct=mutant.correct,
        buggy=mutant.buggy,
        evidence=evidence,
        location=location,
        same_numbers_as=tuple(dict.fromkeys(same)),
        hides=hides,
        residual=residual,
        article=mutant.article,
        seen=mutant.seen,
        equation=mutant.equation,
    )


def masked(bugs: Sequence[Bug], uncovered: Iterable[str]) -> list[Bug]:
    """Return the records of bugs that came to light once some of `bugs`, which hide them, were mended."""
    by = {one: [bug.id for bug in bugs if one in bug.hides] for one in sorted(uncovered)}
    return [
        replace(named(one, HIDDEN.format(" and ".join(hiding))), certainty=Certainty.MASKED)
        for one, hiding in by.items()
        if hiding
    ]


def in_order(bugs: Iterable[Bug]) -> tuple[Bug, ...]:
    """Return every bug once, the worst first: errors, then robustness, then advice; those that others hide come last.

    The worst error is the one that alone spoils most: predictions, then as many gradients as can be.
    """
    unique = {bug.id: bug for bug in bugs}
    return tuple(sorted(unique.values(), key=_rank))


def _rank(bug: Bug) -> tuple[int, bool, int, str]:
    spoilt = reach(bug.id) if bug.severity is Severity.ERROR else 0
    return ORDER.index(bug.severity), bug.certainty is Certainty.MASKED, -spoilt, bug.id
