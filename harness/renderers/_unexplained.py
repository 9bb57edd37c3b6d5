"""What is known of a submission that no documented bug explains, in sentences: the same in every format."""

from harness.hints import Hints
from harness.languages.words import _, ngettext
from harness.records import Location, Unexplained, WrongTensor


def facts(known: Unexplained, hints: Hints) -> tuple[tuple[str, str], ...]:
    """Return what is known, each fact with its name, as far as this level of help tells."""
    found = []
    if known.tensors:
        found.append((_("Wrong"), _(", ").join(tensor.name for tensor in known.tensors)))
        found.append((_("Since"), _since(known.tensors)))
    found += [
        (_("Relation"), _("{tensor} is {relation}.", tensor=tensor.name, relation=tensor.relation))
        for tensor in known.tensors
        if tensor.relation
    ]
    if known.last_right is not None:
        found.append((_("Right at"), _at(known.last_right)))
    if known.first_wrong is not None:
        found.append((_("Wrong at"), _at(known.first_wrong)))
    elif known.tensors and not known.changes and hints.shows(Hints.LINE):
        found.append((_("Wrong at"), _("not placed: the run does not prove a line.")))
    return tuple(found)


def mended(known: Unexplained) -> str:
    """Return the sentence over the changes; "" where there are none."""
    if not known.changes:
        return ""
    if known.remaining:
        return ngettext(
            "After this small edit what is wrong is exactly what documented bugs explain: {bugs}.",
            "After these small edits what is wrong is exactly what documented bugs explain: {bugs}.",
            len(known.changes),
            bugs=_(", ").join(known.remaining),
        )
    return ngettext(
        "A small edit mends it: the edited submission was run and passes every check at points that the search did not "
        "use.",
        "{count} small edits together mend it: the edited submission was run and passes every check at points that the "
        "search did not use.",
        len(known.changes),
    )


def _at(place: Location) -> str:
    return _("line {line}: {code}", line=place.line, code=place.code)


def _since(tensors: tuple[WrongTensor, ...]) -> str:
    """Return from which step on the tensors are wrong."""
    local = [tensor.name for tensor in tensors if tensor.steps == 1]
    later = [tensor for tensor in tensors if tensor.steps > 1]
    if (sequences := max(tensor.sequences for tensor in tensors)) > 1:
        return _("Right for one sequence, wrong for {sequences} at once.", sequences=sequences)
    if not later:
        return _("One step is enough: the error is local.")
    steps = min(tensor.steps for tensor in later)
    if not local:
        return _("Right in one step, wrong from {steps} steps on: the error goes through time.", steps=steps)
    return _(
        "Wrong in one step: {tensors}. The others: right in one step, wrong from {steps} steps on: the error goes "
        "through time.",
        tensors=_(", ").join(local),
        steps=steps,
    )
