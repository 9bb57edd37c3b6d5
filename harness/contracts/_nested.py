"""Parameters in dictionaries of dictionaries: params["f"]["W"], params["W"]["f"], params["lstm"]["W"]."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, product

from harness.contracts._names import (
    ATTRIBUTE,
    ENTRY,
    GATE_NAMES,
    GATES,
    PARAMETER_ALIASES,
    PARAMETERS,
    SEPARATOR,
    STEMS,
    Form,
    covered,
    form_of,
    gradient_of,
    plain,
)

KINDS = {**STEMS, "W:h": ("wh", "whh", "wrec", "u"), "W:x": ("wx", "wxh", "wih", "win")}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}
PAIR: Mapping[str, Sequence[str]] = {"W:h": (), "W:x": (), "W": (f"{ENTRY}0",), "b": (f"{ENTRY}1",)}
GATE_OF = {word: gate for gate, words in GATE_NAMES.items() for word in words}
KNOWN = (KIND_OF, GATE_OF, PARAMETER_ALIASES)
GRADIENT_PREFIXES = ("", "d", "grad", "delta")
LAST, LAST_PARTS = "v", ("W_v", "b_v")
# What the layers are called, where each has a dictionary.
CELL_LAYERS = ("lstm", "cell", "rnn", "recurrent", "gates", "lstmcell")
LAST_LAYERS = ("out", "output", "dense", "fc", "linear", "softmax", "head", "decoder", "proj", "outputlayer")
# Of the words in the code so many may stand for one gate (a cache has keys, too), and so many forms are tried.
MOST_WORDS = 2
MOST_FORMS = 24


@cache
def nested_part(outer: str, inner: str) -> str | None:
    """Return the parameter, or the part of one, that stands under two keys, in either order, or its gradient."""
    for gate_key, kind_key in ((outer, inner), (inner, outer)):
        for gate_prefix, kind_prefix in product(GRADIENT_PREFIXES, repeat=2):
            gate = GATE_OF.get(plain(gate_key).removeprefix(gate_prefix))
            kind = KIND_OF.get(plain(kind_key).removeprefix(kind_prefix))
            if gate is not None and kind is not None:
                return _part(kind, gate)
    return None


def is_gradient(key: str) -> bool:
    """Whether a key says that a gradient stands under it, dW or grad_f, or gradients: grads."""
    short = plain(key)
    if any(short in words for words in KNOWN):
        return False
    rests = [short.removeprefix(prefix) for prefix in GRADIENT_PREFIXES if prefix and short.startswith(prefix)]
    return short.startswith("grad") or any(rest in words for rest in rests for words in KNOWN)


def parts_at(paths: Iterable[Sequence[str]]) -> dict[Sequence[str], str]:
    """Return the parameter, or the part of one, whose gradient stands at the end of each path of keys.

    "cell" and "output" are gates; where that leaves some parameter without a gradient, they are layers.
    """
    known = list(paths)
    found: dict[Sequence[str], str] = {}
    for gates in (GATE_OF, ()):
        found = {path: part for path in known if (part := _part_at(path, gates)) is not None}
        if covered(found.values()) >= set(PARAMETERS):
            break
    return found


def _part_at(path: Sequence[str], gates: Collection[str]) -> str | None:
    first, rest = plain(path[0]), path[1:]
    if rest and first in CELL_LAYERS and first not in gates:
        return _part_at(rest, GATE_OF)  # inside a layer they are gates
    if rest and first in LAST_LAYERS and first not in gates:
        found = nested_part(LAST, rest[-1]) or gradient_of(rest[-1])
        if found in LAST_PARTS:
            return found
    return (nested_part(*path) if len(rest) == 1 else None) or gradient_of("".join(path))


def nested_forms(names: Iterable[str]) -> Iterator[Form]:
    """Yield the forms in which two or three of these names lead to a parameter."""
    known = list(dict.fromkeys(names))
    yield from islice(_forms(known), MOST_FORMS)
    yield from islice(_layered(known), MOST_FORMS)


def gates_of_records(names: Iterable[str], attributes: Iterable[str]) -> Iterator[Form]:
    """Yield the forms in which each gate has a record, params["f"].W and params.f.W, or a tuple (W, b)."""
    keys = list(dict.fromkeys(names))
    fields = [f"{ATTRIBUTE}{name}" for name in dict.fromkeys(attributes)]
    kinds = {kind: [field for field in fields if plain(field) in words] for kind, words in KINDS.items()}
    yield from islice(_forms(keys, kinds), MOST_FORMS)
    yield from islice(_forms(fields, kinds), MOST_FORMS)
    yield from islice(_forms(keys, PAIR), MOST_FORMS)


def _layered(names: Sequence[str]) -> Iterator[Form]:
    """Yield the forms in which the cell has a dictionary and the last layer another one."""
    cells = [name for name in names if plain(name) in CELL_LAYERS]
    lasts = [name for name in names if plain(name) in LAST_LAYERS]
    own = {kind: [name for name in names if plain(name) in STEMS[kind]] for kind in STEMS}
    for cell, last in product(cells, lasts):
        for gates in filter(None, (form_of([*names, *LAST_PARTS]), *_forms([*names, *LAST_PARTS]), *_built(names))):
            for weight, bias in product(own["W"], own["b"]):
                form = {part: _joined(cell, path) for part, path in gates.items() if part not in LAST_PARTS}
                yield form | {"W_v": _joined(last, weight), "b_v": _joined(last, bias)}


def _forms(names: Sequence[str], kinds: Mapping[str, Sequence[str]] | None = None) -> Iterator[Form]:
    kinds = kinds or {kind: [name for name in names if plain(name) in words] for kind, words in KINDS.items()}
    gates = [[name for name in names if GATE_OF.get(plain(name)) == gate][:MOST_WORDS] for gate in GATES]
    last = [name for name in names if GATE_OF.get(plain(name)) == LAST][:MOST_WORDS]
    # The last layer often stands beside the gates: params["Wy"].
    flat = {part: name for name in reversed(names) if (part := PARAMETER_ALIASES.get(plain(name))) in LAST_PARTS}
    for words, weights, bias in product(product(*gates), _weights(kinds), kinds["b"]):
        every = {**weights, "b": bias}
        whole = {"W": (kinds["W"] or [*weights.values()])[0], "b": bias}
        for by_gate in (True, False):
            form = {
                _part(kind, gate): _path(word, key, by_gate=by_gate)
                for gate, word in zip(GATES, words, strict=True)
                for kind, key in every.items()
            }
            for word in last:
                yield form | {_part(kind, LAST): _path(word, key, by_gate=by_gate) for kind, key in whole.items()}
            if len(flat) == len(whole):
                yield form | {part: flat[part] for part in LAST_PARTS}


def _built(names: Sequence[str]) -> Iterator[Form]:
    """Yield the forms whose keys are built of these names: "W" + gate."""
    words = [[name for name in names if GATE_OF.get(plain(name)) == gate] for gate in GATES]
    for gates, between in product(product(*words), ("", "_")):
        pairs = zip(GATES, gates, strict=True)
        yield {f"{kind}_{gate}": f"{kind}{between}{word}" for gate, word in pairs for kind in STEMS}


def _weights(kinds: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """Yield the keys of a gate's weight: of its parts, or of the whole."""
    for h, x in product(kinds["W:h"], (*kinds["W:x"], *kinds["W"])):
        yield {"W:h": h, "W:x": x}
    yield from ({"W": key} for key in kinds["W"])


def _part(kind: str, gate: str) -> str:
    letter, separator, piece = kind.partition(":")
    return f"{letter}_{gate}{separator}{piece}"


def _path(word: str, key: str, *, by_gate: bool) -> str:
    return _joined(word, key) if by_gate else _joined(key, word)


def _joined(*keys: str) -> str:
    return SEPARATOR.join(keys)
