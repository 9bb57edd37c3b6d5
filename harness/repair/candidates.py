"""The edits that may mend one bug of a submission, the likeliest first."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, combinations, product
from typing import cast

import numpy as np

from harness.cases import Case
from harness.conventions import LossScale, divisor
from harness.diagnosis import systems
from harness.diagnosis.locate import own_events
from harness.diagnosis.runs import Program, program
from harness.layout import permuted
from harness.observations import Observations
from harness.records import Location
from harness.repair import loop_edits, statement_edits
from harness.repair.alignment import Series
from harness.repair.by_value import Match, edits_at, matches, target_edits
from harness.repair.edit import Edit, overlapping
from harness.repair.expressions import Expression, Source
from harness.repair.pairs import Change, changes
from harness.repair.reaching import call_of, handed_on, last_of_block, moved
from harness.repair.transplant import Surroundings, atoms_at
from harness.repair.wanted import Wanted, wanted, wanted_of_sum
from harness.wire import JSON, Message
from mutants._catalogue import find
from reference.arrays import Array

Edits = tuple[Edit, ...]
# Places that are tried for one line of a bug.
MOST_PLACES = 12
# Lines of a bug in several lines are mended together; so many edits of each are combined.
MOST_EACH = 4
# Where a bug makes two values alike, the name that is meant may be the second or the third with them.
VARIANTS = 3
# An index that stands at several places is mended at up to so many together, among so many places.
MOST_TOGETHER, MOST_COMBINED = 3, 6


@dataclass(frozen=True)
class Workshop:
    """A submission that answers, the bugs that explain it, and what its expressions are worth on one case."""

    observations: Observations
    source: Source
    case: Case
    scale: LossScale
    bugs: frozenset[str]
    lines: Mapping[str, Location] = field(default_factory=dict)

    @property
    def divisor(self) -> float:
        """What the loss is divided by."""
        return divisor(self.scale, self.case)

    @cached_property
    def reference_case(self) -> Case:
        """The case as the faulty reference gets it: where both stack [x; h], both get the same arrays."""
        both = self.observations.swapped and systems.stacks_input_first(self.bugs, self.case)
        return permuted(self.case) if both else self.case

    @cached_property
    def faulty(self) -> Program:
        """The reference with the bugs."""
        return program(self.bugs)

    @cached_property
    def values(self) -> Mapping[Expression, Series]:
        """What the submission's expressions are worth."""
        by_line = self.source.by_line()
        texts = {line: [self.source.evaluable(one.node) for one in found] for line, found in by_line.items()}
        reply = self._ask(texts)
        return {
            one: series
            for line, found in by_line.items()
            for place, one in enumerate(found)
            if (series := _series(reply, line, place)) is not None
        }

    def atoms(self, places: list[Expression]) -> list[Mapping[str, Series]]:
        """Return for each place what an edit there may be written with."""
        texts: dict[int, dict[str, None]] = {}
        for place in places:
            texts.setdefault(place.statement.lineno, {}).update(dict.fromkeys(atoms_at(self.source, place)))
        lines = {line: list(found) for line, found in texts.items()}
        reply = self._ask(lines)
        known = {
            line: {
                text: series for place, text in enumerate(found) if (series := _series(reply, line, place)) is not None
            }
            for line, found in lines.items()
        }
        return [known[place.statement.lineno] for place in places]

    def _ask(self, texts: Mapping[int, list[str]]) -> Message:
        asked = permuted(self.case) if self.observations.swapped else self.case
        fields: dict[str, JSON] = {"lines": list(texts), "expressions": [list(found) for found in texts.values()]}
        return self.observations.ask(Message("values", fields, asked.arrays))

    @cached_property
    def made(self) -> Mapping[tuple[int, str], Series]:
        """What each name is worth after each line."""
        found: dict[tuple[int, str], list[Array]] = {}
        for event in own_events(self.observations, self.case):
            found.setdefault((event.line, event.name), []).append(event.value)
        alike = {key: values for key, values in found.items() if len({value.shape for value in values}) == 1}
        return {key: Series(np.stack(values)) for key, values in alike.items()}

    @cached_property
    def zeros(self) -> frozenset[str]:
        """The names that begin as zeros."""
        return frozenset(name for (_, name), series in self.made.items() if not np.any(series.values))

    def candidates(self, bug: str) -> Iterator[Edits]:
        """Yield edits that may mend a bug, the likeliest first."""
        mutant = find(bug)
        if mutant is None:
            return
        own = changes(mutant)
        if len(own) == 1 or isinstance(own[0].right, ast.For):
            yield from self._of_change(bug, own[0])
        else:
            each = [list(_some(self._of_change(bug, change))) for change in own]
            for combined in sorted(product(*map(enumerate, each)), key=lambda chosen: sum(n for n, _ in chosen)):
                edits = tuple(dict.fromkeys(chain(*(edits for _, edits in combined))))
                if not overlapping(edits):
                    yield edits

    def _of_change(self, bug: str, change: Change) -> Iterator[Edits]:
        right, wrong = change.right, change.wrong[0]
        if isinstance(right, ast.For):
            backwards = isinstance(wrong, ast.For) and "reversed" in ast.unparse(wrong.iter)
            ran = {line for line, _ in self.made}
            yield from loop_edits.extensions(self.source, ran) if backwards else loop_edits.reversals(self.source)
            return
        if isinstance(wrong, ast.If):
            yield from statement_edits.unconditional(self.source)
            return
        if isinstance(wrong, ast.Assign) and len(wrong.targets) > 1:
            yield from statement_edits.separate(self.source)
            return
        around = wanted(self.faulty, bug, change, self.reference_case)
        if around is None:
            return
        if isinstance(right, ast.AugAssign) and isinstance(wrong, ast.Assign):
            yield from self._accumulated(around, wrong)
        elif change.binds_another and isinstance(wrong, ast.Assign):
            yield from self._carried(around, wrong)
        line = self.lines[bug].line if bug in self.lines else None
        for one in (around, wanted_of_sum(self.faulty, bug, change, self.reference_case)):
            if one is not None:
                yield from self._at(matches(self.values, one, self.divisor, line)[:MOST_PLACES])

    def _at(self, found: list[Match]) -> Iterator[Edits]:
        """Yield the edits at each place, then those at several places together: a short name may be written out."""
        # Mostly the first place is the right one: the others are not even asked about.
        atoms, single = list[Mapping[str, Series]](), list[Edits]()
        for some in filter(None, (found[:1], found[1:])):
            own = self.atoms([match.place for match in some])
            atoms += own
            further = self._single(some, own, 0)
            yield from further
            single += further
        for variant in range(1, VARIANTS):
            yield from self._single(found, atoms, variant)
        if len(single) < len(found):
            yield from self._reaching(found, atoms)
        for count in range(2, MOST_TOGETHER + 1):
            for several in combinations(single[:MOST_COMBINED], count):
                edits = tuple(chain(*several))
                if not overlapping(edits):
                    yield edits

    def _single(self, found: list[Match], atoms: list[Mapping[str, Series]], variant: int) -> list[Edits]:
        found_edits = [
            edits
            for match, own in zip(found, atoms, strict=True)
            for edits in edits_at(match, replace(self.scope(match, own), variant=variant))
        ]
        return list(dict.fromkeys(found_edits))

    def scope(self, match: Match, atoms: Mapping[str, Series], outer: Surroundings | None = None) -> Surroundings:
        """Return what an edit at a place may be written with."""
        return Surroundings(self.source, match.place, atoms, match.hits, self.divisor, outer)

    def _reaching(self, found: list[Match], atoms: list[Mapping[str, Series]]) -> Iterator[Edits]:
        """Yield the edits that need a value which is bound later in the block, or known to the caller only."""
        later = self.atoms([last_of_block(self.source, match.place) for match in found])
        for match, own in zip(found, later, strict=True):
            for edits in edits_at(match, self.scope(match, own)):
                yield from moved(self.source, match.place, edits)
        calls = [call_of(self.source, match.place.function) for match in found]
        outside = iter(self.atoms([call for call in calls if call is not None]))
        for match, own, call in zip(found, atoms, calls, strict=True):
            if call is not None:
                outer = Surroundings(self.source, call, next(outside), match.hits, self.divisor)
                scope = self.scope(match, own, outer)
                for edits in edits_at(match, scope):
                    if scope.handed:
                        yield (*edits, *handed_on(self.source, match.place.function, call, scope.handed))

    def _accumulated(self, around: Wanted, wrong: ast.Assign) -> Iterator[Edits]:
        for statement, name in target_edits(self.source, self.made, self._series(around, wrong.value)):
            yield from statement_edits.accumulated(self.source, statement, name)

    def _carried(self, around: Wanted, wrong: ast.Assign) -> Iterator[Edits]:
        functions = dict(self.source.statements)
        for statement, name in target_edits(self.source, self.made, self._series(around, wrong.value)):
            yield from statement_edits.carried(self.source, statement, functions[statement], name, self.zeros)

    def _series(self, around: Wanted, node: ast.expr) -> list[Series]:
        series = around.of(node)
        if series is None:
            return []
        return [series] if self.divisor == 1 else [series, series.divided(self.divisor)]


def _series(reply: Message, line: int, place: int) -> Series | None:
    """Return the values of one expression, whatever the worker sent: they are only compared."""
    found = reply.arrays.get(f"{line}.{place}")
    return Series(cast("Array", found)) if found is not None and found.ndim and found.size else None


def _some(candidates: Iterator[Edits]) -> Iterator[Edits]:
    for number, edits in enumerate(candidates):
        if number == MOST_EACH:
            return
        yield edits
