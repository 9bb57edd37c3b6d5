"""What Python cannot parse is left out statement by statement; everything else keeps its line."""

import ast
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.submissions.holes import MOST_MENDED, problem, saved

# CPU seconds for an eighth of the longest text that is mended; a loaded machine takes three times as long.
LONGEST = 6.0
F, G = "def f():\n    return 1\n", "def g():\n    return 2\n"


def names(text: str) -> list[str]:
    """Return the functions and methods that are left of a text."""
    lines = saved(text).lines
    return [node.name for node in ast.walk(ast.parse("\n".join(lines))) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize(
    "hole",
    [
        "x = (\n",
        "x = [1, 2\ny = 3\n",
        "def h(a, b:\n    return a\n",
        "def h():\n    x = [\n    return x\n",
        "def h():\n",
        "def h(a)\n    return a\n",
        "@decorated\ndef h(a:\n    return a\n",
        'def h():\n    """Never closed.\n    return 1\n',
        "'''\nnever closed\n",
        "for t in range(3):\n    x = \n",
        "# YOUR CODE HERE\nx = ???\n",
        "<<<<<<< HEAD\n",
        "Some text, as in a letter.\n",
        "if True:\nx = 1\n",
        "else:\n    x = 1\n",
    ],
)
def test_a_hole_takes_no_other_definition_with_it(hole: str) -> None:
    text = f"{F}\n{hole}\n{G}"
    kept = saved(text)
    assert names(text) == ["f", "g"]
    assert len(kept.lines) == text.count("\n") + 1
    assert len(kept.holes) == 1
    assert all(F.count("\n") < line <= (F + hole).count("\n") + 1 for line in kept.holes[0][:2])
    for number, (before, after) in enumerate(zip(text.split("\n"), kept.lines, strict=True), start=1):
        inside = kept.holes[0].line <= number <= kept.holes[0].last
        assert after == ("" if inside else before) or before.startswith("#")


def test_of_a_class_only_the_method_is_left_out() -> None:
    text = f"class A:\n    size = 3\n    def bad(self, :\n        pass\n    {F.replace(chr(10), chr(10) + '    ')}\n{G}"
    assert names(text) == ["g", "f"]
    assert [(hole.line, hole.last) for hole in saved(text).holes] == [(3, 4)]
    assert names("class A:\n    def bad(:\n        pass\n") == []


def test_holes_side_by_side_are_one() -> None:
    kept = saved("x = 'a\n\ny = 'b\nz = 3\n")
    assert [(hole.line, hole.last) for hole in kept.holes] == [(1, 3)]


def test_a_merge_that_was_never_finished_leaves_both_sides() -> None:
    text = f"<<<<<<< HEAD\n{F}=======\n{G}>>>>>>> other\n"
    assert names(text) == ["f", "g"]
    assert [hole.line for hole in saved(text).holes] == [1, 4, 7]


def test_a_statement_that_goes_on_at_the_margin_stays_whole() -> None:
    text = "x = [\n1,\n2,\n]\ntry:\n    y = 1\nexcept ValueError:\n    y = 2\nz = (\n"
    assert [(hole.line, hole.last) for hole in saved(text).holes] == [(9, 9)]


def test_what_python_says_of_lines_it_was_not_shown_is_left_out() -> None:
    why = problem("x = (\n1]\n")
    assert why is not None
    assert "line" not in why.message


@pytest.mark.parametrize(
    "piece",
    ["print x\n", "x = (\n", "'''\n", "def f(:\n", "`", "class A:\n  x = (\n", "!ls \\\n", "{", "[)", "else:\n"],
)
def test_the_worst_text_takes_seconds_not_minutes(piece: str) -> None:
    text = piece * (MOST_MENDED // 8 // len(piece))
    began = time.process_time()
    kept = saved(text)
    assert time.process_time() - began < LONGEST
    assert problem("\n".join(kept.lines)) is None


def test_a_text_that_is_too_long_is_not_mended() -> None:
    text = "x = 1\nprint x\n" + "#" * MOST_MENDED
    assert [(hole.line, hole.last) for hole in saved(text).holes] == [(1, 2)]
    assert saved(text.replace("print x", "print(x)")).holes == []


@given(st.text(alphabet="def f(x):\n    return '\"[]{}#%!?\\\t@0L<>`,print", max_size=200))
def test_whatever_is_left_parses_and_has_as_many_lines(text: str) -> None:
    kept = saved(text)
    assert problem("\n".join(kept.lines)) is None
    assert len(kept.lines) == text.count("\n") + 1
