"""The record of one remark: which documented bug, and how we know."""

from typing import NamedTuple


class Remark(NamedTuple):
    """A bug of the catalogue by its id, one sentence of evidence, and the line of the submission where it stands."""

    id: str
    evidence: str
    line: int | None = None
