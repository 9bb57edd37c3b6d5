"""A small case of our own, to see what functions do whose names say nothing."""

import numpy as np

from harness.contracts._layouts import Arrays
from harness.contracts._names import PARAMETERS

# All dimensions differ.
HIDDEN, VOCABULARY, STEPS = 5, 4, 3


def small_case() -> Arrays:
    """Return a case of three steps, drawn from a fixed seed."""
    rng = np.random.default_rng(0)
    symbols = np.eye(VOCABULARY)[rng.integers(VOCABULARY, size=(2, STEPS))][:, :, :, None]
    case: Arrays = {"inputs": symbols[0], "targets": symbols[1]}
    case |= {name: 0.5 * rng.standard_normal((HIDDEN, 1)) for name in ("h0", "C0")}
    shapes = {"W": (HIDDEN, HIDDEN + VOCABULARY), "b": (HIDDEN, 1)}
    last = {"W_v": (VOCABULARY, HIDDEN), "b_v": (VOCABULARY, 1)}
    return case | {name: 0.5 * rng.standard_normal(last.get(name, shapes[name[0]])) for name in PARAMETERS}
