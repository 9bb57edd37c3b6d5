"""The command line: parses, calls the library, prints; every fault of use or of a submission is one sentence."""

import atexit
import errno
import gc
import os
import signal
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from types import FrameType
from typing import NoReturn

import click

import harness.commands
from harness import __version__
from harness.commands._language import in_languages, language_option
from harness.commands._output import output_fault
from harness.errors import HarnessError, UngradableError
from harness.languages.choosing import of_environment
from harness.languages.sentences import sentence
from harness.languages.words import _, speaking

# Imports make a hundred thousand objects that stay: the default of 700 looks through them at every turn.
COLLECTED_AFTER = 100_000
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
TERMINATED = 143


class Terminated(KeyboardInterrupt):
    """SIGTERM, which is to leave as little behind as Ctrl-C."""


class Commands(click.Group):
    """The modules of `harness/commands`, each imported when it is called: what one needs costs the others nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's)
        """Return the names of the modules, each of which defines a command of its own name."""
        return sorted(info.name for info in iter_modules(harness.commands.__path__) if not info.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = getattr(import_module(f"harness.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101  (a module of ours)
        return in_languages(command)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="harness")
@language_option
def commands() -> None:
    """Grade hand-written LSTM code, and name every bug it has."""


def _run() -> None:
    try:
        commands.main(standalone_mode=False)
    except OSError as error:
        # Help and version are printed by click, all else by `say`.
        raise output_fault(error) if error.errno == errno.ENOSPC else error from None


def main() -> None:
    """Run the command line; exit 0 clean, 1 findings, 2 usage, 3 could not be graded."""
    gc.set_threshold(COLLECTED_AFTER)
    with speaking(of_environment(os.environ)):
        _main()


def _main() -> None:
    try:
        _run()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as stop:
        click.echo(_("Stopped; nothing is left running."), err=True)
        sys.exit(TERMINATED if isinstance(stop.__cause__ or stop, Terminated) else INTERRUPTED)
    except HarnessError as error:
        click.echo(f"harness: {sentence(str(error))}", err=True)
        sys.exit(3 if isinstance(error, UngradableError) else 2)
    finally:
        gc.freeze()  # Python looks through all objects once more when it ends, which takes 50 ms of a check


def script() -> NoReturn:
    """Run the command line as a process of its own, which ends at once: freeing every object takes 30 ms of a check."""
    code = 0
    try:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _terminated)
        main()
    except SystemExit as end:
        code = _code_of(end)
    # All that Python would do at the end, but for the objects, and in its order: a pool's thread ends its processes.
    with suppress(ValueError, OSError):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second one would end nothing sooner
    try:
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001
    except (OSError, TypeError):  # a pool whose processes were ended closes the pipe through which it is told the end
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001
    atexit._run_exitfuncs()  # noqa: SLF001
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):  # a command flushes what it prints, and tells where that fails
            stream.flush()
    os._exit(code)


def _terminated(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def _code_of(end: SystemExit) -> int:
    """Return the exit code of what was raised, and print what is no code, as Python does at its end."""
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)  # noqa: T201  (no sentence of ours, and click may be what failed)
    return 1


if __name__ == "__main__":
    script()
