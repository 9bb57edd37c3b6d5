"""What statements read from before, surely bind, and may change: the data flow that takes a loop's body apart."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
# Calls that only look at what they are given.
LOOKS = frozenset({"print", "display", "pprint", "len", "append", "plot", "write", "show"})


class Effects(NamedTuple):
    """Names that are read before they are bound, that are bound on every way, and that are bound or changed."""

    reads: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()


def several(statements: Iterable[ast.stmt]) -> Effects:
    """Return the effects of statements, one after the other."""
    reads, binds, writes = set[str](), set[str](), set[str]()
    for statement in statements:
        found = effects(statement)
        reads |= found.reads - binds
        binds |= found.binds
        writes |= found.writes
    return Effects(frozenset(reads), frozenset(binds), frozenset(writes))


def effects(statement: ast.stmt) -> Effects:  # noqa: PLR0911  (one for each kind of statement)
    """Return the effects of one statement; a loop counts as gone through at least once."""
    match statement:
        case ast.For():
            body, targets = several([*statement.body, *statement.orelse]), stored(statement.target)
            reads = loaded(statement.iter) | (body.reads - targets)
            writes = body.writes | targets | _through(statement, body.writes)
            return Effects(reads, body.binds | targets, writes)
        case ast.While():
            body = several([*statement.body, *statement.orelse])
            return Effects(loaded(statement.test) | body.reads, body.binds, body.writes)
        case ast.If():
            body, other = several(statement.body), several(statement.orelse)
            reads = loaded(statement.test) | body.reads | other.reads
            return Effects(reads, body.binds & other.binds, body.writes | other.writes)
        case ast.With():
            body = several(statement.body)
            entered = frozenset(name for item in statement.items for name in loaded(item.context_expr))
            names = frozenset(
                name for item in statement.items if item.optional_vars for name in stored(item.optional_vars)
            )
            return Effects(entered | (body.reads - names), body.binds | names, body.writes | names)
        case ast.Try():
            body = several([*statement.body, *statement.orelse, *statement.finalbody])
            others = [several(handler.body) for handler in statement.handlers]
            reads = body.reads.union(*(one.reads for one in others))
            return Effects(reads, body.binds, body.writes.union(*(one.writes for one in others)))
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            own = stored(statement) | {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
            return Effects(loaded(statement) - own, frozenset({statement.name}), frozenset({statement.name}))
    return _simple(statement)


def _simple(statement: ast.stmt) -> Effects:
    binds, changed = stored(statement), frozenset(_changed(statement))
    reads = loaded(statement)
    if isinstance(statement, ast.AugAssign):
        reads |= binds
        binds = frozenset()
    return Effects(reads, binds, stored(statement) | changed)


def loaded(node: ast.AST) -> frozenset[str]:
    """Return the names that an expression or statement reads, but for those of its comprehensions and lambdas."""
    found = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    inner = [one for one in ast.walk(node) if isinstance(one, ast.comprehension | ast.Lambda)]
    own = {name for one in inner if isinstance(one, ast.comprehension) for name in stored(one.target)}
    own |= {argument.arg for one in inner if isinstance(one, ast.Lambda) for argument in one.args.args}
    return frozenset(found - own)


def stored(node: ast.AST) -> frozenset[str]:
    """Return the names that are bound, but for those of comprehensions."""
    inner = {
        id(one)
        for comprehension in ast.walk(node)
        if isinstance(comprehension, ast.comprehension)
        for one in ast.walk(comprehension.target)
    }
    return frozenset(
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store) and id(one) not in inner
    )


def root(node: ast.AST) -> str:
    """Return the name at the root of `name[i].part`, "" where there is none."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _changed(statement: ast.stmt) -> Iterator[str]:
    """Yield the names whose objects a simple statement changes: `name[i] = …`, `name.fill(0)`, `np.clip(…, out=a)`."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            yield root(node)
        elif isinstance(node, ast.keyword) and node.arg == "out":
            yield root(node.value)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        name = function.attr if isinstance(function, ast.Attribute) else root(function)
        if isinstance(function, ast.Attribute):
            yield root(function)
        if name not in LOOKS:
            yield from (root(argument) for argument in statement.value.args)


def _through(loop: ast.For, writes: frozenset[str]) -> frozenset[str]:
    """Return the names whose objects the loop changes under the name of its variable: `for d in (dW, db): d *= 2`."""
    pairs = [(loop.target, loop.iter)]
    targets = loop.target.elts if isinstance(loop.target, ast.Tuple) else []
    given = loop.iter.args if isinstance(loop.iter, ast.Call) else []
    if targets and len(targets) == len(given):
        pairs = list(zip(targets, given, strict=True))  # zip(params, grads)
    return frozenset(name for target, one in pairs if stored(target) & writes for name in loaded(one))


def aliases(statements: Sequence[ast.stmt]) -> dict[str, set[str]]:
    """Return for each name those that may stand for the same object, as `grads = [dW, db]` or `h = hs[t]` make them."""
    groups: dict[str, set[str]] = {}
    for node in (one for statement in statements for one in ast.walk(statement)):
        if isinstance(node, ast.Assign) and not _computes(node.value):
            names = {*(name for target in node.targets for name in stored(target)), *loaded(node.value)}
            together = set(names).union(*(groups.get(name, set()) for name in names))
            groups |= dict.fromkeys(together, together)
    return groups


def _computes(value: ast.expr) -> bool:
    return any(isinstance(one, ast.Call | ast.BinOp | ast.UnaryOp | ast.Compare) for one in ast.walk(value))
