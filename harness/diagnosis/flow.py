"""A program that was followed expression by expression: who computes what, and where a name's value comes from."""

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import takewhile

from harness.diagnosis.signatures import Signature, SignatureIndex, signatures
from harness.diagnosis.tree import DEEPEST, Function, Tree, named
from harness.inside.expressions import noted
from reference.arrays import Array

# Around what runs more than once in a call.
REPEATING = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Flow(Tree):
    """The syntax tree of a program, and the values that its expressions had in one run."""

    def __init__(self, tree: ast.Module, numbers: Sequence[int], values: Sequence[Array]) -> None:
        """Keep a `tree` and, for each evaluation in order, the number of the expression and its value."""
        super().__init__(tree)
        self.nodes = noted(tree)
        kept: list[list[Array]] = [[] for _ in self.nodes]
        for number, value in zip(numbers, values, strict=False):
            if 0 <= number < len(kept):
                kept[number].append(value)
        self._signatures = signatures(kept)
        self._place = {id(node): place for place, node in enumerate(self.nodes)}
        self._index = SignatureIndex(self._signatures)
        self._definitions: dict[tuple[int, str], list[tuple[ast.expr, ast.stmt | None]]] = {}

    # --- values ---

    def signature(self, node: ast.AST) -> Signature | None:
        """Return the values of an expression."""
        place = self._place.get(id(node))
        return None if place is None or not self._signatures[place].values else self._signatures[place]

    def has(self, node: ast.AST, wanted: Signature) -> bool:
        """Whether an expression had these values."""
        found = self.signature(node)
        return found is not None and found.same(wanted)

    def nodes_of(self, wanted: Signature) -> list[ast.expr]:
        """Return all expressions that had these values."""
        return [self.nodes[place] for place in self._index.places(wanted)]

    def makers(self, wanted: Signature) -> list[ast.expr]:
        """Return the operations that made these values, not what only handed them on."""
        return [node for node in self.nodes_of(wanted) if not self.passes(node)]

    def passes(self, node: ast.expr) -> bool:
        """Whether an expression only hands on a value that is made elsewhere."""
        if self.is_sum(node):
            around = self.parent(node)
            operands = [around.value] if isinstance(around, ast.AugAssign) else []
        elif isinstance(node, ast.Name | ast.Subscript | ast.Attribute | ast.IfExp):
            return True
        elif self.own_call(node):
            # A helper whose inside was not followed, or that many call, is an operation like any other.
            operands = self.definitions(node)
        else:
            operands = self.operands(node)
        own = self.signature(node)
        return own is not None and any(self.has(operand, own) for operand in operands)

    def operands(self, node: ast.AST) -> list[ast.expr]:
        """Return the noted expressions directly inside another; of a sum, what is added."""
        if self.is_sum(node):
            around = self.parent(node)
            return self._tops(around.value) if isinstance(around, ast.AugAssign) else []
        return [found for child in self.children(node) for found in self._tops(child)]

    def _tops(self, node: ast.AST) -> list[ast.expr]:
        if isinstance(node, ast.expr) and id(node) in self._place:
            return [node]
        return [found for child in self.children(node) for found in self._tops(child)]

    def user(self, node: ast.AST) -> ast.expr | None:
        """Return the noted expression around another in the same statement."""
        for around in self.ancestors(node):
            if isinstance(around, ast.stmt):
                return around.target if isinstance(around, ast.AugAssign) and around.target is not node else None
            if isinstance(around, ast.expr) and id(around) in self._place:
                given = self.own_call(around) and self.parent(node) is around
                return None if given else around
        return None

    # --- names ---

    def definitions(self, use: ast.AST) -> list[ast.expr]:
        """Return the expressions whose values a name, an entry of a named list, or a call of a helper may have."""
        if self.own_call(use):
            return self._returned(use, None)
        name, function = named(use), self.function(use)
        if not name or function is None:
            return []
        key = (id(function), name)
        if key not in self._definitions:
            self._definitions[key] = []  # a name that is made from itself has no other source
            given = [(node, None) for node in self._given(function, name)]
            self._definitions[key] = [*self._bound(function, name), *given]
        # Each call begins anew: outside of a loop no statement reads what itself, or a later one, binds.
        own = None if self._repeats(use, function) else self.statement(use)
        return [
            node
            for node, binding in self._definitions[key]
            if node is not use and (own is None or binding is None or binding.lineno < own.lineno)
        ]

    def _repeats(self, use: ast.AST, function: Function) -> bool:
        """Whether a name may be read after a later statement of its function: in a loop, or from outside."""
        if not isinstance(use, ast.Name):
            return True
        around = takewhile(lambda one: one is not function, self.ancestors(use))
        outside = (one for one in self.statements_in(function) if isinstance(one, ast.Global | ast.Nonlocal))
        return any(isinstance(one, REPEATING) for one in around) or any(use.id in one.names for one in outside)

    def _bound(self, function: Function, name: str) -> Iterator[tuple[ast.expr, ast.stmt | None]]:
        """Yield what a function's statements bind to a name, each with its statement."""
        for node in self.statements_in(function):
            if isinstance(node, ast.AugAssign) and named(node.target) == name:
                yield node.target, node
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    yield from ((one, node) for one in self._assigned(target, node.value, name))
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                yield from ((one, node) for one in self._assigned(node.target, node.value, name))

    def _assigned(self, target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
        if isinstance(target, ast.Tuple | ast.List):
            for place, part in enumerate(target.elts):
                for element in self._elements(value, place):
                    yield from self._assigned(part, element, name)
        elif named(target) == name:
            yield value

    def _elements(self, value: ast.expr, place: int, depth: int = 0) -> Iterator[ast.expr]:
        """Yield what stands at a place of a tuple, which a name may stand for, or a helper may return."""
        if isinstance(value, ast.Tuple | ast.List):
            yield from value.elts[place : place + 1]
        elif self.own_call(value):
            yield from self._returned(value, place)
        elif isinstance(value, ast.Name) and depth < DEEPEST:
            for given in self.definitions(value):
                yield from self._elements(given, place, depth + 1)

    def _returned(self, call: ast.AST, place: int | None) -> list[ast.expr]:
        """Return what a helper hands back, at a place where it hands back several."""
        helper = self.own_call(call)
        found = []
        for node in self.statements_in(helper) if helper else ():
            if isinstance(node, ast.Return) and node.value is not None:
                if place is None:
                    found.append(node.value)
                elif isinstance(node.value, ast.Tuple) and place < len(node.value.elts):
                    found.append(node.value.elts[place])
        return found

    def _given(self, function: Function, name: str) -> Iterator[ast.expr]:
        """Return what is given to an argument of this name wherever the function is called."""
        names = [argument.arg for argument in function.args.args]
        if name in names:
            place = names.index(name)
            for call in self.calls(function):
                if place < len(call.args):
                    yield call.args[place]
                yield from (keyword.value for keyword in call.keywords if keyword.arg == name)

    def uses(self, node: ast.AST) -> list[ast.expr]:
        """Return the expressions that read what the statement around an expression binds, or the helper's argument."""
        around = self.parent(node)
        if isinstance(around, ast.Call) and (helper := self.own_call(around)):
            names = [argument.arg for argument in helper.args.args]
            place = next((place for place, one in enumerate(around.args) if one is node), len(names))
            return self._loads(helper, names[place]) if place < len(names) else []
        function, statement = self.function(node), self.statement(node)
        if function is None or statement is None:
            return []
        if isinstance(statement, ast.Return):
            return self._received(function, statement, node)
        return self._reads(function, statement, node)

    def _reads(self, function: Function, statement: ast.stmt, node: ast.AST) -> list[ast.expr]:
        """Return the expressions that read what a statement binds to the value of `node`."""
        if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            return []
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        names = {name for target in targets for name in self._names_for(target, statement.value, node)}
        return [use for name in sorted(names) for use in self._loads(function, name)]

    def _received(self, function: Function, statement: ast.Return, node: ast.AST) -> list[ast.expr]:
        """Return the expressions that read what a helper hands back."""
        found: list[ast.expr] = []
        for call in self.calls(function):
            caller, outer = self.function(call), self.statement(call)
            if caller is None or outer is None:
                continue
            if statement.value is node:
                user = self.user(call)
                found += [user] if user is not None else self.uses(call)
            elif isinstance(statement.value, ast.Tuple) and isinstance(outer, ast.Assign) and outer.value is call:
                for place, part in enumerate(statement.value.elts):
                    target = outer.targets[0]
                    if part is node and isinstance(target, ast.Tuple) and place < len(target.elts):
                        found += self._loads(caller, named(target.elts[place]))
        return found

    def _names_for(self, target: ast.expr, value: ast.AST | None, node: ast.AST) -> Iterator[str]:
        """Yield the names that get the value of `node`, which stands in `value`."""
        if isinstance(target, ast.Tuple | ast.List):
            parts = value.elts if isinstance(value, ast.Tuple | ast.List) else [value] * len(target.elts)
            for one, part in zip(target.elts, parts, strict=False):
                if part is not None and (part is node or any(child is node for child in self.inside(part))):
                    yield from self._names_for(one, part, node)
        elif name := named(target):
            yield name

    def _loads(self, function: Function, name: str) -> list[ast.expr]:
        return [
            node
            for node in self._noted_in(function)
            if named(node) == name and not (isinstance(node, ast.Name) and isinstance(self.parent(node), ast.Subscript))
        ]

    def _noted_in(self, function: Function) -> list[ast.expr]:
        return self._by_function.get(id(function), [])

    @cached_property
    def _by_function(self) -> dict[int, list[ast.expr]]:
        found: dict[int, list[ast.expr]] = {}
        for node in self.nodes:
            found.setdefault(id(self.function(node)), []).append(node)
        return found
