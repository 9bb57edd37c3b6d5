"""Does the code have the functions of the contract, and do they return what it asks for?"""

import re

import numpy as np

from harness.answers import Answer, Failure
from harness.cases import BATCH, Case
from harness.checks._check import Check, Finding
from harness.contracts._names import PARAMETER_ALIASES, gradient_of, plain, role_of
from harness.inside.origins import COMPLAINT
from harness.observations import Observations
from harness.records import Fact, Status
from harness.submissions.submission import Submission
from harness.submissions.unset import made_tuples, set_somewhere

# What code raises that is given other arguments than it is written for, and code with a bug as well.
OF_ARGUMENTS = frozenset({"TypeError", "AttributeError", "KeyError", "IndexError", "ValueError"})
HOW_CALLED = "If it runs in your own program, it is called in another way there: see `harness contract FILE`."
# What a dictionary's reader says of a tuple, and a record's, and where a line takes such a thing: no form may have been
# found in which the code takes its parameters.
GIVEN_A_TUPLE = (
    (re.compile("tuple indices must be integers or slices, not str"), r"(\w+)\["),
    (re.compile(r"'tuple' object has no attribute '(\w+)'"), r"(\w+)\.{}\b"),
)
# What an array says of a key by name, as of a number with a fraction.
GIVEN_AN_ARRAY = re.compile("only integers, slices")
UNPACKING = re.compile("(too many|not enough) values to unpack")
# The axes of what it is given, that are as many as the code is written for.
AXES = re.compile(r"=\s*(\w+)\.shape\s*(?:#.*)?$")
BY_NAME = re.compile(r"""(\w+)\[\s*(?:['"]|[A-Za-z_]\w*\s*\])""")
UNPACKED, INDEXED = re.compile(r"[(\[][^=]*=\s*(\w+)\s*(?:#.*)?$"), re.compile(r"(\w+)\[")
NO_FORM = "How it keeps its parameters cannot be told from the code: see `harness contract FILE`."
NOT_EXECUTED = (
    "What sets it is not executed, as it trains, reads a file or is the main program: see `harness contract FILE`."
)
SUPPLIED = "Nothing that is executed sets {names}, whose form the code does not tell: see `harness contract FILE`."
UNREAD = "None of its lines failed, so that it may be right: see `harness contract FILE`."
MISSING = re.compile(r"name '(\w+)' is not defined")


def judge(observations: Observations) -> Finding:
    """Call everything once and look at shapes, counts and types only."""
    # One step may work where more do not: the first case that fails is the one to tell.
    failures = [(case.T, answer, answer.failure) for case, answer in observations.answers if answer.failure is not None]
    if failures:
        steps, answer, failure = failures[0]
        where = observations.submission.where(failure.line) if failure.line else ""
        facts = (
            Fact("steps", str(steps)),
            *(() if failure.type == COMPLAINT else (Fact("exception", failure.type),)),
            Fact("line", where or "unknown"),
        )
        sentence = told(failure, steps, where)
        if doubt := _doubt(failure, answer, observations.submission):
            return Finding(Status.INCONCLUSIVE, f"{_ended(sentence)} {doubt}", facts)
        if failure.type in OF_ARGUMENTS and where:
            sentence = f"{_ended(sentence)} {HOW_CALLED}"
        return Finding(Status.FAIL, sentence, facts)
    for case, answer in observations.answers:
        wrong = _wrong_shapes(answer, case)
        if wrong:
            return Finding(Status.FAIL, f"{wrong}, with T = {case.T}.")
    first = observations.answers[0][0]
    stacked = "[x; h]" if observations.swapped else "[h; x]"
    tried = (
        Fact("sizes tried", _sizes(observations)),
        *(() if first.cell else (Fact("z stacks", stacked),)),
        *(Fact(f"starts from {name}", "zeros, always") for name in observations.ignored_states),
    )
    return Finding(Status.PASS, "forward and backward return arrays of the agreed number, shape and type.", tried)


