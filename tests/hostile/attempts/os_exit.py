"""Leaves by os._exit at import."""

# strict: ended
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

os._exit(0)
