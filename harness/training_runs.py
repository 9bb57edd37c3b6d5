"""Short training runs from one start on one data set: the submission's, the reference's, a mutant's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from harness.cases import VOCABULARY, Case
from harness.conventions import Clip, ClipKind, LossScale
from harness.diagnosis import systems
from harness.expectation import in_scale, worst_errors
from harness.kept import kept
from harness.layout import permuted, restored
from harness.measured import REFERENCE, SUBMISSION, WITH_BUGS, Band, Curve, Training
from harness.observations import Observations
from harness.replies import REAL
from harness.wire import JSON, Message
from reference.arrays import PARAMETER_NAMES, Array, Parameters
from reference.clipping import clip_gradient_norm
from reference.data import Example, build_vocabulary, encode, generate_sequence
from reference.initialisation import init_lstm
from reference.optimisers import sgd
from reference.training import accuracy, evaluate

# Small enough for a report that is there in a second, long enough for curves to part.
HIDDEN = 8
SNAPSHOTS = (0, 5, 10, 20, 30, 40)  # after so many updates
LEARNING_RATE = 0.1
MAX_NORM = 1.0
# n of the sequences a…ab…b EOS: those that are trained on in turn, and those that are held out.
TRAINING_N = (1, 2, 3, 4)
VALIDATION_N = (2, 5)
# Equal gradients keep equal curves: rounding grows by less than this over so few updates.
SAME_LOSS = 1e-4
# Initial weights that the band is over: enough to tell chance from a bug, and 0.03 s each, once on a machine.
BAND_SEEDS = range(1, 6)
# Runs of systems that are kept: in a class, the reference's serves every submission.
KEPT_RUNS = 64


@dataclass(frozen=True)
class Start:
    """What all runs share: sizes, seed, and how gradients are scaled and clipped inside backward."""

    hidden: int
    vocabulary: int
    seed: int
    scale: LossScale
    clip: Clip

    @cached_property
    def parameters(self) -> Parameters:
        """The ten initial parameters."""
        return init_lstm(self.hidden, self.vocabulary, np.random.default_rng([self.seed, 5]))

    def case(self, example: Example, p: Parameters) -> Case:
        """Return one sequence, from zero states."""
        state = np.zeros((self.hidden, 1))
        inputs, targets = (np.stack(columns) for columns in example)
        named = dict(zip(PARAMETER_NAMES, p, strict=True))
        return Case("training", {"inputs": inputs, "targets": targets, "h0": state, "C0": state, **named})

    def examples(self, lengths: tuple[int, ...]) -> Sequence[Example]:
        """Return one encoded sequence for each n, its columns padded to the size of the vocabulary."""
        return _examples(self.vocabulary, lengths)

    def curve(self, label: str, snapshots: Sequence[Parameters]) -> Curve:
        """Return validation loss at each snapshot, and the accuracy after the last, measured by the reference."""
        held_out = self.examples(VALIDATION_N)
        with np.errstate(all="ignore"):
            losses = tuple(evaluate(held_out, p) for p in snapshots)
            return Curve(label, losses, accuracy(held_out, snapshots[-1]))


@lru_cache(maxsize=KEPT_RUNS)
def _examples(vocabulary: int, lengths: tuple[int, ...]) -> Sequence[Example]:
    words, _ = build_vocabulary([generate_sequence(1)])
    extra = ((0, max(0, vocabulary - len(words))), (0, 0))
    encoded = encode([generate_sequence(n) for n in lengths], words)
    return [([np.pad(x, extra) for x in inputs], [np.pad(y, extra) for y in targets]) for inputs, targets in encoded]


def start(observations: Observations, scale: LossScale) -> Start:
    """Return the common start for this submission: its own sizes where it insists on them."""
    sizes = observations.sizes
    hidden = HIDDEN if observations.any_size else sizes.hidden
    return Start(hidden, sizes.vocabulary, observations.seed, scale, observations.clip)


@lru_cache(maxsize=KEPT_RUNS)
def of_system(common: Start, label: str, bugs: frozenset[str]) -> Curve | None:
    """Train the reference with these bugs; None where it raises."""
    p = common.parameters
    examples = common.examples(TRAINING_N)
    snapshots = []
    for update in range(SNAPSHOTS[-1] + 1):
        if update in SNAPSHOTS:
            snapshots.append(p)
        case = common.case(examples[update % len(examples)], p)
        gradients = systems.gradients(bugs, case)
        if not gradients:
            return None
        gradients = in_scale(gradients, case, common.scale, common.clip)
        clipped = clip_gradient_norm([np.asarray(gradients[name]) for name in PARAMETER_NAMES], MAX_NORM)
        p = sgd(p, clipped, LEARNING_RATE)
    return common.curve(label, snapshots)


def begin(observations: Observations) -> Start:
    """Send the request for the submission's run, which `of_submission` reads; returns the common start."""
    scale, _ = worst_errors(observations)
    common = start(observations, scale)
    examples = common.examples(TRAINING_N)
    case = common.case(examples[0], common.parameters)
    arrays = dict((permuted(case) if observations.swapped else case).arrays)
    del arrays["inputs"], arrays["targets"]
    for number, (inputs, targets) in enumerate(examples):
        arrays[f"inputs.{number}"], arrays[f"targets.{number}"] = np.stack(inputs), np.stack(targets)
    fields: dict[str, JSON] = {"learning_rate": LEARNING_RATE, "max_norm": MAX_NORM, "snapshots": list(SNAPSHOTS)}
    observations.start("training", Message("train", fields, arrays))
    return common


