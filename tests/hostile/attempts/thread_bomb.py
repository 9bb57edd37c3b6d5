"""Starts threads without end."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import threading, time

threads = [threading.Thread(target=time.sleep, args=(100,), daemon=True) for _ in range(10_000)]
for thread in threads:
    thread.start()
