"""Leaves nested, protected folders behind."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

os.makedirs("a/b/c")
open("a/b/c/file", "w").close()
os.chmod("a/b", 0)
