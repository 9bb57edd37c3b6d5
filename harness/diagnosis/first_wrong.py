"""The first value in a submission's own run that no right code makes, where the run proves whose line it is.

A value that is not among the right ones is no proof: correct code may compute in a way that nobody thought of.  A line
is named only where all of this holds; else nothing is.

- Something that the submission answers, and that is wrong, is computed from the value; nothing right is.
- The line makes right values at no step: else what is wrong is what it was given, or the loop.
- All that it used is right, and right for it: other lines use it too, and make right values of it.
- It is no line of a helper, which may have been given the wrong arguments, and reads no list that the function fills.
"""

import ast
from typing import NamedTuple

import numpy as np

from harness.diagnosis.own_run import Run
from harness.diagnosis.recognise import Kind
from harness.diagnosis.statements import SIMPLE, statements, used_names
from harness.inside.tracing import RETURNED, Event

# Right elsewhere as well, so that a wrong line could have made it by mistake.
SHARED = (frozenset({"dC", "f"}), frozenset({"dh", "o"}))

# Values with these among their factors are no part of a product; so is what is carried.
WHOLE = frozenset({"da", "dv", "dW", "db"})
CARRIED = frozenset({"dC", "f"})


class FirstWrong(NamedTuple):
    """The line of the first wrong value, its name, and the line of the last right value that it was made from."""

    line: int
    name: str
    last_right: int | None


def first_wrong(run: Run) -> FirstWrong | None:
    """Return the first wrong value where the run proves its line."""
    if not run.wrong:
        return None
    place = run.wrong[0]
    event = run.events[place]
    if event.name == RETURNED or not _is_blamed(run, place):
        return None
    sources = [source for source in run.sources[place] if run.kinds[source] is Kind.RIGHT]
    earlier = [number for number in range(place) if run.kinds[number] is Kind.RIGHT]
    last = max(sources or earlier, default=None)
    return FirstWrong(_begin(run, event.line), event.name, None if last is None else run.events[last].line)


def _is_blamed(run: Run, place: int) -> bool:
    event = run.events[place]
    again = [n for n, other in enumerate(run.events) if (other.line, other.name) == (event.line, event.name)]
    if any(run.kinds[number] is Kind.RIGHT for number in again):
        return False
    if run.kinds[place] is Kind.TURNED or _has_detour(run, place) or _is_helper(run, event.function):
        return False
    if not all(_confirmed(run, source, place) for source in run.sources[place]):
        return False
    return _reads_only_what_is_right(run, event)


def _has_detour(run: Run, place: int) -> bool:
    """Whether an earlier value of this shape, in this function, was right in a way that we do not know."""
    event = run.events[place]
    detours = (run.events[number] for number in run.detours)
    return any(other.function == event.function and other.value.shape == event.value.shape for other in detours)


def _is_helper(run: Run, function: str) -> bool:
    """Whether a function is called by another one that was followed."""
    followed = {event.function for event in run.events} - {function}
    for node in ast.walk(run.tree):
        if isinstance(node, ast.FunctionDef) and node.name in followed:
            called = (child.func for child in ast.walk(node) if isinstance(child, ast.Call))
            if any(function == getattr(name, "id", getattr(name, "attr", None)) for name in called):
                return True
    return False


def _confirmed(run: Run, source: int, place: int) -> bool:
    """Whether what a line used is right, and right for it."""
    if run.kinds[source] is Kind.SILENT:
        return not np.any(run.events[source].value)  # every sum begins with zeros
    if run.kinds[source] is not Kind.RIGHT:
        return False
    own = run.events[place].line
    if _is_part(run, source) and not _multiplies(run, own):
        return False
    if any(run.events[user].line != own and _is_settled(run, user) for user in run.users[source]):
        return True
    meanings = _meanings(run, source)
    if _copies(run, source) or not meanings or meanings & set(SHARED):
        return False
    # Made twice, under two names: one of them may be meant to be something else.
    made = run.events[source]
    return not any(
        twin.name not in (made.name, RETURNED)
        and twin.value.shape == made.value.shape
        and twin.function == made.function
        and meanings & _meanings(run, number)
        for number, twin in enumerate(run.events[:place])
    )


def _is_part(run: Run, place: int) -> bool:
    """Whether a value may be a right product that lacks a factor: right where the next line multiplies, only there."""
    meanings = _meanings(run, place)
    return all(len(factors) > 1 and not factors & WHOLE and factors != CARRIED for factors in meanings)


def _is_settled(run: Run, place: int) -> bool:
    """Whether a value is right, computed, and no mere part of something."""
    return run.kinds[place] is Kind.RIGHT and not _copies(run, place) and not _is_part(run, place)


def _meanings(run: Run, place: int) -> set[frozenset[str]]:
    return {right.factors for right in run.recogniser.meanings(run.events[place].value)}


def _multiplies(run: Run, line: int) -> bool:
    """Whether a line binds a product, entry by entry."""
    found = [node.value for node in statements(run.tree, line) if isinstance(node, ast.Assign)]
    return any(
        isinstance(value, ast.BinOp)
        and isinstance(value.op, ast.Mult | ast.Div | ast.Pow)
        and not any(isinstance(node, ast.MatMult | ast.Call) for node in ast.walk(value))
        for value in found
    )


def _copies(run: Run, place: int) -> bool:
    """Whether a line only fetches or turns a value."""
    found = [node for node in statements(run.tree, run.events[place].line) if isinstance(node, ast.Assign)]
    return any(isinstance(node.value, ast.Name | ast.Subscript | ast.Attribute | ast.Tuple) for node in found)


def _reads_only_what_is_right(run: Run, event: Event) -> bool:
    """Whether a line that makes right values reads each list too, and the function does not fill it."""
    read = _containers(run.tree, event.line)
    filled = {
        name
        for node in ast.walk(run.tree)
        if isinstance(node, ast.FunctionDef) and node.name == event.function
        for name in _filled(node)
    }
    if any(name.split("[")[0] in filled for name in read) or _uses_unseen(run, event):
        return False
    right = {
        text
        for number, other in enumerate(run.events)
        if other.function == event.function and other.line != event.line and _is_settled(run, number)
        for text in _containers(run.tree, other.line)
    }
    return all(text in right for text in read)


def _uses_unseen(run: Run, event: Event) -> bool:
    """Whether the line uses what another line computed and no event tells of: an index, a size."""
    seen = {other.name for other in run.events if other.function == event.function}
    used = {name for statement in statements(run.tree, event.line) for name in used_names(statement)}
    bound = {
        child.id
        for node in ast.walk(run.tree)
        if isinstance(node, ast.FunctionDef) and node.name == event.function
        for statement in ast.walk(node)
        if isinstance(statement, SIMPLE)
        for child in ast.walk(statement)
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)
    }
    return bool(used & bound - seen)


def _begin(run: Run, line: int) -> int:
    return max((node.lineno for node in statements(run.tree, line)), default=line)


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
