"""Functions that set missing globals are called for their form, and for nothing else: what fits is kept alone."""

import time

import pytest
from grading import SUBMISSIONS, graded_text

from harness.contracts._code import code_of
from harness.contracts._initialisers import SECONDS, SIZES, set_up
from harness.records import Verdict

TEXT = """
def forward(x):
    return W[0] @ x + b

def init({arguments}):
    global W
    {body}
    W = [{value}]
"""
CORRECT = SUBMISSIONS / "correct"
STEM = "globals_of_an_initialiser"
# Functions that stand before the real initialiser.
BEFORE = {
    "one that waits for a file": """
def load_weights():
    global W, b, W_out, b_out
    import os, time
    while not os.path.exists("weights.npz"):
        time.sleep(1)
    W, b, W_out, b_out = np.load("weights.npz", allow_pickle=True)["all"]
""",
    "one that empties everything": """
def reset(V):
    global W, b, W_out, b_out, sigmoid
    W = {}
    b = {}
    W_out = b_out = sigmoid = None
""",
    "one that fails half-way": """
def init_by_name(V):
    global W, b, sigmoid
    sigmoid = None
    W = b = np.zeros((3, 3))
    raise ValueError("no such name")
""",
    "one that sets another size": """
def demo():
    global W, b, W_out, b_out, H
    H = 2
    init(3)
""",
}
# What else a function does that sets a counter which forward reads, and what is said then.
COUNTED = {
    "and breaks another function": ("probabilities = None", Verdict.CLEAN, "agrees with the reference"),
    "and another one for good": ("del squash", Verdict.CLEAN, "agrees with the reference"),
    "and waits without end": (
        "import time\n    while True:\n        time.sleep(0.1)",
        Verdict.INCONCLUSIVE,
        "'calls' is not defined. What sets it is not executed",
    ),
    "and sleeps": (
        "import time\n    time.sleep(3600)",
        Verdict.INCONCLUSIVE,
        "'calls' is not defined. What sets it is not executed",
    ),
}
COUNTING = """

def start():
    global calls, probabilities, squash
    calls = 0
    {}


if __name__ == "__main__":
    calls = 0
"""


def after(text: str, *read: str, **given: object) -> dict[str, object]:
    """Return the globals of a text after its initialisers were called, of which one that sets all of `read` fits."""
    namespace: dict[str, object] = dict(given)
    exec(text, namespace)  # noqa: S102  (a text of ours)
    code = code_of(namespace["forward"])
    assert code is not None
    set_up(namespace, read, [code], lambda: all(name in namespace for name in read))
    return namespace


def initialised(arguments: str = "", value: str = "1", body: str = "pass", **given: object) -> dict[str, object]:
    return after(TEXT.format(arguments=arguments, value=value, body=body), "W", **given)


@pytest.mark.parametrize(
    ("arguments", "value", "found"),
    [
        ("", "1", [1]),
        ("V", "V", [SIZES["vocab"]]),
        ("hidden_size, vocab_size, scale=2", "hidden_size * scale", [2 * SIZES["hidden"]]),
    ],
)
def test_what_asks_for_sizes_alone_is_called(arguments: str, value: str, found: list[int]) -> None:
    assert initialised(arguments, value)["W"] == found


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
    assert "W" not in initialised(arguments, body=body)


def test_what_is_there_is_not_made_anew() -> None:
    assert initialised(W=[7])["W"] == [7]


def test_only_what_was_missing_is_bound() -> None:
    found = initialised(body="global kept, new, gone; kept = new = None; del gone", kept=1, gone=2)
    assert (found["W"], found["kept"], found["gone"], "new" in found) == ([1], 1, 2, False)


def test_what_an_initialiser_binds_before_it_fails_is_undone() -> None:
    assert "W" not in initialised(body="W = [2]; raise ValueError")


def test_what_does_not_fit_is_undone() -> None:
    namespace: dict[str, object] = {}
    exec(TEXT.format(arguments="", value="1", body="pass"), namespace)  # noqa: S102  (a text of ours)
    set_up(namespace, ["W"], [], lambda: False)
    assert "W" not in namespace


def test_two_initialisers_that_fit_together_are_kept() -> None:
    text = TEXT.format(arguments="", value="1", body="pass") + "\ndef init_b():\n    global b\n    b = 2\n"
    found = after(text, "W", "b")
    assert (found["W"], found["b"]) == ([1], 2)


@pytest.mark.parametrize("body", ["while SIZE: pass", "import time; time.sleep(3600)"])
def test_one_that_takes_too_long_is_stopped(body: str) -> None:
    start = time.monotonic()
    assert "W" not in initialised(body=body, SIZE=1)
    assert SECONDS <= time.monotonic() - start < 10 * SECONDS


def test_one_that_took_too_long_is_not_called_again() -> None:
    namespace = initialised(body="global calls; calls.append(1)\n    while calls: pass", calls=[])
    set_up(namespace, ["W"], [], lambda: True)
    assert namespace["calls"] == [1]


@pytest.mark.parametrize("name", BEFORE)
def test_the_initialiser_that_fits_is_found_behind_others(name: str) -> None:
    text = (CORRECT / f"{STEM}.py").read_text(encoding="utf-8")
    report = graded_text(text.replace("\ndef init(V):", f"{BEFORE[name]}\n\ndef init(V):"))
    assert report.verdict is Verdict.CLEAN, report.headline


@pytest.mark.parametrize("name", COUNTED)
def test_what_a_function_does_when_it_is_called_for_a_global_is_not_blamed_on_the_submission(name: str) -> None:
    body, verdict, words = COUNTED[name]
    text = (CORRECT / "other_names.py").read_text(encoding="utf-8")
    loop = "    for symbol in sequence:\n"
    assert loop in text
    counted = text.replace(loop, f"    global calls\n    calls += 1\n{loop}")
    report = graded_text(counted + COUNTING.format(body))
    assert report.verdict is verdict, report.headline
    assert words in report.headline
