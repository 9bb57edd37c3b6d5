"""Rewriting changes how a program looks and never what it computes, and it knows where every line went."""

from collections.abc import Callable, Mapping
from typing import cast

import numpy as np
import pytest
from rewriting import Planted, planted, transformations

from harness.cases import Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.runs import program
from mutants._catalogue import catalogue, find
from mutants._mutant import Mutant, Severity
from reference.arrays import Array

# Rounding, where sums are taken in another order; the bugs of a set may make numbers large.
ROUNDING = 1e-9
CASES = ordinary(0, Sizes())[1:3]
GIVES_NUMBERS = [
    mutant
    for mutant in catalogue()
    if mutant.severity is Severity.ERROR and all(systems.gradients(frozenset({mutant.id}), case) for case in CASES)
]
THREE = frozenset({"dc-next-without-forget", "gradient-overwritten.b_i", "time-loop-forward"})


def numbers(text: str) -> list[Array]:
    """Return the loss and all gradients of a program, over all cases."""
    namespace: dict[str, object] = {"__name__": "rewritten"}
    exec(compile(text, "<rewritten>", "exec"), namespace)  # noqa: S102  (our own text)
    forward, backward = (cast("Callable[..., tuple[object, ...]]", namespace[name]) for name in ("forward", "backward"))
    found: list[Array] = []
    for case in CASES:
        arrays: Mapping[str, Array] = case.arrays
        with np.errstate(all="ignore"):
            cache = forward(arrays["inputs"], arrays["h0"], arrays["C0"], case.parameters)
            loss, gradients = backward(*cache, arrays["targets"], case.parameters)
        found += [cast("Array", loss), *cast("tuple[Array, ...]", gradients)]
    return found


def assert_same_numbers(one: str, other: str) -> None:
    for found, right in zip(numbers(other), numbers(one), strict=True):
        np.testing.assert_allclose(found, right, rtol=ROUNDING, atol=ROUNDING * float(np.max(np.abs(right))))


def placed(one: Planted) -> bool:
    return all(one.lines.values()) and max(max(lines) for lines in one.lines.values()) <= one.text.count("\n")


@pytest.mark.parametrize("name", transformations())
def test_each_transformation_changes_the_text_and_not_the_numbers(name: str) -> None:
    before = [] if name == "inlined_cell" else ["inlined_cell"]
    bugs = THREE if name == "inlined_cell" else THREE - {"time-loop-forward"}  # loops that run apart cannot be fused
    for seed in range(3):
        plain = planted(bugs, np.random.default_rng(seed), before)
        one = planted(bugs, np.random.default_rng(seed), [*before, name])
        assert one.text != plain.text
        assert placed(one)
        assert_same_numbers(plain.original, one.text)


@pytest.mark.parametrize("mutant", GIVES_NUMBERS, ids=lambda mutant: mutant.id)
def test_a_rewritten_mutant_gives_the_same_numbers_and_keeps_its_lines(mutant: Mutant) -> None:
    one = planted(frozenset({mutant.id}), np.random.default_rng(len(mutant.id)))
    assert placed(one)
    assert_same_numbers(one.original, one.text)


def test_a_rewriting_is_the_same_for_the_same_seed() -> None:
    first, second = (planted(THREE, np.random.default_rng(5)) for _ in range(2))
    assert first == second
    assert planted(THREE, np.random.default_rng(6)).text != first.text


def test_a_changed_number_would_be_noticed() -> None:
    one = planted(THREE, np.random.default_rng(0))
    with pytest.raises(AssertionError):
        assert_same_numbers(one.original, planted(THREE - {"time-loop-forward"}, np.random.default_rng(0)).text)


def test_the_line_map_points_at_the_bug() -> None:
    """Without structural changes the wrong line can be read where the map says."""
    mutant = find("dc-next-without-forget")
    assert mutant is not None
    bugs = frozenset({mutant.id, "gradient-overwritten.b_i"})
    one = planted(bugs, np.random.default_rng(1), ["bare", "reordered"])
    (line,) = one.lines[mutant.id]
    assert one.text.splitlines()[line - 1].strip() == mutant.buggy
    assert program(bugs).lines[mutant.id] != (line,)
