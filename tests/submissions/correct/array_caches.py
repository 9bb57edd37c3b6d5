# LSTM language model: all steps of a quantity live in one preallocated array, time first.
import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def softmax(x):
    x = np.exp(x - x.max())
    return x / x.sum()


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    T, H, V = len(inputs), W_f.shape[0], W_v.shape[0]
    z_s = np.zeros((T, W_f.shape[1], 1))
    f_s = np.zeros((T, H, 1))
    i_s = np.zeros((T, H, 1))
    g_s = np.zeros((T, H, 1))
    o_s = np.zeros((T, H, 1))
    C_s = np.zeros((T + 1, H, 1))
    h_s = np.zeros((T + 1, H, 1))
    v_s = np.zeros((T, V, 1))
    output_s = np.zeros((T, V, 1))
    C_s[0] = C_prev
    h_s[0] = h_prev
    for t in range(T):
        z_s[t, :H] = h_s[t]
        z_s[t, H:] = inputs[t]
        f_s[t] = sigmoid(W_f @ z_s[t] + b_f)
        i_s[t] = sigmoid(W_i @ z_s[t] + b_i)
        g_s[t] = np.tanh(W_g @ z_s[t] + b_g)
        o_s[t] = sigmoid(W_o @ z_s[t] + b_o)
        C_s[t + 1] = f_s[t] * C_s[t] + i_s[t] * g_s[t]
        h_s[t + 1] = o_s[t] * np.tanh(C_s[t + 1])
        v_s[t] = W_v @ h_s[t + 1] + b_v
        output_s[t] = softmax(v_s[t])
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    T, H = len(outputs), W_f.shape[0]
    # errors before the activations, one slot a step; the weights are done after the loop
    da_f = np.zeros((T, H, 1))
    da_i = np.zeros((T, H, 1))
    da_g = np.zeros((T, H, 1))
    da_o = np.zeros((T, H, 1))
    dv = np.array(outputs) - np.array(targets)
    tanh_C = np.tanh(C[1:])
    dh_next = np.zeros((H, 1))
    dC_next = np.zeros((H, 1))
    for t in range(T - 1, -1, -1):
        dh = W_v.T @ dv[t] + dh_next
        dC = dh * o[t] * (1 - tanh_C[t] ** 2) + dC_next
        da_o[t] = dh * tanh_C[t] * o[t] * (1 - o[t])
        da_g[t] = dC * i[t] * (1 - g[t] ** 2)
        da_i[t] = dC * g[t] * i[t] * (1 - i[t])
        da_f[t] = dC * C[t] * f[t] * (1 - f[t])
        dz = W_f.T @ da_f[t] + W_i.T @ da_i[t] + W_g.T @ da_g[t] + W_o.T @ da_o[t]
        dh_next = dz[:H]
        dC_next = f[t] * dC

    def weight(errors, values):
        return np.sum(errors @ np.transpose(values, (0, 2, 1)), axis=0)

    gates = (da_f, da_i, da_g, da_o)
    grads = [weight(da, np.array(z)) for da in gates]
    grads.append(weight(dv, np.array(h[1:])))
    grads += [da.sum(axis=0) for da in gates]
    grads.append(dv.sum(axis=0))
    loss = -np.sum(np.array(targets) * np.log(np.array(outputs) + 1e-12))
    return loss, grads