def of_submission(observations: Observations, common: Start) -> Curve | None:
    """Return the submission's curve; None where its run broke off."""
    arrays = observations.result("training").arrays
    snapshots: list[Parameters] = []
    for place in range(len(SNAPSHOTS)):
        named = {name: arrays.get(f"{place}.{name}") for name in PARAMETER_NAMES}
        found = {
            name: np.asarray(value, dtype=np.float64)
            for name, value in named.items()
            if value is not None and value.dtype.kind in REAL
        }
        right = dict(zip(PARAMETER_NAMES, common.parameters, strict=True))
        if any(name not in found or found[name].shape != right[name].shape for name in PARAMETER_NAMES):
            return None
        plain: dict[str, Array] = dict(restored(found)) if observations.swapped else found
        snapshots.append(tuple(plain[name] for name in PARAMETER_NAMES))
    return common.curve(SUBMISSION, snapshots)


# One: the check and the report ask for the same run one after the other.
@lru_cache(maxsize=1)
def train(observations: Observations) -> tuple[Start, Training]:
    """Return the common start, and the curves of the submission and of the reference."""
    common = begin(observations)
    # While the worker trains, so do we.
    right = of_system(common, REFERENCE, frozenset())
    own = of_submission(observations, common)
    note = "" if own else "The submission's training run broke off: its gradients were not finite, or it raised."
    return common, Training(SNAPSHOTS, tuple(curve for curve in (own, right) if curve is not None), note)


def band(common: Start) -> Band | None:
    """Return where the reference's loss lies over several initial weights.

    None for other sizes than the usual ones, and where a clip inside `backward` slows learning: neither is kept.
    """
    usual = (common.hidden, common.vocabulary) == (HIDDEN, VOCABULARY)
    if not usual or common.clip.kind is not ClipKind.NONE:
        return None
    name = f"band-{common.scale.name.lower()}"
    losses = np.array(kept(name, lambda: [list(_losses(common, seed)) for seed in BAND_SEEDS]))
    low, high = (tuple(float(loss) for loss in edge) for edge in (losses.min(axis=0), losses.max(axis=0)))
    return Band(len(losses), low, high)


def _losses(common: Start, seed: int) -> tuple[float, ...]:
    curve = of_system(replace(common, seed=seed), REFERENCE, frozenset())
    return curve.losses if curve else (math.nan,) * len(SNAPSHOTS)


def with_bugs(observations: Observations, bugs: frozenset[str]) -> Training:
    """Return the curves of `train` and, where there are bugs, that of the reference with them."""
    common, training = train(observations)
    training = replace(training, band=band(common))
    faulty = of_system(common, WITH_BUGS, bugs) if bugs else None
    return replace(training, curves=(*training.curves, faulty)) if faulty else training
