"""A submission as bytes on its way to another machine, and its report as bytes on the way back.

Nothing but these bytes travels, and the name of `answer`: no object of ours or of a submission is pickled.
"""

import json
import platform
import threading
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from functools import cache

import numpy as np

from harness import __version__
from harness.classroom.job import Graded, Job, run
from harness.classroom.sources import sources
from harness.errors import ProtocolError
from harness.isolation.choose import select, ways
from harness.launching import Depth, Options

# A worker may have several threads; grading holds Python's lock, so that two at a time gain nothing.
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Machine:
    """What must be the same on two machines for the same report, and how strongly each confines."""

    harness: str
    sources: str  # digest of our modules: two checkouts may call themselves the same version
    numpy: str
    python: str
    isolation: str

    def differing(self, other: "Machine") -> str:
        """Return what this machine has that the other has not, as words; empty where both give the same reports."""
        if self.harness != other.harness:
            return f"harness {self.harness}, not {other.harness}"
        if self.sources != other.sources:
            return f"other sources of harness {self.harness} ({self.sources}, not {other.sources})"
        if self.numpy != other.numpy:
            return f"NumPy {self.numpy}, not {other.numpy}"
        if self.python != other.python:
            return f"Python {self.python}, not {other.python}"
        known = ways()
        if known[self.isolation].STRENGTH < known[other.isolation].STRENGTH:
            return f"only the isolation {self.isolation}, not {other.isolation}"
        return ""


@cache
def this_machine() -> Machine:
    """Return what is installed here."""
    strongest = select()
    isolation = next(name for name, way in ways().items() if way is strongest)
    return Machine(__version__, sources(), np.__version__, platform.python_version(), isolation)


def introduce() -> bytes:
    """Return this machine as bytes: what a worker is asked first."""
    return json.dumps(asdict(this_machine())).encode()


def machine(data: bytes) -> Machine:
    """Read what `introduce` said; raises ProtocolError."""
    try:
        return Machine(**json.loads(data))
    except (TypeError, ValueError):
        raise ProtocolError("A machine of the cluster does not tell its versions as harness does.") from None


def packed(job: Job) -> bytes:
    """Return a job as bytes, with the machine that asks."""
    files = [[name, b64encode(data).decode()] for name, data in job.files]
    what = {"files": files, "options": job.options._asdict(), "look": job.look, "report": job.report}
    return json.dumps({"by": asdict(this_machine()), **what}).encode()


def unpacked(data: bytes) -> tuple[Job, Machine]:
    """Read what `packed` wrote."""
    fields = json.loads(data)
    files = tuple((name, b64decode(text)) for name, text in fields["files"])
    options = Options(**{**fields["options"], "depth": Depth(fields["options"]["depth"])})
    return Job(files, options, fields["look"], fields["report"]), Machine(**fields["by"])


def answer(data: bytes) -> bytes:
    """Grade a packed job; what cannot be done is a fault of the harness, told in the answer and never raised."""
    try:
        job, asking = unpacked(data)
        problem = this_machine().differing(asking)
    except (KeyError, TypeError, ValueError):
        problem = "another form of asking"
    if problem:
        graded = Graded(fault=f"{platform.node()} of the cluster has {problem}; install the same on all machines.")
    else:
        with ONE_AT_A_TIME:
            graded = run(job)
    return json.dumps(asdict(graded)).encode()


def graded_from(data: object) -> Graded:
    """Read what `answer` returned, and nothing else; raises ProtocolError."""
    try:
        graded = Graded(**json.loads(data)) if isinstance(data, bytes) else None
    except (TypeError, ValueError):
        graded = None
    if graded is None or not all(isinstance(text, str) for text in (graded.report, graded.page, graded.fault)):
        raise ProtocolError("A worker of the cluster answered with something that is no report.")
    return graded
