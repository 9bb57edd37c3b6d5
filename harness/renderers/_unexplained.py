"""What is known of a submission that no documented bug explains, in sentences: the same in every format."""

from harness.hints import Hints
from harness.records import Unexplained, WrongTensor

ONCE_RIGHT = "Right in one step, wrong from {0} steps on: the error goes through time."


def facts(known: Unexplained, hints: Hints) -> tuple[tuple[str, str], ...]:
    """Return what is known, each fact with its name, as far as this level of help tells."""
    found = []
    if known.tensors:
        found.append(("Wrong", ", ".join(tensor.name for tensor in known.tensors)))
        found.append(("Since", _since(known.tensors)))
    found += [("Relation", f"{tensor.name} is {tensor.relation}.") for tensor in known.tensors if tensor.relation]
    if known.last_right is not None:
        found.append(("Right at", f"line {known.last_right.line}: {known.last_right.code}"))
    if known.first_wrong is not None:
        found.append(("Wrong at", f"line {known.first_wrong.line}: {known.first_wrong.code}"))
    elif known.tensors and not known.changes and hints.shows(Hints.LINE):
        found.append(("Wrong at", "not placed: the run does not prove a line."))
    return tuple(found)


def mended(known: Unexplained) -> str:
    """Return the sentence over the changes; "" where there are none."""
    if not known.changes:
        return ""
    if known.remaining:
        edit = "this small edit" if len(known.changes) == 1 else "these small edits"
        return f"After {edit} what is wrong is exactly what documented bugs explain: {', '.join(known.remaining)}."
    what = "A small edit mends" if len(known.changes) == 1 else f"{len(known.changes)} small edits together mend"
    return f"{what} it: the edited submission was run and passes every check at points that the search did not use."


def _since(tensors: tuple[WrongTensor, ...]) -> str:
    """Return from which step on the tensors are wrong."""
    local = [tensor.name for tensor in tensors if tensor.steps == 1]
    later = [tensor for tensor in tensors if tensor.steps > 1]
    if not later:
        return "One step is enough: the error is local."
    through = ONCE_RIGHT.format(min(tensor.steps for tensor in later))
    if not local:
        return through
    return f"Wrong in one step: {', '.join(local)}. The others: {through[0].lower()}{through[1:]}"
