"""What every way to confine shares: limits, and the process that a way starts."""

from collections.abc import Callable
from typing import NamedTuple, Protocol


class Limits(NamedTuple):
    """What a submission may use: wall seconds a request, memory, CPU seconds in all, and what it writes."""

    seconds: float = 10.0
    # That the harness waits for all requests together: who sleeps a little in each is not done in hours.
    all_seconds: float = 300.0
    memory_mb: int = 1024
    # Of all requests together: ends a process that outlives the harness.
    cpu_seconds: int = 600
    file_mb: int = 8
    # All files together. Weights of the course's size are 0.2 MB.
    scratch_mb: int = 16


class Confined(NamedTuple):
    """A started worker: its process, the descriptors of the channel, its scratch folder, and how to end it."""

    process: int
    requests: int  # written by us
    replies: int  # read by us
    scratch: str
    way: str
    enforced: tuple[str, ...]
    not_enforced: tuple[str, ...]
    end: Callable[["Confined"], int | None]  # kills and collects; gives the wait status
    wait: Callable[[float], int | None]  # gives the wait status, None where it runs after so long


class Way(Protocol):
    """What a module of this folder defines."""

    STRENGTH: int
    ENFORCED: tuple[str, ...]
    NOT_ENFORCED: tuple[str, ...]

    def available(self) -> str | None:
        """Return None where this way works, else the reason why not."""

    def start(self, limits: Limits) -> Confined:
        """Start a worker and return at once."""
