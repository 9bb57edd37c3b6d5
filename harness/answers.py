"""What a system, the submission's or a reference with bugs, answers to a case: numbers, or where it failed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

import numpy as np

from harness.inside.origins import COMPLAINT, OF_CONTRACT, UNCALLABLE
from reference.arrays import Array

Arrays = Mapping[str, Array]


@dataclass(frozen=True)
class Failure:
    """An exception in the submission, or a result that is not of the agreed form."""

    stage: str  # "forward" or "backward"
    type: str
    message: str
    line: int | None = None
    code: str = ""
    operands: Arrays = field(default_factory=dict)  # small arrays named on the failing line

    @property
    def unreadable(self) -> bool:
        """Whether it is the contract that failed: nothing is known of the submission."""
        return self.type == UNCALLABLE and self.line is None

    @property
    def of_contract(self) -> bool:
        """Whether the contract has a fault of its own, whatever is called through it."""
        return self.type == OF_CONTRACT and self.line is None

    def said(self, at: str = "") -> str:
        """Return what happened, and at which place: the submission's exception, or what is wrong with a result."""
        if self.line is None and self.type in (COMPLAINT, UNCALLABLE):
            return self.message if self.message.startswith(self.stage) else f"{self.stage}: {self.message}"
        return f"{self.stage} fails{at}: {self.type}: {self.message}"


@dataclass(frozen=True)
class Answer:
    """Canonical arrays: `outputs` (T, V, B), states `h`, `C` (T+1, H, B), and gradients by parameter name.

    The `outputs` of a cell are its hidden states; some courses have `predictions` (T, V, B) from them.
    """

    outputs: Array | None = None
    h: Array | None = None
    C: Array | None = None
    z: Array | None = None
    predictions: Array | None = None
    loss: complex | None = None
    gradients: Arrays = field(default_factory=dict)
    failure: Failure | None = None
    missing: tuple[str, ...] = ()  # parameters that backward gave no gradient of: zeros stand in for it
    changed: tuple[str, ...] = ()  # arguments that were changed in place
    single_loss: bool = False  # the loss is a number in single precision
    globals_changed: tuple[str, ...] = ()
    repeatable: bool = True  # a second call gives the same
    supplied: tuple[str, ...] = ()  # globals that nothing executed had set, where the submission failed
    guessed_gates: bool = False  # the order of the gates in the array of all is only the likeliest
    beside: bool = False  # a loss function stands beside passes that give a loss of their own
    loss_beside: complex | None = None  # what it gives; None where nobody knows how it is called
    loss_by_step: complex | None = None  # the sum of what it gives for each step alone
    batch_axis: int | None = None  # of the inputs, as the functions take them


def distance(found: Array | None, right: Array | None) -> float:
    """Return max |found - right| over max |right|; inf for another shape, for NaN, or where one is absent.

    Two arrays of zeros are 0 apart; equal infinities and NaN in the same places count as equal.
    """
    if found is None or right is None or found.shape != right.shape:
        return float("inf")
    if found.size == 0:
        return 0.0
    # The methods: this is asked thousands of times, of a few numbers each.
    scale = float(np.abs(right).max())
    off = float(np.abs(found - right).max())
    if isfinite(off) and isfinite(scale):
        return off / scale if scale else (0.0 if off == 0 else float("inf"))
    return _distance_of_finite(found, right)


def _distance_of_finite(found: Array, right: Array) -> float:
    finite = np.isfinite(right)
    if not np.array_equal(np.isfinite(found), finite) or not np.array_equal(
        found[~finite], right[~finite], equal_nan=True
    ):
        return float("inf")
    return distance(found[finite], right[finite])
