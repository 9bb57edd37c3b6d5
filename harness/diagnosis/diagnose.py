"""Everything that can be named: each way of finding bugs is asked, and its findings are put in order."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from harness.answers import Answer
from harness.cases import Case
from harness.diagnosis.batch_bugs import from_batch
from harness.diagnosis.exceptions import from_exceptions
from harness.diagnosis.explain import Explanation, explain_group, joined
from harness.diagnosis.locate import locate, traced_case
from harness.diagnosis.masked import behind, told
from harness.diagnosis.naming import in_order, named
from harness.diagnosis.recipe import from_recipe
from harness.diagnosis.robustness import from_extremes, from_odd_input
from harness.diagnosis.unfinished import from_unfinished, of_unfilled
from harness.observations import Observations
from harness.records import Bug, Certainty
from mutants._mutant import Severity

# The functions that gave each group of answers, where two pairs are judged.
WHERE = ("In the functions of many steps", "In the functions of one step")
# The mutant whose gradients are also those of a gate that is not written yet.
DZ = "dz-forgets-a-gate"
# Each adds what it finds beyond the errors that explain the numbers of ordinary cases.
REMARKS: Sequence[Callable[[Observations, frozenset[str]], list[Bug]]] = (
    from_unfinished,
    from_extremes,
    from_odd_input,
    from_batch,
    from_recipe,
)


class Diagnosis(NamedTuple):
    """The bugs, worst first, and the explanation of the ordinary cases (None where there is none)."""

    bugs: tuple[Bug, ...]
    explanation: Explanation | None

    @property
    def causes(self) -> frozenset[str]:
        """The ids of the bugs that explain the ordinary cases."""
        return self.explanation.bugs if self.explanation else frozenset()


def diagnose(observations: Observations) -> Diagnosis:
    """Name every bug that makes an ordinary case wrong."""
    groups = observations.groups
    parts = [explain_group(observations, answers) for answers in groups]
    explanation = joined(parts)
    causes = explanation.bugs if explanation else frozenset()
    raised = any(answer.failure is not None for _, answer in observations.answers)
    bugs: list[Bug] = from_exceptions(observations, causes) if raised else []
    alike = explanation is not None and all(part is not None and part.bugs == causes for part in parts)
    if alike and explanation is not None:
        bugs += _named(observations, explanation, observations.answers)
    else:
        for answers, part, where in zip(groups, parts, WHERE, strict=False):
            known = {bug.id for bug in bugs}
            more = _named(observations, part, answers) if part else []
            bugs += [replace(bug, evidence=f"{where}: {bug.evidence}") for bug in more if bug.id not in known]
    return Diagnosis(in_order(bugs), explanation)


def _named(observations: Observations, explanation: Explanation, answers: Sequence[tuple[Case, Answer]]) -> list[Bug]:
    """Return the records of the bugs that explain some of the answers."""
    if not explanation.bugs:
        return []
    cases = [case for case, _ in answers]
    lines = locate(observations, explanation.bugs, explanation.scale, traced_case(observations, cases))
    bugs = [
        named(
            bug,
            f"{explanation.told}{told(hidden.hides)}",
            residual=explanation.residual,
            alternatives=[*hidden.equals, *explanation.instead_of(bug)],
            hides=hidden.hides,
            location=lines.get(bug),
        )
        for bug, hidden in behind(explanation.bugs, cases).items()
        if not _follows(bug, explanation.unfilled)
    ]
    # What only a batch shows is no remark where every case is a batch.
    return [replace(bug, severity=Severity.ERROR, certainty=Certainty.EXACT) for bug in bugs]


def _follows(bug: str, unfilled: Sequence[str]) -> bool:
    """Whether a gate whose gradients nobody filled is why dz lacks its share: the sum itself is right."""
    family, _, gate = bug.partition(".")
    return family == DZ and {f"W_{gate}", f"b_{gate}"} <= {*unfilled}


def with_remarks(observations: Observations, diagnosis: Diagnosis) -> Diagnosis:
    """Add the bugs that no ordinary case shows; asked later, since these wait for all that the worker computes."""
    remarks = [bug for remark in REMARKS for bug in remark(observations, diagnosis.causes)]
    unfilled = diagnosis.explanation.unfilled if diagnosis.explanation else ()
    remarks += map(of_unfilled, unfilled)
    return diagnosis._replace(bugs=in_order([*diagnosis.bugs, *remarks]))
