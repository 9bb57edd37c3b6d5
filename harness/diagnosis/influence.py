"""What each mutant moves, learned by running it: which tensors, from which step on, and beside which other line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import combinations, product
from math import inf
from typing import cast

import numpy as np

from harness import cell_cases
from harness.cases import ONE, TWO, Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.schema import schema
from harness.diagnosis.trial import Bugs, Effort, Evidence, Touches, Trial
from harness.kept import kept
from harness.wire import JSON
from reference.arrays import PARAMETER_NAMES

# Gradients of two bugs that are so near the product of what each does alone come from lines that multiply.
MULTIPLIES = 1e-9
# A weight and the bias beside it: what moves one of them alone happens where it is added up, and reaches nothing else.
PAIRS = tuple((f"W_{x}", f"b_{x}") for x in "figov")


@cache
def influence(*, cell: bool = False) -> Mapping[int, Touches]:
    """Return which parameters' gradients each mutant alone changes, by number of steps and mutant id.

    All, where it raises; of the language model, or of the cell alone.

    What goes through time at all shows in two steps.
    """
    name = "influence-of-cell" if cell else "influence"
    table = cast("Mapping[str, Mapping[str, Sequence[str]]]", kept(name, partial(_influence, cell=cell)))
    return {
        int(steps): {bug: frozenset(tensors) for bug, tensors in touched.items()} for steps, touched in table.items()
    }


def reach(mutant_id: str) -> int:
    """Return how many gradients an error alone makes wrong; all of them and one more, where it is predictions."""
    if mutant_id not in schema().settings:
        return 0
    return len(PARAMETER_NAMES) + 1 if systems.is_forward(mutant_id) else len(influence()[TWO].get(mutant_id, ()))


def _influence(*, cell: bool) -> JSON:
    """Run every mutant alone; JSON has names for keys and lists for sets."""
    trials = {steps: _trial(steps, cell=cell) for steps in (ONE, TWO)}
    # Gradients of other shapes are known by these, and touch nothing that could be compared.
    backward = [
        bug
        for bug in systems.bearing(cell=cell)
        if not systems.is_forward(bug) and not (cell and trials[TWO].misshapen(frozenset([bug])))
    ]
    return {
        str(steps): {bug: sorted(trial.touched(frozenset(), frozenset([bug]))) for bug in backward}
        for steps, trial in trials.items()
    }


@cache
def entangled() -> frozenset[frozenset[int]]:
    """Return the pairs of sites whose effects on one step do not multiply: one line decides what the other does."""
    return frozenset(frozenset(pair) for pair in cast("Sequence[Sequence[int]]", kept("entangled", _entangled)))


def _entangled() -> JSON:
    trial = _trial(ONE)
    found: set[frozenset[int]] = set()
    touches = influence()[ONE]
    shown = [bug for bug, tensors in touches.items() if tensors and not is_last(bug) and not is_wide(bug)]
    for one, other in combinations(shown, 2):
        pairs = {frozenset(pair) for pair in product(sites([one]), sites([other]))}
        meet = touches[one] & touches[other] and fit([one, other])
        if meet and not pairs <= found and not _multiply(trial, one, other):
            found |= pairs
    return [list(pair) for pair in sorted(map(sorted, found))]


def _multiply(trial: Trial, one: str, other: str) -> bool:
    rows = [trial.values(frozenset(bugs)) for bugs in ((), (one,), (other,), (one, other))]
    right, first, second, both = (np.asarray(row) for row in rows)
    return float(np.max(np.abs(right * both - first * second))) <= MULTIPLIES * float(np.max(np.abs(right * right)))


def _trial(steps: int, *, cell: bool = False) -> Trial:
    cases = (cell_cases.ordinary if cell else ordinary)(0, Sizes())
    case = next(case for case in cases if steps == case.T)
    nothing = Evidence(case, {}, lambda gradients, _case: gradients, narrow=True)
    return Trial(nothing, 0.0, Effort())


@cache
def is_last(bug: str) -> bool:
    """Whether the mutant only changes what is noted of a gradient, not what is passed on: no other bug sees it."""
    tensors = influence()[TWO].get(bug, frozenset())
    return not any(tensors.issuperset(pair) for pair in PAIRS)


@cache
def is_wide(bug: str) -> bool:
    """Whether the mutant, in a language model, changes the last layer's gradients too: no gate is nearer to it."""
    return influence()[ONE].get(bug, frozenset()) == frozenset(PARAMETER_NAMES)


def in_a_gate(*, cell: bool) -> Touches:
    """Return which gradients each mutant alone changes on one step, of those that are local: inside one gate."""
    alone = influence(cell=cell)[ONE]
    return {bug: tensors for bug, tensors in alone.items() if not is_last(bug) and not is_wide(bug)}


@cache
def _lines(bug: str) -> frozenset[int]:
    return frozenset(schema().settings[bug])


def sites(bugs: Iterable[str]) -> frozenset[int]:
    """Return the lines that these mutants change."""
    return frozenset().union(*map(_lines, bugs))


def at(bugs: Iterable[str], lines: frozenset[int]) -> frozenset[str]:
    """Return which of these bugs change one of the lines."""
    return frozenset([bug for bug in bugs if not lines.isdisjoint(_lines(bug))])


def fit(bugs: Iterable[str]) -> bool:
    """Whether these mutants change lines of their own, so that they can be injected together."""
    each = [*map(_lines, bugs)]
    return len(frozenset().union(*each)) == sum(map(len, each))


def free(bugs: Bugs, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return the candidates whose lines none of these `bugs` changes."""
    taken = sites(bugs)
    return tuple([bug for bug in candidates if taken.isdisjoint(_lines(bug))])


def choices(candidates: Iterable[str], most: float = inf) -> Iterator[Bugs]:
    """Yield every set of at most so many candidates over distinct lines, the empty one first, then by size."""
    level: list[tuple[Bugs, int]] = [(frozenset(), 0)]
    pool = tuple(candidates)
    size = 0
    while level and size <= most:
        size += 1
        yield from (bugs for bugs, _ in level)
        level = [
            (bugs | {pool[place]}, place + 1)
            for bugs, start in level
            for place in range(start, len(pool))
            if pool[place] in free(bugs, pool[place : place + 1])
        ]
