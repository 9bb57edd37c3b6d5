"""Looks for the harness among the loaded modules."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import sys

assert not [name for name in sys.modules if name.partition(".")[0] in ("harness", "mutants", "reference")]
