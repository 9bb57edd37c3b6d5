"""Leaves a daemon and kills the process above it."""

# strict: refused
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(300)
    os._exit(0)
os.kill(os.getppid(), 9)
time.sleep(0.5)
