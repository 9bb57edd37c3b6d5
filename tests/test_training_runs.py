"""Short training runs from one start show what a bug costs."""

from dataclasses import replace

import numpy as np
import pytest
from grading import CORRECT, observed, reference_with

from harness.conventions import LossScale
from harness.training_runs import SAME_LOSS, SNAPSHOTS, TRAINING_N, band, of_system, start, train, with_bugs
from mutants._bundle import reference_source

CARRY = "        dC_next = dC * f[t]\n"


def text_of(name: str) -> str:
    return next(path for path in CORRECT if path.stem == name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    ["list_caches", "x_above_h", "hard_coded_sizes", "clip_inside_backward", "mean_loss_over_vocabulary_and_gradient"],
)
def test_right_code_of_every_convention_trains_as_the_reference(name: str) -> None:
    with observed(text_of(name)) as observations:
        _, training = train(observations)
        own, right = training.curves
        assert (own.label, right.label, training.note) == ("submission", "reference", "")
        assert np.max(np.abs(np.subtract(own.losses, right.losses))) < SAME_LOSS
        assert len(own.losses) == len(training.updates) == len(SNAPSHOTS)
        assert right.losses[-1] < right.losses[0]


def test_bugs_add_the_curve_of_the_reference_with_them() -> None:
    with observed(reference_with((CARRY, "        dC_next = dC\n"))) as observations:
        training = with_bugs(observations, frozenset(["dc-next-without-forget"]))
        own, right, faulty = training.curves
        assert own.losses == pytest.approx(faulty.losses, abs=1e-9)
        assert own.losses != pytest.approx(right.losses, abs=1e-9)
        assert with_bugs(observations, frozenset()).curves == (own, right)


def test_a_run_that_breaks_off_leaves_the_references_curve_and_a_note() -> None:
    with observed(reference_with((CARRY, CARRY + "        np.any(C[0]) or C[0].nope\n"))) as observations:
        _, training = train(observations)
        assert [curve.label for curve in training.curves] == ["reference"]
        assert "broke off" in training.note


def test_bugs_that_raise_have_no_curve() -> None:
    with observed(reference_source()) as observations:
        common = start(observations, LossScale.SUM)
        assert of_system(common, "it", frozenset(["weight-not-transposed.W_i"])) is None


def test_sequences_are_padded_to_the_vocabulary_of_a_submission_that_insists_on_it() -> None:
    with observed(text_of("hard_coded_sizes")) as observations:
        common = start(observations, LossScale.SUM)
        for inputs, targets in common.examples(TRAINING_N):
            assert {x.shape for x in (*inputs, *targets)} == {(observations.sizes.vocabulary, 1)}
            assert all(np.sum(x) == 1 for x in (*inputs, *targets))


def test_the_band_lies_around_the_reference_and_is_the_same_for_every_seed() -> None:
    with observed(reference_source(), seed=7) as observations:
        common = start(observations, LossScale.SUM)
        found, right = band(common), of_system(common, "it", frozenset())
        assert found is not None
        assert right is not None
        assert all(low < high for low, high in zip(found.low, found.high, strict=True))
        assert found.high[-1] < found.low[0]  # it learns from every start
        assert np.median(right.losses) == pytest.approx(np.median(found.low), rel=0.3)
        assert band(replace(common, seed=8)) == found


@pytest.mark.parametrize("name", ["hard_coded_sizes", "clip_inside_backward"])
def test_other_sizes_and_slower_learning_have_no_band(name: str) -> None:
    with observed(text_of(name)) as observations:
        assert band(start(observations, LossScale.SUM)) is None