def _doubt(failure: Failure, answer: Answer, submission: Submission) -> str:
    """Return why a failure does not show that the code is wrong; empty where it does."""
    if failure.unreadable:
        return UNREAD
    if failure.type in OF_ARGUMENTS and _takes_the_parameters(failure, submission):
        return NO_FORM
    missing = MISSING.search(failure.message) if failure.type == "NameError" else None
    if missing and set_somewhere(submission, missing.group(1)):
        return NOT_EXECUTED
    supplied = [name for name in answer.supplied if _needs_a_form(name, failure)]
    if supplied and failure.type in OF_ARGUMENTS:
        return SUPPLIED.format(names=", ".join(supplied))
    return NO_FORM if _reads_another_form(failure) else ""


def _reads_another_form(failure: Failure) -> bool:
    """Whether forward asks an array by name that may be a parameter, or for other axes than it has."""
    by_name = GIVEN_AN_ARRAY.match(failure.message) and "/" not in failure.code  # a half is no name
    pattern = BY_NAME if by_name else AXES if UNPACKING.match(failure.message) else None
    found = pattern.findall(failure.code) if pattern and failure.stage == "forward" else []
    return any(plain(name) in PARAMETER_ALIASES for name in found)


def _takes_the_parameters(failure: Failure, submission: Submission) -> bool:
    """Whether what was found to be a tuple may be the parameters: no tuple of its own, nor what forward returned."""
    for message, taken in GIVEN_A_TUPLE:
        if told := message.match(failure.message):
            names = {*re.findall(taken.format(*map(re.escape, told.groups())), failure.code)}
            if failure.stage == "forward":
                return not names or bool(names - {*made_tuples(submission)})
            return any(role_of(name, ("p",)) for name in names)
    # Pairs where single arrays were given, or keys that the code puts together.
    missing = failure.type == "KeyError" and gradient_of(failure.message.strip("'\"")) is not None
    pattern = INDEXED if missing else UNPACKED if UNPACKING.match(failure.message) else None
    return pattern is not None and any(role_of(name, ("p",)) for name in pattern.findall(failure.code))


def _needs_a_form(name: str, failure: Failure) -> bool:
    """Whether a line may have failed as a global has another form than the code is written for."""
    named = rf"\b{re.escape(name)}\b"
    if failure.stage == "forward":
        return re.search(named, failure.code) is not None
    # Forward ran with that form: what backward does with whole arrays of it is its own mistake.
    attributes = re.findall(rf"{named}\.(\w+)", failure.code)
    indexed = re.search(rf"{named}\[", failure.code) is not None
    return indexed or any(not hasattr(np.ndarray, one) for one in attributes)


def _sizes(observations: Observations) -> str:
    first = observations.ordinary[0]
    width = f"D = {first.V}, B = 1 and {BATCH}" if first.cell else f"V = {first.V}"
    return f"H = {first.H}, {width}, T = {', '.join(str(case.T) for case in observations.ordinary)}"


def told(failure: Failure, steps: int, where: str) -> str:
    """Return the sentence for a failure: what, where, found."""
    if failure.type == COMPLAINT and not where:
        return f"{failure.said()}, with T = {steps}."
    return failure.said(f" at {where} with T = {steps}" if where else f" with T = {steps}")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _wrong_shapes(answer: Answer, case: Case) -> str:
    right = {name: case.arrays[name].shape for name in case.gradients}
    lacking = [name for name in case.gradients if name not in answer.gradients]
    if answer.outputs is None or lacking:
        outputs = "hidden states" if case.cell else "predictions"
        return f"no {outputs if answer.outputs is None else f'gradient of {lacking[0]}'} came back"
    for name, gradient in answer.gradients.items():
        if gradient.shape != right[name]:
            return f"backward returns the gradient of {name} with shape {gradient.shape}, expected {right[name]}"
        if gradient.dtype.kind not in "fiu":
            return f"backward returns the gradient of {name} as {gradient.dtype.name}, expected real numbers"
    return ""


CHECK = Check(order=10, judge=judge, points=10)
