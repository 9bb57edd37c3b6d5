"""The reference, with or without a bug, dressed in the interface of a course that stops at the cell."""

import re

from mutants._bundle import reference_source
from mutants._catalogue import find

CS231N_MANY = """

def lstm_forward(x, h0, Wx, Wh, b):
    W_i, W_f, W_o, W_g = np.split(np.concatenate((Wh, Wx)).T, 4)
    b_i, b_f, b_o, b_g = np.split(b[:, None], 4)
    p = (W_f, W_i, W_g, W_o, None, b_f, b_i, b_g, b_o, None)
    cache = unrolled([x_t.T for x_t in x.transpose(1, 0, 2)], h0.T, np.zeros_like(h0.T), p)
    return np.stack(cache[6][1:]).transpose(2, 0, 1), (cache, p)


def lstm_backward(dh, cache):
    (dW_f, dW_i, dW_g, dW_o, db_f, db_i, db_g, db_o), dx, dh0, _ = unrolled_backward(
        [dh_t.T for dh_t in dh.transpose(1, 0, 2)], *cache[0], cache[1]
    )
    dW = np.concatenate((dW_i, dW_f, dW_o, dW_g)).T
    db = np.concatenate((db_i, db_f, db_o, db_g))
    H = dh.shape[2]
    return np.stack(dx).transpose(2, 0, 1), dh0.T, dW[H:], dW[:H], db[:, 0] if db.shape[1] == 1 else db.T
"""

# The course's function of one step, on the reference of one step with the upstream gradient of the cell state.
CS231N_ONE = """

def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    W_i, W_f, W_o, W_g = np.split(np.concatenate((Wh, Wx)).T, 4)
    b_i, b_f, b_o, b_g = np.split(b[:, None], 4)
    p = (W_f, W_i, W_g, W_o, None, b_f, b_i, b_g, b_o, None)
    cache = unrolled([x.T], prev_h.T, prev_c.T, p)
    return cache[6][1].T, cache[4][1].T, (cache, p)


def lstm_step_backward(dnext_h, dnext_c, cache):
    (dW_f, dW_i, dW_g, dW_o, db_f, db_i, db_g, db_o), (dx,), dh, dC = unrolled_backward(
        [dnext_h.T], *cache[0], cache[1], dnext_c.T
    )
    dW = np.concatenate((dW_i, dW_f, dW_o, dW_g)).T
    db = np.concatenate((db_i, db_f, db_o, db_g))
    H = dnext_h.shape[1]
    return dx.T, dh.T, dC.T, dW[H:], dW[:H], db[:, 0] if db.shape[1] == 1 else db.T
"""
COURSERA_MANY = """

def lstm_forward(x, a0, parameters):
    p = [parameters[n] for n in ("Wf", "Wi", "Wc", "Wo", "Wy", "bf", "bi", "bc", "bo", "by")]
    cache = unrolled([x[:, :, t] for t in range(x.shape[2])], a0, np.zeros_like(a0), p)
    h, C = cache[6][1:], cache[4][1:]
    y = [softmax(p[4] @ h_t + p[9]) for h_t in h]
    return np.stack(h, axis=2), np.stack(y, axis=2), np.stack(C, axis=2), (cache, p)


def lstm_backward(da, caches):
    gradients, dx, da0, _ = unrolled_backward([da[:, :, t] for t in range(da.shape[2])], *caches[0], caches[1])
    names = ("dWf", "dWi", "dWc", "dWo", "dbf", "dbi", "dbc", "dbo")
    return {"dx": np.stack(dx, axis=2), "da0": da0, **dict(zip(names, gradients))}
"""
COURSERA_ONE = """

def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    p = [parameters[n] for n in ("Wf", "Wi", "Wc", "Wo", "Wy", "bf", "bi", "bc", "bo", "by")]
    cache = unrolled([xt], a_prev, c_prev, p)
    a_next, c_next = cache[6][1], cache[4][1]
    return a_next, c_next, softmax(p[4] @ a_next + p[9]), (cache, p)


def lstm_cell_backward(da_next, dc_next, cache):
    gradients, (dxt,), da_prev, dc_prev = unrolled_backward([da_next], *cache[0], cache[1], dc_next)
    names = ("dWf", "dWi", "dWc", "dWo", "dbf", "dbi", "dbc", "dbo")
    return {"dxt": dxt, "da_prev": da_prev, "dc_prev": dc_prev, **dict(zip(names, gradients))}
"""
# The reference begins with no gradient of the last cell state: what one step is given comes in here.
ARGUMENT = ("    p: Parameters,\n) -> tuple[tuple", "    p: Parameters,\n    dC_given=0.0,\n) -> tuple[tuple")
BEGUN = re.compile(r"(    dC_next = np\.zeros_like\(C\[.*?\]\))\n")


def dressed(adapter: str, bug: str = "") -> str:
    """Return the reference with this bug, if any, under other names, and the course's functions that call it."""
    mutant = find(bug)
    text = mutant.source() if mutant else reference_source()
    text = BEGUN.sub(r"\1 + dC_given\n", text.replace(*ARGUMENT))
    text = text.replace("lstm_forward", "unrolled").replace("lstm_backward", "unrolled_backward")
    return text.rpartition('\n\nif __name__ == "__main__":')[0] + adapter
