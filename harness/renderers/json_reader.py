"""Reads a JSON report back into records, strictly."""

import json
import math
import types
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from harness.records import FORMAT, Report

Record = TypeVar("Record")


class ReportError(ValueError):
    """The text is not a report of this format; the sentence says where."""


def load(text: str) -> Report:
    """Return the report of a JSON text; raises ReportError where it is not one.

    Fields that this version does not know are ignored; null stands for a number that was not finite.
    """
    return report_of(parsed(text))


def parsed(text: str) -> object:
    """Return what a JSON text says; raises ReportError where it is none, or says a thing twice."""
    try:
        data: object = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ReportError(f"the report is not JSON: {error}") from error
    return data


def report_of(data: object) -> Report:
    """Return the report that parsed JSON holds; raises ReportError where it is none."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ReportError(f"the report is not of format {FORMAT}")
    return record_of(Report, data, "report")


def record_of(kind: type[Record], data: object, place: str) -> Record:
    """Return a record of this kind; raises ReportError, with the place in the data, where they are none."""
    return kind(**_arguments(kind, data, place))


def _value(kind: object, data: object, place: str) -> object:
    """Return JSON data as a value of a field's type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = next(option for option in arguments if option is not types.NoneType)
        return None if data is None else _value(inner, data, place)
    if origin is tuple:
        return _tuple(arguments, data, place)
    if origin is Mapping or origin is dict:
        return {key: _value(arguments[1], item, f"{place}.{key}") for key, item in _object(data, place).items()}
    if isinstance(kind, type) and is_dataclass(kind):
        return record_of(kind, data, place)
    return _scalar(kind, data, place)


def _arguments(kind: type, data: object, place: str) -> dict[str, Any]:
    """Return the fields of a record, each of its own type: what only a dictionary of Any can say.

    One with a default may be missing: an earlier version of the format did not know it.
    """
    items, hints = _object(data, place), _hints_of(kind)
    missing = [one.name for one in fields(kind) if one.name not in items and one.default is MISSING]
    if missing:
        raise ReportError(f"{place} lacks {', '.join(missing)}")
    return {name: _value(hint, items[name], f"{place}.{name}") for name, hint in hints.items() if name in items}


@cache
def _hints_of(kind: type) -> Mapping[str, object]:
    """Return the types of a record's fields: found once: two fifths of the time, and a class has hundreds."""
    return get_type_hints(kind)


def _tuple(arguments: tuple[object, ...], data: object, place: str) -> tuple[object, ...]:
    if not isinstance(data, list):
        raise ReportError(f"{place} is not a list")
    if arguments == (float, Ellipsis) and all(type(item) is float for item in data):
        return tuple(data)  # most of a report: the errors of every entry
    kinds = (arguments[0],) * len(data) if arguments[-1] is Ellipsis else arguments
    if len(kinds) != len(data):
        raise ReportError(f"{place} has {len(data)} items, expected {len(kinds)}")
    return tuple(
        _value(kind, item, f"{place}[{index}]") for index, (kind, item) in enumerate(zip(kinds, data, strict=True))
    )


def _scalar(kind: object, data: object, place: str) -> object:
    if kind is float:
        if data is None:
            return math.nan
        if isinstance(data, int | float) and not isinstance(data, bool):
            return float(data)
    elif kind is Decimal:
        with suppress(InvalidOperation):
            return Decimal(data if isinstance(data, str) else "")
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        if isinstance(data, str) and data in list(kind):
            return kind(data)
    elif isinstance(kind, type) and type(data) is kind:
        return data
    raise ReportError(f"{place} is {data!r:.60}, expected {getattr(kind, '__name__', kind)}")


def _object(data: object, place: str) -> Mapping[str, object]:
    if not isinstance(data, dict):
        raise ReportError(f"{place} is not an object")
    return data


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ReportError("the report names a field twice")
    return found


def _no_constant(name: str) -> float:
    raise ReportError(f"the report holds {name}, which JSON does not know")
