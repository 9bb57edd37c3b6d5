"""The kinds of small edits, each a function from a statement to the edits it could need, the likeliest kind first."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from harness.repair.edit_places import (
    LOOSE,
    SQUASHING,
    Span,
    bracketed,
    in_brackets,
    index_parts,
    instead,
    is_module,
    is_product,
    loads,
    pairs,
    places,
    shifted,
)
from harness.repair.scope import Scope
from harness.repair.spans import Text

# How much less likely than its kind an edit is, and the text to put between two characters.
Change = tuple[float, Span]
Kind = Callable[[ast.stmt, Scope, Text], Iterator[Change]]
OTHER_OPERATORS: dict[type[ast.operator], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-", "*")),
    ast.Sub: ("-", ("+", "*")),
    ast.Mult: ("*", ("@", "/", "+")),
    ast.Div: ("/", ("*",)),
    ast.MatMult: ("@", ("*",)),
}
# Derivatives of σ or tanh by an output or a raw value, and what is taken for them.
FORMS = ("{0} * (1 - {0})", "1 - {0} ** 2", "1 - {1}.tanh({0}) ** 2", "1 - {0}", "{0}")
# Loops that leave out no step.
LOOPS = ("reversed(range(len({0})))", "range(len({0}))")
LOOP = ast.For | ast.While | ast.If


def renames(statement: ast.stmt, scope: Scope, source: Text) -> Iterator[Change]:
    """Put another name of the function in a name's place."""
    for place in places(statement):
        node = place.node
        if (
            isinstance(node, ast.Name)
            and not is_module(place.parent)
            and (loads(node) or not isinstance(statement, LOOP))
        ):
            for distance, other in enumerate(scope.like(node.id, place.use)):
                yield distance / 4 + (0 if loads(node) else 3), instead(node, source, other)


def indices(statement: ast.stmt, _: Scope, source: Text) -> Iterator[Change]:
    """Move an index or the bound of a slice by one, or turn a slice into its complement."""
    for place in places(statement):
        if isinstance(place.node, ast.Subscript):
            for part in index_parts(place.node.slice):
                if isinstance(part, ast.Slice):
                    yield from _slices(part, source)
                else:
                    yield from ((0.5, change) for change in shifted(part, source))


def assignments(statement: ast.stmt, _: Scope, source: Text) -> Iterator[Change]:
    """Accumulate in place of overwriting, and the other way; the sign of what is accumulated."""
    if isinstance(statement, ast.AugAssign):
        start, end = source.end(statement.target), source.start(statement.value)
        operator = re.search(r"[-+*/@]=", source.text[start:end])
        if operator:
            start += operator.start()
            others = {"+=", "-=", "="} - {operator.group()}
            yield from ((0.0, (start, start + 2, other)) for other in sorted(others))
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        equals = source.text.find("=", source.end(statement.targets[0]))
        if not isinstance(statement.targets[0], ast.Tuple):
            yield 0.5, (equals, equals + 1, "+=")


def operators(statement: ast.stmt, _: Scope, source: Text) -> Iterator[Change]:
    """Put another operator in an operator's place, or leave a factor, a term or a sign out."""
    for place in places(statement):
        node, parent = place.node, place.parent
        if isinstance(node, ast.BinOp) and not place.in_index:
            sign, others = OTHER_OPERATORS.get(type(node.op), ("", ()))
            start = source.text.find(sign, source.end(node.left)) if sign else -1
            if 0 <= start < source.start(node.right):
                yield from ((rank / 2, (start, start + len(sign), other)) for rank, other in enumerate(others))
            for side in (node.left, node.right):
                yield 0.0, instead(node, source, bracketed(side, parent, source))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            yield 0.0, instead(node, source, bracketed(node.operand, parent, source))


def derivatives(statement: ast.stmt, scope: Scope, source: Text) -> Iterator[Change]:
    """Put another form of derivative in the place of one, or of an operand."""
    for place in places(statement):
        node = place.node
        computes = isinstance(node, ast.BinOp | ast.Call) or place.is_operand
        named = _operands_below(node, source)
        if computes and not place.in_index and len(named) == 1 and not isinstance(statement, LOOP):
            for form in FORMS:
                inside = isinstance(place.parent, LOOSE | ast.Attribute | ast.Subscript)
                bare = form == "{0}" or not inside or in_brackets(node, source)
                text = form.format(next(iter(named)), scope.numpy)
                yield 1.0, instead(node, source, text if bare else f"({text})")


def functions(statement: ast.stmt, scope: Scope, source: Text) -> Iterator[Change]:
    """Take a function off its argument, leave an argument out, or put σ or tanh around an operand."""
    wrappers = [f"{scope.numpy}.tanh", *sorted(SQUASHING & scope.uses.keys())]
    for place in places(statement):
        node = place.node
        if isinstance(node, ast.Call) and node.args and not place.in_index:
            yield 0.0, instead(node, source, bracketed(node.args[0], place.parent, source))
            if getattr(node.func, "id", getattr(node.func, "attr", None)) in SQUASHING:
                yield from ((0.0, instead(node.func, source, wrapper)) for wrapper in wrappers)
            for last in (*node.args[1:], *(keyword.value for keyword in node.keywords)):
                start = source.text.rfind(",", source.start(node), source.start(last))
                yield 1.0, (start, source.end(last), "")
        if place.is_operand and not isinstance(statement, LOOP):
            text = source.of(node)
            yield from ((1.0, instead(node, source, f"{wrapper}({text})")) for wrapper in wrappers)


