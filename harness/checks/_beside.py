"""The loss function beside passes that give a loss of their own: is it one, too?"""

import ast
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from harness.contracts._names import plain, role_of
from harness.conventions import LossScale, cross_entropy_of, divisor, loss_scale
from harness.observations import Observations
from harness.records import Status
from harness.submissions.submission import Submission
from harness.taken import arguments, chosen

SAME = "{name}, beside the passes, gives the cross-entropy, too, up to a constant."
UNKNOWN = "{name}, beside the passes, is not looked at: how it is called is not sure."
WRONG = "The passes give the cross-entropy of the predictions, but {name}, beside them, gives no multiple of it."
ADVISE = "With T = {steps} it gives {found}, expected {right}: look at what it adds up."
# What an argument is called that gets predictions: words in its name, or all of it.
PREDICTIONS = ("prob", "pred", "out", "hat", "softmax", "dist")
SHORT = frozenset({"p", "ps", "o", "a"})
# What a loss may call of what the passes call; another of their functions makes it a pass of its own.
HELPERS = ("softmax", "onehot", "log", "clip", "sum", "mean")
# A guard of the logarithm and single precision move such a ratio by less; another function of the predictions by more.
ALIKE = 0.02


def beside(observations: Observations) -> tuple[Status, str] | None:
    """Return what is said of the function; None where there is none, or the passes themselves call it."""
    answers = [(case, answer) for case, answer in observations.answers if answer.beside]
    told = chosen(observations.submission, observations.functions, "loss")
    if not answers or len(told) != 1:
        return None
    function, submission = told[0], observations.submission
    roles = ("forward", "backward")
    passes = {node.name for role in roles for node in chosen(submission, observations.functions, role)}
    inside = reached(submission, passes)
    if function.name in inside:
        return None
    others = [(case, replace(answer, loss=answer.loss_beside)) for case, answer in answers]
    if any(answer.loss is None for _, answer in others):
        return Status.PASS, UNKNOWN.format(name=function.name)
    ratios = [
        float(np.divide(complex(answer.loss or 0).real, cross_entropy_of(answer, case))) for case, answer in others
    ]
    by_scale = [
        [ratio * divisor(scale, case) for ratio, (case, _) in zip(ratios, others, strict=True)] for scale in LossScale
    ]
    if loss_scale(others) is not None or any(0 < max(one) < (1 + ALIKE) * min(one) for one in by_scale):
        return Status.PASS, SAME.format(name=function.name)
    own = {name for name in reached(submission, {function.name}) & inside if not _helps(name)}
    called = function.name in set(_calls(submission.tree, but=function))
    if own or not called or not _takes_predictions(function):
        return Status.PASS, UNKNOWN.format(name=function.name)
    case, answer = others[-1]
    found, right = complex(answer.loss or 0).real, cross_entropy_of(answer, case)
    advise = ADVISE.format(steps=case.T, found=f"{found:.6g}", right=f"{right:.6g}")
    return Status.FAIL, f"{WRONG.format(name=function.name)} {advise}"


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


def _calls(node: ast.AST, but: ast.AST | None = None) -> Iterator[str]:
    """Yield the names of what is called, or handed on, inside a node."""
    left_out = {id(one) for one in ast.walk(but)} if but else set()
    for child in ast.walk(node):
        if id(child) in left_out:
            continue
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
            yield child.id
        elif isinstance(child, ast.Attribute):
            yield child.attr


def _helps(name: str) -> bool:
    return any(word in plain(name) for word in HELPERS)


def _takes_predictions(function: ast.FunctionDef) -> bool:
    """Whether the names of its two arguments say that they are predictions and targets, or just the targets."""
    names = [one.arg for one in arguments(function) if one.arg != "self"]
    others = [name for name in names if role_of(name, ("targets",)) is None]
    told = [name for name in others if plain(name) in SHORT or any(word in plain(name) for word in PREDICTIONS)]
    return len(names) - len(others) == 1 and len(others) < 2 and told == others  # noqa: PLR2004  (predictions, or none)
