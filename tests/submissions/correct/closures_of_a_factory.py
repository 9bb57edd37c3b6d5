# LSTM language model: a factory makes both functions.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def make():
    def forward(inputs, h_prev, C_prev, p):
        W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
        z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, y_s = [], [], [], [], [], [], [], [], []
        h_s.append(h_prev)
        C_s.append(C_prev)
        for x in inputs:
            z = np.vstack((h_prev, x))
            f = sigmoid(W_f @ z + b_f)
            i = sigmoid(W_i @ z + b_i)
            g = np.tanh(W_g @ z + b_g)
            o = sigmoid(W_o @ z + b_o)
            C_prev = f * C_prev + i * g
            h_prev = o * np.tanh(C_prev)
            v = W_v @ h_prev + b_v
            y = softmax(v)
            z_s.append(z)
            f_s.append(f)
            i_s.append(i)
            g_s.append(g)
            C_s.append(C_prev)
            o_s.append(o)
            h_s.append(h_prev)
            v_s.append(v)
            y_s.append(y)
        return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, y_s

    def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
        W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
        dW_f = np.zeros_like(W_f)
        dW_i = np.zeros_like(W_i)
        dW_g = np.zeros_like(W_g)
        dW_o = np.zeros_like(W_o)
        dW_v = np.zeros_like(W_v)
        db_f = np.zeros_like(b_f)
        db_i = np.zeros_like(b_i)
        db_g = np.zeros_like(b_g)
        db_o = np.zeros_like(b_o)
        db_v = np.zeros_like(b_v)
        dh_next = np.zeros_like(h[1])
        dC_next = np.zeros_like(C[1])
        loss = 0
        for t in reversed(range(len(outputs))):
            loss += -np.sum(targets[t] * np.log(outputs[t] + 1e-12))
            dv = outputs[t] - targets[t]
            dW_v += dv @ h[t + 1].T
            db_v += dv
            dh = W_v.T @ dv + dh_next
            do = dh * np.tanh(C[t + 1])
            dao = do * o[t] * (1 - o[t])
            dC = dC_next + dh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
            dg = dC * i[t]
            dag = dg * (1 - g[t] ** 2)
            di = dC * g[t]
            dai = di * i[t] * (1 - i[t])
            df = dC * C[t]
            daf = df * f[t] * (1 - f[t])
            dW_f += daf @ z[t].T
            dW_i += dai @ z[t].T
            dW_g += dag @ z[t].T
            dW_o += dao @ z[t].T
            db_f += daf
            db_i += dai
            db_g += dag
            db_o += dao
            dz = W_f.T @ daf + W_i.T @ dai + W_g.T @ dag + W_o.T @ dao
            dh_next = dz[: h[1].shape[0]]
            dC_next = f[t] * dC
        return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)

    return forward, backward


forward, backward = make()
