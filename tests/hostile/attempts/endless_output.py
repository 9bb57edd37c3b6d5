"""Prints a gigabyte."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


for _ in range(1000):
    print("x" * 1_000_000)
