"""Returns lists in lists, deeper than a reader can follow."""

# strict: failure
# basic: failure
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    loss = []
    for _ in range(100_000):
        loss = [loss]
    return {"loss": loss}
