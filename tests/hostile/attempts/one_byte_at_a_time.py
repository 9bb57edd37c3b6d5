"""Sends a valid message one byte after the other, each in good time."""

# strict: slow
# basic: slow
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, struct, time


def frame(header, body=b""):
    return struct.pack("<4sIQ", b"LSTM", len(header), len(body)) + header + body


header = b'{"kind":"load","fields":{},"arrays":[]}'
for byte in frame(header):
    os.write(4, bytes([byte]))
    time.sleep(0.05)
