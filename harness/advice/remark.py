"""The record of one remark: which documented bug, and how we know."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """A bug of the catalogue by its id, one sentence of evidence, and the line of the submission where it stands."""

    id: str
    evidence: str
    line: int | None = None
