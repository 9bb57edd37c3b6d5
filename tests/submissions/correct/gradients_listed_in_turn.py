import numpy as np


text = "in the order of the list"
vocab = sorted(set(text))
V = len(vocab)
H = 32
T = 10
eta = 0.05


def one_hot(k):
    v = np.zeros((V, 1))
    v[k] = 1
    return v


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def dsigmoid(y):
    return y * (1 - y)


def dtanh(y):
    return 1 - y**2


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


Wf = np.random.randn(H, H + V) * 0.1
bf = np.zeros((H, 1))
Wi = np.random.randn(H, H + V) * 0.1
bi = np.zeros((H, 1))
Wc = np.random.randn(H, H + V) * 0.1
bc = np.zeros((H, 1))
Wo = np.random.randn(H, H + V) * 0.1
bo = np.zeros((H, 1))
Wy = np.random.randn(V, H) * 0.1
by = np.zeros((V, 1))


def forward(xs, h, c):
    cache = []
    for x in xs:
        z = np.vstack((h, x))
        f = sigmoid(np.dot(Wf, z) + bf)
        i = sigmoid(np.dot(Wi, z) + bi)
        cb = np.tanh(np.dot(Wc, z) + bc)
        o = sigmoid(np.dot(Wo, z) + bo)
        cp = c
        c = f * cp + i * cb
        h = o * np.tanh(c)
        yh = softmax(np.dot(Wy, h) + by)
        cache.append((z, f, i, cb, o, cp, c, h, yh))
    return cache


def backward(cache, ys):
    dWf = np.zeros_like(Wf)
    dbf = np.zeros_like(bf)
    dWi = np.zeros_like(Wi)
    dbi = np.zeros_like(bi)
    dWc = np.zeros_like(Wc)
    dbc = np.zeros_like(bc)
    dWo = np.zeros_like(Wo)
    dbo = np.zeros_like(bo)
    dWy = np.zeros_like(Wy)
    dby = np.zeros_like(by)
    dhn = np.zeros((H, 1))
    dcn = np.zeros((H, 1))
    L = 0
    for k in range(1, len(cache) + 1):
        z, f, i, cb, o, cp, c, h, yh = cache[-k]
        y = ys[-k]
        L += -np.sum(y * np.log(yh))
        e = yh - y
        dWy += np.dot(e, h.T)
        dby += e
        dh = np.dot(Wy.T, e) + dhn
        dc = dcn + dh * o * dtanh(np.tanh(c))
        ao = dh * np.tanh(c) * dsigmoid(o)
        af = dc * cp * dsigmoid(f)
        ai = dc * cb * dsigmoid(i)
        ac = dc * i * dtanh(cb)
        dWf += np.dot(af, z.T)
        dbf += af
        dWi += np.dot(ai, z.T)
        dbi += ai
        dWc += np.dot(ac, z.T)
        dbc += ac
        dWo += np.dot(ao, z.T)
        dbo += ao
        dz = np.dot(Wf.T, af) + np.dot(Wi.T, ai) + np.dot(Wc.T, ac) + np.dot(Wo.T, ao)
        dhn = dz[:H]
        dcn = dc * f
    g = [dWi, dbi, dWf, dbf, dWc, dbc, dWo, dbo, dWy, dby]
    return L, g
