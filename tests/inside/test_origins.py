"""An exception in which no line of the submission has a part is the contract's: what it says, or what it cannot do."""

import ast
from collections.abc import Callable

import numpy as np
import pytest

from harness.contracts import language_model
from harness.inside.contract import Contract
from harness.inside.evaluation import SubmissionError, attempt
from harness.inside.output import CappedOutput
from harness.inside.program import Program

PROGRAM = Program(
    "it.py",
    (),
    ast.parse(""),
    {},
    Contract(language_model.find, language_model.forward, language_model.backward),
    CappedOutput(),
)


def defined(text: str, filename: str) -> Callable[[], object]:
    found: dict[str, object] = {"np": np}
    exec(compile(text, filename, "exec"), found)  # noqa: S102  (a test's own text)
    function = found["it"]
    assert callable(function)
    return function


@pytest.mark.parametrize(
    ("text", "filename", "type_"),
    [
        ("def it(): raise ValueError('forward returns text')", "<contract>", "complaint"),
        ("def it(): raise TypeError('it takes (a): expected more')", "<contract>", "uncallable"),
        ("def it(): np.concatenate([np.ones((2, 3)), np.ones((3, 3))], axis=1)", "<contract>", "uncallable"),
        ("def it(): (lambda a: a)()", "<contract>", "uncallable"),
        ("def it(): {}['W_f']", "<contract>", "uncallable"),
        ("def it(): raise NotImplementedError('backward returns None')", "<contract>", "NotImplementedError"),
        ("def it(): raise MemoryError", "<contract>", "MemoryError"),
        ("def it(): raise ValueError('my own')", "it.py", "ValueError"),
        ("def it(): np.concatenate([np.ones((2, 3)), np.ones((3, 3))], axis=1)", "it.py", "ValueError"),
        ("def it(): np.concatenate([np.ones((2, 3)), np.ones((3, 3))], axis=1)", "<utils>", "ValueError"),
    ],
)
def test_an_exception_is_the_submissions_only_where_a_line_of_it_has_a_part(
    text: str, filename: str, type_: str
) -> None:
    with pytest.raises(SubmissionError) as caught:
        attempt(PROGRAM, "forward", defined(text, filename))
    assert caught.value.failure.type == type_
