"""A report in the language that is spoken: its sentences translated, what is code, a name or a number as it is."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from harness.languages.sentences import sentence
from harness.languages.words import ENGLISH, spoken
from harness.measured import Training
from harness.records import Bug, CheckResult, Fact, Isolation, Report, SourceView, WrongTensor

Record = TypeVar("Record")
# The fields of each record that hold sentences, or words that stand in some; all other texts are the same everywhere.
SENTENCES: Mapping[type, frozenset[str]] = {
    Report: frozenset(("headline",)),
    Bug: frozenset(("title", "where", "symptom", "hint", "explanation", "evidence", "seen")),
    CheckResult: frozenset(("title", "message")),
    Fact: frozenset(("name", "value")),
    Isolation: frozenset(("enforced", "not_enforced")),
    Training: frozenset(("note",)),
    SourceView: frozenset(("left_out",)),
    WrongTensor: frozenset(("relation",)),
}


def in_language(record: Record) -> Record:
    """Return a record whose sentences are in the language that is spoken."""
    return record if spoken() == ENGLISH else _record(record)


def _record(record: Any) -> Any:
    said = SENTENCES.get(type(record), frozenset())
    changed = {}
    for field in fields(record):
        value = getattr(record, field.name)
        new = _said(value) if field.name in said else _within(value)
        if new is not value:
            changed[field.name] = new
    return replace(record, **changed) if changed else record


def _within(value: Any) -> Any:
    """Return a value in whose records the sentences are translated."""
    if isinstance(value, tuple) and any(is_dataclass(item) for item in value):
        return tuple(_within(item) for item in value)
    return _record(value) if is_dataclass(value) and not isinstance(value, type) else value


def _said(value: Any) -> Any:
    """Return a sentence, or those in a tuple, translated."""
    if isinstance(value, str):
        return sentence(value)
    return tuple(_said(item) for item in value) if isinstance(value, tuple) else value
