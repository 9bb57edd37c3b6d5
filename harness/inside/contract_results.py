"""What a contract makes in a wrong form: its own fault, where no submission can have caused it."""

import ast
import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType

from harness.contracts._names import gradient_of

# What each function takes and returns.
TAKES = {"find": ("namespace",), "forward": ("namespace", "case"), "backward": ("namespace", "case", "cache")}
RETURNS = {
    "forward": "a pair of arrays by name, and of what backward needs",
    "backward": "loss and gradients by name",
}
OUTPUTS, LOSS = "outputs", "loss"
# Stands for what a contract did not make, or may not have.
THEIRS = ast.Name("")


def refuses(name: str, function: Callable[..., object]) -> str:
    """Return what is wrong with the arguments of a contract's function; "" where it can be called."""
    try:
        signature = inspect.signature(function)
        signature.bind(*TAKES[name])
    except TypeError:
        return f"its {name} takes {signature}: expected ({', '.join(TAKES[name])})"
    return ""


def made(source: str) -> frozenset[str]:
    """Return the functions of a contract that make all that they return, and pass nothing of a submission's on.

    These return what stands there: arrays by names, None, or what a module that they import makes of it.
    """
    tree = ast.parse(source)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    modules = {(one.asname or one.name).partition(".")[0] for node in imports for one in node.names}
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return frozenset(node.name for node in functions if _makes_all(node, modules))


def words_in(codes: Sequence[CodeType]) -> frozenset[str]:
    """Return the texts that stand in code, and what two of them make together: the names that it can give."""
    words = {""}
    for code in codes:
        words |= {*code.co_names, *_texts(code.co_consts)}
    return frozenset(first + second for first in words for second in words)


def wrong_form(stage: str, result: object) -> str:
    """Return what is wrong with what a contract's function returned; "" where it can be read."""
    pair = stage == "forward"
    if isinstance(_arrays(stage, result), Mapping):
        return ""
    shown = [type(one).__name__ for one in result] if pair and isinstance(result, tuple) else [type(result).__name__]
    return f"its {stage} returns {' and '.join(shown) or 'nothing'}: expected {RETURNS[stage]}"


def wrong_names(stage: str, result: object, wanted: Sequence[str], words: frozenset[str]) -> str:
    """Return which names of its own a contract gives what is missing; "" where nothing is, or they may be another's."""
    given = _arrays(stage, result)
    names = [*given] if isinstance(given, Mapping) else []
    missing = [name for name in wanted if name not in names]
    strange = [name for name in names if name not in (*wanted, OUTPUTS, LOSS) and name in words]
    if stage == "backward" and len(missing) < len(wanted):
        strange = [name for name in strange if f"d{gradient_of(name)}" in missing]
    if not missing or not strange:
        return ""
    expected = "outputs (T, V, B)" if stage == "forward" else ", ".join(missing)
    return f"its {stage} gives {', '.join(map(str, strange))}: expected {expected}"


def _arrays(stage: str, result: object) -> object:
    """Return the arrays by name among what a function returned; None where there are none."""
    if stage == "backward":
        return result
    return result[0] if isinstance(result, tuple | list) and len(result) == len(("arrays", "cache")) else None


def _texts(constants: object) -> Iterator[str]:
    if isinstance(constants, str):
        yield constants
    elif isinstance(constants, tuple | frozenset):
        for one in constants:
            yield from _texts(one)


def _returns(statements: Sequence[ast.stmt]) -> Iterator[ast.Return]:
    """Yield what a function returns, not what is defined in it does."""
    for statement in statements:
        if isinstance(statement, ast.Return):
            yield statement
        elif not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            for inner in ("body", "orelse", "finalbody"):
                yield from _returns(getattr(statement, inner, []))
            for handler in getattr(statement, "handlers", []):
                yield from _returns(handler.body)


def _makes_all(function: ast.FunctionDef, modules: set[str]) -> bool:
    bound: dict[str, list[ast.expr]] = {}
    others = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            bound.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name):
            others.add(node.value.id)  # what is called on it, or put into it, may change it
    stores = Counter(
        one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    )
    others |= {name for name, count in stores.items() if count != len(bound.get(name, ()))}
    bound |= {name: [THEIRS] for name in others}
    return all(_makes(one.value, modules, bound) for one in _returns(function.body))


def _makes(value: ast.expr | None, modules: set[str], bound: Mapping[str, Sequence[ast.expr]]) -> bool:
    """Whether the names in what is returned, or that it has none, are the contract's own doing."""
    match value:
        case None | ast.Constant() | ast.List() | ast.ListComp():
            return True
        case ast.DictComp():
            return _names_its_own(value, bound)
        case ast.Tuple(elts=[first, *_]):
            return _makes(first, modules, bound)
        case ast.Dict():
            unpacked = [one for key, one in zip(value.keys, value.values, strict=True) if key is None]
            return all(_makes(one, modules, bound) for one in unpacked)
        case ast.Name(id=name) if name in bound:
            rest = {other: values for other, values in bound.items() if other != name}
            return all(_makes(one, modules, rest) for one in bound[name])
    # What a module makes of nothing but its own.
    return isinstance(value, ast.Call) and {one.id for one in ast.walk(value) if isinstance(one, ast.Name)} <= modules


def _names_its_own(made: ast.DictComp, bound: Mapping[str, Sequence[ast.expr]]) -> bool:
    """Whether the names in a dictionary are made of a list of the contract's own."""
    match made:
        case ast.DictComp(
            key=ast.Name() | ast.JoinedStr(),
            generators=[
                ast.comprehension(target=ast.Name(id=name), iter=ast.Name(id=names))
                | ast.comprehension(
                    target=ast.Tuple(elts=[ast.Name(id=name), *_]),
                    iter=ast.Call(func=ast.Name(id="zip"), args=[ast.Name(id=names), *_]),
                )
            ],
        ):
            return names not in bound and {one.id for one in ast.walk(made.key) if isinstance(one, ast.Name)} <= {name}
    return False
