"""Leaves an audit hook, which nobody can remove, that raises at every event."""

# strict: ended
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import sys


def trap(*arguments):
    raise SystemExit("audited")


sys.addaudithook(trap)
