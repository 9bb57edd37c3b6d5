"""Leaves a link to the root folder, that a careless removal would follow."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os

os.symlink("/", "root")
os.link(np.__file__, "copy") if os.stat(np.__file__).st_dev == os.stat(".").st_dev else None
