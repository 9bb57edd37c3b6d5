"""What the syntax tree tells of a recipe: said where it is sure, and only there."""

import ast

import pytest

from harness.advice.averaging import averaged_over_sequences
from harness.advice.clip_functions import np_clips
from harness.advice.learning_rate import learning_rate
from harness.advice.syntax import Code, read_code
from harness.advice.training_loop import no_clipping

BACKWARD = "def backward(outputs, targets, p):\n    return 0.0, p\n"


STEP = "def step(p, grads, lr{}):\n    for w, g in zip(p, grads):\n        w -= lr * g\n"
TRAIN = (
    "def sgd(p, grad, lr):\n    return p - lr * grad\n"
    "def train({}):\n    if {}:\n        adam(p, grad)\n    else:\n        sgd(p, grad, lr)\n"
)
FOR = "for x, y in data:\n    loss, grads = backward(x, y, p)\n    for w, g in zip(p, grads):\n        w -= 0.01 * g"


def code(text: str) -> Code:
    return read_code(ast.parse(BACKWARD + text))


@pytest.mark.parametrize(
    "text",
    [
        "lr = 0.1\nfor p, g in zip(params, grads):\n    p -= lr * g",
        "for param, grad in zip(params, grads):\n    param -= 0.5 * grad",
        "W_f -= 1e-1 * dW_f",
        "ETA = 1 / 10\nW_f = W_f - dW_f * ETA",
        "alpha = 10**-1\nparams = [p - alpha * g for p, g in zip(params, grads)]",
        "for k in params:\n    params[k] += -0.1 * grads[k]",
        "def step(p, grads, learning_rate=0.1):\n    return [w - learning_rate * g for w, g in zip(p, grads)]",
        STEP.format("=0.001") + "step(params, grads, lr=0.1)",
        STEP.format("") + "RATE = 0.2\nstep(params, grads, RATE)",
        "from utils import update_parameters\nlr, epochs = 1e-1, 10\nupdate_parameters(params, grads, lr)",
        STEP.format("") + "step(params, grads, 0)\nstep(params, grads, 0.1)",
        TRAIN.format("lr=0.1, use_adam=False", "use_adam") + "train()",
    ],
)
def test_a_plain_step_with_a_rate_of_a_tenth_is_named(text: str) -> None:
    assert [remark.id for remark in learning_rate(code(text))] == ["learning-rate-too-high"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lr = 0.1",
        "lr = 0.01\nfor p, g in zip(params, grads):\n    p -= lr * g",
        "lr = 0.1\nfor epoch in range(9):\n    lr *= 0.5\n    W_f -= lr * dW_f",
        "lr = 0.1\nlr = 0.01\nW_f -= lr * dW_f",
        "for lr in (0.1, 0.2):\n    W_f -= lr * dW_f",
        "lr = float(input())\nW_f -= lr * dW_f",
        "lr = 0.1\ndef decay():\n    global lr\n    lr = lr / 2\ndef step():\n    W_f -= lr * dW_f",
        "lr = 0.1\nW_f -= lr * dW_f / np.sqrt(memory + 1e-8)",
        "lr = 0.1\nvelocity = 0.9 * velocity - lr * dW_f\nW_f += velocity",
        "lr = 0.1\nvelocity -= lr * dW_f",
        "lr = 0.1\ndef adam_step(p, grad, lr=0.1):\n    m = 0.9 * grad\n    return p - lr * m",
        "def step(p, grad, lr=0.1):\n    p -= lr * grad\nstep(p, grad, 0.01)",
        "def step(p, grad, lr=0.1):\n    p -= lr * grad\nstep(p, grad, 0.01)\nstep(p, grad)",
        "def step(p, grad, lr=0.1):\n    p -= lr * grad\nstep(*arguments)",
        "def step(p, grad, lr=0.1):\n    p -= lr * grad\nrun(step)",
        "grads = [grad / len(inputs) for grad in grads]\nlr = 0.1\nfor p, g in zip(params, grads):\n    p -= lr * g",
        TRAIN.format("lr=0.1, use_adam=True", "use_adam") + "train()",
        TRAIN.format("lr=0.1, plain=True", "plain and not adam") + "train()",
        TRAIN.format("rule, lr=0.1", "rule == 'adam'") + "train(x)",
        "from utils import sigmoid\nW_f -= 0.01 * dW_f",
        "dh = dh - 0.5 * dz",
    ],
)
def test_of_other_rates_and_rules_nothing_is_said(text: str) -> None:
    assert learning_rate(code(text)) == []


LOOP = "total = 0\nfor inputs, targets in {data}:\n    loss, grads = backward(inputs, targets, p)\n    {add}\n"


@pytest.mark.parametrize(
    ("data", "add", "mean"),
    [
        ("training_set", "total += loss", "print(total / len(training_set))"),
        ("training_set", "total += float(loss)", "total /= len(training_set)"),
        ("tqdm(training_set)", "total += loss", "n = len(training_set)\nlosses.append(total / n)"),
        ("zip(X, Y)", "total += loss", "print(total / len(X))"),
        ("data[:80]", "total += loss", "print(total / len(data[:80]))"),
        ("data", "total += loss", "def mean(a, b):\n    n = len(b)\n    return a / n\nprint(mean(total, data))"),
    ],
)
def test_a_sum_over_steps_divided_by_the_number_of_sequences_is_named(data: str, add: str, mean: str) -> None:
    text = LOOP.format(data=data, add=add) + mean
    assert [remark.id for remark in averaged_over_sequences(code(text))] == ["loss-averaged-over-sequences"]


