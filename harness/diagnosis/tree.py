"""A program's syntax tree: what stands around a node, and which of its own functions a node calls."""

import ast
from collections.abc import Iterator

from harness.submissions.walking import children, walk

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.While
# Helpers within helpers, copies of copies: deeper than anybody writes.
DEEPEST = 12


class Tree:
    """A syntax tree whose nodes know what is around them."""

    def __init__(self, tree: ast.Module) -> None:
        """Look over the `tree`."""
        self.tree = tree
        nodes, inside = walk(tree)
        self._children = {**inside}
        self._inside = {id(tree): [*nodes]}
        self._statements: dict[int, list[ast.stmt]] = {}
        self._calls: dict[str, list[ast.Call]] = {}
        self._parent: dict[int, ast.AST] = {}
        for node in nodes:
            # Python has one node for all that add or load: nobody asks what is around these.
            for child in inside[id(node)]:
                self._parent[id(child)] = node
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                self._calls.setdefault(node.func.id, []).append(node)
        self.statements = [node for node in nodes if isinstance(node, ast.stmt)]
        self.functions = {node.name: node for node in self.statements if isinstance(node, Function)}

    def children(self, node: ast.AST) -> list[ast.AST]:
        """Return the nodes directly inside another; looking for them takes long."""
        key = id(node)
        if key not in self._children:
            self._children[key] = children(node)
        return self._children[key]

    def inside(self, node: ast.AST) -> list[ast.AST]:
        """Return a node and all that is inside it, the outer ones first."""
        key = id(node)
        if key not in self._inside:
            found = [node]
            for one in found:
                found += self.children(one)
            self._inside[key] = found
        return self._inside[key]

    def statements_in(self, function: Function) -> list[ast.stmt]:
        """Return the statements of a function, itself among them."""
        key = id(function)
        if key not in self._statements:
            self._statements[key] = [node for node in self.inside(function) if isinstance(node, ast.stmt)]
        return self._statements[key]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node around this one."""
        return self._parent.get(id(node))

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around this one, inner ones first."""
        around = self.parent(node)
        while around is not None:
            yield around
            around = self.parent(around)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the statement in which an expression stands."""
        return next((one for one in self.ancestors(node) if isinstance(one, ast.stmt)), None)

    def function(self, node: ast.AST) -> Function | None:
        """Return the function in which a node stands."""
        return next((one for one in self.ancestors(node) if isinstance(one, Function)), None)

    def own_call(self, node: ast.AST) -> Function | None:
        """Return the program's own function that a node calls."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self.functions.get(node.func.id)
        return None

    def calls(self, function: Function) -> list[ast.Call]:
        """Return the calls of a function of the program."""
        return self._calls.get(function.name, [])

    def handed(self, node: ast.AST) -> bool:
        """Whether a node is given to a helper, or handed back by it, as it is."""
        around = self.parent(node)
        while isinstance(around, ast.Tuple):
            around = self.parent(around)
        return isinstance(around, ast.Return) or (around is not None and self.own_call(around) is not None)

    def argument(self, node: ast.AST) -> bool:
        """Whether a node is given to a helper as it is."""
        around = self.parent(node)
        return around is not None and self.own_call(around) is not None

    def is_sum(self, node: ast.AST) -> bool:
        """Whether a node is the target of `x += y`, which stands for the sum."""
        around = self.parent(node)
        return isinstance(around, ast.AugAssign) and around.target is node

    def loops_around(self, node: ast.AST, depth: int = 0) -> list[Loop]:
        """Return the innermost loops around an expression; for one in a helper, those around its calls."""
        for around in self.ancestors(node):
            if isinstance(around, Loop):
                return [around]
            if isinstance(around, Function) and depth < DEEPEST:
                return [loop for call in self.calls(around) for loop in self.loops_around(call, depth + 1)]
        return []


def named(node: ast.AST) -> str:
    """Return the name that an expression is, or of whose entries it is one."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
