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
    "nested_dictionary_by_gate": ('dc_next = dc * act["f"]', "dc_next = dc", "dc-next-without-forget"),
    "nested_dictionary_by_kind": ("(1 - c_hat**2)", "(1 - np.tanh(c_hat) ** 2)", "candidate-double-tanh"),
    "nested_dictionary_of_parts": ('"output": dh * th}', '"output": dh * c[t + 1]}', "tanh-forgotten-in-output-gate"),
    "nested_dictionary_by_layer": ("(1 - squashed**2)", "(1 - np.tanh(squashed) ** 2)", "cell-double-tanh"),
    "class_value_beside_derivative": ("dc_out + dh * o", "dh * o", "dc-without-carry"),
    "char_class_from_zero_states": ('dc_next = dc * k["f"]', "dc_next = dc", "dc-next-without-forget"),
    "generators_of_steps": ("dc_next + dh * s.o", "dh * s.o", "dc-without-carry"),
    "state_as_one_tuple": ("h = o * np.tanh(c)", "h = o * c", "hidden-without-tanh.forward"),
    "state_as_one_tuple_cell_first": ("dc * g * i * (1 - i)", "dc * g * i", "sigma-prime-half.i"),
    "steps_with_keywords": ("dc * c_old * ft * (1 - ft)", "dc * c_old", "gate-derivative-missing.f"),
    "recursive_forward_linked_records": ("(1 - th) * (1 + th)", "(1 - node.cell**2)", "one-minus-c-squared"),
    "named_tuple_of_parameters": ("dc * g * i * (1 - i)", "dc * i * (1 - i)", "upstream-factor-left-out.i"),
    "dataclass_of_parameters": (
        "dh * o * (1 - np.tanh(c) ** 2)",
        "dh * f * (1 - np.tanh(c) ** 2)",
        "dc-from-wrong-gate.path-f",
    ),
    "comprehension_with_walrus_float32": ("dc = dc * s[0]", "dc = dc * s[1]", "dc-from-wrong-gate.carry-i"),
    "class_batch_of_indices": ("dh = dh + ds @", "dh = ds @", "dh-without-carry"),
    "char_globals_called_n_and_m": ("        dc = dc * f\n", "        dc = 1 * dc\n", "dc-next-without-forget"),
    "char_sizes_in_slices": ("[:32]", "", "dh-next-not-split.unsliced"),
    "loss_in_forward": ("(1 - cand**2)", "(1 - np.tanh(cand) ** 2)", "candidate-double-tanh"),
    "parameters_first": ("return grads, dz[: h.shape[0]], dc * ft", "return grads, 0, dc * ft", "dh-without-carry"),
    "class_weights_by_part": ("dh = dh + d @ self.W_hy", "dh = d @ self.W_hy", "dh-without-carry"),
    "cs231n_beside_vanilla_rnn": ("dprev_c = dc * f", "dprev_c = dc", "dc-next-without-forget"),
    "coursera_gates_in_a_dictionary": (
        'da_next * tc * gamma["o"] * (1 - gamma["o"])',
        "da_next * tc",
        "gate-derivative-missing.o",
    ),
    "script_gates_in_dictionaries": ('dcn = dc * a["f"]', "dcn = dc", "dc-next-without-forget"),
    "char_dictionaries_of_a_file": ('dc = dcn + dh * a["o"]', 'dc = dh * a["o"]', "dc-without-carry"),
    "char_gradients_in_dictionaries": ('"i": dc * a["g"]', '"i": dc', "upstream-factor-left-out.i"),
    "class_of_gate_objects": ("dh_next = dz[: self.H]", "dh_next = 0 * dz[: self.H]", "dh-without-carry"),
    "generator_of_records": ("(1 - th * th)", "(1 - s.c**2)", "one-minus-c-squared"),
    "char_namespace_of_a_file": ("dc * i * (1 - g * g)", "dc * i", "gate-derivative-missing.g"),
    "instance_of_layers": ("(1 - tc**2)", "(1 - np.tanh(tc) ** 2)", "cell-double-tanh"),
    "char_gates_with_slots": ('"input": dc * a["candidate"]', '"input": dc', "upstream-factor-left-out.i"),
    "class_of_layers_in_a_dictionary": ("dc * before * f * (1 - f)", "dc * before * f", "sigma-prime-half.f"),
    "factory_of_both_passes": ("dc_ = dc * f", "dc_ = dc", "dc-next-without-forget"),
    "iterators_of_zip_and_map": ("dc * g * i * (1 - i)", "dc * g * i", "sigma-prime-half.i"),
    "globals_of_an_initialiser": ('(1 - s["g"] ** 2)', '(1 - np.tanh(s["g"]) ** 2)', "candidate-double-tanh"),
    "char_lists_by_gate": ("dc * g * i * (1 - i)", "dc * i * (1 - i)", "upstream-factor-left-out.i"),
    "pairs_by_gate": ("dh * tc * o * (1 - o)", "dh * tc", "gate-derivative-missing.o"),
    "global_pairs_of_a_file": ("dc_next + dh * o", "dh * o", "dc-without-carry"),
    "class_of_namespaces": ("dc_ = dc * f", "dc_ = dc", "dc-next-without-forget"),
    "yields_prediction_and_cache": (" + dh_next", "", "dh-without-carry"),
    "namespace_of_parameters": ("(1 - tc**2)", "(1 - np.tanh(tc) ** 2)", "cell-double-tanh"),
    "closures_over_parameters": ("dc * c0 * f * (1 - f)", "dc * c0 * f", "sigma-prime-half.f"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_named_through_every_variation(name: str) -> None:
    right, wrong, bug = PLANTED[name]
    text = (SUBMISSIONS / "correct" / f"{name}.py").read_text(encoding="utf-8")
    assert right in text
    report = graded_text(text.replace(right, wrong))
    assert report.verdict is Verdict.BUGS, report.headline
    assert report.bugs[0].id == bug
