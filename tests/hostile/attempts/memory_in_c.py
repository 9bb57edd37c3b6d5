"""Asks for one array of eight gigabytes."""

# strict: failure
# basic: failure
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.ones(10**9)}
