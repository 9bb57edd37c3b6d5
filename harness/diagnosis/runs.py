"""The reference with a set of bugs, run line by line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np

from harness.cases import Case
from harness.diagnosis.schema import PASSES
from harness.inside.tracing import Event, trace
from mutants._catalogue import find
from mutants._mutant import Mutant, inject

FILENAME = "<reference with bugs>"


@dataclass(frozen=True)
class Program:
    """The faulty reference, compiled with lines of its own (the mutant schema has others)."""

    namespace: dict[str, object]
    lines: dict[str, tuple[int, ...]]  # mutant id → its lines in this source

    def run(self, case: Case) -> list[Event]:
        """Return what each line of forward and backward makes on a case, up to an exception."""
        forward, backward = (cast("Callable[..., object]", self.namespace[name]) for name in ("forward", "backward"))
        arrays = case.arrays

        def call() -> None:
            try:
                cache = cast("tuple[object, ...]", forward(arrays["inputs"], arrays["h0"], arrays["C0"], case.parameters))
                backward(*cache, arrays["targets"], case.parameters)
            except (ValueError, IndexError, TypeError):
                return  # what was made until then is what there is to compare

        with np.errstate(all="ignore"):
            return trace(call, lambda code: code.co_filename == FILENAME and code.co_name in PASSES)


@cache
def program(bugs: frozenset[str]) -> Program:
    """Compile the reference with these bugs; raises MutantError where two change one line differently."""
    mutants = [mutant for mutant in map(find, sorted(bugs)) if mutant is not None]
    source = inject(mutants)
    namespace: dict[str, object] = {"__name__": "reference with bugs"}
    exec(compile(source, FILENAME, "exec"), namespace)  # noqa: S102  (our own text)
    return Program(namespace, _lines(mutants))


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
