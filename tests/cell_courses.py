"""The reference, with or without a bug, dressed in the interface of a course that stops at the cell."""

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


def dressed(adapter: str, bug: str = "") -> str:
    """Return the reference with this bug, if any, under other names, and the course's functions that call it."""
    mutant = find(bug)
    text = mutant.source() if mutant else reference_source()
    text = text.replace("lstm_forward", "unrolled").replace("lstm_backward", "unrolled_backward")
    return text.rpartition('\n\nif __name__ == "__main__":')[0] + adapter
