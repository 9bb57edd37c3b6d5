"""Everything that can be named: each way of finding bugs is asked, and its findings are put in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from harness.diagnosis.exceptions import from_exceptions
from harness.diagnosis.explain import Explanation, explain
from harness.diagnosis.locate import locate
from harness.diagnosis.masked import behind, told
from harness.diagnosis.naming import in_order, named
from harness.diagnosis.recipe import from_recipe
from harness.diagnosis.robustness import from_extremes, from_odd_input
from harness.diagnosis.unfinished import from_unfinished
from harness.observations import Observations
from harness.records import Bug

# Each adds what it finds beyond the errors that explain the numbers of ordinary cases.
REMARKS: Sequence[Callable[[Observations, frozenset[str]], list[Bug]]] = (
    from_unfinished,
    from_extremes,
    from_odd_input,
    from_recipe,
)


@dataclass(frozen=True)
class Diagnosis:
    """The bugs, worst first, and the explanation of the ordinary cases (None where there is none)."""

    bugs: tuple[Bug, ...]
    explanation: Explanation | None
    raised: bool = False  # the submission raised where numbers were expected

    @property
    def causes(self) -> frozenset[str]:
        """The ids of the bugs that explain the ordinary cases."""
        return self.explanation.bugs if self.explanation else frozenset()


def diagnose(observations: Observations) -> Diagnosis:
    """Name every bug that makes an ordinary case wrong."""
    explanation = explain(observations)
    causes = explanation.bugs if explanation else frozenset()
    raised = any(answer.failure is not None for _, answer in observations.answers)
    bugs: list[Bug] = from_exceptions(observations, causes) if raised else []
    if explanation and causes:
        lines = locate(observations, causes, explanation.scale)
        bugs += [
            named(
                bug,
                f"{explanation.told}{told(hidden.hides)}",
                residual=explanation.residual,
                alternatives=[*hidden.equals, *explanation.instead_of(bug)],
                hides=hidden.hides,
                location=lines.get(bug),
            )
            for bug, hidden in behind(causes, [case for case, _ in observations.answers]).items()
        ]
    return Diagnosis(in_order(bugs), explanation, raised)


def with_remarks(observations: Observations, diagnosis: Diagnosis) -> Diagnosis:
    """Add the bugs that no ordinary case shows; asked later, since these wait for all that the worker computes."""
    remarks = [bug for remark in REMARKS for bug in remark(observations, diagnosis.causes)]
    return replace(diagnosis, bugs=in_order([*diagnosis.bugs, *remarks]))
