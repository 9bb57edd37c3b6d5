"""Catches every exception and goes on."""

# strict: slow
# basic: slow
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


while True:
    try:
        while True:
            pass
    except BaseException:
        pass
