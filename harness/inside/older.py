"""Names that older Pythons and NumPys had, defined again in the worker; what to write instead is told outside."""

import builtins
import functools
import itertools
import sys
import time
from collections.abc import Callable

import numpy as np

from harness.inside.standins import StandIn

# What NumPy called things until 1.20 (scalar types) and 2.0, and what to write now.
NUMPY = {
    "float": "float", "int": "int", "object": "object", "str": "str", "unicode": "str", "complex": "complex",
    "float_": "np.float64", "complex_": "np.complex128", "string_": "np.bytes_", "unicode_": "np.str_",
    "bool8": "np.bool_", "int0": "np.intp", "row_stack": "np.vstack", "product": "np.prod", "cumproduct": "np.cumprod",
    "alltrue": "np.all", "sometrue": "np.any", "in1d": "np.isin", "trapz": "np.trapezoid", "round_": "np.round",
    "mat": "np.asmatrix", "rank": "np.ndim", "alen": "len", "NaN": "np.nan", "NAN": "np.nan", "Inf": "np.inf",
    "PINF": "np.inf", "infty": "np.inf", "Infinity": "np.inf", "NINF": "-np.inf", "asscalar": "a.item()",
    "asfarray": "np.asarray(a, float)", "msort": "np.sort(a, axis=0)",
}  # fmt: skip
# Python 2's built-in names, and what to write now.
BUILTINS = {
    "xrange": "range", "raw_input": "input", "unicode": "str", "long": "int", "basestring": "str", "unichr": "chr",
    "reduce": "functools.reduce",
}  # fmt: skip
# Functions of the standard library that are gone.
LIBRARY = {
    "itertools.izip": "zip", "itertools.imap": "map", "itertools.ifilter": "filter",
    "itertools.izip_longest": "itertools.zip_longest", "time.clock": "time.perf_counter", "sys.maxint": "sys.maxsize",
}  # fmt: skip
# What a notebook has at hand; outside of one it does nothing.
NOTEBOOK = ("get_ipython", "display")


def asscalar(a: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]") -> object:
    """Return the only element as a Python number."""
    return a.item()


def asfarray(a: object, dtype: type = np.float64) -> object:
    """Return an array of floats."""
    return np.asarray(a, dtype=dtype)


def msort(a: object) -> object:
    """Return a copy sorted along the first axis."""
    return np.sort(np.asarray(a), axis=0)


# What is not the value of a name of today.
_OWN: dict[str, object] = {"NINF": -np.inf, "asscalar": asscalar, "asfarray": asfarray, "msort": msort}
_MODULES = {"itertools": itertools, "time": time, "sys": sys}


def install() -> None:
    """Define what is missing; what is there stays."""
    for name, better in NUMPY.items():
        if name not in vars(np):  # asking for the attribute may warn
            setattr(np, name, _OWN[name] if name in _OWN else _value(better))
    for name, better in BUILTINS.items():
        setattr(builtins, name, _value(better))
    for dotted, better in LIBRARY.items():
        module, _, name = dotted.partition(".")
        setattr(_MODULES[module], name, _value(better))
    for name in NOTEBOOK:
        setattr(builtins, name, StandIn(name))


def _value(better: str) -> object:
    module, _, name = better.rpartition(".")
    homes = {"": builtins, "np": np, "functools": functools, **_MODULES}
    found: Callable[..., object] = getattr(homes[module], name)
    return found
