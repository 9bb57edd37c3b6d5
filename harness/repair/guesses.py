"""Edits for a carry that hides other bugs: what it carries is wrong too, so that no value can tell its name.

The name is known by how it is used instead: it begins as zeros before the loop over time.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import permutations, product

import numpy as np

from harness.repair.alignment import Series
from harness.repair.by_value import edits_at, matches, names_bound
from harness.repair.candidates import Workshop
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
    if all(_binds_another(change.right, change.wrong[0]) for change in own):
        yield from _fed_back(workshop, len(own))
    for change in own:
        around = wanted(workshop.faulty, bug, change, workshop.reference_case)
        if around is not None:
            yield from _carrying(workshop, around)


def _binds_another(right: ast.stmt, wrong: ast.stmt) -> bool:
    return (
        isinstance(right, ast.Assign)
        and isinstance(wrong, ast.Assign)
        and ast.dump(right.targets[0]) != ast.dump(wrong.targets[0])
    )


def _fed_back(workshop: Workshop, count: int) -> Iterator[Edits]:
    """Yield what gives values that nobody reads to names that begin as zeros and are never bound again."""
    source, zeros = workshop.source, workshop.zeros
    each = [list(carried(source, statement, function, name, zeros))
            for statement, function, name in _unread(source)]  # fmt: skip
    for several in permutations(each, count):
        for chosen in product(*several):
            edits = tuple(edit for edits in chosen for edit in edits)
            if not overlapping(edits) and len({edit.new for edit in edits}) == len(edits):
                yield edits


def _unread(source: Source) -> Iterator[tuple[ast.stmt, ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    for statement, function in source.statements:
        if isinstance(statement, ast.Assign):
            read = {
                node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            }
            yield from ((statement, function, name) for name in names_bound(statement) if name not in read | {"_"})


def _carrying(workshop: Workshop, around: Wanted) -> Iterator[Edits]:
    right = [node for pair in around.change.pairs for node in ast.walk(pair.right) if isinstance(node, ast.Name)]
    carries = {node.id for node in right if (series := around.of(node)) is not None and _begins_as_zeros(series)}
    found = matches(workshop.values, around, workshop.divisor, None)[:MOST_PLACES]
    atoms = workshop.atoms([match.place for match in found]) if found and carries else []
    for match, own in zip(found, atoms, strict=False):
        for carry in sorted(carries):
            for name in _zero_names(own, around.of(ast.Name(carry))):
                yield from edits_at(match, replace(workshop.scope(match, own), instead={carry: name}))


def _zero_names(atoms: Mapping[str, Series], like: Series | None) -> list[str]:
    return [
        text
        for text, series in atoms.items()
        if text.isidentifier() and like is not None and series.shape == like.shape and _begins_as_zeros(series)
    ]


def _begins_as_zeros(series: Series) -> bool:
    return not np.any(series.values[0]) and bool(np.any(series.values))
