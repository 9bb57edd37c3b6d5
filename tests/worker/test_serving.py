"""The worker's loop and its operations, in this process: requests and replies as bytes."""

import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

import harness.contracts
from harness import worker
from harness.inside.failures import MAX_MESSAGE
from harness.inside.output import KEPT_CHARACTERS
from harness.wire import JSON, Array, Message, encode, read
from reference import language_model

T, V, B, H = 3, 4, 2, 5
CONTRACT = (Path(harness.contracts.__file__).parent / "language_model.py").read_text(encoding="utf-8")
SUBMISSION = """import numpy as np
from reference_stand import forward, backward as right
def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    return right(z, f, i, g, C, o, h, v, outputs, targets, p)
"""
SIMPLE_CONTRACT = """
def find(namespace):
    if "backward" not in namespace:
        raise LookupError("found no function backward")
    return {"forward": namespace["forward"], "backward": namespace["backward"]}


def forward(namespace, case):
    return namespace["forward"](case), None


def backward(namespace, case, cache):
    return namespace["backward"](case)
"""
QUADRATIC = """
import numpy as np
def forward(case):
    return {"outputs": case["inputs"] * case["W"]}
def backward(case):
    return {"loss": np.sum(case["W"] ** 2), "dW": 2 * case["W"]}
"""


@pytest.fixture(autouse=True)
def _unchanged_interpreter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Undo what a worker does to its interpreter."""
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    yield
    for name in ("submission", "torch", "utils"):
        sys.modules.pop(name, None)


def replies(*requests: Message) -> list[Message]:
    """Return the worker's answers to the requests."""
    received = io.BytesIO(b"".join(encode(request) for request in requests))
    sent: list[bytes] = []
    worker.serve(received.read, sent.append, worker.operations())
    stream = io.BytesIO(b"".join(sent))
    found = list(_messages(stream))
    assert len(found) == len(requests)
    return found


def _messages(stream: io.BytesIO) -> Iterator[Message]:
    while (message := read(stream.read)) is not None:
        yield message


def load(
    text: str, contract: str = SIMPLE_CONTRACT, statements: Sequence[int] | None = None, **modules: str
) -> Message:
    chosen = list(range(40)) if statements is None else list(statements)
    count = len(worker.ast.parse(text).body)
    fields: dict[str, JSON] = {
        "text": text,
        "filename": "it.py",
        "statements": [index for index in chosen if index < count],
        "contract": contract,
        "modules": modules,
    }
    return Message("load", fields)


def case() -> dict[str, Array]:
    rng = np.random.default_rng(1)
    symbols = rng.integers(0, V, (2, T, B))
    one_hot = np.eye(V)[symbols].transpose(0, 1, 3, 2)
    found: dict[str, Array] = {"inputs": one_hot[0], "targets": one_hot[1]}
    found |= {name: rng.normal(size=(H, B)) for name in ("h0", "C0")}
    for gate in "figo":
        found[f"W_{gate}"], found[f"b_{gate}"] = rng.normal(size=(H, H + V)), rng.normal(size=(H, 1))
    return found | {"W_v": rng.normal(size=(V, H)), "b_v": rng.normal(size=(V, 1))}


def quadratic(**arrays: object) -> dict[str, Array]:
    given = {"inputs": np.ones((1, 2, 1)), "targets": np.ones((1, 2, 1)), "W": np.array([[1.0], [2.0]])}
    return {**given, **{name: np.asarray(value) for name, value in arrays.items()}}


def test_the_courses_functions_answer_through_their_contract_with_the_references_numbers() -> None:
    from mutants._bundle import reference_source

    given = case()
    loaded, answer = replies(load(reference_source(), CONTRACT, range(200)), Message("answer", {"repeat": 2}, given))
    assert loaded.fields["failed"] == []
    assert set(loaded.fields["functions"]) >= {"forward", "backward"}  # type: ignore[arg-type]  # a record
    order = ("W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v")
    p = tuple(given[name].astype(np.float64) for name in order)
    right = language_model.forward(list(given["inputs"]), given["h0"], given["C0"], p)  # type: ignore[arg-type]
    loss, gradients = language_model.backward(*right, list(given["targets"]), p)  # type: ignore[arg-type]
    counts = {"forward_calls": 0, "most_calls": 1}
    flags = {"complex": False, "guessed_gates": False, "batch_axis": 2, "beside": True}
    assert answer.fields == {"failure": None, "changed": [], "globals_changed": [], **flags, **counts}
    np.testing.assert_allclose(answer.arrays["backward.loss"], loss, rtol=1e-12)
    for name, gradient in zip(order, gradients, strict=True):
        np.testing.assert_allclose(answer.arrays[f"backward.d{name}"], gradient, rtol=1e-12)
        assert np.array_equal(answer.arrays[f"backward.d{name}"], answer.arrays[f"again.backward.d{name}"])


