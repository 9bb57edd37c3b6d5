"""Runs the commands of a documentation page as they stand there."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXITS = re.compile(r"#\s*exits (\d)\s*$")


@dataclass(frozen=True)
class Command:
    """A line of a page, and the status with which it should end."""

    line: str
    status: int = 0


def commands(page: Path) -> Iterator[Command]:
    """Yield the commands in the order in which they stand."""
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            exits = EXITS.search(line)
            yield Command(line, int(exits[1]) if exits else 0)


def run(
    line: str, folder: Path, environment: Mapping[str, str] | None = None, *, flags: str = "-ec"
) -> subprocess.CompletedProcess[str]:
    """Run a command line in a folder, with the installed harness on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", flags, line],
        cwd=folder,
        env={**os.environ, "PATH": path, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def run_page(page: Path, folder: Path) -> str:
    """Run all commands of a page; returns what they printed, and raises AssertionError where one ends otherwise."""
    said = []
    for command in commands(page):
        done = run(command.line, folder)
        assert done.returncode == command.status, f"{command.line}: {done.stderr}"
        said.append(done.stdout)
    return "".join(said)
