"""One wrong copy, several bugs: `tc = C` where tanh(C) was meant is the wrong line, not those that read `tc`."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from harness.diagnosis.places import Search
from harness.diagnosis.spots import Spot

Place = tuple[Spot, ast.expr | ast.stmt]
# One wrong use of a copy may itself be what is wrong; that several are, in the same way, is the copy's doing.
SEVERAL = 2


def shared(search: Search, places: Mapping[str, Sequence[Place]]) -> dict[str, list[Place]]:
    """Return the places of each bug; those of a plain copy of a name where every use of it should be the same else."""
    every = [place for found in places.values() for place in found]
    return {
        bug: [(spot, _copy(search, spot, node, every) or node) for spot, node in found] for bug, found in places.items()
    }


def _copy(search: Search, spot: Spot, node: ast.expr | ast.stmt, every: Sequence[Place]) -> ast.expr | None:
    """Return the copied name that this place reads, if all that reads the copy is as wrong."""
    for name in _operands(search, spot, node):
        given = search.own.definitions(name)
        if len(given) != 1 or not isinstance(given[0], ast.Name):
            continue
        alike = [other for other in every if other[0].instead == spot.instead]
        wrong = [{id(one) for one in _operands(search, *other)} for other in alike]
        uses = {id(use) for use in search.own.uses(given[0])}
        if uses <= set().union(*wrong) and sum(bool(uses & one) for one in wrong) >= SEVERAL:
            return given[0]
    return None


def _operands(search: Search, spot: Spot, node: ast.expr | ast.stmt) -> Iterator[ast.Name]:
    """Yield the names at a place that stand for the operand which is wrong."""
    signature = search.faulty.signature(spot.operand) if spot.operand is not None else None
    for one in search.own.inside(node):
        if isinstance(one, ast.Name) and signature is not None and search.own.has(one, signature):
            yield one
