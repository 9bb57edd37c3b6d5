"""Bugs are mended in the submission's own words, each alone and all together, and only what was proven is shown."""

import pytest
from grading import EXAMPLES, SUBMISSIONS, mutated, reference_with, written

from harness.diagnosis.diagnose import diagnose
from harness.launching import Depth, Options
from harness.opening import opened
from harness.repair.mend import Mended, mend
from harness.repair.verify import verified
from mutants._catalogue import catalogue
from mutants._mutant import inject

OPTIONS = Options(depth=Depth.QUICK)
# One of each kind of change: an index, a factor, a summand, a name, = for +=, a carry, loops, a condition, a buffer.
KINDS = (
    "h-index-off-by-one",
    "cell-double-tanh",
    "gate-derivative-missing.i",
    "dz-forgets-a-gate.g",
    "weight-copied-from-another-gate.g-from-o",
    "gradient-overwritten.W_f",
    "carry-never-fed-back",
    "time-loop-forward",
    "time-loop-skips-a-step.first",
    "time-loop-skips-a-step.last",
    "last-cell-gradient-dropped",
    "gradients-share-a-buffer.b",
    "hidden-without-tanh.both",
    "forward-forgets-bias.all",
    "dc-without-carry",
    "sign-flipped",
)


def mended(text: str) -> Mended:
    with written(text) as path, opened(path, OPTIONS) as session:
        return mend(session, diagnose(session.observations))


def changed_lines(diff: str) -> list[str]:
    return [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("mutant_id", KINDS)
def test_a_mutant_is_mended_and_proven(mutant_id: str) -> None:
    found = mended(mutated(mutant_id))
    assert found.text is not None
    assert found.fixes[mutant_id].verified
    with written(found.text) as path, opened(path, OPTIONS) as session:
        assert diagnose(session.observations).bugs == ()


def test_the_edit_is_in_the_submissions_own_words_and_nothing_else_changes() -> None:
    before = (EXAMPLES / "one_bug.py").read_text(encoding="utf-8")
    found = mended(before)
    assert changed_lines(found.fixes["cell-double-tanh"].diff) == [
        "-        dC += dh * o[t] * dtanh(tanh(C_now))",
        "+        dC += dh * o[t] * dtanh(C_now)",
    ]
    assert found.text == before.replace("dtanh(tanh(C_now))", "dtanh(C_now)")


def test_several_bugs_are_mended_together_and_each_alone() -> None:
    found = mended((EXAMPLES / "three_bugs.py").read_text(encoding="utf-8"))
    assert sorted(found.fixes) == ["c-prev-wraps-around", "dc-next-without-forget", "forget-missing-derivative"]
    assert all(len(changed_lines(fix.diff)) == 2 for fix in found.fixes.values())
    assert found.text is not None
    assert "dGf = dc * c_old * f[t] * (1 - f[t])" in found.text


def test_two_bugs_in_one_line_are_mended() -> None:
    merged = reference_with(
        ("        di = dC * g[t]\n        da_i = di * i[t] * (1 - i[t])\n", "        da_i = dC * i[t] * i[t]\n")
    )
    found = mended(merged)
    assert found.text is not None
    with written(merged) as path, opened(path, OPTIONS) as session:
        assert verified(session, found.text)


def test_what_a_statement_needs_may_come_later_in_the_block() -> None:
    ids = ("weight-copied-from-another-gate.g-from-o", "cell-double-tanh")
    text = inject([mutant for mutant in catalogue() if mutant.id in ids])
    line = "        dW_g += da_o @ z[t].T\n"
    early = text.replace(line, "").replace("        dC = np.copy(dC_next)\n", f"{line}        dC = np.copy(dC_next)\n")
    assert early != text
    found = mended(early)
    assert sorted(found.fixes) == sorted(ids)
    assert found.text is not None


def test_right_code_and_code_without_explanation_have_no_fix() -> None:
    assert mended(reference_with()) == Mended()
    assert mended(reference_with(("da_f = df * f[t]", "da_f = 1.37 * df * f[t]"))) == Mended()


def test_a_parameter_that_only_a_helper_unpacks_is_taken_from_the_tuple() -> None:
    text = mutated("forward-forgets-bias.g")
    names = "W_f, W_i, W_g, W_o, _, b_f, b_i, b_g, b_o, _ = p\n"
    helper = f"def unpacked(p):\n    {names}    return W_f, W_i, W_g, W_o, b_f, b_i, b_o\n\n\n"
    begin = text.index("def lstm_forward")
    moved = text[begin:].replace(names, "W_f, W_i, W_g, W_o, b_f, b_i, b_o = unpacked(p)\n", 1)
    found = mended(text[:begin] + helper + moved)
    assert found.text is not None
    assert "p[7]" in found.text


@pytest.mark.parametrize(
    ("right", "wrong", "bug"),
    [
        ("dcnext = f * dc", "dcnext = dc", "dc-next-without-forget"),
        ("dc * i * (1 - g**2)", "dc * i * (1 - np.tanh(g) ** 2)", "candidate-double-tanh"),
        ("dc * cs[t - 1] * f", "dc * cs[t] * f", "c-prev-is-current"),
    ],
)
def test_one_function_that_returns_its_gradients_one_by_one_is_mended(right: str, wrong: str, bug: str) -> None:
    text = (SUBMISSIONS / "correct" / "char_all_gates_in_one_array.py").read_text(encoding="utf-8")
    found = mended(text.replace(right, wrong))
    assert sorted(found.fixes) == [bug]
    assert len(changed_lines(found.fixes[bug].diff)) == 2
    assert found.text is not None
