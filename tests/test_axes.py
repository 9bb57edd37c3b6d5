"""Which axes of inputs and targets a submission's passes read the length of."""

import ast

import pytest

from harness.axes import axes_read
from harness.submissions.submission import Submission

ROLES = {"forward": {"name": "forward", "line": 1}, "backward": None}


@pytest.mark.parametrize(
    ("line", "axes"),
    [
        ("N, T = x.shape; h = N + T", {0, 1}),
        ("N, T, D = x.shape; h = N", {0}),
        ("T, N, _ = x.shape; h = N", {1}),
        ("_, T, D = x.shape; h = T", {1}),
        ("h = np.zeros((x.shape[0], H))", {0}),
        ("h = np.zeros((H, x.shape[2]))", {2}),
        ("h = np.zeros((H, x[0].shape[1]))", {2}),
        ("h = np.zeros((len(x), H))", {0}),
        ("N, T = W.shape; h = N", set()),
        ("h = np.zeros((W.shape[0], len(W)))", set()),
        ("N, T = np.shape(x); h = N", set()),
        ("h = x[0]", set()),
    ],
)
def test_a_length_counts_where_it_is_read_of_an_argument_and_used(line: str, axes: set[int]) -> None:
    text = f"def forward(x, h, W):\n    {line}\n"
    assert axes_read(Submission("planted.py", text, ast.parse(text)), ROLES) == axes
    assert axes_read(Submission("planted.py", text, ast.parse(text)), {"forward": None}) == set()
