"""Changes the permissions of a folder that is not its own."""

# strict: refused
# basic: any
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

os.chmod("/", 0o755)
