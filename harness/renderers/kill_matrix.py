"""Which check notices which planted bug: the result of `harness verify`."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from harness.renderers._text import one_line

_KILLED, _NOT = "●", "·"
_GAP = "  "


class MutantStatus(StrEnum):
    """What became of a mutant, in the words of mutation-testing-elements."""

    KILLED = "Killed"  # a check noticed it
    SURVIVED = "Survived"
    NO_COVERAGE = "NoCoverage"
    COMPILE_ERROR = "CompileError"
    RUNTIME_ERROR = "RuntimeError"
    TIMEOUT = "Timeout"
    IGNORED = "Ignored"  # equivalent: nothing can tell it from the reference
    PENDING = "Pending"


@dataclass(frozen=True, kw_only=True)
class KillRow:
    """One mutant: its place in the reference's source (lines and columns from 1, the end exclusive) and its fate."""

    id: str
    title: str
    status: MutantStatus
    correct: str
    buggy: str
    line: int
    column: int
    end_line: int
    end_column: int
    killed_by: tuple[str, ...] = ()  # ids of checks
    reason: str = ""  # why it is ignored or survived, or what went wrong
    named_first: str = ""  # the bug that the diagnosis put first

    @property
    def family(self) -> str:
        """The id without its member."""
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class KillMatrix:
    """All mutants against all checks, with the source that was mutated."""

    checks: tuple[str, ...]
    rows: tuple[KillRow, ...]
    source: str
    filename: str = "reference.py"


def matrix_text(matrix: KillMatrix) -> str:
    """Return the matrix for a terminal: a row for each mutant, a column for each check, a key, and what is left."""
    ids = [one_line(row.id, 80) for row in matrix.rows]
    wide = max(map(len, ids), default=0)
    status_wide = max((len(row.status.value) for row in matrix.rows), default=0)
    numbers = [str(number) for number in range(1, len(matrix.checks) + 1)]
    lines = [f"{number:>3}  {one_line(check, 80)}" for number, check in zip(numbers, matrix.checks, strict=True)]
    lines += ["", _GAP.join((" " * wide, " " * status_wide, *numbers)).rstrip()]
    for row, name in zip(matrix.rows, ids, strict=True):
        marks = [
            (_KILLED if check in row.killed_by else _NOT).rjust(len(number))
            for check, number in zip(matrix.checks, numbers, strict=True)
        ]
        lines.append(_GAP.join((name.ljust(wide), row.status.value.ljust(status_wide), *marks)))
    return "\n".join([*lines, *_remarks(matrix), "", _summary(matrix)]) + "\n"


def _remarks(matrix: KillMatrix) -> list[str]:
    remarks = [f"{one_line(row.id, 80)}: {one_line(row.reason)}" for row in matrix.rows if row.reason]
    remarks += [
        f"{one_line(row.id, 80)}: named {one_line(row.named_first, 80)} first"
        for row in matrix.rows
        if row.named_first not in ("", row.id)
    ]
    return ["", *remarks] if remarks else []


def _summary(matrix: KillMatrix) -> str:
    counts = Counter(row.status for row in matrix.rows)
    parts = [f"{counts[status]} {status.value.lower()}" for status in MutantStatus if counts[status]]
    return f"{len(matrix.rows)} mutants: {', '.join(parts) or 'none'}"
