"""What tests in several folders share."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness import cli
from mutants._catalogue import catalogue


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
# Whatever the machine speaks, the tests read English.
os.environ["HARNESS_LANG"] = "en"


@pytest.fixture
def heard() -> Iterator[None]:
    """Have Ctrl-C raise KeyboardInterrupt; a shell has what it starts in the background ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run the command line in this process, in an empty current folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["harness", *map(str, arguments)])
        code: object = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code
        assert isinstance(code, int)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Have workers put their scratch folders into a folder of this test, and return it."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture(scope="session")
def exercises(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every mutant, as `harness mutants export` writes them."""
    folder = tmp_path_factory.mktemp("exercises")
    cli.commands.main(["mutants", "export", str(folder)], standalone_mode=False)
    assert len(list(folder.glob("*.py"))) == len(catalogue())
    return folder
