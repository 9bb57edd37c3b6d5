"""The record of one remark: which documented bug, and how we know."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """A bug of the catalogue by its id, and one sentence of evidence."""

    id: str
    evidence: str
