"""The whole reference as one runnable file, in which a mutant changes a line."""

from functools import cache
from pkgutil import get_data

# In the order in which one file can define them: what forward and backward need, then the rest.
PASSES = ("arrays", "activations", "lstm", "loss", "language_model")
OTHERS = ("initialisation", "clipping", "optimisers", "data", "training")
IMPORTS = """\
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
"""


@cache
def reference_source() -> str:
    """Return the modules of the reference joined into one file that imports NumPy only."""
    return passes_source() + "".join(_body(name) for name in OTHERS) + _MAIN


@cache
def passes_source() -> str:
    """Return the beginning of `reference_source`, which ends with forward and backward: half as long to compile."""
    return IMPORTS + "".join(_body(name) for name in PASSES)


_MAIN = '\n\nif __name__ == "__main__":\n    train()\n'


def _body(module: str) -> str:
    # importlib.resources would add 7 ms to a start-up of 35; pkgutil reads from a zip just as well.
    data = get_data("reference", f"{module}.py")
    if data is None:
        raise FileNotFoundError(f"reference/{module}.py cannot be read as text: install the package with its sources")
    lines = data.decode("utf-8").splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    kept: list[str] = []
    in_import = False
    for line in lines:
        if in_import or line.startswith(("import ", "from ")):
            in_import = ("(" in line or in_import) and ")" not in line
            continue
        kept.append(line)
    body = "\n".join(kept).strip("\n")
    while "\n\n\n\n" in body:
        body = body.replace("\n\n\n\n", "\n\n\n")
    return f"\n\n{body}\n"
