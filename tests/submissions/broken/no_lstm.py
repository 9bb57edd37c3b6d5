# Expected: exit 3, ungradable: neither forward nor backward is defined.
import numpy as np


class Perceptron:
    def __init__(self, n):
        self.w = np.zeros(n)

    def predict(self, x):
        return 1 if self.w @ x > 0 else 0


def train(model, xs, ys):
    for x, y in zip(xs, ys):
        model.w += (y - model.predict(x)) * x
    return model
