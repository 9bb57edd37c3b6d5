"""Digs folders so deep that no path names them, and fills the lowest."""

# strict: refused
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, time


def dig():
    for number in range(64):
        os.mkdir("d" * 250)
        os.chdir("d" * 250)
    for number in range(64):
        with open(f"file {number}", "wb") as file:
            file.write(b"x" * 1_000_000)
    time.sleep(100)


dig()
