"""How large the gradients of h and C are at each step: the reference's, and those that the submission's run shows."""

import ast
from functools import lru_cache

import numpy as np

from harness.cases import Case
from harness.conventions import LossScale, divisor
from harness.diagnosis.flow import Flow
from harness.diagnosis.runs import Program, program
from harness.diagnosis.signatures import signatures
from harness.measured import Norms
from reference.arrays import Array

# What the reference calls them, and the step; all three stand when the loop's last line is about to run.
NAMES = ("dh", "dC")
STEP = "t"
# Every submission is shown beside the reference, and a bug of one may be another's.
KEPT = 64


def norms(label: str, bugs: frozenset[str], case: Case) -> Norms | None:
    """Return the norms in the reference with these bugs, in the scale of the summed loss; None where it raises."""
    found = _followed(bugs, case)
    return None if found is None else _norms(label, found)


def norms_in(label: str, own: Flow, bugs: frozenset[str], case: Case, scale: LossScale) -> Norms | None:
    """Return the norms in a submission's own run, if both are values of it: those of the reference with these bugs."""
    found = _followed(bugs, case)
    if found is None:
        return None
    shown = all(_is_in(own, found[name], divisor(scale, case)) for name in NAMES)
    return _norms(label, found) if shown else None


def _is_in(own: Flow, values: Array, by: float) -> bool:
    signature = signatures([list(values)])[0]
    return bool(own.nodes_of(signature) or own.nodes_of(signature.scaled(by)))


def _norms(label: str, found: dict[str, Array]) -> Norms:
    order = np.argsort(found[STEP].ravel(), kind="stable")
    by_step = (tuple(float(np.linalg.norm(found[name][place])) for place in order) for name in NAMES)
    return Norms(label, *by_step)


@lru_cache(maxsize=KEPT)
def _followed(bugs: frozenset[str], case: Case) -> dict[str, Array] | None:
    """Return both gradients and the step at every step, (T, …) in the order in which the loop takes them."""
    faulty = program(bugs)
    line = _last_line(faulty)
    with np.errstate(all="ignore"):
        values = faulty.values(faulty.in_order(case), {line: (*NAMES, STEP)})
    found = {name: values[line, place] for place, name in enumerate((*NAMES, STEP)) if (line, place) in values}
    return found if len(found) == len(NAMES) + 1 and len(found[STEP]) == case.T else None


def _last_line(faulty: Program) -> int:
    """Return where the last statement of the loop through time stands."""
    functions = (node for node in ast.walk(faulty.tree) if isinstance(node, ast.FunctionDef))
    backward = next(node for node in functions if node.name == "lstm_backward")
    return next(node for node in backward.body if isinstance(node, ast.For)).body[-1].lineno
