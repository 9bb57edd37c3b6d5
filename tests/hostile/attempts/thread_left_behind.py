"""Leaves a thread that is not a daemon."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import threading, time

threading.Thread(target=time.sleep, args=(100,)).start()
