"""Reads a rubric from TOML; what is wrong with it is one sentence that names the key."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from harness.classroom.rubric import (
    Charge,
    Deductions,
    Gradescope,
    Gradients,
    Level,
    Limits,
    Rubric,
    Visibility,
    default_points,
)
from harness.classroom.rubric_tables import Table
from harness.errors import UsageError
from harness.hints import Hints
from mutants._catalogue import catalogue
from mutants._mutant import Severity
from reference.arrays import PARAMETER_NAMES

ZERO, ONE = Decimal(0), Decimal(1)
TOP = ("hints", "ungradable", "limits", "points", "gradients", "deductions", "severities", "gradescope")
# The bounds of `harness check`.
SECONDS = (Decimal("0.1"), Decimal(86_400))
MEMORY_MB = (256, 1_000_000)
# A hundredfold error is no near miss.
WORST = Decimal(100)


def load(path: Path) -> Rubric:
    """Return the rubric of a file; raises UsageError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"The rubric {path} cannot be read ({problem}); `harness rubric` prints one.") from None
    return read(text, str(path))


def held_to(rubric: Rubric | None, most: Hints) -> Rubric:
    """Return the rubric, or the default one, with no more help than `most`."""
    found = rubric or Rubric()
    return found if most.shows(found.hints) else replace(found, hints=most)


def read(text: str, name: str = "rubric") -> Rubric:
    """Return the rubric of a TOML text; raises UsageError."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)  # never a binary float
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise UsageError(f"{name} is not TOML: {problem}.") from None
    top = Table(data, name).only(TOP)
    usual = Rubric()
    found = Rubric(
        hints=top.choice("hints", usual.hints),
        ungradable=top.number_or_none("ungradable", usual.ungradable),
        limits=_limits(top.table("limits").only(("seconds", "memory_mb"))),
        points=_points(top.table("points").only(default_points(), "check")),
        gradients=_gradients(top.table("gradients").only(("partial", "levels", "weights"))),
        deductions=_deductions(top.table("deductions").only(("most", "error", "robustness", "advice", "bugs"))),
        severities=_severities(top.table("severities").only(_bug_names(), "bug")),
        gradescope=_gradescope(top.table("gradescope").only(("output", "checks", "bugs", "staff"))),
    )
    if not found.possible:
        raise UsageError(f"{name}: points are all 0, so that no mark can be given; give at least one check points.")
    if found.ungradable is not None and found.ungradable > found.possible:
        raise top.wrong("ungradable", f"at most the {found.possible:f} points that there are")
    return found


def _limits(table: Table) -> Limits:
    usual = Limits()
    seconds = table.number("seconds", usual.seconds, *SECONDS)
    return Limits(seconds, table.whole("memory_mb", usual.memory_mb, *MEMORY_MB))


def _points(table: Table) -> Mapping[str, Decimal]:
    return {check_id: table.number(check_id, points) for check_id, points in default_points().items()}


def _gradients(table: Table) -> Gradients:
    levels = [
        Level(each.needed("up_to", ZERO, WORST), each.needed("share", ZERO, ONE))
        for each in (one.only(("up_to", "share")) for one in table.tables("levels"))
    ]
    weights = table.table("weights").only(PARAMETER_NAMES, "tensor")
    found = {name: weights.number(name, ONE) for name in PARAMETER_NAMES if name in weights.data}
    if len(found) == len(PARAMETER_NAMES) and not any(found.values()):
        raise table.wrong("weights", "at least one tensor that weighs more than 0")
    return Gradients(table.flag("partial", default=True), tuple(sorted(levels, key=lambda one: one.up_to)), found)


def _deductions(table: Table) -> Deductions:
    bugs = table.table("bugs").only(_bug_names(), "bug")
    return Deductions(
        most=table.number_or_none("most", None),
        error=table.number("error", ZERO),
        robustness=table.number("robustness", ZERO),
        advice=table.number("advice", ZERO),
        bugs={key: _charge(bugs, key) for key in bugs.data},
    )


def _charge(bugs: Table, key: str) -> Charge:
    value = bugs.data[key]
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Mapping):
        raise bugs.wrong(key, "a number, or a table as in { each = 2, most = 6 }")
    if not isinstance(value, Mapping):
        return Charge(bugs.number(key, ZERO))
    one = bugs.table(key).only(("each", "most"))
    return Charge(one.number("each", ZERO), one.number_or_none("most", None))


def _severities(table: Table) -> Mapping[str, Severity]:
    return {key: table.choice(key, Severity.ERROR) for key in table.data}


def _gradescope(table: Table) -> Gradescope:
    usual = Gradescope()
    staff: Visibility = table.choice("staff", usual.staff)
    return Gradescope(
        output=table.choice("output", usual.output),
        checks=table.choice("checks", usual.checks),
        bugs=table.choice("bugs", usual.bugs),
        staff=staff,
    )


def _bug_names() -> frozenset[str]:
    return frozenset(name for mutant in catalogue() for name in (mutant.id, mutant.family))
