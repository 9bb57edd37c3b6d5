"""Functions that set missing globals are called for their form, if they ask for sizes alone and use no pass."""

import pytest

from harness.contracts._code import code_of
from harness.contracts._initialisers import SIZES, set_up

TEXT = """
def forward(x):
    return W[0] @ x

def init({arguments}):
    global W
    {body}
    W = [{value}]
"""


def after(arguments: str = "", value: str = "1", body: str = "pass", **given: object) -> dict[str, object]:
    namespace: dict[str, object] = dict(given)
    exec(TEXT.format(arguments=arguments, value=value, body=body), namespace)  # noqa: S102  (a text of ours)
    code = code_of(namespace["forward"])
    assert code is not None
    set_up(namespace, ["W"], [code])
    return namespace


@pytest.mark.parametrize(
    ("arguments", "value", "found"),
    [
        ("", "1", [1]),
        ("V", "V", [SIZES["vocab"]]),
        ("hidden_size, vocab_size, scale=2", "hidden_size * scale", [2 * SIZES["hidden"]]),
    ],
)
def test_what_asks_for_sizes_alone_is_called(arguments: str, value: str, found: list[int]) -> None:
    assert after(arguments, value)["W"] == found


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ("path", "pass"),
        ("*rest", "pass"),
        ("", "forward(1)"),
        ("", "raise SystemExit"),
        ("", "open('no such file')"),
    ],
)
def test_what_asks_for_more_uses_a_pass_or_fails_sets_nothing(arguments: str, body: str) -> None:
    assert "W" not in after(arguments, body=body)


def test_what_is_there_is_not_made_anew() -> None:
    assert after(W=[7])["W"] == [7]
