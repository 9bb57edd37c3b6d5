"""The battery of correct submissions: which traits of style there are, and which files show them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grading import CORRECT

from harness.launching import Depth, Options

# Every so many seeds, the fifth first, with numerical derivatives and a training run, which take three times as long;
# tests/test_grade.py asks for them with seed 0.
WHOLE = 5
# How the names of files begin whose contract is not the language model's; one function for both passes is char_rnn.
CONTRACTS = {
    "char_rnn": ("char_", "script_", "parameter_objects", "global_dictionaries_by_gate"),
    "cs231n": ("cs231n_",),
    "coursera": ("coursera_",),
}


@dataclass(frozen=True)
class Trait:
    """One way to write a part of a correct LSTM; `pattern` is found in the text of every file that does."""

    axis: str
    name: str
    pattern: str
    files: str  # written for it, among others


TRAITS = (
    Trait("caches", "lists", r"\.append\(", "list_caches np_dot_column coursera_sequence_alone"),
    Trait(
        "caches",
        "dictionaries from key -1",
        r"^ +hs?\[-1\](, c\[-1\])? = |\{-1: ",
        "dictionaries_from_minus_one char_loss_function pair_with_dictionaries globals_of_the_script",
    ),
    Trait(
        "caches",
        "arrays of T+1 states",
        r"\(\(?(N, |H, |n_a, m, )?T \+ 1",
        "array_caches input_products_beforehand cs231n_float32_einsum coursera_float32_while",
    ),
    Trait("caches", "a tuple for each step", r"\.append\(\(", "spanish_names vanilla_rnn_beside_lstm german_names"),
    Trait(
        "caches",
        "a record for each step",
        r"namedtuple|@dataclass",
        "bias_column_and_global_deque steps_by_accumulate coursera_german_records",
    ),
    Trait("caches", "a dictionary for each step", r'\{"z": z|= dict\(x=', "pinyin_names cs231n_spanish_in_place"),
    Trait("caches", "a linked record", r"previous: Node", "recursive_forward_linked_records"),
    Trait("caches", "none, computed again", r"W_f @ z\[t\] \+ b_f", "recomputes_preactivations"),
    Trait("loop", "range reversed", r"in reversed\(range\(", "course_utils hard_coded_sizes cs231n_step_and_sequence"),
    Trait("loop", "range downwards", r"range\(.*- 1, -1, -1\)", "two_pass_backward pair_with_dictionaries"),
    Trait("loop", "range sliced backwards", r"range\(\w+\)\[::-1\]", "coursera_sequence_alone"),
    Trait(
        "loop",
        "zip reversed",
        r"zip\(reversed\(|zip\(.*::-1\]|reversed\(list\(zip\(",
        "class_dictionaries_by_gate pinyin_names cs231n_spanish_in_place french_class",
    ),
    Trait(
        "loop",
        "while",
        r"^ +while ",
        "per_step_functions spanish_names cs231n_one_z_for_all coursera_float32_while",
    ),
    Trait(
        "loop",
        "recursion",
        r"def from_step\(t\)|return _forward\(",
        "recursive_backward recursive_forward_linked_records",
    ),
    Trait("loop", "generators", r"^ +yield ", "generators_of_steps"),
    Trait("loop", "a comprehension with :=", r":= ", "comprehension_with_walrus_float32"),
    Trait("loop", "none, accumulate and reduce", r"\b(accumulate|reduce)\(", "steps_by_accumulate"),
    Trait("products", "einsum", r"np\.einsum", "einsum cs231n_float32_einsum"),
    Trait("products", "np.dot", r"np\.dot\(", "np_dot_column coursera_german_records char_loss_function"),
    Trait("products", "the method dot", r"\.dot\(", "pinyin_names cs231n_step_and_sequence"),
    Trait("products", "plain Python", r"\(sum\(|for \w+ in range\(len\(\w+\[0\]\)\)", "pure_python_loops"),
    Trait("products", "of all steps at once", r"\] @ X\b|np\.einsum\(\"nt", "input_products_beforehand"),
    Trait(
        "gates",
        "one product of 4H rows",
        r"4 \* (H|hidden_size)|np\.split\(|np\.concatenate\(\(self\.W_f|np\.vstack\(\[parameters",
        "fused_gates fused_class french_class cs231n_step_and_sequence coursera_sequence_alone",
    ),
    Trait(
        "gates",
        "x and h apart",
        r"Wx|Wh|\[:, :H\] @|\[:, :n\]",
        "rows_batch_first cs231n_sequence_alone coursera_german_records",
    ),
    Trait(
        "gates",
        "z is [x; h]",
        r"\((x|x_t|xs\[t\]|x\[:, t\]), (h|h_s\[-1\]|hs\[t - 1\])\)",
        "x_above_h char_x_above_h_mean_loss cs231n_one_z_for_all",
    ),
    Trait("gates", "the bias is a column", r"vstack\(\((h, x|z|h), (one|\[\[1)", "bias_column_and_global_deque"),
    Trait("memory", "out= and in place", r"out=\w+", "in_place_accumulation cs231n_spanish_in_place"),
    Trait("memory", "writes into what it is given", r"no copy", "writes_into_caller"),
    Trait("memory", "updates its own weights", r"-= (self\.)?(lr|learning_rate)", "class_updates_weights_in_place"),
    Trait(
        "precision",
        "single",
        r"float32",
        "float32_inside char_single_precision_lists cs231n_float32_einsum coursera_float32_while",
    ),
    Trait(
        "scale",
        "mean over steps",
        r"/= (len|T)|/ T\b|/ len\(",
        "mean_loss_over_steps_and_gradient char_x_above_h_mean_loss pair_with_dictionaries",
    ),
    Trait("scale", "mean over symbols", r"np\.mean\(", "mean_loss_over_vocabulary"),
    Trait("scale", "clipped", r"clip", "clip_inside_backward clip_per_matrix char_loss_function"),
    Trait("loss", "from logits", r"log_softmax", "loss_from_logits"),
    Trait("loss", "in forward", r"return loss, \(ys, caches\)", "loss_in_forward"),
    Trait("loss", "a function of its own", r"def compute_loss", "gradients_only loss_beside_predictions"),
    Trait("loss", "a method of the targets alone", r"def loss\(self, \w+\)", "batched_class_loss_of_targets"),
    Trait("caches", "a tuple without a name", r"return np\.exp\(logp\), \(z", "einsum_nameless_cache"),
    Trait("names", "German", r"vergessen", "german_names coursera_german_records"),
    Trait("names", "Spanish", r"olvido", "spanish_names cs231n_spanish_in_place"),
    Trait("names", "French", r"ancienne", "french_class"),
    Trait("names", "pinyin", r"yiwang", "pinyin_names"),
    Trait("form", "class", r"^class \w+", "class_with_own_weights char_method_of_a_class french_class"),
    Trait("form", "no function at all", r"\A(?:(?!def |class ).*\n)+\Z", "script_char_loop script_epochs"),
    Trait("form", "all of it in main", r"^def main\(", "script_in_main"),
    Trait("form", "closures", r"^def make\(", "closures_of_a_factory"),
    Trait("form", "decorated", r"^@timed", "timed_by_decorator"),
    Trait(
        "form",
        "vectors without a second axis",
        r"np\.outer",
        "flat_vectors class_dictionaries_by_gate pullbacks_of_vectors",
    ),
    Trait("form", "a step returns its own backward", r"return .*, pullback$", "pullbacks_of_vectors"),
    Trait("form", "time before sequences", r"for xt in x:$", "rows_time_first"),
    Trait(
        "parameters",
        "in a dictionary",
        r"\.values\(\)$|\[\"W[\w]*\"",
        "dictionary_values pinyin_names char_single_precision_lists coursera_float32_while",
    ),
    Trait(
        "parameters",
        "in globals",
        r"vocab_size, 1\)|\[:, \[ix\]\]",
        "globals_of_the_script pair_with_dictionaries",
    ),
    Trait("parameters", "sorted by a helper", r"sorted_parameters\(p\)", "unpacked_by_a_helper"),
    Trait("parameters", "as keywords", r"\*\*params", "steps_with_keywords parameters_first"),
    Trait(
        "parameters",
        "in a dictionary of dictionaries",
        r'params\["(forget|lstm|v)"\]|W, b = net|self\.params\.items',
        "nested_dictionary_by_gate nested_dictionary_by_kind nested_dictionary_of_parts nested_dictionary_by_layer",
    ),
    Trait(
        "parameters",
        "in a record",
        r"^class Params",
        "named_tuple_of_parameters dataclass_of_parameters",
    ),
    Trait("sizes", "tables of symbols", r"char_to_idx, idx_to_char", "char_class_with_tables"),
    Trait("states", "one tuple", r"= state$|state\[0\]", "state_as_one_tuple state_as_one_tuple_cell_first"),
    Trait("states", "none taken", r"h, c, caches, loss = np\.zeros", "char_class_from_zero_states"),
    Trait("sizes", "globals under odd names", r"^n, m = ", "char_globals_called_n_and_m"),
    Trait("sizes", "numbers in the code", r"\[:32\]|np\.zeros\(\(54", "char_sizes_in_slices hard_coded_sizes"),
    Trait(
        "parameters",
        "in an object for each gate",
        r"self\.forget|gates\[name\]\.W|self\.layers\[\"y\"\]",
        "class_of_gate_objects instance_of_layers char_gates_with_slots class_of_layers_in_a_dictionary",
    ),
    Trait(
        "parameters",
        "in a pair for each gate",
        r"W, b = pair|namedtuple\(\"Gate\"",
        "pairs_by_gate global_pairs_of_a_file",
    ),
    Trait(
        "parameters",
        "in a namespace",
        r"SimpleNamespace",
        "char_namespace_of_a_file class_of_namespaces namespace_of_parameters",
    ),
    Trait("parameters", "in lists by gate", r"^W = \[np", "char_lists_by_gate"),
    Trait(
        "parameters",
        "around the functions",
        r"^def make_lstm",
        "closures_over_parameters factory_of_both_passes",
    ),
    Trait("parameters", "set by a function", r"^    global W", "globals_of_an_initialiser"),
    Trait(
        "parameters",
        "of a size that a file tells",
        r"open\(\"",
        "script_gates_in_dictionaries char_dictionaries_of_a_file char_namespace_of_a_file global_pairs_of_a_file",
    ),
    Trait(
        "caches",
        "an iterator",
        r"return map\(|yield from|yield e / ",
        "generator_of_records iterators_of_zip_and_map yields_prediction_and_cache",
    ),
    Trait(
        "gradients",
        "dictionaries by gate",
        r"return loss, dW, d[Bb],",
        "char_dictionaries_of_a_file char_gradients_in_dictionaries globals_of_an_initialiser",
    ),
    Trait("parameters", "objects", r"\.Wf?\.v|\.v\b.*\+", "parameter_objects"),
)


def contract_of(path: Path) -> str:
    """Return the contract that a file is written for."""
    found = (contract for contract, names in CONTRACTS.items() if path.stem.startswith(names))
    return next(found, "language_model")


@cache
def shown(path: Path) -> frozenset[str]:
    """Return the traits that a file's text shows."""
    text = path.read_text(encoding="utf-8")
    return frozenset(trait.name for trait in TRAITS if re.search(trait.pattern, text, re.MULTILINE))


def shapes() -> set[tuple[str, frozenset[str]]]:
    """Return the combinations of contract and traits that occur among the correct submissions."""
    return {(contract_of(path), shown(path)) for path in CORRECT}


def options_with(seed: int) -> Options:
    """Return how a correct submission is graded with a seed."""
    return Options(seed=seed, depth=Depth.USUAL if seed % WHOLE == WHOLE - 1 else Depth.QUICK)
