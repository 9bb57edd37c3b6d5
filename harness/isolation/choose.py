"""Choose a way to confine: by name, or the strongest that this machine can do."""

import importlib
from collections.abc import Mapping
from pathlib import Path

from harness.errors import UsageError
from harness.isolation.way import Way

AUTO = "auto"


def ways() -> dict[str, Way]:
    """Return all ways by name, the strongest first: the modules of this folder that define `start`."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    modules = {name: importlib.import_module(f"harness.isolation.{name}") for name in names if name != "choose"}
    found: dict[str, Way] = {name: module for name, module in modules.items() if hasattr(module, "start")}
    return dict(sorted(found.items(), key=lambda item: -item[1].STRENGTH))


def select(name: str = AUTO, known: Mapping[str, Way] | None = None) -> Way:
    """Return the way called `name`, or for "auto" the first of `known` that works here; raises UsageError."""
    known = ways() if known is None else known
    if name == AUTO:
        for way in known.values():
            if way.available() is None:
                return way
        reasons = "; ".join(f"{known_name}: {way.available()}" for known_name, way in known.items())
        raise UsageError(f"No way to confine a submission works on this system ({reasons}).")
    if name not in known:
        raise UsageError(f"There is no isolation {name!r}; choose among {AUTO}, {', '.join(known)}.")
    reason = known[name].available()
    if reason is not None:
        raise UsageError(f"The isolation {name} does not work here: {reason}; try --isolation {AUTO}.")
    return known[name]
