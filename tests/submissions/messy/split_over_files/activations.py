import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(v):
    e = np.exp(v - np.max(v))
    return e / np.sum(e)
