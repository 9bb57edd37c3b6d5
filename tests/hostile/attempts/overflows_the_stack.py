"""Recurses in C until the stack is full."""

# strict: ended
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    import sys

    sys.setrecursionlimit(10**9)

    class Endless:
        def __repr__(self):
            return repr(self)

        __getattr__ = property(lambda self: self.anything)

    def deeper(item):
        return max([item], key=deeper)

    return deeper(0)
