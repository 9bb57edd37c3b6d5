"""Asks for a ring through which the kernel would work without system calls."""

# strict: refused
# basic: any
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import ctypes

IO_URING_SETUP = 425
assert ctypes.CDLL(None).syscall(IO_URING_SETUP, 8, ctypes.create_string_buffer(120)) >= 0
