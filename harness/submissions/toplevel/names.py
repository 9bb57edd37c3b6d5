"""What the names of a training loop stand for: inputs, targets, states, sizes, the loss, gradients."""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from harness.contracts._names import PARAMETER_ALIASES, SIZE_LETTERS, SIZES, plain, role_of
from harness.submissions.toplevel.effects import loaded, several, stored

# What the loop is fed, in the order of the function's arguments.
FED = ("inputs", "targets", "h0", "C0")
REQUIRED = ("inputs", "targets")
# Beside the names that arguments of functions have: X_train, input_seq, ys_onehot.
_MORE = r"(?:seq|sequence|batch|train|data|onehot|idx|ids|index|indices|indexes|s)*"
PATTERNS = {
    "inputs": re.compile(rf"(?:x|in|inp|input|inputs){_MORE}"),
    "targets": re.compile(rf"(?:y|ytrue|out|target|targets|label|labels){_MORE}"),
}
# Data by a single capital; others are sizes.
CAPITALS = "XY"
# Sizes by a single capital, which elsewhere may be anything: here they are numbers that the loop needs.
LETTERS = {**SIZE_LETTERS, "D": "vocab", "Z": "z", "T": "steps"}
LOSSES = ("loss", "totalloss", "lossvalue", "seqloss", "sequenceloss", "cost", "crossentropy", "nll")
# Other losses end so. These, and names that may as well be what is off in the logits, or an index, are taken for the
# loss only where the sequence's logarithms are taken for them.
ENDS = ("loss", "nll")
DOUBTFUL = ("error", "err", "l", "j")
CONTAINERS = ("grads", "gradients", "grad", "dparams", "dparameters")
# Of two names for a gradient the first counts, beside dW delta_W is the update, unless it is the other that is made
# from it: dW = momentum * dW - lr * delta_W.
GRADIENT = ("d{}", "grad{}", "{}grad", "gradient{}", "delta{}", "{}d")


def fed_role(name: str, roles: Sequence[str] = FED) -> str | None:
    """Return what the loop is fed under this name, if it is a usual one."""
    if len(name) == 1 and name.isupper() and name not in CAPITALS:
        return None
    known = role_of(name, tuple(roles))
    return known or next((role for role in roles if role in PATTERNS and PATTERNS[role].fullmatch(plain(name))), None)


def size_role(name: str, counting: Sequence[ast.AST]) -> str | None:
    """Return which size a name stands for: by its name, or as the number of steps, from the ranges in `counting`."""
    known = role_of(name, SIZES)
    if known is not None:
        return known
    ranges = [
        node
        for part in counting
        for node in ast.walk(part)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("range", "xrange")
    ]
    counted = {one.id for node in ranges for one in ast.walk(node) if isinstance(one, ast.Name)}
    return "steps" if name in counted else LETTERS.get(name)


def gradients_among(statements: Sequence[ast.stmt]) -> list[str]:
    """Return the names that stand for gradients of what is read, one for each, in order; else a container of them."""
    whole = several(statements)
    written, read = whole.writes, whole.reads
    names = sorted(written)
    sources = _sources(statements)
    made = {plain(name) for name in names} - {*CONTAINERS}
    weights = [name for name in read - {*LETTERS} if fed_role(name) is None]
    forms = [[form.format(plain(name)) for form in GRADIENT] for name in weights]
    first = {_source_of([form for form in own if form in made], sources) for own in forms}
    found = [name for name in names if plain(name) in first]
    told = [name for name in found if any(word in plain(name) for word in ("w", "b", "u", "v"))]
    return told or [name for name in names if plain(name) in CONTAINERS][:1]


def _source_of(names: Sequence[str], sources: Mapping[str, AbstractSet[str]]) -> str | None:
    """Return the first of the names, or the one from which it is made, if it is not made from it in turn."""
    for name in names:
        from_others = [one for one in names if one != name and one in sources.get(name, ())]
        if not any(name not in sources.get(one, ()) for one in from_others):
            return name
    return next(iter(names), None)


def _sources(statements: Sequence[ast.stmt]) -> dict[str, set[str]]:
    """Return what each name, plain, is made from directly."""
    found: dict[str, set[str]] = {}
    for node in (node for statement in statements for node in ast.walk(statement)):
        if isinstance(node, ast.Assign | ast.AugAssign):
            for name in stored(node):
                found.setdefault(plain(name), set()).update(plain(one) for one in loaded(node.value))
    return found


def loss_among(written: Iterable[str], statements: Sequence[ast.stmt]) -> str | None:
    """Return the name of the loss, which no loop counts with."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    counts = {name for node in nodes if isinstance(node, ast.For) for name in stored(node.target)}
    by_plain = {plain(name): name for name in sorted({*written} - counts, reverse=True)}
    usual = [by_plain[name] for name in LOSSES if name in by_plain]
    summed = _sums_of_logarithms(nodes)
    others = [
        name for short, name in by_plain.items() if name in summed and (short in DOUBTFUL or short.endswith(ENDS))
    ]
    return usual[0] if usual else others[0] if len(others) == 1 else None


def doubtful(written: Iterable[str]) -> list[str]:
    """Return the names that are the loss in some submissions and something else in others."""
    return sorted(name for name in written if plain(name) in DOUBTFUL)


def _sums_of_logarithms(nodes: Sequence[ast.AST]) -> set[str]:
    """Return the names bound to logarithms, but for those that a loop binds anew for each step."""
    loops = [node for node in nodes if isinstance(node, ast.For | ast.While)]
    inner = {id(node) for loop in loops for node in ast.walk(loop)}
    bound = [
        one for one in nodes if isinstance(one, ast.AugAssign) or (isinstance(one, ast.Assign) and id(one) not in inner)
    ]
    return {name for one in bound if _takes_log(one.value) for name in stored(one)}


def _takes_log(value: ast.expr) -> bool:
    functions = [node.func for node in ast.walk(value) if isinstance(node, ast.Call)]
    return any(getattr(one, "attr", getattr(one, "id", "")).startswith("log") for one in functions)


def is_parameter(name: str, gradients: Iterable[str]) -> bool:
    """Whether a name is a parameter's: by its name, or as one that has a gradient."""
    own = {form.format(plain(name)) for form in GRADIENT}
    container = plain(name) in ("params", "parameters", "p", "weights", "theta", "model")
    return container or plain(name) in PARAMETER_ALIASES or any(plain(gradient) in own for gradient in gradients)


def one_each(names: Iterable[str]) -> Mapping[str, list[str]]:
    """Return the names by what they are fed."""
    found: dict[str, list[str]] = {role: [] for role in FED}
    for name in sorted(names):
        role = fed_role(name)
        if role is not None:
            found[role].append(name)
    return found
