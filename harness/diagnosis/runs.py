"""The reference with a set of bugs, run line by line."""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from traceback import walk_tb
from typing import NamedTuple, cast

import numpy as np

from harness.cases import Case
from harness.diagnosis.flow import Flow
from harness.diagnosis.statements import statements, used_names
from harness.inside.expressions import NOTE, Notes, instrumented
from harness.inside.tracing import Event, trace
from harness.inside.watching import watch
from harness.layout import permuted, restacked
from mutants._bundle import passes_source
from mutants._catalogue import find
from mutants._mutant import Mutant, inject
from reference.arrays import Array

FILENAME = "<reference with bugs>"
# Not the activations: what they compute inside stands on no line of a bug.
FOLLOWED = frozenset({"forward", "backward", "lstm_forward", "lstm_backward"})


class Program(NamedTuple):
    """The faulty reference, compiled with lines of its own (the mutant schema has others)."""

    namespace: dict[str, object]
    lines: dict[str, tuple[int, ...]]  # mutant id → its lines in this source
    source: tuple[str, ...]
    tree: ast.Module

    def lines_of(self, bug: str) -> tuple[int, ...]:
        """Return a bug's lines; for the header of a loop, which makes nothing itself, the first line of its body."""
        headers = [line for line in self.lines[bug] if self.source[line - 1].lstrip().startswith("for ")]
        return tuple(line + 1 if line in headers else line for line in self.lines[bug])

    def run(self, case: Case) -> list[Event]:
        """Return what each line of forward and backward makes on a case, up to an exception."""

        def attempt() -> None:
            # What was made until an exception is what there is to compare.
            with suppress(ValueError, IndexError, TypeError):
                self.call(case)

        return trace(attempt, lambda code: code.co_filename == FILENAME and code.co_name in FOLLOWED)

    def flow(self, case: Case) -> Flow:
        """Run the program on a case, expression by expression, up to an exception; values with h first in z."""
        notes = Notes()
        namespace: dict[str, object] = {"__name__": "reference with bugs", NOTE: notes}
        tree = instrumented(ast.parse("\n".join(self.source)), FOLLOWED.__contains__)
        exec(compile(tree, FILENAME, "exec"), namespace)  # noqa: S102  (our own text)
        asked = self.in_order(case)
        with suppress(ValueError, IndexError, TypeError):
            self._replace(namespace=namespace).call(asked)
        values = notes.values if asked is case else [restacked(value, case.H, case.V) for value in notes.values]
        return Flow(self.tree, notes.numbers, values)

    def in_order(self, case: Case) -> Case:
        """Return the case in the layout of this program's z."""
        z = self._forward(case)[0]
        return case if np.array_equal(cast("list[Array]", z)[0][: case.H], case.arrays["h0"]) else permuted(case)

    def values(self, case: Case, wanted: Mapping[int, Sequence[str]]) -> dict[tuple[int, int], Array]:
        """Return what expressions are worth whenever their line is about to run, (hits, *shape), by line and place."""

        def call() -> None:
            with suppress(ValueError, IndexError, TypeError):
                self.call(case)

        return watch(call, lambda code: code.co_filename == FILENAME and code.co_name in FOLLOWED, wanted)

    def operands(self, case: Case) -> list[Array]:
        """Return the arrays that the line uses on which the program raises; none where it does not raise."""
        try:
            self.call(case)
        except (ValueError, IndexError, TypeError) as error:
            frames = [frame for frame, _ in walk_tb(error.__traceback__) if frame.f_code.co_filename == FILENAME]
            if not frames:
                return []
            names = {name for node in statements(self.tree, frames[-1].f_lineno) for name in used_names(node)}
            values = [value for name, value in frames[-1].f_locals.items() if name in names]
            return [value for value in values if isinstance(value, np.ndarray)]
        return []

    def call(self, case: Case) -> None:
        """Run forward and backward on a case."""
        with np.errstate(all="ignore"):
            if case.cell:
                self._function("lstm_backward")(case.arrays["dh"], *self._forward(case), case.parameters)
            else:
                self._function("backward")(*self._forward(case), case.arrays["targets"], case.parameters)

    def _forward(self, case: Case) -> tuple[object, ...]:
        arrays = case.arrays
        name, inputs = ("lstm_forward", "x") if case.cell else ("forward", "inputs")
        with np.errstate(all="ignore"):
            found = self._function(name)(arrays[inputs], arrays["h0"], arrays["C0"], case.parameters)
        return cast("tuple[object, ...]", found)

    def _function(self, name: str) -> Callable[..., object]:
        return cast("Callable[..., object]", self.namespace[name])


@cache
def program(bugs: frozenset[str]) -> Program:
    """Compile the reference with these bugs; raises MutantError where two change one line differently."""
    mutants = [mutant for mutant in map(find, sorted(bugs)) if mutant is not None]
    source = inject(mutants, passes_source())
    namespace: dict[str, object] = {"__name__": "reference with bugs"}
    tree = ast.parse(source)
    exec(compile(tree, FILENAME, "exec"), namespace)  # noqa: S102  (our own text)
    return Program(namespace, _lines(mutants), tuple(source.splitlines()), tree)


def _lines(mutants: Iterable[Mutant]) -> dict[str, tuple[int, ...]]:
    """Return where each mutant's lines stand once all are injected: one line may have become several."""
    lengths = {number: len(text.splitlines()) for mutant in mutants for number, text in mutant.edits.items()}

    def moved(number: int) -> int:
        return number + sum(length - 1 for earlier, length in lengths.items() if earlier < number)

    return {
        mutant.id: tuple(
            line
            for number, text in sorted(mutant.edits.items())
            for line in range(moved(number), moved(number) + len(text.splitlines()))
        )
        for mutant in mutants
    }
