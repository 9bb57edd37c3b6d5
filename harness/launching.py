"""Starts the worker before anything slow is imported: it loads NumPy while we do."""

from enum import StrEnum
from typing import NamedTuple

from harness.client import Worker
from harness.isolation.choose import AUTO, select
from harness.isolation.way import Limits


class Depth(StrEnum):
    """How much is asked of a submission."""

    QUICK = "quick"  # no numerical derivatives, no training run
    USUAL = "usual"
    THOROUGH = "thorough"  # derivatives at more points, longer sequences, more cases


class Options(NamedTuple):
    """What the command line can set; `arguments` repeats it for the report."""

    contract: str = AUTO
    seed: int = 0
    seconds: float = 10.0
    memory_mb: int = 1024
    depth: Depth = Depth.USUAL
    run_top_level: bool = False
    isolation: str = AUTO
    mends: bool = False  # look for edits that mend the submission: a second more where it is wrong
    arguments: str = ""
    main: str = ""  # the main file of a folder or archive
    in_class: bool = False  # whoever reads the report can set nothing: no sentence tells to


def launch(options: Options) -> Worker:
    """Start a worker and return at once; raises UsageError for a way to confine that does not work here."""
    limits = Limits(seconds=options.seconds, memory_mb=options.memory_mb)
    return Worker.start(select(options.isolation), limits)
