"""Hides an import in bytecode."""

# strict: refused
# basic: refused
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import marshal

exec(marshal.loads(marshal.dumps(compile("import reference", "it", "exec"))))
