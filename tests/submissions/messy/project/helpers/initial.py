import numpy as np

from .shapes import zeros
from ..utils import sigmoid

def init_lstm(hidden_size, vocab_size):
    z_size = hidden_size + vocab_size
    weights = []
    for _ in range(4):
        q, _ = np.linalg.qr(np.random.randn(z_size, hidden_size))
        weights.append(q.T)
    W_v = np.random.randn(vocab_size, hidden_size) / np.sqrt(hidden_size)
    b_f = np.ones((hidden_size, 1))
    b_i, b_g, b_o = (np.zeros((hidden_size, 1)) for _ in range(3))
    b_v = np.zeros((vocab_size, 1))
    return (*weights, W_v, b_f, b_i, b_g, b_o, b_v)
