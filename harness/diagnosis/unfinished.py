"""Parts that are not written yet: functions that are missing, return nothing, or stop at a placeholder."""

import ast
import re

from harness.answers import Failure
from harness.contracts._functions import NAMES, WORDS
from harness.contracts._names import plain
from harness.diagnosis.locate import location
from harness.diagnosis.placeholders import FUNCTIONS, unwritten, uses_placeholder
from harness.expectation import worst_errors
from harness.observations import Observations
from harness.records import Bug, Certainty, Location
from harness.submissions.submission import Hole, Submission
from mutants._mutant import Severity

FAMILY = "not-implemented"
# How Python names a value that is still None, or ..., in the message of the operation that needs one.
PLACEHOLDERS = ("NoneType", "ellipsis")
# How contracts say that only some results are None.
SOME_MISSING = ("backward returns (", "the function returns (")
MISSING = (
    "This part of the assignment is missing or stops at a placeholder, so there are no numbers to compare with "
    "the reference. The checks that do not need it were made and earn their points. Write the part, return "
    "its result, and check again."
)
UNREAD = (
    "It is written, but Python cannot parse it, so it was left out and there are no numbers to compare with the "
    "reference. The checks that do not need it were made and earn their points. Mend the line, and check again."
)
DEFINED = re.compile(r"^\s*def\s+(\w+)", re.MULTILINE)
ZERO = (
    "An array of zeros comes back: nothing is ever added to it, or what is added is lost. The other gradients were "
    "checked and earn their points. Write the line that adds each step's share, or see where it goes, and check again."
)
WHERE = {"forward": "forward pass", "backward": "backward pass"}


def from_unfinished(observations: Observations, causes: frozenset[str]) -> list[Bug]:
    """Return a bug for each part that is not implemented: forward, backward, or the gradient of a parameter."""
    failures = [answer.failure for _, answer in observations.answers if answer.failure is not None]
    tree = observations.submission.tree
    unfinished = failures and all(is_placeholder(failure, tree) for failure in failures)
    bugs = [_of_function(failures[0], observations.submission)] if unfinished else []
    missing = sorted({name for _, answer in observations.answers for name in answer.missing})
    wrong = [] if causes or not missing else _wrong_too(observations, missing)
    return bugs + [_of_gradient(name, wrong) for name in missing]


def _wrong_too(observations: Observations, missing: list[str]) -> list[str]:
    """Return the gradients that are there and wrong."""
    errors = worst_errors(observations)[1].items()
    return [name for name, off in errors if name not in missing and not off < observations.tolerance]


def is_placeholder(failure: Failure, tree: ast.Module) -> bool:
    """Whether a call to a submission with this `tree` failed because something is not written yet."""
    if failure.type == "NotImplementedError":
        return not failure.message.startswith(SOME_MISSING) or uses_placeholder(tree, None)
    unset = failure.type in ("TypeError", "AttributeError") and any(word in failure.message for word in PLACEHOLDERS)
    return unset and failure.line is not None and uses_placeholder(tree, failure.line)


def _of_function(failure: Failure, submission: Submission) -> Bug:
    stage = failure.stage
    last = _without_return(submission.tree, stage) if failure.message == f"{stage} returns None" else None
    if last is not None:
        told = f"{stage} returns nothing: a return is missing after {submission.where(last)}, its last."
        return _bug(stage, f"{stage} returns nothing", WHERE.get(stage, stage), told, location(submission, last))
    empty = _empty(failure, submission.tree)
    if empty is not None and failure.line is None:
        where = submission.where(empty.lineno)
        told = f"the function {empty.name} at {where} takes its arguments and reads none of them."
        told += _beside(empty, submission, stage)
        return _bug(
            stage,
            f"{stage} is not implemented yet",
            WHERE.get(stage, stage),
            told,
            location(submission, empty.lineno),
        )
    # What the submission says itself is told as Python tells it.
    raised = f"{failure.type}: {failure.message}" if failure.line else failure.message
    found = raised if failure.type == "NotImplementedError" and failure.message else ""
    found = found or (f"it stops at {submission.where(failure.line)}" if failure.line else "it stops")
    unset = f": {raised}" if failure.type != "NotImplementedError" else ""
    place = _location(failure, submission)
    hole = "".join(f"Python cannot parse {submission.where(one.at)}: {one.message}." for one in submission.holes[:1])
    where = WHERE.get(stage, stage)
    if failure.line is None and any(_defines(one, submission, stage) for one in submission.holes):
        return _bug(stage, f"{stage} cannot be read", where, hole, place, UNREAD)
    told = f"{found}{unset}.{hole and f' {hole}'}{_beside(empty, submission, stage) if empty is not None else ''}"
    return _bug(stage, f"{stage} is not implemented yet", where, told, place)


