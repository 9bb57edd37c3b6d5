"""What the submission answered, asked for once and kept: checks and diagnosis read from here."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from harness.answers import Answer, Arrays, distance
from harness.axes import axes_read
from harness.cases import Case, Sizes
from harness.cell_cases import STEP_BY_STEP
from harness.client import Worker
from harness.conventions import Clip, LossScale, loss_scale, recognise_clip
from harness.diagnosis import systems
from harness.launching import Depth
from harness.layout import GATE_WEIGHTS, permuted
from harness.probing import SINGLE_OUTPUTS, Habits, habits
from harness.replies import read_answer
from harness.requests import Requests
from harness.shown import LANGUAGE_MODEL, Shown
from harness.submissions.submission import Submission
from harness.wire import JSON, Message
from reference.arrays import Array

# Double precision reproduces sums of this length to 1e-13; an eps of 1e-8 inside an activation moves them by 1e-7.
EXACT = 1e-7
# Code that computes in single precision somewhere: its right gradients are off by up to 9e-4, where sure
# predictions cancel against the targets (200 seeds), and the faintest error of the catalogue moves 8e-2.
SINGLE = 5e-3
# Predictions, where nothing cancels: in single precision they are off by more, and less than SINGLE_OUTPUTS.
DOUBLE_OUTPUTS = 3e-11
# Gradients that are only stored in single precision.
SINGLE_GRADIENTS = 1e-5
# The cases that are run twice.
REPEATED = frozenset({"one", "two", "many", "fresh"})
GENTLE = "-gentle"


class Observations(Requests):
    """The submission's answers, each asked for once."""

    def __init__(
        self,
        worker: Worker,
        submission: Submission,
        seed: int,
        depth: Depth = Depth.USUAL,
        shown: Shown = LANGUAGE_MODEL,
        taken: frozenset[str] = frozenset(),
        functions: object = None,
    ) -> None:
        """Ask `worker` about the `submission`; cases are drawn from `seed`; `depth` is how much is asked.

        `shown` is what the contract shows of a submission, `taken` the initial states that are arguments of forward,
        `functions` names the functions in use with their first lines, by role, as the worker's reply to the load does.
        """
        super().__init__(worker)
        self.submission = submission
        self.seed = seed
        self.depth = depth
        self.shown = shown
        self.taken = taken
        self.functions = functions
        self._answers: dict[str, Answer] = {}

    def prefetch(self, cases: Iterable[Case]) -> None:
        """Ask for the answers to several cases, without waiting."""
        for case in cases:
            self.start(case.name, self._message(case, swapped=self.swapped))

    def answer(self, case: Case) -> Answer:
        """Return the submission's answer to a case, in canonical arrays."""
        if case.name not in self._answers:
            self.prefetch([case])
            self._answers[case.name] = read_answer(self.result(case.name), case, swapped=self.swapped)
        return self._answers[case.name]

    def losses_request(
        self, case: Case, directions: Arrays, steps: Sequence[float], *, complex_step: bool = False
    ) -> Message:
        """Return the request for the loss at case ± step · direction, for directions (K, *shape) of tensors moved."""
        asked = permuted(case) if self.swapped else case
        turned = {name: self._turned(name, value, case.V) for name, value in directions.items()}
        arrays = {**asked.arrays, **{f"d.{name}": value for name, value in turned.items()}}
        return Message("losses", {"steps": list(steps), "complex": complex_step}, arrays)

    def _turned(self, name: str, directions: Array, V: int) -> Array:
        return np.roll(directions, V, axis=2) if self.swapped and name in GATE_WEIGHTS else directions

    @staticmethod
    def _message(case: Case, *, swapped: bool) -> Message:
        # Whether a second call gives the same is asked on ordinary cases only.
        fields: dict[str, JSON] = {"repeat": 2 if case.length in REPEATED and not case.name.endswith(GENTLE) else 1}
        return Message("answer", fields, (permuted(case) if swapped else case).arrays)

    # --- conventions, found from the first answers ---

    @cached_property
    def _habits(self) -> Habits:
        return habits(self._probe, self.shown, self.seed, self.submission, self.taken)

    def _probe(self, case: Case, *, swapped: bool) -> Answer:
        return read_answer(self.ask(self._message(case, swapped=swapped)), case, swapped=swapped)

    @property
    def quick(self) -> bool:
        """Whether numerical derivatives and the training run are left out."""
        return self.depth is Depth.QUICK

    @property
    def sizes(self) -> Sizes:
        """Dimensions of the cases."""
        return self._habits.sizes

    @property
    def any_size(self) -> bool:
        """Whether the submission works with the sizes we like best, not only with its own."""
        return self.sizes == Sizes()

    @property
    def swapped(self) -> bool:
        """Whether the submission stacks z as [x; h]."""
        return self._habits.swapped

    @property
    def ignored_states(self) -> tuple[str, ...]:
        """The initial states that the submission never reads: it starts from zeros."""
        return self._habits.ignored

    @property
    def cell(self) -> bool:
        """Whether the contract stops at the cell: upstream gradients come from us, and there is no loss."""
        return self.shown.cell

    @cached_property
    def axes(self) -> frozenset[int]:
        """The axes of inputs and targets whose length its passes read."""
        return axes_read(self.submission, self.functions)

    @property
    def gradients(self) -> tuple[str, ...]:
        """The arrays whose gradients the submission gives, in some case."""
        return self.shown.every_gradient

    def started(self, cases: Iterable[Case]) -> tuple[Case, ...]:
        """Return the cases from the initial states that the submission starts from."""
        return tuple(map(self._habits.starting, cases))

    @cached_property
    def ordinary(self) -> tuple[Case, ...]:
        """The cases that decide: one step, two, many, the three with small gradients, a fresh one."""
        cases = self.shown.ordinary(self.seed, self.sizes, self.submission.text, thorough=self.depth is Depth.THOROUGH)
        return (*self.started(cases), *self.shown.second(cases))

    @cached_property
    def steep(self) -> tuple[Case, ...]:
        """The cases with large gradients."""
        return self.started(self.shown.steep(self.seed, self.sizes))

    @cached_property
    def extreme(self) -> tuple[Case, ...]:
        """The cases that only robust code survives."""
        return self.started(self.shown.extreme(self.seed, self.sizes))

    @cached_property
    def odd(self) -> Mapping[str, Case]:
        """The cases outside the course's habits, by name."""
        return {case.name: case for case in self.started(self.shown.odd(self.seed, self.sizes))}

    @cached_property
    def answers(self) -> tuple[tuple[Case, Answer], ...]:
        """The ordinary cases with their answers."""
        self.prefetch([*self.ordinary, *self.steep])
        answers = tuple((case, self.answer(case)) for case in self.ordinary)
        self.decided = True
        return answers

    @property
    def groups(self) -> tuple[tuple[tuple[Case, Answer], ...], ...]:
        """The answers by the functions that gave them: those of many steps, and those of one where both are judged."""
        second = tuple(pair for pair in self.answers if pair[0].name.endswith(STEP_BY_STEP))
        first = tuple(pair for pair in self.answers if not pair[0].name.endswith(STEP_BY_STEP))
        return (first, second) if second else (first,)

    @cached_property
    def forward_differs(self) -> bool:
        """Whether some prediction is not the reference's."""
        offs = [distance(answer.outputs, systems.answer((), case).outputs) for case, answer in self.answers]
        return not max(offs) < self.tolerance

    @cached_property
    def guessed_gates(self) -> bool:
        """Whether the order of the gates in the array of all is the likeliest, and no right prediction proves it."""
        if not any(answer.guessed_gates for _, answer in self.answers):
            return False
        first = [(case, answer) for case, answer in self.answers if case.T == 1]
        return not all(
            distance(answer.outputs, systems.answer((), case).outputs) < self.tolerance for case, answer in first
        )

    @cached_property
    def in_single(self) -> bool:
        """Whether the forward pass computes in single precision somewhere."""
        offs = [distance(answer.outputs, systems.answer((), case).outputs) for case, answer in self.answers]
        typed = any(answer.outputs is not None and answer.outputs.dtype == np.float32 for _, answer in self.answers)
        return typed or DOUBLE_OUTPUTS < max(offs, default=0.0) < SINGLE_OUTPUTS

    @cached_property
    def tolerance(self) -> float:
        """How far right numbers of this submission may be off."""
        if self.in_single:
            return SINGLE
        single = any(g.dtype == np.float32 for _, answer in self.answers for g in answer.gradients.values())
        return SINGLE_GRADIENTS if single else EXACT

    @property
    def loss_rounding(self) -> float:
        """The rounding unit of the submission's loss."""
        single = self.in_single or any(answer.single_loss for _, answer in self.answers)
        return float(np.finfo(np.float32 if single else np.float64).eps)

    @cached_property
    def loss_scale(self) -> LossScale | None:
        """How the submission scales its loss; None where it is no cross-entropy at all, SUM where it returns none."""
        if all(answer.loss is None for _, answer in self.answers):
            return LossScale.SUM
        return loss_scale(self.answers)

    @cached_property
    def clip(self) -> Clip:
        """The clip inside backward."""
        return recognise_clip([self.answer(case).gradients for case in self.steep])

    def clipped(self, case: Case) -> bool:
        """Whether the clip acts on this case."""
        return self.clip.acts_on(self.answer(case).gradients)
