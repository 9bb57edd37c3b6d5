"""Leaves by sys.exit when it is called."""

# strict: failure
# basic: failure
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    import sys

    sys.exit(0)
