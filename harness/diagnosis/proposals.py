"""Sets of local bugs that may explain a case: each gate's solutions, and what is noted of each gate, joined.

The gates share some lines, so their solutions are joined.  What comes out is a proposal: the reference is run with it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import islice, product
from typing import NamedTuple

import numpy as np

from harness.diagnosis.influence import at, fit
from harness.diagnosis.notings import notings, wide
from harness.diagnosis.products import Gate, Products, products
from harness.diagnosis.sums import summed
from harness.diagnosis.terms import Terms
from harness.diagnosis.trial import Bugs, Touches, Trial
from harness.diagnosis.ways import OWN, Ways, ways

# Proposals that are kept on the way: far above what the catalogue needs (about 100).
MOST_PROPOSALS = 400
# Looking at all sets of all gates takes as long as so many steps of the reference.
STEPS = 20
# Of tensors that several copies explain equally, so many combinations are proposed.
MOST_COPIES = 4

# A tensor that notes another's gradient, so many times, and the mutant that does it.
Pair = tuple[str, str, str, int]


class Proposal(NamedTuple):
    """Bugs that may explain some gates, the lines on which this is all, and how many tensors they leave wrong."""

    bugs: Bugs
    decided: frozenset[int] = frozenset()
    wrong: int = 0
    shown: frozenset[tuple[str, str]] = frozenset()  # tensors that come out right, each with what notes it

    @property
    def cost(self) -> int:
        """The least number of bugs that an explanation with these has."""
        return len(self.bugs) + self.wrong


Solutions = Callable[[Gate, tuple[Pair, ...], frozenset[int]], list[Proposal]]


def proposals(trial: Trial, context: Bugs, local: Touches) -> list[Proposal]:
    """Return sets of bugs that may, beside the `context`, explain the case; the cheapest first.

    They consist of `local` bugs, each given with the tensors that it alone changes, and of what is noted.
    """
    return trial.once(faultless, context, local) or _cheapest(trial, context, local, faultless=False)


def faultless(trial: Trial, context: Bugs, local: Touches) -> list[Proposal]:
    """Return those of the proposals that leave no tensor wrong: what they leave out takes longest to find."""
    return _cheapest(trial, context, local, faultless=True)


def _cheapest(trial: Trial, context: Bugs, local: Touches, *, faultless: bool) -> list[Proposal]:
    # What is only noted changes no gate's own gradient.
    solved = trial.once(_solved, context.difference(notings(), wide()), local)
    if solved is None:
        return []
    every = [one for way in ways(trial, context) for one in _under(*solved, way, faultless=faultless)]
    every = [one for one in every if not (faultless and one.wrong)]
    every.sort(key=lambda one: (one.cost, sorted(one.bugs)))
    return [one for one in every if not any(less.bugs < one.bugs and less.wrong <= one.wrong for less in every)]


def _solved(trial: Trial, own: Bugs, local: Touches) -> tuple[Terms, Solutions] | None:
    """Return all sets of the gates' local bugs beside their `own` other ones, to be compared; None where they raise."""
    found = products(trial, own, local)
    if found is None:
        return None
    trial.effort.charge(STEPS)
    return Terms(found), cache(partial(_solutions, found))


def _under(terms: Terms, solutions: Solutions, way: Ways, *, faultless: bool) -> Iterator[Proposal]:
    """Yield the proposals under one assumption of which tensors are one array."""
    found = terms.found
    gated = {tensor for gate in found.gates for tensor in gate.tensors}
    every = [*way.single, *(tensor for array in way.shared for tensor in array.tensors)]
    rest = [_without_bugs(tensor) for tensor in every if tensor not in gated]
    gates = [*found.gates, *rest]
    count = Counter(line for gate in gates for line in gate.lines)
    shared = frozenset(line for line, times in count.items() if times > 1)
    zeros = frozenset(
        (tensor, bug)
        for tensor, options in way.single.items()
        for bug, noted in options.items()
        if not noted and not np.any(found.trial.part(found.trial.wanted, tensor))
    )
    joined = [Proposal(frozenset(), shown=zeros)]
    seen: list[str] = []
    for gate in gates:
        rows = [*solutions(gate, _noted_of(gate, way), shared & gate.lines), Proposal(frozenset())]
        both = (_joined(before, row) for before in joined for row in rows)
        seen += gate.tensors
        joined = [_counted(one, way, seen) for one in both if one is not None]
        joined = sorted(joined, key=lambda one: (one.cost, sorted(one.bugs)))[:MOST_PROPOSALS]
    options = [noted for one in joined for noted in _noted(one, way)]
    explaining = [one for one in options if not one.wrong]
    yield from _with_sums(terms, way, gates, explaining if explaining or faultless else options)


