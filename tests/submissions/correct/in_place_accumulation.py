# LSTM language model: works in a few buffers with out= and augmented assignments; touches no argument.
import numpy as np


def sigmoid_(x):
    """sigmoid in place"""
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1
    np.reciprocal(x, out=x)
    return x


def softmax_(x):
    x -= np.max(x)
    np.exp(x, out=x)
    x /= np.sum(x)
    return x


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev.copy()], [h_prev.copy()]
    for x in inputs:
        z = np.vstack((h_s[-1], x))
        f, i, g, o = W_f @ z, W_i @ z, W_g @ z, W_o @ z
        f += b_f
        i += b_i
        g += b_g
        o += b_o
        sigmoid_(f)
        sigmoid_(i)
        np.tanh(g, out=g)
        sigmoid_(o)
        C = f * C_s[-1]
        C += i * g
        h = np.tanh(C)
        h *= o
        v = W_v @ h
        v += b_v
        z_s.append(z)
        f_s.append(f)
        i_s.append(i)
        g_s.append(g)
        C_s.append(C)
        o_s.append(o)
        h_s.append(h)
        v_s.append(v)
        output_s.append(softmax_(v.copy()))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v = p[:5]
    grads = [np.zeros(x.shape) for x in p]
    dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v = grads
    H = W_f.shape[0]
    dh, dC = np.zeros((H, 1)), np.zeros((H, 1))  # hold the carries between two steps
    df, di, dg, do, slope = (np.empty((H, 1)) for _ in range(5))
    loss = np.zeros(1)
    for t in reversed(range(len(outputs))):
        loss -= np.log(outputs[t][targets[t] > 0] + 1e-12)
        dv = outputs[t].copy()
        dv -= targets[t]
        dW_v += dv @ h[t + 1].T
        db_v += dv
        dh += W_v.T @ dv

        tanh_C = np.tanh(C[t + 1])
        np.multiply(dh, tanh_C, out=do)
        tanh_C *= tanh_C
        np.subtract(1, tanh_C, out=slope)
        slope *= o[t]
        slope *= dh
        dC += slope

        np.multiply(dC, C[t], out=df)
        np.multiply(dC, g[t], out=di)
        np.multiply(dC, i[t], out=dg)
        for d, gate in ((df, f[t]), (di, i[t]), (do, o[t])):
            d *= gate
            np.subtract(1, gate, out=slope)
            d *= slope
        np.square(g[t], out=slope)
        np.subtract(1, slope, out=slope)
        dg *= slope

        dW_f += df @ z[t].T
        dW_i += di @ z[t].T
        dW_g += dg @ z[t].T
        dW_o += do @ z[t].T
        db_f += df
        db_i += di
        db_g += dg
        db_o += do

        dz = W_f.T @ df
        dz += W_i.T @ di
        dz += W_g.T @ dg
        dz += W_o.T @ do
        dh[:] = dz[:H]
        dC *= f[t]
    return loss[0], grads
