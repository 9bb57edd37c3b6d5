"""The contract that fits best: each is asked what it finds, and where several find something, a trial decides."""

import importlib
import pkgutil
from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType

import numpy as np

import harness.contracts
from harness.contracts._arguments import MisfitError
from harness.contracts._functions import Function, Namespace, defined, has
from harness.contracts._layouts import Array, Arrays
from harness.contracts._names import PARAMETERS
from harness.contracts._plan import forget
from harness.contracts._simpler import without_gates
from harness.contracts._trial import cell_case, small_case

PREDICTIONS, EVERYTHING = 1, 3  # how far a trial comes in which forward runs, and in which nothing lacks
UNFIT = -1
LOOKED_FOR = "no lossFun(inputs, targets, hprev, cprev) for both passes, and no lstm_forward or lstm_step_forward"
MOST_NAMED = 3  # functions of another network
CHOICE = "__contract_choice__"  # where a namespace keeps what was chosen
CONTRACTS = tuple(
    sorted(
        (
            importlib.import_module(f"{harness.contracts.__name__}.{info.name}")
            for info in pkgutil.iter_modules(harness.contracts.__path__)
            if not info.name.startswith("_")
        ),
        key=lambda module: (module.ORDER, module.__name__),
    )
)


def find(namespace: Namespace) -> dict[str, Function]:
    """Return what the chosen contract finds; raises LookupError with what they looked for where none fits."""
    found: dict[str, Function] = choice(namespace).find(namespace)
    return found


def forward(namespace: Namespace, case: Arrays) -> tuple[Arrays, object]:
    """Run the submission's forward through the chosen contract."""
    answer: tuple[Arrays, object] = choice(namespace).forward(namespace, case)
    return answer


def backward(namespace: Namespace, case: Arrays, cache: object) -> Arrays:
    """Run the submission's backward through the chosen contract."""
    arrays: Arrays = choice(namespace).backward(namespace, case, cache)
    return arrays


def outputs(namespace: Namespace, case: Arrays) -> Arrays:
    """Return predictions that forward does not return, where the chosen contract can tell them."""
    chosen_outputs = getattr(choice(namespace), "outputs", None)
    arrays: Arrays = chosen_outputs(namespace, case) if chosen_outputs else {}
    return arrays


def unread(namespace: Namespace, case: Arrays) -> object:
    """Run forward unread, where the chosen contract can."""
    run = getattr(choice(namespace), "unread", None)
    return run(namespace, case) if run else None


def loss_alone(namespace: Namespace, cache: object) -> Array:
    """Run backward for its loss alone."""
    value: Array = choice(namespace).loss_alone(namespace, cache)
    return value


def loss_beside(namespace: Namespace, case: Arrays) -> Arrays | None:
    """Return the loss by a function beside passes that give one; None where there is none."""
    beside = getattr(choice(namespace), "loss_beside", None)
    arrays: Arrays | None = beside(namespace, case) if beside else None
    return arrays


def gradients(namespace: Namespace) -> tuple[list[str], list[str]]:
    """Return the gradients that the chosen contract gives where it stops at the cell."""
    of_cell = getattr(choice(namespace), "gradients", None)
    names: tuple[list[str], list[str]] = of_cell(namespace) if of_cell else ([], [])
    return names


def chosen(namespace: Namespace) -> str:
    """Return the name of the chosen contract."""
    return choice(namespace).__name__.rpartition(".")[2]


def choice(namespace: Namespace) -> ModuleType:
    """Return the contract of the best trial; of equal ones the first in order. Raises LookupError where none fits."""
    known = namespace.get(CHOICE)
    if isinstance(known, ModuleType):
        return known
    simpler = without_gates(namespace)
    fitting = []
    for contract in CONTRACTS:
        with suppress(LookupError):
            contract.find(namespace)
            fitting.append(contract)
    best, reached = _best(fitting, namespace, tried=bool(simpler))
    if simpler and reached < PREDICTIONS:
        raise LookupError(
            f"found an RNN without a cell state and without the gates of an LSTM ({', '.join(simpler[:MOST_NAMED])}), "
            "and no LSTM: expected functions such as lstm_forward and lstm_backward, or forward and backward"
        )
    if best is None:
        missing = [role for role in ("forward", "backward") if not has(namespace, role)]
        named = " and no function ".join(missing) or "forward and backward"
        raise LookupError(
            f"found no function {named} of an LSTM, {LOOKED_FOR}; "
            f"defined are {', '.join(defined(namespace)[:12]) or 'no functions'}"
        )
    namespace[CHOICE] = best
    return best


def _best(fitting: Sequence[ModuleType], namespace: Namespace, *, tried: bool) -> tuple[ModuleType | None, int]:
    """Return the contract whose trial comes furthest, and how far; a single one is `tried` only where that is asked."""
    if not fitting or (len(fitting) == 1 and not tried):
        return (fitting[0] if fitting else None), 0
    reached: dict[int, ModuleType] = {}
    for contract in fitting:
        reached.setdefault(trial(contract, namespace), contract)
        forget(namespace)
        if EVERYTHING in reached:
            break
    return reached[max(reached)], max(reached)


def trial(contract: ModuleType, namespace: Namespace) -> int:
    """Return how far a contract comes on a small case: 0 forward raises, 1 backward does, 2 gradients lack, 3 all.

    -1 where it is not for such functions.
    """
    of_cell = getattr(contract, "gradients", None)
    case = cell_case() if of_cell else small_case()
    wanted = of_cell(namespace)[0] if of_cell else PARAMETERS
    reached = 0
    try:
        with np.errstate(all="ignore"):
            _, cache = contract.forward(namespace, case)
            reached = 1
            arrays = contract.backward(namespace, case, cache)
    except MisfitError:
        return UNFIT
    except (Exception, SystemExit):  # noqa: BLE001  (the submission's)
        return reached
    return EVERYTHING if all(f"d{name}" in arrays for name in wanted) else EVERYTHING - 1
