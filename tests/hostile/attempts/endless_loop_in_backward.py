"""Loops without end when it is called."""

# strict: slow
# basic: slow
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    while True:
        pass
