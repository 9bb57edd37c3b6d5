"""Fills the disk with one file."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


with open("big", "wb") as file:
    while True:
        file.write(b"x" * 1_000_000)
