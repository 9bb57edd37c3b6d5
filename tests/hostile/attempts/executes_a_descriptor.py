"""Executes what an open descriptor holds, without a path."""

# strict: refused
# basic: any
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, sys

os.execve(os.open(np.__file__, os.O_RDONLY), ["it"], {})
