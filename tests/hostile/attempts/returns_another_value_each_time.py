"""Returns an object that is another array whenever it is looked at."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    class Changing:
        seen = 0

        def __array__(self, *arguments, **options):
            Changing.seen += 1
            return np.full(Changing.seen, 1.0)

        def __float__(self):
            return 0.0

    return {"loss": Changing()}
