"""Edits found by value: where the submission computes what the wrong expression is worth, the right one is put."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from harness.repair.alignment import Series, aligned
from harness.repair.edit import Edit
from harness.repair.expressions import Expression, Source
from harness.repair.pairs import Pair
from harness.repair.replacing import joined, replaced
from harness.repair.transplant import Surroundings
from harness.repair.wanted import Wanted


class Match(NamedTuple):
    """An expression of the submission with the values of a pair's wrong one, and when; low ranks are likelier."""

    rank: tuple[int, ...]
    pair: Pair
    wanted: Wanted
    place: Expression
    hits: tuple[int, ...]


def matches(values: Mapping[Expression, Series], wanted: Wanted, divisor: float, line: int | None) -> list[Match]:
    """Return where the wrong expressions of a change stand in the submission, the likeliest first.

    The smallest pair counts most, where what stands around it is worth what it should be too; and the line that the
    bug was found at.
    """
    found: list[Match] = []
    pairs = wanted.change.pairs
    around: set[int] = set()  # nodes that match some larger pair
    for size, pair in reversed(list(enumerate(pairs))):
        series = _possible(wanted, pair, divisor)
        for place, own in values.items():
            hits = next((hits for one in series if (hits := aligned(own, one)) is not None), None)
            # Zeros are everywhere; a call that makes some is where a value was forgotten.
            if hits is None or (own.says_nothing and not isinstance(place.node, ast.Call)):
                continue
            inside = any(id(parent) in around for parent in place.parents)
            here = place.statement.lineno == line
            rank = (not (inside or size == len(pairs) - 1), not here, size, len(place.parents))
            found.append(Match(tuple(map(int, rank)), pair, wanted, place, hits))
            around.add(id(place.node))
    return sorted(found, key=lambda match: (match.rank, match.place.statement.lineno, match.place.node.col_offset))


def _possible(wanted: Wanted, pair: Pair, divisor: float) -> list[Series]:
    series = wanted.values.get(ast.unparse(pair.wrong))
    if series is None:
        return []
    return [series] if divisor == 1 else [series, series.divided(divisor)]


def edits_at(match: Match, scope: Surroundings) -> Iterator[tuple[Edit, ...]]:
    """Yield the edits at one place: the part that lacks is joined, or the right expression put there."""
    source = scope.source
    if match.pair.lacks is not None:
        operation, part = match.pair.lacks
        found = scope.express(part, match.wanted)
        if found is not None:
            yield joined(source, match.place, operation, found)
    found = scope.express(match.pair.right, match.wanted)
    if found is not None:
        edit = replaced(source, match.place, found)
        if edit.new != source.text[edit.start : edit.end]:
            yield (edit,)


def target_edits(
    source: Source, made: Mapping[tuple[int, str], Series], series: Sequence[Series]
) -> Iterator[tuple[ast.stmt, str]]:
    """Yield the statements after which a name is worth what the bug's line makes."""
    for statement, _ in source.statements:
        if isinstance(statement, ast.Assign | ast.AugAssign):
            for name in names_bound(statement):
                own = made.get((statement.lineno, name))
                if own is not None and any(aligned(own, one) is not None for one in series):
                    yield statement, name


def names_bound(statement: ast.Assign | ast.AugAssign) -> list[str]:
    """Return the names that an assignment binds."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
