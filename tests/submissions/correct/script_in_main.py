# Both passes inline in the loop of a main function: parts of weights for x and h, flat vectors, a batch of one.
import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def main():
    rng = np.random.default_rng(0)
    n_hidden, n_vocab = 32, 4
    x_data = rng.integers(0, n_vocab, (100, 12))
    Wxf, Wxi, Wxg, Wxo = (rng.normal(0, 0.1, (n_hidden, n_vocab)) for _ in range(4))
    Whf, Whi, Whg, Who = (rng.normal(0, 0.1, (n_hidden, n_hidden)) for _ in range(4))
    bf, bi, bg, bo = (np.zeros(n_hidden) for _ in range(4))
    Why = rng.normal(0, 0.1, (n_vocab, n_hidden))
    by = np.zeros(n_vocab)
    for step in range(500):
        x_seq = x_data[step % 100, :-1]
        y_seq = x_data[step % 100, 1:]
        h, c = np.zeros(Whf.shape[0]), np.zeros(Whf.shape[0])
        cache, loss = [], 0.0
        for t, symbol in enumerate(x_seq):
            h_old, c_old = h, c
            f = sigmoid(Wxf[:, symbol] + Whf @ h_old + bf)
            i = sigmoid(Wxi[:, symbol] + Whi @ h_old + bi)
            g = np.tanh(Wxg[:, symbol] + Whg @ h_old + bg)
            o = sigmoid(Wxo[:, symbol] + Who @ h_old + bo)
            c = f * c_old + i * g
            h = o * np.tanh(c)
            logits = Why @ h + by
            prob = np.exp(logits - logits.max())
            prob /= prob.sum()
            loss -= np.log(prob[y_seq[t]])
            cache.append((symbol, h_old, c_old, f, i, g, o, c, h, prob))
        dWxf, dWxi, dWxg, dWxo = (np.zeros_like(w) for w in (Wxf, Wxi, Wxg, Wxo))
        dWhf, dWhi, dWhg, dWho = (np.zeros_like(w) for w in (Whf, Whi, Whg, Who))
        dbf, dbi, dbg, dbo = (np.zeros_like(b) for b in (bf, bi, bg, bo))
        dWhy, dby = np.zeros_like(Why), np.zeros_like(by)
        dh_next, dc_next = np.zeros_like(h), np.zeros_like(c)
        for t in range(len(x_seq) - 1, -1, -1):
            symbol, h_old, c_old, f, i, g, o, c, h, prob = cache[t]
            dlogits = prob.copy()
            dlogits[y_seq[t]] -= 1
            dWhy += np.outer(dlogits, h)
            dby += dlogits
            dh = Why.T @ dlogits + dh_next
            tc = np.tanh(c)
            dao = dh * tc * o * (1 - o)
            dc = dh * o * (1 - tc * tc) + dc_next
            daf = dc * c_old * f * (1 - f)
            dai = dc * g * i * (1 - i)
            dag = dc * i * (1 - g * g)
            for dW, da in ((dWxf, daf), (dWxi, dai), (dWxg, dag), (dWxo, dao)):
                dW[:, symbol] += da
            for dW, da in ((dWhf, daf), (dWhi, dai), (dWhg, dag), (dWho, dao)):
                dW += np.outer(da, h_old)
            dbf += daf
            dbi += dai
            dbg += dag
            dbo += dao
            dh_next = Whf.T @ daf + Whi.T @ dai + Whg.T @ dag + Who.T @ dao
            dc_next = dc * f
        weights = [Wxf, Wxi, Wxg, Wxo, Whf, Whi, Whg, Who, bf, bi, bg, bo, Why, by]
        steps = [dWxf, dWxi, dWxg, dWxo, dWhf, dWhi, dWhg, dWho, dbf, dbi, dbg, dbo, dWhy, dby]
        for weight, gradient in zip(weights, steps):
            weight -= 0.05 * gradient
        if step % 50 == 0:
            print(step, loss)


if __name__ == "__main__":
    main()
