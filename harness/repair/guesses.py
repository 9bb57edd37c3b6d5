"""Edits for a carry that hides other bugs: what it carries is wrong too, so that no value can tell its name.

The name is known by how it is used instead: it begins as zeros before the loop over time.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product

from harness.repair.alignment import Series
from harness.repair.by_value import edits_at, matches, names_bound
from harness.repair.candidates import Workshop
from harness.repair.carries import begins_as_zeros, carries
from harness.repair.edit import Edit, overlapping
from harness.repair.expressions import Source
from harness.repair.pairs import changes
from harness.repair.statement_edits import carried
from harness.repair.wanted import Wanted, wanted
from mutants._catalogue import find

Edits = tuple[Edit, ...]
# Each costs a search for what then explains the numbers.
MOST = 8
MOST_PLACES = 4


def guesses(workshop: Workshop, bug: str) -> Iterator[Edits]:
    """Yield edits that may feed a carry back, to be judged by whether the numbers can be explained afterwards."""
    mutant = find(bug)
    if mutant is None:
        return
    own = changes(mutant)
    if all(change.binds_another for change in own):
        yield from _fed_back(workshop, len(own))
    for change in own:
        around = wanted(workshop.faulty, bug, change, workshop.reference_case)
        if around is not None:
            yield from _carrying(workshop, around)


def _fed_back(workshop: Workshop, count: int) -> Iterator[Edits]:
    """Yield what gives values that nobody reads to names that begin as zeros and are never bound again."""
    source, made = workshop.source, workshop.made
    shapes = {name: series.shape for (_, name), series in made.items() if name in workshop.zeros}
    each = [
        _by_name(carried(source, statement, function, name, frozenset(z for z in shapes if shapes[z] == own.shape)))
        for statement, function, name in _unread(source)
        if (own := made.get((statement.lineno, name))) is not None
    ]
    for several in combinations(each, count):
        for chosen in product(*(ways.items() for ways in several)):
            edits = tuple(edit for _, edits in chosen for edit in edits)
            if not overlapping(edits) and len({name for name, _ in chosen}) == count:
                yield edits


def _by_name(found: Iterable[Edits]) -> dict[str, Edits]:
    """Return the first edit for each name that gets the value: the others make the same numbers."""
    ways: dict[str, Edits] = {}
    for edits in found:
        ways.setdefault(edits[0].new.partition("=")[0].strip(), edits)
    return ways


def _unread(source: Source) -> Iterator[tuple[ast.stmt, ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    for statement, function in source.statements:
        if isinstance(statement, ast.Assign):
            read = {
                node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            }
            yield from ((statement, function, name) for name in names_bound(statement) if name not in read | {"_"})


def _carrying(workshop: Workshop, around: Wanted) -> Iterator[Edits]:
    names = carries(around)
    found = matches(workshop.values, around, workshop.divisor, None)[:MOST_PLACES]
    atoms = workshop.atoms([match.place for match in found]) if found and names else []
    for match, own in zip(found, atoms, strict=False):
        for carry in names:
            for name in _zero_names(own, around.of(ast.Name(carry))):
                yield from edits_at(match, replace(workshop.scope(match, own), instead={carry: name}))


def _zero_names(atoms: Mapping[str, Series], like: Series | None) -> list[str]:
    return [
        text
        for text, series in atoms.items()
        if text.isidentifier() and like is not None and series.shape == like.shape and begins_as_zeros(series)
    ]
