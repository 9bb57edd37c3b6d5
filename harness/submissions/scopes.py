"""Which global names a statement reads and binds, by Python's own symbol tables."""

import ast
import symtable
from collections.abc import Iterator, Sequence


def global_reads(text: str, body: Sequence[ast.stmt]) -> list[set[str]]:
    """Return for each top-level statement the globals that the functions and classes in it read when they run."""
    try:
        scopes = symtable.symtable(text, "submission", "exec").get_children()
    except SyntaxError:  # what only the compiler sees, `return` outside of a function: no name is missed
        return [set(_loaded(statement)) for statement in body]
    reads: list[set[str]] = [set() for _ in body]
    spans = [(_first_line(statement), statement.end_lineno or statement.lineno) for statement in body]
    place = 0
    for scope in scopes:
        line = scope.get_lineno()
        # Scopes come in the order of the statements.
        while place < len(spans) - 1 and spans[place][1] < line:
            place += 1
        names = set(_globals_below(scope))
        # Two statements may share a line (`a = 1; f = lambda: b`): then each gets the names.
        for index in range(place, len(spans)):
            if spans[index][0] > line:
                break
            reads[index] |= names
    return reads


def immediate_reads(statement: ast.stmt) -> set[str]:
    """Return the names that are read when the statement itself is executed.

    For a function: decorators, defaults and annotations; for a class: also its body, whose functions count as read.
    """
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        arguments = statement.args
        evaluated: list[ast.AST | None] = [*statement.decorator_list, *arguments.defaults, *arguments.kw_defaults]
        everyone = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        evaluated += [argument.annotation for argument in everyone if argument is not None]
        evaluated.append(statement.returns)
        return {name for node in evaluated if node is not None for name in _loaded(node)}
    return set(_loaded(statement))


def bound_names(statement: ast.stmt) -> set[str]:
    """Return the names that the statement binds, or whose object it fills (`table[key] = …`, `table.append(…)`)."""
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            found |= _root(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            found |= _root(function) if isinstance(function, ast.Attribute) else set()
    return found


def _root(node: ast.expr) -> set[str]:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _loaded(node: ast.AST) -> Iterator[str]:
    return (one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load))


def _globals_below(scope: symtable.SymbolTable) -> Iterator[str]:
    for symbol in scope.get_symbols():
        if symbol.is_global() and symbol.is_referenced():
            yield symbol.get_name()
    for child in scope.get_children():
        yield from _globals_below(child)


def _first_line(statement: ast.stmt) -> int:
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return statement.lineno
    return min([statement.lineno, *(decorator.lineno for decorator in statement.decorator_list)])
