"""Which bugs: the smallest set of mutants that, injected together, gives exactly the submission's gradients.

One tensor after the other: W_v depends on few lines, W_o on some more, and one step separates what is local from what
goes through time.  So the product of all sites never has to be searched (DESIGN section 7.1).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from harness.answers import distance
from harness.cases import Case, Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.schema import schema
from mutants._catalogue import catalogue
from reference.arrays import PARAMETER_NAMES

Gradients = Mapping[str, NDArray[np.generic]]
# Bugs that may join in one tensor of one case; more have never been needed where lines are told apart by tensor.
MOST_IN_A_TENSOR = 3
# Partial explanations kept from tensor to tensor: one-step twins, which only two steps tell apart, come in dozens.
BEAM = 48
# A mutant that moves a tensor by less is taken not to touch it: rounding, a thousandfold.
TOUCHED = 1e-11


@dataclass(frozen=True)
class Evidence:
    """The submission's gradients on one case, and what it does to gradients of its own accord: a scale, a clip."""

    case: Case
    gradients: Gradients
    convention: Callable[[Gradients, Case], Gradients]


@dataclass
class Effort:
    """How much of the reference was run; the benchmark prints it."""

    evaluations: int = 0


def influence(case_name: str) -> Mapping[str, frozenset[str]]:
    """Return which tensors each mutant alone changes on a case of this name, by mutant id; all, where it raises."""
    return _influence().get(case_name, {})


@cache
def _influence() -> Mapping[str, Mapping[str, frozenset[str]]]:
    table: dict[str, dict[str, frozenset[str]]] = {}
    # What goes through time at all shows in two steps; longer cases only confirm.
    for case in ordinary(0, Sizes())[:2]:
        right = systems.gradients(frozenset(), case)
        table[case.name] = {}
        for mutant_id in schema().settings:
            if systems.is_forward(mutant_id):
                continue
            found = systems.gradients(frozenset([mutant_id]), case)
            table[case.name][mutant_id] = frozenset(
                name for name in PARAMETER_NAMES if not distance(found.get(name), right[name]) < TOUCHED
            )
    return table


def search(
    evidence: Sequence[Evidence],
    forward_bugs: frozenset[str],
    tolerance: float,
    effort: Effort | None = None,
) -> tuple[frozenset[str], ...]:
    """Return the explanations of all the `evidence` (one step, two steps, then cases that only confirm), smallest first.

    Each is the set of all bugs, `forward_bugs` included; empty where no set of mutants gives these numbers.
    """
    effort = effort or Effort()
    for slack in (0, 1):
        found = _pass(evidence, forward_bugs, tolerance, slack, effort)
        if found:
            return found
    return ()


def _pass(
    evidence: Sequence[Evidence], forward_bugs: frozenset[str], tolerance: float, slack: int, effort: Effort
) -> tuple[frozenset[str], ...]:
    beam = [forward_bugs]
    decided: set[str] = set()
    for item in evidence:
        touches = influence(item.case.name.removesuffix("-gentle"))
        for name in _order(touches, decided):
            candidates = [bug for bug, tensors in touches.items() if name in tensors and bug not in decided]
            decided |= set(candidates)
            beam = _extend(beam, candidates, item, name, tolerance, slack, effort)
            if not beam:
                return ()
    fitting = [bugs for bugs in beam if all(_fits(bugs, item, PARAMETER_NAMES, tolerance, effort) for item in evidence)]
    return tuple(sorted(fitting, key=preference))


def preference(bugs: frozenset[str]) -> tuple[int, int, list[str]]:
    """Order equal explanations: fewest bugs first, then those that the article documents."""
    documented = {mutant.id for mutant in catalogue() if mutant.article}
    return len(bugs), len(bugs - documented), sorted(bugs)


def _order(touches: Mapping[str, frozenset[str]], decided: set[str]) -> list[str]:
    """Return the tensors, those first on which the fewest undecided mutants bear."""
    open_ones = [tensors for bug, tensors in touches.items() if bug not in decided]
    return sorted(PARAMETER_NAMES, key=lambda name: (sum(name in tensors for tensors in open_ones), name))


def _extend(
    beam: Sequence[frozenset[str]],
    candidates: Sequence[str],
    item: Evidence,
    name: str,
    tolerance: float,
    slack: int,
    effort: Effort,
) -> list[frozenset[str]]:
    """Return the sets of the beam, each with the fewest candidates (and `slack` more) that make this tensor fit."""
    longer: list[frozenset[str]] = []
    for bugs in beam:
        most = MOST_IN_A_TENSOR
        for count in range(MOST_IN_A_TENSOR + 1):
            if count > most:
                break
            fitting = [
                extended
                for extended in _additions(bugs, candidates, count)
                if _fits(extended, item, (name,), tolerance, effort)
            ]
            longer += fitting
            if fitting:
                most = min(most, count + slack)
    return sorted(dict.fromkeys(longer), key=lambda bugs: (len(bugs), sorted(bugs)))[:BEAM]


def _additions(bugs: frozenset[str], candidates: Sequence[str], count: int) -> Iterator[frozenset[str]]:
    """Yield `bugs` with each choice of `count` candidates on lines of their own."""
    settings = schema().settings
    taken = {site for bug in bugs for site in settings[bug]}
    free = [bug for bug in candidates if not taken & settings[bug].keys()]
    for choice in combinations(free, count):
        sites = [site for bug in choice for site in settings[bug]]
        if len(sites) == len(set(sites)):
            yield bugs | frozenset(choice)


def _fits(bugs: frozenset[str], item: Evidence, names: Sequence[str], tolerance: float, effort: Effort) -> bool:
    effort.evaluations += 1
    found = systems.gradients(bugs, item.case)
    found = item.convention(found, item.case) if found else found
    return all(distance(item.gradients.get(name), found.get(name)) < tolerance for name in names)
