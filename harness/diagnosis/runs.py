"""The reference with a set of bugs, run line by line."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np

from harness.cases import Case
from harness.inside.tracing import Event, trace
from mutants._catalogue import find
from mutants._mutant import Mutant, inject

FILENAME = "<reference with bugs>"
# Not the activations: what they compute inside stands on no line of a bug.
FOLLOWED = frozenset({"forward", "backward", "lstm_forward", "lstm_backward"})


@dataclass(frozen=True)
class Program:
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
        forward, backward = (cast("Callable[..., object]", self.namespace[name]) for name in ("forward", "backward"))
        arrays = case.arrays

        def call() -> None:
            try:
                cache = cast(
                    "tuple[object, ...]", forward(arrays["inputs"], arrays["h0"], arrays["C0"], case.parameters)
                )
                backward(*cache, arrays["targets"], case.parameters)
            except (ValueError, IndexError, TypeError):
                return  # what was made until then is what there is to compare

        with np.errstate(all="ignore"):
            return trace(call, lambda code: code.co_filename == FILENAME and code.co_name in FOLLOWED)


@cache
def program(bugs: frozenset[str]) -> Program:
    """Compile the reference with these bugs; raises MutantError where two change one line differently."""
    mutants = [mutant for mutant in map(find, sorted(bugs)) if mutant is not None]
    source = inject(mutants)
    namespace: dict[str, object] = {"__name__": "reference with bugs"}
    exec(compile(source, FILENAME, "exec"), namespace)  # noqa: S102  (our own text)
    return Program(namespace, _lines(mutants), tuple(source.splitlines()), ast.parse(source))


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
