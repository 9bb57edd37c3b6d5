"""Announces an array of an exabyte on the channel."""

# strict: malformed
# basic: malformed
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, struct, time

os.write(4, struct.pack("<4sIQ", b"LSTM", 10, 2**60))
time.sleep(0.2)
