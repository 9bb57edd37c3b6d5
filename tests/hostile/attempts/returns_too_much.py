"""Returns more than a message may hold."""

# strict: failure
# basic: failure
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.broadcast_to(np.zeros(()), (2**25, 2))}
