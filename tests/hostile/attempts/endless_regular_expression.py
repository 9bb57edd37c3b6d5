"""Matches a regular expression, in C, that takes years."""

# strict: slow
# basic: slow
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    import re

    re.match("(a+)+$", "a" * 60 + "b")
