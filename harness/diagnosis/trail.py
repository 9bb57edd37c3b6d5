"""From a failing line back to the lines that gave it an operand."""

import ast
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from harness.diagnosis.statements import statements, used_names
from harness.diagnosis.values import same_values
from harness.inside.tracing import Event
from reference.arrays import Array


class Trace(NamedTuple):
    """A program's syntax tree, and what its lines made in one run."""

    tree: ast.Module
    events: Sequence[Event]

    def sources(self, place: int, made: Sequence[Array]) -> list[int]:
        """Return the lines that gave an event, through any number of copies, a value among `made`, in running order."""
        lines: list[int] = []
        while (earlier := self._giver(place, made)) is not None:
            place = earlier
            if self.events[place].line not in lines:
                lines.insert(0, self.events[place].line)
        return lines

    def _giver(self, place: int, made: Sequence[Array]) -> int | None:
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
