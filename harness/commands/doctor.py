"""`harness doctor`: what this machine can do to confine a submission."""

import os
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import click

from harness.client import Worker
from harness.commands._output import say
from harness.errors import HarnessError
from harness.isolation.choose import ways
from harness.isolation.way import Way
from harness.records import Isolation

FILTERS = Path("/proc/sys/kernel/seccomp/actions_avail")


class Tried(NamedTuple):
    """One way to confine: how it confined a worker that got no submission, or why it does not work."""

    name: str
    isolation: Isolation | None = None
    reason: str = ""


@click.command()
def doctor() -> None:
    """Say what confines a submission on this machine; exit 1 where nothing does."""
    found = system()
    width = max(map(len, found))
    for name, value in found.items():
        say(f"{name:<{width}}  {value}\n")
    working = []
    for result in tried(ways()):
        say(f"\nisolation {result.name}: {f'does not work: {result.reason}' if result.reason else 'works'}\n")
        if result.isolation is not None:
            working.append(result.name)
            for line in result.isolation.enforced:
                say(f"  enforced      {line}\n")
            for line in result.isolation.not_enforced:
                say(f"  not enforced  {line}\n")
    say(f"\n--isolation auto takes {working[0]}.\n" if working else "\nNo submission can be graded here.\n")
    sys.exit(0 if working else 1)


def tried(known: Mapping[str, Way]) -> list[Tried]:
    """Confine a worker in each way that may work here, and return what it says is enforced."""
    found = []
    for name, way in known.items():
        reason = way.available()
        if reason is not None:
            found.append(Tried(name, reason=reason))
            continue
        try:
            with Worker.start(way) as worker:
                found.append(Tried(name, worker.isolation))
        except HarnessError as problem:
            found.append(Tried(name, reason=str(problem)))
    return found


def system() -> Mapping[str, str]:
    """Return by name what the ways to confine depend on."""
    found = {
        "Python": f"{platform.python_version()} ({platform.python_implementation()})",
        "NumPy": _version_of("numpy"),
        "System": f"{platform.system()} {platform.release()} on {platform.machine()}",
        "Cores": str(os.cpu_count() or "unknown"),
    }
    if sys.platform == "linux":
        from harness.inside import landlock, seccomp  # Linux only

        abi = landlock.abi()
        fits = "" if platform.machine() in seccomp.MACHINES else f", our filter is not written for {platform.machine()}"
        found["Landlock"] = f"ABI {abi}" if abi else "not offered by the kernel"
        found["seccomp"] = f"{'offered' if FILTERS.exists() else 'not found'}{fits}"
    return found


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
