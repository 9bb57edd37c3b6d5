"""Takes all memory, a little at a time."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


hoard = []
while True:
    hoard.append(bytearray(10_000_000))
