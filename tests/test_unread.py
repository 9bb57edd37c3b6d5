"""What is not executed here, or not read, is never called wrong; what is wrong still is."""

import pytest
from grading import SUBMISSIONS, graded_text

from harness.records import Status, Verdict

CORRECT = SUBMISSIONS / "correct"
# The submission, a piece of it, another one for it, the verdict, and what is said.
CHANGED = {
    "an object that only the main program makes": (
        "instance_of_layers",
        "net = LSTM(26, 32)",
        'if __name__ == "__main__":\n    net = LSTM(26, 32)',
        Verdict.INCONCLUSIVE,
        "'net' is not defined. What sets it is not executed",
    ),
    "an object under a name that is wrong": (
        "instance_of_layers",
        "sigmoid(net.forget(z))",
        "sigmoid(nett.forget(z))",
        Verdict.UNEXPLAINED,
        "'nett' is not defined",
    ),
    "a tuple of backward's own that is appended to": (
        "other_names",
        "    cost = 0\n",
        "    cost = 0\n    norms = ()\n    norms.append(n)\n",
        Verdict.UNEXPLAINED,
        "'tuple' object has no attribute 'append'",
    ),
    "a tuple of forward's own that is appended to": (
        "other_names",
        "    memories, states = [memory], [state]\n",
        "    memories, states = [memory], [state]\n    seen = ()\n    seen.append(state)\n",
        Verdict.UNEXPLAINED,
        "'tuple' object has no attribute 'append'",
    ),
    "a tuple that is read as a dictionary": (
        "other_names",
        "    return cost, (",
        '    extra = (cost, n)\n    cost = extra["cost"]\n    return cost, (',
        Verdict.UNEXPLAINED,
        "tuple indices must be integers or slices, not str",
    ),
    "what backward does to an array of its own beside a global that nothing sets": (
        "globals_of_the_script",
        "np.dot(Wy.T, dy) + dhnext\n",
        'np.dot(Wy.T, dy) + dhnext["h"]\n',
        Verdict.UNEXPLAINED,
        "only integers, slices",
    ),
    "a transposition that backward lacks, of a global that nothing sets": (
        "globals_of_the_script",
        "np.dot(Wy.T, dy) + dhnext\n",
        "np.dot(Wy, dy) + dhnext\n",
        Verdict.BUGS,
        "To change: line 39, in the gradient of the hidden state",
    ),
    "what backward alone takes of a global that nothing sets": (
        "globals_of_the_script",
        "np.dot(Wy.T, dy) + dhnext\n",
        'np.dot(Wy["h"].T, dy) + dhnext\n',
        Verdict.INCONCLUSIVE,
        "Nothing that is executed sets",
    ),
    "globals of a function that asks for more than sizes": (
        "globals_of_an_initialiser",
        "def init(V):\n",
        "def init(corpus):\n    V = len(corpus)\n",
        Verdict.INCONCLUSIVE,
        "Nothing that is executed sets W, b, whose form the code does not tell",
    ),
    "weights under names that say nothing": (
        "instance_of_layers",
        "weight",
        "stuff",
        Verdict.UNGRADABLE,
        "its parameters are not found",
    ),
    "gradients under a key that says nothing": (
        "namespace_of_parameters",
        "return loss, d\n",
        'return loss, {"all of it": d}\n',
        Verdict.INCONCLUSIVE,
        "backward returns (float64, dict): expected loss and the ten gradients. None of its lines failed",
    ),
    "gradients that an object keeps under such names": (
        "class_of_namespaces",
        "self.grads = d = ",
        "self.found = d = ",
        Verdict.INCONCLUSIVE,
        "None of its lines failed, so that it may be right",
    ),
    "an object in place of predictions": (
        "namespace_of_parameters",
        "return ys, tape\n",
        "return object()\n",
        Verdict.UNGRADABLE,
        "forward returned a value of type object",
    ),
    "one vector of all parameters": (
        "namespace_of_parameters",
        "    ys, tape = [], []\n",
        "    ys, tape = [], []\n    params = params.reshape(-1)\n",
        Verdict.INCONCLUSIVE,
        "How it keeps its parameters cannot be told from the code",
    ),
    "a tuple of pairs": (
        "list_caches",
        "    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p\n",
        "    (W_f, b_f), (W_i, b_i), (W_g, b_g), (W_o, b_o), (W_v, b_v) = p\n",
        Verdict.INCONCLUSIVE,
        "How it keeps its parameters cannot be told from the code",
    ),
    "weights by gate as an argument": (
        "gates_apart_vectors",
        "a = W @ xt + U @ h + b\n",
        "a = np.array([W[gate] @ xt + U[gate] @ h + b[gate] for gate in 'ifog'])\n",
        Verdict.INCONCLUSIVE,
        "How it keeps its parameters cannot be told from the code",
    ),
    "a language model under the name of a cell's function": (
        "pair_of_dictionaries",
        "def forward(inputs, h_prev, C_prev, p):\n    W, b = p\n",
        "def lstm_forward(inputs, h_prev, C_prev, W, b):\n",
        Verdict.UNGRADABLE,
        "forward takes no W_v, b_v",
    ),
    "weights with an axis more": (
        "gates_apart_vectors",
        "    h, c = h0, c0\n",
        "    four, H, V, _ = W.shape\n    h, c = h0, c0\n",
        Verdict.INCONCLUSIVE,
        "How it keeps its parameters cannot be told from the code",
    ),
    "an index that is no integer": (
        "gates_apart_dictionary",
        "f = sigmoid(W[0] @ z + b[0])",
        "f = sigmoid(W[0 / 1] @ z + b[0])",
        Verdict.UNEXPLAINED,
        "forward fails at line 16",
    ),
    "a tuple of too few": (
        "list_caches",
        "    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p\n",
        "    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o = p\n",
        Verdict.UNEXPLAINED,
        "too many values to unpack (expected 9)",
    ),
    "an iterator without end": (
        "generator_of_records",
        "    yield from accumulate(",
        "    while True:\n        yield None\n    yield from accumulate(",
        Verdict.UNEXPLAINED,
        "an iterator was returned that goes on after 10000 entries",
    ),
}


