"""JSON that other programs build on: fixed names, fixed order, pure ASCII, no NaN."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum

from harness.records import Report
from harness.renderers._text import encodable
from harness.renderers.kill_matrix import KillMatrix

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]

# What a reader looks for first stands first; the other fields follow in the order of the record.
_FIRST = ("format", "submission", "verdict")


def render(report: Report) -> str:
    """Return the report as JSON; docs/report.schema.json describes it.

    Numbers that are not finite become null, lone surrogates U+FFFD; everything else is kept as it is.
    """
    record = {field.name: plain(getattr(report, field.name)) for field in fields(report)}
    ordered = {name: record[name] for name in _FIRST} | record
    return json.dumps(ordered, indent=2, allow_nan=False) + "\n"


def matrix_json(matrix: KillMatrix) -> str:
    """Return the kill matrix of `harness verify` as JSON, in the names of its record."""
    return json.dumps(plain(matrix), indent=2, allow_nan=False) + "\n"


def plain(value: object) -> JSON:
    """Return a record as what JSON knows; raises TypeError for what it does not."""
    if value is None or isinstance(value, bool | int | float | str):
        return _scalar(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {encodable(str(key)): plain(value[key]) for key in sorted(value)}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a report holds a {type(value).__name__}, which JSON cannot")


def _scalar(value: bool | float | str | None) -> JSON:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value
