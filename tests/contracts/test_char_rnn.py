"""A loss function's predictions are told by its loss, whatever it is divided by and guarded with."""

import numpy as np
import pytest

from harness.cases import Sizes, ordinary
from harness.contracts import _auto
from harness.contracts import char_rnn as contract
from harness.contracts._names import PARAMETERS
from harness.diagnosis import systems
from reference import language_model

CASES = ordinary(0, Sizes())
NAMES = ", ".join(name.replace("_", "") for name in PARAMETERS)
GRADIENTS = ", ".join("d" + name.replace("_", "") for name in PARAMETERS)


def namespace(loss: str = "loss", returned: str = "") -> dict[str, object]:
    """Return a module with globals for parameters, whose function returns a loss of this form."""
    found: dict[str, object] = {"np": np, "onward": language_model.forward, "back": language_model.backward}
    text = (
        "def lossFun(inputs, targets, hprev, cprev):\n"
        f"    p = ({NAMES})\n"
        "    x, y = (np.eye(len(by))[list(s)][:, :, None] for s in (inputs, targets))\n"
        "    caches = onward(x, hprev, cprev, p)\n"
        f"    loss, ({GRADIENTS}) = back(*caches, y, p)\n"
        "    guarded = lambda eps: -sum(np.sum(t * np.log(q + eps)) for q, t in zip(caches[8], y))\n"
        f"    loss = {loss}\n"
        f"    return {returned or 'loss, ' + GRADIENTS}\n"
    )
    text = text.replace("Wg", "Wc").replace("bg", "bc").replace("Wv", "Wy").replace("bv", "by")
    exec(text, found)  # noqa: S102  (a test's own text)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("loss", ["loss", "loss / len(targets)", "loss / 4", "guarded(1e-8)", "guarded(1e-5)"])
def test_predictions_are_those_behind_the_loss(loss: str, case: object) -> None:
    assert case in CASES
    given = dict(case.arrays)  # type: ignore[attr-defined]  # a case
    outputs = contract.outputs(namespace(loss), given)["outputs"]
    np.testing.assert_allclose(outputs, systems.answer((), case).outputs, atol=1e-12)  # type: ignore[arg-type]


def test_a_loss_that_is_no_cross_entropy_gives_predictions_that_are_not_the_models() -> None:
    outputs = contract.outputs(namespace("loss * 0.9 + 0.3"), dict(CASES[2].arrays))["outputs"]
    assert np.max(np.abs(outputs - systems.answer((), CASES[2]).outputs)) > 1e-3


def test_gradients_that_are_not_there_yet_leave_the_loss_to_be_read() -> None:
    found, given = namespace(returned="loss, None"), dict(CASES[1].arrays)
    assert "outputs" in contract.outputs(found, given)
    with pytest.raises(NotImplementedError, match=r"returns \(.*NoneType\)"):
        contract.backward(found, given, None)


def test_several_columns_are_not_asked_for_and_a_failure_is_left_to_backward() -> None:
    given = dict(CASES[1].arrays)
    batch = {name: np.repeat(value, 2, axis=-1) if value.ndim == 3 else value for name, value in given.items()}
    assert contract.outputs(namespace(), batch) == {}
    assert contract.outputs(namespace("1 / 0"), given) == {}
    with pytest.raises(ZeroDivisionError):
        contract.backward(namespace("1 / 0"), given, None)


def test_the_contract_of_the_best_trial_is_chosen() -> None:
    both = namespace()
    exec("def forward(inputs, h_prev, C_prev, p): ...\ndef backward(outputs, targets, p): ...\n", both)  # noqa: S102
    assert _auto.chosen(both) == "char_rnn"
    exec("forward, backward = onward, back\n", both)  # noqa: S102
    del both[_auto.CHOICE]
    assert _auto.chosen(both) == "language_model"


def test_what_every_contract_looked_for_is_told_where_none_fits() -> None:
    with pytest.raises(LookupError, match=r"found no function forward .*, no lossFun\(.*, and no lstm_forward"):
        _auto.find({})
