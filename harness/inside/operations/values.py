"""`values`: forward and backward on one case, and what expressions are worth whenever a line is about to run.

Fields: `lines`, and for each the list of `expressions`. Reply: arrays "line.place", (hits, *shape) each, of those that
had a value of one shape every time; with `failure` where the submission raised, up to there.
"""

from harness.inside.evaluation import SubmissionError, both, copies, undisturbed
from harness.inside.program import Program
from harness.inside.watching import Array, watch
from harness.wire import JSON, Message


def run(program: Program, request: Message) -> Message:
    """Return the values of the expressions."""
    lines, expressions = request.fields["lines"], request.fields["expressions"]
    if not isinstance(lines, list) or not isinstance(expressions, list):
        raise TypeError("values needs lines and their expressions")
    wanted = {int(line): [str(text) for text in texts] for line, texts in zip(lines, expressions, strict=True)}
    given = copies(request.arrays)
    failure: dict[str, JSON] | None = None
    found: dict[tuple[int, int], Array] = {}

    def call() -> None:
        nonlocal failure
        try:
            both(program, given)
        except SubmissionError as problem:
            failure = problem.failure.fields()

    with undisturbed(program):
        found = watch(call, lambda code: code.co_filename == program.filename, wanted)
    return Message("values", {"failure": failure}, {f"{line}.{place}": value for (line, place), value in found.items()})
