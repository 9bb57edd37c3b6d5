"""Writes outside of its folder."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

open(os.path.join("..", os.path.basename(os.getcwd()) + ".txt"), "w").close()
os.unlink(os.path.join("..", os.path.basename(os.getcwd()) + ".txt"))
