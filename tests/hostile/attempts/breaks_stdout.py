"""Replaces the standard streams by objects that raise."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import sys


class Trap:
    def write(self, text):
        raise SystemExit

    flush = write


sys.stdout = sys.stderr = sys.__stdout__ = Trap()
sys.stdin = None
