"""Bugs are named from numbers, from exceptions, and from what extreme or odd input shows."""

import pytest
from grading import CORRECT, graded, graded_text, mutated, observed, reference_with

from harness.conventions import ClipKind
from harness.diagnosis.diagnose import diagnose
from harness.diagnosis.explain import explain
from harness.diagnosis.influence import reach
from harness.diagnosis.naming import in_order, named
from harness.launching import Options
from harness.records import Certainty, Verdict
from mutants._catalogue import catalogue
from mutants._mutant import Mutant, Severity, inject

FULL = Options()
SLOPE = "        da_g = dg * (1 - g[t] ** 2)\n"
CARRY = "        dC_next = dC * f[t]\n"
RETURN = "    return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)\n"


def joined(*ids: str) -> str:
    return inject([mutant for mutant in catalogue() if mutant.id in ids])


def ids_of(text: str) -> list[str]:
    return [bug.id for bug in graded_text(text).bugs]


@pytest.mark.parametrize("mutant", catalogue(), ids=lambda mutant: mutant.id)
def test_a_named_bug_repeats_what_the_catalogue_says(mutant: Mutant) -> None:
    bug = named(mutant.id, "evidence", residual=1e-9, alternatives=[["b", "a"], ["b", "a"]])
    assert (bug.id, bug.family, bug.title, bug.severity) == (mutant.id, mutant.family, mutant.title, mutant.severity)
    assert bug.certainty is (Certainty.LATENT if mutant.latent else Certainty.EXACT)
    assert bug.same_numbers_as == (*((alias,) for alias in mutant.aliases), ("a", "b"))


def test_an_id_that_the_catalogue_does_not_have_cannot_be_named() -> None:
    with pytest.raises(KeyError):
        named("no-such-bug", "")


def test_the_error_that_spoils_most_comes_first() -> None:
    spoilt = {"gradient-overwritten.b_f": 1, "cell-double-tanh": 8, "forward-forgets-bias.o": 11}
    assert {bug: reach(bug) for bug in spoilt} == spoilt
    found = in_order(named(bug, "") for bug in spoilt)
    assert [bug.id for bug in found] == ["forward-forgets-bias.o", "cell-double-tanh", "gradient-overwritten.b_f"]


def test_bugs_stand_once_and_errors_first() -> None:
    ids = ["forget-bias-zero", "softmax-overflow", "one-minus-c-squared", "cell-double-tanh", "cell-double-tanh"]
    found = in_order(named(mutant_id, "") for mutant_id in ids)
    assert [bug.id for bug in found] == [
        "cell-double-tanh",
        "one-minus-c-squared",
        "softmax-overflow",
        "forget-bias-zero",
    ]


@pytest.mark.parametrize(
    "ids",
    [
        ("cell-double-tanh", "dc-next-without-forget"),
        ("hidden-without-tanh.forward", "h-index-off-by-one"),
        ("forward-forgets-bias.f", "forward-forgets-bias.i"),
        ("candidate-double-tanh", "softmax-overflow"),
        ("c-index-off-by-one", "forget-missing-derivative", "dh-without-carry"),
        ("cell-double-tanh", "dh-next-from-initial-state"),
    ],
    ids="+".join,
)
def test_several_bugs_are_all_named_errors_first(ids: tuple[str, ...]) -> None:
    report = graded_text(joined(*ids))
    assert {bug.id for bug in report.bugs} == set(ids), report.headline
    assert report.bugs[0].severity is Severity.ERROR
    assert report.verdict is Verdict.BUGS


def test_two_forward_bugs_are_found_from_the_predictions() -> None:
    with observed(joined("forward-forgets-bias.f", "forward-forgets-bias.i")) as observations:
        explanation = explain(observations)
        assert explanation is not None
        assert explanation.bugs == {"forward-forgets-bias.f", "forward-forgets-bias.i"}
        assert "these bugs" in explanation.told


