"""Describes an array of less than nothing."""

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


os.write(4, frame(b'{"kind":"load","fields":{},"arrays":[["a","<f8",[-1,-8]]]}', b"x" * 64))
time.sleep(0.2)
