"""Lines that only IPython understands are answered, not run."""

import ast

import pytest

from harness.submissions.magics import answered


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("%matplotlib inline\nx = 1", "\nx = 1"),
        ("!pip install 'a (b'\nx = 1", "\nx = 1"),
        ("!pip install a \\\n   b \\\n   c\nx = 1", "\n\n\nx = 1"),
        ("?np.dot\nnp.dot?\nnp.dot??\nx = 1", "\n\n\nx = 1"),
        ("if True:\n    %cd data\n    !ls", "if True:\n    pass\n    pass"),
        ("files = !ls *.txt\ntook = %timeit -o f()", "files = None\ntook = None"),
        ("%time x = f(1)\n    %timeit f()", "x = f(1)\n    f()"),
        ("%timeit -n 3 f()", ""),
        ("%run helpers.py\n%run ./tools\n%run a b", "from helpers import *\nfrom tools import *\n"),
        ("x = (3\n% 2)\ny = '''\n%matplotlib\n!ls\n'''", "x = (3\n% 2)\ny = '''\n%matplotlib\n!ls\n'''"),
        ("x = a != b  # really?\ny = 'why?'", "x = a != b  # really?\ny = 'why?'"),
        ("!ls \\", ""),
    ],
)
def test_magics_become_nothing_and_lines_keep_their_numbers(text: str, after: str) -> None:
    assert answered(text) == after


def test_many_spaces_take_no_time() -> None:
    text = " " * 300_000 + "x\n" + "a" + " " * 300_000 + "\n" + "a? " * 100_000 + "b"
    assert answered(text) == text


def test_python_is_left_alone() -> None:
    text = "x = [\n    1,\n    2,\n]\n\n\ndef f(a):\n    return a % 3\n"
    assert ast.dump(ast.parse(answered(text))) == ast.dump(ast.parse(text))
