"""Sets of bugs come back whole from the gradients that they give."""

from collections.abc import Iterator

import numpy as np
import pytest

from harness.answers import distance
from harness.cases import Case, Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.schema import schema
from harness.diagnosis.search import MOST_EVALUATIONS, Effort, Evidence, Gradients, influence, preference, search
from reference.arrays import PARAMETER_NAMES

# Not the seed from which the search learns which mutant bears on which tensor.
CASES = [case for case in ordinary(3, Sizes()) if not case.name.endswith("-gentle")]
BACKWARD = sorted(mutant_id for mutant_id in schema().settings if not systems.is_forward(mutant_id))
TOLERANCE = 1e-7
SETS = 30


def as_it_is(gradients: Gradients, _case: Case) -> Gradients:
    return gradients


def evidence(bugs: frozenset[str]) -> list[Evidence]:
    return [Evidence(case, systems.gradients(bugs, case), as_it_is) for case in CASES]


def same_numbers(bugs: frozenset[str], others: frozenset[str]) -> bool:
    for case in CASES:
        found, right = systems.gradients(bugs, case), systems.gradients(others, case)
        if not all(distance(found[name], right[name]) < TOLERANCE for name in PARAMETER_NAMES):
            return False
    return True


def drawn(size: int) -> Iterator[frozenset[str]]:
    """Yield sets of so many bugs on lines of their own, each of which still shows beside the others."""
    rng = np.random.default_rng([size, 7])
    settings = schema().settings
    count = 0
    while count < SETS:
        bugs = frozenset(str(name) for name in rng.choice(BACKWARD, size, replace=False))
        sites = [site for bug in bugs for site in settings[bug]]
        if len(sites) > len(set(sites)) or not all(systems.gradients(bugs, case) for case in CASES):
            continue
        if any(same_numbers(bugs, bugs - {bug}) for bug in bugs):
            continue
        count += 1
        yield bugs


@pytest.mark.parametrize("bugs", [*drawn(2), *drawn(3)], ids=lambda bugs: "+".join(sorted(bugs)))
def test_bugs_on_distinct_lines_come_back_whole_or_as_fewer_with_the_same_numbers(bugs: frozenset[str]) -> None:
    found = search(evidence(bugs), frozenset(), TOLERANCE)
    assert found
    assert bugs in found or same_numbers(found[0], bugs)
    assert len(found[0]) <= len(bugs)


def test_nearly_every_set_comes_back_as_it_is() -> None:
    first = [search(evidence(bugs), frozenset(), TOLERANCE)[:1] == (bugs,) for bugs in drawn(2)]
    assert sum(first) >= 0.8 * len(first)


def test_right_gradients_are_explained_by_no_bug() -> None:
    assert search(evidence(frozenset()), frozenset(), TOLERANCE)[0] == frozenset()


def test_the_bugs_of_the_forward_pass_are_kept() -> None:
    bugs = frozenset(["hidden-without-tanh.forward", "cell-double-tanh"])
    found = search(evidence(bugs), frozenset(["hidden-without-tanh.forward"]), TOLERANCE)
    assert found[0] == bugs


@pytest.mark.parametrize("wrong", ["zero", "random", "none", "another shape"])
def test_gradients_that_no_bug_gives_have_no_explanation_and_the_search_gives_up(wrong: str) -> None:
    rng = np.random.default_rng(0)
    items = []
    for case in CASES:
        right = systems.gradients(frozenset(), case)
        match wrong:
            case "zero":
                gradients: Gradients = {name: np.zeros_like(value) for name, value in right.items()}
            case "random":
                gradients = {name: rng.standard_normal(value.shape) for name, value in right.items()}
            case "none":
                gradients = {}
            case _:
                gradients = {name: value[:1, :-1] for name, value in right.items()}
        items.append(Evidence(case, gradients, as_it_is))
    effort = Effort()
    assert search(items, frozenset(), TOLERANCE, effort) == ()
    # One more round of extensions may be under way when the limit is reached.
    assert effort.evaluations < 3 * MOST_EVALUATIONS


def test_an_explanation_that_a_confirming_case_denies_is_none() -> None:
    items = evidence(frozenset(["cell-double-tanh"]))
    last = items[-1]
    items[-1] = Evidence(last.case, systems.gradients(frozenset(), last.case), as_it_is)
    assert search(items, frozenset(), TOLERANCE) == ()


def test_what_a_mutant_moves_is_learned_from_the_mutant() -> None:
    one, two = influence()[1], influence()[2]
    assert one["output-weight-sees-cell"] == {"W_v"}
    assert one["dc-next-without-forget"] == frozenset()
    assert two["dc-next-without-forget"] >= {"W_f", "W_i", "W_g"}
    assert two["weight-not-transposed.W_v"] == set(PARAMETER_NAMES)


def test_fewer_bugs_come_first_then_those_that_the_article_documents() -> None:
    documented, other = frozenset(["cell-double-tanh"]), frozenset(["one-minus-c-squared"])
    assert sorted([documented | other, other, documented], key=preference) == [documented, other, documented | other]
