# Modèle de langue LSTM : une classe, noms français à l'intérieur, les quatre portes dans une seule matrice, un pas arrière par méthode.
import numpy as np


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


class Reseau:
    def __init__(self, vocab_size, hidden_size):
        hasard = np.random.default_rng(0)
        for porte in "figo":
            setattr(self, "W_" + porte, hasard.normal(0, 0.1, (hidden_size, hidden_size + vocab_size)))
            setattr(self, "b_" + porte, np.full((hidden_size, 1), float(porte == "f")))
        self.W_v = hasard.normal(0, 0.1, (vocab_size, hidden_size))
        self.b_v = np.zeros((vocab_size, 1))
        self.bande = []

    def forward(self, inputs, h_prev, C_prev):
        cache, cellule = h_prev, C_prev
        W = np.concatenate((self.W_f, self.W_i, self.W_g, self.W_o))
        b = np.concatenate((self.b_f, self.b_i, self.b_g, self.b_o))
        n = len(self.b_f)
        self.bande = []
        sorties = []
        for x in inputs:
            z = np.concatenate((cache, x))
            s = W @ z + b
            f, i, g, o = sigmoide(s[:n]), sigmoide(s[n : 2 * n]), np.tanh(s[2 * n : 3 * n]), sigmoide(s[3 * n :])
            ancienne, cellule = cellule, f * cellule + i * g
            cache = o * np.tanh(cellule)
            v = self.W_v @ cache + self.b_v
            e = np.exp(v - v.max())
            sorties.append(e / e.sum())
            self.bande.append([z, f, i, g, o, ancienne, cellule, cache, sorties[-1]])
        return sorties, cache, cellule

    def pas_arriere(self, dh, dC, z, f, i, g, o, ancienne, cellule):
        th = np.tanh(cellule)
        dC = dC + dh * o * (1 - th * th)
        ds = np.concatenate(
            (dC * ancienne * f * (1 - f), dC * g * i * (1 - i), dC * i * (1 - g * g), dh * th * o * (1 - o))
        )
        W = np.concatenate((self.W_f, self.W_i, self.W_g, self.W_o))
        return ds @ z.T, ds, (W.T @ ds)[: len(dh)], dC * f

    def backward(self, targets):
        n, total = len(self.b_f), self.W_f.shape[1]
        dW, db = np.zeros((4 * n, total)), np.zeros((4 * n, 1))
        dW_v, db_v = np.zeros(self.W_v.shape), np.zeros(self.b_v.shape)
        dh, dC, perte = np.zeros((n, 1)), np.zeros((n, 1)), 0.0
        for pas, cible in reversed(list(zip(self.bande, targets))):
            sortie, cache = pas[8], pas[7]
            perte -= (cible * np.log(sortie)).sum()
            dv = sortie - cible
            dW_v += dv @ cache.T
            db_v += dv
            plus_W, plus_b, dh, dC = self.pas_arriere(dh + self.W_v.T @ dv, dC, *pas[:7])
            dW += plus_W
            db += plus_b
        dW_f, dW_i, dW_g, dW_o = np.split(dW, 4)
        db_f, db_i, db_g, db_o = np.split(db, 4)
        return perte, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)
