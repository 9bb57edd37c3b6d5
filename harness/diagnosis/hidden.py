"""Which mutants other bugs hide: they change nothing in earlier cases beside the known bugs, and something now."""

from collections.abc import Iterable, Iterator, Sequence

from harness.cases import ONE, TWO
from harness.diagnosis.influence import fit, free, influence, is_last
from harness.diagnosis.notings import shows, wide
from harness.diagnosis.trial import Bugs, Touches, Trial

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
    noted = _noted(trial, known, others)
    shown = {bug: noted.get(bug) or trial.touched(known, frozenset([bug])) for bug in others if bug not in still}
    return local | shown


def anything_moves(trial: Trial, known: Bugs, bugs: Iterable[str]) -> bool:
    """Whether any of the bugs changes a number beside the known ones."""
    return any(trial.touched(known, frozenset(group)) for group in _groups(bugs))


def unmoved(trial: Trial, known: Bugs, bugs: Sequence[str], alone: Touches) -> Iterator[str]:
    """Yield those of the bugs, in order, that change no number beside the known ones; many are tried in one run.

    Those that only change what is noted of one gradient are tried with those of others, and so are those of different
    gates, which touch different tensors when `alone`.  Those that show when alone mostly show here too: where their
    group does, they are tried one by one, others by halves.
    """
    table = influence(cell=trial.cell)[ONE]
    local = {bug: alone[bug] for bug in bugs if alone.get(bug)}
    noted = _noted(trial, known, [bug for bug in bugs if bug not in local])
    still = {*_still(trial, known, noted)}
    others = [bug for bug in bugs if bug not in local and bug not in noted]
    if trial.later:
        # Of a long case each step is asked for: the runs are the same.
        still |= {bug for bug in others if not trial.touched(known, frozenset([bug]))}
    else:
        for shown in (False, True):
            for group in _groups(bug for bug in others if bool(table[bug]) is shown):
                still |= {*_unmoved(trial, known, group, halves=not shown)}
    if not anything_moves(trial, known, local):
        return (bug for bug in bugs if bug in still or bug in local)
    still |= {*_still(trial, known, {bug: shows(known, tensors) for bug, tensors in local.items()})}
    return (bug for bug in bugs if bug in still)


def _noted(trial: Trial, known: Bugs, bugs: Iterable[str]) -> Touches:
    """Return those of the bugs that only change what is noted of one gradient, with all that are one array with it."""
    table = influence(cell=trial.cell)[TWO]
    together = [frozenset(names) for bug, names in wide().items() if bug in known]
    return {
        bug: table[bug].union(*(names for names in together if names & table[bug]))
        for bug in bugs
        if is_last(bug) and len(table[bug]) == 1 and table[bug] <= trial.everything
    }


def _still(trial: Trial, known: Bugs, shown: Touches) -> Iterator[str]:
    """Yield those of the bugs that change none of the tensors that show them; those of different tensors in one run."""
    packs: list[dict[str, frozenset[str]]] = []
    for bug, tensors in shown.items():
        for pack in packs:
            if fit([*pack, bug]) and tensors.isdisjoint(frozenset().union(*pack.values())):
                pack[bug] = tensors
                break
        else:
            packs.append({bug: tensors})
    for pack in packs:
        moved = trial.touched(known, frozenset(pack))
        yield from (bug for bug, tensors in pack.items() if not tensors & moved)


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
