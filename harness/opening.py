"""Opens a submission: reads its text, starts a worker, loads the definitions, and finds the contract that fits."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from harness.client import Worker
from harness.contract_files import AUTO, ContractFile, contract_files, unusable
from harness.errors import UnboundError
from harness.launching import Depth, Options, launch
from harness.observations import Observations
from harness.records import Isolation, SourceView
from harness.replies import said
from harness.shown import LANGUAGE_MODEL, Shown, shown
from harness.submissions.definitions import choose
from harness.submissions.formats import read
from harness.submissions.helpers import import_line
from harness.submissions.source import left_out, parse
from harness.submissions.submission import LeftOut, Submission
from harness.taken import states_taken
from harness.wire import Message

NO_LOOP = "nor does a loop at the top level hold both passes"


class Session(NamedTuple):
    """A loaded submission that answers."""

    worker: Worker
    submission: Submission
    observations: Observations
    contract: ContractFile
    left_out: tuple[tuple[int, str], ...]
    options: Options

    @property
    def isolation(self) -> Isolation:
        """How the submission is confined."""
        return self.worker.isolation

    def source(self) -> SourceView:
        """The submission's text, what was left out of it, and what it printed so far."""
        given = self.submission
        return SourceView(given.shown, self.left_out, self.worker.printed, given.name, given.cells)


@contextmanager
def opened(path: Path, options: Options, first: Worker | None = None) -> Iterator[Session]:
    """Open the submission, in the `first` worker where one was started; raises what its parts raise.

    These are UnreadableError, UnboundError, UsageError, WorkerError and ProtocolError.
    """
    workers = chain([first] if first else [], iter(partial(launch, options), None))
    sentences = []
    with first or nullcontext():  # it ends also where there is no such contract
        contracts, submission = contract_files(options.contract), read(path, None if options.in_class else options.main)
        for contract in contracts:
            with next(workers) as worker:
                submission, loaded = load(worker, submission, contract, options)
                if loaded.misfit is None:
                    observations = Observations(
                        worker, submission, options.seed, options.depth, loaded.shown, loaded.taken, loaded.functions
                    )
                    used = contract_files(loaded.contract)[0] if contract.name == AUTO else contract
                    yield Session(worker, submission, observations, used, loaded.left_out, options)
                    return
                misfit = loaded.misfit
                sentences.append(misfit if loaded.contract == AUTO else f"{loaded.contract}: {misfit}")
    found = f"No contract fits {submission.name} ({'; '.join(sentences)}): submit the file that has them"
    if options.in_class:
        raise UnboundError(f"{found}, or give yours these names and arguments.")
    raise UnboundError(
        f"{found}, or say how yours are called with --contract NAME or --contract FILE.py; harness contract begins "
        "such a file."
    )


def load(
    worker: Worker, submission: Submission, contract: ContractFile, options: Options
) -> tuple[Submission, "Loaded"]:
    """Load a submission under a contract, its training loop as a function where nothing else gives both passes.

    Raises UnboundError, WorkerError and ProtocolError.
    """
    loaded = _load(worker, submission, contract, run_all=options.run_top_level)
    return (submission, loaded) if loaded.complete else _from_top_level(worker, submission, contract, loaded)


def _from_top_level(
    worker: Worker, submission: Submission, contract: ContractFile, loaded: "Loaded"
) -> tuple[Submission, "Loaded"]:
    """Return the submission with its training loop's body as a function, where this gives what was missing."""
    from harness.submissions.toplevel.lift import lifted  # of scripts alone

    found = lifted(submission)
    if found is None or found.submission is None:
        why = found.problem if found else NO_LOOP if contract.name == AUTO else ""
        return submission, loaded._replace(misfit=loaded.misfit and "; ".join(filter(None, (loaded.misfit, why))))
    again = _load(worker, found.submission, contract, run_all=False)
    if again.complete:
        return found.submission, again
    if loaded.misfit is None:
        return submission, _load(worker, submission, contract, run_all=False)
    return submission, loaded._replace(misfit=f"{loaded.misfit}{_not_executed(found.submission, again)}")