def test_loading_tells_what_failed_what_stood_in_and_what_was_printed() -> None:
    text = (
        "import torch, utils\nfrom utils import sigmoid, missing\nprint('hello')\nx = 1 / 0\n"
        "import sys\nsys.exit(3)\ndef forward(case): return case\nimport reference.answers\n"
    )
    (loaded,) = replies(load(text, utils="def sigmoid(x):\n    return x\n"))
    failed = loaded.fields["failed"]
    assert isinstance(failed, list)
    assert [(item["line"], item["type"], item["code"]) for item in failed] == [
        (4, "ZeroDivisionError", "x = 1 / 0"),
        (6, "SystemExit", "sys.exit(3)"),
        (8, "ModuleNotFoundError", "import reference.answers"),
    ]
    assert loaded.fields["lookup"] == "found no function backward"
    assert (loaded.fields["stood_in"], loaded.fields["provided"]) == (["torch"], ["utils"])
    assert loaded.fields["printed"] == "hello\n"


def test_what_is_printed_is_kept_up_to_a_bound() -> None:
    (loaded,) = replies(
        load("for _ in range(100): print('x' * 1000)\nimport sys\nsys.stdout.close(); sys.stdout.flush()")
    )
    assert len(str(loaded.fields["printed"])) == KEPT_CHARACTERS
    assert loaded.fields["failed"] == []


def test_a_contract_that_raises_or_is_none_is_told() -> None:
    broken = SIMPLE_CONTRACT.replace('raise LookupError("found no function backward")', "1 / 0")
    first, second = replies(load("x = 1", broken), load("x = 1", "find = forward = 1"))
    assert first.fields["failure"]["type"] == "ZeroDivisionError"  # type: ignore[index, call-overload]  # a record
    assert second.fields == {
        "contract_fault": "it defines no function find and no function forward and no function backward"
    }


def test_a_future_import_holds_for_the_whole_file() -> None:
    (loaded,) = replies(load("from __future__ import annotations\ndef f(x: Missing): return x\n"))
    assert loaded.fields["failed"] == []


def test_a_request_that_is_unknown_or_too_early_is_told() -> None:
    early, _, unknown, malformed = replies(
        Message("answer"),
        load(QUADRATIC),
        Message("verdict"),
        Message("load", {"text": 3, "filename": "", "statements": []}),
    )
    for reply in (early, unknown, malformed):
        assert reply.fields["failure"]["stage"] == "worker"  # type: ignore[index, call-overload]  # a record


def test_an_exception_comes_with_its_line_and_the_arrays_at_hand() -> None:
    text = QUADRATIC + (
        "scale = 3\ndef backward(case):\n"
        "    h, t, word, huge = [np.zeros(2), np.ones(3)], 0, 'text', np.zeros(10_000)\n"
        "    first = case['W']\n    return h[t + 1] + first * scale + np.sum(huge) + len(word) + h[len(word)]\n"
    )
    _, answer = replies(load(text), Message("answer", {}, quadratic()))
    failure = answer.fields["failure"]
    assert isinstance(failure, dict)
    assert (failure["stage"], failure["type"], failure["line"]) == ("backward", "IndexError", 11)
    assert failure["function"] == "backward"
    assert "forward.outputs" in answer.arrays
    operands = {name for name in answer.arrays if name.startswith("operand.")}
    assert operands == {"operand.h[t + 1]", "operand.first", "operand.scale", "operand.t"}
    assert np.array_equal(answer.arrays["operand.h[t + 1]"], np.ones(3))


@pytest.mark.parametrize(
    ("returned", "sentence"),
    [
        ("None", "loss is None"),
        ("'text'", "loss is str"),
        ("np.array([None])", "an array of object"),
        ("[np.zeros(2), np.zeros(3)]", "different shapes"),
        ("{}", "loss is dict"),
    ],
)
def test_what_is_no_array_is_named(returned: str, sentence: str) -> None:
    text = QUADRATIC + f"def backward(case): return {{'loss': {returned}}}\n"
    _, answer = replies(load(text), Message("answer", {}, quadratic()))
    assert sentence in answer.fields["failure"]["message"]  # type: ignore[index, call-overload, operator]  # a record


