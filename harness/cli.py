"""The command line: parses, calls the library, prints; every fault of use or of a submission is one sentence."""

import errno
import sys

import click

from harness import __version__
from harness.commands._output import unwritable
from harness.commands.check import check
from harness.commands.doctor import doctor
from harness.commands.mutants import mutants
from harness.commands.train import train
from harness.commands.verify import verify
from harness.errors import HarnessError, UngradableError

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="harness")
def commands() -> None:
    """Grade hand-written LSTM code, and name every bug it has."""


for command in (check, doctor, mutants, train, verify):
    commands.add_command(command)


def _run() -> None:
    try:
        commands.main(standalone_mode=False)
    except OSError as error:
        # Help and version are printed by click, all else by `say`.
        raise unwritable(error) if error.errno == errno.ENOSPC else error from None


def main() -> None:
    """Run the command line; exit 0 clean, 1 findings, 2 usage, 3 could not be graded."""
    try:
        _run()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; nothing is left running.", err=True)
        sys.exit(INTERRUPTED)
    except HarnessError as error:
        click.echo(f"harness: {error}", err=True)
        sys.exit(3 if isinstance(error, UngradableError) else 2)


if __name__ == "__main__":
    main()
