"""Writes an integer that takes a reader minutes."""

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


os.write(4, frame(b'{"kind":"load","fields":{"failed":' + b"9" * 60_000 + b'},"arrays":[]}'))
time.sleep(0.2)
