"""Names of older Pythons and NumPys in a syntax tree: the worker still knows them, their author is told newer ones."""

import ast
from collections.abc import Iterator

from harness.inside.older import BUILTINS, LIBRARY, NUMPY
from harness.submissions.submission import Mend
from harness.submissions.walking import of_kind

CORE = "core"  # numpy.core: private since NumPy 2


def spellings(tree: ast.Module) -> list[Mend]:
    """Return each old name that the code reads, with its line and what to write for it."""
    return sorted({*_attributes(tree), *_builtins(tree), *_imports(tree)})


def _attributes(tree: ast.Module) -> Iterator[Mend]:
    names = (alias for node in of_kind(tree, ast.Import) for alias in node.names if alias.name == "numpy")
    modules = {"numpy", *(alias.asname or alias.name for alias in names)}
    for node in of_kind(tree, ast.Attribute):
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        whole = f"{owner}.{node.attr}"
        if owner in modules and node.attr in NUMPY:
            yield Mend(node.lineno, f"np.{node.attr}", NUMPY[node.attr])
        elif owner in modules and node.attr == CORE:
            yield Mend(node.lineno, "np.core", "the names of np itself")
        elif owner not in modules and whole in LIBRARY:
            yield Mend(node.lineno, whole, LIBRARY[whole])


def _builtins(tree: ast.Module) -> Iterator[Mend]:
    old = [node for node in of_kind(tree, ast.Name) if node.id in BUILTINS]
    bound = _bound(tree) if old else frozenset[str]()
    for node in old:
        if isinstance(node.ctx, ast.Load) and node.id not in bound:
            yield Mend(node.lineno, node.id, BUILTINS[node.id])


def _imports(tree: ast.Module) -> Iterator[Mend]:
    for node in of_kind(tree, ast.ImportFrom):
        if node.module is not None:
            yield from _imported(node.module, [alias.name for alias in node.names], node.lineno)


def _imported(module: str, names: list[str], line: int) -> Iterator[Mend]:
    if f"{module}.".startswith(f"numpy.{CORE}."):
        yield Mend(line, "numpy.core", "the names of numpy itself")
    for name in names:
        better = NUMPY.get(name) if module == "numpy" else LIBRARY.get(f"{module}.{name}")
        if better is not None:
            yield Mend(line, f"{module}.{name}", better)


def _bound(tree: ast.Module) -> frozenset[str]:
    """Return all names that the code binds somewhere."""
    return frozenset(
        (
            *(node.id for node in of_kind(tree, ast.Name) if not isinstance(node.ctx, ast.Load)),
            *(node.name for node in of_kind(tree, ast.FunctionDef)),
            *(node.name for node in of_kind(tree, ast.ClassDef)),
            *(node.arg for node in of_kind(tree, ast.arg)),
            *(node.asname or node.name for node in of_kind(tree, ast.alias)),
        )
    )
