"""What a submission's syntax tree says without running it: its functions, who calls whom, where names get values."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from harness.advice.gradients import gradient_names
from harness.submissions.helpers import course_modules
from harness.submissions.walking import children, walk

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Scope: TypeAlias = ast.Module | FunctionNode
LOOPS = (ast.For, ast.AsyncFor, ast.While)
# Each is read as a whole; what is nested deeper is not sure.
MOST_NESTED = 8
# What the language-model contract calls backward, in its order.
BACKWARD_NAMES = (
    "backward", "backward_pass", "lstm_backward", "backward_lstm", "backpropagation", "bptt", "backprop",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Code:
    """A syntax tree, with the course's helpers that it imports in front, indexed once."""

    tree: ast.Module
    own: frozenset[str]  # functions that the submission itself defines at its top level
    helpers: frozenset[Scope]  # those of the course
    parents: Mapping[ast.AST, ast.AST]
    scopes: Mapping[Scope, tuple[ast.AST, ...]]  # the nodes of each scope, without those of functions inside
    where: Callable[[int], str]  # a line in words

    @cached_property
    def functions(self) -> Mapping[str, FunctionNode]:
        """Functions by name, methods left out; of two with one name the last, as when the file runs."""
        found = [scope for scope in self.scopes if not isinstance(scope, ast.Module)]
        return {scope.name: scope for scope in found if not isinstance(self.parents[scope], ast.ClassDef)}

    @cached_property
    def calls(self) -> Mapping[str, tuple[ast.Call, ...]]:
        """All calls by the last name of what is called."""
        found: dict[str, list[ast.Call]] = {}
        for nodes in self.scopes.values():
            for node in nodes:
                if isinstance(node, ast.Call):
                    found.setdefault(called(node), []).append(node)
        return {name: tuple(calls) for name, calls in found.items()}

    @cached_property
    def names(self) -> Mapping[Scope, frozenset[str]]:
        """The identifiers of each scope."""
        return {scope: frozenset(identifiers(nodes)) for scope, nodes in self.scopes.items()}

    @cached_property
    def gradients(self) -> Mapping[Scope, frozenset[str]]:
        """The names of each scope that stand for gradients."""
        return {scope: gradient_names(self.names[scope], nodes) for scope, nodes in self.scopes.items()}

    @cached_property
    def backward(self) -> FunctionNode | None:
        """The function that the contract calls backward."""
        return next((self.functions[name] for name in BACKWARD_NAMES if name in self.functions), None)

    @cached_property
    def run(self) -> frozenset[Scope]:
        """What the file runs by itself: the functions that its top-level statements reach."""
        return self.reached(self.names[self.tree])

    @cached_property
    def changed_globals(self) -> frozenset[str]:
        """The names that functions declare global, to give them other values."""
        found = (node for nodes in self.scopes.values() for node in nodes if isinstance(node, ast.Global))
        return frozenset(name for node in found for name in node.names)

    @cached_property
    def passed_around(self) -> frozenset[str]:
        """The names that are read otherwise than to call what they stand for."""
        names = [node for nodes in self.scopes.values() for node in nodes if isinstance(node, ast.Name)]
        outer = [(node, self.parents[node]) for node in names]
        return frozenset(node.id for node, call in outer if not (isinstance(call, ast.Call) and call.func is node))

    @cached_property
    def _stores(self) -> Mapping[tuple[Scope, str], list[ast.Name]]:
        found: dict[tuple[Scope, str], list[ast.Name]] = {}
        for scope, nodes in self.scopes.items():
            for node in nodes:
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    found.setdefault((scope, node.id), []).append(node)
        return found

    def reached(self, names: Iterable[str]) -> frozenset[Scope]:
        """Return the functions and methods that code with these identifiers can reach."""
        by_name: dict[str, list[FunctionNode]] = {}
        for scope in self.scopes:
            if not isinstance(scope, ast.Module):
                by_name.setdefault(scope.name, []).append(scope)
        found: set[Scope] = set()
        waiting = list(names)
        while waiting:
            for function in by_name.pop(waiting.pop(), ()):
                found.add(function)
                waiting += self.names[function]
        return frozenset(found)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what encloses the node, inside out, up to its scope."""
        while node in self.parents:
            node = self.parents[node]
            yield node
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                return

    def line_of(self, node: ast.AST) -> int | None:
        """Return the line of a node of the submission itself; None of one that stands in a helper."""
        helper = any(outer in self.helpers for outer in (node, *self.ancestors(node)))
        return None if helper else getattr(node, "lineno", None)

    def scope_of(self, node: ast.AST) -> Scope:
        """Return the function around the node, or the module."""
        for outer in self.ancestors(node):
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                return outer
        return self.tree

    def branches_of(self, node: ast.AST) -> list[ast.If | ast.IfExp]:
        """Return the conditions around the node in its scope, inside out."""
        return [outer for outer in self.ancestors(node) if isinstance(outer, ast.If | ast.IfExp)]

    def loop_of(self, node: ast.AST) -> ast.For | ast.AsyncFor | ast.While | None:
        """Return the innermost loop around the node in its scope."""
        return next((outer for outer in self.ancestors(node) if isinstance(outer, LOOPS)), None)

    def bindings(self, scope: Scope, name: str) -> list[ast.expr | None]:
        """Return the expressions that a scope gives to a name; None for each that is no plain assignment."""
        return [self._bound(node) for node in self._stores.get((scope, name), [])]

    def _bound(self, node: ast.Name) -> ast.expr | None:
        match parent := self.parents[node]:
            case ast.Assign(targets=[target]) if target is node:
                return parent.value
            case ast.AnnAssign(value=value):
                return value
            case ast.Tuple(elts=elements):
                outer = self.parents[parent]
                if isinstance(outer, ast.Assign) and isinstance(outer.value, ast.Tuple):
                    values = outer.value.elts
                    return values[elements.index(node)] if len(values) == len(elements) else None
        return None


def read_code(
    tree: ast.Module, modules: Mapping[str, str] | None = None, where: Callable[[int], str] = "line {}".format
) -> Code:
    """Return the index of a submission's tree; the helpers it imports are seen as if it defined them.

    `modules` are those that came along; `where` tells a line in words.
    """
    own = frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    helpers = [
        node
        for source in dict.fromkeys({**course_modules(tree), **(modules or {})}.values())
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name not in own
    ]
    whole = ast.Module(body=[*helpers, *tree.body], type_ignores=[])
    known = walk(tree).inside
    parents: dict[ast.AST, ast.AST] = {}
    scopes: dict[Scope, list[ast.AST]] = {whole: []}
    waiting: list[tuple[ast.AST, Scope]] = [(whole, whole)]
    while waiting:
        node, scope = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            scope = node
            scopes[scope] = []
        for child in known[id(node)] if id(node) in known else children(node):
            if not isinstance(child, (ast.expr_context, ast.operator)):  # shared objects, of no place
                parents[child] = node
                scopes[scope].append(child)
                waiting.append((child, scope))
    ordered = sorted(scopes, key=lambda scope: getattr(scope, "lineno", 0))
    in_front: frozenset[Scope] = frozenset(helpers)
    ordered.sort(key=lambda scope: scope not in in_front)
    return Code(whole, own, in_front, parents, {scope: tuple(scopes[scope]) for scope in ordered}, where)


def called(call: ast.Call) -> str:
    """Return the last name of what is called: `clip` for `np.clip(…)`; "" where it has none."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def identifiers(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names, attributes, arguments and keywords among the nodes."""
    for node in nodes:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield name


def mentions(pattern: re.Pattern[str], names: Iterable[str]) -> bool:
    """Return whether some identifier contains the pattern."""
    return any(pattern.search(name) for name in names)


def parameters(function: FunctionNode) -> dict[str, ast.expr | None]:
    """Return the parameters with their defaults, those by position first."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    without = [None] * (len(positional) - len(arguments.defaults))
    found = dict(zip([one.arg for one in positional], [*without, *arguments.defaults], strict=True))
    return found | dict(zip([one.arg for one in arguments.kwonlyargs], arguments.kw_defaults, strict=True))
