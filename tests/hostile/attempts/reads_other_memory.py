"""Reads the memory of the process above it by a system call of its own."""

# strict: refused
# basic: any
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import ctypes, os

PROCESS_VM_READV = 310 if os.uname().machine == "x86_64" else 270
here = ctypes.create_string_buffer(8)
vector = (ctypes.c_void_p * 2)(ctypes.addressof(here), 8)
assert ctypes.CDLL(None).syscall(PROCESS_VM_READV, os.getppid(), vector, 1, vector, 1, 0) >= 0
