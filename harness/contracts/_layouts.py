"""How arrays are handed over: one-hot columns or indices, columns or rows, weights as they are or transposed."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.contracts._holders import built
from harness.contracts._names import FUSED, GATES, PARTS, STATE, STATE_ROLES, Form

Array = NDArray[np.generic]
Arrays = dict[str, Array]


def fresh(case: Arrays) -> Arrays:
    """Return a case in arrays of its own, whatever a submission does to those that it is given."""
    return {name: array.copy() for name, array in case.items()}


class Steps(StrEnum):
    """How T one-hot inputs (T, V, B), or targets, are handed over."""

    COLUMNS = "one-hot columns (V, B)"
    FLAT = "one-hot vectors (V,)"
    ROWS = "one-hot rows (B, V)"
    BATCH = "one-hot rows, batch first (B, T, V)"
    INDICES = "indices"
    BATCH_INDICES = "indices, batch first (B, T)"


class Shape(StrEnum):
    """The shape of a vector: a state (H, B) or a bias (n, 1)."""

    COLUMN = "a column (n, 1)"
    FLAT = "a vector (n,)"
    ROW = "a row (1, n)"


class Layout(NamedTuple):
    """One way to hand over a case; `turned` weights are (inputs, outputs), for x @ W."""

    steps: Steps = Steps.COLUMNS
    states: Shape = Shape.COLUMN
    biases: Shape = Shape.COLUMN
    turned: bool = False
    gates: str = GATES  # the order of the gates in arrays that hold them all
    # Such arrays have an axis for the gates, as (4, H, H + V): which, of weights and of biases.
    gate_axes: tuple[int, int] | None = None

    @property
    def rows(self) -> bool:
        """Whether a row is a sequence."""
        return self.states is Shape.ROW

    @property
    def batch_first(self) -> bool:
        """Whether results, too, have the batch before the time."""
        return self.steps in (Steps.BATCH, Steps.BATCH_INDICES)

    def parameter(self, case: Mapping[str, Array], part: str) -> Array:
        """Return a parameter, or the part of one ("W_f:x"), as it is handed over."""
        if self.gate_axes and FUSED in part:
            return np.stack([self.parameter(case, one) for one in self._by_gate(part)], axis=self._axis(part))
        value = case[part] if part in case else self.whole(case, part)
        if part.startswith("W"):
            return value.T if self.turned else value
        return vector(value, self.biases)

    def whole(self, case: Mapping[str, Array], part: str) -> Array:
        """Return a parameter or its part as canonical rows, those of all gates one above the other."""
        if FUSED not in part:
            return part_of(case, part)
        return np.concatenate([part_of(case, one) for one in self._by_gate(part)])

    def gradients(self, case: Mapping[str, Array], part: str, value: Array) -> dict[str, Array]:
        """Return the gradient of a parameter or its part as canonical rows, that of all gates gate by gate.

        Where that of all gates has no four pieces, each gate has the whole: its shape is to be told. Raises ValueError
        where there is no axis for the gates.
        """
        if FUSED not in part:
            return {part: restored(value, part_of(case, part), turned=self.turned)}
        count = len(self.gates)
        if not self.gate_axes:
            whole = restored(value, self.whole(case, part), turned=self.turned)
            pieces = np.split(whole, count) if whole.ndim and len(whole) % count == 0 else [whole] * count
            return dict(zip(self._by_gate(part), pieces, strict=True))
        if value.ndim <= max(self._axis(part), 1) or value.shape[self._axis(part)] != count:
            raise wrong_shape(f"{part[0]} for all gates", value)
        rows = zip(self._by_gate(part), np.moveaxis(value, self._axis(part), 0), strict=True)
        return {one: restored(piece, part_of(case, one), turned=self.turned) for one, piece in rows}

    def _axis(self, part: str) -> int:
        weights, biases = self.gate_axes or (0, 0)
        return weights if part.startswith("W") else biases

    def _by_gate(self, part: str) -> list[str]:
        return [part.replace(FUSED, gate) for gate in self.gates]


# The likeliest first. Batch first comes before rows: with one sequence, code for the former takes the latter, too.
LAYOUTS = (
    Layout(),
    Layout(Steps.INDICES),
    Layout(Steps.FLAT, Shape.FLAT, Shape.FLAT),
    Layout(Steps.INDICES, Shape.FLAT, Shape.FLAT),
    Layout(Steps.BATCH, Shape.ROW, Shape.FLAT, turned=True),
    Layout(Steps.BATCH, Shape.ROW, Shape.ROW, turned=True),
    Layout(Steps.BATCH_INDICES, Shape.ROW, Shape.FLAT, turned=True),
    Layout(Steps.BATCH, Shape.ROW, Shape.FLAT),
    Layout(Steps.ROWS, Shape.ROW, Shape.ROW, turned=True),
    Layout(Steps.ROWS, Shape.ROW, Shape.FLAT, turned=True),
    Layout(Steps.ROWS, Shape.ROW, Shape.ROW),
    Layout(Steps.INDICES, Shape.ROW, Shape.ROW, turned=True),
    Layout(Steps.FLAT, Shape.FLAT, Shape.FLAT, turned=True),
)


def steps(values: Array, form: Steps) -> object:
    """Return T one-hot columns (T, V, B) in this form."""
    T, _, B = values.shape
    match form:
        case Steps.COLUMNS:
            return values
        case Steps.FLAT:
            return values[:, :, 0] if B == 1 else values
        case Steps.ROWS:
            return values.transpose(0, 2, 1)
        case Steps.BATCH:
            return values.transpose(2, 0, 1)
        case Steps.INDICES:
            found = np.argmax(values, axis=1)
            return [int(index) for index in found[:, 0]] if B == 1 else found
        case Steps.BATCH_INDICES:
            return np.argmax(values, axis=1).T.reshape(B, T)


def vector(value: Array, shape: Shape) -> Array:
    """Return a column (n, B) in this shape; one of several columns has no flat form and stays."""
    if shape is Shape.ROW:
        return value.T
    return value[:, 0] if shape is Shape.FLAT and value.shape[-1] == 1 else value


def part_of(case: Mapping[str, Array], part: str) -> Array:
    """Return a parameter, or its columns that meet h or x."""
    name, _, piece = part.partition(":")
    value = case[name]
    if not piece:
        return value
    H = value.shape[0]
    return value[:, :H] if piece == "h" else value[:, H:]


def restored(gradient: Array, right: Array, *, turned: bool) -> Array:
    """Return a gradient in the shape of its parameter `right`, if it has the shape that the code was given.

    (n,) for (n, 1) is a matter of taste; a transposed matrix is not.
    """
    if turned and right.shape[-1] > 1:
        return gradient.T if gradient.shape == right.T.shape else gradient
    return gradient.reshape(right.shape) if np.squeeze(gradient).shape == np.squeeze(right).shape else gradient


def wrong_shape(part: str, gradient: Array) -> ValueError:
    """Return what to raise of a gradient that cannot be brought into the shape of its parameter."""
    return ValueError(
        f"backward returns the gradient of {part} with shape {gradient.shape}: expected that of its parameter"
    )


def joined(gradients: Mapping[str, Array]) -> Arrays:
    """Return gradients by parameter, those of a weight's two parts side by side."""
    found = {part: value for part, value in gradients.items() if ":" not in part}
    for name in {part.partition(":")[0] for part in gradients if ":" in part}:
        pieces = [gradients.get(f"{name}:{piece}") for piece in PARTS]
        if all(piece is not None and piece.ndim == 2 for piece in pieces):  # noqa: PLR2004  (a matrix)
            found[name] = np.concatenate([piece for piece in pieces if piece is not None], axis=1)
    return found


