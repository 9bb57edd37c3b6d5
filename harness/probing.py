"""Finds a submission's sizes, the order of its z, and the states that it starts from, from its first answers."""

import ast
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple, Protocol

import numpy as np

from harness.answers import Answer, distance
from harness.cases import Case, Sizes
from harness.diagnosis import systems
from harness.layout import GATE_WEIGHTS
from harness.shown import Shown
from harness.submissions.submission import Submission
from harness.submissions.walking import of_kind
from harness.taken import STATES
from reference.arrays import Array

# Predictions in single precision are off by less.
SINGLE_OUTPUTS = 1e-4
# Sizes written into the code as numbers: so many pairs of its integers are tried, none larger than a course would use.
MOST_SIZES = 30
LARGEST_SIZE = 600
# What code raises that is given other sizes: an assertion, operands that do not fit, an index that is not there.
OF_SHAPES = frozenset({"AssertionError", "ValueError", "IndexError"})


class Probe(Protocol):
    """Asks the submission for its answer to a case, z stacked as [x; h] where it is `swapped`."""

    def __call__(self, case: Case, *, swapped: bool) -> Answer:
        """Return the answer."""


class Habits(NamedTuple):
    """Sizes that a submission works with, whether its z stacks [x; h], and the initial states that it never reads."""

    sizes: Sizes
    swapped: bool = False
    ignored: tuple[str, ...] = ()

    def starting(self, case: Case) -> Case:
        """Return the case with zeros for the states that are not read: such code starts from there."""
        zeros = {name: np.zeros_like(np.asarray(case.arrays[name])) for name in self.ignored}
        return case.having(case.name, **zeros) if zeros else case


def habits(
    probe: Probe, shown: Shown, seed: int, submission: Submission, taken: frozenset[str] = frozenset()
) -> Habits:
    """Return what the first answers tell; each question is asked only where the ones before leave something open.

    States that forward has `taken` as arguments it should use: they are never among those that it may ignore.
    """
    sizes, case = Sizes(), shown.common(seed, Sizes())[0]
    first = probe(case, swapped=False)
    # What is carried shows its shape in the second step alone.
    asks_again = not _insists(first) and len(_possible_sizes(submission)) > 1
    refused = probe(shown.common(seed, sizes)[1], swapped=False) if asks_again else first
    if _insists(refused):
        # Where forward runs with any size, those of backward stand in its slices, if it does not assert them.
        asserted = refused.failure is not None and refused.failure.type == "AssertionError"
        for hidden, vocabulary in other_sizes(submission, sliced=refused.outputs is not None and not asserted):
            one, two = shown.common(seed, Sizes(hidden, vocabulary))[:2]
            found = probe(one, swapped=False)
            if not _insists(found) and not _insists(probe(two, swapped=False)):
                sizes, case, first = Sizes(hidden, vocabulary), one, found
                break
    if first.outputs is None or _near(first.outputs, case):
        return Habits(sizes)
    ignored = Habits(sizes, ignored=tuple(_ignored(probe, case, first, taken)))
    case = ignored.starting(case)
    if ignored.ignored and _near(first.outputs, case):
        return ignored
    return Habits(sizes, _swapped(probe, case, first), ignored.ignored)


def _insists(answer: Answer) -> bool:
    """Whether code may have refused the sizes: forward gives nothing, or what it raises is what shapes raise."""
    return answer.failure is not None and (answer.outputs is None or answer.failure.type in OF_SHAPES)


def _near(outputs: Array | None, case: Case) -> bool:
    return distance(outputs, systems.answer((), case).outputs) < SINGLE_OUTPUTS


def _ignored(probe: Probe, case: Case, first: Answer, taken: frozenset[str]) -> Iterator[str]:
    """Yield the initial states that make no difference to the predictions, and are no arguments."""
    for name in (state for state in STATES if state not in taken):
        other = case.having(f"{case.name}, another {name}", **{name: 1.0 - np.asarray(case.arrays[name])})
        if first.outputs is not None and np.array_equal(np.asarray(probe(other, swapped=False).outputs), first.outputs):
            yield name


def _swapped(probe: Probe, case: Case, first: Answer) -> bool:
    """Whether z stacks [x; h]: by the z that forward returns, or by the predictions."""
    state = case.arrays["h0"]
    if first.z is not None and np.any(state):
        return not np.allclose(first.z[0][: case.H], state) and np.allclose(first.z[0][case.V :], state)
    return _near(probe(case, swapped=True).outputs, case) or _meets_x_first(probe, case)


def _meets_x_first(probe: Probe, case: Case) -> bool:
    """Whether weights stand for x first, though predictions are wrong: where h0 is zero, those for h change nothing."""

    def outputs(columns: slice) -> Array | None:
        weights = {name: np.array(case.arrays[name]) for name in GATE_WEIGHTS}
        for weight in weights.values():
            weight[:, columns] += 1.0
        zero = np.zeros_like(np.asarray(case.arrays["h0"]))
        return probe(case.having(f"{case.name}, other weights", h0=zero, **weights), swapped=False).outputs

    before, first, last = (outputs(columns) for columns in (slice(0), slice(case.H), slice(-case.H, None)))
    if before is None or first is None or last is None:
        return False
    return np.array_equal(before, last) and not np.array_equal(before, first)


def other_sizes(submission: Submission, *, sliced: bool = False) -> list[tuple[int, int]]:
    """Return pairs (H, V) among the integers of the code, those first whose sum H+V stands there too.

    `sliced`: H is the bound of a slice.
    """
    integers, known = integers_of(submission.tree), _possible_sizes(submission)
    slices = of_kind(submission.tree, ast.Slice)
    bounds = {number for node in slices for number in integers_of(node)}.intersection(known) if sliced else known
    pairs = [(hidden, vocabulary) for hidden, vocabulary in product(bounds, known) if hidden != vocabulary]
    return sorted(pairs, key=lambda pair: (sum(pair) not in integers, pair[0] < pair[1], -pair[0], pair[1]))[
        :MOST_SIZES
    ]


def _possible_sizes(submission: Submission) -> list[int]:
    return [number for number in integers_of(submission.tree) if 1 < number < LARGEST_SIZE]


def integers_of(tree: ast.AST) -> frozenset[int]:
    """Return the integers that stand in the code."""
    constants = (node.value for node in of_kind(tree, ast.Constant))
    return frozenset(value for value in constants if type(value) is int)
