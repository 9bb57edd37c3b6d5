"""The constructed inputs of contracts that stop at the cell: real inputs in batches, and the upstream gradients."""

from collections.abc import Iterable
from functools import partial
from typing import cast

import numpy as np

from harness import cases
from harness.cases import BATCH, ONE, STEEP, Case, Sizes, draw
from reference.arrays import PARAMETER_NAMES, Array

# What a cell has of the parameters, and what it gives gradients of beside them.
CELL_PARAMETERS = tuple(name for name in PARAMETER_NAMES if not name.endswith("_v"))
STATES = ("x", "h0", "C0")
EVERY_GRADIENT = (*CELL_PARAMETERS, *STATES)
# What is predicted has a size that differs from all others.
CLASSES = 2
# Upstream gradients so small that the norms of all gradients stay below any customary clip, and so large that they do
# not: gradients are linear in them.
GENTLE, LARGE = 1e-3, 30.0
# What the second of two groups of cases is called by: those that go through the functions of one step.
STEP_BY_STEP = "-step-by-step"


def is_cell(gradients: Iterable[str]) -> bool:
    """Whether these are the gradients of a contract that stops at the cell."""
    return "W_v" not in gradients


def cell(case: Case, rng: np.random.Generator, gradients: tuple[str, ...]) -> Case:
    """Return the cell of a language model's case, with inputs and upstream gradients drawn by `rng`."""
    T, V, B = case.arrays["inputs"].shape
    kept = {name: case.arrays[name] for name in (*CELL_PARAMETERS, "h0", "C0")}
    drawn = {"x": rng.standard_normal((T, V, B)), "dh": rng.standard_normal((T, case.H, B))}
    # For courses whose forward pass predicts: what is predicted is compared, and nothing flows back from there.
    drawn |= {"W_v": rng.standard_normal((CLASSES, case.H)), "b_v": rng.standard_normal((CLASSES, 1))}
    return Case(case.name, {**kept, **drawn}, gradients)


def ordinary(
    seed: int, sizes: Sizes, text: str = "", *, gradients: tuple[str, ...] = EVERY_GRADIENT, thorough: bool = False
) -> tuple[Case, ...]:
    """Return the cases that decide: those of `cases.ordinary`, in batches, and one step of one sequence.

    In one step of one sequence the effects of lines multiply, and no sum over the batch stands between.
    """
    return (*common(seed, sizes, gradients), *fresh(seed, sizes, text, gradients, thorough=thorough))


def common(seed: int, sizes: Sizes, gradients: tuple[str, ...]) -> tuple[Case, ...]:
    """Return those of the ordinary cases that are the same whatever the submission."""
    drawn = cases.drawn(seed, sizes, partial(_cell_of, gradients))
    rng = np.random.default_rng([seed, 9])
    batch = cell(draw("batch", ONE, sizes, rng, BATCH), rng, gradients)
    return (*drawn, batch, *(_scaled(case, f"{case.name}-gentle", GENTLE) for case in drawn))


def fresh(seed: int, sizes: Sizes, text: str, gradients: tuple[str, ...], *, thorough: bool) -> tuple[Case, ...]:
    """Draw the cases of one submission."""
    return cases.fresh(seed, sizes, text, partial(_cell_of, gradients), thorough=thorough)


def _cell_of(gradients: tuple[str, ...], name: str, steps: int, sizes: Sizes, rng: np.random.Generator) -> Case:
    return cell(draw(name, steps, sizes, rng, 1 if steps == ONE else BATCH), rng, gradients)


def steep(seed: int, sizes: Sizes, gradients: tuple[str, ...]) -> tuple[Case, ...]:
    """Return cases with large gradients: a clip that acts on any ordinary case acts on all of these."""
    rng = np.random.default_rng([seed, 6])
    return tuple(
        _scaled(cell(draw("", steps, sizes, rng, BATCH), rng, gradients), f"steep-{wrong}", LARGE * wrong)
        for steps, wrong in STEEP
    )


def extreme(seed: int, sizes: Sizes, gradients: tuple[str, ...]) -> tuple[Case, ...]:
    """Return the case of saturated gates; the others are about the last layer."""
    return tuple(_cells(cases.extreme(seed, sizes), ("saturated",), seed, gradients))


def odd(seed: int, sizes: Sizes, gradients: tuple[str, ...]) -> tuple[Case, ...]:
    """Return the cases outside the course's habits: equal dimensions, single precision."""
    square, single = _cells(cases.odd(seed, sizes), ("square", "float32"), seed, gradients)
    typed = {name: cast("Array", value.astype(np.float32)) for name, value in single.arrays.items()}
    return square, single.having("float32", **typed)


def _cells(found: Iterable[Case], names: tuple[str, ...], seed: int, gradients: tuple[str, ...]) -> list[Case]:
    rng = np.random.default_rng([seed, 8])
    return [cell(case, rng, gradients) for case in found if case.name in names]


def _scaled(case: Case, name: str, factor: float) -> Case:
    return case.having(name, dh=factor * np.asarray(case.arrays["dh"]))


def step_by_step(case: Case, gradients: tuple[str, ...]) -> Case:
    """Return the case for the functions of one step, which take and give every state."""
    # An array that contracts look for; the worker is told cases in arrays only.
    named = case.having(f"{case.name}{STEP_BY_STEP}", step_by_step=np.ones(()))
    return Case(named.name, named.arrays, gradients)
