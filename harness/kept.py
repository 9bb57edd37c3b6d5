"""What follows from our own sources alone, kept between runs as Python keeps compiled modules."""

import json
import os
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

import mutants
import reference
from harness.keeping import keep
from harness.wire import JSON

HERE = Path(__file__).parent
FOLDER = HERE / "__pycache__"
# Whose modules decide what is kept: the textbook, the catalogue, the cases, and how a set of bugs is run.
SOURCES = (*reference.__path__, *mutants.__path__, str(HERE), str(HERE / "diagnosis"))


def kept(name: str, compute: Callable[[], JSON], folder: Path = FOLDER) -> JSON:
    """Return what `compute` returns, from the last run where the reference, the catalogue and NumPy are the same.

    Nothing is kept where Python may not write compiled modules either.
    """
    path = folder / f"{name}.{_fingerprint()}.json"
    try:
        value: JSON = json.loads(path.read_bytes())
    except (OSError, ValueError):
        value = compute()
        keep(path, json.dumps(value), f"{name}.*.json")
    return value


@cache
def _fingerprint() -> str:
    """Return what stands for the sources: like Python, names, sizes and times of change, which cost no reading."""
    entries = (entry for folder in SOURCES for entry in os.scandir(folder) if entry.name.endswith(".py"))
    states = sorted(f"{entry.path} {entry.stat().st_size} {entry.stat().st_mtime_ns}" for entry in entries)
    states.append(np.__version__)
    return sha256("\n".join(states).encode("utf-8", "backslashreplace")).hexdigest()[:16]
