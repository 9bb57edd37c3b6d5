"""What the names of a training loop stand for: inputs, targets, states, sizes, the loss, gradients."""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from harness.contracts._names import PARAMETER_ALIASES, SIZES, plain, role_of

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
LETTERS = {"H": "hidden", "V": "vocab", "D": "vocab", "Z": "z", "T": "steps"}
LOSSES = ("loss", "totalloss", "lossvalue", "seqloss", "sequenceloss", "cost", "crossentropy", "error", "err", "l", "j")
CONTAINERS = ("grads", "gradients", "grad", "dparams", "dparameters")
GRADIENT = ("d{}", "grad{}", "{}grad", "gradient{}", "delta{}", "{}d")


def fed_role(name: str, roles: Sequence[str] = FED) -> str | None:
    """Return what the loop is fed under this name, if it is a usual one."""
    if len(name) == 1 and name.isupper() and name not in CAPITALS:
        return None
    known = role_of(name, tuple(roles))
    return known or next((role for role in roles if role in PATTERNS and PATTERNS[role].fullmatch(plain(name))), None)


def size_role(name: str, statements: Sequence[ast.stmt]) -> str | None:
    """Return which size a name stands for: by its name, or as the number of steps that loops in `statements` take."""
    known = role_of(name, SIZES)
    if known is not None:
        return known
    ranges = [
        node
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("range", "xrange")
    ]
    counted = {one.id for node in ranges for one in ast.walk(node) if isinstance(one, ast.Name)}
    return "steps" if name in counted else LETTERS.get(name)


def gradients_among(written: AbstractSet[str], read: AbstractSet[str]) -> list[str]:
    """Return the names that stand for gradients of what is read, in order; else the containers of gradients."""
    forms = {form.format(plain(name)) for name in read - {*LETTERS} for form in GRADIENT if fed_role(name) is None}
    names = sorted(written)
    found = [name for name in names if plain(name) in forms and plain(name) not in CONTAINERS]
    weights = [name for name in found if any(word in plain(name) for word in ("w", "b", "u", "v"))]
    return weights or [name for name in names if plain(name) in CONTAINERS][:1]


def loss_among(written: Iterable[str]) -> str | None:
    """Return the name of the loss."""
    by_plain = {plain(name): name for name in sorted(written, reverse=True)}
    return next((by_plain[name] for name in LOSSES if name in by_plain), None)


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
