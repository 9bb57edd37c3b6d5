"""The kill matrix in the report format of Stryker (mutation-testing-elements, schema 2)."""

import json

from harness import __version__
from harness.renderers.json import JSON, plain
from harness.renderers.kill_matrix import KillMatrix, KillRow

# Schema 2 was introduced with killedBy and testFiles, which hold the columns of the matrix.
_SCHEMA_VERSION = "2"
# Every mutant must be killed or ignored with a reason; anything below is red.
_HIGH, _LOW = 100, 99
_TESTS = "harness/checks"  # the schema files tests by the file that holds them


def render(matrix: KillMatrix) -> str:
    """Return the matrix as JSON for a Stryker report viewer; the checks are its tests."""
    document: JSON = {
        "schemaVersion": _SCHEMA_VERSION,
        "thresholds": {"high": _HIGH, "low": _LOW},
        "framework": {"name": "harness", "version": __version__},
        "files": {
            matrix.filename: {
                "language": "python",
                "source": matrix.source,
                "mutants": [_mutant(row) for row in matrix.rows],
            }
        },
        "testFiles": {_TESTS: {"tests": [{"id": check, "name": check} for check in matrix.checks]}},
    }
    return json.dumps(plain(document), indent=2, allow_nan=False) + "\n"


def _mutant(row: KillRow) -> JSON:
    mutant: dict[str, JSON] = {
        "id": row.id,
        "mutatorName": row.family,
        "description": row.title,
        "replacement": row.buggy,
        "location": {
            "start": {"line": row.line, "column": row.column},
            "end": {"line": row.end_line, "column": row.end_column},
        },
        "status": row.status.value,
        "killedBy": list(row.killed_by),
    }
    return mutant | ({"statusReason": row.reason} if row.reason else {})