class Values:
    """What each role of an argument stands for, in one form and layout; made when it is asked for."""

    def __init__(
        self,
        case: Arrays,
        form: Form,
        layout: Layout,
        order: Sequence[str],
        targets: Steps,
        record: type | None = None,
    ) -> None:
        self.case, self.form, self.layout, self.order, self.targets = case, form, layout, order, targets
        self.record = record
        hidden, z = case["W_f"].shape
        self.sizes = {"hidden": hidden, "vocab": z - hidden, "z": z, "steps": len(case["inputs"]), "rate": 1.0}

    def like(self, form: Form, order: Sequence[str], targets: Steps) -> "Values":
        """Return the values of the same case in another form; these, where it is the same."""
        same = form == self.form and order == self.order and targets is self.targets
        return self if same else Values(self.case, form, self.layout, order, targets, self.record)

    def of(self, role: str) -> object:
        """Return what an argument of this role gets."""
        if role == "inputs":
            return steps(self.case["inputs"], self.layout.steps)
        if role == "targets":
            return steps(self.case["targets"], self.targets)
        if role in ("h0", "C0"):
            return vector(self.case[role], self.layout.states)
        if role in STATE_ROLES:
            return tuple(self.of(one) for one in (("h0", "C0") if role == STATE else ("C0", "h0")))
        if role == "p":
            return self.parameters
        return self.sizes[role] if role in self.sizes else self.layout.parameter(self.case, role)

    @cached_property
    def parameters(self) -> object:
        """The parameters, the same for forward and backward: a dictionary or record by the form's keys, or a tuple."""
        if not self.form:
            return tuple([self.layout.parameter(self.case, name) for name in self.order])
        paths = ((path, self.layout.parameter(self.case, part)) for part, path in self.form.items())
        return built(paths, self.record)
