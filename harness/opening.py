"""Opens a submission: reads its text, starts a worker, loads the definitions, and finds the contract that fits."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from harness.client import Worker
from harness.contract_files import AUTO, ContractFile, contract_files
from harness.errors import UnboundError
from harness.launching import Depth, Options, launch
from harness.observations import Observations
from harness.records import Isolation, SourceView
from harness.replies import said
from harness.submissions.definitions import choose
from harness.submissions.python import Submission, parse, read
from harness.wire import Message


@dataclass(frozen=True)
class Session:
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
        return SourceView(self.submission.text, self.left_out, self.worker.printed)


@contextmanager
def opened(path: Path, options: Options, first: Worker | None = None) -> Iterator[Session]:
    """Open the submission, in the `first` worker where one was started; raises what its parts raise.

    These are UnreadableError, UnboundError, UsageError, WorkerError and ProtocolError.
    """
    workers = chain([first] if first else [], iter(partial(launch, options), None))
    sentences = []
    with first or nullcontext():  # it ends also where there is no such contract
        for contract in contract_files(options.contract):
            with next(workers) as worker:
                submission = read(path)
                sentence, left_out, name = _load(worker, submission, contract, run_all=options.run_top_level)
                if sentence is None:
                    observations = Observations(worker, submission, options.seed, options.depth)
                    used = contract_files(name)[0] if contract.name == AUTO else contract
                    yield Session(worker, submission, observations, used, left_out, options)
                    return
                sentences.append(sentence if name == AUTO else f"{name}: {sentence}")
    raise UnboundError(f"No contract fits {path.name}. {'; '.join(sentences)}. Name one with --contract.")


def changed(session: Session, text: str, worker: Worker, seed: int) -> Observations:
    """Load a changed text of the submission into a worker, under the same contract; its cases are drawn from `seed`.

    Raises UnreadableError, UnboundError, WorkerError and ProtocolError.
    """
    name = session.submission.name
    submission = Submission(name, text, parse(text, name))
    sentence, *_ = _load(worker, submission, session.contract, run_all=session.options.run_top_level)
    if sentence is not None:
        raise UnboundError(sentence)
    return Observations(worker, submission, seed, Depth.QUICK)


def _load(
    worker: Worker, submission: Submission, contract: ContractFile, *, run_all: bool
) -> tuple[str | None, tuple[tuple[int, str], ...], str]:
    """Load the submission under a contract; returns why it does not fit, what was left out, and the contract's name."""
    choice = choose(submission, everything=run_all)
    worker.load(submission.text, submission.name, choice.statements, contract.source, choice.modules)
    reply = worker.receive()
    left_out = [(item.line, item.reason) for item in choice.left_out]
    broken = [_failed(item) for item in _items(reply, "failed")]
    left_out += broken
    failure = reply.fields.get("failure")
    if isinstance(failure, Mapping):
        raise UnboundError(
            f"The submission cannot be loaded: {said(failure.get('type'))}: {said(failure.get('message'))}."
        )
    lookup = reply.fields.get("lookup")
    if not lookup:
        return None, tuple(sorted(left_out)), str(reply.fields.get("contract") or contract.name)
    # A definition that could not be executed is what is missing, more often than not.
    because = f"; line {broken[0][0]} was left out, as {broken[0][1]}" if broken else ""
    return f"{said(lookup)}{because}", tuple(sorted(left_out)), contract.name


def _items(reply: Message, name: str) -> list[Mapping[str, object]]:
    value = reply.fields.get(name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _failed(item: Mapping[str, object]) -> tuple[int, str]:
    line = item.get("line")
    return (line if isinstance(line, int) else 0), f"it raised {said(item.get('type'))}: {said(item.get('message'))}"
