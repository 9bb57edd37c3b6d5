"""Leaves by os._exit when it is called."""

# strict: ended
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    import os

    os._exit(0)
