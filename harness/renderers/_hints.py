"""What a reader may see: a report without all that lies above the level of help.

Closed by default: a field, or a kind of record, that has no level here is shown to nobody.
"""

from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from harness.hints import Hints
from harness.measured import (
    REFERENCE,
    SUBMISSION,
    Band,
    Curve,
    DerivativePair,
    Norms,
    StepCurve,
    TensorError,
    Training,
)
from harness.records import (
    Bug,
    Change,
    CheckResult,
    Fact,
    Fix,
    Isolation,
    Location,
    Report,
    Reproduce,
    Score,
    SourceView,
    Status,
    Unexplained,
    Verdict,
    WrongTensor,
)

# What the page and the terminal show unless they are told otherwise.
USUAL = Hints.EXPLAIN
# The fields of each record that a level adds to those of the levels before it.
_ADDS: Mapping[type, Mapping[Hints, str]] = {
    Report: {
        Hints.NONE: "submission verdict score contract checks training isolation reproduce tensors derivatives "
        "step_curve norms source seconds hints format",
        Hints.TOPIC: "bugs unexplained",
        Hints.EXPLAIN: "headline",
        Hints.FIX: "mended",
    },
    Bug: {
        Hints.TOPIC: "severity certainty where hint equation",
        Hints.LINE: "location",
        Hints.EXPLAIN: "id family title symptom explanation formula correct buggy evidence same_numbers_as hides "
        "residual article seen",
        Hints.FIX: "fix",
    },
    Unexplained: {
        Hints.TOPIC: "tensors",
        Hints.LINE: "first_wrong last_right",
        Hints.EXPLAIN: "remaining",
        Hints.FIX: "changes fix",
    },
    WrongTensor: {Hints.TOPIC: "name steps sequences", Hints.EXPLAIN: "relation"},
    Change: {Hints.FIX: "location old new"},
    Location: {Hints.LINE: "line code column also cell"},
    Fix: {Hints.FIX: "diff verified"},
    CheckResult: {Hints.NONE: "id title status fraction message facts"},
    Fact: {Hints.NONE: "name value"},
    Score: {Hints.NONE: "earned possible"},
    TensorError: {Hints.NONE: "name relative_error right errors"},
    DerivativePair: {Hints.NONE: "tensor analytic numeric bar"},
    StepCurve: {Hints.NONE: "tensor steps errors bar rounding truncation"},
    Norms: {Hints.NONE: "label dh dC"},
    Band: {Hints.NONE: "seeds low high"},
    Training: {Hints.NONE: "updates curves band", Hints.EXPLAIN: "note"},
    Curve: {Hints.NONE: "label losses accuracy"},
    Isolation: {Hints.NONE: "name enforced not_enforced"},
    Reproduce: {Hints.NONE: "command seed versions"},
    SourceView: {Hints.NONE: "text left_out printed file cells"},
}
# What a check says where it did not pass: some only repeat which numbers are wrong, some tell the part of the model
# or the line; the others may name the bug.
_SAID_BY_CHECK: Mapping[str, Hints] = {
    "gradients": Hints.NONE,
    "purity": Hints.NONE,
    "training": Hints.NONE,
    "syntax": Hints.NONE,
    "forward": Hints.TOPIC,
    "loss": Hints.TOPIC,
    "carry": Hints.TOPIC,
    "interface": Hints.LINE,
}
_NOTHING_WRONG = frozenset({Status.PASS, Status.SKIP})
_SPOKEN = ("message", "facts")
# What a field holds that is not shown, by its type; any other is None.
_BLANKS: Mapping[object, object] = {str: "", tuple: (), int: 0, float: float("nan"), bool: False, Mapping: {}}


def redacted(report: Report, level: Hints) -> Report:
    """Return what a reader with this level of help, or with that of the report if it is lower, may see."""
    level = level if report.hints.shows(level) else report.hints
    shown = Report(**_record(report, level))
    # Without this sentence nothing could be done; it tells of the file, not of a bug.
    headline = report.headline if report.verdict is Verdict.UNGRADABLE else shown.headline or _counted(report)
    return replace(shown, headline=headline, hints=level)


def level_of(kind: type, name: str) -> Hints | None:
    """Return from which level on a record's field is shown; None where never."""
    return _levels(kind).get(name)


@cache
def _levels(kind: type) -> Mapping[str, Hints]:
    return {name: level for level, names in _ADDS.get(kind, {}).items() for name in names.split()}


def _record(record: object, level: Hints) -> dict[str, Any]:
    """Return the fields of a record, those above the level blank: what only a dictionary of Any can say."""
    kind: type = type(record)
    hints = _hints_of(kind)
    kept = {}
    for name, value in vars(record).items():
        needed = _said(record) if isinstance(record, CheckResult) and name in _SPOKEN else level_of(kind, name)
        if needed is None or not level.shows(needed):
            kept[name] = _blank(hints[name])
        else:
            kept[name] = _value(value, level) if _holds_records(hints[name]) else value
    return kept


@cache
def _hints_of(kind: type) -> Mapping[str, object]:
    return get_type_hints(kind)


@cache
def _holds_records(hint: object) -> bool:
    """Whether a field of this type may hold a record; the numbers of a map, for one, need no looking through."""
    return is_dataclass(hint) or any(map(_holds_records, get_args(hint)))


def _value(value: object, level: Hints) -> object:
    if isinstance(value, tuple):
        return tuple(_value(item, level) for item in value if not _is_withheld(item, level))
    if _is_withheld(value, level):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **_record(value, level))
    return value


def _is_withheld(item: object, level: Hints) -> bool:
    """Tell whether a record as a whole is not shown: a curve named after a bug, a change that nobody verified."""
    if isinstance(item, Curve | Norms):
        return item.label not in (SUBMISSION, REFERENCE) and not level.shows(Hints.EXPLAIN)
    return isinstance(item, Fix) and not item.verified


def _said(check: CheckResult) -> Hints:
    return Hints.NONE if check.status in _NOTHING_WRONG else _SAID_BY_CHECK.get(check.id, Hints.EXPLAIN)


def _blank(hint: object) -> object:
    return None if NoneType in get_args(hint) else _BLANKS.get(get_origin(hint) or hint)


def _counted(report: Report) -> str:
    """Return a sentence that tells no more than which numbers are wrong."""
    wrong, count = sum(not tensor.right for tensor in report.tensors), len(report.tensors)
    failed = [check.id for check in report.checks if check.status is Status.FAIL]
    sentences = ["The numbers do not decide."] if report.verdict is Verdict.INCONCLUSIVE else []
    if count:
        sentences.append(f"{wrong} of {count} gradients are wrong." if wrong else f"All {count} gradients are right.")
    if failed:
        sentences.append(f"Failed: {', '.join(failed)}.")
    return " ".join(sentences) or "Nothing failed."
