"""What is asked before anything is judged: that the contract can call the submission, and reads what it returns."""

from harness.answers import Answer, distance
from harness.cases import Case
from harness.contract_files import names, unusable
from harness.conventions import Clip, LossScale
from harness.diagnosis import systems
from harness.errors import UnboundError
from harness.expectation import gradient_scales, in_scale
from harness.observations import Observations


def insist_on_answers(observations: Observations, contract: str) -> None:
    """Raise UnboundError where the first failure is the contract's, before there is anything to judge.

    Raises UsageError where it is a fault of the contract's own, which any submission would meet.
    """
    failed = next((answer for _, answer in observations.answers if answer.failure is not None), Answer())
    failure = failed.failure
    if failure is not None and failure.of_contract:
        raise unusable(contract, failure.message)
    if contract not in names() and (turned := _turned(observations)):
        case = observations.answers[0][0]
        found, wanted = case.arrays[turned].T.shape, case.arrays[turned].shape
        raise unusable(
            contract,
            f"its backward gives d{turned} with shape {found}, and all numbers are right but for the transposes: "
            f"expected {wanted}",
        )
    if failure is not None and failure.unreadable and failed.outputs is None:
        raise UnboundError(
            f"The contract {contract} cannot call this submission's {failure.stage}, or not read what it returns "
            f"({failure.message.removesuffix('.')}), while none of the submission's lines failed: --contract FILE.py "
            "says how yours is called."
        )


def _turned(observations: Observations) -> str:
    """Return a parameter whose gradient comes back transposed, where nothing else is wrong; "" otherwise."""
    case, answer = observations.answers[0]
    turned = [name for name, found in answer.gradients.items() if found.shape != case.arrays[name].shape]
    if not turned or any(answer.failure is not None for _, answer in observations.answers):
        return ""
    for scale in gradient_scales(observations):
        if all(_right_but_turned(observations, case, answer, scale) for case, answer in observations.answers):
            return turned[0]
    return ""


def _right_but_turned(observations: Observations, case: Case, answer: Answer, scale: LossScale) -> bool:
    right = in_scale(systems.answer((), case).gradients, case, scale, Clip())
    shaped = {name: found if found.shape == right[name].shape else found.T for name, found in answer.gradients.items()}
    return all(distance(shaped.get(name), right[name]) < observations.tolerance for name in case.gradients)
