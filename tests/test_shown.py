"""Cases that do not follow from a submission's text are the same objects for every submission."""

import pytest

from harness.cases import UNSEEN, Sizes
from harness.cell_cases import EVERY_GRADIENT
from harness.shown import LANGUAGE_MODEL, Shown


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize("shown", [LANGUAGE_MODEL, Shown(EVERY_GRADIENT)], ids=["language-model", "cell"])
def test_only_the_unseen_cases_differ_between_two_texts(shown: Shown, *, thorough: bool) -> None:
    first, second = (shown.ordinary(0, Sizes(), text, thorough=thorough) for text in ("one", "other"))
    assert [case.name for case in first] == [case.name for case in second]
    own = {case.name for case, other in zip(first, second, strict=True) if case is not other}
    assert own == UNSEEN.intersection(case.name for case in first)
    assert "fresh" in own


def test_another_seed_or_size_has_cases_of_its_own() -> None:
    base = LANGUAGE_MODEL.ordinary(0, Sizes())[0]
    others = [LANGUAGE_MODEL.ordinary(1, Sizes())[0], LANGUAGE_MODEL.ordinary(0, Sizes(hidden=3))[0]]
    assert all(
        (case.arrays["W_f"].shape, case.arrays["W_f"][0, 0]) != (base.arrays["W_f"].shape, base.arrays["W_f"][0, 0])
        for case in others
    )
    assert LANGUAGE_MODEL.steep(0, Sizes()) is LANGUAGE_MODEL.steep(0, Sizes())
    assert LANGUAGE_MODEL.steep(1, Sizes()) is not LANGUAGE_MODEL.steep(0, Sizes())