def products(statement: ast.stmt, _: Scope, source: Text) -> Iterator[Change]:
    """Transpose an operand, or not; exchange the operands of a product, a call, a pair."""
    for place in places(statement):
        node = place.node
        if isinstance(node, ast.Attribute) and node.attr == "T":
            yield 0.0, instead(node, source, bracketed(node.value, place.parent, source))
        elif place.is_operand:
            yield 0.5, instead(node, source, f"{source.of(node)}.T")
        for first, second in [] if place.in_index else pairs(node):
            text = source.text[source.end(first) : source.start(second)]
            exchanged = f"{source.of(second)}{text}{source.of(first)}"
            # Results in the wrong order are soon told; the order of parameters is a choice.
            unpacked = isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
            rank = -7.0 if isinstance(statement, ast.Return) or unpacked else 0.5
            yield rank, (source.start(first), source.end(second), exchanged)


def constants(statement: ast.stmt, _: Scope, source: Text) -> Iterator[Change]:
    """Put a near number in a number's place, or the other truth in a truth's."""
    for place in places(statement):
        node = place.node
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield 0.0, instead(node, source, str(not node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not place.in_index:
            near = {1: None, 0: None, 2: None, node.value + 1: None, node.value - 1: None}
            yield from ((0.5, instead(node, source, repr(other))) for other in near if other != node.value)


def loops(statement: ast.stmt, _: Scope, source: Text) -> Iterator[Change]:
    """Turn a loop round, or give it the steps that it leaves out."""
    if isinstance(statement, ast.For) and isinstance(statement.iter, ast.Call):
        header = statement.iter
        text = source.of(header)
        if isinstance(header.func, ast.Name) and header.func.id == "reversed" and header.args:
            yield 0.0, instead(header, source, source.of(header.args[0]))
        else:
            yield 0.0, instead(header, source, f"reversed({text})")
        sized = [node for node in ast.walk(header) if isinstance(node, ast.Call) and _is_len(node)]
        yield from (
            (0.0, instead(header, source, form.format(source.of(one.args[0])))) for form in LOOPS for one in sized
        )


def orders(statement: ast.stmt, scope: Scope, source: Text) -> Iterator[Change]:
    """Exchange a statement with the next one."""
    if isinstance(statement, LOOP):
        return
    end = source.end(statement)
    later = (other for other in scope.statements if source.start(other) > end and not isinstance(other, LOOP))
    following = min(later, key=source.start, default=None)
    if following is not None and not (between := source.text[end : source.start(following)]).strip():
        exchanged = f"{source.of(following)}{between}{source.of(statement)}"
        yield 0.0, (source.start(statement), source.end(following), exchanged)


def additions(statement: ast.stmt, scope: Scope, source: Text) -> Iterator[Change]:
    """Give a term or a factor to what a statement computes, or a factor to one of its operands."""
    if not isinstance(statement, ast.Assign | ast.AugAssign):
        return
    whole = statement.value
    text = source.of(whole)
    factor = f"({text})" if isinstance(whole, LOOSE) and not is_product(whole) else text
    target = statement.target if isinstance(statement, ast.AugAssign) else statement.targets[0]
    bound = target.id if isinstance(target, ast.Name) else ""
    operands = [] if isinstance(whole, ast.Tuple) else scope.operands_like(bound)
    for rank, operand in enumerate(operands):
        others = (f"{operand} * (1 - {operand})", f"(1 - {operand} ** 2)", f"(1 - {operand})")
        news = [f"{text} + {operand}", *(f"{factor} * {other}" for other in (operand, *others))]
        yield from ((rank / 100, instead(whole, source, new)) for new in news)
    inner = [place for place in places(statement) if place.is_operand and place.node is not whole]
    for place in inner:
        for operand in operands:
            yield 1.0, instead(place.node, source, f"({source.of(place.node)} * {operand})")


KINDS: Sequence[Kind] = (
    renames, indices, assignments, operators, derivatives, functions, products, constants, loops, orders, additions,
)  # fmt: skip


def _slices(part: ast.Slice, source: Text) -> Iterator[Change]:
    lower, upper = part.lower, part.upper
    start, end = source.start(part), source.end(part)
    if lower is None and upper is not None:
        yield 0.0, (start, end, f"{source.of(upper)}:")
    if upper is None and lower is not None:
        yield 0.0, (start, end, f":{source.of(lower)}")
    for bound in (lower, upper):
        if bound is not None:
            yield from ((0.5, change) for change in shifted(bound, source))
            if isinstance(bound, ast.UnaryOp) and isinstance(bound.op, ast.USub):
                yield 0.5, instead(bound, source, source.of(bound.operand))
                yield 0.5, (start, end, f":{source.of(bound.operand)}")


def _operands_below(node: ast.expr, source: Text) -> set[str]:
    """Return the texts of the operands that an expression is made of."""
    if isinstance(node, ast.Name | ast.Subscript):
        return {source.of(node)}
    return {source.of(place.node) for place in places(node) if place.is_operand}


def _is_len(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "len" and len(node.args) == 1
