"""Finds the file of a contract: one of ours by name, or the instructor's own by path."""

from pathlib import Path
from typing import NamedTuple

from harness.errors import HarnessError, UnboundError, UsageError

FOLDER = Path(__file__).parent / "contracts"
AUTO = "auto"
# One of ours need not be sent: the worker loaded it before it was confined.
OURS = "from harness.contracts.{name} import *\n"


class ContractFile(NamedTuple):
    """A contract's name and source text, which only the worker executes: it has ours at hand."""

    name: str
    source: str


def names() -> tuple[str, ...]:
    """Return the contracts that come with the harness."""
    return tuple(sorted(path.stem for path in FOLDER.glob("[a-z]*.py")))


def contract_files(wanted: str) -> tuple[ContractFile, ...]:
    """Return the contracts to try: for "auto" one that chooses among ours, else the one named, or a file.

    Raises UsageError where there is no such contract.
    """
    if wanted == AUTO:
        return (ContractFile(AUTO, OURS.format(name="_auto")),)
    if wanted in names():
        return (ContractFile(wanted, OURS.format(name=wanted)),)
    if wanted.endswith(".py") and Path(wanted).is_file():
        return (_read(Path(wanted)),)
    raise UsageError(
        f"There is no contract {wanted!r}: expected {', '.join([AUTO, *names()])}, or the path of a Python file."
    )


def unusable(name: str, told: str) -> HarnessError:
    """Return the fault that a contract has one of its own, whatever is called through it.

    Ours have none: there a submission only says so.
    """
    if name in (AUTO, *names()):
        return UnboundError(f"The submission cannot be loaded: {told}.")
    return UsageError(
        f"The contract {name} cannot be used: {told.removesuffix('.')}; a contract has the functions find, forward and "
        "backward that docs/contracts.md describes: mend it, or let harness contract begin one."
    )


def _read(path: Path) -> ContractFile:
    try:
        return ContractFile(path.stem, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The contract {path.name} cannot be read ({error}); give a Python file in UTF-8.") from None
