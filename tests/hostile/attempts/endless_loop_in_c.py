"""Multiplies matrices without end and ignores signals."""

# strict: slow
# basic: slow
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import signal

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGXCPU):
    signal.signal(number, signal.SIG_IGN)
a = np.ones((1500, 1500))
while True:
    a = a @ a
