"""Connects to a server."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import socket

socket.create_connection(("127.0.0.1", 9), timeout=0.2)
