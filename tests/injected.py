"""Every documented error, injected in several styles under every contract, with the lines on which it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import cell_bugs
import numpy as np
from battery import contract_of
from cell_bugs import TOLD_BY_SHAPE, WAYS, adapter, is_documented, is_visible
from cell_courses import ARGUMENT, dressed
from grading import CORRECT
from rewriting import planted
from test_variations import PLANTED

from harness.answers import distance
from harness.cases import Sizes, ordinary
from harness.contracts._names import PARAMETERS
from harness.diagnosis import systems
from harness.diagnosis.runs import program
from mutants._catalogue import catalogue
from mutants._mutant import Severity

ERRORS = tuple(mutant.id for mutant in catalogue() if mutant.severity is Severity.ERROR)
BY_HAND = "by hand"
# Two texts whose numbers differ by less are the same, but for rounding.
SAME = 1e-9
LOSS_FUNCTION = f"""

def lossFun(inputs, targets, hprev, cprev):
    p = ({", ".join(name.replace("_", "") for name in PARAMETERS)})
    x, y = (np.eye(len(bv))[list(symbols)][:, :, None] for symbols in (inputs, targets))
    loss, gradients = backward(*forward(x, hprev, cprev, p), y, p)
    return loss, *gradients
"""


@dataclass(frozen=True)
class Injected:
    """One submission with one bug: how it is written, and the lines of the bug."""

    contract: str
    style: str
    bug: str
    text: str
    lines: frozenset[int]

    @property
    def name(self) -> str:
        """All of it in a few words."""
        return f"{self.contract}, {self.style}: {self.bug}"


def styles(rewritings: int) -> list[tuple[str, str]]:
    """Return every contract with the styles in which bugs are injected under it."""
    drawn = [f"rewriting {number}" for number in range(rewritings)]
    cells = [(contract, {"many": "functions of many steps", "one": "functions of one step"}[kind])
             for contract, kind in WAYS]  # fmt: skip
    return [
        *(("language_model", style) for style in (*drawn, BY_HAND)),
        *(("char_rnn", style) for style in drawn),
        *cells,
    ]


def injected(contract: str, style: str, bugs: Sequence[str] = ERRORS) -> Iterator[Injected]:
    """Yield each of these errors as it looks in one style under one contract, unless that shows nothing of it."""
    if style == BY_HAND:
        yield from by_hand()
    elif contract in ("language_model", "char_rnn"):
        yield from rewritings(contract, style, bugs)
    else:
        yield from cells(contract, style, bugs)


def by_hand() -> Iterator[Injected]:
    """Yield ordinary submissions into which a bug was put by hand."""
    files = {path.stem: path for path in CORRECT}
    for name, (right, wrong, bug) in sorted({**PLANTED, **cell_bugs.PLANTED}.items()):
        whole = files[name].read_text(encoding="utf-8")
        text = whole.replace(right, wrong)
        both = zip(whole.splitlines(), text.splitlines(), strict=True)
        lines = frozenset(number for number, (before, after) in enumerate(both, start=1) if before != after)
        yield Injected(contract_of(files[name]), BY_HAND, bug, text, lines)


def rewritings(contract: str, style: str, bugs: Sequence[str]) -> Iterator[Injected]:
    """Yield the reference with each error, rewritten by transformations that are drawn for it."""
    for bug in bugs:
        if contract == "language_model" or shown_by_loss_function(bug):
            one = planted(frozenset({bug}), np.random.default_rng([*f"{contract} {style} {bug}".encode()]))
            text = one.text if contract == "language_model" else one.text + LOSS_FUNCTION
            yield Injected(contract, style, bug, text, one.lines[bug])


def cells(contract: str, style: str, bugs: Sequence[str]) -> Iterator[Injected]:
    """Yield the reference in the course's functions, with each error that they show and that has a name there."""
    kind = style.rpartition(" ")[0].rpartition(" ")[2]
    bearing = systems.bearing(cell=True)
    for bug in (bug for bug in bugs if bug in bearing):
        named = is_documented(contract, kind, bug) and not (kind == "one" and bug in TOLD_BY_SHAPE)
        if named and is_visible(contract, kind, bug):
            faulty = program(frozenset({bug}))
            # One more argument has a line of its own there.
            first = "\n".join(faulty.source).partition(ARGUMENT[0])[0].count("\n") + 2
            lines = frozenset(line + (line >= first) for line in faulty.lines[bug])
            yield Injected(contract, style, bug, dressed(adapter(contract, kind), bug), lines)


@cache
def shown_by_loss_function(bug: str) -> bool:
    """Whether the loss or a gradient changes, which are all that such a function returns."""
    return any(distance(found, right) > SAME for found, right in zip(*map(_losses, (bug, "")), strict=True))


def _losses(bug: str) -> list[np.ndarray]:  # type: ignore[type-arg]  # of floats
    source = "\n".join(program(frozenset({bug} if bug else ())).source)
    found = []
    for case in ordinary(0, Sizes()):
        if case.arrays["inputs"].shape[-1] > 1:
            continue
        given = {name.replace("_", ""): case.arrays[name] for name in PARAMETERS}
        namespace: dict[str, object] = {"__name__": "injected", **given}
        exec(f"{source}\n{LOSS_FUNCTION}", namespace)  # noqa: S102  (our own text)
        symbols = [[int(np.argmax(x)) for x in case.arrays[name]] for name in ("inputs", "targets")]
        try:
            with np.errstate(all="ignore"):
                answer = namespace["lossFun"](*symbols, case.arrays["h0"], case.arrays["C0"])  # type: ignore[operator]
        except (ValueError, IndexError, TypeError):
            answer = [np.array(np.nan)] * (1 + len(PARAMETERS))
        found += [np.asarray(value, dtype=float) for value in cast("tuple[object, ...]", answer)]
    return found
