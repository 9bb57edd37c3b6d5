"""Which weight feeds which gate, where names do not say: a gate is shut by its bias, and what that changes tells it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import permutations
from typing import NamedTuple

import numpy as np

from harness.contracts._functions import Namespace
from harness.contracts._layouts import Array, Arrays
from harness.contracts._names import GATES, STATE, learn, plain
from harness.contracts._plan import GATE_AXES, GATE_ORDER, GUESSED, PLAN, STATE_ORDER, Ran, axes_stand

# σ(-15) is 3e-7, and tanh(-15) is -1; a larger weight would only enlarge what a guarded gate lets through.
SHUT = -15.0
# A bias that shuts a gate whatever its weights add.
OUT_OF_REACH = -1000.0
# The largest change of a prediction that a shut gate lets through, as a clipped or guarded σ is not quite 0: clipped at
# ±10 it lets 1.8e-4 through, kept 1e-4 off 0 and 1 4.1e-4; an open gate, 1.9e-3 (90 cases, weights of sd 0.1 to 1).
SHUT_EFFECT = 8e-4
# The symbols of the two steps by which gates are told apart.
FIRST, SECOND = 0, 1
CELL = "the cell state"
# Of orders that fit equally badly these come first.
USUAL_ORDERS = (*map(tuple, ("ifog", "ifgo", "figo", "fiog")),)
PAIRS = 5  # a weight and a bias for each gate, and for the last layer
# Of weights and of biases: (4, H, Z) with (4, H), (H, 4, Z) with either, (H, Z, 4) with (H, 4), (4, H, Z) with (H, 4).
AXES = ((0, 0), (1, 0), (1, 1), (2, 1), (0, 1))
MISFITS = 3  # of six, in the likeliest order: as many, and the gates are no LSTM's
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
            found = _by_effect(predict, case)
        except Exception:  # noqa: BLE001, S112  (another guess may run)
            continue
        if found.sure:
            _remember({"v": last} | {right: guess[taken_for] for taken_for, right in found.order.items()}, pairs)
            return True
    return False


def learn_orders(namespace: Namespace, ran: Ran, predict: Predict, case: Arrays) -> bool:
    """Find out the orders that names do not say, of gates and states; returns whether forward has to be run again.

    It has, whatever was found: what it is called with, and what stands in globals, is another case's then.
    """
    gates, states = (learn(namespace, ran, predict, case) for learn in (learn_order, learn_states))
    return gates or states


def learn_order(namespace: Namespace, ran: Ran, predict: Predict, case: Arrays) -> bool:
    """Find out in which order an array holds all gates, where one does; returns whether something was tried.

    Where what the gates do does not tell, forward is not an LSTM's, more often than not: the likeliest order is taken.
    """
    if not ran.fused or GATE_ORDER in namespace:
        return False
    namespace[GATE_ORDER] = GATES
    found = _by_effect(predict, case)
    if not found.sure and learn_gate_axes(namespace, predict, case, found.misfits):
        return True
    _take(namespace, found)
    return True


def learn_gate_axes(namespace: Namespace, predict: Predict, case: Arrays, misfits: int = MISFITS) -> bool:
    """Find out by trial whether arrays of all gates have an axis for the gates; returns whether they have.

    With one gate above the other so many effects of the gates are none of an LSTM's, or forward raises. The first axes
    are taken with which fewer are. Where the submission's own arrays tell, nothing is tried.
    """
    if GATE_AXES in namespace or axes_stand(namespace):
        return False
    plan = namespace.get(PLAN)
    for axes in AXES:
        namespace.pop(PLAN, None)
        namespace[GATE_ORDER], namespace[GATE_AXES] = GATES, axes
        with suppress(Exception):  # the submission's, which is called otherwise
            found = _by_effect(predict, case)
            if found.misfits < misfits:
                _take(namespace, found)
                return True
    namespace[PLAN], namespace[GATE_AXES] = plan, None
    namespace.pop(GATE_ORDER)
    return False


def _take(namespace: Namespace, found: "Effects") -> None:
    """Remember the order of the gates; what is planned without it is made anew."""
    namespace[GUESSED] = not found.sure
    namespace[GATE_ORDER] = "".join(found.order[taken] for taken in GATES)
    namespace.pop(PLAN, None)


def learn_states(namespace: Namespace, ran: Ran, predict: Predict, case: Arrays) -> bool:
    """Find out whether C comes first where both initial states are one tuple; returns whether something was tried.

    With f shut nothing depends on the old cell state; where what is given as h has no effect, and C has, it is the one.
    """
    if STATE not in ran.parts or STATE_ORDER in namespace:
        return False
    namespace[STATE_ORDER] = False
    shut = {**case, "b_f": np.full_like(case["b_f"], OUT_OF_REACH)}
    base = predict(shut)
    same = {
        name: np.allclose(base, predict({**shut, name: 1.0 - np.asarray(case[name], float)}), rtol=0, atol=SHUT_EFFECT)
        for name in ("h0", "C0")
    }
    namespace[STATE_ORDER] = same["h0"] and not same["C0"]
    namespace.pop(PLAN, None)
    return True


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


class Effects(NamedTuple):
    """What the gates do: for each, as it is taken for, which one it most likely is."""

    order: Mapping[str, str]
    misfits: int  # effects that this does not explain
    sure: bool  # it explains them all, and nothing else does


def _by_effect(predict: Predict, case: Arrays) -> Effects:
    """Return what the gates do.

    Two steps from states of 0: the first makes a cell state, with o shut so that nothing else comes of it; in the
    second a gate is shut. A gate is shut or opened for one step by its weight for that step's symbol, as code may
    forget biases.
    """
    V = len(case["targets"][0])
    one = {**case, "inputs": np.zeros((2, *case["inputs"][0].shape)), "targets": case["targets"][[0, 0]]}
    one["inputs"][FIRST, FIRST] = one["inputs"][SECOND, SECOND] = 1.0
    one |= {state: np.zeros_like(case[state]) for state in ("h0", "C0")}

    def weighed(first: Mapping[str, float], second: Mapping[str, float]) -> Array:
        """Return the predictions where gates have these weights for the symbols of the first and the second step."""
        given = {**one, **{f"W_{gate}": np.array(case[f"W_{gate}"]) for gate in GATES}}
        for symbol, weights in ((FIRST, first), (SECOND, second)):
            for gate, weight in weights.items():
                # For z = [h; x] and [x; h] alike, as h is 0.
                given[f"W_{gate}"][:, [symbol, -V + symbol]] = weight
        return predict(given)

    @cache
    def depends(on: str, closed: str, out: str) -> bool:
        """Whether predictions depend on the cell state, or on a gate, with one gate shut, where `out` is o."""
        first = dict.fromkeys(GATES, SHUT)
        second = {closed: SHUT}
        if on == CELL:
            moved = weighed({**dict.fromkeys(GATES, -SHUT), out: SHUT}, second)
        else:
            moved = weighed(first, {on: -SHUT} | second)
        base = weighed(first, second)
        return not np.allclose(base, moved, rtol=0, atol=SHUT_EFFECT)  # NaN is an effect

    orders = sorted(permutations(GATES), key=lambda order: (*order,) not in USUAL_ORDERS)
    misfits = [_misfits({right: taken for taken, right in zip(GATES, order, strict=True)}, depends) for order in orders]
    least = min(misfits)
    order = dict(zip(GATES, orders[misfits.index(least)], strict=True))
    return Effects(order, least, misfits.count(0) == 1)


def _misfits(taken: Mapping[str, str], depends: Callable[[str, str, str], bool]) -> int:
    """Count what gates do not do as those they would be: o shuts everything, f the old cell state, i the candidate."""
    f, i, g, o = (taken[gate] for gate in GATES)
    expected = {(CELL, o): False, (CELL, i): True, (CELL, f): False, (g, f): True, (g, i): False, (i, g): True}
    return sum(depends(on, closed, o) is not wanted for (on, closed), wanted in expected.items())
