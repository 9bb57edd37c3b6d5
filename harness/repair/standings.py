"""Runs changed texts of a submission one after the other in one worker, and tells which of their numbers are right."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from harness.answers import Answer, distance
from harness.cases import Case
from harness.cell_cases import STEP_BY_STEP
from harness.client import Worker
from harness.conventions import Clip, LossScale, loss_scale
from harness.diagnosis import systems
from harness.diagnosis.following import unclipped
from harness.errors import HarnessError
from harness.expectation import gradient_scales, in_scale
from harness.launching import launch
from harness.layout import permuted
from harness.opening import Session
from harness.replies import read_answer
from harness.submissions.definitions import choose
from harness.wire import Message

# One step shows what is local, two show what goes through time; small, as many texts are run.
CASES = ("one", "two")
# So many texts are sent ahead: the worker never waits for us, and a text that hangs takes few others with it.
BATCH = 16
# A text of such small cases takes milliseconds; one that does not end must not take the rest's time, and one that
# ends must not be taken for such a one on a machine that is busy.
SECONDS = 5.0


@dataclass
class Standings:
    """A worker for changed texts; use it in `with`."""

    session: Session
    tried: int = 0
    _worker: Worker | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()

    def of(self, texts: Sequence[str]) -> Iterator[frozenset[str]]:
        """Yield for each text which of its numbers are right: none where it fails, dies or takes too long."""
        for first in range(0, len(texts), BATCH):
            waiting = list(texts[first : first + BATCH])
            while waiting:
                done = 0
                with suppress(HarnessError):
                    for standing in self._batch(waiting):
                        done += 1
                        self.tried += 1
                        yield standing
                if done < len(waiting):
                    # The worker ended at this text.
                    self._close()
                    self.tried += 1
                    yield frozenset()
                waiting = waiting[done + 1 :]

    @property
    def _cases(self) -> list[Case]:
        observations = self.session.observations
        chosen = (case for case in observations.ordinary if case.name.removesuffix(STEP_BY_STEP) in CASES)
        return [case if case.name.endswith(STEP_BY_STEP) else unclipped(observations, case) for case in chosen]

    @property
    def complete(self) -> int:
        """How many numbers there are: the loss, and in each case the predictions and the gradients."""
        return 1 + sum(1 + len(case.gradients) for case in self._cases)

    def _batch(self, texts: Sequence[str]) -> Iterator[frozenset[str]]:
        swapped = self.session.observations.swapped
        cases = self._cases
        if self._worker is None:
            self._worker = launch(self.session.options)
        worker = self._worker
        choice = choose(self.session.submission, everything=self.session.options.run_top_level)
        for text in texts:
            # An edit inside a statement leaves the numbers of the statements as they are.
            worker.load(
                text, self.session.submission.name, choice.statements, self.session.contract.source, choice.modules
            )
            for case in cases:
                worker.send(Message("answer", {"repeat": 1}, (permuted(case) if swapped else case).arrays))
        for _ in texts:
            loaded = worker.receive(SECONDS).fields
            replies = [(case, worker.receive(SECONDS)) for case in cases]
            if loaded.get("failure") is not None or loaded.get("lookup") is not None:
                yield frozenset()  # the worker answered from the text before
            else:
                yield self._standing([(case, _read(reply, case, swapped=swapped)) for case, reply in replies])

    def _standing(self, answers: Sequence[tuple[Case, Answer]]) -> frozenset[str]:
        tolerance = self.session.observations.tolerance
        right = {
            f"{case.name} predictions"
            for case, answer in answers
            if distance(answer.outputs, systems.answer((), case).outputs) < tolerance
        }
        if all(answer.loss is None for _, answer in answers) or loss_scale(answers) is not None:
            right.add("loss")
        by_scale = [self._gradients(answers, scale) for scale in gradient_scales(self.session.observations)]
        return frozenset(right) | max(by_scale, key=len)

    def _gradients(self, answers: Sequence[tuple[Case, Answer]], scale: LossScale) -> frozenset[str]:
        found = set()
        for case, answer in answers:
            right = in_scale(systems.answer((), case).gradients, case, scale, Clip())
            off = {name: distance(answer.gradients.get(name), right[name]) for name in case.gradients}
            found |= {f"{case.name} {name}" for name in off if off[name] < self.session.observations.tolerance}
        return frozenset(found)

    def _close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def _read(reply: Message, case: Case, *, swapped: bool) -> Answer:
    """Read a reply; one that is not of the agreed form has nothing right."""
    try:
        return read_answer(reply, case, swapped=swapped)
    except HarnessError:
        return Answer()
