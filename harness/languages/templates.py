"""Turns the texts that code makes into what a translator sees: `f"{name} is {off:.1e} off"` is `{name} is {off} off`.

A text that depends on a condition is several: `f"{n} bug{'s' if n > 1 else ''}"` is `{n} bug` and `{n} bugs`.  A local
name that is only ever part of texts is written out.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

# Of one text; more would bury the translator, and then its conditional parts are places in it.
MOST_VARIANTS = 8
# Calls that say nothing about what they are given.
_TRANSPARENT = frozenset((
    "abs", "capitalize", "casefold", "list", "lower", "lstrip", "map", "max", "min", "one_line", "partition",
    "removeprefix", "removesuffix", "replace", "repr", "rstrip", "said", "set", "shown", "sorted", "str", "strip",
    "sum", "type", "upper",
))  # fmt: skip
# Attributes whose owner tells more.
_VAGUE = frozenset(("__name__", "name", "value"))
_PLAIN = "value"

# Pieces of a text: what stands there, or what is put in its place.
Pieces = tuple[str | ast.expr, ...]


def texts(tree: ast.AST, ignored: frozenset[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield line and template of each text in a syntax tree, but for those that stand in what is ignored."""
    written_out = _written_out(tree)
    within = frozenset(ignored | {node for definition in written_out.values() for node in [definition]})
    yield from _texts(tree, within, written_out)


def _texts(
    node: ast.AST, ignored: frozenset[ast.AST], written_out: Mapping[ast.Name, ast.expr]
) -> Iterator[tuple[int, str]]:
    if node in ignored:
        return
    if isinstance(node, ast.expr) and _is_text(node):
        yield from ((node.lineno, template(pieces)) for pieces in _variants(node, written_out))
        places = [piece for pieces in _variants(node, written_out) for piece in pieces if isinstance(piece, ast.expr)]
        # What is put into a text may hold texts itself, such as `or "none"`.
        for place in dict.fromkeys(places):
            yield from _texts(place, ignored, written_out)
        return
    for child in ast.iter_child_nodes(node):
        yield from _texts(child, ignored, written_out)


def template(pieces: Pieces) -> str:
    """Return the text with a name in braces for each thing that is put into it; the second of a name gets a 2."""
    seen: Counter[str] = Counter()
    parts = []
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(piece)
            continue
        name = name_of(piece).strip("_") or _PLAIN
        seen[name] += 1
        parts.append(f"{{{name}{seen[name] if seen[name] > 1 else ''}}}")
    return "".join(parts)


def name_of(node: ast.expr) -> str:
    """Return a name that tells a translator what an expression is."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute(value=ast.Name() | ast.Attribute()) if node.attr in _VAGUE:
            return name_of(node.value)
        case ast.Attribute():
            return node.attr
        case ast.Call():
            return _name_of_call(node)
    part = _telling(node)
    return _PLAIN if part is None else name_of(part)


def _telling(node: ast.expr) -> ast.expr | None:  # noqa: PLR0911  (one answer for each kind of expression)
    """Return the part of an expression that says what it is."""
    match node:
        case ast.Subscript() | ast.Starred():
            return node.value
        case ast.GeneratorExp() | ast.ListComp():
            return node.generators[0].iter if isinstance(node.elt, ast.JoinedStr) else node.elt
        case ast.BinOp():
            return node.right if isinstance(node.left, ast.Constant) else node.left
        case ast.UnaryOp():
            return node.operand
        case ast.IfExp():
            return node.body
        case ast.BoolOp():
            return node.values[0]
        case ast.List() | ast.Tuple() if node.elts:
            return node.elts[-1]
    return None


def _name_of_call(node: ast.Call) -> str:
    function = node.func
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    if name == "len":
        return "count"
    if name in ("join", "getattr") and node.args:
        return name_of(node.args[0])
    if name == "get" and node.args and isinstance(node.args[0], ast.Constant):
        return str(node.args[0].value)
    if name in _TRANSPARENT:
        if isinstance(function, ast.Attribute):
            return name_of(function.value)
        if node.args:
            return name_of(node.args[-1])
    return name_of(function)


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.JoinedStr():
            return True
        case ast.Constant():
            return isinstance(node.value, str)
        case ast.IfExp():
            return _is_text(node.body) or _is_text(node.orelse)
        case ast.BinOp(op=ast.Add()):
            return _is_text(node.left) or _is_text(node.right)
    return False


def _variants(node: ast.expr, written_out: Mapping[ast.Name, ast.expr]) -> list[Pieces]:
    """Return the texts that an expression can be."""
    match node:
        case ast.Name() if node in written_out:
            return _variants(written_out[node], written_out)
        case ast.Constant(value=str()):
            return [(str(node.value),)]
        case ast.IfExp() if _is_text(node):
            return [*_variants(node.body, written_out), *_variants(node.orelse, written_out)]
        case ast.BinOp() if _is_text(node):
            return _joined([node.left, node.right], written_out)
        case ast.JoinedStr():
            parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
            return _joined(parts, written_out)
    return [(node,)]


def _joined(parts: list[ast.expr], written_out: Mapping[ast.Name, ast.expr]) -> list[Pieces]:
    found: list[Pieces] = [()]
    for part in parts:
        choices = _variants(part, written_out)
        if len(found) * len(choices) > MOST_VARIANTS:
            choices = [(part,)]
        found = [(*before, *choice) for before in found for choice in choices]
    return found


def _written_out(tree: ast.AST) -> Mapping[ast.Name, ast.expr]:
    """Return, for each use of a local name that only stands for a part of texts, the text that it is."""
    found: dict[ast.Name, ast.expr] = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
        placed = {
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name)
        }
        for node in ast.walk(function):
            if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_text(node.value)):
                continue
            uses = [name for name in names if name.id == node.targets[0].id and name is not node.targets[0]]
            if uses and all(use in placed for use in uses):
                found |= dict.fromkeys((use for use in uses if isinstance(use, ast.Name)), node.value)
    return found
