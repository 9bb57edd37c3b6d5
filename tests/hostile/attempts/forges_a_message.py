"""Writes bytes of its own to the channel."""

# strict: malformed
# basic: malformed
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, time

os.write(4, b"x" * 1000)
time.sleep(0.2)
