"""`harness doctor` says what this machine can do, and tries it."""

from types import SimpleNamespace
from typing import cast

import pytest
from conftest import Run

from harness.client import Limits
from harness.commands import doctor
from harness.errors import WorkerError
from harness.isolation import strict
from harness.isolation.choose import ways
from harness.isolation.way import Way


def never() -> Way:
    return cast("Way", SimpleNamespace(available=lambda: "the moon is full"))


def broken() -> Way:
    def start(_limits: Limits) -> None:
        raise WorkerError("It cannot be started.")

    return cast("Way", SimpleNamespace(available=lambda: None, start=start))


def test_each_way_is_tried_and_what_it_enforces_is_listed(harness: Run) -> None:
    ran = harness("doctor")
    assert ran.code == 0
    for name, way in ways().items():
        reason = way.available()
        assert f"isolation {name}: " + (f"does not work: {reason}" if reason else "works") in ran.out
        assert reason or all(f"  enforced      {line}\n" in ran.out for line in way.ENFORCED)
        assert reason or all(f"  not enforced  {line}\n" in ran.out for line in way.NOT_ENFORCED)
    assert "\n--isolation auto takes " in ran.out


def test_versions_and_the_kernel_are_told(harness: Run) -> None:
    ran = harness("doctor")
    assert {line.split()[0] for line in ran.out.partition("\n\n")[0].splitlines()} >= {"Python", "NumPy", "System"}


def test_a_machine_without_any_way_is_told_by_exit_1(harness: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ways", lambda: {"never": never(), "broken": broken()})
    ran = harness("doctor")
    assert ran.code == 1
    assert "isolation never: does not work: the moon is full\n" in ran.out
    assert "isolation broken: does not work: It cannot be started.\n" in ran.out
    assert ran.out.endswith("No submission can be graded here.\n")


def test_what_was_tried_comes_from_the_worker_itself() -> None:
    found = {result.name: result for result in doctor.tried({"strict": ways()["strict"], "never": never()})}
    assert found["never"].isolation is None
    if strict.available() is None:
        assert found["strict"].isolation is not None
        assert found["strict"].isolation.enforced == strict.ENFORCED


def test_a_package_that_is_not_installed_is_told() -> None:
    assert doctor._version_of("no-such-package-here") == "not installed"
