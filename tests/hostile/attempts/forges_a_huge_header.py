"""Announces a header that would fill the memory once it is parsed."""

# strict: malformed
# basic: malformed
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, struct, time


def frame(header, body=b""):
    return struct.pack("<4sIQ", b"LSTM", len(header), len(body)) + header + body


os.write(4, struct.pack("<4sIQ", b"LSTM", 16 * 2**20, 0) + b"[[],[],[],")
time.sleep(0.2)
