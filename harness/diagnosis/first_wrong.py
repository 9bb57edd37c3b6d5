"""The first value in a submission's own run that no right code makes, where the run proves whose line it is.

A value that is not among the right ones is no proof: correct code may compute in a way that nobody thought of.  A line
is named only where all of this holds; else nothing is.

- Something that the submission answers, and that is wrong, is computed from the value; nothing right is.
- The line makes right values at no step: else what is wrong is what it was given, or the loop.
- All that it used is right, and right for it: other lines use it too, and make right values of it.
- It is no line of a helper, which may have been given the wrong arguments, and reads no list that the function fills.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from harness.diagnosis.recognise import Kind, Recogniser
from harness.diagnosis.statements import SIMPLE, statements, used_names
from harness.inside.tracing import RETURNED, Event
from reference.arrays import Array

# Right elsewhere as well, so that a wrong line could have made it by mistake.
SHARED = (frozenset({"dC", "f"}), frozenset({"dh", "o"}))


@dataclass(frozen=True)
class FirstWrong:
    """The line of the first wrong value, its name, and the line of the last right value that it was made from."""

    line: int
    name: str
    last_right: int | None


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

    def first_wrong(self) -> FirstWrong | None:
        """Return the first wrong value where the run proves its line."""
        if not self.wrong:
            return None
        place = self.wrong[0]
        event = self.events[place]
        if event.name == RETURNED or not self._is_blamed(place):
            return None
        sources = [source for source in self.sources[place] if self.kinds[source] is Kind.RIGHT]
        earlier = [number for number in range(place) if self.kinds[number] is Kind.RIGHT]
        last = max(sources or earlier, default=None)
        return FirstWrong(self._begin(event.line), event.name, None if last is None else self.events[last].line)

    def _is_blamed(self, place: int) -> bool:
        event = self.events[place]
        again = [n for n, other in enumerate(self.events) if (other.line, other.name) == (event.line, event.name)]
        if any(self.kinds[number] is Kind.RIGHT for number in again):
            return False
        if self.kinds[place] is Kind.TURNED or self._has_detour(place) or self._is_helper(event.function):
            return False
        if not all(self._confirmed(source, place) for source in self.sources[place]):
            return False
        return self._reads_only_what_is_right(event)

    def _has_detour(self, place: int) -> bool:
        """Whether an earlier value of this shape, in this function, was right in a way that we do not know."""
        event = self.events[place]
        detours = (self.events[number] for number in self.detours)
        return any(other.function == event.function and other.value.shape == event.value.shape for other in detours)

    def _is_helper(self, function: str) -> bool:
        """Whether a function is called by another one that was followed."""
        followed = {event.function for event in self.events} - {function}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef) and node.name in followed:
                called = (child.func for child in ast.walk(node) if isinstance(child, ast.Call))
                if any(function == getattr(name, "id", getattr(name, "attr", None)) for name in called):
                    return True
        return False

    def _confirmed(self, source: int, place: int) -> bool:
        """Whether what a line used is right, and right for it."""
        if self.kinds[source] is Kind.SILENT:
            return True
        if self.kinds[source] is not Kind.RIGHT:
            return False
        own = self.events[place].line
        others = [user for user in self.users[source] if self.events[user].line != own]
        if any(self.kinds[user] is Kind.RIGHT and not self._copies(user) for user in others):
            return True
        meanings = {right.factors for right in self.recogniser.meanings(self.events[source].value)}
        if self._copies(source) or not meanings or meanings & set(SHARED):
            return False
        # Made twice, under two names: one of them may be meant to be something else.
        made = self.events[source]
        twins = [event for event in self.events[:place] if event.name not in (made.name, RETURNED)]
        return not any(
            meanings & {right.factors for right in self.recogniser.meanings(twin.value)}
            for twin in twins
            if twin.value.shape == made.value.shape and twin.function == made.function
        )

    def _copies(self, place: int) -> bool:
        """Whether a line only fetches or turns a value."""
        found = [node for node in statements(self.tree, self.events[place].line) if isinstance(node, ast.Assign)]
        return any(isinstance(node.value, ast.Name | ast.Subscript | ast.Attribute | ast.Tuple) for node in found)

    def _reads_only_what_is_right(self, event: Event) -> bool:
        """Whether a line that makes right values reads each list too, and the function does not fill it."""
        read = _containers(self.tree, event.line)
        filled = {
            name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef) and node.name == event.function
            for name in _filled(node)
        }
        if any(name.split("[")[0] in filled for name in read):
            return False
        right = {
            text
            for number, other in enumerate(self.events)
            if other.function == event.function and other.line != event.line and self.kinds[number] is Kind.RIGHT
            for text in _containers(self.tree, other.line)
            if not self._copies(number)
        }
        return all(text in right for text in read)

    def _begin(self, line: int) -> int:
        return max((node.lineno for node in statements(self.tree, line)), default=line)


def direction(value: Array) -> Array:
    """Return a value divided by its norm: a clip changes no more."""
    norm = float(np.linalg.norm(value))
    return value / norm if norm > 0 and np.isfinite(norm) else value


def _containers(tree: ast.Module, line: int) -> set[str]:
    """Return the lists that a line reads, each with its index."""
    return {
        ast.unparse(node)
        for statement in statements(tree, line)
        for node in ast.walk(statement)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name)
    }


def _filled(function: ast.FunctionDef) -> set[str]:
    """Return the names of lists that a function fills."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            names.add(node.value.id)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            if node.func.attr in ("append", "insert", "extend", "update"):
                names.add(node.func.value.id)
        elif isinstance(node, SIMPLE) and isinstance(getattr(node, "value", None), ast.ListComp | ast.DictComp):
            targets = node.targets if isinstance(node, ast.Assign) else []
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names
