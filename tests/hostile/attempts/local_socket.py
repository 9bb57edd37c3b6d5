"""Listens on a local socket, a file."""

# strict: refused
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import socket

socket.socket(socket.AF_UNIX).bind("listening")
