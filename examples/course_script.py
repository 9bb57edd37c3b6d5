# %% [markdown]
# Exercise: LSTM language model (exported from my notebook)

# %%
import matplotlib.pyplot as plt
import numpy as np

from data import test_set, training_set, validation_set, vocab_size, word_to_idx
from utils import clip_gradient_norm, init_lstm, one_hot_encode_sequence, sigmoid, softmax, tanh, update_parameters

np.random.seed(42)

print(f"training on {len(training_set)} sequences, {vocab_size} different words:")
print(word_to_idx)

# %%
# Hyper-parameters
num_epochs = 200
hidden_size = 50
learning_rate = 1e-1

z_size = hidden_size + vocab_size
params = init_lstm(hidden_size=hidden_size, vocab_size=vocab_size, z_size=z_size)


# %%
def forward(inputs, h_prev, C_prev, p):
    """
    Arguments:
    inputs -- [..., x, ...], where x is the input data at timestep "t", shape (vocab_size, 1)
    h_prev -- hidden state at timestep "t-1", shape (hidden_size, 1)
    C_prev -- memory state at timestep "t-1", shape (hidden_size, 1)
    p -- the parameters of the LSTM
    """
    assert h_prev.shape == (hidden_size, 1)
    assert C_prev.shape == (hidden_size, 1)

    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p

    # lists for the values of every timestep
    x_s, z_s, f_s, i_s = [], [], [], []
    g_s, C_s, o_s, h_s = [], [], [], []
    v_s, output_s = [], []

    # start with the given states
    h_s.append(h_prev)
    C_s.append(C_prev)

    for x in inputs:
        # YOUR CODE HERE!
        z = np.vstack((h_prev, x))
        z_s.append(z)

        f = sigmoid(np.dot(W_f, z) + b_f)
        f_s.append(f)

        i = sigmoid(np.dot(W_i, z) + b_i)
        i_s.append(i)

        g = tanh(np.dot(W_g, z) + b_g)
        g_s.append(g)

        C_prev = f * C_prev + i * g
        C_s.append(C_prev)

        o = sigmoid(np.dot(W_o, z) + b_o)
        o_s.append(o)

        h_prev = o * tanh(C_prev)
        h_s.append(h_prev)

        v = np.dot(W_v, h_prev) + b_v
        v_s.append(v)

        output_s.append(softmax(v))

    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


# %%
def backward(z, f, i, g, C, o, h, v, outputs, targets, p=params):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p

    # gradients start at zero
    W_f_d = np.zeros_like(W_f)
    b_f_d = np.zeros_like(b_f)
    W_i_d = np.zeros_like(W_i)
    b_i_d = np.zeros_like(b_i)
    W_g_d = np.zeros_like(W_g)
    b_g_d = np.zeros_like(b_g)
    W_o_d = np.zeros_like(W_o)
    b_o_d = np.zeros_like(b_o)
    W_v_d = np.zeros_like(W_v)
    b_v_d = np.zeros_like(b_v)

    # nothing comes back from after the last step
    dh_next = np.zeros_like(h[-1])
    dC_next = np.zeros_like(C[-1])

    loss = 0

    for t in reversed(range(len(outputs))):
        loss += -np.mean(np.log(outputs[t] + 1e-12) * targets[t])

        # output
        dv = np.copy(outputs[t])
        dv[np.argmax(targets[t])] -= 1
        W_v_d += np.dot(dv, h[t].T)
        b_v_d += dv

        # hidden state
        dh = np.dot(W_v.T, dv)
        dh += dh_next

        # output gate
        do = dh * tanh(C[t + 1])
        do = o[t] * (1 - o[t]) * do
        W_o_d += np.dot(do, z[t].T)
        b_o_d += do

        # memory
        dC = np.copy(dC_next)
        dC += dh * o[t] * tanh(C[t + 1], derivative=True)

        # candidate
        dg = dC * i[t]
        dg = (1 - g[t] ** 2) * dg
        W_g_d += np.dot(dg, z[t].T)
        b_g_d += dg

        # input gate
        di = dC * g[t]
        di = sigmoid(i[t], derivative=True) * di
        W_i_d += np.dot(di, z[t].T)
        b_i_d += di

        # forget gate
        df = dC * C[t]
        df = f[t] * (1 - f[t]) * df
        W_f_d += np.dot(df, z[t].T)
        b_f_d += df

        # previous hidden state and memory
        dz = np.dot(W_f.T, df) + np.dot(W_i.T, di) + np.dot(W_g.T, dg) + np.dot(W_o.T, do)
        dh_next = dz[:hidden_size, :]
        dC_next = f[t] * dC

    grads = W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d

    # against exploding gradients
    grads = clip_gradient_norm(grads)

    return loss, grads


# %%
# one sentence to see if it works
example_inputs, example_targets = test_set[0]
example_inputs = one_hot_encode_sequence(example_inputs, vocab_size)
example_targets = one_hot_encode_sequence(example_targets, vocab_size)
h = np.zeros((hidden_size, 1))
C = np.zeros((hidden_size, 1))
results = forward(example_inputs, h, C, params)
print("loss before training:", backward(*results, example_targets, params)[0])

# %%
# Training loop
training_loss, validation_loss = [], []

for epoch in range(num_epochs):
    epoch_training_loss = 0
    epoch_validation_loss = 0

    for inputs, targets in validation_set:
        inputs_one_hot = one_hot_encode_sequence(inputs, vocab_size)
        targets_one_hot = one_hot_encode_sequence(targets, vocab_size)
        h = np.zeros((hidden_size, 1))
        C = np.zeros((hidden_size, 1))
        z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, outputs = forward(inputs_one_hot, h, C, params)
        loss, _ = backward(z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, outputs, targets_one_hot, params)
        epoch_validation_loss += loss

    for inputs, targets in training_set:
        inputs_one_hot = one_hot_encode_sequence(inputs, vocab_size)
        targets_one_hot = one_hot_encode_sequence(targets, vocab_size)
        h = np.zeros((hidden_size, 1))
        C = np.zeros((hidden_size, 1))
        z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, outputs = forward(inputs_one_hot, h, C, params)
        loss, grads = backward(z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, outputs, targets_one_hot, params)
        params = update_parameters(params, grads, lr=learning_rate)
        epoch_training_loss += loss

    training_loss.append(epoch_training_loss / len(training_set))
    validation_loss.append(epoch_validation_loss / len(validation_set))

    if epoch % 10 == 0:
        print(f"Epoch {epoch}, training loss: {training_loss[-1]}, validation loss: {validation_loss[-1]}")

# %%
epochs = np.arange(len(training_loss))
plt.figure()
plt.plot(epochs, training_loss, "r", label="Training loss")
plt.plot(epochs, validation_loss, "b", label="Validation loss")
plt.legend()
plt.xlabel("Epoch"), plt.ylabel("NLL")
plt.show()
