# LSTM language model: the whole exercise in one file, which trains, prints and plots at the top level.
import matplotlib.pyplot as plt
import numpy as np
from tqdm import tqdm

np.random.seed(42)

# ---------- data: a a ... a b b ... b EOS ----------
sequences = []
for _ in range(100):
    n = np.random.randint(1, 12)
    sequences.append(["a"] * n + ["b"] * n + ["EOS"])
vocab = ["a", "b", "EOS", "UNK"]
vocab_size = len(vocab)
word_to_idx = {word: k for k, word in enumerate(vocab)}
training, validation = sequences[:80], sequences[80:]

# ---------- model ----------
hidden_size = 50
z_size = hidden_size + vocab_size


def one_hot_encode(word):
    x = np.zeros((vocab_size, 1))
    x[word_to_idx.get(word, word_to_idx["UNK"])] = 1
    return x


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def orthogonal(rows, cols):
    q, r = np.linalg.qr(np.random.randn(max(rows, cols), min(rows, cols)))
    q = q * np.sign(np.diag(r))
    return q if rows >= cols else q.T


def init_lstm():
    W = [orthogonal(hidden_size, z_size) for _ in range(4)]
    b = [np.ones((hidden_size, 1))] + [np.zeros((hidden_size, 1)) for _ in range(3)]
    return (*W, orthogonal(vocab_size, hidden_size), *b, np.zeros((vocab_size, 1)))


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x in inputs:
        z = np.vstack((h_s[-1], x))
        f = sigmoid(W_f @ z + b_f)
        i = sigmoid(W_i @ z + b_i)
        g = np.tanh(W_g @ z + b_g)
        o = sigmoid(W_o @ z + b_o)
        C = f * C_s[-1] + i * g
        h = o * np.tanh(C)
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


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v = p[:5]
    grads = [np.zeros_like(x) for x in p]
    dh_next, dC_next = np.zeros((hidden_size, 1)), np.zeros((hidden_size, 1))
    loss = 0
    for t in reversed(range(len(outputs))):
        loss += -np.sum(targets[t] * np.log(outputs[t] + 1e-12))
        dv = outputs[t] - targets[t]
        dh = W_v.T @ dv + dh_next
        dC = dC_next + dh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
        df = dC * C[t] * f[t] * (1 - f[t])
        di = dC * g[t] * i[t] * (1 - i[t])
        dg = dC * i[t] * (1 - g[t] ** 2)
        do = dh * np.tanh(C[t + 1]) * o[t] * (1 - o[t])
        for k, d in enumerate((df, di, dg, do)):
            grads[k] += d @ z[t].T
            grads[k + 5] += d
        grads[4] += dv @ h[t + 1].T
        grads[9] += dv
        dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
        dh_next = dz[:hidden_size]
        dC_next = dC * f[t]
    return loss, grads


def clip_gradient_norm(grads, max_norm=0.25):
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad * min(1, max_norm / (norm + 1e-6)) for grad in grads]


# ---------- training ----------
params = init_lstm()
training_loss, validation_loss = [], []
for epoch in tqdm(range(200)):
    for dataset, losses in ((validation, validation_loss), (training, training_loss)):
        total, tokens = 0, 0
        for sequence in dataset:
            inputs = [one_hot_encode(word) for word in sequence[:-1]]
            targets = [one_hot_encode(word) for word in sequence[1:]]
            h, C = np.zeros((hidden_size, 1)), np.zeros((hidden_size, 1))
            caches = forward(inputs, h, C, params)
            loss, grads = backward(*caches, targets, params)
            if dataset is training:
                for param, grad in zip(params, clip_gradient_norm(grads)):
                    param -= 1e-2 * grad
            total += loss
            tokens += len(targets)
        losses.append(total / tokens)
    if epoch % 10 == 0:
        print(f"epoch {epoch}: training {training_loss[-1]:.4f}, validation {validation_loss[-1]:.4f}")

plt.plot(training_loss, label="training")
plt.plot(validation_loss, label="validation")
plt.legend()
plt.show()
