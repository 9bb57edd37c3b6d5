"""The values that right code makes on a case, in whatever order it multiplies, adds, stacks and accumulates."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations
from typing import NamedTuple

import numpy as np

from harness.cases import Case
from harness.cell_cases import CELL_PARAMETERS
from harness.diagnosis.runs import program
from reference.activations import sigmoid
from reference.arrays import PARAMETER_NAMES, Array
from reference.language_model import forward
from reference.lstm import lstm_forward

GATES = "figo"
# The factors of each right product; every selection of them is a right value too.  Names of one step t.
PRODUCTS = (
    ("f", "C_prev"), ("i", "g"), ("o", "tanh_C"),
    ("dh", "tanh_C", "o", "1-o"), ("dh", "o", "1-tanh_C", "1+tanh_C"), ("dC", "f"),
    ("dC", "C_prev", "f", "1-f"), ("dC", "g", "i", "1-i"), ("dC", "i", "1-g", "1+g"),
)  # fmt: skip
# Gradients: what depends on the scale of the loss.
UPSTREAM = frozenset({"dv", "dh"})  # what comes to h_t from its own step
OF_LOSS = frozenset({"dh", "dC", "dv", "dh_next", "dC_next", "da", "dz", "dW", "db", "loss"})


class Right(NamedTuple):
    """A right value: its factors or its name, the step that makes it, and the value."""

    factors: frozenset[str]
    step: int
    value: Array


def right_values(case: Case, divisors: Sequence[float]) -> list[Right]:
    """Return the right values of a case; those that depend on the loss once for each of its `divisors`."""
    values = both_ways([*_forward(case), *_backward(case)], case)
    scaled = []
    for divisor in dict.fromkeys(divisors):
        scaled += [
            Right(right.factors, right.step, right.value / divisor if right.factors & OF_LOSS else right.value)
            for right in values
        ]
    return scaled


def both_ways(values: list[Right], case: Case) -> list[Right]:
    """Return the values, and those with a side of z's size as code makes them that stacks z the other way."""
    return values + [
        Right(right.factors, right.step, np.roll(right.value, case.V, axis=axis))
        for right in values
        for axis, size in enumerate(right.value.shape)
        if size == case.H + case.V
    ]


def _forward(case: Case) -> Iterator[Right]:
    arrays = case.arrays
    cache = _cache(case)
    z, _, _, _, C, _, h, *last = cache
    for name in PARAMETER_NAMES:
        yield Right(frozenset({name}), -1, arrays[name])
        if arrays[name].shape[1] == case.H + case.V:
            yield from (Right(frozenset({name}), -1, part) for part in _blocks(arrays[name], case.H, axis=1))
    for t in range(case.T):
        x = arrays["x" if case.cell else "inputs"][t]
        named = {"x": x, "z": z[t], "C": C[t + 1], "h": h[t + 1], "h_prev": h[t]}
        named |= {} if case.cell else _predicted(case, last[0][t], last[1][t]) | {"y": arrays["targets"][t]}
        for gate in GATES:
            product = arrays[f"W_{gate}"] @ z[t]
            a = product + arrays[f"b_{gate}"]
            named |= {f"a_{gate}": a, f"Wz_{gate}": product, f"exp_{gate}": np.exp(-a), f"1+exp_{gate}": 1 + np.exp(-a)}
            named |= {f"s_{gate}": sigmoid(a), f"t_{gate}": np.tanh(a)} if gate != "g" else {}
            for place, (part, given) in enumerate(
                zip(_blocks(arrays[f"W_{gate}"], case.H, axis=1), (h[t], x), strict=True)
            ):
                named |= {
                    f"Wz_{gate}_{place}": part @ given,
                    f"Wz_{gate}_{place}+b": part @ given + arrays[f"b_{gate}"],
                }
        yield from (Right(frozenset({name}), t, value) for name, value in named.items())
    for t in range(case.T):
        yield from _products(_factors(cache, t), t)


def _predicted(case: Case, v: Array, outputs: Array) -> dict[str, Array]:
    shifted = np.exp(v - np.max(v))
    return {
        "v": v, "out": outputs, "wv": v - case.arrays["b_v"], "-max": v - np.max(v), "exp": shifted, "expv": np.exp(v),
        "log": np.log(outputs),
    }  # fmt: skip


