"""Gradients by differences of the loss are legal numbers, and not the task: the report says so."""

from pathlib import Path

import pytest
from grading import CORRECT, observed

from harness.checks.honesty import judge
from harness.records import Status

COURSE = next(path for path in CORRECT if path.stem == "list_caches").read_text(encoding="utf-8")
QUOTIENT = """

def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    inputs = [z_t[len(h[0]):] for z_t in z]
{before}
    def loss():
        {outputs}
        return -sum(np.sum(t * np.log(y + 1e-12)) for t, y in zip(targets, outputs))

    grads = []
    for w in p:
        d = np.zeros_like(w)
        for k in np.ndindex(w.shape):
            kept = w[k]
            w[k] = kept + 1e-5
            up = loss()
            w[k] = kept - 1e-5
            down = loss()
            w[k] = kept
            d[k] = (up - down) / 2e-5
        grads.append(d)
    return loss(), tuple(grads)
"""
COPY = COURSE[COURSE.index("def forward") : COURSE.index("def backward")].replace("def forward", "def run_again")


def differencing(outputs: str, before: str = "") -> str:
    return COURSE + QUOTIENT.format(outputs=outputs, before=before)


BY_FORWARD = differencing("outputs = forward(inputs, h[0], C[0], p)[8]")
BY_ALIAS = differencing("outputs = predict(inputs, h[0], C[0], p)[8]", "    predict = forward")
BY_COPY = COPY + differencing("outputs = run_again(inputs, h[0], C[0], p)[8]")
UNCOUNTED = differencing("outputs = forward(inputs, h[0], C[0], p)[8]", "    import sys; sys.setprofile(None)")
# The right gradients with the digits that differences leave.
ROUNDED = (
    COURSE
    + """

exact = backward

def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    loss, grads = exact(z, f, i, g, C, o, h, v, outputs, targets, p)
    return loss, tuple(d + 1e-10 * np.max(np.abs(d)) * np.cos(np.arange(d.size)).reshape(d.shape) for d in grads)
"""
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(BY_FORWARD, "calls forward", id="calls forward"),
        pytest.param(BY_ALIAS, "calls forward", id="calls forward by another name"),
        pytest.param(BY_COPY, "calls one function", id="calls a copy of forward"),
        pytest.param(UNCOUNTED, "switches off", id="stops the counting"),
        pytest.param(ROUNDED, "right to more than 12 digits", id="digits of differences"),
    ],
)
def test_gradients_by_differences_of_the_loss_are_told(text: str, sentence: str) -> None:
    with observed(text) as observations:
        finding = judge(observations)
    assert finding.status is Status.ADVICE
    assert sentence in finding.message


@pytest.mark.parametrize("path", CORRECT, ids=lambda path: path.stem)
def test_backpropagation_is_not_suspected(path: Path) -> None:
    with observed(path.read_text(encoding="utf-8")) as observations:
        assert judge(observations).status is Status.PASS
