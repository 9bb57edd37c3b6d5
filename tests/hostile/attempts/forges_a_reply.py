"""Sends a well-formed message of another kind on the channel."""

# strict: malformed
# basic: malformed
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import json, os, struct, time

header = json.dumps({"kind": "verdict", "fields": {"score": 100}, "arrays": []}).encode()
os.write(4, struct.pack("<4sIQ", b"LSTM", len(header), 0) + header)
time.sleep(0.2)
