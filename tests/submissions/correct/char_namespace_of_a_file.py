# Parameters in a global SimpleNamespace that only main sets up, sizes of a file.
from types import SimpleNamespace
import numpy as np

data = open("input.txt").read()
chars = list(set(data))
data_size, n_chars = len(data), len(chars)
n_hidden = 100

P = SimpleNamespace(
    Wf=np.random.randn(n_hidden, n_hidden + n_chars),
    Wi=np.random.randn(n_hidden, n_hidden + n_chars),
    Wc=np.random.randn(n_hidden, n_hidden + n_chars),
    Wo=np.random.randn(n_hidden, n_hidden + n_chars),
    bf=np.ones((n_hidden, 1)),
    bi=np.zeros((n_hidden, 1)),
    bc=np.zeros((n_hidden, 1)),
    bo=np.zeros((n_hidden, 1)),
    Wy=np.random.randn(n_chars, n_hidden),
    by=np.zeros((n_chars, 1)),
)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def loss_fun(inputs, targets, hprev, cprev):
    xs, hs, cs, acts, ps = {}, {-1: hprev}, {-1: cprev}, {}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((n_chars, 1))
        xs[t][inputs[t]] = 1
        z = np.vstack((hs[t - 1], xs[t]))
        f, i, o = sigmoid(P.Wf @ z + P.bf), sigmoid(P.Wi @ z + P.bi), sigmoid(P.Wo @ z + P.bo)
        g = np.tanh(P.Wc @ z + P.bc)
        cs[t] = f * cs[t - 1] + i * g
        hs[t] = o * np.tanh(cs[t])
        y = P.Wy @ hs[t] + P.by
        ps[t] = np.exp(y - y.max()) / np.exp(y - y.max()).sum()
        loss += -np.log(ps[t][targets[t], 0])
        acts[t] = z, f, i, g, o
    D = SimpleNamespace(**{k: np.zeros_like(v) for k, v in vars(P).items()})
    dhn, dcn = np.zeros_like(hprev), np.zeros_like(cprev)
    for t in reversed(range(len(inputs))):
        z, f, i, g, o = acts[t]
        dy = ps[t].copy()
        dy[targets[t]] -= 1
        D.Wy += dy @ hs[t].T
        D.by += dy
        dh = P.Wy.T @ dy + dhn
        th = np.tanh(cs[t])
        dc = dcn + dh * o * (1 - th * th)
        df, di, dg, do = dc * cs[t - 1] * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g * g), dh * th * o * (1 - o)
        D.Wf += df @ z.T
        D.bf += df
        D.Wi += di @ z.T
        D.bi += di
        D.Wc += dg @ z.T
        D.bc += dg
        D.Wo += do @ z.T
        D.bo += do
        dhn = (P.Wf.T @ df + P.Wi.T @ di + P.Wc.T @ dg + P.Wo.T @ do)[:n_hidden]
        dcn = dc * f
    return loss, D, hs[len(inputs) - 1], cs[len(inputs) - 1]
