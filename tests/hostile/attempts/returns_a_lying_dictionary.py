"""Returns a dictionary that gives other entries than it has."""

# strict: malformed
# basic: malformed
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    class Lying(dict):
        def items(self):
            return [("a" * 10_000, 1.0), (object(), 2.0), ("verdict", 3.0)]

    return Lying(loss=0.0)
