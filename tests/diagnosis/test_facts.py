"""Facts: how a gradient that is wrong follows from right ones."""

import numpy as np
import pytest
from grading import observed, reference_with

from harness.cases import Sizes, draw, ordinary
from harness.diagnosis import systems
from harness.diagnosis.facts import relation, wrong_tensors
from harness.observations import EXACT
from reference.arrays import Array

RETURN = "return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)"
# What is returned for a gradient, and what is said of it.
RELATIONS = [
    ("dW_g", "-dW_g", "the right one with the other sign"),
    ("dW_g", "3 * dW_g", "3 times the right one"),
    ("dW_g", "-2 * dW_g / len(outputs)", "-2/T times the right one"),
    ("dW_g", "dW_g / len(b_v)", "0.25 times the right one"),
    ("dW_g", "0 * dW_g", "zero"),
    ("dW_g", "dW_o", "the right gradient of W_o"),
    ("dW_v", "dW_v.T.copy()", "transposed"),
    ("dW_g", "dW_g * (1 + float(loss))", "the right one times a factor that differs between cases"),
    ("dW_g", "dW_g ** 3", ""),
]


@pytest.mark.parametrize(("name", "wrong", "said"), RELATIONS, ids=[wrong for _, wrong, _ in RELATIONS])
def test_the_relation_to_a_right_gradient_is_told(name: str, wrong: str, said: str) -> None:
    text = reference_with((RETURN, RETURN.replace(f"{name},", f"{wrong},", 1)))
    with observed(text) as observations:
        found = wrong_tensors(observations)
    tensor = name[1:]
    assert [(fact.name, fact.steps) for fact in found] == [(tensor, 1)]
    assert found[0].relation == said


def test_a_wrong_carry_is_told_from_two_steps_on() -> None:
    with observed(reference_with(("dC_next = dC * f[t]", "dC_next = dC * f[t] * 2"))) as observations:
        found = wrong_tensors(observations)
    # The output gate's error comes through dh, a step later.
    assert {fact.name: fact.steps for fact in found} == {
        **dict.fromkeys(["W_f", "W_i", "W_g", "b_f", "b_i", "b_g"], 2),
        **dict.fromkeys(["W_o", "b_o"], 6),
    }


def test_right_code_has_no_wrong_tensor() -> None:
    with observed(reference_with()) as observations:
        assert wrong_tensors(observations) == ()


def test_nothing_is_said_of_gradients_that_were_not_seen() -> None:
    assert relation("W_f", [], EXACT) == ""
    case = ordinary(0, Sizes())[0]
    right: dict[str, Array] = dict(systems.answer((), case).gradients)
    assert relation("W_f", [(case, np.ones((2, 2)), right)], EXACT) == ""


def test_a_gradient_that_is_divided_by_the_number_of_sequences_is_told_so() -> None:
    """In one step from a cell state of zeros nothing reaches the forget gate: that case tells nothing."""
    rng = np.random.default_rng(0)
    cases = [draw("batch", 2, Sizes(), rng, batch) for batch in (1, 3)]
    first = draw("first", 1, Sizes(), rng)
    cases.append(first.having("from zeros", C0=np.zeros_like(np.asarray(first.arrays["C0"]))))
    rights = [dict(systems.answer((), case).gradients) for case in cases]
    seen = [(case, right["b_f"] / case.output_shape[2], right) for case, right in zip(cases, rights, strict=True)]
    assert not np.any(seen[-1][1])
    assert relation("b_f", seen, EXACT) == "1/B times the right one"
