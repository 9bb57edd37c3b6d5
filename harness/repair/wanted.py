"""What the expressions of a bug's line are worth in the faulty reference, whenever that line runs."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.cases import Case
from harness.diagnosis.runs import Program
from harness.repair.alignment import Series
from harness.repair.pairs import Change

# A name is written out by its own right side, and that one's names too.
DEPTH = 3


@dataclass(frozen=True)
class Wanted:
    """A change of the reference, and the values around it."""

    change: Change
    line: int  # in the faulty reference
    definitions: dict[str, ast.expr]
    values: dict[str, Series] = field(repr=False)

    def of(self, node: ast.expr) -> Series | None:
        """Return what an expression is worth each time, None where it has no values or none that say anything."""
        found = self.values.get(ast.unparse(node))
        return None if found is None or found.says_nothing else found


def wanted(program: Program, bug: str, change: Change, case: Case) -> Wanted | None:
    """Run the faulty reference and return what stands around a change; None where its line never runs."""
    line = _line(program, bug, change)
    return None if line is None else _standing(program, change, line, [change.right, *change.wrong], case)


def wanted_of_sum(program: Program, bug: str, change: Change, case: Case) -> Wanted | None:
    """Return what stands around the sum that a line begins: `x = np.copy(y)` before `x += e` is `x = e + y` elsewhere.

    None where the right line begins no such sum.
    """
    match change.right:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="copy"), args=[part])):
            line = _line(program, bug, change) or 0
        case _:
            return None
    added = [
        node
        for node in ast.walk(program.tree)
        if isinstance(node, ast.AugAssign) and node.lineno > line > 0 and ast.unparse(node.target) == name
    ]
    if not added:
        return None
    first = min(added, key=lambda node: node.lineno)
    own = ast.unparse(first.value)
    right, wrong = ast.parse(f"{name} = ({own}) + {ast.unparse(part)}\n{name} = {own}").body
    return _standing(program, Change(change.number, right, (wrong,)), first.lineno, [right, wrong], case)


def for_next_turn(program: Program, around: Wanted, carry: str, case: Case) -> tuple[ast.expr, Wanted] | None:
    """Return what the loop around a change gives a name for the next turn, and what it is worth; None where nothing."""
    binding = [
        node
        for function in program.tree.body
        if function.lineno <= around.line <= (function.end_lineno or 0)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and node.lineno > around.line and ast.unparse(node.targets[0]) == carry
    ]
    if not binding:
        return None
    there = _standing(program, around.change, binding[-1].lineno, [binding[-1]], case)
    return None if there is None else (binding[-1].value, there)


def _standing(program: Program, change: Change, line: int, nodes: list[ast.stmt], case: Case) -> Wanted | None:
    definitions = _definitions(program.tree, line)
    texts = list(dict.fromkeys(_texts(nodes, definitions, DEPTH)))
    found = program.values(case, {line: texts})
    values = {texts[place]: Series(value) for (_, place), value in found.items()}
    return Wanted(change, line, definitions, values) if values else None


def _line(program: Program, bug: str, change: Change) -> int | None:
    """Return the line at which a change is evaluated; for the header of a loop, the first of its body."""
    first = ast.unparse(change.wrong[0]).partition("\n")[0]
    for line in program.lines[bug]:
        own = program.source[line - 1].strip()
        text = f"{own}\n    pass" if own.endswith(":") else own
        if ast.unparse(ast.parse(text).body[0]).partition("\n")[0] == first:
            return line + 1 if own.startswith("for ") else line
    return None


def _definitions(tree: ast.Module, line: int) -> dict[str, ast.expr]:
    """Return the right sides of the names that are bound by plain assignments before a line, and of constants."""
    around = [node for node in tree.body if node.lineno <= line <= (node.end_lineno or node.lineno)]
    before = [
        node for scope in around for node in ast.walk(scope) if isinstance(node, ast.Assign) and node.lineno < line
    ]
    constants = [node for node in tree.body if isinstance(node, ast.Assign)]
    found = {node.targets[0].id: node.value for node in [*constants, *before] if isinstance(node.targets[0], ast.Name)}
    changed = {n.target.id for s in around for n in ast.walk(s)
               if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)}  # fmt: skip
    return {name: value for name, value in found.items() if name not in changed}


def _texts(nodes: list[ast.stmt], definitions: dict[str, ast.expr], depth: int) -> Iterator[str]:
    for statement in nodes:
        for node in ast.walk(statement):
            if isinstance(node, ast.expr) and not isinstance(node, ast.Constant | ast.Slice | ast.Tuple):
                yield ast.unparse(node)
                if isinstance(node, ast.Name) and node.id in definitions and depth:
                    yield from _texts([ast.Expr(definitions[node.id])], definitions, depth - 1)
