"""Small edits: what a bug of one expression is mended by is among them, soon, and each is Python."""

import ast
from pathlib import Path

import pytest
from grading import CORRECT

from harness.repair.edit import applied
from harness.repair.edits import edits

FUNCTION = """\
def backward(f, i, g, o, C, h, z, W_f, dh, dC, H, T):
    for t in reversed(range(1, T)):
        do = dh * np.tanh(C[t])
        da_f, da_i = dC * f[t] * (1 - f[t]), sigmoid(i[t])
        dW_f = -da_f @ z[t]
        dh_next = W_f @ da_f[H:]
        db = np.sum(da_f, axis=0, keepdims=False)
    return dW_f, do
"""
# A line, what is wrong in it, and what should stand there.
MENDED = [
    (2, "range(1, T)", "range(0, T)"),
    (2, "reversed(range(1, T))", "range(1, T)"),
    (3, "C[t]", "C[t + 1]"),
    (3, "C[t]", "h[t]"),
    (3, "dh *", "dC *"),
    (3, "np.tanh(C[t])", "C[t]"),
    (3, "dh * np.tanh(C[t])", "dh * np.tanh(C[t]) * f[t] * (1 - f[t])"),
    (3, "dh * np.tanh(C[t])", "dh * (1 - C[t] ** 2)"),
    (3, "dh * np.tanh(C[t])", "dh"),
    (4, "f[t] * (1 - f[t])", "f[t]"),
    (4, "sigmoid(i[t])", "(i[t] * (1 - i[t]))"),
    (4, "1 - f[t]", "1 + f[t]"),
    (4, "da_f, da_i", "da_f, db"),
    (5, "=", "+="),
    (5, "-da_f", "da_f"),
    (5, "z[t]", "z[t].T"),
    (5, "@", "*"),
    (6, "W_f", "W_f.T"),
    (6, "H:", ":H"),
    (6, "W_f @ da_f[H:]", "da_f[H:] @ W_f"),
    (7, "axis=0", "axis=1"),
    (7, "False", "True"),
    (8, "dW_f, do", "do, dW_f"),
]


@pytest.mark.parametrize(("line", "wrong", "right"), MENDED, ids=[f"{right} for {wrong}" for _, wrong, right in MENDED])
def test_the_edit_that_mends_a_line_is_among_its_edits(line: int, wrong: str, right: str) -> None:
    mended = FUNCTION.split("\n")
    mended[line - 1] = mended[line - 1].replace(wrong, right, 1)
    found = [applied(FUNCTION, [edit]) for edit in edits(FUNCTION, ast.parse(FUNCTION), [line])]
    wanted = ast.dump(ast.parse("\n".join(mended)))
    assert any(ast.dump(ast.parse(text)) == wanted for text in found), "\n".join(found)


@pytest.mark.parametrize("path", CORRECT[::6], ids=lambda path: path.stem)
def test_every_edit_of_every_line_is_python(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    for line in range(1, len(lines) + 1, 11):
        for edit in list(edits(text, ast.parse(text), [line]))[::5]:
            ast.parse(applied(text, [edit]))


def test_edits_come_once_and_always_in_one_order() -> None:
    tree = ast.parse(FUNCTION)
    first, second = (list(edits(FUNCTION, tree, range(1, 9))) for _ in range(2))
    assert first == second
    assert len(set(first)) == len(first)


def test_names_of_another_shape_are_not_put_in_place() -> None:
    shapes = {"do": (5, 1), "dh": (5, 1), "dC": (5, 1), "W_f": (5, 9)}
    found = [edit.new for edit in edits(FUNCTION, ast.parse(FUNCTION), [3], shapes)]
    assert "dC" in found
    assert "W_f" not in found


def test_columns_behind_a_greek_letter_are_counted_in_characters() -> None:
    text = "def f(σ, a):\n    b = σ + a\n    return b\n"
    assert "def f(σ, a):\n    b = σ - a\n    return b\n" in [
        applied(text, [edit]) for edit in edits(text, ast.parse(text), [2])
    ]


def test_functions_of_numpy_are_written_under_the_name_that_the_submission_gives_it() -> None:
    text = "import numpy as xp\n\ndef gate(dh, C, t):\n    return dh * C[t]\n"
    made = [applied(text, [edit]) for edit in edits(text, ast.parse(text), [4])]
    assert text.replace("dh * C[t]", "dh * xp.tanh(C[t])") in made
    assert not any("np." in one for one in made)
