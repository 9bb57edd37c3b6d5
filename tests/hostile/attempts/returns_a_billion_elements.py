"""Returns a sequence of a billion elements, made as they are asked for."""

# strict: failure
# basic: failure
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    class Billion:
        def __len__(self):
            return 10**9

        def __getitem__(self, place):
            return 0.0

    return {"loss": Billion()}
