"""Whether a changed submission is right: it runs in a worker of its own, on cases that nothing else has used."""

from collections.abc import Iterable

import numpy as np

from harness.answers import Answer, distance
from harness.cases import LONG, Case
from harness.checks._check import CONFIRMING, run_checks
from harness.conventions import LossScale
from harness.diagnosis import systems
from harness.errors import HarnessError
from harness.expectation import gradient_scales, in_convention
from harness.launching import launch
from harness.observations import Observations
from harness.opening import Session, changed
from harness.records import Status

# Added to the seed of the search: its cases, its fresh one too, and these share no number.
FRESH_SEED = 7919


def verified(session: Session, text: str, remaining: Iterable[str] = ()) -> bool:
    """Whether the changed `text` gives the numbers of the reference with the `remaining` bugs, and only of it.

    It is loaded in a fresh process, and answers cases of another seed and a sequence of 21 steps; a scale of the loss
    and a clip are recognised as in every submission. Without remaining bugs every check must pass too. Whatever fails,
    dies or takes too long is not verified.
    """
    try:
        with launch(session.options) as worker:
            return holds(changed(session, text, worker, session.observations.seed + FRESH_SEED), frozenset(remaining))
    except HarnessError:
        return False


def holds(observations: Observations, remaining: frozenset[str]) -> bool:
    """Whether a submission computes, on all ordinary cases and a long one, what the reference with these bugs does."""
    rng = np.random.default_rng([observations.seed, LONG])
    (longer,) = observations.started([observations.shown.one("longer", LONG, observations.sizes, rng)])
    observations.prefetch([*observations.ordinary, *observations.steep, longer])
    answers = [*observations.answers, (longer, observations.answer(longer))]
    if not all(_predicts(observations, case, answer, remaining) for case, answer in answers):
        return False
    if not any(_explained(observations, answers, remaining, scale) for scale in gradient_scales(observations)):
        return False
    if remaining:
        return True
    failed = [result.id for result in run_checks(observations) if result.status is Status.FAIL]
    return set(failed) <= CONFIRMING


def _predicts(observations: Observations, case: Case, answer: Answer, remaining: frozenset[str]) -> bool:
    system = systems.answer(remaining, case)
    raised = answer.failure is not None or system.failure is not None
    return not raised and distance(answer.outputs, system.outputs) < observations.tolerance


def _explained(
    observations: Observations, answers: Iterable[tuple[Case, Answer]], remaining: frozenset[str], scale: LossScale
) -> bool:
    for case, answer in answers:
        right = in_convention(systems.gradients(remaining, case), observations, case, scale)
        if not all(
            distance(answer.gradients.get(name), right[name]) < observations.tolerance for name in case.gradients
        ):
            return False
    return True
