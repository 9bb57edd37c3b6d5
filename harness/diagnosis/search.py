"""Which bugs: the smallest set of mutants that, injected together, gives exactly the submission's gradients.

One bug after the other, each the one that makes a further tensor agree: W_v depends on few lines, W_o on some more, and
one step separates what is local from what goes through time.  So the product of all sites never has to be searched
(DESIGN section 7.1 of the project's design).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from heapq import heappop, heappush
from itertools import combinations
from math import comb
from typing import cast

import numpy as np
from numpy.typing import NDArray

from harness.answers import distance
from harness.cases import TWO, Case, Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.schema import schema
from harness.kept import kept
from harness.wire import JSON
from mutants._catalogue import catalogue
from reference.arrays import PARAMETER_NAMES, Array

Gradients = Mapping[str, Array]
Convention = Callable[[Gradients, Case], Gradients]

# The cases that are searched, the next where one hides what the next shows; all others only confirm.
SEARCHED = ("one", "two", "many")
# Bugs that may have to join before a further tensor agrees: two in a gate's path and one in its derivative.
MOST_AT_ONCE = 3
# Choices of so many mutants at once that are tried for one tensor: pairs always, triples where few lines bear on it.
MOST_CHOICES = 1000
# Explanations of one step that are kept for two: one-step twins, which only a second step tells apart, come in dozens.
BEAM = 48
# Runs of the reference after which a search gives up: a second or two.
MOST_EVALUATIONS = 3_000
# A mutant that moves a tensor by less is taken not to touch it: rounding, a thousandfold.
TOUCHED = 1e-11


@dataclass(frozen=True)
class Evidence:
    """The submission's gradients on one case, and what it does to gradients of its own accord: a scale, a clip."""

    case: Case
    gradients: Gradients
    convention: Convention


@dataclass
class Effort:
    """How often the reference was run; the benchmark prints it."""

    evaluations: int = 0


@dataclass(frozen=True)
class Trial:
    """One case of the search: what must be reproduced, and which mutants bear on which tensor."""

    item: Evidence
    tolerance: float
    effort: Effort
    fresh: Mapping[str, tuple[str, ...]]  # tensor → mutants that shorter cases did not show
    bearing: Mapping[str, tuple[str, ...]]  # tensor → all mutants that bear on it
    known: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def agreeing(self, bugs: frozenset[str]) -> frozenset[str]:
        """Return the tensors in which the reference with these bugs agrees with the submission."""
        if bugs not in self.known:
            self.effort.evaluations += 1
            found = systems.gradients(bugs, self.item.case)
            self.known[bugs] = self._compared(self.item.convention(found, self.item.case)) if found else frozenset()
        return self.known[bugs]

    def _compared(self, found: Gradients) -> frozenset[str]:
        """Compare all tensors at once: `distance` for each of them would take longer than the run itself."""
        wanted, places = self.flat
        values = np.concatenate([found[name].ravel() for name in PARAMETER_NAMES])
        if values.shape != wanted.shape:
            names = PARAMETER_NAMES
            near = [distance(self.item.gradients.get(name), found[name]) < self.tolerance for name in names]
        else:
            with np.errstate(invalid="ignore"):
                off = np.maximum.reduceat(np.abs(values - wanted), places)
                near = list(off <= self.tolerance * np.maximum.reduceat(np.abs(values), places))
        return frozenset(name for name, agrees in zip(PARAMETER_NAMES, near, strict=True) if agrees)

    @cached_property
    def flat(self) -> tuple[Array, NDArray[np.int64]]:
        """The submission's gradients in one row, and where each tensor begins."""
        arrays = [np.ravel(self.item.gradients.get(name, np.zeros(0))) for name in PARAMETER_NAMES]
        return np.concatenate(arrays), np.cumsum([0, *(array.size for array in arrays[:-1])])


@cache
def influence() -> Mapping[int, Mapping[str, frozenset[str]]]:
    """Return which tensors each mutant alone changes, by number of steps and mutant id; all, where it raises.

    What goes through time at all shows in two steps.
    """
    table = cast("Mapping[str, Mapping[str, Sequence[str]]]", kept("influence", _influence))
    return {
        int(steps): {bug: frozenset(tensors) for bug, tensors in touched.items()} for steps, touched in table.items()
    }


def _influence() -> JSON:
    """Run every mutant alone; JSON has names for keys and lists for sets."""
    table: dict[str, JSON] = {}
    for case in ordinary(0, Sizes())[:2]:
        right = systems.gradients(frozenset(), case)
        backward = [bug for bug in schema().settings if not systems.is_forward(bug)]
        alone = {bug: systems.gradients(frozenset([bug]), case) for bug in backward}
        table[str(case.T)] = {
            bug: [name for name in PARAMETER_NAMES if not distance(found.get(name), right[name]) < TOUCHED]
            for bug, found in alone.items()
        }
    return table


