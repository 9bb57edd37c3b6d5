"""Forks without end when it is called."""

# strict: failure
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    import os

    while True:
        os.fork()
