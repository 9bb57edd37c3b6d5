"""Contracts that stop at the cell: what the course's functions show of a bug is named through them."""

from collections.abc import Iterable
from functools import cache

import cell_courses
import numpy as np
import pytest
from cell_courses import dressed
from grading import SUBMISSIONS, graded, graded_text, observed, result

from harness.answers import distance
from harness.cases import Case, Sizes
from harness.cell_cases import EVERY_GRADIENT, ordinary, step_by_step
from harness.contracts import coursera, cs231n
from harness.contracts._layouts import Arrays
from harness.diagnosis import systems
from harness.launching import Depth, Options
from harness.records import Status, Verdict

CONTRACTS = {"cs231n": cs231n, "coursera": coursera}
WAYS = [(contract, kind) for contract in CONTRACTS for kind in ("many", "one")]
CELLS = sorted(path for path in (SUBMISSIONS / "correct").glob("*.py") if path.name.startswith(tuple(CONTRACTS)))
# Two lines that a function of one step cannot tell apart: C[t-1] is C[t+1] where there are two states.
TWINS = {"c-prev-wraps-around": "c-prev-is-current", "c-prev-is-current": "c-prev-wraps-around"}

# What one step hands back in a wrong shape ends in our loop over the steps: the sentence names array and shape.
EACH = 9
TOLD_BY_SHAPE = ("dh-next-not-split.unsliced", "dh-next-not-split.x-part")


def some_now_all_nightly(bugs: Iterable[str]) -> list[object]:
    """Return all bugs as parameters, of which one in so many is tried in every run: each takes two seconds."""
    marks = [[] if number % EACH == 0 else [pytest.mark.slow] for number, _ in enumerate(bugs)]
    return [pytest.param(bug, marks=mark) for bug, mark in zip(bugs, marks, strict=True)]


def adapter(contract: str, kind: str) -> str:
    """Return the text that dresses the reference."""
    text: str = getattr(cell_courses, f"{contract}_{kind}".upper())
    return text


@cache
def cases() -> tuple[Case, ...]:
    """Return the ordinary cases, as functions of many steps see them: the cell state begins with zeros."""
    return ordinary(0, Sizes())


def answered(contract: str, kind: str, bug: str, case: Case) -> Arrays | None:
    """Return what our own text answers through the contract; None where it raises."""
    namespace: dict[str, object] = {"__name__": "dressed"}
    exec(dressed(adapter(contract, kind), bug), namespace)  # noqa: S102  (our own text)
    module = CONTRACTS[contract]
    given = step_by_step(case, EVERY_GRADIENT).arrays if kind == "one" else case.arrays
    try:
        with np.errstate(all="ignore"):
            outputs, kept = module.forward(namespace, dict(given))
            return {**outputs, **module.backward(namespace, dict(given), kept)}
    except (ValueError, IndexError, TypeError):
        return None


def is_visible(contract: str, kind: str, bug: str) -> bool:
    """Whether the bug changes a number that the contract shows."""
    for case in cases():
        found, right = (answered(contract, kind, one, case) for one in (bug, ""))
        assert right is not None
        if found is None or any(distance(found.get(name), value) > 1e-9 for name, value in right.items()):  # type: ignore[arg-type]
            return True
    return False


def is_documented(contract: str, kind: str, bug: str) -> bool:
    """Whether a function of one step with the bug, called in a row, does what the reference with it does."""
    if kind == "many":
        return True
    for case in cases():
        found, right = answered(contract, kind, bug, case), systems.answer({bug}, case)
        if found is None or any(distance(found.get(f"d{n}"), g) > 1e-9 for n, g in right.gradients.items()):  # type: ignore[arg-type]
            return TWINS.get(bug) is not None
    return True


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


def text_of(name: str, *edits: tuple[str, str]) -> str:
    """Return a correct submission with some of its text replaced."""
    text = (SUBMISSIONS / "correct" / f"{name}.py").read_text(encoding="utf-8")
    for right, wrong in edits:
        assert right in text, right
        text = text.replace(right, wrong)
    return text


@pytest.mark.parametrize(
    ("name", "right", "wrong", "bug"),
    [
        ("cs231n_step_and_sequence", "(1 - tanh_c**2)", "(1 - np.tanh(tanh_c) ** 2)", "cell-double-tanh"),
        ("cs231n_sequence_alone", "dc_next = dc_t * f", "dc_next = dc_t", "dc-next-without-forget"),
        ("cs231n_steps_alone", "dnext_c = dnext_c + o", "dnext_c = o", "dc-without-carry"),
        ("coursera_cell_and_sequence", "ft * (1 - ft)", "ft", "sigma-prime-half.f"),
        ("coursera_sequence_alone", "dct * i * (1 - g**2)", "dct * i * (1 - np.tanh(g) ** 2)", "candidate-double-tanh"),
    ],
)
def test_a_bug_in_ordinary_course_code_is_named(name: str, right: str, wrong: str, bug: str) -> None:
    report = graded_text(text_of(name, (right, wrong)))
    assert report.bugs, report.headline
    assert bug in (report.bugs[0].id, *(one for ids in report.bugs[0].same_numbers_as for one in ids))


def test_a_bug_of_the_functions_of_many_steps_is_told_from_one_of_the_step() -> None:
    text = text_of(
        "cs231n_step_and_sequence",
        ("dh[:, t, :] + dprev_h, dprev_c, cache[t]", "dh[:, t, :] + dprev_h, 0 * dprev_c, cache[t]"),
    )
    report = graded_text(text)
    assert report.verdict is Verdict.BUGS, report.headline
    assert report.bugs[0].evidence.startswith("In the functions of many steps:")


def test_wrong_predictions_cost_the_forward_pass_alone() -> None:
    report = graded_text(text_of("coursera_sequence_alone", ("score.sum(axis=0, keepdims=True)", "score.sum()")))
    assert "predictions" in result(report, "forward").message
    assert result(report, "forward").status is Status.FAIL
    assert result(report, "gradients").status is Status.PASS


def test_the_loss_of_finite_differences_is_the_product_with_the_upstream_gradients() -> None:
    with observed(text_of("cs231n_sequence_alone")) as observations:
        case = observations.ordinary[1]
        direction = {"W_f": np.ones((1, *case.arrays["W_f"].shape))}
        losses = observations.ask(observations.losses_request(case, direction, [1e-5])).arrays["losses"]
        slope = float((losses[0, 0, 0] - losses[0, 0, 1]) / 2e-5)  # type: ignore[operator]
        assert slope == pytest.approx(float(np.sum(observations.answer(case).gradients["W_f"])), rel=1e-6)


def test_what_a_function_does_not_return_yet_is_said_and_the_rest_is_judged() -> None:
    text = text_of("cs231n_sequence_alone", ("return dx, dh_next,", "return dx, None,"))
    report = graded_text(text)
    assert [bug.id for bug in report.bugs] == ["not-implemented:dh0"]
    assert report.score.earned > 0
