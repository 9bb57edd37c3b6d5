"""The reference with bugs runs like a submission: numbers, or its exception."""

import numpy as np
import pytest

from harness.answers import Answer, distance
from harness.cases import Case, Sizes, odd, ordinary
from harness.diagnosis import systems
from harness.diagnosis.schema import PASSES, build, schema
from harness.layout import permuted, restored
from mutants._catalogue import catalogue, find
from mutants._mutant import Mutant, MutantError, inject
from reference.arrays import PARAMETER_NAMES, Array
from reference.language_model import backward, forward

CASES = ordinary(0, Sizes())
TWO = CASES[1]
INJECTED = [mutant for mutant in catalogue() if mutant.id in schema().settings]


def test_without_bugs_the_numbers_are_the_references() -> None:
    caches = forward(list(TWO.arrays["inputs"]), TWO.arrays["h0"], TWO.arrays["C0"], TWO.parameters)
    loss, gradients = backward(*caches, list(TWO.arrays["targets"]), TWO.parameters)
    found = systems.answer((), TWO)
    assert found.loss == complex(loss)
    np.testing.assert_array_equal(found.outputs, np.stack(caches[8]))
    for name, gradient in zip(PARAMETER_NAMES, gradients, strict=True):
        np.testing.assert_array_equal(found.gradients[name], gradient)


@pytest.mark.parametrize("mutant", INJECTED, ids=lambda mutant: mutant.id)
def test_a_switch_gives_the_numbers_of_the_exported_file(mutant: Mutant) -> None:
    namespace: dict[str, object] = {"__name__": "exported"}
    exec(compile(mutant.source(), mutant.filename, "exec"), namespace)  # noqa: S102  (our own text)
    found = systems.answer([mutant.id], TWO)
    if found.failure is not None:
        with pytest.raises((ValueError, IndexError, TypeError)) as raised:
            run(namespace, TWO)
        assert (found.failure.type, found.failure.message) == (raised.type.__name__, str(raised.value))
        assert systems.gradients(frozenset([mutant.id]), TWO) == {}
        return
    for name, gradient in run(namespace, TWO).items():
        assert distance(found.gradients[name], gradient) < 1e-14
    assert systems.same_gradients(found, Answer(gradients=systems.gradients(frozenset([mutant.id]), TWO)), 1e-15)


def run(namespace: dict[str, object], case: Case) -> dict[str, Array]:
    """Return the gradients of an exported file; one that stacks [x; h] gets the case in its own order."""
    asked = case
    caches = namespace["forward"](*arguments(asked))  # type: ignore[operator]  # the file defines it
    if not np.array_equal(caches[0][0][: case.H], case.arrays["h0"]):
        asked = permuted(case)
        caches = namespace["forward"](*arguments(asked))  # type: ignore[operator]  # as above
    targets = list(asked.arrays["targets"])
    _, gradients = namespace["backward"](*caches, targets, asked.parameters)  # type: ignore[operator]  # as above
    right = dict(zip(PARAMETER_NAMES, gradients, strict=True))
    return right if asked is case else restored(right)


def arguments(case: Case) -> tuple[object, ...]:
    return list(case.arrays["inputs"]), case.arrays["h0"], case.arrays["C0"], case.parameters


def test_a_bug_that_raises_in_forward_gives_no_answer_at_all() -> None:
    ids = [
        mutant.id
        for mutant in INJECTED
        if (found := systems.answer([mutant.id], TWO).failure) and found.stage == "forward"
    ]
    for mutant_id in ids:
        assert systems.answer([mutant_id], TWO).outputs is None


def test_an_initial_state_of_another_shape_is_stacked_all_the_same() -> None:
    broadcast = next(case for case in odd(0, Sizes()) if case.name == "broadcast-state")
    found = systems.answer((), broadcast)
    assert found.C is not None
    assert found.C.shape == (broadcast.T + 1, broadcast.H, 1)


def test_two_bugs_on_one_line_cannot_be_injected_together() -> None:
    both = frozenset(["candidate-double-tanh", "gate-derivative-missing.g"])
    with pytest.raises(MutantError, match="changes a line that another mutant changes"):
        schema().select(both)
    assert systems.gradients(both, TWO) == {}
    failure = systems.answer(both, TWO).failure
    assert failure is not None
    assert failure.type == "MutantError"


def test_answers_are_kept_for_as_many_systems_as_one_submission_needs() -> None:
    kept = systems.answer((), TWO)
    assert systems.answer((), TWO) is kept
    for number in range(systems.KEPT + 1):
        systems.answer((), TWO.having(str(number)))
    assert len(systems._answers) == systems.KEPT
    assert len(systems._forwards) <= systems.KEPT
    assert systems.answer((), TWO) is not kept


def test_a_mutant_of_the_forward_pass_is_known_as_one() -> None:
    assert systems.is_forward("softmax-overflow")
    assert systems.is_forward("hidden-without-tanh.forward")
    assert not systems.is_forward("cell-double-tanh")


def test_bugs_outside_of_the_passes_have_no_switch() -> None:
    outside = {mutant.id for mutant in catalogue()} - schema().settings.keys()
    assert "forget-bias-zero" in outside
    assert "learning-rate-too-high" in outside
    for functions in schema().functions.values():
        assert functions <= PASSES


@pytest.mark.parametrize(
    ("message", "sizes"),
    [
        ("operands could not be broadcast together with shapes (5,1) (9,1) ", (5, 9)),
        ("shapes (5,9) and (5,1) not aligned: 9 (dim 1) != 5 (dim 0)", (5, 9)),
        ("index 7 is out of bounds", ()),
        ("list index out of range", ()),
    ],
)
def test_the_sizes_in_a_message_are_those_of_shapes(message: str, sizes: tuple[int, ...]) -> None:
    found = systems.sizes_in(message)
    assert set(sizes) <= set(found)


# --- the schema ---


def test_two_variants_of_a_loop_must_bind_the_same_names() -> None:
    mutant = find("time-loop-forward")
    assert mutant is not None
    other = Mutant(
        id="other-name", correct=mutant.correct, buggy=mutant.correct.replace("for t in", "for step in"), where="",
        formula="", symptom="", hint="", explanation="",
    )  # fmt: skip
    with pytest.raises(MutantError, match="expected another iterable"):
        build([mutant, other])


def test_several_bugs_switched_together_give_the_numbers_of_the_joined_file() -> None:
    ids = ("cell-double-tanh", "c-prev-wraps-around", "dc-next-without-forget")
    namespace: dict[str, object] = {"__name__": "joined"}
    text = inject([mutant for mutant in catalogue() if mutant.id in ids])
    exec(compile(text, "joined.py", "exec"), namespace)  # noqa: S102  (our own text)
    caches = forward(list(TWO.arrays["inputs"]), TWO.arrays["h0"], TWO.arrays["C0"], TWO.parameters)
    _, gradients = namespace["backward"](*caches, list(TWO.arrays["targets"]), TWO.parameters)  # type: ignore[operator]
    found = systems.gradients(frozenset(ids), TWO)
    for name, gradient in zip(PARAMETER_NAMES, gradients, strict=True):
        np.testing.assert_array_equal(found[name], gradient)
