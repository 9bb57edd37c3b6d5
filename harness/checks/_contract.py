"""What is asked before anything is judged: that the contract can call the submission, and reads what it returns."""

from harness.answers import Answer
from harness.contract_files import unusable
from harness.errors import UnboundError
from harness.observations import Observations


def insist_on_answers(observations: Observations, contract: str) -> None:
    """Raise UnboundError where the first failure is the contract's, before there is anything to judge.

    Raises UsageError where it is a fault of the contract's own, which any submission would meet.
    """
    failed = next((answer for _, answer in observations.answers if answer.failure is not None), Answer())
    failure = failed.failure
    if failure is not None and failure.of_contract:
        raise unusable(contract, failure.message)
    if failure is not None and failure.unreadable and failed.outputs is None:
        raise UnboundError(
            f"The contract {contract} cannot call this submission's {failure.stage}, or not read what it returns "
            f"({failure.message.removesuffix('.')}), while none of the submission's lines failed: --contract FILE.py "
            "says how yours is called."
        )
