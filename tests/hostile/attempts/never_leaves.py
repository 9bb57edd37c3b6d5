"""Replaces what ends the process, and waits at its end."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import atexit, os, sys, time

os._exit = sys.exit = lambda *_: None
atexit.register(time.sleep, 100)