def test_bugs_are_named_under_a_clip_inside_backward() -> None:
    path = next(path for path in CORRECT if path.stem == "clip_inside_backward")
    text = path.read_text(encoding="utf-8")
    right = "dC_next = f[t] * dC"
    assert right in text
    with observed(text.replace(right, "dC_next = dC")) as observations:
        assert observations.clip.kind is ClipKind.GLOBAL
        explanation = explain(observations)
        assert explanation is not None
        assert explanation.bugs == {"dc-next-without-forget"}


def test_a_right_submission_is_explained_by_no_bug() -> None:
    path = next(path for path in CORRECT if path.stem == "list_caches")
    with observed(path.read_text(encoding="utf-8")) as observations:
        explanation = explain(observations)
        assert explanation is not None
        assert explanation.bugs == frozenset()
        assert explanation.residual < 1e-12
        assert diagnose(observations).bugs == ()
    assert graded(path, FULL).bugs == ()


def test_what_no_bug_explains_has_no_explanation() -> None:
    with observed(reference_with((SLOPE, SLOPE.replace("dg", "0.9 * dg")))) as observations:
        assert explain(observations) is None


# --- exceptions ---


def test_a_bug_of_shape_is_known_by_its_exception() -> None:
    report = graded_text(mutated("weight-not-transposed.W_i"))
    assert report.bugs[0].id == "weight-not-transposed.W_i"
    assert "raises in the same 7 cases" in report.bugs[0].evidence
    assert report.verdict is Verdict.BUGS


def test_an_exception_that_no_bug_raises_is_not_named() -> None:
    assert ids_of(reference_with((CARRY, "        dC_next = dC @ f[t]\n"))) == []
    assert ids_of(reference_with((CARRY, "        dC_next = dC.nope\n"))) == []


def test_an_exception_in_forward_is_not_explained_by_a_bug_of_backward() -> None:
    with observed(reference_with(("        C_t = f_t *", "        C_t = f_t.nope *"))) as observations:
        diagnosis = diagnose(observations)
        assert diagnosis.bugs == ()
        assert diagnosis.explanation is None


def test_the_same_exception_on_other_operands_is_another_bug() -> None:
    """W_v is not transposed, and the case whose dimensions agree shows that something else is wrong too."""
    assert ids_of(mutated("weight-not-transposed.W_v")) == ["weight-not-transposed.W_v"]
    text = mutated("weight-not-transposed.W_v").replace(SLOPE, SLOPE.replace("dg", "0.9 * dg"))
    assert ids_of(text) == []


# --- extreme and odd input ---


def test_fragile_parts_are_named_beside_each_other() -> None:
    assert ids_of(joined("no-eps-in-log", "softmax-overflow")) == ["no-eps-in-log", "softmax-overflow"]


def test_a_fragility_that_no_bug_explains_is_left_to_the_check() -> None:
    text = reference_with(("    y_t = softmax(v_t)", "    y_t = softmax(v_t) + 0 * np.exp(v_t)"))
    report = graded_text(text)
    assert [bug.id for bug in report.bugs if bug.id != "softmax-overflow"] == []


@pytest.mark.parametrize("mutant", [mutant for mutant in catalogue() if mutant.latent], ids=lambda mutant: mutant.id)
def test_a_latent_bug_leaves_the_verdict_clean(mutant: Mutant) -> None:
    report = graded_text(mutant.source())
    assert report.verdict is Verdict.CLEAN
    assert report.bugs[0].certainty is Certainty.LATENT
    assert "and in no ordinary one" in report.bugs[0].evidence


def test_odd_input_that_fails_in_a_way_of_its_own_is_not_named() -> None:
    assert ids_of(reference_with((CARRY, CARRY + "        C[0].dtype == float or C[0].nope\n"))) == []


def test_odd_input_that_forward_does_not_take_is_not_asked_of_backward() -> None:
    text = reference_with(
        (
            "    C_s, h_s = [C_prev], [h_prev]",
            "    C_prev.dtype == float or C_prev.nope\n    C_s, h_s = [C_prev], [h_prev]",
        )
    )
    assert ids_of(text) == []
