"""Returns an object that raises when it is looked at."""

# strict: failure
# basic: failure
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    class Liar:
        def __array__(self, *arguments, **options):
            raise SystemExit("caught you")

        def __str__(self):
            raise ValueError

    return {"loss": Liar()}
