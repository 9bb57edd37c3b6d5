"""The bugs that give the submission's numbers on the ordinary cases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import NamedTuple

import numpy as np

from harness.answers import Answer, Arrays, distance
from harness.cases import Case
from harness.conventions import LossScale
from harness.diagnosis import systems
from harness.diagnosis.influence import choices, fit
from harness.diagnosis.search import (
    MOST_STEPS,
    MOST_STEPS_OF_ONE,
    SEARCHED,
    disagreement,
    is_searched,
    preference,
    search,
)
from harness.diagnosis.trial import Effort, Evidence
from harness.expectation import gradient_scales, in_convention
from harness.observations import EXACT, GENTLE, Observations
from mutants._catalogue import find
from mutants._mutant import Severity
from reference.arrays import PARAMETER_NAMES, Array


class Explanation(NamedTuple):
    """The smallest set of bugs that gives the numbers; empty where the submission is right."""

    bugs: frozenset[str]
    others: tuple[frozenset[str], ...]  # further sets that give the same numbers
    residual: float
    cases: int
    unsearched: int  # of the cases: they only confirm
    rounding: float  # the submission's unit of rounding
    scale: LossScale
    unfilled: tuple[str, ...] = ()  # gradients that are zero whatever is asked: the bugs explain the others

    @property
    def told(self) -> str:
        """How we know, in a sentence."""
        together = "these bugs" if len(self.bugs) > 1 else "this bug"
        confirmed = f", {self.unsearched} of which the search did not use," if self.unsearched else ""
        return (
            f"The reference with {together} gives the submission's gradients on all {self.cases} cases{confirmed} "
            f"to {self.residual / self.rounding:.1f} rounding errors ({self.residual:.0e} of the largest entry)."
        )

    def instead_of(self, bug: str) -> list[frozenset[str]]:
        """Return what could stand in this bug's place, the others staying."""
        return [other - self.bugs for other in self.others if bug not in other and other - self.bugs]


def explain(observations: Observations) -> Explanation | None:
    """Return the explanation of the ordinary cases, or None where no set of documented bugs gives these numbers."""
    return joined([explain_group(observations, answers) for answers in observations.groups])


def joined(parts: Sequence[Explanation | None]) -> Explanation | None:
    """Return one explanation for all groups of cases, each explained by itself; None where one of them is not."""
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or len(parts) == 1:
        return parts[0] if len(parts) == 1 else None
    first = known[0]
    alike = all(part.bugs == first.bugs for part in known)
    return first._replace(
        bugs=frozenset().union(*(part.bugs for part in known)),
        others=first.others if alike else (),
        residual=max(part.residual for part in known),
        cases=sum(part.cases for part in known),
        unsearched=sum(part.unsearched for part in known),
        unfilled=tuple(sorted({name for part in known for name in part.unfilled})),
    )


def explain_group(observations: Observations, answers: Sequence[tuple[Case, Answer]]) -> Explanation | None:
    """Return the explanation of what one pair of functions answered."""
    usable = [(case, answer) for case, answer in answers if answer.failure is None]
    if not usable:
        return None
    unfilled = _unfilled(usable)
    usable = [(case, replace(answer, missing=(*answer.missing, *unfilled))) for case, answer in usable]
    found: list[tuple[frozenset[str], LossScale]] = []
    effort = Effort(most_steps=MOST_STEPS)
    for level in forward_explanations(observations, usable):
        starts = [
            (bugs | of_shape, scale, _evidence(observations, usable, scale))
            for bugs in level
            for of_shape in _shaped_alike(observations, usable)
            if fit(bugs | of_shape)
            for scale in gradient_scales(observations)
        ]
        # Where more tensors are right from the start, less has to be searched.
        if len(starts) > 1:
            starts.sort(key=lambda start: disagreement(start[0], start[2], observations.tolerance))
        for forward_bugs, scale, evidence in starts:
            with effort.at_most(MOST_STEPS_OF_ONE):
                found = [(bugs, scale) for bugs in search(evidence, forward_bugs, observations.tolerance, effort)]
            if found:
                break
        if found:
            break
    if not found:
        return None
    bugs, scale = min(found, key=lambda entry: preference(entry[0]))
    others = sorted({other for other, _ in found if other != bugs}, key=preference)
    return Explanation(
        bugs,
        tuple(others),
        _residual(observations, usable, bugs, scale),
        len(usable),
        sum(not is_searched(case) for case, _ in usable),
        float(np.finfo(np.float64 if observations.tolerance == EXACT else np.float32).eps),
        scale,
        unfilled,
    )


