"""Writes a gigabyte to stdout and stderr below Python."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

for _ in range(500):
    os.write(1, b"x" * 1_000_000)
    os.write(2, b"x" * 1_000_000)
