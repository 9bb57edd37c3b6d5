"""Opens files without end."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


files = []
while True:
    files.append(open("one", "w"))
