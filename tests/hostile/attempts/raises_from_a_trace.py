"""Leaves a trace and a profile function that raise wherever they are called."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import sys


def trap(*arguments):
    raise SystemExit("traced")


sys.settrace(trap)
sys.setprofile(trap)
