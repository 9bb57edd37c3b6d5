"""`trials`: forward and backward on one case with changed top-level statements, one candidate after the other.

Fields: `candidates`, for each the source texts that are executed beside what is loaded; afterwards everything stands
as before. Reply: arrays "candidate.forward.NAME" and "candidate.backward.NAME" of those that ran.
"""

import linecache
from functools import partial

from harness.inside.evaluation import Arrays, SubmissionError, attempt, both, copies, undisturbed
from harness.inside.program import Program
from harness.inside.statements import future_flags
from harness.wire import Message

# What a changed statement is called in place of the submission's file.
TRIED = "{filename}@{number}"


def run(program: Program, request: Message) -> Message:
    """Return the arrays of each candidate that ran."""
    candidates = request.fields["candidates"]
    if not isinstance(candidates, list):
        raise TypeError("trials needs a list of candidates")
    arrays: Arrays = {}
    for number, sources in enumerate(candidates):
        before = dict(program.namespace)
        with undisturbed(program):
            try:
                attempt(program, "load", partial(_execute, program, sources))
                answer = both(program, copies(request.arrays))
            except SubmissionError:
                continue
            finally:
                program.namespace.clear()
                program.namespace.update(before)
        arrays |= {f"{number}.forward.{name}": value for name, value in answer.forward.items()}
        arrays |= {f"{number}.backward.{name}": value for name, value in answer.backward.items()}
    return Message("trials", {"failure": None}, arrays)


def _execute(program: Program, sources: list[str]) -> None:
    flags = future_flags(program.tree.body)
    for number, source in enumerate(sources):
        # Under a name of its own: contracts look up the names of what a function returns by file and line.
        name = TRIED.format(filename=program.filename, number=number)
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        code = compile(source, name, "exec", flags=flags, dont_inherit=True)
        exec(code, program.namespace)  # noqa: S102  (that is what it is for)
