"""Leaves by sys.exit at import."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import sys

sys.exit(0)
