"""Names of older Pythons and NumPys in a syntax tree: the worker still knows them, their author is told newer ones."""

import ast
from collections.abc import Iterator, Sequence

from harness.inside.older import BUILTINS, LIBRARY, NUMPY
from harness.submissions.submission import Mend
from harness.submissions.walking import walked

CORE = "core"  # numpy.core: private since NumPy 2


def spellings(tree: ast.Module) -> list[Mend]:
    """Return each old name that the code reads, with its line and what to write for it."""
    nodes = walked(tree)
    modules = {"numpy", *(alias for alias, name in _aliases(nodes) if name == "numpy")}
    bound = _bound(nodes)
    return sorted({mend for node in nodes for mend in _in(node, modules, bound)})


def _in(node: ast.AST, modules: set[str], bound: set[str]) -> Iterator[Mend]:
    """Yield what is old in one node."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=name, lineno=line) if owner in modules:
            if name in NUMPY:
                yield Mend(line, f"np.{name}", NUMPY[name])
            elif name == CORE:
                yield Mend(line, "np.core", "the names of np itself")
        case ast.Attribute(value=ast.Name(id=owner), attr=name, lineno=line) if f"{owner}.{name}" in LIBRARY:
            yield Mend(line, f"{owner}.{name}", LIBRARY[f"{owner}.{name}"])
        case ast.Name(id=name, ctx=ast.Load(), lineno=line) if name in BUILTINS and name not in bound:
            yield Mend(line, name, BUILTINS[name])
        case ast.ImportFrom(module=str(module), names=aliases, lineno=line):
            yield from _imported(module, [alias.name for alias in aliases], line)


def _imported(module: str, names: list[str], line: int) -> Iterator[Mend]:
    if f"{module}.".startswith(f"numpy.{CORE}."):
        yield Mend(line, "numpy.core", "the names of numpy itself")
    for name in names:
        better = NUMPY.get(name) if module == "numpy" else LIBRARY.get(f"{module}.{name}")
        if better is not None:
            yield Mend(line, f"{module}.{name}", better)


def _aliases(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)


def _bound(nodes: Sequence[ast.AST]) -> set[str]:
    """Return all names that the code binds somewhere."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
    return found
