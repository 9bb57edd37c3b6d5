"""Closes stdin, stdout and stderr, then prints."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, sys

sys.stdout.close()
for number in range(3):
    os.close(number)
print("still here")
