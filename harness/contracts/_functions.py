"""Finds the functions, or the class with the methods, that may be a submission's forward, backward and loss."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import FunctionType
from typing import NamedTuple

from harness.contracts._code import code_of, is_lstm, is_stub
from harness.contracts._factories import factories
from harness.contracts._names import plain

Namespace = dict[str, object]
Function = Callable[..., object]

# In the order of preference; any other name that holds one of the words below comes after them.
NAMES = {
    "forward": ("forward", "forward_pass", "lstm_forward", "forward_lstm", "forward_propagation", "feed_forward"),
    "backward": ("backward", "backward_pass", "lstm_backward", "backward_lstm", "backpropagation", "bptt", "backprop"),
    "loss": ("loss", "cross_entropy", "cross_entropy_loss", "compute_loss", "loss_function", "calc_loss", "get_loss"),
}
WORDS = {
    "forward": ("forward", "fprop", "forwards", "fwd", "predict"),
    "backward": ("backward", "backprop", "bptt", "bprop", "bwd", "gradient", "grads"),
    "loss": (),
}
# Such a name says that the function is one step, or checks something.
NOT_WHOLE = ("step", "cell", "check", "numerical", "clip", "onestep", "gate")
# And such a one, that it computes no pass at all, though it has gradients in its name.
NO_PASS = ("clip", "check", "numerical")
WAYS = "__contract_ways__"  # where a namespace keeps them
MOST_WAYS = 6  # pairs of functions that are tried
# Functions whose names say nothing take at least inputs, a state and parameters; so many pairs of them are tried.
LEAST_ARGUMENTS = 3
MOST_NAMELESS = 20


@dataclass(frozen=True)
class Way:
    """The functions by role; or the class whose methods of these names they are."""

    functions: Mapping[str, Function]
    owner: type | None = None
    names: Mapping[str, str] = field(default_factory=dict)  # of the owner's methods, by role

    def of(self, instance: object) -> Mapping[str, Function]:
        """Return the functions, or the methods of an instance of the owner."""
        return {role: getattr(instance, name) for role, name in self.names.items()} if self.owner else self.functions


def ways(namespace: Namespace) -> list[Way]:
    """Return the pairs of forward and backward that may be meant, looked for anew where some function has changed."""
    return kept(namespace, WAYS, _ways)


def kept(namespace: Namespace, name: str, look: Callable[[Namespace], list[Way]]) -> list[Way]:
    """Return what `look` finds, kept under a name until some function has changed."""
    callables = tuple([id(value) for value in namespace.values() if callable(value)])
    known = namespace.get(name)
    if isinstance(known, Known) and known.callables == callables:
        return known.ways
    found = look(namespace)
    namespace[name] = Known(callables, found)
    return found


def _ways(namespace: Namespace) -> list[Way]:
    """Return the pairs of forward and backward that may be meant, the likeliest first; backward may be missing.

    What uses a cell state or four gates comes first: names alone would pick the vanilla network beside the LSTM.
    """
    found: list[tuple[tuple[int, ...], Way]] = []
    for place, (holder, owner) in enumerate(holders(namespace)):
        losses = _candidates(holder, "loss")
        for rank, forward in enumerate(_ranked(holder, "forward", namespace, owner)):
            partners = _ranked(holder, "backward", namespace, owner)
            same = [name for name in partners if _residue(name) == _residue(forward)]
            partners = [*same, *(name for name in partners if name not in same)]
            for number, backward in enumerate(partners or [""]):
                names = {"forward": forward, "backward": backward, "loss": next(iter(losses), "")}
                functions = {role: _callable(holder[name]) for role, name in names.items() if name}
                lstm = is_lstm(functions["forward"], namespace, owner)
                known = bool(backward) and _is_meant(backward, holder, namespace, owner)
                # An interface, whose methods others write, comes last.
                order = (is_stub(functions["forward"]), not backward, -(lstm + known), place, rank, number)
                found.append(
                    (
                        tuple(map(int, order)),
                        Way(functions, owner, {role: name for role, name in names.items() if name}),
                    )
                )
    ordered = [way for _, way in sorted(found, key=lambda entry: entry[0])]
    # Where names and code agree nothing else is tried: another function that runs is not what is to be judged.
    sure = bool(ordered) and all(ordered[0].names.get(role) in NAMES[role] for role in ("forward", "backward"))
    return ordered[: 1 if sure else MOST_WAYS]


class Known(NamedTuple):
    """The pairs that were found among these callables."""

    callables: tuple[int, ...]
    ways: list[Way]


def written(way: Way) -> tuple[object, ...]:
    """Return where the functions are written."""
    made = {role: code_of(function) for role, function in way.functions.items()}
    places = [(role, code.co_filename, code.co_qualname, code.co_firstlineno) for role, code in made.items() if code]
    # What has no code cannot be told from another one.
    return tuple(places) if len(places) == len(made) else (id(way),)


def nameless(namespace: Namespace) -> list[Way]:
    """Return all pairs of functions that take as much as forward and backward do, in the order of the file."""
    taking = [(name, function) for name, function in functions_of(namespace) if _takes(function) >= LEAST_ARGUMENTS]
    pairs = [(one, other) for one in taking for other in taking if one is not other]
    return [
        Way({"forward": one[1], "backward": other[1]}, None, {"forward": one[0], "backward": other[0]})
        for one, other in pairs[:MOST_NAMELESS]
    ]


def _takes(function: Function) -> int:
    code = code_of(function)
    return code.co_argcount if code else 0


def holders(namespace: Namespace) -> list[tuple[Mapping[str, object], type | None]]:
    """Return what defines functions: the module, and its classes, each with its methods."""
    classes = [value for value in namespace.values() if _is_own_class(value, namespace)] + [*factories(namespace)]
    return [(namespace, None), *((_methods(value), value) for value in classes if isinstance(value, type))]


def functions_of(holder: Mapping[str, object]) -> Iterator[tuple[str, Function]]:
    """Yield the functions of a module or class by name."""
    for name, value in holder.items():
        function = _callable_or_none(value)
        if function is not None and not name.startswith("__"):
            yield name, function


def defined(namespace: Namespace) -> list[str]:
    """Return the names of the functions and classes that a submission defines, sorted."""
    return sorted(
        name for name, value in namespace.items() if isinstance(value, FunctionType) or _is_own_class(value, namespace)
    )


def has(namespace: Namespace, role: str) -> bool:
    """Whether a function has a name of this role."""
    return next(_candidates(namespace, role), None) is not None


def _is_own_class(value: object, namespace: Namespace) -> bool:
    return isinstance(value, type) and value.__module__ == namespace.get("__name__")


def _methods(owner: object) -> dict[str, object]:
    """Return the methods that a class, or those it inherits from, define."""
    found: dict[str, object] = {}
    for cls in reversed(owner.__mro__ if isinstance(owner, type) else ()):
        found |= {name: value for name, value in vars(cls).items() if cls is not object and _callable_or_none(value)}
    return found


def _callable_or_none(value: object) -> Function | None:
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    return value if callable(value) and not isinstance(value, type) else None


def _callable(value: object) -> Function:
    function = _callable_or_none(value)
    if function is None:
        raise TypeError("a function was expected")
    return function


def _candidates(holder: Mapping[str, object], role: str) -> Iterator[str]:
    """Yield the names of this role: the usual ones first, then those that hold one of its words, as they stand."""
    usual = [name for name in NAMES[role] if _callable_or_none(holder.get(name))]
    yield from usual
    for name, value in holder.items():
        words = [word for word in WORDS[role] if word in plain(name)]
        whole = words and not any(word in plain(name) for word in NO_PASS)
        if whole and name not in usual and _callable_or_none(value) and not name.startswith("__"):
            yield name


def _ranked(holder: Mapping[str, object], role: str, namespace: Namespace, owner: type | None) -> list[str]:
    """Return the candidates for a role, the LSTM's own first."""
    names = list(_candidates(holder, role))
    usual = NAMES[role]
    return sorted(
        names,
        key=lambda name: (
            not _is_meant(name, holder, namespace, owner),
            usual.index(name) if name in usual else len(usual) + any(word in plain(name) for word in NOT_WHOLE),
        ),
    )


def _is_meant(name: str, holder: Mapping[str, object], namespace: Namespace, owner: type | None) -> bool:
    """Whether a function is the LSTM's: by its code, or as the module's backward that is still to be written.

    That one is meant then, not the helper that it will call.
    """
    unwritten = owner is None and name == NAMES["backward"][0] and is_stub(holder[name])
    return unwritten or is_lstm(holder[name], namespace, owner)


def _residue(name: str) -> str:
    """Return what a name says beside its role, so that lstm_forward finds lstm_backward."""
    short = plain(name)
    for word in sorted((*WORDS["forward"], *WORDS["backward"], "propagation", "pass", "feed"), key=len, reverse=True):
        short = short.replace(word, "")
    return short
