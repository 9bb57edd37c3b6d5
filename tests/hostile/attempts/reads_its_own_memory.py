"""Opens the memory of its own process as a file."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

open("/proc/self/mem", "rb").close()
