"""Which weight feeds which gate, where names do not say: a gate is shut by its bias, and what that changes tells it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import permutations

import numpy as np

from harness.contracts._functions import Namespace
from harness.contracts._layouts import Array, Arrays
from harness.contracts._names import GATES, learn, plain
from harness.contracts._plan import GATE_ORDER, PLAN, Ran

# σ(-1000) is 0, and tanh(-1000) is -1.
SHUT = -1000.0
# The largest change of a prediction that a shut gate lets through, as a clipped or guarded σ is not quite 0: clipped at
# ±10 it lets 1.3e-4 through, kept 1e-4 off 0 and 1 it lets 3e-4; an open gate, 2.6e-3 (31 cases, weights of 0.1 to 1).
SHUT_EFFECT = 8e-4
PAIRS = 5  # a weight and a bias for each gate, and for the last layer
Predict = Callable[[Arrays], Array]


def learn_parameters(names: Iterable[str], predict: Predict, case: Arrays) -> bool:
    """Find out by trial what names of parameters stand for, and remember it; returns whether it was found out.

    `predict` runs the submission's forward; what it raises means that the names were understood wrongly.
    """
    pairs = dict(_pairs(names))
    if len(pairs) != PAIRS:
        return False
    for last in reversed(pairs):
        gates = [pair for pair in pairs if pair != last]
        guess = dict(zip((*GATES, "v"), (*gates, last), strict=True))
        _remember(guess, pairs)
        try:
            order = _by_effect(predict, case)
        except Exception:  # noqa: BLE001, S112  (another guess may run)
            continue
        if order is not None:
            _remember({"v": last} | {right: guess[taken_for] for taken_for, right in order.items()}, pairs)
            return True
    return False


def learn_order(namespace: Namespace, ran: Ran, predict: Predict, case: Arrays) -> bool:
    """Find out in which order an array holds all gates, where one does; returns whether it is another than was taken.

    Raises TypeError where what the gates do does not tell.
    """
    if not ran.fused or GATE_ORDER in namespace:
        return False
    namespace[GATE_ORDER] = GATES
    found = _by_effect(predict, case)
    if found is None:
        del namespace[GATE_ORDER]
        raise TypeError(
            "which gate is which, in the array that holds all four, cannot be told: either forward is not an LSTM's (a "
            "bias without effect, a gate that does not shut), or its order needs gates= in a contract"
        )
    namespace[GATE_ORDER] = "".join(found[taken] for taken in GATES)
    namespace.pop(PLAN, None)
    return namespace[GATE_ORDER] != GATES


def _remember(meaning: Mapping[str, str], pairs: Mapping[str, tuple[str, str]]) -> None:
    for gate, pair in meaning.items():
        weight, bias = pairs[pair]
        learn({weight: f"W_{gate}", bias: f"b_{gate}"})


def _pairs(names: Iterable[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what weights and biases have in common in their names, W_salida and b_salida, with both names."""
    known = list(dict.fromkeys(names))
    rest = {plain(name)[1:]: name for name in known if plain(name).startswith("b")}
    for name in known:
        short = plain(name)
        if short.startswith("w") and short[1:] in rest:
            yield short[1:], (name, rest[short[1:]])


def _by_effect(predict: Predict, case: Arrays) -> dict[str, str] | None:
    """Return for each gate, as it is taken for, which one it is; None where the effects are not an LSTM's."""
    one = {**case, "inputs": case["inputs"][:1], "targets": case["targets"][:1]}
    shut = {gate: {f"b_{gate}": np.full_like(case[f"b_{gate}"], SHUT)} for gate in GATES}

    @cache
    def depends(on: str, closed: str) -> bool:
        """Whether predictions depend on an array, with one gate shut."""
        base = {**one, **shut[closed]}
        moved = {**base, on: 1.0 - np.asarray(base[on])}
        return not np.allclose(predict(base), predict(moved), rtol=0, atol=SHUT_EFFECT)  # NaN is an effect

    found = [
        dict(zip(GATES, order, strict=True))
        for order in permutations(GATES)
        if _fits({right: taken for taken, right in zip(GATES, order, strict=True)}, depends)
    ]
    return found[0] if len(found) == 1 else None


def _fits(taken: Mapping[str, str], depends: Callable[[str, str], bool]) -> bool:
    """Whether the gates behave as those they would be: o shuts everything, f the old cell state, i the candidate."""
    f, i, g, o = (taken[gate] for gate in GATES)
    return (
        not depends("C0", o)
        and depends("C0", i)
        and not depends("C0", f)
        and depends(f"b_{g}", f)
        and not depends(f"b_{g}", i)
        and depends(f"b_{i}", g)
    )
