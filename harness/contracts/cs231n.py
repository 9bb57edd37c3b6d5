"""CS231n's LSTM: lstm_forward(x, h0, Wx, Wh, b), lstm_backward(dh, cache), lstm_step_forward and lstm_step_backward.

Batches come first, (N, T, D); the gates stand side by side in Wx (D, 4H), Wh (H, 4H), b (4H,), in the order i, f, o, g;
the cell states begin with zeros in the function of many steps.
"""

import numpy as np

from harness.contracts import _cells
from harness.contracts._cells import PARAMETERS, Found, Names, added, given, results, shaped, summed, written
from harness.contracts._functions import Function, Namespace
from harness.contracts._layouts import Array, Arrays

# Where contracts are tried, one that is as good as another comes after those of a lower number.
ORDER = 30
ORDER_OF_GATES = "ifog"
NAMES: Names = {
    "sequence forward": (("lstmforward",), 5),
    "sequence backward": (("lstmbackward",), 2),
    "step forward": (("lstmstepforward", "lstmcellforward"), 6),
    "step backward": (("lstmstepbackward", "lstmcellbackward"), 3),
}
EXPECTED = (
    "lstm_forward(x, h0, Wx, Wh, b) and lstm_backward(dh, cache), or "
    "lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b) and lstm_step_backward(dnext_h, dnext_c, cache)"
)


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
    """Run the submission's forward; returns the hidden states as `outputs` (T, H, B), and what backward needs."""
    stepwise, (function, _) = _found(namespace).pair(case)
    Wx, Wh, b = _side_by_side(case, "x"), _side_by_side(case, "h"), _biases(case)
    x = _batch_first(case["x"])
    N, T, _ = x.shape
    H = len(case["W_f"])
    if not stepwise:
        h, cache = results(function(x, case["h0"].T.copy(), Wx, Wh, b), 2, function.__name__)
        return {"outputs": _steps_first(shaped("h", h, (N, T, H)))}, cache
    h_t, C_t = case["h0"].T.copy(), case["C0"].T.copy()
    h_s, C_s, caches = [], [C_t], []
    for t in range(T):
        named = results(function(x[:, t], h_t, C_t, Wx, Wh, b), 3, function.__name__)
        h_t, C_t = (shaped(name, value, (N, H)) for name, value in zip(("next_h", "next_c"), named, strict=False))
        h_s.append(h_t.copy())
        C_s.append(C_t.copy())
        caches.append(named[2])
    return {"outputs": np.stack(h_s).transpose(0, 2, 1), "C": np.stack(C_s).transpose(0, 2, 1)}, caches


def backward(namespace: Namespace, case: Arrays, cache: object) -> Arrays:
    """Run the submission's backward on the upstream gradients `dh` (T, H, B); returns the gradients."""
    stepwise, (_, function) = _found(namespace).pair(case)
    function = written(function, "backward")
    dh = _batch_first(case["dh"])
    if not stepwise:
        dx, dh0, dWx, dWh, db = results(function(dh, cache), 5, function.__name__)
        arrays = given({"dh0": dh0, "dWx": dWx, "dWh": dWh, "db": db})
        found = _canonical({name: np.asarray(value) for name, value in arrays.items()}, case)
        return found if dx is None else {**found, "dx": _steps_first(np.asarray(dx))}
    return _backward_by_steps(function, dh, case, cache)


def _backward_by_steps(function: Function, dh: Array, case: Arrays, caches: object) -> Arrays:
    """Return the gradients, carried from step to step and summed by us."""
    N, T, H = dh.shape
    dh_next: Array = np.zeros((N, H))
    dC_next: Array = np.zeros((N, H))
    sums: Arrays = {}
    dx_s: list[Array] = []
    for t in reversed(range(T)):
        kept = caches[t] if isinstance(caches, list) else None
        dx, dh_prev, dC_prev, dWx, dWh, db = results(
            function(added(dh[:, t], dh_next), dC_next, kept), 6, function.__name__
        )
        dh_next, dC_next = shaped("dprev_h", dh_prev, (N, H)).copy(), shaped("dprev_c", dC_prev, (N, H)).copy()
        arrays = given({"dWx": dWx, "dWh": dWh, "db": db})
        sums = summed(sums, {name: np.array(value) for name, value in arrays.items()})
        dx_s.insert(0, shaped("dx", dx, (N, case["x"].shape[1])).T.copy())
    return {**_canonical(sums, case), "dx": np.stack(dx_s), "dh0": dh_next.T, "dC0": dC_next.T}


def _found(namespace: Namespace) -> Found:
    return _cells.found(namespace, NAMES, EXPECTED)


def _side_by_side(case: Arrays, part: str) -> Array:
    """Return the weights of x or of h of all gates, (D, 4H) or (H, 4H)."""
    H = len(case["W_f"])
    columns = slice(H) if part == "h" else slice(H, None)
    return np.concatenate([case[f"W_{gate}"][:, columns].T for gate in ORDER_OF_GATES], axis=1)


def _biases(case: Arrays) -> Array:
    return np.concatenate([case[f"b_{gate}"][:, 0] for gate in ORDER_OF_GATES])


def _canonical(arrays: Arrays, case: Arrays) -> Arrays:
    """Return gradients of gates side by side as those of the canonical parameters."""
    H, Z = case["W_f"].shape
    found: Arrays = {}
    if "dWx" in arrays and "dWh" in arrays:
        dWx, dWh = shaped("dWx", arrays["dWx"], (Z - H, 4 * H)), shaped("dWh", arrays["dWh"], (H, 4 * H))
        for place, gate in enumerate(ORDER_OF_GATES):
            columns = slice(place * H, (place + 1) * H)
            found[f"dW_{gate}"] = np.concatenate([dWh[:, columns].T, dWx[:, columns].T], axis=1)
    if "db" in arrays:
        db = arrays["db"]
        # One that is not summed over the batch has a shape that the checks will tell.
        rows = db[None] if db.ndim == 1 else db
        if rows.ndim != 2 or rows.shape[1] != 4 * H:  # noqa: PLR2004  (a matrix)
            raise ValueError(f"db has shape {db.shape}: expected {(4 * H,)}")
        for place, gate in enumerate(ORDER_OF_GATES):
            found[f"db_{gate}"] = rows[:, place * H : (place + 1) * H].T
    if "dh0" in arrays:
        found["dh0"] = arrays["dh0"].T
    return found


def _batch_first(array: Array) -> Array:
    """Return (T, n, B) as (B, T, n)."""
    return array.transpose(2, 0, 1).copy()


def _steps_first(array: Array) -> Array:
    """Return (B, T, n) as (T, n, B); another number of dimensions as it is, for the checks to tell."""
    return array.transpose(1, 2, 0) if array.ndim == 3 else array  # noqa: PLR2004
