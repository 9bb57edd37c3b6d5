"""Bugs of initialisation and recipe are named where the submission has them, and nothing where it has not."""

from pathlib import Path

import pytest
from grading import CORRECT, EXAMPLES, SUBMISSIONS, mutated, observed

from harness.diagnosis.recipe import from_recipe
from mutants._bundle import reference_source
from mutants._catalogue import catalogue, find
from mutants._mutant import Severity

BY_CALL_OR_CODE = [mutant.id for mutant in catalogue() if mutant.severity is Severity.ADVICE] + [
    "clip-rebinds-loop-variable"
]
# What is true of files whose forward and backward are right.
TRUE_OF_CORRECT = {
    "course_utils.py": {"loss-averaged-over-sequences"},
    # Customary in this course, and advice all the same.
    "char_all_gates_in_one_array.py": {"clipped-per-element"},
    "char_gates_apart.py": {"clipped-per-element"},
    "char_loss_function.py": {"clipped-per-element"},
    "char_x_above_h_mean_loss.py": {"clipped-per-element"},
    "parameter_objects.py": {"clipped-per-element"},
    "script_char_loop.py": {"clipped-per-element"},
    "script_gates_in_dictionaries.py": {"clipped-per-element"},
    "script_straight.py": {"learning-rate-too-high"},
}
TRUE_OF_EXAMPLES = {
    "course_script.py": {"learning-rate-too-high", "loss-averaged-over-sequences"},
    "ten_bugs.py": {"forget-bias-zero", "learning-rate-too-high"},
}
BASE = (SUBMISSIONS / "correct" / "einsum.py").read_text(encoding="utf-8")


def named(text: str) -> set[str]:
    with observed(text) as observations:
        return {bug.id for bug in from_recipe(observations, frozenset())}


@pytest.mark.parametrize("mutant_id", BY_CALL_OR_CODE)
def test_each_mutant_of_initialisation_and_recipe_is_named_and_nothing_else(mutant_id: str) -> None:
    with observed(mutated(mutant_id)) as observations:
        (bug,) = from_recipe(observations, frozenset())
        assert (bug.id, bug.severity) == (mutant_id, getattr(find(mutant_id), "severity", None))
        assert bug.evidence.endswith(".")
        assert from_recipe(observations, frozenset({mutant_id})) == []


def test_of_the_reference_nothing_is_said() -> None:
    assert named(reference_source()) == set()


@pytest.mark.parametrize("path", CORRECT, ids=lambda path: path.stem)
def test_of_right_code_only_what_is_true_is_said(path: Path) -> None:
    assert named(path.read_text(encoding="utf-8")) == TRUE_OF_CORRECT.get(path.name, set())


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_of_the_examples_what_their_list_says_is_said(path: Path) -> None:
    assert named(path.read_text(encoding="utf-8")) == TRUE_OF_EXAMPLES.get(path.name, set())


@pytest.mark.parametrize(
    ("path", "mutant_id", "code"),
    [
        (EXAMPLES / "ten_bugs.py", "learning-rate-too-high", "-= 0.1"),
        (EXAMPLES / "ten_bugs.py", "forget-bias-zero", "def "),
        (SUBMISSIONS / "correct" / "char_loss_function.py", "clipped-per-element", "np.clip("),
    ],
    ids=lambda value: getattr(value, "stem", value),
)
def test_a_remark_stands_on_its_line(path: Path, mutant_id: str, code: str) -> None:
    with observed(path.read_text(encoding="utf-8")) as observations:
        found = {bug.id: bug.location for bug in from_recipe(observations, frozenset())}
    location = found[mutant_id]
    assert location is not None
    assert code in location.code


