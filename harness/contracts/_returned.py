"""What a function's own code calls the results that it returns."""

import ast
from collections.abc import Iterator, Mapping

from harness.contracts._code import code_of, definition_of, own_statements


def returned_names(function: object, *, inside: bool = False) -> tuple[str, ...]:
    """Return the names in the tuple that a function returns ("" for what is none); empty where that is not known.

    `inside`: of a tuple or list in it the names, too, as in `return loss, (dW, db)` or `return loss, clip([dW, db])`,
    and where it has a name, as in `grads = [dW, db]`.
    """
    code = code_of(function)
    statements = [*own_statements(definition_of(code))] if code else []
    made = _listed(statements) if inside else {}
    found: tuple[str, ...] = ()
    for node in statements:
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple | ast.Call | ast.Name):
            entries = (
                _flat(node.value, made) if inside else node.value.elts if isinstance(node.value, ast.Tuple) else ()
            )
            names = tuple(entry.id if isinstance(entry, ast.Name) else "" for entry in entries)
            found = names if len(names) > 1 or isinstance(node.value, ast.Tuple) else found
    return found


def _flat(value: ast.expr, made: Mapping[str, ast.expr]) -> Iterator[ast.expr]:
    """Yield the entries of tuples and lists inside each other, also where a function takes them alone, or by a name."""
    match value:
        case ast.Name(id=name) if name in made:
            yield from _flat(made[name], {})
        case (
            ast.Tuple(elts=entries)
            | ast.List(elts=entries)
            | ast.Call(args=[ast.Tuple(elts=entries) | ast.List(elts=entries)])
        ):
            for entry in entries:
                yield from _flat(entry, made)
        case ast.Call(args=[ast.Name(id=name)]) if name in made:
            yield from _flat(made[name], {})
        case _:
            yield value


def _listed(statements: list[ast.AST]) -> dict[str, ast.expr]:
    """Return the tuples and lists that a name stands for, also where it is made anew from its own entries in turn."""
    values: dict[str, list[ast.expr]] = {}
    for node in statements:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values.setdefault(name, []).append(value)
    return {
        name: first
        for name, (first, *later) in values.items()
        if [*_flat(first, {})] != [first] and all(_in_turn(value, name) for value in later)
    }


def _in_turn(value: ast.expr, name: str) -> bool:
    match value:
        case ast.ListComp(generators=[ast.comprehension(iter=ast.Name(id=source), ifs=[])]):
            return source == name
    return False