def test_a_message_of_the_submission_is_capped_and_printable() -> None:
    text = QUADRATIC + "def backward(case): raise ValueError('\\x1b[31m\\ud800\\n' * 1000)\n"
    _, answer = replies(load(text), Message("answer", {}, quadratic()))
    message = answer.fields["failure"]["message"]  # type: ignore[index, call-overload]  # a record
    assert isinstance(message, str)
    assert message.isprintable()
    assert len(message) <= MAX_MESSAGE + 1


def test_what_a_submission_changes_is_named() -> None:
    text = QUADRATIC + (
        "count = 0\ntable = {'a': np.zeros(2)}\nnames = ['a']\nother = object()\n"
        "long = [0] * 200_000\nwide = np.zeros(200_000)\n"
        "def backward(case):\n    global count\n    count += 1\n    table['a'] += 1\n    case['W'] *= 2\n"
        "    return {'loss': np.sum(case['W']) * 1j}\n"
    )
    _, answer = replies(load(text), Message("answer", {"repeat": 2}, quadratic()))
    assert answer.fields["changed"] == ["W"]
    assert answer.fields["globals_changed"] == ["count", "table"]
    assert answer.fields["complex"] is True


def test_random_numbers_are_the_same_in_every_request() -> None:
    text = QUADRATIC + "import random\ndef backward(case): return {'loss': np.random.rand() + random.random()}\n"
    _, first, second, other = replies(
        load(text),
        Message("answer", {"repeat": 2}, quadratic()),
        Message("answer", {"seed": 0}, quadratic()),
        Message("answer", {"seed": 1}, quadratic()),
    )
    assert first.arrays["backward.loss"] == second.arrays["backward.loss"]
    assert first.arrays["backward.loss"] != first.arrays["again.backward.loss"]
    assert first.arrays["backward.loss"] != other.arrays["backward.loss"]


def test_losses_lie_on_both_sides_along_each_direction() -> None:
    directions = np.array([[[1.0], [0.0]], [[0.0], [1.0]], [[1.0], [1.0]]])
    arrays = quadratic() | {"d.W": directions}
    _, real, imaginary = replies(
        load(QUADRATIC),
        Message("losses", {"steps": [0.5, 0.1]}, arrays),
        Message("losses", {"steps": [1e-20], "complex": True}, arrays),
    )
    assert real.fields == {"failure": None, "own": True, "discarded": False}
    steps = np.array([0.5, 0.1])[None, :, None] * np.array([1.0, -1.0])
    moved = np.array([[1.0], [2.0]]) + steps[..., None, None] * directions[:, None, None]
    np.testing.assert_allclose(real.arrays["losses"], np.sum(moved**2, axis=(-1, -2)), rtol=1e-14)
    np.testing.assert_allclose(imaginary.arrays["losses"][:, 0].imag / 1e-20, [2, 4, 6], rtol=1e-14)


@pytest.mark.parametrize("source", [None, "outputs"])
def test_the_cross_entropy_of_the_outputs_stands_in_for_a_loss(source: str | None) -> None:
    text = QUADRATIC + ("" if source else "def backward(case): return {'dW': case['W']}\n")
    fields: dict[str, JSON] = {"steps": [0.5], "source": source}
    _, reply = replies(load(text), Message("losses", fields, quadratic() | {"d.W": np.ones((1, 2, 1))}))
    assert reply.fields["own"] is False
    wanted = [-np.sum(np.log(np.array([1.5, 2.5]) + 1e-12)), -np.sum(np.log(np.array([0.5, 1.5]) + 1e-12))]
    np.testing.assert_allclose(reply.arrays["losses"][0, 0], wanted)


def test_complex_numbers_that_are_thrown_away_are_flagged() -> None:
    text = QUADRATIC + "def backward(case): return {'loss': np.sum(case['W'].astype(float)) ** 2}\n"
    fields: dict[str, JSON] = {"steps": [1e-20], "complex": True}
    _, reply = replies(load(text), Message("losses", fields, quadratic() | {"d.W": np.ones((1, 2, 1))}))
    assert reply.fields["discarded"] is True


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("def backward(case): return {'loss': np.zeros(2)}", "expected a single number"),
        ("def forward(case): return {}\ndef backward(case): return {}", "no outputs"),
        ("def forward(case): return {'outputs': np.ones(7)}\ndef backward(case): return {}", "has shape"),
    ],
)
def test_a_loss_that_is_none_is_a_failure(body: str, sentence: str) -> None:
    arrays = quadratic() | {"d.W": np.ones((1, 2, 1))}
    _, reply = replies(load(QUADRATIC + body), Message("losses", {"steps": [1.0]}, arrays))
    assert sentence in reply.fields["failure"]["message"]  # type: ignore[index, call-overload, operator]  # a record