def _unfilled(usable: Sequence[tuple[Case, Answer]]) -> tuple[str, ...]:
    """Return the parameters whose gradients are zero in every case, as nothing was ever added to them; not all ten.

    No documented bug gives such gradients of a parameter.
    """
    zero = [
        name
        for name in PARAMETER_NAMES
        if not any(name in answer.missing or np.any(answer.gradients.get(name, np.ones(1))) for _, answer in usable)
    ]
    if len(zero) == len(PARAMETER_NAMES):
        return ()
    return tuple(name for name in zero if any(np.any(systems.answer((), case).gradients[name]) for case, _ in usable))


def forward_explanations(
    observations: Observations, usable: Sequence[tuple[Case, Answer]]
) -> Iterator[list[frozenset[str]]]:
    """Yield the sets of forward bugs that give the submission's predictions, by size: those of no bug first."""
    bearing = systems.bearing(cell=observations.cell)
    ids = [bug for bug in bearing if systems.is_forward(bug) and _severity(bug) is Severity.ERROR]
    found = False
    for _, sets in groupby(choices(ids), key=len):
        fitting = [bugs for bugs in sets if _predicts(bugs, usable, observations.tolerance)]
        yield fitting
        # A bug more, and no further: z stacked the other way is seen in backward alone.
        if found:
            return
        found = bool(fitting)


def _shaped_alike(observations: Observations, usable: Sequence[tuple[Case, Answer]]) -> list[frozenset[str]]:
    """Return what gives gradients of the submission's shapes: no bug, or each single one where they are wrong."""
    case, answer = usable[-1]
    shapes = {name: gradient.shape for name, gradient in answer.gradients.items()}
    if not observations.cell or all(shape == case.arrays[name].shape for name, shape in shapes.items()):
        return [frozenset()]
    alone = [frozenset([bug]) for bug in systems.bearing(cell=True)]
    return [bug for bug in alone if shapes == {n: g.shape for n, g in systems.gradients(bug, case).items()}]


def _severity(bug: str) -> Severity | None:
    mutant = find(bug)
    return mutant.severity if mutant else None


def _predicts(bugs: frozenset[str], usable: Iterable[tuple[Case, Answer]], tolerance: float) -> bool:
    return all(distance(answer.outputs, systems.outputs(bugs, case)) < tolerance for case, answer in usable)


def _evidence(observations: Observations, usable: Iterable[tuple[Case, Answer]], scale: LossScale) -> list[Evidence]:
    """Return what the search must reproduce, the searched cases first: with small gradients where a clip acts.

    A cell has gradients in which all gates meet: they are searched once those of the parameters are explained.
    """
    convention = partial(_under, observations, scale)
    items = [
        Evidence(_given(case, answer), answer.gradients, convention, clipped=observations.clipped(case))
        for case, answer in usable
    ]
    clipped = any(item.clipped for item in items)
    first = [
        item
        for name in SEARCHED
        for item in items
        if item.case.length == name and item.case.name.endswith(GENTLE) == clipped
    ]
    narrow = [item._replace(narrow=True) for item in first if item.case.cell]
    return narrow + first + [item for item in items if item not in first]


def _given(case: Case, answer: Answer) -> Case:
    """Return the case, asking for no gradient that backward gives none of: the others have their explanation too."""
    if not answer.missing:
        return case
    return replace(case, gradients=tuple(name for name in case.gradients if name not in answer.missing))


def _under(observations: Observations, scale: LossScale, gradients: Arrays, case: Case) -> Mapping[str, Array]:
    return in_convention(gradients, observations, case, scale)


def _residual(
    observations: Observations, usable: Iterable[tuple[Case, Answer]], bugs: frozenset[str], scale: LossScale
) -> float:
    offs = [0.0]
    for case, answer in usable:
        right = in_convention(systems.tried(bugs, case), observations, case, scale)
        offs += [distance(answer.gradients.get(name), right[name]) for name in _given(case, answer).gradients]
    return max(offs)
