"""Runs another program."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import subprocess

subprocess.run(["/bin/true"], check=True)
