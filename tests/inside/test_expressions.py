"""A program that hands over the value of every expression still does what it did."""

import ast

import numpy as np

from harness.inside.expressions import MAX_EVENTS, NOTE, Notes, instrumented, noted

TEXT = """
def double(x):
    return x + x

def run(x, *, factor=2.0):
    total = np.zeros_like(x)
    for row in range(len(x)):
        total += factor * double(x)[::-1]
    total[0] += x.sum(axis=0)
    return total, [x[0] for _ in range(2)], f"{x[0]}"
"""


def ran(text: str, x: np.ndarray) -> tuple[object, Notes, list[str]]:
    tree, notes = ast.parse(text), Notes()
    names = [ast.unparse(node) for node in noted(tree)]
    namespace: dict[str, object] = {"np": np, NOTE: notes}
    exec(compile(instrumented(tree), "<text>", "exec"), namespace)  # noqa: S102  (our own text)
    result = namespace["run"](x)  # type: ignore[operator]
    return result, notes, [names[number] for number in notes.numbers]


def test_the_result_is_the_same_and_every_operation_was_noted() -> None:
    x = np.arange(4.0).reshape(2, 2)
    plain: dict[str, object] = {"np": np}
    exec(TEXT, plain)  # noqa: S102  (our own text)
    expected, (result, notes, names) = plain["run"](x.copy()), ran(TEXT, x.copy())  # type: ignore[operator]
    np.testing.assert_array_equal(result[0], expected[0])  # type: ignore[index]
    assert {"x + x", "double(x)", "factor * double(x)[::-1]", "total", "x.sum(axis=0)", "total[0]"} <= set(names)
    sums = [value for name, value in zip(names, notes.values, strict=True) if name == "x + x"]
    assert [value.tolist() for value in sums] == [(2 * x).tolist()] * 2


def test_what_is_noted_is_a_copy() -> None:
    x = np.ones((1, 1))
    _, notes, names = ran("def run(x):\n    x += 1\n    y = x\n    x += 1\n    return y", x)
    values = [float(value.sum()) for name, value in zip(names, notes.values, strict=True) if name == "x"]
    assert values[:3] == [2.0, 2.0, 3.0]


def test_a_loop_that_runs_away_is_cut_off() -> None:
    _, notes, _ = ran("def run(x):\n    for _ in range(20000):\n        x = x + 1\n", np.ones(1))
    assert len(notes.values) == MAX_EVENTS
