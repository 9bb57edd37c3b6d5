"""Has a timer interrupt the worker, with an exception, a thousand times a second."""

# strict: harmless or failure or ended or malformed
# basic: harmless or failure or ended or malformed
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import signal


def trap(*_):
    raise KeyboardInterrupt


signal.signal(signal.SIGALRM, trap)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
