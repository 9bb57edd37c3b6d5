"""Turns every warning into an error, then overflows."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import warnings

warnings.simplefilter("error")
np.seterr(all="warn")
_backward = backward


def backward(case):
    np.exp(np.array([1000.0]))
    return _backward(case)
