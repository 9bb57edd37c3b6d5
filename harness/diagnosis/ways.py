"""How each tensor of the gates may have been noted, as the submission's numbers allow: by itself, or in one array."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

from harness.diagnosis.influence import fit, free
from harness.diagnosis.notings import Sum, notings, wide
from harness.diagnosis.trial import Bugs, Trial

# What notes a gate's own gradient: no bug.
OWN = ""

Options = Mapping[str, Sum]  # by the mutant that notes it


class SharedArray(NamedTuple):
    """One array for several tensors, and the sums that may be in it, each with the fewest mutants that note it so."""

    tensors: tuple[str, ...]
    sums: tuple[tuple[Sum, Bugs], ...]


class Ways(NamedTuple):
    """What may be noted of each tensor by itself, and of those in shared arrays; `bugs` beside the `known` ones."""

    known: Bugs
    bugs: Bugs
    single: Mapping[str, Options]
    shared: tuple[SharedArray, ...] = ()

    def usual(self, tensor: str) -> str:
        """Return what notes a tensor without a further bug."""
        options = self.single.get(tensor, {OWN: {}})
        return OWN if OWN in options else min(options)


def ways(trial: Trial, known: Bugs) -> Iterator[Ways]:
    """Yield the ways under each assumption of which tensors share an array that the submission's numbers allow."""
    for count in range(len(wide()) + 1):
        for more in combinations(free(known, tied(trial)), count):
            one = _ways(trial, known, [bug for bug in wide() if bug in known or bug in more])
            if one is not None:
                yield one


def tied(trial: Trial) -> tuple[str, ...]:
    """Return the mutants that make several tensors one, where the submission gives two of these the same gradient."""
    return tuple(bug for bug in wide() if _alike(trial, bug))


def _ways(trial: Trial, known: Bugs, together: Sequence[str]) -> Ways | None:
    """Return the ways where these mutants make tensors one; None where one that differs cannot have its own array."""
    bugs = frozenset(together) - known
    single = {noting.tensor: _options(trial, known, noting.tensor) for noting in notings().values()}
    single = {tensor: options for tensor, options in single.items() if tensor in trial.names}
    shared: list[SharedArray] = []
    for one in together:
        alike = _alike(trial, one)
        for tensor in wide()[one]:
            if tensor in single and tensor not in alike:
                apart = [bug for bug in _noting(known, tensor) if notings()[bug].apart]
                if not apart:
                    return None
                single[tensor] = {apart[0]: _sum(trial, apart[0])}
                bugs |= {apart[0]} - known
        shared.append(_shared(known, alike, [single.pop(tensor) for tensor in alike]))
    return Ways(known, bugs, single, tuple(array for array in shared if array.tensors))


def _shared(known: Bugs, tensors: tuple[str, ...], options: Iterable[Options]) -> SharedArray:
    """Return every sum that one array may hold of what its tensors' lines add, smallest sets of mutants first."""
    combined = [
        (frozenset(bug for bug, _ in chosen) - {OWN} - known, [noted for _, noted in chosen])
        for chosen in product(*(one.items() for one in options))
    ]
    sums: dict[frozenset[tuple[str, int]], Bugs] = {}
    for bugs, parts in sorted(combined, key=lambda one: (len(one[0]), sorted(one[0]))):
        total: Counter[str] = Counter()
        for part in parts:
            total.update(part)
        if fit(bugs):
            sums.setdefault(frozenset(total.items()), bugs)
    return SharedArray(tensors, tuple((dict(total), bugs) for total, bugs in sums.items()))


def _options(trial: Trial, known: Bugs, tensor: str) -> Options:
    """Return what may note a tensor that has an array of its own."""
    own: Sum = {tensor: 1}
    noting = {bug: total for bug in _noting(known, tensor) if trial.everything.issuperset(total := _sum(trial, bug))}
    if known.intersection(noting):
        return noting
    return {OWN: own} | {bug: noted for bug, noted in noting.items() if noted != own}


def _noting(known: Bugs, tensor: str) -> list[str]:
    """Return the mutants that note something of a tensor: the known one, or all that may be there."""
    every = [bug for bug, noting in notings().items() if noting.tensor == tensor]
    return [bug for bug in every if bug in known] or [*free(known, every)]


def _sum(trial: Trial, bug: str) -> Sum:
    noting = notings()[bug]
    return noting.later if trial.later else noting.once


def _alike(trial: Trial, bug: str) -> tuple[str, ...]:
    """Return the most tensors of one shared array that are equal in the submission; none where no two are."""
    names = wide()[bug]
    groups = [tuple(name for name in names if name in trial.equal.get(first, ())) for first in names]
    return max((group for group in groups if len(group) > 1), default=(), key=len)
