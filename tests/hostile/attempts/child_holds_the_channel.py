"""Leaves a child that keeps the channel open, and dies."""

# strict: ended
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, time

try:
    child = os.fork()
except OSError:
    child = 1
if child == 0:
    time.sleep(300)
os._exit(3)
