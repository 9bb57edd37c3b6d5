"""Empties the module table and the import hooks."""

# strict: failure
# basic: failure
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import sys

sys.meta_path.clear()
sys.path.clear()
for name in list(sys.modules):
    if name not in ("sys", "builtins"):
        del sys.modules[name]
