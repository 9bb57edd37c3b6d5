"""All remarks about one submission, asked for once."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from harness.advice.averaging import averaged_over_sequences
from harness.advice.clipping import clipping
from harness.advice.initialisation import Drawn, drawn, initialisation
from harness.advice.learning_rate import learning_rate
from harness.advice.remark import Remark
from harness.advice.syntax import read_code
from harness.advice.training_loop import no_clipping
from harness.conventions import ClipKind, LossScale
from harness.observations import Observations

# Losses that are sums over steps, whatever else they are divided by.
SUMMED = frozenset({LossScale.SUM, LossScale.SYMBOLS})


class Advice(NamedTuple):
    """What was measured of the initialisation, and the remarks."""

    drawn: tuple[Drawn, ...] = ()
    initialisation: tuple[Remark, ...] = ()
    recipe: tuple[Remark, ...] = ()


# Check and diagnosis ask for the same; the submission is called once.
_KEPT: WeakKeyDictionary[Observations, Advice] = WeakKeyDictionary()


def advice(observations: Observations) -> Advice:
    """Return the remarks about initialisation and recipe; raises WorkerError where the submission's process ends."""
    if observations not in _KEPT:
        try:
            _KEPT[observations] = _advice(observations)
        except RecursionError:
            _KEPT[observations] = Advice()  # an expression nested too deeply to be walked: nothing is sure
    return _KEPT[observations]


def _advice(observations: Observations) -> Advice:
    given = observations.submission
    code = read_code((given.script or given).tree, given.modules, given.where)
    found = drawn(observations, code)
    recipe = []
    scale = observations.loss_scale if any(answer.loss is not None for _, answer in observations.answers) else None
    # A gradient of the mean over steps is shorter by their number, and takes a larger rate.
    if scale in SUMMED:
        recipe += averaged_over_sequences(code)
    if scale not in (LossScale.STEPS, LossScale.BOTH):
        recipe += learning_rate(code)
    answered = any(answer.gradients for _, answer in observations.answers)
    if answered and observations.clip.kind is ClipKind.NONE:
        recipe += no_clipping(code)
    recipe += clipping(observations, code)
    return Advice(tuple(found), tuple(initialisation(code, found)), tuple(recipe))
