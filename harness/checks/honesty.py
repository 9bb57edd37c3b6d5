"""Does the code compute: no answers from a table, no differences of the loss in place of backpropagation?"""

from harness.answers import Answer, distance
from harness.cases import UNSEEN, Case
from harness.checks._check import Check, Finding
from harness.conventions import LossScale
from harness.diagnosis import systems
from harness.expectation import scales_by_agreement, tensor_errors
from harness.observations import REPEATED, Observations
from harness.records import Fact, Status

# Code may compute forward again: once in backward, or from each step on. No correct submission of our tests does.
SPARE_FORWARDS = 2
# Relative to the largest entry: in the correct submissions of our tests that compute in double precision predictions
# are off by 4e-16 and gradients by 1e-15; central differences, at their best step of 1e-5, by 1e-11.
EXACT_OUTPUTS = 1e-14
ROUGH = 1e-12


def judge(observations: Observations) -> Finding:
    """Ask for a case that no table can hold, count what one backward calls, and look at the digits of gradients."""
    if _by_heart(observations):
        return _advice(
            "Every case that could be drawn before this text was written is answered rightly, and the one drawn from "
            "the text itself is not: so are answers from a table, or from code that knows the grader's cases."
        )
    answered = [(case, answer) for case, answer in observations.answers if answer.failure is None]
    counts = [(case, *_counts(observations, case)) for case, _ in answered if case.name in REPEATED]
    forwards = max((own for case, own, _ in counts if own is not None and own > case.T + SPARE_FORWARDS), default=0)
    # In one step a function is called for a gate, or at most for an element of one; here for every parameter.
    single = [most for case, _, most in counts if most is not None and case.T == 1 and most >= parameters(case)]
    if forwards:
        return _advice(
            f"One backward calls forward {forwards} times: gradients by differences of the loss, not by "
            "backpropagation through time.",
            Fact("calls of forward in one backward", str(forwards)),
        )
    if single:
        return _advice(
            f"One backward over a single step calls one function {max(single)} times, as differences of the loss need "
            "it for each parameter: not backpropagation through time.",
            Fact("calls of one function in one backward", str(max(single))),
        )
    if any(own is None for _, own, _ in counts):
        return _advice("While backward runs the code switches off the counting of its calls.")
    if answered and all(_is_rough(observations, case, answer) for case, answer in answered):
        return _advice(
            f"Predictions are exact, but no gradient is right to more than {-_digits(ROUGH)} digits: so are numerical "
            "differences, or a small constant added in backward alone."
        )
    return Finding(Status.PASS, "One backward calls no more than backpropagation through time needs.")


def parameters(case: Case) -> int:
    """Return the number of weights and biases: a difference quotient for each needs as many losses."""
    return sum(case.arrays[name].size for name in case.gradients)


def _by_heart(observations: Observations) -> bool:
    """Whether the answers are right but to the cases that are drawn for this submission."""
    scale = scales_by_agreement(observations)[0]
    right = {case.name: _is_right(observations, case, answer, scale) for case, answer in observations.answers}
    return all(right[name] != (name in UNSEEN) for name in right)


def _is_right(observations: Observations, case: Case, answer: Answer, scale: LossScale) -> bool:
    if answer.failure is not None or not distance(answer.outputs, systems.answer((), case).outputs) < (
        observations.tolerance
    ):
        return False
    return all(off < observations.tolerance for off in tensor_errors(observations, case, answer, scale).values())


def _counts(observations: Observations, case: Case) -> tuple[int | None, int | None]:
    """Return how often one backward called forward, and any one function; None where it was not to be counted."""
    fields = observations.result(case.name).fields
    own, most = fields.get("forward_calls"), fields.get("most_calls")
    return own if isinstance(own, int) else None, most if isinstance(most, int) else None


def _is_rough(observations: Observations, case: Case, answer: Answer) -> bool:
    """Whether predictions are exact and not one gradient is, though all are right."""
    if not distance(answer.outputs, systems.answer((), case).outputs) < EXACT_OUTPUTS:
        return False
    errors = tensor_errors(observations, case, answer, scales_by_agreement(observations)[0]).values()
    return min(errors) > ROUGH and max(errors) < observations.tolerance


def _digits(bound: float) -> int:
    return int(f"{bound:e}".partition("e")[2])


def _advice(message: str, *facts: Fact) -> Finding:
    return Finding(Status.ADVICE, message, facts)


CHECK = Check(order=65, judge=judge, requires=("interface",))