def _not_executed(script: Submission, tried: "Loaded") -> str:
    """Return what is said of a loop that became a function but could not be executed as one, "" where it could."""
    part = _judged(script)[0]
    end = next(node.end_lineno or part.line for node in script.tree.body if node.lineno == part.line)
    for line, reason in tried.left_out:
        if part.line <= line <= end and reason != part.reason:
            where = f"{script.where(part.line)} begins such code, but as a function it could not be executed"
            return f"; {where}: at {script.where(line)} {reason}"
    return ""


def changed(session: Session, text: str, worker: Worker, seed: int) -> Observations:
    """Load a changed text of the submission into a worker, under the same contract; its cases are drawn from `seed`.

    Raises UnreadableError, UnboundError, WorkerError and ProtocolError.
    """
    name = session.submission.name
    submission = replace(session.submission, text=text, tree=parse(text, name), written=None)
    loaded = _load(worker, submission, session.contract, run_all=session.options.run_top_level)
    if loaded.misfit is not None:
        raise UnboundError(loaded.misfit)
    return Observations(worker, submission, seed, Depth.QUICK, loaded.shown, loaded.taken, loaded.functions)


class Loaded(NamedTuple):
    """What loading under a contract tells."""

    misfit: str | None  # why the contract does not fit
    left_out: tuple[tuple[int, str], ...]
    contract: str  # its name, or that of the one that was chosen
    shown: Shown = LANGUAGE_MODEL
    taken: frozenset[str] = frozenset()  # initial states that are arguments of forward
    functions: object = None  # name and first line by role, as the worker says
    complete: bool = False  # both passes are there


def _load(worker: Worker, submission: Submission, contract: ContractFile, *, run_all: bool) -> Loaded:
    """Load the submission under a contract."""
    choice = choose(submission, everything=run_all)
    worker.load(submission.text, submission.name, choice.statements, contract.source, choice.modules)
    reply = worker.receive()
    broken = [*left_out(submission), *(_failed(item) for item in _items(reply, "failed"))]
    parts = [
        *_judged(submission),
        *choice.left_out,
        *broken,
        *(_failed_helper(item, submission) for item in _items(reply, "helpers_failed")),
    ]
    if fault := reply.fields.get("contract_fault"):
        raise unusable(contract.name, said(fault))
    failure = reply.fields.get("failure")
    if isinstance(failure, Mapping):
        raised = f"{said(failure.get('type'))}: {said(failure.get('message'))}"
        if failure.get("stage") == "find" and failure.get("line") is None:
            raise UnboundError(
                f"The contract {contract.name} cannot look at this submission: its find raises {raised}."
            )
        raise UnboundError(f"The submission cannot be loaded: {raised}.")
    lookup = reply.fields.get("lookup")
    told = tuple(sorted((part.line, part.reason) for part in parts))
    if not lookup:
        return Loaded(
            None,
            told,
            str(reply.fields.get("contract") or contract.name),
            shown(reply.fields.get("gradients"), reply.fields.get("stepwise")),
            states_taken(submission, reply.fields.get("functions")),
            reply.fields.get("functions"),
            _complete(reply.fields.get("functions")),
        )
    # A definition that could not be executed is what is missing, more often than not.
    because = f"; {submission.where(broken[0].line)} was left out, as {broken[0].reason}" if broken else ""
    return Loaded(f"{said(lookup)}{because}", told, contract.name)


def _judged(submission: Submission) -> list[LeftOut]:
    """Return what is said of a loop that became a function."""
    if submission.script is None:
        return []
    from harness.submissions.toplevel.lift import judged_part

    return judged_part(submission)


def _complete(functions: object) -> bool:
    """Whether the worker found a function for each pass, or whatever a contract of another kind calls its own."""
    return isinstance(functions, Mapping) and ("forward" not in functions or "backward" in functions)


def _items(reply: Message, name: str) -> list[Mapping[str, object]]:
    value = reply.fields.get(name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _failed(item: Mapping[str, object]) -> LeftOut:
    line = item.get("line")
    raised = f"it raised {said(item.get('type'))}: {said(item.get('message'))}"
    return LeftOut(line if isinstance(line, int) else 0, raised)


def _failed_helper(item: Mapping[str, object], submission: Submission) -> LeftOut:
    """Return a statement of a helper that was left out, at the line that imports the helper."""
    line, reason = _failed(item)
    module = said(item.get("module"))
    return LeftOut(import_line(submission.tree, module), f"line {line} of its module {module} is left out: {reason}")
