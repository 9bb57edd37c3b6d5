"""Opens a file of NumPy to change it for the next submission."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


open(np.__file__, "a").close()