@pytest.mark.parametrize(
    ("data", "add", "mean"),
    [
        ("training_set", "total += loss", "print(total)"),
        ("training_set", "total += loss", "print(total / tokens)"),
        ("training_set", "total += loss / len(targets)", "print(total / len(training_set))"),
        ("training_set", "loss /= len(targets); total += loss", "print(total / len(training_set))"),
        ("training_set", "total += other", "print(total / len(training_set))"),
        ("training_set", "losses.append(loss)", "print(np.mean(losses))"),
        ("batches(text, 25)", "total += loss", "print(total / len(text))"),
        ("training_set", "total += loss", "print(total / len(text))"),
        (
            "data",
            "total += loss",
            "def mean(a, b):\n    n = sum(len(t) for _, t in b)\n    return a / n\nmean(total, data)",
        ),
    ],
)
def test_of_other_averages_nothing_is_said(data: str, add: str, mean: str) -> None:
    assert averaged_over_sequences(code(LOOP.format(data=data, add=add) + mean)) == []


def test_a_mean_over_the_steps_inside_backward_is_no_mean_over_sequences() -> None:
    text = "for t in range(len(outputs)):\n    loss += 1\nprint(loss / len(outputs))"
    assert averaged_over_sequences(code(text)) == []


def test_a_wrapper_that_divides_the_loss_makes_the_average_unsure() -> None:
    wrapper = "def one(x, y):\n    loss, grads = backward(x, y, p)\n    return loss{}, grads\n"
    loop = "for x, y in data:\n    loss, grads = one(x, y)\n    total += loss\nprint(total / len(data))"
    assert averaged_over_sequences(code(wrapper.format("") + loop)) != []
    assert averaged_over_sequences(code(wrapper.format(" / len(y)") + loop)) == []


SGD = "def sgd(p, grads, lr):\n    return [w - lr * g for w, g in zip(p, grads)]\n"


@pytest.mark.parametrize(
    "body",
    [
        "p = sgd(p, grads, 0.01)",
        "for param, grad in zip(p, grads):\n        param -= 0.01 * grad",
        "for k in range(10):\n        p[k] -= 0.01 * grads[k]",
        "p = [w - 0.01 * g for w, g in zip(p, grads)]",
        "if learn:\n        p = sgd(p, grads, 0.01)\n    print(loss)",
    ],
)
def test_gradients_that_go_straight_into_the_update_are_named(body: str) -> None:
    text = SGD + "for x, y in data:\n    loss, grads = backward(x, y, p)\n    " + body
    assert [remark.id for remark in no_clipping(code(text))] == ["no-gradient-clipping"]


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "p = sgd(p, clip(grads), 0.01)",
        "grads = limited(grads)\n    p = sgd(p, grads, 0.01)",
        "p = sgd(p, np.clip(grads, -1, 1), 0.01)",
        "for param, grad in zip(p, grads):\n        param -= 0.01 * np.minimum(grad, 1)",
        "for param, grad in zip(p, grads):\n        grad *= factor\n        param -= 0.01 * grad",
        "p = unknown(p, grads)",
        "optimiser.step(grads)",
        "total = sum((g**2).sum() for g in grads)\n    p = sgd(p, grads, 0.01)",
        "rate = min(0.01, 1 / length)\n    p = sgd(p, grads, rate)",
        "p = careful(p, grads)",
        "p = squashing(p, grads)",
    ],
)
def test_where_something_may_bound_the_gradients_nothing_is_said(body: str) -> None:
    careful = "def careful(p, grads):\n    return p if sum(grads) > 5 else [w - 0.01 * g for w, g in zip(p, grads)]\n"
    squashing = "def squashing(p, grads):\n    return [w - g / sum(g * g) ** 0.5 for w, g in zip(p, grads)]\n"
    loop = "for x, y in data:\n    loss, grads = backward(x, y, p)\n    "
    text = SGD + careful + squashing + loop + body
    assert no_clipping(code(text)) == []


@pytest.mark.parametrize(
    "line", ["grads[grads > 5] = 5", "grads = np.where(far, 0, grads)", "n = np.linalg.norm(grads)"]
)
def test_a_backward_that_may_bound_its_gradients_is_left_alone(line: str) -> None:
    text = f"def backward(x, y, p):\n    {line}\n    return 0.0, grads\n{FOR}"
    assert no_clipping(read_code(ast.parse(text))) == []


def test_a_clip_for_sigmoid_does_not_pass_for_one_of_gradients() -> None:
    sigmoid = "def sigmoid(x):\n    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))\n"
    found = read_code(ast.parse(f"{sigmoid}def backward(x, y, p):\n    return sigmoid(x), p\n{FOR}"))
    assert [remark.id for remark in no_clipping(found)] == ["no-gradient-clipping"]
    assert np_clips(found, []) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("for d in [dW_f, dW_i]:\n    np.clip(d, -5, 5, out=d)", [4]),
        ("for param, grad in zip(params, grads):\n    param -= 0.01 * np.clip(grad, -c, c)", [4]),
        ("grads = [g.clip(-1, 1) for g in grads]", [3]),
        ("W = np.clip(W, -5, 5)", []),
        ("for param, grad in zip(params, grads):\n    param = np.clip(param, -5, 5)", []),
        ("y = np.clip(outputs, 1e-12, 1 - 1e-12)", []),
        ("grads = [np.clip(g, 0, 1) for g in grads]", []),
        ("def f(grads, mode='norm'):\n    if mode == 'value':\n        np.clip(grads, -1, 1)\nf(grads)", []),
        (
            "def clip_value(grads):\n    return np.clip(grads, -1, 1)\ndef clip_norm(grads): ...\nclip_norm(grads)",
            [],
        ),
    ],
)
def test_numpys_clip_counts_where_it_cuts_gradients_at_one_bound(text: str, lines: list[int]) -> None:
    assert [call.lineno for call in np_clips(code(text), [])] == lines