MAIN = """

if __name__ == "__main__":
    for epoch in range(10):
        print([item for item in range(epoch)])
    rate = 0.1
"""


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_not_read_is_told_and_not_called_wrong(name: str) -> None:
    stem, right, other, verdict, words = CHANGED[name]
    text = (CORRECT / f"{stem}.py").read_text(encoding="utf-8")
    assert right in text
    report = graded_text(text.replace(right, other))
    assert report.verdict is verdict, report.headline
    assert words in report.headline


def test_a_forward_pass_that_is_right_earns_its_points_where_gradients_are_not_read() -> None:
    stem, right, other, *_ = CHANGED["gradients under a key that says nothing"]
    text = (CORRECT / f"{stem}.py").read_text(encoding="utf-8")
    report = graded_text(text.replace(right, other))
    assert {check.id: check.status for check in report.checks}["forward"] is Status.PASS
    assert report.score.earned > 0


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("epoch", Verdict.UNEXPLAINED), ("item", Verdict.UNEXPLAINED), ("rate", Verdict.INCONCLUSIVE)],
)
def test_the_variable_of_a_loop_in_the_main_program_is_no_global_that_a_pass_lacks(name: str, verdict: Verdict) -> None:
    text = (CORRECT / "other_names.py").read_text(encoding="utf-8")
    right = "show[step] * (1 - squashed"
    assert right in text
    report = graded_text(text.replace(right, f"show[{name}] * (1 - squashed") + MAIN)
    assert report.verdict is verdict, report.headline
    assert f"'{name}' is not defined" in report.headline
