"""Sends an array of objects, that a careless reader would load."""

# strict: malformed
# basic: malformed
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import pickle
import os, struct, time


def frame(header, body=b""):
    return struct.pack("<4sIQ", b"LSTM", len(header), len(body)) + header + body


class Payload:
    def __reduce__(self):
        return os.system, ("touch /tmp/canary",)


os.write(4, frame(b'{"kind":"load","fields":{},"arrays":[["a","|O",[1]]]}', pickle.dumps(Payload())))
time.sleep(0.2)
