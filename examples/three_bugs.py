import numpy as np

# my own lstm, names as in the lecture notes:
#   Gamma_f, Gamma_i, Gamma_o  -> forget, update, output gate
#   c_tilde                    -> candidate


def sig(x):
    return 1.0 / (1.0 + np.exp(-x))


def smax(x):
    x = x - x.max()
    return np.exp(x) / np.exp(x).sum()


def initialise(n_h, n_v):
    rng = np.random.default_rng(7)
    ws = []
    for _ in range(4):
        q, r = np.linalg.qr(rng.normal(size=(n_h + n_v, n_h)))
        ws.append(q.T)
    q, r = np.linalg.qr(rng.normal(size=(n_h, n_v)))
    ws.append(q.T)
    # forget bias one, all others zero
    bs = [np.ones((n_h, 1)), np.zeros((n_h, 1)), np.zeros((n_h, 1)), np.zeros((n_h, 1)), np.zeros((n_v, 1))]
    return ws + bs


def forward(inputs, h_prev, C_prev, p):
    Wf, Wi, Wg, Wo, Wv, bf, bi, bg, bo, bv = p
    T = len(inputs)
    zs, Gf, Gi, c_tilde, Go, vs, ys = {}, {}, {}, {}, {}, {}, {}
    hs, cs = [h_prev], [C_prev]
    for t in range(T):
        zs[t] = np.concatenate((hs[t], inputs[t]), axis=0)
        Gf[t] = sig(Wf @ zs[t] + bf)
        Gi[t] = sig(Wi @ zs[t] + bi)
        c_tilde[t] = np.tanh(Wg @ zs[t] + bg)
        Go[t] = sig(Wo @ zs[t] + bo)
        cs.append(Gf[t] * cs[t] + Gi[t] * c_tilde[t])
        hs.append(Go[t] * np.tanh(cs[t + 1]))
        vs[t] = Wv @ hs[t + 1] + bv
        ys[t] = smax(vs[t])

    # the assignment wants lists
    def as_list(d):
        return [d[t] for t in range(T)]

    return as_list(zs), as_list(Gf), as_list(Gi), as_list(c_tilde), cs, as_list(Go), hs, as_list(vs), as_list(ys)


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    Wf, Wi, Wg, Wo, Wv, bf, bi, bg, bo, bv = p
    n_h = bf.shape[0]

    dWf, dWi, dWg, dWo, dWv = [np.zeros(W.shape) for W in (Wf, Wi, Wg, Wo, Wv)]
    dbf, dbi, dbg, dbo, dbv = [np.zeros(b.shape) for b in (bf, bi, bg, bo, bv)]
    dh_next = np.zeros((n_h, 1))
    dc_next = np.zeros((n_h, 1))

    # loss (sum over time)
    J = 0
    for t in range(len(targets)):
        J -= np.log(outputs[t][np.argmax(targets[t]), 0] + 1e-12)

    for t in range(len(targets) - 1, -1, -1):
        c = C[t + 1]
        c_old = C[t - 1]

        dy = outputs[t] - targets[t]
        dWv += dy @ h[t + 1].T
        dbv += dy

        dh = Wv.T @ dy + dh_next
        dc = dh * o[t] * (1 - np.tanh(c) ** 2) + dc_next

        # all gates: derivative with respect to what is inside sigmoid / tanh
        dGo = dh * np.tanh(c) * o[t] * (1 - o[t])
        dGi = dc * g[t] * i[t] * (1 - i[t])
        dct = dc * i[t] * (1 - g[t] ** 2)
        dGf = dc * c_old * sig(f[t])

        dWf += dGf @ z[t].T
        dWi += dGi @ z[t].T
        dWg += dct @ z[t].T
        dWo += dGo @ z[t].T
        dbf += dGf
        dbi += dGi
        dbg += dct
        dbo += dGo

        # next (= earlier) step
        dh_next = (Wf.T @ dGf + Wi.T @ dGi + Wg.T @ dct + Wo.T @ dGo)[:n_h]
        dc_next = dc

    return J, [dWf, dWi, dWg, dWo, dWv, dbf, dbi, dbg, dbo, dbv]


def update(p, grads, lr=0.01, max_norm=1.0):
    """SGD, every gradient is clipped to its own norm first"""
    for w, dw in zip(p, grads):
        norm = np.linalg.norm(dw)
        if norm > max_norm:
            dw = dw * max_norm / norm
        w -= lr * dw


if __name__ == "__main__":
    theta = initialise(50, 4)
    x = [np.eye(4)[:, [k]] for k in (0, 0, 1)]
    y = [np.eye(4)[:, [k]] for k in (0, 1, 1)]
    for step in range(100):
        out = forward(x, np.zeros((50, 1)), np.zeros((50, 1)), theta)
        cost, gradients = backward(*out, y, theta)
        update(theta, gradients)
        if step % 10 == 0:
            print(step, cost)