def training(max_norm: float | None, snapshots: Sequence[JSON] = (0, 2)) -> Message:
    states = {"h0": np.zeros((1, 1)), "C0": np.zeros((1, 1))}
    sequences = {f"{name}.{n}": np.ones((1, 2, 1)) for n in range(2) for name in ("inputs", "targets")}
    fields: dict[str, JSON] = {"learning_rate": 0.25, "max_norm": max_norm, "snapshots": list(snapshots)}
    return Message("train", fields, {"W": np.array([[3.0], [4.0]]), **states, **sequences})


def test_training_goes_down_the_submissions_gradient() -> None:
    _, free, clipped = replies(load(QUADRATIC), training(None), training(1.0))
    np.testing.assert_allclose(free.arrays["1.W"], [[0.75], [1.0]])
    np.testing.assert_allclose(free.arrays["norms"], [10.0, 5.0])
    assert np.array_equal(free.arrays["0.W"], [[3.0], [4.0]])
    np.testing.assert_allclose(clipped.arrays["1.W"], [[2.7], [3.6]])


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("def backward(case): return {'loss': 1}", "no gradient of W"),
        ("def backward(case): return {'dW': np.ones(7)}", "has shape"),
    ],
)
def test_a_gradient_that_does_not_fit_ends_the_training(body: str, sentence: str) -> None:
    _, reply = replies(load(QUADRATIC + body), training(1.0))
    failure = reply.fields["failure"]
    assert isinstance(failure, dict)
    assert failure["stage"] == "backward"
    assert sentence in str(failure["message"])


def test_a_nan_stops_the_training_and_no_snapshots_train_nothing() -> None:
    text = QUADRATIC + "def backward(case): return {'dW': case['W'] * np.nan}\n"
    _, stopped, idle = replies(load(text), training(1.0), training(1.0, ()))
    assert stopped.fields["stopped"] == 0
    assert set(stopped.arrays) == {"0.W", "norms"}
    assert idle.arrays["norms"].size == 0


def test_a_function_is_called_with_what_is_asked_and_its_arguments_come_back() -> None:
    text = (
        "def f(a, pair, number, *, scale):\n    a += 1\n"
        "    return {'x': a * scale, 'rest': [pair[0], (number, [1.0, 2.0])]}, None\n"
        "def many(n): return [[i] for i in range(n)]\n"
    )
    arguments: list[JSON] = [{"array": "a"}, {"arrays": ["b", "a"], "as": "list"}, {"value": 7}]
    fields: dict[str, JSON] = {"function": "f", "arguments": arguments, "keywords": {"scale": {"value": 2}}}
    arrays = {"a": np.zeros(2), "b": np.ones(3)}
    pairs: dict[str, JSON] = {**fields, "arguments": [{"array": "a"}, {"arrays": ["b"]}, {"value": 7}]}
    _, reply, tuples, missing, wrong, many, ours = replies(
        load(text),
        Message("call", fields, arrays),
        Message("call", pairs, arrays),
        Message("call", {"function": "g"}),
        Message("call", {"function": "f", "arguments": [{"what": 1}]}),
        Message("call", {"function": "many", "arguments": [{"value": 1001}]}),
        Message("call", {"function": "f", "arguments": 3}),
    )
    assert [reply.arrays[f"result.{n}"].tolist() for n in range(4)] == [[2, 2], [1, 1, 1], 7, [1, 2]]
    assert np.array_equal(reply.arrays["argument.a"], [1, 1])
    assert reply.fields["structure"] == "tuple"
    assert tuples.fields["failure"] is None
    assert "no function g" in missing.fields["failure"]["message"]  # type: ignore[index, call-overload, operator]
    assert "more than 1000" in many.fields["failure"]["message"]  # type: ignore[index, call-overload, operator]
    for refused in (wrong, ours):
        assert refused.fields["failure"]["stage"] == "worker"  # type: ignore[index, call-overload]