GATES = "[{} for _ in range(4)]"
BIASES = "[np.zeros((H, 1)) for _ in range(4)]"
OPEN = "[np.ones((H, 1))] + [np.zeros((H, 1)) for _ in range(3)]"
SCALED = "np.random.randn(H, H + V) / np.sqrt(H + V)"
INIT = (
    "\ndef init_lstm(hidden_size, vocab_size{}):\n    H, V = hidden_size, vocab_size\n"
    "    W, b = {}, {}\n    return (*W, np.random.randn(V, H) / np.sqrt(H), *b, np.zeros((V, 1)))\n"
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (INIT.format("", GATES.format(SCALED), BIASES), {"forget-bias-zero"}),
        (INIT.format("", GATES.format(SCALED), OPEN), set()),
        (INIT.format(", rng", GATES.format("rng.normal(size=(H, H + V)) / 10"), OPEN), set()),
        (INIT.format(", scale", GATES.format(SCALED), BIASES), set()),
        (INIT.format(", input_scale=0.1", GATES.format(SCALED + " * input_scale"), BIASES), {"forget-bias-zero"}),
        (INIT.format("", "[np.ones((H, H)) for _ in range(4)]", BIASES), set()),
        (INIT.format("", GATES.format(SCALED), BIASES) + "params = init_lstm(3, 2)\nparams[5][:] += 1\n", set()),
        (INIT.format("", GATES.format(SCALED), BIASES) + "params = init_lstm(3, 2)\nparams[5].fill(1)\n", set()),
        (INIT.format("", GATES.format(SCALED), BIASES) + "b_f = np.ones((3, 1))\n", set()),
        (INIT.format("", GATES.format(SCALED), BIASES) + "b_f = np.zeros((3, 1))\n", {"forget-bias-zero"}),
        (
            INIT.format("", GATES.format("np.hstack((np.eye(H), np.random.randn(H, V)))"), OPEN),
            {"fixed-scale-input-init"},
        ),
        (INIT.format("", GATES.format("np.hstack((np.eye(H), np.random.randn(H, V) / np.sqrt(V)))"), OPEN), set()),
        (INIT.format("", GATES.format("np.random.randn(H, H + V) * 0.01"), OPEN), set()),
        ("\ndef init_forever(hidden_size, vocab_size):\n    while True:\n        pass\n", set()),
        ("\ndef init_nothing(hidden_size, vocab_size):\n    raise SystemExit\n", set()),
    ],
)
def test_an_initialisation_is_judged_by_what_it_draws(text: str, ids: set[str]) -> None:
    assert named(BASE + text) == ids


NORM = "    norm = np.sqrt(sum(np.sum(g**2) for g in grads))\n"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (f"def clip(grads, max_norm):\n{NORM}    return [g * min(1, max_norm / norm) for g in grads]\n", set()),
        (
            f"def clip(grads, max_norm):\n{NORM}    for g in grads:\n        g *= max_norm / norm\n    return norm\n",
            set(),
        ),
        (
            f"def clip(grads, max_norm):\n{NORM}    for g in grads:\n        g = g / norm * max_norm\n    return grads",
            {"clip-rebinds-loop-variable"},
        ),
        (
            f"def clip(grads):\n{NORM}    if norm > 5:\n        for g in grads:\n            g = g * 5 / norm\n",
            {"clip-rebinds-loop-variable"},
        ),
        (
            f"def clip_factor(grads, bound):\n{NORM}    for g in grads:\n        g = g * 2\n    return bound / norm",
            set(),
        ),
        ("def clip(grads, max_norm):\n    return grads\n", set()),
        ("def clip(grad, c):\n    return np.clip(grad, -c, c)\n", {"clipped-per-element"}),
        ("def clip(grads):\n    for g in grads:\n        np.clip(g, -5, 5, out=g)\n", {"clipped-per-element"}),
        ("def clip(grads, low, high):\n    return [np.clip(g, low, high) for g in grads]\n", set()),
        ("def clip(x):\n    return np.clip(x, -500, 500)\n", set()),
        ("def clip_all(grads, c):\n    return {k: np.clip(g, -c, c) for k, g in grads.items()}\n", set()),
        ("def clip(grads, max_norm):\n    return 'clipped'\n", set()),
        ("for grad in ():\n    grad = np.clip(grad, -5, 5)\n", {"clipped-per-element"}),
    ],
)
def test_a_clip_is_judged_by_what_it_does(text: str, ids: set[str]) -> None:
    assert named(f"{BASE}\n{text}") == ids


@pytest.mark.parametrize(
    ("backward_returns", "ids"),
    [
        ("loss, grads", {"loss-averaged-over-sequences", "learning-rate-too-high", "no-gradient-clipping"}),
        ("loss / len(outputs), grads", {"no-gradient-clipping"}),
        (
            "loss, [np.clip(grad, -0.01, 0.01) for grad in grads]",
            {"loss-averaged-over-sequences", "learning-rate-too-high", "clipped-per-element"},
        ),
    ],
)
def test_a_recipe_is_judged_with_the_numbers_of_backward(backward_returns: str, ids: set[str]) -> None:
    right = (SUBMISSIONS / "correct" / "array_caches.py").read_text(encoding="utf-8")
    last = right.rstrip().splitlines()[-1]
    kept = right.replace(last, last.replace("return loss, ", "grads = ") + f"\n    return {backward_returns}")
    loop = (
        "def train(data, params):\n    total = 0\n    for x, y in data:\n        cache = forward(x, h0, C0, params)\n"
        "        loss, grads = backward(*cache, y, params)\n        total += loss\n"
        "        for param, grad in zip(params, grads):\n            param -= 0.1 * grad\n"
        "    return total / len(data)\n"
    )
    assert last.strip().startswith("return loss, ")
    assert named(f"{kept}\n\n{loop}") == ids


def test_an_expression_nested_too_deeply_is_no_reason_to_fail() -> None:
    assert named(f"{BASE}\nfor grad in ():\n    W = W - 0.1 * grad{'[0]' * 1500}\n") == set()
