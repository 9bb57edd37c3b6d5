"""Runs changed submissions on one case, many in one request, and compares their numbers."""

import ast
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from harness.answers import Answer, distance
from harness.cases import Case
from harness.conventions import LossScale
from harness.diagnosis import systems
from harness.errors import ProtocolError
from harness.expectation import in_scale
from harness.layout import permuted
from harness.observations import Observations
from harness.repair.edit import Edit, applied, overlapping
from harness.repair.expressions import Source
from harness.replies import read_answer
from harness.wire import JSON, Message

Edits = tuple[Edit, ...]
# The first few candidates are right more often than not; what follows is asked in larger batches.
BATCHES = (2, 4, 8, 16)


class Attempts(NamedTuple):
    """A loaded submission whose changed versions are tried."""

    observations: Observations
    source: Source
    case: Case
    scale: LossScale
    bugs: frozenset[str]  # that explain the submission as it is

    def first(self, candidates: Iterator[Edits], bugs: frozenset[str], budget: int, base: Edits = ()) -> Edits | None:
        """Return the first candidate that, beside the edits of `base`, gives the numbers of the reference with `bugs`.

        None where the candidates, or the budget of runs, end before.
        """
        sizes = iter(BATCHES)
        size = next(sizes)
        seen: set[Edits] = set()
        while budget > 0:
            batch: list[Edits] = []
            for candidate in candidates:
                if candidate not in seen and not overlapping([*base, *candidate]):
                    seen.add(candidate)
                    batch.append(candidate)
                if len(batch) == min(size, budget):
                    break
            if not batch:
                return None
            budget -= len(batch)
            size = next(sizes, size)
            for edits, answer in zip(batch, self.answers([(*base, *edits) for edits in batch], bugs), strict=True):
                if answer is not None and self.agrees(answer, bugs):
                    return edits
        return None

    def answers(self, candidates: Sequence[Edits], bugs: frozenset[str]) -> list[Answer | None]:
        """Return what each candidate, which should have these bugs left, answers; None where it fails."""
        swapped = self._swapped(bugs)
        asked = permuted(self.case) if swapped else self.case
        sources: list[JSON] = [list(changed_statements(self.source, edits)) for edits in candidates]
        reply = self.observations.ask(Message("trials", {"candidates": sources}, asked.arrays))
        return [self._answer(reply, number, swapped=swapped) for number in range(len(candidates))]

    def _swapped(self, bugs: frozenset[str]) -> bool:
        """Whether a version with these bugs stacks [x; h]: one in which that was a bug does so no longer."""
        stacked, left = (systems.stacks_input_first(some, self.case) for some in (self.bugs, bugs))
        return self.observations.swapped and not (stacked and not left)

    def _answer(self, reply: Message, number: int, *, swapped: bool) -> Answer | None:
        prefix = f"{number}."
        arrays = {name.removeprefix(prefix): value for name, value in reply.arrays.items() if name.startswith(prefix)}
        # What has other shapes than agreed is no answer: nobody is blamed for a candidate of ours.
        with suppress(ProtocolError):
            return read_answer(Message("answer", {}, arrays), self.case, swapped=swapped) if arrays else None
        return None

    def agrees(self, answer: Answer, bugs: frozenset[str]) -> bool:
        """Whether an answer has the predictions and gradients of the reference with these bugs."""
        system = systems.answer(bugs, self.case)
        tolerance = self.observations.tolerance
        # One function for both passes returns no predictions: its gradients speak for them, and the proof asks again.
        told = answer.outputs is not None
        if system.failure is not None or (told and not distance(answer.outputs, system.outputs) < tolerance):
            return False
        right = in_scale(system.gradients, self.case, self.scale, self.observations.clip, answer.gradients)
        return all(distance(answer.gradients.get(name), right[name]) < tolerance for name in self.case.gradients)


def changed_statements(source: Source, edits: Edits) -> Iterator[str]:
    """Yield the new texts of the top-level statements that the edits touch."""
    for statement in source.tree.body:
        start, end = _span(source, statement)
        inside = [Edit(edit.start - start, edit.end - start, edit.new) for edit in edits if start <= edit.start <= end]
        if inside:
            yield applied(source.text[start:end], inside)


def _span(source: Source, statement: ast.stmt) -> tuple[int, int]:
    first = statement
    decorators: Sequence[ast.expr] = getattr(statement, "decorator_list", [])
    start = source.spans.start(decorators[0]) - 1 if decorators else source.spans.start(first)
    return start, source.spans.end(statement)
