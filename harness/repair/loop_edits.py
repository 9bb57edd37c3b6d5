"""Edits of loops over time: run backwards, and over all steps."""

import ast
from collections.abc import Collection, Iterator
from itertools import chain, combinations, product

from harness.repair.edit import Edit, overlapping
from harness.repair.expressions import Source, own_statements

Edits = tuple[Edit, ...]
# With two loops, each may be edited or not: so many combinations at most.
MOST = 120


def reversals(source: Source) -> Iterator[Edits]:
    """Yield what makes a loop run from the last step to the first."""
    for statement, function in source.statements:
        if isinstance(statement, ast.For):
            node = statement.iter
            text = source.spans.of(node)
            start, end = source.spans.start(node), source.spans.end(node)
            if _called(node) in ("enumerate", "zip", "map"):
                yield (Edit(start, end, f"reversed(list({text}))"),)
            elif _called(node) != "reversed":
                yield (Edit(start, end, f"reversed({text})"),)
        elif isinstance(statement, ast.While):
            yield from _while_reversed(source, statement, list(own_statements(function)))


def extensions(source: Source, ran: Collection[int]) -> Iterator[Edits]:
    """Yield what makes the loops with a line that `ran` reach a step further, the smallest edits first."""
    loops = [
        statement
        for statement, _ in source.statements
        if isinstance(statement, ast.For | ast.While)
        and any(inner.lineno in ran for inner in own_statements(statement))
    ]
    choices = [own for own in (list(_further(source, loop)) for loop in loops) if own]
    combined = [tuple(chain(*chosen)) for chosen in product(*[[(), *own] for own in choices])]
    yield from sorted(filter(None, combined), key=len)[:MOST]


def _further(source: Source, loop: ast.For | ast.While) -> Iterator[Edits]:
    """Yield one edit of a loop's bounds, or two: a counter may be worked out in the loop's first line too."""
    single = [edit for root in _bounds(source, loop) for node in ast.walk(root) for edit in _wider(source, node)]
    yield from ((edit,) for edit in single)
    yield from (pair for pair in combinations(single, 2) if not overlapping(pair))


def _bounds(source: Source, loop: ast.For | ast.While) -> list[ast.expr]:
    if isinstance(loop, ast.For):
        own = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
        first = loop.body[0]
        derived = isinstance(first, ast.Assign) and any(
            isinstance(node, ast.Name) and node.id in own for node in ast.walk(first.value)
        )
        return [loop.iter, first.value] if derived and isinstance(first, ast.Assign) else [loop.iter]
    counters = {node.id for node in ast.walk(loop.test) if isinstance(node, ast.Name)}
    starts = [s.value for s, _ in source.statements if isinstance(s, ast.Assign) and s.lineno < loop.lineno
              and isinstance(s.targets[0], ast.Name) and s.targets[0].id in counters]  # fmt: skip
    return [loop.test, *starts[-1:]]


def _wider(source: Source, node: ast.AST) -> Iterator[Edit]:
    if not isinstance(node, ast.expr):
        return
    span = source.spans.start(node), source.spans.end(node)
    match node:
        case ast.BinOp(right=ast.Constant(value=1)):
            yield Edit(*span, source.spans.of(node.left))
        case ast.Call(args=[ast.Constant(value=1), last]) if _called(node) == "range":
            yield Edit(*span, f"range({source.spans.of(last)})")
        case ast.Subscript(slice=ast.Slice()):
            yield Edit(*span, source.spans.of(node.value))
        case ast.Constant(value=1):
            yield Edit(*span, "0")
        case ast.Compare(ops=[ast.Gt()]):
            yield Edit(*span, f"{source.spans.of(node.left)} >= {source.spans.of(node.comparators[0])}")


def _while_reversed(source: Source, loop: ast.While, statements: list[ast.stmt]) -> Iterator[Edits]:
    """Turn `t = 0`, `while t < T`, `t += 1` into `t = T - 1`, `while t >= 0`, `t -= 1`."""
    test = loop.test
    if not (isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and isinstance(test.ops[0], ast.Lt)):
        return
    counter, end = test.left.id, source.spans.of(test.comparators[0])
    starts = [s for s in statements if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name)
              and s.targets[0].id == counter and s.lineno < loop.lineno]  # fmt: skip
    steps = [s for s in own_statements(loop) if isinstance(s, ast.AugAssign) and isinstance(s.target, ast.Name)
             and s.target.id == counter]  # fmt: skip
    if starts and steps:
        start, step = starts[-1], steps[-1]
        yield (
            Edit(source.spans.start(start.value), source.spans.end(start.value), f"{end} - 1"),
            Edit(source.spans.start(test), source.spans.end(test), f"{counter} >= 0"),
            Edit(source.spans.start(step), source.spans.end(step), f"{counter} -= 1"),
        )


def _called(node: ast.expr) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
