"""Sizes that a missing file would tell get a number while definitions are executed."""

import ast

import pytest

from harness.contracts._reading import ABSENT
from harness.inside import absent
from harness.inside.statements import execute_one

HIDDEN, VOCAB = 31, 29


def after(text: str, **given: object) -> dict[str, object]:
    namespace: dict[str, object] = dict(given)
    statement = ast.parse(text).body[0]
    absent.stand_in(statement, namespace, lambda part: execute_one(part, "it.py", namespace, 0))
    namespace.pop("__builtins__", None)
    return namespace


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("V = len(vocab)", {"V": VOCAB}),
        ("hidden_size = options.hidden", {"hidden_size": HIDDEN}),
        ("n, vocab_size, k = len(data), len(chars), 5", {"n": 37, "vocab_size": VOCAB, "k": 5}),
        ("n = m = len(data)", {"n": 37, "m": 41}),
        ("words = sorted(set(data))", {}),
        ("T, ratio = 7, len(data) / 2", {"T": 7}),
        ("n = len([1, 2])", {"n": 2}),
        ("print(len(data))", {}),
    ],
)
def test_sizes_of_what_is_missing_are_bound_and_nothing_else(text: str, bound: dict[str, int]) -> None:
    found = after(text)
    found.pop(ABSENT, None)
    assert found == bound


def test_lengths_under_names_that_say_nothing_are_taken_away_again_and_remembered() -> None:
    namespace = after("n, V = len(data), len(chars)")
    absent.forget(namespace)
    assert namespace == {"V": VOCAB, ABSENT: {"n": 37}}


def test_only_so_many_lengths_are_bound() -> None:
    namespace: dict[str, object] = {}
    for count in range(20):
        namespace = after(f"n{count} = len(data)", **namespace)
    assert len([name for name in namespace if name != ABSENT]) == len(absent.OTHERS)
