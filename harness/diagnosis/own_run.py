"""A submission's run line by line, and what each of its values tells."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from harness.diagnosis.recognise import Kind, Recogniser
from harness.diagnosis.statements import statements, used_names
from harness.inside.tracing import Event
from reference.arrays import Array


@dataclass(frozen=True)
class Run:
    """A submission's run, with what each value tells."""

    tree: ast.Module
    events: Sequence[Event]
    recogniser: Recogniser
    answers: Recogniser  # the directions of what the submission answered, right or wrong

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """What each event's value tells."""
        return tuple(self.recogniser.kind(event.value) for event in self.events)

    @cached_property
    def sources(self) -> tuple[tuple[int, ...], ...]:
        """For each event the events that made what its line uses."""
        latest: dict[tuple[str, str], int] = {}
        found: list[tuple[int, ...]] = []
        for place, event in enumerate(self.events):
            used = sorted(self._used(event.line))
            found.append(tuple(latest[event.function, name] for name in used if (event.function, name) in latest))
            # A line's events come one after the other, and use what was before all of them.
            latest[event.function, event.name] = place
        return tuple(found)

    @cached_property
    def users(self) -> tuple[tuple[int, ...], ...]:
        """For each event the events whose line uses its value."""
        users: list[list[int]] = [[] for _ in self.events]
        for place, sources in enumerate(self.sources):
            for source in sources:
                users[source].append(place)
        return tuple(map(tuple, users))

    @cached_property
    def detours(self) -> frozenset[int]:
        """The events that are not right, but of which something right was made."""
        found: set[int] = set()
        for place in reversed(range(len(self.events))):
            if self.kinds[place] in (Kind.OTHER, Kind.TURNED) and any(
                self.kinds[user] is Kind.RIGHT or user in found for user in self.users[place]
            ):
                found.add(place)
        return frozenset(found)

    @cached_property
    def wrong(self) -> tuple[int, ...]:
        """The events that are not right, and lead to something wrong among the answers and to nothing right."""
        bad = [place for place, kind in enumerate(self.kinds) if kind in (Kind.OTHER, Kind.TURNED)]
        leading: set[int] = set()
        for place in reversed(bad):
            answered = self.answers.kind(direction(self.events[place].value)) is Kind.RIGHT
            if place not in self.detours and (answered or any(user in leading for user in self.users[place])):
                leading.add(place)
        return tuple(sorted(leading))

    def _used(self, line: int) -> frozenset[str]:
        if line not in self._uses:
            self._uses[line] = frozenset(
                name for statement in statements(self.tree, line) for name in used_names(statement)
            )
        return self._uses[line]

    @cached_property
    def _uses(self) -> dict[int, frozenset[str]]:
        return {}

    def suspects(self) -> list[int]:
        """Return the lines worth mending, likeliest first: those that make wrong values, each after what it used."""
        lines: dict[int, None] = {}
        for place in self.wrong:
            lines.setdefault(self.events[place].line)
            for source in self.sources[place]:
                lines.setdefault(self.events[source].line)
        return list(lines)


def direction(value: Array) -> Array:
    """Return a value divided by its norm: a clip changes no more."""
    with np.errstate(all="ignore"):  # an array that was only allocated holds anything
        norm = float(np.linalg.norm(value))
    return value / norm if norm > 0 and np.isfinite(norm) else value
