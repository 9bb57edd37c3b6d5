"""Every variation that was seen in public copies of such assignments has a submission here, and it is graded."""

from pathlib import Path

import pytest
from grading import SUBMISSIONS, graded

from harness.records import Verdict

# What was seen: the submission that has it, and what stands in its text.
SEEN = {
    "a notebook with !pip": ("messy/notebook.ipynb", "!pip"),
    "a notebook with %matplotlib": ("messy/notebook.ipynb", "%matplotlib"),
    "a cell with a syntax hole beside finished ones": ("messy/notebook.ipynb", "def "),
    "a cell that is not Python": ("messy/notebook.ipynb", "%%bash"),
    "a script that trains for minutes": ("broken/trains_at_top_level.py", "range(1_000_000)"),
    "a script that plots": ("correct/whole_course_script.py", "plt."),
    "input.txt read at import": ("broken/trains_at_top_level.py", 'open("input.txt")'),
    "sys.argv read at import": ("messy/command_line.py", "sys.argv"),
    "helpers that did not come along": ("correct/course_utils.py", "from utils import"),
    "from rnn_utils import *": ("messy/star_import_of_a_helper.py", "from rnn_utils import *"),
    "np.row_stack": ("messy/old_numpy.py", "np.row_stack"),
    "np.float": ("messy/old_numpy.py", "np.float"),
    "numpy.core": ("messy/old_numpy.py", "numpy.core"),
    "Python-2 prints": ("messy/python_2.py", 'print "'),
    "a function forward_pass": ("correct/global_dictionary.py", "def forward_pass"),
    "a function forward_lstm": ("correct/fused_dictionary_x_above_h.py", "def forward_lstm"),
    "a function lstm_backward": ("correct/fused_dictionary_x_above_h.py", "def lstm_backward"),
    "an extra leading hidden_size": ("correct/flat_vectors.py", "def forward_pass(hidden_size, x"),
    "p=params bound at definition": ("messy/default_from_training.py", "p=params"),
    "methods of a class": ("correct/class_with_own_weights.py", "def backward(self"),
    "methods that update the weights and return nothing": ("correct/class_updates_weights_in_place.py", "-="),
    "a PyTorch forward(self, x) beside it": ("correct/vanilla_rnn_beside_lstm.py", "def forward(self, x)"),
    "a vanilla rnn_backward beside it": ("correct/vanilla_rnn_beside_lstm.py", "def rnn_backward"),
    "everything at top level, a training loop": ("correct/script_char_loop.py", "for iteration in range("),
    "everything at top level, epochs of sequences": ("correct/script_epochs.py", "for X, Y in training"),
    "everything at top level, no loop at all": ("correct/script_straight.py", "# backward pass"),
    "everything in main": ("correct/script_in_main.py", "def main()"),
    "everything at top level of a notebook": ("messy/notebook_all_inline.ipynb", "for epoch in range("),
    "z stacked as [x; h]": ("correct/x_above_h.py", "z"),
    "caches as lists": ("correct/list_caches.py", ".append("),
    "caches as dictionaries with key -1": ("correct/globals_of_the_script.py", "hs[-1] ="),
    "caches as arrays of T+1 rows": ("correct/array_caches.py", "+ 1"),
    "caches as a tuple for each step": ("correct/fused_arguments.py", "cache.append((z"),
    "functions that read Wf from globals": ("correct/globals_of_the_script.py", "np.dot(Wf, "),
    "functions that read hidden_size from globals": ("correct/global_sizes.py", "hidden_size"),
    "parameters in global dictionaries by gate": ("correct/global_dictionaries_by_gate.py", "Wx[k] @"),
    "parameters in a global dictionary": ("correct/global_dictionary.py", 'params["Wf"] @'),
    "all gates in one weight, (4H, H+V)": ("correct/fused_arguments.py", "W @ z + b"),
    "all gates in one weight, (V+H, 4H)": ("correct/fused_dictionary_x_above_h.py", "z @ W + b"),
    "all gates in one weight for x and one for h": ("correct/fused_class.py", "x @ self.Wx + h @ self.Wh"),
    "parameters in a dictionary for each gate": ("correct/nested_dictionary_by_gate.py", 'params[gate]["W"] @'),
    "parameters in a dictionary for each layer": ("correct/nested_dictionary_by_layer.py", 'params["dense"]["W"]'),
    "a parameter beside its derivative": ("correct/class_value_beside_derivative.py", '"deriv"'),
    "sizes that only a file tells, and what is made with them": (
        "correct/char_dictionaries_of_a_file.py",
        "len(vocab)",
    ),
    "globals that a function sets, which only main calls": ("correct/globals_of_an_initialiser.py", "global W"),
    "a class composed of gate objects": ("correct/class_of_gate_objects.py", "self.forget.backward("),
    "a forward pass that is a generator": ("correct/generator_of_records.py", "yield from"),
    "gradients in several dictionaries by gate": ("correct/char_gradients_in_dictionaries.py", "return loss, dW, db"),
    "a function that makes both passes": ("correct/factory_of_both_passes.py", "return forward, backward"),
    "the state as one tuple": ("correct/state_as_one_tuple.py", "h, c = state"),
    "a vanilla RNN of CS231n beside the LSTM": ("correct/cs231n_beside_vanilla_rnn.py", "def rnn_step_backward"),
    "code that writes into its caller's arrays": ("correct/writes_into_caller.py", "="),
    "float32": ("correct/float32_inside.py", "float32"),
    "losses printed at each step": ("correct/char_x_above_h_mean_loss.py", "print("),
}


@pytest.mark.parametrize("what", SEEN)
def test_what_was_seen_is_graded(what: str) -> None:
    name, words = SEEN[what]
    path = SUBMISSIONS / name
    assert words in path.read_text(encoding="utf-8").replace('\\"', '"')
    report = graded(path)
    assert report.verdict in (verdict_of(path)), report.headline
    assert report.score.possible == 100


def verdict_of(path: Path) -> tuple[Verdict, ...]:
    """Return what may be said of a submission: a broken one is graded, the others are right."""
    return (Verdict.CLEAN, Verdict.BUGS) if path.parent.name == "broken" else (Verdict.CLEAN,)
