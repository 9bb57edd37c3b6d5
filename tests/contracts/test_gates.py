"""What a weight is for is found out by shutting gates, where names do not say it."""

import numpy as np
import pytest

from harness.contracts import _names
from harness.contracts._gates import learn_parameters
from harness.contracts._layouts import Arrays
from harness.contracts._names import PARAMETER_ALIASES, PARAMETERS
from harness.contracts._trial import small_case
from reference.language_model import forward

WORDS = ("olvido", "entrada", "candidato", "salida", "palabra")
MEANING = {f"{kind}_{word}": f"{kind}_{gate}" for kind in "Wb" for word, gate in zip(WORDS, "figov", strict=True)}


def predict(case: Arrays) -> np.ndarray:  # type: ignore[type-arg]  # of floats
    """Run the reference with each array as the parameter for which its foreign name is taken."""
    given = {right: case[PARAMETER_ALIASES[_names.plain(name)]] for name, right in MEANING.items()}
    p = tuple(np.asarray(given[name], dtype=float) for name in PARAMETERS)
    with np.errstate(all="ignore"):
        results = forward(list(case["inputs"]), case["h0"], case["C0"], p)  # type: ignore[arg-type]
    return np.stack(results[8])


@pytest.mark.parametrize("seed", range(8))
def test_foreign_names_are_understood_in_whatever_order_they_stand(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(list(MEANING))
    assert learn_parameters(map(str, order), predict, small_case())
    assert {name: PARAMETER_ALIASES[_names.plain(name)] for name in MEANING} == MEANING


def test_names_without_pairs_are_left_alone() -> None:
    assert not learn_parameters("abcdefghij", predict, small_case())


def test_what_does_not_behave_like_an_lstm_is_not_understood() -> None:
    assert not learn_parameters(MEANING, lambda _case: np.zeros(3), small_case())
