"""Which bugs of the reference a contract that stops at the cell shows."""

from functools import cache

import cell_courses
import numpy as np
from cell_courses import dressed

from harness.answers import distance
from harness.cases import Case, Sizes
from harness.cell_cases import EVERY_GRADIENT, ordinary, step_by_step
from harness.contracts import coursera, cs231n
from harness.contracts._layouts import Arrays
from harness.diagnosis import systems

CONTRACTS = {"cs231n": cs231n, "coursera": coursera}
WAYS = [(contract, kind) for contract in CONTRACTS for kind in ("many", "one")]
# Two lines that a function of one step cannot tell apart: C[t-1] is C[t+1] where there are two states.
TWINS = {"c-prev-wraps-around": "c-prev-is-current", "c-prev-is-current": "c-prev-wraps-around"}

# What one step hands back in a wrong shape ends in our loop over the steps: the sentence names array and shape.
TOLD_BY_SHAPE = ("dh-next-not-split.unsliced", "dh-next-not-split.x-part")

# For each submission: a right piece of it, a wrong one for it, and the bug that this is.
PLANTED = {
    "cs231n_step_and_sequence": ("(1 - tanh_c**2)", "(1 - np.tanh(tanh_c) ** 2)", "cell-double-tanh"),
    "cs231n_sequence_alone": ("dc_next = dc_t * f", "dc_next = dc_t", "dc-next-without-forget"),
    "cs231n_steps_alone": ("dnext_c = dnext_c + o", "dnext_c = o", "dc-without-carry"),
    "cs231n_spanish_in_place": ("(1 - tangente**2)", "(1 - np.tanh(tangente) ** 2)", "cell-double-tanh"),
    "cs231n_one_z_for_all": ("dz[:, D:], dc * f, c", "dz[:, D:], dc, c", "dc-next-without-forget"),
    "cs231n_float32_einsum": ("dc * g * i * (1 - i)", "dc * g * i", "sigma-prime-half.i"),
    "coursera_cell_and_sequence": ("ft * (1 - ft)", "ft", "sigma-prime-half.f"),
    "coursera_sequence_alone": ("dct * i * (1 - g**2)", "dct * i * (1 - np.tanh(g) ** 2)", "candidate-double-tanh"),
    "coursera_german_records": ('"dc_prev": d_c * s.vergessen', '"dc_prev": d_c', "dc-next-without-forget"),
    "coursera_float32_while": ("dc * i * (1 - g**2)", "dc * i * (1 - np.tanh(g) ** 2)", "candidate-double-tanh"),
}


def adapter(contract: str, kind: str) -> str:
    """Return the text that dresses the reference."""
    text: str = getattr(cell_courses, f"{contract}_{kind}".upper())
    return text


@cache
def cases() -> tuple[Case, ...]:
    """Return the ordinary cases, as functions of many steps see them: the cell state begins with zeros."""
    return ordinary(0, Sizes())


def answered(contract: str, kind: str, bug: str, case: Case) -> Arrays | None:
    """Return what our own text answers through the contract; None where it raises."""
    namespace: dict[str, object] = {"__name__": "dressed"}
    exec(dressed(adapter(contract, kind), bug), namespace)  # noqa: S102  (our own text)
    module = CONTRACTS[contract]
    given = step_by_step(case, EVERY_GRADIENT).arrays if kind == "one" else case.arrays
    try:
        with np.errstate(all="ignore"):
            outputs, kept = module.forward(namespace, dict(given))
            return {**outputs, **module.backward(namespace, dict(given), kept)}
    except (ValueError, IndexError, TypeError):
        return None


def is_visible(contract: str, kind: str, bug: str) -> bool:
    """Whether the bug changes a number that the contract shows."""
    for case in cases():
        found, right = (answered(contract, kind, one, case) for one in (bug, ""))
        assert right is not None
        if found is None or any(distance(found.get(name), value) > 1e-9 for name, value in right.items()):  # type: ignore[arg-type]
            return True
    return False


def is_documented(contract: str, kind: str, bug: str) -> bool:
    """Whether a function of one step with the bug, called in a row, does what the reference with it does."""
    if kind == "many":
        return True
    for case in cases():
        found, right = answered(contract, kind, bug, case), systems.answer({bug}, case)
        if found is None or any(distance(found.get(f"d{n}"), g) > 1e-9 for n, g in right.gradients.items()):  # type: ignore[arg-type]
            return TWINS.get(bug) is not None
    return True
