"""Backward gets what its author gives it, whatever the names: a right program is not wrong for them."""

from pathlib import Path

import numpy as np
import pytest
from grading import correct_with, graded_text

from harness.contracts._arguments import RESULTS
from harness.contracts._results import is_cross_entropy
from harness.contracts._retrial import readings
from harness.grade import grade
from harness.launching import Options
from harness.records import Report, Verdict

CORRECT = Path(__file__).parents[2] / "examples" / "correct.py"
RETURN = "return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s"
BACKWARD = "def backward(z, f, i, g, C, o, h, v, outputs, targets, p):"
UNPACKED = "    z, f, i, g, C, o, h, v, outputs = "
# What forward returns, and what backward takes.
FORMS = {
    "cache, outputs": (
        "return (z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s), output_s",
        f"def backward(cache, targets, p):\n{UNPACKED}cache",
    ),
    "outputs, states, cache": (
        "return output_s, h_s[-1], C_s[-1], (z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s)",
        f"def backward(targets, cache, p):\n{UNPACKED}cache",
    ),
    "a dictionary, and y for the targets": (
        "return dict(z=z_s, f=f_s, i=i_s, g=g_s, C=C_s, o=o_s, h=h_s, v=v_s, p=output_s), output_s",
        f'def backward(mem, y, p):\n{UNPACKED}(mem[k] for k in "zfigCohvp")\n    targets = y',
    ),
    "names in German": (
        "return (z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s), output_s, h_s[-1]",
        f"def backward(ziele, speicher, p):\n{UNPACKED}speicher\n    targets = ziele",
    ),
}


def graded(tmp_path: Path, *edits: tuple[str, str]) -> Report:
    """Grade the correct example with these replacements."""
    text = CORRECT.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "lstm.py"
    path.write_text(text, encoding="utf-8")
    return grade(path, Options())


@pytest.mark.parametrize("form", FORMS)
def test_a_right_program_is_clean_in_every_form(tmp_path: Path, form: str) -> None:
    """Which argument is the cache, and which the targets, is found by trial."""
    returned, taken = FORMS[form]
    assert graded(tmp_path, (RETURN, returned), (BACKWARD, taken)).verdict is Verdict.CLEAN


@pytest.mark.parametrize("form", FORMS)
def test_a_bug_is_placed_in_every_form(tmp_path: Path, form: str) -> None:
    """The expressions are followed with the same arguments."""
    returned, taken = FORMS[form]
    report = graded(tmp_path, (RETURN, returned), (BACKWARD, taken), ("dC_next = dC * f[t]", "dC_next = dC"))
    (bug,) = report.bugs
    assert bug.id == "dc-next-without-forget"
    assert bug.location is not None
    assert bug.location.code == "dC_next = dC"


def test_vectors_are_told_from_columns_in_wrong_code_too() -> None:
    """Columns run forward, and raise in a right line of backward; with vectors most gradients are right."""
    report = graded_text(correct_with("vectors_by_outer_products", ("dc * g * i * (1 - i)", "dc * g")))
    assert "fails" not in report.headline
    assert "gate-derivative-missing.i" in [bug.id for bug in report.bugs]


def test_a_line_that_raises_stays_told_where_hardly_any_gradient_would_be_right() -> None:
    edit = ("@ ds + dh_next", "@ ds**2 + dh_next")  # those of the last layer alone
    report = graded_text(correct_with("vectors_by_outer_products", edit))
    assert "backward fails at line " in report.headline


def test_a_gradient_that_is_a_number_is_told_by_its_shape() -> None:
    edit = ("return loss, grads", "grads['bf'] = grads['bf'].sum()\n    return loss, grads")
    report = graded_text(correct_with("vectors_by_outer_products", edit))
    assert "the gradient of b_f with shape (), expected" in report.headline


def test_gradients_in_the_order_of_the_arguments_may_go_through_a_function() -> None:
    report = graded_text(correct_with("gradients_through_a_clip", ("dc * c_hat * i * (1 - i)", "dc * c_hat * i")))
    assert [bug.id for bug in report.bugs] == ["sigma-prime-half.i"]


def test_a_wrong_loss_stays_wrong(tmp_path: Path) -> None:
    """No other reading makes it right, so the likeliest stays."""
    report = graded(tmp_path, ("loss -= np.sum(", "loss -= 2.5 * np.sum("))
    assert report.verdict is not Verdict.CLEAN


def backward(cache: object, y: object, p: object, scale: float = 1.0) -> None:
    """Take what a submission's may take."""


def test_one_argument_gets_what_forward_has_left() -> None:
    """The targets come by name first; each result of forward is tried alone, and all together."""
    found = list(readings(backward, 2, {"x": "inputs", "p": "p"}))
    assert found[:3] == [[RESULTS, "targets", "p"], [0, "targets", "p"], [1, "targets", "p"]]
    assert ["targets", 1, "p"] in found


@pytest.mark.parametrize(("factor", "right"), [(1, True), (1 / 3, True), (1 / 6, True), (1.5, False), (0.0, False)])
def test_the_cross_entropy_is_a_sum_or_a_mean(factor: float, right: bool) -> None:
    """T = 3, B = 2: a third is the mean over steps, a sixth over steps and sequences."""
    targets = np.eye(4)[[[0, 1], [2, 3], [1, 1]]].transpose(0, 2, 1)
    outputs = np.full((3, 4, 2), 0.25)
    assert is_cross_entropy(np.array(factor * 6 * np.log(4)), outputs, targets) is right


def test_a_contract_that_says_the_arguments_is_not_corrected(tmp_path: Path) -> None:
    """Its author knows; where the loss is then wrong, it is the submission's."""
    returned, taken = FORMS["cache, outputs"]
    contract = tmp_path / "swapped.py"
    contract.write_text(
        "from harness.contracts._told import Convention, told\n"
        "find, forward, backward, outputs = told(Convention(\n"
        "    {'forward': 'forward', 'backward': 'backward'},\n"
        "    {'forward': ['inputs', 'h0', 'C0', 'p'], 'backward': [0, 'inputs', 'p']},\n"
        "))\n",
        encoding="utf-8",
    )
    path = tmp_path / "lstm.py"
    path.write_text(
        CORRECT.read_text(encoding="utf-8").replace(RETURN, returned).replace(BACKWARD, taken), encoding="utf-8"
    )
    assert grade(path, Options(contract=str(contract))).verdict is not Verdict.CLEAN


def of_the_next(ids_next: object) -> None:
    """Take what a method may take that has everything else on its object."""


def test_a_single_argument_may_be_the_targets() -> None:
    assert list(readings(of_the_next, 1, {"ids": "inputs"})) == [["targets"]]
