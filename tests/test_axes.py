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
        ("N, T = x.shape[:2]; h = N", {0}),
        ("T, D = x.shape[1:]; h = D", {2}),
        ("N, T = x.shape[0], x.shape[1]; h = T", {1}),
        ("N = int(x.shape[0]); h = N", {0}),
        ("h = np.zeros((x.shape[0], H))", {0}),
        ("h = np.zeros((H, x.shape[2]))", {2}),
        ("h = np.ones((H, x[0].shape[1]))", {2}),
        ("h = np.zeros((len(x), H))", {0}),
        ("self.N = x.shape[0]", {0}),
        ("h = [one for i in range(x.shape[0]) for one in x[i]]", {0}),
        ("N, T = W.shape; h = N", set()),
        ("h = np.zeros((W.shape[0], len(W)))", set()),
        ("N, T = np.shape(x); h = N", set()),
        ("h = x[0]", set()),
    ],
)
def test_a_length_counts_where_it_is_read_of_an_argument_and_used(line: str, axes: set[int]) -> None:
    text = f"def forward(x, h, W):\n    {line}\n    return h\n"
    assert axes_read(Submission("planted.py", text, ast.parse(text)), ROLES) == axes
    assert axes_read(Submission("planted.py", text, ast.parse(text)), {"forward": None}) == set()


@pytest.mark.parametrize(
    ("line", "axes"),
    [
        ("N, *_ = x.shape; h = N", {0}),
        ("*_, D = x.shape; h = D", set()),
        ("N, *_, D = x.shape; h = D", set()),
        ("h = x.shape[-1]", set()),
        ("T, D = x.shape[-2:]; h = T", set()),
    ],
)
def test_no_axis_is_counted_from_the_end_as_nobody_knows_how_many_there_are(line: str, axes: set[int]) -> None:
    assert read(line) == axes


@pytest.mark.parametrize(
    "line",
    ["N = x.shape[0]", "N = M = len(x)", "N, T = x.shape[0], x.shape[1]", "N, T = x.shape[:2]", "len(x)", "x.shape[0]"],
)
def test_a_length_that_nothing_uses_does_not_count(line: str) -> None:
    assert read(line) == set()


@pytest.mark.parametrize(
    ("line", "axes"),
    [
        ("x = W; h = x.shape[0]", set()),
        ("x = W[:x.shape[1]]; h = x.shape[0]", {1}),
        ("h = len(x); x = W", {0}),
        ("x = np.asarray(x, dtype=float); h = x.shape[1]", {1}),
        ("x, n = W, 1; h = x.shape[0]", set()),
        ("h = [x.shape[0] for x in W]", set()),
        ("h = sum(map(lambda x: x.shape[0], W))", set()),
        ("h = sum(map(lambda w: w + x.shape[0], W))", {0}),
        ("h = [(lambda a, *x: len(x))]", set()),
    ],
)
def test_a_name_that_stands_for_something_else_is_not_followed(line: str, axes: set[int]) -> None:
    assert read(line) == axes


def test_the_argument_of_an_inner_function_is_another_array() -> None:
    assert read("def step(x):\n        return x.shape[0]\n    h = step(W)") == set()
    assert read("for x in W:\n        h = h + x.shape[0]") == set()


@pytest.mark.parametrize(
    "line",
    [
        "B = x[0].shape[1]; h = np.zeros((H, B)) if h is None else h",
        "h = np.zeros((H, x[0].shape[1]))",
        "B, n = x[0].shape[1], 1; c = np.zeros((H, B)); h = zeros((n, B))",
    ],
)
def test_columns_of_a_step_that_only_size_zeros_tell_nothing_of_a_batch(line: str) -> None:
    assert read(line) == set()
    assert read(line + "; h = h / x[0].shape[1]") == {2}


def read(line: str) -> frozenset[int]:
    text = f"def forward(x, h, W):\n    {line}\n    return h\n"
    return axes_read(Submission("planted.py", text, ast.parse(text)), ROLES)
