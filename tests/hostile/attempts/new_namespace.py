"""Enters a namespace of its own."""

# strict: refused
# basic: any
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import ctypes

assert ctypes.CDLL(None).unshare(0x10000000) == 0
