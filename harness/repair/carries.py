"""Edits that make a carry anew, where the submission has none: zeros before the loop, and what comes for the next turn.

Who forgets to add what comes back from the next step often has no zeros to begin with either, or keeps another part.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, combinations
from typing import NamedTuple

import numpy as np

from harness.repair.alignment import Series
from harness.repair.by_value import Match, edits_at, matches
from harness.repair.candidates import MOST_COMBINED, MOST_TOGETHER, Workshop
from harness.repair.edit import Edit, overlapping
from harness.repair.expressions import Expression, Source
from harness.repair.pairs import changes
from harness.repair.reaching import call_of, function_around, loop_around
from harness.repair.statement_edits import free_name
from harness.repair.transplant import Surroundings
from harness.repair.wanted import Wanted, for_next_turn, wanted, wanted_of_sum
from mutants._catalogue import find

Edits = tuple[Edit, ...]
# Places in one loop that are tried.
MOST_PLACES = 8


class Carry(NamedTuple):
    """A name that carries a value from turn to turn, and the edits that begin it and give it its next value."""

    name: str
    begun: Edits = ()
    given: Edits = ()


def anew(workshop: Workshop, bug: str) -> Iterator[Edits]:
    """Yield edits that mend a bug with a carry that they make: it is zero at first, used, and given the next value."""
    mutant = find(bug)
    for change in changes(mutant) if mutant is not None else ():
        for way in (wanted, wanted_of_sum):
            around = way(workshop.faulty, bug, change, workshop.reference_case)
            if around is not None:
                for carry in carries(around):
                    yield from _made(workshop, around, carry)


def carries(around: Wanted) -> list[str]:
    """Return the names in the right line that begin as zeros and do not stay so."""
    right = [node for pair in around.change.pairs for node in ast.walk(pair.right) if isinstance(node, ast.Name)]
    return sorted({node.id for node in right if (series := around.of(node)) is not None and begins_as_zeros(series)})


def begins_as_zeros(series: Series) -> bool:
    """Whether the first value is zero, and a later one is not."""
    return not np.any(series.values[0]) and bool(np.any(series.values))


def _made(workshop: Workshop, around: Wanted, carry: str) -> Iterator[Edits]:
    following = for_next_turn(workshop.faulty, around, carry, workshop.reference_case)
    series = around.of(ast.Name(carry))
    if following is None or series is None:
        return
    value, there = following
    for loop, found in _by_loop(workshop, around).items():
        own = [match for match in found if loop_around(match.place) is loop]
        first, end = (
            Expression(found[0].place.node, (loop.body[place],), function_around(workshop.source, loop))
            for place in (0, -1)
        )
        at_first, at_end, *atoms = workshop.atoms([first, end, *(match.place for match in own)])
        scope = workshop.scope(found[0], at_end)
        made = replace(scope, place=end).express(value, there)
        if made is None:
            continue
        new = _carry(workshop, loop, end, made, carry, series)
        single = [
            edits
            for match, known in zip(own, atoms, strict=True)
            for edits in edits_at(match, replace(workshop.scope(match, known), instead={carry: new.name}))
        ]
        several = [
            tuple(chain(*chosen))
            for count in range(1, MOST_TOGETHER + 1)
            for chosen in combinations(list(dict.fromkeys(single))[:MOST_COMBINED], count)
        ]
        entries = _entries_changed(workshop.source, found, replace(scope, place=first, atoms=at_first), new.name)
        for used in [*several, *entries]:
            edits = (*new.begun, *used, *new.given)
            if not overlapping(edits):
                yield edits


def _by_loop(workshop: Workshop, around: Wanted) -> dict[ast.For | ast.While, list[Match]]:
    """Return where the wrong expressions stand, by the loop around them, or around the only call of their helper."""
    by_loop: dict[ast.For | ast.While, list[Match]] = {}
    for match in matches(workshop.values, around, workshop.divisor, None):
        call = call_of(workshop.source, match.place.function)
        loop = loop_around(match.place) or (loop_around(call) if call is not None else None)
        if loop is not None:
            by_loop.setdefault(loop, []).append(match)
    return {loop: found[:MOST_PLACES] for loop, found in by_loop.items()}


def _entries_changed(source: Source, found: Iterable[Match], first: Surroundings, name: str) -> Iterator[Edits]:
    """Yield what adds the carry to the entry of a list before anything in the loop reads it, in a helper too."""
    for match in found:
        entry = first.express(match.pair.wrong, match.wanted)
        if (
            match.pair.lacks is not None
            and isinstance(match.pair.lacks[0], ast.Add)
            and isinstance(entry, ast.Subscript)
        ):
            text = ast.unparse(entry)
            yield (_before(source, first.place.statement, f"{text} = {text} + {name}"),)


def _carry(workshop: Workshop, loop: ast.stmt, end: Expression, made: ast.expr, carry: str, like: Series) -> Carry:
    """Return the name that carries what is `made`: the submission's own, where it has one that could, or a new one."""
    source, function = workshop.source, end.function
    zeros = [
        name
        for (line, name), series in workshop.made.items()
        if function.lineno < line < loop.lineno and series.shape == like.shape and not np.any(series.values)
    ]
    if isinstance(made, ast.Name) and made.id in zeros:
        return Carry(made.id)
    unread = isinstance(made, ast.Name) and not any(
        isinstance(node, ast.Name) and node.id == made.id and isinstance(node.ctx, ast.Load)
        for node in ast.walk(function)
    )
    name = made.id if isinstance(made, ast.Name) and unread else free_name(source, carry)
    begins = f"{source.numpy}.zeros_like({zeros[-1]})" if zeros else "0"
    given = () if unread else (_before(source, end.statement, f"{name} = {ast.unparse(made)}"),)
    return Carry(name, (_before(source, loop, f"{name} = {begins}"),), given)


def _before(source: Source, statement: ast.stmt, code: str) -> Edit:
    start = source.spans.start(statement)
    return Edit(start, start, f"{code}\n{' ' * statement.col_offset}")
