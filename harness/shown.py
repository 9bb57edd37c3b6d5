"""What a contract shows of a submission: the language model, or the cell alone, and the cases for it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from harness import cases, cell_cases
from harness.cases import Case, Sizes
from harness.cell_cases import CELL_PARAMETERS, EVERY_GRADIENT, is_cell, step_by_step
from reference.arrays import PARAMETER_NAMES

# Sets of cases that are kept; a class has one size, or a few.
KEPT = 8


class Shown(NamedTuple):
    """The gradients that a contract gives, and those that it gives of a second group of cases, step by step."""

    gradients: tuple[str, ...] = PARAMETER_NAMES
    stepwise: tuple[str, ...] = ()

    @property
    def cell(self) -> bool:
        """Whether it is the cell alone."""
        return is_cell(self.gradients)

    @property
    def every_gradient(self) -> tuple[str, ...]:
        """The names of all gradients, each once."""
        return tuple(dict.fromkeys((*self.gradients, *self.stepwise)))

    def ordinary(self, seed: int, sizes: Sizes, text: str = "", *, thorough: bool = False) -> tuple[Case, ...]:
        """Return the cases that decide, of the first group."""
        if self.cell:
            fresh = cell_cases.fresh(seed, sizes, text, self.gradients, thorough=thorough)
        else:
            fresh = cases.fresh(seed, sizes, text, thorough=thorough)
        return (*self.common(seed, sizes), *fresh)

    @lru_cache(maxsize=KEPT)  # noqa: B019  (of records that are compared by value, and a few)
    def common(self, seed: int, sizes: Sizes) -> tuple[Case, ...]:
        """Return those of the first group that are the same whatever the submission.

        They are the same objects too, so that what the reference computes on them is kept.
        """
        return cell_cases.common(seed, sizes, self.gradients) if self.cell else cases.common(seed, sizes)

    def second(self, first: Sequence[Case]) -> tuple[Case, ...]:
        """Return the second group for these cases of the first; those with small gradients would show nothing more."""
        chosen = [case for case in first if "-" not in case.name] if self.stepwise else []
        return tuple(step_by_step(case, self.stepwise) for case in chosen)

    def one(self, name: str, steps: int, sizes: Sizes, rng: np.random.Generator) -> Case:
        """Draw one more case."""
        if self.cell:
            return cell_cases.cell(cases.draw(name, steps, sizes, rng, cases.BATCH), rng, self.gradients)
        return cases.draw(name, steps, sizes, rng)

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def steep(self, seed: int, sizes: Sizes) -> tuple[Case, ...]:
        """Return the cases with large gradients."""
        return cell_cases.steep(seed, sizes, self.gradients) if self.cell else cases.steep(seed, sizes)

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def extreme(self, seed: int, sizes: Sizes) -> tuple[Case, ...]:
        """Return the cases that only robust code survives."""
        return cell_cases.extreme(seed, sizes, self.gradients) if self.cell else cases.extreme(seed, sizes)

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def odd(self, seed: int, sizes: Sizes) -> tuple[Case, ...]:
        """Return the cases outside the course's habits."""
        return cell_cases.odd(seed, sizes, self.gradients) if self.cell else cases.odd(seed, sizes)


LANGUAGE_MODEL = Shown()


def shown(gradients: object, stepwise: object) -> Shown:
    """Return what a worker says that its contract shows; the language model where it says nothing that makes sense."""
    if not _is_of_cell(gradients):
        return LANGUAGE_MODEL
    return Shown(_ordered(gradients), _ordered(stepwise) if _is_of_cell(stepwise) else ())


def _is_of_cell(names: object) -> bool:
    return isinstance(names, list) and set(CELL_PARAMETERS) <= {name for name in names if isinstance(name, str)}


def _ordered(names: object) -> tuple[str, ...]:
    given = names if isinstance(names, list) else []
    return tuple(name for name in EVERY_GRADIENT if name in given)
