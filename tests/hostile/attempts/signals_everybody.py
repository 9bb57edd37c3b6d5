"""Asks whether it may signal every process there is."""

# strict: refused
# basic: any
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

os.kill(-1, 0)