def _factors(cache: list[list[Array]], t: int) -> dict[str, Array]:
    _, f, i, g, C, o, *_ = cache
    tanh_C = np.tanh(C[t + 1])
    named = {"f": f[t], "i": i[t], "g": g[t], "o": o[t], "C_prev": C[t], "tanh_C": tanh_C}
    named |= {f"1-{name}": 1 - named[name] for name in ("f", "i", "g", "o", "tanh_C")}
    return named | {"1+g": 1 + g[t], "1+tanh_C": 1 + tanh_C}


def _products(named: dict[str, Array], t: int) -> Iterator[Right]:
    """Yield every product of some of the factors of a right product, and the squares in derivatives."""
    seen = set()
    for factors in PRODUCTS:
        for count in range(1, len(factors) + 1):
            for chosen in combinations(factors, count):
                key = frozenset(chosen)
                if key <= named.keys() and key not in seen:
                    seen.add(key)
                    yield Right(key, t, np.prod([named[name] for name in chosen], axis=0))
    for name in ("f", "i", "g", "o", "tanh_C"):
        yield Right(frozenset({f"{name}²"}), t, named[name] ** 2)


def _backward(case: Case) -> Iterator[Right]:
    """Yield what backward makes, from the reference's own run."""
    cache = _cache(case)
    made: dict[str, list[Array]] = {}
    for event in program(frozenset()).run(case):
        if "backward" in event.function:
            made.setdefault(event.name, []).append(event.value)
    # What is begun before the loop has one value more, and dC two at each step: it is begun as a copy.
    made["dC"] = made["dC"][1::2]
    names = PARAMETER_NAMES if not case.cell else CELL_PARAMETERS
    terms: dict[str, list[Array]] = {name: [] for name in names}
    for place, t in enumerate(reversed(range(case.T))):
        step = {name: values[-case.T :][place] for name, values in made.items() if len(values) >= case.T}
        yield from _products(_factors(cache, t) | {"dh": step["dh"], "dC": step["dC"]}, t)
        for name in ("dh_next", "dC_next"):
            yield Right(frozenset({name}), t, step[name])
        yield Right(UPSTREAM, t, case.arrays["dh"][t] if case.cell else case.arrays["W_v"].T @ step["dv"])
        yield from _into_z(case, step, t)
        gradients = {gate: step[f"da_{gate}"] for gate in GATES}
        for gate, da in gradients.items():
            yield Right(frozenset({"da", gate}), t, da)
            terms[f"W_{gate}"].append(da @ cache[0][t].T)
            terms[f"b_{gate}"].append(np.sum(da, axis=1, keepdims=True))
        if not case.cell:
            yield Right(frozenset({"dv"}), t, step["dv"])
            terms["W_v"].append(step["dv"] @ cache[6][t + 1].T)
            terms["b_v"].append(step["dv"])
    yield from _sums(terms, case)


def _into_z(case: Case, step: dict[str, Array], t: int) -> Iterator[Right]:
    """Yield what the gates send back to z, each and any sum of them, whole and in parts."""
    backs = [case.arrays[f"W_{gate}"].T @ step[f"da_{gate}"] for gate in GATES]
    for count in range(1, len(backs) + 1):
        for chosen in combinations(backs, count):
            dz = np.sum(chosen, axis=0)
            yield from (Right(frozenset({"dz"}), t, value) for value in (dz, *_blocks(dz, case.H, axis=0)))


def _sums(terms: dict[str, list[Array]], case: Case) -> Iterator[Right]:
    """Yield the terms of each gradient, and their sums from the last step down and from the first one up."""
    steps = list(reversed(range(case.T)))
    for name, parts in terms.items():
        kind = frozenset({"dW" if name.startswith("W") else "db", name})
        for order, times in ((parts, steps), (parts[::-1], steps[::-1])):
            sums = zip(times, order, accumulate(order), strict=True)
            for t, value in ((t, value) for t, *values in sums for value in values):
                yield Right(kind, t, value)
                if value.shape[1] == case.H + case.V:
                    yield from (Right(kind, t, part) for part in _blocks(value, case.H, axis=1))


def _cache(case: Case) -> list[list[Array]]:
    arrays = case.arrays
    run, inputs = (lstm_forward, arrays["x"]) if case.cell else (forward, arrays["inputs"])
    return list(run(list(inputs), arrays["h0"], arrays["C0"], case.parameters))


def _blocks(value: Array, H: int, *, axis: int) -> tuple[Array, Array]:
    first, second = np.split(value, [H], axis=axis)
    return first, second
