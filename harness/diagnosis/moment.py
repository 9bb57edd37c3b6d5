"""One step of a longer case, seen by itself: a weight's gradient is taken apart into what each step adds to it.

A gradient Σ_t da_t z_tᵀ over T steps is a product of two matrices, of which the forward pass gives the second: where
the z_t are linearly independent, the da_t follow.  So a long case shows one step after the other, from the last one on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import numpy as np

from harness.cases import Case
from harness.diagnosis import systems
from harness.diagnosis.trial import Bugs, Trial
from reference.arrays import Array

# z of which one direction is so much shorter than another would turn rounding into differences.
INDEPENDENT = 1e-5
# What rounding leaves of a step that adds nothing.
ROUNDING = 1e-12
# The weights that z is multiplied by; the last layer's gradients are taken as they are.
GATES = ("W_f", "W_i", "W_g", "W_o")
TAKEN_AS_THEY_ARE = ("W_v", "b_v")


@dataclass(frozen=True)
class Moment(Trial):
    """A trial of what the gates' gradients get from one step; biases, which no step can be told from, always agree."""

    whole_case: Trial = field(kw_only=True)
    direction: Array = field(kw_only=True)  # its product with a gradient is what the step adds

    @property
    def later(self) -> bool:
        """Whether the loop goes on to other steps: it does from all that are seen by themselves."""
        return True

    def _row(self, bugs: Bugs) -> Array | None:
        row = self.whole_case.values(bugs)
        return None if row is None else self._taken(row)

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of what a tensor gets from one step."""
        if name in TAKEN_AS_THEY_ARE:
            return super().shape(name)
        return (self.item.case.H, 1) if name in GATES else (1, 1)

    @cached_property
    def wanted(self) -> Array:
        """What the submission's gradients get from the step, in one row."""
        return self._taken(self.whole_case.wanted)

    @property
    def equal(self) -> Mapping[str, frozenset[str]]:
        """The tensors that are equal in the whole case."""
        return self.whole_case.equal

    def _taken(self, row: Array) -> Array:
        whole = self.whole_case
        if len(row) != whole.sizes.sum():
            return row
        parts: list[Array] = []
        for name, start, size in zip(whole.names, whole.places, whole.sizes, strict=True):
            tensor = row[start : start + size]
            if name in GATES:
                parts.append(_without_rounding(tensor.reshape(whole.shape(name)), self.direction))
            else:
                parts.append(tensor if name in TAKEN_AS_THEY_ARE else np.zeros(1))
        return np.concatenate(parts)


def _without_rounding(tensor: Array, direction: Array) -> Array:
    added = tensor @ direction
    largest = np.max(np.abs(tensor) @ np.abs(direction))
    return cast("Array", np.where(np.abs(added) > ROUNDING * largest, added, 0))


def moments(trial: Trial, forward_bugs: Bugs, *, from_first: bool = False) -> Iterator[Moment]:
    """Yield the steps of a case from the last or the first one on, but for the one that is left then.

    None where they cannot be told apart.
    """
    case = trial.item.case
    z = _inputs_of_gates(forward_bugs, case)
    lengths = np.linalg.svd(z, compute_uv=False)
    if len(lengths) == case.T and lengths[-1] > INDEPENDENT * lengths[0]:
        directions = np.linalg.pinv(z)
        for step in range(case.T - 1) if from_first else reversed(range(1, case.T)):
            yield Moment(
                trial.item,
                trial.tolerance,
                trial.effort,
                whole_case=trial,
                direction=cast("Array", directions[:, step]),
            )


def _inputs_of_gates(forward_bugs: Bugs, case: Case) -> Array:
    """Return the z_t of all steps as the rows of a matrix (T, H+V)."""
    states = systems.answer(forward_bugs, case).h
    # A batch is a sum over sequences too; a cell's cases are batches, but for one of a single step.
    if states is None or case.cell or states.shape[2] != 1:
        return np.zeros((case.T, case.H + case.V))
    return np.concatenate((states[:-1, :, 0], case.arrays["inputs"][:, :, 0]), axis=1)
