"""Counts the calls of a submission's functions: many of `forward` inside one `backward` are finite differences."""

import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType


@dataclass
class Calls:
    """How often each function of the submission was called; `watched` turns False where it stopped our counting."""

    by_code: Counter[CodeType] = field(default_factory=Counter)
    watched: bool = True

    def of(self, function: Callable[..., object] | None) -> int:
        """Return how often this function was called, under whatever name."""
        code = getattr(function, "__code__", None)
        return self.by_code[code] if isinstance(code, CodeType) else 0

    def most(self) -> int:
        """Return the number of calls of the function that was called most."""
        return max(self.by_code.values(), default=0)


@contextmanager
def counted(filename: str) -> Iterator[Calls]:
    """Count the calls of functions that are defined in `filename`, while the body runs."""
    calls = Calls()

    def profile(frame: FrameType, event: str, _argument: object) -> None:
        # A generator is entered again for each value.
        if (
            event == "call"
            and frame.f_code.co_filename == filename
            and not frame.f_code.co_flags & inspect.CO_GENERATOR
        ):
            calls.by_code[frame.f_code] += 1

    previous = sys.getprofile()
    sys.setprofile(profile)
    try:
        yield calls
    finally:
        calls.watched = sys.getprofile() is profile
        sys.setprofile(previous)
