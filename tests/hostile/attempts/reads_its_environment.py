"""Looks for secrets in the environment."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

assert not [name for name in os.environ if "TOKEN" in name or "KEY" in name or name == "USER"]
