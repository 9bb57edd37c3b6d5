"""Opens the memory of the process above it."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

open(f"/proc/{os.getppid()}/mem", "rb").read(1)