def _with_sums(terms: Terms, way: Ways, gates: Sequence[Gate], options: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the options with what the arrays that serve several tensors tell of the gates that nothing else shows."""
    for array in way.shared:
        least = min((one.wrong for one in options), default=0)
        more = [
            one._replace(bugs=bugs, decided=decided)
            for one in options
            if one.wrong == least
            for bugs, decided in summed(terms, gates, array, one.bugs, one.decided)
        ]
        options = more or [one._replace(wrong=one.wrong + len(array.tensors)) for one in options]
    yield from options


@cache
def _without_bugs(tensor: str) -> Gate:
    return Gate((tensor,), ())


def _noted_of(gate: Gate, way: Ways) -> tuple[Pair, ...]:
    """Return which tensors may note the gate's gradients and no others'."""
    return tuple(
        (tensor, bug, source, times)
        for tensor, options in way.single.items()
        for bug, noted in options.items()
        for source, times in noted.items()
        if len(noted) == 1 and source in gate.tensors
    )


def _solutions(found: Products, gate: Gate, pairs: Sequence[Pair], shared: frozenset[int]) -> list[Proposal]:
    """Return the choices that give at least one tensor, and of which no part gives as many.

    Choices at `shared` lines, which another gate may need, count as different though they make none here.
    """
    right = {(tensor, bug): found.matches(gate, source, tensor, times) for tensor, bug, source, times in pairs}
    if not right:
        return []
    numbers = np.flatnonzero(np.any([*right.values()], axis=0))
    kept: list[tuple[Proposal, frozenset[str]]] = []
    fitting = (
        (gate.bugs(int(number)), frozenset(pair for pair, near in right.items() if near[number])) for number in numbers
    )
    for bugs, shown in sorted(fitting, key=lambda one: (len(one[0]), sorted(one[0]))):
        there = at(bugs, shared)
        if not any(less.bugs <= bugs and less.shown >= shown and same == there for less, same in kept):
            kept.append((Proposal(bugs, gate.lines, shown=shown), there))
    return [one for one, _ in kept]


def _joined(one: Proposal, other: Proposal) -> Proposal | None:
    """Return two gates' proposals as one; None where they choose differently at a line that both decide."""
    shared = one.decided & other.decided
    if at(one.bugs, shared) != at(other.bugs, shared) or not fit(one.bugs | other.bugs):
        return None
    # A gate that was left wrong decides nothing, and must not be contradicted by nothing.
    return Proposal(one.bugs | other.bugs, one.decided | other.decided, shown=one.shown | other.shown)


def _counted(one: Proposal, way: Ways, tensors: Iterable[str]) -> Proposal:
    """Return a proposal with the number of these tensors that no gate's own gradient gives."""
    given = {tensor for tensor, bug in one.shown if bug == way.usual(tensor)}
    return one._replace(wrong=sum(tensor in way.single and tensor not in given for tensor in tensors))


def _noted(one: Proposal, way: Ways) -> Iterator[Proposal]:
    """Yield the proposal with what notes the tensors that come out right, and with the number of those that do not."""
    copies: dict[str, list[str]] = {}
    for tensor, bug in sorted(one.shown):
        copies.setdefault(tensor, []).append(bug)
    usual = {tensor: [way.usual(tensor)] for tensor in copies if way.usual(tensor) in copies[tensor]}
    several = [[bug for bug in bugs if bug != OWN] or [OWN] for bugs in ({**copies, **usual}).values()]
    for chosen in islice(product(*several), MOST_COPIES):
        bugs = one.bugs | way.bugs | (frozenset(chosen) - {OWN} - way.known)
        if fit(bugs):
            yield one._replace(bugs=bugs, wrong=len(way.single) - len(copies))
