"""Which top-level statements are executed."""

import ast

import pytest

from harness.submissions.definitions import choose, definitions_only
from harness.submissions.helpers import NAMES, course_modules, import_line
from harness.submissions.source import parse
from harness.submissions.submission import Submission

SCRIPT = '''"""A course script."""
from __future__ import annotations
import numpy as np  # kept
import matplotlib.pyplot as plt  # kept
from utils import sigmoid, init_lstm  # kept
try:
    import numba  # kept
except ImportError:
    numba = None

np.random.seed(42)  # left out
hidden_size = 50  # kept
text = open("data.txt").read()  # left out: files
words = ["a", "b", "EOS"]  # kept
vocab_size = len(words)  # kept
word_to_idx = {}  # kept
for i, w in enumerate(words):  # kept
    word_to_idx[w] = i
order = []  # kept
order.append("a")  # kept
learning_rate, unused = 0.1, 3  # left out: needs
z_size = hidden_size + vocab_size  # kept
params = init_lstm(hidden_size, vocab_size, z_size)  # kept
args = argparse.ArgumentParser().parse_args()  # left out: command line
options = argparse.ArgumentParser()  # kept
options.add_argument("--width", default=3)  # kept
if len(sys.argv) > 1:  # kept
    depth = int(sys.argv[1])
else:
    depth = 2
if depth > 2:  # left out: no definition
    height = 3


@decorate(limit)  # kept
def forward(inputs, h_prev, C_prev, p=params):
    local = [word_to_idx[symbol] for symbol in order]
    return [lambda: learned for _ in inputs]


learned: int = 3  # kept
limit = 4  # kept
local = 5  # left out: needs


class Net:  # kept
    size = width + options.parse_args().width + depth


width = 3  # kept
history = train(params)  # left out: trains
if True:
    def backward(): return None  # kept
print("hello")  # left out: prints
name = input("name")  # left out: input
for epoch in range(100):  # left out: loop
    loss = forward(words, 0, 0)
plt.show()  # left out: plots
while False:  # left out: loop
    pass
with open("x") as file: pass  # left out: files
if __name__ == "__main__":  # left out: main program
    forward(1, 2, 3)
assert forward  # left out: no definition
'''


def submission(text: str) -> Submission:
    return Submission("it.py", text, parse(text, "it.py"))


def test_imports_definitions_and_what_they_need_are_executed_and_the_rest_is_told_why() -> None:
    given = submission(SCRIPT)
    choice = choose(given)
    lines = SCRIPT.split("\n")
    marked = {number for number, line in enumerate(lines, 1) if "# kept" in line}
    executed = [given.tree.body[index] for index in choice.statements]
    for statement in executed:
        first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
        assert marked & set(range(first, statement.end_lineno + 1)) or "__future__" in lines[first - 1]  # type: ignore[operator]  # parsed
    left = dict(choice.left_out)
    assert set(left) == {number for number, line in enumerate(lines, 1) if "# left out" in line}
    for number, reason in left.items():
        wanted = lines[number - 1].partition("# left out")[2].removeprefix(": ")
        assert wanted in reason


def test_everything_is_executed_on_demand() -> None:
    given = submission(SCRIPT)
    choice = choose(given, everything=True)
    assert choice.statements == tuple(range(len(given.tree.body)))
    assert choice.left_out == ()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("class A: ...\nnet = A()\nforward = net.forward\nother = A()\n", (0, 1, 2)),
        ("def make(): ...\nforward, backward = make()\n", (0, 1)),
        ("size = 3\nlstm_forward: object = lambda x: size\nloss = lambda y: y\n", (0, 1, 2)),
        ("from functools import partial\ndef f(): ...\nforward = partial(f, 1)\nloss = partial(f)\n", (0, 1, 2, 3)),
        ("def forward(): ...\nforward_result = forward()\nloss = forward_result[0] / 3\n", (0,)),
        ("def backward(): ...\nloss, grads = backward()\nloss = sum(grads)\nbackward_norm = grads[0]\n", (0,)),
        ("forward: object\n", ()),
    ],
)
def test_an_assignment_that_names_a_judged_function_is_executed_with_what_it_needs(
    text: str, kept: tuple[int, ...]
) -> None:
    assert choose(submission(text)).statements == kept


def test_statements_on_one_line_share_what_they_need() -> None:
    choice = choose(submission("a = 1; f = lambda: b\nb = 2\ndef g(): return f()\n"))
    assert choice.statements == (1, 2, 3)


def test_an_assignment_to_an_attribute_or_by_tuple_counts() -> None:
    choice = choose(
        submission(
            "import numpy as np\nC = type('C', (), {})\nC.size = 3\na, (b, *c) = 1, (2, 3)\n"
            "def f(): return C.size + c\n"
        )
    )
    assert choice.statements == (0, 1, 2, 3, 4)


def test_an_absurdly_nested_expression_does_not_stop_the_choice() -> None:
    given = submission("import numpy\ny = 0\ndef f(): return y\n")
    text = "import numpy\ny = " + "+".join(["1"] * 100_000) + "\ndef f(): return y\n"
    hostile = Submission("it.py", text, given.tree)
    assert {0, 2} <= set(choose(hostile).statements)


@pytest.mark.parametrize("name", NAMES)
def test_a_helper_module_is_sent_where_it_is_imported(name: str) -> None:
    assert set(course_modules(ast.parse(f"from {name} import *\nimport numpy, os.path"))) == {name}


def test_the_helpers_hold_no_lstm() -> None:
    source = course_modules(ast.parse("import utils"))["utils"]
    names = {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    assert {"sigmoid", "tanh", "softmax", "init_lstm", "clip_gradient_norm", "one_hot_encode_sequence"} <= names
    assert not {name for name in names if "backward" in name or "forward" in name}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from my_own import sigmoid, plot", {"my_own"}),
        ("from my_own import *", {"my_own"}),
        ("from . import data, forward", {"data"}),
        ("from .activations import softmax", {"activations"}),
        ("from my_own import plot", set()),
        ("from torch import sigmoid, tanh", set()),
        ("from scipy.special import softmax", set()),
        ("from math import tanh\nfrom pylab import *\nimport my_own", set()),
    ],
)
def test_a_module_of_any_name_is_answered_where_the_course_has_what_is_imported(text: str, names: set[str]) -> None:
    assert set(course_modules(ast.parse(text))) == names


def test_what_only_the_compiler_refuses_does_not_stop_the_choice() -> None:
    assert choose(submission("size = 3\ndef f(): return size\nreturn size\n")).statements == (0, 1)


def test_of_a_helper_all_that_it_assigns_is_kept_and_nothing_that_trains_or_reads() -> None:
    text = "import a\nx = 1\ny = open('f')\nfor e in range(9):\n    train(\n        e)\ndef f(): return y\nplt.show()\n"
    assert definitions_only(submission(text)) == "import a\nx = 1\n\n\n\n\ndef f(): return y\n\n"


def test_the_line_of_an_import_is_found() -> None:
    tree = ast.parse("import numpy\nfrom a import b\n\nfrom . import c\nimport d, e\n")
    assert [import_line(tree, name) for name in ("numpy", "a", "c", "e", "none")] == [1, 2, 4, 5, 1]
