"""What stands in a function: its statements, and the names and operands that an edit may put elsewhere."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from harness.diagnosis.statements import SIMPLE, numpy_name
from harness.repair.edit_places import is_module, use_of
from harness.repair.spans import Text

# So many replacements of one name are worth a run: the course's backward has 11 parameters.
MOST_NAMES = 12
# Names that no bug of a formula confuses.
BUILTINS = frozenset({"range", "len", "reversed", "enumerate", "zip", "list", "tuple", "dict", "float", "int", "print"})
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
HEADED = ast.For | ast.While | ast.If


@dataclass(frozen=True)
class Scope:
    """A function, or the module outside of all."""

    node: ast.Module | FUNCTIONS
    source: Text
    shapes: Mapping[str, tuple[int, ...]]
    numpy: str  # the name that NumPy has

    @cached_property
    def statements(self) -> tuple[ast.stmt, ...]:
        """The statements that an edit can change, without those of inner functions."""
        return tuple(node for node, _, _ in self._own if isinstance(node, SIMPLE | HEADED))

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str]]:
        """How each name is used: called, indexed, or as it is."""
        uses: dict[str, set[str]] = {}
        for node, parent, in_index in self._own:
            if isinstance(node, ast.Name) and not is_module(parent):
                uses.setdefault(node.id, set()).add(use_of(node, parent, in_index=in_index))
        for node, _, _ in self._own:
            if isinstance(node, ast.arg):
                # What is never used could have been meant for anything.
                uses.setdefault(node.arg, {"plain", "indexed"})
        return {name: frozenset(found) for name, found in uses.items()}

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """The names and indexed names that the function computes with, in the order of the text."""
        found: dict[str, None] = {}
        for node, parent, in_index in self._own:
            if isinstance(node, ast.Subscript | ast.Name) and isinstance(node.ctx, ast.Load) and not is_module(parent):
                computed = not in_index and use_of(node, parent, in_index=in_index) == "plain"
                single = not isinstance(node, ast.Name) or self.uses[node.id] <= {"plain", "indexed"}
                if computed and single and not isinstance(parent, ast.arguments):
                    found[self.source.of(node)] = None
        return tuple(found)

    def like(self, name: str, use: str) -> list[str]:
        """Return the names that are used alike, those spelt alike first."""
        if name in BUILTINS:
            return []
        wanted = self.shapes.get(name)
        others = [
            other
            for other, uses in self.uses.items()
            if other not in (name, *BUILTINS)
            and use in uses
            and (wanted is None or self.shapes.get(other, wanted) == wanted)
        ]
        return sorted(others, key=lambda other: (-SequenceMatcher(None, name, other).ratio(), other))[:MOST_NAMES]

    def operands_like(self, name: str) -> list[str]:
        """Return the operands that have the shape of this name, or none that is known."""
        shape = self.shapes.get(name)
        return [other for other in self.operands if shape is None or self.shapes.get(other, shape) == shape]

    @cached_property
    def _own(self) -> tuple[tuple[ast.AST, ast.AST, bool], ...]:
        return tuple(_below(self.node))


def scopes(tree: ast.Module, source: Text, shapes: Mapping[str, tuple[int, ...]]) -> list[Scope]:
    """Return the module and every function in it."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Module | FUNCTIONS)]
    return [Scope(node, source, shapes, numpy_name(tree)) for node in nodes]


def _below(node: ast.AST, *, in_index: bool = False) -> Iterator[tuple[ast.AST, ast.AST, bool]]:
    """Yield what is below a node, what it stands in, and whether in an index; not what inner functions hold."""
    for child in ast.iter_child_nodes(node):
        inside = in_index or (isinstance(node, ast.Subscript) and child is node.slice)
        yield child, node, inside
        if not isinstance(child, FUNCTIONS | ast.ClassDef):
            yield from _below(child, in_index=inside)