def search(
    evidence: Sequence[Evidence],
    forward_bugs: frozenset[str],
    tolerance: float,
    effort: Effort | None = None,
) -> tuple[frozenset[str], ...]:
    """Return the explanations of all the `evidence` (one step, two, many, then what only confirms), smallest first.

    Each is the set of all bugs, `forward_bugs` included; empty where no set of mutants gives these numbers.
    """
    effort = effort or Effort()
    for slack in (0, 1):
        beam = [forward_bugs]
        shown: set[str] = set()
        for item in evidence:
            touches = influence().get(min(item.case.T, TWO), {})
            if not is_searched(item.case):
                continue
            trial = Trial(item, tolerance, effort, _bearing(touches, shown), _bearing(touches, set()))
            beam = _explained(beam, trial, slack)
            shown |= {bug for bug, tensors in touches.items() if tensors}
        checks = [Trial(item, tolerance, effort, {}, {}) for item in evidence]
        fitting = [bugs for bugs in beam if all(len(c.agreeing(bugs)) == len(PARAMETER_NAMES) for c in checks)]
        if fitting:
            return tuple(sorted(fitting, key=preference))
    return ()


def is_searched(case: Case) -> bool:
    """Whether the search works on this case; every other one only confirms."""
    return case.name.removesuffix("-gentle") in SEARCHED


def disagreement(bugs: frozenset[str], evidence: Sequence[Evidence], tolerance: float) -> int:
    """Return in how many tensors, over all cases, the reference with these bugs differs from the submission."""
    trials = [Trial(item, tolerance, Effort(), {}, {}) for item in evidence]
    return sum(len(PARAMETER_NAMES) - len(trial.agreeing(bugs)) for trial in trials)


def _bearing(touches: Mapping[str, frozenset[str]], but: set[str]) -> Mapping[str, tuple[str, ...]]:
    return {
        name: tuple(bug for bug, tensors in touches.items() if name in tensors and bug not in but)
        for name in PARAMETER_NAMES
    }


def preference(bugs: frozenset[str]) -> tuple[int, int, list[str]]:
    """Order equal explanations: fewest bugs first, then those that the article documents."""
    documented = {mutant.id for mutant in catalogue() if mutant.article}
    return len(bugs), len(bugs - documented), sorted(bugs)


def _explained(starts: Sequence[frozenset[str]], trial: Trial, slack: int) -> list[frozenset[str]]:
    """Return the sets that extend one of `starts` so that every tensor of the case agrees, smallest first."""
    heap: list[tuple[int, int, list[str]]] = []
    seen: set[frozenset[str]] = set()

    def push(bugs: frozenset[str]) -> None:
        if bugs not in seen:
            seen.add(bugs)
            heappush(heap, (len(bugs), -len(trial.agreeing(bugs)), sorted(bugs)))

    for bugs in starts:
        push(bugs)
    whole: list[frozenset[str]] = []
    while heap and len(whole) < BEAM and trial.effort.evaluations < MOST_EVALUATIONS:
        _, agreeing, ids = heappop(heap)
        bugs = frozenset(ids)
        missing = -agreeing < len(PARAMETER_NAMES)
        if whole and len(bugs) + missing > len(whole[0]) + slack:
            break
        if not missing:
            whole.append(bugs)
            continue
        for extended in _extensions(bugs, trial, slack):
            push(extended)
    return whole


def _extensions(bugs: frozenset[str], trial: Trial, slack: int) -> list[frozenset[str]]:
    """Return `bugs` with the fewest mutants (and `slack` more) that make a further tensor agree, and spoil none."""
    agreeing = trial.agreeing(bugs)
    open_tensors = sorted(set(PARAMETER_NAMES) - agreeing, key=lambda name: (len(trial.bearing[name]), name))
    for count in range(1, MOST_AT_ONCE + 1):
        for candidates in (trial.fresh, trial.bearing):
            for name in open_tensors:
                too_many = comb(len(candidates[name]), count) > MOST_CHOICES
                if too_many or trial.effort.evaluations > MOST_EVALUATIONS:
                    continue
                found = [
                    extended
                    for more in range(count, min(count + slack, MOST_AT_ONCE) + 1)
                    for extended in _additions(bugs, candidates[name], more)
                    if name in trial.agreeing(extended) and agreeing <= trial.agreeing(extended)
                ]
                if found:
                    return found
    return []


def _additions(bugs: frozenset[str], candidates: Sequence[str], count: int) -> Iterator[frozenset[str]]:
    """Yield `bugs` with each choice of `count` candidates on lines of their own."""
    settings = schema().settings
    taken = {site for bug in bugs for site in settings[bug]}
    free = [bug for bug in candidates if not taken & settings[bug].keys()]
    for choice in combinations(free, count):
        sites = [site for bug in choice for site in settings[bug]]
        if len(sites) == len(set(sites)):
            yield bugs | frozenset(choice)
