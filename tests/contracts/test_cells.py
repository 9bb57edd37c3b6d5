"""Contracts that stop at the cell: what the course's functions show of a bug is named through them."""

from collections.abc import Iterable

import numpy as np
import pytest
from cell_bugs import (
    CONTRACTS,
    PLANTED,
    TOLD_BY_SHAPE,
    TWINS,
    WAYS,
    adapter,
    answered,
    cases,
    is_documented,
    is_visible,
)
from cell_courses import dressed
from grading import SUBMISSIONS, correct_with, graded, graded_text, observed, result

from harness.cases import Case
from harness.cell_cases import EVERY_GRADIENT
from harness.diagnosis import systems
from harness.launching import Depth, Options
from harness.records import Status, Verdict

CELLS = sorted(path for path in (SUBMISSIONS / "correct").glob("*.py") if path.name.startswith(tuple(CONTRACTS)))
EACH = 9


def some_now_all_nightly(bugs: Iterable[str]) -> list[object]:
    """Return all bugs as parameters, of which one in so many is tried in every run: each takes two seconds."""
    marks = [[] if number % EACH == 0 else [pytest.mark.slow] for number, _ in enumerate(bugs)]
    return [pytest.param(bug, marks=mark) for bug, mark in zip(bugs, marks, strict=True)]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
@pytest.mark.parametrize(("contract", "kind"), WAYS)
def test_the_reference_goes_through_a_contract_and_back(contract: str, kind: str, case: Case) -> None:
    found = answered(contract, kind, "", case)
    start = case if kind == "one" else case.having(case.name, C0=np.zeros_like(np.asarray(case.arrays["C0"])))
    right = systems.answer((), start)
    assert found is not None
    np.testing.assert_allclose(found["outputs"], right.outputs)  # type: ignore[arg-type]
    names = set(EVERY_GRADIENT) - (set() if kind == "one" else {"C0"})
    assert {name for name in found if name.startswith("d")} == {f"d{name}" for name in names}
    for name in names:
        np.testing.assert_allclose(found[f"d{name}"], right.gradients[name], atol=1e-12)


@pytest.mark.parametrize("bug", some_now_all_nightly(systems.bearing(cell=False)))
@pytest.mark.parametrize(("contract", "kind"), WAYS)
def test_a_bug_is_named_through_a_contract_that_shows_it(contract: str, kind: str, bug: str) -> None:
    text = dressed(adapter(contract, kind), bug)
    report = graded_text(text, Options(depth=Depth.QUICK, contract=contract))
    errors = [found.id for found in report.bugs if found.severity == "error"]
    if not is_visible(contract, kind, bug):
        assert (report.verdict, errors) == (Verdict.CLEAN, []), report.headline
        return
    if kind == "one" and bug in TOLD_BY_SHAPE:
        assert "shape" in report.headline, report.headline
        return
    if not is_documented(contract, kind, bug):
        # In a function of one step it does something else: it must not pass, and has no name.
        assert report.verdict is not Verdict.CLEAN
        return
    assert report.verdict is Verdict.BUGS, report.headline
    assert errors in ([bug], [TWINS.get(bug)] if kind == "one" else [bug])


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("path", CELLS, ids=lambda path: path.stem)
def test_correct_code_is_clean_under_its_own_contract(path: object, seed: int) -> None:
    assert path in CELLS
    report = graded(path, Options(seed=seed))  # type: ignore[arg-type]  # a path
    assert (report.verdict, report.bugs) == (Verdict.CLEAN, ()), report.headline
    assert report.contract == path.name.partition("_")[0]  # type: ignore[attr-defined]
    assert report.score.earned == report.score.possible


@pytest.mark.parametrize("name", PLANTED)
def test_a_bug_in_ordinary_course_code_is_named(name: str) -> None:
    right, wrong, bug = PLANTED[name]
    report = graded_text(correct_with(name, (right, wrong)))
    assert report.bugs, report.headline
    assert bug in (report.bugs[0].id, *(one for ids in report.bugs[0].same_numbers_as for one in ids))


def test_a_bug_of_the_functions_of_many_steps_is_told_from_one_of_the_step() -> None:
    text = correct_with(
        "cs231n_step_and_sequence",
        ("dh[:, t, :] + dprev_h, dprev_c, cache[t]", "dh[:, t, :] + dprev_h, 0 * dprev_c, cache[t]"),
    )
    report = graded_text(text)
    assert report.verdict is Verdict.BUGS, report.headline
    assert report.bugs[0].evidence.startswith("In the functions of many steps:")


def test_wrong_predictions_cost_the_forward_pass_alone() -> None:
    report = graded_text(correct_with("coursera_sequence_alone", ("score.sum(axis=0, keepdims=True)", "score.sum()")))
    assert "predictions" in result(report, "forward").message
    assert result(report, "forward").status is Status.FAIL
    assert result(report, "gradients").status is Status.PASS


def test_the_loss_of_finite_differences_is_the_product_with_the_upstream_gradients() -> None:
    with observed(correct_with("cs231n_sequence_alone")) as observations:
        case = observations.ordinary[1]
        direction = {"W_f": np.ones((1, *case.arrays["W_f"].shape))}
        losses = observations.ask(observations.losses_request(case, direction, [1e-5])).arrays["losses"]
        slope = float((losses[0, 0, 0] - losses[0, 0, 1]) / 2e-5)  # type: ignore[operator]
        assert slope == pytest.approx(float(np.sum(observations.answer(case).gradients["W_f"])), rel=1e-6)


def test_what_a_function_does_not_return_yet_is_said_and_the_rest_is_judged() -> None:
    text = correct_with("cs231n_sequence_alone", ("return dx, dh_next,", "return dx, None,"))
    report = graded_text(text)
    assert [bug.id for bug in report.bugs] == ["not-implemented:dh0"]
    assert report.score.earned > 0