def _defines(hole: Hole, submission: Submission, stage: str) -> bool:
    """Whether what Python cannot parse begins a function of this stage."""
    lines = submission.shown.split("\n")[hole.line - 1 : hole.last]
    return any(word in plain(name) for name in DEFINED.findall("\n".join(lines)) for word in WORDS[stage])


def _empty(failure: Failure, tree: ast.Module) -> FUNCTIONS | None:
    """Return the function that nobody wrote yet: where it failed, or the only one of its stage."""
    if failure.line is not None:
        there = [node for node in unwritten(tree) if node.lineno <= failure.line <= (node.end_lineno or 0)]
        return there[0] if there else None
    empty = [node for node in unwritten(tree) if _has_role(node, failure.stage)]
    return empty[0] if len(empty) == 1 else None


def _beside(empty: FUNCTIONS, submission: Submission, stage: str) -> str:
    """Return what is said of finished functions that could be taken for the empty one."""
    if not _has_role(empty, stage):
        return ""
    open_ones = unwritten(submission.tree)
    finished = [
        node.name
        for node in submission.tree.body
        if isinstance(node, FUNCTIONS) and node.name in NAMES.get(stage, ()) and node not in open_ones
    ]
    return f" What stands beside it, {', '.join(finished)}, is not judged in its place." if finished else ""


def _location(failure: Failure, submission: Submission) -> Location | None:
    """Return where it stops; else, what Python cannot parse."""
    line = failure.line or next((hole.at for hole in submission.holes), None)
    return None if line is None else location(submission, line)


def _without_return(tree: ast.Module, stage: str) -> int | None:
    """Return the last line of the one function of this stage that computes something and returns none of it."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and _has_role(node, stage)
        and any(isinstance(child, ast.For | ast.While) for child in node.body)
        and not any(isinstance(child, ast.Return) and child.value is not None for child in ast.walk(node))
    ]
    return found[0].end_lineno if len(found) == 1 else None


def _has_role(node: FUNCTIONS, stage: str) -> bool:
    return any(word in plain(node.name) for word in WORDS[stage])


def _of_gradient(name: str, wrong: list[str]) -> Bug:
    told = f"backward gives no gradient of {name}; all others are judged."
    if wrong:
        told += f" Wrong are also {', '.join(wrong)}: no documented bug explains them."
    return _bug(f"d{name}", f"The gradient of {name} is not implemented yet", WHERE["backward"], told, None)


def of_unfilled(name: str) -> Bug:
    """Return the bug of a gradient that is zero in every case, where all others are right or explained."""
    told = f"backward returns only zeros for {name} in every case; all other gradients are judged."
    return _bug(f"d{name}", f"The gradient of {name} stays zero", WHERE["backward"], told, None, ZERO)


def _bug(part: str, title: str, where: str, evidence: str, place: Location | None, explanation: str = MISSING) -> Bug:
    return Bug(
        id=f"{FAMILY}:{part}",
        family=FAMILY,
        title=title[0].upper() + title[1:] + ".",
        severity=Severity.ERROR,
        certainty=Certainty.EXACT,
        where=where,
        symptom="Nothing that needs it can be judged; what stands beside it is.",
        hint="Is there a part that still has to be written?",
        explanation=explanation,
        formula="",
        correct="",
        buggy=place.code if place else "",
        evidence=evidence[0].upper() + evidence[1:],
        location=place,
    )
