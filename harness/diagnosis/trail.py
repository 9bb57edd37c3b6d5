"""From a wrong value back to the line that made it."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from harness.diagnosis.statements import spans, statements, used_names
from harness.diagnosis.values import Values, same_values
from harness.inside.tracing import RETURNED, Event
from mutants._mutant import Mutant
from reference.arrays import Array

BACKWARD = "lstm_backward"


@dataclass(frozen=True)
class Trace:
    """A program's syntax tree, and what its lines made in one run."""

    tree: ast.Module
    events: Sequence[Event]

    def first(self, values: Values) -> int | None:
        """Return the place of the first event whose value is among these, where it is first kept under a name."""
        hit = next((place for place, event in enumerate(self.events) if event.value in values), None)
        return None if hit is None else self._at_the_caller(hit)

    def _at_the_caller(self, place: int) -> int:
        """Return where the value that a helper returns is kept; `place` itself where it was not just returned."""
        event = self.events[place]
        if event.name != RETURNED:
            return place
        later = range(place + 1, len(self.events))
        kept = (
            number
            for number in later
            if self.events[number].function != event.function and same_values(self.events[number].value, event.value)
        )
        return next(kept, place)

    def sources(self, place: int, made: Sequence[Array]) -> list[int]:
        """Return the lines that gave an event, through any number of copies, a value among `made`, in running order."""
        lines: list[int] = []
        while (earlier := self._source(place, made)) is not None:
            place = earlier
            if self.events[place].line not in lines:
                lines.insert(0, self.events[place].line)
        return lines

    def _source(self, place: int, made: Sequence[Array]) -> int | None:
        user = self.events[place]
        used = {name for statement in statements(self.tree, user.line) for name in used_names(statement)}
        for earlier in range(place - 1, -1, -1):
            event = self.events[earlier]
            if event.name in used and event.function == user.function:
                # Zeros say nothing: every sum begins with them.
                if np.any(event.value) and any(same_values(event.value, value) for value in made):
                    return earlier
                used.discard(event.name)  # only its latest value is used
        return None

    def uses_zeros(self, place: int) -> bool:
        """Whether an event's line uses a name that holds zeros: it is right, and what it was given is not."""
        user = self.events[place]
        used = {name for statement in statements(self.tree, user.line) for name in used_names(statement)}
        latest = {event.name: event.value for event in self.events[:place] if event.function == user.function}
        others = used & latest.keys() - {user.name}
        return any(not np.any(latest[name]) for name in others)

    def lines_making(self, made: Sequence[Array]) -> set[int]:
        """Return the lines that make one of these values."""
        values = Values(list(made))
        return {event.line for event in self.events if event.name != RETURNED and event.value in values}

    def enclosing_loop(self, line: int) -> int | None:
        """Return the line of the innermost loop around a line."""
        loops = [node for node in ast.walk(self.tree) if isinstance(node, ast.For | ast.While) and spans(node, line)]
        return max((node.lineno for node in loops), default=None)


@dataclass(frozen=True)
class Trail:
    """What one bug does in a run of the faulty reference, to be found again in the submission's."""

    mutant: Mutant
    faulty: Trace
    lines: Sequence[int]  # of the bug, in the faulty reference
    doing: Sequence[Array]  # the values that only this bug explains
    divisor: float  # of the loss: backward is linear in it, so values may be divided too

    def line_in(self, own: Trace) -> int | None:
        """Return the submission's line, or None where it is not certain."""
        if self.mutant.correct.startswith("for "):
            return self._loop_in(own)
        if _bound_name(self.mutant.correct) != _bound_name(self.mutant.buggy):
            return self._unread_in(own)
        place, first = own.first(self._wrong), self.faulty.first(Values(list(self.doing)))
        if place is None or first is None:
            return None
        if self.faulty.events[first].line in self.lines:
            return None if own.uses_zeros(place) else own.events[place].line
        return self._source_in(own, place, first)

    def _source_in(self, own: Trace, place: int, first: int) -> int | None:
        """Return the line whose value is right elsewhere, and which another line's value gives away."""
        chain = self.faulty.sources(first, self._made)
        sources = own.sources(place, self._scaled(self._made)) or [own.events[place].line]
        steps = next((number for number, line in enumerate(chain) if line in self.lines), len(sources))
        return sources[steps] if steps < len(sources) else None

    def _loop_in(self, own: Trace) -> int | None:
        """Return the header of the loop; one that stops too early makes only right values, too few of them."""
        forward = Values([event.value for event in self.faulty.events if event.function != BACKWARD])
        backward = [event.value for event in self.faulty.events if event.function == BACKWARD]
        # Zeros say nothing: every sum begins with them.
        values = self.doing or [value for value in backward if value not in forward and np.any(value)]
        place = own.first(Values(self._scaled(values)))
        return None if place is None else own.enclosing_loop(own.events[place].line)

    def _unread_in(self, own: Trace) -> int | None:
        """Return the line whose value is right and whose name nobody reads."""
        for line in self.lines:
            made = self._scaled([event.value for event in self.faulty.events if event.line == line])
            found = own.lines_making(made)
            if len(found) == 1:
                return found.pop()
        return None

    @cached_property
    def _made(self) -> list[Array]:
        return [event.value for event in self.faulty.events if event.line in self.lines]

    @cached_property
    def _wrong(self) -> Values:
        return Values(self._scaled(self.doing))

    def _scaled(self, values: Sequence[Array]) -> list[Array]:
        return [*values, *(value / self.divisor for value in values if self.divisor != 1)]


def _bound_name(code: str) -> str:
    """Return the name that a line of the reference binds."""
    return code.split("=", maxsplit=1)[0].rstrip(" +-*/")
