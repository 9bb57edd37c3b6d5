"""What was measured and is drawn: errors by element, derivatives, training curves, norms over time."""

import math
from dataclasses import dataclass

# Labels of curves: whose numbers they are.
SUBMISSION, REFERENCE, WITH_BUGS = "submission", "reference", "reference with these bugs"


@dataclass(frozen=True)
class TensorError:
    """How far one tensor's gradient is off, over all cases, and element by element in the worst one."""

    name: str
    relative_error: float  # largest |difference| over the largest |right value|
    right: bool
    errors: tuple[tuple[float, ...], ...]  # rows of |difference| / largest |right value|


@dataclass(frozen=True)
class DerivativePair:
    """The derivative of the loss along one direction of a tensor: as backward has it, and as it was measured."""

    tensor: str
    analytic: float  # backward's gradient times the direction
    numeric: float  # extrapolated from central differences of the submission's own loss
    bar: float  # absolute error bar of `numeric`


@dataclass(frozen=True)
class StepCurve:
    """Central difference against backward for one tensor, over the step of the difference."""

    tensor: str
    steps: tuple[float, ...]
    errors: tuple[float, ...]  # relative
    bar: float  # relative error bar of the extrapolated derivative
    rounding: float = math.nan  # relative error of the difference at step h from rounding alone: this over h
    truncation: float = math.nan  # from the third derivative alone: this times h²


@dataclass(frozen=True)
class Curve:
    """Loss in nats per token after each number of updates, measured by the reference on the validation set."""

    label: str
    losses: tuple[float, ...]
    accuracy: float  # of the next token, after the last update


@dataclass(frozen=True)
class Band:
    """Where the reference's loss lies over several initial weights, after each number of updates."""

    seeds: int
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Training:
    """Short training runs from one start on one data set."""

    updates: tuple[int, ...] = ()
    curves: tuple[Curve, ...] = ()  # the submission's, the reference's, the diagnosed mutant's
    note: str = ""
    band: Band | None = None


@dataclass(frozen=True)
class Norms:
    """Norms of the gradients of h_t and of C_t at each of the T steps of one case, first step first."""

    label: str
    dh: tuple[float, ...]
    dC: tuple[float, ...]  # noqa: N815  (the field's name)
