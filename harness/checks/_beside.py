"""The loss function beside passes that give a loss of their own: is it one, too?"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from harness.answers import Answer
from harness.cases import Case
from harness.checks._sure_calls import Passes, stands_alone, surely_called
from harness.contracts._names import names_predictions, plain, role_of
from harness.conventions import LossScale, cross_entropy_of, divisor, loss_scale
from harness.observations import Observations
from harness.records import Status
from harness.submissions.submission import Submission
from harness.taken import arguments, chosen

SAME = "{name}, beside the passes, gives the cross-entropy, too, up to a constant."
NEGATIVE = "{name}, beside the passes, gives the cross-entropy with the other sign: as a loss it lacks a minus."
UNKNOWN = "{name}, beside the passes, is not looked at: how it is called is not sure."
WRONG = "The passes give the cross-entropy of the predictions, but {name}, beside them, gives no multiple of it."
ADVISE = "With T = {steps} it gives {found}, expected {right}: look at what it adds up."
ROLES = ("forward", "backward")
# One of the names that an argument has which gets predictions.
SHORT = frozenset({"p", "ps", "o", "a"})
# A guard of the logarithm and single precision move such a ratio by less; another function of the predictions by more.
ALIKE = 0.02


def beside(observations: Observations) -> tuple[Status, str] | None:
    """Return what is said of the function; None where there is none, or the passes themselves call it."""
    answers = [(case, answer) for case, answer in observations.answers if answer.beside]
    told = chosen(observations.submission, observations.functions, "loss")
    if not answers or len(told) != 1:
        return None
    function, submission = told[0], observations.submission
    passes = {role: chosen(submission, observations.functions, role) for role in ROLES}
    if function.name in reached(submission, {node.name for nodes in passes.values() for node in nodes}):
        return None
    name = function.name
    whole = [(case, answer.loss_beside) for case, answer in answers]
    by_step = [(case, answer.loss_by_step) for case, answer in answers]
    if _is_multiple(answers, whole) or _is_multiple(answers, by_step):
        return Status.PASS, SAME.format(name=name)
    if _is_multiple(answers, [(case, None if loss is None else -loss) for case, loss in whole]):
        return Status.PASS, NEGATIVE.format(name=name)
    known = all(loss is not None and np.isfinite(loss) for _, loss in whole)
    if not known or not _is_sure(submission, function, passes):
        return Status.PASS, UNKNOWN.format(name=name)
    case, answer = answers[-1]
    found, right = complex(answer.loss_beside or 0).real, cross_entropy_of(answer, case)
    advise = ADVISE.format(steps=case.T, found=f"{found:.6g}", right=f"{right:.6g}")
    return Status.FAIL, f"{WRONG.format(name=name)} {advise}"


def _is_multiple(answers: Sequence[tuple[Case, Answer]], losses: Sequence[tuple[Case, complex | None]]) -> bool:
    """Whether these losses are the cross-entropy of the predictions, or a positive multiple of it, in one scale."""
    known = [(case, loss) for case, loss in losses if loss is not None]
    if len(known) < len(losses):
        return False
    others = [(case, replace(answer, loss=loss)) for (case, answer), (_, loss) in zip(answers, known, strict=True)]
    if loss_scale(others) is not None:
        return True
    ratios = [
        float(np.divide(complex(answer.loss or 0).real, cross_entropy_of(answer, case))) for case, answer in others
    ]
    by_scale = [
        [ratio * divisor(scale, case) for ratio, (case, _) in zip(ratios, others, strict=True)] for scale in LossScale
    ]
    return any(0 < max(one) < (1 + ALIKE) * min(one) for one in by_scale)


def _is_sure(submission: Submission, function: ast.FunctionDef, passes: Passes) -> bool:
    """Whether it is certain what the program gives the function, and that it makes its number of nothing else."""
    first = _predictions_of(function)
    return first is not None and stands_alone(function) and surely_called(submission, function, passes, first)


def reached(submission: Submission, names: set[str]) -> set[str]:
    """Return the names of the functions that these call, and that those call, with their own."""
    defined: dict[str, list[ast.AST]] = {}
    for node in ast.walk(submission.tree):
        if isinstance(node, ast.FunctionDef):
            defined.setdefault(node.name, []).append(node)
    found, waiting = set(names), sorted(names)
    while waiting:
        for node in defined.get(waiting.pop(), ()):
            fresh = {name for name in _calls(node) if name in defined} - found
            found |= fresh
            waiting += sorted(fresh)
    return found


def _calls(node: ast.AST) -> Iterator[str]:
    """Yield the names of what is called, or handed on, inside a node."""
    for child in ast.walk(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
            yield child.id
        elif isinstance(child, ast.Attribute):
            yield child.attr


def _predictions_of(function: ast.FunctionDef) -> int | None:
    """Return which of two arguments is predictions, the other being targets; None where the names do not say so."""
    names = [one.arg for one in arguments(function) if one.arg != "self"]
    targets = [role_of(name, ("targets",)) is not None for name in names]
    told = [plain(name) in SHORT or names_predictions(name) for name in names]
    return told.index(True) if sorted(targets) == [False, True] and told == [not one for one in targets] else None
