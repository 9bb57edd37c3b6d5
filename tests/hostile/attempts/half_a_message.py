"""Sends half a message and waits."""

# strict: slow
# basic: slow
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, struct, time

os.write(4, struct.pack("<4sIQ", b"LSTM", 1000, 0))
time.sleep(100)
