# LSTM language model: the activations, the initialisation and the data come from the course's own modules.
import numpy as np

from data import training_set, validation_set, vocab_size
from utils import clip_gradient_norm, init_lstm, one_hot_encode_sequence, sigmoid, softmax, tanh

hidden_size = 50
z_size = hidden_size + vocab_size
params = init_lstm(hidden_size=hidden_size, vocab_size=vocab_size, z_size=z_size)


def forward(inputs, h_prev, C_prev, p=params):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x in inputs:
        z = np.vstack((h_s[-1], x))
        f = sigmoid(W_f @ z + b_f)
        i = sigmoid(W_i @ z + b_i)
        g = tanh(W_g @ z + b_g)
        o = sigmoid(W_o @ z + b_o)
        C = f * C_s[-1] + i * g
        h = o * tanh(C)
        v = W_v @ h + b_v
        z_s.append(z)
        f_s.append(f)
        i_s.append(i)
        g_s.append(g)
        C_s.append(C)
        o_s.append(o)
        h_s.append(h)
        v_s.append(v)
        output_s.append(softmax(v))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p=params):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d = [np.zeros_like(x) for x in p]
    dh_next = np.zeros_like(h[-1])
    dC_next = np.zeros_like(C[-1])
    loss = 0
    for t in reversed(range(len(outputs))):
        loss += -np.mean(np.log(outputs[t]) * targets[t])
        dv = np.copy(outputs[t])
        dv[np.argmax(targets[t])] -= 1
        W_v_d += np.dot(dv, h[t + 1].T)
        b_v_d += dv

        dh = np.dot(W_v.T, dv) + dh_next
        do = dh * tanh(C[t + 1])
        do = o[t] * (1 - o[t]) * do
        W_o_d += np.dot(do, z[t].T)
        b_o_d += do

        dC = np.copy(dC_next)
        dC += dh * o[t] * tanh(C[t + 1], derivative=True)
        dg = (1 - g[t] ** 2) * dC * i[t]
        W_g_d += np.dot(dg, z[t].T)
        b_g_d += dg

        di = i[t] * (1 - i[t]) * dC * g[t]
        W_i_d += np.dot(di, z[t].T)
        b_i_d += di

        df = f[t] * (1 - f[t]) * dC * C[t]
        W_f_d += np.dot(df, z[t].T)
        b_f_d += df

        dz = np.dot(W_f.T, df) + np.dot(W_i.T, di) + np.dot(W_g.T, dg) + np.dot(W_o.T, do)
        dh_next = dz[:hidden_size, :]
        dC_next = f[t] * dC
    grads = W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d
    grads = clip_gradient_norm(grads)
    return loss, grads


def epoch(sentences, learning_rate):
    """one pass over the sentences, without updates if the learning rate is 0; returns the mean loss of a sentence"""
    total = 0
    for inputs, targets in sentences:
        inputs_one_hot = one_hot_encode_sequence(inputs, vocab_size)
        targets_one_hot = one_hot_encode_sequence(targets, vocab_size)
        caches = forward(inputs_one_hot, np.zeros((hidden_size, 1)), np.zeros((hidden_size, 1)), params)
        loss, grads = backward(*caches, targets_one_hot, params)
        for param, grad in zip(params, grads):
            param -= learning_rate * grad
        total += loss
    return total / len(sentences)


if __name__ == "__main__":
    for _ in range(20):
        print(epoch(validation_set, 0), epoch(training_set, 1e-2))
