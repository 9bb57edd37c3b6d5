"""Imports the catalogue of bugs, whose name it hides."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import importlib

importlib.import_module("mut" + "ants")
