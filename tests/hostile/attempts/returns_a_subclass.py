"""Returns an array type that compares equal to everything."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    class Liar(np.ndarray):
        def __eq__(self, other):
            return True

        def tobytes(self, *arguments):
            return b"forged"

    return {"loss": np.zeros(3).view(Liar)}
