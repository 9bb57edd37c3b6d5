"""Every mutant computes something else than the reference, and something else than every other mutant."""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from mutants._catalogue import catalogue, find
from mutants._mutant import Mutant, Severity, inject

Answer = list[NDArray[np.float64]] | str
Case = tuple[list[NDArray[np.float64]], ...]
RTOL, ATOL = 1e-9, 1e-12

each_mutant = pytest.mark.parametrize("mutant", catalogue(), ids=lambda mutant: mutant.id)


def _case(T: int, B: int, H: int, V: int, *, scale: float = 0.5, integer_cell: bool = False) -> Case:
    """Return inputs, targets, initial states and parameters: normal numbers times `scale`, states of size 1."""
    rng = np.random.default_rng(100 * T + 10 * B + H)
    inputs, targets = ([np.eye(V)[:, rng.integers(V, size=B)] for _ in range(T)] for _ in range(2))
    weights = [scale * rng.standard_normal(shape) for shape in [(H, H + V)] * 4 + [(V, H)]]
    biases = [scale * rng.standard_normal((size, 1)) for size in (H, H, H, H, V)]
    states = [rng.standard_normal((H, B)) for _ in "hC"]
    if integer_cell:
        states[1] = np.zeros((H, B), dtype=int)
    return inputs, targets, states, weights + biases


ORDINARY = {"one step": _case(1, 1, 5, 4), "four steps": _case(4, 1, 5, 4)}
CASES = {
    **ORDINARY,
    "batch of three": _case(4, 3, 5, 4),
    "hidden size equal to vocabulary": _case(3, 2, 4, 4),
    "integer zeros as initial cell": _case(3, 1, 5, 4, integer_cell=True),
    # Scores in the thousands: exp overflows, and targets have probability zero.
    "saturated": _case(4, 1, 5, 4, scale=3000.0),
}


@cache
def _namespace(*mutant_ids: str) -> Mapping[str, Callable]:
    namespace = {"__name__": "mutated"}
    bugs = [mutant for mutant in catalogue() if mutant.id in mutant_ids]
    exec(compile(inject(bugs), "mutated.py", "exec"), namespace)  # noqa: S102  (our own text)
    return namespace


def _language_model(namespace: Mapping[str, Callable], case: Case) -> Answer:
    """Return cells, hidden states, predictions, loss and gradients."""
    inputs, targets, states, p = case
    stored = namespace["forward"](inputs, *states, p)
    loss, grads = namespace["backward"](*stored, targets, p)
    return [np.array(stored[4]), np.array(stored[6]), np.array(stored[8]), loss, *grads]


def _recipe(namespace: Mapping[str, Callable], _: Case) -> Answer:
    """Return initial parameters, clipped gradients, and what two epochs of training on two sequences give."""
    p = namespace["init_lstm"](3, 4, np.random.default_rng(0))
    clipped = namespace["clip_gradient_norm"]([np.array([3.0, 0.1]), np.array([[-0.2], [4.0]])])
    symbols = [np.eye(4)[:, [k]] for k in range(4)]
    data = [(symbols[:T], symbols[1 : T + 1]) for T in (2, 3)]
    trained, *losses = namespace["train"](p, data, data, epochs=2, report=lambda *_: None)
    return [*p, *clipped, *trained, *map(np.array, losses)]


def _answer(compute: Callable[[Mapping[str, Callable], Case], Answer], ids: tuple[str, ...], case: Case) -> Answer:
    """Return the numbers, or the exception with the line that raised it."""
    try:
        with np.errstate(all="ignore"):
            return compute(_namespace(*ids), case)
    except (ValueError, TypeError) as error:
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        return f"{type(error).__name__} in line {frame and frame.tb_lineno}"


@cache
def _numbers(*ids: str) -> Mapping[str, Answer]:
    """Return all that the reference with these bugs computes, by case."""
    answers = {name: _answer(_language_model, ids, case) for name, case in CASES.items()}
    return {**answers, "recipe": _answer(_recipe, ids, ())}


def _differing(left: Mapping[str, Answer], right: Mapping[str, Answer]) -> set[str]:
    """Return the cases in which two sets of numbers differ."""
    return {name for name in left if not _same(left[name], right[name])}


def _same(left: Answer, right: Answer) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        return left == right
    return all(
        a.shape == b.shape and np.allclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True)
        for a, b in zip(left, right, strict=True)
    )


def test_the_reference_gives_finite_numbers_in_every_case() -> None:
    for name, numbers in _numbers().items():
        assert not isinstance(numbers, str), name
        assert all(np.all(np.isfinite(array)) for array in numbers), name


def test_the_saturated_case_predicts_a_target_with_probability_zero() -> None:
    inputs, targets, states, p = CASES["saturated"]
    outputs = _namespace()["forward"](inputs, *states, p)[-1]
    assert min(float(np.sum(y_t * target)) for y_t, target in zip(outputs, targets, strict=True)) == 0


@each_mutant
def test_its_numbers_differ_from_those_of_the_reference(mutant: Mutant) -> None:
    assert _differing(_numbers(mutant.id), _numbers())


@each_mutant
def test_an_error_shows_on_an_ordinary_case_and_nothing_else_does(mutant: Mutant) -> None:
    shown = _differing(_numbers(mutant.id), _numbers()) & ORDINARY.keys()
    assert bool(shown) == (mutant.severity is Severity.ERROR)


@each_mutant
def test_advice_concerns_initialisation_and_recipe_only(mutant: Mutant) -> None:
    advice = mutant.severity is Severity.ADVICE or mutant.id == "clip-rebinds-loop-variable"
    assert (_differing(_numbers(mutant.id), _numbers()) == {"recipe"}) == advice


@pytest.mark.parametrize(
    ("mutant_id", "case"),
    [
        ("no-eps-in-log", "saturated"),
        ("softmax-overflow", "saturated"),
        ("dh-next-from-initial-state", "integer zeros as initial cell"),
        ("bias-not-summed-over-batch", "batch of three"),
        ("gradient-divided-by-batch", "batch of three"),
        ("clip-rebinds-loop-variable", "recipe"),
    ],
)
def test_what_only_odd_input_shows_is_shown_by_it(mutant_id: str, case: str) -> None:
    assert case in _differing(_numbers(mutant_id), _numbers())


def test_no_two_mutants_give_the_same_numbers() -> None:
    pairs = combinations([mutant.id for mutant in catalogue()], 2)
    alike = [(a, b) for a, b in pairs if all(_same(_numbers(a)[name], _numbers(b)[name]) for name in _numbers())]
    assert alike == []


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("carry-never-fed-back", ("dh-without-carry", "dc-without-carry")),
        ("c-index-off-by-one", ("c-index-off-by-one.output-gate", "c-index-off-by-one.cell-path")),
        ("forward-forgets-bias.all", tuple(f"forward-forgets-bias.{x}" for x in "figov")),
        (
            "hidden-without-tanh.both",
            ("hidden-without-tanh.forward", "tanh-forgotten-in-output-gate", "gate-derivative-missing.C"),
        ),
    ],
)
def test_some_bugs_are_several_others_at_once(whole: str, parts: tuple[str, ...]) -> None:
    assert all(find(part) is not None for part in parts)
    assert not _differing(_numbers(whole), _numbers(*parts))
