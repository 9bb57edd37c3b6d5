"""A Dask cluster on this machine, started as docs/cluster.md says, whose processes a test may kill."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# Each loads Dask on a loaded machine.
PATIENCE = 60.0
ADDRESS = re.compile(r"Scheduler at:\s*(tcp://\S+)")


@dataclass
class Local:
    """A scheduler and its workers, without a nanny: a worker that is killed stays away."""

    folder: Path
    address: str = ""
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def workers(self) -> list["subprocess.Popen[bytes]"]:
        """The workers, the first one first."""
        return self.processes[1:]

    def start(self, *arguments: str) -> None:
        """Start another of its processes."""
        log = self.folder / f"dask-{len(self.processes)}.log"
        with log.open("wb") as file:
            command = [sys.executable, "-m", "dask", *arguments]
            self.processes.append(subprocess.Popen(command, stdout=file, stderr=file, cwd=self.folder))

    def end(self) -> None:
        """End them all, workers first: a nanny ends its worker when it is asked to, not when it is killed."""
        for process in reversed(self.processes):
            process.terminate()
            process.wait(PATIENCE)

    def scheduler_address(self) -> str:
        """Return the address that the scheduler prints once it listens."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            text = (self.folder / "dask-0.log").read_text(encoding="utf-8")
            if found := ADDRESS.search(text):
                return found[1]
            time.sleep(0.05)
        raise TimeoutError(text)


@contextmanager
def local_cluster(folder: Path, workers: int = 2) -> Iterator[Local]:
    """Give a cluster of so many workers, and end it."""
    cluster = Local(folder)
    try:
        cluster.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        cluster.address = cluster.scheduler_address()
        for _ in range(workers):
            cluster.start("worker", cluster.address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        yield cluster
    finally:
        cluster.end()
