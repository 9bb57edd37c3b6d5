"""Coursera's LSTM: lstm_forward(x, a0, parameters), lstm_backward(da, caches), lstm_cell_forward, lstm_cell_backward.

Sequences are columns, (n_x, m, T_x); `parameters` has Wf, bf, Wi, bi, Wc, bc, Wo, bo for [a; x], and Wy, by of what is
predicted; gradients come in a dictionary. The cell states begin with zeros in the function of many steps.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from harness.contracts import _cells
from harness.contracts._cells import PARAMETERS, Found, Names, added, results, shaped, summed, written
from harness.contracts._functions import Function, Namespace
from harness.contracts._layouts import Array, Arrays

# Where contracts are tried, one that is as good as another comes after those of a lower number.
ORDER = 40
# The candidate is c̃ there.
LETTERS = {"f": "f", "i": "i", "g": "c", "o": "o", "v": "y"}
NAMES: Names = {
    "sequence forward": (("lstmforward",), 3),
    "sequence backward": (("lstmbackward",), 2),
    "step forward": (("lstmcellforward", "lstmstepforward"), 4),
    "step backward": (("lstmcellbackward", "lstmstepbackward"), 3),
}
EXPECTED = (
    "lstm_forward(x, a0, parameters) and lstm_backward(da, caches), or "
    "lstm_cell_forward(xt, a_prev, c_prev, parameters) and lstm_cell_backward(da_next, dc_next, cache)"
)
# The gradients of states have other names in the function of one step.
STATES = {"dx": ("dx", "dxt"), "dh0": ("da0", "da_prev"), "dC0": ("dc_prev",)}


def find(namespace: Namespace) -> dict[str, Function]:
    """Return the functions by role; raises LookupError where there is none."""
    return _cells.roles(_found(namespace))


def gradients(namespace: Namespace) -> tuple[list[str], list[str]]:
    """Return the arrays whose gradients are given: without C0, which the function of many steps begins with zeros."""
    these = _found(namespace)
    sequence, step = [*PARAMETERS, "x", "h0"], [*PARAMETERS, "x", "h0", "C0"]
    if these.sequence is None:
        return step, []
    return sequence, step if these.step else []


def forward(namespace: Namespace, case: Arrays) -> tuple[Arrays, object]:
    """Run the submission's forward; returns the hidden states as `outputs`, `C`, `predictions`, and its cache."""
    stepwise, (function, _) = _found(namespace).pair(case)
    parameters = _parameters(case)
    classes = len(case["W_v"])
    H, m = case["h0"].shape
    T = len(case["x"])
    kept: object
    if stepwise:
        a_t, c_t = case["h0"].copy(), case["C0"].copy()
        a_s, c_s, y_s, caches = [], [c_t.copy()], [], []
        for t in range(T):
            next_a, next_c, y_t, cache = results(
                function(case["x"][t].copy(), a_t, c_t, parameters), 4, function.__name__
            )
            a_t, c_t = shaped("a_next", next_a, (H, m)).copy(), shaped("c_next", next_c, (H, m)).copy()
            a_s.append(a_t.copy())
            c_s.append(c_t.copy())
            y_s.append(shaped("yt_pred", y_t, (classes, m)))
            caches.append(cache)
        outputs, y, C = np.stack(a_s), np.stack(y_s), np.stack(c_s)
        kept = caches
    else:
        x = case["x"].transpose(1, 2, 0).copy()
        a, y_all, c, kept = results(function(x, case["h0"].copy(), parameters), 4, function.__name__)
        outputs = shaped("a", a, (H, m, T)).transpose(2, 0, 1)
        y = shaped("y", y_all, (classes, m, T)).transpose(2, 0, 1)
        C = shaped("c", c, (H, m, T)).transpose(2, 0, 1)
    return {"outputs": outputs, "predictions": y, "C": C}, kept


def backward(namespace: Namespace, case: Arrays, cache: object) -> Arrays:
    """Run the submission's backward on the upstream gradients `dh` (T, H, B); returns the gradients."""
    stepwise, (_, function) = _found(namespace).pair(case)
    function = written(function, "backward")
    T, H, m = case["dh"].shape
    if not stepwise:
        named = _dictionary(function(case["dh"].transpose(1, 2, 0).copy(), cache), function.__name__)
        found = _canonical(named)
        if "dx" in found:
            found["dx"] = shaped("dx", found["dx"], (case["x"].shape[1], m, T)).transpose(2, 0, 1)
        return found
    da_next: Array = np.zeros((H, m))
    dc_next: Array = np.zeros((H, m))
    sums: Arrays = {}
    dx_s: list[Array] = []
    for t in reversed(range(T)):
        kept = cache[t] if isinstance(cache, Sequence) else None
        named = _dictionary(function(added(case["dh"][t], da_next), dc_next, kept), function.__name__)
        found = {name: np.array(value) for name, value in _canonical(named).items()}
        da_next = shaped("da_prev", found.pop("dh0", None), (H, m))
        dc_next = shaped("dc_prev", found.pop("dC0", None), (H, m))
        dx_s.insert(0, shaped("dxt", found.pop("dx", None), case["x"][t].shape))
        sums = summed(sums, found)
    return {**sums, "dx": np.stack(dx_s), "dh0": da_next, "dC0": dc_next}


def _found(namespace: Namespace) -> Found:
    return _cells.found(namespace, NAMES, EXPECTED)


def _parameters(case: Arrays) -> dict[str, Array]:
    """Return the dictionary of the course."""
    return {f"{kind}{letter}": case[f"{kind}_{gate}"].copy() for kind in "Wb" for gate, letter in LETTERS.items()}


def _dictionary(value: object, what: str) -> dict[str, object]:
    if value is None:
        raise NotImplementedError(f"{what} returns None")
    if not isinstance(value, Mapping):
        raise TypeError(f"{what} returns {type(value).__name__}: expected a dictionary of gradients")
    named = {str(name): array for name, array in value.items() if array is not None}
    if value and not named:
        raise NotImplementedError(f"{what} returns None for everything")
    return named


def _canonical(named: Mapping[str, object]) -> Arrays:
    """Return gradients by the canonical names."""
    names = {f"d{kind}_{gate}": (f"d{kind}{letter}",) for kind in "Wb" for gate, letter in LETTERS.items()} | STATES
    return {name: np.asarray(named[alias]) for name, aliases in names.items() for alias in aliases if alias in named}
