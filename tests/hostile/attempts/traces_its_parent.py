"""Attaches to the process above it as a debugger does."""

# strict: refused
# basic: any
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import ctypes, os

assert ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0
