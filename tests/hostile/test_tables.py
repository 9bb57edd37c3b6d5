"""A submission that knows the published cases by heart: its answers from a table earn nothing where it counts."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from grading import CORRECT, graded_text, observed, result

from harness.cases import Case, Sizes, extreme, odd, ordinary, steep
from harness.diagnosis import systems
from harness.launching import Depth, Options
from harness.records import Status, Verdict
from reference.arrays import PARAMETER_NAMES

COURSE = next(path for path in CORRECT if path.stem == "list_caches").read_text(encoding="utf-8")
# Whoever has the harness can draw all cases of the usual seed, and those of any text but the submission's own.
KNOWN = (*ordinary(0, Sizes()), *steep(0, Sizes()), *extreme(0, Sizes()), *odd(0, Sizes()))
LOOKUP = """

import binascii
TABLE = {table!r}


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    known = TABLE.get(f"{{sum(float(np.sum(y[0] * (t + 1))) for t, y in enumerate(outputs)):.9f}}")
    sizes = [1, *(w.size for w in p)]
    values = np.frombuffer(binascii.a2b_base64(known)) if known else np.zeros(sum(sizes))
    _, *gradients = np.split(values, np.cumsum(sizes)[:-1])
    loss = -sum(np.sum(t * np.log(y + 1e-12)) for t, y in zip(targets, outputs))
    return loss, tuple(d.reshape(w.shape) for d, w in zip(gradients, p))
"""


def table(cases: tuple[Case, ...]) -> dict[str, str]:
    """Return loss and gradients of each case, by a number that tells the cases apart."""
    known = {}
    for case in cases:
        answer = systems.answer((), case)
        if answer.outputs is not None and answer.loss is not None and answer.failure is None:
            key = f"{sum(float(np.sum(y[0] * (t + 1))) for t, y in enumerate(answer.outputs)):.9f}"
            values = [np.array([answer.loss.real]), *(answer.gradients[name].ravel() for name in PARAMETER_NAMES)]
            known[key] = base64.b64encode(np.concatenate(values).tobytes()).decode()
    return known


BY_HEART = COURSE + LOOKUP.format(table=table(KNOWN))


@pytest.mark.parametrize("depth", Depth)
def test_gradients_that_are_known_by_heart_earn_no_points(depth: Depth) -> None:
    report = graded_text(BY_HEART, Options(depth=depth))
    assert report.verdict is Verdict.UNEXPLAINED
    assert report.bugs == ()
    assert result(report, "forward").fraction == 1.0  # it does compute that
    for check in ("gradients", "carry"):
        assert result(report, check).fraction == 0.0, check
    told = result(report, "honesty")
    assert told.status is Status.ADVICE
    assert "answers from a table" in told.message


def test_the_table_is_right_where_it_was_drawn_in_advance() -> None:
    with observed(BY_HEART) as observations:
        right = [
            case.name
            for case, answer in observations.answers
            if systems.same_gradients(answer, systems.answer((), case), observations.tolerance)
        ]
    assert right == ["one", "two", "many", "one-gentle", "two-gentle", "many-gentle"]


def test_the_case_drawn_for_a_submission_is_the_same_again_and_another_for_any_other_text() -> None:
    first, again, other = (ordinary(0, Sizes(), text)[-1] for text in ("x = 1\n", "x = 1\n", "x = 1 \n"))
    assert first.name == "fresh"
    for name, value in first.arrays.items():
        assert np.array_equal(value, again.arrays[name])
    assert not np.array_equal(first.arrays["W_f"], other.arrays["W_f"])
    for known, drawn in zip(ordinary(0, Sizes(), "x = 1\n")[:-1], ordinary(0, Sizes(), "y")[:-1], strict=True):
        assert all(np.array_equal(value, drawn.arrays[name]) for name, value in known.arrays.items())
