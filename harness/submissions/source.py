"""From the text of a file, or of a notebook's cells, to a submission: parsed and mended, never executed."""

import ast
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from harness.errors import UnreadableError
from harness.submissions import older_numpy
from harness.submissions.holes import Problem, moved, parsed, saved
from harness.submissions.prose import no_code, people_read
from harness.submissions.submission import Cell, Hole, LeftOut, Mend, Submission

# The longest course script seen has 60 kB; beyond a megabyte it is data, and parsing it would cost seconds.
MAX_BYTES = 2**20


class Part(NamedTuple):
    """A piece of the text with its number as a cell; None for a file, which is one piece."""

    text: str
    cell: int | None = None
    foreign: str = ""  # what it is, where it is not Python


def submission(
    name: str, parts: Sequence[Part], *, mends: Sequence[Mend] = (), modules: Mapping[str, str] | None = None
) -> Submission:
    """Return the submission that the parts give; raises UnreadableError where Python can parse none of them."""
    lines: list[str] = []
    cells, holes, told, foreign = list[Cell](), list[Hole](), list(mends), list[LeftOut]()
    for part in parts:
        above = len(lines)
        if part.cell is not None:
            cells.append(Cell(part.cell, above + 1))
        if part.foreign:
            foreign.append(LeftOut(above + 1, part.foreign))
            lines += [""] * (part.text.count("\n") + 1)
            continue
        kept = saved(part.text)
        lines += kept.lines
        holes += [moved(hole, above) for hole in kept.holes]
        told += [mend._replace(line=mend.line + above) for mend in kept.mends]
    text = "\n".join(lines)
    tree = parse(text, name)
    found = Submission(
        name=name,
        text=text,
        tree=tree,
        written="\n".join(part.text for part in parts),
        cells=tuple(cells),
        modules=modules or {},
        holes=tuple(sorted(holes)),
        foreign=tuple(foreign),
        mends=tuple(sorted([*told, *older_numpy.spellings(tree)])),
    )
    idle = not modules and all(isinstance(statement, ast.Expr | ast.AnnAssign) for statement in tree.body)
    if holes and idle and (what := people_read(found.written or "")):
        raise UnreadableError(no_code(name, what))
    if holes and not tree.body:
        first = found.holes[0]
        raise UnreadableError(
            f"Python cannot parse {found.where(first.at)} of {name}: {first.message}; mend it so that the file runs."
        )
    return found


def parse(text: str, name: str) -> ast.Module:
    """Return the syntax tree of `text`; raises UnreadableError with the line of a syntax error."""
    found = parsed(text)
    if isinstance(found, Problem):
        where = f"line {found.line} of {name}" if found.line else name
        raise UnreadableError(f"Python cannot parse {where}: {found.message}; mend it so that the file runs.")
    return found


def left_out(found: Submission) -> list[LeftOut]:
    """Return what is no Python, or what Python cannot parse, as parts that were left out."""
    holes = [
        LeftOut(hole.line, f"Python cannot parse it ({found.where(hole.at)}: {hole.message})") for hole in found.holes
    ]
    return sorted([*found.foreign, *holes])
