"""The constructed inputs have the properties that show a bug."""

import numpy as np
import pytest

from harness.answers import distance
from harness.cases import BATCH, MANY, Case, Sizes, draw, extreme, gentle, odd, ordinary
from harness.diagnosis import systems
from reference.clipping import MAX_NORM

SEEDS = range(5)
each_seed = pytest.mark.parametrize("seed", SEEDS)


@each_seed
def test_no_two_dimensions_of_an_ordinary_case_are_equal(seed: int) -> None:
    for case in ordinary(seed, Sizes()):
        sizes = [case.H, case.V, case.H + case.V, case.T]
        assert len(set(sizes)) == len(sizes)


@each_seed
def test_initial_states_are_not_zero(seed: int) -> None:
    for case in ordinary(seed, Sizes()):
        assert np.all(case.arrays["h0"] != 0)
        assert np.all(case.arrays["C0"] != 0)


@each_seed
def test_a_long_case_repeats_a_symbol_and_leaves_one_out(seed: int) -> None:
    case = next(case for case in ordinary(seed, Sizes()) if case.name == "many")
    counts = case.arrays["inputs"].sum(axis=(0, 2))
    assert counts.sum() == MANY
    assert counts.max() > 1
    assert counts.min() == 0


@each_seed
def test_small_gradients_are_below_the_customary_clip_and_the_others_above(seed: int) -> None:
    for case in ordinary(seed, Sizes()):
        gradients = systems.gradients(frozenset(), case)
        norm = np.linalg.norm([float(np.linalg.norm(value)) for value in gradients.values()])
        assert (norm < MAX_NORM / 2) == case.name.endswith("-gentle")
        assert norm > 0


def test_equal_seeds_draw_equal_cases_and_others_do_not() -> None:
    def drawn(seed: int) -> list[Case]:
        return [*ordinary(seed, Sizes()), *extreme(seed, Sizes()), *odd(seed, Sizes())]

    for one, again, other in zip(drawn(1), drawn(1), drawn(2), strict=True):
        assert all(np.array_equal(one.arrays[name], again.arrays[name]) for name in one.arrays)
        assert not np.array_equal(one.arrays["W_f"], other.arrays["W_f"])


@each_seed
def test_the_right_system_survives_every_extreme_and_odd_case(seed: int) -> None:
    for case in [*extreme(seed, Sizes()), *odd(seed, Sizes())]:
        answer = systems.answer((), case)
        assert answer.failure is None
        assert answer.loss is not None
        assert np.isfinite(answer.loss)
        assert all(np.all(np.isfinite(value)) for value in answer.gradients.values())


def test_extreme_cases_are_as_extreme_as_their_names_say() -> None:
    overflow, log_zero, saturated = extreme(0, Sizes())
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(overflow.arrays["b_v"])).all()
    outputs = systems.answer((), log_zero).outputs
    assert outputs is not None
    assert np.sum(outputs * log_zero.arrays["targets"]) == 0
    assert all(np.min(np.abs(saturated.arrays[name])) >= 40 for name in ("b_f", "b_i", "b_o"))


def test_odd_cases_are_as_odd_as_their_names_say() -> None:
    found = {case.name: case for case in odd(0, Sizes())}
    assert found["integer-state"].arrays["C0"].dtype == np.int64
    assert found["broadcast-state"].arrays["C0"].shape == (1, 1)
    assert found["batch"].arrays["h0"].shape[1] == BATCH
    assert found["square"].H == found["square"].V
    assert {value.dtype for value in found["float32"].arrays.values()} == {np.dtype(np.float32)}


def test_a_case_keeps_its_other_arrays_when_some_are_replaced() -> None:
    case = draw("it", 2, Sizes(), np.random.default_rng(0))
    other = case.having("other", C0=np.zeros((5, 1)))
    assert other.name == "other"
    assert other.arrays["h0"] is case.arrays["h0"]
    assert np.all(other.arrays["C0"] == 0)
    assert [value.shape for value in case.parameters] == [(5, 9)] * 4 + [(4, 5)] + [(5, 1)] * 4 + [(4, 1)]


def test_a_vocabulary_of_one_can_be_drawn() -> None:
    case = draw("tiny", 2, Sizes(3, 1), np.random.default_rng(0))
    assert np.all(case.arrays["inputs"] == 1)


def test_a_gentle_case_predicts_its_targets() -> None:
    case = gentle(draw("it", 3, Sizes(), np.random.default_rng(0)), "it-gentle")
    outputs = systems.answer((), case).outputs
    assert outputs is not None
    assert distance(outputs, case.arrays["targets"]) < 0.02
