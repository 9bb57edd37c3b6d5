"""Fills the disk with files, none of which is too large."""

# strict: refused
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import time


def fill():
    for number in range(40):
        with open(f"file {number}", "wb") as file:
            file.write(b"x" * 1_000_000)
    time.sleep(100)


fill()
