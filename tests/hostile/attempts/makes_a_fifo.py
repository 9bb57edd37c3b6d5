"""Leaves a pipe with a name, at which a reader would wait."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

os.mkfifo("waiting")
