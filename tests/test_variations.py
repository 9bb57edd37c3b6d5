"""A bug is named whatever the functions are called and wherever they keep their parameters."""

import pytest
from grading import SUBMISSIONS, graded_text

from harness.records import Verdict

# For each submission: a right piece of it, a wrong one for it, and the bug that this is.
PLANTED = {
    "class_with_own_weights": ("(1 - tc * tc)", "(1 - np.tanh(tc) ** 2)", "cell-double-tanh"),
    "class_updates_weights_in_place": ("(1 - tc * tc)", "(1 - np.tanh(tc) ** 2)", "cell-double-tanh"),
    "class_gradients_as_attributes": ("(1 - tc * tc)", "(1 - np.tanh(tc) ** 2)", "cell-double-tanh"),
    "globals_of_the_script": ("dcnext = dc * fs[t]", "dcnext = dc", "dc-next-without-forget"),
    "rows_batch_first": ("(1 - gs[:, t] ** 2)", "(1 - np.tanh(gs[:, t]) ** 2)", "candidate-double-tanh"),
    "flat_vectors": ("dz[:hidden_size], dc * s", "dz[:hidden_size], dc  # * s", "dc-next-without-forget"),
    "german_names": ("(1 - vorschlag**2)", "(1 - np.tanh(vorschlag) ** 2)", "candidate-double-tanh"),
    "vanilla_rnn_beside_lstm": ("dz[: len(h)], dC * f", "dz[: len(h)], dC", "dc-next-without-forget"),
    "spanish_names": ("(1 - tangente**2)", "(1 - np.tanh(tangente) ** 2)", "cell-double-tanh"),
    "pinyin_names": ('d_xibao = dc * bu["yiwang"]', "d_xibao = dc", "dc-next-without-forget"),
    "french_class": ("dC * ancienne * f * (1 - f)", "dC * ancienne * f", "sigma-prime-half.f"),
    "dictionaries_from_minus_one": ("np.cosh(C[t]) ** 2 + dC_next", "np.cosh(C[t]) ** 2", "dc-without-carry"),
    "input_products_beforehand": ("(1 - G[:, t] ** 2)", "(1 - np.tanh(G[:, t]) ** 2)", "candidate-double-tanh"),
    "pair_with_dictionaries": ("dcnext = dc * f[t]", "dcnext = dc", "dc-next-without-forget"),
    "char_single_precision_lists": ("dh * tc * o * (1 - o)", "dh * tc", "gate-derivative-missing.o"),
    "char_loss_function": ("dcnext = dc * fs[t]", "dcnext = dc", "dc-next-without-forget"),
    "char_method_of_a_class": ("(1 - tc * tc)", "(1 - np.tanh(tc) ** 2)", "cell-double-tanh"),
    "char_x_above_h_mean_loss": ("di = dc * gs[t]", "di = dc", "upstream-factor-left-out.i"),
    "fused_arguments": ("dc_next = dc * f", "dc_next = dc", "dc-next-without-forget"),
    "fused_dictionary_x_above_h": ("dh_next = dz[:, -H:]", "dh_next = dz[:, :H]", "z-order-mismatch"),
    "fused_class": ("(1 - t * t)", "(1 - np.tanh(t) ** 2)", "cell-double-tanh"),
    "global_dictionaries_by_gate": ('dcnext = dc * a["f"]', "dcnext = dc", "dc-next-without-forget"),
    "global_dictionary": ('(1 - s["g"] ** 2)', '(1 - np.tanh(s["g"]) ** 2)', "candidate-double-tanh"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_named_through_every_variation(name: str) -> None:
    right, wrong, bug = PLANTED[name]
    text = (SUBMISSIONS / "correct" / f"{name}.py").read_text(encoding="utf-8")
    assert right in text
    report = graded_text(text.replace(right, wrong))
    assert report.verdict is Verdict.BUGS, report.headline
    assert report.bugs[0].id == bug
