"""A small edit that mends a bug which no documented one explains: tried near the first wrong value, then elsewhere."""

import ast
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from harness.diagnosis.explain import explain
from harness.diagnosis.following import followed
from harness.diagnosis.own_run import Run
from harness.diagnosis.statements import spans
from harness.errors import HarnessError
from harness.launching import launch
from harness.opening import Session, changed
from harness.repair.edit import Edit, applied
from harness.repair.edits import edits
from harness.repair.standings import Standings
from harness.repair.verify import verified

# Lines around the first wrong value that are tried before all others.
NEAR = 3
# Texts that are run: near the first wrong value, in the rest of its function, everywhere else.  A text costs the worker
# some 10 ms; of 20 planted bugs 19 were mended, after 6 to 265 texts.
MOST_TRIED = (300, 300, 100)
# Texts with all small cases right that are verified: each costs a process of its own.
MOST_VERIFIED = 5
# Edits, one after the other, where documented bugs do not explain what the first leaves: each makes more numbers right
# and none wrong.
MOST_EDITS = 2


class Step(NamedTuple):
    """An edit, and the text that it was made in."""

    text: str
    edit: Edit

    @property
    def after(self) -> str:
        """The text after the edit."""
        return applied(self.text, [self.edit])


class SmallEdits(NamedTuple):
    """Small edits, one after the other, and the documented bugs that explain all that is wrong after them."""

    steps: tuple[Step, ...] = ()
    remaining: frozenset[str] = frozenset()


def small_edits(session: Session, run: Run) -> SmallEdits:
    """Return the small edits that mend the submission, or leave documented bugs only; none where none were found.

    `run` is the submission's own. The edits are verified: a fresh process passes every check on cases that the search
    has not seen.
    """
    with Standings(session) as standings:
        return _small_edits(session, standings, session.submission.text, run, ())


def _small_edits(session: Session, standings: Standings, text: str, run: Run, made: tuple[Step, ...]) -> SmallEdits:
    before = next(standings.of([text]))
    if len(before) == standings.complete:
        return SmallEdits()  # what is wrong with it is not in these numbers
    best, most, checked = None, before, 0
    for edit, standing in _tried(standings, text, run):
        if not standing > before:
            continue
        step = Step(text, edit)
        if len(standing) < standings.complete:
            best, most = (step, standing) if len(standing) > len(most) else (best, most)
        elif checked < MOST_VERIFIED:
            checked += 1
            if verified(session, step.after):
                return SmallEdits((*made, step))
    if best is None:
        return SmallEdits()
    try:
        with launch(session.options) as worker:
            observations = changed(session, best.after, worker, session.observations.seed)
            explanation = explain(observations)
            further = followed(observations)
    except HarnessError:
        return SmallEdits()
    if explanation and verified(session, best.after, explanation.bugs):
        return SmallEdits((*made, best), explanation.bugs)
    return (
        _small_edits(session, standings, best.after, further, (*made, best))
        if len(made) + 1 < MOST_EDITS
        else SmallEdits()
    )


def _tried(standings: Standings, text: str, run: Run) -> Iterator[tuple[Edit, frozenset[str]]]:
    """Yield edits, and what is right after each."""
    seen: set[Edit] = set()
    for lines, most in zip(_regions(run), MOST_TRIED, strict=True):
        fresh = (edit for edit in edits(text, run.tree, lines, _shapes(run)) if edit not in seen)
        chosen = list(islice(fresh, most))
        seen.update(chosen)
        yield from zip(chosen, standings.of([applied(text, [edit]) for edit in chosen]), strict=True)


def _regions(run: Run) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """Return the lines near the first wrong value, those of its functions, and those of all that ran."""
    suspects = run.suspects()
    # What runs last is backward, where most bugs are; where all that is kept is right, what it returns may not be.
    ran = list(dict.fromkeys(event.line for event in reversed(run.events)))
    own = [line for line in _functions_around(run.tree, suspects or ran[:1]) if line not in suspects]
    return suspects[:NEAR], [*suspects[NEAR:], *own], _functions_around(run.tree, ran)


def _functions_around(tree: ast.Module, lines: Sequence[int]) -> list[int]:
    """Return all lines of the functions that hold these lines, function by function."""
    found: dict[int, None] = {}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for line in lines:
        for function in functions:
            if spans(function, line):
                found |= dict.fromkeys(range(function.lineno, (function.end_lineno or function.lineno) + 1))
    return list(found)


def _shapes(run: Run) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the names that have one shape wherever they are bound."""
    shapes: dict[str, set[tuple[int, ...]]] = {}
    for event in run.events:
        shapes.setdefault(event.name, set()).add(event.value.shape)
    return {name: next(iter(found)) for name, found in shapes.items() if len(found) == 1}
