"""Makes folder in folder, with empty files, which need room as well."""

# strict: refused
# basic: ended
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import os, time


def fill():
    for number in range(3000):
        if number % 100 == 0:
            os.mkdir("folder")
            os.chdir("folder")
        open(f"file {number}", "w").close()
    time.sleep(100)


fill()
