"""The form of a check, and the runner that asks them in order."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

import harness.checks
from harness.observations import Observations
from harness.records import CheckResult, Fact, Status


class Finding(NamedTuple):
    """What a check found, before it is given its name; `fraction` of its points are earned."""

    status: Status
    message: str
    facts: tuple[Fact, ...] = ()
    fraction: float | None = None  # all for a pass or advice, none otherwise


class Check(NamedTuple):
    """One question: `order` for reading, `points` at most, and the checks without which it makes no sense."""

    order: int
    judge: Callable[[Observations], Finding]
    requires: tuple[str, ...] = ()
    points: int = 0


EARNING = frozenset({Status.PASS, Status.ADVICE})
# A training run can confirm, not decide: half of the structural bugs do not show in so short a run.
CONFIRMING = frozenset({"training"})


@cache
def checks() -> Mapping[str, tuple[str, Check]]:
    """Return title and check by id, in reading order."""
    found: dict[str, tuple[str, Check]] = {}
    for info in iter_modules(harness.checks.__path__):
        if not info.name.startswith("_"):
            module = import_module(f"harness.checks.{info.name}")
            found[info.name] = ((module.__doc__ or "").strip().partition("\n")[0], module.CHECK)
    return dict(sorted(found.items(), key=lambda item: item[1][1].order))


def run_checks(observations: Observations) -> tuple[CheckResult, ...]:
    """Ask every check; one whose prerequisite was not met is skipped, not failed."""
    results: dict[str, CheckResult] = {}
    for check_id, (title, check) in checks().items():
        unmet = [name for name in check.requires if results[name].status not in EARNING]
        if unmet:
            finding = Finding(Status.SKIP, f"Not asked, because {unmet[0]} did not pass.")
        else:
            finding = check.judge(observations)
        fraction = finding.fraction
        if fraction is None:
            fraction = 1.0 if finding.status in EARNING else 0.0
        results[check_id] = CheckResult(check_id, title, finding.status, finding.message, finding.facts, fraction)
    return tuple(results.values())
