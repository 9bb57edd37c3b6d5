"""Rewrites a program in another style without changing what it computes, and says where each bug's lines went.

Each module of this folder without an underscore is one transformation; it defines

    STAGE: int                                    transformations of a lower stage come first
    rewrite(module, rng)                          change the tree of the module in place

New nodes carry the `origin` of the line that they stand for (`_origins`).
"""

import ast
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

from harness.diagnosis.runs import program
from rewriting._blocks import keep_passes
from rewriting._origins import rendered, tagged

Rewrite = Callable[[ast.Module, np.random.Generator], None]
# Of all transformations about so many go into one rewriting; all at once would look alike again.
SHARE = 0.6


@dataclass(frozen=True)
class Rewritten:
    """A program in another style; `lines` tells where what stood on each line of the original stands now."""

    text: str
    lines: Mapping[int, frozenset[int]]
    transformations: tuple[str, ...]

    def of(self, numbers: Iterable[int]) -> frozenset[int]:
        """Return the lines to which these lines of the original went."""
        return frozenset().union(*(self.lines.get(number, frozenset()) for number in numbers))


@dataclass(frozen=True)
class Planted:
    """The reference with a set of bugs in another style; `lines` are those of each bug."""

    bugs: frozenset[str]
    original: str
    text: str
    lines: Mapping[str, frozenset[int]]
    transformations: tuple[str, ...]


@cache
def transformations() -> Mapping[str, tuple[int, Rewrite]]:
    """Return every transformation by its name, those first that must be applied first."""
    found = {}
    for info in iter_modules(__path__):
        if not info.name.startswith("_"):
            one = import_module(f"rewriting.{info.name}")
            found[info.name] = (one.STAGE, one.rewrite)
    return dict(sorted(found.items(), key=lambda item: (item[1][0], item[0])))


def rewritten(text: str, rng: np.random.Generator, chosen: Collection[str]) -> Rewritten:
    """Rewrite the two passes of a program by the transformations of these names."""
    module = tagged(text)
    keep_passes(module)
    names = tuple(name for name in transformations() if name in chosen)
    for name in names:
        transformations()[name][1](module, rng)
    ast.fix_missing_locations(module)
    return Rewritten(*rendered(module), names)


def planted(bugs: frozenset[str], rng: np.random.Generator, chosen: Collection[str] | None = None) -> Planted:
    """Put these bugs into the reference, and rewrite it by the `chosen` transformations, or by some drawn ones."""
    faulty = program(bugs)
    original = "\n".join(faulty.source) + "\n"
    if chosen is None:
        chosen = [name for name in transformations() if rng.random() < SHARE]
    found = rewritten(original, rng, chosen)
    lines = {bug: found.of(faulty.lines[bug]) for bug in bugs}
    return Planted(bugs, original, found.text, lines, found.transformations)
