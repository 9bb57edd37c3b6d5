"""How a file is called, as text for a terminal: its functions, what was tried, what is left to know."""

from collections.abc import Iterator, Mapping

from harness.contract_replies import Call, Tried, Used
from harness.contract_study import Agreement, Study
from harness.contracts._names import ATTRIBUTE
from harness.languages.sentences import sentence
from harness.languages.words import _
from harness.renderers._columns import padded, wrapped

WIDTH = 80
LABEL = 18  # columns for a name before its text
REACHED = (
    "found {functions}; the first call fails",
    "found {functions}; forward runs, backward does not",
    "found {functions}; both run, some gradients are missing",
    "found {functions}; both run, with every gradient",
)
ROLES = {
    "inputs": "the inputs: {inputs}",
    "targets": "the targets: {targets}",
    "h0": "the first hidden state: {states}",
    "C0": "the first cell state: {states}",
    "state": "both first states in one tuple, h and C: each {states}",
    "state, C0 first": "both first states in one tuple, C and h: each {states}",
    "hidden": "the number of hidden units",
    "vocab": "the number of symbols",
    "z": "the number of hidden units and symbols",
    "steps": "the number of steps",
    "rate": "a learning rate of 1",
}
ALL = -1  # all results of forward


def render(found: Study) -> str:
    """Return the page, no line of it longer than 80 columns."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Study) -> Iterator[str]:
    name = found.submission.name
    if found.misfit is None:
        yield from _wrapped(f"{name} is called through the contract {found.contract}.")
        yield ""
    if found.used is not None:
        for call in found.used.calls:
            yield from _call(call, found.used)
        yield from _parameters(found.used)
        yield ""
    yield _("Contracts")
    for tried in found.tried:
        yield from _entry(tried.name, _tried(tried))
    yield ""
    if found.agreement is not None:
        yield _("There and back")
        yield from _agreement(found.agreement)
        yield ""
    yield _("To know")
    yield from _to_know(found)


def _call(call: Call, used: Used) -> Iterator[str]:
    where = f", line {call.line}" if call.line else ""
    owner = f"{used.owner}." if used.owner else ""
    yield from _wrapped(f"{'both passes' if call.role == 'loss' else call.role}: {owner}{call.function}{where}")
    names = [*call.names, *[""] * len(call.places)]
    for argument, place in zip(names, call.places, strict=False):
        yield from _entry(argument, _place(place, used))
    for argument, role in call.keywords.items():
        yield from _entry(argument, _place(role, used))


def _place(place: str | int, used: Used) -> str:
    if isinstance(place, int):
        return "all results of forward" if place == ALL else f"result {place + 1} of forward"
    if place == "p":
        return "the parameters"
    if place not in ROLES:
        return f"the parameter {place.replace(':', ' for ')}"
    return ROLES[place].format(inputs=used.inputs, targets=used.targets, states=used.states)


def _parameters(used: Used) -> Iterator[str]:
    given = [place for call in used.calls for place in (*call.places, *call.keywords.values())]
    turned = "; weights for x @ W" if used.turned else ""
    if used.globals and "p" not in given:
        text = f"globals: {_pairs(used.globals, used)}"
    elif used.owner and "p" not in given:
        text = f"attributes of an instance of {used.owner}"
    elif "p" not in given:
        text = "single arguments, or globals that the code makes"
    elif used.form and all(key.startswith(ATTRIBUTE) for key in used.form.values()):
        text = f"a record: {_pairs(used.form, used)}"
    elif used.form:
        text = f"a dictionary: {_pairs(used.form, used)}"
    else:
        text = f"a tuple: {', '.join(used.order)}"
    yield from _entry(_("parameters"), f"{text}{turned}")


def _pairs(form: Mapping[str, str], used: Used) -> str:
    held = "an axis for the gates" if used.gate_axes else "all gates"
    order = f" ({held}, in the order {', '.join(used.gates)})"
    said = [
        theirs if ours == theirs else _("{theirs} is {ours}", theirs=theirs, ours=ours.replace(":", " for "))
        for ours, theirs in form.items()
    ]
    first = next((place for place, ours in enumerate(form) if "*" in ours), None)
    return ", ".join(f"{text}{order}" if place == first else text for place, text in enumerate(said))


def _tried(tried: Tried) -> str:
    if tried.lookup:
        return tried.lookup.partition("; defined are")[0]
    names = list(dict.fromkeys(tried.functions.values()))
    return REACHED[min(max(tried.reached, 0), 3)].format(functions=" and ".join(names) or "functions")


def _agreement(agreement: Agreement) -> Iterator[str]:
    if agreement.failure:
        yield from _entry(_("failed"), agreement.failure)
        return
    silent = ", ".join(agreement.silent)
    yield from _entry(
        _("there"), f"no effect on any answer: {silent}" if silent else "every array of a case has its effect"
    )
    wrong = ", ".join(agreement.wrong)
    back = f"not the reference's: {wrong}" if wrong else "predictions and gradients are the reference's"
    yield from _entry(_("back"), back)


def _to_know(found: Study) -> Iterator[str]:
    agreement = found.agreement
    if found.misfit is not None:
        yield from _wrapped(
            f"No contract fits: {found.misfit}. Which of them is forward, which backward, and what do their arguments "
            "get? -o OUT.py writes a contract with blanks for that; fill them in, and give it to --contract."
        )
    elif agreement is not None and (agreement.failure or agreement.wrong or agreement.silent):
        yield from _wrapped(
            "Is this file right? If it is, the contract is not: write it down with -o OUT.py and change it there. "
            "If it has bugs, harness check names them."
        )
    else:
        yield from _wrapped("Nothing: harness check grades it as it is.")


def _entry(label: str, text: str) -> Iterator[str]:
    head = f"  {padded(label, LABEL - 3)} "
    yield from wrapped(sentence(text), WIDTH, head, " " * LABEL).split("\n")


def _wrapped(text: str) -> Iterator[str]:
    yield from wrapped(sentence(text), WIDTH).split("\n")
