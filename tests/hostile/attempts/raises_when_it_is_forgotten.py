"""Raises in finalizers and weak references, while the worker collects garbage."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import gc, weakref


class Trap:
    def __del__(self):
        raise SystemExit

    def __init__(self):
        self.itself = self


for _ in range(100):
    Trap()
watched = Trap()
reference = weakref.ref(watched, lambda *_: 1 / 0)
watched.itself = None
del watched
gc.callbacks.append(lambda *_: 1 / 0)
