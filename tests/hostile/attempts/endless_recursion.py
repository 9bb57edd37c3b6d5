"""Calls itself without end."""

# strict: failure
# basic: failure
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    def deeper():
        return deeper()

    return deeper()
