"""Choices of mutants that all tensors, then fewer and fewer, depend on: each layer is judged by tensors of its own."""

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from harness.diagnosis.influence import free
from harness.diagnosis.noted import nearly
from harness.diagnosis.notings import shows
from harness.diagnosis.trial import Bugs, Touches, Trial
from harness.diagnosis.ways import tied

# A set of bugs, and the candidate from which on it may be extended.
Choice = tuple[Bugs, int]


class Depth(NamedTuple):
    """How far the choices go."""

    slack: int = 1  # a set with so many bugs more than the smallest is kept too
    most: float = inf  # bugs beside those that are known
    thorough: bool = True  # whether a tensor may be right but for what is wrong where it is added up


def layered(trial: Trial, context: Bugs, through: Touches, lasts: Touches, local: Touches, depth: Depth) -> list[Bugs]:
    """Return the context with choices of the mutants that go `through` all else, of which each layer fits some tensor.

    What is `local` to a gate is not chosen yet, so that the tensors that show it judge nothing.
    """
    states = [context]
    layers: dict[frozenset[str], list[str]] = {}
    for name in trial.names:
        layers.setdefault(frozenset(bug for bug in through if name in through[bug]), []).append(name)
    together = {bug: lasts[bug] for bug in tied(trial) if bug in lasts}
    judged_by = trial.everything.difference(*local.values(), *together.values())
    judged_by = judged_by.difference(*(shows(context, tensors) for tensors in {*local.values()}))
    known: set[str] = set()
    waiting: frozenset[str] = frozenset()
    ordered = sorted(layers.items(), key=lambda layer: len(layer[0]))
    for number, (bearing, names) in enumerate(ordered):
        judges = frozenset(judged_by.intersection(names))
        waiting |= bearing - known
        # Where nothing judges, every choice would be kept: they are tried with the next layer's, the smallest first.
        if not judges and number + 1 < len(ordered):
            continue
        most = len(context) + depth.most
        right = fitting(trial, states, sorted(waiting), judges, lasts, Depth(depth.slack, most, depth.thorough))
        states = [state for state in _least(trial, right) if not trial.silent(state)]
        known |= waiting
        waiting = frozenset()
    return states


def fitting(
    trial: Trial,
    states: Iterable[Bugs],
    candidates: Sequence[str],
    judges: frozenset[str],
    lasts: Touches,
    depth: Depth,
) -> list[Bugs]:
    """Return the states with the smallest choices of the candidates that make one of the judges right.

    Where nothing judges, all choices; none of more bugs than the depth's most, all counted.
    """
    found: list[Bugs] = []
    waiting: dict[int, list[Choice]] = {}
    for state in states:
        waiting.setdefault(len(state), []).append((state, 0))
    size = min(waiting, default=0)
    most = depth.most
    while waiting and size <= most:
        level = waiting.pop(size, [])
        right = [bugs for bugs, _ in level if not judges or judges & trial.agreeing(bugs)]
        if not right and depth.thorough:
            right = [bugs for bugs, _ in level if nearly(trial, bugs, lasts, judges)]
        if right and judges and not found:
            most = min(most, size + depth.slack)
        found += right
        size += 1
        if size <= most and (larger := [*_larger(trial, level, candidates)]):
            waiting.setdefault(size, []).extend(larger)
    return found


def _larger(trial: Trial, level: Iterable[Choice], candidates: Sequence[str]) -> Iterator[Choice]:
    """Yield the choices with one candidate more, which changes some number, and does not raise."""
    for bugs, start in level:
        for place in range(start, len(candidates)):
            more = frozenset([candidates[place]])
            if free(bugs, more) and trial.touched(bugs, more) and trial.values(bugs | more) is not None:
                yield bugs | more, place + 1


def _least(trial: Trial, states: Iterable[Bugs]) -> list[Bugs]:
    """Return the states without those of which a part gives the same numbers."""
    kept: list[Bugs] = []
    for state in sorted(states, key=lambda state: (len(state), sorted(state))):
        if not any(less < state and not trial.touched(less, state - less) for less in kept):
            kept.append(state)
    return kept
