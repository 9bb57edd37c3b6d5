"""Which mutants other bugs hide: they change nothing in earlier cases beside the known bugs, and something now."""

from collections.abc import Iterable, Iterator, Sequence

from harness.cases import ONE, TWO
from harness.diagnosis.influence import Touches, fit, free, influence
from harness.diagnosis.notings import shows
from harness.diagnosis.trial import Bugs, Trial

Group = tuple[str, ...]


def hidden(trial: Trial, known: Bugs, earlier: Iterable[Trial], alone: Touches) -> Touches:
    """Return what the mutants touch in this case that change nothing in the earlier ones beside the `known` bugs.

    What is local touches what it touches `alone`, if any mutant of the same gates moves something here.
    """
    opened: Sequence[str] = free(known, influence(cell=trial.cell)[TWO])
    for seen in earlier:
        opened = [*unmoved(seen, known, opened, alone)]
    gates: dict[frozenset[str], list[str]] = {}
    for bug in opened:
        if alone.get(bug):
            gates.setdefault(alone[bug], []).append(bug)
    moving = [tensors for tensors, bugs in gates.items() if anything_moves(trial, known, bugs)]
    local = {bug: tensors for tensors in moving for bug in gates[tensors]}
    others = [bug for bug in opened if not alone.get(bug)]
    still = {*unmoved(trial, known, others, {})}
    return local | {bug: trial.touched(known, frozenset([bug])) for bug in others if bug not in still}


def anything_moves(trial: Trial, known: Bugs, bugs: Iterable[str]) -> bool:
    """Whether any of the bugs changes a number beside the known ones."""
    return any(trial.touched(known, frozenset(group)) for group in _groups(bugs))


def unmoved(trial: Trial, known: Bugs, bugs: Sequence[str], alone: Touches) -> Iterator[str]:
    """Yield those of the bugs, in order, that change no number beside the known ones; many are tried in one run.

    Those that show when alone mostly show here too: where their group does, they are tried one by one, others by
    halves; those of different gates, which touch different tensors when `alone`, in one run.
    """
    table = influence(cell=trial.cell)[ONE]
    still: set[str] = set()
    for shown in (False, True):
        for group in _groups(bug for bug in bugs if bool(table[bug]) is shown and not alone.get(bug)):
            still |= {*_unmoved(trial, known, group, halves=not shown)}
    local = {bug: alone[bug] for bug in bugs if alone.get(bug)}
    if not anything_moves(trial, known, local):
        return (bug for bug in bugs if bug in still or bug in local)
    for pack in _packs(known, local):
        moved = trial.touched(known, frozenset(pack))
        still |= {bug for bug, tensors in pack.items() if not tensors & moved}
    return (bug for bug in bugs if bug in still)


def _packs(known: Bugs, alone: Touches) -> list[dict[str, frozenset[str]]]:
    """Put bugs together that show in different tensors, each with these."""
    packs: list[dict[str, frozenset[str]]] = []
    for bug, tensors in alone.items():
        shown = shows(known, tensors)
        for pack in packs:
            if fit([*pack, bug]) and shown.isdisjoint(frozenset().union(*pack.values())):
                pack[bug] = shown
                break
        else:
            packs.append({bug: shown})
    return packs


def _unmoved(trial: Trial, known: Bugs, group: Group, *, halves: bool) -> Iterator[str]:
    if not trial.touched(known, frozenset(group)):
        yield from group
    elif len(group) > 1:
        size = (len(group) + 1) // 2 if halves else 1
        for start in range(0, len(group), size):
            yield from _unmoved(trial, known, group[start : start + size], halves=halves)


def _groups(bugs: Iterable[str]) -> list[Group]:
    """Put bugs over distinct lines together."""
    groups: list[Group] = []
    for bug in bugs:
        place = next((place for place, group in enumerate(groups) if fit([*group, bug])), None)
        if place is None:
            groups.append((bug,))
        else:
            groups[place] = (*groups[place], bug)
    return groups
