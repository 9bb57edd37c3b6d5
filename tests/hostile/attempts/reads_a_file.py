"""Reads a file outside of its folder."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


open("/etc/passwd").read()
